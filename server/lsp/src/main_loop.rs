//! The one writer. It owns the documents, the workspaces and what the client was told, and takes events in the order in
//! which they came. All that it computes are the snapshots, for which the files that changed are read again; whatever
//! is asked of a snapshot is asked on a worker. It never waits for the client or a worker: results come back as events,
//! and those about a state that has passed are dropped.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Instant;

use greenlight_files::Files;
use greenlight_ide::{Change, Snapshot};
use ropey::Rope;
use rustc_hash::FxHashSet;
use tower_lsp::jsonrpc::Error;
use tower_lsp::ls_types::{
    CodeActionParams, CodeActionResponse, DidChangeWatchedFilesRegistrationOptions, DidChangeWorkspaceFoldersParams,
    FileSystemWatcher, GlobPattern, Registration,
};

use crate::documents::{Document, Documents};
use crate::event::{Client, Event, Reply, Revision, Scope};
use crate::moment::Moment;
use crate::outbox::{Message, Outbox};
use crate::published::Published;
use crate::uris::path_of;
use crate::workers::Workers;
use crate::workspaces::{Start, Workspaces};
use crate::{code_actions, diagnostics};

/// Handles events until nobody can send any more.
pub(crate) fn run(events: &Receiver<Event>, workers: Workers, outbox: Outbox) {
    // tower-lsp refuses whatever comes before it.
    let Ok(Event::Initialize(client)) = events.recv() else { return };
    let mut state = MainLoop {
        client,
        workers,
        outbox,
        documents: Documents::default(),
        files: Files::new(),
        workspaces: Workspaces::default(),
        published: Published::default(),
        pending: Pending::default(),
    };
    while let Some(event) = state.next(events) {
        if catch_unwind(AssertUnwindSafe(|| state.handle(event))).is_err() {
            tracing::error!("handling a message panicked; please report this, with the lines above");
        }
    }
}

