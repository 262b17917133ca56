//! The body of the page: by target and group, a table whose rows are drawn on one axis, and each benchmark by itself.

use greenlight_ide::benches::display::{change, with_doubt};
use greenlight_ide::benches::identity::BenchmarkId;
use greenlight_ide::benches::picture::{self, Axis, Scene, Series, Window};
use greenlight_ide::benches::statistics::Verdict;
use greenlight_ide::benches::{BenchCall, BenchReport, BenchTarget, ReportedBench};
use greenlight_text::{Markup, markup};
use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::super::Reported;
use super::super::summary::Summary;
use super::article;
use super::parts::{figure, name, verdict};
use crate::bench::list::{any_of, heading};
use crate::format::counted;

/// Benches by target and group, with the anchors that lead to them.
pub(super) struct Groups<'r> {
    pub(super) targets: Vec<OfTarget<'r>>,
    anchors: BTreeMap<&'r BenchmarkId, String>,
    /// What begins every anchor of the workspace.
    pub(super) prefix: String,
}

/// A target with its groups.
pub(super) struct OfTarget<'r> {
    pub(super) target: &'r BenchTarget,
    pub(super) anchor: String,
    pub(super) groups: Vec<Group<'r>>,
    /// Those that nothing is shown of.
    remaining: Vec<&'r ReportedBench>,
}

/// Benchmarks of one group of Criterion's.
pub(super) struct Group<'r> {
    pub(super) anchor: String,
    name: &'r str,
    pub(super) benches: Vec<Member<'r>>,
}

/// A benchmark with results.
pub(super) struct Member<'r> {
    pub(super) anchor: String,
    pub(super) id: &'r BenchmarkId,
    pub(super) bench: &'r ReportedBench,
}

/// With so many benchmarks, what did not change is folded away.
const ALL_OPEN: usize = 40;

impl<'r> Groups<'r> {
    pub(super) fn of(number: usize, report: &'r BenchReport) -> Groups<'r> {
        let prefix = format!("w{number}");
        let mut groups = Groups { targets: Vec::new(), anchors: BTreeMap::new(), prefix };
        for reported in &report.targets {
            let anchor = format!("{}-t{}", groups.prefix, groups.targets.len());
            let mut of_target =
                OfTarget { target: &reported.target, anchor, groups: Vec::new(), remaining: Vec::new() };
            for bench in &reported.benches {
                let (Some(id), Some(_)) = (&bench.id, bench.shown) else {
                    of_target.remaining.push(bench);
                    continue;
                };
                if of_target.groups.last().is_none_or(|group| group.name != id.group) {
                    let anchor = format!("{}-g{}", of_target.anchor, of_target.groups.len());
                    of_target.groups.push(Group { anchor, name: &id.group, benches: Vec::new() });
                }
                let Some(group) = of_target.groups.last_mut() else { continue };
                let anchor = format!("{}-b{}", group.anchor, group.benches.len());
                groups.anchors.entry(id).or_insert_with(|| anchor.clone());
                group.benches.push(Member { anchor, id, bench });
            }
            for group in &mut of_target.groups {
                group.benches.sort_by(|one, other| by_value(one.id, other.id));
            }
            groups.targets.push(of_target);
        }
        groups
    }

    /// The id, as a link to where it stands on the page, if it does.
    pub(super) fn link(&self, id: &BenchmarkId) -> Markup {
        let name = id.full();
        match self.anchors.get(id) {
            Some(anchor) => markup!("<a class=\"id\" href=\"#{}\">{}</a>", anchor, name),
            None => markup!("<span class=\"id\">{}</span>", name),
        }
    }

    pub(super) fn sections(&self, page: &mut Markup, reported: &Reported, summary: &Summary) {
        for of_target in &self.targets {
            page.push(&markup!(
                "<section class=\"target\" id=\"{}\">\n<h2>{}</h2>\n",
                of_target.anchor,
                heading(of_target.target, &reported.root)
            ));
            for group in &of_target.groups {
                group.section(page, reported, summary.measured <= ALL_OPEN);
            }
            not_shown(page, &of_target.remaining, reported, of_target.groups.is_empty());
            page.push_literal("</section>\n");
        }
    }
}

fn not_shown(page: &mut Markup, benches: &[&ReportedBench], reported: &Reported, is_all: bool) {
    if benches.is_empty() {
        if is_all {
            page.push_literal("<p class=\"fine\">No call that defines a benchmark was found.</p>\n");
        }
        return;
    }
    let name_of = |bench: &&ReportedBench| {
        let patterns = bench.call.iter().flat_map(BenchCall::patterns);
        let name = bench.id.as_ref().map_or_else(|| any_of(patterns), BenchmarkId::full);
        markup!("<span class=\"id\">{}</span>", name)
    };
    let (never, otherwise): (Vec<&ReportedBench>, Vec<_>) =
        benches.iter().partition(|bench| bench.baselines.is_empty());
    if !never.is_empty() {
        let names = Markup::join(never.iter().map(name_of), ", ");
        page.push(&markup!("<p class=\"fine\">Never ran: {}.</p>\n", names));
    }
    if let (Some(current), false) = (&reported.report.current, otherwise.is_empty()) {
        let names = Markup::join(otherwise.iter().map(name_of), ", ");
        page.push(&markup!("<p class=\"fine\">Saved, but not as {}: {}.</p>\n", name(current), names));
    }
}

/// Functions by name, and parameters that are numbers by what they count: 9 before 10.
fn by_value(one: &BenchmarkId, other: &BenchmarkId) -> Ordering {
    let number = |id: &BenchmarkId| id.value.as_ref().and_then(|value| value.parse::<f64>().ok());
    let by_number = match (number(one), number(other)) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        _ => Ordering::Equal,
    };
    one.function.cmp(&other.function).then(by_number).then_with(|| one.value.cmp(&other.value))
}

