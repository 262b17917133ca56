//! Everything that is compiled: a crate for each target, each with its module tree, which is read when a question first
//! reaches it. A program belongs to one moment and answers as of that moment, on any thread; the next moment's program
//! takes over every tree that no change concerns.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use greenlight_files::Files;
use greenlight_project::{Downloaded, Edition, Package, PackageId, Target, TargetKind, Workspace};
use greenlight_syntax::{FILE_SCOPE, ItemKind, Outline, Scope, ScopeId, ScopeKind, Symbol};
use parking_lot::Mutex;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::dependencies::{Dependencies, DependencyId};
use crate::exported::Exported;
use crate::externs::ExternPrelude;
use crate::memory::Memory;
use crate::sources::{SourceFile, Sources, path_hash};
use crate::tree::{Instance, ModuleStatus, Tree};

pub(crate) mod asked;
mod changes;

pub use changes::Difference;

/// A target of the workspace's packages, an index into [`Program::crates`]; or a library outside of it that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CrateId(pub u32);

/// A file as part of a crate. Whoever has one knows that the crate's tree is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InstanceId {
    /// The crate.
    pub krate: CrateId,
    /// Index into [`Tree::instances`].
    pub index: u32,
}

/// A scope of a file as part of a crate. Whoever has one knows that the crate's tree is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId {
    /// The crate.
    pub krate: CrateId,
    /// Index into [`Tree::instances`].
    pub instance: u32,
    /// The scope in the instance's file.
    pub scope: ScopeId,
}

/// Everything that is compiled, as far as files tell.
#[derive(Debug)]
pub struct Program {
    /// Cargo's view.
    pub workspace: Arc<Workspace>,
    /// The names of all symbols, and what was read.
    pub sources: Sources,
    /// The targets of the members, and the libraries of path dependencies, whose root file exists.
    pub crates: Vec<Arc<Crate>>,
    /// The library of each package, by package.
    pub libraries: Arc<FxHashMap<PackageId, CrateId>>,
    pub(crate) dependencies: Arc<Dependencies>,
    pub(crate) files: Files,
}

/// A target.
#[derive(Debug)]
pub struct Crate {
    /// Which package.
    pub package: PackageId,
    /// Index into the package's targets.
    pub target: u32,
    /// The root file, absolute.
    pub root: PathBuf,
    /// The edition it is compiled with.
    pub edition: Edition,
    /// Its modules, once they were asked for.
    tree: OnceLock<Arc<Tree>>,
    /// What it had before some file of it changed, until the next tree is read.
    before: Mutex<Option<Before>>,
    /// Shared, since each edit gives new crates to all that depend on what it changed.
    externs: OnceLock<Arc<ExternPrelude>>,
    memory: Arc<Memory>,
}

/// A tree that is out of date, and what the next one begins with.
#[derive(Clone, Debug)]
struct Before {
    tree: Arc<Tree>,
    /// Files that changed since, read already; held here, since nobody else may.
    changed: Vec<Arc<SourceFile>>,
}

/// A file with all that it is part of.
#[derive(Clone, Debug)]
pub struct Located {
    /// The file.
    pub file: Arc<SourceFile>,
    /// It as part of each crate that includes it, in the order of the crates.
    pub instances: Vec<InstanceId>,
}

const OF_DEPENDENCIES: u32 = 1 << 31;

impl CrateId {
    /// The crate of the library with this number among the dependencies that were read.
    pub(crate) fn of_dependency(number: usize) -> CrateId {
        CrateId(number as u32 | OF_DEPENDENCIES)
    }

    /// The number of the library, if the crate is one outside of the workspace.
    pub(crate) fn dependency(self) -> Option<usize> {
        (self.0 & OF_DEPENDENCIES != 0).then_some((self.0 & !OF_DEPENDENCIES) as usize)
    }

    /// Whether it is a target of a package of the workspace, whose files are all read and may change.
    #[must_use]
    pub fn is_own(self) -> bool {
        self.dependency().is_none()
    }
}

impl Program {
    /// A program of the workspace's targets. Nothing is read yet.
    #[must_use]
    pub fn new(files: &Files, workspace: Arc<Workspace>, sources: Sources) -> Program {
        let (crates, libraries) = crates(&workspace, |_, path| files.is_file(path));
        let crates = crates.into_iter().map(Arc::new).collect();
        let dependencies = Arc::default();
        Program { workspace, sources, crates, libraries: Arc::new(libraries), dependencies, files: files.clone() }
    }

