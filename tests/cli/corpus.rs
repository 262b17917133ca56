//! Published crates, which compile: whatever is reported there is wrong. What compiles is what their users build; the
//! tests and benches of some do not, since publishing left out what they need, and those are listed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use crate::cargo;
use crate::greenlight::check_with;
use crate::machine;

/// Of the use leaves that begin with `crate`, `self` or `super`, how many per cent are found or absent. It only ever
/// rises.
const LOCAL_DECIDED_PER_CENT: f64 = 96.8;

/// Tests and benches that rustc rejects as they were published, with what is missing; compared exactly.
const DO_NOT_COMPILE: &[(&str, &str, &str)] = &[
    ("futures-channel", "benches/sync_mpsc.rs", "the development dependency `futures` was stripped"),
    ("futures-channel", "tests/channel.rs", "the development dependency `futures` was stripped"),
    ("futures-channel", "tests/mpsc-close.rs", "the development dependency `futures` was stripped"),
    ("futures-channel", "tests/mpsc-size_hint.rs", "the development dependency `futures` was stripped"),
    ("futures-channel", "tests/mpsc.rs", "the development dependency `futures` was stripped"),
    ("futures-channel", "tests/oneshot.rs", "the development dependency `futures` was stripped"),
    ("jiff", "tests/lib.rs", "`mod init;` and others are not in the package"),
    ("regex", "tests/lib.rs", "`mod fuzz;` is not in the package"),
    ("regex-automata", "tests/lib.rs", "`mod fuzz;` is not in the package"),
];

/// How many packages there are at least, so that a dependency tree that shrinks unseen does not count as a success.
const PACKAGES_AT_LEAST: usize = 100;

/// The manifest of every package from a registry that this workspace depends on, for the platforms that `arguments` choose.
fn manifests(arguments: &[&str]) -> Vec<PathBuf> {
    let metadata = ["metadata", "--offline", "--locked", "--format-version", "1"];
    let arguments = [&metadata, arguments].concat();
    let output = cargo::cargo().args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let published = packages.filter(|package| !package["source"].is_null());
    published.map(|package| PathBuf::from(package["manifest_path"].as_str().unwrap())).collect()
}

/// A `CARGO_HOME` in which the packages of this workspace's lock are downloaded and no others: some packages have locks of their
/// own, and whether what those pin is there decides what can be said of them.
fn cargo_home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for manifest in manifests(&[]) {
        let folder = manifest.parent().unwrap();
        let registry = home.path().join("registry/src").join(folder.parent().unwrap().file_name().unwrap());
        std::fs::create_dir_all(&registry).unwrap();
        machine::link(folder, &registry.join(folder.file_name().unwrap()));
    }
    home
}

#[derive(Default)]
struct Tally {
    wrong: Vec<String>,
    /// Package and file, of findings that stop nothing but tests, benches and examples.
    of_tests: BTreeSet<(String, String)>,
    unknown: BTreeMap<String, usize>,
    local: usize,
    local_decided: usize,
}

#[test]
fn nothing_is_reported_in_the_dependency_tree_and_most_is_decided() {
    let home = cargo_home();
    let manifests = manifests(&["--filter-platform", &cargo::host()]);
    assert!(manifests.len() >= PACKAGES_AT_LEAST, "only {} packages", manifests.len());
    let next = AtomicUsize::new(0);
    let tally = Mutex::new(Tally::default());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(manifest) = manifests.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let folder = manifest.parent().unwrap();
                    let [registry, name] = [folder.parent().unwrap(), folder].map(|it| it.file_name().unwrap());
                    let folder = home.path().join("registry/src").join(registry).join(name);
                    let manifest = folder.join("Cargo.toml");
                    let arguments = ["--manifest-path", manifest.to_str().unwrap()];
                    let report = check_with(&folder, &arguments, |command| _ = command.env("CARGO_HOME", home.path()));
                    let mut tally = tally.lock().unwrap();
                    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
                    let package = name.rsplit_once('-').map_or(name.as_str(), |(package, _)| package);
                    for finding in report.findings.iter().filter(|finding| finding.rule.starts_with("unresolved-")) {
                        let of_tests = |target: &String| {
                            ["test ", "bench ", "example "].iter().any(|kind| target.starts_with(kind))
                        };
                        if !finding.blocks.is_empty() && finding.blocks.iter().all(of_tests) {
                            tally.of_tests.insert((package.to_owned(), finding.file.clone()));
                            continue;
                        }
                        let (line, message) = (finding.start.line, &finding.message);
                        tally.wrong.push(format!("{name}/{}:{line}: {message}", finding.file));
                    }
                    tally.local += report.summary.imports.local;
                    tally.local_decided += report.summary.imports.local_decided;
                    for (why, count) in report.summary.imports.unknown {
                        *tally.unknown.entry(why).or_default() += count;
                    }
                }
            });
        }
    });
    let tally = tally.into_inner().unwrap();
    let share = 100.0 * tally.local_decided as f64 / tally.local as f64;
    println!(
        "{} packages, {} of {} local leaves decided ({share:.1} %)",
        manifests.len(),
        tally.local_decided,
        tally.local
    );
    println!("unknown, of all leaves: {:?}", tally.unknown);
    let listed: BTreeSet<(String, String)> =
        DO_NOT_COMPILE.iter().map(|&(package, file, _)| (package.to_owned(), file.to_owned())).collect();
    assert_eq!(tally.of_tests, listed, "tests and benches that do not compile as they were published");
    assert!(tally.wrong.is_empty(), "reported in published crates:\n{}", tally.wrong.join("\n"));
    assert!(share >= LOCAL_DECIDED_PER_CENT, "{share:.1} % of {} local leaves", tally.local);
}
