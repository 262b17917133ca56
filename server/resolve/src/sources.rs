//! The facts of every file that was read, one entry a path. Files are scanned in parallel, each with a name table of
//! its own, which is merged into the shared one afterwards; the text itself is dropped.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_files::{Files, ReadError};
use greenlight_syntax::{ConditionId, FileFacts, ItemKind, NameTable, Outline, ScopeId, Symbol, scan};
use parking_lot::{RwLock, RwLockReadGuard};
use rustc_hash::FxHashMap;

use crate::directory::Directory;
use crate::index::FileIndex;
use crate::openness::Vocabulary;

/// Index into [`crate::Program::files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A Rust file and what it says.
#[derive(Debug)]
pub struct SourceFile {
    /// Absolute.
    pub path: PathBuf,
    /// What it says, in the shared name table; empty if it could not be read.
    pub facts: FileFacts,
    /// Why it could not be read.
    pub error: Option<ReadError>,
    /// Entries by scope and name.
    pub(crate) index: FileIndex,
}

/// Every file read so far. A clone is cheap; names are shared by all clones and only ever added.
#[derive(Clone, Debug)]
pub struct Sources {
    names: Arc<RwLock<NameTable>>,
    vocabulary: Arc<Vocabulary>,
    files: FxHashMap<PathBuf, Arc<SourceFile>>,
}

/// A `mod name;` with the files it may mean, and how these find their own children.
#[derive(Clone, Debug)]
pub(crate) struct Declaration {
    /// Index of the item in the declaring file's outline.
    pub(crate) item: u32,
    /// Existing files, each with its directory and the cfgs that choose it.
    pub(crate) files: Vec<(PathBuf, Directory, Selection)>,
    /// Whether both `name.rs` and `name/mod.rs` exist, which rustc refuses (E0761).
    pub(crate) ambiguous: bool,
    /// Whether every file it could mean was looked at and none exists.
    pub(crate) missing: bool,
    /// Where it was looked for, if it is missing.
    pub(crate) candidates: Vec<PathBuf>,
}

/// Which of several files a `mod` item takes: conditions of the declaring file's outline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The predicate of the `cfg_attr` that names the file.
    pub holds: Option<ConditionId>,
    /// The predicates of those that would name another.
    pub fails: Vec<ConditionId>,
}

impl Default for Sources {
    fn default() -> Sources {
        Sources::new()
    }
}

impl Sources {
    /// Nothing read yet.
    #[must_use]
    pub fn new() -> Sources {
        let mut names = NameTable::new();
        let vocabulary = Arc::new(Vocabulary::new(&mut names));
        Sources { names: Arc::new(RwLock::new(names)), vocabulary, files: FxHashMap::default() }
    }

    /// The table of all symbols, for reading. A thread may hold it more than once, even while another waits to add
    /// names; but not across a call that reads files, which adds some.
    pub fn names(&self) -> RwLockReadGuard<'_, NameTable> {
        // A fair lock would let a writer that waits between two reads of one thread stop all three.
        self.names.read_recursive()
    }

    /// The symbol of `name`, interned if it is new.
    #[must_use]
    pub fn intern(&self, name: &str) -> Symbol {
        if let Some(symbol) = self.names().get(name) {
            return symbol;
        }
        self.names.write().intern(name)
    }

    /// The file at `path` (absolute) if it was read.
    #[must_use]
    pub fn get(&self, path: &Path) -> Option<&Arc<SourceFile>> {
        self.files.get(path)
    }

    /// Forgets the file at `path`: its text changed, or may have.
    pub fn forget(&mut self, path: &Path) {
        self.files.remove(path);
    }

    pub(crate) fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
    }

    /// Reads the trees below `roots`, in parallel, and keeps what they reach; what was read before is not read again.
    pub(crate) fn read_trees(&mut self, files: &Files, roots: &[PathBuf]) -> FxHashMap<PathBuf, Reached> {
        let reading = Reading { sources: self, files, seen: dashmap::DashMap::default() };
        rayon::scope(|scope| {
            for root in roots {
                let directory = Directory::of_owner(root);
                let reading = &reading;
                scope.spawn(move |scope| reading.visit(scope, root.clone(), directory, 0));
            }
        });
        let reached: FxHashMap<PathBuf, Reached> = reading.seen.into_iter().collect();
        self.files = reached.iter().map(|(path, reached)| (path.clone(), Arc::clone(&reached.file))).collect();
        reached
    }

    /// Scans one text into the shared table.
    pub(crate) fn scan_file(&self, files: &Files, path: &Path) -> SourceFile {
        let scanned = files.with_text(path, |text| {
            let mut table = NameTable::new();
            let facts = scan(text, &mut table);
            (facts, table)
        });
        let (facts, error) = match scanned {
            Ok((facts, table)) => {
                let mut facts: FileFacts = facts;
                let map = self.names.write().merge(&table);
                facts.outline.rename(&map);
                (facts, None)
            }
            Err(error) => (FileFacts::default(), Some(error)),
        };
        let index = FileIndex::new(&facts.outline, &self.vocabulary);
        SourceFile { path: path.to_owned(), facts, error, index }
    }

    /// The `mod name;` items of `file`, whose own children are found through `directory`.
    pub(crate) fn declarations(&self, files: &Files, file: &SourceFile, directory: &Directory) -> Vec<Declaration> {
        let outline = &file.facts.outline;
        if outline.modules.is_empty() {
            return Vec::new();
        }
        let names = self.names();
        let directories = scope_directories(outline, directory, &names);
        let mut declarations = Vec::new();
        for (number, item) in outline.items.iter().enumerate() {
            let ItemKind::Module(module) = item.kind else { continue };
            let module = &outline.modules[module as usize];
            if module.inline.is_some() {
                continue;
            }
            let directories = &directories[item.scope.0 as usize];
            if directories.is_empty() {
                continue;
            }
            let mut found = Vec::new();
            let mut candidates = Vec::new();
            let mut replaced = false;
            let attributed = module.paths.iter().flat_map(|path| directories.iter().map(move |around| (path, around)));
            for (&(attribute, condition), directory) in attributed {
                let path = directory.attributed(names.text(attribute));
                replaced |= condition == greenlight_syntax::ALWAYS;
                if files.is_file(&path) {
                    let directory = Directory::of_owner(&path);
                    found.push((path, directory, Selection { holds: Some(condition), fails: Vec::new() }));
                } else {
                    candidates.push(path);
                }
            }
            let mut ambiguous = false;
            if !replaced {
                for directory in directories {
                    let before = found.len();
                    for path in directory.candidates(names.text(item.name)) {
                        if files.is_file(&path) {
                            let directory = Directory::of_file(&path);
                            let fails = module.paths.iter().map(|&(_, condition)| condition).collect();
                            found.push((path, directory, Selection { holds: None, fails }));
                        } else {
                            candidates.push(path);
                        }
                    }
                    ambiguous |= found.len() - before > 1;
                }
            }
            let missing = found.is_empty();
            if !missing {
                candidates.clear();
            }
            declarations.push(Declaration { item: number as u32, files: found, ambiguous, missing, candidates });
        }
        declarations
    }
}

