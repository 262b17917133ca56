//! In which scopes of a file a name means an import.

use crate::names::{Symbol, known};
use crate::outline::{Import, Leaf, Outline, ScopeId, ScopeKind};

/// The answer for each scope of a file.
pub(super) struct Meaning {
    name: Symbol,
    /// By [`Outline::scopes`].
    means: Vec<bool>,
    /// By [`Outline::scopes`]: the module that a scope is or lies in.
    modules: Vec<ScopeId>,
    /// By [`Outline::scopes`]: the parent.
    parents: Vec<Option<ScopeId>>,
}

impl Meaning {
    /// Where `name` means what the import with this index binds.
    pub(super) fn of(outline: &Outline, name: Symbol, import: u32) -> Meaning {
        // The items of a macro call are taken for what they read as: they stand in the module that the call stands in.
        let home = outline.host(outline.imports[import as usize].scope);
        let parents: Vec<Option<ScopeId>> = outline.scopes.iter().map(|scope| scope.parent).collect();
        let mut modules: Vec<ScopeId> = Vec::with_capacity(parents.len());
        for (index, scope) in outline.scopes.iter().enumerate() {
            // A parent stands before its children.
            let module = match (scope.kind, scope.parent) {
                (ScopeKind::Block | ScopeKind::Tokens { .. } | ScopeKind::Attributes { .. }, Some(parent)) => {
                    modules[parent.0 as usize]
                }
                _ => ScopeId(index as u32),
            };
            modules.push(module);
        }
        let mut meaning = Meaning { name, means: vec![false; parents.len()], modules, parents };
        let mut shadows = vec![false; meaning.means.len()];
        for item in outline.items.iter().filter(|item| item.name == name) {
            shadows[outline.host(item.scope).0 as usize] = true;
        }
        // By scope: globs and imports of the same name, which may lead to the import.
        let mut links: Vec<Vec<&Import>> = vec![Vec::new(); meaning.means.len()];
        for other in &outline.imports {
            if other.leaf == Leaf::Glob || other.binding(outline) == Some(name) {
                links[outline.host(other.scope).0 as usize].push(other);
            }
        }
        for index in 0..meaning.means.len() {
            let scope = ScopeId(index as u32);
            meaning.means[index] = scope == home || {
                let bound = links[index].iter().find(|other| other.leaf != Leaf::Glob);
                match bound {
                    Some(other) => meaning.segment_of(outline, other).is_some_and(|place| is_last(other, place)),
                    None if shadows[index] => false,
                    None => {
                        let globbed = links[index].iter().any(|glob| meaning.glob_leads(outline, glob));
                        let inherits = meaning.modules[index] != scope;
                        let outer = meaning.parents[index].filter(|_| inherits);
                        globbed || outer.is_some_and(|parent| meaning.means(parent))
                    }
                }
            };
        }
        meaning
    }

    pub(super) fn means(&self, scope: ScopeId) -> bool {
        self.means.get(scope.0 as usize).copied().unwrap_or(false)
    }

    /// Whether `self::…` after this many `super`s, written in `scope`, leads to a module where the name means the import.
    pub(super) fn means_from(&self, scope: ScopeId, supers: u32) -> bool {
        self.module_above(scope, supers).is_some_and(|module| self.means(module))
    }

    fn module_above(&self, scope: ScopeId, supers: u32) -> Option<ScopeId> {
        let mut module = *self.modules.get(scope.0 as usize)?;
        for _ in 0..supers {
            let parent = self.parents[module.0 as usize]?;
            module = self.modules[parent.0 as usize];
        }
        Some(module)
    }

    /// Which segment of another import means this one, if any: the first that is not `self` or `super`.
    pub(super) fn segment_of(&self, outline: &Outline, other: &Import) -> Option<usize> {
        let path = outline.path(other.path);
        let place = path.iter().position(|&segment| segment != known::SELF && segment != known::SUPER)?;
        if other.global || path[place] != self.name {
            return None;
        }
        let means = match place {
            // `use NAME::x` does not see itself.
            0 if other.binding(outline) == Some(self.name) => false,
            0 => self.means(other.scope),
            _ => self.means_from(other.scope, supers(&path[..place])),
        };
        means.then_some(place)
    }

    /// Whether a glob is `super::*` of a module where the name means the import.
    fn glob_leads(&self, outline: &Outline, glob: &Import) -> bool {
        let path = outline.path(glob.path);
        let relative = path.iter().all(|&segment| segment == known::SELF || segment == known::SUPER);
        let supers = supers(path);
        relative && supers > 0 && !glob.global && self.means_from(glob.scope, supers)
    }
}

fn supers(path: &[Symbol]) -> u32 {
    path.iter().filter(|&&segment| segment == known::SUPER).count() as u32
}

fn is_last(import: &Import, place: usize) -> bool {
    place + 1 == (import.path.end - import.path.start) as usize
}
