//! The calls in source that define benchmarks, and what source tells of their ids. All files of a bench target are followed
//! together, from the functions that `criterion_group!` names: constants, loops over literals, helpers that take a
//! `Criterion` or a group. What cannot be followed is not guessed: it becomes a hole in the id, or a part of which nothing is
//! known.

mod calls;
mod evaluation;
mod iterators;
mod lookup;
mod relevance;
mod value;

use std::path::PathBuf;
use std::sync::Arc;

use greenlight_files::Span;
use greenlight_syntax::benches::BenchFile;

use crate::identity::{IdPattern, Part};

pub use evaluation::find_sites;

/// What was found in the files of a bench target.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundSites {
    /// By file, then by place.
    pub sites: Vec<BenchSite>,
    /// Why there may be more of them, or more ids, than were found: `there are more than 4096 …`.
    pub unfinished: Vec<String>,
}

/// A file of a bench target.
#[derive(Clone, Debug)]
pub struct TargetFile {
    /// Where it lies, absolute.
    pub path: PathBuf,
    /// The path of its module from the target's root, empty for the root itself.
    pub module: Vec<String>,
    /// What it says.
    pub source: Arc<BenchFile>,
}

/// A call that defines benchmarks.
#[derive(Clone, Debug, PartialEq)]
pub struct BenchSite {
    /// Index of its file among those that were given.
    pub file: usize,
    /// The name of the method that is called: `bench_function`, …
    pub name_span: Span,
    /// Its first argument, which is the id.
    pub id_span: Span,
    /// All that it may be called, as source tells; never empty.
    pub ids: Vec<SiteId>,
}

/// One of the ids of a [`BenchSite`].
#[derive(Clone, Debug, PartialEq)]
pub struct SiteId {
    /// What source tells of it.
    pub pattern: IdPattern,
    /// The `criterion_group!` from which it was reached: a name in a file, as an index. `None` if nothing reaches it that
    /// is known, or the target's own `main` does.
    pub group: Option<(usize, String)>,
    /// Whether it is run with every run of the target: no branch, `cfg` or unknown caller stands in between.
    pub certain: bool,
}

impl BenchSite {
    /// Whether source tells anything of what it is called: one id at least has a part of which something is known.
    #[must_use]
    pub fn is_linkable(&self) -> bool {
        let tells = |part: &Part| matches!(part, Part::Literal(_) | Part::Pattern(_));
        self.ids.iter().any(|id| {
            let IdPattern { group, function, value } = &id.pattern;
            tells(group) || tells(function) || tells(value)
        })
    }
}

#[cfg(test)]
mod limit_tests;
#[cfg(test)]
mod tests;
