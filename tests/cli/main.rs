//! The `greenlight` binary from outside: what it prints, what it exits with, and whether rustc and Cargo agree.
//! [`workspace`] makes the folders it runs on, [`greenlight`] runs it, [`cargo`] asks the real Cargo.

// These are tests: they write what the binary is to read, start it, and may panic anywhere.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod bad_input;
mod bench_report;
mod benches;
mod broken_workspace;
mod cargo;
mod check;
mod corpus;
mod doctor;
mod explain;
mod feature_fixes;
mod fix_attacks;
mod fix_command;
mod fix_order;
mod greenlight;
mod hostile_text;
mod import_fixes;
mod invalid_feature;
#[path = "../machine/mod.rs"]
mod machine;
mod probes;
mod published;
mod sample;
mod sample_fixes;
mod saved_results;
mod standard_library;
mod workspace;
