//! The standard library as its docs have it, against what published crates import from it: the sources of every package
//! that this workspace depends on. They compile, so a name that is absent here is missing from the docs and from the
//! list of what is not in them.

// These tests start Cargo to find the sources, read them as they lie, and stop at what they did not expect.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod corpus;
mod library;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use corpus::Leaf;
use library::{Library, Verdict};

/// Of all leaves, how many per cent are found; what is open decides nothing. It only ever rises.
const FOUND_PER_CENT: f64 = 99.5;

#[test]
fn what_published_crates_import_is_there() {
    let mut library = Library::installed();
    let leaves = corpus::leaves();
    let (mut found, mut open) = (0, BTreeMap::<String, u32>::new());
    let mut absent = BTreeSet::new();
    for Leaf { package, file, path, glob } in &leaves {
        match library.verdict(path, *glob) {
            Verdict::Found => found += 1,
            Verdict::Open => *open.entry(path.join("::")).or_default() += 1,
            Verdict::Absent => drop(absent.insert(format!("{package}/{file}: {}", path.join("::")))),
        }
    }
    let share = 100.0 * f64::from(found) / leaves.len() as f64;
    println!("{found} of {} leaves found ({share:.2} %); open: {open:?}", leaves.len());
    assert!(absent.is_empty(), "imported where it compiles:\n{absent:#?}");
    assert!(share >= FOUND_PER_CENT, "{share:.2} % of {} leaves", leaves.len());
    assert!(leaves.len() >= 10_000, "only {} leaves were looked for", leaves.len());
}

#[test]
fn misspelled_names_are_absent() {
    let mut library = Library::installed();
    for path in [
        "std::collections::HashMpa",
        "std::colections::HashMap",
        "std::sync::Mutx",
        "std::sync::atomic::AtomicUsiz",
        "std::io::ErrorKind::NotFuond",
        "std::option::Option::Sme",
        "std::prelude::v1::Strin",
        "core::fmt::Dsiplay",
        "core::primitive::u9",
        "alloc::vec::Vce",
        "alloc::collections::BTreeMp",
        "std::vec::Vec::new",
        "proc_macro::TokenStrem",
    ] {
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        assert_eq!(library.verdict(&path, false), Verdict::Absent, "{path:?}");
    }
    // The root of `test` has globs of what is private to it.
    let open = |path: &[String]| path[0] == "test" || ["arch", "intrinsics", "os"].contains(&path[1].as_str());
    let mut missed = Vec::new();
    let mut judged = 0;
    for Leaf { path, glob, .. } in corpus::leaves().iter().filter(|leaf| leaf.path.len() > 1) {
        if open(path) || library.verdict(path, *glob) != Verdict::Found {
            continue;
        }
        let mut misspelled = path.clone();
        misspelled.last_mut().unwrap().push('x');
        judged += 1;
        if library.verdict(&misspelled, *glob) != Verdict::Absent {
            missed.push(misspelled.join("::"));
        }
    }
    assert!(missed.is_empty(), "of {judged}: {missed:#?}");
    assert!(judged >= 9_000, "only {judged} leaves were misspelled");
}

#[test]
fn a_module_is_read_in_a_moment() {
    let mut library = Library::installed();
    for krate in ["std", "core", "alloc", "proc_macro", "test"] {
        library.read_all(krate);
    }
    let mut times: Vec<(Duration, String)> = library.times.clone();
    times.sort();
    let total: Duration = times.iter().map(|(time, _)| *time).sum();
    let median = times[times.len() / 2].0;
    println!("{} modules in {total:?}, median {median:?}, slowest {:?}", times.len(), &times[times.len() - 4..]);
    assert!(times.len() > 200, "only {} modules", times.len());
    assert!(median < Duration::from_millis(20), "{median:?} for a module, at the median");
}
