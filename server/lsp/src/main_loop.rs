//! The one writer. It owns the documents, the workspaces and what the client was told, and takes events in the order in
//! which they came. All that it computes is what a change makes of the workspaces, for which the files that changed are
//! scanned; whatever is asked of a snapshot is asked on a worker. It never waits for the client or a worker: results
//! come back as events, and those about a state that has passed are dropped.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Instant;

use greenlight_files::Files;
use greenlight_ide::Snapshot;
use ropey::Rope;
use rustc_hash::{FxHashMap, FxHashSet};
use tower_lsp::ls_types::{Diagnostic, MessageType};

use crate::documents::{Document, Documents};
use crate::event::{Client, Event, Reply};
use crate::moment::Moment;
use crate::outbox::{Message, Outbox};
use crate::panics::surviving;
use crate::published::Published;
use crate::requests::{Requests, Waiting};
use crate::transport::flow::Flow;
use crate::uris::path_of;
use crate::watching::{self, Watching};
use crate::workers::Workers;
use crate::workspaces::Workspaces;

mod asking;
mod benches;
mod changes;
mod code_actions;
mod lookups;
mod opening;
mod pulling;
mod working;

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
        let bytes = event.bytes();
        surviving("handling a message", || state.handle(event));
        state.flow.handled(bytes);
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

    fn moment(&self, workspace: Snapshot) -> Moment {
        Moment {
            workspace,
            documents: self.documents.clone(),
            client: self.client.capabilities,
            settings: Arc::clone(&self.client.settings),
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
