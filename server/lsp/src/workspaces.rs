//! The workspaces that are open: one [`Host`] for each root, and what is known and still to be found out about it. A
//! workspace is open as long as one of the client's folders or an open document belongs to it; which one that is,
//! Cargo's rules decide, not the client's folders.
//!
//! What is to be found out comes in two lines. *Urgent* are the documents that were opened or edited: they are
//! diagnosed at once. The *queue* is everything else that a change put out of date; it is worked off in slices, by
//! threads of its own, when nothing changed for a moment, and a change ends the slice that is under way.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use greenlight_files::Files;
use greenlight_ide::{Change, CrateId, Host, Snapshot, Stale};
use rustc_hash::{FxHashMap, FxHashSet};
use tower_lsp::ls_types::Diagnostic;

use crate::diagnostics::ByFile;
use crate::documents::Documents;
use crate::event::Revision;
use crate::panics::surviving;

/// How long nothing may change before the files that the user does not look at are diagnosed anew.
const QUIET: Duration = Duration::from_millis(100);

/// A document that takes longer does not hold up others: the next one is diagnosed beside it, and from then on it comes
/// behind those that do not take as long.
const LONG: Duration = Duration::from_millis(25);

/// So many documents are diagnosed at once: each that takes long has a thread.
const MAX_URGENT_AT_ONCE: usize = 64;

/// How long workspaces are opened before events are taken in between.
const OPENING: Duration = Duration::from_millis(50);

/// What [`Workspaces::settle`] came to.
#[derive(Debug)]
pub(crate) struct Settled {
    /// The files about which nothing is known any more.
    pub(crate) forgotten: Vec<PathBuf>,
    /// Whether all that is needed is open; otherwise it is to be called again.
    pub(crate) is_whole: bool,
}

/// All open workspaces.
#[derive(Debug, Default)]
pub(crate) struct Workspaces {
    open: Vec<Workspace>,
    /// The root for each folder with a manifest that was asked for, as it was when last asked; none if it cannot be
    /// opened.
    roots: FxHashMap<PathBuf, Option<PathBuf>>,
    /// The root for each open document; none if it belongs to no workspace.
    homes: FxHashMap<PathBuf, Option<PathBuf>>,
    last_revision: u64,
    /// Whether the client asks for the diagnostics of its documents by itself, so that none of them is urgent.
    pulled: bool,
}

/// A workspace with what is known and what is to be done about it.
#[derive(Debug)]
struct Workspace {
    host: Host,
    /// What it is now.
    revision: Revision,
    /// The number of `revision`, for those who work on an older one and should give up.
    latest: Arc<AtomicU64>,
    /// Documents to be diagnosed, the next one first.
    urgent: VecDeque<PathBuf>,
    /// Documents that are being diagnosed, each since when.
    urgent_under_way: Vec<(PathBuf, Instant)>,
    /// Documents that took [`LONG`] when they were last diagnosed.
    long: FxHashSet<PathBuf>,
    /// Whose files are to be listed, which then wait in `queue`.
    survey: Option<Extent>,
    /// Files to be diagnosed, the next one first.
    queue: VecDeque<PathBuf>,
    queue_under_way: bool,
    /// When it will have been quiet.
    quiet: Instant,
    /// Whether all files have been diagnosed once.
    acquainted: bool,
    /// The last known diagnostics; files without any are left out.
    diagnostics: ByFile,
}

/// What part of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// These crates.
    Crates(BTreeSet<CrateId>),
    /// All of it.
    Everything,
}

impl Extent {
    fn and(self, other: Extent) -> Extent {
        match (self, other) {
            (Extent::Crates(mut crates), Extent::Crates(others)) => {
                crates.extend(others);
                Extent::Crates(crates)
            }
            _ => Extent::Everything,
        }
    }
}

/// Tells a computation whether its result is still wanted.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    number: u64,
    latest: Arc<AtomicU64>,
}

impl Wanted {
    /// Whether the workspace is still what it was.
    pub(crate) fn still(&self) -> bool {
        self.latest.load(Ordering::Relaxed) == self.number
    }
}

