//! Names that nothing binds to a macro, as far as can be told without expanding what may bind them: then an attribute is none, and a call
//! or a path is refused by rustc.

use greenlight_syntax::{Import, Leaf, Scope, ScopeKind, Symbol, known};

use super::Reach;
use super::origin::{MAX_TRAIL, Origin, is_keyword};
use crate::index::Entry;
use crate::prelude;
use crate::program::{CrateId, ModuleId, Program};

impl Program {
    /// As [`Program::origins`], of an attribute or a derive; `None` if nothing binds the name, so that it is no macro of any
    /// crate: an attribute of the compiler's that is not known here, one that a derive or a macro takes for itself, or a
    /// slip.
    pub(crate) fn origins_of_attribute(
        &self,
        module: ModuleId,
        first: Option<Symbol>,
        name: Symbol,
        deep: bool,
    ) -> Option<Vec<Origin>> {
        let origins = self.origins(module, first, name, deep);
        let is_unclear = !origins.is_empty() && origins.iter().all(|origin| *origin == Origin::Unclear);
        // All but std's are of other crates.
        let is_alone = || self.externs(module.krate).is_alone && !prelude::has(self.sources.names().text(name));
        if is_unclear && first.is_none() && is_alone() {
            return None;
        }
        if !origins.is_empty() {
            return Some(origins);
        }
        let macros = self.crate_macros(module.krate);
        if let Some(first) = first {
            let may_be_bound = !macros.is_turned_off(first) && self.may_be_imported_by_macro(module, first);
            return may_be_bound.then(|| vec![Origin::Unclear]);
        }
        // An import of the name that leads nowhere leaves nothing to others.
        if self.is_imported(module, name) {
            return None;
        }
        // One of std's that may delete what it stands on.
        if prelude::is_attribute_macro(self.sources.names().text(name)) {
            return Some(vec![Origin::Unclear]);
        }
        // `#[macro_use] extern crate` brings those of procedural macros too.
        let may_be_bound = self.may_be_of_used_crate(module.krate, name) || self.may_be_imported_by_macro(module, name);
        may_be_bound.then(|| vec![Origin::Unclear])
    }

    /// Whether a macro of the name may be called in the module that neither its text nor an import brings: one of a crate whose macros are
    /// used, or one that a macro of which nothing is known imports there or puts into textual scope.
    pub(super) fn may_be_brought(&self, module: ModuleId, name: Symbol) -> bool {
        let mut around = std::iter::successors(Some(module), |&module| self.parent(module));
        let macros = self.crate_macros(module.krate);
        self.may_be_of_used_crate(module.krate, name)
            || self.may_be_imported_by_macro(module, name)
            || macros.lets_out_unlisted()
            || around.any(|module| macros.calls_unlisted(&self.file(module).path, module.scope))
    }

    fn may_be_of_used_crate(&self, krate: CrateId, name: Symbol) -> bool {
        self.crate_macros(krate).uses_foreign_macros()
            && (!krate.is_own() || self.may_have_foreign_macro(krate, name, Reach::SomeBuild))
    }

    /// Whether a macro may import the name into the module, around the block, or where globs bring it from.
    fn may_be_imported_by_macro(&self, module: ModuleId, name: Symbol) -> bool {
        let macros = self.crate_macros(module.krate);
        let mut around =
            std::iter::successors(Some(module), |&module| self.parent(module).filter(|_| self.is_block(module)));
        // One of the crate's own, or one that is listed, imports it only where it is called.
        let by_any = macros.is_imported_by_macro(name);
        !macros.is_whole() || around.any(|module| self.calls_importing(module, by_any, &mut Vec::new()))
    }

    /// Whether a macro of which nothing is known is called in the module, or in one that its globs lead to, or, if `by_any`, any.
    fn calls_importing(&self, module: ModuleId, by_any: bool, asked: &mut Vec<ModuleId>) -> bool {
        if asked.contains(&module) {
            return false;
        }
        asked.push(module);
        let file = self.file(module);
        let outline = self.outline(module);
        let calls = || outline.macro_calls.iter().any(|call| outline.host(call.scope) == module.scope);
        let targets = |import: u32| {
            let path = outline.path(outline.imports[import as usize].path);
            self.modules_at(module, path).unwrap_or_default()
        };
        let mut globs = file.index.globs(module.scope);
        asked.len() > MAX_TRAIL
            || self.crate_macros(module.krate).calls_unlisted(&file.path, module.scope)
            || (by_any && calls())
            || globs.any(|import| targets(import).into_iter().any(|at| self.calls_importing(at, by_any, asked)))
    }

