//! What a file has beside its bytes, so far as operating systems differ in it: owner, permissions, extended attributes,
//! names, identity, and how two files are exchanged.

#![allow(clippy::disallowed_methods)] // a part of writing

use std::path::Path;
use std::{fs, io};

use crate::write::WriteError;

/// What tells a file from any other, whatever its name.
pub(crate) type Identity = (u64, u64);

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};

    use super::{Identity, Path, WriteError, fs, io};

    /// How many names the file has.
    pub(crate) fn names(metadata: &fs::Metadata) -> u64 {
        metadata.nlink()
    }

    pub(crate) fn is_executable(metadata: &fs::Metadata) -> Option<bool> {
        Some(metadata.permissions().mode() & 0o100 != 0)
    }

    pub(crate) fn identity(path: &Path) -> Option<Identity> {
        fs::symlink_metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
    }

    /// A link is no file to append to, and a pipe is not waited for.
    pub(crate) fn without_following(options: &mut fs::OpenOptions) {
        options.custom_flags((rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits() as i32);
    }

    /// As every program makes files: what the umask leaves. Temporary files are the owner's alone otherwise.
    pub(crate) fn of_new_files(builder: &mut tempfile::Builder<'_, '_>) {
        builder.permissions(fs::Permissions::from_mode(0o666));
    }

    /// Gives the new and empty `file` what the one at `path` has.
    pub(crate) fn keep(file: &fs::File, path: &Path, old: &fs::Metadata) -> Result<(), WriteError> {
        let new = file.metadata()?;
        if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
            let kept = std::os::unix::fs::fchown(file, Some(old.uid()), Some(old.gid()));
            kept.map_err(|error| WriteError::Attributes { what: "owner and group".to_owned(), error })?;
        }
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        extended::keep(file, &fs::File::open(path)?)?;
        // Last, since a new owner takes bits away, and an access list sets some.
        file.set_permissions(old.permissions())?;
        Ok(())
    }

    /// So that the new name of a file outlives a power cut. Not every file system can.
    pub(crate) fn sync_folder(folder: &Path) {
        let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    }

    /// Exchanges two files in one step; `false` where the file system cannot.
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    pub(crate) fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
            Ok(()) => Ok(true),
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    pub(crate) fn exchange(_one: &Path, _other: &Path) -> io::Result<bool> {
        Ok(false)
    }

    /// Extended attributes, among them access lists.
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    mod extended {
        use std::ffi::{CStr, CString};

        use super::{WriteError, fs, io};

        /// What the system gives to every file by its own rules: labels, and what only the kernel may set.
        const OF_THE_SYSTEM: [&[u8]; 3] = [b"security.", b"trusted.", b"com.apple."];

        pub(super) fn keep(new: &fs::File, old: &fs::File) -> Result<(), WriteError> {
            let wanted = names(old)?;
            // A folder may give an access list to each new file in it.
            for name in names(new)?.iter().filter(|name| !wanted.contains(name)) {
                rustix::fs::fremovexattr(new, name.as_c_str()).map_err(|error| refused(name, error.into()))?;
            }
            for name in &wanted {
                copy(new, old, name).map_err(|error| refused(name, error))?;
            }
            Ok(())
        }

        fn refused(name: &CStr, error: io::Error) -> WriteError {
            WriteError::Attributes { what: format!("attribute `{}`", name.to_string_lossy()), error }
        }

        fn copy(new: &fs::File, old: &fs::File, name: &CStr) -> io::Result<()> {
            let mut value = vec![0; rustix::fs::fgetxattr_query(old, name)?];
            let bytes = rustix::fs::fgetxattr(old, name, value.as_mut_slice())?;
            let value = value.get(..bytes).unwrap_or_default();
            Ok(rustix::fs::fsetxattr(new, name, value, rustix::fs::XattrFlags::empty())?)
        }

        /// None on a file system that has no such thing.
        fn names(file: &fs::File) -> io::Result<Vec<CString>> {
            use rustix::io::Errno;
            let mut list = match rustix::fs::flistxattr_query(file) {
                Ok(bytes) => vec![0; bytes],
                Err(Errno::NOTSUP | Errno::NOSYS) => return Ok(Vec::new()),
                Err(error) => return Err(error.into()),
            };
            let bytes = rustix::fs::flistxattr(file, list.as_mut_slice())?;
            let names = list.get(..bytes).unwrap_or_default().split(|&byte| byte == 0);
            let names = names.filter(|name| !name.is_empty() && !OF_THE_SYSTEM.iter().any(|it| name.starts_with(it)));
            Ok(names.filter_map(|name| CString::new(name).ok()).collect())
        }
    }
}

#[cfg(not(unix))]
mod other {
    use super::{Identity, Path, WriteError, fs, io};

    pub(crate) fn names(_metadata: &fs::Metadata) -> u64 {
        1
    }

    pub(crate) fn is_executable(_metadata: &fs::Metadata) -> Option<bool> {
        None
    }

    pub(crate) fn identity(_path: &Path) -> Option<Identity> {
        None
    }

    pub(crate) fn without_following(_options: &mut fs::OpenOptions) {}

    pub(crate) fn of_new_files(_builder: &mut tempfile::Builder<'_, '_>) {}

    pub(crate) fn keep(file: &fs::File, _path: &Path, old: &fs::Metadata) -> Result<(), WriteError> {
        Ok(file.set_permissions(old.permissions())?)
    }

    pub(crate) fn sync_folder(_folder: &Path) {}

    pub(crate) fn exchange(_one: &Path, _other: &Path) -> io::Result<bool> {
        Ok(false)
    }
}

#[cfg(not(unix))]
pub(crate) use other::{exchange, identity, is_executable, keep, names, of_new_files, sync_folder, without_following};
#[cfg(unix)]
pub(crate) use unix::{exchange, identity, is_executable, keep, names, of_new_files, sync_folder, without_following};
