//! Writing. Every file that Greenlight changes is changed here: the new text goes into a temporary file beside it, under a
//! random name that is created exclusively, with the permissions of the file before it holds a byte, is flushed to the
//! disk, and then takes the file's place in one step. So nobody ever sees half a file, a full disk leaves the old one
//! whole, and no name that a repository can foresee is written to. Symbolic links are never written through: a
//! repository could hold one that leads to any file of the user.

#![allow(clippy::disallowed_methods)] // this is the one place that may write

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::{NamedTempFile, TempPath};

use crate::attributes;

/// Random characters in the name of a temporary file: more than anybody can plant links for.
const RANDOM_CHARACTERS: usize = 16;

/// How often a file is exchanged again for what another program put in its place meanwhile.
const MAX_EXCHANGES: usize = 100;

/// Why a file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The path, or for [`replace`] a folder in it, is a symbolic link.
    #[error("a symbolic link, which Greenlight does not write through; name the file that it leads to")]
    Link,
    /// A folder, a pipe, a device, a socket.
    #[error("not a regular file")]
    NotRegular,
    /// Nobody may write to it.
    #[error("read-only; make it writable first, as with `chmod u+w`")]
    ReadOnly,
    /// Replacing the file would part it from its other names.
    #[error("a hard link, one of {names} names of one file; replacing it would part them")]
    HardLinked {
        /// How many names it has, this one included.
        names: u64,
    },
    /// A new file with the owner, group and attributes of the old one cannot be made.
    #[error("its {what} cannot be kept: {error}")]
    Attributes {
        /// `owner and group`, or the name of an extended attribute.
        what: String,
        /// What the operating system said.
        error: io::Error,
    },
    /// It does not hold what it was expected to hold.
    #[error("another program changed it meanwhile")]
    Changed,
    /// What the operating system said.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Makes the file at `path` hold `text`: a new file, or one in the place of the old, whose permissions, owner and
/// attributes it takes over.
///
/// # Errors
/// [`WriteError`]; then the old file is as it was.
pub fn write(path: &Path, text: &str) -> Result<(), WriteError> {
    let old = existing(path)?;
    let temporary = beside(path, old.as_ref(), text)?;
    persist(temporary.into_temp_path(), path)
}

/// Makes the file at `path`, which holds `before`, hold `after`. `path` is absolute and without links.
///
/// Where the operating system can exchange two files (Linux, macOS), even what another program saves in the last moment is
/// kept: both are exchanged, what came out is compared, and exchanged back if it is not `before`. Elsewhere the file is
/// compared immediately before it is replaced.
///
/// # Errors
/// [`WriteError`]; then the file is as it was, or as another program left it.
pub fn replace(path: &Path, before: &str, after: &str) -> Result<(), WriteError> {
    let old = replaceable(path)?;
    let temporary = beside(path, Some(&old), after)?;
    if !holds(path, before) {
        return Err(WriteError::Changed);
    }
    exchange(temporary.into_temp_path(), path, before, after)
}

/// Whether [`replace`] may replace the file at `path`, which is absolute; the file's metadata if so.
///
/// # Errors
/// [`WriteError`], if a link leads to it, or it is hard-linked, read-only or not a regular file.
pub fn replaceable(path: &Path) -> Result<fs::Metadata, WriteError> {
    let Some(old) = existing(path)? else { return Err(io::Error::from(io::ErrorKind::NotFound).into()) };
    if fs::canonicalize(path)? != path {
        return Err(WriteError::Link);
    }
    match attributes::names(&old) {
        1 => Ok(old),
        names => Err(WriteError::HardLinked { names }),
    }
}

/// Opens the file at `path` for appending, and makes it if it is not there: for logs.
///
/// # Errors
/// [`WriteError`], if it is a link, read-only or not a regular file, or what the operating system said.
pub fn append(path: &Path) -> Result<fs::File, WriteError> {
    existing(path)?;
    let mut options = fs::OpenOptions::new();
    options.create(true).append(true);
    attributes::without_following(&mut options);
    let file = options.open(path)?;
    // It may have become something else since it was looked at.
    if file.metadata()?.is_file() { Ok(file) } else { Err(WriteError::NotRegular) }
}

/// The file at `path`, if one is there and may be written to.
fn existing(path: &Path) -> Result<Option<fs::Metadata>, WriteError> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
        Ok(metadata) if metadata.is_symlink() => Err(WriteError::Link),
        Ok(metadata) if !metadata.is_file() => Err(WriteError::NotRegular),
        Ok(metadata) if metadata.permissions().readonly() => Err(WriteError::ReadOnly),
        Ok(metadata) => Ok(Some(metadata)),
    }
}

/// A file with `text` in the folder of `path`, which is removed again unless it is persisted.
fn beside(path: &Path, old: Option<&fs::Metadata>, text: &str) -> Result<NamedTempFile, WriteError> {
    let mut builder = tempfile::Builder::new();
    // The suffix keeps Cargo from taking it for a target.
    builder.prefix(".greenlight-").suffix(".tmp").rand_bytes(RANDOM_CHARACTERS);
    if old.is_none() {
        attributes::of_new_files(&mut builder);
    }
    let mut file = builder.tempfile_in(folder_of(path))?;
    if let Some(old) = old {
        attributes::keep(file.as_file(), path, old)?;
    }
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Moves `temporary` over `path`.
fn persist(temporary: TempPath, path: &Path) -> Result<(), WriteError> {
    temporary.persist(path).map_err(|error| error.error)?;
    attributes::sync_folder(folder_of(path));
    Ok(())
}

/// Whether a regular file at `path` holds `text`.
fn holds(path: &Path, text: &str) -> bool {
    let is_as_long =
        fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() == text.len() as u64);
    is_as_long && fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes())
}

/// Exchanges `temporary`, which holds `after`, for the file at `path`, and back if that did not hold `before`.
fn exchange(temporary: TempPath, path: &Path, before: &str, after: &str) -> Result<(), WriteError> {
    let Some(ours) = attributes::identity(&temporary) else { return persist(temporary, path) };
    match attributes::exchange(&temporary, path) {
        Ok(true) => {}
        // This file system cannot.
        Ok(false) => return persist(temporary, path),
        Err(error) => return Err(error.into()),
    }
    // What was at `path` has the temporary's name now, which is removed when it is dropped.
    if holds(&temporary, before) {
        attributes::sync_folder(folder_of(path));
        return Ok(());
    }
    // Another program saved since the file was compared: its file goes back. What comes out for it should be ours; if it is
    // not, or was written to, then that is a save which is newer still, and goes back in turn.
    let mut put = ours;
    let mut put_is_ours = true;
    for _ in 0..MAX_EXCHANGES {
        let Some(goes_back) = attributes::identity(&temporary) else { break };
        match attributes::exchange(&temporary, path) {
            Ok(true) => {}
            Ok(false) | Err(_) => break,
        }
        if attributes::identity(&temporary) == Some(put) && (!put_is_ours || holds(&temporary, after)) {
            return Err(WriteError::Changed);
        }
        put_is_ours = false;
        put = goes_back;
    }
    // Rather one file too many than a save lost.
    let kept = temporary.keep().map_err(|error| error.error)?;
    Err(io::Error::other(format!("other programs keep changing it; what was there is now {}", kept.display())).into())
}

#[cfg(test)]
mod tests;
