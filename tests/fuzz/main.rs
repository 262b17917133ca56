//! Damaged input of every kind that Greenlight reads: a bounded round of changes to a corpus that is kept, the same at
//! each run. What must hold for hostile shapes and sizes is in `tests/hostile`.

// These are tests: they write what is to be read, start the binary, and may panic anywhere.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod driver;
mod mutation;
mod wire;
mod workspace;

use greenlight_syntax::{NameTable, rescan, scan_with_landmarks};

use crate::driver::fuzz;
use crate::workspace::Sample;

const RUST: [&str; 30] = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "\"",
    "'",
    "r#\"",
    "/*",
    "*/",
    "//",
    "use ",
    "pub ",
    "mod m",
    "::",
    "*",
    ", ",
    "macro_rules! m { ",
    "#[cfg(",
    "not(",
    "feature = ",
    " as ",
    "$x:tt ",
    "$(",
    "crate::",
    "\u{202e}",
    "\\",
];
const TOML: [&str; 20] = [
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'''",
    "=",
    ".",
    ",",
    "\n",
    "#",
    "[[bench]]\n",
    "[features]\n",
    "path = \"..\"",
    "**",
    "*/",
    "cfg(not(",
    "\u{feff}",
    "\\u0000",
    "9999999999999999999",
];
const JSON: [&str; 14] =
    ["{", "}", "[", "]", "\"", ":", ",", "null", "-", "1e999", "0.", "\\ud800", "\\u0000", "99999999999999999999"];
const MARKDOWN: [&str; 16] =
    ["> ", "- ", "1. ", "|", "---", "`", "*", "_", "[", "](", "![", "<", "&lt;", "< 100 ms", "%", "\n\n"];

#[test]
fn scanner_and_rescan_agree_on_damaged_sources() {
    fuzz("source", 3_000, &RUST, |input, random| {
        let old = String::from_utf8_lossy(input).into_owned();
        let mut names = NameTable::new();
        let (facts, landmarks) = scan_with_landmarks(&old, &mut names);
        let edited = crate::mutation::mutated(old.as_bytes(), &[], &RUST, random);
        let edited = String::from_utf8_lossy(&edited).into_owned();
        if let Some(again) = rescan((&facts, &landmarks), &old, &edited, &mut names) {
            assert_eq!(again, scan_with_landmarks(&edited, &mut names), "{old:?} became {edited:?}");
        }
    });
}

/// Everything is asked of a workspace whose file `name` is damaged.
fn fuzz_file(target: &str, name: &str, words: &[&str]) {
    let sample = Sample::new();
    fuzz(target, 60, words, |input, random| sample.ask(name, input, random));
}

#[test]
fn damaged_sources() {
    fuzz_file("source", "src/lib.rs", &RUST);
}

#[test]
fn damaged_benches() {
    fuzz_file("bench", "benches/b.rs", &RUST);
}

#[test]
fn damaged_manifests() {
    fuzz_file("manifest", "Cargo.toml", &TOML);
}

#[test]
fn damaged_lock_files() {
    fuzz_file("lock", "Cargo.lock", &TOML);
}

#[test]
fn damaged_cargo_configurations() {
    fuzz_file("cargo_config", ".cargo/config.toml", &TOML);
}

#[test]
fn damaged_configurations() {
    fuzz_file("configuration", "greenlight.toml", &TOML);
}

#[test]
fn damaged_documents() {
    fuzz_file("document", "PERF.md", &MARKDOWN);
}

#[test]
fn damaged_results() {
    fuzz_file("benchmark", "target/criterion/search/10/new/benchmark.json", &JSON);
    fuzz_file("estimates", "target/criterion/search/10/new/estimates.json", &JSON);
    fuzz_file("sample", "target/criterion/search/10/new/sample.json", &JSON);
}
