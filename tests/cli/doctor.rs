//! `greenlight doctor`: what it finds, and the way out of what it does not.

use expect_test::expect;

use crate::greenlight::{Outcome, greenlight};
use crate::machine;
use crate::workspace::Workspace;

fn said(outcome: &Outcome, expected: &[&str]) {
    for expected in expected {
        assert!(outcome.stdout.contains(expected), "`{expected}` is missing in\n{}", outcome.stdout);
    }
}

#[test]
fn of_a_workspace_all_that_a_check_goes_by_is_told() {
    let sample = Workspace::sample();
    sample.write(".cargo/config.toml", "[build]\n");
    sample.write("greenlight.toml", "[rules]\nundeclared-feature = \"deny\"\nunresolved-imports = \"warn\"\n");
    sample.write("rust-toolchain.toml", "[toolchain]\nchannel = \"1.2.3\"\n");
    let outcome = greenlight(&sample.path("cli/src"), &["doctor"]);
    said(
        &outcome,
        &[
            &format!("greenlight     {}, ", env!("CARGO_PKG_VERSION")),
            &format!("workspace      {}\n", sample.path("Cargo.toml").display()),
            "dependencies   ",
            "configuration  greenlight.toml sets undeclared-feature = deny\n",
            "! greenlight.toml: there is no rule `unresolved-imports`\n                 did you mean `unresolved-import`?\n",
            ".cargo/config.toml\n",
            " found, 1 absent",
            "12 findings; `greenlight check` shows them\n",
        ],
    );
    assert_eq!((outcome.exit, outcome.stderr.as_str()), (0, ""), "findings are for a check to tell");
    assert!(!outcome.stdout.contains('\u{1b}'), "colours without a terminal");
    assert!(greenlight(&sample.root(), &["doctor", "--color", "always"]).stdout.contains('\u{1b}'));
}

#[test]
fn a_toolchain_is_found_without_asking_rustup() {
    let sample = Workspace::sample();
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(home.path().join("toolchains/1.95-host/lib/rustlib/src/rust/library")).unwrap();
    std::fs::write(home.path().join("settings.toml"), "default_host_triple = \"host\"\n").unwrap();
    sample.write("rust-toolchain.toml", "[toolchain]\nchannel = \"1.95\"\n");
    let doctor = |variable: Option<&str>| {
        let mut command = machine::greenlight();
        command.arg("doctor").arg(sample.root()).env("RUSTUP_HOME", home.path()).env_remove("RUSTUP_TOOLCHAIN");
        command.envs(variable.map(|name| ("RUSTUP_TOOLCHAIN", name)));
        // Whatever it starts it would find here, and fail to start.
        let output = command.env("PATH", home.path()).output().unwrap();
        Outcome {
            exit: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    };
    let folder = home.path().join("toolchains/1.95-host");
    let installed = format!("{}, with the sources of the standard library\n", folder.display());
    said(&doctor(None), &["toolchain      1.95, as rust-toolchain.toml says\n", &installed]);
    said(
        &doctor(Some("1.96")),
        &["1.96, as RUSTUP_TOOLCHAIN says\n", "! it is not installed\n", "`rustup toolchain install 1.96`"],
    );
}

#[test]
fn sources_that_are_not_on_disk_are_named_with_the_way_to_get_them() {
    let sample = Workspace::from_fixture(
        "//- Cargo.toml\n[package]\nname = \"a\"\n[dependencies]\nno-such-package = \"1\"\n\
         far = { git = \"https://far\" }\n//- src/lib.rs\n",
    );
    let outcome = greenlight(&sample.root(), &["doctor"]);
    said(
        &outcome,
        &[
            "lock file      ! there is no Cargo.lock, so no version of a dependency is known\n",
            "! the sources of 2 packages are not on disk: far, no-such-package\n                 `cargo fetch` downloads them",
        ],
    );
    assert_eq!(outcome.exit, 0, "what is unknown stops no check");
}

#[test]
fn a_workspace_that_cargo_refuses_is_told_with_the_reason() {
    let sample =
        Workspace::from_fixture("//- Cargo.toml\n[workspace]\nmembers = [\"gone\"]\n//- Cargo.lock\n<<<<<<< ours\n");
    let outcome = greenlight(&sample.root(), &["doctor"]);
    let missing = "! Cargo.toml: failed to load manifest for workspace member";
    said(&outcome, &[missing, "! failed to parse lock file", "`cargo generate-lockfile` makes a new one\n"]);
    assert_eq!(outcome.exit, 1);
}

#[test]
fn without_a_workspace_it_says_what_it_can_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = greenlight(folder.path(), &["doctor"]);
    said(&outcome, &["greenlight     ", "toolchain      "]);
    assert_eq!(outcome.exit, 2);
    assert!(outcome.stderr.starts_with("error: "), "{}", outcome.stderr);
}

