//! What calls expand to, where more of it is wanted than the names that may be in a module: its items, and what stands in the modules
//! among them.

use std::sync::Arc;

use greenlight_syntax::{ItemKind, Leaf, Outline, ScopeId, Symbol, Visibility};
use rustc_hash::FxHashSet;

use super::by_example::{Expander, Texts};
use super::{Hidden, Reach};
use crate::openness;
use crate::program::{ModuleId, Program};

/// A module that a call expands to.
#[derive(Clone, Debug)]
pub(crate) struct ExpandedModule {
    name: Symbol,
    /// What it may have.
    names: Arc<FxHashSet<Symbol>>,
    /// Whether that is all.
    is_closed: bool,
}

/// An item that a call expands to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExpandedItem {
    pub(crate) name: Symbol,
    pub(crate) kind: ItemKind,
    pub(crate) visibility: Visibility,
    /// `#[doc(hidden)]`
    pub(crate) doc_hidden: bool,
}

impl Program {
    /// The items that the calls in the module expand to, as far as that is known.
    pub(crate) fn expanded_items(&self, module: ModuleId) -> Vec<ExpandedItem> {
        let mut hidden = Hidden::default();
        let texts = Texts::new();
        let mut expander = Expander::new(&texts);
        for part in self.parts(module) {
            let calls = &openness::of(&self.file(part).index.openness, part.scope).calls;
            for &call in calls.iter().filter(|&&call| !self.hands_on(part, call)) {
                expander.expand_call(self, part, call, Reach::SomeBuild, &mut hidden);
            }
        }
        hidden.expanded
    }

    /// What a module `name` may have that a call in `module` expands to; `None` if there may be another one, or not all is known.
    pub(crate) fn names_of_expanded(
        &self,
        module: ModuleId,
        name: Symbol,
        reach: Reach,
    ) -> Option<Arc<FxHashSet<Symbol>>> {
        let modules = self.expanded_modules(module, reach);
        let mut named = modules.iter().flat_map(|modules| modules.iter()).filter(|module| module.name == name);
        match (named.next(), named.next()) {
            (Some(module), None) if module.is_closed => Some(Arc::clone(&module.names)),
            _ => None,
        }
    }

    fn expanded_modules(&self, module: ModuleId, reach: Reach) -> Option<Arc<[ExpandedModule]>> {
        let memory = self.memory(module);
        let key = self.key_of_hidden(module, reach);
        if let Some(known) = memory.expanded_modules.get(&key) {
            return known.clone();
        }
        let found = self.find_expanded_modules(module, reach);
        memory.expanded_modules.insert(key, found.clone());
        found
    }

    fn find_expanded_modules(&self, module: ModuleId, reach: Reach) -> Option<Arc<[ExpandedModule]>> {
        let mut hidden = Hidden::default();
        let texts = Texts::new();
        let mut expander = Expander::new(&texts);
        for part in self.parts(module) {
            let outline = self.outline(part);
            for &call in &openness::of(&self.file(part).index.openness, part.scope).calls {
                let is_there = self.is_in_reach(part, outline.macro_calls[call as usize].condition, reach);
                if is_there && !self.hands_on(part, call) && !expander.expand_call(self, part, call, reach, &mut hidden)
                {
                    return None;
                }
            }
        }
        Some(hidden.modules.into())
    }
}

/// A module of an expansion, whose body is this scope.
pub(super) fn expanded_module(outline: &Outline, name: Symbol, scope: Option<ScopeId>) -> ExpandedModule {
    let items = || outline.items.iter().filter(|item| Some(item.scope) == scope);
    let imports = || outline.imports.iter().filter(|import| Some(import.scope) == scope);
    // Which macros its attributes mean, its own imports decide.
    let is_plain = items().all(|item| item.attributes.start == item.attributes.end)
        && imports().all(|import| import.attributes.start == import.attributes.end && import.leaf != Leaf::Glob);
    let calls = outline.macro_calls.iter().any(|call| Some(call.scope) == scope);
    let bound = imports().filter_map(|import| import.binding(outline));
    let names: FxHashSet<Symbol> = items().map(|item| item.name).chain(bound).collect();
    ExpandedModule { name, names: names.into(), is_closed: scope.is_some() && is_plain && !calls }
}
