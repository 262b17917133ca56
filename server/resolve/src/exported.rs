//! `#[macro_export]` macros of a library whose files are not all read: wherever one stands, the root has it. Where the root
//! is asked for a name that it does not have, the bytes of all files of the package are searched, and those read in which it
//! may stand.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use dashmap::DashMap;
use greenlight_files::{EntryKind, Files, Limit, absolute};
use greenlight_project::{Package, TargetKind};
use greenlight_syntax::{Health, Item, ItemKind, MacroCall, Outline, Symbol};
use memchr::memmem;
use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::macros::included::written_by_script;
use crate::sources::{SourceFile, Sources};

/// Whether the root of a library has a macro.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exported {
    /// A definition of this name says so.
    Yes,
    /// Calling some macro may define it.
    Perhaps,
    /// Neither.
    No,
}

/// What was found out about a library's macros.
#[derive(Debug, Default)]
pub(crate) struct ExportedMacros {
    /// Where the modules lie that are not in the package's own folder, if it may have such: the sources of the standard library lead
    /// from one package into the next.
    around: Option<PathBuf>,
    found: OnceLock<Found>,
    answers: DashMap<Symbol, Exported, FxBuildHasher>,
}

#[derive(Debug)]
struct Found {
    /// Every Rust file of the package, and of the folders outside of it that a `#[path]` leads to.
    texts: Vec<PathBuf>,
    /// Those in which `macro_export` stands.
    exporting: Vec<Arc<SourceFile>>,
    /// Those in which `macro_rules` stands.
    defining: Vec<Arc<SourceFile>>,
    names: FxHashSet<Symbol>,
    /// Those that are defined in the tokens of macro calls.
    in_calls: FxHashSet<Symbol>,
    /// Whether a file is included that a build script writes, or one could not be read.
    incomplete: bool,
}

/// Packages are not nested deeper.
const MAX_DEPTH: usize = 32;

/// How many folders a package takes modules from; of `core`, whose vector types lie in repositories of their own, three.
const MAX_FOLDERS: usize = 64;

impl ExportedMacros {
    /// Of a package whose `#[path]`s may lead out of its folder, but not out of `around`.
    pub(crate) fn within(around: Option<PathBuf>) -> ExportedMacros {
        ExportedMacros { around, ..ExportedMacros::default() }
    }

    fn found(&self, files: &Files, sources: &Sources, package: &Package) -> &Found {
        self.found.get_or_init(|| Found::search(files, sources, package, self.around.as_deref()))
    }

    /// All macros that `package` exports by a definition that says so, be it in the call of a macro that may make something else of it.
    pub(crate) fn names(&self, files: &Files, sources: &Sources, package: &Package) -> Vec<Symbol> {
        let found = self.found(files, sources, package);
        found.names.union(&found.in_calls).copied().collect()
    }

    /// The files of `package` in which macros are defined.
    pub(crate) fn definitions(&self, files: &Files, sources: &Sources, package: &Package) -> &[Arc<SourceFile>] {
        &self.found(files, sources, package).defining
    }

    /// Whether `package` exports a macro `name`.
    pub(crate) fn of(&self, files: &Files, sources: &Sources, package: &Package, name: Symbol) -> Exported {
        let found = self.found(files, sources, package);
        if found.names.contains(&name) {
            return Exported::Yes;
        }
        if let Some(known) = self.answers.get(&name) {
            return *known;
        }
        let answer = if found.may_define(files, sources, name) { Exported::Perhaps } else { Exported::No };
        self.answers.insert(name, answer);
        answer
    }
}

impl Found {
    fn search(files: &Files, sources: &Sources, package: &Package, around: Option<&Path>) -> Found {
        let mut texts = Vec::new();
        let mut is_whole = true;
        let root = package.targets.iter().map(|target| &target.path).find(|path| is_page(path));
        match root {
            // Of documented crates the root has the macros.
            Some(_) => {}
            None => is_whole = list(files, &package.root, &mut texts),
        }
        let [macro_export, macro_rules, out_dir, include, env] =
            ["macro_export", "macro_rules", "OUT_DIR", "include!", "env!"].map(memmem::Finder::new);
        let says = |text: &str, word: &memmem::Finder<'_>| word.find(text.as_bytes()).is_some();
        // The script itself says where it writes, and is no part of the library.
        let script = package.targets.iter().find(|target| target.kind == TargetKind::BuildScript);
        // What it writes may be known to export nothing.
        let may_export = package.build_script.is_some() && written_by_script(package).is_none();
        let may_include = |path: &Path| may_export && script.is_none_or(|script| script.path != path);
        let mut found = Found {
            texts: Vec::new(),
            exporting: Vec::new(),
            defining: Vec::new(),
            names: FxHashSet::default(),
            in_calls: FxHashSet::default(),
            incomplete: !is_whole,
        };
        let mut folders = vec![package.root.clone()];
        let mut at = 0;
        while let Some(path) = texts.get(at).cloned() {
            at += 1;
            let read = files.with_text(&path, |text| {
                // A script may tell by another variable too which file it wrote.
                let includes = || says(text, &out_dir) || (says(text, &include) && says(text, &env));
                let says = [says(text, &macro_export), says(text, &macro_rules), may_include(&path) && includes()];
                (says, around.map(|around| outside(&path, text, around)))
            });
            let Ok(([exports, defines, includes], outside)) = read else {
                found.incomplete = true;
                continue;
            };
            found.incomplete |= includes;
            for folder in outside.into_iter().flatten() {
                let is_listed = folders.iter().any(|listed| folder.starts_with(listed));
                if !is_listed && folders.len() < MAX_FOLDERS {
                    found.incomplete |= !list(files, &folder, &mut texts);
                    folders.push(folder);
                }
            }
            if exports || defines {
                let file = sources.file(files, &path);
                if exports {
                    found.names.extend(&file.index.exported_macros);
                    found.in_calls.extend(&file.index.exported_in_calls);
                    found.exporting.push(Arc::clone(&file));
                }
                found.defining.push(file);
            }
        }
        if let Some(root) = root {
            let file = sources.file(files, root);
            found.names.extend(&file.index.exported_macros);
            found.exporting.push(file);
        }
        found.texts = texts;
        found
    }

