//! What Criterion saved, read back: benchmarks with their baselines, from the files that its releases 0.3.3 to 0.8 write.
//!
//! Nothing in a path is taken for a name: `g/a/b` may be of the group `g` or of `g/a`. What a folder is about stands in its
//! `benchmark.json`, and where that folder lies in its `directory_name`; a baseline is what remains. To find the results of a call
//! without reading those of all others, folders are listed by the rule that Criterion names them by ([`directory`]), and
//! what is found there counts only if the file says so.
//!
//! Results are written while they are read, by a process that may be killed: whatever cannot be used is a [`Note`].

pub mod circumstances;
pub mod directory;
mod document;
mod find;
pub mod metrics;
mod roots;

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use crate::display::unit;
use crate::identity::BenchmarkId;

pub use find::{folders, read_all, read_matching};
pub use roots::{have_same_roots, roots};

/// A benchmark that has results.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedBenchmark {
    /// Its id.
    pub id: BenchmarkId,
    /// The root below which it was found, see [`roots`].
    pub root: PathBuf,
    /// Its folder, absolute.
    pub folder: PathBuf,
    /// Newest first; never empty. The copy of the last run that Criterion keeps as `new` is among them only where no other
    /// holds the same measurement. Shared, as samples are many.
    pub baselines: Vec<Arc<Baseline>>,
}

/// What one run measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// Its name: `base`, where none was given.
    pub name: String,
    /// When it was saved, as the file system says.
    pub saved: SystemTime,
    /// The time of an iteration: that of the regression where there is one, else the mean; what Criterion prints.
    pub typical: Estimate,
    /// The mean.
    pub mean: Estimate,
    /// The median.
    pub median: Estimate,
    /// The standard deviation.
    pub deviation: Estimate,
    /// How iterations were spread over the samples.
    pub mode: SamplingMode,
    /// Every sample, in the order in which they were measured; at least one.
    pub samples: Vec<Sample>,
    /// What an iteration gets done; empty if the bench does not say.
    pub throughput: Vec<Throughput>,
    /// What the numbers are of, where the file `raw.csv` tells; all but `ns` is a measurement of the bench's own.
    pub unit: Option<String>,
    /// More runs of the same code, saved as `NAME@2`, `NAME@3` and so on, in this order. They have none themselves.
    pub repeats: Vec<Baseline>,
    /// How it came to be, where whoever ran it wrote it down.
    pub circumstances: Option<Circumstances>,
}

/// How a baseline came to be: what differs in it is not compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Circumstances {
    /// The machine: processor, how many, operating system.
    pub host: String,
    /// The profile of Cargo's that it was built with.
    pub profile: String,
    /// The compiler's version.
    pub rustc: String,
    /// The release of Criterion.
    pub criterion: String,
}

/// A statistic with its interval; of time, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value.
    pub point: f64,
    /// The interval's lower end.
    pub lower: f64,
    /// The interval's upper end.
    pub upper: f64,
    /// How often an interval made this way holds the value: 0.95 by default.
    pub confidence: f64,
}

/// A sample: iterations that were measured together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// How many.
    pub iterations: f64,
    /// What all of them took; of time, in nanoseconds.
    pub total: f64,
}

/// How iterations are spread over samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SamplingMode {
    /// Each sample has more than the one before.
    Linear,
    /// All have as many.
    Flat,
}

/// What an iteration gets done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throughput {
    /// How much.
    pub amount: u64,
    /// Of what.
    pub of: ThroughputUnit,
}

/// What a [`Throughput`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThroughputUnit {
    /// Bytes, shown in multiples of 1024.
    Bytes,
    /// Bytes, shown in multiples of 1000.
    BytesDecimal,
    /// Bits.
    Bits,
    /// Whatever the bench counts.
    Elements,
}

/// What baselines are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaselineNames {
    /// Their names.
    pub baselines: BTreeSet<String>,
    /// Those of further runs, each of which counts in its baseline.
    pub runs: BTreeSet<String>,
}

/// Something that could not be used, and why. It costs the baseline it is about, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The file or folder, absolute.
    pub path: PathBuf,
    /// What is wrong with it, without a dot at the end.
    pub message: String,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Saved {
    /// By id.
    pub benchmarks: Vec<SavedBenchmark>,
    /// By path.
    pub notes: Vec<Note>,
}

