//! All that was saved of a call, as Markdown: a table, and bars over its baselines.

use std::fmt::Write;
use std::path::Path;
use std::time::SystemTime;

use greenlight_bench::display::{Unit, age, bars, interval, quantity, throughput, unit};
use greenlight_bench::saved::{Baseline, SavedBenchmark};

use super::{BenchCalls, CallResults};
use crate::features::Hover;
use crate::host::Snapshot;

impl Snapshot {
    /// What the call at `offset` bytes of the file (absolute) measured; `None` where no benchmark is defined. `now` is what ages
    /// are counted from.
    #[must_use]
    pub fn bench_hover(&self, file: &Path, offset: u32, now: SystemTime) -> Option<Hover> {
        let calls = self.bench_calls();
        let at = calls.calls.iter().position(|call| {
            let contains = |span: greenlight_files::Span| span.start <= offset && offset <= span.end;
            call.file == file && (contains(call.name_span) || contains(call.id_span))
        })?;
        let (results, notes) = self.bench_results(&calls, file);
        let result = results.iter().find(|result| result.call == at)?;
        let mut markdown = self.table(&calls, result, now);
        for note in notes {
            let _ = write!(markdown, "\n\n{}: {}", code(&note.path.display().to_string()), text(&note.message));
        }
        Some(Hover { span: calls.calls[at].name_span, markdown })
    }

    fn table(&self, calls: &BenchCalls, result: &CallResults, now: SystemTime) -> String {
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
            let oldest_first: Vec<f64> =
                benchmark.baselines.iter().rev().map(|baseline| baseline.typical.point).collect();
            let bars = bars(&oldest_first);
            if !bars.is_empty() {
                let _ = write!(markdown, " {bars}");
            }
            markdown.push_str("\n\n");
            rows(&mut markdown, benchmark, result.changed, other_measurement, now);
            markdown.push('\n');
        }
        markdown.trim_end().to_owned()
    }
}

fn rows(
    markdown: &mut String,
    benchmark: &SavedBenchmark,
    changed: Option<SystemTime>,
    other_measurement: bool,
    now: SystemTime,
) {
    let has_throughput = benchmark.baselines.iter().any(|baseline| !baseline.throughput.is_empty());
    let (head, line) = if has_throughput { (" throughput |", " --- |") } else { ("", "") };
    let _ = writeln!(markdown, "| baseline | time | interval |{head} samples | saved |");
    let _ = writeln!(markdown, "| --- | --- | --- |{line} --- | --- |");
    for baseline in &benchmark.baselines {
        let unit = unit(baseline, other_measurement);
        let percent = (baseline.typical.confidence * 100.0).round();
        let rate = match has_throughput {
            true if unit == Unit::Time => format!(" {} |", throughput(baseline).join(", ")),
            true => " |".to_owned(),
            false => String::new(),
        };
        let _ = writeln!(
            markdown,
            "| {} | {} | {} ({percent} %) |{rate} {} | {} |",
            text(&baseline.name),
            quantity(baseline.typical.point, &unit),
            interval(&baseline.typical, &unit),
            samples(baseline),
            when(baseline, changed, now)
        );
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
fn text(text: &str) -> String {
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
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").replace(['\n', '\r'], " "))
}
