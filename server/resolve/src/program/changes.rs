//! From one moment's program to the next one's: which trees a change concerns, and which crates. All others are taken over
//! as they are, with whatever was found out about them.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use greenlight_files::Files;
use greenlight_project::{DependencySource, PackageId, Workspace};
use parking_lot::Mutex;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::asked::all_asked;
use super::{Before, Crate, CrateId, Program, crates};
use crate::sources::{SourceFile, Sources, path_hash, text_hash};
use crate::tree::Tree;

/// How far a program differs from the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Nothing that was read differs.
    None,
    /// Only where things stand in some files.
    Places,
    /// What some file says: the crates that have it, and those that depend on them. Whatever was found out about others
    /// is still so.
    Names(BTreeSet<CrateId>),
}

impl Program {
    /// The program of the next moment, at which what `files` has at the absolute `paths` may be something else: another
    /// text, the first, or none. Changed files that some tree has are read here.
    #[must_use]
    pub fn changed(&self, files: &Files, paths: &[PathBuf]) -> (Program, Difference) {
        let mut sources = self.sources.clone();
        sources.advance();
        let find = |path: &PathBuf| Changed::find(self, &sources, files, path);
        let changes: Vec<Changed> = match paths {
            // A keystroke does not wait for another thread to wake up.
            [path] => vec![find(path)],
            _ => paths.par_iter().map(find).collect(),
        };
        let mut moved = false;
        let mut renamed: Vec<CrateId> = Vec::new();
        let mut crates = self.crates.clone();
        for change in &changes {
            let hash = path_hash(change.path());
            for (number, krate) in crates.iter_mut().enumerate() {
                match krate.after(change, hash) {
                    After::Same => {}
                    After::Places(next) => {
                        *krate = Arc::new(next);
                        moved = true;
                    }
                    After::Names(next) => {
                        *krate = Arc::new(next);
                        renamed.push(CrateId(number as u32));
                    }
                }
            }
        }
        let concerned = self.dependents(&renamed);
        for id in &concerned {
            let krate = &mut crates[id.0 as usize];
            *krate = Arc::new(krate.without_memory());
        }
        let difference = match (concerned.is_empty(), moved) {
            (true, false) => Difference::None,
            (true, true) => Difference::Places,
            (false, _) => Difference::Names(concerned),
        };
        let program = Program {
            workspace: Arc::clone(&self.workspace),
            sources,
            crates,
            libraries: Arc::clone(&self.libraries),
            dependencies: Arc::clone(&self.dependencies),
            files: files.clone(),
        };
        (program, difference)
    }

    /// The program after the manifests, or which targets' root files are there, changed; `paths` are the files that did.
    /// Trees do not depend on manifests, only on where they begin, and are taken over. The crates that differ, and those
    /// that depend on them; `None` if crates have other ids now.
    #[must_use]
    pub fn with_workspace(
        &self,
        files: &Files,
        workspace: &Arc<Workspace>,
        paths: &[PathBuf],
    ) -> (Program, Option<BTreeSet<CrateId>>) {
        // A path is hashed by its components, which takes too long for an edit of a manifest; see `greenlight_files::is_same`.
        let of_root: FxHashMap<&OsStr, &Arc<Crate>> =
            self.crates.iter().map(|krate| (krate.root.as_os_str(), krate)).collect();
        // Asked of each more than once, and a package is much to compare.
        let count = workspace.packages.len().max(self.workspace.packages.len());
        let is_same = |number: usize| workspace.packages.get(number) == self.workspace.packages.get(number);
        let all_same: Vec<bool> = (0..count).map(is_same).collect();
        let same = |number: usize| all_same.get(number).is_some_and(|&same| same);
        let (crates, libraries) = crates(workspace, |package, path| {
            // Where neither the package nor the file changed, the disk is not asked again.
            let known = same(package) && !paths.iter().any(|changed| path.starts_with(changed));
            if known { of_root.contains_key(path.as_os_str()) } else { files.is_file(path) }
        });
        fn identity(krate: &Crate) -> (PackageId, u32, &OsStr) {
            (krate.package, krate.target, krate.root.as_os_str())
        }
        let aligned = crates.iter().map(identity).eq(self.crates.iter().map(|krate| identity(krate)));
        let crates = crates.into_iter().map(|krate| match of_root.get(krate.root.as_os_str()) {
            Some(before) => Arc::new(krate.with_tree_of(before)),
            None => Arc::new(krate),
        });
        let mut program = Program {
            crates: crates.collect(),
            workspace: Arc::clone(workspace),
            sources: self.sources.clone(),
            libraries: Arc::new(libraries),
            dependencies: Arc::default(),
            files: files.clone(),
        };
        // What is pinned leads to others that are, and what is patched back to the workspace.
        let pins_the_same = workspace.lock == self.workspace.lock
            && workspace.downloads == self.workspace.downloads
            && workspace.standard_library == self.workspace.standard_library;
        if pins_the_same && aligned {
            program.dependencies = Arc::clone(&self.dependencies);
        }
        // What was found out before speaks of libraries by their places in the store that was there.
        if !aligned || !pins_the_same {
            return (program, None);
        }
        // What others ask of a package decides with which features it is built.
        let asked = all_asked(workspace, |number| !same(number));
        let asked_before = all_asked(&self.workspace, |number| !same(number));
        let is_asked_the_same = |id: PackageId| asked.get(&id) == asked_before.get(&id);
        let of_changed = program.crate_ids().filter(|&id| {
            let package = program.crate_of(id).package;
            !same(package.0 as usize) || !is_asked_the_same(package)
        });
        let concerned = program.dependents(&of_changed.collect::<Vec<_>>());
        for id in program.crate_ids().filter(|id| !concerned.contains(id)) {
            program.crates[id.0 as usize] = Arc::clone(&self.crates[id.0 as usize]);
        }
        (program, Some(concerned))
    }

