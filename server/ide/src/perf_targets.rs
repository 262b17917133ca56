//! Performance targets of the configuration, `[[perf-target]]`, held against what was saved.

use std::collections::BTreeMap;
use std::sync::Arc;

use greenlight_bench::display::{Unit, unit};
use greenlight_bench::identity::BenchmarkId;
use greenlight_bench::perf_targets::{
    IdGlob, IdGlobs, Limit, Range, State, metric, parse_limit, parse_range, state, state_of_number,
};
use greenlight_bench::saved::Baseline;
use greenlight_bench::saved::metrics::Metric;
use greenlight_files::{LineIndex, Span};

use crate::benches::{BenchList, BenchTarget, ListedBench};
use crate::configuration::document::{Tables, Written, span_of};
use crate::host::Snapshot;
use crate::nearest::nearest;

/// A performance target.
#[derive(Clone, Debug, PartialEq)]
pub struct PerfTarget {
    /// `name`, else what it is about.
    pub name: String,
    /// What it is about.
    pub subject: Subject,
    /// `package`: the package that its benches are of.
    pub package: Option<String>,
    /// `target`: the bench target that its benches are of.
    pub target: Option<String>,
    /// `must`: what counts.
    pub must: Option<Limit>,
    /// `expect`: what is shown beside, and never counts.
    pub expect: Option<Range>,
    /// What could not be read of it, without a dot at the end.
    pub problem: Option<String>,
    /// The string that says what it is about, in the configuration's file, quotes included; empty where there is none.
    pub span: Span,
}

/// The performance targets of a configuration, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ConfiguredTargets {
    pub(crate) targets: Vec<PerfTarget>,
    /// For each, its line in the configuration's file, 1-based.
    lines: Vec<u32>,
    /// Those that are about benches, by their indices.
    about_benches: IdGlobs,
}

/// What a [`PerfTarget`] is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// `bench`: benchmarks by their full ids.
    Bench(IdGlob),
    /// `metric`: a number of a file of metrics, by name.
    Metric(String),
    /// Neither, or both.
    Nothing,
}

/// A target with what was measured of it.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldTarget {
    /// The target.
    pub target: PerfTarget,
    /// Each benchmark that it is about and that has results.
    pub benches: Vec<HeldBench>,
    /// The metric that it is about.
    pub metric: Option<(Metric, Option<State>)>,
    /// The baseline that alone is held against it; `None` where the newest of each benchmark is.
    pub baseline: Option<String>,
    /// What it comes to.
    pub standing: Standing,
}

/// A benchmark that a target is about.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldBench {
    /// Its id.
    pub id: BenchmarkId,
    /// The baseline that is shown.
    pub baseline: Arc<Baseline>,
    /// What its numbers are of.
    pub unit: Unit,
    /// How it stands to the target; `None` if nothing of that counts.
    pub state: Option<State>,
}

/// What a target comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// All that was measured keeps it.
    Met,
    /// Something that was measured may not keep it.
    Borderline,
    /// Something that was measured does not keep it.
    Missed,
    /// The benches are there, and nothing was saved of them, or not as the baseline that is meant; or the metric is in no file.
    Unmeasured,
    /// No bench has such an id; the nearest that there is.
    NotCovered(Option<String>),
    /// The limit is of another kind than what was measured.
    OtherKind,
    /// It cannot be read, or says nothing that counts.
    Open,
}

impl ConfiguredTargets {
    /// Reads `[[perf-target]]`s; `text` is that of the whole file.
    pub(crate) fn read(tables: Option<&Written<'_>>, text: &str) -> ConfiguredTargets {
        let tables = tables.and_then(|tables| tables.get_ref().as_array()).into_iter().flat_map(|tables| tables.iter());
        let targets: Vec<PerfTarget> =
            tables.filter_map(|table| table.get_ref().as_table()).map(PerfTarget::read).collect();
        if targets.is_empty() {
            return ConfiguredTargets::default();
        }
        let lines = LineIndex::new(text);
        let glob = |(index, target): (usize, &PerfTarget)| match &target.subject {
            Subject::Bench(glob) => Some((index, glob.clone())),
            Subject::Metric(_) | Subject::Nothing => None,
        };
        ConfiguredTargets {
            lines: targets.iter().map(|target| lines.line_of(target.span.start) + 1).collect(),
            about_benches: targets.iter().enumerate().filter_map(glob).collect(),
            targets,
        }
    }

