//! What every crate of ggen needs.

pub mod error;
pub mod settings;
