//! The real Cargo, whose word counts.
//!
//! All runs share one build folder, so that Criterion is built once. Cargo tells packages apart by their place in
//! the workspace and freshness by time stamps, and would take one copy's build for another's: so only one run is
//! under way at a time, and each begins by making its sources new.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;

use serde_json::Value;

use crate::greenlight::{Diagnostic, Position};
use crate::machine;
use crate::workspace::sample_folder;

/// What a run left.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) success: bool,
    /// All that rustc said and a rule of Greenlight's has, however many targets said it.
    pub(crate) diagnostics: BTreeSet<Diagnostic>,
    pub(crate) stderr: String,
}

const CODES: [&str; 4] = ["E0432", "E0433", "E0583", "unexpected_cfgs"];

/// Runs `cargo check` with `arguments` on the workspace at `root`, without the network.
pub(crate) fn check(root: &Path, arguments: &[&str]) -> Checked {
    static FETCHED: OnceLock<()> = OnceLock::new();
    FETCHED.get_or_init(fetch_dependencies_of_the_sample);

    let build_folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cargo-check");
    let _turn = turn(&build_folder);
    make_new(root);

    let output = cargo()
        .args(["check", "--offline", "--keep-going", "--message-format=json"])
        .args(arguments)
        .current_dir(root)
        .env("CARGO_TARGET_DIR", build_folder)
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let diagnostics = stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-message")
        .flat_map(|message| diagnostics_of(&message["message"], root))
        .collect();
    Checked { success: output.status.success(), diagnostics, stderr: String::from_utf8_lossy(&output.stderr).into() }
}

/// Waits until no other run uses the build folder. The turn ends when this is dropped.
pub(crate) fn turn(build_folder: &Path) -> File {
    fs::create_dir_all(build_folder).unwrap();
    let turn = File::create(build_folder.join("turn")).unwrap();
    turn.lock().unwrap();
    turn
}

/// Fails unless everything in the workspace compiles.
pub(crate) fn assert_compiles(root: &Path, arguments: &[&str], what: &str) {
    let checked = check(root, arguments);
    assert!(checked.success, "{what}: {}\n{:#?}", checked.stderr, checked.diagnostics);
}

/// Cargo as this test was started with, in no particular folder.
pub(crate) fn cargo() -> Command {
    machine::command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The triple that rustc compiles for.
pub(crate) fn host() -> String {
    let output = machine::command("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned()
}

/// Touches the network only if something is not there yet.
fn fetch_dependencies_of_the_sample() {
    let arguments = ["fetch", "--quiet", "--locked", "--target", &host()];
    let status = cargo().args(arguments).current_dir(sample_folder()).status().unwrap();
    assert!(status.success(), "the sample's dependencies cannot be fetched");
}

/// Touches every file, so that Cargo takes none for what it has built already.
pub(crate) fn make_new(root: &Path) {
    let now = SystemTime::now();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() && entry.file_name() != ".git" {
                folders.push(entry.path());
            } else if kind.is_file() {
                File::options().append(true).open(entry.path()).unwrap().set_modified(now).unwrap();
            }
        }
    }
}

/// One for each primary span: rustc names neighbouring leaves of one `use` in one diagnostic.
fn diagnostics_of(message: &Value, root: &Path) -> Vec<Diagnostic> {
    let Some(code) = message["code"]["code"].as_str().filter(|code| CODES.contains(code)) else {
        return Vec::new();
    };
    let number = |value: &Value| value.as_u64().unwrap() as usize;
    let spans = message["spans"].as_array().unwrap().iter();
    spans
        .filter(|span| span["is_primary"] == true)
        .map(|span| Diagnostic {
            file: relative(root, span["file_name"].as_str().unwrap()),
            start: Position { line: number(&span["line_start"]), column: number(&span["column_start"]) },
            end: Position { line: number(&span["line_end"]), column: number(&span["column_end"]) },
            code: code.to_owned(),
            message: message["message"].as_str().unwrap().to_owned(),
        })
        .collect()
}

/// rustc names files relative to the workspace, if they are in it.
fn relative(root: &Path, file: &str) -> String {
    let path = PathBuf::from(file);
    let path = path.strip_prefix(root).unwrap_or(&path);
    path.to_str().unwrap().replace('\\', "/")
}