    /// Those about benchmarks with these full ids, in their order: each with its line, 1-based, and which of the ids it is about,
    /// ascending indices.
    pub(crate) fn about<'i>(&self, ids: impl Iterator<Item = &'i str>) -> Vec<(&PerfTarget, u32, Vec<usize>)> {
        let about = self.by_target(ids);
        about.into_iter().map(|(target, ids)| (&self.targets[target], self.lines[target], ids)).collect()
    }

    /// The same, by the targets' indices.
    pub(crate) fn by_target<'i>(&self, ids: impl Iterator<Item = &'i str>) -> BTreeMap<usize, Vec<usize>> {
        let mut about: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (id, full) in ids.enumerate() {
            for target in self.about_benches.meaning(full) {
                about.entry(target).or_default().push(id);
            }
        }
        about
    }
}

impl PerfTarget {
    pub(crate) fn read(table: &Tables<'_>) -> PerfTarget {
        let text = |key: &str| table.get(key).and_then(|value| value.get_ref().as_str());
        let (subject, about) = match (text("bench"), text("metric")) {
            (Some(bench), None) => (Subject::Bench(IdGlob::new(bench)), bench),
            (None, Some(metric)) => (Subject::Metric(metric.to_owned()), metric),
            _ => (Subject::Nothing, ""),
        };
        let about_key = if matches!(subject, Subject::Metric(_)) { "metric" } else { "bench" };
        let mut problem = match &subject {
            Subject::Nothing => Some("it says neither `bench` nor `metric`, or both".to_owned()),
            Subject::Bench(_) | Subject::Metric(_) => None,
        };
        let must = text("must").map(parse_limit).transpose().unwrap_or_else(|error| {
            problem.get_or_insert_with(|| format!("`must`: {error}"));
            None
        });
        let expect = text("expect").map(parse_range).transpose().unwrap_or_else(|error| {
            problem.get_or_insert_with(|| format!("`expect`: {error}"));
            None
        });
        PerfTarget {
            name: text("name").unwrap_or(about).to_owned(),
            subject,
            package: text("package").map(str::to_owned),
            target: text("target").map(str::to_owned),
            must,
            expect,
            problem,
            span: table.get(about_key).map(span_of).unwrap_or_default(),
        }
    }

    /// Whether it is about the benchmark with this id.
    #[must_use]
    pub fn is_about(&self, id: &BenchmarkId) -> bool {
        matches!(&self.subject, Subject::Bench(glob) if glob.matches(&id.full()))
    }

    /// Whether it may be about benches of this target.
    #[must_use]
    pub fn is_within(&self, target: &BenchTarget) -> bool {
        self.package.as_ref().is_none_or(|package| *package == target.package_name)
            && (self.target.is_none() || self.target == target.name)
    }
}

impl Snapshot {
    /// The performance targets of the workspace, in their order, each held against what was saved: as the baseline that the configuration
    /// names, where it names one, and nothing else.
    #[must_use]
    pub fn perf_targets(&self) -> Vec<HeldTarget> {
        if self.configured_targets().targets.is_empty() {
            return Vec::new();
        }
        self.held_targets(&self.bench_list(), self.baselines().current.as_deref())
    }

