//! The module trees of every target, over the files they reach. A file that several targets include is one
//! [`crate::SourceFile`] and several [`Instance`]s; each scope of an instance is a [`Module`], blocks included, since
//! for names a block is an anonymous module.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_files::Files;
use greenlight_project::{Edition, PackageId, Target, TargetKind, Workspace};
use greenlight_syntax::{Health, ItemKind, Outline, Scope, ScopeId, ScopeKind, Symbol};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::directory::Directory;
use crate::externs::ExternPrelude;
use crate::openness::{self, Why};
use crate::sources::{FileId, MAX_DEPTH, Reached, Selection, SourceFile, Sources};

/// Index into [`Program::crates`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CrateId(pub u32);

/// Index into [`Program::instances`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InstanceId(pub u32);

/// Index into [`Program::modules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId(pub u32);

/// Everything that is compiled, as far as files tell. Immutable once built.
#[derive(Debug)]
pub struct Program {
    /// Cargo's view.
    pub workspace: Arc<Workspace>,
    /// The names of all symbols, and the files.
    pub sources: Sources,
    /// Every file that some target reaches, by path.
    pub files: Vec<Arc<SourceFile>>,
    /// By path.
    pub by_path: FxHashMap<PathBuf, FileId>,
    /// The targets of the members, and the libraries of path dependencies, whose root file exists.
    pub crates: Vec<Crate>,
    /// Files as parts of crates.
    pub instances: Vec<Instance>,
    /// Scopes of instances.
    pub modules: Vec<Module>,
    /// The library of each package, by package.
    pub libraries: FxHashMap<PackageId, CrateId>,
    /// The instances of each file, by file.
    pub instances_of: Vec<Vec<InstanceId>>,
}

/// A target and its module tree.
#[derive(Debug)]
pub struct Crate {
    /// Which package.
    pub package: PackageId,
    /// Index into the package's targets.
    pub target: u32,
    /// The root file's instance; its scope is the root module.
    pub root: InstanceId,
    /// The edition it is compiled with.
    pub edition: Edition,
    /// Crates that it sees by name.
    pub externs: ExternPrelude,
    /// `#[macro_export]` macros, wherever in the crate they stand.
    pub exported_macros: FxHashSet<Symbol>,
    /// Its instances.
    pub instances: std::ops::Range<u32>,
    /// Whether a `#[macro_use] extern crate` brings macros of another crate.
    pub foreign_macros: bool,
    /// Whether a `macro_rules!` of the crate has the name of a listed macro, so that a call may mean either.
    pub redefines_listed_macros: bool,
}

/// A file as part of a crate.
#[derive(Debug)]
pub struct Instance {
    /// The crate.
    pub krate: CrateId,
    /// The file.
    pub file: FileId,
    /// The module of the file's scope 0; scope *n* is module *base + n*.
    pub base: ModuleId,
    /// The module that declares it, and the item in that module's file; `None` for a root.
    pub declared: Option<(ModuleId, u32)>,
    /// Which cfgs make that item take this file and no other.
    pub selection: Selection,
    /// For each `mod name;`, by item.
    pub children: Vec<(u32, ModuleStatus)>,
}

/// What a `mod name;` leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleStatus {
    /// These instances: more than one if cfgs choose between files.
    Present(Vec<InstanceId>),
    /// No file is there; the two places where rustc looks first, or those that `#[path]` attributes name.
    Missing(Vec<PathBuf>),
    /// rustc refuses it, or there is a circle.
    Unclear,
}

/// A scope of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Module {
    /// The file, as part of a crate.
    pub instance: InstanceId,
    /// The scope in it.
    pub scope: ScopeId,
}

