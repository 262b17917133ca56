//! A cold check of a large tree against its floor: reading and lexing once, on all cores, the very files that the
//! check read. Both in one run, in turns, since the ratio is what holds on a noisy machine; then peak memory.
//!
//! `cargo bench --bench cold_check`

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // a bench prepares its own input, and may stop at once

#[path = "../tree.rs"]
mod tree;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use criterion::Criterion;
use greenlight_files::Files;
use greenlight_ide::{Host, Report, Snapshot};
use ra_ap_rustc_lexer::{FrontmatterAllowed, tokenize};
use rayon::prelude::*;

/// Set in a process of its own that checks once, so that its peak is the check's.
const CHECK_ONCE: &str = "GREENLIGHT_BENCH_CHECK_ONCE";

/// How often the two are measured in turns.
const PAIRS: usize = 15;

fn main() {
    if let Some(root) = std::env::var_os(CHECK_ONCE) {
        let checked = check(Path::new(&root), Files::new());
        println!("{}", peak_kibibytes());
        std::mem::forget(checked);
        return;
    }
    // `cargo test --benches` runs this with `--test`: everything once, nothing measured.
    let measuring = std::env::args().any(|argument| argument == "--bench");
    let tree = tree::Tree::new("cold-check-tree");
    let files = files_read(&tree.root);
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let mut group = criterion.benchmark_group("cold check");
    group.bench_function("floor", |bencher| bencher.iter(|| lex(&files)));
    group.bench_function("check", |bencher| bencher.iter_with_large_drop(|| check(&tree.root, Files::new())));
    group.finish();
    criterion.final_summary();
    if measuring {
        report_ratio(&tree, &files);
    }
}

/// As `greenlight check` does, which ends without freeing what it knows.
fn check(root: &Path, files: Files) -> (Report, Snapshot) {
    let snapshot = Host::open(files, root).unwrap().snapshot();
    (snapshot.report(), snapshot)
}

/// What a check of the tree reads.
fn files_read(root: &Path) -> Vec<PathBuf> {
    let files = Files::recording();
    check(root, files.clone());
    files.files_read()
}

/// Reads and lexes each file once; the number of tokens, so that the work is done.
fn lex(files: &[PathBuf]) -> usize {
    let of_file = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap_or_default();
        tokenize(&text, FrontmatterAllowed::No).count()
    };
    files.par_iter().map(of_file).sum()
}

fn report_ratio(tree: &tree::Tree, files: &[PathBuf]) {
    let mut ratios = Vec::new();
    let (mut floors, mut checks) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        let floor = time(|| lex(files));
        let check = time(|| check(&tree.root, Files::new()));
        ratios.push(check.as_secs_f64() / floor.as_secs_f64());
        floors.push(floor);
        checks.push(check);
    }
    ratios.sort_by(f64::total_cmp);
    floors.sort();
    checks.sort();
    let peak = Command::new(std::env::current_exe().unwrap()).env(CHECK_ONCE, &tree.root).output().unwrap();
    let peak: u64 = String::from_utf8_lossy(&peak.stdout).trim().parse().unwrap();
    println!("tree: {} lines in {} files read, {} threads", tree.lines, files.len(), rayon::current_num_threads());
    println!("floor {:?}, check {:?} (medians of {PAIRS})", floors[PAIRS / 2], checks[PAIRS / 2]);
    println!("ratio {:.2} ({:.2} to {:.2})", ratios[PAIRS / 2], ratios[0], ratios[PAIRS - 1]);
    println!("peak memory {:.1} MB", peak as f64 * 1024.0 / 1e6);
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let done = std::hint::black_box(work());
    let elapsed = start.elapsed();
    drop(done);
    elapsed
}

/// The process's own high-water mark; 0 where the system does not tell.
fn peak_kibibytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
}
