//! Manifests under all rules about them, and files that no target contains though the manifest could make them one.

use std::path::Path;

use greenlight_project::PackageId;
use rayon::prelude::*;

use crate::check::Draft;
use crate::host::Snapshot;
use crate::rules::{
    bench_harness, bench_not_a_target, broken_workspace, invalid_configuration, invalid_feature, lib_bench_harness,
    perf_target_without_bench, unused_optional_dependency,
};

/// What there is to say about all manifests of the workspace, on all cores.
pub(crate) fn all(snapshot: &Snapshot) -> Vec<Draft> {
    let packages = (0..snapshot.workspace().packages.len() as u32).into_par_iter().map(PackageId);
    let mut drafts: Vec<Draft> = packages
        .flat_map_iter(|id| {
            let files = bench_not_a_target::candidates(snapshot, id).into_iter();
            let benches = files.filter_map(move |file| bench_not_a_target::check(snapshot, id, &file));
            of_package(snapshot, id).into_iter().chain(benches)
        })
        .collect();
    drafts.extend(broken_workspace::check(snapshot));
    drafts.extend(invalid_feature::check_shared(snapshot));
    drafts.extend(perf_target_without_bench::check(snapshot));
    drafts.extend(invalid_configuration::check(snapshot));
    drafts.sort_by(|one, other| one.file.cmp(&other.file));
    drafts
}

/// What there is to say about the manifest or other file of the project at `file` (absolute).
pub(crate) fn of_file(snapshot: &Snapshot, file: &Path) -> Vec<Draft> {
    let workspace = snapshot.workspace();
    let mut drafts = Vec::new();
    // Nearly every file that is asked about is a source.
    if file.extension().is_some_and(|extension| extension == "rs") {
        let is_in_benches = file.components().any(|component| component.as_os_str() == "benches");
        let id = is_in_benches.then(|| bench_not_a_target::package_of(snapshot, file)).flatten();
        return id.and_then(|id| bench_not_a_target::check(snapshot, id, file)).into_iter().collect();
    }
    if workspace.problems.iter().any(|problem| problem.file == file) {
        drafts.extend(broken_workspace::check(snapshot));
    }
    if snapshot.configuration_file() == Some(file) {
        drafts.extend(perf_target_without_bench::check(snapshot));
        drafts.extend(invalid_configuration::check(snapshot));
    }
    if workspace.root_manifest == file {
        drafts.extend(invalid_feature::check_shared(snapshot));
    }
    let packages = workspace.packages.iter().zip(0..).filter(|(package, _)| package.manifest == file);
    drafts.extend(packages.flat_map(|(_, number)| of_package(snapshot, PackageId(number))));
    drafts.retain(|draft| draft.file == file);
    drafts
}

fn of_package(snapshot: &Snapshot, id: PackageId) -> Vec<Draft> {
    let mut drafts = invalid_feature::check(snapshot, id);
    drafts.extend(bench_harness::check(snapshot, id));
    drafts.extend(lib_bench_harness::check(snapshot, id));
    drafts.extend(unused_optional_dependency::check(snapshot, id));
    drafts
}
