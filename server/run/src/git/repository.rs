//! A repository as it lies on disk: where its parts are, what its last commit holds, what its index holds. All of it may be
//! written by somebody else, so whatever is read has a cap and what it says of programs and of other places is not followed.

use std::path::{Path, PathBuf};

use gix_hash::ObjectId;
use gix_object::Find;
use gix_object::bstr::ByteSlice;
use greenlight_files::{EntryKind, Files, ReadError};

use super::line_endings::{self, AttributesFile, Place};
use super::settings::{self, Settings};

/// Larger objects are not decoded: no file that Greenlight changes is, and no folder or commit comes near it.
const MAX_OBJECT_BYTES: u64 = greenlight_files::MAX_FILE_BYTES;

/// A pack may hold an object as the difference to one that is larger.
const MAX_ALLOCATION_BYTES: usize = 4 * MAX_OBJECT_BYTES as usize;

/// Two million files.
const MAX_INDEX_BYTES: u64 = 256 * 1024 * 1024;

/// Of an index in memory.
const MAX_INDEX_ALLOCATION_BYTES: usize = 1024 * 1024 * 1024;

/// Two million branches and tags.
const MAX_PACKED_REFS_BYTES: u64 = 256 * 1024 * 1024;

/// `HEAD`, a branch, `commondir`: a line each.
const MAX_LINE_BYTES: u64 = 64 * 1024;

/// As many symbolic refs in a row as git follows.
const MAX_SYMBOLIC_REFS: usize = 5;

/// A repository that was opened.
pub(super) struct Repository {
    pub(super) work_tree: PathBuf,
    pub(super) settings: Settings,
    pub(super) index: gix_index::File,
    /// The tree of the last commit, if there is one.
    pub(super) head: Option<ObjectId>,
    common_folder: PathBuf,
    objects: gix_odb::Handle,
}

/// What git's tree or index says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) id: ObjectId,
    pub(super) mode: u32,
}

/// The folder that `.git` in `work_tree` is, or leads to.
pub(super) fn git_folder(work_tree: &Path) -> Result<PathBuf, String> {
    let git = work_tree.join(".git");
    if Files::new().is_folder(&git) {
        return Ok(git);
    }
    let line = line(&git)?.ok_or("no `.git`")?;
    let folder = line.strip_prefix("gitdir:").ok_or("`.git` is neither a folder nor a link to one")?.trim();
    Ok(work_tree.join(folder))
}

/// The bytes of a regular file; `None` if there is none.
pub(super) fn read(path: &Path, max: u64) -> Result<Option<Vec<u8>>, String> {
    match greenlight_files::bytes(path, max) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(ReadError::Missing) => Ok(None),
        Err(ReadError::TooLarge { bytes }) => Err(format!("{}: {bytes} bytes, more than are read", path.display())),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

fn line(path: &Path) -> Result<Option<String>, String> {
    let bytes = read(path, MAX_LINE_BYTES)?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim_end().to_owned()))
}

impl Repository {
    /// The repository of `work_tree`, which has no links in it.
    pub(super) fn open(work_tree: &Path) -> Result<Repository, String> {
        let git_folder = git_folder(work_tree)?;
        let git_folder = greenlight_files::without_links(&git_folder)
            .ok_or_else(|| format!("its repository {} is not there", git_folder.display()))?;
        let common_folder = match line(&git_folder.join("commondir"))? {
            Some(common) => {
                greenlight_files::without_links(&git_folder.join(common)).ok_or("`commondir` leads nowhere")?
            }
            None => git_folder.clone(),
        };
        let settings = Settings::of(&git_folder, &common_folder)?;
        if let Some(unsupported) = &settings.unsupported {
            return Err(format!("{unsupported}, which Greenlight cannot read"));
        }
        let options = gix_odb::store::init::Options {
            alloc_limit_bytes: Some(MAX_ALLOCATION_BYTES),
            current_dir: Some(work_tree.to_owned()),
            ..Default::default()
        };
        // A pipe or a device would be read to its end.
        read(&common_folder.join("objects/info/alternates"), MAX_LINE_BYTES)?;
        let objects = gix_odb::at_opts(common_folder.join("objects"), gix_hash::Kind::Sha1, [], options)
            .map_err(|error| format!("{}: {error}", common_folder.join("objects").display()))?;
        let index = index(&git_folder)?;
        let mut repository =
            Repository { work_tree: work_tree.to_owned(), settings, index, head: None, common_folder, objects };
        if let Some(commit) = repository.last_commit(&git_folder)? {
            repository.head = Some(repository.tree_of(commit)?);
        }
        Ok(repository)
    }

