//! What this crate bounds.

use greenlight_files::Limit;

/// All limits of this crate.
pub static LIMITS: &[&Limit] =
    &[&SEARCHED_ENTRIES, &MEMBER_ENTRIES, &MEMBER_PATTERN_BYTES, &CHECKOUT_ENTRIES, &TOML_BYTES];

/// A home with some hundred checkouts; the `target` folders, which hold most, are passed over.
pub(crate) static SEARCHED_ENTRIES: Limit =
    Limit::new("entries of folders in which workspaces are looked for", 1_000_000);

/// Each is a folder or a file beside one; the largest of 24 public workspaces goes through 57.
pub(crate) static MEMBER_ENTRIES: Limit =
    Limit::new("entries of folders that a pattern of `members` goes through", 50_000);

/// No system has longer paths.
pub(crate) static MEMBER_PATTERN_BYTES: Limit = Limit::new("bytes of a pattern of `members`", 4_096);

/// As [`MEMBER_ENTRIES`], of a repository that a git dependency is from.
pub(crate) static CHECKOUT_ENTRIES: Limit =
    Limit::new("entries of a checkout in which a package is looked for", 500_000);

/// The parser takes some 200 bytes for each byte of what is no TOML. The largest manifests, those of bindings with a feature for each
/// of thousands of items, have some 100 kB.
pub(crate) static TOML_BYTES: Limit = Limit::new("bytes of a manifest or a configuration of Cargo", 1 << 20);
