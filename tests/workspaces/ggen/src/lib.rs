//! Generates code from templates, and finds templates in a marketplace.

pub mod cache;
pub mod install;
pub mod registry;
