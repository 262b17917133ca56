//! Textual scope: a `macro_rules!` can be called after its definition, to the end of the block or module that it stands
//! in and in all that stands there; from a module with `#[macro_use]` also behind it.

use greenlight_syntax::{ItemKind, ScopeId, Symbol};

use crate::program::{ModuleId, Program};

impl Program {
    /// Whether a `macro_rules! name` is in scope at a place in `module` that `items_before` items of its file stand
    /// before. Which one does not matter: all of the crate that have the name are looked at.
    pub(crate) fn has_macro_in_scope(&self, module: ModuleId, name: Symbol, items_before: u32) -> bool {
        let mut at = Some((module, items_before));
        while let Some((module, before)) = at {
            let outline = self.outline(module);
            let mut around = vec![module.scope];
            while let Some(parent) = around.last().and_then(|&scope| outline.scopes.get(scope.0 as usize)?.parent) {
                around.push(parent);
            }
            let items = outline.items.iter().enumerate().take(before as usize);
            for (number, item) in items.filter(|(_, item)| around.contains(&item.scope)) {
                let found = match item.kind {
                    ItemKind::MacroRules(_) => item.name == name,
                    ItemKind::Module(module_number) if outline.modules[module_number as usize].macro_use => {
                        let of = self.module_of(self.instance_of(module), item.scope);
                        self.children(of, number as u32)
                            .is_ok_and(|children| children.into_iter().any(|child| self.lets_out(child, name, 0)))
                    }
                    _ => false,
                };
                if found {
                    return true;
                }
            }
            at = self.declared(self.instance_of(module));
        }
        false
    }

    /// Whether a `#[macro_use]` module lets out a macro of this name.
    fn lets_out(&self, module: ModuleId, name: Symbol, depth: u32) -> bool {
        let outline = self.outline(module);
        let scope: ScopeId = module.scope;
        depth < 16
            && outline.items.iter().enumerate().filter(|(_, item)| item.scope == scope).any(|(number, item)| match item
                .kind
            {
                ItemKind::MacroRules(_) => item.name == name,
                ItemKind::Module(module_number) if outline.modules[module_number as usize].macro_use => self
                    .children(module, number as u32)
                    .is_ok_and(|children| children.into_iter().any(|child| self.lets_out(child, name, depth + 1))),
                _ => false,
            })
    }
}
