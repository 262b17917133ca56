//! The rule `unresolved-import`: a leaf of a use tree that names nothing.

use super::{Description, Level};

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "unresolved-import",
    group: "imports",
    level: Level::Deny,
    codes: &["E0432", "E0433"],
    summary: "an import of a name that does not exist",
    explanation: include_str!("unresolved_import.md"),
};
