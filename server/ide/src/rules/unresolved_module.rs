//! The rule `unresolved-module`: a `mod name;` without a file.

use super::{Description, Level};

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "unresolved-module",
    group: "imports",
    level: Level::Deny,
    codes: &["E0583"],
    summary: "a `mod name;` without a file",
    explanation: include_str!("unresolved_module.md"),
};