impl Group<'_> {
    /// Its name, or the id of its only benchmark.
    pub(super) fn title(&self) -> String {
        match &self.benches[..] {
            [one] => one.id.full(),
            _ => self.name.to_owned(),
        }
    }

    /// The worst of what is worth a sign.
    pub(super) fn worst(&self) -> Option<Verdict> {
        let verdicts = self.benches.iter().filter_map(|member| Some(member.bench.change.as_ref()?.verdict));
        let order = [Verdict::Exceeded, Verdict::Inconclusive, Verdict::Flagged, Verdict::Improved];
        let there: Vec<Verdict> = verdicts.collect();
        order.into_iter().find(|verdict| there.contains(verdict))
    }

    fn section(&self, page: &mut Markup, reported: &Reported, all_open: bool) {
        page.push(&markup!(
            "<section class=\"group\" id=\"{}\">\n<h3 class=\"id\">{}</h3>\n",
            self.anchor,
            self.title()
        ));
        if let [one] = &self.benches[..] {
            article::write(page, reported, one, None);
            page.push_literal("</section>\n");
            return;
        }
        self.table(page);
        let is_open = all_open || self.worst() == Some(Verdict::Exceeded);
        let open = Markup::literal(if is_open { " open=\"open\"" } else { "" });
        page.push(&markup!(
            "<details{}><summary>Each of the {}</summary>\n",
            open,
            counted(self.benches.len(), "benchmark")
        ));
        for member in &self.benches {
            article::write(page, reported, member, Some(self.name));
        }
        page.push_literal("</details>\n</section>\n");
    }

    /// A row for each benchmark, drawn on one axis.
    fn table(&self, page: &mut Markup) {
        let unit = &self.benches[0].bench.unit;
        if self.benches.iter().any(|member| member.bench.unit != *unit) {
            return;
        }
        let series: Vec<Vec<Series<'_>>> = self.benches.iter().map(|member| article::series(member.bench)).collect();
        let axis = Axis::over(Window::of(series.iter().flatten()));
        let changes = self.benches.iter().filter_map(|member| member.bench.change.as_ref());
        let compared = changes.clone().count() > 0;
        let of_axis = if axis.logarithmic { "one logarithmic axis" } else { "one axis" };
        let scale = picture::scale(axis, unit);
        let kind = if compared { "ridges compared" } else { "ridges" };
        let change_heads = Markup::literal(if compared { "<th scope=\"col\">change and verdict</th>" } else { "" });
        page.push(&markup!(
            "<table class=\"{}\"><caption>{} on {}</caption>\n<thead><tr><th scope=\"col\">benchmark</th><th scope=\"col\" \
             class=\"right\">an iteration</th><th scope=\"col\" class=\"wide\"><span class=\"unseen\">distribution</span>{}</th>{}</tr></thead>\n<tbody>\n",
            kind,
            counted(self.benches.len(), "benchmark"),
            of_axis,
            scale,
            change_heads,
        ));
        for (member, series) in self.benches.iter().zip(&series) {
            member.row(page, &Scene::on(axis, series), self.name, compared);
        }
        page.push_literal("</tbody></table>\n");
    }
}

impl Member<'_> {
    /// Its id without the group's name, which stands above.
    pub(super) fn short(&self, group: Option<&str>) -> String {
        let full = self.id.full();
        let rest = group.and_then(|group| full.strip_prefix(group)?.strip_prefix('/').map(str::to_owned));
        rest.unwrap_or(full)
    }

    fn row(&self, page: &mut Markup, scene: &Scene, group: &str, compared: bool) {
        let bench = self.bench;
        let Some(baseline) = bench.baseline() else { return };
        let value = with_doubt(&baseline.of_all_runs(), &bench.unit);
        let title = format!("{}: {value}", self.id.full());
        page.push(&markup!(
            "<tr><th scope=\"row\"><a class=\"id\" href=\"#{}\">{}</a></th><td class=\"right value\">{}</td><td class=\"wide\">{}</td>",
            self.anchor,
            self.short(Some(group)),
            figure(&value),
            picture::ridge(&title, scene, &bench.unit),
        ));
        if compared {
            match &bench.change {
                Some(of) => {
                    let said = of.comparison.change.as_ref().map(|it| figure(&change(it))).unwrap_or_default();
                    page.push(&markup!("<td class=\"says\">{} {}</td>", said, verdict(of)));
                }
                None => page.push_literal(
                    "<td class=\"says\"><span class=\"verdict incomparable\">no older baseline</span></td>",
                ),
            }
        }
        page.push_literal("</tr>\n");
    }
}
