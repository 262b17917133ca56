//! The disk with the editor's open documents laid over it.

#![allow(clippy::disallowed_methods)] // this is the one place that may read

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use rustc_hash::FxHashMap;

use crate::limits::FOLDER_ENTRIES;
use crate::open;

/// Larger files are refused, unread: no source that a person maintains comes near it, and a scan has to end in
/// milliseconds. In bytes.
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Why a text could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing is there, or a link that leads nowhere.
    #[error("no such file")]
    Missing,
    /// A folder, a pipe, a device, a socket.
    #[error("not a regular file")]
    NotRegular,
    /// Over [`MAX_FILE_BYTES`].
    #[error("{bytes} bytes are more than the {MAX_FILE_BYTES} that are read")]
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// rustc refuses such a file too.
    #[error("not UTF-8: byte {valid_up_to} and what follows is no character")]
    NotUtf8 {
        /// 0-based offset of the first byte that is no UTF-8.
        valid_up_to: usize,
    },
    /// What the operating system said.
    #[error("{0}")]
    Other(String),
    /// See [`Files::read_within`].
    #[error("a symbolic link leads to a file elsewhere")]
    Elsewhere,
}

/// What a folder holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The folder's path joined with the entry's name.
    pub path: PathBuf,
    /// Links are followed; a link to nowhere is [`EntryKind::Other`].
    pub kind: EntryKind,
    /// Whether it is a symbolic link.
    pub link: bool,
}

/// What an [`Entry`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A folder.
    Folder,
    /// A regular file.
    File,
    /// Anything else.
    Other,
}

/// The disk under the open documents. A clone is cheap and keeps the documents as they were when it was made;
/// the list of files read is shared by all clones.
#[derive(Clone, Debug, Default)]
pub struct Files {
    documents: Arc<FxHashMap<PathBuf, Arc<str>>>,
    read: Option<Arc<Mutex<Vec<PathBuf>>>>,
    left_out: Arc<Mutex<BTreeMap<PathBuf, String>>>,
}

/// Of more folders that were not wholly looked through, the first tell enough.
const MAX_LEFT_OUT: usize = 100;

impl Files {
    /// The disk alone, with no document open.
    #[must_use]
    pub fn new() -> Files {
        Files::default()
    }

    /// The disk alone, keeping a list of every file that is read.
    #[must_use]
    pub fn recording() -> Files {
        Files { read: Some(Arc::default()), ..Files::default() }
    }

    /// Every file read so far, sorted, without duplicates; empty unless made with [`Files::recording`].
    #[must_use]
    pub fn files_read(&self) -> Vec<PathBuf> {
        let Some(read) = &self.read else { return Vec::new() };
        let mut paths = read.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        paths.sort();
        paths.dedup();
        paths
    }

    /// Lays `text` over whatever the disk has at `path` (absolute), for this value and later clones of it.
    pub fn open(&mut self, path: PathBuf, text: Arc<str>) {
        Arc::make_mut(&mut self.documents).insert(path, text);
    }

    /// Lets the disk's file at `path` count again.
    pub fn close(&mut self, path: &Path) {
        Arc::make_mut(&mut self.documents).remove(path);
    }

    /// The open documents' paths, in no order.
    pub fn open_documents(&self) -> impl Iterator<Item = &Path> {
        self.documents.keys().map(PathBuf::as_path)
    }

    /// The open document at `path`, if there is one.
    #[must_use]
    pub fn document(&self, path: &Path) -> Option<&Arc<str>> {
        self.documents.get(path)
    }

    /// The text at `path`: the open document, else the file on disk.
    ///
    /// # Errors
    /// What stands in the way, as [`ReadError`]; the file's name is the caller's to add.
    pub fn read(&self, path: &Path) -> Result<Arc<str>, ReadError> {
        match self.documents.get(path) {
            Some(text) => Ok(Arc::clone(text)),
            None => self.read_disk(path).map(Arc::from),
        }
    }

    /// As [`Files::read`], for callers that drop the text at once: the disk's bytes are not copied again.
    ///
    /// # Errors
    /// As [`Files::read`].
    pub fn with_text<T>(&self, path: &Path, look: impl FnOnce(&str) -> T) -> Result<T, ReadError> {
        match self.documents.get(path) {
            Some(text) => Ok(look(text)),
            None => self.read_disk(path).map(|text| look(&text)),
        }
    }

