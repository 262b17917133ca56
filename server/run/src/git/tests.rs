//! The answers are held against those of the program `git`.

#![allow(clippy::disallowed_methods)] // tests start git

use std::process::Command;

use super::*;

/// A repository with `clean.rs` committed and a rule that ignores `generated`.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "clean.rs", "one");
    write(folder.path(), ".gitignore", "generated\n");
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "."]);
    commit(folder.path());
    folder
}

fn commit(folder: &Path) {
    git(folder, &["commit", "-q", "--allow-empty", "-m", "as it stands"]);
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    greenlight_files::write(&path, text).unwrap();
}

fn git(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always"]);
    // A hook that runs these tests must not lend them its repository.
    command.current_dir(folder).args(arguments).env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE");
    let output = command.output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn unchanged(folder: &Path, name: &str) -> bool {
    status(folder, &[name]).is_empty()
}

fn status(folder: &Path, names: &[&str]) -> Vec<(PathBuf, Change)> {
    let paths: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    let changes = uncommitted(folder, &paths.iter().map(PathBuf::as_path).collect::<Vec<_>>()).unwrap();
    changes.into_iter().map(|(path, change)| (path.strip_prefix(folder).unwrap().to_owned(), change)).collect()
}

#[test]
fn a_committed_file_can_be_restored() {
    let repository = repository();
    assert_eq!(status(repository.path(), &["clean.rs"]), []);
}

#[test]
fn a_changed_staged_new_or_ignored_file_cannot() {
    let repository = repository();
    let folder = repository.path();
    write(folder, "clean.rs", "two");
    write(folder, "staged ü.rs", "one");
    git(folder, &["add", "staged ü.rs"]);
    write(folder, "new/deep.rs", "one");
    write(folder, "generated/a.rs", "one");
    assert_eq!(
        status(folder, &["clean.rs", "staged ü.rs", "new/deep.rs", "generated/a.rs"]),
        [
            (PathBuf::from("clean.rs"), Change::Uncommitted),
            (PathBuf::from("generated/a.rs"), Change::Untracked),
            (PathBuf::from("new/deep.rs"), Change::Untracked),
            (PathBuf::from("staged ü.rs"), Change::Uncommitted),
        ]
    );
}

#[test]
fn only_the_paths_asked_for_count_and_a_star_is_only_a_star() {
    let repository = repository();
    write(repository.path(), "new.rs", "one");
    assert_eq!(status(repository.path(), &["clean.rs", "*.rs"]), [(PathBuf::from("*.rs"), Change::Untracked)]);
}

#[test]
fn the_work_tree_is_the_nearest_folder_with_a_git_folder_or_file() {
    let repository = repository();
    let folder = repository.path();
    assert_eq!(work_tree(&folder.join("a/b.rs")), Some(folder));
    write(folder, "linked/.git", "gitdir: elsewhere");
    assert_eq!(work_tree(&folder.join("linked/b.rs")), Some(&*folder.join("linked")));
}

#[test]
fn what_git_says_of_a_folder_without_a_repository_is_passed_on() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), ".git", "gitdir: nowhere\n");
    let error = uncommitted(folder.path(), &[&folder.path().join("a.rs")]).unwrap_err();
    assert!(matches!(&error, GitError::Failed { message, .. } if !message.is_empty()), "{error}");
}

mod kinds;
mod like_git;
