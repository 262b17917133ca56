//! Manifests under all rules about them.

use std::path::Path;

use greenlight_project::PackageId;
use rayon::prelude::*;

use crate::check::Draft;
use crate::host::Snapshot;
use crate::rules::{broken_workspace, invalid_feature};

/// What there is to say about all manifests of the workspace, on all cores.
pub(crate) fn all(snapshot: &Snapshot) -> Vec<Draft> {
    let packages = (0..snapshot.workspace().packages.len() as u32).into_par_iter().map(PackageId);
    let mut drafts: Vec<Draft> = packages.flat_map_iter(|id| of_package(snapshot, id)).collect();
    drafts.extend(broken_workspace::check(snapshot));
    drafts.extend(invalid_feature::check_shared(snapshot));
    drafts.sort_by(|one, other| one.file.cmp(&other.file));
    drafts
}

/// What there is to say about the manifest or other file of the project at `file` (absolute).
pub(crate) fn of_file(snapshot: &Snapshot, file: &Path) -> Vec<Draft> {
    let workspace = snapshot.workspace();
    let mut drafts = Vec::new();
    if workspace.problems.iter().any(|problem| problem.file == file) {
        drafts.extend(broken_workspace::check(snapshot));
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
    invalid_feature::check(snapshot, id)
}
