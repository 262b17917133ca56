//! All that was saved of a call, as Markdown: a table, and bars over its baselines.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use greenlight_bench::display::{self, Unit, age, bars, change, interval, quantity, throughput, unit};
use greenlight_bench::perf_targets::Dimension;
use greenlight_bench::picture::{Bound, Series, card};
use greenlight_bench::saved::{Baseline, SavedBenchmark};
use greenlight_bench::statistics::Noise;
use greenlight_text::{Markdown, Markup, markdown};

use super::{BenchCalls, CallResults, ComparedBench, HintSettings};
use crate::features::Hover;
use crate::host::Snapshot;
use crate::promises::{HeldPromise, Promise};

/// What a hover may show, and where it looks.
#[derive(Clone, Copy)]
pub struct HoverShows<'a> {
    /// Which baselines.
    pub settings: &'a HintSettings,
    /// A URL for the place of a promise.
    pub link: &'a dyn Fn(&Promise) -> Option<String>,
    /// A URL for an image, which is an SVG document; `None` where images are not shown.
    pub image: Option<&'a dyn Fn(&str) -> String>,
}

/// Of more benchmarks of one call, the others have bars: a hover is no page.
const PICTURES: usize = 4;

impl Snapshot {
    /// What the call at `offset` bytes of the file (absolute) measured; `None` where no benchmark is defined. `now` is what ages
    /// are counted from.
    #[must_use]
    pub fn bench_hover(&self, file: &Path, offset: u32, now: SystemTime, shows: &HoverShows<'_>) -> Option<Hover> {
        let calls = self.bench_calls();
        let at = call_at(&calls, file, offset)?;
        let (results, notes) = self.bench_results(&calls, file);
        let result = results.iter().find(|result| result.call == at)?;
        let settings = shows.settings;
        let promises = self.promises_of(&calls, result, settings);
        let pictured = |benchmark: &SavedBenchmark| {
            let image = shows.image?;
            let otherwise = calls.calls[at].ids.iter().any(|(target, _)| calls.targets[*target].other_measurement);
            Some(image(&self.picture(benchmark, otherwise, &promises, settings)?))
        };
        let mut markdown = self.table(&calls, result, None, now, &pictured);
        markdown.push(&self.list_of_promises(&promises, shows.link));
        for note in notes {
            let path = Markdown::code(&note.path.display().to_string());
            markdown.push(&markdown!("\n\n{}: {}", path, note.message));
        }
        Some(Hover { span: calls.calls[at].name_span, markdown })
    }

    /// The distribution of what is shown, over that of the baseline that it is compared with: the one that is named, else the
    /// next older one; with the limit that is promised.
    fn picture(
        &self,
        benchmark: &SavedBenchmark,
        otherwise: bool,
        promises: &[HeldPromise],
        settings: &HintSettings,
    ) -> Option<Markup> {
        let shown = self.shown_baseline(benchmark, settings)?;
        let position = benchmark.baselines.iter().position(|baseline| baseline.name == shown.name)?;
        let named = self.compared_baseline(benchmark, shown, settings);
        let older = named.or_else(|| benchmark.baselines.get(position + 1));
        let unit_of_shown = unit(shown, otherwise);
        let older = older.filter(|older| unit(older, otherwise) == unit_of_shown);
        let id = benchmark.id.full();
        let limits = promises.iter().filter(|held| !held.is_guess && held.ids.contains(&id));
        let mut limits = limits.filter_map(|held| held.promise.must.as_ref());
        let limit = limits.find(|limit| limit.dimension == Dimension::Time && unit_of_shown == Unit::Time);
        let bound = limit.map(|it| Bound { value: it.bound, label: it.written.clone(), is_most: it.is_most });
        let series: Vec<Series<'_>> = older.into_iter().chain([shown]).map(|baseline| Series::of(baseline)).collect();
        Some(card(&series, bound.as_ref(), &unit_of_shown))
    }

