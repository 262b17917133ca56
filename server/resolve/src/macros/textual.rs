//! Textual scope: a `macro_rules!` can be called after its definition, to the end of the block or module that it stands
//! in and in all that stands there; from a module with `#[macro_use]` also behind it.

use std::ops::Range;

use greenlight_syntax::{ALWAYS, FILE_SCOPE, Item, ItemKind, Outline, ScopeId, ScopeKind, Symbol};

use super::DefinitionId;
use crate::program::{ModuleId, Program};

/// Whether textual scope has a macro of some name. Which one does not matter: all of the crate that have the name are
/// looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum InScope {
    No,
    /// In some builds.
    Perhaps,
    /// In every build, so that imports do not count.
    Yes,
}

impl InScope {
    fn under(always: bool) -> InScope {
        if always { InScope::Yes } else { InScope::Perhaps }
    }
}

/// How far `#[macro_use]` modules are followed into each other.
const MAX_DEPTH: u32 = 16;

/// A scope, and those around it in the file.
fn scopes_around(outline: &Outline, scope: ScopeId) -> Vec<ScopeId> {
    std::iter::successors(Some(scope), |scope| outline.scopes.get(scope.0 as usize)?.parent).collect()
}

impl Program {
    /// Whether a `macro_rules! name` is in scope at a place in `module` that `items_before` items of its file stand
    /// before.
    pub(crate) fn macro_in_scope(&self, module: ModuleId, name: Symbol, items_before: u32) -> InScope {
        let mut found = InScope::No;
        let mut at = Some((module, items_before));
        while let Some((module, before)) = at {
            let file = self.file(module);
            let around = scopes_around(&file.facts.outline, module.scope);
            let of_item = |(number, _)| self.brought_by_item(module, &around, number, name);
            found = found.max(self.bringing(module, 0..before, name).map(of_item).max().unwrap_or(InScope::No));
            at = self.declared(self.instance_of(module));
        }
        found
    }

    /// The one macro `name` that a place in `module` certainly sees, behind `items_before` items of its file: the last one above it, which
    /// hides whatever others have the name.
    pub(crate) fn nearest_macro(&self, module: ModuleId, name: Symbol, items_before: u32) -> Option<DefinitionId> {
        let mut at = Some((module, items_before));
        while let Some((module, before)) = at {
            let file = self.file(module);
            let around = scopes_around(&file.facts.outline, module.scope);
            let brings =
                |&(number, _): &(u32, &Item)| self.brought_by_item(module, &around, number, name) != InScope::No;
            if let Some((_, item)) = self.bringing(module, 0..before, name).rev().find(brings) {
                let ItemKind::MacroRules(number) = item.kind else { return None };
                let is_plain = item.condition == ALWAYS && around.contains(&item.scope);
                return if is_plain { self.definition_in(module, number) } else { None };
            }
            at = self.declared(self.instance_of(module));
        }
        None
    }

    /// Those of these items of the module's file that can bring a macro of this name into the textual scope behind them. Whether a `mod
    /// name;` leads to a file with an inner `#![macro_use]` is asked in the workspace alone: no library is read for that.
    fn bringing(
        &self,
        module: ModuleId,
        items: Range<u32>,
        name: Symbol,
    ) -> impl DoubleEndedIterator<Item = (u32, &Item)> {
        let file = self.file(module);
        let outline = &file.facts.outline;
        let by_files = module.krate.is_own() && self.tree(module.krate).lets_out_macros();
        let items = file.index.macros_among(items).map(|number| (number, &outline.items[number as usize]));
        items.filter(move |(_, item)| match item.kind {
            ItemKind::Module(at) => by_files || outline.modules[at as usize].macro_use,
            _ => item.name == name,
        })
    }

