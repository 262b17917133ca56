//! Results of which nobody wrote down how they came to be.

use std::path::PathBuf;
use std::time::SystemTime;

use greenlight_bench::link::{Link, link};
use greenlight_bench::saved::Baseline;
use semver::Version;

use super::BenchCall;
use crate::host::Snapshot;

impl Snapshot {
    /// The folders of what was saved since then and says nothing of how it came to be, each with the release of Criterion that its package
    /// is locked to. What belongs to no call is left out.
    #[must_use]
    pub fn results_without_circumstances(&self, since: SystemTime) -> Vec<(PathBuf, Version)> {
        let calls = self.bench_calls();
        let (saved, _) = self.all_saved();
        let mut found = Vec::new();
        for benchmark in saved.into_values() {
            let Link::Site(call) = link(&benchmark.id, calls.calls.iter().map(BenchCall::patterns)) else { continue };
            let Some((target, _)) = calls.calls[call].ids.first() else { continue };
            let package = &self.workspace().packages[calls.targets[*target].package.0 as usize];
            let Some(criterion) = self.criterion_version(package) else { continue };
            let runs = benchmark.baselines.iter().flat_map(Baseline::runs);
            let new = runs.filter(|run| run.circumstances.is_none() && run.saved >= since);
            found.extend(new.map(|run| (benchmark.folder.join(&run.name), criterion.clone())));
        }
        found
    }
}
