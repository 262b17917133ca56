//! The module tree of one target, over the files it reaches. A file that a tree includes twice is one
//! [`SourceFile`] and two [`Instance`]s; each scope of an instance is a module, blocks included, since for names a
//! block is an anonymous module.
//!
//! A tree knows nothing of the crate it belongs to: its indices are its own, so that it stays valid while manifests
//! change around it. When what a file says of modules changes it is built anew from the files that did not, without asking
//! the disk for them again; when anything else in a file changes, that file alone is exchanged.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_files::Files;
use greenlight_syntax::{ALWAYS, Item, ItemKind, ModuleItem, Outline, ScopeId, Symbol};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::directory::Directory;
use crate::limits::{INSTANCES, MODULE_DEPTH};
use crate::sources::{Declaration, Selection, SourceFile, Sources, path_hash};

/// The modules of a target.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Every file that it reaches; the root's file is the first.
    pub files: Vec<Arc<SourceFile>>,
    shape: Arc<Shape>,
}

/// All of a tree that the places in its files do not decide.
#[derive(Debug)]
struct Shape {
    by_path: FxHashMap<PathBuf, u32>,
    instances: Vec<Instance>,
    /// By file.
    instances_of: Vec<Vec<u32>>,
    /// The declarations of each file, by file, for each way it was found.
    ways: Vec<Ways>,
    /// The [`path_hash`] of all paths whose existence was asked for, sorted. One that another path happens to share costs a tree
    /// built in vain, no more.
    probed: Vec<u64>,
    exported_macros: FxHashSet<Symbol>,
    foreign_macros: bool,
    redefines_listed_macros: bool,
    lets_out_macros: bool,
}

type Ways = Vec<(Directory, Arc<[Declaration]>)>;

/// A file as part of a tree.
#[derive(Debug)]
pub struct Instance {
    /// Index into [`Tree::files`].
    pub file: u32,
    /// The instance that declares it, and the item in its file; `None` for the root.
    pub declared: Option<(u32, u32)>,
    /// Which cfgs make that item take this file and no other.
    pub selection: Selection,
    /// For each `mod name;`, by item.
    pub children: Vec<(u32, ModuleStatus)>,
}

/// What a `mod name;` leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleStatus {
    /// These instances of the same tree: more than one if cfgs choose between files.
    Present(Vec<u32>),
    /// No file is there; the two places where rustc looks first, or those that `#[path]` attributes name.
    Missing(Vec<PathBuf>),
    /// rustc refuses it, or there is a circle.
    Unclear,
    /// One of [`crate::LIMITS`] was reached.
    TooMany,
}

/// Below this it is worth asking the file system whether a path leads in a circle.
const SELDOM_DEEPER: usize = 8;

impl Tree {
    /// Reads what the target with this root file reaches. Of the tree that was there `before`, every file that is still
    /// the same one keeps its declarations; whether files exist is asked again only for the others.
    pub(crate) fn load(files: &Files, sources: &Sources, root: &Path, before: Option<&Tree>) -> Tree {
        let reading = Reading { files, sources, before, seen: dashmap::DashMap::default() };
        let directory = Directory::of_owner(root);
        match before {
            // Little is left to read, and nothing to wait for.
            Some(_) => {
                let mut open = vec![(root.to_owned(), directory.clone(), 0)];
                while let Some((path, directory, depth)) = open.pop() {
                    let children = reading.visit(path, directory, depth);
                    open.extend(children.into_iter().map(|(path, directory)| (path, directory, depth + 1)));
                }
            }
            None => rayon::scope(|scope| {
                let reading = &reading;
                let directory = directory.clone();
                scope.spawn(move |scope| reading.visit_all(scope, root.to_owned(), directory, 0));
            }),
        }
        let reached = reading.seen.into_iter().collect();
        let mut builder =
            Builder { reached, files: Vec::new(), by_path: FxHashMap::default(), shape: Shape::empty(), is_cut: false };
        builder.add_instance(root, &directory, None, &mut Vec::new());
        builder.finish()
    }