    /// The definition with this number in the module's file.
    fn definition_in(&self, module: ModuleId, number: u32) -> Option<DefinitionId> {
        let path = &self.file(module).path;
        let file = self
            .crate_macros(module.krate)
            .files
            .iter()
            .position(|file| greenlight_files::is_same(&file.path, path))?;
        Some(DefinitionId { krate: module.krate, file: file as u32, number })
    }

    /// What an item of the module's file brings into the textual scope behind it, in one of the scopes `around` the module.
    fn brought_by_item(&self, module: ModuleId, around: &[ScopeId], number: u32, name: Symbol) -> InScope {
        let of = self.module_of(self.instance_of(module), self.outline(module).items[number as usize].scope);
        match around.contains(&of.scope) {
            true => self.brought_by(of, number, name, 0),
            false => self.let_out_of_tokens(of, around, number, name, 0),
        }
    }

    /// Whether one of these items of the module's file brings a `macro_rules! name` into the module's textual scope.
    pub(crate) fn is_brought_between(&self, module: ModuleId, name: Symbol, items: Range<u32>) -> bool {
        self.bringing(module, items, name)
            .any(|(number, _)| self.brought_by_item(module, &[module.scope], number, name) != InScope::No)
    }

    /// What an item among the tokens of a macro call brings into the textual scope behind the call, which stands in one of
    /// `around`, perhaps in the tokens of another.
    fn let_out_of_tokens(&self, of: ModuleId, around: &[ScopeId], number: u32, name: Symbol, depth: u32) -> InScope {
        let outline = self.outline(of);
        let mut at = of.scope;
        let mut tokens = Vec::new();
        while !around.contains(&at) {
            let scope = outline.scope(at);
            let (ScopeKind::Tokens { .. }, Some(parent)) = (scope.kind, scope.parent) else { return InScope::No };
            tokens.push(at);
            at = parent;
        }
        let brought = self.brought_by(of, number, name, depth);
        // The order keeps what is asked here apart from what is asked for: these calls all stand before that one.
        if brought == InScope::No || !tokens.iter().all(|&scope| self.passed(ModuleId { scope, ..of }).is_some()) {
            return InScope::No;
        }
        InScope::Perhaps
    }

    /// What an item brings into the textual scope behind it: the macro that it is, or those of a `#[macro_use]` module.
    fn brought_by(&self, module: ModuleId, number: u32, name: Symbol, depth: u32) -> InScope {
        let outline: &Outline = self.outline(module);
        let item = &outline.items[number as usize];
        match item.kind {
            ItemKind::MacroRules(_) if item.name == name => InScope::under(item.condition == ALWAYS),
            ItemKind::Module(at) if depth < MAX_DEPTH => {
                let Ok(children) = self.children(module, number) else { return InScope::No };
                let is_used = |child: &ModuleId| {
                    outline.modules[at as usize].macro_use || self.scope(*child).is_some_and(|scope| scope.macro_use)
                };
                let brought = children.into_iter().filter(is_used).map(|child| self.let_out(child, name, depth + 1));
                let brought = brought.max();
                brought.unwrap_or(InScope::No).min(InScope::under(item.condition == ALWAYS))
            }
            _ => InScope::No,
        }
    }

    fn let_out(&self, module: ModuleId, name: Symbol, depth: u32) -> InScope {
        let file = self.file(module);
        let outline = &file.facts.outline;
        let scope: ScopeId = module.scope;
        let Some(content) = outline.scopes.get(scope.0 as usize) else { return InScope::No };
        let always = scope != FILE_SCOPE || content.condition == ALWAYS;
        let brought = self.bringing(module, 0..u32::MAX, name).map(|(number, item)| match item.scope == scope {
            true => self.brought_by(module, number, name, depth),
            false => {
                let of = self.module_of(self.instance_of(module), item.scope);
                self.let_out_of_tokens(of, &[scope], number, name, depth)
            }
        });
        let brought = brought.max();
        brought.unwrap_or(InScope::No).min(InScope::under(always))
    }
}
