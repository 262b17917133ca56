//! Where the name of a macro, a derive or an attribute comes from: the imports that bind it, followed from module to
//! module as far as `mod` items lead. That is less than the resolver can do, which asks this in turn. Whatever is not
//! plain is [`Origin::Unclear`].

use greenlight_syntax::{ItemKind, Leaf, Namespaces, Symbol, known};

use super::crate_macros::External;
use crate::dependencies::DependencyId;
use crate::index::Entry;
use crate::prelude;
use crate::program::{CrateId, ModuleId, Program};

/// What a macro's name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A macro of a package that is not read: the package's name with `_` for `-`, and the macro's own name.
    Package(Symbol, Symbol),
    /// A `macro_rules!` or `macro` of a crate that is read.
    Read(crate::program::CrateId, Symbol),
    /// Nobody knows.
    Unclear,
}

/// How many modules are followed.
pub(super) const MAX_TRAIL: usize = 12;

/// The modules on the way to the one that is looked at.
#[derive(Default)]
struct Trail {
    modules: Vec<ModuleId>,
    /// Whether a glob import of the first of them brings nothing of the name.
    without_globs: bool,
    /// Whether the way has led through a glob import whose answer is kept.
    is_kept: bool,
}

impl Program {
    /// What the macro `first::…::name` or `name` may mean in `module`, textual scope and std aside; nothing, if nothing
    /// binds the name. `deep` says that segments stand between the two.
    pub(crate) fn origins(&self, module: ModuleId, first: Option<Symbol>, name: Symbol, deep: bool) -> Vec<Origin> {
        let macros = self.crate_macros(module.krate);
        let Some(first) = first else {
            let found = self.bound(module, name);
            if !found.is_empty() {
                return found;
            }
            let vocabulary = self.sources.vocabulary();
            let brought = macros.macro_use.iter().filter_map(|from| match macros.external(from.krate)? {
                External::Package(package, read) => self
                    .of_package(package, read, name)
                    .filter(|origin| vocabulary.is_listed(package, name) || matches!(origin, Origin::Read(..))),
                External::Crate(id) => {
                    (!self.crate_macros(id).definitions(name).is_empty()).then_some(Origin::Read(id, name))
                }
            });
            return brought.collect();
        };
        vec![match self.external_at(module, first) {
            Some(External::Package(package, read)) => {
                self.of_package(package, read.filter(|_| !deep), name).unwrap_or(Origin::Unclear)
            }
            Some(External::Crate(id)) if self.crate_macros(id).is_own(name, deep) => Origin::Read(id, name),
            None if macros.is_turned_off(first) || macros.is_nowhere(first, self.has_globs(module)) => {
                return Vec::new();
            }
            _ => Origin::Unclear,
        }]
    }

    /// Whether a path begins with the name of a package that is known to have a macro of this name.
    pub(crate) fn lists_macro(&self, krate: CrateId, path: &[Symbol], name: Symbol) -> bool {
        let external = path.first().and_then(|&first| self.crate_macros(krate).known_external(first));
        matches!(external, Some(External::Package(package, _)) if self.sources.vocabulary().is_listed(package, name))
    }

    /// What a path that begins with `first` leads to in a module or block, if certainly a crate. A glob import that brings
    /// something of the name is ambiguous with it (E0659).
    fn external_at(&self, module: ModuleId, first: Symbol) -> Option<External> {
        let found = self.crate_macros(module.krate).known_external(first)?;
        let mut at = Some(module);
        while let Some(module) = at {
            let file = self.file(module);
            let outline = &file.facts.outline;
            let is_crate = |entry: Entry| match entry {
                Entry::Item(item) => match outline.items[item as usize].kind {
                    ItemKind::ExternCrate(number) => outline.extern_crates[number as usize].krate == first,
                    kind => kind.namespaces().and(Namespaces::TYPE).is_empty(),
                },
                // `use serde;`, and `use bitflags::bitflags;`, which brings a macro.
                Entry::Import(import) => {
                    let mut path = outline.path(outline.imports[import as usize].path).iter();
                    path.all(|&segment| segment == first)
                }
            };
            if !file.index.entries(module.scope, first).all(is_crate) || file.index.is_in_tokens(module.scope, first) {
                return None;
            }
            at = self.parent(module).filter(|_| self.is_block(module));
        }
        Some(found)
    }

