//! The workspaces that are open: one [`Host`] for each root. A workspace is open as long as one of the client's folders
//! or an open document belongs to it; which one that is, Cargo's rules decide, not the client's folders.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use greenlight_files::Files;
use greenlight_ide::{Change, Host, Snapshot};
use rustc_hash::{FxHashMap, FxHashSet};
use tower_lsp::ls_types::Diagnostic;

use crate::diagnostics::ByFile;
use crate::documents::Documents;
use crate::event::{Revision, Scope};

/// How long nothing may change before the files that the user does not look at are diagnosed anew.
const QUIET: Duration = Duration::from_millis(100);

/// All open workspaces.
#[derive(Debug, Default)]
pub(crate) struct Workspaces {
    open: Vec<Workspace>,
    /// The root for each folder with a manifest that was asked for, as it was when last asked; none if it cannot be
    /// opened.
    roots: FxHashMap<PathBuf, Option<PathBuf>>,
    /// The root for each open document that belongs to a workspace.
    homes: FxHashMap<PathBuf, PathBuf>,
    last_revision: u64,
}

/// A workspace with what is known and what is to be done about it.
#[derive(Debug)]
pub(crate) struct Workspace {
    host: Host,
    /// What it is now.
    pub(crate) revision: Revision,
    /// Diagnoses the open documents.
    documents: Pass,
    /// Diagnoses everything, when the open documents are done.
    everything: Pass,
    /// The last known diagnostics.
    diagnostics: ByFile,
}

/// A computation that is done again after each change, never twice at a time: however many changes come while it runs,
/// it runs once more.
#[derive(Clone, Copy, Debug, Default)]
struct Pass {
    due: Option<Instant>,
    /// The number of the revision that a worker is looking at.
    running: Option<u64>,
}

/// A pass to be started.
#[derive(Debug)]
pub(crate) struct Start {
    /// The workspace to look at, as it is now.
    pub(crate) of: Revision,
    /// Likewise.
    pub(crate) snapshot: Snapshot,
    /// What to look at.
    pub(crate) scope: Scope,
    /// The workspace's open documents.
    pub(crate) documents: Vec<PathBuf>,
}

impl Workspaces {
    /// Tells every workspace, since a path dependency may be shared; nothing is computed here. `files` has the changes
    /// already.
    pub(crate) fn apply(&mut self, changes: &[Change], files: &Files) {
        let now = Instant::now();
        for workspace in &mut self.open {
            self.last_revision += 1;
            workspace.revision.number = self.last_revision;
            workspace.documents.due = Some(now);
            workspace.everything.due = Some(now + QUIET);
            if surviving("applying changes", || workspace.host.apply(changes.iter().cloned())).is_none() {
                workspace.reopen(files);
            }
        }
    }

    /// Forgets which package belongs to which workspace: a manifest changed.
    pub(crate) fn forget_roots(&mut self) {
        self.roots.clear();
    }

    /// Opens what `folders` and `documents` belong to and is not open yet, and closes what none of them belongs to any
    /// more. Returns the files about which nothing is known any more.
    pub(crate) fn settle(&mut self, files: &Files, folders: &[PathBuf], documents: &Documents) -> Vec<PathBuf> {
        let mut wanted: FxHashSet<PathBuf> = folders.iter().filter_map(|folder| self.root_of(files, folder)).collect();
        self.homes.clear();
        for document in documents.paths() {
            if let Some(root) = self.root_of(files, document) {
                self.homes.insert(document.to_owned(), root.clone());
                wanted.insert(root);
            }
        }
        let closed = self.open.extract_if(.., |workspace| !wanted.contains(&workspace.revision.root));
        let forgotten = closed.flat_map(|workspace| workspace.diagnostics.into_keys()).collect();
        self.roots.retain(|_, root| root.as_ref().is_none_or(|root| wanted.contains(root)));
        forgotten
    }

    /// The root of the workspace that `path` belongs to, which is open afterwards.
    fn root_of(&mut self, files: &Files, path: &Path) -> Option<PathBuf> {
        let package = path.ancestors().find(|folder| files.is_file(&folder.join("Cargo.toml")))?;
        if let Some(root) = self.roots.get(package)
            && root.as_ref().is_none_or(|root| self.find(root).is_some())
        {
            return root.clone();
        }
        let opened = surviving("opening a workspace", || {
            let mut host = Host::open(files.clone(), package)?;
            let root = host.snapshot().root().to_owned();
            Ok::<_, greenlight_ide::OpenError>((host, root))
        });
        let root = match opened {
            Some(Ok((host, root))) => {
                if self.find(&root).is_none() {
                    self.open(host, root.clone());
                }
                Some(root)
            }
            Some(Err(error)) => {
                tracing::warn!("{error}");
                None
            }
            None => None,
        };
        self.roots.insert(package.to_owned(), root.clone());
        root
    }

    fn open(&mut self, host: Host, root: PathBuf) {
        tracing::info!(root = %root.display(), "workspace opened");
        self.last_revision += 1;
        let now = Pass { due: Some(Instant::now()), running: None };
        self.open.push(Workspace {
            host,
            revision: Revision { root, number: self.last_revision },
            documents: now,
            everything: now,
            diagnostics: ByFile::new(),
        });
    }

