//! The standard library four ways: its sources, its documentation, both, and neither. Toolchains are made up below a
//! `RUSTUP_HOME` of the test's own, but for the real documentation and sources, which are those of the one that compiles this test.

use std::path::Path;

use crate::greenlight::Report;
use crate::machine::{self, Std};
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
    let mut command = machine::greenlight_with(Std::Docs);
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

/// Sources of which most names come from macros, from files outside of the package, and from features; and what is not there.
const OF_MACROS: &str = r#"
//- lib/rustlib/src/rust/library/std/src/lib.rs
#![no_std]
pub use core::arch;
pub mod unread { not_at_hand! { pub struct Thing; } }
#[cfg(feature = "backtrace")]
pub mod backtrace { pub struct Backtrace; }
//- lib/rustlib/src/rust/library/core/src/lib.rs
#[path = "../../stdarch/crates/core_arch/src/mod.rs"]
mod core_arch;
pub mod arch { pub use crate::core_arch::arch::*; }
//- lib/rustlib/src/rust/library/stdarch/crates/core_arch/src/mod.rs
#[macro_use]
mod macros;
mod vectors;
pub mod arch { pub mod vectors { pub use crate::core_arch::vectors::*; } }
//- lib/rustlib/src/rust/library/stdarch/crates/core_arch/src/macros.rs
macro_rules! types {
    ($($(#[$doc:meta])* pub struct $name:ident($len:literal x $element:ty);)*) => ($(
        $(#[$doc])*
        #[derive(Copy, Clone)]
        #[repr(simd)]
        pub struct $name([$element; $len]);
    )*);
}
//- lib/rustlib/src/rust/library/stdarch/crates/core_arch/src/vectors.rs
types! {
    /// Of 128 bits.
    pub struct __m128i(2 x i64);
}
"#;

const OF_MACROS_USED: &str = r#"
//- Cargo.toml
[package]
name = "a"
edition = "2021"
//- src/lib.rs
use std::arch::vectors::{__m128i, __m128j};
use std::unread::Thing;
use std::unread::{Anything};
use std::backtrace::Backtrace;
"#;

#[test]
fn what_macros_of_the_sources_define_is_there() {
    let (package, home) = (Workspace::from_fixture(OF_MACROS_USED), home(OF_MACROS));
    let printed = run(&package, &["check", "--format", "json"], Some(&home.root()));
    let report: Report = serde_json::from_str(&printed).unwrap();
    let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(messages, ["unresolved import `std::arch::vectors::__m128j`"]);
    let imports = &report.summary.imports;
    assert_eq!((imports.found, imports.absent, &imports.unknown), (3, 1, &[("macros".to_owned(), 1)].into()));
}

/// Documentation beside sources, each with what the other lacks.
const BOTH: &str = r#"
//- share/doc/rust/html/std/index.html
<meta name="rustdoc-vars" data-resource-suffix="">
//- share/doc/rust/html/std/sidebar-items.js
window.SIDEBAR_ITEMS = {"mod":["collections","only_documented"]};
//- share/doc/rust/html/std/collections/index.html
<meta name="rustdoc-vars" data-resource-suffix="">
//- share/doc/rust/html/std/collections/sidebar-items.js
window.SIDEBAR_ITEMS = {"struct":["BTreeMap","MadeBySomething"]};
//- share/doc/rust/html/std/only_documented/index.html
<meta name="rustdoc-vars" data-resource-suffix="">
//- share/doc/rust/html/std/only_documented/sidebar-items.js
window.SIDEBAR_ITEMS = {"fn":["f"]};
"#;

const OF_BOTH: &str = r#"
//- Cargo.toml
[package]
name = "a"
edition = "2021"
//- src/lib.rs
use std::collections::{BTreeMap, MadeBySomething, HashMap, HashMapp};
use std::only_here::{Thing, Thingg};
use std::only_documented::{f, g};
"#;

#[test]
fn with_both_what_either_has_is_there() {
    let package = Workspace::from_fixture(OF_BOTH);
    let home = home(&[LIBRARY, BOTH].concat());
    let printed = run(&package, &["check", "--format", "json"], Some(&home.root()));
    let report: Report = serde_json::from_str(&printed).unwrap();
    let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "unresolved import `std::collections::HashMapp`",
            "unresolved import `std::only_here::Thingg`",
            "unresolved import `std::only_documented::g`",
        ]
    );
    assert_eq!((report.summary.imports.found, report.summary.imports.unknown.len()), (5, 0));
}

/// Of the real library: what macros define, what other platforms have, what is hidden; and a misspelling of each.
const OF_THE_REAL_ONE: &str = r#"
//- Cargo.toml
[package]
name = "a"
edition = "2021"
//- src/lib.rs
use core::arch::x86_64::{__m128i, __m512bh, _mm_set1_epi8, __cpuid};
use std::arch::aarch64::{uint8x16_t, vaddq_u8};
use core::arch::wasm32::v128;
use std::arch::{asm, is_x86_feature_detected};
use std::os::windows::{ffi::OsStrExt, io::AsRawHandle};
use std::os::wasi::ffi::OsStrExt as _;
use std::os::fd::{AsFd, OwnedFd};
use std::os::raw::c_int;
use std::simd::f32x4;
use std::sync::atomic::{AtomicBool, AtomicU128};
use std::num::{NonZero, NonZeroU8};
use std::collections::Bound;
use std::{thread_local, u128, f16};
use core::arch::x86_64::__m128j;
use std::os::fd::AsFdd;
use std::num::NonZeroU9;
use std::sync::atomic::AtomicBoool;
use core::simd::Simdd;
use std::collection::HashMap;
"#;

/// The messages about the real library, and what is unknown.
fn of_the_real_one(parts: Std) -> (Vec<String>, usize) {
    let package = Workspace::from_fixture(OF_THE_REAL_ONE);
    let output = machine::greenlight_with(parts)
        .args(["check", "--format", "json"])
        .current_dir(package.root())
        .output()
        .unwrap();
    let report: Report = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let messages = report.findings.into_iter().map(|finding| finding.message).collect();
    (messages, report.summary.imports.unknown.values().sum())
}

#[test]
fn of_the_real_library_the_sources_say_at_least_what_the_documentation_says() {
    let absent = [
        "unresolved import `core::arch::x86_64::__m128j`",
        "unresolved import `std::os::fd::AsFdd`",
        "unresolved import `std::num::NonZeroU9`",
        "unresolved import `std::sync::atomic::AtomicBoool`",
        "unresolved import `core::simd::Simdd`",
        "unresolved import `std::collection`",
    ];
    let (documented, _) = of_the_real_one(Std::Docs);
    // Of `arch` the docs show one platform.
    assert_eq!(documented, absent[1..]);
    // With the sources of a second toolchain or component, which is for `tests/run` to bring.
    if !machine::has_sources() {
        return;
    }
    for parts in [Std::Sources, Std::Both] {
        assert_eq!(of_the_real_one(parts), (absent.map(str::to_owned).to_vec(), 0), "{parts:?}");
    }
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
