//! `greenlight bench compare FROM TO`: what changed between two baselines, with the doubt that there is about it.

use std::path::PathBuf;

use anyhow::bail;
use greenlight_files::Files;
use greenlight_ide::benches::display::{change, with_doubt};
use greenlight_ide::benches::identity::BenchmarkId;
use greenlight_ide::benches::saved::{BaselineNames, further_run};
use greenlight_ide::benches::statistics::{Interval, NOISE_OF_A_SINGLE_RUN, Noise, Verdict};
use greenlight_ide::benches::{BenchComparison, ComparedBench};

use super::list::aligned;
use crate::{Outcome, colours, escape, nearest, output, workspaces};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Arguments {
    /// The older baseline
    from: String,
    /// The newer baseline
    to: String,
    #[command(flatten)]
    workspaces: workspaces::Arguments,
    /// For people, or JSON: docs/bench-compare.schema.json describes it
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
        found.push((root.clone(), host.snapshot().bench_compare(&arguments.from, &arguments.to)));
    }
    let mut saved = BaselineNames::default();
    saved.extend(found.iter().map(|(_, comparison)| comparison.names.clone()));
    for name in [&arguments.from, &arguments.to] {
        if !saved.baselines.contains(name) {
            bail!("{}", no_such_baseline(name, &saved));
        }
    }
    let coloured = if arguments.output.is_some() { arguments.colours.in_file() } else { arguments.colours.on_stdout() };
    let text = match arguments.format {
        Format::Human => {
            let tables: Vec<String> = found
                .iter()
                .map(|(_, comparison)| table(comparison, &arguments.from, &arguments.to, coloured))
                .collect();
            tables.join("\n")
        }
        Format::Json => json(&found, &arguments.from, &arguments.to)?,
    };
    match &arguments.output {
        Some(file) => output::write_file(file, &text)?,
        None => output::print(&text)?,
    }
    let verdicts = || found.iter().flat_map(|(_, comparison)| &comparison.benches).map(|bench| bench.verdict);
    Ok(match verdicts().max() {
        Some(Verdict::Exceeded) => Outcome::Findings,
        Some(Verdict::Inconclusive | Verdict::NotComparable) | None => Outcome::Inconclusive,
        Some(Verdict::Improved | Verdict::Within | Verdict::Flagged) => Outcome::Clear,
    })
}

/// Why there is nothing to show under a name that no baseline has.
pub(super) fn no_such_baseline(name: &str, saved: &BaselineNames) -> String {
    if saved.baselines.is_empty() {
        return "no results are saved: `cargo bench -- --save-baseline NAME` saves some".to_owned();
    }
    if let Some((first, _)) = further_run(name).filter(|_| saved.runs.contains(name)) {
        return format!(
            "what is saved as `{name}` is a further run of `{first}` and counts in it: `{first}` means both"
        );
    }
    let names = &saved.baselines;
    let there = match nearest::nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    format!("no benchmark has a baseline `{name}`; {there}")
}

fn table(comparison: &BenchComparison, from: &str, to: &str, coloured: bool) -> String {
    let strong = |text: &str| colours::paint(&escape::one_line(text), colours::STRONG, coloured);
    let mut rows = vec![[String::new(), from.to_owned(), to.to_owned(), "change".to_owned(), String::new()]];
    rows.extend(comparison.benches.iter().map(|bench| {
        let ComparedBench { id, from: (old, old_unit), to: (new, new_unit), .. } = bench;
        [
            id.full(),
            with_doubt(&old.of_all_runs(), old_unit),
            with_doubt(&new.of_all_runs(), new_unit),
            bench.comparison.change.as_ref().map(|it| change(it) + &runs_said(bench)).unwrap_or_default(),
            says(bench),
        ]
    }));
    let mut lines = aligned(&rows);
    if let Some(heading) = lines.first_mut() {
        *heading = strong(heading);
    }
    for (line, bench) in lines.iter_mut().skip(1).zip(&comparison.benches) {
        let style = match bench.verdict {
            Verdict::Exceeded => Some(colours::REMOVED),
            Verdict::Improved => Some(colours::ADDED),
            _ => None,
        };
        if let Some(style) = style {
            *line = colours::paint(line, style, coloured);
        }
    }
    let mut section = |title: String, ids: &[BenchmarkId]| {
        if !ids.is_empty() {
            lines.push(String::new());
            lines.push(strong(&title));
            lines.extend(ids.iter().map(|id| escape::one_line(&format!("  {}", id.full())).into_owned()));
        }
    };
    section(format!("only in {from}"), &comparison.only_from);
    section(format!("only in {to}"), &comparison.only_to);
    lines.push(String::new());
    lines.push(noise_said(comparison.benches.iter()));
    lines.join("\n") + "\n"
}

