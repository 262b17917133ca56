//! What Cargo and rustc say of a workspace: `cargo check`, message by message. Its progress goes to this process's stderr.

#![allow(clippy::disallowed_methods)] // this crate may start processes

use std::ffi::OsString;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::diagnostic::{DiagnosticLevel, DiagnosticSpan};
use cargo_metadata::semver::Version;
use cargo_metadata::{Message, Target, TargetKind};

/// The first Cargo that goes on after a crate that does not compile.
const KEEPS_GOING: Version = Version::new(1, 74, 0);

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// What `cargo --version` prints.
    pub cargo: String,
    /// What `rustc --version --verbose` prints, several lines.
    pub rustc: String,
}

/// What `cargo check` left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The command, as somebody would type it.
    pub command: String,
    /// The targets that rustc was started for, each once, dependencies' included; a unit test is its library's target.
    pub targets: Vec<CheckedTarget>,
}

/// A target that rustc compiled, or tried to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedTarget {
    /// As in the manifest.
    pub name: String,
    /// Whether it is a build script, which bears a name of Cargo's.
    pub is_build_script: bool,
    /// Its root, absolute.
    pub path: PathBuf,
    /// Whether any of its builds went through.
    pub compiled: bool,
    /// Errors and warnings, in rustc's order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Something that rustc said, children aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// `E0432`, or the name of a lint; syntax errors have none.
    pub code: Option<String>,
    /// An error, else a warning.
    pub is_error: bool,
    /// One line.
    pub message: String,
    /// The primary spans: rustc names neighbouring leaves of one `use` in one diagnostic.
    pub places: Vec<Place>,
}

/// A primary span.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Absolute.
    pub file: PathBuf,
    /// Line and column of the first character, 1-based, columns in Unicode scalar values.
    pub start: (u32, u32),
    /// The same of what follows the last character.
    pub end: (u32, u32),
    /// Said at the place itself.
    pub label: Option<String>,
    /// The macro whose expansion the place is in, as rustc names it: `m!`.
    pub expansion_of: Option<String>,
}

/// Why Cargo did not check anything.
#[derive(Debug, thiserror::Error)]
pub enum CargoError {
    /// A program could not be started.
    #[error("cannot start `{program}`: {error}")]
    NotStarted {
        /// Which.
        program: String,
        /// Why.
        error: io::Error,
    },
    /// It ended before it had anything built, or cannot say its version. The reason went to stderr.
    #[error("`{0}` failed")]
    Failed(String),
    /// Its messages are not as they should be.
    #[error("cannot read what `{command}` prints: {error}")]
    Unreadable {
        /// Which command.
        command: String,
        /// What is wrong.
        error: io::Error,
    },
}

/// Asks the Cargo and the rustc that the folder `root` is built with for their versions.
///
/// # Errors
/// [`CargoError`], if one of them is not there.
pub fn versions(root: &Path) -> Result<Versions, CargoError> {
    Ok(Versions {
        cargo: said(&cargo(), &["--version"], root)?,
        rustc: said(&rustc(), &["--version", "--verbose"], root)?,
    })
}

/// Asks the rustc that the folder `root` is built with for its version: `rustc 1.95.0 (59807616e 2026-04-14)`.
///
/// # Errors
/// [`CargoError`], if it is not there.
pub fn rustc_version(root: &Path) -> Result<String, CargoError> {
    said(&rustc(), &["--version"], root).map(|said| said.trim().to_owned())
}

/// Runs `cargo check` on the whole workspace at `root`, and on tests, benches and examples too where `all_targets`.
///
/// # Errors
/// [`CargoError`]; that something does not compile is none.
pub fn check(root: &Path, all_targets: bool, versions: &Versions) -> Result<Asked, CargoError> {
    let mut arguments = vec!["check", "--workspace"];
    if all_targets {
        arguments.push("--all-targets");
    }
    if keeps_going(&versions.cargo) {
        arguments.push("--keep-going");
    }
    let command = format!("cargo {}", arguments.join(" "));
    arguments.push("--message-format=json");
    let not_started = |error| CargoError::NotStarted { program: cargo().to_string_lossy().into_owned(), error };
    let mut child = Command::new(cargo())
        .args(&arguments)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(not_started)?;
    let mut targets = Vec::new();
    let mut finished = false;
    let read = child.stdout.take().into_iter().flat_map(|stdout| Message::parse_stream(BufReader::new(stdout)));
    let mut unreadable = None;
    for message in read {
        match message {
            Ok(Message::CompilerArtifact(artifact)) => target_in(&mut targets, &artifact.target).compiled = true,
            Ok(Message::CompilerMessage(said)) => {
                target_in(&mut targets, &said.target).diagnostics.extend(diagnostic(&said.message, root));
            }
            Ok(Message::BuildFinished(_)) => finished = true,
            Ok(_) => {}
            // Read on: a process whose output nobody takes never ends.
            Err(error) => unreadable = Some(error),
        }
    }
    child.wait().map_err(not_started)?;
    match unreadable {
        Some(error) => Err(CargoError::Unreadable { command, error }),
        None if !finished => Err(CargoError::Failed(command)),
        None => Ok(Asked { command, targets }),
    }
}

