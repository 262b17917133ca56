//! The sample workspace, whose changelog and plan promise what its benches measure.

#![allow(clippy::disallowed_methods)] // it is copied to a temporary folder

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use expect_test::expect;
use greenlight_files::Files;

use crate::Host;
use crate::benches::HintSettings;
use crate::perf_targets::Subject;
use crate::saved_fixture::{SHOWS, save};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        match entry.file_type().unwrap().is_dir() {
            true if entry.file_name() == "target" => {}
            true => copy(&path, &target),
            false => _ = fs::copy(&path, &target).unwrap(),
        }
    }
}

/// The sample workspace with a configuration.
fn sample(configuration: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = greenlight_files::absolute(folder.path());
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/workspaces/ggen"), &root);
    greenlight_files::write(&root.join("greenlight.toml"), configuration).unwrap();
    (folder, root)
}

fn measure(root: &Path, group: &str, function: Option<&str>, value: Option<&str>, time: f64) {
    let parts: Vec<String> =
        [Some(group), function, value].into_iter().flatten().map(|part| part.replace('/', "_")).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    save(&root.join("target/criterion"), "v2.4.0", &parts, [Some(group), function, value], time, 10);
}

/// What taking over all that these documents promise comes to.
fn take_over(root: &Path, documents: &[PathBuf]) -> Result<super::TakenOver, super::TakeOverError> {
    let snapshot = Host::open(Files::new(), root).unwrap().snapshot();
    let found = snapshot.promises_in(documents);
    snapshot.take_over(&found.promises.iter().collect::<Vec<_>>())
}

/// What the hovers over all benches of a file say of targets.
fn hovers(root: &Path, file: &str) -> String {
    let snapshot = Host::open(Files::new(), root).unwrap().snapshot();
    let file = root.join(file);
    let calls = snapshot.bench_calls();
    let mut shown = String::new();
    for call in &calls.calls[calls.in_file(&file)] {
        let hover = snapshot.bench_hover(&file, call.name_span.start, SystemTime::now(), &SHOWS).unwrap().markdown;
        let group = call.patterns().next().unwrap().written();
        let targets = hover.split_once("Targets:\n\n").map_or("-", |(_, targets)| targets);
        shown += &format!("{group}\n{targets}\n\n");
    }
    shown
}