/// Where there is more than one a side.
fn runs_said(bench: &ComparedBench) -> String {
    match bench.comparison.runs {
        (1, 1) => String::new(),
        (old, new) => format!(" of {old} and {new} runs"),
    }
}

/// What the intervals have in them.
pub(super) fn noise_said<'b>(benches: impl Iterator<Item = &'b ComparedBench>) -> String {
    let (assumed, measured): (Vec<_>, Vec<_>) =
        benches.partition(|bench| matches!(bench.comparison.noise, Noise::Assumed(_)));
    let widened = format!("widened by {:.0} %", NOISE_OF_A_SINGLE_RUN * 100.0);
    if measured.is_empty() {
        return format!(
            "One run a side: each interval is {widened} for the noise between runs, which nobody has measured here."
        );
    }
    let measured = "The noise between runs is that of the runs repeated as `NAME@2` and so on";
    match assumed.len() {
        0 => format!("{measured}."),
        1 => format!("{measured}; where there are none, in one benchmark, the interval is {widened}."),
        assumed => format!("{measured}; where there are none, in {assumed} benchmarks, intervals are {widened}."),
    }
}

/// `2.5 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", (share * 1000.0).round() / 10.0)
}

/// What the verdict is in words; nothing of what is within the limits.
pub(super) fn says(bench: &ComparedBench) -> String {
    let limit = percent;
    match (bench.verdict, &bench.comparison.change) {
        (_, Err(why)) => format!("not comparable: {why}"),
        (Verdict::Improved, _) => "improved".to_owned(),
        (Verdict::Flagged, _) => format!("above {}, worth a look", limit(bench.limits.flag)),
        (Verdict::Inconclusive, _) => format!("inconclusive: may be above {}", limit(bench.limits.fail)),
        // Of a single run, whose noise nobody knows, it is not said.
        (Verdict::Exceeded, _) if matches!(bench.comparison.noise, Noise::Measured { .. }) => {
            format!("regressed, above {}", limit(bench.limits.fail))
        }
        (Verdict::Exceeded, _) => format!("above {}", limit(bench.limits.fail)),
        (Verdict::Within | Verdict::NotComparable, _) => String::new(),
    }
}

/// One workspace.
#[derive(serde::Serialize)]
struct OfWorkspace<'a> {
    version: u32,
    root: String,
    from: &'a str,
    to: &'a str,
    noise: f64,
    benches: Vec<Entry>,
    only_in_from: Vec<String>,
    only_in_to: Vec<String>,
}

#[derive(serde::Serialize)]
pub(super) struct Entry {
    id: String,
    group: String,
    function: Option<String>,
    value: Option<String>,
    from: f64,
    to: f64,
    /// Of the side that has fewer.
    runs: u32,
    runs_from: u32,
    runs_to: u32,
    noise: f64,
    noise_measured: bool,
    mean: Option<IntervalEntry>,
    median: Option<IntervalEntry>,
    with_noise: Option<(f64, f64)>,
    limits: (f64, f64),
    verdict: &'static str,
    reason: Option<String>,
}

#[derive(serde::Serialize)]
struct IntervalEntry {
    point: f64,
    lower: f64,
    upper: f64,
}

