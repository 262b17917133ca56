//! Textual scope: a `macro_rules!` can be called after its definition, to the end of the block or module that it stands
//! in and in all that stands there; from a module with `#[macro_use]` also behind it.

use greenlight_syntax::{ALWAYS, FILE_SCOPE, Item, ItemKind, Outline, ScopeId, ScopeKind, Symbol};

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

impl Program {
    /// Whether a `macro_rules! name` is in scope at a place in `module` that `items_before` items of its file stand
    /// before.
    pub(crate) fn macro_in_scope(&self, module: ModuleId, name: Symbol, items_before: u32) -> InScope {
        let mut found = InScope::No;
        let mut at = Some((module, items_before));
        while let Some((module, before)) = at {
            let outline = self.outline(module);
            let mut around = vec![module.scope];
            while let Some(parent) = around.last().and_then(|&scope| outline.scopes.get(scope.0 as usize)?.parent) {
                around.push(parent);
            }
            let of_item = |(number, item): (usize, &Item)| {
                let of = self.module_of(self.instance_of(module), item.scope);
                match around.contains(&item.scope) {
                    true => self.brought_by(of, number as u32, name, 0),
                    false => self.let_out_of_tokens(of, &around, number as u32, name, 0),
                }
            };
            let items = outline.items.iter().enumerate().take(before as usize);
            found = found.max(items.map(of_item).max().unwrap_or(InScope::No));
            at = self.declared(self.instance_of(module));
        }
        found
    }

    /// Whether one of these items of the module's file brings a `macro_rules! name` into the module's textual scope.
    pub(crate) fn is_brought_between(&self, module: ModuleId, name: Symbol, items: std::ops::Range<u32>) -> bool {
        let outline = self.outline(module);
        items.into_iter().any(|number| {
            let of = self.module_of(self.instance_of(module), outline.items[number as usize].scope);
            let brought = match of.scope == module.scope {
                true => self.brought_by(of, number, name, 0),
                false => self.let_out_of_tokens(of, &[module.scope], number, name, 0),
            };
            brought != InScope::No
        })
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
            ItemKind::Module(at) if outline.modules[at as usize].macro_use && depth < MAX_DEPTH => {
                let Ok(children) = self.children(module, number) else { return InScope::No };
                let brought = children.into_iter().map(|child| self.let_out(child, name, depth + 1)).max();
                brought.unwrap_or(InScope::No).min(InScope::under(item.condition == ALWAYS))
            }
            _ => InScope::No,
        }
    }

    fn let_out(&self, module: ModuleId, name: Symbol, depth: u32) -> InScope {
        let outline = self.outline(module);
        let scope: ScopeId = module.scope;
        let Some(content) = outline.scopes.get(scope.0 as usize) else { return InScope::No };
        let always = scope != FILE_SCOPE || content.condition == ALWAYS;
        let items = outline.items.iter().enumerate();
        let brought = items.map(|(number, item)| match item.scope == scope {
            true => self.brought_by(module, number as u32, name, depth),
            false => {
                let of = self.module_of(self.instance_of(module), item.scope);
                self.let_out_of_tokens(of, &[scope], number as u32, name, depth)
            }
        });
        let brought = brought.max();
        brought.unwrap_or(InScope::No).min(InScope::under(always))
    }
}
