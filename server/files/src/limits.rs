//! What this crate bounds.

use crate::Limit;

/// All limits of this crate.
pub static LIMITS: &[&Limit] = &[&FOLDER_ENTRIES];

/// The largest folders of people's machines are Cargo's registry and Criterion's results, with some ten thousand entries.
pub static FOLDER_ENTRIES: Limit = Limit::new("entries of one folder", 200_000);