/// Something to be computed.
#[derive(Debug)]
pub(crate) struct Job {
    /// The workspace to look at, as it is now.
    pub(crate) of: Revision,
    /// Likewise.
    pub(crate) snapshot: Snapshot,
    /// Whether it is still wanted.
    pub(crate) wanted: Wanted,
    /// What it is.
    pub(crate) task: Task,
}

/// What is to be computed.
#[derive(Debug)]
pub(crate) enum Task {
    /// The diagnostics of these documents, at once: one.
    Urgent(Vec<PathBuf>),
    /// The list of the files of a part of the workspace, which are read for it; these documents come first. Whether it
    /// is the first list.
    Survey(Extent, Vec<PathBuf>, bool),
    /// The diagnostics of as many of these files as can be had while they are wanted and it takes no longer than a slice.
    Slice(Vec<PathBuf>),
}

/// What has become known.
#[derive(Debug, Default)]
pub(crate) struct News {
    /// The files about which something else may be known now.
    pub(crate) files: Vec<PathBuf>,
    /// The workspace that is now fully diagnosed, and was not before.
    pub(crate) acquainted: Option<PathBuf>,
}

impl Workspaces {
    /// None yet. `pulled` says whether the client asks for its documents' diagnostics by itself.
    pub(crate) fn new(pulled: bool) -> Workspaces {
        Workspaces { pulled, ..Workspaces::default() }
    }

    /// Passes `changes` on to every workspace, since a path dependency may be shared. `files` has them already. Whether, as counted
    /// by [`Saves`](greenlight_ide::benches::Saves), results are looked for elsewhere now, and whether benches are built with others.
    pub(crate) fn apply(&mut self, changes: &[Change], files: &Files) -> (bool, bool) {
        let mut measured_anew = (false, false);
        for workspace in &mut self.open {
            let saves = workspace.host.saves();
            let stale = surviving("applying changes", || workspace.host.apply(changes)).unwrap_or_else(|| {
                workspace.reopen(files);
                Stale::Everything
            });
            // What is being computed stays true while nothing differs: an editor tells of a file that it saved, too.
            if stale > Stale::Nothing {
                self.last_revision += 1;
                workspace.advance(self.last_revision);
            }
            let root = workspace.revision.root.clone();
            let is_home = |home: Option<&Option<PathBuf>>| home.is_some_and(|home| home.as_ref() == Some(&root));
            let urgent = |path: &Path| !self.pulled && is_home(self.homes.get(path));
            let (urgent, queued): (Vec<&Change>, Vec<&Change>) =
                changes.iter().partition(|change| matches!(change, Change::Text(path, _) if urgent(path)));
            let snapshot = workspace.host.snapshot();
            let now = workspace.host.saves();
            measured_anew.0 |= now.results != saves.results;
            measured_anew.1 |= now.sources != saves.sources;
            for change in &urgent {
                workspace.urge(change.path());
                // What its results come to takes longer than a keystroke may.
                if stale > Stale::Nothing && snapshot.lies_by_a_bench(change.path()) {
                    workspace.queue.push_back(change.path().to_owned());
                }
            }
            for change in queued {
                // What was pulled of a document that is closed now is to be told from now on.
                if stale > Stale::Nothing || matches!(change, Change::Closed(_)) {
                    workspace.queue.push_front(change.path().to_owned());
                }
            }
            let documents = self.homes.iter().filter(|(_, home)| !self.pulled && is_home(Some(home)));
            let documents: Vec<&Path> = documents.map(|(document, _)| document.as_path()).collect();
            workspace.take_stale(stale, &documents);
        }
        measured_anew
    }

    /// Whether the configuration of one stands in this file.
    pub(crate) fn are_configured_by(&self, path: &Path) -> bool {
        self.open.iter().any(|workspace| workspace.host.is_configured_by(path))
    }

