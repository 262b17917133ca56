//! `fix` changes files of the workspace, and no other, whatever leads there; and keeps what a file is beside its text.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use super::{RIGHT, WRONG, commit, git, workspace};
use crate::greenlight::{Outcome, greenlight};
use crate::workspace::Workspace;

const ALL: [&str; 3] = ["fix", "--allow-dirty", "--allow-no-vcs"];

/// Fixes `b` alone, says why `a` stays as it is, and counts its finding as left.
fn leaves_a_alone(workspace: &Workspace, file: &str, reason: &str) -> Outcome {
    let outcome = greenlight(&workspace.root(), &ALL);
    assert_eq!(outcome.exit, 1, "{outcome:?}");
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    assert_eq!(lines.len(), 1, "{outcome:?}");
    assert!(lines[0].starts_with(&format!("warning: {file} is not changed: {reason}")), "{outcome:?}");
    assert!(outcome.stdout.ends_with("1 finding fixed in 1 file, 1 left; `greenlight check` shows what can be done\n"));
    assert_eq!(workspace.read("src/b.rs"), RIGHT);
    assert_eq!(fs::read_to_string(workspace.path(file)).unwrap(), WRONG);
    outcome
}

#[test]
fn a_link_to_a_file_elsewhere_is_not_followed() {
    let workspace = workspace(&["a", "b"]);
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("a.rs");
    fs::write(&file, WRONG).unwrap();
    fs::remove_file(workspace.path("src/a.rs")).unwrap();
    symlink(&file, workspace.path("src/a.rs")).unwrap();
    commit(&workspace.root());
    leaves_a_alone(&workspace, "src/a.rs", "a link leads out of the workspace, to ");
    assert!(fs::symlink_metadata(workspace.path("src/a.rs")).unwrap().is_symlink());
}

#[test]
fn nor_is_one_to_a_folder() {
    let workspace = workspace(&["a", "b"]);
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("mod.rs"), WRONG).unwrap();
    fs::remove_file(workspace.path("src/a.rs")).unwrap();
    symlink(outside.path(), workspace.path("src/a")).unwrap();
    commit(&workspace.root());
    leaves_a_alone(&workspace, "src/a/mod.rs", "a link leads out of the workspace, to ");
}

#[test]
fn nor_is_one_into_another_repository() {
    let workspace = workspace(&["a", "b"]);
    workspace.write("nested/a.rs", WRONG);
    git(&workspace.path("nested"), &["init", "-q"]);
    commit(&workspace.path("nested"));
    fs::remove_file(workspace.path("src/a.rs")).unwrap();
    symlink("../nested/a.rs", workspace.path("src/a.rs")).unwrap();
    leaves_a_alone(&workspace, "src/a.rs", "a link leads to a file that is not under the same version control, ");
}

#[test]
fn a_link_within_the_workspace_is_fixed_where_it_leads() {
    let workspace = workspace(&["a"]);
    fs::rename(workspace.path("src/a.rs"), workspace.path("common.rs")).unwrap();
    symlink("../common.rs", workspace.path("src/a.rs")).unwrap();
    commit(&workspace.root());
    let outcome = greenlight(&workspace.root(), &["fix"]);
    assert_eq!(outcome.exit, 0, "{outcome:?}");
    assert_eq!(workspace.read("common.rs"), RIGHT);
    assert!(fs::symlink_metadata(workspace.path("src/a.rs")).unwrap().is_symlink());
}

#[test]
fn path_dependencies_outside_are_never_changed() {
    let outside = Workspace::empty();
    outside.write(
        "app/Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\
         [dependencies]\nerrors = { path = \"../errors\" }\n[workspace]\n",
    );
    outside.write("app/src/lib.rs", "pub mod names { pub struct Announcement; }\npub mod b;\n");
    outside.write("app/src/b.rs", WRONG);
    outside.write("errors/Cargo.toml", "[package]\nname = \"errors\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
    outside.write("errors/src/lib.rs", format!("pub mod names {{ pub struct Announcement; }}\n{WRONG}"));
    let before = outside.read("errors/src/lib.rs");
    let outcome = greenlight(&outside.path("app"), &ALL);
    assert_eq!(outside.read("errors/src/lib.rs"), before, "{outcome:?}");
    assert_eq!(outside.read("app/src/b.rs"), RIGHT);
}

#[test]
fn a_hard_link_is_not_parted() {
    let workspace = workspace(&["a", "b"]);
    let other = workspace.path("other-name");
    fs::hard_link(workspace.path("src/a.rs"), &other).unwrap();
    leaves_a_alone(&workspace, "src/a.rs", "a hard link, one of 2 names of one file");
    assert_eq!(fs::metadata(&other).unwrap().nlink(), 2);
}

#[test]
fn a_read_only_file_stays_as_it_is() {
    let workspace = workspace(&["a", "b"]);
    fs::set_permissions(workspace.path("src/a.rs"), fs::Permissions::from_mode(0o444)).unwrap();
    leaves_a_alone(&workspace, "src/a.rs", "read-only");
    assert_eq!(fs::metadata(workspace.path("src/a.rs")).unwrap().permissions().mode() & 0o7777, 0o444);
}

#[test]
fn permissions_are_kept() {
    for mode in [0o600, 0o640, 0o666, 0o755] {
        let workspace = workspace(&["a"]);
        fs::set_permissions(workspace.path("src/a.rs"), fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(greenlight(&workspace.root(), &ALL).exit, 0);
        assert_eq!(workspace.read("src/a.rs"), RIGHT);
        assert_eq!(fs::metadata(workspace.path("src/a.rs")).unwrap().permissions().mode() & 0o7777, mode);
    }
}
