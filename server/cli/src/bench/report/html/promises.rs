//! Performance targets, each with its measurements beside the limit.

use std::fmt::Write;

use greenlight_ide::benches::BenchReport;
use greenlight_ide::benches::display::time;
use greenlight_ide::benches::limits::{Dimension, State, metric};
use greenlight_ide::benches::picture::{self, markup::text};
use greenlight_ide::perf_targets::HeldTarget;

use super::group::Groups;
use super::parts::{bound, figure, name, standing};
use crate::perf_targets::{measurements, says};

pub(super) fn section(page: &mut String, report: &BenchReport, groups: &Groups<'_>) {
    if report.held.is_empty() {
        return;
    }
    let _ = writeln!(
        page,
        "<section id=\"{}-targets\">\n<h2>What was promised</h2>\n<table class=\"promises\"><caption>Performance targets, all limits above \
         each other; shaded is what does not keep them</caption>\n<thead><tr><th scope=\"col\">target</th><th scope=\"col\" \
         class=\"right\">must</th><th scope=\"col\" class=\"right\">measured</th><th scope=\"col\" class=\"wide\"><span class=\"unseen\">measured, \
         as a share of the limit</span>{}</th><th scope=\"col\">standing</th></tr></thead>\n<tbody>",
        groups.prefix,
        picture::promise_axis()
    );
    for held in &report.held {
        row(page, held, groups);
    }
    page.push_str("</tbody></table>\n</section>\n");
}

fn row(page: &mut String, held: &HeldTarget, groups: &Groups<'_>) {
    let must = held.target.must.as_ref().map_or(String::new(), |must| figure(&must.written));
    let expected = held
        .target
        .expect
        .as_ref()
        .map_or(String::new(), |range| format!("<small>expected {}</small>", text(&range.written)));
    let links: Vec<String> = held.benches.iter().take(2).map(|(id, ..)| groups.link(id)).collect();
    let more = held.benches.len().saturating_sub(links.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let (class, sign) = standing(held);
    let _ = writeln!(
        page,
        "<tr><th scope=\"row\">{}<small>{}{more}</small></th><td class=\"right\">{must}{expected}</td><td class=\"right value\">{}</td><td \
         class=\"wide\">{}</td><td class=\"says\"><span class=\"verdict {class}\"><i aria-hidden=\"true\">{sign}</i> {}</span></td></tr>",
        name(&held.target.name),
        links.join(", "),
        measured(held),
        picture(held),
        text(&says(held))
    );
}

/// The measurement, or from where to where several reach.
fn measured(held: &HeldTarget) -> String {
    match &measurements(held)[..] {
        [] => String::new(),
        [one] => figure(one),
        several => {
            let points = held.benches.iter().map(|(_, baseline, _)| baseline.typical.point);
            let (least, most) =
                points.fold((f64::INFINITY, 0.0), |(least, most): (f64, f64), it| (it.min(least), it.max(most)));
            let count = several.len();
            format!("{} … {}<small>{count} benchmarks</small>", figure(&time(least)), figure(&time(most)))
        }
    }
}

fn picture(held: &HeldTarget) -> String {
    let Some(bound) = bound(held) else { return String::new() };
    let dimension = held.target.must.as_ref().map(|must| must.dimension);
    let class = |state: &Option<State>| match state {
        Some(State::Met) => "improved",
        Some(State::Missed) => "exceeded",
        Some(State::Borderline) => "inconclusive",
        Some(State::OtherKind) | None => "incomparable",
    };
    let mut rows = Vec::new();
    if dimension == Some(Dimension::Time) {
        rows.extend(held.benches.iter().map(|(_, baseline, state)| {
            let typical = baseline.typical;
            ((typical.lower, typical.point, typical.upper), class(state))
        }));
    }
    if let Some((found, state)) = &held.metric {
        let in_unit = |value: f64| metric(value, found.unit.as_deref());
        let (lower, upper) = found.interval.unwrap_or((found.value, found.value));
        if Some(in_unit(found.value).1) == dimension {
            rows.push(((in_unit(lower).0, in_unit(found.value).0, in_unit(upper).0), class(state)));
        }
    }
    picture::promise(&format!("{} against {}", held.target.name, bound.label), &bound, &rows)
}
