//! The sample workspace: Greenlight finds there what rustc finds, no more and no less.

use expect_test::expect;

use crate::cargo;
use crate::greenlight::{Bytes, Position, check};
use crate::workspace::{P2P, Workspace};

const EVERYTHING: [&str; 2] = ["--workspace", "--all-targets"];

#[test]
fn the_findings_are_the_diagnostics_of_rustc() {
    let sample = Workspace::sample();
    let cargo = cargo::check(&sample.root(), &EVERYTHING);
    assert!(!cargo.success);
    assert_eq!(check(&sample.root(), &[]).diagnostics(), cargo.diagnostics);
    expect![[r#"
        [
            "Cargo.toml:2:9 lib-bench-harness",
            "benches/marketplace/p2p_benchmarks.rs:87:1 bench-not-a-target",
            "cli/Cargo.toml:2:9 lib-bench-harness",
            "cli/benches/marketplace_search_benchmark.rs:53:1 bench-harness",
            "cli/src/domain/marketplace/mod.rs:6:7 undeclared-feature",
            "cli/src/domain/marketplace/p2p.rs:6:33 unresolved-import",
            "cli/src/domain/marketplace/p2p.rs:72:7 undeclared-feature",
            "cli/src/domain/marketplace/p2p.rs:78:7 undeclared-feature",
            "cli/src/domain/marketplace/p2p.rs:94:7 undeclared-feature",
            "cli/src/domain/marketplace/p2p.rs:100:11 undeclared-feature",
            "cli/src/domain/marketplace/search.rs:40:13 undeclared-feature",
        ]
    "#]]
    .assert_debug_eq(&check(&sample.root(), &[]).places());
}

#[test]
fn once_the_import_resolves_the_findings_are_still_those_of_rustc() {
    let sample = Workspace::sample();
    sample.replace(
        P2P,
        "use ggen_utils::error::{Result, GgenError};",
        "use ggen_utils::error::{Result, Error as GgenError};",
    );
    let cargo = cargo::check(&sample.root(), &EVERYTHING);
    assert!(cargo.success, "{}", cargo.stderr);
    assert_eq!(check(&sample.root(), &[]).diagnostics(), cargo.diagnostics);
}

#[test]
fn with_the_feature_declared_too_nothing_is_left() {
    let sample = Workspace::sample();
    sample.replace(
        P2P,
        "use ggen_utils::error::{Result, GgenError};",
        "use ggen_utils::error::{Result, Error as GgenError};",
    );
    sample.replace("cli/Cargo.toml", "live-llm-tests = []\n", "live-llm-tests = []\np2p = []\n");
    let report = check(&sample.root(), &[]);
    assert_eq!(report.of_code().count(), 0);
    assert_eq!(report.summary.imports.absent, 0);
    assert_eq!(report.summary.features.undeclared, 0);
}

#[test]
fn the_import_is_reported_with_all_that_is_known_of_it() {
    let sample = Workspace::sample();
    let report = check(&sample.root(), &[]);
    let finding = report.single("unresolved-import");
    assert_eq!(finding.code.as_deref(), Some("E0432"));
    assert_eq!(finding.level, "deny");
    assert_eq!(finding.message, "unresolved import `ggen_utils::error::GgenError`");
    assert_eq!(finding.label.as_deref(), Some("no `GgenError` in `error`"));
    assert_eq!(finding.notes, ["`ggen_utils::error` exports the error type `Error` (struct)"]);
    assert_eq!(finding.when, None);
    assert_eq!(finding.blocks, ["ggen-cli-lib (lib)", "bench marketplace_search_benchmark"]);
    assert_eq!(finding.file, P2P);
    assert_eq!((finding.start, finding.end), (Position { line: 6, column: 33 }, Position { line: 6, column: 42 }));
    assert_eq!(finding.bytes, Bytes { start: 151, end: 160 });
    assert_eq!(finding.package.as_deref(), Some("ggen-cli-lib"));
}

#[test]
fn a_predicate_is_a_warning_of_the_package_that_owns_the_file() {
    let report = check(&Workspace::sample().root(), &[]);
    for finding in report.findings.iter().filter(|finding| finding.rule == "undeclared-feature") {
        assert_eq!(finding.code.as_deref(), Some("unexpected_cfgs"));
        assert_eq!(finding.level, "warn");
        assert_eq!(finding.message, "unexpected `cfg` condition value: `p2p`");
        assert_eq!(finding.package.as_deref(), Some("ggen-cli-lib"));
    }
}

#[test]
fn the_summary_says_what_was_looked_at() {
    let sample = Workspace::sample();
    let report = check(&sample.root(), &[]);
    assert_eq!(report.version, 1);
    assert_eq!(report.root, sample.root().to_str().unwrap());
    // The modules of three libraries and two benches; what is in no target is not read.
    assert_eq!(report.summary.files, 14);
    assert_eq!(report.summary.imports.absent, 1);
    assert!(report.summary.imports.found > 0);
    // `anyhow`, `criterion` and std are looked into.
    assert_eq!(report.summary.imports.unknown.values().sum::<usize>(), 0);
    assert_eq!(report.summary.features.undeclared, 1);
    assert_eq!(report.summary.features.declared, 2);
    assert!(report.summary.imports.local_decided <= report.summary.imports.local);
}

#[test]
fn a_benchmark_that_is_no_target_is_named_as_not_checked() {
    let report = check(&Workspace::sample().root(), &[]);
    let files: Vec<_> = report.not_checked.iter().map(|not| not.file.as_str()).collect();
    assert_eq!(files, ["benches/marketplace/p2p_benchmarks.rs"]);
    assert_eq!(report.not_checked[0].why, "in no target");
}

#[test]
fn the_root_package_is_green_while_its_member_is_broken() {
    let sample = Workspace::sample();
    cargo::assert_compiles(&sample.root(), &["--benches"], "the benches of the root package alone");
}
