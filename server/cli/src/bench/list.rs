//! `greenlight bench list`: the benches of a workspace by package and target, each with its baselines; then what was saved of
//! none of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use greenlight_files::{Files, LineColumn, LineIndex};
use greenlight_ide::Snapshot;
use greenlight_ide::benches::display::{Unit, age, throughput, unit, with_doubt};
use greenlight_ide::benches::identity::{BenchmarkId, IdPattern};
use greenlight_ide::benches::saved::metrics::Metric;
use greenlight_ide::benches::saved::{Baseline, Estimate, Note, SavedBenchmark, Throughput, ThroughputUnit};
use greenlight_ide::benches::{BenchCall, BenchList, BenchTarget, ListedBench};

use crate::{Outcome, colours, escape, output, paths, selection, workspaces};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Arguments {
    #[command(flatten)]
    workspaces: workspaces::Arguments,
    /// Only this package of the workspace, or those that match a pattern
    #[arg(short, long = "package", value_name = "SPEC")]
    packages: Vec<String>,
    /// All packages but this one, or those that match a pattern
    #[arg(long, value_name = "SPEC")]
    exclude: Vec<String>,
    /// For people, or JSON: docs/bench-list.schema.json describes it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write to this file instead of stdout
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    colours: colours::Arguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Human,
    Json,
}

/// A workspace with what was found in it.
struct Found {
    root: PathBuf,
    snapshot: Snapshot,
    list: BenchList,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let opened = arguments.workspaces.open(&Files::new())?;
    let packages = selection::packages(&arguments.packages, &arguments.exclude, &opened.packages)?;
    let mut found = Vec::new();
    for (root, host) in &opened.workspaces {
        let snapshot = host.snapshot();
        let mut list = snapshot.bench_list();
        list.targets.retain(|listed| packages.has(&list.calls.targets[listed.target].package_name));
        found.push(Found { root: root.clone(), snapshot, list });
    }
    let coloured = if arguments.output.is_some() { arguments.colours.in_file() } else { arguments.colours.on_stdout() };
    let text = match arguments.format {
        Format::Human => {
            let now = SystemTime::now();
            found.iter().map(|found| table(found, now, coloured)).collect::<Vec<_>>().join("\n")
        }
        Format::Json => json(&found)?,
    };
    match &arguments.output {
        Some(file) => output::write_file(file, &text)?,
        None => output::print(&text)?,
    }
    Ok(Outcome::Clear)
}

fn table(found: &Found, now: SystemTime, coloured: bool) -> String {
    let list = &found.list;
    let strong = |text: &str| colours::paint(&escape::one_line(text), colours::STRONG, coloured);
    let mut lines = Vec::new();
    for listed in &list.targets {
        let target = &list.calls.targets[listed.target];
        lines.push(strong(&heading(target, &found.root)));
        let rows = listed.benches.iter().flat_map(|bench| {
            let name = name(bench, &list.calls.calls[bench.call], listed.target);
            rows(name, bench.saved.as_ref(), target.other_measurement, now)
        });
        lines.extend(aligned(&rows.collect::<Vec<_>>()));
        if listed.benches.is_empty() {
            lines.push("  no call that defines a benchmark was found".to_owned());
        }
        lines.push(String::new());
    }
    let mut section = |title: &str, benchmarks: &[&SavedBenchmark]| {
        if !benchmarks.is_empty() {
            lines.push(strong(title));
            let rows = benchmarks.iter().flat_map(|benchmark| rows(benchmark.id.full(), Some(benchmark), false, now));
            lines.extend(aligned(&rows.collect::<Vec<_>>()));
            lines.push(String::new());
        }
    };
    section(
        "saved of several benches, nobody can tell which",
        &list.ambiguous.iter().map(|(benchmark, _)| benchmark).collect::<Vec<_>>(),
    );
    section(
        "saved of no bench that is there: renamed, removed, or not found",
        &list.orphans.iter().collect::<Vec<_>>(),
    );
    for (file, metrics) in &list.metrics {
        lines.push(strong(&paths::relative(file, &found.root)));
        let row = |metric: &Metric| {
            let value = [Some(metric.value.to_string()), metric.unit.clone()].into_iter().flatten();
            let interval = metric.interval.map_or(String::new(), |(lower, upper)| format!("{lower} … {upper}"));
            let value = value.collect::<Vec<_>>().join(" ");
            [metric.name.clone(), value, interval, String::new(), String::new()]
        };
        lines.extend(aligned(&metrics.iter().map(row).collect::<Vec<_>>()));
        lines.push(String::new());
    }
    if !list.notes.is_empty() {
        lines.push(strong("could not be read"));
        lines.extend(list.notes.iter().map(|note| {
            let line = format!("  {}: {}", paths::relative(&note.path, &found.root), note.message);
            escape::one_line(&line).into_owned()
        }));
        lines.push(String::new());
    }
    if lines.is_empty() {
        lines.push("no benches".to_owned());
    }
    lines.join("\n").trim_end().to_owned() + "\n"
}