    /// Whether the repository's own configuration puts its work tree elsewhere.
    pub(super) fn is_of_another_work_tree(&self) -> bool {
        let Some(written) = &self.settings.work_tree else { return false };
        let Ok(git_folder) = git_folder(&self.work_tree) else { return true };
        let real = greenlight_files::without_links(&git_folder).map(|folder| folder.join(written));
        real.and_then(|path| greenlight_files::without_links(&path)) != Some(self.work_tree.clone())
    }

    /// What `HEAD` means; `None` on a branch without a commit.
    fn last_commit(&self, git_folder: &Path) -> Result<Option<ObjectId>, String> {
        let mut value = line(&git_folder.join("HEAD"))?.ok_or("it has no `HEAD`")?;
        for _ in 0..MAX_SYMBOLIC_REFS {
            let Some(name) = value.strip_prefix("ref:").map(str::trim) else {
                return ObjectId::from_hex(value.as_bytes())
                    .map(Some)
                    .map_err(|_| "its `HEAD` names no commit".to_owned());
            };
            if !name.starts_with("refs/") || name.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
                return Err("its `HEAD` names no branch".to_owned());
            }
            let own = if name.starts_with("refs/worktree/") { git_folder } else { &self.common_folder };
            value = match line(&own.join(name)) {
                Ok(Some(value)) => value,
                // A folder, where there is `main/x` and `main` was deleted.
                Ok(None) | Err(_) => match self.packed_ref(name)? {
                    Some(value) => value,
                    None => return Ok(None),
                },
            };
        }
        Err("its `HEAD` leads in a circle".to_owned())
    }

    fn packed_ref(&self, name: &str) -> Result<Option<String>, String> {
        let Some(packed) = read(&self.common_folder.join("packed-refs"), MAX_PACKED_REFS_BYTES)? else {
            return Ok(None);
        };
        let found = packed.lines().find_map(|line| {
            let (id, of) = line.split_once_str(" ")?;
            (of.trim_end() == name.as_bytes()).then(|| id.to_str_lossy().into_owned())
        });
        Ok(found)
    }

    fn tree_of(&self, commit: ObjectId) -> Result<ObjectId, String> {
        let (kind, data) = self.object(commit).ok_or("the last commit is not there")?;
        let tree = (kind == gix_object::Kind::Commit).then(|| data.strip_prefix(b"tree ")).flatten();
        let tree = tree.and_then(|rest| rest.lines().next()).and_then(|hex| ObjectId::from_hex(hex).ok());
        tree.ok_or_else(|| "the last commit cannot be read".to_owned())
    }

    /// An object that lies on this machine, whole, and is not too large. Nothing is fetched.
    pub(super) fn object(&self, id: ObjectId) -> Option<(gix_object::Kind, Vec<u8>)> {
        let header = gix_odb::Header::try_header(&self.objects, &id).ok()??;
        if header.size() > MAX_OBJECT_BYTES {
            return None;
        }
        let mut data = Vec::new();
        let kind = self.objects.try_find(&id, &mut data).ok()??.kind;
        Some((kind, data))
    }

    /// The bytes of a file that is stored as `id`.
    pub(super) fn blob(&self, id: ObjectId) -> Option<Vec<u8>> {
        self.object(id).filter(|(kind, _)| *kind == gix_object::Kind::Blob).map(|(_, data)| data)
    }

    /// What the last commit holds at `path`, relative, with `/`.
    pub(super) fn in_last_commit(&self, path: &[u8]) -> Option<Stored> {
        let mut at = Stored { id: self.head?, mode: 0o40_000 };
        for name in path.split(|&byte| byte == b'/') {
            let (kind, data) = self.object(at.id)?;
            if at.mode != 0o40_000 || kind != gix_object::Kind::Tree {
                return None;
            }
            let mut entries = gix_object::TreeRefIter::from_bytes(&data, gix_hash::Kind::Sha1).map_while(Result::ok);
            let entry = entries.find(|entry| entry.filename.as_bytes() == name)?;
            at = Stored { id: entry.oid.to_owned(), mode: u32::from(entry.mode.value()) };
        }
        Some(at)
    }

    /// How the file at `path`, relative, is stored.
    pub(super) fn storage_of(&self, path: &Path, in_git: &[u8]) -> Result<line_endings::Storage, String> {
        let files = self.attributes_for(path)?;
        line_endings::storage(files, in_git, self.settings.auto_crlf).map_err(|error| error.to_string())
    }

    /// The weakest first: of the system, of the user, of the folders from the root to the file, of the repository.
    fn attributes_for(&self, path: &Path) -> Result<Vec<AttributesFile>, String> {
        let mut files = Vec::new();
        let of_user = self.settings.attributes_file.clone();
        let of_user = of_user.or_else(|| settings::user_folder().map(|folder| folder.join("attributes")));
        for file in [Some(PathBuf::from("/etc/gitattributes")), of_user].into_iter().flatten() {
            if let Some(bytes) = read(&file, MAX_OBJECT_BYTES)? {
                files.push(AttributesFile { bytes, place: None, may_define: true });
            }
        }
        let mut folders: Vec<&Path> = path.ancestors().skip(1).collect();
        folders.reverse();
        for folder in folders {
            let relative = folder.join(".gitattributes");
            if let Some(bytes) = self.attributes_in(&relative)? {
                let file = self.work_tree.join(&relative);
                let place = Some(Place { work_tree: self.work_tree.clone(), file });
                files.push(AttributesFile { bytes, place, may_define: folder.as_os_str().is_empty() });
            }
        }
        if let Some(bytes) = read(&self.common_folder.join("info/attributes"), MAX_OBJECT_BYTES)? {
            files.push(AttributesFile { bytes, place: None, may_define: true });
        }
        Ok(files)
    }

    /// Git does not follow a link to attributes. Where the work tree has none, what the index has counts.
    fn attributes_in(&self, relative: &Path) -> Result<Option<Vec<u8>>, String> {
        let file = self.work_tree.join(relative);
        if greenlight_files::without_links(&file).is_some_and(|real| real == file) {
            return read(&file, MAX_OBJECT_BYTES);
        }
        let stored = in_git(relative).and_then(|path| self.index.entry_by_path(path.as_bstr()).map(|entry| entry.id));
        Ok(stored.and_then(|id| self.blob(id)))
    }
}

