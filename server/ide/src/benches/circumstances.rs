//! Results of which nobody wrote down how they came to be.

use std::path::PathBuf;
use std::time::SystemTime;

use greenlight_bench::link::Link;
use semver::Version;

use crate::host::Snapshot;

impl Snapshot {
    /// The folders of what a bench target saved from then to then and that says nothing of how it came to be, each with the release of
    /// Criterion that its package is locked to. What belongs to no call of the target is left out.
    #[must_use]
    pub fn results_without_circumstances(
        &self,
        (package, target): (&str, &str),
        (since, until): (SystemTime, SystemTime),
    ) -> Vec<(PathBuf, Version)> {
        let calls = self.bench_calls();
        let is_meant = |index: usize| {
            let of = &calls.targets[index];
            of.package_name == package && of.name.as_deref() == Some(target)
        };
        let sites = calls.sites();
        let (saved, _) = self.all_saved();
        let mut found = Vec::new();
        for benchmark in saved.into_values() {
            let Link::Site(call) = sites.link(&benchmark.id) else { continue };
            let mut ids = calls.calls[call].ids.iter();
            let Some((target, _)) = ids.find(|(target, _)| is_meant(*target)) else { continue };
            let package = &self.workspace().packages[calls.targets[*target].package.0 as usize];
            let Some(criterion) = self.criterion_version(package) else { continue };
            let runs = benchmark.baselines.iter().flat_map(|baseline| baseline.runs());
            let new = runs.filter(|run| run.circumstances.is_none() && (since..=until).contains(&run.saved));
            found.extend(new.map(|run| (benchmark.folder.join(&run.name), criterion.clone())));
        }
        found
    }
}