    /// Has files with benches diagnosed anew: `results` were saved, or `sources`, which makes results stale, or both.
    pub(crate) fn measured_anew(&mut self, results: bool, sources: bool) {
        for workspace in &mut self.open {
            let mut benches = BTreeSet::new();
            if results {
                benches.extend(workspace.host.results_changed());
            }
            if sources {
                benches.extend(workspace.host.sources_saved());
            }
            if benches.is_empty() {
                continue;
            }
            self.last_revision += 1;
            workspace.advance(self.last_revision);
            workspace.resurvey(Extent::Crates(benches), &[]);
        }
    }

    /// Forgets which package belongs to which workspace: a manifest changed.
    pub(crate) fn forget_roots(&mut self) {
        self.roots.clear();
        self.homes.clear();
    }

    /// Opens what `folders` and `documents` belong to and is not open yet, and closes what none of them belongs to any
    /// more. Many workspaces are opened some at a time.
    pub(crate) fn settle(&mut self, files: &Files, folders: &[PathBuf], documents: &Documents) -> Settled {
        let begun = Instant::now();
        // A manifest may have made a workspace part of another one.
        let mut closed: Vec<Workspace> = self.open.extract_if(.., |workspace| workspace.has_moved()).collect();
        let mut wanted: FxHashSet<PathBuf> = FxHashSet::default();
        let mut is_whole = true;
        let known: FxHashSet<PathBuf> = self.roots();
        for folder in folders {
            // Of very many, most are found again each time.
            if let Some(Some(root)) = self.roots.get(folder)
                && known.contains(root)
            {
                wanted.insert(root.clone());
                continue;
            }
            let open = self.open.len();
            wanted.extend(self.root_of(files, folder));
            // One is opened in any case, so that it comes to an end.
            if self.open.len() > open && begun.elapsed() > OPENING {
                is_whole = false;
                break;
            }
        }
        let roots: FxHashSet<PathBuf> = self.roots();
        self.homes.retain(|document, home| {
            documents.get(document).is_some() && home.as_ref().is_none_or(|home| roots.contains(home))
        });
        for document in documents.paths() {
            if let Some(home) = self.homes.get(document) {
                wanted.extend(home.clone());
                continue;
            }
            let home = self.root_of(files, document);
            let pulled = self.pulled;
            if let Some(workspace) = home.as_ref().and_then(|home| self.find_mut(home)).filter(|_| !pulled) {
                workspace.urge(document);
            }
            wanted.extend(home.clone());
            self.homes.insert(document.to_owned(), home);
        }
        // Until it is known what is wanted, nothing is closed.
        if is_whole {
            closed.extend(self.open.extract_if(.., |workspace| !wanted.contains(&workspace.revision.root)));
            self.roots.retain(|_, root| root.as_ref().is_none_or(|root| wanted.contains(root)));
        }
        let forgotten = closed.into_iter().flat_map(|workspace| workspace.diagnostics.into_keys()).collect();
        Settled { forgotten, is_whole }
    }

    /// The root of the workspace that `path` belongs to, which is open afterwards.
    fn root_of(&mut self, files: &Files, path: &Path) -> Option<PathBuf> {
        let package = path.ancestors().find(|folder| files.is_file(&folder.join("Cargo.toml")))?;
        if let Some(root) = self.roots.get(package)
            && root.as_ref().is_none_or(|root| self.find(root).is_some())
        {
            return root.clone();
        }
        let known = |workspace: &Workspace| workspace.has_member(package).then(|| workspace.revision.root.clone());
        let root = self.open.iter().find_map(known).or_else(|| self.open(files, package));
        self.roots.insert(package.to_owned(), root.clone());
        root
    }

    /// Opens the workspace of the folder `package`, which has a manifest; its root.
    fn open(&mut self, files: &Files, package: &Path) -> Option<PathBuf> {
        let opened = surviving("opening a workspace", || Host::open(files.clone(), package))?;
        let host = opened.inspect_err(|error| tracing::warn!("{error}")).ok()?;
        let root = host.snapshot().root().to_owned();
        // A path dependency below the root may be no member and yet have no other workspace.
        if self.find(&root).is_none() {
            self.insert(host, root.clone());
        }
        Some(root)
    }

