//! Where results may lie. Criterion takes the first of several places, some of which depend on how `cargo bench` was called; a
//! reader looks in all.

use std::path::PathBuf;

use greenlight_files::{Files, absolute};
use greenlight_project::Workspace;

/// The folders that benches of the workspace may save in and that are there, the most probable first: `$CRITERION_HOME`,
/// `criterion` in the target directory, and in that which a member would have by itself.
#[must_use]
pub fn roots(files: &Files, workspace: &Workspace) -> Vec<PathBuf> {
    let output = &workspace.output;
    let folders = || folders(workspace);
    let mut roots: Vec<PathBuf> = Vec::new();
    if let Some(home) = &output.criterion_home {
        // A bench runs in its package's folder.
        roots.extend(folders().map(|folder| folder.join(home)));
    }
    roots.push(output.target.join("criterion"));
    if let Some(relative) = &output.relative_target {
        roots.extend(folders().map(|folder| folder.join(relative).join("criterion")));
    }
    roots.extend(folders().map(|folder| folder.join("target/criterion")));
    let mut kept: Vec<PathBuf> = Vec::new();
    for root in roots.iter().map(|root| absolute(root)) {
        if !kept.contains(&root) && files.is_folder(&root) {
            kept.push(root);
        }
    }
    kept
}

/// Whether [`roots`] are the same for both. No folder is looked at, which an edit of a manifest would wait for.
#[must_use]
pub fn have_same_roots(one: &Workspace, other: &Workspace) -> bool {
    one.output == other.output && folders(one).eq(folders(other))
}

/// Those of the workspace and of its members.
fn folders(workspace: &Workspace) -> impl Iterator<Item = &PathBuf> {
    let members = workspace.packages.iter().filter(|package| package.member);
    std::iter::once(&workspace.root).chain(members.map(|package| &package.root))
}
