//! Findings, fixes and the report: plain data, which the terminal and the protocol print.

use std::path::PathBuf;
use std::sync::Arc;

use greenlight_files::Span;
use greenlight_text::Label;

use crate::rules::{Level, Rule};

/// Something that will stop a release, or is about to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which rule found it.
    pub rule: Rule,
    /// rustc's or Cargo's code of it, if it has one here: `E0432`, `unexpected_cfgs`.
    pub code: Option<&'static str>,
    /// How grave, configuration and comments applied; never [`Level::Allow`].
    pub level: Level,
    /// One line, in rustc's or Cargo's words where they have some.
    pub message: Label,
    /// Said at the place itself.
    pub label: Option<Label>,
    /// Further lines.
    pub notes: Vec<Label>,
    /// The cfg under which the code is compiled, as written; `None` if the default build on this host compiles it.
    pub when: Option<String>,
    /// The workspace's targets that cannot build because of it: `ggen-cli-lib (lib)`, `bench search`.
    pub blocks: Arc<[Label]>,
    /// Absolute.
    pub file: PathBuf,
    /// In bytes of `file`'s text.
    pub span: Span,
    /// The package that owns the file.
    pub package: Option<String>,
    /// The right one first.
    pub fixes: Vec<Fix>,
}

/// Which repairs of its findings are asked for. To work out those within the file itself means to look for all uses of a
/// name in it, and in the files of the modules below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixes {
    /// All of them.
    All,
    /// Those that change other files at least; others may be left out.
    Elsewhere,
}

/// A repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an instruction.
    pub title: Label,
    /// Whether it is the one obvious repair; at most one of a finding's is.
    pub preferred: bool,
    /// Whether it may be applied without a look.
    pub applicability: Applicability,
    /// All against the same snapshot; those of one file are sorted and do not overlap.
    pub edits: Vec<Edit>,
}

/// How sure a [`Fix`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Applicability {
    /// The code means the same or at last compiles.
    Safe,
    /// Somebody has to look.
    Guess,
}

/// A replacement of a stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Absolute.
    pub file: PathBuf,
    /// In bytes; empty to insert.
    pub span: Span,
    /// What comes in its place.
    pub text: String,
}

/// Everything that a check has to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The workspace's root folder, absolute.
    pub root: PathBuf,
    /// By file, then place.
    pub findings: Vec<Finding>,
    /// What was looked at.
    pub summary: Summary,
    /// Imports that could not be decided, by file and place.
    pub unknown: Vec<UnknownImport>,
    /// Files that look as if they should have been checked and were not.
    pub not_checked: Vec<NotChecked>,
}

/// What a check looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Leaves of use trees.
    pub imports: ImportCounts,
    /// Distinct features, by package.
    pub features: FeatureCounts,
    /// Rust files read.
    pub files: usize,
}

/// How imports fared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Exist.
    pub found: usize,
    /// Do not exist (reported, or silent because never compiled).
    pub absent: usize,
    /// Could not be decided: how many for each reason, by the reason's key.
    pub unknown: std::collections::BTreeMap<&'static str, usize>,
    /// Of leaves that begin with `crate`, `self` or `super`: found or absent.
    pub local_decided: usize,
    /// All leaves that begin with `crate`, `self` or `super`.
    pub local: usize,
}

/// How features fared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeatureCounts {
    /// Declared in the members' manifests, implicit ones included.
    pub declared: usize,
    /// Used in a cfg and not declared; each once a package.
    pub undeclared: usize,
}

/// An import that could not be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownImport {
    /// Absolute.
    pub file: PathBuf,
    /// The leaf, in bytes.
    pub span: Span,
    /// The path as written, groups unfolded.
    pub path: String,
    /// A key such as `macros` or `no-source`.
    pub why: &'static str,
    /// In words.
    pub explanation: String,
}

/// A file that was not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotChecked {
    /// Absolute.
    pub file: PathBuf,
    /// Why, in words.
    pub why: String,
}
