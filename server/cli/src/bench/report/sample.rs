//! A workspace for the tests of the report: two baselines that differ in every way that a report tells, with names that are hard on markup.

use std::path::Path;
use std::time::{Duration, SystemTime};

use greenlight_files::Files;
use greenlight_ide::Host;

use super::Reported;

/// An id that is markup if nobody escapes it.
pub(super) const HARD: &str = "<script>alert(1)</script> & \"x\" 'y' `z` | @you ]]>";

const MANIFEST: &str = "[package]\nname = \"net\"\n[dev-dependencies]\ncriterion = \"0.8\"\n[[bench]]\nname = \"search\"\nharness = false\n";

const CONFIGURATION: &str = "[baselines]\ncurrent = \"v2\"\nagainst = \"v1\"\n[metrics]\nfiles = [\"metrics.json\", \"gone.json\"]\n\
    [[perf-target]]\nname = \"Search\"\nbench = \"search/*\"\nmust = \"<2ms\"\n\
    [[perf-target]]\nname = \"Alone <b>\"\nbench = \"alone\"\nmust = \"<1µs\"\nexpect = \"500ns..800ns\"\n\
    [[perf-target]]\nname = \"Memory\"\nmetric = \"memory\"\nmust = \"<200MB\"\n\
    [[perf-target]]\nname = \"Slip\"\nbench = \"alnoe\"\nmust = \"<1s\"\n";

fn write(path: &Path, text: &str, seconds: u64) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    greenlight_files::write(path, text).unwrap();
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    std::fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

/// Saves a baseline around `time`.
fn save(root: &Path, folder: &str, parts: [Option<&str>; 3], baseline: &str, time: f64, samples: u32) {
    let seconds = if baseline == "v1" { 1_700_000_000 } else { 1_710_000_000 };
    let folder = root.join("target/criterion").join(folder).join(baseline);
    let averages: Vec<f64> = (0..samples).map(|number| time * (0.97 + f64::from(number % 7) / 100.0)).collect();
    let mean = averages.iter().sum::<f64>() / f64::from(samples);
    let estimate = serde_json::json!({"point_estimate": mean, "standard_error": 1.0, "confidence_interval":
        {"confidence_level": 0.95, "lower_bound": mean * 0.99, "upper_bound": mean * 1.01}});
    let directory = folder.parent().unwrap().strip_prefix(root.join("target/criterion")).unwrap();
    let files = [
        (
            "benchmark.json",
            serde_json::json!({"group_id": parts[0], "function_id": parts[1], "value_str": parts[2],
                "throughput": {"Bytes": 1024}, "directory_name": directory}),
        ),
        ("estimates.json", serde_json::json!({"mean": estimate, "median": estimate, "std_dev": estimate})),
        (
            "sample.json",
            serde_json::json!({"sampling_mode": "Flat", "iters": vec![10.0; samples as usize],
                "times": averages.iter().map(|average| average * 10.0).collect::<Vec<f64>>()}),
        ),
    ];
    for (name, value) in files {
        write(&folder.join(name), &value.to_string(), seconds);
    }
}

pub(super) fn reported() -> (tempfile::TempDir, Reported) {
    reported_of("net")
}

/// The workspace in a folder of this name.
pub(super) fn reported_of(name: &str) -> (tempfile::TempDir, Reported) {
    let folder = tempfile::tempdir().unwrap();
    let root = greenlight_files::absolute(folder.path()).join(name);
    let hard = format!("{HARD:?}");
    let bench = format!(
        "fn f(c: &mut Criterion) {{\n    let mut group = c.benchmark_group(\"search\");\n    for size in [9, 100, 1000] {{\n        \
         group.bench_with_input(BenchmarkId::from_parameter(size), &size, |b, _| b.iter(run));\n    }}\n    \
         c.bench_function(\"alone\", |b| b.iter(run));\n    c.bench_function({hard}, |b| b.iter(run));\n    \
         c.bench_function(\"quick\", |b| b.iter(run));\n    c.bench_function(\"never\", |b| b.iter(run));\n}}\n\
         criterion_group!(benches, f);\ncriterion_main!(benches);\n"
    );
    let earlier = 1_600_000_000;
    write(&root.join("Cargo.toml"), MANIFEST, earlier);
    write(&root.join("benches/search.rs"), &bench, earlier);
    write(&root.join("greenlight.toml"), CONFIGURATION, earlier);
    write(&root.join("metrics.json"), "[{\"name\": \"memory\", \"unit\": \"MB\", \"value\": 250}]", earlier);
    for (size, old, new) in [("9", 1e3, 8e2), ("100", 1e4, 1e4), ("1000", 1e6, 1.07e6)] {
        for (baseline, time) in [("v1", old), ("v2", new)] {
            save(&root, &format!("search/{size}"), [Some("search"), None, Some(size)], baseline, time, 40);
        }
    }
    for (baseline, time) in [("v1", 1e3), ("v2", 1.5e3)] {
        save(&root, "alone", [Some("alone"), None, None], baseline, time, 40);
        save(&root, "hard", [Some(HARD), None, None], baseline, 5.0, 40);
    }
    save(&root, "quick", [Some("quick"), None, None], "v1", 5.0, 40);
    save(&root, "quick", [Some("quick"), None, None], "v2", 5.0, 2);
    save(&root, "gone/x", [Some("gone"), Some("<x>"), None], "v1", 5.0, 40);
    write(&root.join("target/criterion/broken/base/benchmark.json"), "{", earlier);
    let snapshot = Host::open(Files::new(), &root).unwrap().snapshot();
    let report = snapshot.bench_report(None, None);
    (folder, Reported { root, snapshot, report })
}
