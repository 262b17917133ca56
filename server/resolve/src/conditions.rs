//! Which builds compile a piece of code: cfg expressions, evaluated for the default build on this host, and for any
//! build at all. Two contradicting cfgs are not noticed: such code is taken to be compiled somewhere.

use greenlight_project::{Package, Target, TargetKind};
use greenlight_syntax::{ALWAYS, Condition, ConditionId, NameTable, Outline, Symbol, known};
use rustc_hash::FxHashSet;

use crate::program::{Crate, ModuleId, Program};

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

/// What is known of a target's cfgs.
pub(crate) struct Cfgs<'a> {
    names: &'a NameTable,
    /// Features of the package.
    expected: FxHashSet<&'a str>,
    /// Those that are on by default.
    default: FxHashSet<&'a str>,
    /// Whether `cfg(test)` holds for the target.
    test: bool,
    /// Whether any feature at all may be set, by a build script or flags that could not be read.
    anything: bool,
}

/// rustc's well-known names that a default build on some platform may set (the rustc book, "Checking conditional
/// configurations"), but for `doc`, `doctest`, `miri`, `test` and the like.
const PLATFORM_NAMES: &[&str] = &[
    "target_os",
    "target_arch",
    "target_family",
    "target_env",
    "target_pointer_width",
    "target_endian",
    "target_vendor",
    "target_abi",
    "target_feature",
    "target_has_atomic",
    "panic",
];

impl<'a> Cfgs<'a> {
    pub(crate) fn new(package: &'a Package, target: &Target, names: &'a NameTable) -> Cfgs<'a> {
        Cfgs {
            names,
            expected: expected_features(package).collect(),
            default: package.features.default.iter().map(String::as_str).collect(),
            test: target.harness && matches!(target.kind, TargetKind::Test | TargetKind::Bench),
            anything: package.expected_cfgs.unknown
                || package.expected_cfgs.any_value.iter().any(|name| name == "feature"),
        }
    }

    /// Whether the leaf holds in the default build on this host.
    fn by_default(&self, key: Symbol, value: Option<Symbol>) -> Truth {
        let truth = |holds| if holds { Truth::True } else { Truth::False };
        let key_text = self.names.text(key);
        match value.map(|value| self.names.text(value)) {
            Some(feature) if key == known::FEATURE => truth(self.default.contains(feature)),
            None if key == known::TEST => truth(self.test),
            None => match key_text {
                "true" => Truth::True,
                "false" => Truth::False,
                "unix" => truth(cfg!(unix)),
                "windows" => truth(cfg!(windows)),
                // The development profile is the default.
                "debug_assertions" | "overflow_checks" => Truth::True,
                "proc_macro" => Truth::False,
                _ => Truth::Unknown,
            },
            Some(value) => match key_text {
                "target_os" => truth(value == std::env::consts::OS),
                "target_arch" => truth(value == std::env::consts::ARCH),
                "target_family" => truth(value == std::env::consts::FAMILY),
                "target_pointer_width" => truth(value == usize::BITS.to_string()),
                "target_endian" => truth(value == if cfg!(target_endian = "big") { "big" } else { "little" }),
                "target_has_atomic" => truth(["8", "16", "32", "64", "ptr"].contains(&value)),
                "panic" => truth(value == "unwind"),
                _ => Truth::Unknown,
            },
        }
    }

    /// Whether the leaf may hold in some build that Cargo can be asked for.
    fn in_some_build(&self, key: Symbol, value: Option<Symbol>) -> Truth {
        let key_text = self.names.text(key);
        match value.map(|value| self.names.text(value)) {
            Some(feature) if key == known::FEATURE => {
                let declared = self.expected.contains(feature);
                match (declared, self.anything) {
                    (true, _) => Truth::True,
                    (false, true) => Truth::Unknown,
                    (false, false) => Truth::False,
                }
            }
            None if key == known::TEST => Truth::True,
            None => match key_text {
                "true" | "unix" | "windows" | "debug_assertions" | "overflow_checks" => Truth::True,
                "false" => Truth::False,
                _ => Truth::Unknown,
            },
            Some(_) if PLATFORM_NAMES.contains(&key_text) => Truth::True,
            Some(_) => Truth::Unknown,
        }
    }
}

fn expected_features(package: &Package) -> impl Iterator<Item = &str> {
    let told = package.expected_cfgs.values.iter().filter(|(name, _)| name == "feature").map(|(_, value)| value);
    package.features.expected.iter().chain(told).map(String::as_str)
}