    /// As [`Files::with_text`], unless a link leads from `path` to a file that is not in `folder` (both absolute): for files
    /// that only a convention or a configuration names, where a link may lead to what is nobody's business.
    ///
    /// # Errors
    /// As [`Files::read`], and [`ReadError::Elsewhere`].
    pub fn with_text_within<T>(
        &self,
        folder: &Path,
        path: &Path,
        look: impl FnOnce(&str) -> T,
    ) -> Result<T, ReadError> {
        if !self.is_within(folder, path) {
            return Err(ReadError::Elsewhere);
        }
        self.with_text(path, look)
    }

    /// As [`Files::with_text_within`], with the text itself.
    ///
    /// # Errors
    /// As [`Files::with_text_within`].
    pub fn read_within(&self, folder: &Path, path: &Path) -> Result<Arc<str>, ReadError> {
        if !self.is_within(folder, path) {
            return Err(ReadError::Elsewhere);
        }
        self.read(path)
    }

    /// As [`Files::read`], for files that nobody makes links to: what a link leads to is not read.
    ///
    /// # Errors
    /// As [`Files::read`], and [`ReadError::Elsewhere`].
    pub fn read_unless_link(&self, path: &Path) -> Result<Arc<str>, ReadError> {
        if !self.documents.contains_key(path) && path.is_symlink() {
            return Err(ReadError::Elsewhere);
        }
        self.read(path)
    }

    /// Whether `path` is in `folder` (both absolute) also when links are followed. An open document is where its name says,
    /// and so is what is not there.
    #[must_use]
    pub fn is_within(&self, folder: &Path, path: &Path) -> bool {
        if !path.starts_with(folder) {
            return false;
        }
        match (self.documents.contains_key(path), without_links(path)) {
            (true, _) | (_, None) => true,
            (false, Some(real)) => without_links(folder).is_some_and(|folder| real.starts_with(folder)),
        }
    }

    /// Remembers that what is at `path` was not, or not wholly, looked at, for all clones.
    pub fn leave_out(&self, path: &Path, why: String) {
        let mut left_out = self.left_out.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if left_out.len() < MAX_LEFT_OUT {
            left_out.insert(path.to_owned(), why);
        }
    }

    /// What was not wholly looked at so far, and why; by path.
    #[must_use]
    pub fn left_out(&self) -> Vec<(PathBuf, String)> {
        let left_out = self.left_out.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        left_out.iter().map(|(path, why)| (path.clone(), why.clone())).collect()
    }

    fn read_disk(&self, path: &Path) -> Result<String, ReadError> {
        let bytes = open::bytes(path, MAX_FILE_BYTES)?;
        if let Some(read) = &self.read {
            read.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(path.to_owned());
        }
        open::text(bytes)
    }

    /// When the file or folder at `path` was last written on disk, whatever the editor has of it; `None` if nothing is
    /// there, or the file system does not say.
    #[must_use]
    pub fn modified(&self, path: &Path) -> Option<SystemTime> {
        fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
    }

    /// How many bytes the file at `path` has on disk; none if nothing is there.
    #[must_use]
    pub fn bytes(&self, path: &Path) -> u64 {
        fs::metadata(path).map_or(0, |metadata| metadata.len())
    }

    /// Whether a text could be read at `path`: an open document or a regular file.
    #[must_use]
    pub fn is_file(&self, path: &Path) -> bool {
        self.documents.contains_key(path) || path.is_file()
    }

    /// Whether a folder lies at `path`: on disk, or around an open document that is not there yet.
    #[must_use]
    pub fn is_folder(&self, path: &Path) -> bool {
        path.is_dir() || self.documents.keys().any(|document| document != path && document.starts_with(path))
    }

    /// Whether `path` is a folder, and not a link to one.
    #[must_use]
    pub fn is_folder_itself(&self, path: &Path) -> bool {
        match fs::symlink_metadata(path) {
            Ok(metadata) => metadata.is_dir(),
            Err(_) => self.is_folder(path),
        }
    }

