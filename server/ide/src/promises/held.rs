//! The promises about one call, each held against what the call measured.

use greenlight_bench::display::{unit, with_doubt};
use greenlight_bench::perf_targets::{
    Dimension, Fit, Limit, NamedBench, ProseTarget, Range, Reading, State, dimension_of, fit, state,
};
use greenlight_bench::saved::Baseline;

use rustc_hash::FxHashSet;

use super::documents::source_ids;
use super::{CommentPromise, DocumentPromise, HeldPromise, Promise, Source, agreement};
use crate::benches::{BenchCalls, CallResults, HintSettings};
use crate::host::Snapshot;
use crate::perf_targets::{Standing, standing};

/// A call with what it measured.
struct Measured<'a> {
    benches: Vec<MeasuredBench<'a>>,
    measures_otherwise: bool,
}

/// A benchmark.
struct MeasuredBench<'a> {
    /// Its full id; of what was not saved, as source tells it. Of which target of Cargo's it is, does not matter here.
    named: NamedBench,
    /// What is shown of it.
    baseline: Option<&'a Baseline>,
}

impl Snapshot {
    /// The promises about the call whose results these are: those of the configuration, of comments, and of documents.
    #[must_use]
    pub fn promises_of(&self, calls: &BenchCalls, result: &CallResults, settings: &HintSettings) -> Vec<HeldPromise> {
        let measured = self.measured(calls, result, settings);
        let mut promises = self.given(calls, result, &measured);
        let documents = self.documents();
        let targets = &calls.calls[result.call].ids;
        let concerns =
            |promise: &&DocumentPromise| targets.iter().any(|(target, _)| promise.may_concern(&calls.targets[*target]));
        let about = documents.promises.iter().filter(concerns);
        promises.extend(about.filter_map(|promise| of_document(promise, &measured)));
        for (earlier, later) in agreement::disagreements(&promises) {
            let of = &promises[earlier].promise;
            let place = self.place_of(of);
            let said = format!("{place} says {}", of.written);
            let note = promises[later].note.take();
            promises[later].note = Some(note.map_or_else(|| said.clone(), |note| format!("{note}; {said}")));
        }
        promises
    }

    /// The same without those of documents: what somebody gave the bench itself. No document is looked for.
    #[must_use]
    pub fn given_promises_of(
        &self,
        calls: &BenchCalls,
        result: &CallResults,
        settings: &HintSettings,
    ) -> Vec<HeldPromise> {
        self.given(calls, result, &self.measured(calls, result, settings))
    }

    fn given(&self, calls: &BenchCalls, result: &CallResults, measured: &Measured<'_>) -> Vec<HeldPromise> {
        let call = &calls.calls[result.call];
        let mut promises = self.configured(calls, result.call, measured);
        promises.extend(call.comments.iter().filter_map(|comment| of_comment(comment, call.file.as_path(), measured)));
        promises
    }

