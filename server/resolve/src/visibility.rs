//! Who may see what. Only what glob imports bring in and what prefixes lead through depends on it: a private leaf
//! exists, and is another rule's matter.

use greenlight_syntax::{Outline, Range, Visibility, known};

use crate::program::{ModuleId, Program};

/// How much of a module another sees: what is found out for one holds for all that see the same of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Sight {
    /// All of it.
    Within,
    /// What is `pub(super)`, and wider.
    Beside,
    /// What is `pub(crate)`, and wider.
    InCrate,
    /// What is `pub`.
    Outside,
    /// Something in it is `pub(in path)`: only this viewpoint is sure to see the same.
    From(ModuleId),
}

impl Sight {
    pub(crate) fn new(program: &Program, module: ModuleId, viewpoint: ModuleId) -> Sight {
        let around = program.parent(module).map(|parent| program.enclosing_module(parent));
        if program.file(module).index.has_restricted {
            Sight::From(viewpoint)
        } else if program.is_within(viewpoint, module) {
            Sight::Within
        } else if around.is_some_and(|around| program.is_within(viewpoint, around)) {
            Sight::Beside
        } else if program.is_same_crate(viewpoint, module) {
            Sight::InCrate
        } else {
            Sight::Outside
        }
    }
}

impl Program {
    /// Whether an item or import in `module` with this visibility can be seen from `viewpoint`.
    pub(crate) fn is_visible(&self, module: ModuleId, visibility: Visibility, viewpoint: ModuleId) -> bool {
        let same_crate = self.is_same_crate(module, viewpoint);
        let within = |ancestor: Option<ModuleId>| ancestor.is_none_or(|ancestor| self.is_within(viewpoint, ancestor));
        match visibility {
            Visibility::Public => true,
            Visibility::Crate => same_crate,
            _ if !same_crate => false,
            Visibility::Private | Visibility::SelfModule => within(Some(self.host(module))),
            Visibility::Super => {
                within(self.parent(self.enclosing_module(module)).map(|parent| self.enclosing_module(parent)))
            }
            Visibility::In(path) => within(self.ancestor(module, self.outline(module), path)),
        }
    }

    /// Whether both are part of one crate.
    pub(crate) fn is_same_crate(&self, one: ModuleId, other: ModuleId) -> bool {
        one.krate == other.krate
    }

    /// Whether `module` is `ancestor` or stands in it.
    pub(crate) fn is_within(&self, module: ModuleId, ancestor: ModuleId) -> bool {
        let mut at = Some(module);
        while let Some(module) = at {
            if module == ancestor {
                return true;
            }
            at = self.parent(module);
        }
        false
    }

    /// The ancestor that the path of `pub(in path)` names; `None` if that cannot be told, which hides nothing.
    fn ancestor(&self, module: ModuleId, outline: &Outline, path: Range) -> Option<ModuleId> {
        let mut ancestors = vec![self.enclosing_module(module)];
        while let Some(parent) = ancestors.last().and_then(|&last| self.parent(last)) {
            ancestors.push(self.enclosing_module(parent));
        }
        let mut at = *ancestors.last()?;
        for (number, &segment) in outline.path(path).iter().enumerate() {
            at = match segment {
                known::CRATE => *ancestors.last()?,
                known::SELF => ancestors[0],
                known::SUPER if number == 0 => *ancestors.get(1)?,
                known::SUPER => self.enclosing_module(self.parent(at)?),
                name => *ancestors.iter().find(|&&ancestor| {
                    self.parent(ancestor).map(|parent| self.enclosing_module(parent)) == Some(at)
                        && self.module_name(ancestor) == Some(name)
                })?,
            };
        }
        Some(at)
    }
}
