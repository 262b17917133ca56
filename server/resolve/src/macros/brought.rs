//! Macros that no module holds, and that an import may name all the same: by textual scope, from a crate whose macros are used, or in the
//! root of a crate that exports them wherever they stand.

use std::sync::Arc;

use greenlight_project::TargetKind;
use greenlight_syntax::{Health, MacroCall, MacroUseKind, Outline, ScopeKind, Symbol, known};

use super::{ForeignMacros, Reach};
use crate::exported::Exported;
use crate::externs::Extern;
use crate::program::{CrateId, InstanceId, Program};
use crate::sources::SourceFile;
use crate::tree::{Instance, ModuleStatus};

/// Where a macro may come from that no item of a module is.
#[derive(Debug)]
pub(crate) struct MacroPlaces {
    /// Whether that is anywhere: a file could not be read, does not balance, or no module leads to it.
    is_open: bool,
    /// The files that hold calls or definitions of macros, or modules in blocks. Most of a large crate do not, and each
    /// missing name is looked for in all of these.
    instances: Vec<InstanceId>,
}

impl MacroPlaces {
    fn new(program: &Program, krate: CrateId) -> MacroPlaces {
        let tree = program.tree(krate);
        let is_whole = |instance: &Instance| {
            let found = |(_, status): &(u32, ModuleStatus)| matches!(status, ModuleStatus::Present(_));
            instance.children.iter().all(found)
        };
        let is_unread = |file: &Arc<SourceFile>| file.error.is_some() || file.facts.outline.health != Health::Whole;
        let has_some = |outline: &Outline| {
            !outline.macro_calls.is_empty()
                || !outline.macro_definitions.is_empty()
                || outline.scopes.iter().any(|scope| scope.kind == ScopeKind::Block)
        };
        let instances = (0..tree.instances().len() as u32).map(|index| InstanceId { krate, index });
        MacroPlaces {
            is_open: !tree.instances().iter().all(is_whole) || tree.files.iter().any(is_unread),
            instances: instances.filter(|&it| has_some(&program.file_of(it).facts.outline)).collect(),
        }
    }
}

impl Program {
    /// Whether a `macro_rules!` of this name stands anywhere in the crate: what a single-segment import may mean by textual scope, which
    /// no module holds.
    pub(crate) fn has_textual_macro(&self, krate: CrateId, name: Symbol) -> bool {
        !self.crate_macros(krate).definitions(name).is_empty()
    }

    /// Whether a call of a macro that defines further ones may define one of this name.
    pub(crate) fn may_generate_macro(&self, krate: CrateId, name: Symbol) -> bool {
        let given = |outline: &Outline| {
            outline.macro_calls.iter().any(|call| outline.idents(call.tokens.idents).contains(&name))
        };
        !self.crate_macros(krate).generators.is_empty() && self.outlines(krate).any(given)
    }

    /// Whether a `#[macro_use] extern crate` may bring a macro of this name. Those of the standard library are known, with or
    /// without one.
    pub(crate) fn may_have_foreign_macro(&self, krate: CrateId, name: Symbol, reach: Reach) -> bool {
        let exports = |id: CrateId| self.exports_macro(id, name) || self.may_export_macro(id, name);
        let brings = |found: &Extern| match *found {
            Extern::Crate(id) => exports(id),
            Extern::Downloaded(dependency) => self
                .dependency(dependency)
                .is_none_or(|id| self.target_of(id).kind == TargetKind::ProcMacro || exports(id)),
            Extern::ProcMacro(_) | Extern::Unread => true,
        };
        let root = self.root(krate);
        let macros = self.crate_macros(krate);
        let is_there = |from: &&ForeignMacros| {
            from.condition.is_none_or(|condition| self.is_in_reach(root, condition, reach))
                && !matches!(from.krate, known::STD | known::CORE | known::ALLOC)
        };
        let mut named = macros.macro_use.iter().filter(is_there);
        named.any(|from| self.externs(krate).extern_crate(self, krate, from.krate).iter().any(brings))
    }

    /// Whether a macro of this name is called once in the crate, and by no macro's tokens.
    fn is_called_once(&self, krate: CrateId, name: Symbol) -> bool {
        let mut calls = 0;
        for outline in self.outlines(krate) {
            calls += outline.macro_calls.iter().filter(|call| outline.path(call.path).last() == Some(&name)).count();
            if outline.macro_uses.iter().any(|used| used.kind == MacroUseKind::Call && used.name == name) {
                return false;
            }
        }
        calls == 1
    }

    /// Whether calling some macro may put a `#[macro_export]` macro of this name into the crate's root, wherever the
    /// call stands: the name is among the tokens of a call, or of a macro whose body has `macro_export`. A file that
    /// does not balance may have lost a `#[macro_export]`, and one that no module leads to, for all that can be read,
    /// may hold it. What attribute macros and derives define is taken for a macro only if it is written like one.
    pub(crate) fn may_export_macro(&self, krate: CrateId, name: Symbol) -> bool {
        if let Some(number) = krate.dependency() {
            let exported = self.dependencies.read(number).exports_macro(&self.files, &self.sources, name);
            return exported != Exported::No;
        }
        let vocabulary = self.sources.vocabulary();
        let macro_export = vocabulary.macro_export;
        let looks_like_macro = self.sources.names().text(name).starts_with(|first: char| !first.is_uppercase());
        let macros = self.crate_macros(krate);
        let places = self.memory_of(krate).macro_places.get_or_init(|| MacroPlaces::new(self, krate));
        places.is_open
            || (looks_like_macro && self.may_generate_macros(krate))
            || places.instances.iter().any(|&instance| {
                let outline = &self.file_of(instance).facts.outline;
                let hands_on = |call: u32| {
                    let module = self.module_of(instance, outline.macro_calls[call as usize].scope);
                    self.hands_on(module, call)
                };
                let exports = |call: &MacroCall| outline.idents(call.tokens.idents).contains(&macro_export);
                // What a macro of the crate puts around its tokens exports nothing if no macro of the crate does.
                let is_harmless = |call: &MacroCall| {
                    let name = outline.path(call.path).last();
                    name.is_some_and(|&name| {
                        vocabulary.is_call(name) || (!macros.has_exporting_body && macros.is_defined_here(name))
                    })
                };
                let calls = outline.macro_calls.iter().zip(0..);
                let calls = calls.filter(|&(call, _)| exports(call) || !is_harmless(call));
                // The items of those that are handed on are seen, but for macros, which the root has wherever they stand.
                let calls = calls.filter(|&(call, number)| exports(call) || !hands_on(number));
                let mut calls = calls.map(|(call, _)| outline.idents(call.tokens.idents));
                let mut definitions =
                    outline.macro_definitions.iter().map(|definition| outline.idents(definition.tokens.idents));
                vocabulary.may_hide_modules(
                    outline,
                    |call| {
                        let module = self.module_of(instance, outline.macro_calls[call as usize].scope);
                        hands_on(call) || self.includes_no_macro(module, outline, call, name)
                    },
                    |name| self.is_called_once(krate, name),
                ) || calls.any(|idents| idents.contains(&name))
                    || definitions.any(|idents| idents.contains(&macro_export) && idents.contains(&name))
            })
    }
}
