//! A manifest with ten thousand features: opening and checking its workspace, as a ratio to reading the file and parsing it with
//! `toml_edit` once. Whoever compares each feature with each other sees it here.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use greenlight_files::{Files, absolute};
use greenlight_ide::Host;

/// How many times each is done; the median counts.
const RUNS: usize = 15;

fn main() {
    // `cargo test --benches` runs this with `--test`: everything once, nothing measured.
    let measuring = std::env::args().any(|argument| argument == "--bench");
    let (features, runs) = if measuring { (10_000, RUNS) } else { (10, 1) };
    let folder = tempfile::tempdir().unwrap();
    let root = absolute(folder.path());
    write_workspace(&root, features);
    let manifest = root.join("Cargo.toml");

    let parsing = median(runs, || {
        let text = std::fs::read_to_string(&manifest).unwrap();
        std::hint::black_box(toml_edit::Document::parse(text).unwrap());
    });
    let checking = median(runs, || {
        let report = Host::open(Files::new(), &root).unwrap().snapshot().report();
        assert_eq!(report.findings.len(), 2, "the one that is broken, and the cfg on it");
    });
    mend(&root, features);
    let whole = median(runs, || {
        assert!(Host::open(Files::new(), &root).unwrap().snapshot().report().findings.is_empty());
    });
    println!("{features} features, read and parsed in {parsing:.2?}");
    let ratio = |time: Duration| time.as_secs_f64() / parsing.as_secs_f64();
    println!("opened and checked in {whole:.2?}, ratio {:.2}", ratio(whole));
    println!(
        "with two findings, for which the nearest names are looked for, {checking:.2?}, ratio {:.2}",
        ratio(checking)
    );
}

/// Each feature turns on the one before it and one of a dependency; the last also one that is not there.
fn write_workspace(root: &Path, features: usize) {
    let mut manifest =
        "[package]\nname = \"many\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[dependencies]\nother = { path = \
                        \"other\", optional = true }\n\n[features]\n"
            .to_owned();
    writeln!(manifest, "feature-0 = [\"dep:other\"]").unwrap();
    for number in 1..features {
        writeln!(manifest, "feature-{number} = [\"feature-{}\", \"other?/fast\"]", number - 1).unwrap();
    }
    writeln!(manifest, "last = [\"feature-{features}x\"]").unwrap();
    let other = "[package]\nname = \"other\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[features]\nfast = []\n";
    let library = format!("#[cfg(feature = \"feature-{features}y\")]\npub fn last() {{}}\n");
    for (name, text) in
        [("Cargo.toml", &*manifest), ("src/lib.rs", &library), ("other/Cargo.toml", other), ("other/src/lib.rs", "")]
    {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// Takes out what is reported.
fn mend(root: &Path, features: usize) {
    let manifest = root.join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace(&format!("[\"feature-{features}x\"]"), "[]")).unwrap();
    std::fs::write(root.join("src/lib.rs"), "").unwrap();
}

fn median(runs: usize, mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let started = Instant::now();
            run();
            started.elapsed()
        })
        .collect();
    times.sort();
    times[runs / 2]
}
