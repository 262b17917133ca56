//! What was saved of the calls of a file, and whether it still counts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use greenlight_bench::identity::IdPattern;
use greenlight_bench::link::Link;
use greenlight_bench::saved::{Note, SavedBenchmark, read_matching, roots};
use greenlight_project::{DependencyKind, DependencySource, PackageId, TargetKind};
use greenlight_resolve::CrateId;
use rustc_hash::FxHashMap;

use super::{BenchCall, BenchCalls, BenchTarget};
use crate::host::Snapshot;

/// What was saved of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallResults {
    /// Index into [`BenchCalls::calls`].
    pub call: usize,
    /// The benchmarks that certainly are its own, by id.
    pub benchmarks: Vec<Arc<SavedBenchmark>>,
    /// Those that another call may have measured as well.
    pub ambiguous: Vec<Arc<SavedBenchmark>>,
    /// When the code that it measures was changed last, as far as files tell: those of its targets, and those of the
    /// workspace's libraries that these are built with. What was saved before is stale.
    pub changed: Option<SystemTime>,
}

impl Snapshot {
    /// What was saved of the calls in `file` (absolute), in their order; a call without results has empty ones. Of results
    /// of other calls, no file is read.
    #[must_use]
    pub fn bench_results(&self, calls: &BenchCalls, file: &Path) -> (Vec<CallResults>, Vec<Note>) {
        let (saved, notes) = self.saved_of(calls, file);
        (linked(calls, file, &saved, |target| self.changed(target)), notes)
    }

    /// All that was saved which a call in `file` may have measured, below whatever root.
    pub(super) fn saved_of(&self, calls: &BenchCalls, file: &Path) -> (Vec<Arc<SavedBenchmark>>, Vec<Note>) {
        let patterns = patterns_of(calls, file);
        let (mut saved, mut notes) = (Vec::new(), Vec::new());
        if patterns.is_empty() {
            return (saved, notes);
        }
        for root in roots(self.files(), self.workspace()) {
            let found = read_matching(self.files(), &root, &patterns);
            saved.extend(found.benchmarks.into_iter().map(Arc::new));
            notes.extend(found.notes);
        }
        (saved, notes)
    }

    /// When a file that the target is built from was written last: its own, and those of the workspace's libraries that it
    /// depends on.
    pub(crate) fn changed(&self, target: &BenchTarget) -> Option<SystemTime> {
        self.written_last(&target.files).max(self.libraries_changed(target.package))
    }

    /// When a file of the package's library, or of the workspace's that it depends on, was written last.
    pub(super) fn libraries_changed(&self, package: PackageId) -> Option<SystemTime> {
        self.written_last(&self.program().files_of(&self.libraries_of(package)))
    }

    pub(super) fn written_last<'f>(&self, files: impl IntoIterator<Item = &'f PathBuf>) -> Option<SystemTime> {
        files.into_iter().filter_map(|file| self.files().modified(file)).max()
    }

    /// The library of the package, and those of the workspace that it depends on, through each other too.
    fn libraries_of(&self, package: PackageId) -> BTreeSet<CrateId> {
        let program = self.program();
        let mut packages = BTreeSet::from([package]);
        let mut open = vec![package];
        while let Some(next) = open.pop() {
            for dependency in &self.workspace().packages[next.0 as usize].dependencies {
                let counts = match dependency.kind {
                    DependencyKind::Normal => true,
                    DependencyKind::Dev => next == package,
                    DependencyKind::Build => false,
                };
                if let DependencySource::Package(id) = dependency.source
                    && counts
                    && packages.insert(id)
                {
                    open.push(id);
                }
            }
        }
        let is_library = |krate: &CrateId| {
            matches!(program.target_of(*krate).kind, TargetKind::Library | TargetKind::ProcMacro)
                && packages.contains(&program.crate_of(*krate).package)
        };
        program.crate_ids().filter(is_library).collect()
    }
}

/// All that the calls in a file may be called, each once, sorted.
pub(super) fn patterns_of<'c>(calls: &'c BenchCalls, file: &Path) -> Vec<&'c IdPattern> {
    let own = calls.calls[calls.in_file(file)].iter();
    let patterns: BTreeSet<&IdPattern> = own.flat_map(BenchCall::patterns).collect();
    patterns.into_iter().collect()
}

/// Which of the file's calls each result belongs to, as the calls are now; `changed` tells when a target's code was changed last.
pub(super) fn linked(
    calls: &BenchCalls,
    file: &Path,
    saved: &[Arc<SavedBenchmark>],
    changed: impl Fn(&BenchTarget) -> Option<SystemTime>,
) -> Vec<CallResults> {
    let own = calls.in_file(file);
    let none = |call: usize| CallResults { call, benchmarks: Vec::new(), ambiguous: Vec::new(), changed: None };
    let mut results: Vec<CallResults> = own.clone().map(none).collect();
    if saved.is_empty() {
        return results;
    }
    let sites = calls.sites();
    let of = |call: usize| own.contains(&call).then(|| call - own.start);
    for benchmark in saved {
        match sites.link(&benchmark.id) {
            Link::Site(call) => {
                if let Some(index) = of(call) {
                    results[index].benchmarks.push(Arc::clone(benchmark));
                }
            }
            Link::Ambiguous(several) => {
                for index in several.into_iter().filter_map(of) {
                    results[index].ambiguous.push(Arc::clone(benchmark));
                }
            }
            Link::Orphan => {}
        }
    }
    // Each file that a target is built from is asked for, so once is enough.
    let mut targets: FxHashMap<usize, Option<SystemTime>> = FxHashMap::default();
    for result in results.iter_mut().filter(|result| !result.benchmarks.is_empty()) {
        keep_newest(&mut result.benchmarks);
        for &(target, _) in &calls.calls[result.call].ids {
            let changed = targets.entry(target).or_insert_with(|| changed(&calls.targets[target]));
            result.changed = result.changed.max(*changed);
        }
    }
    results
}

/// Of one benchmark that was found below several roots, what was saved last: the others are of another way to build.
fn keep_newest(benchmarks: &mut Vec<Arc<SavedBenchmark>>) {
    let newest = |benchmark: &Arc<SavedBenchmark>| benchmark.baselines.first().map(|baseline| baseline.saved);
    benchmarks.sort_by(|one, other| one.id.cmp(&other.id).then_with(|| newest(other).cmp(&newest(one))));
    benchmarks.dedup_by(|later, first| later.id == first.id);
}