pub(super) fn heading(target: &BenchTarget, root: &Path) -> String {
    match &target.name {
        Some(name) => format!("{} bench {name}", target.package_name),
        None => format!("{} {}, in no target", target.package_name, paths::relative(&target.root, root)),
    }
}

/// The id, or what source tells of it.
fn name(bench: &ListedBench, call: &BenchCall, target: usize) -> String {
    match &bench.id {
        Some(id) => id.full(),
        None => {
            let ids = call.ids.iter().filter(|(other, _)| *other == target).flat_map(|(_, ids)| ids.iter());
            any_of(ids.map(|id| &id.pattern))
        }
    }
}

/// `group/* or other/*`.
pub(super) fn any_of<'p>(patterns: impl Iterator<Item = &'p IdPattern>) -> String {
    let mut names: Vec<String> = patterns.map(IdPattern::written).collect();
    names.dedup();
    names.join(" or ")
}

/// A line for each baseline; the name stands in the first.
fn rows(name: String, saved: Option<&SavedBenchmark>, other_measurement: bool, now: SystemTime) -> Vec<[String; 5]> {
    let Some(saved) = saved else {
        return vec![[name, "never ran".to_owned(), String::new(), String::new(), String::new()]];
    };
    let row = |(index, baseline): (usize, &Arc<Baseline>)| {
        let name = if index == 0 { name.clone() } else { String::new() };
        let few = if baseline.is_indicative() { " (few samples)" } else { "" };
        let runs = match baseline.repeats.len() {
            0 => String::new(),
            repeats => format!(" ({} runs)", repeats + 1),
        };
        let unit = unit(baseline, other_measurement);
        [
            name,
            baseline.name.clone(),
            with_doubt(&baseline.of_all_runs(), &unit) + few + &runs,
            throughput(baseline).join(", "),
            age(baseline.saved, now),
        ]
    };
    saved.baselines.iter().enumerate().map(row).collect()
}

pub(crate) fn aligned<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> Vec<String> {
    // A long id is no reason to move all others' numbers away from them.
    const WIDEST: usize = 60;
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.filter(|&width| width <= WIDEST).max().unwrap_or(0)
    };
    // A column that is empty throughout would be a gap.
    let columns: Vec<(usize, usize)> =
        (0..COLUMNS).map(|column| (column, width(column))).filter(|&(_, width)| width > 0).collect();
    let line = |row: &[String; COLUMNS]| {
        let cells = columns.iter().map(|&(column, width)| format!("{:width$}", row[column]));
        let line = format!("  {}", cells.collect::<Vec<_>>().join("  "));
        escape::one_line(line.trim_end()).into_owned()
    };
    rows.iter().map(line).collect()
}

/// One workspace.
#[derive(serde::Serialize)]
struct OfWorkspace {
    version: u32,
    root: String,
    benches: Vec<BenchEntry>,
    ambiguous: Vec<AmbiguousEntry>,
    orphans: Vec<SavedEntry>,
    metrics: Vec<MetricEntry>,
    notes: Vec<NoteEntry>,
}

#[derive(serde::Serialize)]
struct BenchEntry {
    package: String,
    target: Option<String>,
    features: Vec<String>,
    call: Place,
    patterns: Vec<String>,
    #[serde(flatten)]
    id: Option<Id>,
    baselines: Vec<BaselineEntry>,
}

#[derive(serde::Serialize)]
struct AmbiguousEntry {
    #[serde(flatten)]
    saved: SavedEntry,
    calls: Vec<Place>,
}

#[derive(serde::Serialize)]
pub(super) struct SavedEntry {
    #[serde(flatten)]
    id: Id,
    baselines: Vec<BaselineEntry>,
}

#[derive(serde::Serialize)]
pub(super) struct Id {
    id: String,
    group: String,
    function: Option<String>,
    value: Option<String>,
}

#[derive(serde::Serialize)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u32,
}

#[derive(serde::Serialize)]
pub(super) struct BaselineEntry {
    name: String,
    saved: f64,
    unit: Option<String>,
    typical: EstimateEntry,
    mean: EstimateEntry,
    median: EstimateEntry,
    samples: usize,
    runs: usize,
    iterations: f64,
    throughput: Vec<ThroughputEntry>,
}

#[derive(serde::Serialize)]
struct EstimateEntry {
    point: f64,
    lower: f64,
    upper: f64,
    confidence: f64,
}