    /// What was found out about the crate of this module.
    pub(crate) fn memory(&self, module: ModuleId) -> &Memory {
        self.memory_of(module.krate)
    }

    /// What was found out about a crate.
    pub(crate) fn memory_of(&self, id: CrateId) -> &Memory {
        match id.dependency() {
            Some(number) => &self.dependencies.read(number).memory,
            None => &self.crate_of(id).memory,
        }
    }

    /// The package of a crate.
    #[must_use]
    pub fn package_of(&self, id: CrateId) -> &Package {
        match id.dependency() {
            Some(number) => &self.dependencies.read(number).package,
            None => &self.workspace.packages[self.crate_of(id).package.0 as usize],
        }
    }

    /// The target that a crate is compiled from.
    #[must_use]
    pub fn target_of(&self, id: CrateId) -> &Target {
        match id.dependency() {
            Some(number) => self.dependencies.read(number).target(),
            None => self.target(self.crate_of(id)),
        }
    }

    /// A package that Cargo downloaded; `None` if its manifest cannot be read, or it has no library.
    #[must_use]
    pub fn downloaded(&self, downloaded: &Downloaded) -> Option<&Package> {
        self.dependencies.package(downloaded, &self.files, &self.sources, &self.workspace)
    }

    /// The library of a package that Cargo downloaded; `None` if it cannot be read.
    pub(crate) fn dependency(&self, id: DependencyId) -> Option<CrateId> {
        self.dependencies.library(id, &self.files, &self.sources, &self.workspace)
    }

    /// The files of these crates, whose trees are read for it; by path.
    #[must_use]
    pub fn files_of(&self, crates: &BTreeSet<CrateId>) -> Vec<PathBuf> {
        let files = crates.iter().flat_map(|&id| self.tree(id).files.iter().map(|file| file.path.clone()));
        let files: BTreeSet<PathBuf> = files.collect();
        files.into_iter().collect()
    }

    /// The crate with this id, which is one of the workspace's.
    #[must_use]
    pub fn crate_of(&self, id: CrateId) -> &Crate {
        &self.crates[id.0 as usize]
    }

    /// The modules of a crate of the workspace, read if they were not yet. Not to be called while [`Sources::names`] are held.
    #[must_use]
    pub fn tree(&self, id: CrateId) -> &Tree {
        let krate = self.crate_of(id);
        if let Some(tree) = krate.tree.get() {
            return tree;
        }
        // Not within `get_or_init`: reading runs on the pool, where a thread that waits may take up other work, which
        // may ask for this very tree. Two that read it at once read each file once.
        let before = krate.before.lock().clone();
        let before = before.as_ref().map(|before| &*before.tree);
        let tree = Arc::new(Tree::load(&self.files, &self.sources, &krate.root, before));
        let tree = krate.tree.get_or_init(|| tree);
        *krate.before.lock() = None;
        tree
    }

    /// Reads the trees of all crates, on the threads of the current pool, and forgets the files that no tree has any more. `go_on` is
    /// asked before each; whether all are read.
    pub fn load(&self, go_on: impl Fn() -> bool + Sync) -> bool {
        let unread = (0..self.crates.len()).into_par_iter().filter(|&id| self.crates[id].tree.get().is_none());
        unread.for_each(|id| {
            if go_on() {
                let _ = self.tree(CrateId(id as u32));
            }
        });
        self.sources.sweep();
        self.crates.iter().all(|krate| krate.tree.get().is_some())
    }

    /// Whether every tree is read, or was until some file of it changed.
    #[must_use]
    pub fn was_loaded(&self) -> bool {
        self.crates.iter().all(|krate| krate.tree.get().is_some() || krate.before.lock().is_some())
    }

    /// Whether the file at the absolute `path` is a crate's root.
    #[must_use]
    pub fn compiles(&self, path: &Path) -> bool {
        self.crates.iter().any(|krate| krate.root == path)
    }

    /// Whether some tree that was read has the file at the absolute `path`, and it could be read.
    #[must_use]
    pub fn has_read(&self, path: &Path) -> bool {
        self.sources.known(path).is_some_and(|file| file.error.is_none())
    }

