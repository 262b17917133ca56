use crate::fixture::FixtureAt;

const WORKSPACE: &str = r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"

[workspace.metadata.greenlight.rules]
# in the manifest

[lib]
bench = false

[dev-dependencies]
criterion = "0.8"

[[bench]]
name = "search_scaling"
path = "benches/one.rs"
harness = false
//- /src/lib.rs
//- /metrics.json
[{"name": "memory", "unit": "MB", "value": 250}]
//- /target/criterion/search/v1/benchmark.json
{"group_id": "search", "function_id": null, "value_str": null, "throughput": null, "directory_name": "search"}
//- /target/criterion/search/v1/sample.json
{"sampling_mode": "Flat", "iters": [1.0], "times": [5e6]}
//- /target/criterion/search/v1/estimates.json
{"mean": {"point_estimate": 5e6, "standard_error": 1.0, "confidence_interval": {"confidence_level": 0.95, "lower_bound": 4.9e6, "upper_bound": 5.1e6}},
 "median": {"point_estimate": 5e6, "standard_error": 1.0, "confidence_interval": {"confidence_level": 0.95, "lower_bound": 4.9e6, "upper_bound": 5.1e6}},
 "std_dev": {"point_estimate": 5e6, "standard_error": 1.0, "confidence_interval": {"confidence_level": 0.95, "lower_bound": 4.9e6, "upper_bound": 5.1e6}}}
//- /benches/one.rs
fn f(c: &mut Criterion) {
    c.bench_function("search", f);
    let mut g = c.benchmark_group("sizes");
    for size in [10, 100] { g.bench_with_input(BenchmarkId::new("by", size), &size, f); }
    g.bench_function("a*b", f);
}
criterion_group!(benches, f);
criterion_main!(benches);
"#;

fn fixture(configuration: &str) -> FixtureAt {
    FixtureAt::new(&format!("{WORKSPACE}//- /greenlight.toml\n{configuration}"))
}

/// What is offered at `$0`.
#[track_caller]
fn labels(configuration: &str) -> Vec<String> {
    let found = fixture(configuration).at(|snapshot, file, offset| Some(snapshot.complete(file, offset))).unwrap();
    found.into_iter().map(|completion| completion.label.into_string()).collect()
}

/// The file after one of what is offered was chosen.
#[track_caller]
fn chosen(configuration: &str, label: &str) -> String {
    let found = fixture(configuration).at(|snapshot, file, offset| Some(snapshot.complete(file, offset))).unwrap();
    let labels: Vec<&str> = found.iter().map(|completion| completion.label.as_str()).collect();
    let Some(choice) = found.iter().find(|completion| completion.label == label) else {
        panic!("{label} is not among {labels:?}")
    };
    let mut text = configuration.replace("$0", "");
    text.replace_range(choice.span.range(), &choice.text);
    text
}

#[test]
fn headers_are_opened_and_those_that_stand_once_only_once() {
    let all = [
        "[rules]",
        "[baselines]",
        "[limits]",
        "[metrics]",
        "[documents]",
        "[[perf-target]]",
        "[[suite]]",
        "[[gate.check]]",
        "[[coverage]]",
    ];
    assert_eq!(labels("$0"), all);
    assert_eq!(labels("[$0"), all);
    assert_eq!(
        labels("[rules]\n[[suite]]\n[limits]\n[[su$0]]\n"),
        ["[baselines]", "[metrics]", "[documents]", "[[perf-target]]", "[[suite]]", "[[gate.check]]", "[[coverage]]"]
    );
    assert_eq!(chosen("[rules]\n[[pe$0]]\nname = 'x'\n", "[[perf-target]]"), "[rules]\n[[perf-target]]\nname = 'x'\n");
    assert_eq!(chosen("gate$0", "[[gate.check]]"), "[[gate.check]]");
}

#[test]
fn keys_are_those_that_are_not_there_yet() {
    assert_eq!(
        labels("[[perf-target]]\nname = \"x\"\nmust = \"<1s\"\n$0\n[limits]\n")[..5],
        ["bench", "metric", "package", "target", "expect"]
    );
    assert_eq!(labels("[limits]\ntime = { fl$0\n"), ["flag", "fail"]);
    assert_eq!(labels("[limits]\ntime = { flag = \"5%\", $0 }\n"), ["fail"]);
    assert_eq!(labels("[limits.time]\nfl$0ag = \"5%\"\nfail = \"10%\"\n"), ["flag"]);
    assert_eq!(chosen("[baselines]\ncur$0\nagainst = 'v1'\n", "current"), "[baselines]\ncurrent = \nagainst = 'v1'\n");
    assert_eq!(chosen("[baselines]\ncur$0 = 'v1'\n", "current"), "[baselines]\ncurrent = 'v1'\n");
    assert!(labels("[nonsense]\nx$0 = 1\n").is_empty());
    assert!(labels("[rules]\n# unde$0\n").is_empty());
}

