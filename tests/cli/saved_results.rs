//! Results that real releases of Criterion saved, read back: every id, at the call that it is of, with the numbers that
//! Criterion printed and that critcmp has. The benches are those of `tests/workspaces/criterion`, whose ids are hard on folder
//! names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::cargo;
use crate::greenlight::greenlight_with;
use crate::workspace::{Workspace, texts_below};

/// A benchmark as `bench list --format json` has it.
#[derive(Debug)]
struct Listed {
    target: String,
    call: (String, u64),
    baselines: Vec<Value>,
}

/// A package of the workspace alone, and what it saved as `v1`.
pub(crate) struct Ran {
    pub(crate) workspace: Workspace,
    /// What Criterion printed.
    printed: String,
}

impl Ran {
    pub(crate) fn of(package: &str) -> Ran {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/criterion");
        let workspace = Workspace::empty();
        for (path, text) in texts_below(&folder) {
            if path == "Cargo.lock" || path.starts_with(package) {
                workspace.write(&path, text);
            }
        }
        workspace.write("Cargo.toml", format!("[workspace]\nmembers = [\"{package}\"]\nresolver = \"2\"\n"));
        let printed = run(&workspace, &["--save-baseline", "v1"]);
        Ran { printed, workspace }
    }

    /// Runs it once more.
    pub(crate) fn again(&self, arguments: &[&str]) {
        run(&self.workspace, arguments);
    }

    /// What Criterion says of the change of this benchmark, where its folder is called like the id.
    fn change_of(&self, id: &str) -> Option<Value> {
        let file = self.workspace.path("saved/criterion").join(id).join("change/estimates.json");
        serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()
    }

    /// What `bench list` prints, as JSON.
    fn report(&self) -> Value {
        let home = self.workspace.path("saved/criterion");
        let outcome = greenlight_with(&self.workspace.root(), &["bench", "list", "--format", "json"], |command| {
            command.env("CRITERION_HOME", home);
        });
        assert_eq!(outcome.exit, 0, "{}", outcome.stderr);
        serde_json::from_str(&outcome.stdout).unwrap()
    }

    /// By id.
    fn list(&self) -> BTreeMap<String, Listed> {
        let report = self.report();
        for nothing in ["ambiguous", "orphans", "notes"] {
            assert_eq!(report[nothing], serde_json::json!([]), "{nothing}");
        }
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let listed = |bench: &Value| {
            let call = &bench["call"];
            let listed = Listed {
                target: text(&bench["target"]),
                call: (text(&call["file"]), call["line"].as_u64().unwrap()),
                baselines: bench["baselines"].as_array().unwrap().clone(),
            };
            (text(&bench["id"]), listed)
        };
        report["benches"].as_array().unwrap().iter().map(listed).collect()
    }
}

/// Runs the benches of a workspace; what Criterion prints.
fn run(workspace: &Workspace, arguments: &[&str]) -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cargo-bench");
    let _turn = cargo::turn(&target);
    cargo::make_new(&workspace.root());
    let output = cargo::cargo()
        .args(["bench", "--offline", "--quiet", "--"])
        .args(arguments)
        .current_dir(workspace.root())
        .env("CARGO_TARGET_DIR", &target)
        .env("CRITERION_HOME", workspace.path("saved/criterion"))
        .env("CARGO_PROFILE_BENCH_OPT_LEVEL", "0")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The `typical` of each benchmark as Criterion prints it: `[12.345 ns 12.400 ns 12.456 ns]`.
fn as_printed(listed: &Listed) -> String {
    let typical = &listed.baselines[0]["typical"];
    let time = |key: &str| {
        let nanoseconds = typical[key].as_f64().unwrap();
        // It multiplies, which rounds otherwise than dividing does.
        let (factor, unit) = match nanoseconds {
            nanoseconds if nanoseconds < 1.0 => (10_f64.powi(3), "ps"),
            nanoseconds if nanoseconds < 1e3 => (1.0, "ns"),
            nanoseconds if nanoseconds < 1e6 => (10_f64.powi(-3), "µs"),
            _ => (10_f64.powi(-6), "ms"),
        };
        let value = nanoseconds * factor;
        let digits = match value {
            value if value < 10.0 => 4,
            value if value < 100.0 => 3,
            value if value < 1000.0 => 2,
            _ => 1,
        };
        format!("{value:.digits$} {unit}")
    };
    format!("[{} {} {}]", time("lower"), time("point"), time("upper"))
}