    fn insert(&mut self, host: Host, root: PathBuf) {
        tracing::info!(root = %root.display(), "workspace opened");
        self.last_revision += 1;
        self.open.push(Workspace {
            host,
            latest: Arc::new(AtomicU64::new(self.last_revision)),
            revision: Revision { root, number: self.last_revision },
            urgent: VecDeque::new(),
            urgent_under_way: Vec::new(),
            long: FxHashSet::default(),
            survey: Some(Extent::Everything),
            queue: VecDeque::new(),
            queue_under_way: false,
            quiet: Instant::now(),
            acquainted: false,
            diagnostics: ByFile::new(),
        });
    }

    fn find(&self, root: &Path) -> Option<&Workspace> {
        self.open.iter().find(|workspace| workspace.revision.root == root)
    }

    fn find_mut(&mut self, root: &Path) -> Option<&mut Workspace> {
        self.open.iter_mut().find(|workspace| workspace.revision.root == root)
    }

    /// Whether `revision` is what the workspace is now.
    pub(crate) fn is_current(&self, revision: &Revision) -> bool {
        self.find(&revision.root).is_some_and(|workspace| workspace.revision == *revision)
    }

    /// The workspace that the open document at `path` belongs to, as it is now.
    pub(crate) fn snapshot_of(&self, path: &Path) -> Option<(Revision, Snapshot)> {
        let workspace = self.find(self.homes.get(path)?.as_ref()?)?;
        Some((workspace.revision.clone(), workspace.host.snapshot()))
    }

    /// What is to be computed at `now`; it counts as under way from then on. With `impatience` nothing waits for it to be
    /// quiet.
    pub(crate) fn start(&mut self, now: Instant, impatience: bool) -> Vec<Job> {
        let mut jobs = Vec::new();
        for workspace in &mut self.open {
            let root = workspace.revision.root.clone();
            let documents = || {
                self.homes.iter().filter(|(_, home)| home.as_ref() == Some(&root)).map(|(document, _)| document.clone())
            };
            if let Some(task) = workspace.next_urgent(Instant::now()) {
                jobs.push(workspace.job(task));
            }
            if let Some(task) = workspace.next_in_quiet(now, impatience, documents) {
                jobs.push(workspace.job(task));
            }
        }
        jobs
    }

