//! What git knows about files that are about to be changed.

#![allow(clippy::disallowed_methods)] // this crate may start processes

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use greenlight_files::Files;

/// As many paths as one command line certainly holds.
const PATHS_PER_COMMAND: usize = 200;

/// Why a file could not be brought back once it is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// Git does not know the file, or was told to ignore it.
    Untracked,
    /// The index or the work tree differs from the last commit.
    Uncommitted,
}

/// Why git did not answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The program could not be started.
    #[error("cannot start `git`: {0}")]
    NotStarted(#[source] io::Error),
    /// It refused.
    #[error("`git status` in {} failed: {message}", folder.display())]
    Failed {
        /// Where it was run.
        folder: PathBuf,
        /// What it wrote to stderr, trimmed.
        message: String,
    },
}

/// The root of the git work tree that `path` (absolute) lies in: the nearest folder above with a `.git`, which is a
/// folder, or a file in linked work trees and submodules. No process is started.
#[must_use]
pub fn work_tree(path: &Path) -> Option<&Path> {
    let files = Files::new();
    path.ancestors().skip(1).find(|folder| {
        let git = folder.join(".git");
        files.is_folder(&git) || files.is_file(&git)
    })
}

/// Those of `paths` (absolute, of files below `work_tree`) that git could not restore from its last commit.
///
/// # Errors
/// [`GitError`]; an answer for a part of the paths is not given.
pub fn uncommitted(work_tree: &Path, paths: &[&Path]) -> Result<Vec<(PathBuf, Change)>, GitError> {
    let mut changes = Vec::new();
    for paths in paths.chunks(PATHS_PER_COMMAND) {
        let output = Command::new("git")
            .arg("-C")
            .arg(work_tree)
            // Set by git where a hook runs this; the work tree asked about need not be the hook's.
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE")
            // A repository's own configuration may name a program to ask for changes. It is not asked.
            .args(["-c", "core.fsmonitor=false", "--no-optional-locks", "--literal-pathspecs"])
            .args(["status", "--porcelain=v1", "-z", "--no-renames"])
            .args(["--untracked-files=all", "--ignored=matching", "--ignore-submodules=all", "--"])
            .args(paths.iter().map(|path| path.strip_prefix(work_tree).unwrap_or(path)))
            .stdin(Stdio::null())
            .output()
            .map_err(GitError::NotStarted)?;
        if !output.status.success() {
            let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(GitError::Failed { folder: work_tree.to_owned(), message });
        }
        changes.extend(entries(work_tree, &output.stdout));
    }
    changes.sort();
    Ok(changes)
}

/// Reads `XY path\0…`. A path is relative to the work tree's root; an ignored folder stands for all that is in it.
fn entries(work_tree: &Path, output: &[u8]) -> Vec<(PathBuf, Change)> {
    output
        .split(|&byte| byte == 0)
        .filter_map(|entry| {
            let (status, path) = entry.split_at_checked(3)?;
            let change = match status {
                b"?? " | b"!! " => Change::Untracked,
                _ => Change::Uncommitted,
            };
            Some((work_tree.join(path_from_git(path)), change))
        })
        .collect()
}

#[cfg(unix)]
fn path_from_git(bytes: &[u8]) -> PathBuf {
    PathBuf::from(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes))
}

/// Git speaks UTF-8 where paths are not bytes.
#[cfg(not(unix))]
fn path_from_git(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::new(String::from_utf8_lossy(bytes).as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A repository with `clean.rs` committed and a rule that ignores `generated`.
    fn repository() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "clean.rs", "one");
        write(folder.path(), ".gitignore", "generated\n");
        git(folder.path(), &["init", "-q"]);
        git(folder.path(), &["add", "."]);
        git(folder.path(), &["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "first"]);
        folder
    }

    fn write(folder: &Path, name: &str, text: &str) {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        greenlight_files::write(&path, text).unwrap();
    }

    fn git(folder: &Path, arguments: &[&str]) {
        // A hook that runs these tests must not lend them its repository.
        let mut command = Command::new("git");
        command.current_dir(folder).args(arguments).env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE");
        assert!(command.status().unwrap().success());
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
                (PathBuf::from("generated"), Change::Untracked),
                (PathBuf::from("new/deep.rs"), Change::Untracked),
                (PathBuf::from("staged ü.rs"), Change::Uncommitted),
            ]
        );
    }

    #[test]
    fn only_the_paths_asked_for_count_and_a_star_is_only_a_star() {
        let repository = repository();
        write(repository.path(), "new.rs", "one");
        assert_eq!(status(repository.path(), &["clean.rs", "*.rs"]), []);
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
}
