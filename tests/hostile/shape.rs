//! A shape of hostile input: what is repeated or nested, as a function of how often.

use crate::tree::Tree;

/// One generator. Its sizes are doubled from [`SMALLEST`] up to `largest`.
pub(crate) struct Shape {
    /// A name for it, unique among all shapes, in `snake_case`.
    pub(crate) name: &'static str,
    /// The largest size that is worth trying: where it grows to some megabytes, or to what the file system allows.
    pub(crate) largest: u32,
    /// Writes the shape of that size into an empty tree.
    pub(crate) make: fn(u32, &mut Tree),
}

/// The first size of every shape.
pub(crate) const SMALLEST: u32 = 16;

/// `text` `times` times in a row.
pub(crate) fn times(text: &str, times: u32) -> String {
    text.repeat(times as usize)
}

/// What `line` makes of 0, 1, 2, … `count` times, joined.
pub(crate) fn each(count: u32, line: impl Fn(u32) -> String) -> String {
    (0..count).map(line).collect()
}
