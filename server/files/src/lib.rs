//! Bytes: where text comes from. [`Files`] reads regular files under a size cap and lays the documents that an
//! editor has open over the disk; [`Span`] and [`LineIndex`] say where in a text something stands. Nothing else in
//! Greenlight reads the file system, so that an open document counts everywhere, and so that what was read can be
//! listed.

mod disk;
mod limit;
mod line_index;
mod span;
mod watch;

pub use disk::{Entry, EntryKind, Files, MAX_FILE_BYTES, ReadError, absolute, append, is_same, without_links, write};
pub use limit::Limit;
pub use line_index::{LineColumn, LineIndex};
pub use span::Span;
pub use watch::{Watch, WatchError};
