//! How much of what input asks for is followed. Each limit is far above real code, and what lies beyond it is unknown
//! ([`crate::Why::Limit`]).

use greenlight_files::Limit;

/// A circle of imports has some hundred links for each of these; a chain that ends may be of any length, as it is answered
/// from its end (`deep.rs`). Real code has circles of a dozen links, so that none is ever cut.
pub(crate) static CIRCLE: Limit = Limit::new("questions that go in a circle and are put off for one import", 16);

/// `use f as g;` of what is no type is followed through so many imports. Real code has up to four.
pub(crate) static RENAMED_VALUE: Limit = Limit::new("imports of imports on the way to a function or a macro", 64);

/// Modules whose globs reach each other are searched one by one for every name. `web-sys`, in which some 1,600 modules see
/// each other, is the largest known.
pub(crate) static REACHED: Limit = Limit::new("containers that the globs of one module reach", 8192);

/// A name gets further by one glob a round where a glob's own path leads through another glob. Real code needs up to five.
pub(crate) static ROUNDS: Limit = Limit::new("rounds in which the globs of modules are found out together", 32);

/// Every limit of name resolution.
pub static LIMITS: &[&Limit] = &[&CIRCLE, &RENAMED_VALUE, &REACHED, &ROUNDS];
