//! The facts of every file that was read, one current entry a path. Files are scanned in parallel, each with a name table
//! of its own, which is merged into the shared one afterwards; the text itself is dropped, but for open documents, whose
//! next text is compared with it.

use std::hash::BuildHasher;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Weak};

use dashmap::DashMap;
use greenlight_files::{Files, ReadError};
use greenlight_project::documented_text;
use greenlight_syntax::inlining::{ItemMacro, item_macros, with_bodies};
use greenlight_syntax::{
    ConditionId, FILE_SCOPE, FileFacts, ItemKind, Landmarks, NameTable, Outline, ScopeId, Symbol, rescan, scan,
    scan_with_landmarks,
};
use parking_lot::{RwLock, RwLockReadGuard};
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::directory::Directory;
use crate::index::FileIndex;
use crate::macros::vocabulary::Vocabulary;

/// A Rust file and what it says.
#[derive(Debug)]
pub struct SourceFile {
    /// Absolute.
    pub path: PathBuf,
    /// What it says, in the shared name table; empty if it could not be read.
    pub facts: FileFacts,
    /// Why it could not be read.
    pub error: Option<ReadError>,
    /// A hash of its text; 0 if it could not be read.
    pub text_hash: u64,
    /// Entries by scope and name.
    pub(crate) index: Arc<FileIndex>,
    /// What an edit begins with, of an open document that could be read.
    opened: Option<Opened>,
}

/// A text that will be edited.
#[derive(Debug)]
struct Opened {
    text: Arc<str>,
    landmarks: Landmarks,
}

/// What was read so far. A clone is cheap and belongs to one moment; what has been read and the names are shared by all
/// clones. Names are only ever added. A file is kept as long as some tree has it.
#[derive(Clone, Debug)]
pub struct Sources {
    names: Arc<RwLock<NameTable>>,
    vocabulary: Arc<Vocabulary>,
    read: Arc<DashMap<PathBuf, Read, FxBuildHasher>>,
    /// By the folder of a library's root that nobody edits: what its macros give that take nothing.
    bodies: Arc<DashMap<PathBuf, Bodies, FxBuildHasher>>,
    /// How many containers the closures of globs hold that are remembered of all crates.
    pub(crate) kept: Arc<AtomicUsize>,
    /// Grows with each moment at which files change.
    now: u64,
}

/// What macros give that take nothing, by their names.
type Bodies = Arc<FxHashMap<String, String>>;

/// What is known about a path. Moments are those of [`Sources`].
#[derive(Debug, Default)]
struct Read {
    file: Weak<SourceFile>,
    /// The moment of whoever read it.
    at: u64,
    /// The moment of the last change; 0 if there was none.
    changed: u64,
}

impl Read {
    /// The file, if at the moment `now` it is the one that counts: an earlier moment has seen another text, and a reader
    /// from before the change may still have put in that one.
    fn at(&self, now: u64) -> Option<Arc<SourceFile>> {
        if self.changed <= now && self.at >= self.changed { self.file.upgrade() } else { None }
    }
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
    /// The [`path_hash`] of every path whose existence was asked for.
    pub(crate) probed: Vec<u64>,
}

/// Which of several files a `mod` item takes: conditions of the declaring file's outline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The predicate of the `cfg_attr` that names the file.
    pub holds: Option<ConditionId>,
    /// The predicates of those that would name another.
    pub fails: Vec<ConditionId>,
}

impl SourceFile {
    /// Whether it is this text that was read: its spans are of no other.
    #[must_use]
    pub fn is_of(&self, text: &str) -> bool {
        self.error.is_none() && text_hash(text) == self.text_hash
    }
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
        Sources {
            names: Arc::new(RwLock::new(names)),
            vocabulary,
            read: Arc::default(),
            bodies: Arc::default(),
            kept: Arc::default(),
            now: 0,
        }
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

