//! The limits of this crate. What `syn` parses, it parses by recursion, and what it makes is walked and dropped by
//! recursion: so the tokens of a bench are measured before they are parsed. The most costly level of nesting takes 8.2 kB
//! of stack (a type in a generic argument, a function in a function), the most costly operator 0.6 kB, measured over 120
//! constructs in a debug build: all limits together are reached with 3.3 MB.

use greenlight_files::Limit;

/// Brackets, generic arguments, prefix operators and the like around one place. Hand-written benches have up to some 40.
pub static BENCH_NESTING: Limit = Limit::new("levels of nesting in a bench file", 256);

/// Operators and calls that follow each other in one expression, with those around it. A long builder has some 100.
pub static BENCH_OPERATORS: Limit = Limit::new("operators and calls in one expression of a bench file", 2_048);

/// A token takes some 200 bytes while it is parsed. The longest bench among 239 published ones has 19 kB.
pub static BENCH_ITEM_BYTES: Limit = Limit::new("bytes of a bench file that are parsed at once", 512 << 10);

/// Larger files are read item by item up to here.
pub static BENCH_FILE_BYTES: Limit = Limit::new("bytes of a bench file that are parsed", 2 << 20);

/// The arguments of a macro call are parsed again, and those of a call in them once more.
pub static BENCH_MACRO_NESTING: Limit = Limit::new("macro calls within macro calls in a bench file", 32);

/// All of them.
pub static LIMITS: &[&Limit] =
    &[&BENCH_NESTING, &BENCH_OPERATORS, &BENCH_ITEM_BYTES, &BENCH_FILE_BYTES, &BENCH_MACRO_NESTING];
