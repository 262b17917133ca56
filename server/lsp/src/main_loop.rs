//! The one writer. It owns the documents, the workspaces and what the client was told, and takes events in the order in
//! which they came. All that it computes is what a change makes of the workspaces, for which the files that changed are
//! scanned; whatever is asked of a snapshot is asked on a worker. It never waits for the client or a worker: results
//! come back as events, and those about a state that has passed are dropped.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Instant;

use greenlight_files::Files;
use greenlight_ide::benches::Effort;
use greenlight_ide::{Change, Snapshot};
use ropey::Rope;
use rustc_hash::{FxHashMap, FxHashSet};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeAction, CodeActionParams, CodeActionResponse, Diagnostic, DidChangeTextDocumentParams,
    DidChangeWorkspaceFoldersParams, DocumentDiagnosticParams, DocumentDiagnosticReportResult, MessageType,
};

use crate::background;
use crate::code_actions::{self, Kinds, Origin};
use crate::diagnostics;
use crate::documents::{Document, Documents};
use crate::event::{Client, Event, Pulled, Reply, Revision, Worth};
use crate::limits::WORKSPACES_BELOW;
use crate::moment::Moment;
use crate::outbox::{Message, Outbox};
use crate::panics::surviving;
use crate::published::Published;
use crate::requests::{Requests, Waiting};
use crate::transport::flow::Flow;
use crate::uris::path_of;
use crate::watching::Watching;
use crate::workers::Workers;
use crate::workspaces::{Job, News, Task, Workspaces};
use crate::{progress, pull, watching};

mod benches;
mod lookups;

/// Handles events until nobody can send any more.
pub(crate) fn run(events: &Receiver<Event>, workers: Workers, outbox: Outbox, flow: Arc<Flow>) {
    // tower-lsp refuses whatever comes before it.
    let Ok(Event::Initialize(client)) = events.recv() else { return };
    let mut state = MainLoop {
        workspaces: Workspaces::new(client.capabilities.pulls_diagnostics),
        client,
        workers,
        outbox,
        flow,
        requests: Requests::default(),
        documents: Documents::default(),
        files: Files::new(),
        below: FxHashMap::default(),
        looking_below: 0,
        watching: Watching::default(),
        following: false,
        published: Published::default(),
        pulled: FxHashMap::default(),
        pending: Pending::default(),
        in_progress: FxHashSet::default(),
        waiting_for_idle: Vec::new(),
        benches_running: 0,
        results_shown: false,
        sources_saved: 0,
        told_of_limits: FxHashSet::default(),
        confessed: false,
    };
    while let Some(event) = state.next(events) {
        let weight = event.weight();
        surviving("handling a message", || state.handle(event));
        state.flow.handled(weight);
    }
}

struct MainLoop {
    client: Client,
    workers: Workers,
    outbox: Outbox,
    flow: Arc<Flow>,
    requests: Requests,
    documents: Documents,
    /// What newly opened workspaces start from.
    files: Files,
    workspaces: Workspaces,
    /// The workspaces below those of the client's folders that lie in none.
    below: FxHashMap<PathBuf, Vec<PathBuf>>,
    /// How many folders are being searched for workspaces.
    looking_below: usize,
    watching: Watching,
    /// Whether the watch is being told its folders.
    following: bool,
    published: Published,
    /// The answers that the client got last when it asked for a document's diagnostics.
    pulled: FxHashMap<PathBuf, Vec<Diagnostic>>,
    pending: Pending,
    /// The roots of the workspaces that are being read for the first time, as the client shows.
    in_progress: FxHashSet<PathBuf>,
    /// Those who want to know when nothing is left to be found out; as long as there are any, nothing is put off.
    waiting_for_idle: Vec<Reply<()>>,
    /// How many benches the server itself runs.
    benches_running: usize,
    /// Whether the client shows results, which are stale once a source is saved.
    results_shown: bool,
    /// How often sources were saved: what was found out before knows nothing of it.
    sources_saved: u64,
    /// The folders of which the user was told that not all in them is looked at.
    told_of_limits: FxHashSet<PathBuf>,
    /// Whether the user was told of a bug.
    confessed: bool,
}

