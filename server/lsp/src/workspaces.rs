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
        // A manifest may have made a workspace part of another one.
        let mut closed: Vec<Workspace> = self.open.extract_if(.., Workspace::has_moved).collect();
        let mut wanted: FxHashSet<PathBuf> = folders.iter().filter_map(|folder| self.root_of(files, folder)).collect();
        self.homes.clear();
        for document in documents.paths() {
            if let Some(root) = self.root_of(files, document) {
                self.homes.insert(document.to_owned(), root.clone());
                wanted.insert(root);
            }
        }
        closed.extend(self.open.extract_if(.., |workspace| !wanted.contains(&workspace.revision.root)));
        self.roots.retain(|_, root| root.as_ref().is_none_or(|root| wanted.contains(root)));
        closed.into_iter().flat_map(|workspace| workspace.diagnostics.into_keys()).collect()
    }

    /// The root of the workspace that `path` belongs to, which is open afterwards.
    fn root_of(&mut self, files: &Files, path: &Path) -> Option<PathBuf> {
        let package = path.ancestors().find(|folder| files.is_file(&folder.join("Cargo.toml")))?;
        if let Some(root) = self.roots.get(package)
            && root.as_ref().is_none_or(|root| self.find(root).is_some())
        {
            return root.clone();
        }
        let known = |workspace: &mut Workspace| workspace.has_member(package).then(|| workspace.revision.root.clone());
        let root = self.open.iter_mut().find_map(known).or_else(|| self.open(files, package));
        self.roots.insert(package.to_owned(), root.clone());
        root
    }

    /// Opens the workspace of the folder `package`, which has a manifest; its root.
    fn open(&mut self, files: &Files, package: &Path) -> Option<PathBuf> {
        let opened = surviving("opening a workspace", || {
            let mut host = Host::open(files.clone(), package)?;
            let root = host.snapshot().root().to_owned();
            Ok::<_, greenlight_ide::OpenError>((host, root))
        });
        let (host, root) = opened?.inspect_err(|error| tracing::warn!("{error}")).ok()?;
        // A path dependency below the root may be no member and yet have no other workspace.
        if self.find(&root).is_none() {
            self.insert(host, root.clone());
        }
        Some(root)
    }

    fn insert(&mut self, host: Host, root: PathBuf) {
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

    /// Whether its root is another folder now.
    fn has_moved(&mut self) -> bool {
        let snapshot = surviving("taking a snapshot", || self.host.snapshot());
        snapshot.is_some_and(|snapshot| snapshot.root() != self.revision.root)
    }

    /// Whether the manifest in `folder` is its root's or a member's.
    fn has_member(&mut self, folder: &Path) -> bool {
        let Some(snapshot) = surviving("taking a snapshot", || self.host.snapshot()) else { return false };
        let mut packages = snapshot.workspace().packages.iter();
        folder == self.revision.root || packages.any(|package| package.member && package.root == folder)
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

#[cfg(test)]
mod tests {
    use ropey::Rope;

    use super::*;
    use crate::documents::Document;

    /// A package with one open document.
    struct Sample {
        folder: tempfile::TempDir,
        files: Files,
        documents: Documents,
        workspaces: Workspaces,
    }

    impl Sample {
        fn new() -> Sample {
            let folder = tempfile::tempdir().unwrap();
            let manifest = "[package]\nname = \"sample\"\nversion = \"0.1.0\"\n";
            greenlight_files::write(&folder.path().join("Cargo.toml"), manifest).unwrap();
            let mut documents = Documents::default();
            let document = Document { uri: "file:///lib.rs".parse().unwrap(), version: 1, text: Rope::new() };
            documents.open(folder.path().join("lib.rs"), document);
            let mut sample = Sample { folder, files: Files::new(), documents, workspaces: Workspaces::default() };
            sample.settle();
            sample
        }

        fn lib(&self) -> PathBuf {
            self.folder.path().join("lib.rs")
        }

        fn settle(&mut self) -> Vec<PathBuf> {
            self.workspaces.settle(&self.files, &[], &self.documents)
        }

        fn change(&mut self) {
            self.workspaces.apply(&[Change::OnDisk(self.lib())], &self.files);
        }

        /// What starts at a time when whatever is planned is due.
        fn start(&mut self) -> Option<(Revision, Scope)> {
            let mut starts = self.workspaces.start(Instant::now() + 2 * QUIET);
            assert!(starts.len() < 2, "there is one workspace");
            starts.pop().map(|start| (start.of, start.scope))
        }

        fn finish(&mut self, of: &Revision, scope: Scope, message: &str) -> Vec<PathBuf> {
            let diagnostic = Diagnostic { message: message.to_owned(), ..Diagnostic::default() };
            self.workspaces.finish(of, scope, Some(ByFile::from([(self.lib(), vec![diagnostic])])))
        }

        fn known(&self) -> Vec<String> {
            self.workspaces.diagnostics(&self.lib()).into_iter().map(|diagnostic| diagnostic.message).collect()
        }
    }

    #[test]
    fn the_open_documents_come_first_and_everything_when_they_are_done() {
        let mut sample = Sample::new();
        let (of, scope) = sample.start().unwrap();
        assert_eq!(scope, Scope::OpenDocuments);
        assert_eq!(sample.start(), None, "what the user looks at has the machine for itself");
        assert_eq!(sample.finish(&of, scope, "one"), [sample.lib()]);
        assert_eq!(sample.start(), Some((of.clone(), Scope::Workspace)));
        sample.finish(&of, Scope::Workspace, "one");
        assert_eq!((sample.start(), sample.workspaces.next_due()), (None, None));
    }

    #[test]
    fn after_a_change_everything_waits_until_it_is_quiet() {
        let mut sample = Sample::new();
        sample.change();
        let starts = sample.workspaces.start(Instant::now());
        let [Start { of, scope: Scope::OpenDocuments, .. }] = starts.as_slice() else { panic!("{starts:?}") };
        sample.finish(of, Scope::OpenDocuments, "one");
        assert!(sample.workspaces.next_due().is_some_and(|due| due > Instant::now()));
    }

    #[test]
    fn a_result_about_a_state_that_has_passed_is_dropped_and_computed_again() {
        let mut sample = Sample::new();
        let (of, scope) = sample.start().unwrap();
        for _ in 0..3 {
            sample.change();
        }
        assert_eq!(sample.start(), None, "never twice at a time");
        assert_eq!(sample.finish(&of, scope, "stale"), Vec::<PathBuf>::new());
        assert_eq!(sample.known(), [""; 0]);
        let (now, scope) = sample.start().unwrap();
        assert!(now.number > of.number && sample.workspaces.is_current(&now) && !sample.workspaces.is_current(&of));
        sample.finish(&now, scope, "new");
        assert_eq!(sample.known(), ["new"]);
    }

    #[test]
    fn a_panic_costs_one_pass() {
        let mut sample = Sample::new();
        let (of, scope) = sample.start().unwrap();
        assert_eq!(sample.workspaces.finish(&of, scope, None), Vec::<PathBuf>::new());
        assert_eq!(sample.start(), Some((of, Scope::Workspace)));
    }

    #[test]
    fn what_is_gone_is_taken_back() {
        let mut sample = Sample::new();
        let (of, scope) = sample.start().unwrap();
        sample.finish(&of, scope, "one");
        assert_eq!(sample.workspaces.finish(&of, Scope::Workspace, Some(ByFile::new())), [sample.lib()]);
        assert_eq!(sample.known(), [""; 0]);
    }

    #[test]
    fn a_workspace_that_nobody_looks_at_any_more_is_closed() {
        let mut sample = Sample::new();
        let (of, scope) = sample.start().unwrap();
        sample.finish(&of, scope, "one");
        assert!(sample.workspaces.snapshot_of(&sample.lib()).is_some());
        assert_eq!(sample.settle(), Vec::<PathBuf>::new());
        sample.documents.close(&sample.lib());
        assert_eq!(sample.settle(), [sample.lib()]);
        assert_eq!(sample.known(), [""; 0]);
        assert!(sample.workspaces.snapshot_of(&sample.lib()).is_none());
        assert_eq!(sample.finish(&of, scope, "late"), Vec::<PathBuf>::new());
    }
}
