//! What this crate bounds.

use greenlight_files::Limit;

/// All limits of this crate.
pub static LIMITS: &[&Limit] = &[
    &RESULT_ENTRIES,
    &RESULT_SAMPLES,
    &RESULT_FILE_BYTES,
    &EVALUATION_STEPS,
    &EVALUATION_DEPTH,
    &EVALUATION_CALLS,
    &TEXT_BYTES,
    &LIST_ELEMENTS,
    &IDS_OF_CALL,
    &IDS_BYTES,
    &SAME_NAME,
];

/// Ten thousand benchmarks with ten baselines each are 100,000 folders, each with five entries.
pub(crate) static RESULT_ENTRIES: Limit = Limit::new("entries of folders of results", 2_000_000);

/// Criterion takes 100 samples a baseline unless it is told otherwise: this is as many as 80,000 baselines have, and 128 MB.
pub(crate) static RESULT_SAMPLES: Limit = Limit::new("samples in the results below one folder", 8_000_000);

/// 10,000 samples, a hundred times as many as Criterion takes by itself, are 400 kB.
pub(crate) static RESULT_FILE_BYTES: Limit = Limit::new("bytes of one file of a result", 4 * 1024 * 1024);

pub(crate) const MAX_STEPS: u32 = 200_000;

/// A loop counts once for each of its rounds; after that, loops are gone through once, with nothing known of their elements.
pub(crate) static EVALUATION_STEPS: Limit = Limit::new("expressions evaluated in one bench target", MAX_STEPS as u64);

/// How deep calls and expressions may be in each other while they are evaluated: some 4 kB of stack each in a debug build.
pub(crate) static EVALUATION_DEPTH: Limit = Limit::new("expressions within expressions of a bench", 400);

/// Functions and closures that call each other.
pub(crate) static EVALUATION_CALLS: Limit = Limit::new("calls within calls of a bench's functions", 12);

/// Criterion itself cuts the names of folders at 64 bytes.
pub(crate) static TEXT_BYTES: Limit = Limit::new("bytes of an evaluated string in a bench", 4_096);

/// Of what is put together from others; longer literals are not gone through either.
pub(crate) static LIST_ELEMENTS: Limit = Limit::new("elements of an evaluated list in a bench", 4_096);

/// A bench of 4,096 ids runs for nine hours.
pub(crate) static IDS_OF_CALL: Limit = Limit::new("ids of one call that defines benchmarks", 4_096);

/// All ids that a target may have, with what it takes to keep them.
pub(crate) static IDS_BYTES: Limit = Limit::new("bytes of the ids of one bench target", 8 << 20);

/// Functions or constants of one name in a target. Where more may be meant, none is.
pub(crate) static SAME_NAME: Limit = Limit::new("functions or constants of one name in a bench target", 256);