    /// When the next computation is due; one under way reports by itself.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.open.iter().filter_map(Workspace::next_due).min()
    }

    /// Takes over what [`Task::Urgent`] or [`Task::Slice`] found out of these files; `None` if it panicked.
    pub(crate) fn finish(&mut self, of: &Revision, urgent: bool, asked: &[PathBuf], found: Option<ByFile>) -> News {
        let Some(workspace) = self.find_mut(&of.root) else { return News::default() };
        match urgent {
            true => asked.iter().for_each(|document| workspace.urgent_ended(document)),
            false => workspace.queue_under_way = false,
        }
        // A panic would come again, and loses the answer.
        let Some(found) = found else { return News { acquainted: workspace.acquaint(), ..News::default() } };
        let is_current = workspace.revision == *of;
        let found = if is_current { found } else { ByFile::new() };
        for path in asked.iter().rev().filter(|path| !found.contains_key(*path)) {
            match urgent {
                true => workspace.urge_later(path),
                false if workspace.survey == Some(Extent::Everything) => {}
                false => workspace.queue.push_front(path.clone()),
            }
        }
        let files = found.keys().cloned().collect();
        for (path, diagnostics) in found {
            workspace.know(path, diagnostics);
        }
        News { files, acquainted: workspace.acquaint() }
    }

    /// Takes over the list of all files; `None` if making it panicked or it was given up.
    pub(crate) fn surveyed(&mut self, of: &Revision, files: Option<Vec<PathBuf>>) -> News {
        let Some(workspace) = self.find_mut(&of.root) else { return News::default() };
        workspace.queue_under_way = false;
        if workspace.revision != *of {
            return News::default();
        }
        // After a panic too: it would come again.
        let Some(extent) = workspace.survey.take() else { return News::default() };
        let Some(files) = files else { return News { acquainted: workspace.acquaint(), ..News::default() } };
        let listed: FxHashSet<&PathBuf> = files.iter().collect();
        let others: Vec<PathBuf> =
            workspace.diagnostics.keys().filter(|path| !listed.contains(path)).cloned().collect();
        let gone = match extent {
            Extent::Everything => {
                workspace.diagnostics.retain(|path, _| listed.contains(path));
                workspace.queue = files.into();
                others
            }
            // What a finding elsewhere says of places or texts in these files may be out of date too, and a file that no
            // crate has any more has none.
            Extent::Crates(_) => {
                let waiting = workspace.queue.iter().filter(|path| !listed.contains(path)).cloned();
                let waiting: Vec<PathBuf> = waiting.chain(others).collect();
                workspace.queue = files.into_iter().chain(waiting).collect();
                Vec::new()
            }
        };
        News { files: gone, acquainted: workspace.acquaint() }
    }

    /// What is known about the file at `path`. Two workspaces that share a package say the same of it, once.
    pub(crate) fn diagnostics(&self, path: &Path) -> Vec<Diagnostic> {
        let knowing =
            self.open.iter().filter_map(|workspace| Some((&workspace.revision.root, workspace.diagnostics.get(path)?)));
        let mut knowing: Vec<_> = knowing.collect();
        // Which was opened first says nothing.
        knowing.sort_by_key(|(root, _)| *root);
        let mut all: Vec<Diagnostic> = Vec::new();
        for diagnostic in knowing.into_iter().flat_map(|(_, diagnostics)| diagnostics) {
            if !all.contains(diagnostic) {
                all.push(diagnostic.clone());
            }
        }
        all.sort_by_key(|diagnostic| (diagnostic.range.start, diagnostic.range.end));
        all
    }

    /// All open workspaces, as they are now.
    pub(crate) fn snapshots(&self) -> Vec<Snapshot> {
        self.open.iter().map(|workspace| workspace.host.snapshot()).collect()
    }

    /// The roots of those that are open.
    pub(crate) fn roots(&self) -> FxHashSet<PathBuf> {
        self.open.iter().map(|workspace| workspace.revision.root.clone()).collect()
    }

    /// Whether nothing is left to be found out.
    pub(crate) fn is_idle(&self) -> bool {
        self.open.iter().all(Workspace::is_idle)
    }
}

impl Workspace {
    fn advance(&mut self, number: u64) {
        self.revision.number = number;
        self.latest.store(number, Ordering::Relaxed);
        self.quiet = Instant::now() + QUIET;
    }

    /// `documents` are those that the user may look at: what they show is put right first.
    fn take_stale(&mut self, stale: Stale, documents: &[&Path]) {
        match stale {
            Stale::Nothing => {}
            Stale::Places => {
                let speaking = documents.iter().filter(|document| self.diagnostics.contains_key(**document));
                let speaking: Vec<&Path> = speaking.copied().collect();
                speaking.iter().for_each(|document| self.urge_later(document));
                let waiting: FxHashSet<PathBuf> = self.queue.iter().cloned().collect();
                let speaking = self.diagnostics.keys().filter(|path| !waiting.contains(*path));
                self.queue.extend(speaking.cloned().collect::<Vec<_>>());
            }
            Stale::Crates(crates) => self.resurvey(Extent::Crates(crates), documents),
            Stale::Everything => self.resurvey(Extent::Everything, documents),
        }
    }

    fn resurvey(&mut self, extent: Extent, documents: &[&Path]) {
        documents.iter().for_each(|document| self.urge_later(document));
        self.survey = Some(match self.survey.take() {
            Some(waiting) => waiting.and(extent),
            None => extent,
        });
    }

    /// Makes the document the next one that is diagnosed.
    fn urge(&mut self, document: &Path) {
        self.urgent.retain(|waiting| waiting != document);
        self.urgent.push_front(document.to_owned());
    }

    /// Has the document diagnosed after those that were changed since.
    fn urge_later(&mut self, document: &Path) {
        if !self.urgent.iter().any(|waiting| waiting == document) {
            self.urgent.push_back(document.to_owned());
        }
    }