/// Cargo tells those that it starts which one it is.
fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn rustc() -> OsString {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

fn said(program: &OsString, arguments: &[&str], root: &Path) -> Result<String, CargoError> {
    let name = program.to_string_lossy().into_owned();
    let output = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| CargoError::NotStarted { program: name.clone(), error })?;
    if !output.status.success() {
        return Err(CargoError::Failed(format!("{name} {}", arguments.join(" "))));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Of `cargo 1.95.0 (f2d3ce0bd 2026-03-21)`; one whose version cannot be read is taken for a new one.
fn keeps_going(cargo: &str) -> bool {
    let version = cargo.split_whitespace().nth(1).and_then(|version| Version::parse(version).ok());
    version.is_none_or(|version| version >= KEEPS_GOING)
}

fn target_in<'t>(targets: &'t mut Vec<CheckedTarget>, target: &Target) -> &'t mut CheckedTarget {
    let path = target.src_path.as_std_path();
    let place = targets.iter().position(|known| known.path == path && known.name == target.name);
    let place = place.unwrap_or_else(|| {
        targets.push(CheckedTarget {
            name: target.name.clone(),
            is_build_script: target.kind.contains(&TargetKind::CustomBuild),
            path: path.to_owned(),
            compiled: false,
            diagnostics: Vec::new(),
        });
        targets.len() - 1
    });
    &mut targets[place]
}

/// Notes of their own, such as how many errors there were, are none.
fn diagnostic(said: &cargo_metadata::diagnostic::Diagnostic, root: &Path) -> Option<Diagnostic> {
    let is_error = match said.level {
        DiagnosticLevel::Error | DiagnosticLevel::Ice => true,
        DiagnosticLevel::Warning => false,
        _ => return None,
    };
    let primary = said.spans.iter().filter(|span| span.is_primary);
    Some(Diagnostic {
        code: said.code.as_ref().map(|code| code.code.clone()),
        is_error,
        message: said.message.clone(),
        places: primary.map(|span| place(span, root)).collect(),
    })
}

/// rustc names files relative to the workspace, if they are in it.
fn place(span: &DiagnosticSpan, root: &Path) -> Place {
    Place {
        file: greenlight_files::absolute(&root.join(&span.file_name)),
        start: (span.line_start as u32, span.column_start as u32),
        end: (span.line_end as u32, span.column_end as u32),
        label: span.label.clone(),
        expansion_of: span.expansion.as_ref().map(|expansion| expansion.macro_decl_name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cargo_before_1_74_stops_at_the_first_crate_that_does_not_compile() {
        assert!(!keeps_going("cargo 1.73.0 (9c4383fb5 2023-08-26)"));
        assert!(keeps_going("cargo 1.74.0 (ecb9851af 2023-10-18)"));
        assert!(keeps_going("cargo 1.97.0-nightly (0b3cd9e4e 2026-05-01)"));
        assert!(keeps_going("a wrapper"));
    }

    #[test]
    fn every_target_is_told_with_what_rustc_said_of_it() {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in [
            ("Cargo.toml", "[package]\nname = \"a\"\nedition = \"2021\"\n[workspace]\n"),
            ("src/lib.rs", "pub struct S;\n"),
            ("src/main.rs", "use a::{S, Ü, Gone};\nfn main() {}\n"),
            ("tests/t.rs", "macro_rules! m { () => { use a::Lost; } }\nm!();\n"),
        ] {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            greenlight_files::write(&path, text).unwrap();
        }
        let root = std::fs::canonicalize(folder.path()).unwrap();
        let versions = versions(&root).unwrap();
        assert!(versions.cargo.starts_with("cargo ") && versions.rustc.starts_with("rustc "), "{versions:?}");
        let said = |all_targets| {
            let asked = check(&root, all_targets, &versions).unwrap();
            let mut said = vec![asked.command];
            for target in &asked.targets {
                let name = target.path.strip_prefix(&root).unwrap().display();
                said.push(format!("{name} {}: {}", target.name, if target.compiled { "compiled" } else { "broken" }));
                for place in target.diagnostics.iter().filter(|said| said.is_error).flat_map(|said| &said.places) {
                    said.push(format!("{:?}..{:?} {:?}", place.start, place.end, place.expansion_of));
                }
            }
            said[1..].sort();
            said
        };
        let of_binary = ["(1, 12)..(1, 13) None", "(1, 15)..(1, 19) None"];
        let targets = ["src/lib.rs a: compiled", "src/main.rs a: broken"];
        assert_eq!(said(false), [&["cargo check --workspace --keep-going"][..], &of_binary, &targets].concat());
        assert!(said(true).contains(&"tests/t.rs t: broken".to_owned()), "{:?}", said(true));
        assert!(said(true).contains(&"(1, 30)..(1, 37) Some(\"m!\")".to_owned()), "{:?}", said(true));
    }

    #[test]
    fn a_workspace_that_cargo_refuses_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        greenlight_files::write(&folder.path().join("Cargo.toml"), "[package]\n").unwrap();
        let error = check(folder.path(), false, &versions(folder.path()).unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "`cargo check --workspace --keep-going` failed");
    }
}