    fn measured<'a>(&self, calls: &BenchCalls, result: &'a CallResults, settings: &HintSettings) -> Measured<'a> {
        let call = &calls.calls[result.call];
        let saved = result.benchmarks.iter().map(|saved| {
            let baseline = self.shown_baseline(saved, settings);
            MeasuredBench { named: NamedBench::new(saved.id.full(), 0), baseline: baseline.map(|baseline| &**baseline) }
        });
        let mut benches: Vec<MeasuredBench<'_>> = saved.collect();
        let mut of_source = source_ids(call);
        let known: FxHashSet<&str> = benches.iter().map(|bench| bench.named.id.as_str()).collect();
        // What is known by its pattern alone is so only until it has run.
        of_source.retain(|id| !known.contains(id.as_str()) && (known.is_empty() || !id.contains('*')));
        benches.extend(of_source.into_iter().map(|id| MeasuredBench { named: NamedBench::new(id, 0), baseline: None }));
        let measures_otherwise = call.ids.iter().any(|(target, _)| calls.targets[*target].other_measurement);
        Measured { benches, measures_otherwise }
    }

    /// Where a promise stands, from the workspace's root: `docs/plan.md:12`.
    #[must_use]
    pub fn place_of(&self, promise: &Promise) -> String {
        let file = promise.file.strip_prefix(self.root()).unwrap_or(&promise.file);
        format!("{}:{}", file.display(), promise.line)
    }

    fn configured(&self, calls: &BenchCalls, call: usize, measured: &Measured<'_>) -> Vec<HeldPromise> {
        let Some(file) = self.configuration_file() else { return Vec::new() };
        let targets = &calls.targets;
        let of_call = &calls.calls[call].ids;
        let about = self.configured_targets().about(measured.benches.iter().map(|bench| bench.named.id.as_str()));
        let within =
            about.into_iter().filter(|(target, ..)| of_call.iter().any(|(of, _)| target.is_within(&targets[*of])));
        let held = within.map(|(target, line, about)| {
            let about: Vec<&MeasuredBench<'_>> = about.into_iter().map(|index| &measured.benches[index]).collect();
            let written = target.must.as_ref().map(|it| &it.written).or(target.expect.as_ref().map(|it| &it.written));
            HeldPromise {
                standing: measured.standing(target.must.as_ref(), &about),
                note: target.problem.clone().or_else(|| measured.expectation(target.expect.as_ref()?, &about)),
                missed: measured.missed(target.must.as_ref(), &about),
                ids: about.iter().map(|bench| bench.named.id.clone()).collect(),
                is_guess: false,
                target: None,
                promise: Promise {
                    source: Source::Configuration,
                    name: target.name.clone(),
                    must: target.must.clone(),
                    expect: target.expect.clone(),
                    written: written.cloned().unwrap_or_default(),
                    file: file.to_owned(),
                    line,
                },
            }
        });
        held.collect()
    }
}

fn of_comment(comment: &CommentPromise, file: &std::path::Path, measured: &Measured<'_>) -> Option<HeldPromise> {
    let promise = |target: Option<&ProseTarget>| Promise {
        source: Source::Comment,
        name: String::new(),
        must: target.and_then(|target| target.must.clone()),
        expect: target.and_then(|target| target.expect.clone()),
        written: target.map_or(&comment.written, |target| &target.written).clone(),
        file: file.to_owned(),
        line: comment.line,
    };
    let target = match &comment.target {
        Ok(target) => target,
        Err(why) => {
            return Some(HeldPromise {
                promise: promise(None),
                target: None,
                standing: Standing::Open,
                is_guess: false,
                ids: Vec::new(),
                missed: Vec::new(),
                note: Some(why.clone()),
            });
        }
    };
    // Whatever the benches are called, it is about them.
    held(promise(Some(target)), target, &Reading::Words(Vec::new()), false, measured)
}

fn of_document(promise: &DocumentPromise, measured: &Measured<'_>) -> Option<HeldPromise> {
    let reading = promise.reading.as_ref()?;
    let target = &promise.target;
    let said = Promise {
        source: Source::Document,
        name: with_condition(target),
        must: target.must.clone(),
        expect: target.expect.clone(),
        written: target.written.clone(),
        file: promise.file.clone(),
        line: promise.line,
    };
    let mut held = held(said, target, reading, promise.covered, measured)?;
    held.is_guess = matches!(reading, Reading::SomeWords(_));
    let missing = promise.missing.as_ref().map(|(name, near)| match near {
        Some(near) => format!("no bench is called “{name}”, by which it is to be validated; the nearest is “{near}”"),
        None => format!("no bench is called “{name}”, by which it is to be validated"),
    });
    held.note = missing.or(held.note);
    Some(held)
}

