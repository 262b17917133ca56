//! The work that nobody waits for: reading a workspace's files, and diagnosing those that the user does not look at, a
//! slice at a time. Each slice ends soon by itself, and at once when a change makes it pointless.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use greenlight_ide::benches::Effort;
use rayon::prelude::*;

use crate::diagnostics::{self, ByFile};
use crate::moment::Moment;
use crate::workspaces::{Extent, Wanted};

/// How long a slice takes: what the client is told of comes in portions of this size.
const SLICE: Duration = Duration::from_millis(25);

/// Reads what was not read yet and lists the files of a part of the workspace, those of `documents` first; `None` if that
/// is given up.
pub(crate) fn survey(moment: &Moment, extent: &Extent, documents: &[PathBuf], wanted: &Wanted) -> Option<Vec<PathBuf>> {
    if !moment.workspace.load(|| wanted.still()) {
        return None;
    }
    let mut files = match extent {
        Extent::Crates(crates) => moment.workspace.files_of(crates),
        Extent::Everything => moment.workspace.checked_files(),
    };
    // Stable, so that each part stays sorted.
    files.sort_by_key(|file| !documents.contains(file));
    Some(files)
}

/// The diagnostics of the first of `files`, as many as a slice holds.
pub(crate) fn slice(moment: &Moment, files: &[PathBuf], wanted: &Wanted) -> ByFile {
    let started = Instant::now();
    let goes_on = || wanted.still() && started.elapsed() < SLICE;
    let of_file = |file: &PathBuf| {
        // Whoever answers a keystroke may wait for this core, and would do so until the system takes it away: some milliseconds.
        std::thread::yield_now();
        goes_on().then(|| (file.clone(), diagnostics::of_file(moment, file, Effort::Whole)))
    };
    let at_once = 4 * rayon::current_num_threads();
    let mut found = ByFile::new();
    for files in files.chunks(at_once).take_while(|_| goes_on()) {
        found.par_extend(files.par_iter().filter_map(of_file));
    }
    if found.len() == files.len() {
        moment.workspace.forget_names();
    }
    found
}
