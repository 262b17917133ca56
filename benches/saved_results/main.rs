//! Ten thousand saved results: how long the first hints of an open file take at a client, from the writing of the request, and
//! which files are read for them. These must be those of its own results and no others, which is counted, not measured. Then an edit
//! of a file with many benches, each of which has two baselines and a target: what is said at once, and its hints.
//!
//! `cargo bench --bench saved_results`

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // a bench prepares its own input, and may stop at once

#[allow(dead_code, reason = "shared with the bench of edits, which asks for more")]
#[path = "../edit_latency/client.rs"]
mod client;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use client::Client;
use greenlight_files::{Files, absolute};
use greenlight_ide::benches::{Effort, HintSettings};
use greenlight_ide::{Change, Host};
use serde_json::json;

/// How many benchmarks the open file has, and each of the groups that it does not have.
const IN_A_GROUP: usize = 100;

/// As many benchmarks a file has that is edited.
const EDITED: [usize; 3] = [100, 300, 1000];

fn main() {
    // `cargo test --benches` runs this with `--test`: everything once, nothing measured.
    let measuring = std::env::args().any(|argument| argument == "--bench");
    let (groups, starts) = if measuring { (100, 20) } else { (2, 1) };
    let folder = tempfile::tempdir().unwrap();
    let root = absolute(folder.path());
    write_workspace(&root, groups, IN_A_GROUP, &["base"]);
    let file = root.join("benches/open.rs");

    let files = Files::recording();
    let snapshot = Host::open(files.clone(), &root).unwrap().snapshot();
    let hints = snapshot.bench_hints(&file, &HintSettings::default());
    assert_eq!(hints.len(), IN_A_GROUP);
    let saved = root.join("target/criterion");
    let read: Vec<PathBuf> = files.files_read().into_iter().filter(|path| path.starts_with(&saved)).collect();
    let own = saved.join("group 0");
    assert!(read.iter().all(|path| path.starts_with(&own)), "results of other files were read");
    assert_eq!(read.len(), 3 * IN_A_GROUP, "three files of each result");
    println!(
        "{} saved results; for the {} of the open file, {} files are read",
        groups * IN_A_GROUP,
        hints.len(),
        read.len()
    );

    let mut first: Vec<Duration> = (0..starts).map(|_| first_hints(&root, &file)).collect();
    first.sort();
    println!(
        "first hints of the open file: p50 {:.1?}, at most {:.1?}",
        first[first.len() / 2],
        first[first.len() - 1]
    );
    let reading = (0..starts).map(|_| {
        let start = Instant::now();
        read.iter().for_each(|path| drop(std::hint::black_box(fs::read(path).unwrap())));
        start.elapsed()
    });
    println!("reading those files once: {:.1?} at least", reading.min().unwrap());
    let (sizes, edits) = if measuring { (&EDITED[..], 50) } else { (&EDITED[..1], 1) };
    sizes.iter().for_each(|&count| after_edits(count, edits));
}

/// What is done after an edit of a file that has `count` benchmarks, each with two baselines and a target. That grows with the
/// benchmarks and not with their square.
fn after_edits(count: usize, edits: usize) {
    let folder = tempfile::tempdir().unwrap();
    let root = absolute(folder.path());
    write_workspace(&root, 1, count, &["v1", "v2"]);
    let mut configuration = "[baselines]\ncurrent = \"v2\"\nagainst = \"v1\"\n".to_owned();
    for number in 0..count {
        writeln!(configuration, "[[perf-target]]\nbench = \"group 0/f{number}\"\nmust = \"<1us\"").unwrap();
    }
    fs::write(root.join("greenlight.toml"), configuration).unwrap();
    let file = root.join("benches/open.rs");
    let text = fs::read_to_string(&file).unwrap();
    let mut host = Host::open(Files::new(), &root).unwrap();
    let settings = HintSettings::default();
    drop(host.snapshot().measured_findings(&file, &settings, Effort::Whole));
    let (mut parsing, mut findings, mut hints) = (Vec::new(), Vec::new(), Vec::new());
    for edit in 0..edits {
        host.apply(&[Change::Text(file.clone(), format!("{text}// {edit}\n").into())]);
        let snapshot = host.snapshot();
        let timed = |all: &mut Vec<Duration>, work: &dyn Fn()| {
            let start = Instant::now();
            work();
            all.push(start.elapsed());
        };
        timed(&mut parsing, &|| drop(snapshot.bench_calls()));
        timed(&mut findings, &|| drop(snapshot.measured_findings(&file, &settings, Effort::Known)));
        timed(&mut hints, &|| assert_eq!(snapshot.bench_hints(&file, &settings).len(), count));
    }
    let [parsing, findings, hints] = [parsing, findings, hints].map(|mut all| {
        all.sort();
        all[all.len() / 2]
    });
    println!(
        "after an edit of {count} benches, p50: calls found {parsing:.1?}, findings {findings:.1?}, hints {hints:.1?}"
    );
}

/// What a client waits that has just opened the file.
fn first_hints(root: &Path, file: &Path) -> Duration {
    let (mut client, _) = Client::start(root, false);
    let text = fs::read_to_string(file).unwrap();
    client.open(file, &text, "fn");
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } });
    let document = json!({ "uri": format!("file://{}", file.display()) });
    let written = Instant::now();
    let answer = client.request("textDocument/inlayHint", &json!({ "textDocument": document, "range": range }));
    let waited = written.elapsed();
    assert_eq!(answer["result"].as_array().unwrap().len(), IN_A_GROUP);
    waited
}

/// A bench for the first group; the results of all others are orphans, as after years of renaming.
fn write_workspace(root: &Path, groups: usize, in_a_group: usize, baselines: &[&str]) {
    let manifest = "[package]\nname = \"many\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[dev-dependencies]\ncriterion = \"0.8\"\n\
                    [[bench]]\nname = \"open\"\nharness = false\n";
    let mut bench = "fn all(c: &mut Criterion) {\n    let mut group = c.benchmark_group(\"group 0\");\n".to_owned();
    for number in 0..in_a_group {
        writeln!(bench, "    group.bench_function(\"f{number}\", |b| b.iter(|| {number}));").unwrap();
    }
    bench.push_str("}\ncriterion_group!(benches, all);\ncriterion_main!(benches);\n");
    let write = |path: PathBuf, text: &str| {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(root.join("Cargo.toml"), manifest);
    write(root.join("src/lib.rs"), "");
    write(root.join("benches/open.rs"), &bench);
    let estimate = json!({"point_estimate": 1.0, "standard_error": 1.0, "confidence_interval":
        {"confidence_level": 0.95, "lower_bound": 1.0, "upper_bound": 1.0}});
    let estimates = json!({"mean": estimate, "median": estimate, "std_dev": estimate, "slope": null}).to_string();
    let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
    let sample = json!({"sampling_mode": "Linear", "iters": hundred, "times": hundred}).to_string();
    for group in 0..groups {
        for number in 0..in_a_group {
            let directory = format!("group {group}/f{number}");
            let benchmark = json!({"group_id": format!("group {group}"), "function_id": format!("f{number}"), "value_str": null,
                "throughput": null, "full_id": directory, "directory_name": directory, "title": directory});
            for baseline in baselines {
                let folder = root.join("target/criterion").join(&directory).join(baseline);
                write(folder.join("benchmark.json"), &benchmark.to_string());
                write(folder.join("estimates.json"), &estimates);
                write(folder.join("sample.json"), &sample);
            }
        }
    }
}