/// The target's name and what it says of how much.
pub(super) fn with_condition(target: &ProseTarget) -> String {
    match &target.condition {
        Some(condition) => format!("{} ({})", target.name, condition.written.trim_matches(['(', ')', '[', ']'])),
        None => target.name.clone(),
    }
}

/// `None` if the call is not of the amount that is meant and another is, or is about something else.
fn held(
    promise: Promise,
    target: &ProseTarget,
    reading: &Reading,
    covered: bool,
    measured: &Measured<'_>,
) -> Option<HeldPromise> {
    let fits = |bench: &MeasuredBench<'_>| fit(target, reading, &bench.named);
    let fitting: Vec<(Fit, &MeasuredBench<'_>)> = measured.benches.iter().map(|bench| (fits(bench), bench)).collect();
    let at_least = |wanted: Fit| -> Vec<&MeasuredBench<'_>> {
        fitting.iter().filter(|(fit, _)| *fit >= wanted).map(|(_, bench)| *bench).collect()
    };
    let about = at_least(Fit::Perhaps);
    let (about, standing) = if about.is_empty() {
        let about = at_least(Fit::OtherAmount);
        if about.is_empty() || covered {
            return None;
        }
        (about, Standing::NotCovered(None))
    } else {
        let standing = measured.standing(promise.must.as_ref(), &about);
        (about, standing)
    };
    let note = promise.expect.as_ref().and_then(|range| measured.expectation(range, &about));
    let missed = measured.missed(promise.must.as_ref(), &about);
    let ids = about.iter().map(|bench| bench.named.id.clone()).collect();
    let target = (promise.source == Source::Document).then(|| target.clone());
    Some(HeldPromise { promise, target, standing, is_guess: false, ids, missed, note })
}

impl Measured<'_> {
    /// Those of the benchmarks that certainly do not keep a limit, with what they measured.
    fn missed(&self, limit: Option<&Limit>, benches: &[&MeasuredBench<'_>]) -> Vec<(String, String)> {
        let Some(limit) = limit else { return Vec::new() };
        let missed = benches.iter().filter_map(|bench| {
            let baseline = bench.baseline?;
            let unit = unit(baseline, self.measures_otherwise);
            let is_missed = state(limit, baseline, &unit) == State::Missed;
            is_missed.then(|| (bench.named.id.clone(), with_doubt(&baseline.of_all_runs(), &unit)))
        });
        missed.collect()
    }

    /// How what was measured stands to what was expected.
    fn expectation(&self, range: &Range, benches: &[&MeasuredBench<'_>]) -> Option<String> {
        let of_kind =
            |baseline: &Baseline| dimension_of(&unit(baseline, self.measures_otherwise)) == Some(range.dimension);
        let baselines = benches.iter().filter_map(|bench| bench.baseline.filter(|baseline| of_kind(baseline)));
        let points: Vec<f64> = baselines.map(|baseline| baseline.of_all_runs().point).collect();
        let (most, least) = (points.iter().copied().reduce(f64::max)?, points.iter().copied().reduce(f64::min)?);
        let stands = match (least < range.lower, most > range.upper) {
            (false, false) => "as expected",
            (true, false) => "less than expected",
            (false, true) => "more than expected",
            (true, true) => "less and more than expected",
        };
        Some(format!("{stands}, {}", range.written))
    }

    /// What a limit comes to for the benchmarks.
    fn standing(&self, limit: Option<&Limit>, benches: &[&MeasuredBench<'_>]) -> Standing {
        let Some(limit) = limit else { return Standing::Open };
        let baselines = benches.iter().filter_map(|bench| bench.baseline);
        let mut states =
            baselines.map(|baseline| state(limit, baseline, &unit(baseline, self.measures_otherwise))).peekable();
        match states.peek() {
            Some(_) => standing(states),
            // What never ran, and measures times, will not measure anything else.
            None if limit.dimension != Dimension::Time && !self.measures_otherwise => Standing::OtherKind,
            None => Standing::Unmeasured,
        }
    }
}
