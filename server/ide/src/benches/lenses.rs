//! What can be done with a bench at its line. The set depends on source alone, so that text does not move when results come
//! and go.

use std::path::Path;

use greenlight_bench::command::{BenchRun, Which};
use greenlight_files::Span;
use greenlight_project::{DependencySource, Package};
use greenlight_syntax::benches::AttributeFramework;
use greenlight_text::Label;
use semver::Version;

use super::{BenchCall, BenchCalls, BenchTarget, EntryKind};
use crate::host::Snapshot;

/// Something to click on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenchLens {
    /// What it is about, in bytes.
    pub span: Span,
    /// What it says.
    pub title: Label,
    /// What it does.
    pub action: LensAction,
}

/// What a lens does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LensAction {
    /// Runs benchmarks.
    Run(BenchRun),
    /// Lays the baselines of the call at these bytes side by side.
    Compare(Span),
}

impl Snapshot {
    /// The lenses of a file (absolute), by place.
    #[must_use]
    pub fn bench_lenses(&self, file: &Path) -> Vec<BenchLens> {
        let calls = self.bench_calls();
        let mut lenses = Vec::new();
        let is_in_target = calls.targets.iter().any(|target| target.files.iter().any(|own| own == file));
        for call in &calls.calls[calls.in_file(file)] {
            for (target, run) in self.runs_of(&calls, call) {
                lenses.push(BenchLens {
                    span: call.name_span,
                    title: title("▶ Run bench", &calls, call.ids.len(), target),
                    action: LensAction::Run(run),
                });
            }
            if is_in_target {
                lenses.push(BenchLens {
                    span: call.name_span,
                    title: "Compare".into(),
                    action: LensAction::Compare(call.name_span),
                });
            }
        }
        for entry in calls.entries.iter().filter(|entry| entry.file == file) {
            let target = &calls.targets[entry.target];
            let (what, which) = match &entry.kind {
                EntryKind::Main => ("▶ Run all", Which::All),
                EntryKind::Attribute(AttributeFramework::Divan, name) => {
                    // It filters by a regular expression in its paths, which begin with the crate's name.
                    ("▶ Run bench", Which::Named(format!("{name}$")))
                }
                EntryKind::Attribute(AttributeFramework::Libtest, name) => ("▶ Run bench", Which::Named(name.clone())),
            };
            let of_file = calls.entries.iter().filter(|other| other.span == entry.span && other.file == entry.file);
            if let Some(run) = self.run(target, which, matches!(entry.kind, EntryKind::Main)) {
                lenses.push(BenchLens {
                    span: entry.span,
                    title: title(what, &calls, of_file.count(), entry.target),
                    action: LensAction::Run(run),
                });
            }
        }
        lenses.sort_by_key(|lens| lens.span);
        lenses
    }

    /// How the call is run, in each of its targets.
    pub(crate) fn runs_of(&self, calls: &BenchCalls, call: &BenchCall) -> Vec<(usize, BenchRun)> {
        let runs = call.ids.iter().filter_map(|(index, ids)| {
            let target = &calls.targets[*index];
            let package = &self.workspace().packages[target.package.0 as usize];
            let patterns = ids.iter().map(|id| id.pattern.clone()).collect();
            let run = self.run(target, Which::Fitting(patterns, self.criterion_version(package)), true)?;
            Some((*index, run))
        });
        runs.collect()
    }

    /// `None` for a file that no target contains: Cargo cannot run it.
    fn run(&self, target: &BenchTarget, which: Which, saves: bool) -> Option<BenchRun> {
        Some(BenchRun {
            package: target.package_name.clone(),
            target: target.name.clone()?,
            features: target.features.clone(),
            which,
            // What is shown is what is measured anew.
            baseline: self.baselines().current.clone().filter(|_| saves),
        })
    }

    /// The version of Criterion that the lock pins for the package, or the least that its requirement allows.
    pub(super) fn criterion_version(&self, package: &Package) -> Option<Version> {
        let dependency = package.dependencies.iter().find(|dependency| dependency.package == "criterion")?;
        let locked = match (&dependency.source, &self.workspace().lock) {
            (DependencySource::Downloaded(found), Some(lock)) => {
                found.first().and_then(|found| lock.packages.get(found.locked as usize))
            }
            _ => None,
        };
        if let Some(locked) = locked {
            return Version::parse(&locked.version).ok();
        }
        let requirement = semver::VersionReq::parse(dependency.requirement.as_deref()?).ok()?;
        let least = requirement.comparators.first()?;
        Some(Version::new(least.major, least.minor.unwrap_or(0), least.patch.unwrap_or(0)))
    }
}

/// Where there are several targets, which.
fn title(what: &str, calls: &BenchCalls, targets: usize, target: usize) -> Label {
    match &calls.targets[target].name {
        Some(name) if targets > 1 => format!("{what} ({name})").into(),
        _ => what.into(),
    }
}