/// The baseline that a name is of a further run of, and which run that is, at least the second: `v1` and 2 of `v1@2`. `v1@02` and `v1@1` are
/// names of their own.
#[must_use]
pub fn further_run(name: &str) -> Option<(&str, u32)> {
    numbered(name, '@')
}

/// What is before the last `mark`, and the number behind it, if that is at least 2 and written plainly.
fn numbered(name: &str, mark: char) -> Option<(&str, u32)> {
    let (before, number) = name.rsplit_once(mark)?;
    let is_plain = !number.starts_with(['0', '+']);
    number.parse().ok().filter(|&number| number >= 2 && is_plain).map(|number| (before, number))
}

/// Fewer samples, as `--quick` takes them, give no interval worth the name.
pub const SAMPLES_AT_LEAST: usize = 10;

impl<'b, B: Borrow<Baseline> + 'b> FromIterator<&'b B> for BaselineNames {
    fn from_iter<I: IntoIterator<Item = &'b B>>(baselines: I) -> BaselineNames {
        let mut names = BaselineNames::default();
        for baseline in baselines.into_iter().map(Borrow::borrow) {
            names.baselines.insert(baseline.name.clone());
            names.runs.extend(baseline.repeats.iter().map(|run| run.name.clone()));
        }
        names
    }
}

impl Extend<BaselineNames> for BaselineNames {
    fn extend<I: IntoIterator<Item = BaselineNames>>(&mut self, others: I) {
        for names in others {
            self.baselines.extend(names.baselines);
            self.runs.extend(names.runs);
        }
    }
}

impl SavedBenchmark {
    /// Which of the baselines has this name; the newest where none is named. Whoever asks for `v2` is not shown another one, nor `v1` to
    /// whoever asks for `v1@2`, a run that is not shown alone.
    #[must_use]
    pub fn named_or_newest(&self, name: Option<&str>) -> Option<usize> {
        self.baselines.iter().position(|baseline| name.is_none_or(|name| baseline.name == name))
    }

    /// The baseline of this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Arc<Baseline>> {
        self.baselines.iter().find(|baseline| baseline.name == name)
    }
}

impl Baseline {
    /// Whether any of its runs has too few samples for more than a first impression.
    #[must_use]
    pub fn is_indicative(&self) -> bool {
        self.fewest_and_most_samples().0 < SAMPLES_AT_LEAST
    }

    /// The same of this run alone.
    #[must_use]
    pub fn has_few_samples(&self) -> bool {
        self.samples.len() < SAMPLES_AT_LEAST
    }

    /// Whether the numbers of both runs count the same. What nobody wrote down is taken to be a time, as of all but benches with a
    /// measurement of their own: those write it, or it is unknown of each of their runs.
    #[must_use]
    pub fn counts_as(&self, other: &Baseline) -> bool {
        unit(self, false) == unit(other, false)
    }

    /// All runs under this name, in their order; at least itself.
    pub fn runs(&self) -> impl Iterator<Item = &Baseline> {
        std::iter::once(self).chain(&self.repeats)
    }

    /// What stands for all of its runs: the mean of their values, from the lowest end of their intervals to the highest. That of a
    /// single run is what Criterion prints.
    #[must_use]
    pub fn of_all_runs(&self) -> Estimate {
        let count = self.runs().count() as f64;
        self.repeats.iter().map(|run| run.typical).fold(
            Estimate { point: self.runs().map(|run| run.typical.point / count).sum(), ..self.typical },
            |all, run| Estimate { lower: all.lower.min(run.lower), upper: all.upper.max(run.upper), ..all },
        )
    }

    /// How many samples its runs have: the fewest and the most.
    #[must_use]
    pub fn fewest_and_most_samples(&self) -> (usize, usize) {
        let own = self.samples.len();
        self.repeats
            .iter()
            .fold((own, own), |(fewest, most), run| (fewest.min(run.samples.len()), most.max(run.samples.len())))
    }

    /// When the first of its runs was saved: what changed since, some of them have not seen.
    #[must_use]
    pub fn oldest(&self) -> SystemTime {
        self.runs().map(|run| run.saved).min().unwrap_or(self.saved)
    }

    /// What an iteration took in each sample, whatever its number of iterations, as Criterion's comparison has it.
    pub fn averages(&self) -> impl Iterator<Item = f64> {
        self.samples.iter().map(|sample| sample.total / sample.iterations)
    }
}
