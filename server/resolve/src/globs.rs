//! What a module's glob imports reach, as one flat list: every name that is not found in a module itself is looked
//! for along it, and walking the graph of globs anew for each name costs more than all else together in a crate
//! whose modules import each other.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::conditions::Truth;
use crate::lookup::{DefinitionKind, Lookup, Place, PlaceEntry, Resolver, Want};
use crate::macros::Reach;
use crate::openness::Why;
use crate::program::{InstanceId, ModuleId, Program};
use crate::walk::Absence;

/// A container that glob imports reach, in the order of a depth-first walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Modules whose closures are being found out together.
#[derive(Debug, Default)]
pub(crate) struct Rounds {
    is_running: bool,
    /// What each reaches, as far as is known.
    closures: FxHashMap<ModuleId, Closure>,
    /// Those that this round has come to.
    done: FxHashSet<ModuleId>,
    /// What the globs lead to that this round has come to.
    targets: FxHashMap<(InstanceId, u32), Lookup>,
    /// Those that it has yet to come to, since the way to them was long.
    later: Vec<ModuleId>,
    /// All that this round has put there.
    postponed: FxHashSet<ModuleId>,
    /// How many closures are being found out for each other's sake.
    depth: u32,
    /// Whether some closure differs from what the round before made of it.
    found_more: bool,
}

/// A module that is further away has its turn after the others: the stack is not endless.
const LONGEST_WAY: u32 = 6;