#[test]
fn rules_groups_and_levels() {
    let rules = labels("[rules]\nbenches = \"hint\"\n$0\n");
    assert!(rules.contains(&"unresolved-import".to_owned()) && rules.contains(&"manifests".to_owned()));
    assert!(!rules.contains(&"benches".to_owned()));
    let levels = ["allow", "hint", "warn", "deny"];
    for text in
        ["imports = $0", "imports = de$0", "imports = \"$0\"", "imports = \"de$0\nbenches = \"deny\"", "imports = '$0"]
    {
        assert_eq!(labels(&format!("[rules]\n{text}")), levels, "{text}");
    }
    assert_eq!(chosen("[rules]\nimports = de$0", "deny"), "[rules]\nimports = \"deny\"");
    assert_eq!(chosen("[rules]\nimports = \"wa$0rn\" # x\n", "deny"), "[rules]\nimports = \"deny\" # x\n");
    assert_eq!(
        chosen("[rules]\nimports = \"wa$0\nbenches = 'hint'\n", "deny"),
        "[rules]\nimports = \"deny\nbenches = 'hint'\n"
    );
}

#[test]
fn what_the_workspace_has() {
    let ids = ["search", "sizes/a\\*b", "sizes/by/10", "sizes/by/100", "sizes/*", "sizes/**"];
    assert_eq!(labels("[[perf-target]]\nbench = \"$0\"\n"), ids);
    assert_eq!(labels("[[coverage]]\nbench = \"sizes/b$0\n"), ids);
    assert_eq!(chosen("[[coverage]]\nbench = \"$0\"\n", "sizes/a\\*b"), "[[coverage]]\nbench = \"sizes/a\\\\*b\"\n");
    assert_eq!(chosen("[[coverage]]\nbench = '$0'\n", "sizes/a\\*b"), "[[coverage]]\nbench = 'sizes/a\\*b'\n");
    assert_eq!(labels("[[perf-target]]\ntarget = \"$0\"\n"), ["search_scaling"]);
    assert_eq!(labels("[[perf-target]]\npackage = \"$0\"\n"), ["sample"]);
    assert_eq!(labels("[[suite]]\nbenches = [\n  \"$0\n]\n"), ["search_scaling"]);
    assert!(labels("[[suite]]\nbenches = [\"search_scaling\", \"$0\"]\n").is_empty());
    assert_eq!(labels("[metrics]\nfiles = [\"metrics.json\"]\n[[perf-target]]\nmetric = \"$0\"\n"), ["memory"]);
    assert_eq!(labels("[baselines]\ncurrent = \"$0\"\n"), ["v1"]);
    assert!(labels("[[perf-target]]\nname = \"$0\"\n").is_empty());
}

#[test]
fn the_manifest_is_completed_where_it_has_the_configuration() {
    let text = WORKSPACE.replace("# in the manifest", "imports = \"$0\"");
    let fixture = FixtureAt::new(&text);
    let found = fixture.at(|snapshot, file, offset| Some(snapshot.complete(file, offset))).unwrap();
    assert_eq!(found.len(), 4);
    let text = WORKSPACE.replace("edition = \"2021\"", "edit$0");
    assert!(
        FixtureAt::new(&text).at(|snapshot, file, offset| Some(snapshot.complete(file, offset))).unwrap().is_empty()
    );
}

/// What is said at `$0`, and of what.
fn hover(configuration: &str) -> Option<(String, String)> {
    let text = configuration.replace("$0", "");
    let hover = fixture(configuration).at(crate::Snapshot::configuration_hover)?;
    Some((text[hover.span.range()].to_owned(), hover.markdown.into_string()))
}

#[test]
fn keys_tables_and_rules_say_what_they_are() {
    let said = |configuration: &str| hover(configuration).unwrap();
    let (of, text) = said("[[perf-target]]\nmu$0st = \"<1s\"\n");
    assert_eq!(of, "must");
    assert!(text.starts_with("**`must`**: a limit") && text.contains("For example `must = \"<100ms\"`"), "{text}");
    let (of, text) = said("[[su$0ite]]\n");
    assert_eq!(of, "[[suite]]");
    assert!(text.contains("\n\n- `name`: a text; required\n- `benches`"), "{text}");
    let (_, text) = said("[rules]\nunresolved-$0import = \"deny\"\n");
    assert!(
        text.contains("a rule of the group `imports`, at `deny` by itself")
            && text.contains("docs/rules/unresolved-import.md")
    );
    assert!(said("[rules]\nben$0ches = \"deny\"\n").1.contains("`bench-harness`"));
    assert!(said("[rules]\nbenches = \"d$0eny\"\n").1.contains("fail"));
    assert_eq!(hover("[rules]\nzeb$0ra = 1\n"), None);
    assert_eq!(hover("[nonsense]\n$0x = 1\n"), None);
}

#[test]
fn a_pattern_says_which_benchmarks_it_means() {
    let said = |pattern: &str| hover(&format!("[[perf-target]]\nbench = {pattern}\n")).unwrap().1;
    assert_eq!(said("\"sear$0ch\""), "It means 1 benchmark:\n\n- `search`");
    assert_eq!(said("\"sizes/$0by/*\""), "It means 2 benchmarks:\n\n- `sizes/by/10`\n- `sizes/by/100`");
    assert_eq!(said("\"sizes/a$0\\\\*b\""), "It means 1 benchmark:\n\n- `sizes/a*b`");
    assert_eq!(said("\"no$0ne\""), "No bench has such an id");
}
