//! The rules: one file each, with the text that `greenlight explain` prints. This file is their list.

pub(crate) mod bench_harness;
pub(crate) mod bench_not_a_target;
pub(crate) mod bench_regression;
pub(crate) mod broken_workspace;
pub(crate) mod duplicate_bench_id;
pub(crate) mod invalid_configuration;
pub(crate) mod invalid_feature;
pub(crate) mod lib_bench_harness;
pub(crate) mod perf_target_missed;
pub(crate) mod perf_target_without_bench;
pub(crate) mod private_import;
pub(crate) mod undeclared_feature;
pub(crate) mod ungated_optional_dependency;
pub(crate) mod unknown_cfg;
pub(crate) mod unresolved_crate;
pub(crate) mod unresolved_import;
pub(crate) mod unresolved_module;
pub(crate) mod unused_optional_dependency;

/// A rule, by the name that configuration, comments and output use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// `unresolved-import`.
    UnresolvedImport,
    /// `unresolved-crate`.
    UnresolvedCrate,
    /// `private-import`.
    PrivateImport,
    /// `unresolved-module`.
    UnresolvedModule,
    /// `undeclared-feature`.
    UndeclaredFeature,
    /// `unknown-cfg`.
    UnknownCfg,
    /// `invalid-feature`.
    InvalidFeature,
    /// `ungated-optional-dependency`.
    UngatedOptionalDependency,
    /// `unused-optional-dependency`.
    UnusedOptionalDependency,
    /// `broken-workspace`.
    BrokenWorkspace,
    /// `bench-harness`.
    BenchHarness,
    /// `bench-not-a-target`.
    BenchNotATarget,
    /// `lib-bench-harness`.
    LibBenchHarness,
    /// `duplicate-bench-id`.
    DuplicateBenchId,
    /// `perf-target-without-bench`.
    PerfTargetWithoutBench,
    /// `bench-regression`.
    BenchRegression,
    /// `perf-target-missed`.
    PerfTargetMissed,
    /// `invalid-configuration`.
    InvalidConfiguration,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Not shown.
    Allow,
    /// Worth knowing.
    Hint,
    /// Should be looked at before a release.
    Warn,
    /// Stops a release, and `check` with exit code 1.
    Deny,
}

/// Everything about a rule that does not depend on code: what `explain` and the documentation print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description {
    /// As in configuration and output.
    pub name: &'static str,
    /// `imports`, `features`, `manifests` or `benches`.
    pub group: &'static str,
    /// Without configuration.
    pub level: Level,
    /// rustc's codes that mean this rule; the first is the one shown.
    pub codes: &'static [&'static str],
    /// One line.
    pub summary: &'static str,
    /// Markdown: what, example, why, fixes, limits, how to silence.
    pub explanation: &'static str,
}

impl Rule {
    /// Every rule, in the order of the documentation.
    pub const ALL: &[Rule] = &[
        Rule::UnresolvedImport,
        Rule::UnresolvedCrate,
        Rule::PrivateImport,
        Rule::UnresolvedModule,
        Rule::UndeclaredFeature,
        Rule::UnknownCfg,
        Rule::InvalidFeature,
        Rule::UngatedOptionalDependency,
        Rule::UnusedOptionalDependency,
        Rule::BrokenWorkspace,
        Rule::BenchHarness,
        Rule::BenchNotATarget,
        Rule::LibBenchHarness,
        Rule::DuplicateBenchId,
        Rule::PerfTargetWithoutBench,
        Rule::BenchRegression,
        Rule::PerfTargetMissed,
        Rule::InvalidConfiguration,
    ];

    /// What is known about it.
    #[must_use]
    pub const fn description(self) -> &'static Description {
        match self {
            Rule::UnresolvedImport => &unresolved_import::DESCRIPTION,
            Rule::UnresolvedCrate => &unresolved_crate::DESCRIPTION,
            Rule::PrivateImport => &private_import::DESCRIPTION,
            Rule::UnresolvedModule => &unresolved_module::DESCRIPTION,
            Rule::UndeclaredFeature => &undeclared_feature::DESCRIPTION,
            Rule::UnknownCfg => &unknown_cfg::DESCRIPTION,
            Rule::InvalidFeature => &invalid_feature::DESCRIPTION,
            Rule::UngatedOptionalDependency => &ungated_optional_dependency::DESCRIPTION,
            Rule::UnusedOptionalDependency => &unused_optional_dependency::DESCRIPTION,
            Rule::BrokenWorkspace => &broken_workspace::DESCRIPTION,
            Rule::BenchHarness => &bench_harness::DESCRIPTION,
            Rule::BenchNotATarget => &bench_not_a_target::DESCRIPTION,
            Rule::LibBenchHarness => &lib_bench_harness::DESCRIPTION,
            Rule::DuplicateBenchId => &duplicate_bench_id::DESCRIPTION,
            Rule::PerfTargetWithoutBench => &perf_target_without_bench::DESCRIPTION,
            Rule::BenchRegression => &bench_regression::DESCRIPTION,
            Rule::PerfTargetMissed => &perf_target_missed::DESCRIPTION,
            Rule::InvalidConfiguration => &invalid_configuration::DESCRIPTION,
        }
    }

    /// Its name in configuration and output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.description().name
    }

    /// The rules that `name` means: one by its name, or all of a group.
    pub fn named(name: &str) -> impl Iterator<Item = Rule> {
        Rule::ALL.iter().copied().filter(move |rule| rule.name() == name || rule.description().group == name)
    }

    /// The rule of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Rule> {
        Rule::ALL.iter().copied().find(|rule| rule.name() == name)
    }
}

impl Level {
    /// As in configuration and output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Hint => "hint",
            Level::Warn => "warn",
            Level::Deny => "deny",
        }
    }

    /// The level of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Level> {
        [Level::Allow, Level::Hint, Level::Warn, Level::Deny].into_iter().find(|level| level.name() == name)
    }
}
