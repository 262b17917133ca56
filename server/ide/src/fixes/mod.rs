//! Repairs: each file makes the edits of one kind, from a snapshot.

mod candidates;
pub(crate) mod check_cfg;
pub(crate) mod declare_feature;
mod dependency;
mod elsewhere;
mod error_type;
pub(crate) mod feature;
pub(crate) mod feature_reference;
mod first_segment;
pub(crate) mod import;
pub(crate) mod make_public;
mod manifest_array;
pub(crate) mod manifest_entry;
mod missing_name;
mod optional_dependency;
pub(crate) mod target_table;
mod use_tree;
mod uses;

pub(crate) use candidates::Candidate;
