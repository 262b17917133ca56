//! A benchmark by itself: what it measured and what changed, its distribution, how it went from baseline to baseline, and what stands
//! behind the numbers.

use std::sync::Arc;

use greenlight_ide::benches::display::{Unit, change, date, interval, quantity, throughput, with_doubt};
use greenlight_ide::benches::picture::{self, Bound, Moment, Scene, Series};
use greenlight_ide::benches::saved::Baseline;
use greenlight_ide::benches::{BenchReport, ReportedBench};
use greenlight_ide::perf_targets::HeldTarget;
use greenlight_text::{Markup, markup};

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

pub(super) fn write(page: &mut Markup, reported: &Reported, member: &Member<'_>, group: Option<&str>) {
    let bench = member.bench;
    let Some(baseline) = bench.baseline() else { return };
    page.push(&markup!("<article id=\"{}\">\n", member.anchor));
    if group.is_some() {
        page.push(&markup!("<h4 class=\"id\">{}</h4>\n", member.short(group)));
    }
    numbers(page, bench, baseline);
    let held: Vec<&HeldTarget> = about(&reported.report, member).collect();
    let bounds: Vec<Bound> = match bench.unit {
        Unit::Time => held.iter().filter_map(|held| bound(held)).collect(),
        Unit::Other(_) => Vec::new(),
    };
    let history = history(bench, member, bounds.first());
    page.push(&markup!("<div class=\"pictures{}\">\n", if history.is_empty() { " alone" } else { "" }));
    distribution(page, bench, member, &bounds);
    page.push(&history);
    page.push_literal("</div>\n");
    for held in held {
        let (class, sign) = standing(held);
        let expected =
            held.target.expect.as_ref().map_or(String::new(), |range| format!(", expected {}", range.written));
        let must = held.target.must.as_ref().map_or("", |must| &*must.written);
        page.push(&markup!(
            "<p class=\"fine\">Target {} {}{}: <span class=\"verdict {}\"><i aria-hidden=\"true\">{}</i> {}</span></p>\n",
            name(&held.target.name),
            must,
            expected,
            class,
            sign,
            says(held),
        ));
    }
    behind(page, reported, bench, baseline);
    page.push_literal("</article>\n");
}

/// The performance targets that are about a benchmark.
fn about<'r>(report: &'r BenchReport, member: &Member<'_>) -> impl Iterator<Item = &'r HeldTarget> {
    report.held.iter().filter(|held| held.target.is_about(member.id))
}

fn numbers(page: &mut Markup, bench: &ReportedBench, baseline: &Baseline) {
    page.push(&markup!(
        "<p class=\"numbers\"><strong>{}</strong>",
        figure(&with_doubt(&baseline.of_all_runs(), &bench.unit))
    ));
    if let Some(of) = &bench.change {
        let (older, unit) = &of.from;
        page.push(&markup!(" <span class=\"was\">was {}</span>", figure(&with_doubt(&older.of_all_runs(), unit))));
        if let Ok(changed) = &of.comparison.change {
            page.push(&markup!(" {}", figure(&change(changed))));
        }
        page.push(&markup!(" {}", verdict(of)));
    }
    if bench.stale {
        page.push_literal(" <span class=\"verdict stale\"><i aria-hidden=\"true\">↺</i> stale</span>");
    }
    page.push_literal("</p>\n");
}

fn distribution(page: &mut Markup, bench: &ReportedBench, member: &Member<'_>, bounds: &[Bound]) {
    let series = series(bench);
    let scene = Scene::new(&series, bounds.first().map(|bound| bound.value));
    let title = format!("Distribution of {}", member.id.full());
    page.push(&markup!("<figure>{}\n<figcaption>", picture::distribution(&title, &scene, bounds, &bench.unit)));
    let last = series.len() - 1;
    for (index, (series, curve)) in series.iter().zip(&scene.curves).enumerate().rev() {
        let class = if index == last { "now" } else { "then" };
        let count = series.averages.len();
        let few = if curve.heights.is_empty() { ", too few for a curve" } else { "" };
        page.push(&markup!(
            "<span><i class=\"key {}\"></i> {} {}{}{}</span>\n",
            class,
            name(series.label),
            counted(count, "sample"),
            few,
            outside(series, curve.outside, &scene, &bench.unit)
        ));
    }
    if scene.axis.logarithmic {
        page.push_literal("<span>logarithmic axis</span>\n");
    }
    page.push_literal("</figcaption></figure>\n");
}

/// What the picture leaves out.
fn outside(series: &Series<'_>, (below, above): (usize, usize), scene: &Scene, unit: &Unit) -> String {
    let furthest = |is_outside: &dyn Fn(&&f64) -> bool, pick: fn(f64, f64) -> f64| {
        let outside = series.averages.iter().filter(is_outside).copied().reduce(pick);
        outside.map_or(String::new(), |value| quantity(value, unit))
    };
    let mut said = String::new();
    if below > 0 {
        let at = furthest(&|value| **value < scene.axis.from, f64::min);
        said.push_str(&format!(", {below} below what is shown, down to {at}"));
    }
    if above > 0 {
        let at = furthest(&|value| **value > scene.axis.to, f64::max);
        said.push_str(&format!(", {above} above what is shown, up to {at}"));
    }
    said
}

fn history(bench: &ReportedBench, member: &Member<'_>, bound: Option<&Bound>) -> Markup {
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
    let (Some(first), Some(last)) = (baselines.first(), baselines.last()) else { return Markup::default() };
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
        markup!("<span>mean in {}, by the time they were saved{}</span>", counted(moments.len(), "baseline"), few);
    markup!("<figure>{}\n<figcaption>{}</figcaption></figure>\n", svg, caption)
}

/// What the numbers stand on.
fn behind(page: &mut Markup, reported: &Reported, bench: &ReportedBench, baseline: &Baseline) {
    let samples = baseline.runs().flat_map(|run| &run.samples);
    let iterations: f64 = samples.map(|sample| sample.iterations).sum();
    let typical = baseline.of_all_runs();
    let percent = (typical.confidence * 100.0).round();
    let mut facts = vec![
        markup!("{} ({} %)", interval(&typical, &bench.unit), percent),
        markup!("{} iterations", grouped(iterations as usize)),
    ];
    if baseline.is_indicative() {
        let in_which = if baseline.repeats.is_empty() { "" } else { " in a run" };
        facts.push(markup!("few samples{}: a first impression", in_which));
    }
    if let Some(of) = &bench.change {
        facts.push(match of.comparison.runs {
            (old, new) if old == new => markup!("{} a side", counted(new as usize, "run")),
            (old, new) => markup!("{} and {} runs", old, new),
        });
    }
    if bench.unit == Unit::Time {
        facts.extend(throughput(baseline).iter().map(|rate| Markup::text(rate)));
    }
    let stale = if bench.stale { ", before the code changed" } else { "" };
    facts.push(markup!("saved {}{}", date(baseline.saved), stale));
    if let Some(call) = &bench.call {
        let place = place(call, &reported.snapshot, &reported.root);
        facts.push(markup!("<span class=\"id\">{}:{}</span>", place.file, place.line));
    }
    page.push(&markup!("<p class=\"fine\">{}</p>\n", Markup::join(facts, " · ")));
}