    /// The same tree with this file exchanged for one of the same outline; `None` if it does not reach it.
    pub(crate) fn exchanged(&self, file: &Arc<SourceFile>) -> Option<Tree> {
        let &number = self.shape.by_path.get(&file.path)?;
        let mut tree = self.clone();
        tree.files[number as usize] = Arc::clone(file);
        Some(tree)
    }

    /// The same tree with this file exchanged for one of another outline, if nothing in that decides the tree's shape: it
    /// declares the same modules in as many scopes, and the same macros for the whole crate. `None` if something does, or
    /// the tree does not reach the file.
    pub(crate) fn in_shape_with(&self, file: &Arc<SourceFile>) -> Option<Tree> {
        let &number = self.shape.by_path.get(&file.path)?;
        let before = &self.files[number as usize];
        let (old, new) = (&before.facts.outline, &file.facts.outline);
        let declares = |outline: &Outline| {
            let items = outline.items.iter().enumerate();
            let module = |(number, item): (usize, &Item)| match item.kind {
                ItemKind::Module(module) => Some((number, module, item.name, item.scope)),
                _ => None,
            };
            items.filter_map(module).collect::<Vec<_>>()
        };
        // Files are looked for where a module's are, if only the tokens of a macro call lead to them.
        let hosts = |outline: &Outline| {
            (0..outline.scopes.len() as u32).map(|id| outline.host(ScopeId(id))).collect::<Vec<_>>()
        };
        let is_chosen = |module: &ModuleItem| module.paths.iter().any(|&(_, condition)| condition != ALWAYS);
        let same_choice = || old.conditions == new.conditions && old.condition_children == new.condition_children;
        let includes = |outline: &Outline| outline.macro_calls.iter().map(|call| call.include).collect::<Vec<_>>();
        let same = before.error.is_none()
            && file.error.is_none()
            && old.scopes.len() == new.scopes.len()
            && hosts(old) == hosts(new)
            && old.modules == new.modules
            && includes(old) == includes(new)
            && (!old.modules.iter().any(is_chosen) || same_choice())
            && declares(old) == declares(new)
            && before.index.exported_macros == file.index.exported_macros
            && before.index.foreign_macros == file.index.foreign_macros
            && before.index.redefines_listed_macros == file.index.redefines_listed_macros
            && lets_out_macros(before) == lets_out_macros(file);
        same.then(|| self.exchanged(file)).flatten()
    }

    /// The index of the file at `path` in [`Tree::files`].
    #[must_use]
    pub fn file_at(&self, path: &Path) -> Option<u32> {
        self.shape.by_path.get(path).copied()
    }

    /// Whether the tree would be another one if a file appeared at the path with this [`path_hash`], or vanished there.
    /// One that it has is among those.
    pub(crate) fn depends_on_existence(&self, path_hash: u64) -> bool {
        self.shape.probed.binary_search(&path_hash).is_ok()
    }

    /// Whether a file of it lies in `folder` or below.
    pub(crate) fn reaches_into(&self, folder: &Path) -> bool {
        self.files.iter().any(|file| file.path.starts_with(folder))
    }

    /// Its instances; the root's is the first.
    #[must_use]
    pub fn instances(&self) -> &[Instance] {
        &self.shape.instances
    }

    /// The instances of a file of [`Tree::files`].
    #[must_use]
    pub fn instances_of(&self, file: u32) -> &[u32] {
        &self.shape.instances_of[file as usize]
    }

    /// `#[macro_export]` macros, wherever in the tree they stand.
    #[must_use]
    pub fn exported_macros(&self) -> &FxHashSet<Symbol> {
        &self.shape.exported_macros
    }

    /// Whether a `#[macro_use] extern crate` brings macros of another crate.
    #[must_use]
    pub fn foreign_macros(&self) -> bool {
        self.shape.foreign_macros
    }

    /// Whether a `macro_rules!` of the crate has the name of a listed macro, so that a call may mean either.
    #[must_use]
    pub fn redefines_listed_macros(&self) -> bool {
        self.shape.redefines_listed_macros
    }

