//! What stands first on the page: what was read, and what it comes to; and what stands last.

use std::collections::BTreeMap;
use std::time::SystemTime;

use greenlight_ide::benches::BenchReport;
use greenlight_ide::benches::display::date;
use greenlight_text::{Markup, markup};

use super::super::Reported;
use super::super::summary::{Summary, against, shown, without};
use super::parts::name;
use crate::bench::compare::{noise_said, percent};
use crate::format::{counted, grouped};

pub(super) fn head(page: &mut Markup, reported: &Reported, summary: &Summary) {
    let report = &reported.report;
    page.push(&markup!(
        "<header>\n<h1>Benchmarks of <span>{}</span></h1>\n<p class=\"lead\">{}</p>\n",
        reported.name(),
        lead(report, summary)
    ));
    tiles(page, report, summary);
    page.push_literal("</header>\n");
}

fn lead(report: &BenchReport, summary: &Summary) -> Markup {
    let without = without(report, summary, name).map(|(without, name)| markup!("{} {}", without, name));
    if let (0, Some(without)) = (summary.measured, &without) {
        return markup!("{}; what was read stands at the end.", without);
    }
    if summary.measured == 0 {
        return Markup::literal("No results are saved: <code>cargo bench -- --save-baseline NAME</code> saves some.");
    }
    let mut lead = markup!("{}: {}", counted(summary.measured, "benchmark"), shown(report, name));
    let saved = report.benches().filter_map(|bench| bench.baseline()).map(|baseline| baseline.saved).max();
    if let Some((day, _)) = saved.map(date).as_deref().and_then(|date| date.split_once(' ')) {
        let until = if report.current.is_some() { "" } else { "until " };
        lead.push(&markup!(", saved {}<span class=\"figure\">{}</span>", until, day));
    }
    match (summary.compared(), &report.against) {
        (0, Some(named)) => lead.push(&markup!(". Nothing could be held against {}.", name(named))),
        (0, None) => lead.push_literal(". There is no older baseline to compare with."),
        _ => lead.push(&markup!(", held against {}.", against(report, name))),
    }
    if let Some(without) = without {
        lead.push(&markup!(" {}.", without));
    }
    for (count, one, several) in [
        (summary.stale, "was measured before its code changed", "were measured before their code changed"),
        (summary.never_ran, "never ran", "never ran"),
        (summary.orphans, "belongs to no bench that is there", "belong to no bench that is there"),
    ] {
        if count > 0 {
            lead.push(&markup!(" {} {}.", grouped(count), if count == 1 { one } else { several }));
        }
    }
    lead
}

/// A number for each thing that changes and targets can have come to.
fn tiles(page: &mut Markup, report: &BenchReport, summary: &Summary) {
    let (flag, fail) = (percent(report.limits.flag), percent(report.limits.fail));
    if summary.compared() > 0 {
        let why = summary.why_not_comparable();
        let none = match (summary.not_comparable, summary.not_compared) {
            (_, 0) => why,
            (0, count) => format!("{count} without an older baseline"),
            (_, count) => format!("{why}; {count} without an older baseline"),
        };
        page.push_literal("<h2 class=\"quiet\">Changes</h2>\n<dl class=\"tiles\">\n");
        tile(page, "exceeded", "▲", summary.exceeded, &format!("above {fail}"), "certainly slower, noise included");
        tile(page, "flagged", "△", summary.flagged, &format!("above {flag}"), "worth a look");
        tile(page, "inconclusive", "?", summary.inconclusive, "inconclusive", &format!("may be above {fail}"));
        tile(page, "improved", "▼", summary.improved, "improved", "certainly faster");
        tile(page, "within", "·", summary.within, "within the limits", "no certain change");
        tile(page, "incomparable", "–", summary.not_comparable + summary.not_compared, "not comparable", &none);
        page.push_literal("</dl>\n");
    }
    let targets = &summary.targets;
    if !report.held.is_empty() {
        let open = targets.unmeasured + targets.not_covered + targets.open;
        let parts = [
            (targets.unmeasured, "not measured"),
            (targets.not_covered, "covered by no bench"),
            (targets.open, "without a limit that counts"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        page.push_literal("<h2 class=\"quiet\">Performance targets</h2>\n<dl class=\"tiles\">\n");
        tile(page, "exceeded", "✗", targets.missed, "missed", "none of the interval keeps the limit");
        tile(page, "inconclusive", "?", targets.borderline, "borderline", "the limit lies within the interval");
        tile(page, "improved", "✓", targets.met, "met", "the whole interval keeps the limit");
        tile(page, "incomparable", "–", open, "open", &parts.collect::<Vec<_>>().join(", "));
        page.push_literal("</dl>\n");
    }
}

fn tile(page: &mut Markup, class: &str, sign: &str, count: usize, label: &str, fine: &str) {
    let none = if count == 0 { " none" } else { "" };
    page.push(&markup!(
        "<div class=\"tile {}{}\"><dt><i aria-hidden=\"true\">{}</i> {}</dt><dd><strong>{}</strong> \
         <small>{}</small></dd></div>\n",
        class,
        none,
        sign,
        label,
        grouped(count),
        fine
    ));
}

/// What was read, and how to read it.
pub(super) fn foot(page: &mut Markup, report: &BenchReport) {
    let mut read: BTreeMap<&str, (usize, SystemTime, SystemTime)> = BTreeMap::new();
    for baseline in report.benches().flat_map(|bench| &bench.baselines) {
        let entry = read.entry(&baseline.name).or_insert((0, baseline.saved, baseline.saved));
        *entry = (entry.0 + 1, entry.1.min(baseline.saved), entry.2.max(baseline.saved));
    }
    page.push_literal("<footer>\n");
    if !read.is_empty() {
        page.push_literal(
            "<h2>What was read</h2>\n<table class=\"plain\"><caption>Baselines by name</caption><thead><tr><th scope=\"col\">baseline</th>\
             <th scope=\"col\" class=\"right\">benchmarks</th><th scope=\"col\">saved from</th><th scope=\"col\">to</th></tr></thead><tbody>\n",
        );
    }
    for (baseline, (count, first, last)) in &read {
        page.push(&markup!(
            "<tr><th scope=\"row\">{}</th><td class=\"right\">{}</td><td>{}</td><td>{}</td></tr>\n",
            name(baseline),
            grouped(*count),
            date(*first),
            date(*last)
        ));
    }
    if !read.is_empty() {
        page.push_literal("</tbody></table>\n");
    }
    page.push(&markup!(
        "<h2>How to read it</h2>\n<p>A curve shows how densely the samples of a run lie; below it stands each sample, and on them the time of an \
         iteration with its interval: the slope over all samples where there is one, else the mean, as Criterion prints it. {} A change is a share \
         of the older mean, and its verdict goes by the whole interval: \
         <b>above</b> a limit is only what lies beyond it altogether, and what may lie on either side is <b>inconclusive</b>.</p>\n\
         <p class=\"made\">Made by greenlight {} from files alone; the same files make the same page.</p>\n</footer>\n",
        noise_said(report.changes()).replace(" %", "\u{a0}%"),
        env!("CARGO_PKG_VERSION"),
    ));
}