#[test]
fn the_hover_has_what_the_changelog_and_the_plan_promise_of_each_bench() {
    let (_folder, root) = sample(
        "[[perf-target]]\nname = \"Search\"\nbench = \"search_scaling/1000\"\nmust = \"<100ms\"\n[[perf-target]]\nbench = \"cache/*\"\nmust = \"<1us\"\nexpect = \"10ns..50ns\"\n",
    );
    for (peers, time) in [("10", 1e3), ("100", 2e3), ("1000", 6e8), ("10000", 1e9)] {
        measure(&root, "dht_lookup", Some("peers"), Some(peers), time);
    }
    for (size, time) in [("100", 1e6), ("500", 2e6), ("1000", 100.5e6), ("5000", 5e8)] {
        measure(&root, "search_scaling", None, Some(size), time);
    }
    measure(&root, "cache", Some("hit"), None, 100.0);
    measure(&root, "memory_usage/registry_clone", None, None, 100.0);
    expect![[r#"
        registry_loading/10
        - `< 100 ms` Registry loading (1000 packages): not measured, not in the gate (`CHANGELOG.md:14`)
        - `<100 ms` registry loading: not measured, not in the gate (`docs/benchmarks/PLAN.md:13`)

        registry_loading_from_disk
        - `<100 ms` registry loading: not measured, not in the gate (`docs/benchmarks/PLAN.md:13`)

        dependency_resolution/shallow/5
        -

        install/packages/1
        - `1s..3s` Installing 20 packages: not measured, not in the gate (`CHANGELOG.md:15`)
        - `>95%` Install success rate: without a measurement source, as this measures another kind of number, not in the gate (`CHANGELOG.md:32`)
        - `>95 %` install success: without a measurement source, as this measures another kind of number, not in the gate (`docs/benchmarks/PLAN.md:14`)

        cache/hit
        - `<1us` `cache/*`: **met**, in the gate (`greenlight.toml:6`); more than expected, 10ns..50ns
        - `<1ms` Local cache lookup: **met**, not in the gate (`CHANGELOG.md:13`); `greenlight.toml:6 says <1us`
        - `<1 ms` local cache: perhaps about this: **met**, not in the gate (`docs/benchmarks/PLAN.md:17`)

        cache/insert
        - `<1us` `cache/*`: not measured, in the gate (`greenlight.toml:6`)
        - `<1 ms` local cache: perhaps about this: not measured, not in the gate (`docs/benchmarks/PLAN.md:17`)

        concurrent_installs/threads/2
        - `>95%` Install success rate: without a measurement source, as this measures another kind of number, not in the gate (`CHANGELOG.md:32`)
        - `>95 %` install success: without a measurement source, as this measures another kind of number, not in the gate (`docs/benchmarks/PLAN.md:14`)

        memory_usage/registry_clone
        - `<200MB` Memory usage: without a measurement source, as this measures another kind of number, not in the gate (`CHANGELOG.md:33`)
        - `<200 MB` memory: perhaps about this: without a measurement source, as this measures another kind of number, not in the gate (`docs/benchmarks/PLAN.md:14`)

    "#]]
    .assert_eq(&hovers(&root, "benches/marketplace_performance.rs"));
    expect![[r#"
        dht_lookup/peers/10
        - `<500ms` DHT lookup: **missed**, not in the gate (`CHANGELOG.md:34`)
        - `~200–500 ms` DHT lookup (1000 peers): only expected, not in the gate (`docs/benchmarks/PLAN.md:15`); more than expected, 200ms..500ms

        peer_discovery/10
        -

        gossipsub_propagation/fanout_1/10
        - `1-3s` Gossipsub propagation: not measured, not in the gate (`CHANGELOG.md:35`)
        - `~1–2 s` gossipsub propagation: only expected, not in the gate (`docs/benchmarks/PLAN.md:16`); CHANGELOG.md:35 says 1-3s

        memory_per_peer/clone
        - `~50MB` Memory per peer: only expected, not in the gate (`CHANGELOG.md:16`)
        - `<200MB` Memory usage: without a measurement source, as this measures another kind of number, not in the gate (`CHANGELOG.md:33`)
        - `<200 MB` memory: perhaps about this: without a measurement source, as this measures another kind of number, not in the gate (`docs/benchmarks/PLAN.md:14`)
        - `~50 MB` memory per peer: only expected, not in the gate (`docs/benchmarks/PLAN.md:17`)

    "#]]
    .assert_eq(&hovers(&root, "benches/marketplace/p2p_benchmarks.rs"));
    expect![[r#"
        search_scaling/100
        - `<100ms` Search: **borderline**, the limit lies within the interval, in the gate (`greenlight.toml:3`)
        - `<100ms` `Search (<1000 pkg)`: **borderline**, the limit lies within the interval, not in the gate (`CHANGELOG.md:31`); `no bench is called “search_1000”, by which it is to be validated; the nearest is “search_scaling/1000”`
        - `<100 ms` search (1000 packages): **borderline**, the limit lies within the interval, not in the gate (`docs/benchmarks/PLAN.md:13`)

        search_queries/query/one_word
        -

        search_without_limit
        -

    "#]]
    .assert_eq(&hovers(&root, "cli/benches/marketplace_search_benchmark.rs"));
    let snapshot = Host::open(Files::new(), &root).unwrap().snapshot();
    let hints =
        snapshot.bench_hints(&root.join("cli/benches/marketplace_search_benchmark.rs"), &HintSettings::default());
    expect![[r#"
        [
            Label(
                "v2.4.0 1.00 ms … 500 ms, 4 benchmarks · target <100ms ? · stale",
            ),
        ]
    "#]]
    .assert_debug_eq(&hints.iter().map(|hint| &hint.label).collect::<Vec<_>>());
}

#[test]
fn what_is_taken_over_holds_and_is_not_taken_over_twice() {
    let (_folder, root) = sample("# Ours.\n");
    for (size, time) in [("100", 1e6), ("500", 2e6), ("1000", 5e6), ("5000", 5e8)] {
        measure(&root, "search_scaling", None, Some(size), time);
    }
    measure(&root, "dht_lookup", Some("peers"), Some("1000"), 6e8);
    let changelog = root.join("CHANGELOG.md");
    let take_over = || take_over(&root, std::slice::from_ref(&changelog)).unwrap();
    let taken = take_over();
    assert_eq!(taken.file, root.join("greenlight.toml"));
    assert!(taken.text.starts_with("\n[[perf-target]]\n") && taken.appended().is_ok());
    greenlight_files::write(&taken.file, &format!("# Ours.\n{}", taken.text)).unwrap();
    let snapshot = Host::open(Files::new(), &root).unwrap().snapshot();
    let held = snapshot.perf_targets();
    let line = |held: &crate::perf_targets::HeldTarget| {
        let limit = held.target.must.as_ref().map_or("-", |limit| &limit.written);
        let about = match &held.target.subject {
            Subject::Bench(glob) => format!("bench {}", glob.written),
            Subject::Metric(name) => format!("metric {name}"),
            Subject::Nothing => String::new(),
        };
        format!("{}: {about} {limit} {:?}\n", held.target.name, held.standing)
    };
    expect![[r#"
        Local cache lookup: bench cache/hit <1ms Unmeasured
        Registry loading (1000 packages): bench registry_loading/1000 <100ms Unmeasured
        Installing 20 packages: bench install/packages/20 1s..3s Unmeasured
        Memory per peer: metric memory_per_peer - Unmeasured
        Search (<1000 pkg): bench search_scaling/1000 <100ms Met
        Install success rate: metric install_success_rate >95% Unmeasured
        Memory usage: metric memory_usage <200MB Unmeasured
        DHT lookup: bench dht_lookup/** <500ms Missed
        Gossipsub propagation: bench gossipsub_propagation/** 1s..3s Unmeasured
    "#]]
    .assert_eq(&held.iter().map(line).collect::<String>());
    let again = take_over();
    assert_eq!(again.text, "");
    assert!(again.outcomes.iter().all(|outcome| *outcome == super::TakeOver::There), "{:?}", again.outcomes);
}

#[test]
fn what_no_bench_is_certainly_meant_by_becomes_a_comment() {
    let (_folder, root) = sample("");
    fs::remove_file(root.join("greenlight.toml")).unwrap();
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    greenlight_files::write(
        &root.join("Cargo.toml"),
        &format!("{manifest}\n[workspace.metadata.greenlight.baselines]\ncurrent = \"v2.4.0\""),
    )
    .unwrap();
    let document = root.join("GOALS.md");
    greenlight_files::write(
        &document,
        "## Performance targets\n\n- Local cache: <1ms\n- Compiling \"templates\": <5s\n- Search: p95 <100ms\n- Peer discovery for 50 peers: <1s\n",
    )
    .unwrap();
    let snapshot = Host::open(Files::new(), &root).unwrap().snapshot();
    let found = snapshot.promises_in(std::slice::from_ref(&document));
    let taken = snapshot.take_over(&found.promises.iter().collect::<Vec<_>>()).unwrap();
    assert_eq!(taken.file, root.join("Cargo.toml"));
    expect![[r#"


        # Which bench is meant?
        # [[workspace.metadata.greenlight.perf-target]]
        # name = "Local cache"
        # bench = "cache/*"
        # must = "<1ms"

        # Which bench is meant?
        # [[workspace.metadata.greenlight.perf-target]]
        # name = 'Compiling "templates"'
        # bench = ""
        # must = "<5s"

        [[workspace.metadata.greenlight.perf-target]]
        name = "Peer discovery (50 peers)"
        bench = "peer_discovery/50"
        must = "<1s"
    "#]]
    .assert_eq(&taken.text);
    expect![[r#"
        [
            Open(
                Some(
                    "cache/*",
                ),
            ),
            Open(
                None,
            ),
            Unreadable(
                "a percentile of requests is not what Criterion measures",
            ),
            Taken(
                [
                    "peer_discovery/50",
                ],
            ),
        ]
    "#]]
    .assert_debug_eq(&taken.outcomes);
}

#[test]
fn the_hover_over_a_row_tells_what_it_is_held_against() {
    let (_folder, root) = sample("");
    for (peers, time) in [("10", 1e3), ("1000", 6e8)] {
        measure(&root, "dht_lookup", Some("peers"), Some(peers), time);
    }
    let document = root.join("GOALS.md");
    let text = "| Metric | Target | How |\n| --- | --- | --- |\n| DHT lookup | <500ms | `rg \"dht\" x` |\n| Search (<10 pkg) | <1s | - |\n| Memory | <1GB | - |\n\
                | Boot | <1s | - |\n| Search | p99 <1ms | `grep search_1000 x` |\n| Search | quick | - |\n| Cache | 100ms or 1s | - |\n";
    greenlight_files::write(&document, text).unwrap();
    let snapshot = Host::open(Files::new(), &root).unwrap().snapshot();
    let shown = text.lines().skip(2).map(|line| {
        let offset = text.find(line).unwrap() as u32 + 3;
        let hover = snapshot.document_hover(&document, offset);
        format!("{}\n----\n", hover.map_or("-".to_owned(), |hover| hover.markdown.into_string()))
    });
    expect![[r#"
        DHT lookup `<500ms`

        - `dht_lookup/peers/10`: **met**, 1.00 µs ±0.01 in v2.4.0
        - `dht_lookup/peers/100`: not measured
        - `dht_lookup/peers/1000`: **missed**, 600 ms ±6 in v2.4.0
        - `dht_lookup/peers/10000`: not measured


        Not in the gate: only `[[perf-target]]` of `greenlight.toml` is.
        ----
        `Search (<10 pkg)` `<1s`

        Not covered: no benchmark is of this amount.

        Not in the gate: only `[[perf-target]]` of `greenlight.toml` is.
        ----
        Memory `<1GB`

        Without a measurement source: benches measure time. In `greenlight.toml`, a `metric` has others.

        Not in the gate: only `[[perf-target]]` of `greenlight.toml` is.
        ----
        Boot `<1s`

        No bench of the workspace is about this.

        Not in the gate: only `[[perf-target]]` of `greenlight.toml` is.
        ----
        Search p99 `<1ms`

        A percentile of requests is not what Criterion measures.

        No bench is called `search_1000`; the nearest is `search_scaling/1000`.

        Not in the gate: only `[[perf-target]]` of `greenlight.toml` is.
        ----
        -
        ----
        -
        ----
    "#]]
    .assert_eq(&shown.collect::<String>());
}

#[test]
fn which_documents_are_read_can_be_configured() {
    let names = |configuration: &str| {
        let (_folder, root) = sample(configuration);
        let snapshot = Host::open(Files::new(), &root).unwrap().snapshot();
        let files = snapshot.document_files();
        files.iter().map(|file| file.strip_prefix(&root).unwrap().display().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(""), ["CHANGELOG.md", "docs/benchmarks/PLAN.md"]);
    assert_eq!(names("[documents]\nfiles = [\"docs\"]\n"), ["docs/benchmarks/PLAN.md"]);
    assert_eq!(names("[documents]\nfiles = [\"CHANGELOG.md\"]\n"), ["CHANGELOG.md"]);
    assert_eq!(names("[documents]\nfiles = []\n"), [""; 0]);
}

#[cfg(unix)]
#[test]
fn no_document_is_read_that_lies_outside_of_the_workspace() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("SECRET.md"), "Search takes <1ms.\n").unwrap();
    let names = |configuration: &str| {
        let (_folder, root) = sample(configuration);
        let link = |to: &Path, name: &str| std::os::unix::fs::symlink(to, root.join(name)).unwrap();
        link(outside.path(), "linked");
        link(outside.path(), "docs/linked");
        link(outside.path(), "doc");
        link(&outside.path().join("SECRET.md"), "docs/LINKED.md");
        link(&root.join("docs"), "docs/circle");
        link(&root.join("CHANGELOG.md"), "docs/INSIDE.md");
        let snapshot = Host::open(Files::new(), &root).unwrap().snapshot();
        let files = snapshot.document_files();
        files.iter().map(|file| file.strip_prefix(&root).unwrap().display().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(""), ["CHANGELOG.md", "docs/INSIDE.md", "docs/benchmarks/PLAN.md"]);
    let outside_by = |path: &str| format!("[documents]\nfiles = [\"{path}\"]\n");
    for path in ["/", "..", "~", "linked", "docs/LINKED.md", "docs/../../.."] {
        assert_eq!(names(&outside_by(path)), [""; 0], "{path}");
    }
    assert_eq!(names(&outside_by(&outside.path().display().to_string())), [""; 0]);
    assert_eq!(names(&outside_by("docs")), ["docs/INSIDE.md", "docs/benchmarks/PLAN.md"]);
}

#[test]
fn folders_with_documents_are_watched_however_deep() {
    let watched = |configuration: &str, folder: &str| {
        let (_folder, root) = sample(configuration);
        Host::open(Files::new(), &root).unwrap().snapshot().folders().contains(&root.join(folder))
    };
    assert!(watched("", "docs/benchmarks") && watched("", "doc") && watched("", "cli/docs"));
    let configured = "[documents]\nfiles = [\"guides\", \"notes/PERF.md\"]\n";
    assert!(watched(configured, "notes") && !watched(configured, "docs/benchmarks"));
}

#[test]
fn a_document_of_a_member_is_about_its_own_benches() {
    let (_folder, root) = sample("");
    fs::create_dir_all(root.join("cli/docs/archive")).unwrap();
    let write = |name: &str, text: &str| greenlight_files::write(&root.join(name), text).unwrap();
    write("cli/README.md", "## Performance targets\n\n- Cache hit: <1ms\n- Search scaling: <5ms\n");
    write("cli/docs/archive/OLD.md", "## Performance targets\n\n- Search scaling: <1s\n");
    let snapshot = Host::open(Files::new(), &root).unwrap().snapshot();
    let documents = snapshot.documents();
    let own = documents.promises.iter().filter(|promise| promise.file.starts_with(root.join("cli")));
    let shown: Vec<(String, bool)> =
        own.map(|promise| (promise.target.name.clone(), promise.reading.is_some())).collect();
    assert_eq!(shown, [("Cache hit".to_owned(), false), ("Search scaling".to_owned(), true)]);
    let hover = hovers(&root, "benches/marketplace_performance.rs");
    assert!(!hover.contains("cli/README.md"), "{hover}");
    assert!(hovers(&root, "cli/benches/marketplace_search_benchmark.rs").contains("cli/README.md:4"));
    // What is taken over is so as well.
    let promise = documents.promises.iter().find(|promise| promise.target.name == "Search scaling").unwrap();
    let text = snapshot.take_over(&[promise]).unwrap().text;
    assert!(text.contains("\npackage = \"ggen-cli-lib\"\nmust = \"<5ms\"\n"), "{text}");
    write("greenlight.toml", &text);
    let snapshot = Host::open(Files::new(), &root).unwrap().snapshot();
    assert_eq!(snapshot.take_over(&[promise]).unwrap().text, "");
    // The same of the whole workspace is another target.
    let of_all = super::DocumentPromise { package: None, ..promise.clone() };
    assert_ne!(snapshot.take_over(&[&of_all]).unwrap().text, "");
}

#[test]
fn metrics_of_one_name_that_two_members_promise_are_told_apart() {
    let (_folder, root) = sample("");
    let write = |name: &str, text: &str| greenlight_files::write(&root.join(name), text).unwrap();
    write("cli/README.md", "## Performance targets\n\n- Hit rate: >95%\n- Own share: >10%\n");
    fs::create_dir_all(root.join("docs")).unwrap();
    write("docs/GOALS.md", "## Performance targets\n\n- Hit rate: >90%\n");
    let files = [root.join("cli/README.md"), root.join("docs/GOALS.md")];
    let take_over = || take_over(&root, &files).unwrap().text;
    let text = take_over();
    expect![[r#"
        [[perf-target]]
        name = "Hit rate (ggen-cli-lib)"
        metric = "ggen_cli_lib_hit_rate"
        package = "ggen-cli-lib"
        must = ">95%"

        [[perf-target]]
        name = "Own share"
        metric = "own_share"
        package = "ggen-cli-lib"
        must = ">10%"

        [[perf-target]]
        name = "Hit rate"
        metric = "hit_rate"
        must = ">90%"
    "#]]
    .assert_eq(&text);
    write("greenlight.toml", &text);
    assert_eq!(take_over(), "");
}

#[test]
fn what_was_taken_over_before_another_member_promised_one_of_its_name_is_there() {
    // The later one stands before the earlier one, or behind it; in a document that nobody looks for, or in the root's.
    for (first, then) in [
        ("cli/README.md", "ggen-utils/README.md"),
        ("ggen-utils/README.md", "cli/README.md"),
        ("cli/notes/PLAN.md", "ggen-utils/README.md"),
        ("docs/GOALS.md", "cli/README.md"),
    ] {
        let (_folder, root) = sample("");
        let write = |name: &str, text: &str| {
            fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            greenlight_files::write(&root.join(name), text).unwrap();
        };
        let take_over = |name: &str| {
            let before = fs::read_to_string(root.join("greenlight.toml")).unwrap();
            let taken = take_over(&root, &[root.join(name)]).unwrap().text;
            write("greenlight.toml", &format!("{before}{taken}"));
            taken.matches("\nmetric = ").count()
        };
        // Neither a time of this name nor a percentile becomes a metric.
        write(then, "## Performance targets\n\n- Hit rate: <5ms\n");
        write(first, "## Performance targets\n\n- Hit rate: >95%\n- Footprint: <200MB\n");
        assert_eq!(take_over(first), 2);
        assert!(fs::read_to_string(root.join("greenlight.toml")).unwrap().contains("\nmetric = \"hit_rate\"\n"));
        write(then, "## Performance targets\n\n- Hit rate: >95%\n");
        assert_eq!(take_over(then), 1, "{first}, then {then}");
        assert_eq!((take_over(first), take_over(then)), (0, 0), "{first}, then {then}");
    }
}

#[test]
fn what_is_taken_over_ends_its_lines_as_the_file_does() {
    let (_folder, root) = sample("[baselines]\r\ncurrent = \"v1\"\r\n");
    let document = root.join("GOALS.md");
    greenlight_files::write(&document, "## Performance targets\n\n- Boot: <1s\n- Cache hit: <1ms (`cache/hit`)\n")
        .unwrap();
    let take_over = || take_over(&root, std::slice::from_ref(&document)).unwrap();
    let taken = take_over();
    assert!(
        taken.text.starts_with("\r\n# Which bench") && !taken.text.replace("\r\n", "").contains('\n'),
        "{:?}",
        taken.text
    );
    let before = fs::read_to_string(&taken.file).unwrap();
    greenlight_files::write(&taken.file, &format!("{before}{}", taken.text)).unwrap();
    assert_eq!(take_over().text, "");
}

#[test]
fn a_configuration_that_cannot_be_read_is_never_written_over() {
    use super::TakeOverError;
    let (_folder, root) = sample("");
    let file = root.join("greenlight.toml");
    let taken = || take_over(&root, &[root.join("CHANGELOG.md")]);
    fs::write(&file, b"# \xe4\n[limits]\n").unwrap();
    assert!(matches!(taken(), Err(TakeOverError::Unreadable { .. })), "not UTF-8");
    fs::write(&file, vec![b'#'; 17 * 1024 * 1024]).unwrap();
    assert!(matches!(taken(), Err(TakeOverError::Unreadable { .. })), "too large");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert!(matches!(taken(), Err(TakeOverError::Unreadable { .. })), "a folder");
    fs::remove_dir(&file).unwrap();
    assert_eq!(taken().unwrap().before, None);
    fs::write(&file, "\nperf-target = [\n").unwrap();
    assert!(matches!(taken().unwrap().appended(), Err(TakeOverError::NotToml { line: 2 | 3, .. })));
    fs::write(&file, "perf-target = [{ bench = \"cache/hit\", must = \"<1ms\" }]\n").unwrap();
    assert!(matches!(taken().unwrap().appended(), Err(TakeOverError::Array(_))));
}
