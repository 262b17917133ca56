use crate::fixture::{Fixture, check, check_fix, titles};
use crate::perf_targets::Standing;
use crate::rules::{Level, Rule};

const WORKSPACE: &str = r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
autobenches = false

[lib]
bench = false

[dev-dependencies]
criterion = "0.8"

[[bench]]
name = "search_scaling"
path = "benches/one.rs"
harness = false

[[bench]]
name = "allocations"
path = "benches/two.rs"
harness = false
//- /src/lib.rs
//- /benches/one.rs
fn f(c: &mut Criterion) {
    c.bench_function("search", f);
}
criterion_group!(benches, f);
criterion_main!(benches);
//- /benches/two.rs
fn f(c: &mut Criterion<Bytes>) {
    c.bench_function("allocated", f);
}
criterion_group! { name = benches; config = Criterion::default().with_measurement(Bytes); targets = f }
criterion_main!(benches);
"#;

fn with(configuration: &str) -> String {
    format!("{WORKSPACE}//- /greenlight.toml\n{configuration}")
}

/// Every kind of mistake, each told once where it is.
const MISTAKES: &str = r#"
 limts = 1
#^^^^^ warning: the configuration has no key `limts`; did you mean `limits`?
[rules]
invalid-configuration = "warn"
 undeclared-features = "deny"
#^^^^^^^^^^^^^^^^^^^ warning: there is no rule `undeclared-features`; did you mean `undeclared-feature`?
 zebra = "deny"
#^^^^^ warning: there is no rule `zebra`
features = "dney"
          #^^^^^^ warning: there is no level `dney`; did you mean `deny`?
imports = 3
         #^ warning: expected a string, found an integer
manifests = "hint"
 manifests = "deny"
#^^^^^^^^^ warning: duplicate key `manifests`
[baselines]
current = ""
         #^^ warning: `current` is empty: it takes the name of a baseline
against = [1]
         #^^^ warning: expected a string, found an array
[limits]
time = { flag = "ten", fial = "10%" }
               #^^^^^ warning: `flag`: `ten` is no percentage, such as `5%`
                      #^^^^ warning: `[limits.time]` has no key `fial`; did you mean `fail`?
memory = { flag = "20%", fail = "-1%" }
                               #^^^^^ warning: `fail`: `-1%` is less than nothing
[metrics]
files = ["metrics.json", 7]
                        #^ warning: expected a string, found an integer
[[perf-target]]
name = "kept"
bench = "search"
must = "<100ms"
[[perf-target]]
bench = "search"
must = "fast"
      #^^^^^^ warning: `must`: `fast` says neither `<`, `<=`, `>` or `>=` nor from where to where
expect = "3s..1s"
        #^^^^^^^^ warning: `expect`: `3s..1s` is no range: its ends are of one kind, the lower one first
[[perf-target]]
bench = "search"
must = "<100 parsecs"
      #^^^^^^^^^^^^^^ warning: `must`: `parsecs` is no unit: there are ns, µs, ms, s, min, h, B, kB, KiB, MB, MiB, GB, GiB, TB, TiB and %
[[perf-target]]
bench = ""
       #^^ warning: `bench` is empty: it takes a pattern of benchmark ids
[[perf-target]]
bench = "search"
 metric = "memory"
#^^^^^^ warning: `[[perf-target]]` has `bench` already: `metric` is another choice
 [[perf-target]]
#^^^^^^^^^^^^^^^ warning: `[[perf-target]]` lacks one of `bench` and `metric`
name = "of nothing"
[[perf-target]]
bench = "search"
must = ">95%"
      #^^^^^^ warning: a bench measures time: `>95%` is a share, which can be held against a metric only
[[perf-target]]
bench = "search"
package = "smaple"
         #^^^^^^^^ warning: no package is called `smaple`; did you mean `sample`?
[[perf-target]]
bench = "allocated"
must = "<2MB"
target = "allocation"
        #^^^^^^^^^^^^ warning: no bench target is called `allocation`; did you mean `allocations`?
[[suite]]
name = "core"
benches = ["search_scaling", "search_scalign"]
                            #^^^^^^^^^^^^^^^^ warning: no bench target is called `search_scalign`; did you mean `search_scaling`?
[[suite]]
name = "core"
      #^^^^^^ warning: another `[[suite]]` is called `core`
