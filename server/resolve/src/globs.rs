//! What a module's glob imports reach, as one flat list: every name that is not found in a module itself is looked
//! for along it, and walking the graph of globs anew for each name costs more than all else together in a crate
//! whose modules import each other.

use std::sync::Arc;

use greenlight_syntax::{ConditionId, Symbol, Visibility};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::limits::{REACHED, REACHED_TOGETHER, ROUNDS};
use crate::lookup::{DefinitionKind, Lookup, Place, PlaceEntry, Resolver, Want};
use crate::macros::Reach;
use crate::memory::ModuleInReach;
use crate::openness::Why;
use crate::program::{InstanceId, ModuleId};
use crate::visibility::Sight;
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

/// What one glob import of a module leads to, or one of several such things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) kind: DefinitionKind,
    pub(crate) importer: ModuleId,
    pub(crate) import: u32,
    visibility: Visibility,
    /// What of the module it leads to the importer sees.
    sight: Option<Sight>,
}

/// The containers that a module's globs reach.
pub(crate) type Closure = Arc<[Reached]>;

/// Modules whose closures are being found out together.
#[derive(Debug, Default)]
pub(crate) struct Rounds {
    is_running: bool,
    /// What each reaches, as far as is known.
    closures: FxHashMap<ModuleId, Closure>,
    /// How many containers these hold.
    held: u64,
    /// Whether these are more than are found out together: what they reach is unknown.
    is_too_much: bool,
    /// Those that this round has come to.
    done: FxHashSet<ModuleId>,
    /// What the globs lead to that this round has come to.
    targets: FxHashMap<(InstanceId, u32), Lookup>,
    /// What the globs of each module lead to, as far as this round knows.
    edges: FxHashMap<(ModuleId, Option<Sight>), Arc<[Edge]>>,
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

/// How many containers the closures of all crates may hold together that are remembered: 160 MB of them. Further ones are
/// found out whenever they are asked for, which takes long: `web-sys` needs half of this.
const MAX_KEPT: usize = 1 << 22;

/// What a container that is left out may bring: where that is nothing, the answer holds for others too.
enum Brought {
    Nothing,
    /// What macros may define, or what nobody knows.
    Unknown(Why),
    /// Perhaps the name.
    Name,
}

/// The entry at `at` of what the globs of `importer` reach, in place of all that is not found out.
fn beyond_limit(importer: ModuleId, at: usize) -> Reached {
    Reached { kind: DefinitionKind::Opaque(Why::Limit), importer, import: u32::MAX, end: at as u32 + 1 }
}

impl Resolver<'_> {
    /// What the glob imports of `module` reach.
    ///
    /// The path of a glob import may lead through other globs, in circles too, as in `use a::*; use b::*;` where `b` comes
    /// from `a`. So modules that need each other are found out together, in rounds: each round takes for the others what
    /// the one before has found of them, at first nothing, until a round finds nothing new. What then is still missing is
    /// missing indeed. (rustc's `resolve_imports` goes on in the same way while anything becomes determined.)
    pub(crate) fn closure(&mut self, module: ModuleId) -> Closure {
        if let Some(known) = self.program.memory(module).closures.get(&self.asked(module)) {
            return Arc::clone(&known);
        }
        if self.rounds.is_running {
            return self.closure_in_round(module);
        }
        // What globs bring, macros may have a part in.
        let reach = self.reach;
        if reach == Reach::Text {
            self.reach = Reach::SomeBuild;
        }
        let closure = self.closure_in_rounds(module);
        self.reach = reach;
        closure
    }

    /// Under what the answers of a module are remembered: a library outside of the workspace has the same default build whoever's that is.
    fn asked(&self, module: ModuleId) -> ModuleInReach {
        match self.reach {
            Reach::Text => (module, Reach::SomeBuild),
            Reach::DefaultBuild(_) if !module.krate.is_own() => (module, Reach::DefaultBuild(None)),
            reach => (module, reach),
        }
    }