    fn know(&mut self, path: PathBuf, diagnostics: Vec<Diagnostic>) {
        if diagnostics.is_empty() {
            self.diagnostics.remove(&path);
        } else {
            self.diagnostics.insert(path, diagnostics);
        }
    }

    fn acquaint(&mut self) -> Option<PathBuf> {
        let now = !self.acquainted && self.is_idle();
        self.acquainted |= now;
        now.then(|| self.revision.root.clone())
    }

    fn is_idle(&self) -> bool {
        self.survey.is_none()
            && self.queue.is_empty()
            && self.urgent.is_empty()
            && self.urgent_under_way.is_empty()
            && !self.queue_under_way
    }

    /// Whether its root is another folder now.
    fn has_moved(&self) -> bool {
        self.host.snapshot().root() != self.revision.root
    }

    /// Whether the manifest in `folder` is its root's or a member's.
    fn has_member(&self, folder: &Path) -> bool {
        let snapshot = self.host.snapshot();
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

    fn job(&self, task: Task) -> Job {
        Job {
            of: self.revision.clone(),
            snapshot: self.host.snapshot(),
            wanted: Wanted { number: self.revision.number, latest: Arc::clone(&self.latest) },
            task,
        }
    }

    fn next_urgent(&mut self, now: Instant) -> Option<Task> {
        if self.urgent_due_to_be_long(now).is_some() {
            return None;
        }
        let document = self.urgent.remove(self.place_of_urgent()?)?;
        self.urgent_under_way.push((document.clone(), now));
        Some(Task::Urgent(vec![document]))
    }

    /// The place of the next document that may be diagnosed: none twice at once, and those that take long last.
    fn place_of_urgent(&self) -> Option<usize> {
        if self.urgent_under_way.len() >= MAX_URGENT_AT_ONCE {
            return None;
        }
        let is_free = |document: &PathBuf| self.urgent_under_way.iter().all(|(other, _)| other != document);
        let short = self.urgent.iter().position(|document| is_free(document) && !self.long.contains(document));
        short.or_else(|| self.urgent.iter().position(is_free))
    }

    /// When a document that has just begun to be diagnosed counts as one that takes long, if one has.
    fn urgent_due_to_be_long(&self, now: Instant) -> Option<Instant> {
        self.urgent_under_way.iter().map(|(_, since)| *since + LONG).filter(|due| *due > now).max()
    }

    fn urgent_ended(&mut self, document: &Path) {
        let Some(place) = self.urgent_under_way.iter().position(|(other, _)| other == document) else { return };
        let (document, since) = self.urgent_under_way.swap_remove(place);
        if since.elapsed() < LONG {
            self.long.remove(&document);
        } else {
            self.long.insert(document);
        }
    }

    fn next_in_quiet<D: Iterator<Item = PathBuf>>(
        &mut self,
        now: Instant,
        impatience: bool,
        documents: impl FnOnce() -> D,
    ) -> Option<Task> {
        // What the user looks at has the machine for itself.
        let is_urgent = self.place_of_urgent().is_some() || !self.urgent_under_way.is_empty();
        if self.queue_under_way || is_urgent || (self.quiet > now && !impatience) {
            return None;
        }
        if let Some(extent) = &self.survey {
            self.queue_under_way = true;
            return Some(Task::Survey(extent.clone(), documents().collect(), !self.acquainted));
        }
        if self.queue.is_empty() {
            return None;
        }
        self.queue_under_way = true;
        Some(Task::Slice(self.queue.drain(..).collect()))
    }

    fn next_due(&self) -> Option<Instant> {
        let now = Instant::now();
        let is_urgent = self.place_of_urgent().is_some();
        let is_queued = (self.survey.is_some() || !self.queue.is_empty()) && !self.queue_under_way;
        match self.urgent_due_to_be_long(now) {
            Some(long) => is_urgent.then_some(long),
            None if is_urgent => Some(now),
            // Each reports its end.
            None if !self.urgent_under_way.is_empty() => None,
            None => is_queued.then_some(self.quiet),
        }
    }
}

#[cfg(test)]
mod tests;
