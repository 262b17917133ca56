//! One immutable [`Snapshot`] over a workspace, and what it answers: findings with their fixes, as plain data with
//! byte ranges. The command line and the language server print the same answers. An editor's changes come in
//! through [`Host`], the one writer, which hands out snapshots.

mod blocks;
mod check;
mod finding;
mod fixes;
#[cfg(test)]
mod fixture;
mod host;
mod levels;
mod nearest;
mod not_checked;
mod rules;

pub use finding::*;
pub use host::{Change, Host, OpenError, Snapshot};
pub use rules::{Description, Level, Rule};