impl Program {
    /// Reads what the workspace's targets reach. `sources` may hold files from before; those that changed since are
    /// to be forgotten first.
    #[must_use]
    pub fn new(files: &Files, workspace: Arc<Workspace>, mut sources: Sources) -> Program {
        let mut targets = Vec::new();
        for (number, package) in workspace.packages.iter().enumerate() {
            for (target_number, target) in package.targets.iter().enumerate() {
                let wanted = package.member || matches!(target.kind, TargetKind::Library | TargetKind::ProcMacro);
                if wanted && files.is_file(&target.path) {
                    targets.push((PackageId(number as u32), target_number as u32, target.path.clone()));
                }
            }
        }
        let roots: Vec<PathBuf> = targets.iter().map(|(_, _, path)| path.clone()).collect();
        let reached = sources.read_trees(files, &roots);
        let mut by_path: Vec<PathBuf> = reached.keys().cloned().collect();
        by_path.sort();
        let source_files = by_path.iter().map(|path| Arc::clone(&reached[path].file)).collect();
        let by_path = by_path.into_iter().enumerate().map(|(number, path)| (path, FileId(number as u32))).collect();
        let mut program = Program {
            workspace,
            sources,
            files: source_files,
            by_path,
            crates: Vec::new(),
            instances: Vec::new(),
            modules: Vec::new(),
            libraries: FxHashMap::default(),
            instances_of: Vec::new(),
        };
        for (package, target, root) in targets {
            program.add_crate(package, target, &root, &reached);
        }
        for number in 0..program.crates.len() {
            program.crates[number].externs = ExternPrelude::new(&program, CrateId(number as u32));
        }
        program.instances_of = vec![Vec::new(); program.files.len()];
        for (number, instance) in program.instances.iter().enumerate() {
            program.instances_of[instance.file.0 as usize].push(InstanceId(number as u32));
        }
        program
    }

    fn add_crate(&mut self, package: PackageId, target: u32, root: &Path, reached: &FxHashMap<PathBuf, Reached>) {
        let id = CrateId(self.crates.len() as u32);
        let first = self.instances.len();
        let Some(root) = self.add_instance(id, root, &Directory::of_owner(root), None, reached, &mut Vec::new()) else {
            return;
        };
        let package_data = &self.workspace.packages[package.0 as usize];
        let target_data = &package_data.targets[target as usize];
        let mut krate = Crate {
            package,
            target,
            root,
            edition: target_data.edition,
            externs: ExternPrelude::default(),
            exported_macros: FxHashSet::default(),
            instances: first as u32..self.instances.len() as u32,
            foreign_macros: false,
            redefines_listed_macros: false,
        };
        let mut seen = FxHashSet::default();
        for instance in &self.instances[first..] {
            if seen.insert(instance.file) {
                krate.take_macros(&self.files[instance.file.0 as usize].facts.outline, &self.sources);
            }
        }
        if matches!(target_data.kind, TargetKind::Library | TargetKind::ProcMacro) {
            self.libraries.entry(package).or_insert(id);
        }
        self.crates.push(krate);
    }

    fn add_instance(
        &mut self,
        krate: CrateId,
        path: &Path,
        directory: &Directory,
        declared: Option<(ModuleId, u32, Selection)>,
        reached: &FxHashMap<PathBuf, Reached>,
        ancestors: &mut Vec<FileId>,
    ) -> Option<InstanceId> {
        let file = *self.by_path.get(path)?;
        if ancestors.contains(&file) || ancestors.len() > MAX_DEPTH {
            return None;
        }
        let id = InstanceId(self.instances.len() as u32);
        let base = ModuleId(self.modules.len() as u32);
        // A file that could not be read has no scope, but is a module all the same.
        let scopes = self.files[file.0 as usize].facts.outline.scopes.len().max(1);
        self.modules.extend((0..scopes as u32).map(|scope| Module { instance: id, scope: ScopeId(scope) }));
        let selection = declared.as_ref().map(|(.., selection)| selection.clone()).unwrap_or_default();
        let declared = declared.map(|(module, item, _)| (module, item));
        self.instances.push(Instance { krate, file, base, declared, selection, children: Vec::new() });
        ancestors.push(file);
        let declarations = reached.get(path).map_or(&[][..], |reached| reached.declarations(directory));
        let mut children = Vec::with_capacity(declarations.len());
        for declaration in declarations {
            let scope = self.files[file.0 as usize].facts.outline.items[declaration.item as usize].scope;
            let from = ModuleId(base.0 + scope.0);
            let mut present = Vec::new();
            for (path, directory, selection) in &declaration.files {
                let declared = Some((from, declaration.item, selection.clone()));
                present.extend(self.add_instance(krate, path, directory, declared, reached, ancestors));
            }
            let status = match (declaration.missing, declaration.ambiguous || present.is_empty()) {
                (true, _) => ModuleStatus::Missing(declaration.candidates.clone()),
                (false, true) => ModuleStatus::Unclear,
                (false, false) => ModuleStatus::Present(present),
            };
            children.push((declaration.item, status));
        }
        ancestors.pop();
        self.instances[id.0 as usize].children = children;
        Some(id)
    }