    /// The folders of all files of the trees that were read.
    #[must_use]
    pub fn folders_read(&self) -> FxHashSet<PathBuf> {
        let trees = self.crates.iter().filter_map(|krate| krate.tree.get());
        let folders = trees.flat_map(|tree| &tree.files).filter_map(|file| file.path.parent());
        folders.map(Path::to_owned).collect()
    }

    /// The files of the workspace's trees that were read, each as often as a tree has it.
    pub fn files_read(&self) -> impl Iterator<Item = &SourceFile> {
        let trees = self.crates.iter().filter_map(|krate| krate.tree.get());
        trees.flat_map(|tree| &tree.files).map(|file| &**file)
    }

    /// The files in `folder` (absolute) and below that some tree has, of the trees that were read.
    #[must_use]
    pub fn read_below(&self, folder: &Path) -> Vec<PathBuf> {
        let trees = self.crates.iter().filter_map(|krate| krate.tree.get());
        let files = trees.flat_map(|tree| &tree.files).filter(|file| file.path.starts_with(folder));
        files.map(|file| file.path.clone()).collect()
    }

    /// The crates that a crate sees by name.
    #[must_use]
    pub fn externs(&self, id: CrateId) -> &ExternPrelude {
        let externs = match id.dependency() {
            Some(number) => &self.dependencies.read(number).externs,
            None => &self.crate_of(id).externs,
        };
        externs.get_or_init(|| Arc::new(ExternPrelude::new(self, id)))
    }

    /// Every file of every crate, by path; all trees are read for it.
    #[must_use]
    pub fn all_files(&self) -> Vec<Located> {
        self.load(|| true);
        let mut numbers: FxHashMap<&OsStr, usize> = FxHashMap::default();
        let mut located: Vec<Located> = Vec::new();
        for id in self.crate_ids() {
            let tree = self.tree(id);
            for (number, file) in tree.files.iter().enumerate() {
                let &mut at = numbers.entry(file.path.as_os_str()).or_insert(located.len());
                if at == located.len() {
                    located.push(Located { file: Arc::clone(file), instances: Vec::new() });
                }
                located[at].instances.extend(self.certain_instances(id, tree, number as u32));
            }
        }
        located.retain(|located| !located.instances.is_empty());
        located.sort_by(|one, other| one.file.path.cmp(&other.file.path));
        located
    }

    /// The file at the absolute `path` with its instances in those of `crates` that have it; their trees are read.
    #[must_use]
    pub fn locate(&self, path: &Path, crates: impl Iterator<Item = CrateId>) -> Option<Located> {
        let mut located: Option<Located> = None;
        let hash = path_hash(path);
        for id in crates {
            let tree = self.tree(id);
            // To hash the path once for all of them is most of what this takes.
            let number = tree.depends_on_existence(hash).then(|| tree.file_at(path)).flatten();
            let Some(number) = number else { continue };
            let file = &tree.files[number as usize];
            let located = located.get_or_insert_with(|| Located { file: Arc::clone(file), instances: Vec::new() });
            located.instances.extend(self.certain_instances(id, tree, number));
        }
        located.filter(|located| !located.instances.is_empty())
    }

    /// A file as part of a crate, but for what only the tokens of a macro lead to that may mean anything.
    fn certain_instances(&self, krate: CrateId, tree: &Tree, file: u32) -> impl Iterator<Item = InstanceId> {
        let instances = tree.instances_of(file).iter().map(move |&index| InstanceId { krate, index });
        instances.filter(|&instance| self.is_certain(self.base(instance)))
    }

    /// All crates.
    pub fn crate_ids(&self) -> impl Iterator<Item = CrateId> + use<> {
        (0..self.crates.len() as u32).map(CrateId)
    }

