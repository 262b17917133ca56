//! What changed, on one axis: the worst first.

use greenlight_ide::benches::BenchReport;
use greenlight_ide::benches::display::{change, with_doubt};
use greenlight_ide::benches::picture;
use greenlight_text::{Markup, markup};

use super::super::summary::notable;
use super::group::Groups;
use super::parts::{class, figure, verdict};

/// More than these are hardly looked at one by one; they stand in their groups all the same.
const SHOWN: usize = 60;

pub(super) fn section(page: &mut Markup, report: &BenchReport, groups: &Groups<'_>) {
    let notable = notable(report);
    if notable.is_empty() {
        return;
    }
    let shown = &notable[..notable.len().min(SHOWN)];
    let known = shown.iter().filter_map(|(_, change)| Some((change.comparison.change.as_ref().ok()?, change)));
    let axis = picture::change_scale(known.map(|(change, _)| change.with_noise), report.limits);
    page.push(&markup!(
        "<section id=\"{}-changes\">\n<h2>What changed</h2>\n<table class=\"changes\"><caption>A thick line is the interval that the \
         samples tell, a thin one has the noise between runs as well; the dotted lines are the limits</caption>\n<thead><tr><th \
         scope=\"col\">benchmark</th><th scope=\"col\" class=\"right\">before</th><th scope=\"col\" class=\"right\">after</th><th scope=\"col\" \
         class=\"wide\"><span class=\"unseen\">change</span>{}</th><th scope=\"col\">change and verdict</th></tr></thead>\n<tbody>\n",
        groups.prefix,
        picture::change_axis(axis),
    ));
    for (_, of) in shown {
        let Ok(found) = &of.comparison.change else { continue };
        let ((old, old_unit), (new, new_unit)) = (&of.from, &of.to);
        let said = change(found);
        let title = format!("{}: {said}", of.id.full());
        page.push(&markup!(
            "<tr><th scope=\"row\">{}</th><td class=\"right was\">{}</td><td class=\"right value\">{}</td><td class=\"wide\">{}</td><td \
             class=\"says\">{} {}</td></tr>\n",
            groups.link(&of.id),
            figure(&with_doubt(&old.of_all_runs(), old_unit)),
            figure(&with_doubt(&new.of_all_runs(), new_unit)),
            picture::change(&title, axis, found, of.limits, class(of.verdict)),
            figure(&said),
            verdict(of),
        ));
    }
    page.push_literal("</tbody></table>\n");
    if notable.len() > shown.len() {
        page.push(&markup!("<p class=\"fine\">And {} more, in their groups.</p>\n", notable.len() - shown.len()));
    }
    page.push_literal("</section>\n");
}