benches = "search_scaling"
         #^^^^^^^^^^^^^^^^ warning: expected an array of strings, found a string
 [[suite]]
#^^^^^^^^^ warning: `[[suite]]` lacks `name` and `benches`
 [[gate.check]]
#^^^^^^^^^^^^^^ warning: `[[gate.check]]` lacks `section` and one of `run`, `file` and `manual`
name = "nothing to do"
[[gate.check]]
section = "A"
name = "two at once"
run = "true"
 manual = "look"
#^^^^^^ warning: `[[gate.check]]` has `run` already: `manual` is another choice
[[gate.check]]
section = "A"
name = "in no file"
 heading = "Limits"
#^^^^^^^ warning: `heading` says something of `file`, and there is none
[[coverage]]
section = "A"
name = "some"
bench = "search"
at-least = -1
          #^^ warning: `at-least` counts what is there: `-1` is not 1 or more
[coverge]
#^^^^^^^ warning: the configuration has no key `coverge`; did you mean `coverage`?
"#;

#[test]
fn every_mistake_is_told_once_at_its_place() {
    check(&with(MISTAKES));
}

#[test]
fn what_is_right_beside_mistakes_is_in_force() {
    let fixture = Fixture::new(&with(MISTAKES));
    let targets = fixture.snapshot.perf_targets();
    assert_eq!((targets[0].target.name.as_str(), targets[0].target.problem.as_deref()), ("kept", None));
    assert_eq!(targets[0].target.must.as_ref().map(|must| must.written.as_str()), Some("<100ms"));
    assert_eq!(fixture.snapshot.levels().of_finding(Rule::BrokenWorkspace, true), Level::Hint);
    assert_eq!(fixture.snapshot.metrics_files().count(), 1);
    assert!((fixture.snapshot.limits().memory.flag - 0.2).abs() < 1e-9);
}

#[test]
fn files_outside_of_the_workspace_are_no_files_of_it() {
    check(&with(
        r#"
[documents]
files = [
  "docs",
  "/",
 #^^^ warning: `files`: an absolute path; it takes a path from the workspace's root
  "a/../../b",
 #^^^^^^^^^^^ warning: `files`: it leads out of the workspace; only files in the workspace are read
  "~/notes",
 #^^^^^^^^^ warning: `files`: `~` is not expanded; it takes a path from the workspace's root
]
[metrics]
files = ["C:\\metrics.json"]
        #^^^^^^^^^^^^^^^^^^ warning: `files`: an absolute path; it takes a path from the workspace's root
[[suite]]
name = "core"
benches = []
log = "/etc/cron.d/x"
     #^^^^^^^^^^^^^^^ warning: `log`: an absolute path; it takes a path from the workspace's root
"#,
    ));
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_of_the_workspace_is_told_at_its_pattern() {
    let fixture = Fixture::new(&with("[metrics]\nfiles = [\"linked.json\", \"src\"]\n"));
    std::os::unix::fs::symlink("/etc/passwd", fixture.path("/linked.json")).unwrap();
    let findings = fixture.findings();
    let [finding] = &findings[..] else { panic!("{findings:#?}") };
    assert_eq!(finding.message, "a symbolic link leads out of the workspace; only files in the workspace are read");
    let list = fixture.snapshot.bench_list();
    assert_eq!(list.metrics, []);
    assert!(list.notes.iter().any(|note| note.message == "a symbolic link leads to a file elsewhere"));
}

#[cfg(unix)]
#[test]
fn a_configuration_that_is_a_link_to_a_file_elsewhere_is_not_read() {
    let outside = tempfile::tempdir().unwrap();
    greenlight_files::write(&outside.path().join("secret"), "password = 1\n").unwrap();
    let fixture = Fixture::new("//- /src/lib.rs\n");
    std::os::unix::fs::symlink(outside.path().join("secret"), fixture.path("/greenlight.toml")).unwrap();
    let snapshot = crate::Host::open(greenlight_files::Files::new(), &fixture.path("/")).unwrap().snapshot();
    let messages: Vec<String> = snapshot.report().findings.iter().map(|finding| finding.message.to_string()).collect();
    assert_eq!(messages, ["it cannot be read: a symbolic link leads to a file elsewhere"]);
}

#[test]
fn broken_toml_is_told_where_it_breaks() {
    check(&with(
        "[baselines]\ncurrent = \"v1\n           #^ warning: invalid basic string, expected `\"`\n[rules]\nzebra = 1\n",
    ));
}

#[test]
fn the_manifest_is_checked_where_it_has_the_configuration() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[workspace.metadata.greenlight.rules]
 benchs = "allow"
#^^^^^^ warning: there is no rule `benchs`; did you mean `benches`?
[workspace.metadata.greenlight.limits]
time.flag = "50%"
           #^^^^^ warning: `flag` is above `fail`, which is 10% where nothing is said
//- /src/lib.rs
"#,
    );
}

