//! `greenlight check`: formats, what a path narrows, levels, exit codes.

use expect_test::expect;

use crate::greenlight::{check, greenlight};
use crate::workspace::{P2P, Workspace};

#[test]
fn concise_is_one_line_a_finding() {
    let sample = Workspace::sample();
    let outcome = greenlight(&sample.root(), &["check", "--format", "concise"]);
    assert_eq!(outcome.exit, 1);
    expect![[r#"
        Cargo.toml:2:9: help[lib-bench-harness]: `cargo bench -- --save-baseline NAME` fails in the unit tests of the library `ggen`
        benches/marketplace/p2p_benchmarks.rs:87:1: warning[bench-not-a-target]: no target of `ggen` contains this bench, so `cargo bench` never runs it
        cli/Cargo.toml:2:9: help[lib-bench-harness]: `cargo bench -- --save-baseline NAME` fails in the unit tests of the library `ggen_cli_lib`
        cli/benches/marketplace_search_benchmark.rs:53:1: error[bench-harness]: the bench `marketplace_search_benchmark` runs under libtest's harness, which does not call its `main`
        cli/src/domain/marketplace/mod.rs:6:7: warning[undeclared-feature]: unexpected `cfg` condition value: `p2p`
        cli/src/domain/marketplace/p2p.rs:6:33: error[unresolved-import]: unresolved import `ggen_utils::error::GgenError`
        cli/src/domain/marketplace/p2p.rs:72:7: warning[undeclared-feature]: unexpected `cfg` condition value: `p2p`
        cli/src/domain/marketplace/p2p.rs:78:7: warning[undeclared-feature]: unexpected `cfg` condition value: `p2p`
        cli/src/domain/marketplace/p2p.rs:94:7: warning[undeclared-feature]: unexpected `cfg` condition value: `p2p`
        cli/src/domain/marketplace/p2p.rs:100:11: warning[undeclared-feature]: unexpected `cfg` condition value: `p2p`
        cli/src/domain/marketplace/search.rs:40:13: warning[undeclared-feature]: unexpected `cfg` condition value: `p2p`
    "#]]
    .assert_eq(&outcome.stdout);
}

#[test]
fn for_people_the_finding_looks_as_rustc_s_with_its_fixes_below() {
    let sample = Workspace::sample();
    let outcome = greenlight(&sample.root(), &["check"]);
    assert_eq!(outcome.exit, 1);
    for expected in [
        "error[E0432]: unresolved import `ggen_utils::error::GgenError`",
        "--> cli/src/domain/marketplace/p2p.rs:6:33",
        "use ggen_utils::error::{Result, GgenError};",
        "^^^^^^^^^ no `GgenError` in `error`",
        "`ggen_utils::error` exports the error type `Error` (struct)",
        "bench marketplace_search_benchmark",
        "Import `Error` instead, and rename its uses in this file",
        "warning[unexpected_cfgs]: unexpected `cfg` condition value: `p2p`",
    ] {
        assert!(outcome.stdout.contains(expected), "`{expected}` is missing in\n{}", outcome.stdout);
    }
    assert!(!outcome.stdout.contains('\u{1b}'), "colours without a terminal");
}

#[test]
fn colours_can_be_asked_for() {
    let outcome = greenlight(&Workspace::sample().root(), &["check", "--color", "always"]);
    assert!(outcome.stdout.contains('\u{1b}'), "{}", outcome.stdout);
}

#[test]
fn a_path_narrows_what_is_reported_and_not_what_is_known() {
    let sample = Workspace::sample();
    let search = "cli/src/domain/marketplace/search.rs";
    assert_eq!(check(&sample.root(), &[search]).places(), [format!("{search}:40:13 undeclared-feature")]);
    assert_eq!(check(&sample.root(), &["ggen-utils"]).places(), [""; 0]);
    assert_eq!(check(&sample.root(), &[P2P]).findings.len(), 5);
    // From inside a member the workspace is still found.
    assert_eq!(check(&sample.path("cli/src"), &["domain/marketplace/p2p.rs"]).single("unresolved-import").file, P2P);
}

#[test]
fn packages_are_chosen_as_with_cargo() {
    let sample = Workspace::sample();
    assert_eq!(check(&sample.root(), &["-p", "ggen-utils"]).findings.len(), 0);
    assert_eq!(check(&sample.root(), &["-p", "ggen-cli-lib"]).findings.len(), 9);
    assert_eq!(check(&sample.root(), &["--exclude", "ggen-cli-lib"]).findings.len(), 2);
    let manifest = sample.path("cli/Cargo.toml");
    let elsewhere = tempfile::tempdir().unwrap();
    let report = check(elsewhere.path(), &["--manifest-path", manifest.to_str().unwrap()]);
    assert_eq!(report.single("unresolved-import").file, P2P);
}

#[test]
fn a_rule_can_be_chosen_and_a_level_raised() {
    let sample = Workspace::sample();
    assert_eq!(check(&sample.root(), &["--rule", "unresolved-import"]).findings.len(), 1);
    let warnings = greenlight(&sample.root(), &["check", "--rule", "undeclared-feature"]);
    assert_eq!(warnings.exit, 0, "warnings stop nothing");
    let denied = greenlight(&sample.root(), &["check", "--rule", "undeclared-feature", "--deny", "undeclared-feature"]);
    assert_eq!(denied.exit, 1);
}

#[test]
fn comments_and_configuration_silence_a_rule() {
    let sample = Workspace::sample();
    sample.replace(
        P2P,
        "use ggen_utils::error::{Result, GgenError};",
        "use ggen_utils::error::{Result, GgenError}; // greenlight: allow(unresolved-import)",
    );
    let report = check(&sample.root(), &[]);
    let rules: Vec<_> = report.of_code().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["undeclared-feature"; 6]);
    sample.write("greenlight.toml", "[rules]\nundeclared-feature = \"allow\"\nbenches = \"allow\"\n");
    assert_eq!(check(&sample.root(), &[]).places(), [""; 0]);
    sample.write("greenlight.toml", "[rules]\nundeclared-feature = \"deny\"\nbenches = \"deny\"\n");
    assert!(check(&sample.root(), &[]).findings.iter().all(|finding| finding.level == "deny"));
}

#[test]
fn an_import_that_could_not_be_decided_is_listed_when_asked_for() {
    let sample = Workspace::sample();
    sample.write(
        "ggen-utils/src/lib.rs",
        "mod generated { include!(concat!(env!(\"OUT_DIR\"), \"/x.rs\")); }\nuse generated::Table;\n",
    );
    let outcome = greenlight(&sample.root(), &["check", "--show", "unknown"]);
    assert!(outcome.stdout.contains("generated::Table"), "{}", outcome.stdout);
    assert!(!greenlight(&sample.root(), &["check"]).stdout.contains("generated::Table"));
}

#[test]
fn the_report_and_the_files_read_go_where_they_are_sent() {
    let sample = Workspace::sample();
    let elsewhere = tempfile::tempdir().unwrap();
    let report = elsewhere.path().join("report.json");
    let files = elsewhere.path().join("files.txt");
    let (report_path, files_path) = (report.to_str().unwrap(), files.to_str().unwrap());
    let arguments = ["check", "--format", "json", "--output", report_path, "--stats", files_path];
    let outcome = greenlight(&sample.root(), &arguments);
    assert_eq!((outcome.exit, outcome.stdout.as_str()), (1, ""));
    let written: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
    assert_eq!(written["findings"].as_array().unwrap().len(), 11);
    let listed = std::fs::read_to_string(files).unwrap();
    assert!(listed.lines().any(|line| line.ends_with("p2p.rs")), "{listed}");
    assert!(listed.lines().any(|line| line.ends_with("ggen-utils/Cargo.toml")), "{listed}");
}

#[test]
fn a_folder_above_several_workspaces_has_them_all_checked() {
    let folder = Workspace::from_fixture(
        r#"
//- one/Cargo.toml
[package]
name = "one"
version = "0.1.0"
edition = "2021"
//- one/src/lib.rs
use self::missing;
//- two/Cargo.toml
[package]
name = "two"
version = "0.1.0"
edition = "2021"
//- two/src/lib.rs
pub mod here {}
use self::here::gone;
//- two/target/package/three/Cargo.toml
[package]
name = "three"
version = "0.1.0"
//- two/target/package/three/src/lib.rs
use self::missing;
"#,
    );
    let report = check(&folder.root(), &[]);
    assert_eq!(report.places(), ["one/src/lib.rs:1:5 unresolved-import", "two/src/lib.rs:2:5 unresolved-import"]);
    assert_eq!(report.root, folder.root().to_str().unwrap());
}

#[test]
fn what_cannot_be_checked_is_said_on_stderr_and_exits_with_2() {
    let empty = tempfile::tempdir().unwrap();
    let no_manifest = greenlight(empty.path(), &["check"]);
    assert_eq!((no_manifest.exit, no_manifest.stdout.as_str()), (2, ""));
    assert!(no_manifest.stderr.contains("Cargo.toml"), "{}", no_manifest.stderr);

    let missing = greenlight(empty.path(), &["check", "not-there"]);
    assert_eq!((missing.exit, missing.stdout.as_str()), (2, ""));
    assert!(missing.stderr.contains("not-there"), "{}", missing.stderr);

    let sample = Workspace::sample();
    let package = greenlight(&sample.root(), &["check", "-p", "ggen-util"]);
    assert_eq!(package.exit, 2);
    assert!(package.stderr.contains("ggen-util"), "{}", package.stderr);
    for arguments in [&["check", "--rule", "unresolved-imports"][..], &["check", "--format", "yaml"], &["chekc"]] {
        assert_eq!(greenlight(&sample.root(), arguments).exit, 2, "{arguments:?}");
    }
}

#[test]
fn mistakes_in_the_configuration_are_findings_and_the_rest_of_it_is_in_force() {
    let sample = Workspace::sample();
    sample.write(
        "greenlight.toml",
        "[rules]\nundeclared-feature = \"allow\"\nimports = \"allow\"\nbenches = \"allow\"\nfeature = \"deny\"\n\n[limits]\ntime = { fial = \"10%\" }\n",
    );
    let outcome = greenlight(&sample.root(), &["check", "--format", "concise"]);
    assert_eq!(outcome.exit, 0);
    expect![[r#"
        greenlight.toml:5:1: warning[invalid-configuration]: there is no rule `feature`; did you mean `features`?
        greenlight.toml:8:10: warning[invalid-configuration]: `[limits.time]` has no key `fial`; did you mean `fail`?
    "#]]
    .assert_eq(&outcome.stdout);
    sample.write("greenlight.toml", "[rules]\nbenches = \"allow\nimports = \"allow\"\n");
    let broken = check(&sample.root(), &["greenlight.toml"]);
    assert_eq!(broken.places(), ["greenlight.toml:2:16 invalid-configuration"]);
}