/// Evaluates with three truth values: an unknown leaf makes unknown only what depends on it. `negated` says whether
/// the expression stands under an odd number of `not`; a leaf that holds in some build does not hold in another.
fn evaluate(
    outline: &Outline,
    id: ConditionId,
    leaf: &impl Fn(Symbol, Option<Symbol>, bool) -> Truth,
    negated: bool,
) -> Truth {
    if id == ALWAYS {
        return Truth::True;
    }
    let fold = |children: &[ConditionId], absorbing: Truth, neutral: Truth| {
        let mut result = neutral;
        for &child in children {
            match evaluate(outline, child, leaf, negated) {
                truth if truth == absorbing => return absorbing,
                Truth::Unknown => result = Truth::Unknown,
                _ => {}
            }
        }
        result
    };
    match outline.condition(id) {
        Condition::All(children) => fold(outline.children(children), Truth::False, Truth::True),
        Condition::Any(children) => fold(outline.children(children), Truth::True, Truth::False),
        Condition::Not(child) => match evaluate(outline, child, leaf, !negated) {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        },
        Condition::Flag(name) => leaf(name, None, negated),
        Condition::Value(key, value) => leaf(key, Some(value), negated),
        Condition::Unknown => Truth::Unknown,
    }
}

/// Whether some build makes the expression true, each leaf taken for itself: under `not`, a leaf that may hold may
/// as well not hold.
fn satisfiable(outline: &Outline, id: ConditionId, cfgs: &Cfgs<'_>) -> Truth {
    let leaf = |key, value, negated: bool| match cfgs.in_some_build(key, value) {
        Truth::True if negated && !matches!(cfgs.names.text(key), "true") => Truth::False,
        truth => truth,
    };
    evaluate(outline, id, &leaf, false)
}

impl Program {
    /// Every condition between a crate's root and a place in `module` whose own condition is `own`, each with the
    /// outline it belongs to, innermost first.
    fn conditions(&self, module: ModuleId, own: ConditionId) -> Vec<(&Outline, ConditionId)> {
        let mut conditions = vec![(self.outline(module), own)];
        let mut at = Some(module);
        while let Some(module) = at {
            if let Some(scope) = self.scope(module) {
                conditions.push((self.outline(module), scope.condition));
                if scope.parent.is_some() {
                    at = self.parent(module);
                    continue;
                }
            }
            at = self.instance(self.module(module).instance).declared.map(|(parent, item)| {
                let outline = self.outline(parent);
                conditions.push((outline, outline.items[item as usize].condition));
                parent
            });
        }
        conditions.retain(|&(_, condition)| condition != ALWAYS);
        conditions
    }

    /// Which builds compile a place in `module` whose own condition is `own`.
    #[must_use]
    pub fn builds(&self, module: ModuleId, own: ConditionId) -> Builds {
        self.builds_of(self.krate(module), &self.conditions(module, own))
    }

    /// As [`Program::builds`], for an inner attribute of `module`, which its own `#![cfg]` does not enclose.
    #[must_use]
    pub fn builds_around(&self, module: ModuleId) -> Builds {
        let mut conditions = self.conditions(module, ALWAYS);
        let own = self.scope(module).map_or(ALWAYS, |scope| scope.condition);
        if own != ALWAYS && !conditions.is_empty() {
            conditions.remove(0);
        }
        self.builds_of(self.krate(module), &conditions)
    }

    fn builds_of(&self, krate: &Crate, conditions: &[(&Outline, ConditionId)]) -> Builds {
        let target = self.target(krate);
        if conditions.is_empty() && target.required_features.is_empty() {
            return Builds::Default;
        }
        let names = self.sources.names();
        let package = &self.workspace.packages[krate.package.0 as usize];
        let cfgs = Cfgs::new(package, target, &names);
        let all = |truth: &dyn Fn(&Outline, ConditionId) -> Truth| {
            conditions.iter().map(|&(outline, condition)| truth(outline, condition)).fold(Truth::True, Truth::and)
        };
        match all(&|outline, condition| satisfiable(outline, condition, &cfgs)) {
            Truth::False => return Builds::Never,
            Truth::Unknown => return Builds::Unclear,
            Truth::True => {}
        }
        let by_default = all(&|outline, condition| {
            evaluate(outline, condition, &|key, value, _| cfgs.by_default(key, value), false)
        });
        let required = |feature: &String| cfgs.default.contains(feature.as_str());
        if by_default == Truth::True && target.required_features.iter().all(required) {
            return Builds::Default;
        }
        let mut written: Vec<String> = target
            .required_features
            .iter()
            .filter(|feature| !required(feature))
            .map(|feature| format!("feature = \"{feature}\""))
            .collect();
        for &(outline, condition) in conditions.iter().rev() {
            let text = render(outline, condition, &names);
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

impl Truth {
    fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
            (Truth::True, Truth::True) => Truth::True,
        }
    }
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
