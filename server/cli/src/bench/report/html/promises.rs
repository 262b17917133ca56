//! Performance targets, each with its measurements beside the limit.

use greenlight_ide::benches::BenchReport;
use greenlight_ide::benches::display::{Unit, quantity};
use greenlight_ide::benches::limits::{State, dimension_of, metric};
use greenlight_ide::benches::picture;
use greenlight_ide::benches::saved::Estimate;
use greenlight_ide::perf_targets::HeldTarget;
use greenlight_text::{Markup, markup};

use super::group::Groups;
use super::parts::{bound, figure, name, standing};
use crate::perf_targets::{measurements, says};

pub(super) fn section(page: &mut Markup, report: &BenchReport, groups: &Groups<'_>) {
    if report.held.is_empty() {
        return;
    }
    page.push(&markup!(
        "<section id=\"{}-targets\">\n<h2>What was promised</h2>\n<table class=\"promises\"><caption>Performance targets, all limits above \
         each other; shaded is what does not keep them</caption>\n<thead><tr><th scope=\"col\">target</th><th scope=\"col\" \
         class=\"right\">must</th><th scope=\"col\" class=\"right\">measured</th><th scope=\"col\" class=\"wide\"><span class=\"unseen\">measured, \
         as a share of the limit</span>{}</th><th scope=\"col\">standing</th></tr></thead>\n<tbody>\n",
        groups.prefix,
        picture::promise_axis(),
    ));
    for held in &report.held {
        row(page, held, groups);
    }
    page.push_literal("</tbody></table>\n</section>\n");
}

fn row(page: &mut Markup, held: &HeldTarget, groups: &Groups<'_>) {
    let must = held.target.must.as_ref().map_or(Markup::default(), |must| figure(&must.written));
    let expected = held
        .target
        .expect
        .as_ref()
        .map_or(Markup::default(), |range| markup!("<small>expected {}</small>", range.written));
    let links: Vec<Markup> = held.benches.iter().take(2).map(|bench| groups.link(&bench.id)).collect();
    let more = held.benches.len().saturating_sub(links.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let (class, sign) = standing(held);
    page.push(&markup!(
        "<tr><th scope=\"row\">{}<small>{}{}</small></th><td class=\"right\">{}{}</td><td class=\"right value\">{}</td><td \
         class=\"wide\">{}</td><td class=\"says\"><span class=\"verdict {}\"><i aria-hidden=\"true\">{}</i> {}</span></td></tr>\n",
        name(&held.target.name),
        Markup::join(links, ", "),
        more,
        must,
        expected,
        measured(held),
        picture(held),
        class,
        sign,
        says(held),
    ));
}

/// The measurement, or from where to where several reach.
fn measured(held: &HeldTarget) -> Markup {
    match &measurements(held)[..] {
        [] => Markup::default(),
        [one] => figure(one),
        several => {
            let points = held.benches.iter().map(|bench| (bench.baseline.of_all_runs().point, &bench.unit));
            let by_point = |one: &(f64, &Unit), other: &(f64, &Unit)| one.0.total_cmp(&other.0);
            let (Some(least), Some(most)) = (points.clone().min_by(by_point), points.max_by(by_point)) else {
                return Markup::default();
            };
            let shown = |(point, unit): (f64, &Unit)| figure(&quantity(point, unit));
            markup!("{} … {}<small>{} benchmarks</small>", shown(least), shown(most), several.len())
        }
    }
}

fn picture(held: &HeldTarget) -> Markup {
    let Some(bound) = bound(held) else { return Markup::default() };
    let dimension = held.target.must.as_ref().map(|must| must.dimension);
    let class = |state: &Option<State>| match state {
        Some(State::Met) => "improved",
        Some(State::Missed) => "exceeded",
        Some(State::Borderline) => "inconclusive",
        Some(State::OtherKind) | None => "incomparable",
    };
    let mut rows = Vec::new();
    let of_kind = held.benches.iter().filter(|bench| dimension_of(&bench.unit) == dimension);
    rows.extend(of_kind.map(|bench| {
        let Estimate { point, lower, upper, .. } = bench.baseline.of_all_runs();
        ((lower, point, upper), class(&bench.state))
    }));
    if let Some((found, state)) = &held.metric {
        let in_unit = |value: f64| metric(value, found.unit.as_deref());
        let (lower, upper) = found.interval.unwrap_or((found.value, found.value));
        if Some(in_unit(found.value).1) == dimension {
            rows.push(((in_unit(lower).0, in_unit(found.value).0, in_unit(upper).0), class(state)));
        }
    }
    picture::promise(&format!("{} against {}", held.target.name, bound.label), &bound, &rows)
}
