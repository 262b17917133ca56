//! What this crate bounds.

use greenlight_files::Limit;

/// All limits of this crate.
pub static LIMITS: &[&Limit] = &[&RESULT_ENTRIES, &RESULT_SAMPLES, &RESULT_FILE_BYTES];

/// Ten thousand benchmarks with ten baselines each are 100,000 folders, each with five entries.
pub(crate) static RESULT_ENTRIES: Limit = Limit::new("entries of folders of results", 2_000_000);

/// Criterion takes 100 samples a baseline unless it is told otherwise: this is as many as 80,000 baselines have, and 128 MB.
pub(crate) static RESULT_SAMPLES: Limit = Limit::new("samples in the results below one folder", 8_000_000);

/// 10,000 samples, a hundred times as many as Criterion takes by itself, are 400 kB.
pub(crate) static RESULT_FILE_BYTES: Limit = Limit::new("bytes of one file of a result", 4 * 1024 * 1024);
