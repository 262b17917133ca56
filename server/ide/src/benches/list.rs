//! All benches of a workspace with all that was saved.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use greenlight_bench::identity::BenchmarkId;
use greenlight_bench::link::Link;
use greenlight_bench::saved::metrics::{Metric, read_metrics};
use greenlight_bench::saved::{Note, SavedBenchmark, read_all, roots};
use rustc_hash::FxHashSet;

use super::BenchCalls;
use crate::host::Snapshot;

/// The workspace's benches and results.
#[derive(Clone, Debug, PartialEq)]
pub struct BenchList {
    /// Calls and targets.
    pub calls: Arc<BenchCalls>,
    /// By package and target, in the order of [`BenchCalls::targets`].
    pub targets: Vec<ListedTarget>,
    /// Results that no call can have, by id.
    pub orphans: Vec<SavedBenchmark>,
    /// Results that several calls may have, each with the calls, indices into [`BenchCalls::calls`].
    pub ambiguous: Vec<(SavedBenchmark, Vec<usize>)>,
    /// What the files of metrics say that the configuration names, by file.
    pub metrics: Vec<(PathBuf, Vec<Metric>)>,
    /// What could not be read.
    pub notes: Vec<Note>,
}

/// A target.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedTarget {
    /// Index into [`BenchCalls::targets`].
    pub target: usize,
    /// What it defines, by id; what is known only as a pattern comes by the ids that it has saved, or once.
    pub benches: Vec<ListedBench>,
}

/// A benchmark, or a call of which nothing was saved.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedBench {
    /// Index into [`BenchCalls::calls`].
    pub call: usize,
    /// Its id; `None` where source does not tell it and nothing was saved.
    pub id: Option<BenchmarkId>,
    /// What was saved of it.
    pub saved: Option<SavedBenchmark>,
}

impl Snapshot {
    /// All that was saved, by id; of what is found below several roots, what was saved last.
    pub(super) fn all_saved(&self) -> (BTreeMap<BenchmarkId, SavedBenchmark>, Vec<Note>) {
        let mut saved: BTreeMap<BenchmarkId, SavedBenchmark> = BTreeMap::new();
        let mut notes = Vec::new();
        for root in roots(self.files(), self.workspace()) {
            let found = read_all(self.files(), &root);
            notes.extend(found.notes);
            for benchmark in found.benchmarks {
                let newest = |benchmark: &SavedBenchmark| benchmark.baselines.first().map(|baseline| baseline.saved);
                match saved.get(&benchmark.id) {
                    Some(other) if newest(other) >= newest(&benchmark) => {}
                    _ => _ = saved.insert(benchmark.id.clone(), benchmark),
                }
            }
        }
        (saved, notes)
    }

    /// Reads all results, and says what each belongs to.
    #[must_use]
    pub fn bench_list(&self) -> BenchList {
        let calls = self.bench_calls();
        let (saved, mut notes) = self.all_saved();
        let mut of_calls: BTreeMap<usize, Vec<SavedBenchmark>> = BTreeMap::new();
        let (mut orphans, mut ambiguous) = (Vec::new(), Vec::new());
        let sites = calls.sites();
        for benchmark in saved.into_values() {
            match sites.link(&benchmark.id) {
                Link::Site(call) => of_calls.entry(call).or_default().push(benchmark),
                Link::Ambiguous(several) => ambiguous.push((benchmark, several)),
                Link::Orphan => orphans.push(benchmark),
            }
        }
        let targets = (0..calls.targets.len()).map(|target| {
            let mut benches: Vec<ListedBench> = Vec::new();
            for (index, call) in calls.calls.iter().enumerate() {
                let Ok(at) = call.ids.binary_search_by_key(&target, |(other, _)| *other) else { continue };
                let exact: Vec<Option<BenchmarkId>> = call.ids[at].1.iter().map(|id| id.pattern.exact()).collect();
                let certain: FxHashSet<&BenchmarkId> = exact.iter().flatten().collect();
                let patterns = || call.ids[at].1.iter().zip(&exact).filter(|(_, exact)| exact.is_none());
                let of_call = of_calls.get(&index).map_or(&[][..], Vec::as_slice);
                let fitting = of_call.iter().filter(|saved| {
                    certain.contains(&saved.id) || patterns().any(|(id, _)| id.pattern.matches(&saved.id))
                });
                let mut listed: Vec<ListedBench> = fitting
                    .map(|saved| ListedBench { call: index, id: Some(saved.id.clone()), saved: Some(saved.clone()) })
                    .collect();
                let mut seen: FxHashSet<BenchmarkId> = listed.iter().filter_map(|listed| listed.id.clone()).collect();
                for id in exact.into_iter().flatten() {
                    if seen.insert(id.clone()) {
                        listed.push(ListedBench { call: index, id: Some(id), saved: None });
                    }
                }
                if listed.is_empty() {
                    listed.push(ListedBench { call: index, id: None, saved: None });
                }
                benches.extend(listed);
            }
            benches.sort_by(|one, other| {
                (one.id.is_none(), &one.id, one.call).cmp(&(other.id.is_none(), &other.id, other.call))
            });
            ListedTarget { target, benches }
        });
        let targets = targets.collect();
        let mut metrics = Vec::new();
        for file in self.metrics_files() {
            let text = self.files().read_within(self.root(), &file).map_err(|error| error.to_string());
            match text.and_then(|text| read_metrics(&text).map_err(|error| error.to_string())) {
                Ok(read) => metrics.push((file, read)),
                Err(message) => notes.push(Note { path: file, message }),
            }
        }
        let unread = calls.unread.iter();
        notes.extend(
            unread.map(|it| Note { path: it.file.clone(), message: format!("not read as a whole, as {}", it.why) }),
        );
        notes.dedup();
        BenchList { calls, targets, orphans, ambiguous, metrics, notes }
    }
}