    fn find(&self, root: &Path) -> Option<&Workspace> {
        self.open.iter().find(|workspace| workspace.revision.root == root)
    }

    /// Whether `revision` is what the workspace is now.
    pub(crate) fn is_current(&self, revision: &Revision) -> bool {
        self.find(&revision.root).is_some_and(|workspace| workspace.revision == *revision)
    }

    /// The workspace that the open document at `path` belongs to, as it is now.
    pub(crate) fn snapshot_of(&mut self, path: &Path) -> Option<(Revision, Snapshot)> {
        let root = self.homes.get(path)?;
        let workspace = self.open.iter_mut().find(|workspace| workspace.revision.root == *root)?;
        let snapshot = surviving("taking a snapshot", || workspace.host.snapshot())?;
        Some((workspace.revision.clone(), snapshot))
    }

    /// The passes that are due at `now`; they count as running from now on.
    pub(crate) fn start(&mut self, now: Instant) -> Vec<Start> {
        let mut starts = Vec::new();
        for workspace in &mut self.open {
            let Some(scope) = workspace.next_scope(now) else { continue };
            let of = workspace.revision.clone();
            let snapshot = surviving("taking a snapshot", || workspace.host.snapshot());
            // Without a snapshot this one pass is lost; the next change brings another one.
            *workspace.pass(scope) = Pass { due: None, running: snapshot.is_some().then_some(of.number) };
            let Some(snapshot) = snapshot else { continue };
            let homes = self.homes.iter().filter(|(_, root)| **root == of.root);
            let documents = homes.map(|(document, _)| document.clone()).collect();
            starts.push(Start { of, snapshot, scope, documents });
        }
        starts
    }

    /// When the next pass is due; a running one reports by itself.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.open.iter().filter_map(Workspace::next_due).min()
    }

    /// Takes over the result of a pass; `None` if it panicked. Returns the files about which something else may be
    /// known now: none if the workspace has moved on, as then another pass is due.
    pub(crate) fn finish(&mut self, of: &Revision, scope: Scope, diagnostics: Option<ByFile>) -> Vec<PathBuf> {
        let Some(workspace) = self.open.iter_mut().find(|workspace| workspace.revision.root == of.root) else {
            return Vec::new();
        };
        let pass = workspace.pass(scope);
        if pass.running == Some(of.number) {
            pass.running = None;
        }
        let Some(diagnostics) = diagnostics.filter(|_| workspace.revision == *of) else { return Vec::new() };
        let mut changed: Vec<PathBuf> = diagnostics.keys().cloned().collect();
        match scope {
            Scope::OpenDocuments => workspace.diagnostics.extend(diagnostics),
            Scope::Workspace => {
                changed.extend(std::mem::replace(&mut workspace.diagnostics, diagnostics).into_keys());
                changed.sort();
                changed.dedup();
            }
        }
        changed
    }

    /// What is known about the file at `path`. Two workspaces that share a package say the same of it, once.
    pub(crate) fn diagnostics(&self, path: &Path) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> = Vec::new();
        for diagnostic in self.open.iter().filter_map(|workspace| workspace.diagnostics.get(path)).flatten() {
            if !all.contains(diagnostic) {
                all.push(diagnostic.clone());
            }
        }
        all
    }
}

impl Workspace {
    fn pass(&mut self, scope: Scope) -> &mut Pass {
        match scope {
            Scope::OpenDocuments => &mut self.documents,
            Scope::Workspace => &mut self.everything,
        }
    }

    /// Starts over from `files`: after a panic the host may be half changed.
    fn reopen(&mut self, files: &Files) {
        let root = &self.revision.root;
        if let Some(Ok(host)) = surviving("opening a workspace again", || Host::open(files.clone(), root)) {
            self.host = host;
        }
    }

    /// What the user looks at comes first, and has the machine for itself.
    fn next_scope(&self, now: Instant) -> Option<Scope> {
        let due = |pass: Pass| pass.running.is_none() && pass.due.is_some_and(|due| due <= now);
        let documents_idle = self.documents.running.is_none() && self.documents.due.is_none();
        if due(self.documents) {
            Some(Scope::OpenDocuments)
        } else if documents_idle && due(self.everything) {
            Some(Scope::Workspace)
        } else {
            None
        }
    }

    fn next_due(&self) -> Option<Instant> {
        if self.documents.running.is_some() {
            None
        } else if self.documents.due.is_some() {
            self.documents.due
        } else if self.everything.running.is_some() {
            None
        } else {
            self.everything.due
        }
    }
}

/// What `call` returns; `None`, and a line in the log, if it panics.
fn surviving<T>(what: &str, call: impl FnOnce() -> T) -> Option<T> {
    let result = catch_unwind(AssertUnwindSafe(call));
    if result.is_err() {
        tracing::error!("{what} panicked; please report this, with the lines above");
    }
    result.ok()
}
