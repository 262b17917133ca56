//! `greenlight perf-targets list`: the performance targets of a workspace, held against what was saved; then what its documents
//! promise.

mod documents;

use std::path::PathBuf;
use std::sync::Arc;

use greenlight_files::Files;
use greenlight_ide::benches::display::with_doubt;
use greenlight_ide::benches::limits::State;
use greenlight_ide::benches::saved::Estimate;
use greenlight_ide::perf_targets::{HeldBench, HeldTarget, Standing, Subject};
use greenlight_ide::promises::Documents;

use crate::bench::aligned;
use crate::{Outcome, colours, escape, output, workspaces};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Arguments {
    #[command(flatten)]
    workspaces: workspaces::Arguments,
    /// For people, or JSON: docs/perf-targets.schema.json describes it
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

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let opened = arguments.workspaces.open(&Files::new())?;
    let mut found = Vec::new();
    for (root, host) in &opened.workspaces {
        let snapshot = host.snapshot();
        let held = snapshot.perf_targets();
        found.push(Found { root: root.clone(), held, documents: snapshot.documents() });
    }
    let coloured = if arguments.output.is_some() { arguments.colours.in_file() } else { arguments.colours.on_stdout() };
    let text = match arguments.format {
        Format::Human => found.iter().map(|found| text(found, coloured)).collect::<Vec<_>>().join("\n"),
        Format::Json => json(&found)?,
    };
    match &arguments.output {
        Some(file) => output::write_file(file, &text)?,
        None => output::print(&text)?,
    }
    Ok(Outcome::Clear)
}

/// What a workspace promises.
struct Found {
    root: PathBuf,
    held: Vec<HeldTarget>,
    documents: Arc<Documents>,
}

fn text(found: &Found, coloured: bool) -> String {
    let documents = documents::table(&found.root, &found.documents, coloured);
    match (found.held.is_empty(), documents.is_empty()) {
        (true, true) => "no performance targets: `[[perf-target]]` of greenlight.toml has some\n".to_owned(),
        (true, false) => documents,
        (false, true) => table(&found.held, coloured),
        (false, false) => format!("{}\n{documents}", table(&found.held, coloured)),
    }
}

fn table(held: &[HeldTarget], coloured: bool) -> String {
    let mut rows = vec![["target", "must", "measured", "", ""].map(str::to_owned)];
    for held in held {
        let must = held.target.must.as_ref().map_or("", |limit| &limit.written).to_owned();
        let mut measured = measurements(held).into_iter();
        let first = measured.next().unwrap_or_default();
        rows.push([held.target.name.clone(), must, first, says(held), String::new()]);
        rows.extend(measured.map(|one| [String::new(), String::new(), one, String::new(), String::new()]));
    }
    let mut lines = aligned(&rows);
    if let Some(heading) = lines.first_mut() {
        *heading = colours::paint(heading, colours::STRONG, coloured);
    }
    let mut next = 1;
    for held in held {
        let style = match held.standing {
            Standing::Missed => Some(colours::REMOVED),
            Standing::Met => Some(colours::ADDED),
            _ => None,
        };
        if let (Some(style), Some(line)) = (style, lines.get_mut(next)) {
            *line = colours::paint(line, style, coloured);
        }
        next += measurements(held).len().max(1);
    }
    lines.join("\n") + "\n"
}

/// A text for each benchmark, or for the metric.
pub(crate) fn measurements(held: &HeldTarget) -> Vec<String> {
    let benches = held.benches.iter().map(|HeldBench { id, baseline, unit, .. }| {
        let one = with_doubt(&baseline.of_all_runs(), unit);
        match held.benches.len() {
            1 => one,
            _ => format!("{one} {}", id.full()),
        }
    });
    let metric = held.metric.iter().map(|(metric, _)| match &metric.unit {
        Some(unit) => format!("{} {unit}", metric.value),
        None => metric.value.to_string(),
    });
    benches.chain(metric).collect()
}