    /// The baselines of the call at `offset` side by side, each with its change against one of them: the one that was `picked`,
    /// or that the configuration or the settings name, or the oldest; with the interval that the runs leave, the noise between them
    /// included.
    #[must_use]
    pub fn bench_comparison(
        &self,
        file: &Path,
        offset: u32,
        picked: Option<&str>,
        settings: &HintSettings,
        now: SystemTime,
    ) -> Option<Markdown> {
        let calls = self.bench_calls();
        let at = call_at(&calls, file, offset)?;
        let (results, _) = self.bench_results(&calls, file);
        let result = results.iter().find(|result| result.call == at)?;
        let against = picked.or(self.baselines().against.as_deref()).or(settings.against.as_deref());
        Some(self.table(&calls, result, Some(against), now, &|_| None))
    }

    /// The names of the baselines of the call at `offset`, newest first, without the one that is shown; before them the one that it is
    /// compared with where nobody picks another.
    #[must_use]
    pub fn bench_baselines(&self, file: &Path, offset: u32, settings: &HintSettings) -> Option<Vec<String>> {
        let calls = self.bench_calls();
        let at = call_at(&calls, file, offset)?;
        let (results, _) = self.bench_results(&calls, file);
        let result = results.iter().find(|result| result.call == at)?;
        let shown = result.benchmarks.iter().filter_map(|benchmark| self.shown_baseline(benchmark, settings));
        let shown: Vec<&str> = shown.map(|baseline| baseline.name.as_str()).collect();
        let mut baselines: Vec<&Arc<Baseline>> = result.benchmarks.iter().flat_map(|it| &it.baselines).collect();
        baselines.sort_by_key(|baseline| std::cmp::Reverse(baseline.saved));
        let usual = self.baselines().against.as_ref().or(settings.against.as_ref());
        let is_usual = |baseline: &&&Arc<Baseline>| usual.is_some_and(|usual| baseline.name == *usual);
        let first = baselines.iter().find(is_usual);
        let mut names: Vec<String> = Vec::new();
        for baseline in first.into_iter().chain(&baselines) {
            if !names.contains(&baseline.name) && shown.iter().any(|shown| *shown != baseline.name) {
                names.push(baseline.name.clone());
            }
        }
        Some(names)
    }

    /// With `against`, each row has its change against the baseline of that name, or against the oldest. Where there is no picture,
    /// bars stand for the baselines.
    fn table(
        &self,
        calls: &BenchCalls,
        result: &CallResults,
        against: Option<Option<&str>>,
        now: SystemTime,
        pictured: &dyn Fn(&SavedBenchmark) -> Option<String>,
    ) -> Markdown {
        let call = &calls.calls[result.call];
        let other_measurement = call.ids.iter().any(|(target, _)| calls.targets[*target].other_measurement);
        let mut markdown = Markdown::default();
        if result.benchmarks.is_empty() && result.ambiguous.is_empty() {
            markdown.push_literal("No results are saved of this bench.");
        }
        if !result.ambiguous.is_empty() {
            let ids: Vec<String> = result.ambiguous.iter().map(|benchmark| benchmark.id.full()).collect();
            let ids = Markdown::codes(ids.iter().map(String::as_str));
            markdown.push(&markdown!("Another bench may have saved the results of {}.\n\n", ids));
        }
        for (number, benchmark) in result.benchmarks.iter().enumerate() {
            markdown.push(&markdown!("**{}**", Markdown::code(&benchmark.id.full())));
            let picture = if number < PICTURES { pictured(benchmark) } else { None };
            let oldest_first: Vec<f64> =
                benchmark.baselines.iter().rev().map(|baseline| baseline.of_all_runs().point).collect();
            let bars = bars(&oldest_first);
            match picture {
                Some(picture) => markdown.push(&markdown!("\n\n{}", Markdown::image("Distribution", &picture))),
                None if !bars.is_empty() => markdown.push(&markdown!(" {}", bars)),
                None => {}
            }
            markdown.push_literal("\n\n");
            let against = against.and_then(|name| {
                let named = name.and_then(|name| benchmark.named(name));
                named.or_else(|| benchmark.baselines.last())
            });
            let circumstances = Circumstances { changed: result.changed, other_measurement, now };
            self.rows(&mut markdown, benchmark, against, &circumstances);
            markdown.push_literal("\n");
        }
        markdown.trim_end()
    }

