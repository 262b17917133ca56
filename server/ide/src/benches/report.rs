//! Everything that is known of a workspace's benches, for a report: of each benchmark the baseline that is shown, the one that it is
//! compared with, and what the change between the two comes to.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use greenlight_bench::display::{Unit, unit};
use greenlight_bench::identity::BenchmarkId;
use greenlight_bench::saved::metrics::Metric;
use greenlight_bench::saved::{Baseline, BaselineNames, Note, SavedBenchmark};
use greenlight_bench::statistics::Limits;
use rayon::prelude::*;

use super::{BenchCall, BenchTarget, ComparedBench};
use crate::host::Snapshot;
use crate::perf_targets::HeldTarget;

/// What was saved of a workspace's benches, and what it comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct BenchReport {
    /// The baseline that was asked for or is configured; `None` where the newest of each benchmark is meant.
    pub current: Option<String>,
    /// The baseline to compare with that was asked for or is configured; `None` where the next older one of each benchmark is
    /// meant.
    pub against: Option<String>,
    /// By package and target.
    pub targets: Vec<ReportedTarget>,
    /// Results that no call can have, by id.
    pub orphans: Vec<ReportedBench>,
    /// Results that several calls may have, by id, each with these calls.
    pub ambiguous: Vec<(ReportedBench, Vec<BenchCall>)>,
    /// The performance targets, held against what is shown.
    pub held: Vec<HeldTarget>,
    /// What the files of metrics say, by file.
    pub metrics: Vec<(PathBuf, Vec<Metric>)>,
    /// What could not be read.
    pub notes: Vec<Note>,
    /// What is tolerated of a change of a time.
    pub limits: Limits,
}

/// A target with its benches.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportedTarget {
    /// The target.
    pub target: BenchTarget,
    /// By id; what has none comes last.
    pub benches: Vec<ReportedBench>,
}

/// A benchmark, or a call of which nothing was saved.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportedBench {
    /// Its id; `None` where source does not tell it and nothing was saved.
    pub id: Option<BenchmarkId>,
    /// The call that it is of; `None` for results that belong to none, or to nobody knows which.
    pub call: Option<BenchCall>,
    /// Newest first; empty if it never ran.
    pub baselines: Vec<Arc<Baseline>>,
    /// What the numbers of the one that is shown are of.
    pub unit: Unit,
    /// Whether something else than time may be measured.
    pub other_measurement: bool,
    /// The one of `baselines` that is shown; `None` also where it has no baseline of the name that the report asks for.
    pub shown: Option<usize>,
    /// That one held against the one that it is compared with, which the report asks for and this benchmark has.
    pub change: Option<ComparedBench>,
    /// Whether the code was changed after what is shown was saved.
    pub stale: bool,
}

impl ReportedBench {
    /// The baseline that is shown.
    #[must_use]
    pub fn baseline(&self) -> Option<&Baseline> {
        self.shown.and_then(|shown| self.baselines.get(shown)).map(|baseline| &**baseline)
    }

    /// What the numbers of one of its baselines are of.
    #[must_use]
    pub fn unit_of(&self, baseline: &Baseline) -> Unit {
        unit(baseline, self.other_measurement)
    }

    /// The baseline that it is compared with.
    #[must_use]
    pub fn older(&self) -> Option<&Baseline> {
        self.change.as_ref().map(|change| &*change.from.0)
    }
}

impl BenchReport {
    /// All benchmarks with or without results, those of no bench last.
    pub fn benches(&self) -> impl Iterator<Item = &ReportedBench> {
        let of_targets = self.targets.iter().flat_map(|target| &target.benches);
        of_targets.chain(self.ambiguous.iter().map(|(bench, _)| bench)).chain(&self.orphans)
    }

    /// All changes.
    pub fn changes(&self) -> impl Iterator<Item = &ComparedBench> {
        self.benches().filter_map(|bench| bench.change.as_ref())
    }

    /// The names of all baselines that there are.
    #[must_use]
    pub fn names(&self) -> BaselineNames {
        self.benches().flat_map(|bench| &bench.baselines).collect()
    }
}

/// What makes an entry of a report, before anything is compared.
struct Found {
    id: Option<BenchmarkId>,
    call: Option<BenchCall>,
    saved: Option<SavedBenchmark>,
    other_measurement: bool,
    changed: Option<SystemTime>,
}

impl Snapshot {
    /// Reads all results. `current` and `against` are the baselines that were asked for; they go before what is configured.
    #[must_use]
    pub fn bench_report(&self, current: Option<&str>, against: Option<&str>) -> BenchReport {
        let current = current.or(self.baselines().current.as_deref());
        let against = against.or(self.baselines().against.as_deref());
        let list = self.bench_list();
        let held = self.held_targets(&list, current);
        let calls = &list.calls;
        let complete = |found: Vec<Found>| -> Vec<ReportedBench> {
            found.into_par_iter().map(|found| self.reported(found, current, against)).collect()
        };
        let of_none = |saved: &SavedBenchmark| Found {
            id: Some(saved.id.clone()),
            call: None,
            saved: Some(saved.clone()),
            other_measurement: false,
            changed: None,
        };
        let targets = list.targets.iter().map(|listed| {
            let target = calls.targets[listed.target].clone();
            let changed = self.changed(&target);
            let benches = listed.benches.iter().map(|bench| Found {
                id: bench.id.clone(),
                call: Some(calls.calls[bench.call].clone()),
                saved: bench.saved.clone(),
                other_measurement: target.other_measurement,
                changed,
            });
            ReportedTarget { benches: complete(benches.collect()), target }
        });
        let targets = targets.collect();
        let ambiguous = complete(list.ambiguous.iter().map(|(saved, _)| of_none(saved)).collect());
        let several = list.ambiguous.iter().map(|(_, calls)| calls);
        let named = |indices: &Vec<usize>| indices.iter().map(|&index| calls.calls[index].clone()).collect();
        BenchReport {
            current: current.map(str::to_owned),
            against: against.map(str::to_owned),
            targets,
            orphans: complete(list.orphans.iter().map(of_none).collect()),
            ambiguous: ambiguous.into_iter().zip(several.map(named)).collect(),
            held,
            limits: self.limits().time,
            metrics: list.metrics,
            notes: list.notes,
        }
    }

    fn reported(&self, found: Found, current: Option<&str>, against: Option<&str>) -> ReportedBench {
        let baselines = found.saved.as_ref().map_or(&[][..], |saved| &saved.baselines);
        let shown = found.saved.as_ref().and_then(|saved| saved.named_or_newest(current));
        let shown = shown.map(|index| (index, &baselines[index]));
        let change = shown.and_then(|(index, new)| {
            let older = match against {
                Some(name) => baselines.iter().find(|baseline| baseline.name == name && baseline.name != new.name),
                None => baselines.get(index + 1),
            };
            Some(self.compared(found.saved.as_ref()?, older?, new, found.other_measurement))
        });
        ReportedBench {
            unit: shown.map_or(Unit::Time, |(_, shown)| unit(shown, found.other_measurement)),
            stale: shown.is_some_and(|(_, shown)| found.changed.is_some_and(|changed| shown.oldest() < changed)),
            shown: shown.map(|(index, _)| index),
            other_measurement: found.other_measurement,
            id: found.id,
            call: found.call,
            change,
            baselines: baselines.to_vec(),
        }
    }
}