    fn closure_in_rounds(&mut self, module: ModuleId) -> Closure {
        let provisional = std::mem::take(&mut self.provisional);
        let before = self.pending;
        self.rounds.is_running = true;
        let mut is_stable = false;
        for round in 1.. {
            if !ROUNDS.allows(round) {
                break;
            }
            self.rounds.found_more = false;
            self.rounds.done.clear();
            self.rounds.postponed.clear();
            self.rounds.targets.clear();
            self.rounds.edges.clear();
            self.provisional.clear();
            let pending = self.pending;
            self.closure_in_round(module);
            while let Some(module) = self.rounds.later.pop() {
                self.closure_in_round(module);
            }
            if self.is_given_up() || self.rounds.is_too_much {
                break;
            }
            is_stable = !self.rounds.found_more || self.pending == pending;
            if is_stable {
                break;
            }
        }
        let found = std::mem::take(&mut self.rounds);
        self.provisional = provisional;
        self.pending = before;
        if self.is_given_up() {
            return Closure::default();
        }
        if is_stable {
            // One that an earlier round asked for and the last did not is not known to be whole.
            for (module, closure) in found.closures.iter().filter(|(module, _)| found.done.contains(module)) {
                self.keep_closure(*module, closure);
            }
        }
        let closure = found.closures.get(&module).map(Arc::clone).unwrap_or_default();
        if is_stable {
            return closure;
        }
        if found.is_too_much {
            // Each of the others would come to the same, and to remember what was found of all is too much as well.
            for &module in &found.done {
                self.keep_closure(module, &[beyond_limit(module, 0)].into());
            }
            return [beyond_limit(module, 0)].into();
        }
        let closure: Closure = closure.iter().copied().chain([beyond_limit(module, closure.len())]).collect();
        self.keep_closure(module, &closure);
        closure
    }

    /// Remembers a closure, unless so much is remembered that it is better found out again.
    fn keep_closure(&self, module: ModuleId, closure: &Closure) {
        let memory = self.program.memory(module);
        if memory.kept.add(closure.len(), &self.program.sources.kept, MAX_KEPT) {
            memory.closures.insert(self.asked(module), Arc::clone(closure));
        }
    }

    /// What is found in this round; of a module whose turn is over, or not yet, what is known so far.
    fn closure_in_round(&mut self, module: ModuleId) -> Closure {
        let is_far = self.rounds.depth >= LONGEST_WAY;
        if is_far && !self.rounds.done.contains(&module) && self.rounds.postponed.insert(module) {
            self.rounds.later.push(module);
        }
        if is_far || self.rounds.is_too_much || !self.rounds.done.insert(module) {
            self.pending += 1;
            return self.rounds.closures.get(&module).map(Arc::clone).unwrap_or_default();
        }
        self.rounds.depth += 1;
        // Whatever is being asked meanwhile must not have a part in it: it may be asked here again.
        let (walking, asking) = (std::mem::take(&mut self.walking), std::mem::take(&mut self.asking));
        let (circles, left_out) = (self.circles, self.left_out);
        let mut reached = Vec::new();
        self.close(module, &mut reached);
        (self.walking, self.asking) = (walking, asking);
        (self.circles, self.left_out) = (circles, left_out);
        self.rounds.depth -= 1;
        let closure: Closure = reached.into();
        let before = self.rounds.closures.insert(module, Arc::clone(&closure));
        self.rounds.held += closure.len() as u64;
        self.rounds.held -= before.as_ref().map_or(0, |before| before.len() as u64);
        self.rounds.is_too_much |= !REACHED_TOGETHER.allows(self.rounds.held);
        self.rounds.found_more |= before.is_none_or(|before| before != closure);
        closure
    }

    /// Adds what the globs of `module` reach, depth first, without recursion: a chain of globs may be of any length.
    fn close(&mut self, module: ModuleId, reached: &mut Vec<Reached>) {
        struct Level {
            edges: Arc<[Edge]>,
            next: usize,
            /// The module that sees only some of these globs.
            importer: Option<ModuleId>,
            /// The entry whose end is where the level ends.
            of: Option<usize>,
        }
        let program = self.program;
        let mut visited: FxHashSet<(ModuleId, Sight)> = FxHashSet::default();
        let mut levels = vec![Level { edges: self.edges(module, None), next: 0, importer: None, of: None }];
        while let Some(level) = levels.last_mut() {
            let Some(&edge) = level.edges.get(level.next) else {
                if let Some(of) = level.of {
                    reached[of].end = reached.len() as u32;
                }
                levels.pop();
                continue;
            };
            level.next += 1;
            let Edge { kind, importer, import, visibility, sight } = edge;
            if level.importer.is_some_and(|sees| !program.is_visible(importer, visibility, sees)) {
                continue;
            }
            let at = reached.len();
            if let (DefinitionKind::Module(target), Some(sight)) = (kind, sight)
                && !visited.insert((target, sight))
            {
                continue;
            }
            if !REACHED.allows(at as u64 + 1) {
                reached.push(beyond_limit(importer, at));
                for of in levels.iter().filter_map(|level| level.of) {
                    reached[of].end = at as u32 + 1;
                }
                return;
            }
            reached.push(Reached { kind, importer, import, end: at as u32 + 1 });
            if let DefinitionKind::Module(target) = kind {
                let edges = self.edges(target, sight.map(|sight| (sight, importer)));
                levels.push(Level { edges, next: 0, importer: Some(importer), of: Some(at) });
            }
        }
    }

