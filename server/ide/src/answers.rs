//! What was found out about names, for the files that are looked at next. A snapshot is asked about one file at a time and
//! on many threads; where each began with nothing, a workspace of packages that glob-import each other would be searched
//! anew for every file.

use std::sync::{Mutex, PoisonError};

use greenlight_resolve::Answers;

/// So many answers of one thread are kept: some 20 MB.
const MAX_ANSWERS: usize = 1 << 17;

/// So many threads keep theirs.
const MAX_THREADS: usize = 4;

/// The answers that no thread adds to at the moment. They belong to one program.
#[derive(Debug, Default)]
pub(crate) struct AnswerMemory(Mutex<Vec<Answers>>);

impl AnswerMemory {
    /// Answers to begin with, which are put back with those found since.
    pub(crate) fn take(&self) -> Answers {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Keeps `answers`, unless that is too much.
    pub(crate) fn put_back(&self, answers: Answers) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() <= MAX_ANSWERS && kept.len() < MAX_THREADS {
            kept.push(answers);
        }
    }

    /// Forgets them all.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::Fixes;
    use crate::fixture::Fixture;

    const RING: &str = "
//- /Cargo.toml
[package]
name = \"ring\"
edition = \"2021\"
//- /src/lib.rs
pub mod a;
pub mod b;
use a::{There, Gone};
//- /src/a.rs
pub use crate::b::*;
use crate::b::{There, Gone};
//- /src/b.rs
pub use crate::a::*;
pub struct There;
use crate::a::Gone;
";

    #[test]
    fn findings_are_the_same_whatever_was_asked_before() {
        let fixture = Fixture::new(RING);
        let files = ["/src/lib.rs", "/src/a.rs", "/src/b.rs"].map(|file| fixture.path(file));
        let of = |file: &Path| fixture.snapshot.findings(file, Fixes::All);
        let alone = files.each_ref().map(|file| {
            fixture.snapshot.forget_names();
            of(file)
        });
        assert!(alone.iter().all(|findings| !findings.is_empty()));
        for first in &files {
            fixture.snapshot.forget_names();
            of(first);
            assert_eq!(files.each_ref().map(|file| of(file)), alone);
        }
    }
}
