//! Feeds a target with its corpus, and with changes of it. `corpus/TARGET/` holds the inputs to begin with and those that
//! once failed, which stay as tests.
//!
//! `GREENLIGHT_FUZZ_ROUNDS` multiplies the number of rounds, `GREENLIGHT_FUZZ_SEED` is the first random state. Before each round
//! the input is left in the target folder as `fuzz-TARGET`, so that it is there after an abort too: put it into the corpus.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use fastrand::Rng;

use crate::mutation::mutated;

/// The stack that Greenlight's own threads have at least, in bytes.
const STACK: usize = 8 * 1024 * 1024;

/// Runs `target` on its corpus and on `rounds` changes of it.
pub(crate) fn fuzz(name: &str, rounds: u32, words: &[&str], target: impl Fn(&[u8], &mut Rng) + Sync) {
    let corpus = corpus(name);
    assert!(!corpus.is_empty(), "there is no corpus of {name}");
    let rounds = rounds * number("GREENLIGHT_FUZZ_ROUNDS", 1) as u32;
    let mut random = Rng::with_seed(number("GREENLIGHT_FUZZ_SEED", 0));
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build().unwrap();
    pool.install(|| {
        for input in &corpus {
            one(name, input, random.fork(), &target);
        }
        for _ in 0..rounds {
            let input = &corpus[random.usize(0..corpus.len())];
            let input = mutated(input, &corpus, words, &mut random);
            one(name, &input, random.fork(), &target);
        }
    });
}

fn one(name: &str, input: &[u8], mut random: Rng, target: &impl Fn(&[u8], &mut Rng)) {
    let last = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}"));
    std::fs::write(&last, input).unwrap();
    let outcome = catch_unwind(AssertUnwindSafe(|| target(input, &mut random)));
    assert!(outcome.is_ok(), "{name} fails with the input that is left in {}", last.display());
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    // The file system has an order of its own, and the seed is to mean the same everywhere.
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |value| value.parse().unwrap())
}