    /// What each glob import of a module leads to, of those that an importer sees. Where the others lead is not found out for
    /// it: in `web-sys`, each of a thousand modules has private ones, whose paths lead through all of the crate.
    pub(crate) fn edges(&mut self, module: ModuleId, sees: Option<(Sight, ModuleId)>) -> Arc<[Edge]> {
        let program = self.program;
        let sight = sees.map(|(sight, _)| sight);
        let asked = (self.asked(module), sight);
        let memory = &program.memory(module).edges;
        if let Some(known) = memory.get(&asked) {
            return Arc::clone(&known);
        }
        if let Some(known) = self.rounds.edges.get(&(module, sight)) {
            self.pending += 1;
            return Arc::clone(known);
        }
        let before = (self.circles, self.pending);
        let file = program.file(module);
        let mut edges = Vec::new();
        let globs =
            program.parts(module).flat_map(|part| file.index.globs(part.scope).map(move |import| (part, import)));
        for (importer, import) in globs {
            let greenlight_syntax::Import { visibility, condition, .. } = file.facts.outline.imports[import as usize];
            let is_hidden = sees.is_some_and(|(_, sees)| !program.is_visible(importer, visibility, sees));
            if is_hidden || program.is_never(importer, condition) || self.is_not_asked_about(importer, condition) {
                continue;
            }
            let target = self.glob_target(importer, import);
            let unknown = target.unknown.map(DefinitionKind::Opaque);
            let kinds = target.definitions.iter().map(|definition| definition.kind).chain(unknown);
            let brings = |kind: &DefinitionKind| !matches!(kind, DefinitionKind::Import | DefinitionKind::Leaf(_));
            edges.extend(kinds.filter(brings).map(|kind| {
                let sight = match kind {
                    DefinitionKind::Module(target) => Some(Sight::new(program, target, importer)),
                    _ => None,
                };
                Edge { kind, importer, import, visibility, sight }
            }));
        }
        let edges: Arc<[Edge]> = edges.into();
        if self.is_given_up() {
        } else if (self.circles, self.pending) == before {
            memory.insert(asked, Arc::clone(&edges));
        } else {
            self.rounds.edges.insert((module, sight), Arc::clone(&edges));
        }
        edges
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
        let mut seen = FxHashSet::default();
        let mut modules = [module].into_iter().chain(reached).filter(|&module| seen.insert(module));
        let found = modules.find_map(|module| {
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
        name: Symbol,
        want: Want,
        viewpoint: Option<ModuleId>,
        found: &mut Lookup,
    ) {
        let program = self.program;
        let closure = self.closure(module);
        // Of a name that is there it does not matter what else may have it, unless a path leads on.
        let is_name = want != Want::Container;
        let mut postponed: Vec<ModuleId> = Vec::new();
        // The globs that the list has come through, by where each ends, and whether all up to there are there in every build.
        let mut chain: Vec<(u32, bool)> = Vec::new();
        let before = found.unknown;
        let mut left_out = None;
        let mut is_settled = false;
        let mut at = 0;
        while let Some(reached) = closure.get(at) {
            if self.is_given_up() {
                return;
            }
            while chain.pop_if(|(end, _)| *end as usize <= at).is_some() {}
            at += 1;
            // A glob import never brings in what its own path leads through.
            let through = (program.instance_of(reached.importer), reached.import);
            if self.walking.last() == Some(&through) {
                for reached in closure.get(at - 1..reached.end as usize).unwrap_or_default() {
                    match self.brought(reached, name, want) {
                        Brought::Name => self.left_out += 1,
                        Brought::Unknown(why) => left_out = left_out.or(Some(why)),
                        Brought::Nothing => {}
                    }
                }
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
                    let is_there = chain.last().is_none_or(|&(_, is_there)| is_there) && self.is_there_as_glob(reached);
                    chain.push((reached.end, is_there));
                    if here.certain {
                        is_settled |= is_there;
                        at = reached.end as usize;
                    } else if is_name {
                        postponed.push(target);
                    } else if found.unknown.is_none() && here.unknown.is_none() {
                        here.unknown = program.may_define(target, name, self.reach);
                    }
                    here
                }
                DefinitionKind::Enum(target, item) => self.variant(target, item, name),
                // rustc refuses a glob of one.
                DefinitionKind::Trait(..) => Lookup::unknown(Why::TraitItem),
                DefinitionKind::ProcMacros(krate) => self.proc_macro(krate, name, want),
                DefinitionKind::Expanded(module, expanded) => self.in_expanded(module, expanded, name),
                DefinitionKind::Opaque(why) => Lookup::unknown(why),
                DefinitionKind::Import | DefinitionKind::Leaf(_) => Lookup::default(),
            };
            found.merge(Lookup { certain: false, ..through });
            if is_name && !found.definitions.is_empty() {
                return;
            }
        }
        // Another thing of the name that another glob brings would make it ambiguous (E0659).
        if is_settled {
            found.unknown = before;
            return;
        }
        let mut unknown = postponed.into_iter().filter_map(|target| program.may_define(target, name, self.reach));
        if found.unknown.is_none() {
            found.unknown = unknown.next();
        }
        // What is unknown for another reason too is so for all that ask.
        self.left_out += u64::from(left_out.is_some() && left_out != found.unknown);
    }

    /// Whether every build that is asked about has the glob import.
    fn is_there_as_glob(&self, reached: &Reached) -> bool {
        let import = self.program.outline(reached.importer).imports.get(reached.import as usize);
        import.is_some_and(|import| self.is_there(reached.importer, import.condition))
    }

    /// What a container has of the name, as far as can be told without following imports.
    fn brought(&self, reached: &Reached, name: Symbol, want: Want) -> Brought {
        let program = self.program;
        let target = match reached.kind {
            DefinitionKind::Module(target) => target,
            DefinitionKind::Opaque(why) => return Brought::Unknown(why),
            _ => return Brought::Name,
        };
        let file = program.file(target);
        let is_exported = want == Want::Name && self.is_root(target);
        if file.error.is_some() || file.index.may_have(name) || is_exported {
            return Brought::Name;
        }
        program.may_define(target, name, self.reach).map_or(Brought::Nothing, Brought::Unknown)
    }

    /// Whether the default build alone is asked about, and certainly does not have what stands in `module` under a condition.
    pub(crate) fn is_not_asked_about(&self, module: ModuleId, condition: ConditionId) -> bool {
        let Reach::DefaultBuild(of) = self.reach else { return false };
        let program = self.program;
        program.is_off_by_default(module, program.outline(module), condition, of)
            || program.is_not_in_default_build(module, of)
    }

    /// The containers whose names a glob import brings in.
    pub(crate) fn glob_target(&mut self, module: ModuleId, import: u32) -> Lookup {
        let key = (self.program.instance_of(module), import);
        let asked = (self.asked(module), import);
        if let Some(known) = self.program.memory(module).globs.get(&asked) {
            return known.clone();
        }
        if let Some(known) = self.rounds.targets.get(&key) {
            self.pending += 1;
            return known.clone();
        }
        if self.walking.last() == Some(&key) {
            // A glob import cannot bring in what its own path leads through, but another may.
            self.left_out += 1;
            return Lookup::default();
        }
        if self.walking.contains(&key) {
            self.circles += 1;
            return Lookup::unknown(Why::ThroughImport);
        }
        let before = (self.circles, self.pending);
        let walked = self.walk_import(module, import);
        let target = match walked {
            Ok(target) => target,
            Err(absence) if self.circles == before.0 && self.brings_nothing(module, import, &absence) => {
                Lookup::default()
            }
            Err(_) => Lookup::unknown(Why::ThroughImport),
        };
        if self.is_given_up() {
            return target;
        }
        if (self.circles, self.pending) == before {
            self.program.memory(module).globs.insert(asked, target.clone());
        } else if self.rounds.is_running {
            self.rounds.targets.insert(key, target.clone());
        }
        target
    }

    /// Whether a glob import with this absence in its path is broken in every build that has it, or in the default one where that alone
    /// is asked about: rustc then goes on as if it were not there, and reports what others had from it.
    fn brings_nothing(&self, module: ModuleId, import: u32, absence: &Absence) -> bool {
        let path = self.program.outline(module).imports[import as usize].path;
        // What other builds take from the standard library may be another toolchain's.
        let is_default = matches!(self.reach, Reach::DefaultBuild(_));
        (is_default || !self.program.lies_in_standard_library(absence))
            && self.is_ascii(self.program.outline(module).path(path))
            && self.not_judged(module, import).is_none()
    }
}
