//! All that was saved of a call, as Markdown: a table, and bars over its baselines.

use std::fmt::Write;
use std::path::Path;
use std::time::SystemTime;

use greenlight_bench::display::{Unit, age, bars, change, interval, quantity, throughput, unit};
use greenlight_bench::saved::{Baseline, SavedBenchmark};
use greenlight_bench::statistics::{NOISE_OF_A_SINGLE_RUN, compare};

use super::{BenchCalls, CallResults, HintSettings};
use crate::features::Hover;
use crate::host::Snapshot;
use crate::promises::Promise;

impl Snapshot {
    /// What the call at `offset` bytes of the file (absolute) measured; `None` where no benchmark is defined. `now` is what ages
    /// are counted from; `link` gives a URL for the place of a promise.
    #[must_use]
    pub fn bench_hover(
        &self,
        file: &Path,
        offset: u32,
        now: SystemTime,
        link: &dyn Fn(&Promise) -> Option<String>,
    ) -> Option<Hover> {
        let calls = self.bench_calls();
        let at = call_at(&calls, file, offset)?;
        let (results, notes) = self.bench_results(&calls, file);
        let result = results.iter().find(|result| result.call == at)?;
        let mut markdown = table(&calls, result, None, now);
        let promises = self.promises_of(&calls, result, &HintSettings::default());
        markdown.push_str(&self.list_of_promises(&promises, link));
        for note in notes {
            let _ = write!(markdown, "\n\n{}: {}", code(&note.path.display().to_string()), text(&note.message));
        }
        Some(Hover { span: calls.calls[at].name_span, markdown })
    }

    /// The baselines of the call at `offset` side by side, each with its change against one of them: the one that the
    /// configuration names, or `against`, or the oldest; with the interval that one run a side leaves, the noise between runs
    /// included.
    #[must_use]
    pub fn bench_comparison(&self, file: &Path, offset: u32, against: Option<&str>, now: SystemTime) -> Option<String> {
        let calls = self.bench_calls();
        let at = call_at(&calls, file, offset)?;
        let (results, _) = self.bench_results(&calls, file);
        let result = results.iter().find(|result| result.call == at)?;
        let against = self.baselines().against.as_deref().or(against);
        Some(table(&calls, result, Some(against), now))
    }
}

fn call_at(calls: &BenchCalls, file: &Path, offset: u32) -> Option<usize> {
    let contains = |span: greenlight_files::Span| span.start <= offset && offset <= span.end;
    calls.calls.iter().position(|call| call.file == file && (contains(call.name_span) || contains(call.id_span)))
}

/// With `against`, each row has its change against the baseline of that name, or against the oldest.
fn table(calls: &BenchCalls, result: &CallResults, against: Option<Option<&str>>, now: SystemTime) -> String {
    let call = &calls.calls[result.call];
    let other_measurement = call.ids.iter().any(|(target, _)| calls.targets[*target].other_measurement);
    let mut markdown = String::new();
    if result.benchmarks.is_empty() && result.ambiguous.is_empty() {
        markdown.push_str("No results are saved of this bench.");
    }
    if !result.ambiguous.is_empty() {
        let ids: Vec<String> = result.ambiguous.iter().map(|benchmark| code(&benchmark.id.full())).collect();
        let _ = write!(markdown, "Another bench may have saved the results of {}.\n\n", ids.join(", "));
    }
    for benchmark in &result.benchmarks {
        let _ = write!(markdown, "**{}**", code(&benchmark.id.full()));
        let oldest_first: Vec<f64> = benchmark.baselines.iter().rev().map(|baseline| baseline.typical.point).collect();
        let bars = bars(&oldest_first);
        if !bars.is_empty() {
            let _ = write!(markdown, " {bars}");
        }
        markdown.push_str("\n\n");
        let against = against.and_then(|name| {
            let named = benchmark.baselines.iter().find(|baseline| Some(baseline.name.as_str()) == name);
            named.or_else(|| benchmark.baselines.last())
        });
        rows(&mut markdown, benchmark, against, &Circumstances { changed: result.changed, other_measurement, now });
        markdown.push('\n');
    }
    markdown.trim_end().to_owned()
}

/// What rows say beside numbers.
struct Circumstances {
    changed: Option<SystemTime>,
    other_measurement: bool,
    now: SystemTime,
}

fn rows(markdown: &mut String, benchmark: &SavedBenchmark, against: Option<&Baseline>, of: &Circumstances) {
    let has_throughput = benchmark.baselines.iter().any(|baseline| !baseline.throughput.is_empty());
    let mut columns = vec!["baseline".to_owned(), "time".to_owned(), "interval".to_owned()];
    columns.extend(has_throughput.then(|| "throughput".to_owned()));
    columns.extend(against.map(|against| format!("against {}", text(&against.name))));
    columns.extend(["samples".to_owned(), "saved".to_owned()]);
    let _ = writeln!(markdown, "| {} |", columns.join(" | "));
    let _ = writeln!(markdown, "| {} |", vec!["---"; columns.len()].join(" | "));
    for baseline in &benchmark.baselines {
        let unit = unit(baseline, of.other_measurement);
        let percent = (baseline.typical.confidence * 100.0).round();
        let mut cells = vec![
            text(&baseline.name),
            quantity(baseline.typical.point, &unit),
            format!("{} ({percent} %)", interval(&baseline.typical, &unit)),
        ];
        let rate = || if unit == Unit::Time { throughput(baseline).join(", ") } else { String::new() };
        cells.extend(has_throughput.then(rate));
        cells.extend(against.map(|against| change_of(baseline, against, of.other_measurement)));
        cells.extend([samples(baseline), when(baseline, of.changed, of.now)]);
        let _ = writeln!(markdown, "| {} |", cells.join(" | "));
    }
}

/// The change, or why there is none; nothing of a baseline against itself.
fn change_of(baseline: &Baseline, against: &Baseline, other_measurement: bool) -> String {
    if baseline.name == against.name {
        return String::new();
    }
    let (old, new) = (unit(against, other_measurement), unit(baseline, other_measurement));
    match compare((against, &old), (baseline, &new), NOISE_OF_A_SINGLE_RUN).change {
        Ok(found) => change(&found),
        Err(why) => why.to_string(),
    }
}

fn samples(baseline: &Baseline) -> String {
    let few = if baseline.is_indicative() { ", too few for an interval" } else { "" };
    format!("{}{few}", baseline.samples.len())
}

fn when(baseline: &Baseline, changed: Option<SystemTime>, now: SystemTime) -> String {
    let stale = if changed.is_some_and(|changed| baseline.saved < changed) { ", before the code changed" } else { "" };
    format!("{}{stale}", age(baseline.saved, now))
}

/// Ids and names come from outside, and may hold anything.
pub(crate) fn text(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, character| {
        match character {
            '\n' | '\r' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '(' | ')' | '#' | '|' | '!' | '~' | '&' => {
                escaped.push('\\');
                escaped.push(character);
            }
            character => escaped.push(character),
        }
        escaped
    })
}

/// As code; a backtick would end it.
pub(crate) fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").replace(['\n', '\r'], " "))
}
