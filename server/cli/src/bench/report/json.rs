//! The report as JSON, of the entries that `bench list`, `bench compare` and `perf-targets list` have.

use greenlight_ide::benches::statistics::NOISE_OF_A_SINGLE_RUN;
use greenlight_ide::benches::{ReportedBench, identity::BenchmarkId};

use super::Reported;
use super::summary::Summary;
use crate::bench::compare;
use crate::bench::list::{self, BaselineEntry, Id, MetricEntry, NoteEntry, Place};
use crate::{output, perf_targets};

/// One workspace.
#[derive(serde::Serialize)]
struct OfWorkspace {
    version: u32,
    root: String,
    baseline: Option<String>,
    against: Option<String>,
    noise: f64,
    summary: Summary,
    benches: Vec<Entry>,
    ambiguous: Vec<Entry>,
    orphans: Vec<Entry>,
    targets: Vec<perf_targets::Entry>,
    metrics: Vec<MetricEntry>,
    notes: Vec<NoteEntry>,
}

#[derive(serde::Serialize)]
struct Entry {
    #[serde(flatten)]
    id: Option<Id>,
    package: Option<String>,
    target: Option<String>,
    calls: Vec<Place>,
    shown: Option<String>,
    stale: bool,
    baselines: Vec<BaselineEntry>,
    against: Option<String>,
    change: Option<compare::Entry>,
}

/// One object for one workspace, an array of them for several.
pub(super) fn json(reported: &[Reported]) -> anyhow::Result<String> {
    output::json(&reported.iter().map(of_workspace).collect::<Vec<_>>())
}

fn of_workspace(reported: &Reported) -> OfWorkspace {
    let Reported { root, snapshot, report } = reported;
    let benches = report.targets.iter().flat_map(|of_target| {
        let target = &of_target.target;
        of_target.benches.iter().map(move |bench| Entry {
            package: Some(target.package_name.clone()),
            target: target.name.clone(),
            calls: bench.call.iter().map(|call| list::place(call, snapshot, root)).collect(),
            ..entry(bench)
        })
    });
    let ambiguous = report.ambiguous.iter().map(|(bench, calls)| Entry {
        calls: calls.iter().map(|call| list::place(call, snapshot, root)).collect(),
        ..entry(bench)
    });
    OfWorkspace {
        version: 1,
        root: root.display().to_string(),
        baseline: report.current.clone(),
        against: report.against.clone(),
        noise: NOISE_OF_A_SINGLE_RUN,
        summary: Summary::of(report),
        benches: benches.collect(),
        ambiguous: ambiguous.collect(),
        orphans: report.orphans.iter().map(entry).collect(),
        targets: report.held.iter().map(perf_targets::entry).collect(),
        metrics: list::metrics(&report.metrics, root),
        notes: list::notes(&report.notes, root),
    }
}

fn entry(bench: &ReportedBench) -> Entry {
    Entry {
        id: bench.id.as_ref().map(|id: &BenchmarkId| list::id(id)),
        package: None,
        target: None,
        calls: Vec::new(),
        shown: bench.baseline().map(|baseline| baseline.name.clone()),
        stale: bench.stale,
        baselines: bench
            .baselines
            .iter()
            .map(|baseline| list::baseline_entry(baseline, &bench.unit_of(baseline)))
            .collect(),
        against: bench.older().map(|baseline| baseline.name.clone()),
        change: bench.change.as_ref().map(compare::entry),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{HARD, reported};
    use super::*;

    #[test]
    fn the_schema_describes_the_json() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../../../../docs/bench-report.schema.json"))
                .expect("the schema is JSON");
        let validator = jsonschema::validator_for(&schema).expect("the schema is one");
        let (_folder, reported) = reported();
        let value: serde_json::Value = serde_json::from_str(&json(&[reported]).unwrap()).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0]);
        let benches = value["benches"].as_array().unwrap();
        let of = |id: &str| benches.iter().find(|bench| bench["id"] == id).unwrap();
        assert_eq!(of(HARD)["change"]["verdict"], "within");
        assert_eq!(of("alone")["change"]["verdict"], "exceeded");
        assert_eq!(of("quick")["change"]["reason"], "fewer than 10 samples");
        assert_eq!(of("never")["shown"], serde_json::Value::Null);
        assert_eq!(value["summary"]["targets"]["not_covered"], 1);
    }
}