    /// What the macro `name` of a package is: what is listed, or what its library, if that can be read, exports.
    fn of_package(&self, package: Symbol, library: Option<DependencyId>, name: Symbol) -> Option<Origin> {
        if !self.sources.vocabulary().is_listed(package, name)
            && let Some(krate) = library.and_then(|library| self.dependency(library))
            && self.crate_macros(krate).is_own(name, false)
        {
            return Some(Origin::Read(krate, name));
        }
        Some(Origin::Package(package, name))
    }

    /// What binds `name` in a module or block, or around a block.
    fn bound(&self, module: ModuleId, name: Symbol) -> Vec<Origin> {
        let mut at = module;
        let without_globs = self.sees_macro_of_std(module, name);
        loop {
            let found = self.bound_here(at, name, &mut Trail { without_globs, ..Trail::default() });
            if !found.is_empty() || !self.is_block(at) {
                return found;
            }
            match self.parent(at) {
                Some(parent) => at = parent,
                None => return found,
            }
        }
    }

    fn sees_macro_of_std(&self, module: ModuleId, name: Symbol) -> bool {
        let root = self.outline(self.root(module.krate)).root;
        let mut around = std::iter::successors(Some(module), |&module| self.parent(module));
        let lacks_prelude = |module: ModuleId| self.scope(module).is_some_and(|scope| scope.no_implicit_prelude);
        let is_macro = prelude::is_macro(self.sources.names().text(name), root.no_std);
        is_macro && !root.no_core && !around.any(lacks_prelude)
    }

    fn bound_here(&self, module: ModuleId, name: Symbol, trail: &mut Trail) -> Vec<Origin> {
        if trail.modules.contains(&module) {
            return Vec::new();
        }
        if trail.modules.len() >= MAX_TRAIL {
            return vec![Origin::Unclear];
        }
        trail.modules.push(module);
        let file = self.file(module);
        let scope = module.scope;
        let mut found = Vec::new();
        for entry in file.index.entries(scope, name) {
            match entry {
                Entry::Item(item) => {
                    if let ItemKind::Macro(_) = file.facts.outline.items[item as usize].kind {
                        found.push(Origin::Read(module.krate, name));
                    }
                }
                Entry::Import(import) => self.import_origins(module, import, trail, &mut found),
            }
        }
        // Which macro a call means decides whether its tokens are part of the module, so it must not depend on that.
        if file.index.is_in_tokens(scope, name) {
            found.push(Origin::Unclear);
        }
        if found.is_empty() && !(trail.without_globs && trail.modules.len() == 1) {
            for import in file.index.globs(scope) {
                self.glob_origins(module, import, name, trail, &mut found);
            }
            // Two globs that bring different macros of one name make its use an error.
            if found.iter().any(|origin| *origin != Origin::Unclear) {
                found.retain(|origin| *origin != Origin::Unclear);
            }
        }
        trail.modules.pop();
        found
    }

    /// What an import in `module` binds as a macro; nothing, if that is certainly none, or broken.
    pub(super) fn origins_of_import(&self, module: ModuleId, number: u32) -> Vec<Origin> {
        let mut found = Vec::new();
        self.import_origins(module, number, &mut Trail { modules: vec![module], ..Trail::default() }, &mut found);
        found
    }

