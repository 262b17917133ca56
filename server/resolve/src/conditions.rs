//! Which builds compile a piece of code: all cfgs between a crate's root and a place, evaluated for the default build
//! on this host, and for any build at all.

use std::cell::Cell;
use std::sync::LazyLock;

use greenlight_project::{FeatureReference, PackageId};
use greenlight_syntax::{
    ALWAYS, Condition, ConditionId, ItemKind, NameTable, Outline, Range, ScopeKind, Symbol, known,
};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::annexes::Gate;
use crate::cfgs::{Cfgs, Leaf};
use crate::limits::{CFG_STEPS, CFGS};
use crate::program::{Crate, CrateId, InstanceId, ModuleId, Program};

/// Whether a cfg holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not.
    False,
    /// Nothing here can tell: a cfg that a build script or RUSTFLAGS may set.
    Unknown,
}

/// Under which builds a piece of code is compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Builds {
    /// The default build on this host compiles it.
    Default,
    /// Only a build with other features, on another platform or for tests; the cfg as written.
    When(String),
    /// A cfg that nothing here can tell.
    Unclear,
    /// None: it needs a feature that is not declared, or what can never be.
    Never,
}

/// A condition of some file, or its opposite.
#[derive(Clone, Copy)]
struct Clause<'p> {
    outline: &'p Outline,
    condition: ConditionId,
    holds: bool,
}

impl Truth {
    pub(crate) fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
            (Truth::True, Truth::True) => Truth::True,
        }
    }

    pub(crate) fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

impl Clause<'_> {
    fn evaluate(&self, leaf: &impl Fn(Leaf) -> Truth) -> Truth {
        let truth = evaluate(self.outline, self.condition, leaf);
        if self.holds { truth } else { truth.not() }
    }

    fn render(&self, names: &NameTable) -> String {
        let text = render(self.outline, self.condition, names);
        if self.holds { text } else { format!("not({text})") }
    }
}

/// With three truth values: an unknown leaf makes unknown only what depends on it.
fn evaluate(outline: &Outline, id: ConditionId, leaf: &impl Fn(Leaf) -> Truth) -> Truth {
    let children = |range| outline.children(range).iter().map(|&child| evaluate(outline, child, leaf));
    match outline.condition(id) {
        Condition::All(range) => children(range).fold(Truth::True, Truth::and),
        Condition::Any(range) => children(range).map(Truth::not).fold(Truth::True, Truth::and).not(),
        Condition::Not(child) => evaluate(outline, child, leaf).not(),
        Condition::Flag(name) => leaf((name, None)),
        Condition::Value(key, value) => leaf((key, Some(value))),
        Condition::Unknown => Truth::Unknown,
    }
}

fn leaves(outline: &Outline, id: ConditionId, into: &mut Leaves) {
    let mut add = |leaf| into.insert(leaf);
    match outline.condition(id) {
        Condition::All(range) | Condition::Any(range) => {
            outline.children(range).iter().for_each(|&child| leaves(outline, child, into));
        }
        Condition::Not(child) => leaves(outline, child, into),
        Condition::Flag(name) => add((name, None)),
        Condition::Value(key, value) => add((key, Some(value))),
        Condition::Unknown => {}
    }
}

/// Whether something may certainly hold, and whether it may certainly not.
#[derive(Clone, Copy)]
struct Outcomes {
    holds: bool,
    fails: bool,
}

impl Outcomes {
    fn of(truth: Truth) -> Outcomes {
        Outcomes { holds: truth == Truth::True, fails: truth == Truth::False }
    }
}

