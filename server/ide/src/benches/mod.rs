//! Benches in source and what they measured. The calls that define benchmarks are known for the whole workspace, since only
//! then is it certain which of them a result belongs to; results are read from disk when they are asked for, and of one file
//! no others than those of its own calls.

mod calls;
mod circumstances;
mod comparison;
mod hints;
mod hover;
mod lenses;
mod list;
mod measured;
mod promises;
mod report;
mod results;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_bench::identity::{BenchmarkId, IdPattern};
use greenlight_bench::link::Sites;
use greenlight_bench::sites::SiteId;
use greenlight_files::{Span, is_same};
use greenlight_project::PackageId;
use greenlight_syntax::benches::AttributeFramework;

use crate::promises::CommentPromise;

pub(crate) use calls::BenchMemory;
pub use comparison::{BenchComparison, ComparedBench};
pub use greenlight_bench::command::{BenchRun, Which, arguments};
pub use greenlight_bench::{display, identity, perf_targets as limits, picture, saved, statistics};
pub use hints::{BenchHint, HintSettings};
pub use hover::HoverShows;
pub use lenses::{BenchLens, LensAction};
pub use list::{BenchList, ListedBench, ListedTarget};
pub use measured::Effort;
pub(crate) use measured::MeasuredMemory;
pub use measured::Saves;
pub use report::{BenchReport, ReportedBench, ReportedTarget};
pub use results::CallResults;

/// A target that benches are in: a bench of Cargo's, or a file below `benches/` that no target contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenchTarget {
    /// Its package.
    pub package: PackageId,
    /// The package's name.
    pub package_name: String,
    /// Its name; `None` for a file that no target contains.
    pub name: Option<String>,
    /// Its root file, absolute.
    pub root: PathBuf,
    /// All of its files, absolute.
    pub files: Vec<PathBuf>,
    /// Features that it requires and that are not on by default.
    pub features: Vec<String>,
    /// Whether something else than time may be measured in it.
    pub other_measurement: bool,
}

/// A call in source that defines benchmarks.
#[derive(Clone, Debug, PartialEq)]
pub struct BenchCall {
    /// Its file, absolute.
    pub file: PathBuf,
    /// The name of the method, in bytes.
    pub name_span: Span,
    /// Its first argument, in bytes.
    pub id_span: Span,
    /// Each target that it is part of, as an index into [`BenchCalls::targets`], with all that it may be called there.
    pub ids: Vec<(usize, Arc<[SiteId]>)>,
    /// What comments promise of it, in the order of the file.
    pub comments: Vec<CommentPromise>,
}

/// A macro or attribute that makes benches run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenchEntry {
    /// Its file, absolute.
    pub file: PathBuf,
    /// `criterion_main`, or the function's name, in bytes.
    pub span: Span,
    /// Index into [`BenchCalls::targets`].
    pub target: usize,
    /// What it is.
    pub kind: EntryKind,
}

/// What makes benches run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// `criterion_main!`: all of the target.
    Main,
    /// A function with an attribute, by the name that its framework filters by; it saves nothing.
    Attribute(AttributeFramework, String),
}

/// All benches of a workspace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BenchCalls {
    /// By package, then as Cargo lists them; files that no target contains last.
    pub targets: Vec<BenchTarget>,
    /// By file and place.
    pub calls: Vec<BenchCall>,
    /// By file and place.
    pub entries: Vec<BenchEntry>,
    /// The ids that several calls certainly have, each with these calls, indices into `calls`, and a target of Cargo's in which each has
    /// it.
    pub shared: BTreeMap<BenchmarkId, Vec<(usize, usize)>>,
    /// What was not read to its end, being over a limit: there may be more calls, and more ids. By file.
    pub unread: Vec<UnreadBench>,
}

/// A part of a bench that is over a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadBench {
    /// Its file, absolute.
    pub file: PathBuf,
    /// Index into [`BenchCalls::targets`].
    pub target: usize,
    /// Which part of it, and why.
    pub why: String,
}

impl BenchCalls {
    /// The calls in a file (absolute): which of `calls`.
    #[must_use]
    pub fn in_file(&self, file: &Path) -> Range<usize> {
        let start = self.calls.partition_point(|call| call.file.as_path() < file);
        let count = self.calls[start..].iter().take_while(|call| is_same(&call.file, file)).count();
        start..start + count
    }

    /// What tells to which call a result belongs.
    #[must_use]
    pub fn sites(&self) -> Sites<'_> {
        Sites::new(self.calls.iter().map(BenchCall::patterns))
    }
}

impl BenchCall {
    /// The ids that it certainly has, each with a target of Cargo's in which it has it.
    pub(crate) fn certain_ids<'c>(&'c self, calls: &'c BenchCalls) -> impl Iterator<Item = (BenchmarkId, usize)> + 'c {
        let in_targets = self.ids.iter().filter(|(target, _)| calls.targets[*target].name.is_some());
        in_targets.flat_map(|(target, ids)| {
            let certain = ids.iter().filter(|id| id.certain && id.group.is_some());
            certain.filter_map(|id| Some((id.pattern.exact()?, *target)))
        })
    }

    /// All that it may be called, in whatever target.
    pub fn patterns(&self) -> impl Iterator<Item = &IdPattern> {
        self.ids.iter().flat_map(|(_, ids)| ids.iter()).map(|id| &id.pattern)
    }
}
