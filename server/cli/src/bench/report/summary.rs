//! What a report comes to, in numbers and in a sentence.

use std::collections::{BTreeMap, BTreeSet};

use greenlight_ide::benches::statistics::Verdict;
use greenlight_ide::benches::{BenchReport, ComparedBench, ReportedBench};
use greenlight_ide::perf_targets::Standing;

use crate::bench::compare::percent;
use crate::format::grouped;

/// The numbers. A benchmark that two targets define counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct Summary {
    /// Benchmarks that something is shown of.
    pub(super) measured: usize,
    pub(super) never_ran: usize,
    /// Those with results, and none under the name that is asked for.
    pub(super) without_baseline: usize,
    pub(super) exceeded: usize,
    pub(super) flagged: usize,
    pub(super) inconclusive: usize,
    pub(super) within: usize,
    pub(super) improved: usize,
    pub(super) not_comparable: usize,
    /// Those with results and without an older baseline.
    pub(super) not_compared: usize,
    /// Those shown as they were before the code changed.
    pub(super) stale: usize,
    /// Results that no bench of the workspace can have.
    pub(super) orphans: usize,
    pub(super) targets: Targets,
    /// Why benchmarks cannot be compared, and how many for each reason.
    #[serde(skip)]
    pub(super) reasons: BTreeMap<String, usize>,
}

/// How many performance targets stand how.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct Targets {
    pub(super) met: usize,
    pub(super) borderline: usize,
    pub(super) missed: usize,
    pub(super) unmeasured: usize,
    pub(super) not_covered: usize,
    /// Those that cannot be read, are of another kind than what was measured, or say nothing that counts.
    pub(super) open: usize,
}

impl Summary {
    pub(super) fn of(report: &BenchReport) -> Summary {
        let mut summary = Summary { orphans: report.orphans.len(), ..Summary::default() };
        let mut counted = BTreeSet::new();
        for bench in report.benches().filter(|bench| bench.id.as_ref().is_none_or(|id| counted.insert(id))) {
            summary.count(bench);
        }
        for held in &report.held {
            let targets = &mut summary.targets;
            *match held.standing {
                Standing::Met => &mut targets.met,
                Standing::Borderline => &mut targets.borderline,
                Standing::Missed => &mut targets.missed,
                Standing::Unmeasured => &mut targets.unmeasured,
                Standing::NotCovered(_) => &mut targets.not_covered,
                Standing::OtherKind | Standing::Open => &mut targets.open,
            } += 1;
        }
        summary
    }

    fn count(&mut self, bench: &ReportedBench) {
        if bench.shown.is_none() {
            *if bench.baselines.is_empty() { &mut self.never_ran } else { &mut self.without_baseline } += 1;
            return;
        }
        self.measured += 1;
        self.stale += usize::from(bench.stale);
        let Some(change) = &bench.change else {
            self.not_compared += 1;
            return;
        };
        *match change.verdict {
            Verdict::Improved => &mut self.improved,
            Verdict::Within => &mut self.within,
            Verdict::Flagged => &mut self.flagged,
            Verdict::Inconclusive => &mut self.inconclusive,
            Verdict::NotComparable => &mut self.not_comparable,
            Verdict::Exceeded => &mut self.exceeded,
        } += 1;
        if let Err(reason) = &change.comparison.change {
            *self.reasons.entry(reason.to_string()).or_default() += 1;
        }
    }

    /// How many were compared with an older baseline.
    pub(super) fn compared(&self) -> usize {
        self.exceeded + self.flagged + self.inconclusive + self.within + self.improved + self.not_comparable
    }

    /// Whether there is something in [`notable`].
    pub(super) fn has_notable(&self) -> bool {
        self.exceeded + self.flagged + self.inconclusive + self.improved > 0
    }

    /// `2 above 10 %, 1 inconclusive, 3 improved`: what there is of each verdict, the worst first.
    pub(super) fn verdicts(&self, report: &BenchReport) -> String {
        let all = [
            (self.exceeded, format!("above {}", percent(report.limits.fail))),
            (self.inconclusive, "inconclusive".to_owned()),
            (self.flagged, format!("above {}", percent(report.limits.flag))),
            (self.improved, "improved".to_owned()),
            (self.within, "within the limits".to_owned()),
            (self.not_comparable, "not comparable".to_owned()),
            (self.not_compared, "without an older baseline".to_owned()),
        ];
        let there = all.into_iter().filter(|(count, _)| *count > 0);
        let said: Vec<String> = there.map(|(count, what)| format!("{count} {what}")).collect();
        if said.is_empty() { "nothing was measured".to_owned() } else { said.join(", ") }
    }

    /// `3 fewer than 10 samples`.
    pub(super) fn why_not_comparable(&self) -> String {
        self.reasons.iter().map(|(why, count)| format!("{count} {why}")).collect::<Vec<_>>().join(", ")
    }
}

/// What is shown of each benchmark, `name` being how a baseline's name is written.
pub(super) fn shown<T: From<&'static str>>(report: &BenchReport, name: impl Fn(&str) -> T) -> T {
    match &report.current {
        Some(current) => name(current),
        None => "the newest baseline of each benchmark".into(),
    }
}

/// `3 have no baseline` and which; `None` where all have it, or none is named.
pub(super) fn without<T>(report: &BenchReport, summary: &Summary, name: impl Fn(&str) -> T) -> Option<(String, T)> {
    let current = report.current.as_ref().filter(|_| summary.without_baseline > 0)?;
    let has = if summary.without_baseline == 1 { "has" } else { "have" };
    Some((format!("{} {has} no baseline", grouped(summary.without_baseline)), name(current)))
}

/// What it is compared with.
pub(super) fn against<T: From<&'static str>>(report: &BenchReport, name: impl Fn(&str) -> T) -> T {
    match &report.against {
        Some(against) => name(against),
        None => "the next older one it has, for no baseline is named to compare with".into(),
    }
}

/// Those that more than the limit that flags may have happened to, or something good: the worst first.
pub(super) fn notable(report: &BenchReport) -> Vec<(&ReportedBench, &ComparedBench)> {
    let mut seen = BTreeSet::new();
    let changes = report.benches().filter_map(|bench| Some((bench, bench.change.as_ref()?)));
    let is_notable = |change: &ComparedBench| match change.verdict {
        Verdict::Within | Verdict::NotComparable => false,
        Verdict::Exceeded | Verdict::Inconclusive | Verdict::Flagged | Verdict::Improved => true,
    };
    let mut notable: Vec<_> = changes.filter(|(_, it)| is_notable(it) && seen.insert(&it.id)).collect();
    notable.sort_by(|(_, one), (_, other)| {
        let point = |it: &ComparedBench| it.comparison.change.as_ref().map_or(0.0, |change| change.mean.point);
        rank(one.verdict).cmp(&rank(other.verdict)).then_with(|| point(other).total_cmp(&point(one)))
    });
    notable
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Exceeded => 0,
        Verdict::Inconclusive => 1,
        Verdict::Flagged => 2,
        Verdict::Improved => 3,
        Verdict::Within => 4,
        Verdict::NotComparable => 5,
    }
}