#[test]
fn metadata_that_is_no_table_is_a_mistake() {
    check(
        "//- /Cargo.toml\n[package]\nname = \"sample\"\nedition = \"2021\"\n[workspace.metadata]\ngreenlight = 3\n\
         \x20           #^ warning: expected a table, found an integer\n//- /src/lib.rs\n",
    );
}

#[test]
fn a_target_is_about_benches_of_its_package_and_target_alone() {
    check(&with(
        r#"
[[perf-target]]
bench = "search"
package = "sample"
target = "search_scaling"
must = "<1s"
[[perf-target]]
bench = "search"
       #^^^^^^^^ hint: no bench has the id `search`
target = "allocations"
must = "<1s"
[[perf-target]]
bench = "*"
must = "<1MB"
[[perf-target]]
bench = "*"
target = "search_scaling"
must = "<1MB"
      #^^^^^^ warning: a bench measures time: `<1MB` is an amount of memory, which can be held against a metric only
"#,
    ));
}

#[test]
fn flag_and_fail_are_compared_as_they_are_in_force() {
    check(&with(
        r#"
[limits.time]
flag = "20%"
      #^^^^^ warning: `flag` is above `fail`: 20% and 10%
fail = "10%"
[limits.memory]
fail = "2%"
      #^^^^ warning: `fail` is below `flag`, which is 5% where nothing is said
"#,
    ));
}

#[test]
fn a_comment_or_a_level_silences_it() {
    check(&with("[rules]\nzebra = \"deny\" # greenlight: allow(invalid-configuration)\n"));
    check(&with("[rules]\nmanifests = \"allow\"\nzebra = \"deny\"\n"));
    check(&with(
        "[rules]\ninvalid-configuration = \"deny\"\n zebra = \"deny\"\n#^^^^^ error: there is no rule `zebra`\n",
    ));
}

#[test]
fn what_was_meant_is_written() {
    let fix = |before: &str, title: &str, after: &str| {
        check_fix(&with(before), title, &format!("//- /greenlight.toml\n{after}"));
    };
    fix("[baseline]\n", "Write `baselines`", "[baselines]\n");
    fix("[rules]\n'benchs' = \"deny\"\n", "Write `benches`", "[rules]\nbenches = \"deny\"\n");
    fix("[rules]\nbenches = 'dney'\n", "Write `deny`", "[rules]\nbenches = \"deny\"\n");
    fix("[suite]\nname = 'x'\n", "Write `[[suite]]`", "[[suite]]\nname = 'x'\n");
    assert_eq!(titles(&with("[limits]\ntme = {}\n")), ["* Write `time`"]);
}

#[test]
fn a_target_elsewhere_is_not_held_against_a_bench_of_its_id() {
    let fixture = Fixture::new(&with(
        "[[perf-target]]\nbench = 'search'\ntarget = 'search_scaling'\n[[perf-target]]\nbench = 'search'\ntarget = 'allocations'\n",
    ));
    let held = fixture.snapshot.perf_targets();
    let standings: Vec<&Standing> = held.iter().map(|held| &held.standing).collect();
    assert_eq!(standings, [&Standing::Unmeasured, &Standing::NotCovered(None)]);
    let calls = fixture.snapshot.bench_calls();
    let file = calls.calls.iter().map(|call| &call.file).find(|file| file.ends_with("one.rs")).unwrap();
    let results = fixture.snapshot.bench_results(&calls, file).0;
    let promises = fixture.snapshot.promises_of(&calls, &results[0], &crate::benches::HintSettings::default());
    assert_eq!(promises.len(), 1);
}