/// One object for one workspace, an array of them for several.
fn json(found: &[(PathBuf, BenchComparison)], from: &str, to: &str) -> anyhow::Result<String> {
    let full = |ids: &[BenchmarkId]| ids.iter().map(BenchmarkId::full).collect();
    let of_workspace = |(root, comparison): &(PathBuf, BenchComparison)| OfWorkspace {
        version: 1,
        root: root.display().to_string(),
        from,
        to,
        noise: NOISE_OF_A_SINGLE_RUN,
        benches: comparison.benches.iter().map(entry).collect(),
        only_in_from: full(&comparison.only_from),
        only_in_to: full(&comparison.only_to),
    };
    output::json(&found.iter().map(of_workspace).collect::<Vec<_>>())
}

pub(super) fn entry(bench: &ComparedBench) -> Entry {
    let change = bench.comparison.change.as_ref();
    let (runs_from, runs_to) = bench.comparison.runs;
    let (noise, noise_measured) = match bench.comparison.noise {
        Noise::Assumed(share) => (share, false),
        Noise::Measured { spread, .. } => (spread, true),
    };
    let interval = |Interval { point, lower, upper }: Interval| IntervalEntry { point, lower, upper };
    Entry {
        id: bench.id.full(),
        group: bench.id.group.clone(),
        function: bench.id.function.clone(),
        value: bench.id.value.clone(),
        from: bench.from.0.of_all_runs().point,
        to: bench.to.0.of_all_runs().point,
        runs: runs_from.min(runs_to),
        runs_from,
        runs_to,
        noise,
        noise_measured,
        mean: change.ok().map(|change| interval(change.mean)),
        median: change.ok().map(|change| interval(change.median)),
        with_noise: change.ok().map(|change| change.with_noise),
        limits: (bench.limits.flag, bench.limits.fail),
        verdict: verdict_name(bench.verdict),
        reason: change.err().map(ToString::to_string),
    }
}