    fn import_origins(&self, module: ModuleId, number: u32, trail: &mut Trail, found: &mut Vec<Origin>) {
        let outline = self.outline(module);
        let import = &outline.imports[number as usize];
        let path = outline.path(import.path);
        let (Leaf::Name { .. }, Some((&last, prefix))) = (import.leaf, path.split_last()) else { return };
        let macros = self.crate_macros(module.krate);
        let Some(&first) = prefix.first() else {
            // `use name;`, by textual scope or of a crate.
            match macros.external(last) {
                _ if !macros.definitions(last).is_empty() => found.push(Origin::Read(module.krate, last)),
                Some(_) => {}
                None => found.push(Origin::Unclear),
            }
            return;
        };
        // In the 2015 edition imports begin at the root.
        let begins = if self.paths_begin_at_root(module.krate) { self.root(module.krate) } else { module };
        match self.external_at(begins, first) {
            Some(External::Package(package, read)) => {
                let read = read.filter(|_| prefix.len() == 1);
                return found.push(self.of_package(package, read, last).unwrap_or(Origin::Unclear));
            }
            Some(External::Crate(id)) => {
                let own = self.crate_macros(id).is_own(last, prefix.len() > 1);
                return found.push(if own { Origin::Read(id, last) } else { Origin::Unclear });
            }
            None => {}
        }
        let is_std = matches!(first, known::STD | known::CORE | known::ALLOC) && !macros.is_local(first);
        if is_std || self.enters_std(begins, prefix) {
            return found.push(Origin::Package(known::STD, last));
        }
        let Some(targets) = self.modules_at(module, prefix) else {
            // A broken import binds nothing that can be called.
            if !self.leads_nowhere(begins, prefix) {
                found.push(Origin::Unclear);
            }
            return;
        };
        for target in targets {
            self.origins_in(target, last, trail, found);
        }
    }

    /// Whether a path in `module` leads into the standard library, by imports of its modules: `use core::fmt; use fmt::Debug;`.
    fn enters_std(&self, module: ModuleId, path: &[Symbol]) -> bool {
        let names = path.iter().enumerate().filter(|(_, segment)| !is_keyword(**segment));
        let mut steps = names.map(|(number, &name)| {
            // What no module has may be a crate.
            let is_bound = || self.file(module).index.entries(module.scope, name).next().is_some();
            let before = match number {
                0 => is_bound().then(|| vec![module]),
                _ => self.modules_at(module, &path[..number]),
            };
            let found: Option<Vec<bool>> =
                before.and_then(|before| before.iter().map(|&module| self.binds_to_std(module, name)).collect());
            found.is_some_and(|found| found.contains(&true))
        });
        steps.any(|enters| enters)
    }

    /// Whether imports in the module bind `name` to something of the standard library, or nothing does; `None` if something else may.
    fn binds_to_std(&self, module: ModuleId, name: Symbol) -> Option<bool> {
        let file = self.file(module);
        let outline = &file.facts.outline;
        let is_std = |import: u32| {
            let first = outline.path(outline.imports[import as usize].path).first();
            first.is_some_and(|&first| {
                matches!(first, known::STD | known::CORE | known::ALLOC)
                    && (!self.crate_macros(module.krate).is_local(first) || self.module_name(module) == Some(first))
            })
        };
        let mut entries = file.index.entries(module.scope, name).peekable();
        let mut globs = file.index.globs(module.scope).peekable();
        let binds = entries.peek().is_some() || globs.peek().is_some();
        let is_known = match entries.peek() {
            Some(_) => entries.all(|entry| matches!(entry, Entry::Import(import) if is_std(import))),
            None => globs.all(is_std),
        };
        (is_known && !file.index.is_in_tokens(module.scope, name)).then_some(binds)
    }

    /// What `name` means as a macro of a module, taken by its path.
    fn origins_in(&self, target: ModuleId, name: Symbol, trail: &mut Trail, found: &mut Vec<Origin>) {
        let before = found.len();
        if self.root(target.krate) == target && self.exports_macro(target.krate, name) {
            found.push(Origin::Read(target.krate, name));
        }
        found.extend(self.bound_here(target, name, trail));
        let has_entry = || self.file(target).index.entries(target.scope, name).next().is_some();
        if found.len() == before && !has_entry() {
            found.push(Origin::Unclear);
        }
    }

