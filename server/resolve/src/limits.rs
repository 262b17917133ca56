//! How much of what input asks for is followed. Each limit is far above real code, and what lies beyond it is unknown
//! ([`crate::Why::Limit`]).

use greenlight_files::Limit;

/// A circle of imports has some hundred links for each of these; a chain that ends may be of any length, as it is answered
/// from its end (`deep.rs`).
pub(crate) static CIRCLE: Limit = Limit::new("questions that go in a circle and are put off for one import", 16);

/// `use f as g;` of what is no type is followed through so many imports.
pub(crate) static RENAMED_VALUE: Limit = Limit::new("imports of imports on the way to a function or a macro", 64);

/// Modules whose globs reach each other are searched one by one for every name. In `web-sys` a thousand
/// modules see each other.
pub(crate) static REACHED: Limit = Limit::new("containers that the globs of one module reach", 8192);

/// As [`REACHED`], of all modules whose globs need each other.
pub(crate) static REACHED_TOGETHER: Limit =
    Limit::new("containers that modules reach whose globs are found out together", 1 << 21);

/// A name gets further by one glob a round where a glob's own path leads through another glob.
pub(crate) static ROUNDS: Limit = Limit::new("rounds in which the globs of modules are found out together", 32);

/// `mod` items lead to files that have `mod` items. Far deeper trees than this are circles of links.
pub(crate) static MODULE_DEPTH: Limit = Limit::new("levels of modules in files of their own", 128);

/// A file counts as often as `mod` items lead to it.
pub(crate) static INSTANCES: Limit = Limit::new("files that one target includes, each as often as it does", 32_768);

/// Cfgs that the truth of one place hangs on.
pub(crate) static CFGS: Limit = Limit::new("cfgs that may hold or not in the predicates around one place", 256);

/// Whether some build makes a predicate true is found by trying, in so many steps. Whether it ever holds is unclear beyond.
pub(crate) static CFG_STEPS: Limit = Limit::new("steps of looking for a build in which a predicate holds", 1 << 18);

/// A name stands for one thing a namespace, in each build; a facade over platforms has some ten.
pub(crate) static SAME_NAME: Limit = Limit::new("definitions of one name in one module", 256);

/// A call may double its tokens a hundred times, and there may be any number of such calls.
pub(crate) static EXPANDED: Limit = Limit::new("bytes that the calls of one module expand to", 1 << 24);

/// Every module may export every other by globs, and each is searched by itself.
pub(crate) static SEARCH_STEPS: Limit = Limit::new("modules and globs that are searched for one missing name", 1 << 16);

/// Every limit of name resolution.
pub static LIMITS: &[&Limit] = &[
    &CIRCLE,
    &RENAMED_VALUE,
    &REACHED,
    &REACHED_TOGETHER,
    &ROUNDS,
    &MODULE_DEPTH,
    &INSTANCES,
    &CFGS,
    &CFG_STEPS,
    &SAME_NAME,
    &EXPANDED,
    &SEARCH_STEPS,
    &crate::exported::PACKAGE_ENTRIES,
];