    /// Whether calling some macro may export one of this name: it stands among the tokens of a call, or of a definition
    /// in whose body `macro_export` does.
    fn may_define(&self, files: &Files, sources: &Sources, name: Symbol) -> bool {
        if self.incomplete || self.exporting.iter().any(|file| file.facts.outline.health != Health::Whole) {
            return true;
        }
        let macro_export = sources.vocabulary().macro_export;
        let defines = |file: &Arc<SourceFile>| {
            let outline = &file.facts.outline;
            let mut definitions =
                outline.macro_definitions.iter().map(|definition| outline.idents(definition.tokens.idents));
            definitions.any(|idents| idents.contains(&macro_export) && idents.contains(&name))
        };
        if self.exporting.iter().any(defines) {
            return true;
        }
        // What the macros of the package put around their tokens exports nothing if none of them exports anything.
        let exports = |file: &Arc<SourceFile>| {
            let outline = &file.facts.outline;
            let mut bodies = outline.macro_definitions.iter().map(|definition| definition.tokens.idents);
            bodies.any(|body| outline.idents(body).contains(&macro_export))
        };
        let has_exporting_body = self.exporting.iter().any(exports);
        let is_own = |called: Symbol| {
            let is_it = |item: &Item| item.name == called && matches!(item.kind, ItemKind::MacroRules(_));
            self.defining.iter().any(|file| file.facts.outline.items.iter().any(is_it))
        };
        let may_export = |outline: &Outline, call: &MacroCall| {
            let idents = outline.idents(call.tokens.idents);
            let is_harmless =
                |called: Symbol| sources.vocabulary().is_call(called) || (!has_exporting_body && is_own(called));
            let is_harmless = || outline.path(call.path).last().is_some_and(|&called| is_harmless(called));
            idents.contains(&name) && (idents.contains(&macro_export) || !is_harmless())
        };
        let text = sources.names().text(name).to_owned();
        let finder = memmem::Finder::new(&text);
        self.texts.iter().any(|path| {
            if files.with_text(path, |text| finder.find(text.as_bytes()).is_none()) != Ok(false) {
                return false;
            }
            let file = sources.file(files, path);
            let outline = &file.facts.outline;
            outline.macro_calls.iter().any(|call| may_export(outline, call))
        })
    }
}

/// Whether it is a page of documentation, which stands for a source file.
fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "html")
}

/// The folders that the `#[path = "../…"]`s of a file lead to, of those below `around`. One too many does no harm.
fn outside(file: &Path, text: &str, around: &Path) -> Vec<PathBuf> {
    let paths = text.match_indices("path = \"../").filter_map(|(at, _)| text[at..].split('"').nth(1));
    let files = paths.filter_map(|path| Some(absolute(&file.parent()?.join(path))));
    let folders = files.filter_map(|file| file.parent().map(Path::to_owned));
    folders.filter(|folder| folder != around && folder.starts_with(around)).collect()
}

/// Adds the Rust files below `folder`; whether these are all. Links to folders are not followed: they may lead in circles.
fn list(files: &Files, folder: &Path, texts: &mut Vec<PathBuf>) -> bool {
    let mut looked_at = 0;
    let mut is_whole = true;
    let mut open = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let entries = files.list(&folder);
        looked_at += entries.len() as u64;
        if depth > MAX_DEPTH || !PACKAGE_ENTRIES.allows(looked_at) {
            return false;
        }
        for entry in entries {
            match entry.kind {
                EntryKind::Folder if entry.link => is_whole = false,
                EntryKind::Folder => open.push((entry.path, depth + 1)),
                EntryKind::File if entry.path.extension().is_some_and(|extension| extension == "rs") => {
                    texts.push(entry.path);
                }
                _ => {}
            }
        }
    }
    is_whole
}

/// The largest packages of the registry have some 10,000 files.
pub(crate) static PACKAGE_ENTRIES: Limit = Limit::new("entries of a package that is searched for macros", 200_000);
