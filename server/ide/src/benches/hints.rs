//! What a call measured, in a few words at the end of its line.

use std::path::Path;
use std::sync::Arc;

use greenlight_bench::display::{Unit, samples, signed_percent, time, unit, with_doubt};
use greenlight_bench::saved::{Baseline, SavedBenchmark};
use greenlight_bench::statistics::relative_change;
use greenlight_files::{LineIndex, Span};
use greenlight_text::Label;

use super::promises::kept_least;
use super::{BenchCalls, CallResults};
use crate::host::Snapshot;

/// A hint at the end of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenchHint {
    /// The call's method name, in bytes.
    pub span: Span,
    /// The end of its line, in bytes.
    pub end: u32,
    /// `v2.4.0 12.3 ms ±0.2`.
    pub label: Label,
    /// Whether the code was changed after all that is shown was measured.
    pub stale: bool,
}

/// What an editor asks for; what the workspace configures goes before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HintSettings {
    /// The baseline to show, if the configuration names none.
    pub current: Option<String>,
    /// The baseline that it is compared with, if the configuration names none.
    pub against: Option<String>,
    /// Whether to say more: interval, throughput, number of samples.
    pub long: bool,
}

impl Snapshot {
    /// The hints of a file (absolute), by place.
    #[must_use]
    pub fn bench_hints(&self, file: &Path, settings: &HintSettings) -> Vec<BenchHint> {
        let Some(text) = self.text(file) else { return Vec::new() };
        let calls = self.bench_calls();
        // Read anew each time: not everybody tells of results that were saved, and a hint is looked at to see them.
        let (results, _) = self.bench_results(&calls, file);
        let lines = LineIndex::new(&text);
        let hint = |result: &CallResults| {
            let span = calls.calls[result.call].name_span;
            let line = lines.line_span(lines.line_of(span.start))?;
            let (label, stale) = self.label(&calls, result, settings)?;
            let end = line.start + text[line.range()].trim_end_matches(['\n', '\r']).len() as u32;
            Some(BenchHint { span, end, label: label.into(), stale })
        };
        results.iter().filter_map(hint).collect()
    }

    /// The baseline that is shown of a benchmark: the current one, or the newest where it has no such.
    #[must_use]
    pub fn shown_baseline<'b>(
        &self,
        benchmark: &'b SavedBenchmark,
        settings: &HintSettings,
    ) -> Option<&'b Arc<Baseline>> {
        let current = self.baselines().current.as_ref().or(settings.current.as_ref());
        benchmark.baselines.get(benchmark.named_or_newest(current.map(String::as_str)).unwrap_or(0))
    }

    fn label(&self, calls: &BenchCalls, result: &CallResults, settings: &HintSettings) -> Option<(String, bool)> {
        let other_measurement =
            calls.calls[result.call].ids.iter().any(|(target, _)| calls.targets[*target].other_measurement);
        let shown: Vec<&Arc<Baseline>> =
            result.benchmarks.iter().filter_map(|benchmark| self.shown_baseline(benchmark, settings)).collect();
        let is_stale = |baseline: &&Arc<Baseline>| result.changed.is_some_and(|changed| baseline.oldest() < changed);
        let stale = !shown.is_empty() && shown.iter().all(is_stale);
        let mut label = match &shown[..] {
            [] if result.ambiguous.is_empty() => return None,
            [] => "ambiguous: another bench may have saved these results".to_owned(),
            [one] => {
                let unit = unit(one, other_measurement);
                let mut label = format!("{} {}", one.name, with_doubt(&one.of_all_runs(), &unit));
                if settings.long {
                    let rate = greenlight_bench::display::throughput(one);
                    if unit == Unit::Time && !rate.is_empty() {
                        label = format!("{label}, {}", rate.join(", "));
                    }
                    label = format!("{label}, {} samples", samples(one));
                }
                if one.is_indicative() {
                    label.push_str(" (few samples)");
                }
                label
            }
            several => range(several, other_measurement),
        };
        label.push_str(&self.changes(result, &shown, settings, other_measurement));
        label.push_str(&kept_least(&self.promises_of(calls, result, settings)));
        if stale {
            label.push_str(" · stale");
        }
        Some((label, stale))
    }
}

impl Snapshot {
    /// The baseline that another is compared with by its name, if it has one and that is not the other itself.
    pub(crate) fn compared_baseline<'b>(
        &self,
        benchmark: &'b SavedBenchmark,
        shown: &Baseline,
        settings: &HintSettings,
    ) -> Option<&'b Arc<Baseline>> {
        let against = self.baselines().against.as_ref().or(settings.against.as_ref())?;
        benchmark.named(against).filter(|baseline| baseline.name != shown.name)
    }

    /// ` · +3.1 % vs v2.3.0`: of several benchmarks, the least and the most. The hover has the intervals.
    fn changes(
        &self,
        result: &CallResults,
        shown: &[&Arc<Baseline>],
        settings: &HintSettings,
        other_measurement: bool,
    ) -> String {
        let pairs = result.benchmarks.iter().zip(shown).filter_map(|(benchmark, shown)| {
            let against = self.compared_baseline(benchmark, shown, settings)?;
            let (old, new) = (unit(against, other_measurement), unit(shown, other_measurement));
            Some((against.name.as_str(), relative_change((against, &old), (shown, &new)).ok()?))
        });
        let pairs: Vec<(&str, f64)> = pairs.collect();
        let Some((name, first)) = pairs.first() else { return String::new() };
        let changes = || pairs.iter().map(|(_, change)| *change);
        match pairs.len() {
            1 => format!(" · {} % vs {name}", signed_percent(*first)),
            _ => {
                let (least, most) =
                    (changes().fold(f64::INFINITY, f64::min), changes().fold(f64::NEG_INFINITY, f64::max));
                format!(" · {} … {} % vs {name}", signed_percent(least), signed_percent(most))
            }
        }
    }
}

/// `v2.4.0 1.20 µs … 3.40 ms of 5`, where the call has several parameters.
fn range(several: &[&Arc<Baseline>], other_measurement: bool) -> String {
    let of_time = several.iter().all(|baseline| unit(baseline, other_measurement) == Unit::Time);
    let points = || several.iter().map(|baseline| baseline.of_all_runs().point);
    let (least, most) = (points().fold(f64::INFINITY, f64::min), points().fold(0.0, f64::max));
    let show =
        |value: f64| if of_time { time(value) } else { greenlight_bench::display::quantity(value, &Unit::Other(None)) };
    let first = &several[0].name;
    let name = if several.iter().all(|baseline| baseline.name == *first) { first } else { "newest" };
    format!("{name} {} … {}, {} benchmarks", show(least), show(most), several.len())
}
