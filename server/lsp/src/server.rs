//! The client's messages become events. No handler does more than send one before its first await, see [`crate`].

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use anyhow::Context;
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeAction, CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionParams, CompletionResponse,
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, DocumentDiagnosticParams,
    DocumentDiagnosticReportResult, DocumentHighlight, DocumentHighlightParams, ExecuteCommandParams,
    GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams, InitializeParams, InitializeResult,
    InitializedParams, InlayHint, InlayHintParams, LSPAny, Location, PrepareRenameResponse, ReferenceParams,
    RenameParams, ServerInfo, TextDocumentPositionParams, WorkspaceEdit,
};
use tower_lsp::{LanguageServer, LspService};

use crate::capabilities::Capabilities;
use crate::event::{Client, Event, Reply};
use crate::inlay_hints::{BenchHintItem, BenchHintsParams};
use crate::outbox::{self, Outbox};
use crate::settings::Settings;
use crate::transport::Transport;
use crate::transport::flow::Flow;
use crate::uris::path_of;
use crate::workers::Workers;
use crate::{logging, main_loop, panics, parent, workers};

/// How the server is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where the log goes; to stderr without a file.
    pub log: Option<PathBuf>,
}

/// Speaks the language server protocol on stdin and stdout until the client says `exit`, closes stdin or vanishes. The
/// exit code is 0 if the client had said `shutdown` before, as the protocol has it, else 1.
#[must_use]
pub fn serve(options: &Options) -> ExitCode {
    logging::start(options.log.as_deref());
    match start() {
        Ok(code) => code,
        Err(error) => {
            tracing::error!("the language server cannot start: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start() -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .thread_stack_size(greenlight_files::STACK_BYTES)
        .build()
        .context("no event loop")?;
    let (sender, events) = channel();
    let bugs = sender.clone();
    panics::watch(move |what| {
        // Once the main loop is gone, nobody is left to be told.
        let _ = bugs.send(Event::Panicked(what));
    });
    let outbox = Outbox::default();
    let flow = Arc::new(Flow::new(sender.clone()));
    let background = workers::background().context("no threads")?;
    let workers = Workers { answering: runtime.handle().clone(), background, events: sender.clone() };
    let (left, counted) = (outbox.clone(), Arc::clone(&flow));
    let main_loop = greenlight_files::spawn("main loop", move || main_loop::run(&events, workers, left, counted));
    main_loop.context("no main loop")?;

    let mut transport = Transport::start(std::io::stdin(), std::io::stdout(), &flow).context("no threads for stdio")?;
    let shut_down = Arc::new(AtomicBool::new(false));
    let (client_process, initialized) = oneshot::channel();
    let client_process = Mutex::new(Some(client_process));
    let handlers =
        Handlers { events: sender, flow: Arc::clone(&flow), shut_down: Arc::clone(&shut_down), client_process };
    runtime.block_on(async {
        let service = LspService::build(|client| {
            tokio::spawn(outbox::deliver(client, outbox, flow));
            handlers
        });
        let (service, socket) = service
            .custom_method("greenlight/whenIdle", Handlers::when_idle)
            .custom_method("greenlight/benchHints", Handlers::bench_hints)
            .custom_method("greenlight/resultsChanged", Handlers::results_changed)
            .finish();
        let orphaned = async {
            match initialized.await {
                Ok(id) => parent::vanished(id).await,
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            () = transport.serve(service, socket) => {}
            () = orphaned => tracing::warn!("the process that started the server is gone, so the server leaves too"),
        }
    });
    // A client may keep stdin open after `exit`, and a worker may still compute: neither is waited for.
    runtime.shutdown_background();
    transport.finish();
    Ok(if shut_down.load(Ordering::SeqCst) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Handlers {
    events: Sender<Event>,
    /// What is on its way to the main loop is counted, so that it does not become too much.
    flow: Arc<Flow>,
    /// Not the main loop's: how the process ends must not depend on what it is busy with.
    shut_down: Arc<AtomicBool>,
    /// Where the client's process, if it names one, is looked after.
    client_process: Mutex<Option<oneshot::Sender<u32>>>,
}

impl Handlers {
    /// Not async, so that nothing can come between the message and its event.
    fn tell(&self, event: Event) {
        self.flow.arrived(event.bytes());
        if self.events.send(event).is_err() {
            tracing::error!("the main loop has ended; restart the language server");
        }
    }

    /// Sends the event that `event` makes, then waits for the answer.
    async fn ask<T>(&self, event: impl FnOnce(Reply<T>) -> Event) -> Result<T> {
        let (reply, answer) = Reply::new(Arc::clone(&self.flow));
        self.tell(event(reply));
        match answer.await {
            Ok((answer, _in_transit)) => answer,
            // Nobody answers if handling the event panicked, which is logged there.
            Err(_) => Err(Error::internal_error()),
        }
    }
}

impl Handlers {
    /// Answered when nothing is left to be found out about the state that all messages before have led to: for tests,
    /// and for scripts that want to know all diagnostics.
    async fn when_idle(&self) -> Result<()> {
        self.ask(Event::WhenIdle).await
    }

    /// What benches measured, for clients that draw it themselves.
    async fn bench_hints(&self, params: BenchHintsParams) -> Result<Vec<BenchHintItem>> {
        self.ask(|reply| Event::BenchHints(params, reply)).await
    }

    /// A notification: the client ran a bench. Its parameters are an object, which may say which; libraries send the lack of any in
    /// different ways.
    async fn results_changed(&self, params: serde_json::Value) {
        self.tell(Event::ResultsChanged(serde_json::from_value(params).ok()));
    }
}

impl LanguageServer for Handlers {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let capabilities = Capabilities::of(&params.capabilities);
        let settings = Arc::new(Settings::of(params.initialization_options.as_ref()));
        self.tell(Event::Initialize(Client {
            capabilities,
            folders: folders(&params),
            trusted: is_trusted(&params),
            settings,
        }));
        let waiting = self.client_process.lock().ok().and_then(|mut waiting| waiting.take());
        if let (Some(id), Some(waiting)) = (params.process_id, waiting) {
            // Nobody waits any more once the server ends.
            let _ = waiting.send(id);
        }
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

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        self.ask(|reply| Event::ResolveCodeAction(Box::new(action), reply)).await
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        self.ask(|reply| Event::Diagnostics(params, reply)).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        self.ask(|reply| Event::Hover(params, reply)).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        self.ask(|reply| Event::Definition(params, reply)).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        self.ask(|reply| Event::References(params, reply)).await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        self.ask(|reply| Event::Highlights(params, reply)).await
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        self.ask(|reply| Event::PrepareRename(params, reply)).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        self.ask(|reply| Event::Rename(params, reply)).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        self.ask(|reply| Event::Completion(params, reply)).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        self.ask(|reply| Event::InlayHints(params, reply)).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.ask(|reply| Event::CodeLenses(params, reply)).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        self.ask(|reply| Event::Execute(params, reply)).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        self.ask(|reply| Event::CodeActions(params, reply)).await
    }
}

/// Whether the client says that the user trusts what is open; a client that says nothing does not.
fn is_trusted(params: &InitializeParams) -> bool {
    let options = params.initialization_options.as_ref();
    options.and_then(|options| options.get("trusted")).and_then(serde_json::Value::as_bool) == Some(true)
}

/// The folders that the client has open; older clients know only one.
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    match &params.workspace_folders {
        Some(folders) => folders.iter().filter_map(|folder| path_of(&folder.uri)).collect(),
        None => {
            #[expect(deprecated, reason = "clients from before `workspaceFolders` say it so")]
            let root = params.root_uri.as_ref();
            root.and_then(path_of).into_iter().collect()
        }
    }
}
