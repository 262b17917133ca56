//! `greenlight fix`: what it changes, and when it refuses.

use crate::cargo;
use crate::greenlight::{check, greenlight};
use crate::machine;
use crate::workspace::{P2P, Workspace};

/// What nobody but its maintainers can mend in the sample.
const LEFT: [&str; 1] = ["benches/marketplace/p2p_benchmarks.rs:87:1 bench-not-a-target"];

fn git(sample: &Workspace, arguments: &[&str]) {
    let output = machine::command("git")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(sample.root())
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A copy of the sample with everything committed.
fn committed_sample() -> Workspace {
    let sample = Workspace::sample();
    git(&sample, &["init", "-q"]);
    git(&sample, &["add", "."]);
    git(&sample, &["commit", "-q", "-m", "As it stood"]);
    sample
}

#[test]
fn all_is_mended_at_once_and_compiles_with_and_without_the_feature() {
    let sample = committed_sample();
    let outcome = greenlight(&sample.root(), &["fix"]);
    // Whether the file should be a bench is for somebody to say.
    assert_eq!(outcome.exit, 1, "{outcome:?}");
    assert_eq!(check(&sample.root(), &[]).places(), LEFT);
    assert!(sample.read(P2P).contains("use ggen_utils::error::{Result, Error};"));
    assert_eq!(sample.read("cli/Cargo.toml").matches("p2p = []").count(), 1, "declared once, for six predicates");
    let everything = ["--workspace", "--all-targets"];
    cargo::assert_compiles(&sample.root(), &everything, "fixed");
    cargo::assert_compiles(&sample.root(), &["-p", "ggen-cli-lib", "--features", "p2p"], "fixed, with the feature");

    let again = sample.texts();
    assert_eq!(greenlight(&sample.root(), &["fix", "--allow-dirty"]).exit, 1);
    assert_eq!(sample.changes_since(&again), "");
}

#[test]
fn one_rule_alone_can_be_mended() {
    let sample = committed_sample();
    let outcome = greenlight(&sample.root(), &["fix", "--rule", "unresolved-import"]);
    assert_eq!(outcome.exit, 0, "{outcome:?}");
    let report = check(&sample.root(), &[]);
    let rules: Vec<_> = report.of_code().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["undeclared-feature"; 6]);
}

#[test]
fn a_dry_run_shows_the_change_and_makes_none() {
    let sample = Workspace::sample();
    let before = sample.texts();
    let outcome = greenlight(&sample.root(), &["fix", "--dry-run"]);
    assert_eq!(outcome.exit, 1);
    assert!(outcome.stdout.contains("-use ggen_utils::error::{Result, GgenError};"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("+use ggen_utils::error::{Result, Error};"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("+p2p = []"), "{}", outcome.stdout);
    assert_eq!(sample.changes_since(&before), "");

    let nothing = Workspace::from_fixture(
        "//- Cargo.toml\n[package]\nname = \"app\"\nversion = \"0.1.0\"\n//- src/lib.rs\npub struct Fine;",
    );
    assert_eq!(greenlight(&nothing.root(), &["fix", "--dry-run"]).exit, 0);
}

#[test]
fn without_version_control_nothing_is_changed_unless_allowed() {
    let sample = Workspace::sample();
    let before = sample.texts();
    let refused = greenlight(&sample.root(), &["fix"]);
    assert_eq!(refused.exit, 2);
    assert!(refused.stderr.contains("--allow-no-vcs"), "{}", refused.stderr);
    assert_eq!(sample.changes_since(&before), "");
    assert_eq!(greenlight(&sample.root(), &["fix", "--allow-no-vcs"]).exit, 1);
    assert_eq!(check(&sample.root(), &[]).places(), LEFT);
}

#[test]
fn a_file_with_uncommitted_changes_is_left_alone_unless_allowed() {
    let sample = committed_sample();
    sample.write(P2P, sample.read(P2P) + "\n// Written this minute.\n");
    let before = sample.texts();
    let refused = greenlight(&sample.root(), &["fix"]);
    assert_eq!(refused.exit, 2);
    assert!(refused.stderr.contains("--allow-dirty") && refused.stderr.contains("p2p.rs"), "{}", refused.stderr);
    assert_eq!(sample.changes_since(&before), "");
    assert_eq!(greenlight(&sample.root(), &["fix", "--allow-dirty"]).exit, 1);
    assert!(sample.read(P2P).ends_with("// Written this minute.\n"));
}

#[test]
fn what_has_no_safe_fix_is_left_and_said() {
    let workspace = Workspace::from_fixture(
        "//- Cargo.toml\n[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\
         //- src/lib.rs\npub mod empty {}\npub use empty::quite_another_thing;",
    );
    let before = workspace.texts();
    assert_eq!(greenlight(&workspace.root(), &["fix", "--allow-no-vcs"]).exit, 1);
    assert_eq!(workspace.changes_since(&before), "");
}
