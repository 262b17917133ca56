//! Taking what a document promises over into the configuration, as `[[perf-target]]`s that count. A time is held against the benches
//! that it is about; whatever else is promised becomes a metric, since a bench measures time. What no bench measures is
//! written as a comment, for somebody to say which bench is meant.

use std::cell::OnceCell;
use std::path::PathBuf;
use std::sync::Arc;

use greenlight_bench::perf_targets::{Amount, Dimension, Fit, NamedBench, ProseTarget, Reading, fit};
use greenlight_files::{LineIndex, ReadError};

use super::DocumentPromise;
use super::held::with_condition;
use crate::configuration::CONFIGURATION;
use crate::host::Snapshot;
use crate::nearest::nearest;
use crate::perf_targets::{PerfTarget, Subject};

/// Targets of documents, as tables for the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenOver {
    /// The configuration's file, absolute.
    pub file: PathBuf,
    /// What it says now; `None` if it is not there yet.
    pub before: Option<Arc<str>>,
    /// What is to be appended to it; empty if nothing is.
    pub text: String,
    /// What became of each promise, in their order.
    pub outcomes: Vec<TakeOver>,
}

/// Why the configuration cannot be written to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TakeOverError {
    /// It is there, and its text cannot be had: whatever was written in its place would lose it.
    #[error("{} cannot be read, and is left as it is: {error}", .file.display())]
    Unreadable {
        /// The configuration's file, absolute.
        file: PathBuf,
        /// What stands in the way.
        error: ReadError,
    },
    /// It is no TOML as it is.
    #[error("{}:{line}: {message}: mend this first", .file.display())]
    NotToml {
        /// The configuration's file, absolute.
        file: PathBuf,
        /// 1-based.
        line: u32,
        /// In the words of the parser, a line.
        message: String,
    },
    /// Its targets are an array in one place, behind which no table can stand.
    #[error(
        "{}: its targets are an array in one place, behind which no table can stand: write them as `[[perf-target]]` tables, or look at \
         `--dry-run` and write the new ones there",
        .0.display()
    )]
    Array(PathBuf),
}

/// What became of a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakeOver {
    /// It counts from now on: what it is held against, ids or metrics.
    Taken(Vec<String>),
    /// No bench is certainly meant; written as a comment, with the nearest id.
    Open(Option<String>),
    /// The configuration has a target of this name.
    There,
    /// It says nothing that can be held against a number: why.
    Unreadable(&'static str),
}

/// `[[perf-target]]`.
struct Table {
    name: String,
    /// `bench` or `metric`.
    key: &'static str,
    subject: String,
    /// The package whose benches or metric are meant, where others may have some of the same name.
    package: Option<String>,
    must: Option<String>,
    expect: Option<String>,
}

impl Snapshot {
    /// Writes the promises as tables to be appended to the configuration's file.
    ///
    /// # Errors
    /// [`TakeOverError::Unreadable`].
    pub fn take_over(&self, promises: &[&DocumentPromise]) -> Result<TakenOver, TakeOverError> {
        let file = self.configuration_file().map_or_else(|| self.root().join(CONFIGURATION), ToOwned::to_owned);
        let is_manifest = file.file_name().is_some_and(|name| name == "Cargo.toml");
        let header = if is_manifest { "[[workspace.metadata.greenlight.perf-target]]" } else { "[[perf-target]]" };
        let (calls, benches) = (self.bench_calls(), self.all_benches());
        let before = match self.files().read_within(self.root(), &file) {
            Ok(before) => Some(before),
            Err(ReadError::Missing) => None,
            Err(error) => return Err(TakeOverError::Unreadable { file, error }),
        };
        let written = before.as_deref().unwrap_or_default();
        let there_already = written.replace("\r\n", "\n");
        let mut there: Vec<Table> = self.configured_targets().targets.iter().map(Table::of).collect();
        let (mut text, mut outcomes) = (String::new(), Vec::new());
        let others = OnceCell::new();
        for promise in promises {
            let concerned = benches.iter().filter(|bench| promise.may_concern(&calls.targets[bench.target]));
            let concerned: Vec<NamedBench> = concerned.cloned().collect();
            let package = promise.package.map(|id| self.workspace().packages[id.0 as usize].name.clone());
            let is_of_several = |metric: &str| {
                let others = others.get_or_init(|| self.documents());
                let all = promises.iter().copied().chain(&others.promises);
                all.filter(|it| it.package != promise.package).any(|it| metric_of(it).as_deref() == Some(metric))
            };
            let (tables, outcome) = tables(promise, &concerned, package.as_deref(), is_of_several);
            let is_there = |there: &[Table], table: &Table| {
                there.iter().any(|other| other.says_the_same(table)) || there_already.contains(&table.commented(header))
            };
            let new: Vec<Table> = tables.into_iter().filter(|table| !is_there(&there, table)).collect();
            let says_something = !matches!(outcome, TakeOver::Unreadable(_));
            outcomes.push(if new.is_empty() && says_something { TakeOver::There } else { outcome.clone() });
            for table in new {
                if matches!(outcome, TakeOver::Open(_)) {
                    text += &format!("# Which bench is meant?\n{}\n", table.commented(header));
                } else {
                    text += &format!("{}\n", table.written(header));
                    there.push(table);
                }
            }
        }
        let gap = match written {
            "" => "",
            text if text.ends_with("\n\n") || text.ends_with("\n\r\n") => "",
            text if text.ends_with('\n') => "\n",
            _ => "\n\n",
        };
        let text = if text.is_empty() { text } else { format!("{gap}{}\n", text.trim_end()) };
        // Its lines end as those that are there do.
        let text = if written.contains("\r\n") { text.replace('\n', "\r\n") } else { text };
        Ok(TakenOver { file, before, text, outcomes })
    }