/// What the client told and the workspaces do not know yet. Edits that come in a burst are passed on once, as the text
/// that the last one left.
#[derive(Debug, Default)]
struct Pending {
    /// Documents that were opened, edited or closed.
    documents: FxHashSet<PathBuf>,
    /// Files that changed on disk.
    on_disk: FxHashSet<PathBuf>,
    /// Which workspaces are needed may have changed.
    settle: bool,
    /// The same, by edits of a manifest: while one is written, packages come and go with every other keystroke, so that
    /// is looked at when all else is done.
    settle_in_quiet: bool,
    /// Documents that the client has may be out of date there.
    refresh: bool,
    /// Results were saved, so that hints and lenses may be out of date.
    results: bool,
    /// Whether files with benches are to be diagnosed anew: something was saved.
    measured: bool,
    /// The same, if anything was made of results: a source was saved, and what was measured before is stale.
    sources: bool,
    /// Benches are built with other libraries, so that results may be stale; those that were diagnosed are diagnosed anew already.
    libraries: bool,
    /// The files of a workspace were listed, so that others may be worth watching.
    follow: bool,
}

impl MainLoop {
    /// The next event. When none is waiting, work is given out first.
    fn next(&mut self, events: &Receiver<Event>) -> Option<Event> {
        match events.try_recv() {
            Ok(event) => return Some(event),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) => {}
        }
        loop {
            surviving("giving out work", || self.give_out_work());
            let now = Instant::now();
            let opening = self.pending.settle.then_some(now);
            let dues = [opening, self.workspaces.next_due(), self.requests.next_due(now)];
            let Some(due) = dues.into_iter().flatten().min() else {
                if surviving("settling down", || self.settle_down()) != Some(true) {
                    return events.recv().ok();
                }
                continue;
            };
            match events.recv_timeout(due.saturating_duration_since(Instant::now())) {
                Ok(event) => return Some(event),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => self.answer_waiting(),
            }
        }
    }

    fn handle(&mut self, event: Event) {
        match event.asks() {
            Some(document) => {
                let version = document.as_deref().and_then(|document| self.version_of(document));
                self.requests.wait(Waiting { event, document, version });
                self.answer_waiting();
            }
            None => self.take(event),
        }
    }

    /// Has as many requests answered as may be now.
    fn answer_waiting(&mut self) {
        while !self.flow.is_full()
            && let Some(Waiting { event, document, version }) = self.requests.next(Instant::now())
        {
            if event.is_cancelled() {
                continue;
            }
            if document.is_some_and(|document| self.version_of(&document) != version) {
                let is_pull = matches!(event, Event::Diagnostics(..));
                event.refuse(if is_pull { pull::cancelled() } else { Error::content_modified() });
                continue;
            }
            surviving("handling a request", || self.take(event));
        }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Initialize(_) => tracing::error!("initialized twice; the second time is ignored"),
            Event::Initialized => self.initialized(),
            Event::Opened(it) => {
                let document = it.text_document;
                let Some(path) = path_of(&document.uri) else { return };
                let text = Rope::from_str(&document.text);
                let document = Document { uri: document.uri, version: document.version, text };
                self.documents.open(&path, document);
                self.opened_or_closed(path);
            }
            Event::Edited(it) => self.edited(&it),
            Event::Saved(it) => self.changed_on_disk(path_of(&it.text_document.uri)),
            Event::Closed(it) => {
                let Some(path) = path_of(&it.text_document.uri) else { return };
                if self.documents.close(&path) {
                    self.pulled.remove(&path);
                    self.opened_or_closed(path);
                }
            }
            Event::ChangedOnDisk(it) => it.changes.iter().for_each(|change| self.changed_on_disk(path_of(&change.uri))),
            Event::Seen(paths) => paths.into_iter().for_each(|path| self.changed_on_disk(Some(path))),
            Event::Folders(it) => self.folders(&it),
            Event::FoundBelow { folder, roots } => {
                self.looking_below -= 1;
                // It may have been removed meanwhile, or have become a workspace itself.
                let taken = self.taken_of(&folder, roots);
                if let Some(below) = self.below.get_mut(&folder) {
                    *below = taken;
                }
                self.pending.settle = true;
            }
            Event::Followed(changed) => {
                self.following = false;
                changed.into_iter().for_each(|path| self.changed_on_disk(Some(path)));
            }
            Event::CodeActions(params, reply) => self.code_actions(params, reply),
            Event::ResolveCodeAction(action, reply) => self.resolve_code_action(*action, reply),
            Event::Hover(params, reply) => self.hover(params, reply),
            Event::Definition(params, reply) => self.definition(params, reply),
            Event::References(params, reply) => self.references(params, reply),
            Event::Highlights(params, reply) => self.highlights(params, reply),
            Event::PrepareRename(params, reply) => self.prepare_rename(params, reply),
            Event::Rename(params, reply) => self.rename(params, reply),
            Event::Completion(params, reply) => self.completion(params, reply),
            Event::Diagnostics(params, reply) => self.pull_diagnostics(params, reply),
            Event::Pulled(it) => {
                self.requests.end(it.ticket);
                self.pulled(it);
                self.answer_waiting();
            }
            Event::Drained => self.answer_waiting(),
            Event::Answered { ticket, of, document, deliver } => {
                self.requests.end(ticket);
                let worth = self.answered(&of, &document);
                if let Some(again) = deliver(worth) {
                    self.handle(again);
                }
                self.answer_waiting();
            }
            Event::Diagnosed { of, urgent, asked, found } => {
                self.flush();
                let news = self.workspaces.finish(&of, urgent, &asked, found);
                self.tell(news);
            }
            Event::Surveyed { of, files } => {
                self.flush();
                self.pending.follow = true;
                let news = self.workspaces.surveyed(&of, files);
                self.tell(news);
            }
            Event::InlayHints(params, reply) => self.inlay_hints(&params, reply),
            Event::BenchHints(params, reply) => self.bench_hints(&params, reply),
            Event::CodeLenses(params, reply) => self.code_lenses(params, reply),
            Event::Execute(params, reply) => self.execute(params, reply),
            Event::MayRun(run, may, reply) => {
                self.benches_running -= 1;
                let _ = reply.send(if may { Ok(self.run_bench(run)) } else { Err(benches::not_a_bench()) });
            }
            Event::BenchEnded(ran) => {
                self.benches_running -= 1;
                self.results_changed();
                self.write_circumstances(ran);
            }
            Event::ResultsChanged(ran) => {
                self.results_changed();
                if let Some(ran) = ran {
                    self.write_circumstances(ran);
                }
            }
            Event::CircumstancesWritten(results) => {
                self.benches_running -= 1;
                if results > 0 {
                    self.results_changed();
                }
            }
            Event::ResultsShown { asked } => {
                self.results_shown = true;
                self.pending.results |= asked != self.sources_saved;
            }
            Event::WhenIdle(reply) => self.waiting_for_idle.push(reply),
            Event::Panicked(what) => self.confess(&what),
        }
    }

    fn initialized(&mut self) {
        tracing::info!(trusted = self.client.trusted, folders = ?self.client.folders, "initialized");
        self.pending.settle = true;
        if self.client.capabilities.watched_files {
            self.send(Message::Register(watching::registration()));
        } else {
            self.watching = Watching::start(&self.workers.events);
        }
    }

    fn edited(&mut self, it: &DidChangeTextDocumentParams) {
        let Some(path) = path_of(&it.text_document.uri) else { return };
        let encoding = self.client.capabilities.encoding;
        if self.documents.edit(&path, it.text_document.version, &it.content_changes, encoding) {
            self.pending.settle_in_quiet |= is_manifest(&path);
            self.pending.documents.insert(path);
        } else {
            tracing::warn!("{}: edited without being open", path.display());
        }
    }

    fn opened_or_closed(&mut self, path: PathBuf) {
        if is_manifest(&path) {
            self.workspaces.forget_roots();
        }
        self.pending.settle = true;
        self.pending.documents.insert(path);
    }

    /// What is shown of results, and what they come to, is out of date.
    fn results_changed(&mut self) {
        self.pending.results = true;
        self.pending.measured = true;
    }

    fn changed_on_disk(&mut self, path: Option<PathBuf>) {
        let Some(path) = path else { return };
        if watching::is_result(&path) {
            self.results_changed();
            return;
        }
        if is_manifest(&path) {
            self.workspaces.forget_roots();
            self.below.retain(|folder, _| !path.starts_with(folder));
            self.pending.settle = true;
        }
        self.pending.on_disk.insert(path);
    }

    fn folders(&mut self, params: &DidChangeWorkspaceFoldersParams) {
        let removed: Vec<PathBuf> = params.event.removed.iter().filter_map(|folder| path_of(&folder.uri)).collect();
        self.client.folders.retain(|folder| !removed.contains(folder));
        // Nobody tells what happens in it from now on.
        self.below.retain(|folder, _| !removed.contains(folder));
        self.client.folders.extend(params.event.added.iter().filter_map(|folder| path_of(&folder.uri)));
        self.pending.settle = true;
    }

    fn code_actions(&mut self, params: CodeActionParams, reply: Reply<Option<CodeActionResponse>>) {
        let range = params.range;
        let path = path_of(&params.text_document.uri);
        let Some((path, kinds)) = path.zip(Kinds::wanted(&params.context)) else {
            // A client that cancelled does not wait any more, here and below.
            let _ = reply.send(Ok(None));
            return;
        };
        self.ask(
            "code actions",
            path,
            (reply, Ok(None)),
            move |moment, path| code_actions::at(moment, path, range, kinds),
            |actions, worth, reply| match worth {
                Worth::Current => answered(reply, Ok(Some(actions))),
                Worth::Elsewhere => Some(Event::CodeActions(params, reply)),
                // Edits of a text that has passed would be applied to another one by clients without versions.
                Worth::Modified => answered(reply, Err(Error::content_modified())),
            },
        );
    }

    fn resolve_code_action(&mut self, action: CodeAction, reply: Reply<CodeAction>) {
        let origin = action.data.clone().and_then(|data| serde_json::from_value::<Origin>(data).ok());
        let path = origin.as_ref().and_then(|origin| path_of(&origin.uri));
        let Some((path, origin)) = path.zip(origin) else {
            let _ = reply.send(Err(Error::invalid_params("the action is none of this server's")));
            return;
        };
        let unresolved = action.clone();
        self.ask(
            "a code action",
            path,
            (reply, Err(Error::content_modified())),
            move |moment, path| code_actions::resolve(moment, path, action, &origin),
            |resolved, worth, reply| match worth {
                Worth::Current => answered(reply, resolved),
                Worth::Elsewhere => Some(Event::ResolveCodeAction(Box::new(unresolved), reply)),
                Worth::Modified => answered(reply, Err(Error::content_modified())),
            },
        );
    }

    /// Has `job` computed on a worker, from the workspace that `path` belongs to, and `answer` told what the result is
    /// worth when it is there: it answers, or has the question asked again. Without a workspace the answer is `otherwise`.
    fn ask<T: Send + 'static, A: Send + 'static>(
        &mut self,
        what: &'static str,
        path: PathBuf,
        (reply, otherwise): (Reply<A>, Result<A>),
        job: impl FnOnce(&Moment, &Path) -> T + Send + 'static,
        answer: impl FnOnce(T, Worth, Reply<A>) -> Option<Event> + Send + 'static,
    ) {
        self.flush();
        let found = self.workspaces.snapshot_of(&path).filter(|_| !reply.is_closed());
        let Some((of, snapshot)) = found else {
            let _ = reply.send(otherwise);
            return;
        };
        let moment = self.moment(snapshot);
        let document = (path.clone(), self.version_of(&path));
        let ticket = self.requests.begin(Some(path.clone()));
        let compute = move || job(&moment, &path);
        self.workers.answer(what, compute, move |result| Event::Answered {
            ticket,
            of,
            document,
            // Without a result, `reply` is dropped, which is an internal error.
            deliver: Box::new(move |worth| result.and_then(|result| answer(result, worth, reply))),
        });
    }

    fn answered(&mut self, of: &Revision, (path, version): &(PathBuf, Option<i32>)) -> Worth {
        self.flush();
        if self.workspaces.is_current(of) {
            Worth::Current
        } else if self.version_of(path) == *version {
            Worth::Elsewhere
        } else {
            Worth::Modified
        }
    }

    fn version_of(&self, path: &Path) -> Option<i32> {
        self.documents.get(path).map(|document| document.version)
    }

    fn pull_diagnostics(&mut self, params: DocumentDiagnosticParams, reply: Reply<DocumentDiagnosticReportResult>) {
        self.flush();
        let previous = params.previous_result_id;
        let path = path_of(&params.text_document.uri);
        let found = path.and_then(|path| Some((self.workspaces.snapshot_of(&path)?, path)));
        let Some(((of, snapshot), path)) = found else {
            let _ = reply.send(Ok(pull::report(Vec::new(), previous.as_deref())));
            return;
        };
        let moment = self.moment(snapshot);
        let asked = path.clone();
        let ticket = self.requests.begin(Some(path.clone()));
        self.workers.answer(
            "diagnostics of a document",
            move || diagnostics::of_file(&moment, &asked, Effort::Known),
            move |diagnostics| Event::Pulled(Pulled { ticket, of, path, previous, diagnostics, reply }),
        );
    }

    fn pulled(&mut self, it: Pulled) {
        self.flush();
        // Without diagnostics, the reply is dropped, which is an internal error.
        let Some(diagnostics) = it.diagnostics else { return };
        if !self.workspaces.is_current(&it.of) {
            let _ = it.reply.send(Err(pull::cancelled()));
            return;
        }
        if it.reply.send(Ok(pull::report(diagnostics.clone(), it.previous.as_deref()))).is_ok()
            && self.documents.get(&it.path).is_some()
        {
            self.pulled.insert(it.path, diagnostics);
        }
    }

    /// Passes on to the workspaces what is pending. Whoever compares revisions or takes a snapshot comes after this.
    fn flush(&mut self) {
        let documents = std::mem::take(&mut self.pending.documents);
        let on_disk = std::mem::take(&mut self.pending.on_disk);
        let documents = documents.into_iter().map(|path| match self.documents.get(&path) {
            Some(document) => Change::Text(path, Arc::from(document.text.to_string())),
            None => Change::Closed(path),
        });
        let changes: Vec<Change> = documents.chain(on_disk.into_iter().map(Change::OnDisk)).collect();
        for change in &changes {
            match change {
                Change::Text(path, text) => self.files.open(path.clone(), Arc::clone(text)),
                Change::Closed(path) => self.files.close(path),
                Change::OnDisk(_) => {}
            }
        }
        if !changes.is_empty() {
            let is_source = |change: &Change| matches!(change, Change::OnDisk(path) if path.extension().is_some_and(|it| it == "rs"));
            self.pending.sources |= changes.iter().any(is_source);
            let paths = || changes.iter().map(Change::path);
            self.pending.results |=
                paths().any(|path| watching::may_promise(path) || self.workspaces.are_configured_by(path));
            let (elsewhere, with_others) = self.workspaces.apply(&changes, &self.files);
            self.pending.results |= elsewhere;
            self.pending.libraries |= with_others;
            // It may be so from now on.
            self.pending.results |= paths().any(|path| self.workspaces.are_configured_by(path));
        }
        if std::mem::take(&mut self.pending.settle) {
            self.settle();
        }
        if self.client.capabilities.pulls_diagnostics {
            changes.iter().for_each(|change| self.tell_otherwise(change));
        }
    }

    /// A document that was opened is asked for and not told of any more, one that was closed is told of again.
    fn tell_otherwise(&mut self, change: &Change) {
        match change {
            Change::OnDisk(_) => {}
            Change::Closed(path) => self.publish(path),
            Change::Text(path, _) => {
                if let Some(message) = self.published.withdraw(path) {
                    self.send(Message::Diagnostics(message));
                }
            }
        }
    }

    fn settle(&mut self) {
        let mut folders: Vec<PathBuf> = Vec::new();
        for folder in self.client.folders.clone() {
            match self.below.get(&folder) {
                Some(roots) => folders.extend(roots.iter().cloned()),
                None if folder.ancestors().any(|above| self.files.is_file(&above.join("Cargo.toml"))) => {
                    folders.push(folder);
                }
                None => self.look_below(folder),
            }
        }
        let settled = self.workspaces.settle(&self.files, &folders, &self.documents);
        self.pending.settle = !settled.is_whole;
        for path in settled.forgotten {
            self.publish(&path);
        }
        let open = self.workspaces.roots();
        for root in self.in_progress.extract_if(|root| !open.contains(root)).collect::<Vec<_>>() {
            self.send(progress::end(&root));
        }
    }

    /// As many of the workspaces below a folder as may be open at once, those that lie nearest. Those that are left out are opened
    /// with a document of theirs, which the user is told.
    fn taken_of(&mut self, folder: &Path, mut roots: Vec<PathBuf>) -> Vec<PathBuf> {
        let found = roots.len();
        if WORKSPACES_BELOW.allows(found as u64) {
            return roots;
        }
        // Stable, so that those of one depth stay sorted.
        roots.sort_by_key(|root| root.components().count());
        roots.truncate(WORKSPACES_BELOW.max as usize);
        let message = format!(
            "Below {} are {found} workspaces. Greenlight looks at the nearest {}; others are looked at while one of their \
             files is open. Open a smaller folder to have all of it checked.",
            folder.display(),
            roots.len()
        );
        tracing::warn!("{message}");
        if self.told_of_limits.insert(folder.to_owned()) {
            self.send(Message::Show(MessageType::WARNING, message));
        }
        roots
    }

    /// Finds out which workspaces there are below a folder that lies in none.
    fn look_below(&mut self, folder: PathBuf) {
        self.below.insert(folder.clone(), Vec::new());
        self.looking_below += 1;
        let (files, below) = (self.files.clone(), folder.clone());
        self.workers.work_off(
            "workspaces below a folder",
            move || greenlight_ide::workspaces_below(&files, &below),
            move |roots| Event::FoundBelow { folder, roots: roots.unwrap_or_default() },
        );
    }

    fn give_out_work(&mut self) {
        self.flush();
        for Job { of, snapshot, wanted, task } in
            self.workspaces.start(Instant::now(), !self.waiting_for_idle.is_empty())
        {
            let moment = self.moment(snapshot);
            match task {
                Task::Urgent(asked) => {
                    let files = asked.clone();
                    self.workers.answer(
                        "diagnostics of documents",
                        move || diagnostics::of_files(&moment, &files, &wanted),
                        move |found| Event::Diagnosed { of, urgent: true, asked, found },
                    );
                }
                Task::Slice(asked) => {
                    let files = asked.clone();
                    self.workers.work_off(
                        "diagnostics of files",
                        move || background::slice(&moment, &files, &wanted),
                        move |found| Event::Diagnosed { of, urgent: false, asked, found },
                    );
                }
                Task::Survey(extent, documents, is_first) => {
                    if is_first && self.client.capabilities.progress && self.in_progress.insert(of.root.clone()) {
                        self.send(progress::begin(&of.root));
                    }
                    self.workers.work_off(
                        "the list of files",
                        move || background::survey(&moment, &extent, &documents, &wanted),
                        move |files| Event::Surveyed { of, files: files.flatten() },
                    );
                }
            }
        }
    }

    /// What is put off until nothing else is to be done; whether that brought something to do.
    fn settle_down(&mut self) -> bool {
        if !self.workspaces.is_idle() {
            return false;
        }
        if !self.following && std::mem::take(&mut self.pending.follow) && self.watching.is_on() {
            self.follow();
        }
        if std::mem::take(&mut self.pending.refresh) {
            self.send(Message::RefreshDiagnostics);
        }
        let outdated = std::mem::take(&mut self.pending.results);
        let (results, sources) =
            (std::mem::take(&mut self.pending.measured), std::mem::take(&mut self.pending.sources));
        let may_be_stale = std::mem::take(&mut self.pending.libraries) || sources;
        self.sources_saved += u64::from(may_be_stale);
        // What the client asks for anew tells whether it still shows any.
        if outdated || (may_be_stale && std::mem::take(&mut self.results_shown)) {
            self.refresh_results();
        }
        // A bench that ran for the first time has folders that nobody watches.
        self.pending.follow |= outdated;
        if results || sources {
            self.workspaces.measured_anew(results, sources);
            return true;
        }
        if std::mem::take(&mut self.pending.settle_in_quiet) {
            self.workspaces.forget_roots();
            self.settle();
            return true;
        }
        if self.looking_below == 0 && !self.following && self.benches_running == 0 {
            for reply in std::mem::take(&mut self.waiting_for_idle) {
                self.send(Message::Idle(reply));
            }
        }
        false
    }

    /// Has the folders of all workspaces watched.
    fn follow(&mut self) {
        self.following = true;
        let (watching, workspaces) = (self.watching.clone(), self.workspaces.snapshots());
        self.workers.work_off(
            "the folders to watch",
            move || watching.follow(&workspaces.iter().flat_map(Snapshot::folders).collect()),
            move |changed| Event::Followed(changed.unwrap_or_default()),
        );
    }

    fn moment(&self, workspace: Snapshot) -> Moment {
        Moment {
            workspace,
            documents: self.documents.clone(),
            client: self.client.capabilities,
            settings: Arc::clone(&self.client.settings),
        }
    }

    /// Brings the client up to date.
    fn tell(&mut self, news: News) {
        for path in &news.files {
            self.publish(path);
        }
        if let Some(root) = news.acquainted.filter(|root| self.in_progress.remove(root)) {
            self.send(progress::end(&root));
        }
    }

    fn publish(&mut self, path: &Path) {
        let diagnostics = self.workspaces.diagnostics(path);
        let document = self.documents.get(path);
        let message = if document.is_some() && self.client.capabilities.pulls_diagnostics {
            self.pending.refresh |= self.pulled.get(path).is_some_and(|shown| *shown != diagnostics);
            // What was told before it was opened would be shown twice.
            self.published.withdraw(path)
        } else {
            self.published.update(path, document, diagnostics)
        };
        if let Some(message) = message {
            self.send(Message::Diagnostics(message));
        }
    }

    /// Tells the user of a bug, once.
    fn confess(&mut self, what: &str) {
        if !std::mem::replace(&mut self.confessed, true) {
            self.send(Message::Show(MessageType::ERROR, format!(
                "Greenlight has a bug, at {what}. One answer is lost, everything else goes on; the server's log has more."
            )));
        }
    }

    fn send(&self, message: Message) {
        self.outbox.send(message);
    }
}

/// Answers, and has nothing asked again.
fn answered<A>(reply: Reply<A>, answer: Result<A>) -> Option<Event> {
    let _ = reply.send(answer);
    None
}

fn is_manifest(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "Cargo.toml")
}
