//! The transport: the client's messages become events. No handler does more than send one before its first await,
//! see [`crate`].

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};

use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeActionParams, CodeActionResponse, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    InitializeParams, InitializeResult, InitializedParams, ServerInfo,
};
use tower_lsp::{LanguageServer, LspService, Server};

use crate::capabilities::Capabilities;
use crate::event::{Client, Event, Reply};
use crate::outbox;
use crate::uris::path_of;
use crate::workers::Workers;
use crate::{logging, main_loop};

/// Handlers wait for workers, and a handler that waits takes one of these places. tower-lsp's 4 would stop the reading
/// of messages as soon as four requests wait.
const CONCURRENT_REQUESTS: usize = 1024;

/// Speaks the language server protocol on stdin and stdout until the client says `exit` or closes stdin. The exit code
/// is 0 if the client had said `shutdown` before, as the protocol has it, else 1.
#[must_use]
pub fn serve() -> ExitCode {
    logging::start();
    let runtime = match tokio::runtime::Builder::new_current_thread().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!("the language server cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let (sender, events) = channel();
    let (outbox, messages) = outbox::outbox();
    let workers = Workers { pool: runtime.handle().clone(), events: sender.clone() };
    let started = std::thread::Builder::new()
        .name("main loop".to_owned())
        .spawn(move || main_loop::run(&events, workers, outbox));
    if let Err(error) = started {
        tracing::error!("the language server cannot start: {error}");
        return ExitCode::FAILURE;
    }

    let shut_down = Arc::new(AtomicBool::new(false));
    let handlers = Handlers { events: sender, shut_down: Arc::clone(&shut_down) };
    runtime.block_on(async {
        let (service, socket) = LspService::new(|client| {
            tokio::spawn(outbox::deliver(client, messages));
            handlers
        });
        let server = Server::new(tokio::io::stdin(), tokio::io::stdout(), socket);
        server.concurrency_level(CONCURRENT_REQUESTS).serve(service).await;
    });
    // A client may keep stdin open after `exit`, and a worker may still compute: neither is waited for.
    runtime.shutdown_background();
    if shut_down.load(Ordering::SeqCst) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Handlers {
    events: Sender<Event>,
    /// Not the main loop's: how the process ends must not depend on what it is busy with.
    shut_down: Arc<AtomicBool>,
}

impl Handlers {
    /// Not async, so that nothing can come between the message and its event.
    fn tell(&self, event: Event) {
        if self.events.send(event).is_err() {
            tracing::error!("the main loop has ended; restart the language server");
        }
    }

    /// Sends the event that `event` makes, then waits for the answer.
    async fn ask<T>(&self, event: impl FnOnce(Reply<T>) -> Event) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.tell(event(reply));
        // Nobody answers if handling the event panicked, which is logged there.
        answer.await.unwrap_or_else(|_| Err(Error::internal_error()))
    }
}

impl LanguageServer for Handlers {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let capabilities = Capabilities::of(&params.capabilities);
        self.tell(Event::Initialize(Client { capabilities, folders: folders(&params) }));
        let server_info =
            ServerInfo { name: "greenlight".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        let capabilities = capabilities.server();
        Ok(InitializeResult { capabilities, server_info: Some(server_info), ..InitializeResult::default() })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.tell(Event::Initialized);
    }

    async fn shutdown(&self) -> Result<()> {
        self.shut_down.store(true, Ordering::SeqCst);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.tell(Event::Opened(params));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.tell(Event::Edited(params));
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.tell(Event::Saved(params));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.tell(Event::Closed(params));
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.tell(Event::ChangedOnDisk(params));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.tell(Event::Folders(params));
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        self.ask(|reply| Event::CodeActions(params, reply)).await
    }
}

/// The folders that the client has open; older clients know only one.
fn folders(params: &InitializeParams) -> Vec<std::path::PathBuf> {
    match &params.workspace_folders {
        Some(folders) => folders.iter().filter_map(|folder| path_of(&folder.uri)).collect(),
        None => {
            #[expect(deprecated, reason = "clients from before `workspaceFolders` say it so")]
            let root = params.root_uri.as_ref();
            root.and_then(path_of).into_iter().collect()
        }
    }
}
