//! Bytes: where text comes from. [`Files`] reads regular files under a size cap and lays the documents that an
//! editor has open over the disk; [`write`] and [`replace`] change files, whole or not at all; [`Span`] and
//! [`LineIndex`] say where in a text something stands. Nothing else in Greenlight reads or writes the file system, so
//! that an open document counts everywhere, and so that what was read can be listed.

mod attributes;
mod disk;
mod limit;
mod limits;
mod line_index;
mod open;
mod process;
mod span;
mod stack;
mod walk;
mod watch;
mod write;

pub use disk::{Entry, EntryKind, Files, MAX_FILE_BYTES, ReadError, absolute, is_executable, is_same, without_links};
pub use limit::Limit;
pub use limits::{FOLDER_ENTRIES, LIMITS};
pub use line_index::{LineColumn, LineIndex};
pub use open::{bytes, read_kernel_file};
pub use process::is_zombie;
pub use span::Span;
pub use stack::{STACK_BYTES, spawn};
pub use walk::Walk;
pub use watch::{Watch, WatchError};
pub use write::{WriteError, append, replace, replaceable, write};
