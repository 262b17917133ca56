//! Asking rustc: one `cargo check` of a mutant's library.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::corpus::{Subject, cargo};
use crate::use_trees;
use crate::verdicts::Place;

/// What was made of a mutant.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) success: bool,
    /// Errors of imports.
    pub(crate) errors: BTreeSet<Place>,
    /// All errors as rustc prints them.
    pub(crate) printed: String,
    /// The files that the library consists of, relative to its folder.
    pub(crate) files: Vec<String>,
}

/// Codes of nothing but imports and modules.
const OF_IMPORTS: [&str; 2] = ["E0432", "E0583"];

/// Codes that count where their span lies in a `use`.
const IN_USE: [&str; 2] = ["E0433", "E0603"];

/// A folder for what outlives a run, one for all mutants.
pub(crate) fn work_folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutations")
}

/// What `rustc --version` prints.
pub(crate) fn version() -> String {
    let output = crate::machine::command("rustc").arg("--version").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Checks the library that [`crate::mutant::lay`] laid into `folder`. One at a time: all share one build folder.
pub(crate) fn check(folder: &Path, subject: &Subject) -> Checked {
    let build = work_folder().join("build");
    fs::create_dir_all(&build).unwrap();
    let turn = File::create(build.join("turn")).unwrap();
    turn.lock().unwrap();
    let output = cargo()
        .args(["check", "--lib", "--offline", "--message-format=json"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", &build)
        // What published crates deny is allowed where they are dependencies.
        .env("RUSTFLAGS", "--cap-lints=allow")
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let messages: Vec<Value> = stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let errors = messages
        .iter()
        .filter(|message| message["reason"] == "compiler-message" && message["message"]["level"] == "error")
        .map(|message| &message["message"]);
    let mut printed: String = errors.clone().filter_map(|error| error["rendered"].as_str()).collect();
    if !output.status.success() && printed.is_empty() {
        printed = String::from_utf8_lossy(&output.stderr).into_owned();
    }
    Checked {
        success: output.status.success(),
        errors: errors.flat_map(|error| places(error, folder)).collect(),
        printed,
        files: messages.iter().find_map(|message| files(message, folder, subject)).unwrap_or_default(),
    }
}

/// One for each primary span: rustc names neighbouring leaves of one `use` in one diagnostic.
fn places(error: &Value, folder: &Path) -> Vec<Place> {
    let Some(code) = error["code"]["code"].as_str() else { return Vec::new() };
    let counted = |place: &Place| OF_IMPORTS.contains(&code) || (IN_USE.contains(&code) && in_use(place, folder));
    let spans = error["spans"].as_array().unwrap().iter().filter(|span| span["is_primary"] == true);
    spans
        .filter(|span| Path::new(span["file_name"].as_str().unwrap()).is_relative())
        .map(|span| Place {
            file: normal(span["file_name"].as_str().unwrap()),
            start: span["byte_start"].as_u64().unwrap() as usize,
            end: span["byte_end"].as_u64().unwrap() as usize,
            code: code.to_owned(),
        })
        .filter(counted)
        .collect()
}

fn in_use(place: &Place, folder: &Path) -> bool {
    let Ok(text) = fs::read_to_string(folder.join(&place.file)) else { return false };
    let segments = use_trees::segments(&text).unwrap_or_default();
    segments.iter().any(|segment| segment.statement.start <= place.start && place.end <= segment.statement.end)
}

/// By the dep-info that lies beside what the library became.
fn files(message: &Value, folder: &Path, subject: &Subject) -> Option<Vec<String>> {
    let root = folder.join(&subject.library);
    if message["reason"] != "compiler-artifact" || message["target"]["src_path"].as_str()? != root.to_str()? {
        return None;
    }
    let made = Path::new(message["filenames"].as_array()?.first()?.as_str()?);
    let stem = made.file_stem()?.to_str()?;
    let info = made.with_file_name(stem.strip_prefix("lib").unwrap_or(stem)).with_extension("d");
    let text = fs::read_to_string(info).ok()?;
    let names = text.lines().filter_map(|line| line.strip_suffix(':')).map(|name| name.replace("\\ ", " "));
    let of_library =
        |name: &String| name.ends_with(".rs") && Path::new(name).is_relative() && folder.join(name).is_file();
    let files: BTreeSet<String> = names.filter(of_library).map(|name| normal(&name)).collect();
    Some(files.into_iter().collect())
}

/// With `/`, and without the `..` of a `#[path]`.
fn normal(name: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in name.split(['/', '\\']) {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
