//! What was promised of benches, wherever it stands: `[[perf-target]]` of greenlight.toml, a `// perf-target: <100ms` at the bench,
//! and tables and lists of the workspace's documents. Only the configuration counts; the others are shown with their place,
//! and can be taken over into it.

mod agreement;
mod comments;
mod documents;
mod held;
mod hover;
mod take_over;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use greenlight_bench::perf_targets::{Limit, ProseTarget, Range, Reading};
use greenlight_files::Span;
use greenlight_project::PackageId;

use crate::perf_targets::Standing;

pub use comments::CommentPromise;
pub(crate) use comments::read_comments;
pub(crate) use documents::DocumentMemory;
pub use documents::{Documents, is_document, reading_said};
pub use take_over::{TakeOver, TakeOverError, TakenOver};

/// A promise.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    /// Where it is made.
    pub source: Source,
    /// What it is about, its condition included.
    pub name: String,
    /// What was promised.
    pub must: Option<Limit>,
    /// What is only expected.
    pub expect: Option<Range>,
    /// The limit as it is written there.
    pub written: String,
    /// The file that it stands in, absolute.
    pub file: PathBuf,
    /// Its line, 1-based.
    pub line: u32,
}

/// Where a promise is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// `[[perf-target]]`: it counts.
    Configuration,
    /// A comment at the bench.
    Comment,
    /// Prose.
    Document,
}

/// A promise about a call, held against what the call measured.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldPromise {
    /// The promise.
    pub promise: Promise,
    /// The target as the document has it.
    pub target: Option<ProseTarget>,
    /// What it comes to.
    pub standing: Standing,
    /// Whether that it is about this call is only a guess.
    pub is_guess: bool,
    /// The full ids of the call's benchmarks that it is about.
    pub ids: Vec<String>,
    /// Those that certainly do not keep it, each with what it measured: `12.3 ms ±0.2`.
    pub missed: Vec<(String, String)>,
    /// What else is to be said, without a dot at the end.
    pub note: Option<String>,
}

/// A target that a document has, and which benches it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentPromise {
    /// The document, absolute.
    pub file: PathBuf,
    /// Its line, 1-based.
    pub line: u32,
    /// The target.
    pub target: ProseTarget,
    /// The package whose benches alone it may be about; `None` for those of all.
    pub package: Option<PackageId>,
    /// How it is read as being about benches that there are; `None` if it is about none.
    pub reading: Option<Reading>,
    /// Whether some bench is of the amount that it is about.
    pub covered: bool,
    /// What it says that measures it, if no bench is called so, with the nearest that there is.
    pub missing: Option<(String, Option<String>)>,
}

/// Something in a document that wants to be a target and cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadPromise {
    /// The document, absolute.
    pub file: PathBuf,
    /// Its line, 1-based.
    pub line: u32,
    /// Its place, in bytes.
    pub span: Span,
    /// As it is written.
    pub written: String,
    /// Why.
    pub why: String,
}
