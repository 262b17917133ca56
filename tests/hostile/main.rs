//! Hostile folders: a table of shapes, each at doubling sizes, against `check`, `fix --dry-run`, `bench list` and the
//! server with another file open. None of them may abort, hang or take more than 300 MB.
//!
//! By default two sizes of each shape are tried, of those in [`held`] no larger ones. `GREENLIGHT_HOSTILE=full` tries all
//! sizes of all shapes and prints a line for each; `GREENLIGHT_HOSTILE=2048` those up to this size; `GREENLIGHT_HOSTILE=NAME`
//! those of one shape; `GREENLIGHT_BINARY` names another binary than the one just built. `GREENLIGHT_HOSTILE_KEEP=FOLDER` writes the
//! folders there, each as `NAME-SIZE`, and runs nothing on them.

// These are tests: they write what the binary is to read, start it, and may panic anywhere.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]
#![cfg(target_os = "linux")] // memory is asked of `/proc`

mod benches;
mod blind;
mod configuration;
mod folders;
#[path = "../frames/mod.rs"]
mod frames;
mod held;
mod imports;
mod macros;
mod manifests;
mod process;
mod results;
mod server;
mod shape;
mod sources;
mod tree;

use std::collections::BTreeSet;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::held::HELD;
use crate::shape::{SMALLEST, Shape};
use crate::tree::{Entry, Tree};

/// All that is run on each folder.
const COMMANDS: [&[&str]; 3] = [&["check", "."], &["fix", "--dry-run", "."], &["bench", "list", "."]];

/// The sizes that are tried where nobody asks for more.
const USUAL: [u32; 2] = [16, 256];

/// As many hostile files as an editor has open.
const MAX_OPEN: usize = 3;

fn shapes() -> Vec<&'static Shape> {
    let tables = [
        sources::SHAPES,
        imports::SHAPES,
        macros::SHAPES,
        benches::SHAPES,
        manifests::SHAPES,
        configuration::SHAPES,
        results::SHAPES,
        folders::SHAPES,
        blind::SHAPES,
    ];
    tables.into_iter().flatten().collect()
}

/// The sizes of `shape` that are tried: four times the last one each, up to the largest or `up_to`, else a few that are known
/// to hold.
fn sizes(shape: &Shape, up_to: Option<u32>) -> Vec<u32> {
    if let Some(up_to) = up_to {
        let largest = shape.largest.min(up_to);
        let sizes = std::iter::successors(Some(SMALLEST), |size| size.checked_mul(4));
        return sizes.take_while(|&size| size < largest).chain([largest]).collect();
    }
    let held = HELD.iter().find(|(name, _)| *name == shape.name).map_or(u32::MAX, |&(_, size)| size);
    let last = shape.largest.min(held);
    BTreeSet::from(USUAL.map(|size| size.min(last))).into_iter().collect()
}

/// What is wrong with the answers to a shape, from the smallest size up to the first that it does not hold at.
fn first_faults(shape: &Shape, up_to: Option<u32>) -> Vec<String> {
    let found = sizes(shape, up_to).into_iter().map(|size| faults(shape, size, up_to.is_some()));
    found.into_iter().find(|faults| !faults.is_empty()).unwrap_or_default()
}

/// What is wrong with the answers to a shape of one size.
fn faults(shape: &Shape, size: u32, print: bool) -> Vec<String> {
    let mut tree = Tree::default();
    (shape.make)(size, &mut tree);
    let is_source = |path: &str| path.ends_with(".rs") || path.ends_with(".toml");
    let hostile: Vec<String> = tree
        .entries
        .iter()
        .filter(|(path, entry)| matches!(entry, Entry::File(_)) && is_source(path))
        .map(|(path, _)| path.clone())
        .take(MAX_OPEN)
        .collect();
    tree.complete();
    if let Some(folder) = std::env::var_os("GREENLIGHT_HOSTILE_KEEP") {
        tree.write(&PathBuf::from(folder).join(format!("{}-{size}", shape.name)));
        return Vec::new();
    }
    let folder = tempfile::tempdir().unwrap();
    let root = std::fs::canonicalize(folder.path()).unwrap();
    tree.write(&root);
    let mut line = format!("{:32} {size:7} {:9} bytes", shape.name, tree.bytes());
    let mut faults = Vec::new();
    for arguments in COMMANDS {
        let run = process::run(&root, arguments);
        line += &format!("  {:.2} s {:3} MB", run.seconds, run.memory / 1_000_000);
        faults.extend(run.fault().map(|fault| format!("{} of {size}: {arguments:?} {fault}", shape.name)));
    }
    let open: Vec<&str> = hostile.iter().map(String::as_str).collect();
    let session = server::session(&root, &open);
    line += &format!("  server {:.2} s {:3} MB", session.seconds, session.memory / 1_000_000);
    line += &format!(", other file {:.0} ms", session.longest_wait * 1000.0);
    faults.extend(session.fault.map(|fault| format!("{} of {size}: the server {fault}", shape.name)));
    if print {
        println!("{line}");
    }
    // At once, since all of them take minutes.
    faults.iter().for_each(|fault| println!("{fault}"));
    faults
}

#[test]
fn no_shape_of_any_size_ends_or_hangs_a_process() {
    let wanted = std::env::var("GREENLIGHT_HOSTILE").ok();
    let up_to = wanted.as_ref().map(|wanted| wanted.parse().unwrap_or(u32::MAX));
    let is_of_all = |wanted: &str| wanted == "full" || wanted.parse::<u32>().is_ok();
    let is_wanted = |shape: &&Shape| wanted.as_deref().is_none_or(|name| is_of_all(name) || name == shape.name);
    let shapes: Vec<&Shape> = shapes().into_iter().filter(is_wanted).collect();
    assert!(!shapes.is_empty(), "no shape is called {wanted:?}");
    let faults: Vec<String> = shapes.par_iter().flat_map_iter(|shape| first_faults(shape, up_to)).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_shape_has_a_name_of_its_own_and_grows() {
    let shapes = shapes();
    assert!(shapes.len() >= 60, "{}", shapes.len());
    let names: BTreeSet<&str> = shapes.iter().map(|shape| shape.name).collect();
    assert_eq!(names.len(), shapes.len());
    assert!(HELD.iter().all(|(name, _)| names.contains(name)));
    for shape in shapes {
        let bytes = |size| {
            let mut tree = Tree::default();
            (shape.make)(size, &mut tree);
            tree.bytes() + tree.entries.keys().map(String::len).sum::<usize>()
        };
        assert!(bytes(SMALLEST) < bytes(shape.largest), "{}", shape.name);
    }
}