    fn glob_origins(&self, module: ModuleId, number: u32, name: Symbol, trail: &mut Trail, found: &mut Vec<Origin>) {
        let outline = self.outline(module);
        let path = outline.path(outline.imports[number as usize].path);
        let Some(&first) = path.first() else { return found.push(Origin::Unclear) };
        let begins = if self.paths_begin_at_root(module.krate) { self.root(module.krate) } else { module };
        match self.external_at(begins, first) {
            Some(External::Package(package, _)) => {
                let brings = path.len() == 1 && self.sources.vocabulary().is_listed(package, name);
                return found.push(if brings { Origin::Package(package, name) } else { Origin::Unclear });
            }
            Some(External::Crate(id)) => {
                let exported = path.len() == 1 && self.exports_macro(id, name);
                return found.push(if exported { Origin::Read(id, name) } else { Origin::Unclear });
            }
            None if matches!(first, known::STD | known::CORE | known::ALLOC) => return,
            None => {}
        }
        match self.modules_at(module, path) {
            Some(targets) => {
                for target in targets {
                    if self.root(target.krate) == target && self.exports_macro(target.krate, name) {
                        found.push(Origin::Read(target.krate, name));
                    }
                    found.extend(self.globbed(target, name, trail));
                }
            }
            // It is broken, and brings nothing.
            None if self.leads_nowhere(begins, path) => {}
            None => found.push(Origin::Unclear),
        }
    }

    /// What a glob import of `target` brings. Where a thousand modules glob each other, as in `web-sys`, each of their
    /// attributes would ask them all again; so the first glob on the way is answered from memory. What that walk meets of
    /// the modules on the way binds nothing that they have not been asked for.
    fn globbed(&self, target: ModuleId, name: Symbol, trail: &mut Trail) -> Vec<Origin> {
        if trail.is_kept {
            return self.bound_here(target, name, trail);
        }
        let memory = self.memory(target);
        if let Some(known) = memory.globbed_macros.get(&(target, name)) {
            return known.clone();
        }
        let found = self.bound_here(target, name, &mut Trail { is_kept: true, ..Trail::default() });
        memory.globbed_macros.insert((target, name), found.clone());
        found
    }

    /// The modules that a path of an import leads to through `mod` items alone; none, if it ends at an enum, which holds
    /// no macros.
    pub(super) fn modules_at(&self, module: ModuleId, path: &[Symbol]) -> Option<Vec<ModuleId>> {
        let mut at: Vec<ModuleId> = match *path.first()? {
            known::CRATE => vec![self.root(module.krate)],
            known::SELF | known::SUPER => vec![self.enclosing_module(module)],
            _ if self.paths_begin_at_root(module.krate) => vec![self.root(module.krate)],
            name => {
                let mut at = module;
                loop {
                    let index = &self.file(at).index;
                    if index.entries(at.scope, name).next().is_some() || !self.is_block(at) {
                        break vec![at];
                    }
                    at = self.parent(at)?;
                }
            }
        };
        for &segment in path {
            let mut next = Vec::new();
            for module in at {
                match segment {
                    known::CRATE | known::SELF => next.push(module),
                    known::SUPER => next.push(self.enclosing_module(self.parent(module)?)),
                    name => {
                        let file = self.file(module);
                        let mut entries = file.index.entries(module.scope, name).peekable();
                        entries.peek()?;
                        for entry in entries {
                            let Entry::Item(item) = entry else { return None };
                            match file.facts.outline.items[item as usize].kind {
                                ItemKind::Module(_) => next.extend(self.children(module, item).ok()?),
                                ItemKind::ExternCrate(_) => return None,
                                _ => {}
                            }
                        }
                    }
                }
            }
            at = next;
        }
        Some(at)
    }
}

pub(super) const fn is_keyword(segment: Symbol) -> bool {
    matches!(segment, known::CRATE | known::SELF | known::SUPER)
}
