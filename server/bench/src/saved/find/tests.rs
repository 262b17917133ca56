//! Results as Criterion lays them, each file in turn broken in each way.

#![allow(clippy::disallowed_methods)] // results are written to a temporary folder

use std::fs;

use super::*;
use crate::identity::Piece;
use crate::saved::Circumstances;

/// A folder that Criterion saved in.
struct Root(tempfile::TempDir);

impl Root {
    fn new() -> Root {
        Root(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Saves a baseline of a benchmark that has its folder at `directory`.
    fn save(&self, directory: &str, baseline: &str, id: (&str, Option<&str>, Option<&str>), time: f64) -> PathBuf {
        let folder = self.path().join(directory).join(baseline);
        fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, value: serde_json::Value| fs::write(folder.join(name), value.to_string()).unwrap();
        write(
            "benchmark.json",
            serde_json::json!({"group_id": id.0, "function_id": id.1, "value_str": id.2, "throughput": {"Bytes": 4096},
                "full_id": "unused", "directory_name": directory, "title": "unused"}),
        );
        let estimate = |point: f64| {
            serde_json::json!({"point_estimate": point, "standard_error": 1.0, "confidence_interval":
                {"confidence_level": 0.95, "lower_bound": point - 1.0, "upper_bound": point + 1.0}})
        };
        write(
            "estimates.json",
            serde_json::json!({"mean": estimate(time), "median": estimate(time), "std_dev": estimate(1.0),
                "median_abs_dev": estimate(1.0), "slope": estimate(time + 0.5)}),
        );
        let iterations: Vec<f64> = (1..=10).map(f64::from).collect();
        let times: Vec<f64> = iterations.iter().map(|count| count * time).collect();
        write("sample.json", serde_json::json!({"sampling_mode": "Linear", "iters": iterations, "times": times}));
        folder
    }

    fn ids(&self) -> Vec<String> {
        shown(&read_all(&Files::new(), self.path()))
    }

    /// The names of the first benchmark's runs, by baseline; sorted.
    fn runs(&self) -> Vec<Vec<String>> {
        let saved = read_all(&Files::new(), self.path());
        let runs = |baseline: &Arc<Baseline>| baseline.runs().map(|run| run.name.clone()).collect();
        let mut runs: Vec<Vec<String>> = saved.benchmarks[0].baselines.iter().map(runs).collect();
        runs.sort();
        runs
    }
}

/// As Criterion does with its feature `csv_output`.
fn write_unit(folder: &Path, group: &str, unit: &str) {
    let header = "group,function,value,throughput_num,throughput_type,sample_measured_value,unit,iteration_count\n";
    fs::write(folder.join("raw.csv"), format!("{header}{group},,,,,5.0,{unit},1\n")).unwrap();
}

fn shown(saved: &Saved) -> Vec<String> {
    let line = |benchmark: &SavedBenchmark| {
        let names: Vec<&str> = benchmark.baselines.iter().map(|baseline| baseline.name.as_str()).collect();
        format!("{} [{}]", benchmark.id.full(), names.join(" "))
    };
    saved.benchmarks.iter().map(line).collect()
}

fn literal(text: &str) -> Part {
    Part::Literal(text.to_owned())
}

#[test]
fn ids_and_baselines_are_those_of_the_files_whatever_the_folders_are_called() {
    let root = Root::new();
    root.save("case/new", "new", ("case", Some("new"), None), 1.0);
    root.save("case/new", "v1", ("case", Some("new"), None), 2.0);
    root.save("case/report", "base", ("case", Some("report"), None), 1.0);
    root.save("case/g/.", "base", ("case", Some("g"), Some(".")), 1.0);
    root.save("case/g/a_b", "base", ("case", Some("g"), Some("a/b")), 1.0);
    root.save("case", "base", ("case", None, None), 1.0);
    let mut ids = root.ids();
    ids.iter_mut().for_each(|id| *id = id.replace("[v1 new]", "[new v1]"));
    assert_eq!(ids, ["case [base]", "case/g/. [base]", "case/g/a/b [base]", "case/new [new v1]", "case/report [base]"]);
}

#[test]
fn the_copy_of_the_last_run_counts_only_where_it_is_no_copy() {
    let root = Root::new();
    root.save("a", "new", ("a", None, None), 1.0);
    root.save("a", "base", ("a", None, None), 1.0);
    root.save("b", "new", ("b", None, None), 1.0);
    assert_eq!(root.ids(), ["a [base]", "b [new]"]);
}

#[test]
fn repeated_runs_are_one_baseline() {
    let root = Root::new();
    for name in ["v1", "v1@3", "v1@2", "v1@10", "v1@1", "v2@2", "v1@x", "v1@2@2", "v1@02", "v1@+2"] {
        root.save("a", name, ("a", None, None), 1.0);
    }
    let found = root.runs();
    let others = ["v1@+2", "v1@02", "v1@1", "v1@2@2", "v1@x", "v2@2"].map(|name| vec![name]);
    assert_eq!(found, [[vec!["v1", "v1@2", "v1@3", "v1@10"]].as_slice(), &others].concat());
}

#[test]
fn a_run_that_counts_something_else_is_a_baseline_of_its_own() {
    let root = Root::new();
    for (name, unit) in
        [("v1", None), ("v1@2", Some("ns")), ("v1@3", Some("cycles")), ("v2", Some("cycles")), ("v2@2", None)]
    {
        let folder = root.save("a", name, ("a", None, None), 1.0);
        if let Some(unit) = unit {
            write_unit(&folder, "a", unit);
        }
    }
    let found = root.runs();
    assert_eq!(found, [vec!["v1", "v1@2"], vec!["v1@3"], vec!["v2"], vec!["v2@2"]]);
}

#[test]
fn how_a_baseline_came_to_be_counts_until_it_is_saved_anew() {
    let root = Root::new();
    let folder = root.save("a", "v1", ("a", None, None), 1.0);
    let circumstances = Circumstances {
        host: "x86_64 linux, 2 × Ä".to_owned(),
        profile: "bench".to_owned(),
        rustc: "1.95.0".to_owned(),
        criterion: "0.8.1".to_owned(),
    };
    let file = folder.join(crate::saved::circumstances::FILE);
    let read = || read_all(&Files::new(), root.path()).benchmarks[0].baselines[0].circumstances.clone();
    assert_eq!(read(), None);
    fs::write(&file, crate::saved::circumstances::written(&circumstances)).unwrap();
    assert_eq!(read(), Some(circumstances));
    fs::File::options().write(true).open(&file).unwrap().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    assert_eq!(read(), None, "of an earlier run");
    fs::write(&file, "{}").unwrap();
    assert_eq!(read(), None);
}

#[test]
fn only_what_may_match_is_read() {
    let root = Root::new();
    root.save("search", "base", ("search", None, None), 1.0);
    for size in ["10", "100"] {
        root.save(&format!("search/size {size}"), "base", ("search", Some(&format!("size {size}")), None), 1.0);
    }
    root.save("search/size 10_2", "base", ("search", Some("size:10"), None), 1.0);
    root.save("other/size 10", "base", ("other", Some("size 10"), None), 1.0);
    let matching = |function: Part| {
        let files = Files::recording();
        let pattern = IdPattern { group: literal("search"), function, value: Part::Absent };
        let saved = read_matching(&files, root.path(), &[&pattern]);
        let mut read: Vec<String> = files
            .files_read()
            .iter()
            .filter(|file| file.ends_with("sample.json"))
            .map(|file| file.strip_prefix(root.path()).unwrap().parent().unwrap().display().to_string())
            .collect();
        read.sort();
        (shown(&saved), read)
    };
    let owned = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    assert_eq!(matching(literal("size 10")), (owned(&["search/size 10 [base]"]), owned(&["search/size 10/base"])));
    assert_eq!(
        matching(Part::Pattern(vec![Piece::Text("size ".to_owned()), Piece::Hole])),
        (
            owned(&["search/size 10 [base]", "search/size 100 [base]"]),
            owned(&["search/size 10/base", "search/size 100/base"])
        )
    );
    assert_eq!(matching(Part::Absent).0, ["search [base]"]);
    assert_eq!(matching(literal("none")), (vec![], vec![]));
}

#[test]
fn numbers_are_those_of_the_files() {
    let root = Root::new();
    root.save("a", "base", ("a", None, None), 12.0);
    let saved = read_all(&Files::new(), root.path());
    let baseline = &saved.benchmarks[0].baselines[0];
    assert_eq!((baseline.typical.point, baseline.mean.point, baseline.mean.lower), (12.5, 12.0, 11.0));
    assert_eq!((baseline.samples.len(), baseline.samples[1].total), (10, 24.0));
    assert_eq!(
        baseline.throughput,
        [crate::saved::Throughput { amount: 4096, of: crate::saved::ThroughputUnit::Bytes }]
    );
    assert!(!baseline.is_indicative());
}

#[test]
fn the_unit_stands_in_the_raw_samples_if_anywhere() {
    let root = Root::new();
    let folder = root.save("a", "base", ("a", None, None), 12.0);
    write_unit(&folder, "\"a,b\"", "cycles");
    assert_eq!(read_all(&Files::new(), root.path()).benchmarks[0].baselines[0].unit.as_deref(), Some("cycles"));
}

/// Whoever runs tests as root may read anything that is there; a link in a circle nobody can.
#[cfg(unix)]
fn unreadable(path: &Path) {
    fs::remove_file(path).unwrap();
    std::os::unix::fs::symlink(path, path).unwrap();
}

#[cfg(not(unix))]
fn unreadable(path: &Path) {
    fs::remove_file(path).unwrap();
}

#[test]
fn whatever_is_broken_costs_its_own_baseline_and_a_note() {
    type Damage = dyn Fn(&Path);
    for file in ["benchmark.json", "estimates.json", "sample.json"] {
        let cases: [(&str, &Damage); 8] = [
            ("missing", &|path| fs::remove_file(path).unwrap()),
            ("empty", &|path| fs::write(path, "").unwrap()),
            ("cut", &|path| {
                let text = fs::read_to_string(path).unwrap();
                fs::write(path, &text[..text.len() / 2]).unwrap();
            }),
            ("old", &|path| {
                let old = if path.ends_with("estimates.json") { "{\"Mean\": {}}" } else { "[[1.0], [2.0]]" };
                fs::write(path, old).unwrap();
            }),
            ("of another form", &|path| fs::write(path, "{\"x\": 1}").unwrap()),
            ("a folder", &|path| {
                fs::remove_file(path).unwrap();
                fs::create_dir(path).unwrap();
            }),
            ("unreadable", &unreadable),
            ("no text", &|path| fs::write(path, b"\xff\xfe\x00").unwrap()),
        ];
        for (what, damage) in cases {
            let root = Root::new();
            root.save("a", "v1", ("a", None, None), 1.0);
            let folder = root.save("a", "v2", ("a", None, None), 2.0);
            damage(&folder.join(file));
            let saved = read_all(&Files::new(), root.path());
            assert_eq!(shown(&saved), ["a [v1]"], "{file} {what}");
            let [note] = &saved.notes[..] else { panic!("{file} {what}: {:?}", saved.notes) };
            assert!(note.path.starts_with(&folder) && !note.message.is_empty(), "{file} {what}: {note:?}");
            let pattern = IdPattern { group: literal("a"), function: Part::Absent, value: Part::Absent };
            assert_eq!(shown(&read_matching(&Files::new(), root.path(), &[&pattern])), ["a [v1]"], "{file} {what}");
        }
    }
}

#[test]
fn samples_that_cannot_be_are_no_baseline() {
    for sample in [
        r#"{"iters": [], "times": []}"#,
        r#"{"iters": [1.0, 2.0], "times": [1.0]}"#,
        r#"{"iters": [0.0], "times": [1.0]}"#,
        r#"{"iters": [1.0], "times": [-1.0]}"#,
    ] {
        let root = Root::new();
        let folder = root.save("a", "base", ("a", None, None), 1.0);
        fs::write(folder.join("sample.json"), sample).unwrap();
        let saved = read_all(&Files::new(), root.path());
        assert!(saved.benchmarks.is_empty() && saved.notes.len() == 1, "{sample}");
    }
}

#[test]
fn estimates_that_cannot_be_are_no_baseline() {
    for (key, wrong) in [
        ("\"confidence_level\":0.95", "\"confidence_level\":95.0"),
        ("\"confidence_level\":0.95", "\"confidence_level\":1.0"),
        ("\"point_estimate\":5.0", "\"point_estimate\":-5.0"),
        ("\"lower_bound\":4.0", "\"lower_bound\":-4.0"),
        ("\"lower_bound\":4.0", "\"lower_bound\":8.0"),
    ] {
        let root = Root::new();
        let file = root.save("a", "base", ("a", None, None), 5.0).join("estimates.json");
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(key), "{text}");
        fs::write(&file, text.replace(key, wrong)).unwrap();
        let saved = read_all(&Files::new(), root.path());
        assert!(saved.benchmarks.is_empty() && saved.notes[0].path == file, "{wrong}: {:?}", saved.notes);
    }
}

#[test]
fn one_run_of_few_samples_makes_a_first_impression_of_all() {
    let root = Root::new();
    root.save("a", "v1", ("a", None, None), 1.0);
    let further = root.save("a", "v1@2", ("a", None, None), 1.0);
    fs::write(further.join("sample.json"), r#"{"iters": [1.0, 2.0], "times": [1.0, 2.0]}"#).unwrap();
    let saved = read_all(&Files::new(), root.path());
    let baseline = &saved.benchmarks[0].baselines[0];
    assert!(baseline.is_indicative() && !baseline.has_few_samples());
}

#[test]
fn hollow_folders_and_ids_that_lead_out_are_noted() {
    let root = Root::new();
    fs::create_dir_all(root.path().join("a/base")).unwrap();
    fs::create_dir_all(root.path().join("b/new")).unwrap();
    root.save("g/x", "base", ("g", Some("x"), None), 1.0);
    let text = fs::read_to_string(root.path().join("g/x/base/benchmark.json")).unwrap();
    fs::write(root.path().join("g/x/base/benchmark.json"), text.replace("g/x", "g/../..")).unwrap();
    let saved = read_all(&Files::new(), root.path());
    assert!(saved.benchmarks.is_empty());
    assert_eq!(saved.notes.len(), 3, "{:?}", saved.notes);
    let pattern = IdPattern { group: literal("g"), function: literal(".."), value: Part::Absent };
    assert!(read_matching(&Files::new(), root.path(), &[&pattern]).benchmarks.is_empty());
}

#[test]
fn the_folders_to_watch_are_those_of_results() {
    let root = Root::new();
    root.save("g/f", "base", ("g", Some("f"), None), 1.0);
    root.save("g/report", "base", ("g", Some("report"), None), 1.0);
    fs::create_dir_all(root.path().join("g/f/report")).unwrap();
    fs::create_dir_all(root.path().join("report")).unwrap();
    let below = |at_most| {
        let folders = folders(&Files::new(), root.path(), at_most);
        folders.iter().map(|folder| folder.strip_prefix(root.path()).unwrap().display().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(below(100), ["", "g", "g/f", "g/report", "g/f/base", "g/report/base"]);
    assert_eq!(below(2), ["", "g"]);
}

#[test]
fn a_run_that_ends_while_its_results_are_read_is_no_failure() {
    let root = Root::new();
    root.save("a", "base", ("a", None, None), 1.0);
    let pattern = IdPattern { group: literal("a"), function: Part::Absent, value: Part::Absent };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for time in 1..200 {
                // As Criterion does: every file is emptied, then written.
                for file in ["sample.json", "estimates.json", "benchmark.json"] {
                    fs::write(root.path().join("a/base").join(file), "").unwrap();
                }
                root.save("a", "base", ("a", None, None), f64::from(time));
            }
        });
        for _ in 0..500 {
            let saved = read_matching(&Files::new(), root.path(), &[&pattern]);
            match &saved.benchmarks[..] {
                [benchmark] => {
                    let [baseline] = &benchmark.baselines[..] else { panic!("{benchmark:?}") };
                    assert_eq!(baseline.samples.len(), 10);
                }
                [] => assert_eq!(saved.notes.len(), 1, "{:?}", saved.notes),
                several => panic!("{several:?}"),
            }
        }
    });
    assert!(read_all(&Files::new(), root.path()).notes.is_empty());
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let root = Root::new();
    root.save("a", "base", ("a", None, None), 1.0);
    std::os::unix::fs::symlink(root.path(), root.path().join("a/again")).unwrap();
    assert_eq!(root.ids(), ["a [base]"]);
}

#[cfg(unix)]
#[test]
fn nothing_behind_a_link_is_a_result() {
    let (root, elsewhere) = (Root::new(), Root::new());
    let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, root.path().join(name)).unwrap();
    elsewhere.save("group/f", "base", ("group", Some("f"), None), 1.0);
    link(&elsewhere.path().join("group"), "group");
    let own = root.save("own", "base", ("own", None, None), 1.0);
    assert_eq!(root.ids(), ["own [base]"]);
    let pattern = IdPattern { group: literal("group"), function: literal("f"), value: Part::Absent };
    assert_eq!(shown(&read_matching(&Files::new(), root.path(), &[&pattern])), [""; 0]);
    for name in ["sample.json", "raw.csv"] {
        let _ = fs::remove_file(own.join(name));
        link(Path::new("/etc/passwd"), &format!("own/base/{name}"));
    }
    let saved = read_all(&Files::new(), root.path());
    assert_eq!(saved.benchmarks.len(), 0);
    assert_eq!(saved.notes[0].message, "a symbolic link leads to a file elsewhere");
}