/// The intervals that Criterion printed, sorted: titles are cut and numbered, so they do not tell which is whose.
fn printed_intervals(printed: &str) -> Vec<String> {
    let mut intervals: Vec<String> = printed
        .lines()
        .filter_map(|line| line.split_once("time:"))
        .map(|(_, interval)| interval.split_whitespace().collect::<Vec<_>>().join(" "))
        .map(|interval| interval.replace("[ ", "["))
        .collect();
    intervals.sort();
    intervals
}

const COMMON: usize = 16;

#[test]
fn every_release_is_read_back_with_its_own_numbers() {
    for (package, more) in [("v0_3", 5), ("v0_5", 0), ("v0_7", 0), ("v0_8", 2)] {
        let ran = Ran::of(package);
        let list = ran.list();
        assert_eq!(list.len(), COMMON + more, "{package}: {:#?}", list.keys());
        let source = ran.workspace.read(&format!("{package}/benches/odd.rs"));
        let lines: Vec<&str> = source.lines().collect();
        for (id, listed) in &list {
            let [baseline] = &listed.baselines[..] else { panic!("{package} {id}: {listed:?}") };
            assert_eq!(baseline["name"], "v1", "{package} {id}");
            assert_eq!(baseline["samples"], 10, "{package} {id}");
            assert_eq!(listed.target, format!("odd_{package}"));
            let call = lines[listed.call.1 as usize - 1];
            assert!(
                ["bench_function", "bench_with_input", "with_function", "new("].iter().any(|it| call.contains(it)),
                "{call}"
            );
        }
        let mut read: Vec<String> = list.values().map(as_printed).collect();
        read.sort();
        assert_eq!(read, printed_intervals(&ran.printed), "{package}");
        agrees_with_critcmp(package, &ran);
    }
}

/// critcmp goes by folders: it takes `case/new/v1` for what it is, but finds further baselines where an id is called like one.
/// What it exports of `v1` must be the same numbers.
fn agrees_with_critcmp(package: &str, ran: &Ran) {
    let output = crate::machine::command(critcmp())
        .args(["--export", "v1", "--target-dir"])
        .arg(ran.workspace.path("saved"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{package}: {}", String::from_utf8_lossy(&output.stderr));
    let exported: Value = serde_json::from_slice(&output.stdout).unwrap();
    let exported = exported["benchmarks"].as_object().unwrap();
    let list = ran.list();
    assert_eq!(exported.len(), list.len(), "{package}");
    for (id, listed) in list {
        let theirs = &exported[&id]["criterion_estimates_v1"];
        let ours = &listed.baselines[0];
        for statistic in ["mean", "median"] {
            let our = ours[statistic]["point"].as_f64().unwrap();
            let their = theirs[statistic]["point_estimate"].as_f64().unwrap();
            // It reads numbers without caring for their last bit.
            assert!((our - their).abs() <= their.abs() * f64::EPSILON, "{package} {id} {statistic}: {our} {their}");
        }
    }
}

/// The binary, from crates.io; built once, and kept.
fn critcmp() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("critcmp");
        let binary = root.join("bin/critcmp");
        let _turn = cargo::turn(&root);
        if !binary.is_file() {
            let mut install = cargo::cargo();
            install.args(["install", "--quiet", "--locked", "critcmp@0.1.8", "--root"]).arg(&root);
            let output = install.env("CARGO_TARGET_DIR", root.join("target")).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        binary
    })
}

#[test]
fn throughput_of_every_kind_is_read() {
    let ran = Ran::of("v0_8");
    let list = ran.list();
    let throughput = |id: &str| list[id].baselines[0]["throughput"].clone();
    assert_eq!(throughput("sizes/1000"), serde_json::json!([{"amount": 1000, "of": "bytes"}]));
    assert_eq!(
        throughput("both/pair"),
        serde_json::json!([{"amount": 2, "of": "elements"}, {"amount": 16, "of": "bytes"}])
    );
    assert_eq!(throughput("both/bits"), serde_json::json!([{"amount": 8, "of": "bits"}]));
    assert_eq!(throughput("dup?x"), serde_json::json!([]));
}