#[derive(serde::Serialize)]
struct ThroughputEntry {
    amount: u64,
    of: &'static str,
}

#[derive(serde::Serialize)]
pub(super) struct MetricEntry {
    file: String,
    name: String,
    unit: Option<String>,
    value: f64,
    interval: Option<(f64, f64)>,
}

#[derive(serde::Serialize)]
pub(super) struct NoteEntry {
    path: String,
    message: String,
}

/// One object for one workspace, an array of them for several.
fn json(found: &[Found]) -> anyhow::Result<String> {
    output::json(&found.iter().map(of_workspace).collect::<Vec<_>>())
}

fn of_workspace(found: &Found) -> OfWorkspace {
    let list = &found.list;
    let place = |call: &BenchCall| place(call, &found.snapshot, &found.root);
    let benches = list.targets.iter().flat_map(|listed| {
        let target = &list.calls.targets[listed.target];
        listed.benches.iter().map(move |bench| {
            let call = &list.calls.calls[bench.call];
            let ids = call.ids.iter().filter(|(other, _)| *other == listed.target).flat_map(|(_, ids)| ids.iter());
            let mut patterns: Vec<String> = ids.map(|id| id.pattern.written()).collect();
            patterns.sort();
            patterns.dedup();
            BenchEntry {
                package: target.package_name.clone(),
                target: target.name.clone(),
                features: target.features.clone(),
                call: place(call),
                patterns,
                id: bench.id.as_ref().map(id),
                baselines: bench.saved.iter().flat_map(|saved| baselines(saved, target.other_measurement)).collect(),
            }
        })
    });
    let saved =
        |benchmark: &SavedBenchmark| SavedEntry { id: id(&benchmark.id), baselines: baselines(benchmark, false) };
    OfWorkspace {
        version: 1,
        root: found.root.display().to_string(),
        benches: benches.collect(),
        ambiguous: list
            .ambiguous
            .iter()
            .map(|(benchmark, calls)| AmbiguousEntry {
                saved: saved(benchmark),
                calls: calls.iter().map(|&call| place(&list.calls.calls[call])).collect(),
            })
            .collect(),
        orphans: list.orphans.iter().map(saved).collect(),
        metrics: metrics(&list.metrics, &found.root),
        notes: notes(&list.notes, &found.root),
    }
}

pub(super) fn metrics(files: &[(PathBuf, Vec<Metric>)], root: &Path) -> Vec<MetricEntry> {
    let entries = files.iter().flat_map(|(file, metrics)| {
        metrics.iter().map(|metric| MetricEntry {
            file: paths::relative(file, root),
            name: metric.name.clone(),
            unit: metric.unit.clone(),
            value: metric.value,
            interval: metric.interval,
        })
    });
    entries.collect()
}

pub(super) fn notes(notes: &[Note], root: &Path) -> Vec<NoteEntry> {
    let entry = |note: &Note| NoteEntry { path: paths::relative(&note.path, root), message: note.message.clone() };
    notes.iter().map(entry).collect()
}

/// Where a call stands.
pub(super) fn place(call: &BenchCall, snapshot: &Snapshot, root: &Path) -> Place {
    let text = snapshot.text(&call.file);
    let at = text.map(|text| LineIndex::new(&text).line_column(&text, call.name_span.start));
    let LineColumn { line, column } = at.unwrap_or(LineColumn { line: 1, column: 1 });
    Place { file: paths::relative(&call.file, root), line, column }
}

pub(super) fn id(id: &BenchmarkId) -> Id {
    Id { id: id.full(), group: id.group.clone(), function: id.function.clone(), value: id.value.clone() }
}

fn baselines(saved: &SavedBenchmark, other_measurement: bool) -> Vec<BaselineEntry> {
    saved.baselines.iter().map(|baseline| baseline_entry(baseline, &unit(baseline, other_measurement))).collect()
}