    pub(crate) fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
    }

    /// Begins the next moment.
    pub(crate) fn advance(&mut self) {
        self.now += 1;
    }

    /// The file at `path` (absolute), if it was read and some tree has it.
    pub(crate) fn known(&self, path: &Path) -> Option<Arc<SourceFile>> {
        self.read.get(path).and_then(|read| read.at(self.now))
    }

    /// Takes note that from this moment on the file at `path` is another one, and which, if that is known.
    pub(crate) fn change(&self, path: &Path, file: Option<&Arc<SourceFile>>) {
        let file = file.map(Arc::downgrade).unwrap_or_default();
        let at = if file.strong_count() > 0 { self.now } else { 0 };
        self.read.insert(path.to_owned(), Read { file, at, changed: self.now });
    }

    /// The file at `path` (absolute), read if it was not yet.
    pub(crate) fn file(&self, files: &Files, path: &Path) -> Arc<SourceFile> {
        if let Some(known) = self.known(path) {
            return known;
        }
        let file = Arc::new(self.scan_file(files, path));
        let mut read = self.read.entry(path.to_owned()).or_default();
        if read.changed > self.now {
            return file;
        }
        if let Some(known) = read.at(self.now) {
            return known;
        }
        read.file = Arc::downgrade(&file);
        read.at = self.now;
        file
    }

    /// Forgets the paths that nothing is known of any more.
    pub(crate) fn sweep(&self) {
        self.read.retain(|_, read| read.file.strong_count() > 0 || read.changed > 0);
    }

    /// Takes note of the macros of a library that nobody edits, by its root: those that its root's `#[macro_use]` modules define, which
    /// may give what is called in any of its files.
    pub(crate) fn add_library(&self, files: &Files, root: &Path) {
        let Some(folder) = root.parent() else { return };
        let Ok(text) = files.read(root) else { return };
        // Most have none.
        if !text.contains("macro_use") {
            return;
        }
        let mut macros: Vec<ItemMacro> = Vec::new();
        let mut table = NameTable::new();
        let outline = scan(&text, &mut table).outline;
        for item in &outline.items {
            let ItemKind::Module(module) = item.kind else { continue };
            let module = &outline.modules[module as usize];
            if !module.macro_use || module.inline.is_some() || !module.paths.is_empty() || item.scope != FILE_SCOPE {
                continue;
            }
            let files_of = Directory::of_owner(root).candidates(table.text(item.name));
            for text in files_of.iter().filter_map(|path| files.read(path).ok()) {
                macros.extend(item_macros(&text));
            }
        }
        let is_only = |it: &&ItemMacro| macros.iter().filter(|other| other.name == it.name).count() == 1;
        let bodies = macros.iter().filter(is_only);
        let bodies: FxHashMap<String, String> =
            bodies.filter_map(|it| Some((it.name.clone(), it.body.clone()?))).collect();
        if !bodies.is_empty() {
            self.bodies.insert(folder.to_owned(), Arc::new(bodies));
        }
    }

    fn bodies_for(&self, path: &Path) -> Option<Bodies> {
        if self.bodies.is_empty() {
            return None;
        }
        path.ancestors().skip(1).find_map(|folder| self.bodies.get(folder).map(|bodies| Arc::clone(&bodies)))
    }

    /// Scans one text into the shared table.
    pub(crate) fn scan_file(&self, files: &Files, path: &Path) -> SourceFile {
        let document = files.document(path);
        let bodies = self.bodies_for(path);
        let read = |text: &str| {
            let inlined = bodies.as_ref().and_then(|all| with_bodies(text, |name| Some(all.get(name)?.as_str())));
            let text = inlined.as_deref().unwrap_or(text);
            let mut table = NameTable::new();
            let (facts, opened) = match document {
                Some(document) => {
                    let (facts, landmarks) = scan_with_landmarks(text, &mut table);
                    (facts, Some(Opened { text: Arc::clone(document), landmarks }))
                }
                None => (scan(text, &mut table), None),
            };
            (facts, opened, table, text_hash(text))
        };
        // A page of the standard library's documentation stands for the module's source.
        let scanned = match path.extension().is_some_and(|extension| extension == "html") {
            true => documented_text(files, path).map(|text| read(&text)).ok_or(ReadError::Missing),
            false => files.with_text(path, read),
        };
        let (facts, opened, error, text_hash) = match scanned {
            Ok((facts, opened, table, text_hash)) => {
                let mut facts: FileFacts = facts;
                let map = self.names.write().merge(&table);
                facts.outline.rename(&map);
                (facts, opened, None, text_hash)
            }
            Err(error) => (FileFacts::default(), None, Some(error), 0),
        };
        let index = Arc::new(FileIndex::new(&facts.outline, self));
        SourceFile { path: path.to_owned(), facts, error, text_hash, index, opened }
    }

    /// Scans what is no file's text into the shared table.
    pub(crate) fn scan_text(&self, text: &str) -> FileFacts {
        let mut table = NameTable::new();
        let mut facts = scan(text, &mut table);
        let map = self.names.write().merge(&table);
        facts.outline.rename(&map);
        facts
    }

    /// Scans the text of a file that was read `before`, as [`Sources::scan_file`]; where a few items of a document were
    /// edited, those alone. `text_hash` is that of the text.
    pub(crate) fn scan_file_again(&self, files: &Files, before: &SourceFile, text_hash: u64) -> SourceFile {
        let edited = before.opened.as_ref().zip(files.document(&before.path));
        let scanned = edited.and_then(|(opened, text)| {
            let known = (&before.facts, &opened.landmarks);
            let (facts, landmarks) = rescan(known, &opened.text, text, &mut self.names.write())?;
            Some((facts, Opened { text: Arc::clone(text), landmarks }))
        });
        let Some((facts, opened)) = scanned else { return self.scan_file(files, &before.path) };
        let index = Arc::new(FileIndex::new(&facts.outline, self));
        SourceFile { path: before.path.clone(), facts, error: None, text_hash, index, opened: Some(opened) }
    }

    /// The [`path_hash`]es of the files that `file` includes by a literal.
    pub(crate) fn included(&self, file: &SourceFile) -> Vec<u64> {
        let literals = file.facts.outline.macro_calls.iter().filter_map(|call| call.include);
        let literals: Vec<Symbol> = literals.collect();
        let Some(folder) = file.path.parent().filter(|_| !literals.is_empty()) else { return Vec::new() };
        let names = self.names();
        literals.into_iter().map(|literal| path_hash(&folder.join(names.text(literal)))).collect()
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
            let directories = &directories[outline.host(item.scope).0 as usize];
            if directories.is_empty() {
                continue;
            }
            let mut found = Vec::new();
            let mut candidates = Vec::new();
            let mut probed = Vec::new();
            let mut replaced = false;
            let attributed = module.paths.iter().flat_map(|path| directories.iter().map(move |around| (path, around)));
            for (&(attribute, condition), directory) in attributed {
                let path = directory.attributed(names.text(attribute));
                probed.push(path_hash(&path));
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
                        probed.push(path_hash(&path));
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
            declarations.push(Declaration {
                item: number as u32,
                files: found,
                ambiguous,
                missing,
                candidates,
                probed,
            });
        }
        declarations
    }
}

/// What stands for a text where only its being the same is asked.
pub(crate) fn text_hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

/// What stands for a path where only its being among others is asked.
pub(crate) fn path_hash(path: &Path) -> u64 {
    FxBuildHasher.hash_one(path)
}

/// The directories of each scope but those of tokens, which have their hosts': several if cfgs choose between paths. None for blocks: rustc resolves a `mod name;`
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
        let around = directories[outline.host(item.scope).0 as usize].clone();
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