/// How it stands, in words.
pub(crate) fn says(held: &HeldTarget) -> String {
    if let Some(problem) = &held.target.problem {
        return escape::one_line(problem).into_owned();
    }
    match &held.standing {
        Standing::Met => "met".to_owned(),
        Standing::Borderline => "borderline: the limit lies within the interval".to_owned(),
        Standing::Missed => "missed".to_owned(),
        Standing::Unmeasured => match held.target.subject {
            Subject::Metric(_) => "not measured: in no file of `[metrics] files`".to_owned(),
            Subject::Bench(_) | Subject::Nothing => match &held.baseline {
                Some(name) => {
                    escape::one_line(&format!("not measured: nothing is saved of the bench as `{name}`")).into_owned()
                }
                None => "not measured: nothing is saved of the bench".to_owned(),
            },
        },
        Standing::NotCovered(Some(near)) => format!("not covered: no bench has this id; did you mean `{near}`?"),
        Standing::NotCovered(None) => "not covered: no bench has this id".to_owned(),
        Standing::OtherKind => "of another kind than what was measured".to_owned(),
        Standing::Open => "shown, does not count: it has no `must`".to_owned(),
    }
}

/// One workspace.
#[derive(serde::Serialize)]
struct OfWorkspace {
    version: u32,
    root: String,
    targets: Vec<Entry>,
    documents: Vec<documents::Entry>,
    unread: Vec<documents::UnreadEntry>,
}

/// A target as JSON has it.
#[derive(serde::Serialize)]
pub(crate) struct Entry {
    name: String,
    bench: Option<String>,
    metric: Option<String>,
    must: Option<String>,
    expect: Option<String>,
    problem: Option<String>,
    state: &'static str,
    nearest: Option<String>,
    measured: Vec<Measured>,
}

#[derive(serde::Serialize)]
struct Measured {
    id: String,
    baseline: Option<String>,
    point: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    unit: Option<String>,
    state: Option<&'static str>,
}

/// One object for one workspace, an array of them for several.
fn json(found: &[Found]) -> anyhow::Result<String> {
    let of_workspace = |found: &Found| OfWorkspace {
        version: 1,
        root: found.root.display().to_string(),
        targets: found.held.iter().map(entry).collect(),
        documents: documents::entries(&found.root, &found.documents),
        unread: documents::unread(&found.root, &found.documents),
    };
    output::json(&found.iter().map(of_workspace).collect::<Vec<_>>())
}

pub(crate) fn entry(held: &HeldTarget) -> Entry {
    let benches = held.benches.iter().map(|HeldBench { id, baseline, unit, state }| {
        let Estimate { point, lower, upper, .. } = baseline.of_all_runs();
        Measured {
            id: id.full(),
            baseline: Some(baseline.name.clone()),
            point,
            lower: Some(lower),
            upper: Some(upper),
            unit: unit.name().map(str::to_owned),
            state: state.map(state_name),
        }
    });
    let metric = held.metric.iter().map(|(metric, state)| Measured {
        id: metric.name.clone(),
        baseline: None,
        point: metric.value,
        lower: metric.interval.map(|(lower, _)| lower),
        upper: metric.interval.map(|(_, upper)| upper),
        unit: metric.unit.clone(),
        state: state.map(state_name),
    });
    let (bench, metric_name) = match &held.target.subject {
        Subject::Bench(glob) => (Some(glob.written.clone()), None),
        Subject::Metric(name) => (None, Some(name.clone())),
        Subject::Nothing => (None, None),
    };
    Entry {
        name: held.target.name.clone(),
        bench,
        metric: metric_name,
        must: held.target.must.as_ref().map(|limit| limit.written.clone()),
        expect: held.target.expect.as_ref().map(|range| range.written.clone()),
        problem: held.target.problem.clone(),
        state: match held.standing {
            Standing::Met => "met",
            Standing::Borderline => "borderline",
            Standing::Missed => "missed",
            Standing::Unmeasured => "unmeasured",
            Standing::NotCovered(_) => "not-covered",
            Standing::OtherKind => "other-kind",
            Standing::Open => "open",
        },
        nearest: match &held.standing {
            Standing::NotCovered(near) => near.clone(),
            _ => None,
        },
        measured: benches.chain(metric).collect(),
    }
}