#[test]
fn of_several_workspaces_each_is_told() {
    let folder = Workspace::from_fixture(
        "//- one/Cargo.toml\n[package]\nname = \"one\"\n//- one/src/lib.rs\n// Empty.\n//- two/Cargo.toml\n[package]\n\
         name = \"two\"\n//- two/src/lib.rs\n",
    );
    let outcome = greenlight(&folder.root(), &["doctor"]);
    let workspace = |name: &str| format!("workspace      {}\n", folder.path(&format!("{name}/Cargo.toml")).display());
    said(&outcome, &[&workspace("one"), &workspace("two")]);
    assert_eq!(outcome.exit, 0, "{}", outcome.stdout);
}

/// The exit code of `doctor --against-cargo`, and what it says, versions aside.
fn against_cargo(sample: &Workspace, arguments: &[&str]) -> (i32, String) {
    let outcome = greenlight(&sample.root(), &[&["doctor", "--against-cargo"], arguments].concat());
    let said = outcome.stdout.find("Both report").or_else(|| outcome.stdout.find("They agree"));
    let (versions, said) = outcome.stdout.split_at(said.unwrap_or_else(|| panic!("{outcome:?}")));
    for expected in ["# Greenlight against rustc", "greenlight ", "rustc ", "cargo ", "`cargo check --workspace"] {
        assert!(versions.contains(expected), "`{expected}` is missing in\n{versions}");
    }
    (outcome.exit, said.to_owned())
}

/// A library with an import that both reject and one that only rustc sees, in the tokens of a macro call; a binary
/// that needs it; and a library by itself with a feature that nobody declared.
fn disputed() -> Workspace {
    Workspace::from_fixture(
        r#"
//- Cargo.toml
[workspace]
resolver = "2"
members = ["base", "app", "other"]
//- base/Cargo.toml
[package]
name = "base"
edition = "2021"
//- base/src/lib.rs
use std::collections::HashMapp;
macro_rules! in_a_mod { ($($token:tt)*) => { mod inner { $($token)* } } }
in_a_mod! { use std::collections::BTreeMapp; }
//- app/Cargo.toml
[package]
name = "app"
edition = "2021"
[dependencies]
base = { path = "../base" }
//- app/src/main.rs
use base::Gone;
fn main() {}
//- other/Cargo.toml
[package]
name = "other"
edition = "2021"
//- other/src/lib.rs
#[cfg(feature = "p2p")]
pub mod p2p;
//- other/src/p2p.rs
// Empty.
//- other/tests/it.rs
use other::gone;
"#,
    )
}

#[test]
fn what_only_rustc_reports_is_told_with_the_reason() {
    let (exit, said) = against_cargo(&disputed(), &[]);
    expect![[r#"
        Both report 2 places.

        ## Only rustc reports

        - `base/src/lib.rs:3:17`: E0432: unresolved import `std::collections::BTreeMapp` (no `BTreeMapp` in `collections`)
          - Greenlight: not looked at: it stands in the tokens of a macro
          ```rust
          in_a_mod! { use std::collections::BTreeMapp; }
          ```

        ## Not compared

        - `app` (bin `app`): rustc did not get that far
        - 2 findings of Greenlight's in code that this `cargo check` does not compile
    "#]]
    .assert_eq(&said);
    assert_eq!(exit, 1);
}

#[test]
fn tests_are_compared_where_all_targets_are_asked_for() {
    let (exit, said) = against_cargo(&disputed(), &["--all-targets"]);
    expect![[r#"
        Both report 3 places.

        ## Only rustc reports

        - `base/src/lib.rs:3:17`: E0432: unresolved import `std::collections::BTreeMapp` (no `BTreeMapp` in `collections`)
          - Greenlight: not looked at: it stands in the tokens of a macro
          ```rust
          in_a_mod! { use std::collections::BTreeMapp; }
          ```

        ## Not compared

        - `app` (bin `app`): rustc did not get that far
        - 1 finding of Greenlight's in code that this `cargo check` does not compile
    "#]]
    .assert_eq(&said);
    assert_eq!(exit, 1);
}

#[test]
fn they_agree_of_a_workspace_that_both_read_alike() {
    let sample = disputed();
    sample.replace("base/src/lib.rs", "in_a_mod! { use std::collections::BTreeMapp; }\n", "");
    let (exit, said) = against_cargo(&sample, &[]);
    expect![[r#"
        They agree: both report 2 places.

        ## Not compared

        - `app` (bin `app`): rustc did not get that far
        - 2 findings of Greenlight's in code that this `cargo check` does not compile
    "#]]
    .assert_eq(&said);
    assert_eq!(exit, 0);
}

#[test]
fn a_workspace_that_cargo_refuses_cannot_be_compared() {
    let sample = Workspace::from_fixture("//- Cargo.toml\n[workspace]\nmembers = [\"gone\"]\n");
    let outcome = greenlight(&sample.root(), &["doctor", "--against-cargo"]);
    assert_eq!((outcome.exit, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.ends_with("error: `cargo check --workspace --keep-going` failed\n"), "{}", outcome.stderr);
}