    /// What the folder `path` holds, sorted by name, open documents that are not on disk yet included; empty if
    /// it cannot be read. Of more than [`FOLDER_ENTRIES`] allows, as many, and [`Files::left_out`] says so.
    #[must_use]
    pub fn list(&self, path: &Path) -> Vec<Entry> {
        let mut count = 0;
        let is_allowed = |_: &fs::DirEntry| {
            count += 1;
            let is_allowed = FOLDER_ENTRIES.allows(count);
            if !is_allowed {
                let why = format!("only {} of its entries were looked at", FOLDER_ENTRIES.max);
                self.leave_out(path, why);
            }
            is_allowed
        };
        let mut entries: Vec<Entry> = fs::read_dir(path)
            .into_iter()
            .flatten()
            .flatten()
            .take_while(is_allowed)
            .map(|entry| Entry {
                kind: kind_of(&entry),
                link: entry.file_type().is_ok_and(|kind| kind.is_symlink()),
                path: entry.path(),
            })
            .collect();
        let unsaved = self.documents.keys().filter_map(|document| {
            let mut below = document.strip_prefix(path).ok()?.components();
            let entry = path.join(below.next()?);
            let kind = if below.next().is_some() { EntryKind::Folder } else { EntryKind::File };
            Some(Entry { path: entry, kind, link: false })
        });
        let on_disk: rustc_hash::FxHashSet<PathBuf> = entries.iter().map(|entry| entry.path.clone()).collect();
        entries.extend(unsaved.filter(|entry| !on_disk.contains(&entry.path)));
        entries.sort();
        entries.dedup_by(|later, earlier| later.path == earlier.path);
        entries
    }
}

fn kind_of(entry: &fs::DirEntry) -> EntryKind {
    let kind = match entry.file_type() {
        Ok(kind) if kind.is_symlink() => fs::metadata(entry.path()).map(|metadata| metadata.file_type()),
        kind => kind,
    };
    match kind {
        Ok(kind) if kind.is_dir() => EntryKind::Folder,
        Ok(kind) if kind.is_file() => EntryKind::File,
        _ => EntryKind::Other,
    }
}

/// Whether its owner may execute the file at `path`; `None` where files have no such permission.
#[must_use]
pub fn is_executable(path: &Path) -> Option<bool> {
    fs::symlink_metadata(path).ok().and_then(|metadata| crate::attributes::is_executable(&metadata))
}

/// Whether two paths that [`absolute`] made are the same. `==` compares components, which takes many times as long; where all files of a
/// workspace are gone through at an edit, that is longer than all else.
#[must_use]
pub fn is_same(one: &Path, other: &Path) -> bool {
    one.as_os_str() == other.as_os_str()
}

/// `path` made absolute and free of `.` and `..`, without following links: the name by which a file is known
/// throughout. A relative path starts at the current folder.
#[must_use]
pub fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                clean.pop();
            }
            component => clean.push(component),
        }
    }
    clean
}

/// `path` with every link in it followed; `None` if nothing is there.
#[must_use]
pub fn without_links(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write;

    #[test]
    fn an_open_document_takes_the_place_of_the_file_until_it_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.rs");
        write(&path, "on disk").unwrap();
        let mut files = Files::new();
        files.open(path.clone(), "in the editor".into());
        let before = files.clone();
        files.close(&path);
        assert_eq!(&*before.read(&path).unwrap(), "in the editor");
        assert_eq!(&*files.read(&path).unwrap(), "on disk");
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new();
        let latin1 = folder.path().join("latin1.rs");
        fs::write(&latin1, b"// caf\xe9").unwrap();
        assert_eq!(files.read(&latin1), Err(ReadError::NotUtf8 { valid_up_to: 6 }));
        assert_eq!(files.read(folder.path()), Err(ReadError::NotRegular));
        assert_eq!(files.read(&folder.path().join("none.rs")), Err(ReadError::Missing));
        let large = folder.path().join("large.rs");
        fs::File::create(&large).unwrap().set_len(50_000_000).unwrap();
        assert_eq!(files.read(&large), Err(ReadError::TooLarge { bytes: 50_000_000 }));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_in_a_circle_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let circle = folder.path().join("circle");
        std::os::unix::fs::symlink(&circle, &circle).unwrap();
        assert!(Files::new().read(&circle).is_err());
        assert_eq!(Files::new().list(folder.path())[0].kind, EntryKind::Other);
    }

    #[test]
    fn unsaved_documents_are_listed_in_their_folder() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = Files::new();
        let path = folder.path().join("new.rs");
        files.open(path.clone(), "".into());
        assert_eq!(files.list(folder.path()), [Entry { path, kind: EntryKind::File, link: false }]);
    }

    #[test]
    fn so_are_the_folders_that_only_unsaved_documents_lie_in() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = Files::new();
        files.open(folder.path().join("new/deep/main.rs"), "".into());
        let path = folder.path().join("new");
        assert!(files.is_folder(&path) && files.is_folder(&path.join("deep")));
        assert!(!files.is_folder(&path.join("deep/main.rs")));
        assert_eq!(files.list(folder.path()), [Entry { path, kind: EntryKind::Folder, link: false }]);
    }
}