    /// The instance with this id.
    #[must_use]
    pub fn instance(&self, id: InstanceId) -> &Instance {
        &self.instances[id.0 as usize]
    }

    /// The module with this id.
    #[must_use]
    pub fn module(&self, id: ModuleId) -> Module {
        self.modules[id.0 as usize]
    }

    /// The crate that a module is part of.
    #[must_use]
    pub fn krate(&self, id: ModuleId) -> &Crate {
        &self.crates[self.instance(self.module(id).instance).krate.0 as usize]
    }

    /// The crate's package and target.
    #[must_use]
    pub fn target(&self, krate: &Crate) -> &Target {
        &self.workspace.packages[krate.package.0 as usize].targets[krate.target as usize]
    }

    /// The file that a module stands in.
    #[must_use]
    pub fn file(&self, id: ModuleId) -> &SourceFile {
        &self.files[self.instance(self.module(id).instance).file.0 as usize]
    }

    /// The outline of the file that a module stands in.
    #[must_use]
    pub fn outline(&self, id: ModuleId) -> &Outline {
        &self.file(id).facts.outline
    }

    /// The module's scope; `None` if its file could not be read.
    #[must_use]
    pub fn scope(&self, id: ModuleId) -> Option<&Scope> {
        self.outline(id).scopes.get(self.module(id).scope.0 as usize)
    }

    /// The module of a scope of an instance.
    #[must_use]
    pub fn module_of(&self, instance: InstanceId, scope: ScopeId) -> ModuleId {
        ModuleId(self.instance(instance).base.0 + scope.0)
    }

    /// The module around this one, blocks included; `None` for a crate's root.
    #[must_use]
    pub fn parent(&self, id: ModuleId) -> Option<ModuleId> {
        let module = self.module(id);
        match self.scope(id).and_then(|scope| scope.parent) {
            Some(parent) => Some(self.module_of(module.instance, parent)),
            None => self.instance(module.instance).declared.map(|(parent, _)| parent),
        }
    }

