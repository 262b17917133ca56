//! Two baselines of a workspace against each other.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use greenlight_bench::display::{Unit, unit};
use greenlight_bench::identity::BenchmarkId;
use greenlight_bench::link::Link;
use greenlight_bench::saved::{Baseline, BaselineNames, Circumstances, Note, SavedBenchmark};
use greenlight_bench::statistics::{Comparison, Limits, Verdict, compare, noise, verdict};

use rustc_hash::FxHashMap;

use super::BenchMemory;
use crate::host::Snapshot;

/// What was measured in two baselines.
#[derive(Clone, Debug, PartialEq)]
pub struct BenchComparison {
    /// Those that both have, by id.
    pub benches: Vec<ComparedBench>,
    /// Those that only the older has.
    pub only_from: Vec<BenchmarkId>,
    /// Those that only the newer has.
    pub only_to: Vec<BenchmarkId>,
    /// The names of all baselines that there are.
    pub names: BaselineNames,
    /// What could not be read.
    pub notes: Vec<Note>,
}

/// A benchmark in two baselines.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedBench {
    /// Its id.
    pub id: BenchmarkId,
    /// The older.
    pub from: (Arc<Baseline>, Unit),
    /// The newer.
    pub to: (Arc<Baseline>, Unit),
    /// The change, if there is one.
    pub comparison: Comparison,
    /// What is tolerated of it.
    pub limits: Limits,
    /// What it comes to.
    pub verdict: Verdict,
}

impl Snapshot {
    /// Compares all that was saved as `from` with what was saved as `to`, whether its call is still there or not.
    #[must_use]
    pub fn bench_compare(&self, from: &str, to: &str) -> BenchComparison {
        let calls = self.bench_calls();
        let sites = calls.sites();
        let (saved, notes) = self.all_saved();
        let (mut benches, mut only_from, mut only_to) = (Vec::new(), Vec::new(), Vec::new());
        let names = saved.values().flat_map(|benchmark| &benchmark.baselines).collect();
        for benchmark in saved.into_values() {
            match (benchmark.named(from), benchmark.named(to)) {
                (None, None) => {}
                (Some(_), None) => only_from.push(benchmark.id),
                (None, Some(_)) => only_to.push(benchmark.id),
                (Some(old), Some(new)) => {
                    let measures_otherwise = match sites.link(&benchmark.id) {
                        Link::Site(call) => {
                            calls.calls[call].ids.iter().any(|(target, _)| calls.targets[*target].other_measurement)
                        }
                        Link::Ambiguous(_) | Link::Orphan => false,
                    };
                    benches.push(self.compared(&benchmark, old, new, measures_otherwise));
                }
            }
        }
        BenchComparison { benches, only_from, only_to, names, notes }
    }

    /// Two baselines of a benchmark against each other and against the configuration's limits.
    pub(crate) fn compared(
        &self,
        benchmark: &SavedBenchmark,
        old: &Arc<Baseline>,
        new: &Arc<Baseline>,
        measures_otherwise: bool,
    ) -> ComparedBench {
        let units = (unit(old, measures_otherwise), unit(new, measures_otherwise));
        let comparison = self.bench_memory().comparison(benchmark, (old, &units.0), (new, &units.1));
        self.against_limits(benchmark, old, new, units, comparison)
    }

    /// The same, if they were compared before.
    pub(super) fn compared_before(
        &self,
        benchmark: &SavedBenchmark,
        old: &Arc<Baseline>,
        new: &Arc<Baseline>,
        measures_otherwise: bool,
    ) -> Option<ComparedBench> {
        let units = (unit(old, measures_otherwise), unit(new, measures_otherwise));
        let comparison = self.bench_memory().known_comparison(benchmark, (old, &units.0), (new, &units.1))?;
        Some(self.against_limits(benchmark, old, new, units, comparison))
    }

    fn against_limits(
        &self,
        benchmark: &SavedBenchmark,
        old: &Arc<Baseline>,
        new: &Arc<Baseline>,
        (old_unit, new_unit): (Unit, Unit),
        comparison: Comparison,
    ) -> ComparedBench {
        let is_memory = matches!(&new_unit, Unit::Other(Some(unit)) if matches!(unit.as_str(), "B" | "bytes" | "byte"));
        let limits = if is_memory { self.limits().memory } else { self.limits().time };
        let verdict = verdict(&comparison, limits);
        ComparedBench {
            id: benchmark.id.clone(),
            from: (Arc::clone(old), old_unit),
            to: (Arc::clone(new), new_unit),
            comparison,
            limits,
            verdict,
        }
    }
}

/// Comparisons that were made, by what was saved: to draw the samples anew takes longer than all else that an answer asks for.
#[derive(Debug, Default)]
pub(super) struct Compared(Mutex<FxHashMap<ComparedRuns, Comparison>>);

/// The folder of a benchmark, all of its runs, since its noise is that of all, and which two baselines are meant.
type ComparedRuns = (PathBuf, Vec<Run>, [String; 2], [Unit; 2]);
type Run = (String, SystemTime, usize, Option<Circumstances>);

/// More than this many comparisons are not kept; a workspace with so many benches has most of them compared once.
const KEPT: usize = 10_000;

impl BenchMemory {
    /// Compares two baselines of a benchmark.
    fn comparison(&self, benchmark: &SavedBenchmark, old: (&Baseline, &Unit), new: (&Baseline, &Unit)) -> Comparison {
        if let Some(known) = self.known_comparison(benchmark, old, new) {
            return known;
        }
        // Not under the lock: others may want another one.
        let baselines = benchmark.baselines.iter().map(|baseline| &**baseline);
        let comparison = compare(old, new, noise(baselines, old.0, new.0));
        let mut memory = self.compared.0.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.len() >= KEPT {
            memory.clear();
        }
        memory.insert(compared_runs(benchmark, old, new), comparison.clone());
        comparison
    }

    fn known_comparison(
        &self,
        benchmark: &SavedBenchmark,
        old: (&Baseline, &Unit),
        new: (&Baseline, &Unit),
    ) -> Option<Comparison> {
        let memory = self.compared.0.lock().unwrap_or_else(PoisonError::into_inner);
        memory.get(&compared_runs(benchmark, old, new)).cloned()
    }
}

fn compared_runs(benchmark: &SavedBenchmark, old: (&Baseline, &Unit), new: (&Baseline, &Unit)) -> ComparedRuns {
    let runs = benchmark.baselines.iter().flat_map(|baseline| baseline.runs());
    let runs = runs.map(|run| (run.name.clone(), run.saved, run.samples.len(), run.circumstances.clone())).collect();
    let names = [old.0.name.clone(), new.0.name.clone()];
    (benchmark.folder.clone(), runs, names, [old.1.clone(), new.1.clone()])
}
