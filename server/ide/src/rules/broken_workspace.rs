//! The rule `broken-workspace`: what makes Cargo refuse a workspace before it compiles anything.

use super::{Description, Level};

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "broken-workspace",
    group: "manifests",
    level: Level::Deny,
    codes: &[],
    summary: "a manifest because of which Cargo refuses the whole workspace",
    explanation: include_str!("broken_workspace.md"),
};
