//! Two baselines of a workspace against each other.

use greenlight_bench::display::{Unit, unit};
use greenlight_bench::identity::BenchmarkId;
use greenlight_bench::link::{Link, link};
use greenlight_bench::saved::{Baseline, Note, SavedBenchmark};
use greenlight_bench::statistics::{Comparison, Limits, NOISE_OF_A_SINGLE_RUN, Verdict, compare, verdict};

use super::BenchCall;
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
    /// How far two runs of the same code are taken to be apart, as a share.
    pub noise: f64,
    /// The names of all baselines that there are, sorted.
    pub names: Vec<String>,
    /// What could not be read.
    pub notes: Vec<Note>,
}

/// A benchmark in two baselines.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedBench {
    /// Its id.
    pub id: BenchmarkId,
    /// The older.
    pub from: (Baseline, Unit),
    /// The newer.
    pub to: (Baseline, Unit),
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
        let (saved, notes) = self.all_saved();
        let noise = NOISE_OF_A_SINGLE_RUN;
        let (mut benches, mut only_from, mut only_to) = (Vec::new(), Vec::new(), Vec::new());
        let mut names: Vec<String> = Vec::new();
        for benchmark in saved.into_values() {
            names.extend(benchmark.baselines.iter().map(|baseline| baseline.name.clone()));
            let named = |name: &str| benchmark.baselines.iter().find(|baseline| baseline.name == name).cloned();
            match (named(from), named(to)) {
                (None, None) => {}
                (Some(_), None) => only_from.push(benchmark.id),
                (None, Some(_)) => only_to.push(benchmark.id),
                (Some(old), Some(new)) => {
                    let measures_otherwise = match link(&benchmark.id, calls.calls.iter().map(BenchCall::patterns)) {
                        Link::Site(call) => {
                            calls.calls[call].ids.iter().any(|(target, _)| calls.targets[*target].other_measurement)
                        }
                        Link::Ambiguous(_) | Link::Orphan => false,
                    };
                    benches.push(self.compared(benchmark, old, new, measures_otherwise, noise));
                }
            }
        }
        names.sort();
        names.dedup();
        BenchComparison { benches, only_from, only_to, noise, names, notes }
    }

    fn compared(
        &self,
        benchmark: SavedBenchmark,
        old: Baseline,
        new: Baseline,
        measures_otherwise: bool,
        noise: f64,
    ) -> ComparedBench {
        let (old_unit, new_unit) = (unit(&old, measures_otherwise), unit(&new, measures_otherwise));
        let comparison = compare((&old, &old_unit), (&new, &new_unit), noise);
        let is_memory = matches!(&new_unit, Unit::Other(Some(unit)) if matches!(unit.as_str(), "B" | "bytes" | "byte"));
        let limits = if is_memory { self.limits().memory } else { self.limits().time };
        let verdict = verdict(&comparison, limits);
        ComparedBench { id: benchmark.id, from: (old, old_unit), to: (new, new_unit), comparison, limits, verdict }
    }
}