    /// These crates and all that may depend on them, by the manifests.
    fn dependents(&self, crates: &[CrateId]) -> BTreeSet<CrateId> {
        let mut concerned: BTreeSet<CrateId> = crates.iter().copied().collect();
        // Only a library is seen by others.
        let libraries = concerned.iter().filter(|id| self.libraries.get(&self.crate_of(**id).package) == Some(*id));
        let mut packages: BTreeSet<PackageId> = libraries.map(|&id| self.crate_of(id).package).collect();
        let mut open: Vec<PackageId> = packages.iter().copied().collect();
        if open.is_empty() {
            return concerned;
        }
        let mut by_dependency: FxHashMap<PackageId, Vec<PackageId>> = FxHashMap::default();
        for (number, package) in self.workspace.packages.iter().enumerate() {
            for dependency in &package.dependencies {
                if let DependencySource::Package(id) = dependency.source {
                    by_dependency.entry(id).or_default().push(PackageId(number as u32));
                }
            }
        }
        while let Some(package) = open.pop() {
            let dependents = by_dependency.get(&package).into_iter().flatten();
            open.extend(dependents.copied().filter(|&dependent| packages.insert(dependent)));
        }
        concerned.extend(self.crate_ids().filter(|&id| packages.contains(&self.crate_of(id).package)));
        concerned
    }
}

/// A path whose text may have changed, and what that means to the trees that were read.
enum Changed {
    /// It has the text that it had.
    Nothing(Arc<SourceFile>),
    /// It says the same, at other places.
    Places {
        /// What it was.
        before: Arc<SourceFile>,
        /// What it is now.
        file: Arc<SourceFile>,
    },
    /// It says something else.
    Names(Arc<SourceFile>),
    /// It appeared, vanished, or is none that any tree has.
    Existence(PathBuf),
    /// It is a folder, in which anything may have appeared or vanished.
    Folder(PathBuf),
}

impl Changed {
    fn path(&self) -> &Path {
        match self {
            Changed::Nothing(file) | Changed::Places { file, .. } | Changed::Names(file) => &file.path,
            Changed::Existence(path) | Changed::Folder(path) => path,
        }
    }

    /// `sources` are those of the moment of the change, `program` is of the one before.
    fn find(program: &Program, sources: &Sources, files: &Files, path: &Path) -> Changed {
        if files.is_folder(path) {
            return Changed::Folder(path.to_owned());
        }
        let before = program.sources.known(path);
        let Some(before) = before.filter(|before| before.error.is_none() && files.is_file(path)) else {
            sources.change(path, None);
            return Changed::Existence(path.to_owned());
        };
        let text_hash = files.with_text(path, text_hash);
        if text_hash == Ok(before.text_hash) {
            sources.change(path, Some(&before));
            return Changed::Nothing(before);
        }
        let mut file = match text_hash {
            Ok(text_hash) => sources.scan_file_again(files, &before, text_hash),
            Err(_) => sources.scan_file(files, path),
        };
        // In damage nothing is judged by its names alone.
        let is_whole = before.facts.spans.damage.is_empty() && file.facts.spans.damage.is_empty();
        if file.error.is_none() && is_whole && before.facts.outline == file.facts.outline {
            file.index = Arc::clone(&before.index);
            let file = Arc::new(file);
            sources.change(path, Some(&file));
            Changed::Places { before, file }
        } else {
            let file = Arc::new(file);
            sources.change(path, Some(&file));
            Changed::Names(file)
        }
    }
}

/// A crate after a change.
enum After {
    /// It is the same one.
    Same,
    /// All that was found out about it is still so, at other places.
    Places(Crate),
    /// It may have other names.
    Names(Crate),
}

impl Before {
    /// Whether the tree asked for the existence of what changed, and would get another answer now.
    fn misses(&self, change: &Changed, hash: u64) -> bool {
        match change {
            Changed::Folder(path) => self.tree.reaches_into(path),
            Changed::Existence(_) => self.tree.depends_on_existence(hash),
            // The file is there, and another tree has it.
            Changed::Nothing(_) | Changed::Places { .. } | Changed::Names(_) => {
                self.tree.depends_on_existence(hash) && self.tree.file_at(change.path()).is_none()
            }
        }
    }