/// Criterion's own comparison of the run with `v1`, which it writes beside; its intervals are drawn without a seed.
#[test]
fn changes_are_criterions_own_to_the_last_digit_and_the_same_each_time() {
    for package in ["v0_5", "v0_8"] {
        let ran = Ran::of(package);
        ran.again(&["--baseline", "v1"]);
        let compare = || {
            let home = ran.workspace.path("saved/criterion");
            let arguments = ["bench", "compare", "v1", "new", "--format", "json"];
            greenlight_with(&ran.workspace.root(), &arguments, |command| {
                command.env("CRITERION_HOME", home);
            })
        };
        let outcome = compare();
        assert!([0, 1, 3].contains(&outcome.exit), "{}", outcome.stderr);
        assert_eq!(outcome.stdout, compare().stdout, "byte for byte");
        let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
        let benches = report["benches"].as_array().unwrap();
        assert!(benches.len() >= COMMON, "{package}: {}", benches.len());
        let mut agreeing = 0;
        for bench in benches {
            let id = bench["id"].as_str().unwrap();
            let Some(theirs) = ran.change_of(id) else { continue };
            // Criterion samples otherwise while the machine is busy, and compares such runs all the same.
            if bench["reason"] == "the sampling mode differs" {
                continue;
            }
            for statistic in ["mean", "median"] {
                let our = bench[statistic]["point"].as_f64().unwrap_or_else(|| panic!("{bench:#}"));
                let their = theirs[statistic]["point_estimate"].as_f64().unwrap();
                assert!((our - their).abs() < 1e-9, "{package} {id} {statistic}: {our} {their}");
            }
            agreeing += 1;
        }
        // Those whose folders are called like their ids.
        assert!(agreeing >= 6, "{package}: {agreeing}");
    }
}

/// Criterion draws without a seed: the ends of its intervals move each time that it compares the same files. Ours lie where its
/// own lie, and do not move.
#[test]
fn intervals_lie_within_the_spread_of_criterions_own() {
    const TIMES: usize = 16;
    for package in ["v0_5", "v0_8"] {
        let ran = Ran::of(package);
        ran.again(&["--save-baseline", "v2"]);
        let home = ran.workspace.path("saved/criterion");
        let arguments = ["bench", "compare", "v1", "v2", "--format", "json"];
        let outcome = greenlight_with(&ran.workspace.root(), &arguments, |command| {
            command.env("CRITERION_HOME", home);
        });
        let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
        let ours = report["benches"].as_array().unwrap().iter();
        let ours = ours.map(|bench| (bench["id"].as_str().unwrap(), &bench["mean"]));
        let mut theirs: BTreeMap<&str, Vec<[f64; 2]>> = BTreeMap::new();
        for _ in 0..TIMES {
            ran.again(&["--load-baseline", "v2", "--baseline", "v1", "sizes"]);
            for (id, _) in ours.clone().filter(|(id, _)| id.starts_with("sizes")) {
                let Some(change) = ran.change_of(id) else { continue };
                let end = |key: &str| change["mean"]["confidence_interval"][key].as_f64().unwrap();
                theirs.entry(id).or_default().push([end("lower_bound"), end("upper_bound")]);
            }
        }
        assert!(theirs.len() >= 2, "{package}: {theirs:?}");
        for (id, ends) in theirs {
            let (_, our) = ours.clone().find(|(other, _)| *other == id).unwrap();
            for (side, key) in ["lower", "upper"].into_iter().enumerate() {
                let our = our[key].as_f64().unwrap();
                let their = || ends.iter().map(|ends| ends[side]);
                let (least, most) = (their().fold(f64::INFINITY, f64::min), their().fold(f64::NEG_INFINITY, f64::max));
                let spread = most - least;
                assert!(spread > 0.0 && (least..=most).contains(&our), "{package} {id} {key}: {our} {least} {most}");
            }
        }
    }
}

#[test]
fn a_baseline_that_nobody_saved_is_said_so() {
    let ran = Ran::of("v0_8");
    let home = ran.workspace.path("saved/criterion");
    let outcome = greenlight_with(&ran.workspace.root(), &["bench", "compare", "v1", "v11"], |command| {
        command.env("CRITERION_HOME", home);
    });
    assert_eq!(outcome.exit, 2);
    assert_eq!(outcome.stderr, "error: no benchmark has a baseline `v11`; did you mean `v1`?\n");
}
