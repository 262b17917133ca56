//! Bytes: where text comes from. [`Files`] reads regular files under a size cap and lays the documents that an
//! editor has open over the disk; [`write`] and [`replace`] change files, whole or not at all; [`Span`] and
//! [`LineIndex`] say where in a text something stands. Nothing else in Greenlight reads or writes the file system, so
//! that an open document counts everywhere, and so that what was read can be listed.

mod attributes;
mod disk;
mod limit;
mod line_index;
mod span;
mod watch;
mod write;

pub use disk::{
    Entry, EntryKind, Files, MAX_FILE_BYTES, ReadError, absolute, bytes, is_executable, is_same, without_links,
};
pub use limit::Limit;
pub use line_index::{LineColumn, LineIndex};
pub use span::Span;
pub use watch::{Watch, WatchError};
pub use write::{WriteError, append, replace, replaceable, write};
