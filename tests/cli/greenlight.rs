//! Runs the binary that was built, and reads what it prints.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::machine;

/// What a run left.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The object that `check --format json` prints.
#[derive(Debug, Deserialize)]
pub(crate) struct Report {
    pub(crate) version: u32,
    pub(crate) root: String,
    pub(crate) findings: Vec<Finding>,
    pub(crate) summary: Summary,
    pub(crate) not_checked: Vec<NotChecked>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Finding {
    pub(crate) rule: String,
    pub(crate) code: Option<String>,
    pub(crate) level: String,
    pub(crate) message: String,
    pub(crate) label: Option<String>,
    pub(crate) notes: Vec<String>,
    pub(crate) when: Option<String>,
    pub(crate) blocks: Vec<String>,
    pub(crate) file: String,
    pub(crate) start: Position,
    pub(crate) end: Position,
    pub(crate) bytes: Bytes,
    pub(crate) package: Option<String>,
    pub(crate) fixes: Vec<Fix>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Fix {
    pub(crate) title: String,
    pub(crate) preferred: bool,
    pub(crate) applicability: String,
    pub(crate) edits: Vec<Edit>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Edit {
    pub(crate) file: String,
    pub(crate) start: Position,
    pub(crate) end: Position,
    pub(crate) text: String,
}

/// 1-based, the column in Unicode scalar values.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Bytes {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Summary {
    pub(crate) imports: Imports,
    pub(crate) features: Features,
    pub(crate) files: usize,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Imports {
    pub(crate) found: usize,
    pub(crate) absent: usize,
    pub(crate) unknown: BTreeMap<String, usize>,
    pub(crate) local: usize,
    pub(crate) local_decided: usize,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Features {
    pub(crate) declared: usize,
    pub(crate) undeclared: usize,
}

#[derive(Debug, Deserialize)]
pub(crate) struct NotChecked {
    pub(crate) file: String,
    pub(crate) why: String,
}

/// A finding without what only Greenlight says: what can be held against rustc's diagnostics.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Diagnostic {
    /// Relative to the workspace, with `/`.
    pub(crate) file: String,
    pub(crate) start: Position,
    pub(crate) end: Position,
    pub(crate) code: String,
    pub(crate) message: String,
}

/// Runs `greenlight` in `folder`. Whatever it was given, it does not panic and ends by itself.
pub(crate) fn greenlight(folder: &Path, arguments: &[&str]) -> Outcome {
    greenlight_with(folder, arguments, |_| {})
}

/// The same, with whatever `prepare` changes.
pub(crate) fn greenlight_with(folder: &Path, arguments: &[&str], prepare: impl FnOnce(&mut Command)) -> Outcome {
    let mut command = machine::greenlight();
    command.args(arguments).current_dir(folder).env("COLUMNS", "120");
    prepare(&mut command);
    let output = command.output().unwrap();
    let outcome = Outcome {
        exit: output.status.code().unwrap_or_else(|| panic!("{arguments:?} was killed: {}", output.status)),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!outcome.stderr.contains("panicked at"), "{arguments:?}: {}", outcome.stderr);
    assert!((0..=3).contains(&outcome.exit), "{arguments:?} exits with {}", outcome.exit);
    outcome
}

/// Runs `greenlight check --format json` and further arguments in `folder`, which holds a workspace.
pub(crate) fn check(folder: &Path, arguments: &[&str]) -> Report {
    check_with(folder, arguments, |_| {})
}

/// The same, with whatever `prepare` changes.
pub(crate) fn check_with(folder: &Path, arguments: &[&str], prepare: impl FnOnce(&mut Command)) -> Report {
    let outcome = greenlight_with(folder, &[&["check", "--format", "json"], arguments].concat(), prepare);
    let report: Report = serde_json::from_str(&outcome.stdout)
        .unwrap_or_else(|error| panic!("{error} in the report of {}: {outcome:?}", folder.display()));
    let denied = report.findings.iter().any(|finding| finding.level == "deny");
    assert_eq!(outcome.exit, i32::from(denied), "{report:?}");
    report
}

impl Report {
    /// The only finding of `rule`.
    pub(crate) fn single(&self, rule: &str) -> &Finding {
        let of_rule: Vec<_> = self.findings.iter().filter(|finding| finding.rule == rule).collect();
        assert_eq!(of_rule.len(), 1, "findings of {rule}: {of_rule:#?}");
        of_rule[0]
    }

    /// What rustc could say as well.
    pub(crate) fn diagnostics(&self) -> BTreeSet<Diagnostic> {
        self.of_code().map(Finding::diagnostic).collect()
    }

    /// The findings that are about code, and not about manifests and benches.
    pub(crate) fn of_code(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.code.is_some())
    }

    /// `file:line:column rule`, in the report's order.
    pub(crate) fn places(&self) -> Vec<String> {
        let place = |finding: &Finding| {
            let Position { line, column } = finding.start;
            format!("{}:{line}:{column} {}", finding.file, finding.rule)
        };
        self.findings.iter().map(place).collect()
    }
}

impl Finding {
    pub(crate) fn diagnostic(&self) -> Diagnostic {
        Diagnostic {
            file: self.file.clone(),
            start: self.start,
            end: self.end,
            code: self.code.clone().unwrap_or_default(),
            message: self.message.clone(),
        }
    }

    pub(crate) fn titles(&self) -> Vec<&str> {
        self.fixes.iter().map(|fix| fix.title.as_str()).collect()
    }
}
