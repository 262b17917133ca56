//! One immutable [`Snapshot`] over a workspace, and what it answers: findings with their fixes, as plain data with
//! byte ranges. The command line and the language server print the same answers. An editor's changes come in
//! through [`Host`], the one writer, which hands out snapshots.

mod answers;
mod bench_mains;
pub mod benches;
mod blocks;
mod check;
pub mod completion;
mod configuration;
pub mod edits;
pub mod features;
mod finding;
mod fixes;
#[cfg(test)]
mod fixture;
mod host;
mod levels;
mod limits;
mod manifest_check;
mod nearest;
mod not_checked;
pub mod perf_targets;
pub mod promises;
mod rules;
#[cfg(test)]
mod saved_fixture;

pub use configuration::Baselines;
pub use finding::*;
pub use greenlight_project::workspaces_below;
pub use greenlight_resolve::CrateId;
pub use host::{Change, Host, OpenError, Snapshot, Stale};
pub use limits::{LIMITS, limits};
pub use rules::{Description, Level, Rule};