    /// The crates of the package whose folder holds `path`, the innermost one; those of others may include the file
    /// too, by `#[path]`.
    pub fn likely_crates(&self, path: &Path) -> impl Iterator<Item = CrateId> + '_ {
        let packages = self.workspace.packages.iter().enumerate();
        let holding = packages.filter(|(_, package)| path.starts_with(&package.root));
        let innermost = holding.max_by_key(|(_, package)| package.root.as_os_str().len());
        let package = innermost.map(|(number, _)| PackageId(number as u32));
        self.crate_ids().filter(move |&id| Some(self.crate_of(id).package) == package)
    }

    /// The instance with this id, of a crate of the workspace.
    #[must_use]
    pub fn instance(&self, id: InstanceId) -> &Instance {
        &self.tree(id.krate).instances()[id.index as usize]
    }

    /// The file, as part of a crate, that a module stands in.
    #[must_use]
    pub fn instance_of(&self, id: ModuleId) -> InstanceId {
        InstanceId { krate: id.krate, index: id.instance }
    }

    /// The module that declares a file by `mod name;`, and the item; `None` for a crate's root.
    #[must_use]
    pub fn declared(&self, id: InstanceId) -> Option<(ModuleId, u32)> {
        let (instance, item) = match id.krate.dependency() {
            Some(number) => self.dependencies.read(number).tree.declared(id.index)?,
            None => self.instance(id).declared?,
        };
        let declaring = InstanceId { krate: id.krate, index: instance };
        let scope = self.file_of(declaring).facts.outline.items[item as usize].scope;
        Some((self.module_of(declaring, scope), item))
    }

    /// The module that a file is.
    #[must_use]
    pub fn base(&self, id: InstanceId) -> ModuleId {
        self.module_of(id, FILE_SCOPE)
    }

    /// The crate that a module is part of.
    #[must_use]
    pub fn krate(&self, id: ModuleId) -> &Crate {
        self.crate_of(id.krate)
    }

    /// The crate's package and target.
    #[must_use]
    pub fn target(&self, krate: &Crate) -> &Target {
        &self.workspace.packages[krate.package.0 as usize].targets[krate.target as usize]
    }

    /// The file that a module stands in.
    #[must_use]
    pub fn file(&self, id: ModuleId) -> &SourceFile {
        self.file_of(self.instance_of(id))
    }

    /// The file that is part of a crate here.
    #[must_use]
    pub fn file_of(&self, id: InstanceId) -> &SourceFile {
        if let Some(number) = id.krate.dependency() {
            return self.dependencies.read(number).tree.file(id.index);
        }
        let tree = self.tree(id.krate);
        &tree.files[tree.instances()[id.index as usize].file as usize]
    }

    /// The outline of the file that a module stands in.
    #[must_use]
    pub fn outline(&self, id: ModuleId) -> &Outline {
        &self.file(id).facts.outline
    }

    /// The module's scope; `None` if its file could not be read.
    #[must_use]
    pub fn scope(&self, id: ModuleId) -> Option<&Scope> {
        self.outline(id).scopes.get(id.scope.0 as usize)
    }

    /// The module of a scope of an instance.
    #[must_use]
    pub fn module_of(&self, instance: InstanceId, scope: ScopeId) -> ModuleId {
        ModuleId { krate: instance.krate, instance: instance.index, scope }
    }

    /// The module around this one, blocks included; `None` for a crate's root.
    #[must_use]
    pub fn parent(&self, id: ModuleId) -> Option<ModuleId> {
        let instance = self.instance_of(id);
        match self.scope(id).and_then(|scope| scope.parent) {
            Some(parent) => Some(self.module_of(instance, parent)),
            None => self.declared(instance).map(|(parent, _)| parent),
        }
    }

    /// Whether this is a block, or the tokens of a macro call, not a module that paths can name.
    #[must_use]
    pub fn is_block(&self, id: ModuleId) -> bool {
        let kind = self.scope(id).map(|scope| scope.kind);
        kind.is_some_and(|kind| kind == ScopeKind::Block || kind.is_of_call())
    }

    /// The module or block that what stands in this scope stands in: itself, but for the tokens of a macro call.
    pub(crate) fn host(&self, id: ModuleId) -> ModuleId {
        ModuleId { scope: self.outline(id).host(id.scope), ..id }
    }

    /// The module itself, or the one around this block: what `self::` means.
    #[must_use]
    pub fn enclosing_module(&self, mut id: ModuleId) -> ModuleId {
        while self.is_block(id) {
            match self.parent(id) {
                Some(parent) => id = parent,
                None => break,
            }
        }
        id
    }

    /// The root module of the crate, whose tree is read for it.
    #[must_use]
    pub fn root(&self, krate: CrateId) -> ModuleId {
        self.base(InstanceId { krate, index: 0 })
    }

    /// The module's name; `None` for roots and blocks.
    #[must_use]
    pub fn module_name(&self, id: ModuleId) -> Option<Symbol> {
        match self.scope(id).map(|scope| scope.kind) {
            Some(ScopeKind::Module { name }) => Some(name),
            Some(ScopeKind::Block | ScopeKind::Tokens { .. } | ScopeKind::Attributes { .. }) => None,
            Some(ScopeKind::File) | None => {
                let (parent, item) = self.declared(self.instance_of(id))?;
                Some(self.outline(parent).items[item as usize].name)
            }
        }
    }

    /// The path of a module from its crate's root, `a::b`; empty for the root.
    #[must_use]
    pub fn module_path(&self, id: ModuleId) -> String {
        let mut segments = Vec::new();
        let mut at = Some(id);
        let names = self.sources.names();
        while let Some(module) = at {
            segments.extend(self.module_name(module).map(|name| names.text(name)));
            at = self.parent(module);
        }
        segments.reverse();
        segments.join("::")
    }

    /// The modules that a `mod` item leads to, or why it leads nowhere.
    pub(crate) fn children(&self, id: ModuleId, item: u32) -> Result<Vec<ModuleId>, &ModuleStatus> {
        let of = self.instance_of(id);
        let outline = self.outline(id);
        if let ItemKind::Module(number) = outline.items[item as usize].kind
            && let Some(scope) = outline.modules[number as usize].inline
        {
            return Ok(vec![self.module_of(of, scope)]);
        }
        let status = match of.krate.dependency() {
            Some(number) => self.dependencies.read(number).tree.children(&self.files, &self.sources, of.index, item),
            None => {
                let children = self.instance(of).children.iter();
                children
                    .into_iter()
                    .find(|(declared, _)| *declared == item)
                    .map_or(&ModuleStatus::Unclear, |(_, status)| status)
            }
        };
        match status {
            ModuleStatus::Present(children) => {
                Ok(children.iter().map(|&index| self.base(InstanceId { index, ..of })).collect())
            }
            status => Err(status),
        }
    }
}