fn state_name(state: State) -> &'static str {
    match state {
        State::Met => "met",
        State::Borderline => "borderline",
        State::Missed => "missed",
        State::OtherKind => "other-kind",
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use greenlight_ide::Host;

    use super::*;

    fn found() -> (tempfile::TempDir, Found) {
        let folder = tempfile::tempdir().unwrap();
        let root = greenlight_files::absolute(folder.path());
        let write = |name: &str, text: &str| {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            greenlight_files::write(&path, text).unwrap();
        };
        write("Cargo.toml", "[package]\nname = \"net\"\n[dev-dependencies]\ncriterion = \"0.8\"\n");
        write(
            "benches/search.rs",
            "fn f(c: &mut Criterion) { c.bench_function(\"search\", f); c.bench_function(\"later\", f); }\ncriterion_group!(b, f);\n",
        );
        write("metrics.json", "[{\"name\": \"memory\", \"unit\": \"MB\", \"value\": 250}]");
        write(
            "greenlight.toml",
            "[metrics]\nfiles = [\"metrics.json\"]\n[[perf-target]]\nname = \"Search\"\nbench = \"search\"\nmust = \"<100ms\"\n\
             [[perf-target]]\nbench = \"later\"\nmust = \"<1s\"\n[[perf-target]]\nname = \"Memory\"\nmetric = \"memory\"\nmust = \"<200MB\"\n\
             [[perf-target]]\nname = \"Slip\"\nbench = \"serch\"\nmust = \"<1s\"\n[[perf-target]]\nname = \"Odd\"\nbench = \"search\"\nmust = \"soon\"\n",
        );
        let estimate = serde_json::json!({"point_estimate": 5e6, "standard_error": 1.0, "confidence_interval":
            {"confidence_level": 0.95, "lower_bound": 4.9e6, "upper_bound": 5.1e6}});
        let saved = "target/criterion/search/base";
        write(
            &format!("{saved}/benchmark.json"),
            "{\"group_id\": \"search\", \"function_id\": null, \"value_str\": null, \"throughput\": null, \"directory_name\": \"search\"}",
        );
        write(
            &format!("{saved}/estimates.json"),
            &serde_json::json!({"mean": estimate, "median": estimate, "std_dev": estimate}).to_string(),
        );
        write(&format!("{saved}/sample.json"), "{\"iters\": [1.0], \"times\": [5e6]}");
        write(
            "docs/PLAN.md",
            "| Metric | Target |\n| --- | --- |\n| Search <b> | <5ms |\n| Search \u{1b}[1m | <200MB |\n| Boot | <1s |\n| Later | p99 <1s |\n",
        );
        let snapshot = Host::open(Files::new(), &root).unwrap().snapshot();
        let held = snapshot.perf_targets();
        (folder, Found { documents: snapshot.documents(), held, root })
    }

    #[test]
    fn each_target_has_what_was_measured_of_it_and_how_it_stands() {
        expect![[r#"
            target  must    measured
            Search  <100ms  5.00 ms ±0.10  met
            later   <1s                    not measured: nothing is saved of the bench
            Memory  <200MB  250 MB         missed
            Slip    <1s                    not covered: no bench has this id; did you mean `search`?
            Odd             5.00 ms ±0.10  `must`: `soon` says neither `<`, `<=`, `>` or `>=` nor from where to where

            in documents, not in the gate
            Search                         <5ms     docs/PLAN.md:3  benches with `search`
            Search \u{1b}                       <200MB   docs/PLAN.md:4  not covered: no benchmark is of this amount
            Later p99                      <1s      docs/PLAN.md:6  perhaps benches with `later`
            Boot                           <1s      docs/PLAN.md:5  no bench is about this
                                           p99 <1s  docs/PLAN.md:6  cannot be read: a percentile of requests is not what Criterion measures
        "#]]
        .assert_eq(&text(&found().1, false).replace("\n  ", "\n")[2..]);
        // Of another baseline than the one that is named, nothing counts.
        let (_folder, mut named) = found();
        let file = named.root.join("greenlight.toml");
        let configuration = Files::new().read(&file).unwrap();
        greenlight_files::write(&file, &format!("[baselines]\ncurrent = \"v2\"\n{configuration}")).unwrap();
        named.held = Host::open(Files::new(), &named.root).unwrap().snapshot().perf_targets();
        assert_eq!(says(&named.held[0]), "not measured: nothing is saved of the bench as `v2`");
        let none = Found { root: PathBuf::new(), held: Vec::new(), documents: Arc::default() };
        assert!(text(&none, false).starts_with("no performance targets"));
    }

    #[test]
    fn the_schema_describes_the_json() {
        let schema: serde_json::Value = serde_json::from_str(include_str!("../../../../docs/perf-targets.schema.json"))
            .expect("the schema is JSON");
        let validator = jsonschema::validator_for(&schema).expect("the schema is one");
        let text = json(&[found().1]).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0]);
        assert_eq!((&value["targets"][0]["state"], &value["targets"][3]["nearest"]), (&"met".into(), &"search".into()));
    }
}
