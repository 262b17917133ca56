//! What is to be known of a crate as a whole before a macro's name in it can be told: which macros it defines, wherever
//! they stand, which names are not those of crates, and which package each crate's name means.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_project::DependencySource;
use greenlight_syntax::{
    ConditionId, FILE_SCOPE, Hazards, Health, ItemKind, Leaf, MacroCall, MacroUseKind, Namespaces, Outline, ScopeId,
    Symbol, known,
};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::dependencies::DependencyId;
use crate::externs::Extern;
use crate::program::{CrateId, Program};
use crate::sources::SourceFile;

/// A macro's definition: the crate, the index of its file in [`CrateMacros::files`], and the index among the file's
/// definitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct DefinitionId {
    pub(crate) krate: CrateId,
    pub(crate) file: u32,
    pub(crate) number: u32,
}

/// What the name of a crate means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum External {
    /// A downloaded package, by its own name with `_` for `-`, and its library.
    Package(Symbol, Option<DependencyId>),
    /// A library whose modules are read.
    Crate(CrateId),
}

/// The macros of a crate.
#[derive(Debug, Default)]
pub(crate) struct CrateMacros {
    /// All files of a crate of the workspace; of another crate, its root and those in which macros are defined.
    pub(crate) files: Vec<Arc<SourceFile>>,
    /// All definitions by name.
    definitions: FxHashMap<Symbol, Vec<DefinitionId>>,
    /// Those that are `#[macro_export]` under no condition.
    exported: FxHashSet<Symbol>,
    /// Definitions of macros that have a name whose calls blocks do not record.
    pub(crate) redefined: Vec<DefinitionId>,
    /// Definitions whose expansion defines further macros.
    pub(crate) generators: Vec<DefinitionId>,
    /// Whether a generator's macro may have any name that stands in a call.
    pub(crate) generates_any: bool,
    /// Names of modules, types and imports: a path that begins with one need not begin with a crate.
    locals: FxHashSet<Symbol>,
    /// Names that imports from other crates bind.
    imported: FxHashSet<Symbol>,
    /// Whether a glob import may lead to another crate than the standard library.
    has_foreign_glob: bool,
    /// Identifiers of the trees of `use`s among macro tokens; all of tokens that leave a name there to others.
    imported_by_macros: FxHashSet<Symbol>,
    /// Identifiers that calls are given.
    given: FxHashSet<Symbol>,
    /// Whether some macro imports what it is given.
    imports_given: bool,
    /// Where macros are called that are neither the crate's own nor known to import nothing: by file, the modules and blocks.
    calls_unlisted: FxHashMap<PathBuf, FxHashSet<ScopeId>>,
    /// Whether a module is `#[macro_use]`: what is put into its textual scope is let out.
    lets_out_macros: bool,
    /// Whether some macro's body exports macros.
    pub(crate) has_exporting_body: bool,
    /// Whether all files are whole.
    whole: bool,
    externals: FxHashMap<Symbol, Option<External>>,
    /// Dependencies that no build has: what takes their macros is not compiled.
    turned_off: FxHashSet<Symbol>,
    /// Whether every crate's name that a path may begin with is among `externals`.
    knows_crates: bool,
    /// The crates of `#[macro_use] extern crate`.
    pub(crate) macro_use: Vec<ForeignMacros>,
}

/// A `#[macro_use] extern crate`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ForeignMacros {
    pub(crate) krate: Symbol,
    /// Its own cfgs, if it stands in the root's file, beside all modules.
    pub(crate) condition: Option<ConditionId>,
}

impl CrateMacros {
    pub(crate) fn new(program: &Program, krate: CrateId) -> CrateMacros {
        let files = program.macro_files(krate);
        let mut found = CrateMacros { whole: krate.is_own(), ..CrateMacros::default() };
        found.add_externals(program, krate);
        found.knows_crates = !program.externs(krate).incomplete;
        let root = program.file(program.root(krate)).path.clone();
        for (file, source) in files.iter().enumerate() {
            found.whole &= source.error.is_none() && source.facts.outline.health == Health::Whole;
            let is_root = source.path == root;
            found.add_items(&source.facts.outline, (krate, file as u32, is_root), program);
        }
        for source in &files {
            found.add_imports(&source.facts.outline);
            found.add_macro_tokens(source, program);
        }
        found.files = files;
        found
    }