struct MainLoop {
    client: Client,
    workers: Workers,
    outbox: Outbox,
    documents: Documents,
    /// What newly opened workspaces start from.
    files: Files,
    workspaces: Workspaces,
    published: Published,
    pending: Pending,
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
            if catch_unwind(AssertUnwindSafe(|| self.give_out_work())).is_err() {
                tracing::error!("giving out work panicked; please report this, with the lines above");
            }
            let Some(due) = self.workspaces.next_due() else { return events.recv().ok() };
            match events.recv_timeout(due.saturating_duration_since(Instant::now())) {
                Ok(event) => return Some(event),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Initialize(_) => tracing::error!("initialized twice; the second time is ignored"),
            Event::Initialized => self.initialized(),
            Event::Opened(it) => {
                let document = it.text_document;
                let Some(path) = path_of(&document.uri) else { return };
                let text = Rope::from_str(&document.text);
                let document = Document { uri: document.uri, version: document.version, text };
                self.documents.open(path.clone(), document);
                self.opened_or_closed(path);
            }
            Event::Edited(it) => {
                let Some(path) = path_of(&it.text_document.uri) else { return };
                let encoding = self.client.capabilities.encoding;
                if self.documents.edit(&path, it.text_document.version, &it.content_changes, encoding) {
                    self.pending.documents.insert(path);
                } else {
                    tracing::warn!("{}: edited without being open", path.display());
                }
            }
            Event::Saved(it) => self.changed_on_disk(path_of(&it.text_document.uri)),
            Event::Closed(it) => {
                let Some(path) = path_of(&it.text_document.uri) else { return };
                if self.documents.close(&path) {
                    self.opened_or_closed(path);
                }
            }
            Event::ChangedOnDisk(it) => {
                for change in it.changes {
                    self.changed_on_disk(path_of(&change.uri));
                }
            }
            Event::Folders(it) => self.folders(&it),
            Event::CodeActions(params, reply) => self.code_actions(&params, reply),
            Event::FoundCodeActions { of, actions, reply } => self.found_code_actions(&of, actions, reply),
            Event::Diagnosed { of, scope, diagnostics } => {
                self.flush();
                for path in self.workspaces.finish(&of, scope, diagnostics) {
                    self.publish(&path);
                }
            }
        }
    }

    fn initialized(&mut self) {
        self.pending.settle = true;
        if self.client.capabilities.watched_files {
            // Nobody reads the queue any more once the client left.
            let _ = self.outbox.send(Message::Register(watched_files()));
        }
    }

    fn opened_or_closed(&mut self, path: PathBuf) {
        if is_manifest(&path) {
            self.workspaces.forget_roots();
        }
        self.pending.settle = true;
        self.pending.documents.insert(path);
    }

    /// Unsaved edits of a manifest do not come here: which workspace a package belongs to is asked again once they
    /// are saved.
    fn changed_on_disk(&mut self, path: Option<PathBuf>) {
        let Some(path) = path else { return };
        if is_manifest(&path) {
            self.workspaces.forget_roots();
            self.pending.settle = true;
        }
        self.pending.on_disk.insert(path);
    }

    fn folders(&mut self, params: &DidChangeWorkspaceFoldersParams) {
        let removed: Vec<PathBuf> = params.event.removed.iter().filter_map(|folder| path_of(&folder.uri)).collect();
        self.client.folders.retain(|folder| !removed.contains(folder));
        self.client.folders.extend(params.event.added.iter().filter_map(|folder| path_of(&folder.uri)));
        self.pending.settle = true;
    }

    fn code_actions(&mut self, params: &CodeActionParams, reply: Reply<Option<CodeActionResponse>>) {
        self.flush();
        let path = path_of(&params.text_document.uri).filter(|_| code_actions::wanted(&params.context));
        let found = path.and_then(|path| Some((self.workspaces.snapshot_of(&path)?, path)));
        let Some(((of, snapshot), path)) = found else {
            let _ = reply.send(Ok(None));
            return;
        };
        let range = params.range;
        self.workers.start(
            "code actions",
            self.moment(snapshot),
            move |moment| code_actions::at(moment, &path, range),
            move |actions| Event::FoundCodeActions { of, actions, reply },
        );
    }

    fn found_code_actions(
        &mut self,
        of: &Revision,
        actions: Option<CodeActionResponse>,
        reply: Reply<Option<CodeActionResponse>>,
    ) {
        self.flush();
        let answer = match actions {
            None => Err(Error::internal_error()),
            // Edits of a text that has passed would be applied to another one by clients without versions.
            Some(_) if !self.workspaces.is_current(of) => Err(Error::content_modified()),
            Some(actions) => Ok(Some(actions)),
        };
        // A client that cancelled does not wait any more.
        let _ = reply.send(answer);
    }

    /// Passes on to the workspaces what is pending. Whoever compares revisions or takes a snapshot comes after this.
    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        let documents = pending.documents.into_iter().map(|path| match self.documents.get(&path) {
            Some(document) => Change::Text(path, Arc::from(document.text.to_string())),
            None => Change::Closed(path),
        });
        let changes: Vec<Change> = documents.chain(pending.on_disk.into_iter().map(Change::OnDisk)).collect();
        for change in &changes {
            match change {
                Change::Text(path, text) => self.files.open(path.clone(), Arc::clone(text)),
                Change::Closed(path) => self.files.close(path),
                Change::OnDisk(_) => {}
            }
        }
        if !changes.is_empty() {
            self.workspaces.apply(&changes, &self.files);
        }
        if pending.settle {
            for path in self.workspaces.settle(&self.files, &self.client.folders, &self.documents) {
                self.publish(&path);
            }
        }
    }

    fn give_out_work(&mut self) {
        self.flush();
        for Start { of, snapshot, scope, documents } in self.workspaces.start(Instant::now()) {
            let done = move |diagnostics| Event::Diagnosed { of, scope, diagnostics };
            let moment = self.moment(snapshot);
            match scope {
                Scope::OpenDocuments => self.workers.start(
                    "diagnostics of open documents",
                    moment,
                    move |moment| diagnostics::of_files(moment, &documents),
                    done,
                ),
                Scope::Workspace => {
                    self.workers.start("diagnostics of a workspace", moment, diagnostics::of_workspace, done);
                }
            }
        }
    }

    fn moment(&self, workspace: Snapshot) -> Moment {
        Moment { workspace, documents: self.documents.clone(), client: self.client.capabilities }
    }

    fn publish(&mut self, path: &Path) {
        let diagnostics = self.workspaces.diagnostics(path);
        if let Some(message) = self.published.update(path, self.documents.get(path), diagnostics) {
            // Nobody reads the queue any more once the client left.
            let _ = self.outbox.send(Message::Diagnostics(message));
        }
    }
}

fn is_manifest(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "Cargo.toml")
}

/// Everything that findings depend on.
fn watched_files() -> Registration {
    let watchers = ["**/*.rs", "**/Cargo.toml", "**/Cargo.lock"]
        .map(|glob| FileSystemWatcher { glob_pattern: GlobPattern::String(glob.to_owned()), kind: None });
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.into() };
    Registration {
        id: "watched-files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    }
}
