//! The only crate that starts processes, so that it is plain where anything is run, and that nothing runs unasked.
//! That is `cargo check`, to hold its errors against Greenlight's findings, and
//! `cargo bench`, where somebody clicked on it, and `rustc --version`, to write down what a bench was built with.
//!
//! What git knows of a file is asked here too, but in this process: see [`uncommitted`].

mod bench;
mod cargo;
mod git;
mod host;

pub use bench::{BenchError, bench};
pub use cargo::{Asked, CargoError, CheckedTarget, Diagnostic, Place, Versions, check, rustc_version, versions};
pub use git::{Change, GitError, uncommitted, work_tree};
pub use host::host;