    /// The same over benches that were read before, against the baseline of this name.
    pub(crate) fn held_targets(&self, list: &BenchList, current: Option<&str>) -> Vec<HeldTarget> {
        let metrics: Vec<&Metric> = list.metrics.iter().flat_map(|(_, metrics)| metrics).collect();
        let benches = list.targets.iter().flat_map(|listed| {
            let named = listed.benches.iter().filter_map(|bench| Some((bench.id.as_ref()?, bench)));
            named.map(|(id, bench)| (listed.target, id, bench))
        });
        let benches: Vec<(usize, &BenchmarkId, &ListedBench)> = benches.collect();
        let configured = self.configured_targets();
        let ids: Vec<String> = benches.iter().map(|(_, id, _)| id.full()).collect();
        let about = configured.by_target(ids.iter().map(String::as_str));
        let held = configured.targets.iter().enumerate().map(|(number, target)| {
            let mut held = HeldTarget {
                target: target.clone(),
                benches: Vec::new(),
                metric: None,
                baseline: current.map(str::to_owned),
                standing: Standing::Open,
            };
            match &target.subject {
                Subject::Nothing => {}
                Subject::Metric(name) => {
                    held.metric = metrics.iter().find(|metric| metric.name == *name).map(|&found| {
                        let (value, dimension) = metric(found.value, found.unit.as_deref());
                        (found.clone(), target.must.as_ref().map(|limit| state_of_number(limit, dimension, value)))
                    });
                    held.standing = match &held.metric {
                        None => Standing::Unmeasured,
                        Some((_, state)) => standing(state.iter().copied()),
                    };
                }
                Subject::Bench(glob) => {
                    let within = |of: &usize| target.is_within(&list.calls.targets[*of]);
                    let mut is_there = false;
                    for &index in about.get(&number).into_iter().flatten() {
                        let (of, id, bench) = &benches[index];
                        if !within(of) {
                            continue;
                        }
                        is_there = true;
                        let saved = bench.saved.as_ref();
                        let baseline = saved.and_then(|saved| saved.baselines.get(saved.named_or_newest(current)?));
                        let Some(baseline) = baseline else { continue };
                        let unit = unit(baseline, list.calls.targets[*of].other_measurement);
                        let state = target.must.as_ref().map(|limit| state(limit, baseline, &unit));
                        let id = BenchmarkId::clone(id);
                        held.benches.push(HeldBench { id, baseline: Arc::clone(baseline), unit, state });
                    }
                    held.standing = match (is_there, held.benches.is_empty()) {
                        (false, _) => {
                            let benches = benches.iter().filter(|(of, ..)| within(of));
                            let ids: Vec<String> = benches.map(|(_, id, _)| id.full()).collect();
                            let near = nearest(&glob.written, ids.iter().map(String::as_str));
                            Standing::NotCovered(near.map(|near| near.name.to_owned()))
                        }
                        (true, true) => Standing::Unmeasured,
                        (true, false) => standing(held.benches.iter().filter_map(|bench| bench.state)),
                    };
                }
            }
            held
        });
        held.collect()
    }
}

/// What several measurements come to.
pub(crate) fn standing(states: impl Iterator<Item = State>) -> Standing {
    match states.max() {
        None => Standing::Open,
        Some(State::Met) => Standing::Met,
        Some(State::Borderline) => Standing::Borderline,
        Some(State::Missed) => Standing::Missed,
        Some(State::OtherKind) => Standing::OtherKind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ConfiguredTargets {
        ConfiguredTargets::read(crate::configuration::document::parse(text).table.get("perf-target"), text)
    }

    #[test]
    fn targets_are_read_and_what_is_wrong_with_one_is_said_of_it() {
        let targets = read(
            "[[perf-target]]\nname = \"Search\"\nbench = \"search/*\"\nmust = \"<100ms\"\nexpect = \"50ms..80ms\"\n\
             [[perf-target]]\nmetric = \"success\"\nmust = \">95%\"\n[[perf-target]]\nname = \"x\"\nmust = \"fast\"\nbench = \"a\"\n\
             [[perf-target]]\nname = \"neither\"\n",
        )
        .targets;
        assert_eq!((targets[0].name.as_str(), targets[0].problem.as_deref()), ("Search", None));
        assert_eq!(
            (targets[1].name.as_str(), &targets[1].subject),
            ("success", &Subject::Metric("success".to_owned()))
        );
        assert!(targets[2].problem.as_ref().is_some_and(|problem| problem.starts_with("`must`: `fast` says neither")));
        assert!(targets[3].problem.is_some() && targets[3].subject == Subject::Nothing);
        let id = |function: &str| BenchmarkId {
            group: "search".to_owned(),
            function: Some(function.to_owned()),
            value: None,
        };
        assert!(targets[0].is_about(&id("x")) && !targets[0].is_about(&id("x/y")) && !targets[1].is_about(&id("x")));
    }

    #[test]
    fn each_target_is_found_by_the_ids_that_it_is_about_with_its_line() {
        let targets = read(
            "[[perf-target]]\nbench = 'search/**'\n[[perf-target]]\nmetric = 'search/x'\n[[perf-target]]\nname = 'x'\nbench = '*/x'\n",
        );
        let about = targets.about(["search/y", "search/x", "other"].into_iter());
        let about: Vec<(&str, u32, Vec<usize>)> =
            about.into_iter().map(|(target, line, ids)| (target.name.as_str(), line, ids)).collect();
        assert_eq!(about, [("search/**", 2, vec![0, 1]), ("x", 7, vec![1])]);
    }
}
