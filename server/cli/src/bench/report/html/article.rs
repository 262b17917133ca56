//! A benchmark by itself: what it measured and what changed, its distribution, how it went from baseline to baseline, and what stands
//! behind the numbers.

use std::fmt::Write;
use std::sync::Arc;

use greenlight_ide::benches::display::{Unit, change, date, interval, quantity, throughput, with_doubt};
use greenlight_ide::benches::picture::markup::text;
use greenlight_ide::benches::picture::{self, Bound, Moment, Scene, Series};
use greenlight_ide::benches::saved::Baseline;
use greenlight_ide::benches::{BenchReport, ReportedBench};
use greenlight_ide::perf_targets::HeldTarget;

use super::super::Reported;
use super::group::Member;
use super::parts::{bound, figure, name, standing, verdict};
use crate::bench::list::place;
use crate::format::{counted, grouped};
use crate::perf_targets::says;

/// The distributions of a benchmark that are shown: that of the baseline it is compared with first, if it is of the same unit.
pub(super) fn series(bench: &ReportedBench) -> Vec<Series<'_>> {
    let older = bench.older().filter(|older| bench.unit_of(older) == bench.unit);
    older.into_iter().chain(bench.baseline()).map(Series::of).collect()
}

pub(super) fn write(page: &mut String, reported: &Reported, member: &Member<'_>, group: Option<&str>) {
    let bench = member.bench;
    let Some(baseline) = bench.baseline() else { return };
    let _ = writeln!(page, "<article id=\"{}\">", member.anchor);
    if group.is_some() {
        let _ = writeln!(page, "<h4 class=\"id\">{}</h4>", text(&member.short(group)));
    }
    numbers(page, bench, baseline);
    let held: Vec<&HeldTarget> = about(&reported.report, member).collect();
    let bounds: Vec<Bound> = match bench.unit {
        Unit::Time => held.iter().filter_map(|held| bound(held)).collect(),
        Unit::Other(_) => Vec::new(),
    };
    let history = history(bench, member, bounds.first());
    let _ = writeln!(page, "<div class=\"pictures{}\">", if history.is_empty() { " alone" } else { "" });
    distribution(page, bench, member, &bounds);
    page.push_str(&history);
    page.push_str("</div>\n");
    for held in held {
        let (class, sign) = standing(held);
        let expected =
            held.target.expect.as_ref().map_or(String::new(), |range| format!(", expected {}", text(&range.written)));
        let must = held.target.must.as_ref().map_or(String::new(), |must| text(&must.written));
        let _ = writeln!(
            page,
            "<p class=\"fine\">Target {} {must}{expected}: <span class=\"verdict {class}\"><i aria-hidden=\"true\">{sign}</i> {}</span></p>",
            name(&held.target.name),
            text(&says(held))
        );
    }
    behind(page, reported, bench, baseline);
    page.push_str("</article>\n");
}

/// The performance targets that are about a benchmark.
fn about<'r>(report: &'r BenchReport, member: &Member<'_>) -> impl Iterator<Item = &'r HeldTarget> {
    report.held.iter().filter(|held| held.target.is_about(member.id))
}

fn numbers(page: &mut String, bench: &ReportedBench, baseline: &Baseline) {
    let _ = write!(
        page,
        "<p class=\"numbers\"><strong>{}</strong>",
        figure(&with_doubt(&baseline.of_all_runs(), &bench.unit))
    );
    if let Some(of) = &bench.change {
        let (older, unit) = &of.from;
        let _ = write!(page, " <span class=\"was\">was {}</span>", figure(&with_doubt(&older.of_all_runs(), unit)));
        if let Ok(changed) = &of.comparison.change {
            let _ = write!(page, " {}", figure(&change(changed)));
        }
        let _ = write!(page, " {}", verdict(of));
    }
    if bench.stale {
        page.push_str(" <span class=\"verdict stale\"><i aria-hidden=\"true\">↺</i> stale</span>");
    }
    page.push_str("</p>\n");
}

