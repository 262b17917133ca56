//! What git knows about files that are about to be changed: whether its last commit could bring them back. It is asked in
//! this process. The program `git` would run what a repository's own configuration names (filters, hooks, monitors,
//! transports), and whoever unpacks an archive has not read that; here nothing is run and nothing is fetched, and an answer
//! comes within a time limit.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use gix_index::entry::{Flags, Stage};
use greenlight_files::Files;

mod line_endings;
mod repository;
mod settings;

use gix_object::bstr::ByteSlice;
use repository::{Repository, Stored};

/// Ten times what a repository of a million files takes on a slow disk.
const MAX_DURATION: Duration = Duration::from_secs(30);

/// Why a file could not be brought back once it is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// Git does not know the file, or was told to ignore it.
    Untracked,
    /// The index or the work tree differs from the last commit, or nobody can tell: the file is not to be looked at
    /// (`assume-unchanged`, `skip-worktree`), passes through a filter, or what is stored of it is not on this machine.
    Uncommitted,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The repository cannot be read.
    #[error("cannot read the git repository of {}: {message}", folder.display())]
    Failed {
        /// The work tree.
        folder: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The time limit.
    #[error("the git repository of {} gave no answer within {} seconds", folder.display(), limit.as_secs())]
    TimedOut {
        /// The work tree.
        folder: PathBuf,
        /// How long it was waited for.
        limit: Duration,
    },
}

/// The root of the git work tree that `path` (absolute) lies in: the nearest folder above with a `.git`, which is a
/// folder, or a file in linked work trees and submodules. One that leads into the work tree itself came with the files in
/// it, and is no version control.
#[must_use]
pub fn work_tree(path: &Path) -> Option<&Path> {
    let files = Files::new();
    let found = path.ancestors().skip(1).find(|folder| {
        let git = folder.join(".git");
        files.is_folder(&git) || files.is_file(&git)
    })?;
    (!leads_into_itself(found)).then_some(found)
}

fn leads_into_itself(work_tree: &Path) -> bool {
    let Some(real) = greenlight_files::without_links(work_tree) else { return false };
    let folder = repository::git_folder(work_tree).ok().and_then(|folder| greenlight_files::without_links(&folder));
    folder.is_some_and(|folder| folder.starts_with(&real) && folder != real.join(".git"))
}

/// Those of `paths` (absolute, of files below `work_tree`) that git could not restore from its last commit.
///
/// # Errors
/// [`GitError`]; an answer for a part of the paths is not given.
pub fn uncommitted(work_tree: &Path, paths: &[&Path]) -> Result<Vec<(PathBuf, Change)>, GitError> {
    let root = work_tree.to_owned();
    let paths: Vec<PathBuf> = paths.iter().map(|path| (*path).to_owned()).collect();
    within(MAX_DURATION, work_tree, move || changes(&root, &paths))
}

/// What `ask` answers on a thread of its own, if it does so in time. A thread that never ends is left behind: it waits for
/// a pipe or a device that lies in the repository, and does nothing else.
fn within<T: Send + 'static>(
    limit: Duration,
    folder: &Path,
    ask: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, GitError> {
    let failed = |message: String| GitError::Failed { folder: folder.to_owned(), message };
    let (sender, receiver) = mpsc::channel();
    let thread = std::thread::Builder::new().name("git".to_owned()).spawn(move || {
        // Nobody waits any more.
        let _ = sender.send(ask());
    });
    thread.map_err(|error| failed(error.to_string()))?;
    match receiver.recv_timeout(limit) {
        Ok(answer) => answer.map_err(failed),
        Err(RecvTimeoutError::Timeout) => Err(GitError::TimedOut { folder: folder.to_owned(), limit }),
        Err(RecvTimeoutError::Disconnected) => Err(failed("it is damaged in a way that was not foreseen".to_owned())),
    }
}

fn changes(work_tree: &Path, paths: &[PathBuf]) -> Result<Vec<(PathBuf, Change)>, String> {
    let real = greenlight_files::without_links(work_tree).ok_or("it is not there")?;
    let repository = Repository::open(&real)?;
    if repository.is_of_another_work_tree() {
        return Ok(paths.iter().map(|path| (path.clone(), Change::Untracked)).collect());
    }
    let mut changes = Vec::new();
    for path in paths {
        let relative = path.strip_prefix(work_tree).unwrap_or(path);
        changes.extend(change(&repository, relative)?.map(|change| (path.clone(), change)));
    }
    changes.sort();
    Ok(changes)
}

/// What stands in the way of bringing back the file at `path`, relative.
fn change(repository: &Repository, path: &Path) -> Result<Option<Change>, String> {
    let Some(in_git) = repository::in_git(path) else { return Ok(Some(Change::Untracked)) };
    let Some(stored) = in_index(&repository.index, &in_git) else { return Ok(Some(Change::Untracked)) };
    let is_restorable = match stored {
        Some(stored) => {
            repository.in_last_commit(&in_git) == Some(stored) && is_unchanged(repository, path, &in_git, stored)?
        }
        None => false,
    };
    Ok((!is_restorable).then_some(Change::Uncommitted))
}

/// What the index has for `path`: nothing, nothing that can be relied on (`Some(None)`), or a file.
fn in_index(index: &gix_index::State, path: &[u8]) -> Option<Option<Stored>> {
    let Some(entry) = index.entry_by_path_and_stage(path.as_bstr(), Stage::Unconflicted) else {
        let conflicted = [Stage::Base, Stage::Ours, Stage::Theirs];
        let is_conflicted =
            conflicted.iter().any(|stage| index.entry_by_path_and_stage(path.as_bstr(), *stage).is_some());
        // A sparse index has folders in the place of files.
        return (is_conflicted || index.is_sparse()).then_some(None);
    };
    let not_looked_at = Flags::ASSUME_VALID | Flags::SKIP_WORKTREE | Flags::INTENT_TO_ADD;
    let mode = entry.mode.bits();
    let is_file = mode == 0o100_644 || mode == 0o100_755;
    Some((is_file && !entry.flags.intersects(not_looked_at)).then_some(Stored { id: entry.id, mode }))
}

/// Whether the file in the work tree is what is `stored`, and that is on this machine.
fn is_unchanged(repository: &Repository, path: &Path, in_git: &[u8], stored: Stored) -> Result<bool, String> {
    let file = repository.work_tree.join(path);
    // A link in its place, or in that of a folder above, is another file.
    if greenlight_files::without_links(&file).as_ref() != Some(&file) {
        return Ok(false);
    }
    let executable = greenlight_files::is_executable(&file).filter(|_| !repository.settings.ignores_modes);
    if executable.is_some_and(|executable| executable != (stored.mode == 0o100_755)) {
        return Ok(false);
    }
    let Ok(bytes) = greenlight_files::bytes(&file, greenlight_files::MAX_FILE_BYTES) else { return Ok(false) };
    let Some(blob) = repository.blob(stored.id) else { return Ok(false) };
    let storage = repository.storage_of(path, in_git)?;
    Ok(line_endings::is_stored_as(&bytes, &blob, storage))
}

#[cfg(test)]
mod tests;
