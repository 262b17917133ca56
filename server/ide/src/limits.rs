//! What this crate bounds.

use greenlight_files::Limit;

/// All limits of this crate.
pub static LIMITS: &[&Limit] = &[&DOCUMENT_ENTRIES, &DOCUMENT_BYTES, &SOURCE_ENTRIES, &COMMENT_TARGETS];

/// The documentation of rust-lang/rust, the compiler's guide and all, is some 6,000 entries.
pub(crate) static DOCUMENT_ENTRIES: Limit = Limit::new("entries of folders in which documents are looked for", 200_000);

/// rust-lang/rust has 10 MB of Markdown.
pub(crate) static DOCUMENT_BYTES: Limit = Limit::new("bytes of documents", 128 * 1024 * 1024);

/// rust-lang/rust has 22,000 files of tests in one folder, the most of any workspace.
pub(crate) static SOURCE_ENTRIES: Limit = Limit::new("entries of folders in which Cargo looks for targets", 500_000);

/// Each is held against every call of its file. A bench has as many as it has calls, at most some 50.
pub(crate) static COMMENT_TARGETS: Limit = Limit::new("performance targets in the comments of a bench file", 1_000);
