//! The rule `undeclared-feature`: a cfg on a feature that the package does not have.

use super::{Description, Level};

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "undeclared-feature",
    group: "features",
    level: Level::Warn,
    codes: &["unexpected_cfgs"],
    summary: "a cfg on a feature that the package does not have",
    explanation: include_str!("undeclared_feature.md"),
};
