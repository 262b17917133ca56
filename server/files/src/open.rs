//! Opening files of which nobody knows what they are. A name in a folder that somebody cloned may be a pipe, a device or a
//! file that the kernel makes up as it is read: opening one may wait for ever or do something, and so may reading. So a file
//! is looked at before it is opened, opened in a way that never waits, and looked at again: what was opened decides.

#![allow(clippy::disallowed_methods)] // this is the one place that may read

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::disk::{MAX_FILE_BYTES, ReadError};

/// The bytes of the regular file at `path` on disk, which need not be text, if they are at most `max`.
///
/// A file without bytes is not read at all. Files of procfs and tracefs claim to be regular files without bytes, and some of
/// them (`/proc/kmsg`, `trace_pipe`) wait for ever when they are read.
///
/// # Errors
/// What stands in the way, as [`ReadError`].
pub fn bytes(path: &Path, max: u64) -> Result<Vec<u8>, ReadError> {
    let (file, size) = regular(path, max)?;
    if size == 0 {
        return Ok(Vec::new());
    }
    read(file, size, max)
}

/// The text of a file that Linux makes up as it is read, such as `/proc/cpuinfo`. For paths that Greenlight itself names and
/// knows to end, never for one from outside.
///
/// # Errors
/// What stands in the way, as [`ReadError`].
pub fn read_kernel_file(path: &'static str) -> Result<String, ReadError> {
    let (file, _) = regular(Path::new(path), MAX_FILE_BYTES)?;
    text(read(file, 0, MAX_FILE_BYTES)?)
}

pub(crate) fn text(bytes: Vec<u8>) -> Result<String, ReadError> {
    String::from_utf8(bytes).map_err(|error| ReadError::NotUtf8 { valid_up_to: error.utf8_error().valid_up_to() })
}

fn read(file: File, size: u64, max: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::with_capacity(size as usize + 1);
    // A file can grow between the look at its size and the reading of it.
    file.take(max + 1).read_to_end(&mut bytes).map_err(|error| read_error(&error))?;
    match bytes.len() as u64 {
        bytes if bytes > max => Err(ReadError::TooLarge { bytes }),
        _ => Ok(bytes),
    }
}

/// The file at `path`, opened, and its size in bytes.
fn regular(path: &Path, max: u64) -> Result<(File, u64), ReadError> {
    // The look before: opening a device may do something, as rewinding a tape.
    readable_size(&fs::metadata(path).map_err(|error| read_error(&error))?, max)?;
    open_looked_at(path, max)
}

/// Opens what may have taken the place of the file that was looked at.
fn open_looked_at(path: &Path, max: u64) -> Result<(File, u64), ReadError> {
    let file = without_waiting().open(path).map_err(|error| read_error(&error))?;
    let size = readable_size(&file.metadata().map_err(|error| read_error(&error))?, max)?;
    Ok((file, size))
}

fn readable_size(metadata: &fs::Metadata, max: u64) -> Result<u64, ReadError> {
    match metadata.len() {
        _ if !metadata.is_file() => Err(ReadError::NotRegular),
        bytes if bytes > max => Err(ReadError::TooLarge { bytes }),
        bytes => Ok(bytes),
    }
}

/// For reading; a pipe is opened without a writer, and no terminal becomes that of this process.
fn without_waiting() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC).bits().cast_signed());
    }
    options
}

pub(crate) fn read_error(error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ReadError::Missing,
        io::ErrorKind::IsADirectory => ReadError::NotRegular,
        _ => ReadError::Other(error.to_string()),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    /// On a thread of its own, so that a read that waits for ever fails the test instead of hanging it.
    fn in_time<T: Send + 'static>(ask: impl FnOnce() -> T + Send + 'static) -> T {
        let (answer, answered) = std::sync::mpsc::channel();
        std::thread::spawn(move || answer.send(ask()));
        answered.recv_timeout(std::time::Duration::from_secs(10)).expect("it waits")
    }

    fn pipe_in(folder: &Path) -> std::path::PathBuf {
        let pipe = folder.join("pipe.rs");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0).unwrap();
        pipe
    }

    #[test]
    fn a_pipe_is_no_file_and_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = pipe_in(folder.path());
        assert_eq!(in_time(move || bytes(&pipe, 9)), Err(ReadError::NotRegular));
    }

    #[test]
    fn a_pipe_that_took_the_files_place_after_the_look_is_told_by_what_was_opened() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = pipe_in(folder.path());
        assert_eq!(in_time(move || open_looked_at(&pipe, 9).map(|(_, size)| size)), Err(ReadError::NotRegular));
    }

    #[test]
    fn devices_are_no_files() {
        for device in ["/dev/zero", "/dev/tty", "/dev/stdin"] {
            let read = in_time(move || bytes(Path::new(device), 9));
            assert!(matches!(read, Err(ReadError::NotRegular | ReadError::Missing)), "{device}: {read:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_claims_to_have_no_bytes_is_not_read() {
        // Reading `/proc/self/pagemap` from its start ends, that of `/proc/kmsg` does not; both claim to have no bytes.
        for file in ["/proc/kmsg", "/proc/self/status", "/proc/self/pagemap"] {
            let read = in_time(move || bytes(Path::new(file), 9));
            assert!(
                matches!(&read, Ok(bytes) if bytes.is_empty()) || matches!(read, Err(ReadError::Other(_))),
                "{file}"
            );
        }
        assert!(read_kernel_file("/proc/self/status").unwrap().contains("Name:"));
    }
}
