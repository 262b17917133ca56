//! Findings that need measurements: what got slower than is allowed, and what misses its target. They are shown in the editor, and
//! no check reports them, which says the same on every machine.
//!
//! A keystroke must not wait for the disk nor for samples to be drawn anew; so whoever answers one asks for what is known, and the rest is
//! found out in the background.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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

/// What was read from disk for files with benches. To which call a result belongs is not among it: calls come, go and change places
/// with every edit.
///
/// It outlives what it was read for: until the disk has been looked at again, what it said before is known best, and a finding that
/// vanished and came back would only blink.
#[derive(Debug, Default)]
pub(crate) struct MeasuredMemory {
    files: Mutex<FxHashMap<PathBuf, Arc<OnDisk>>>,
    /// When the libraries that a package's benches are built with were changed last, and as of which [`Saves::sources`].
    libraries: Mutex<FxHashMap<PackageId, (u64, Option<SystemTime>)>>,
    /// Whether findings were looked for in any of it.
    judged: AtomicBool,
}

/// How often something was saved that what was read from disk depends on: what was read before is out of date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saves {
    /// Results of benches; or they are to be looked for elsewhere.
    pub results: u64,
    /// Sources; or benches are built with others.
    pub sources: u64,
}

/// What the disk says for a file.
#[derive(Debug)]
struct OnDisk {
    /// As of when.
    of: Saves,
    /// All that its calls may be called, each once, sorted.
    patterns: Vec<IdPattern>,
    /// What was saved of these.
    saved: Vec<Arc<SavedBenchmark>>,
    /// For the root of each target that has a call in it, when the target's code was changed last.
    changed: BTreeMap<PathBuf, Option<SystemTime>>,
}

impl MeasuredMemory {
    /// Whether findings were made of results, which may be out of date now.
    pub(crate) fn is_judged(&self) -> bool {
        self.judged.load(Ordering::Relaxed)
    }

    fn files(&self) -> MutexGuard<'_, FxHashMap<PathBuf, Arc<OnDisk>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn libraries(&self) -> MutexGuard<'_, FxHashMap<PackageId, (u64, Option<SystemTime>)>> {
        self.libraries.lock().unwrap_or_else(PoisonError::into_inner)
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
        let own = &calls.calls[calls.in_file(file)];
        let is_compared = self.baselines().against.is_some() || settings.against.is_some();
        let is_promised =
            !self.configured_targets().targets.is_empty() || own.iter().any(|call| !call.comments.is_empty());
        if !is_compared && !is_promised {
            return Vec::new();
        }
        self.measured_memory().judged.store(true, Ordering::Relaxed);
        let Some(results) = self.results_of(&calls, file, effort) else { return Vec::new() };
        let mut drafts: Vec<Draft> = Vec::new();
        for result in self.fresh(results, settings) {
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

    /// The results of the file's calls; `None` if the disk has to be read for them, and may not be. Of what was read before, a call
    /// may be missing that is new or called otherwise since.
    fn results_of(&self, calls: &BenchCalls, file: &Path, effort: Effort) -> Option<Vec<CallResults>> {
        let known = self.measured_memory().files().get(file).cloned();
        let on_disk = match effort {
            Effort::Known => known?,
            Effort::Whole => self.read_again(calls, file, known.as_ref()),
        };
        let changed = |target: &BenchTarget| on_disk.changed.get(&target.root).copied().flatten();
        let mut results = linked(calls, file, &on_disk.saved, changed);
        let is_known = |(target, _): &(usize, _)| on_disk.changed.contains_key(&calls.targets[*target].root);
        results.retain(|result| calls.calls[result.call].ids.iter().all(is_known));
        Some(results)
    }

    /// What the disk says for the file, of which this was read before.
    fn read_again(&self, calls: &BenchCalls, file: &Path, known: Option<&Arc<OnDisk>>) -> Arc<OnDisk> {
        let of = self.saves();
        let patterns: Vec<IdPattern> = patterns_of(calls, file).into_iter().cloned().collect();
        let targets: BTreeMap<&Path, &BenchTarget> = {
            let of_calls = calls.calls[calls.in_file(file)].iter().flat_map(|call| &call.ids);
            of_calls.map(|(target, _)| &calls.targets[*target]).map(|target| (target.root.as_path(), target)).collect()
        };
        let read = known.filter(|known| known.of.results >= of.results && known.patterns == patterns);
        let looked = known.filter(|known| {
            known.of.sources >= of.sources && targets.keys().all(|root| known.changed.contains_key(*root))
        });
        match (read, looked) {
            (Some(known), Some(_)) => return Arc::clone(known),
            // Where nothing was saved, it does not matter what would be stale.
            (Some(known), None) if known.saved.is_empty() => return Arc::clone(known),
            _ => {}
        }
        let saved = read.map_or_else(|| self.saved_of(calls, file).0, |known| known.saved.clone());
        let changed = match looked {
            Some(known) => known.changed.clone(),
            None if saved.is_empty() => BTreeMap::new(),
            None => targets.into_iter().map(|(root, of)| (root.to_owned(), self.changed_as_known(of))).collect(),
        };
        let on_disk = Arc::new(OnDisk { of, saved, changed, patterns });
        let mut files = self.measured_memory().files();
        // Whoever works on an older snapshot may come last.
        let is_newer = |other: &Arc<OnDisk>| other.of.results > of.results || other.of.sources > of.sources;
        if !files.get(file).is_some_and(is_newer) {
            files.insert(file.to_owned(), Arc::clone(&on_disk));
        }
        on_disk
    }

    /// As [`Snapshot::changed`]; the libraries, which many benches share, are looked at once until a source is saved.
    fn changed_as_known(&self, target: &BenchTarget) -> Option<SystemTime> {
        let sources = self.saves().sources;
        let known = self.measured_memory().libraries().get(&target.package).copied();
        let libraries = match known.filter(|(of, _)| *of == sources) {
            Some((_, changed)) => changed,
            None => {
                let changed = self.libraries_changed(target.package);
                self.measured_memory().libraries().insert(target.package, (sources, changed));
                changed
            }
        };
        self.written_last(&target.files).max(libraries)
    }

    /// Without the benchmarks that were measured before the code changed.
    fn fresh(&self, results: Vec<CallResults>, settings: &HintSettings) -> Vec<CallResults> {
        let fresh = |mut result: CallResults| {
            let changed = result.changed;
            result.benchmarks.retain(|benchmark| {
                let shown = self.shown_baseline(benchmark, settings);
                shown.is_some_and(|shown| changed.is_none_or(|changed| changed <= shown.oldest()))
            });
            (!result.benchmarks.is_empty()).then_some(result)
        };
        results.into_iter().filter_map(fresh).collect()
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
