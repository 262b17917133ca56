//! What the page has, with links and signs: in a column of its own where there is room.

use std::fmt::Write;

use greenlight_ide::benches::picture::markup::text;

use super::super::Reported;
use super::super::summary::Summary;
use super::group::Groups;
use super::parts::{class, sign};
use crate::bench::list::heading;

impl Groups<'_> {
    /// What the page has, where that is more than fits on a screen.
    pub(super) fn contents(&self, page: &mut String, reported: &Reported, summary: &Summary) {
        if self.targets.iter().map(|target| target.groups.len()).sum::<usize>() < 3 {
            return;
        }
        page.push_str("<nav aria-label=\"Contents\">\n<h2 class=\"quiet\">Contents</h2>\n<ul>\n");
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
            let _ = writeln!(page, "<li class=\"part\"><a href=\"#{}-{anchor}\">{title}</a></li>", self.prefix);
        }
        for of_target in self.targets.iter().filter(|target| !target.groups.is_empty()) {
            let heading = text(&heading(of_target.target, &reported.root));
            let _ = writeln!(page, "<li><a href=\"#{}\">{heading}</a>\n<ul>", of_target.anchor);
            for group in &of_target.groups {
                let sign = group.worst().map_or(String::new(), |verdict| {
                    format!(" <i class=\"{}\" aria-hidden=\"true\">{}</i>", class(verdict), sign(verdict))
                });
                let count = if group.benches.len() > 1 {
                    format!(" <small>{}</small>", group.benches.len())
                } else {
                    String::new()
                };
                let _ =
                    writeln!(page, "<li><a href=\"#{}\">{}</a>{count}{sign}</li>", group.anchor, text(&group.title()));
            }
            page.push_str("</ul></li>\n");
        }
        page.push_str("</ul>\n</nav>\n");
    }
}
