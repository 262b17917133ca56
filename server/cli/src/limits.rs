//! What this crate bounds.

use greenlight_files::Limit;

/// embassy has 300, the most of any repository that was looked at.
pub(crate) static WORKSPACES: Limit = Limit::new("workspaces below a folder", 2_000);

/// rust-lang/rust has some 30,000 folders with all its submodules.
pub(crate) static FOLDERS: Limit = Limit::new("folders in which workspaces are looked for", 200_000);

/// All limits of this crate.
pub static LIMITS: &[&Limit] = &[&WORKSPACES, &FOLDERS];
