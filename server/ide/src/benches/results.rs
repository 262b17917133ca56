//! What was saved of the calls of a file, and whether it still counts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use greenlight_bench::identity::IdPattern;
use greenlight_bench::link::{Link, link};
use greenlight_bench::saved::{Note, SavedBenchmark, read_matching, roots};
use greenlight_project::{DependencyKind, DependencySource, PackageId, TargetKind};
use greenlight_resolve::CrateId;

use super::{BenchCall, BenchCalls, BenchTarget};
use crate::host::Snapshot;

/// What was saved of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallResults {
    /// Index into [`BenchCalls::calls`].
    pub call: usize,
    /// The benchmarks that certainly are its own, by id.
    pub benchmarks: Vec<SavedBenchmark>,
    /// Those that another call may have measured as well.
    pub ambiguous: Vec<SavedBenchmark>,
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
        (linked(calls, file, saved, |target| self.changed(target)), notes)
    }

    /// All that was saved which a call in `file` may have measured, below whatever root.
    pub(super) fn saved_of(&self, calls: &BenchCalls, file: &Path) -> (Vec<SavedBenchmark>, Vec<Note>) {
        let patterns = patterns_of(calls, file);
        let (mut saved, mut notes) = (Vec::new(), Vec::new());
        if patterns.is_empty() {
            return (saved, notes);
        }
        for root in roots(self.files(), self.workspace()) {
            let found = read_matching(self.files(), &root, &patterns);
            saved.extend(found.benchmarks);
            notes.extend(found.notes);
        }
        (saved, notes)
    }

    /// When a file that the target is built from was written last: its own, and those of the workspace's libraries that it
    /// depends on.
    pub(crate) fn changed(&self, target: &BenchTarget) -> Option<SystemTime> {
        let libraries = self.libraries_of(target.package);
        let files: Vec<PathBuf> = self.program().files_of(&libraries).into_iter().chain(target.files.clone()).collect();
        files.iter().filter_map(|file| self.files().modified(file)).max()
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
    let own = calls.calls.iter().filter(|call| call.file == file);
    let patterns: BTreeSet<&IdPattern> = own.flat_map(BenchCall::patterns).collect();
    patterns.into_iter().collect()
}

/// Which of the file's calls each result belongs to, as the calls are now; `changed` tells when a target's code was changed last.
pub(super) fn linked(
    calls: &BenchCalls,
    file: &Path,
    saved: Vec<SavedBenchmark>,
    changed: impl Fn(&BenchTarget) -> Option<SystemTime>,
) -> Vec<CallResults> {
    let own: Vec<usize> = (0..calls.calls.len()).filter(|&index| calls.calls[index].file == file).collect();
    let none = |&call: &usize| CallResults { call, benchmarks: Vec::new(), ambiguous: Vec::new(), changed: None };
    let mut results: Vec<CallResults> = own.iter().map(none).collect();
    for benchmark in saved {
        let of = |call: usize| own.binary_search(&call).ok();
        match link(&benchmark.id, calls.calls.iter().map(BenchCall::patterns)) {
            Link::Site(call) => {
                if let Some(index) = of(call) {
                    results[index].benchmarks.push(benchmark);
                }
            }
            Link::Ambiguous(several) => {
                for index in several.into_iter().filter_map(of) {
                    results[index].ambiguous.push(benchmark.clone());
                }
            }
            Link::Orphan => {}
        }
    }
    for result in &mut results {
        keep_newest(&mut result.benchmarks);
        if !result.benchmarks.is_empty() {
            let targets = calls.calls[result.call].ids.iter().map(|(target, _)| &calls.targets[*target]);
            result.changed = targets.filter_map(&changed).max();
        }
    }
    results
}

/// Of one benchmark that was found below several roots, what was saved last: the others are of another way to build.
fn keep_newest(benchmarks: &mut Vec<SavedBenchmark>) {
    let newest = |benchmark: &SavedBenchmark| benchmark.baselines.first().map(|baseline| baseline.saved);
    benchmarks.sort_by(|one, other| one.id.cmp(&other.id).then_with(|| newest(other).cmp(&newest(one))));
    benchmarks.dedup_by(|later, first| later.id == first.id);
}
