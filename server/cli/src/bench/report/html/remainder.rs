//! What belongs to no bench, or to nobody knows which; numbers from other files; and what could not be read.

use greenlight_ide::benches::ReportedBench;
use greenlight_ide::benches::display::{change, date, with_doubt};
use greenlight_text::{Markup, markup};

use super::super::Reported;
use super::group::Groups;
use super::parts::{figure, name};
use crate::bench::list::place;
use crate::paths;

pub(super) fn sections(page: &mut Markup, reported: &Reported, groups: &Groups<'_>) {
    let report = &reported.report;
    if !report.ambiguous.is_empty() {
        open(page, groups, "ambiguous", "Saved of several benches, nobody can tell which");
        table(
            page,
            report.ambiguous.iter().map(|(bench, calls)| {
                let calls = calls.iter().map(|call| {
                    let place = place(call, &reported.snapshot, &reported.root);
                    markup!("{}:{}", place.file, place.line)
                });
                (bench, Markup::join(calls, ", "))
            }),
        );
        page.push_literal("</section>\n");
    }
    if !report.orphans.is_empty() {
        open(page, groups, "orphans", "Saved of no bench that is there");
        page.push_literal("<p>Renamed, removed, or not found in source; nothing ever deletes such results.</p>\n");
        table(page, report.orphans.iter().map(|bench| (bench, Markup::default())));
        page.push_literal("</section>\n");
    }
    if !report.metrics.is_empty() {
        open(page, groups, "metrics", "Metrics");
        for (file, metrics) in &report.metrics {
            page.push(&markup!(
                "<table class=\"plain\"><caption class=\"id\">{}</caption><thead><tr><th scope=\"col\">metric</th><th scope=\"col\" \
                 class=\"right\">value</th><th scope=\"col\">interval</th></tr></thead><tbody>\n",
                paths::relative(file, &reported.root),
            ));
            for metric in metrics {
                let value = [Some(metric.value.to_string()), metric.unit.clone()].into_iter().flatten();
                let interval =
                    metric.interval.map_or(Markup::default(), |(lower, upper)| figure(&format!("{lower} … {upper}")));
                page.push(&markup!(
                    "<tr><th scope=\"row\">{}</th><td class=\"right\">{}</td><td>{}</td></tr>\n",
                    metric.name,
                    figure(&value.collect::<Vec<_>>().join(" ")),
                    interval
                ));
            }
            page.push_literal("</tbody></table>\n");
        }
        page.push_literal("</section>\n");
    }
    if !report.notes.is_empty() {
        open(page, groups, "notes", "Could not be read");
        page.push_literal("<ul class=\"notes\">\n");
        for note in &report.notes {
            let path = paths::relative(&note.path, &reported.root);
            page.push(&markup!("<li><span class=\"id\">{}</span>: {}</li>\n", path, note.message));
        }
        page.push_literal("</ul>\n</section>\n");
    }
}

fn open(page: &mut Markup, groups: &Groups<'_>, anchor: &str, title: &str) {
    page.push(&markup!("<section id=\"{}-{}\">\n<h2>{}</h2>\n", groups.prefix, anchor, title));
}

fn table<'r>(page: &mut Markup, benches: impl Iterator<Item = (&'r ReportedBench, Markup)>) {
    page.push_literal(
        "<table class=\"plain\"><caption class=\"unseen\">Results</caption><thead><tr><th scope=\"col\">benchmark</th><th scope=\"col\">baseline</th><th \
         scope=\"col\" class=\"right\">an iteration</th><th scope=\"col\">change</th><th scope=\"col\">saved</th></tr></thead><tbody>\n",
    );
    for (bench, calls) in benches {
        // Of what is not shown, the newest says where it comes from.
        let newest = || bench.baselines.first().map(|baseline| &**baseline);
        let (Some(id), Some(baseline)) = (&bench.id, bench.baseline().or_else(newest)) else { continue };
        let unit = bench.unit_of(baseline);
        let changed = bench.change.as_ref().and_then(|of| of.comparison.change.as_ref().ok());
        page.push(&markup!(
            "<tr><th scope=\"row\"><span class=\"id\">{}</span><small>{}</small></th><td>{}</td><td class=\"right value\">{}</td><td>{}</td><td>{}</td></tr>\n",
            id.full(),
            calls,
            name(&baseline.name),
            figure(&with_doubt(&baseline.of_all_runs(), &unit)),
            changed.map(|it| figure(&change(it))).unwrap_or_default(),
            date(baseline.saved),
        ));
    }
    page.push_literal("</tbody></table>\n");
}