impl Crate {
    pub(crate) fn memory(&self) -> &Memory {
        &self.memory
    }
}

impl Program {
    /// The outlines of the files of a crate of the workspace.
    pub fn outlines(&self, krate: CrateId) -> impl Iterator<Item = &Outline> {
        self.tree(krate).files.iter().map(|file| &file.facts.outline)
    }

    /// All files of a crate of the workspace; of another crate, its root and those in which macros are defined.
    pub(crate) fn macro_files(&self, krate: CrateId) -> Vec<Arc<SourceFile>> {
        match krate.dependency() {
            Some(number) => self.dependencies.read(number).macro_files(&self.files, &self.sources),
            None => self.tree(krate).files.clone(),
        }
    }

    /// The names of all `#[macro_export]` macros of the crate, sorted.
    pub(crate) fn exported_macros(&self, krate: CrateId) -> Vec<Symbol> {
        let mut names: Vec<Symbol> = match krate.dependency() {
            Some(number) => self.dependencies.read(number).exported_macros(&self.files, &self.sources),
            None => self.tree(krate).exported_macros().iter().copied().collect(),
        };
        names.sort_unstable();
        names
    }

    /// Whether a `#[macro_export]` macro of this name stands anywhere in the crate.
    pub(crate) fn exports_macro(&self, krate: CrateId, name: Symbol) -> bool {
        match krate.dependency() {
            Some(number) => {
                let library = self.dependencies.read(number);
                library.exports_macro(&self.files, &self.sources, name) == Exported::Yes
            }
            None => self.tree(krate).exported_macros().contains(&name),
        }
    }
}

/// A crate for each target of the workspace whose root file is there, as `exists` says of the file of a package (by its
/// number); and the library of each package.
fn crates(workspace: &Workspace, exists: impl Fn(usize, &Path) -> bool) -> (Vec<Crate>, FxHashMap<PackageId, CrateId>) {
    let mut crates: Vec<Crate> = Vec::new();
    let mut libraries = FxHashMap::default();
    for (number, package) in workspace.packages.iter().enumerate() {
        for (target_number, target) in package.targets.iter().enumerate() {
            let is_library = matches!(target.kind, TargetKind::Library | TargetKind::ProcMacro);
            if !(package.member || is_library) || !exists(number, &target.path) {
                continue;
            }
            let package = PackageId(number as u32);
            if is_library {
                libraries.entry(package).or_insert(CrateId(crates.len() as u32));
            }
            crates.push(Crate {
                package,
                target: target_number as u32,
                root: target.path.clone(),
                edition: target.edition,
                tree: OnceLock::new(),
                before: Mutex::new(None),
                externs: OnceLock::new(),
                memory: Arc::default(),
            });
        }
    }
    (crates, libraries)
}
