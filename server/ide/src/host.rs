//! The one writer and the snapshots it hands out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use greenlight_files::Files;
use greenlight_project::Workspace;
use greenlight_resolve::{FileId, Program, Resolver, Sources};

use crate::check::{FileAnswer, FileCheck};
use crate::finding::{Finding, ImportCounts, Report};
use crate::levels::{CONFIGURATION, Levels};
use crate::not_checked;
use crate::rules::broken_workspace;

/// What an editor tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A document was opened or edited: its whole text now. The path is absolute.
    Text(PathBuf, Arc<str>),
    /// A document was closed: the disk counts again.
    Closed(PathBuf),
    /// A file changed, appeared or vanished on disk.
    OnDisk(PathBuf),
}

/// Why a path could not be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The path does not exist.
    #[error("{}: no such file or folder", .0.display())]
    Missing(PathBuf),
    /// No folder above it, nor itself, has a Cargo.toml.
    #[error("{}: no Cargo.toml here or in any folder above", .0.display())]
    NoManifest(PathBuf),
}

/// A workspace that changes. One owner, no locks: [`Host::apply`] takes changes in order, [`Host::snapshot`] is
/// cheap if nothing changed, and what it hands out stays as it was.
#[derive(Debug)]
pub struct Host {
    files: Files,
    path: PathBuf,
    sources: Sources,
    workspace: Option<Arc<Workspace>>,
    levels: Option<Arc<Levels>>,
    program: Option<Arc<Program>>,
}

/// A workspace at one moment. Cheap to clone, may be sent to another thread; every answer is a pure function of it.
#[derive(Clone, Debug)]
pub struct Snapshot {
    files: Files,
    program: Arc<Program>,
    levels: Arc<Levels>,
}

impl Host {
    /// The workspace that the folder or file `path` (absolute) belongs to.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(files: Files, path: &Path) -> Result<Host, OpenError> {
        if !files.is_file(path) && !files.is_folder(path) {
            return Err(OpenError::Missing(path.to_owned()));
        }
        let workspace = greenlight_project::load(&files, path).ok_or_else(|| OpenError::NoManifest(path.to_owned()))?;
        Ok(Host {
            files,
            path: path.to_owned(),
            sources: Sources::new(),
            workspace: Some(Arc::new(workspace)),
            levels: None,
            program: None,
        })
    }

    /// Takes over what an editor tells. Nothing is computed yet.
    pub fn apply(&mut self, changes: impl IntoIterator<Item = Change>) {
        for change in changes {
            let path = match change {
                Change::Text(path, text) => {
                    self.files.open(path.clone(), text);
                    path
                }
                Change::Closed(path) => {
                    self.files.close(&path);
                    path
                }
                Change::OnDisk(path) => path,
            };
            self.sources.forget(&path);
            self.program = None;
            if is_project_file(&path) {
                self.workspace = None;
                self.levels = None;
            }
        }
    }

    /// The workspace as it is now: what changed is read again, the rest is kept.
    pub fn snapshot(&mut self) -> Snapshot {
        let workspace = self
            .workspace
            .get_or_insert_with(|| Arc::new(greenlight_project::load(&self.files, &self.path).unwrap_or_default()));
        let levels = self.levels.get_or_insert_with(|| Arc::new(Levels::read(&self.files, &workspace.root)));
        let program = self
            .program
            .get_or_insert_with(|| Arc::new(Program::new(&self.files, Arc::clone(workspace), self.sources.clone())));
        self.sources = program.sources.clone();
        Snapshot { files: self.files.clone(), program: Arc::clone(program), levels: Arc::clone(levels) }
    }
}

/// Whether a change of the file changes what the workspace is, not only what its sources say.
fn is_project_file(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    matches!(name, "Cargo.toml" | "Cargo.lock" | "config.toml" | "build.rs" | CONFIGURATION)
}

impl Snapshot {
    /// The workspace's root folder, absolute.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.program.workspace.root
    }

    /// Cargo's view of the workspace.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.program.workspace
    }

    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    pub(crate) fn levels(&self) -> &Levels {
        &self.levels
    }

    /// All findings of the workspace, with their fixes, and what was looked at. Computed on all cores.
    #[must_use]
    pub fn report(&self) -> Report {
        let program = self.program();
        let (answers, not_checked) = rayon::join(|| self.answers(), || not_checked::list(self));
        let mut report = Report { root: self.root().to_owned(), ..Report::default() };
        report.findings = self.finish(&broken_workspace::check(self));
        let mut undeclared = BTreeSet::new();
        for answer in answers {
            report.findings.extend(answer.findings);
            report.unknown.extend(answer.unknown);
            report.summary.imports.add(&answer.imports);
            undeclared.extend(answer.undeclared);
        }
        report
            .findings
            .sort_by(|one, other| (&one.file, one.span, one.rule).cmp(&(&other.file, other.span, other.rule)));
        report.unknown.sort_by(|one, other| (&one.file, one.span).cmp(&(&other.file, other.span)));
        report.summary.features.undeclared = undeclared.len();
        let members = || program.workspace.packages.iter().filter(|package| package.member);
        report.summary.features.declared = members().map(|package| package.features.expected.len()).sum();
        report.summary.files = program.files.len();
        report.not_checked = not_checked;
        report
    }

    /// Every file under all rules. Each thread takes the next few files with the one resolver it has, whose memory
    /// is worth most for files that stand side by side.
    fn answers(&self) -> Vec<FileAnswer> {
        const AT_ONCE: usize = 16;
        let program = self.program();
        let next = AtomicUsize::new(0);
        let of_thread = || {
            let mut resolver = Resolver::new(program);
            let mut answers = Vec::new();
            loop {
                let start = next.fetch_add(AT_ONCE, Ordering::Relaxed);
                if start >= program.files.len() {
                    return answers;
                }
                for file in start..program.files.len().min(start + AT_ONCE) {
                    answers.push(FileCheck::new(self, FileId(file as u32)).run(&mut resolver));
                }
            }
        };
        rayon::broadcast(|_| of_thread()).into_iter().flatten().collect()
    }

    /// The findings of one file (absolute path) with their fixes; of a manifest too.
    #[must_use]
    pub fn findings(&self, file: &Path) -> Vec<Finding> {
        let program = self.program();
        let mut findings = match program.by_path.get(file) {
            Some(&id) => FileCheck::new(self, id).run(&mut Resolver::new(program)).findings,
            None => Vec::new(),
        };
        if is_project_file(file) {
            let mut problems = broken_workspace::check(self);
            problems.retain(|draft| draft.file == file);
            findings.extend(self.finish(&problems));
        }
        findings
    }

    /// The text that findings and edits in `file` speak of; `None` if it cannot be read (any more).
    #[must_use]
    pub fn text(&self, file: &Path) -> Option<Arc<str>> {
        self.files.read(file).ok()
    }
}

impl ImportCounts {
    fn add(&mut self, other: &ImportCounts) {
        self.found += other.found;
        self.absent += other.absent;
        self.local_decided += other.local_decided;
        self.local += other.local;
        for (&why, count) in &other.unknown {
            *self.unknown.entry(why).or_default() += count;
        }
    }
}