    /// Whether this is a block, not a module that paths can name.
    #[must_use]
    pub fn is_block(&self, id: ModuleId) -> bool {
        self.scope(id).is_some_and(|scope| scope.kind == ScopeKind::Block)
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

    /// The root module of the crate.
    #[must_use]
    pub fn root(&self, krate: CrateId) -> ModuleId {
        self.instance(self.crates[krate.0 as usize].root).base
    }

    /// The module's name; `None` for roots and blocks.
    #[must_use]
    pub fn module_name(&self, id: ModuleId) -> Option<Symbol> {
        match self.scope(id).map(|scope| scope.kind) {
            Some(ScopeKind::Module { name }) => Some(name),
            Some(ScopeKind::Block) => None,
            Some(ScopeKind::File) | None => {
                let (parent, item) = self.instance(self.module(id).instance).declared?;
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
        let module = self.module(id);
        let outline = self.outline(id);
        if let ItemKind::Module(number) = outline.items[item as usize].kind
            && let Some(scope) = outline.modules[number as usize].inline
        {
            return Ok(vec![self.module_of(module.instance, scope)]);
        }
        let instance = self.instance(module.instance);
        match instance.children.iter().find(|(declared, _)| *declared == item).map(|(_, status)| status) {
            Some(ModuleStatus::Present(children)) => {
                Ok(children.iter().map(|&child| self.instance(child).base).collect())
            }
            Some(status) => Err(status),
            None => Err(&ModuleStatus::Unclear),
        }
    }
}

impl Program {
    /// The outlines of a crate's files, each once for every instance of it.
    pub fn outlines(&self, krate: &Crate) -> impl Iterator<Item = &Outline> {
        let instances = &self.instances[krate.instances.start as usize..krate.instances.end as usize];
        instances.iter().map(|instance| &self.files[instance.file.0 as usize].facts.outline)
    }

    /// Whether something in the module that the text does not show may define `name`.
    pub(crate) fn may_define(&self, module: ModuleId, name: Symbol) -> Option<Why> {
        let file = self.file(module);
        let openness = openness::of(&file.index.openness, self.module(module).scope);
        // Blocks do not record calls of listed macros.
        let other_macro =
            || self.krate(module).redefines_listed_macros && (openness.has_listed_call || self.is_block(module));
        openness.may_define(&file.facts.outline, name).or_else(|| other_macro().then_some(Why::Macro))
    }

    /// Whether a `macro_rules!` of this name stands anywhere in the crate, or a macro of it may define one: what a
    /// single-segment import may mean by textual scope, which no module holds.
    pub(crate) fn has_textual_macro(&self, krate: &Crate, name: Symbol) -> bool {
        self.outlines(krate).any(|outline| {
            outline.items.iter().any(|item| item.name == name && matches!(item.kind, ItemKind::MacroRules(_)))
        }) || self.may_export_macro(krate, name)
    }

    /// Whether calling some macro may put a `#[macro_export]` macro of this name into the crate's root, wherever the
    /// call stands: the name is among the tokens of a call, or of a macro whose body has `macro_export`. A file that
    /// does not balance may have lost a `#[macro_export]`,
    /// and one that no module leads to, for all that can be read, may hold it. What attribute macros and derives define
    /// is taken for a macro only if it is written like one.
    pub(crate) fn may_export_macro(&self, krate: &Crate, name: Symbol) -> bool {
        let vocabulary = self.sources.vocabulary();
        let macro_export = vocabulary.macro_export;
        let looks_like_macro = self.sources.names().text(name).starts_with(|first: char| !first.is_uppercase());
        let instances = &self.instances[krate.instances.start as usize..krate.instances.end as usize];
        let unread = |instance: &Instance| {
            let whole = |(_, status): &(u32, ModuleStatus)| matches!(status, ModuleStatus::Present(_));
            self.files[instance.file.0 as usize].error.is_some() || !instance.children.iter().all(whole)
        };
        instances.iter().any(unread)
            || self.outlines(krate).any(|outline| {
                let mut calls = outline.macro_calls.iter().map(|call| outline.idents(call.idents));
                let mut definitions =
                    outline.macro_definitions.iter().map(|definition| outline.idents(definition.idents));
                outline.health != Health::Whole
                    || vocabulary.may_hide_modules(outline)
                    || (looks_like_macro && vocabulary.has_unlisted_attribute(outline))
                    || calls.any(|idents| idents.contains(&name))
                    || definitions.any(|idents| idents.contains(&macro_export) && idents.contains(&name))
            })
    }
}

impl Crate {
    fn take_macros(&mut self, outline: &Outline, sources: &Sources) {
        for item in &outline.items {
            let ItemKind::MacroRules(number) = item.kind else { continue };
            if outline.macro_definitions[number as usize].exported {
                self.exported_macros.insert(item.name);
            }
            self.redefines_listed_macros |= sources.vocabulary().is_listed_macro(item.name)
                || greenlight_syntax::is_statement_macro(sources.names().text(item.name));
        }
        self.foreign_macros |= outline.extern_crates.iter().any(|item| item.macro_use);
    }
}