    /// Whether an import in the module, or around the block, binds the name.
    fn is_imported(&self, module: ModuleId, name: Symbol) -> bool {
        let mut around =
            std::iter::successors(Some(module), |&module| self.parent(module).filter(|_| self.is_block(module)));
        around.any(|module| {
            let mut entries = self.file(module).index.entries(module.scope, name);
            entries.any(|entry| matches!(entry, Entry::Import(_)))
        })
    }

    /// Whether a path in `module` is broken, since a name of it is nowhere in the crate.
    pub(super) fn leads_nowhere(&self, module: ModuleId, path: &[Symbol]) -> bool {
        let macros = self.crate_macros(module.krate);
        let mut segments = path.iter().enumerate().filter(|(_, segment)| !is_keyword(**segment));
        segments.any(|(number, &segment)| {
            macros.is_nowhere(segment, number > 0 || self.has_globs(module))
                || number == 0 && (macros.is_turned_off(segment) || self.is_unbound(module, segment))
        })
    }

    /// Whether nothing that a path in `module` can begin with has this name, whatever other modules call so: no item or import there, no
    /// glob that may bring it, no crate, and no macro.
    fn is_unbound(&self, module: ModuleId, name: Symbol) -> bool {
        let mut around =
            std::iter::successors(Some(module), |&module| self.parent(module).filter(|_| self.is_block(module)));
        self.crate_macros(module.krate).is_no_crate(name)
            && !around.any(|module| self.may_have(module, name, &mut Vec::new()))
    }

    /// Whether the module may have something of this name, macros aside: by an item, an import or a glob of other modules.
    fn may_have(&self, module: ModuleId, name: Symbol, asked: &mut Vec<ModuleId>) -> bool {
        if asked.contains(&module) {
            return false;
        }
        asked.push(module);
        let file = self.file(module);
        asked.len() > MAX_TRAIL
            || file.index.entries(module.scope, name).next().is_some()
            || file.index.is_in_tokens(module.scope, name)
            || file.index.tokens(module.scope).any(|(_, tokens)| file.index.globs(tokens).next().is_some())
            || file.index.globs(module.scope).any(|import| self.may_bring(module, import, name, asked))
    }

    /// Whether a glob import of the module may bring something of this name that is not the standard library's.
    fn may_bring(&self, module: ModuleId, import: u32, name: Symbol, asked: &mut Vec<ModuleId>) -> bool {
        let outline = self.outline(module);
        let path = outline.path(outline.imports[import as usize].path);
        let Some(&first) = path.first() else { return true };
        let begins = if self.paths_begin_at_root(module.krate) { self.root(module.krate) } else { module };
        let is_written = self.file(begins).index.entries(begins.scope, first).next().is_some();
        if matches!(first, known::STD | known::CORE | known::ALLOC) && !is_written {
            return false;
        }
        match self.modules_at(module, path) {
            Some(targets) => targets.into_iter().any(|target| self.may_have(target, name, asked)),
            None => true,
        }
    }

    /// Whether a glob import in the module, or around the block, may bring what is not the standard library's.
    pub(super) fn has_globs(&self, module: ModuleId) -> bool {
        let mut at = Some(module);
        while let Some(module) = at {
            let outline = self.outline(module);
            // Those among the tokens of calls too, whatever the macro makes of them.
            let stands_here = |import: &Import| {
                let mut scope = import.scope;
                while let Scope { kind: ScopeKind::Tokens { .. }, parent: Some(parent), .. } = *outline.scope(scope) {
                    scope = parent;
                }
                scope == module.scope
            };
            let is_std = |import: &Import| {
                let first = outline.path(import.path).first();
                first.is_some_and(|first| matches!(*first, known::STD | known::CORE | known::ALLOC))
            };
            let mut globs = outline.imports.iter().filter(|import| import.leaf == Leaf::Glob);
            if globs.any(|import| stands_here(import) && !is_std(import)) {
                return true;
            }
            at = self.parent(module).filter(|_| self.is_block(module));
        }
        false
    }
}