/// A verdict's name in JSON.
pub(super) fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Improved => "improved",
        Verdict::Within => "within",
        Verdict::Flagged => "flagged",
        Verdict::Inconclusive => "inconclusive",
        Verdict::NotComparable => "not-comparable",
        Verdict::Exceeded => "exceeded",
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use expect_test::expect;
    use greenlight_ide::benches::display::Unit;
    use greenlight_ide::benches::saved::{Baseline, Estimate, Sample, SamplingMode};
    use greenlight_ide::benches::statistics::{Limits, compare, noise, verdict};

    use super::*;

    fn baseline(time: f64, samples: u32) -> Baseline {
        let estimate = Estimate { point: time, lower: time * 0.99, upper: time * 1.01, confidence: 0.95 };
        let sample = |number: u32| Sample { iterations: 1.0, total: time * (0.99 + f64::from(number % 3) / 100.0) };
        Baseline {
            name: "base".to_owned(),
            saved: SystemTime::UNIX_EPOCH,
            typical: estimate,
            mean: estimate,
            median: estimate,
            deviation: estimate,
            mode: SamplingMode::Flat,
            samples: (0..samples).map(sample).collect(),
            throughput: Vec::new(),
            unit: None,
            repeats: Vec::new(),
            circumstances: None,
        }
    }

    fn compared(id: &str, old: f64, new: f64, samples: u32) -> ComparedBench {
        let limits = Limits { flag: 0.05, fail: 0.10 };
        let (old, new) = (baseline(old, samples), baseline(new, samples));
        let comparison = compare((&old, &Unit::Time), (&new, &Unit::Time), Noise::Assumed(NOISE_OF_A_SINGLE_RUN));
        let id = BenchmarkId { group: id.to_owned(), function: None, value: None };
        let verdict = verdict(&comparison, limits);
        ComparedBench { id, from: (old.into(), Unit::Time), to: (new.into(), Unit::Time), comparison, limits, verdict }
    }

    fn sample() -> BenchComparison {
        BenchComparison {
            benches: vec![
                compared("faster", 1000.0, 800.0, 30),
                compared("few", 1000.0, 800.0, 2),
                compared("maybe", 1000.0, 1080.0, 30),
                compared("same", 1000.0, 1000.0, 30),
                compared("slower", 1000.0, 1300.0, 30),
            ],
            only_from: vec![BenchmarkId { group: "gone".to_owned(), function: None, value: None }],
            only_to: Vec::new(),
            names: BaselineNames::default(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn each_change_has_its_doubt() {
        expect![[r#"
                      v1             v2             change
              faster  1.00 µs ±0.01  800 ns ±8      -20.0 % (-24.1 … -15.7)  improved
              few     1.00 µs ±0.01  800 ns ±8                               not comparable: fewer than 10 samples
              maybe   1.00 µs ±0.01  1.08 µs ±0.01  +8.0 % (+2.4 … +13.9)    inconclusive: may be above 10 %
              same    1.00 µs ±0.01  1.00 µs ±0.01  +0.0 % (-5.1 … +5.4)
              slower  1.00 µs ±0.01  1.30 µs ±0.01  +30.0 % (+23.3 … +37.0)  above 10 %

            only in v1
              gone

            One run a side: each interval is widened by 5 % for the noise between runs, which nobody has measured here.
        "#]]
        .assert_eq(&table(&sample(), "v1", "v2", false));
    }

    #[test]
    fn what_repeated_runs_prove_is_called_a_regression() {
        let repeated = |time: f64| {
            let run = |share: f64| baseline(time * share, 30);
            Baseline { repeats: vec![run(1.001), run(0.999), run(1.002)], ..run(1.0) }
        };
        let (old, new) = (repeated(1000.0), repeated(1300.0));
        let noise = noise([&old, &new], &old, &new);
        let comparison = compare((&old, &Unit::Time), (&new, &Unit::Time), noise);
        let verdict = verdict(&comparison, Limits { flag: 0.05, fail: 0.10 });
        let bench = ComparedBench {
            from: (old.into(), Unit::Time),
            to: (new.into(), Unit::Time),
            comparison,
            verdict,
            ..compared("x", 1.0, 1.0, 30)
        };
        assert_eq!((says(&bench), runs_said(&bench)), ("regressed, above 10 %".into(), " of 4 and 4 runs".into()));
        assert!(noise_said([&bench].into_iter()).ends_with("`NAME@2` and so on."));
        assert!(noise_said([&bench, &compared("y", 1.0, 1.0, 30)].into_iter()).contains("in one benchmark"));
        let entry = entry(&bench);
        assert!(
            (entry.runs, entry.runs_to, entry.noise_measured) == (4, 4, true) && entry.noise < 0.002,
            "{}",
            entry.noise
        );
    }

    #[test]
    fn the_schema_describes_the_json() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../../../docs/bench-compare.schema.json"))
                .expect("the schema is JSON");
        let validator = jsonschema::validator_for(&schema).expect("the schema is one");
        let text = json(&[(PathBuf::from("/ws"), sample())], "v1", "v2").unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0]);
        assert_eq!(
            (&value["benches"][1]["verdict"], &value["benches"][4]["verdict"]),
            (&"not-comparable".into(), &"exceeded".into())
        );
    }

    #[test]
    fn a_baseline_that_is_not_there_is_named_with_those_that_are() {
        let one = sample().benches.remove(0).from.0;
        let run = |name: &str| Baseline { name: name.to_owned(), repeats: Vec::new(), ..(*one).clone() };
        let saved = [Baseline { repeats: vec![run("v2@3")], ..run("v2") }, run("base")];
        let says = |name: &str| no_such_baseline(name, &saved.iter().collect());
        assert_eq!(says("v22"), "no benchmark has a baseline `v22`; did you mean `v2`?");
        assert_eq!(says("v2@3"), "what is saved as `v2@3` is a further run of `v2` and counts in it: `v2` means both");
        for not_a_run in ["v2@99", "v2@0", "v2@03", "v2@+3"] {
            assert_eq!(says(not_a_run), format!("no benchmark has a baseline `{not_a_run}`; did you mean `v2`?"));
        }
        assert_eq!(says("x"), "no benchmark has a baseline `x`; there are `base`, `v2`");
        assert!(no_such_baseline("x", &BaselineNames::default()).contains("--save-baseline"));
    }
}
