//! What belongs to no bench, or to nobody knows which; numbers from other files; and what could not be read.

use std::fmt::Write;

use greenlight_ide::benches::ReportedBench;
use greenlight_ide::benches::display::{change, date, with_doubt};
use greenlight_ide::benches::picture::markup::text;

use super::super::Reported;
use super::group::Groups;
use super::parts::{figure, name};
use crate::bench::list::place;
use crate::paths;

pub(super) fn sections(page: &mut String, reported: &Reported, groups: &Groups<'_>) {
    let report = &reported.report;
    if !report.ambiguous.is_empty() {
        open(page, groups, "ambiguous", "Saved of several benches, nobody can tell which");
        table(
            page,
            report.ambiguous.iter().map(|(bench, calls)| {
                let calls = calls.iter().map(|call| {
                    let place = place(call, &reported.snapshot, &reported.root);
                    format!("{}:{}", text(&place.file), place.line)
                });
                (bench, calls.collect::<Vec<_>>().join(", "))
            }),
        );
        page.push_str("</section>\n");
    }
    if !report.orphans.is_empty() {
        open(page, groups, "orphans", "Saved of no bench that is there");
        page.push_str("<p>Renamed, removed, or not found in source; nothing ever deletes such results.</p>\n");
        table(page, report.orphans.iter().map(|bench| (bench, String::new())));
        page.push_str("</section>\n");
    }
    if !report.metrics.is_empty() {
        open(page, groups, "metrics", "Metrics");
        for (file, metrics) in &report.metrics {
            let _ = writeln!(
                page,
                "<table class=\"plain\"><caption class=\"id\">{}</caption><thead><tr><th scope=\"col\">metric</th><th scope=\"col\" \
                 class=\"right\">value</th><th scope=\"col\">interval</th></tr></thead><tbody>",
                text(&paths::relative(file, &reported.root))
            );
            for metric in metrics {
                let value = [Some(metric.value.to_string()), metric.unit.clone()].into_iter().flatten();
                let interval =
                    metric.interval.map_or(String::new(), |(lower, upper)| figure(&format!("{lower} … {upper}")));
                let _ = writeln!(
                    page,
                    "<tr><th scope=\"row\">{}</th><td class=\"right\">{}</td><td>{interval}</td></tr>",
                    text(&metric.name),
                    figure(&value.collect::<Vec<_>>().join(" "))
                );
            }
            page.push_str("</tbody></table>\n");
        }
        page.push_str("</section>\n");
    }
    if !report.notes.is_empty() {
        open(page, groups, "notes", "Could not be read");
        page.push_str("<ul class=\"notes\">\n");
        for note in &report.notes {
            let path = text(&paths::relative(&note.path, &reported.root));
            let _ = writeln!(page, "<li><span class=\"id\">{path}</span>: {}</li>", text(&note.message));
        }
        page.push_str("</ul>\n</section>\n");
    }
}

fn open(page: &mut String, groups: &Groups<'_>, anchor: &str, title: &str) {
    let _ = writeln!(page, "<section id=\"{}-{anchor}\">\n<h2>{title}</h2>", groups.prefix);
}

fn table<'r>(page: &mut String, benches: impl Iterator<Item = (&'r ReportedBench, String)>) {
    page.push_str(
        "<table class=\"plain\"><caption class=\"unseen\">Results</caption><thead><tr><th scope=\"col\">benchmark</th><th scope=\"col\">baseline</th><th \
         scope=\"col\" class=\"right\">an iteration</th><th scope=\"col\">change</th><th scope=\"col\">saved</th></tr></thead><tbody>\n",
    );
    for (bench, calls) in benches {
        // Of what is not shown, the newest says where it comes from.
        let newest = || bench.baselines.first().map(|baseline| &**baseline);
        let (Some(id), Some(baseline)) = (&bench.id, bench.baseline().or_else(newest)) else { continue };
        let unit = bench.unit_of(baseline);
        let changed = bench.change.as_ref().and_then(|of| of.comparison.change.as_ref().ok());
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\"><span class=\"id\">{}</span><small>{calls}</small></th><td>{}</td><td class=\"right value\">{}</td><td>{}</td><td>{}</td></tr>",
            text(&id.full()),
            name(&baseline.name),
            figure(&with_doubt(&baseline.of_all_runs(), &unit)),
            changed.map(|it| figure(&change(it))).unwrap_or_default(),
            date(baseline.saved)
        );
    }
    page.push_str("</tbody></table>\n");
}
