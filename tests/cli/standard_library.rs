//! The standard library three ways: its sources, its documentation alone, and neither. Toolchains are made up below a
//! `RUSTUP_HOME` of the test's own, but for the one with the documentation, which is the one that compiles this test.

use std::path::Path;
use std::process::Command;

use crate::greenlight::Report;
use crate::workspace::Workspace;

const PACKAGE: &str = r#"
//- Cargo.toml
[package]
name = "a"
edition = "2021"
//- src/lib.rs
use std::collections::{BTreeMap, HashMapp};
use std::only_here::{Thing, Thingg};
use core::mem::swapp;
"#;

/// A library of which little is left: what `PACKAGE` asks for, and a name that the real one does not have.
const LIBRARY: &str = r#"
//- lib/rustlib/src/rust/library/std/src/lib.rs
#![no_std]
extern crate alloc as alloc_crate;
pub mod collections;
pub mod only_here { pub struct Thing; }
pub use core::mem;
//- lib/rustlib/src/rust/library/std/src/collections.rs
pub use alloc_crate::collections::{btree_map, BTreeMap};
pub use self::hash_map::HashMap;
pub mod hash_map { pub struct HashMap; }
//- lib/rustlib/src/rust/library/alloc/src/lib.rs
pub mod collections { pub mod btree_map { pub struct BTreeMap; } pub use btree_map::BTreeMap; }
//- lib/rustlib/src/rust/library/core/src/lib.rs
pub mod mem { pub fn swap() {} }
"#;

/// What the binary prints about `package`; with toolchains of the test's own if there is a `home`.
fn run(package: &Workspace, arguments: &[&str], home: Option<&Path>) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greenlight"));
    command.args(arguments).current_dir(package.root());
    if let Some(home) = home {
        command.env("RUSTUP_HOME", home).env("RUSTUP_TOOLCHAIN", "made-up");
    }
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

/// The findings as `line: message (label)`, how many imports are found, and how many are unknown for want of sources.
fn checked(package: &Workspace, home: Option<&Path>) -> (Vec<String>, usize, usize) {
    let printed = run(package, &["check", "--format", "json"], home);
    let report: Report = serde_json::from_str(&printed).unwrap();
    let finding = |finding: &crate::greenlight::Finding| {
        format!("{}: {} ({})", finding.start.line, finding.message, finding.label.as_deref().unwrap_or_default())
    };
    let imports = &report.summary.imports;
    let unknown = imports.unknown.get("no-source").copied().unwrap_or_default();
    assert_eq!(imports.found + imports.absent + unknown, 5, "{imports:?}");
    (report.findings.iter().map(finding).collect(), imports.found, unknown)
}

/// A `RUSTUP_HOME` with a toolchain `made-up` of these files.
fn home(files: &str) -> Workspace {
    Workspace::from_fixture(&files.replace("//- ", "//- toolchains/made-up/"))
}

#[test]
fn with_its_sources_it_is_what_they_say() {
    let (package, home) = (Workspace::from_fixture(PACKAGE), home(LIBRARY));
    let (findings, found, unknown) = checked(&package, Some(&home.root()));
    assert_eq!(
        findings,
        [
            "1: unresolved import `std::collections::HashMapp` (no `HashMapp` in `collections`)",
            "2: unresolved import `std::only_here::Thingg` (no `Thingg` in `only_here`)",
            "3: unresolved import `core::mem::swapp` (no `swapp` in `mem`)",
        ]
    );
    assert_eq!((found, unknown), (2, 0));
    let fixed = run(&package, &["fix", "--allow-no-vcs"], Some(&home.root()));
    let text = package.read("src/lib.rs");
    assert!(text.contains("{BTreeMap, HashMap}") && text.contains("core::mem::swap;"), "{fixed}\n{text}");
}

#[test]
fn with_the_documentation_alone_it_is_what_that_lists() {
    let package = Workspace::from_fixture(PACKAGE);
    let (findings, found, unknown) = checked(&package, None);
    assert_eq!(
        findings,
        [
            "1: unresolved import `std::collections::HashMapp` (no `HashMapp` in `collections`)",
            "2: unresolved import `std::only_here` (could not find `only_here` in `std`)",
            "2: unresolved import `std::only_here` (could not find `only_here` in `std`)",
            "3: unresolved import `core::mem::swapp` (no `swapp` in `mem`)",
        ]
    );
    assert_eq!((found, unknown), (1, 0));
}

#[test]
fn with_neither_all_below_it_is_unknown_and_that_is_said() {
    let (package, home) = (Workspace::from_fixture(PACKAGE), home("\n//- bin/rustc\n// No program.\n"));
    assert_eq!(checked(&package, Some(&home.root())), (vec![], 0, 5));
    let summary = run(&package, &["check"], Some(&home.root()));
    let hint = "5 unknown (5 no-source); see --show unknown, and `greenlight doctor` for the sources that are missing";
    assert!(summary.contains(hint), "{summary}");
    let doctor = run(&package, &["doctor"], Some(&home.root()));
    for expected in [
        "! neither sources nor docs of the standard library are there, so imports from it are unknown\n",
        "`rustup component add rust-src --toolchain made-up` brings them\n",
    ] {
        assert!(doctor.contains(expected), "`{expected}` is missing in\n{doctor}");
    }
}
