//! Findings that need measurements: what got slower than is allowed, and what misses its target. They are shown in the editor, and
//! no check reports them, which says the same on every machine.
//!
//! A keystroke must not wait for the disk nor for samples to be drawn anew; so whoever answers one asks for what is known, and the rest is
//! found out in the background.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use greenlight_bench::identity::IdPattern;
use greenlight_bench::saved::SavedBenchmark;
use greenlight_project::{PackageId, TargetKind};
use rustc_hash::FxHashMap;

use super::results::{linked, patterns_of};
use super::{BenchCall, BenchCalls, BenchTarget, CallResults, ComparedBench, HintSettings};
use crate::check::Draft;
use crate::finding::Finding;
use crate::host::Snapshot;
use crate::rules::{bench_regression, perf_target_missed};

/// How much may be done for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Only what was found out before is said.
    Known,
    /// Results are read, and compared.
    Whole,
}

/// What was read from disk for files with benches, as long as nothing is written there. To which call a result belongs is not among
/// it: calls come, go and change places with every edit.
#[derive(Debug, Default)]
pub(crate) struct MeasuredMemory(Mutex<FxHashMap<PathBuf, Arc<OnDisk>>>);

/// What the disk says for a file.
#[derive(Debug)]
struct OnDisk {
    /// All that its calls may be called, each once, sorted.
    patterns: Vec<IdPattern>,
    /// What was saved of these.
    saved: Vec<SavedBenchmark>,
    /// For the root of each target that has a call in it, when the target's code was changed last.
    changed: Vec<(PathBuf, Option<SystemTime>)>,
}

impl MeasuredMemory {
    /// Whether nothing was found out.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

impl Snapshot {
    /// Whether a bench target of Cargo's has the file (absolute), as far as its own package tells.
    #[must_use]
    pub fn is_bench(&self, file: &Path) -> bool {
        let program = self.program();
        let located = program.locate(file, program.likely_crates(file));
        let mut instances = located.iter().flat_map(|located| &located.instances);
        instances.any(|instance| program.target_of(instance.krate).kind == TargetKind::Bench)
    }

    /// Whether the file (absolute) lies in or below the folder of a bench target, as its files do. No file is read to tell.
    #[must_use]
    pub fn lies_by_a_bench(&self, file: &Path) -> bool {
        let targets = self.workspace().packages.iter().flat_map(|package| &package.targets);
        let mut benches = targets.filter(|target| target.kind == TargetKind::Bench);
        benches.any(|bench| bench.path.parent().is_some_and(|folder| file.starts_with(folder)))
    }

    /// What the saved results of the file's calls come to, by place.
    #[must_use]
    pub fn measured_findings(&self, file: &Path, settings: &HintSettings, effort: Effort) -> Vec<Finding> {
        if !self.is_bench(file) {
            return Vec::new();
        }
        let calls = self.bench_calls();
        let own: Vec<&BenchCall> = calls.calls.iter().filter(|call| call.file == file).collect();
        let is_compared = self.baselines().against.is_some() || settings.against.is_some();
        let is_promised = !self.configured_targets().is_empty() || own.iter().any(|call| !call.comments.is_empty());
        if !is_compared && !is_promised {
            return Vec::new();
        }
        let Some(results) = self.results_of(&calls, file, effort) else { return Vec::new() };
        let mut drafts: Vec<Draft> = Vec::new();
        for result in self.fresh(&results, settings) {
            let call = &calls.calls[result.call];
            let package = call.ids.first().map(|(target, _)| calls.targets[*target].package);
            if is_compared {
                drafts.extend(self.regression(&calls, call, package, &result, settings, effort));
            }
            if is_promised {
                let promises = self.given_promises_of(&calls, &result, settings);
                let place = |held: &crate::promises::HeldPromise| self.place_of(&held.promise);
                drafts.extend(perf_target_missed::check(call, package, &promises, place));
            }
        }
        self.finish(&drafts)
    }

    /// The results of the file's calls; `None` if the disk has to be read for them, and may not be.
    fn results_of(&self, calls: &BenchCalls, file: &Path, effort: Effort) -> Option<Vec<CallResults>> {
        let patterns: Vec<IdPattern> = patterns_of(calls, file).into_iter().cloned().collect();
        let targets = || {
            let own = calls.calls.iter().filter(|call| call.file == file);
            own.flat_map(|call| &call.ids).map(|(target, _)| &calls.targets[*target])
        };
        let memory = || self.measured_memory().0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = memory().get(file).cloned().filter(|known| {
            let has = |target: &BenchTarget| known.changed.iter().any(|(root, _)| *root == target.root);
            known.patterns == patterns && targets().all(has)
        });
        let on_disk = match (known, effort) {
            (Some(known), _) => known,
            (None, Effort::Known) => return None,
            (None, Effort::Whole) => {
                let mut roots: BTreeMap<&Path, &BenchTarget> = BTreeMap::new();
                roots.extend(targets().map(|target| (target.root.as_path(), target)));
                let changed = roots.into_values().map(|target| (target.root.clone(), self.changed(target)));
                let (saved, _) = self.saved_of(calls, file);
                let on_disk = Arc::new(OnDisk { patterns, saved, changed: changed.collect() });
                memory().insert(file.to_owned(), Arc::clone(&on_disk));
                on_disk
            }
        };
        let changed = |target: &BenchTarget| {
            on_disk.changed.iter().find(|(root, _)| *root == target.root).and_then(|(_, changed)| *changed)
        };
        Some(linked(calls, file, on_disk.saved.clone(), changed))
    }

    /// Without the benchmarks that were measured before the code changed.
    fn fresh(&self, results: &[CallResults], settings: &HintSettings) -> Vec<CallResults> {
        let fresh = |result: &CallResults| {
            let mut result = result.clone();
            let changed = result.changed;
            result.benchmarks.retain(|benchmark| {
                let shown = self.shown_baseline(benchmark, settings);
                shown.is_some_and(|shown| changed.is_none_or(|changed| changed <= shown.oldest()))
            });
            (!result.benchmarks.is_empty()).then_some(result)
        };
        results.iter().filter_map(fresh).collect()
    }

    fn regression(
        &self,
        calls: &BenchCalls,
        call: &BenchCall,
        package: Option<PackageId>,
        result: &CallResults,
        settings: &HintSettings,
        effort: Effort,
    ) -> Option<Draft> {
        let otherwise = call.ids.iter().any(|(target, _)| calls.targets[*target].other_measurement);
        let compared = result.benchmarks.iter().filter_map(|benchmark| {
            let shown = self.shown_baseline(benchmark, settings)?;
            let against = self.compared_baseline(benchmark, shown, settings)?;
            match effort {
                Effort::Whole => Some(self.compared(benchmark, against, shown, otherwise)),
                Effort::Known => self.compared_before(benchmark, against, shown, otherwise),
            }
        });
        let compared: Vec<ComparedBench> = compared.collect();
        bench_regression::check(call, package, &compared)
    }
}