/// What the leaves leave open, each taken by itself: one that stands in two places may hold in both.
fn outcomes(outline: &Outline, id: ConditionId, leaf: &impl Fn(Leaf) -> Outcomes) -> Outcomes {
    let children = |range| outline.children(range).iter().map(|&child| outcomes(outline, child, leaf));
    match outline.condition(id) {
        Condition::All(range) => children(range).fold(Outcomes { holds: true, fails: false }, |all, child| Outcomes {
            holds: all.holds && child.holds,
            fails: all.fails || child.fails,
        }),
        Condition::Any(range) => children(range).fold(Outcomes { holds: false, fails: true }, |any, child| Outcomes {
            holds: any.holds || child.holds,
            fails: any.fails && child.fails,
        }),
        Condition::Not(child) => {
            let Outcomes { holds, fails } = outcomes(outline, child, leaf);
            Outcomes { holds: fails, fails: holds }
        }
        Condition::Flag(name) => leaf((name, None)),
        Condition::Value(key, value) => leaf((key, Some(value))),
        Condition::Unknown => Outcomes::of(Truth::Unknown),
    }
}

/// Leaves in the order in which they are written, each once.
#[derive(Default)]
struct Leaves {
    all: Vec<Leaf>,
    seen: FxHashSet<Leaf>,
}

impl Leaves {
    fn insert(&mut self, leaf: Leaf) {
        if self.seen.insert(leaf) {
            self.all.push(leaf);
        }
    }
}