    fn and(mut self, file: &Arc<SourceFile>) -> Before {
        self.changed.retain(|changed| changed.path != file.path);
        self.changed.push(Arc::clone(file));
        self
    }
}

impl Crate {
    /// The crate after a change; `hash` is the [`path_hash`] of its path.
    fn after(&self, change: &Changed, hash: u64) -> After {
        let Some(tree) = self.tree.get() else {
            // Whether it has the file is not known yet, and somebody may be reading it, as it was before the change.
            let known = self.before.lock().clone();
            let was_known = known.is_some();
            let before = known.filter(|before| !before.misses(change, hash));
            let is_missed = was_known && before.is_none();
            let before = match change {
                Changed::Names(file) | Changed::Places { file, .. } => before.map(|before| before.and(file)),
                _ => before,
            };
            let next = self.with(None, before);
            return match change {
                Changed::Nothing(_) | Changed::Places { .. } if !is_missed => After::Places(next),
                _ => After::Names(next),
            };
        };
        if let Changed::Folder(path) = change {
            return if tree.reaches_into(path) { After::Names(self.with(None, None)) } else { After::Same };
        }
        if !tree.depends_on_existence(hash) {
            return After::Same;
        }
        // A tree that was read before the file appeared, where another was read after that and has it.
        let Some(number) = tree.file_at(change.path()) else { return After::Names(self.with(None, None)) };
        // Somebody who looks at the moment before the change may read the tree while it is worked out what changed, and the disk
        // may have a text by then that is neither of the two.
        if let Changed::Nothing(before) | Changed::Places { before, .. } = change
            && !Arc::ptr_eq(&tree.files[number as usize], before)
        {
            return After::Names(self.with(None, None));
        }
        match change {
            Changed::Places { file, .. } => match tree.exchanged(file) {
                Some(tree) => After::Places(self.with(Some(Arc::new(tree)), None)),
                None => After::Same,
            },
            Changed::Names(file) => match tree.in_shape_with(file) {
                Some(tree) => {
                    let next = self.with(Some(Arc::new(tree)), None);
                    After::Names(Crate { externs: OnceLock::new(), ..next })
                }
                None => {
                    let before = Before { tree: Arc::clone(tree), changed: vec![Arc::clone(file)] };
                    After::Names(self.with(None, Some(before)))
                }
            },
            Changed::Existence(_) => After::Names(self.with(None, None)),
            Changed::Nothing(_) | Changed::Folder(_) => After::Same,
        }
    }

    fn with(&self, tree: Option<Arc<Tree>>, before: Option<Before>) -> Crate {
        // What the prelude has depends on names alone.
        let externs = if tree.is_some() { self.externs.clone() } else { OnceLock::new() };
        Crate {
            package: self.package,
            target: self.target,
            root: self.root.clone(),
            edition: self.edition,
            tree: tree.map(OnceLock::from).unwrap_or_default(),
            before: Mutex::new(before),
            externs,
            memory: Arc::clone(&self.memory),
        }
    }

    /// With the tree of a crate that begins with the same file.
    fn with_tree_of(self, other: &Crate) -> Crate {
        let tree = other.tree.get().cloned().map(OnceLock::from).unwrap_or_default();
        Crate { tree, before: Mutex::new(other.before.lock().clone()), ..self }
    }

    /// The same with nothing found out.
    fn without_memory(&self) -> Crate {
        let crate_now = self.with(self.tree.get().cloned(), self.before.lock().clone());
        Crate { memory: Arc::default(), ..crate_now }
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)] // what is on disk is what the test is about
mod tests {
    use super::*;

    #[test]
    fn what_a_late_reader_sees_on_disk_does_not_outlive_the_moment_before_the_change() {
        let folder = tempfile::tempdir().unwrap();
        let root = greenlight_files::absolute(folder.path());
        let write = |name: &str, text: &str| {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            path
        };
        write("Cargo.toml", "[package]\nname = \"a\"\nedition = \"2021\"\n");
        write("src/main.rs", "#[path = \"lib.rs\"] mod library;\n");
        let saved = "pub struct Saved;\n";
        let library = write("src/lib.rs", saved);

        let files = Files::new();
        let workspace = Arc::new(greenlight_project::load(&files, &root).unwrap());
        let before = Program::new(&files, workspace, Sources::new());
        let crate_of = |name: &str| before.crate_ids().find(|&id| before.crate_of(id).root.ends_with(name)).unwrap();
        // The binary's tree has the file; the library's is not read yet.
        let _ = before.tree(crate_of("main.rs"));

        let mut opened = files.clone();
        opened.open(library.clone(), Arc::from(saved));
        let mut sources = before.sources.clone();
        sources.advance();
        let change = Changed::find(&before, &sources, &opened, &library);
        assert!(matches!(change, Changed::Nothing(_)));
        write("src/lib.rs", "pub struct Written;\n");
        let _ = before.tree(crate_of("lib.rs"));
        let after = before.crate_of(crate_of("lib.rs")).after(&change, path_hash(&library));
        assert!(matches!(after, After::Names(next) if next.tree.get().is_none()));
    }
}