/// A name gets further by one glob a round. Where more are needed, what they bring is unknown.
const MOST_ROUNDS: u32 = 24;

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
    /// What the glob imports of `module` reach.
    ///
    /// The path of a glob import may lead through other globs, in circles too, as in `use a::*; use b::*;` where `b` comes
    /// from `a`. So modules that need each other are found out together, in rounds: each round takes for the others what
    /// the one before has found of them, at first nothing, until a round finds nothing new. What then is still missing is
    /// missing indeed. (rustc's `resolve_imports` goes on in the same way while anything becomes determined.)
    pub(crate) fn closure(&mut self, module: ModuleId) -> Closure {
        if let Some(known) = self.program.memory(module).closures.get(&module) {
            return Arc::clone(&known);
        }
        if self.rounds.is_running {
            return self.closure_in_round(module);
        }
        // What is remembered of globs is that of all builds.
        let reach = std::mem::replace(&mut self.reach, Reach::SomeBuild);
        let closure = self.closure_in_rounds(module);
        self.reach = reach;
        closure
    }

    fn closure_in_rounds(&mut self, module: ModuleId) -> Closure {
        let provisional = std::mem::take(&mut self.provisional);
        let before = self.pending;
        self.rounds.is_running = true;
        let mut is_stable = false;
        for _ in 0..MOST_ROUNDS {
            self.rounds.found_more = false;
            self.rounds.done.clear();
            self.rounds.postponed.clear();
            self.rounds.targets.clear();
            self.provisional.clear();
            let pending = self.pending;
            self.closure_in_round(module);
            while let Some(module) = self.rounds.later.pop() {
                self.closure_in_round(module);
            }
            is_stable = !self.rounds.found_more || self.pending == pending;
            if is_stable {
                break;
            }
        }
        let found = std::mem::take(&mut self.rounds);
        self.provisional = provisional;
        self.pending = before;
        if is_stable {
            // One that an earlier round asked for and the last did not is not known to be whole.
            for (module, closure) in found.closures.iter().filter(|(module, _)| found.done.contains(module)) {
                self.program.memory(*module).closures.insert(*module, Arc::clone(closure));
            }
        }
        let closure = found.closures.get(&module).map(Arc::clone).unwrap_or_default();
        if is_stable {
            return closure;
        }
        let unknown = Reached {
            kind: DefinitionKind::Opaque(Why::ThroughImport),
            importer: module,
            import: u32::MAX,
            end: closure.len() as u32 + 1,
        };
        let closure: Closure = closure.iter().copied().chain([unknown]).collect();
        self.program.memory(module).closures.insert(module, Arc::clone(&closure));
        closure
    }

    /// What is found in this round; of a module whose turn is over, or not yet, what is known so far.
    fn closure_in_round(&mut self, module: ModuleId) -> Closure {
        let is_far = self.rounds.depth >= LONGEST_WAY;
        if is_far && !self.rounds.done.contains(&module) && self.rounds.postponed.insert(module) {
            self.rounds.later.push(module);
        }
        if is_far || !self.rounds.done.insert(module) {
            self.pending += 1;
            return self.rounds.closures.get(&module).map(Arc::clone).unwrap_or_default();
        }
        self.rounds.depth += 1;
        // Whatever is being asked meanwhile must not have a part in it: it may be asked here again.
        let (walking, asking) = (std::mem::take(&mut self.walking), std::mem::take(&mut self.asking));
        let circles = self.circles;
        let mut reached = Vec::new();
        self.close(module, None, &mut FxHashSet::default(), &mut reached);
        (self.walking, self.asking, self.circles) = (walking, asking, circles);
        self.rounds.depth -= 1;
        let closure: Closure = reached.into();
        let before = self.rounds.closures.insert(module, Arc::clone(&closure));
        self.rounds.found_more |= before.is_none_or(|before| before != closure);
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
            let condition = file.facts.outline.imports[import as usize].condition;
            if importer.is_some_and(|importer| !program.is_visible(module, visibility, importer))
                || program.is_never(module, condition)
            {
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

    /// The first glob import, of those that would bring names into `container`, that is itself broken: what is missing
    /// there may be missing for that alone.
    pub fn broken_glob(&mut self, container: DefinitionKind) -> Option<Place> {
        let DefinitionKind::Module(module) = container else { return None };
        let program = self.program;
        let reached = self.closure(module).to_vec();
        let reached = reached.iter().filter_map(|reached| match reached.kind {
            DefinitionKind::Module(module) if module.krate.is_own() => Some(module),
            _ => None,
        });
        let mut modules: Vec<ModuleId> = vec![module];
        for module in reached {
            if !modules.contains(&module) {
                modules.push(module);
            }
        }
        let found = modules.into_iter().find_map(|module| {
            let globs: Vec<u32> = program.file(module).index.globs(module.scope).collect();
            let broken = globs.into_iter().find(|&import| self.walk_import(module, import).is_err())?;
            Some(Place { module, entry: PlaceEntry::Import(broken) })
        });
        self.forget_provisional();
        found
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
        // Of a name that is there it does not matter what else may have it, unless a path leads on.
        let is_name = want != Want::Container;
        let mut postponed: Vec<ModuleId> = Vec::new();
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
            let is_known = !matches!(reached.kind, DefinitionKind::Opaque(_));
            let is_own = || program.host(reached.importer) == program.host(module);
            if let (Some(viewpoint), true) = (viewpoint, is_known && is_own()) {
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
                    } else if is_name {
                        postponed.push(target);
                    } else {
                        here.unknown = here.unknown.or_else(|| program.may_define(target, name, self.reach));
                    }
                    here
                }
                DefinitionKind::Enum(target, item) => self.variant(target, item, name),
                DefinitionKind::ProcMacros(krate) => self.proc_macro(krate, name, want),
                // What the default build does not have brings nothing there.
                DefinitionKind::Opaque(why) if self.is_known_by_default(why, reached) => Lookup::default(),
                DefinitionKind::Opaque(why) => Lookup::unknown(why),
                DefinitionKind::Import | DefinitionKind::Leaf(_) => Lookup::default(),
            };
            found.merge(Lookup { certain: false, ..through });
            if is_name && !found.definitions.is_empty() {
                return;
            }
        }
        let mut unknown = postponed.into_iter().filter_map(|target| program.may_define(target, name, self.reach));
        if found.unknown.is_none() {
            found.unknown = unknown.next();
        }
    }

    /// Whether the default build is asked about, and either does not have this glob import or shows what the others leave open.
    fn is_known_by_default(&mut self, why: Why, reached: &Reached) -> bool {
        let Reach::DefaultBuild(of) = self.reach else { return false };
        // Of a closure that was not found out, there is no import.
        if reached.import == u32::MAX {
            return false;
        }
        let (program, importer) = (self.program, reached.importer);
        let condition = program.outline(importer).imports[reached.import as usize].condition;
        let is_off = program.is_off_by_default(importer, program.outline(importer), condition, of);
        if is_off || program.is_not_in_default_build(importer, of) {
            return true;
        }
        if self.walking.contains(&(program.instance_of(importer), reached.import)) {
            return false;
        }
        let circles = self.circles;
        match why {
            Why::Macro | Why::Derive | Why::AttributeMacro => {
                self.walk_import(importer, reached.import).is_ok_and(|target| target.unknown.is_none())
            }
            // It is broken there, if only since this toolchain's standard library is asked.
            Why::ThroughImport => {
                self.walk_import(importer, reached.import).is_err()
                    && self.circles == circles
                    && self.not_judged(importer, reached.import).is_none()
                    && self.is_ascii(
                        program.outline(importer).path(program.outline(importer).imports[reached.import as usize].path),
                    )
                    && program.by_default(importer, condition, of) == Truth::True
            }
            _ => false,
        }
    }

    /// The containers whose names a glob import brings in.
    pub(crate) fn glob_target(&mut self, module: ModuleId, import: u32) -> Lookup {
        let key = (self.program.instance_of(module), import);
        if let Some(known) = self.program.memory(module).globs.get(&key) {
            return known.clone();
        }
        if let Some(known) = self.rounds.targets.get(&key) {
            self.pending += 1;
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
        let before = (self.circles, self.pending);
        let reach = std::mem::replace(&mut self.reach, Reach::SomeBuild);
        let walked = self.walk_import(module, import);
        self.reach = reach;
        let target = match walked {
            Ok(target) => target,
            Err(absence) if self.circles == before.0 && self.brings_nothing(module, import, &absence) => {
                Lookup::default()
            }
            Err(_) => Lookup::unknown(Why::ThroughImport),
        };
        if (self.circles, self.pending) == before {
            self.program.memory(module).globs.insert(key, target.clone());
        } else if self.rounds.is_running {
            self.rounds.targets.insert(key, target.clone());
        }
        target
    }

    /// Whether a glob import with this absence in its path is broken in every build that has it: rustc then goes on as
    /// if it were not there, and reports what others had from it.
    fn brings_nothing(&self, module: ModuleId, import: u32, absence: &Absence) -> bool {
        let path = self.program.outline(module).imports[import as usize].path;
        // What other builds take from the standard library may be another toolchain's.
        !self.program.lies_in_standard_library(absence)
            && self.is_ascii(self.program.outline(module).path(path))
            && self.not_judged(module, import).is_none()
    }
}