/// The directories of each scope: several if cfgs choose between paths. None for blocks: rustc resolves a `mod name;`
/// in one against the file's folder, which nobody does.
fn scope_directories(outline: &Outline, file: &Directory, names: &NameTable) -> Vec<Vec<Directory>> {
    let mut directories: Vec<Vec<Directory>> = vec![Vec::new(); outline.scopes.len()];
    if let Some(first) = directories.first_mut() {
        first.push(file.clone());
    }
    for item in &outline.items {
        let ItemKind::Module(module) = item.kind else { continue };
        let module = &outline.modules[module as usize];
        let Some(ScopeId(scope)) = module.inline else { continue };
        let around = directories[item.scope.0 as usize].clone();
        let name = names.text(item.name);
        let mut attributes: Vec<Option<&str>> = module.paths.iter().map(|&(path, _)| Some(names.text(path))).collect();
        if module.paths.iter().all(|&(_, condition)| condition != greenlight_syntax::ALWAYS) {
            attributes.push(None);
        }
        let inside = around.iter().flat_map(|around| attributes.iter().map(|&path| around.inline(name, path)));
        directories[scope as usize] = inside.collect();
    }
    directories
}

/// Deeper module trees are circles of symbolic links.
pub(crate) const MAX_DEPTH: usize = 96;

/// Below this it is worth asking the file system whether a path leads in a circle.
const SELDOM_DEEPER: usize = 8;

/// A file that some tree reaches, with its declarations for each way it was found.
#[derive(Debug)]
pub(crate) struct Reached {
    pub(crate) file: Arc<SourceFile>,
    pub(crate) ways: Vec<(Directory, Vec<Declaration>)>,
}

struct Reading<'a> {
    sources: &'a Sources,
    files: &'a Files,
    seen: dashmap::DashMap<PathBuf, Reached, rustc_hash::FxBuildHasher>,
}

impl Reading<'_> {
    /// Whether a link leads to a file that was reached by its own path: two links that lead up a level would
    /// otherwise double the tree at every level.
    fn is_seen_without_links(&self, path: &Path) -> bool {
        greenlight_files::without_links(path).is_some_and(|target| target != path && self.seen.contains_key(&target))
    }

    fn visit<'s>(&'s self, scope: &rayon::Scope<'s>, path: PathBuf, directory: Directory, depth: usize) {
        if depth > MAX_DEPTH || (depth > SELDOM_DEEPER && self.is_seen_without_links(&path)) {
            return;
        }
        let known = self.seen.get(&path).map(|reached| (Arc::clone(&reached.file), reached.knows(&directory)));
        let file = match known {
            Some((_, true)) => return,
            Some((file, false)) => file,
            None => match self.sources.files.get(&path) {
                Some(file) => Arc::clone(file),
                None => Arc::new(self.sources.scan_file(self.files, &path)),
            },
        };
        let declarations = self.sources.declarations(self.files, &file, &directory);
        let children: Vec<(PathBuf, Directory)> = declarations
            .iter()
            .flat_map(|declaration| &declaration.files)
            .map(|(path, directory, _)| (path.clone(), directory.clone()))
            .collect();
        let mut reached = self.seen.entry(path).or_insert_with(|| Reached { file, ways: Vec::new() });
        if reached.knows(&directory) {
            return;
        }
        reached.ways.push((directory, declarations));
        drop(reached);
        for (path, directory) in children {
            scope.spawn(move |scope| self.visit(scope, path, directory, depth + 1));
        }
    }
}

impl Reached {
    fn knows(&self, directory: &Directory) -> bool {
        self.ways.iter().any(|(known, _)| known == directory)
    }

    /// The declarations of the file when it was found this way.
    pub(crate) fn declarations(&self, directory: &Directory) -> &[Declaration] {
        self.ways.iter().find(|(known, _)| known == directory).map_or(&[], |(_, declarations)| declarations)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn a_thread_may_read_names_again_while_another_waits_to_add_some() {
        let sources = Sources::new();
        let waiting = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let held = sources.names();
            scope.spawn(|| {
                waiting.store(true, Ordering::SeqCst);
                let _ = sources.intern("new");
            });
            while !waiting.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            for _ in 0..100_000 {
                assert_eq!(sources.names().get("crate"), held.get("crate"));
            }
        });
        assert!(sources.names().get("new").is_some());
    }
}