    /// Whether a file begins with `#![macro_use]`, so that its macros are in textual scope behind the `mod` item that leads to it.
    pub(crate) fn lets_out_macros(&self) -> bool {
        self.shape.lets_out_macros
    }
}

fn lets_out_macros(file: &SourceFile) -> bool {
    // A file that cannot be read has no scopes.
    file.facts.outline.scopes.first().is_some_and(|scope| scope.macro_use)
}

/// A file that the tree reaches, with its declarations for each way it was found.
#[derive(Debug)]
struct Reached {
    file: Arc<SourceFile>,
    ways: Ways,
    /// The [`path_hash`]es of the files that it includes by a literal: what these say counts, though they are no files of the tree.
    included: Vec<u64>,
}

struct Reading<'a> {
    files: &'a Files,
    sources: &'a Sources,
    before: Option<&'a Tree>,
    seen: dashmap::DashMap<PathBuf, Reached, FxBuildHasher>,
}

impl Reading<'_> {
    fn visit_all<'s>(&'s self, scope: &rayon::Scope<'s>, path: PathBuf, directory: Directory, depth: usize) {
        for (path, directory) in self.visit(path, directory, depth) {
            scope.spawn(move |scope| self.visit_all(scope, path, directory, depth + 1));
        }
    }

    /// Takes in the file at `path`; the files that its `mod` items lead to.
    fn visit(&self, path: PathBuf, directory: Directory, depth: usize) -> Vec<(PathBuf, Directory)> {
        if !MODULE_DEPTH.allows(depth as u64) || (depth > SELDOM_DEEPER && self.is_seen_without_links(&path)) {
            return Vec::new();
        }
        let known = self.seen.get(&path).map(|reached| (Arc::clone(&reached.file), reached.knows(&directory)));
        let file = match known {
            Some((_, true)) => return Vec::new(),
            Some((file, false)) => file,
            None => self.sources.file(self.files, &path),
        };
        let declarations = self.declarations(&file, &directory);
        let found = declarations.iter().flat_map(|declaration| &declaration.files);
        let children = found.map(|(path, directory, _)| (path.clone(), directory.clone())).collect();
        let included = || self.sources.included(&file);
        let mut reached = self.seen.entry(path).or_insert_with(|| Reached {
            included: included(),
            file: Arc::clone(&file),
            ways: Vec::new(),
        });
        if reached.knows(&directory) {
            return Vec::new();
        }
        reached.ways.push((directory, declarations));
        children
    }

    fn declarations(&self, file: &Arc<SourceFile>, directory: &Directory) -> Arc<[Declaration]> {
        let kept = self.before.and_then(|tree| {
            let &number = tree.shape.by_path.get(&file.path)?;
            let same = Arc::ptr_eq(&tree.files[number as usize], file);
            let ways = tree.shape.ways[number as usize].iter().filter(|_| same);
            ways.into_iter().find(|(known, _)| known == directory).map(|(_, declarations)| Arc::clone(declarations))
        });
        kept.unwrap_or_else(|| self.sources.declarations(self.files, file, directory).into())
    }

    /// Whether a link leads to a file that was reached by its own path: two links that lead up a level would
    /// otherwise double the tree at every level.
    fn is_seen_without_links(&self, path: &Path) -> bool {
        greenlight_files::without_links(path).is_some_and(|target| target != path && self.seen.contains_key(&target))
    }
}

impl Reached {
    fn knows(&self, directory: &Directory) -> bool {
        self.ways.iter().any(|(known, _)| known == directory)
    }
}

/// A tree that grows from its root.
struct Builder {
    reached: FxHashMap<PathBuf, Reached>,
    files: Vec<Arc<SourceFile>>,
    by_path: FxHashMap<PathBuf, u32>,
    shape: Shape,
    /// Whether the file that was added last is left out for a limit.
    is_cut: bool,
}