    fn add_externals(&mut self, program: &Program, krate: CrateId) {
        for dependency in &program.package_of(krate).dependencies {
            let name = program.sources.intern(&dependency.crate_name);
            let package = || program.sources.intern(&dependency.package.replace('-', "_"));
            let external = match &dependency.source {
                DependencySource::Package(id) => program.libraries.get(id).map(|&id| External::Crate(id)),
                DependencySource::Downloaded(downloaded) => match &downloaded[..] {
                    [only] => Some(External::Package(package(), Some(program.dependencies.place(only)))),
                    _ => Some(External::Package(package(), None)),
                },
                DependencySource::TurnedOff => {
                    self.turned_off.insert(name);
                    continue;
                }
                DependencySource::MissingPath(_) => None,
                DependencySource::Elsewhere => Some(External::Package(package(), None)),
            };
            let known = *self.externals.entry(name).or_insert(external);
            if known != external {
                let same = match (known, external) {
                    // One package, of which the one table's release is read, and the other's is not.
                    (Some(External::Package(one, _)), Some(External::Package(other, _))) if one == other => {
                        Some(External::Package(one, None))
                    }
                    _ => None,
                };
                self.externals.insert(name, same);
            }
        }
        // A library is seen by its package's other targets.
        for (&name, externs) in &program.externs(krate).crates {
            if let [Extern::Crate(id)] = externs[..] {
                self.externals.entry(name).or_insert(Some(External::Crate(id)));
            }
        }
    }

    fn add_items(&mut self, outline: &Outline, (krate, file, is_root): (CrateId, u32, bool), program: &Program) {
        self.lets_out_macros |= outline.scopes.iter().any(|scope| scope.macro_use);
        for item in &outline.items {
            match item.kind {
                ItemKind::MacroRules(number) | ItemKind::Macro(number) => {
                    let definition = &outline.macro_definitions[number as usize];
                    let id = DefinitionId { krate, file, number };
                    self.definitions.entry(item.name).or_default().push(id);
                    if greenlight_syntax::is_statement_macro(program.sources.names().text(item.name)) {
                        self.redefined.push(id);
                    }
                    let always = item.condition == greenlight_syntax::ALWAYS && outline.host(item.scope) == item.scope;
                    if definition.exported && always && matches!(item.kind, ItemKind::MacroRules(_)) {
                        self.exported.insert(item.name);
                    }
                    let uses = outline.macro_uses(definition.tokens.uses);
                    if uses.iter().any(|found| found.kind == MacroUseKind::Call && found.name == known::MACRO_RULES) {
                        self.generators.push(id);
                        let hazards = definition.tokens.hazards;
                        self.generates_any |= hazards.has(Hazards::NAMES_FRAGMENT);
                    }
                }
                ItemKind::ExternCrate(number) => {
                    let external = &outline.extern_crates[number as usize];
                    if external.macro_use {
                        let is_in_root = is_root && item.scope == FILE_SCOPE;
                        let condition = is_in_root.then_some(item.condition);
                        self.macro_use.push(ForeignMacros { krate: external.krate, condition });
                    }
                    // `extern crate rustc_std_workspace_core as core` is the same crate, in the build of the standard library.
                    let is_std = || {
                        let names = program.sources.names();
                        let name = names.text(external.krate).strip_prefix("rustc_std_workspace_");
                        name.is_some_and(|name| name == names.text(item.name))
                    };
                    if external.krate != item.name && !is_std() {
                        self.locals.insert(item.name);
                        // Whatever it is, it is another crate.
                        self.externals.entry(item.name).or_insert(None);
                    }
                }
                kind if !kind.namespaces().and(Namespaces::TYPE).is_empty() => {
                    if let ItemKind::Module(at) = kind {
                        self.lets_out_macros |= outline.modules[at as usize].macro_use;
                    }
                    self.locals.insert(item.name);
                }
                _ => {}
            }
        }
    }

    fn add_macro_tokens(&mut self, source: &SourceFile, program: &Program) {
        let outline = &source.facts.outline;
        let vocabulary = program.sources.vocabulary();
        self.has_exporting_body |= outline
            .macro_definitions
            .iter()
            .any(|definition| outline.idents(definition.tokens.idents).contains(&vocabulary.macro_export));
        let definitions = outline.macro_definitions.iter().map(|definition| definition.tokens);
        let calls = outline.macro_calls.iter().map(|call| call.tokens);
        self.imports_given |= definitions.clone().any(|tokens| tokens.hazards.has(Hazards::IMPORTS_NAMED));
        for tokens in calls.clone() {
            self.given.extend(outline.idents(tokens.idents));
        }
        for tokens in definitions.chain(calls) {
            if tokens.hazards.has(Hazards::IMPORTS_NAMED) {
                self.imported_by_macros.extend(outline.idents(tokens.idents));
            }
            let imports = outline.macro_uses(tokens.uses).iter().filter(|used| used.kind == MacroUseKind::Import);
            self.imported_by_macros.extend(imports.map(|used| used.name));
        }
        let is_unlisted = |call: &&MacroCall| {
            let name = outline.path(call.path).last();
            let is_listed = |name: &Symbol| self.definitions.contains_key(name) || vocabulary.is_call(*name);
            let imports_nothing = || {
                let folder = source.path.parent();
                let path =
                    call.include.zip(folder).map(|(path, folder)| folder.join(program.sources.names().text(path)));
                path.and_then(|path| program.files.read(&path).ok()).is_some_and(|text| {
                    let outline = program.sources.scan_text(&text).outline;
                    outline.health == Health::Whole && outline.imports.is_empty() && outline.macro_calls.is_empty()
                })
            };
            let is_known = name.is_some_and(is_listed) || name == Some(&vocabulary.include) && imports_nothing();
            !is_known
        };
        let scopes: FxHashSet<ScopeId> =
            outline.macro_calls.iter().filter(is_unlisted).map(|call| outline.host(call.scope)).collect();
        if !scopes.is_empty() {
            self.calls_unlisted.insert(source.path.clone(), scopes);
        }
    }

