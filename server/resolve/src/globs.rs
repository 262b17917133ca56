//! What a module's glob imports reach, as one flat list: every name that is not found in a module itself is looked
//! for along it, and walking the graph of globs anew for each name costs more than all else together in a crate
//! whose modules import each other.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::lookup::{DefinitionKind, Lookup, Resolver, Want};
use crate::openness::Why;
use crate::program::{ModuleId, Program};

/// A container that glob imports reach, in the order of a depth-first walk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reached {
    /// A module, an enum, a library of procedural macros; or what is not known.
    pub(crate) kind: DefinitionKind,
    /// The module whose glob import reaches it, which takes what it can see.
    pub(crate) importer: ModuleId,
    /// The index of that import.
    pub(crate) import: u32,
    /// Where the list goes on behind all that is reached through this container.
    pub(crate) end: u32,
}

/// The containers that a module's globs reach.
pub(crate) type Closure = Arc<[Reached]>;

/// How much of a module an importer sees: two that see the same of it need not both be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sight {
    /// All of it.
    Within,
    /// What is `pub(super)`, and wider.
    Beside,
    /// What is `pub(crate)`, and wider.
    InCrate,
    /// What is `pub`.
    Outside,
    /// Something in it is `pub(in path)`: only this importer is sure to see the same.
    From(ModuleId),
}

impl Sight {
    fn new(program: &Program, target: ModuleId, importer: ModuleId) -> Sight {
        let around = program.parent(target).map(|parent| program.enclosing_module(parent));
        if program.file(target).index.has_restricted {
            Sight::From(importer)
        } else if program.is_within(importer, target) {
            Sight::Within
        } else if around.is_some_and(|around| program.is_within(importer, around)) {
            Sight::Beside
        } else if program.is_same_crate(importer, target) {
            Sight::InCrate
        } else {
            Sight::Outside
        }
    }
}

impl Resolver<'_> {
    /// What the glob imports of `module` reach. While that is being found out, a question that leads back here gets
    /// what was found so far, so that `use a::*; use b::*;` works where `b` comes from `a`.
    pub(crate) fn closure(&mut self, module: ModuleId) -> Closure {
        if let Some(known) = self.program.memory(module).closures.get(&module) {
            return Arc::clone(&known);
        }
        if let Some(known) = self.provisional_closures.get(&module) {
            return Arc::clone(known);
        }
        if let Some((_, so_far)) = self.closing.iter().find(|(closing, _)| *closing == module) {
            self.circles += 1;
            return Arc::clone(so_far);
        }
        let before = self.circles;
        let mut closure: Closure = Arc::new([]);
        // The second pass sees what the first has found behind the place where a question led back.
        for _ in 0..2 {
            self.closing.push((module, Arc::clone(&closure)));
            let mut reached = Vec::new();
            self.close(module, None, &mut FxHashSet::default(), &mut reached);
            self.closing.pop();
            closure = reached.into();
            if self.circles == before {
                break;
            }
        }
        let lasting = self.circles == before || (self.closing.is_empty() && self.walking.is_empty());
        if lasting {
            self.program.memory(module).closures.insert(module, Arc::clone(&closure));
        } else {
            self.provisional_closures.insert(module, Arc::clone(&closure));
        }
        closure
    }

    fn close(
        &mut self,
        module: ModuleId,
        importer: Option<ModuleId>,
        visited: &mut FxHashSet<(ModuleId, Sight)>,
        reached: &mut Vec<Reached>,
    ) {
        let program = self.program;
        let file = program.file(module);
        let parts = program.parts(module);
        let globs = parts.flat_map(|part| file.index.globs(part.scope).map(move |import| (part, import)));
        for (module, import) in globs {
            let visibility = file.facts.outline.imports[import as usize].visibility;
            if importer.is_some_and(|importer| !program.is_visible(module, visibility, importer)) {
                continue;
            }
            let target = self.glob_target(module, import);
            let unknown = target.unknown.map(DefinitionKind::Opaque);
            for kind in target.definitions.iter().map(|definition| definition.kind).chain(unknown) {
                let at = reached.len();
                match kind {
                    DefinitionKind::Module(target)
                        if !visited.insert((target, Sight::new(program, target, module))) => {}
                    DefinitionKind::Import | DefinitionKind::Leaf(_) => {}
                    _ => {
                        reached.push(Reached { kind, importer: module, import, end: 0 });
                        if let DefinitionKind::Module(target) = kind {
                            self.close(target, Some(module), visited, reached);
                        }
                        reached[at].end = reached.len() as u32;
                    }
                }
            }
        }
    }

    /// Looks for `name` in what the globs of `module` reach, as far as `viewpoint` can see the globs.
    pub(crate) fn search_globs(
        &mut self,
        module: ModuleId,
        name: greenlight_syntax::Symbol,
        want: Want,
        viewpoint: Option<ModuleId>,
        found: &mut Lookup,
    ) {
        let program = self.program;
        let closure = self.closure(module);
        let mut at = 0;
        while let Some(reached) = closure.get(at) {
            at += 1;
            // A glob import never brings in what its own path leads through.
            let through = (program.instance_of(reached.importer), reached.import);
            if self.walking.last() == Some(&through) {
                self.circles += 1;
                at = reached.end as usize;
                continue;
            }
            if let (Some(viewpoint), true) = (viewpoint, program.host(reached.importer) == program.host(module)) {
                let visibility = program.outline(module).imports[reached.import as usize].visibility;
                if !program.is_visible(module, visibility, viewpoint) {
                    at = reached.end as usize;
                    continue;
                }
            }
            let through = match reached.kind {
                DefinitionKind::Module(target) => {
                    let mut here = self.named(target, name, want, Some(reached.importer));
                    if here.certain {
                        at = reached.end as usize;
                    } else {
                        here.unknown = here.unknown.or_else(|| program.may_define(target, name));
                    }
                    here
                }
                DefinitionKind::Enum(target, item) => self.variant(target, item, name),
                DefinitionKind::ProcMacros(krate) => self.proc_macro(krate, name, want),
                DefinitionKind::Opaque(why) => Lookup::unknown(why),
                DefinitionKind::Import | DefinitionKind::Leaf(_) => Lookup::default(),
            };
            found.merge(Lookup { certain: false, ..through });
            if want != Want::Container && !found.definitions.is_empty() {
                return;
            }
        }
    }

    /// The containers whose names a glob import brings in.
    pub(crate) fn glob_target(&mut self, module: ModuleId, import: u32) -> Lookup {
        let key = (self.program.instance_of(module), import);
        if let Some(known) = self.program.memory(module).globs.get(&key) {
            return known.clone();
        }
        if self.walking.contains(&key) {
            self.circles += 1;
            // A glob import cannot bring in what its own path leads through, but another may.
            return match self.walking.last() == Some(&key) {
                true => Lookup::default(),
                false => Lookup::unknown(Why::ThroughImport),
            };
        }
        let before = self.circles;
        let target = self.import_target(module, import);
        if self.circles == before {
            self.program.memory(module).globs.insert(key, target.clone());
        }
        target
    }
}