/// Whether some build makes all clauses true: leaves of which `possible` says [`Truth::True`] may hold or not, in every setting
/// that a build could have. Of which it says [`Truth::Unknown`], whether any build sets them nobody knows; that one does not is sure.
fn satisfiable(clauses: &[Clause<'_>], cfgs: &Cfgs<'_>, possible: &impl Fn(Leaf) -> Truth) -> Truth {
    search(clauses, cfgs, possible, Truth::True)
}

/// Whether no build makes the clause true: as [`satisfiable`], but nobody wants to know whether one certainly does.
fn is_impossible(clause: Clause<'_>, cfgs: &Cfgs<'_>, possible: &impl Fn(Leaf) -> Truth) -> bool {
    search(&[clause], cfgs, possible, Truth::Unknown) == Truth::False
}

fn search(clauses: &[Clause<'_>], cfgs: &Cfgs<'_>, possible: &impl Fn(Leaf) -> Truth, enough: Truth) -> Truth {
    let mut all = Leaves::default();
    for clause in clauses {
        leaves(clause.outline, clause.condition, &mut all);
    }
    let mut known: FxHashMap<Leaf, Known> = FxHashMap::default();
    let mut free = Vec::new();
    for &leaf in &all.all {
        let truth = if cfgs.is_literally_true(leaf) { Truth::True } else { possible(leaf) };
        let is_free = truth != Truth::False && !cfgs.is_literally_true(leaf);
        if is_free {
            free.push(leaf);
        }
        known.insert(leaf, Known { truth, choice: None });
    }
    if !CFGS.allows(free.len() as u64) {
        return Truth::Unknown;
    }
    let choices = choices(&free, cfgs);
    for (number, choice) in choices.iter().enumerate() {
        for leaf in choice {
            known.entry(*leaf).and_modify(|known| known.choice = Some(number));
        }
    }
    let steps = Cell::new(0);
    let mut search = Search { clauses, cfgs, known, free, choices, set: Vec::new(), enough, steps };
    search.best(0, Truth::False)
}

/// What is known of a leaf.
struct Known {
    /// Whether it may hold.
    truth: Truth,
    /// Which choice decides; none for what is the same in every build.
    choice: Option<usize>,
}

/// The search for a setting: one choice after the other is made, and where those that are made decide already that some clause
/// does not hold, the others are not tried.
struct Search<'s, 'o> {
    clauses: &'s [Clause<'o>],
    cfgs: &'s Cfgs<'s>,
    /// Every leaf.
    known: FxHashMap<Leaf, Known>,
    /// Those that do not hold in every build.
    free: Vec<Leaf>,
    choices: Vec<Vec<Leaf>>,
    /// What holds by the choices that are made.
    set: Vec<Leaf>,
    /// What ends the search.
    enough: Truth,
    /// How many leaves were looked at.
    steps: Cell<u64>,
}

impl Search<'_, '_> {
    /// The better of `best` and what can be had where the first `made` choices are.
    fn best(&mut self, made: usize, mut best: Truth) -> Truth {
        if !CFG_STEPS.allows(self.steps.get()) {
            return Truth::Unknown;
        }
        let here = self.here(made);
        if here == Truth::False {
            return best;
        }
        // Where too much is unknown for any setting to be certain, the first that may do is as good as all others.
        let enough = if self.may_be_certain(made) { self.enough } else { Truth::Unknown };
        if best == enough {
            return best;
        }
        let Some(choice) = self.choices.get(made).cloned() else {
            return if self.cfgs.contradict(&self.set, &self.free) { best } else { here };
        };
        for chosen in [None].into_iter().chain(choice.into_iter().map(Some)) {
            self.set.extend(chosen);
            best = self.best(made + 1, best);
            self.set.truncate(self.set.len() - usize::from(chosen.is_some()));
            if best == Truth::True || best == enough {
                break;
            }
        }
        best
    }

    /// Whether the clauses may certainly hold, whatever the choices after the first `made`.
    fn may_be_certain(&self, made: usize) -> bool {
        let leaf = |leaf: Leaf| {
            self.steps.set(self.steps.get() + 1);
            match self.known.get(&leaf) {
                Some(Known { truth, choice: None }) => Outcomes::of(*truth),
                Some(Known { truth, .. }) if self.set.contains(&leaf) => Outcomes::of(*truth),
                Some(Known { choice: Some(choice), .. }) if *choice < made => Outcomes::of(Truth::False),
                Some(Known { truth, .. }) => Outcomes { holds: *truth == Truth::True, fails: true },
                None => Outcomes::of(Truth::Unknown),
            }
        };
        self.clauses.iter().all(|clause| {
            let outcomes = outcomes(clause.outline, clause.condition, &leaf);
            if clause.holds { outcomes.holds } else { outcomes.fails }
        })
    }

    /// What the clauses come to as far as the first `made` choices tell.
    fn here(&self, made: usize) -> Truth {
        let leaf = |leaf: Leaf| {
            self.steps.set(self.steps.get() + 1);
            match self.known.get(&leaf) {
                None => Truth::Unknown,
                Some(Known { truth, choice: None }) => *truth,
                Some(Known { truth, .. }) if self.set.contains(&leaf) => *truth,
                Some(Known { choice: Some(choice), .. }) if *choice < made => Truth::False,
                Some(_) => Truth::Unknown,
            }
        };
        self.clauses.iter().map(|clause| clause.evaluate(&leaf)).fold(Truth::True, Truth::and)
    }
}

/// Leaves of which at most one holds, together.
fn choices(free: &[Leaf], cfgs: &Cfgs<'_>) -> Vec<Vec<Leaf>> {
    let mut choices: Vec<Vec<Leaf>> = Vec::new();
    for &leaf in free {
        let key: Symbol = leaf.0;
        let same = |choice: &&mut Vec<Leaf>| choice[0].0 == key && leaf.1.is_some();
        match choices.iter_mut().find(same).filter(|_| cfgs.is_single_valued(key)) {
            Some(choice) => choice.push(leaf),
            None => choices.push(vec![leaf]),
        }
    }
    choices
}

/// The expression as one would write it.
fn render(outline: &Outline, id: ConditionId, names: &NameTable) -> String {
    let list = |children: &[ConditionId]| {
        children.iter().map(|&child| render(outline, child, names)).collect::<Vec<_>>().join(", ")
    };
    match outline.condition(id) {
        Condition::All(children) => format!("all({})", list(outline.children(children))),
        Condition::Any(children) => format!("any({})", list(outline.children(children))),
        Condition::Not(child) => format!("not({})", render(outline, child, names)),
        Condition::Flag(name) => names.text(name).to_owned(),
        Condition::Value(key, value) => format!("{} = \"{}\"", names.text(key), names.text(value)),
        Condition::Unknown => "…".to_owned(),
    }
}

/// A condition that nobody can tell.
const NOBODY_KNOWS: ConditionId = ConditionId(1);

/// An outline that has it.
static UNCLEAR: LazyLock<Outline> = LazyLock::new(|| {
    let conditions = vec![Condition::All(Range::default()), Condition::Unknown];
    Outline { conditions, ..Outline::default() }
});

impl Program {
    /// Every condition between a crate's root and a place in `module` whose own condition is `own`, innermost first.
    fn clauses(&self, module: ModuleId, own: ConditionId) -> Vec<Clause<'_>> {
        self.clauses_of(module, own, false)
    }

    /// The same. If the place is in an attribute, and stands among the tokens of a macro call, it is enough that the macro keeps those.
    fn clauses_of(&self, place: ModuleId, own: ConditionId, is_in_attribute: bool) -> Vec<Clause<'_>> {
        let mut clauses = Vec::new();
        let mut add = |outline, condition, holds| {
            if condition != ALWAYS {
                clauses.push(Clause { outline, condition, holds });
            }
        };
        add(self.outline(place), own, true);
        let mut at = Some(place);
        while let Some(module) = at {
            if let Some(scope) = self.scope(module) {
                let outline = self.outline(module);
                let parameter = match scope.kind {
                    ScopeKind::Tokens { parameter, .. } => Some(parameter.unwrap_or(ALWAYS)),
                    ScopeKind::Attributes { .. } => Some(ALWAYS),
                    ScopeKind::File | ScopeKind::Module { .. } | ScopeKind::Block => None,
                };
                if let Some(parameter) = parameter {
                    add(outline, parameter, true);
                    let passed = self.passed(module);
                    let is_kept = || is_in_attribute && module == place && self.keeps_attributes(module);
                    let otherwise = if passed.is_none() && is_kept() { &[][..] } else { &[Gate::Unclear] };
                    for gate in passed.as_deref().unwrap_or(otherwise) {
                        match *gate {
                            Gate::Macro(id, condition) => add(self.definition_outline(id), condition, true),
                            Gate::Unclear => add(&UNCLEAR, NOBODY_KNOWS, true),
                        }
                    }
                }
                add(outline, scope.condition, true);
                if scope.parent.is_some() {
                    at = self.parent(module);
                    continue;
                }
            }
            let of = self.instance_of(module);
            let instance = self.instance(of);
            at = self.declared(of).map(|(parent, item)| {
                let outline = self.outline(parent);
                add(outline, outline.items[item as usize].condition, true);
                if let Some(condition) = instance.selection.holds {
                    add(outline, condition, true);
                }
                for &condition in &instance.selection.fails {
                    add(outline, condition, false);
                }
                parent
            });
        }
        clauses
    }

    /// Whether an `allow(unexpected_cfgs)` around some `mod name;` on the way to this file holds in it.
    #[must_use]
    pub fn allows_unexpected_cfgs(&self, instance: InstanceId) -> bool {
        let mut at = self.declared(instance);
        while let Some((parent, item)) = at {
            let outline = self.outline(parent);
            if let ItemKind::Module(module) = outline.items[item as usize].kind
                && outline.modules[module as usize].allows_unexpected_cfgs
            {
                return true;
            }
            at = self.declared(self.instance_of(parent));
        }
        false
    }

    /// Which builds compile a place in `module` whose own condition is `own`.
    #[must_use]
    pub fn builds(&self, module: ModuleId, own: ConditionId) -> Builds {
        self.builds_of(self.krate(module), &self.clauses(module, own))
    }

    /// As [`Program::builds`], where it is not clear whether any build does: for what is wrong in whichever build it is.
    #[must_use]
    pub fn possible_builds(&self, module: ModuleId, own: ConditionId) -> Builds {
        self.builds_as(self.krate(module), &self.clauses_of(module, own, true), true)
    }

    /// As [`Program::possible_builds`], for an inner attribute of `module`, which its own `#![cfg]` does not enclose, nor that which a
    /// macro makes of it.
    #[must_use]
    pub fn possible_builds_around(&self, module: ModuleId, own: ConditionId) -> Builds {
        let mut clauses = self.clauses(module, ALWAYS);
        let of_scope = self.scope(module).map_or(ALWAYS, |scope| match scope.kind {
            ScopeKind::Tokens { parameter, .. } => parameter.unwrap_or(ALWAYS),
            _ => scope.condition,
        });
        if of_scope != ALWAYS && !clauses.is_empty() {
            clauses.remove(0);
        }
        if own != ALWAYS {
            clauses.insert(0, Clause { outline: self.outline(module), condition: own, holds: true });
        }
        self.builds_as(self.krate(module), &clauses, true)
    }

    /// Whether a build compiles a place in `module` whose own condition is `own`, of those builds in which no cfg holds that
    /// is `excluded`, by its name and value.
    #[must_use]
    pub fn compiled_without(
        &self,
        module: ModuleId,
        own: ConditionId,
        excluded: impl Fn(&str, Option<&str>) -> bool,
    ) -> Truth {
        let krate = self.krate(module);
        let target = self.target(krate);
        if target.required_features.iter().any(|feature| excluded("feature", Some(&feature.written))) {
            return Truth::False;
        }
        // Before the names are held: which macro a call means may have to be read.
        let clauses = self.clauses(module, own);
        let names = self.sources.names();
        let package = &self.workspace.packages[krate.package.0 as usize];
        let cfgs = Cfgs::new(package, target, self.workspace.standard_library.host.as_deref(), &names);
        let possible = |leaf: Leaf| match excluded(names.text(leaf.0), leaf.1.map(|value| names.text(value))) {
            true => Truth::False,
            false => cfgs.in_some_build(leaf, target),
        };
        satisfiable(&clauses, &cfgs, &possible)
    }

    /// Whether no build of its crate makes a condition of a module's file true: what has it is not there. Conditions
    /// around the module are another question.
    pub(crate) fn is_never(&self, module: ModuleId, condition: ConditionId) -> bool {
        if condition == ALWAYS {
            return false;
        }
        let never = &self.memory(module).never;
        let key = (module.instance, condition);
        if let Some(known) = never.get(&key) {
            return *known;
        }
        let found = self.is_never_in(module, self.outline(module), condition);
        never.insert(key, found);
        found
    }

    /// The same of a condition of an outline, which may be that of an expansion in the module.
    pub(crate) fn is_never_in(&self, module: ModuleId, outline: &Outline, condition: ConditionId) -> bool {
        if condition == ALWAYS {
            return false;
        }
        let (target, package) = (self.target_of(module.krate), self.package_of(module.krate));
        let names = self.sources.names();
        let cfgs = Cfgs::new(package, target, self.workspace.standard_library.host.as_deref(), &names);
        let sets_features = package.expected_cfgs.sets_features;
        let possible = |leaf: Leaf| match cfgs.in_some_build(leaf, target) {
            // What depends on a library gets it compiled without tests.
            _ if leaf == (known::TEST, None) && !module.krate.is_own() => Truth::False,
            // rustdoc and rustfmt alone set them, and what is compiled under them alone is not judged.
            _ if leaf.1.is_none() && matches!(names.text(leaf.0), "doc" | "doctest" | "rustfmt") => Truth::False,
            Truth::False if leaf.0 == known::FEATURE && sets_features => Truth::Unknown,
            truth => truth,
        };
        is_impossible(Clause { outline, condition, holds: true }, &cfgs, &possible)
    }

    /// Whether the default build of a package on this host has a place in `module` whose own condition is `own`. With which features other
    /// packages are built, those that depend on them say, and nobody here. Of a library outside of the workspace that is so wherever it
    /// has the module.
    pub(crate) fn by_default(&self, module: ModuleId, own: ConditionId, of: Option<PackageId>) -> Truth {
        if module.krate.is_own() {
            return self.evaluated_by_default(module, &self.clauses(module, own), of);
        }
        if self.scope(module).is_some_and(|scope| scope.kind.is_of_call()) {
            return Truth::Unknown;
        }
        let clause = Clause { outline: self.outline(module), condition: own, holds: true };
        self.evaluated_by_default(module, &[clause], of)
    }

    /// Whether the default build certainly does not have what has this condition of an outline, that of a module's file or of an
    /// expansion in it; conditions around the module are another question.
    pub(crate) fn is_off_by_default(
        &self,
        module: ModuleId,
        outline: &Outline,
        own: ConditionId,
        of: Option<PackageId>,
    ) -> bool {
        let clause = Clause { outline, condition: own, holds: true };
        own != ALWAYS && self.evaluated_by_default(module, &[clause], of) == Truth::False
    }

    /// Whether the default build certainly does not have a module: its own cfgs, or those of one around it, do not hold.
    pub(crate) fn is_not_in_default_build(&self, module: ModuleId, of: Option<PackageId>) -> bool {
        if module.krate.is_own() {
            return self.by_default(module, ALWAYS, of) == Truth::False;
        }
        let mut at = Some(module);
        while let Some(module) = at {
            let is_off = |module: ModuleId, own| self.is_off_by_default(module, self.outline(module), own, of);
            if self.scope(module).is_some_and(|scope| is_off(module, scope.condition)) {
                return true;
            }
            let instance = self.instance_of(module);
            let declared = self.declared(instance).filter(|_| self.base(instance) == module);
            if let Some((parent, item)) = declared
                && is_off(parent, self.outline(parent).items[item as usize].condition)
            {
                return true;
            }
            at = self.parent(module);
        }
        false
    }

    /// Whether the features of a crate are known in the default build of a package.
    pub(crate) fn knows_features(&self, krate: CrateId, of: Option<PackageId>) -> bool {
        krate.is_own() && Some(self.crate_of(krate).package) == of
    }

    fn evaluated_by_default(&self, module: ModuleId, clauses: &[Clause<'_>], of: Option<PackageId>) -> Truth {
        if clauses.is_empty() {
            return Truth::True;
        }
        let (package, target) = (self.package_of(module.krate), self.target_of(module.krate));
        let knows_features = self.knows_features(module.krate, of);
        let names = self.sources.names();
        let cfgs = Cfgs::new(package, target, self.workspace.standard_library.host.as_deref(), &names);
        let leaf = |leaf: Leaf| match leaf.0 {
            known::FEATURE if !knows_features => Truth::Unknown,
            _ => cfgs.by_default(leaf),
        };
        clauses.iter().map(|clause| clause.evaluate(&leaf)).fold(Truth::True, Truth::and)
    }

    fn builds_of(&self, krate: &Crate, clauses: &[Clause<'_>]) -> Builds {
        self.builds_as(krate, clauses, false)
    }

    /// With `unclear_ones`, a cfg of which nobody knows whether some build sets it is one that may be set.
    fn builds_as(&self, krate: &Crate, clauses: &[Clause<'_>], unclear_ones: bool) -> Builds {
        let target = self.target(krate);
        if clauses.is_empty() && target.required_features.is_empty() {
            return Builds::Default;
        }
        let names = self.sources.names();
        let package = &self.workspace.packages[krate.package.0 as usize];
        let cfgs = Cfgs::new(package, target, self.workspace.standard_library.host.as_deref(), &names);
        let by_default = clauses.iter().map(|clause| clause.evaluate(&|leaf| cfgs.by_default(leaf)));
        let required = |feature: &FeatureReference| cfgs.has_by_default(&feature.written);
        if by_default.fold(Truth::True, Truth::and) == Truth::True && target.required_features.iter().all(required) {
            return Builds::Default;
        }
        let possible = |leaf| match cfgs.in_some_build(leaf, target) {
            Truth::Unknown if unclear_ones => Truth::True,
            truth => truth,
        };
        match satisfiable(clauses, &cfgs, &possible) {
            Truth::False => return Builds::Never,
            Truth::Unknown => return Builds::Unclear,
            Truth::True => {}
        }
        let features = target.required_features.iter().filter(|feature| !required(feature));
        let mut written: Vec<String> = features.map(|feature| format!("feature = \"{}\"", feature.written)).collect();
        for clause in clauses.iter().rev() {
            let text = clause.render(&names);
            if !written.contains(&text) {
                written.push(text);
            }
        }
        Builds::When(match written.len() {
            1 => written.remove(0),
            _ => format!("all({})", written.join(", ")),
        })
    }
}

#[cfg(test)]
mod tests;
