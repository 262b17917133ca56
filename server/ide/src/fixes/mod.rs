//! Repairs: each file makes the edits of one kind, from a snapshot.

pub(crate) mod declare_feature;
pub(crate) mod import;
pub(crate) mod manifest_entry;
mod use_tree;
mod uses;