fn distribution(page: &mut String, bench: &ReportedBench, member: &Member<'_>, bounds: &[Bound]) {
    let series = series(bench);
    let scene = Scene::new(&series, bounds.first().map(|bound| bound.value));
    let title = format!("Distribution of {}", member.id.full());
    let _ = write!(page, "<figure>{}\n<figcaption>", picture::distribution(&title, &scene, bounds, &bench.unit));
    let last = series.len() - 1;
    for (index, (series, curve)) in series.iter().zip(&scene.curves).enumerate().rev() {
        let class = if index == last { "now" } else { "then" };
        let count = series.averages.len();
        let few = if curve.heights.is_empty() { ", too few for a curve" } else { "" };
        let _ = writeln!(
            page,
            "<span><i class=\"key {class}\"></i> {} {}{few}{}</span>",
            name(series.label),
            counted(count, "sample"),
            outside(series, curve.outside, &scene, &bench.unit)
        );
    }
    if scene.axis.logarithmic {
        page.push_str("<span>logarithmic axis</span>\n");
    }
    page.push_str("</figcaption></figure>\n");
}

/// What the picture leaves out.
fn outside(series: &Series<'_>, (below, above): (usize, usize), scene: &Scene, unit: &Unit) -> String {
    let furthest = |is_outside: &dyn Fn(&&f64) -> bool, pick: fn(f64, f64) -> f64| {
        let outside = series.averages.iter().filter(is_outside).copied().reduce(pick);
        outside.map_or(String::new(), |value| text(&quantity(value, unit)))
    };
    let mut said = String::new();
    if below > 0 {
        let at = furthest(&|value| **value < scene.axis.from, f64::min);
        let _ = write!(said, ", {below} below what is shown, down to {at}");
    }
    if above > 0 {
        let at = furthest(&|value| **value > scene.axis.to, f64::max);
        let _ = write!(said, ", {above} above what is shown, up to {at}");
    }
    said
}

fn history(bench: &ReportedBench, member: &Member<'_>, bound: Option<&Bound>) -> String {
    let mut baselines: Vec<(usize, &Arc<Baseline>)> = bench.baselines.iter().enumerate().collect();
    baselines.retain(|(_, baseline)| bench.unit_of(baseline) == bench.unit);
    // Saved in one second, they stay in the order they had.
    baselines.reverse();
    let moments: Vec<Moment<'_>> = baselines
        .iter()
        .map(|(index, baseline)| Moment {
            label: &baseline.name,
            mean: baseline.mean,
            is_shown: bench.shown == Some(*index),
            is_indicative: baseline.is_indicative(),
        })
        .collect();
    let (Some(first), Some(last)) = (baselines.first(), baselines.last()) else { return String::new() };
    let title = format!(
        "Mean of {} in {}: from {} to {}",
        member.id.full(),
        counted(moments.len(), "baseline"),
        quantity(first.1.mean.point, &bench.unit),
        quantity(last.1.mean.point, &bench.unit)
    );
    let svg = picture::history(&title, &moments, bound, &bench.unit);
    if svg.is_empty() {
        return svg;
    }
    let few = if moments.iter().any(|moment| moment.is_indicative) { "; hollow: few samples" } else { "" };
    let caption =
        format!("<span>mean in {}, by the time they were saved{few}</span>", counted(moments.len(), "baseline"));
    format!("<figure>{svg}\n<figcaption>{caption}</figcaption></figure>\n")
}

/// What the numbers stand on.
fn behind(page: &mut String, reported: &Reported, bench: &ReportedBench, baseline: &Baseline) {
    let samples = baseline.runs().flat_map(|run| &run.samples);
    let iterations: f64 = samples.map(|sample| sample.iterations).sum();
    let typical = baseline.of_all_runs();
    let percent = (typical.confidence * 100.0).round();
    let mut facts = vec![
        format!("{} ({percent} %)", text(&interval(&typical, &bench.unit))),
        format!("{} iterations", grouped(iterations as usize)),
    ];
    if baseline.is_indicative() {
        let in_which = if baseline.repeats.is_empty() { "" } else { " in a run" };
        facts.push(format!("few samples{in_which}: a first impression"));
    }
    if let Some(of) = &bench.change {
        facts.push(match of.comparison.runs {
            (old, new) if old == new => format!("{} a side", counted(new as usize, "run")),
            (old, new) => format!("{old} and {new} runs"),
        });
    }
    if bench.unit == Unit::Time {
        facts.extend(throughput(baseline).iter().map(|rate| text(rate)));
    }
    let stale = if bench.stale { ", before the code changed" } else { "" };
    facts.push(format!("saved {}{stale}", date(baseline.saved)));
    if let Some(call) = &bench.call {
        let place = place(call, &reported.snapshot, &reported.root);
        facts.push(format!("<span class=\"id\">{}:{}</span>", text(&place.file), place.line));
    }
    let _ = writeln!(page, "<p class=\"fine\">{}</p>", facts.join(" · "));
}
