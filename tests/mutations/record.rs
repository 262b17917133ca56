//! Verdicts made anew: `GREENLIGHT_MUTATIONS=record`.

use std::fs;
use std::path::PathBuf;
use std::sync::Once;

use crate::broken;
use crate::choice;
use crate::corpus::{self, Subject};
use crate::mutant;
use crate::rustc::{self, Checked};
use crate::verdicts::{self, Round, Verdicts};

/// Records the verdicts on all crates that are asked for, if that is asked for; once, whichever test comes first.
pub(crate) fn if_asked_for() {
    static RECORDED: Once = Once::new();
    if std::env::var("GREENLIGHT_MUTATIONS").is_ok_and(|what| what == "record") {
        RECORDED.call_once(|| {
            let failed: Vec<String> = corpus::subjects().iter().filter_map(|subject| record(subject).err()).collect();
            assert!(failed.is_empty(), "not recorded:\n{}", failed.join("\n"));
        });
    }
}

fn record(subject: &Subject) -> Result<(), String> {
    let key = &subject.key;
    let (folder, whole) = lay_whole(subject).map_err(|why| format!("{key} does not compile: {why}"))?;
    let read = |file: &String| Some((file.clone(), fs::read_to_string(folder.join(file)).ok()?));
    let files: Vec<(String, String)> = whole.files.iter().filter_map(read).collect();
    let mut rounds = choice::rounds(key, &files);
    for round in &mut rounds {
        let checked = ask(subject, round, &folder);
        round.errors = checked.errors;
    }
    let errors: usize = rounds.iter().map(|round| round.errors.len()).sum();
    let mutations: usize = rounds.iter().map(|round| round.mutations.len()).sum();
    eprintln!("{key}: {} files, {mutations} mutations, {errors} errors", files.len());
    verdicts::write(key, &Verdicts { version: subject.version.clone(), rustc: rustc::version(), rounds });
    Ok(())
}

/// The un-mutated crate in its folder, and what it consists of; what rustc says if it does not compile.
pub(crate) fn lay_whole(subject: &Subject) -> Result<(PathBuf, Checked), String> {
    let folder = rustc::work_folder().join("crates").join(&subject.key);
    mutant::lay(subject, &folder);
    let whole = rustc::check(&folder, subject);
    if whole.success { Ok((folder, whole)) } else { Err(whole.printed) }
}

/// What rustc says to a round's mutations.
pub(crate) fn ask(subject: &Subject, round: &Round, folder: &std::path::Path) -> Checked {
    let files = broken::files(round, subject);
    broken::write(&files, folder);
    let checked = rustc::check(folder, subject);
    broken::mend(&files, folder);
    checked
}