    /// Every benchmark, by the ids that source tells and those that were saved, each with its package.
    fn all_benches(&self) -> Vec<NamedBench> {
        let list = self.bench_list();
        let mut benches: Vec<NamedBench> = Vec::new();
        for listed in &list.targets {
            let ids = listed.benches.iter().filter_map(|bench| bench.id.as_ref());
            benches.extend(ids.map(|id| NamedBench::new(id.full(), listed.target)));
        }
        // A pattern is of use where nothing was saved.
        for bench in super::documents::named_benches(&list.calls) {
            let prefix = bench.id.split('*').next().unwrap_or_default();
            if !bench.id.contains('*') || !benches.iter().any(|other| other.id.starts_with(prefix)) {
                benches.push(bench);
            }
        }
        benches.sort_by(|one, other| (&one.id, one.target).cmp(&(&other.id, other.target)));
        benches.dedup_by(|later, first| later.id == first.id && later.target == first.target);
        benches
    }
}

/// What the promise is written as, and what that comes to.
fn tables(
    promise: &DocumentPromise,
    benches: &[NamedBench],
    package: Option<&str>,
    is_of_several: impl FnOnce(&str) -> bool,
) -> (Vec<Table>, TakeOver) {
    let target = &promise.target;
    let must = target.must.as_ref().map(|limit| limit.written.clone());
    let expect = target.expect.as_ref().map(|range| range.written.clone());
    let Some(dimension) = dimension_of(target) else {
        return (Vec::new(), TakeOver::Unreadable("a percentile of requests is not what Criterion measures"));
    };
    let name = with_condition(target);
    let table = |name: &str, key: &'static str, subject: String| Table {
        name: name.to_owned(),
        key,
        subject,
        package: package.map(str::to_owned),
        must: must.clone(),
        expect: expect.clone(),
    };
    if dimension != Dimension::Time {
        let Some(metric) = metric_of(promise) else {
            return (Vec::new(), TakeOver::Unreadable("its name has no letters to call a metric by"));
        };
        // In a file of metrics nothing but the name tells what another package promises under the same.
        let (name, metric) = match package.filter(|_| is_of_several(&metric)) {
            Some(package) => (format!("{name} ({package})"), format!("{}_{metric}", slug(package))),
            None => (name, metric),
        };
        return (vec![table(&name, "metric", metric.clone())], TakeOver::Taken(vec![metric]));
    }
    let globs = globs(&meant(promise, benches), benches);
    if globs.is_empty() || matches!(promise.reading, Some(Reading::SomeWords(_))) {
        let near = globs.into_iter().next().or_else(|| {
            let ids = benches.iter().map(|bench| bench.id.as_str());
            nearest(&slug(&target.name), ids).map(|near| escaped(near.name))
        });
        let table = table(&name, "bench", near.clone().unwrap_or_default());
        return (vec![table], TakeOver::Open(near));
    }
    let name_of = |glob: &String| if globs.len() == 1 { name.clone() } else { format!("{name}: {glob}") };
    (globs.iter().map(|glob| table(&name_of(glob), "bench", glob.clone())).collect(), TakeOver::Taken(globs.clone()))
}

/// What the metric is called that the promise is of, where no other package's is; `None` of a time, which is a bench's, and of what has
/// no name or says no number.
fn metric_of(promise: &DocumentPromise) -> Option<String> {
    let target = &promise.target;
    dimension_of(target).filter(|dimension| *dimension != Dimension::Time)?;
    Some(slug(&target.name)).filter(|metric| !metric.is_empty())
}

fn dimension_of(target: &ProseTarget) -> Option<Dimension> {
    target.must.as_ref().map(|it| it.dimension).or(target.expect.as_ref().map(|it| it.dimension))
}

impl Table {
    fn of(target: &PerfTarget) -> Table {
        let (key, subject) = match &target.subject {
            Subject::Bench(glob) => ("bench", glob.written.clone()),
            Subject::Metric(metric) => ("metric", metric.clone()),
            Subject::Nothing => ("", String::new()),
        };
        Table {
            name: target.name.clone(),
            key,
            subject,
            package: target.package.clone(),
            must: target.must.as_ref().map(|limit| limit.written.clone()),
            expect: target.expect.as_ref().map(|range| range.written.clone()),
        }
    }

