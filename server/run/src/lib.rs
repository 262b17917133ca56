//! The only crate that starts processes, so that it is plain where anything is run, and that nothing runs unasked.
//! Today that is `git status`, before files are changed.

mod git;

pub use git::{Change, GitError, uncommitted, work_tree};