pub(super) fn baseline_entry(baseline: &Baseline, unit: &Unit) -> BaselineEntry {
    let estimate =
        |Estimate { point, lower, upper, confidence }: Estimate| EstimateEntry { point, lower, upper, confidence };
    BaselineEntry {
        name: baseline.name.clone(),
        saved: baseline.saved.duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64()),
        unit: unit.name().map(str::to_owned),
        typical: estimate(baseline.typical),
        mean: estimate(baseline.mean),
        median: estimate(baseline.median),
        samples: baseline.samples.len(),
        runs: baseline.runs().count(),
        iterations: baseline.samples.iter().map(|sample| sample.iterations).sum(),
        throughput: baseline
            .throughput
            .iter()
            .map(|&Throughput { amount, of }| ThroughputEntry {
                amount,
                of: match of {
                    ThroughputUnit::Bytes => "bytes",
                    ThroughputUnit::BytesDecimal => "bytes-decimal",
                    ThroughputUnit::Bits => "bits",
                    ThroughputUnit::Elements => "elements",
                },
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use expect_test::expect;
    use greenlight_ide::Host;

    use super::*;

    const BENCH: &str = "fn f(c: &mut Criterion) {\n    c.bench_function(\"alone\", |b| b.iter(run));\n    c.bench_function(name(), |b| \
                         b.iter(run));\n    c.benchmark_group(\"g\").bench_function(format!(\"size {n}\"), |b| b.iter(run));\n}\n\
                         criterion_group!(benches, f);\ncriterion_main!(benches);\n";

    fn write(path: &Path, text: &str) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        greenlight_files::write(path, text).unwrap();
    }

    fn save(root: &Path, id: &str, function: Option<&str>, time: f64) {
        let folder = root.join("target/criterion").join(id).join("base");
        let estimate = serde_json::json!({"point_estimate": time, "standard_error": 1.0, "confidence_interval":
            {"confidence_level": 0.95, "lower_bound": time * 0.99, "upper_bound": time * 1.01}});
        let group = id.split('/').next();
        let files = [
            (
                "benchmark.json",
                serde_json::json!({"group_id": group, "function_id": function, "value_str": null, "throughput": {"Bytes": 1024},
                    "directory_name": id}),
            ),
            ("estimates.json", serde_json::json!({"mean": estimate, "median": estimate, "std_dev": estimate})),
            ("sample.json", serde_json::json!({"iters": [1.0, 2.0], "times": [time, 2.0 * time]})),
        ];
        for (name, value) in files {
            write(&folder.join(name), &value.to_string());
        }
    }

    fn found() -> (tempfile::TempDir, Found) {
        let folder = tempfile::tempdir().unwrap();
        let root = greenlight_files::absolute(folder.path());
        write(
            &root.join("Cargo.toml"),
            "[package]\nname = \"net\"\n[dev-dependencies]\ncriterion = \"0.8\"\n[[bench]]\nname = \"search\"\nharness = false\n",
        );
        write(&root.join("benches/search.rs"), BENCH);
        save(&root, "alone", None, 12_345.0);
        save(&root, "g/size 1", Some("size 1"), 5.0);
        save(&root, "gone/x\u{1b}", Some("x\u{1b}"), 5.0);
        write(&root.join("target/criterion/broken/base/benchmark.json"), "{");
        write(&root.join("greenlight.toml"), "[metrics]\nfiles = [\"docs/metrics.json\", \"gone.json\"]\n");
        write(
            &root.join("docs/metrics.json"),
            "[{\"name\": \"memory\", \"unit\": \"MB\", \"value\": 180.5}, {\"name\": \"install\", \"unit\": \"%\", \"value\": 95}]",
        );
        let snapshot = Host::open(Files::new(), &root).unwrap().snapshot();
        let list = snapshot.bench_list();
        (folder, Found { root, snapshot, list })
    }

    #[test]
    fn each_target_has_its_benches_and_then_comes_what_belongs_to_none() {
        let (_folder, found) = found();
        let now = SystemTime::now() + Duration::from_secs(90);
        expect![[r#"
            net bench search
              alone     base       12.3 µs ±0.1 (few samples)   79.1 MiB/s  1 minute ago
              g/size 1  base       5.00 ns ±0.05 (few samples)  191 GiB/s   1 minute ago
              *         never ran

            saved of no bench that is there: renamed, removed, or not found
              gone/x\u{1b}  base  5.00 ns ±0.05 (few samples)  191 GiB/s  1 minute ago

            docs/metrics.json
              memory   180.5 MB
              install  95 %

            could not be read
              target/criterion/broken/base/benchmark.json: cut short or no JSON: EOF while parsing an object at line 1 column 1
              gone.json: no such file
        "#]]
        .assert_eq(&table(&found, now, false));
    }

    #[test]
    fn the_schema_describes_the_json() {
        let (_folder, found) = found();
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../../../docs/bench-list.schema.json")).expect("the schema is JSON");
        let validator = jsonschema::validator_for(&schema).expect("the schema is one");
        let value: serde_json::Value = serde_json::from_str(&json(&[found]).unwrap()).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0]);
        assert_eq!(value["benches"][0]["id"], "alone");
        assert_eq!(value["benches"][1]["patterns"], serde_json::json!(["g/size *"]));
        assert_eq!(value["benches"][2].get("id"), None);
        assert_eq!(value["orphans"][0]["group"], "gone");
    }
}
