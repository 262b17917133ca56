//! What this crate bounds.

use greenlight_files::Limit;

/// All limits of this crate.
pub static LIMITS: &[&Limit] = &[
    &DOCUMENT_ENTRIES,
    &DOCUMENT_BYTES,
    &SOURCE_ENTRIES,
    &COMMENT_TARGETS,
    &NAME_LENGTH,
    &NAME_STEPS,
    &FIXES,
    &FIXED_CFGS,
    &BLOCKED,
    &SEARCHED_DEPENDENCIES,
    &INCLUDED_ENTRIES,
];

/// The limits of this crate and of all below it, by crate.
pub fn limits() -> impl Iterator<Item = &'static Limit> {
    let below = [
        greenlight_files::LIMITS,
        greenlight_project::LIMITS,
        greenlight_syntax::LIMITS,
        greenlight_resolve::LIMITS,
        greenlight_bench::LIMITS,
    ];
    below.into_iter().chain([LIMITS]).flatten().copied()
}

/// The documentation of rust-lang/rust, the compiler's guide and all, is some 6,000 entries.
pub(crate) static DOCUMENT_ENTRIES: Limit = Limit::new("entries of folders in which documents are looked for", 200_000);

/// rust-lang/rust has 10 MB of Markdown.
pub(crate) static DOCUMENT_BYTES: Limit = Limit::new("bytes of documents", 128 * 1024 * 1024);

/// rust-lang/rust has 22,000 files of tests in one folder, the most of any workspace.
pub(crate) static SOURCE_ENTRIES: Limit = Limit::new("entries of folders in which Cargo looks for targets", 500_000);

/// Each is held against every call of its file. A bench has as many as it has calls, at most some 50.
pub(crate) static COMMENT_TARGETS: Limit = Limit::new("performance targets in the comments of a bench file", 1_000);

/// Longer names are not compared with a missing one.
pub(crate) static NAME_LENGTH: Limit = Limit::new("bytes in a name that is compared with a missing one", 512);

/// What is near a missing name is found by comparing letters, pair by pair.
pub(crate) static NAME_STEPS: Limit = Limit::new("pairs of letters that are compared for one missing name", 1 << 20);

/// For so many broken imports of one file fixes are worked out, each of which may have to look through all of the file;
/// where the first are put right, the next have their turn.
pub(crate) static FIXES: Limit = Limit::new("broken imports in one file for which fixes are worked out", 200);

/// All sources of the package are searched for each of them.
pub(crate) static SEARCHED_DEPENDENCIES: Limit =
    Limit::new("optional dependencies of one package that may be unused", 500);

/// A file of helpers may be a module of some hundred tests, and has some ten imports.
pub(crate) static INCLUDED_ENTRIES: Limit =
    Limit::new("imports and cfgs of one file, each as often as the file is included", 1 << 18);

/// Each finding lists its own. bevy has some 600 targets, all of which its innermost crate blocks.
pub(crate) static BLOCKED: Limit = Limit::new("targets that one finding blocks", 1_000);

/// The same of undeclared features, and of unknown cfgs, each of which is held against all that are declared.
pub(crate) static FIXED_CFGS: Limit =
    Limit::new("undeclared features, or unknown cfgs, in one file for which fixes are worked out", 200);