/// The index of the work tree; an empty one if there is none.
fn index(git_folder: &Path) -> Result<gix_index::File, String> {
    let path = git_folder.join("index");
    let kind = gix_hash::Kind::Sha1;
    if read(&path, MAX_INDEX_BYTES)?.is_none() {
        return Ok(gix_index::File::from_state(gix_index::State::new(kind), path));
    }
    // A split index keeps the most of itself in a second file.
    for entry in Files::new().list(git_folder) {
        let is_shared = entry.path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("sharedindex."));
        if is_shared && (entry.kind != EntryKind::File || read(&entry.path, MAX_INDEX_BYTES)?.is_none()) {
            return Err(format!("{} is no index", entry.path.display()));
        }
    }
    let options = gix_index::decode::Options {
        thread_limit: Some(1),
        alloc_limit_bytes: Some(MAX_INDEX_ALLOCATION_BYTES),
        ..Default::default()
    };
    gix_index::File::at(&path, kind, true, options).map_err(|error| format!("{}: {error}", path.display()))
}

/// A relative path as git writes it.
#[cfg(unix)]
pub(super) fn in_git(path: &Path) -> Option<Vec<u8>> {
    Some(std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec())
}

/// Git speaks UTF-8 where paths are not bytes.
#[cfg(not(unix))]
pub(super) fn in_git(path: &Path) -> Option<Vec<u8>> {
    path.to_str().map(|path| path.replace('\\', "/").into_bytes())
}
