//! What the page has, with links and signs: in a column of its own where there is room.

use super::super::Reported;
use super::super::summary::Summary;
use super::group::Groups;
use super::parts::{class, sign};
use crate::bench::list::heading;
use greenlight_text::{Markup, markup};

impl Groups<'_> {
    /// What the page has, where that is more than fits on a screen.
    pub(super) fn contents(&self, page: &mut Markup, reported: &Reported, summary: &Summary) {
        if self.targets.iter().map(|target| target.groups.len()).sum::<usize>() < 3 {
            return;
        }
        page.push_literal("<nav aria-label=\"Contents\">\n<h2 class=\"quiet\">Contents</h2>\n<ul>\n");
        let report = &reported.report;
        let sections = [
            (summary.has_notable(), "changes", "What changed"),
            (!report.held.is_empty(), "targets", "What was promised"),
            (!report.ambiguous.is_empty(), "ambiguous", "Of several benches"),
            (!report.orphans.is_empty(), "orphans", "Of no bench"),
            (!report.metrics.is_empty(), "metrics", "Metrics"),
            (!report.notes.is_empty(), "notes", "Could not be read"),
        ];
        for (_, anchor, title) in sections.iter().filter(|(is_there, ..)| *is_there) {
            page.push(&markup!("<li class=\"part\"><a href=\"#{}-{}\">{}</a></li>\n", self.prefix, anchor, title));
        }
        for of_target in self.targets.iter().filter(|target| !target.groups.is_empty()) {
            let heading = heading(of_target.target, &reported.root);
            page.push(&markup!("<li><a href=\"#{}\">{}</a>\n<ul>\n", of_target.anchor, heading));
            for group in &of_target.groups {
                let sign = group.worst().map_or(Markup::default(), |verdict| {
                    markup!(" <i class=\"{}\" aria-hidden=\"true\">{}</i>", class(verdict), sign(verdict))
                });
                let count = if group.benches.len() > 1 {
                    markup!(" <small>{}</small>", group.benches.len())
                } else {
                    Markup::default()
                };
                page.push(&markup!("<li><a href=\"#{}\">{}</a>{}{}</li>\n", group.anchor, group.title(), count, sign));
            }
            page.push_literal("</ul></li>\n");
        }
        page.push_literal("</ul>\n</nav>\n");
    }
}
