//! The command line of ggen, as a library.

pub mod domain;
