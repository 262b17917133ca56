//! The one writer and the snapshots it hands out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::Report;

/// What an editor tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A document was opened or edited: its whole text now. The path is absolute.
    Text(PathBuf, Arc<str>),
    /// A document was closed: the disk counts again.
    Closed(PathBuf),
    /// A file changed, appeared or vanished on disk.
    OnDisk(PathBuf),
}

/// Why a path could not be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The path does not exist.
    #[error("{}: no such file or folder", .0.display())]
    Missing(PathBuf),
    /// No folder above it, nor itself, has a Cargo.toml.
    #[error("{}: no Cargo.toml here or in any folder above", .0.display())]
    NoManifest(PathBuf),
}

/// A workspace that changes. One owner, no locks: [`Host::apply`] takes changes in order, [`Host::snapshot`] is
/// cheap and stays as it was.
#[derive(Debug)]
pub struct Host {
    _todo: (),
}

/// A workspace at one moment. Cheap to clone, may be sent to another thread; every answer is a pure function of it.
#[derive(Clone, Debug)]
pub struct Snapshot {
    _todo: (),
}

impl Host {
    /// The workspace that the folder or file `path` (absolute) belongs to.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(files: greenlight_files::Files, path: &Path) -> Result<Host, OpenError> {
        let _ = (files, path);
        todo!()
    }

    /// Takes over what an editor tells. Nothing is computed yet.
    pub fn apply(&mut self, changes: impl IntoIterator<Item = Change>) {
        let _ = changes.into_iter().count();
        todo!()
    }

    /// The workspace as it is now.
    pub fn snapshot(&mut self) -> Snapshot {
        todo!()
    }
}

impl Snapshot {
    /// The workspace's root folder, absolute.
    #[must_use]
    pub fn root(&self) -> &Path {
        todo!()
    }

    /// All findings of the workspace, with their fixes.
    #[must_use]
    pub fn report(&self) -> Report {
        todo!()
    }

    /// The findings of one file (absolute path) with their fixes; of a manifest too.
    #[must_use]
    pub fn findings(&self, file: &Path) -> Vec<crate::Finding> {
        let _ = file;
        todo!()
    }

    /// The text that findings and edits in `file` speak of; `None` if it cannot be read (any more).
    #[must_use]
    pub fn text(&self, file: &Path) -> Option<Arc<str>> {
        let _ = file;
        todo!()
    }
}