    fn add_imports(&mut self, outline: &Outline) {
        for import in &outline.imports {
            let path = outline.path(import.path);
            let Some(&first) = path.first() else { continue };
            let is_own = matches!(first, known::CRATE | known::SELF | known::SUPER);
            let is_std = matches!(first, known::STD | known::CORE | known::ALLOC);
            if import.leaf == Leaf::Glob {
                self.has_foreign_glob |= !is_own && !is_std && self.externals.contains_key(&first);
                continue;
            }
            let Some(name) = import.binding(outline) else { continue };
            // `use bitflags::bitflags;` stays in the crate.
            if path.iter().any(|&segment| segment != name) {
                self.locals.insert(name);
            }
            if !is_own && path.len() > 1 || path.last() != Some(&name) {
                self.imported.insert(name);
            }
        }
    }

    /// All macros of this name that stand anywhere in the crate.
    pub(crate) fn definitions(&self, name: Symbol) -> &[DefinitionId] {
        self.definitions.get(&name).map_or(&[], Vec::as_slice)
    }

    /// Whether a macro of this name is one of the crate's, and no import brings another one.
    pub(crate) fn is_defined_here(&self, name: Symbol) -> bool {
        !self.definitions(name).is_empty() && !self.imported.contains(&name)
    }

    /// What a path that begins with `name` leads to, if certainly a crate wherever it stands.
    pub(crate) fn external(&self, name: Symbol) -> Option<External> {
        self.known_external(name).filter(|_| !self.locals.contains(&name))
    }

    /// The crate of that name, where nothing else has it.
    pub(crate) fn known_external(&self, name: Symbol) -> Option<External> {
        self.externals.get(&name).copied().flatten()
    }

    /// Whether a `#[macro_use]` of another crate may bring macros.
    pub(crate) fn uses_foreign_macros(&self) -> bool {
        let from_crate = |from: &ForeignMacros| self.externals.contains_key(&from.krate) || !self.knows_crates;
        self.macro_use.iter().any(from_crate)
    }

    /// Whether a macro of the crate, or one that is listed, may import the name where it is called, as far as can be told without
    /// expanding it.
    pub(crate) fn is_imported_by_macro(&self, name: Symbol) -> bool {
        self.imported_by_macros.contains(&name) || (self.imports_given && self.given.contains(&name))
    }

    /// Whether all of the crate's files are read, and whole.
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether a macro of which nothing is known may be called in a module that lets out what it puts into textual scope.
    pub(crate) fn lets_out_unlisted(&self) -> bool {
        self.lets_out_macros && !self.calls_unlisted.is_empty()
    }

    /// Whether a macro is called in a module or block of a file of which nothing is known.
    pub(crate) fn calls_unlisted(&self, file: &Path, scope: ScopeId) -> bool {
        self.calls_unlisted.get(file).is_some_and(|scopes| scopes.contains(&scope))
    }

    /// Whether `name` is that of a dependency alone that no build has.
    pub(crate) fn is_turned_off(&self, name: Symbol) -> bool {
        self.turned_off.contains(&name) && !self.locals.contains(&name) && !self.externals.contains_key(&name)
    }

    /// Whether something of the crate that a path can begin with has this name.
    pub(crate) fn is_local(&self, name: Symbol) -> bool {
        self.locals.contains(&name)
    }

    /// Whether nothing in the crate has this name, as far as its text goes: no item, no import, no crate, and no macro has it
    /// among its tokens. A path that begins with it, or leads through it, is broken. `by_glob` says that a glob import may
    /// bring it from another crate, if there is one.
    pub(crate) fn is_nowhere(&self, name: Symbol, by_glob: bool) -> bool {
        (!by_glob || !self.has_foreign_glob) && !self.locals.contains(&name) && self.is_no_crate(name)
    }

    /// Whether no crate has this name, and no macro of this one has it among its tokens.
    pub(crate) fn is_no_crate(&self, name: Symbol) -> bool {
        let is_known = self.whole && self.knows_crates && !self.externals.contains_key(&name);
        is_known && !self.files.iter().any(|file| file.facts.outline.idents.contains(&name))
    }

    /// Whether `crate::name!` is a macro of this crate; `deep` if modules stand between the two.
    pub(crate) fn is_own(&self, name: Symbol, deep: bool) -> bool {
        let certain = !deep && self.exported.contains(&name);
        certain || (self.whole && !self.imported.contains(&name) && !self.has_foreign_glob)
    }
}