    fn rows(
        &self,
        markdown: &mut Markdown,
        benchmark: &SavedBenchmark,
        against: Option<&Arc<Baseline>>,
        of: &Circumstances,
    ) {
        let has_throughput = benchmark.baselines.iter().any(|baseline| !baseline.throughput.is_empty());
        let mut columns = vec![markdown!("baseline"), markdown!("time"), markdown!("interval")];
        columns.extend(has_throughput.then(|| markdown!("throughput")));
        columns.extend(against.map(|against| markdown!("against {}", against.name)));
        columns.extend([markdown!("samples"), markdown!("saved")]);
        markdown.push(&Markdown::head(&columns));
        let mut noises: Vec<Noise> = Vec::new();
        for baseline in &benchmark.baselines {
            let unit = unit(baseline, of.other_measurement);
            let typical = baseline.of_all_runs();
            let percent = (typical.confidence * 100.0).round();
            let mut cells = vec![
                markdown!("{}", baseline.name),
                markdown!("{}", quantity(typical.point, &unit)),
                markdown!("{}", format!("{} ({percent} %)", interval(&typical, &unit))),
            ];
            let rate = || match unit {
                Unit::Time => Markdown::text_or_nothing(&throughput(baseline).join(", ")),
                Unit::Other(_) => Markdown::default(),
            };
            cells.extend(has_throughput.then(rate));
            let compared = against.filter(|against| against.name != baseline.name);
            let compared = compared.map(|against| self.compared(benchmark, against, baseline, of.other_measurement));
            cells.extend(against.map(|_| compared.as_ref().map(change_said).unwrap_or_default()));
            // Which runs tell of the noise depends on what is compared.
            let noise = compared.filter(|compared| compared.comparison.change.is_ok()).map(|it| it.comparison.noise);
            if let Some(noise) = noise
                && !noises.contains(&noise)
            {
                noises.push(noise);
            }
            cells.extend([samples(baseline), when(baseline, of.changed, of.now)].map(|cell| markdown!("{}", cell)));
            markdown.push(&Markdown::row(&cells));
        }
        if !noises.is_empty() {
            markdown.push(&markdown!("\n{}\n", noise_said(&noises)));
        }
    }
}

/// The change, or why there is none.
fn change_said(compared: &ComparedBench) -> Markdown {
    match &compared.comparison.change {
        Ok(found) => markdown!("{}", change(found)),
        Err(why) => markdown!("{}", why.to_string()),
    }
}

/// What the intervals of changes have in them.
fn noise_said(noises: &[Noise]) -> String {
    let one = |noise: &Noise| match *noise {
        Noise::Assumed(share) => format!("{:.0} %, assumed since nobody measured it here", share * 100.0),
        Noise::Measured { spread, degrees: 1 } => format!("{:.1} % by one repeated run", spread * 100.0),
        Noise::Measured { spread, .. } => format!("{:.1} % by repeated runs", spread * 100.0),
    };
    let noises: Vec<String> = noises.iter().map(one).collect();
    format!("Intervals of changes include the noise between runs: {}.", noises.join("; "))
}

/// What rows say beside numbers.
struct Circumstances {
    changed: Option<SystemTime>,
    other_measurement: bool,
    now: SystemTime,
}

fn call_at(calls: &BenchCalls, file: &Path, offset: u32) -> Option<usize> {
    let contains = |span: greenlight_files::Span| span.start <= offset && offset <= span.end;
    let mut own = calls.in_file(file);
    own.find(|&index| contains(calls.calls[index].name_span) || contains(calls.calls[index].id_span))
}

fn samples(baseline: &Baseline) -> String {
    let few = if baseline.is_indicative() { ", too few for an interval" } else { "" };
    let samples = display::samples(baseline);
    match baseline.repeats.len() {
        0 => format!("{samples}{few}"),
        repeats => format!("{samples}{few}, {} runs", repeats + 1),
    }
}

fn when(baseline: &Baseline, changed: Option<SystemTime>, now: SystemTime) -> String {
    let stale =
        if changed.is_some_and(|changed| baseline.oldest() < changed) { ", before the code changed" } else { "" };
    format!("{}{stale}", age(baseline.saved, now))
}
