//! The commands of a release that fail on the sample although its code compiles (`cargo bench`, as one would type it), and that
//! work after the fixes of the rules about benches. Real Criterion, really run.

use std::path::Path;
use std::process::Output;

use crate::cargo;
use crate::greenlight::{check, greenlight};
use crate::workspace::Workspace;

/// Short, and without an optimised build: what is measured does not matter here.
const BRIEFLY: [&str; 7] = ["--warm-up-time", "0.01", "--measurement-time", "0.01", "--sample-size", "10", "--noplot"];

/// The sample, whose broken import is mended: what is left is about benches and the feature.
fn sample() -> Workspace {
    let sample = Workspace::sample();
    let outcome = greenlight(&sample.root(), &["fix", "--rule", "unresolved-import", "--allow-no-vcs"]);
    assert_eq!(outcome.exit, 0, "{}{}", outcome.stdout, outcome.stderr);
    sample
}

/// `cargo bench` in the workspace. All runs share one build folder, one at a time, and each workspace is a copy of its own.
fn bench(sample: &Workspace, arguments: &[&str]) -> (Output, String) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cargo-bench");
    let _turn = cargo::turn(&target);
    cargo::make_new(&sample.root());
    let output = cargo::cargo()
        .args(["bench", "--offline"])
        .args(arguments)
        .current_dir(sample.root())
        .env("CARGO_TARGET_DIR", &target)
        .env("CRITERION_HOME", sample.path("criterion"))
        .env("CARGO_PROFILE_BENCH_OPT_LEVEL", "0")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    (output, said)
}

/// Applies the preferred fix of the only finding of `rule`, or of the first one.
fn mend(sample: &Workspace, rule: &str) {
    let report = check(&sample.root(), &[]);
    let finding = report.findings.iter().find(|finding| finding.rule == rule).expect("it is reported");
    let fix = finding.fixes.iter().find(|fix| fix.preferred).expect("it has an obvious fix");
    sample.apply(fix);
}

#[test]
fn a_bench_under_libtests_harness_measures_nothing_until_it_is_taken_out() {
    let sample = sample();
    let one: &[&str] = &["-p", "ggen-cli-lib", "--bench", "marketplace_search_benchmark"];
    let saving = [one, &["--"], &BRIEFLY, &["--save-baseline", "x"]].concat();
    let (output, said) = bench(&sample, one);
    assert!(output.status.success() && said.contains("running 0 tests"), "{said}");
    let (output, said) = bench(&sample, &saving);
    assert!(!output.status.success() && said.contains("Unrecognized option"), "{said}");

    mend(&sample, "bench-harness");
    let (output, said) = bench(&sample, &saving);
    assert!(output.status.success() && said.contains("search_scaling/1000"), "{said}");
    assert!(sample.path("criterion/search_scaling/1000/x/estimates.json").is_file());
    assert!(check(&sample.root(), &[]).findings.iter().all(|finding| finding.rule != "bench-harness"));
}

#[test]
fn a_bench_that_is_no_target_is_built_once_it_is_one() {
    let sample = sample();
    let (output, said) = bench(&sample, &["--bench", "p2p_benchmarks", "--no-run"]);
    assert!(!output.status.success() && said.contains("no bench target named `p2p_benchmarks`"), "{said}");
    mend(&sample, "bench-not-a-target");
    let (output, said) = bench(&sample, &["--bench", "p2p_benchmarks", "--no-run"]);
    assert!(output.status.success(), "{said}");
    let (output, said) = bench(&sample, &["--workspace", "--no-run"]);
    assert!(output.status.success() && said.contains("marketplace_performance"), "{said}");
}

#[test]
fn a_library_does_not_stop_the_benches_once_it_is_left_out() {
    let sample = sample();
    let saving = [&["-p", "ggen", "--"][..], &BRIEFLY, &["--save-baseline", "x"]].concat();
    let (output, said) = bench(&sample, &saving);
    assert!(!output.status.success() && said.contains("Unrecognized option"), "{said}");
    mend(&sample, "lib-bench-harness");
    let (output, said) = bench(&sample, &saving);
    assert!(output.status.success(), "{said}");
    assert!(sample.path("criterion").is_dir());
}

#[test]
fn a_binary_is_left_out_and_still_built() {
    let workspace = Workspace::from_fixture(
        r#"//- Cargo.toml
[package]
name = "sample"
version = "0.1.0"
edition = "2021"

[workspace]

[dev-dependencies]
criterion = { path = "criterion" }

[[bench]]
name = "search"
harness = false
//- src/main.rs
fn main() {}
//- src/bin/other.rs
fn main() {}
//- benches/search.rs
criterion::criterion_main!(benches);
//- criterion/Cargo.toml
[package]
name = "criterion"
version = "0.8.0"
edition = "2021"
//- criterion/src/lib.rs
#[macro_export]
macro_rules! criterion_main { ($($group:path),*) => { fn main() {} } }
"#,
    );
    let (output, said) = bench(&workspace, &["--", "--save-baseline", "x"]);
    assert!(!output.status.success() && said.contains("Unrecognized option"), "{said}");
    mend(&workspace, "lib-bench-harness");
    mend(&workspace, "lib-bench-harness");
    let (output, said) = bench(&workspace, &["--", "--save-baseline", "x"]);
    assert!(output.status.success(), "{said}");
    let metadata = ["metadata", "--offline", "--no-deps", "--format-version", "1"];
    let output = cargo::cargo().args(metadata).current_dir(workspace.root()).output().unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let package = metadata["packages"].as_array().unwrap().iter().find(|package| package["name"] == "sample").unwrap();
    let targets = package["targets"].as_array().unwrap();
    let mut names: Vec<&str> = targets.iter().map(|target| target["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["other", "sample", "search"]);
}