impl Builder {
    fn add_instance(
        &mut self,
        path: &Path,
        directory: &Directory,
        declared: Option<(u32, u32, Selection)>,
        ancestors: &mut Vec<u32>,
    ) -> Option<u32> {
        let file = self.file(path)?;
        if ancestors.contains(&file) {
            return None;
        }
        let id = self.shape.instances.len() as u32;
        if !MODULE_DEPTH.allows(ancestors.len() as u64) || !INSTANCES.allows(u64::from(id) + 1) {
            self.is_cut = true;
            return None;
        }
        let selection = declared.as_ref().map(|(.., selection)| selection.clone()).unwrap_or_default();
        let declared = declared.map(|(instance, item, _)| (instance, item));
        self.shape.instances.push(Instance { file, declared, selection, children: Vec::new() });
        ancestors.push(file);
        let ways = &self.reached[path].ways;
        let declarations = ways.iter().find(|(known, _)| known == directory).map(|(_, found)| Arc::clone(found));
        let declarations = declarations.unwrap_or_default();
        let mut children = Vec::with_capacity(declarations.len());
        for declaration in &*declarations {
            let mut present = Vec::new();
            self.is_cut = false;
            for (path, directory, selection) in &declaration.files {
                let declared = Some((id, declaration.item, selection.clone()));
                present.extend(self.add_instance(path, directory, declared, ancestors));
            }
            let status = match (declaration.missing, declaration.ambiguous || present.is_empty()) {
                // Of several files, those that are there are not all.
                _ if self.is_cut => ModuleStatus::TooMany,
                (true, _) => ModuleStatus::Missing(declaration.candidates.clone()),
                (false, true) => ModuleStatus::Unclear,
                (false, false) => ModuleStatus::Present(present),
            };
            self.is_cut = false;
            children.push((declaration.item, status));
        }
        ancestors.pop();
        self.shape.instances[id as usize].children = children;
        Some(id)
    }

    /// The number of the file at `path`, which gets the next one if it has none yet.
    fn file(&mut self, path: &Path) -> Option<u32> {
        if let Some(&known) = self.by_path.get(path) {
            return Some(known);
        }
        let file = Arc::clone(&self.reached.get(path)?.file);
        let number = self.files.len() as u32;
        self.shape.exported_macros.extend(&file.index.exported_macros);
        self.shape.foreign_macros |= file.index.foreign_macros;
        self.shape.redefines_listed_macros |= file.index.redefines_listed_macros;
        self.shape.lets_out_macros |= lets_out_macros(&file);
        self.files.push(file);
        self.by_path.insert(path.to_owned(), number);
        Some(number)
    }

    fn finish(self) -> Tree {
        let Builder { mut reached, files, by_path, mut shape, .. } = self;
        let mut probed: Vec<u64> = Vec::new();
        // Those that circles keep out of the tree count too: a change of theirs may open the circle.
        for declaration in reached.values().flat_map(|reached| &reached.ways).flat_map(|(_, found)| found.iter()) {
            probed.extend(&declaration.probed);
        }
        probed.extend(reached.keys().map(|path| path_hash(path)));
        probed.extend(reached.values().flat_map(|reached| &reached.included));
        probed.sort_unstable();
        probed.dedup();
        shape.probed = probed;
        let ways = files.iter().map(|file| reached.remove(&file.path).map(|reached| reached.ways).unwrap_or_default());
        shape.ways = ways.collect();
        shape.instances_of = vec![Vec::new(); files.len()];
        for (number, instance) in shape.instances.iter().enumerate() {
            shape.instances_of[instance.file as usize].push(number as u32);
        }
        shape.by_path = by_path;
        shape.instances.shrink_to_fit();
        Tree { files, shape: Arc::new(shape) }
    }
}

impl Shape {
    fn empty() -> Shape {
        Shape {
            by_path: FxHashMap::default(),
            instances: Vec::new(),
            instances_of: Vec::new(),
            ways: Vec::new(),
            probed: Vec::new(),
            exported_macros: FxHashSet::default(),
            foreign_macros: false,
            redefines_listed_macros: false,
            lets_out_macros: false,
        }
    }
}