    /// Under whatever name, or something else under the same.
    fn says_the_same(&self, other: &Table) -> bool {
        let said = |table: &Table| (table.key, table.subject.clone(), table.must.clone(), table.expect.clone());
        // What is there and says no package speaks of all; what is there of one does not.
        let of_same = self.package == other.package || self.package.is_none();
        let said_before = || {
            // A metric of the package, from before another one promised one of its name, or after that.
            let prefix = self.package.as_deref().map(|package| format!("{}_", slug(package))).unwrap_or_default();
            let plain = |table: &Table| table.subject.strip_prefix(&prefix).unwrap_or(&table.subject).to_owned();
            let limits = |table: &Table| (table.key, table.must.clone(), table.expect.clone());
            let is_metric_of_one = self.key == "metric" && self.package.is_some() && self.package == other.package;
            is_metric_of_one && plain(self) == plain(other) && limits(self) == limits(other)
        };
        of_same && (self.name == other.name || said(self) == said(other) || said_before())
    }

    fn written(&self, header: &str) -> String {
        let mut text = format!("{header}\nname = {}\n{} = {}\n", quoted(&self.name), self.key, quoted(&self.subject));
        for (key, value) in [("package", &self.package), ("must", &self.must), ("expect", &self.expect)] {
            if let Some(value) = value {
                text += &format!("{key} = {}\n", quoted(value));
            }
        }
        text
    }

    fn commented(&self, header: &str) -> String {
        self.written(header).lines().map(|line| format!("# {line}\n")).collect()
    }
}

/// The benchmarks that the promise is about. Of `<1000 packages`, in each group those of the most packages: the others are
/// kept with them.
fn meant<'b>(promise: &DocumentPromise, benches: &'b [NamedBench]) -> Vec<&'b NamedBench> {
    let Some(reading) = &promise.reading else { return Vec::new() };
    let about = benches.iter().filter(|bench| fit(&promise.target, reading, bench) >= Fit::Perhaps);
    let is_most = promise.target.condition.as_ref().is_some_and(|it| matches!(it.amount, Amount::AtMost(_)));
    let mut meant: Vec<&NamedBench> = about.collect();
    if is_most {
        let amount = |bench: &NamedBench| bench.id.split('/').next_back().and_then(|last| last.parse::<f64>().ok());
        let most_of = |bench: &NamedBench| {
            let of_group = meant.iter().filter(|other| other.group() == bench.group());
            of_group.filter_map(|other| amount(other)).fold(f64::NEG_INFINITY, f64::max)
        };
        let strictest: Vec<bool> =
            meant.iter().map(|bench| amount(bench).is_none_or(|own| own >= most_of(bench))).collect();
        let mut strictest = strictest.into_iter();
        meant.retain(|_| strictest.next().unwrap_or(true));
    }
    meant
}

/// The fewest patterns that mean these benchmarks and no others: of a group that is meant as a whole, one.
fn globs(meant: &[&NamedBench], all: &[NamedBench]) -> Vec<String> {
    let mut globs: Vec<String> = Vec::new();
    for bench in meant {
        let group = bench.group();
        let of_group = all.iter().filter(|other| other.group() == group);
        let of_group: Vec<&NamedBench> = of_group.collect();
        let is_whole = of_group.len() > 1 && of_group.iter().all(|other| meant.contains(other));
        let glob = match is_whole {
            true if of_group.iter().all(|other| other.id.matches('/').count() == 1) => format!("{}/*", escaped(group)),
            // One may be called as the group alone.
            true if of_group.iter().all(|other| other.id.contains('/')) => format!("{}/**", escaped(group)),
            // What source does not tell is a star already.
            _ if bench.id.contains('*') => bench.id.clone(),
            _ => escaped(&bench.id),
        };
        if !globs.contains(&glob) {
            globs.push(glob);
        }
    }
    globs
}

fn escaped(id: &str) -> String {
    id.replace('\\', "\\\\").replace('*', "\\*")
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// `install_success_rate`
fn slug(name: &str) -> String {
    let words = name.split(|it: char| !it.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

impl TakenOver {
    /// The configuration with the tables behind it.
    ///
    /// # Errors
    /// [`TakeOverError::NotToml`], [`TakeOverError::Array`].
    pub fn appended(&self) -> Result<String, TakeOverError> {
        let before = self.before.as_deref().unwrap_or_default();
        if let Err(error) = toml_edit::Document::parse(before) {
            let at = error.span().map_or(0, |span| span.start.min(before.len()));
            return Err(TakeOverError::NotToml {
                file: self.file.clone(),
                line: LineIndex::new(before).line_of(at as u32) + 1,
                message: error.message().lines().next().unwrap_or_default().to_owned(),
            });
        }
        let after = format!("{before}{}", self.text);
        match toml_edit::Document::parse(after.as_str()) {
            Ok(_) => Ok(after),
            Err(_) => Err(TakeOverError::Array(self.file.clone())),
        }
    }
}
