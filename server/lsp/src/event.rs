//! What the main loop takes in, one by one: the client's messages in the order in which they came, and the workers'
//! results.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::oneshot;
use tower_lsp::jsonrpc;
use tower_lsp::ls_types::{
    CodeAction, CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionParams, CompletionResponse,
    Diagnostic, DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, DocumentDiagnosticParams,
    DocumentDiagnosticReportResult, DocumentHighlight, DocumentHighlightParams, ExecuteCommandParams,
    GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams, InlayHint, InlayHintParams, LSPAny, Location,
    PrepareRenameResponse, ReferenceParams, RenameParams, TextDocumentPositionParams, WorkspaceEdit,
};

use crate::capabilities::Capabilities;
use crate::code_lens::RunBench;
use crate::commands::BenchRan;
use crate::diagnostics::ByFile;
use crate::inlay_hints::{BenchHintItem, BenchHintsParams};
use crate::requests::Ticket;
use crate::settings::Settings;
use crate::transport::flow::{Flow, InTransit};

/// Something that happened.
pub(crate) enum Event {
    /// `initialize`: the first, and it comes once.
    Initialize(Client),
    /// `initialized`.
    Initialized,
    /// `textDocument/didOpen`.
    Opened(DidOpenTextDocumentParams),
    /// `textDocument/didChange`.
    Edited(DidChangeTextDocumentParams),
    /// `textDocument/didSave`.
    Saved(DidSaveTextDocumentParams),
    /// `textDocument/didClose`.
    Closed(DidCloseTextDocumentParams),
    /// `workspace/didChangeWatchedFiles`.
    ChangedOnDisk(DidChangeWatchedFilesParams),
    /// The server's own watch saw changes of these files.
    Seen(Vec<PathBuf>),
    /// `workspace/didChangeWorkspaceFolders`.
    Folders(DidChangeWorkspaceFoldersParams),
    /// Below a folder that lies in no workspace, these folders begin one.
    FoundBelow {
        /// The client's folder.
        folder: PathBuf,
        /// Their roots.
        roots: Vec<PathBuf>,
    },
    /// The folders in which a new file may matter are watched. In those that were not before, these files changed
    /// meanwhile.
    Followed(Vec<PathBuf>),
    /// `textDocument/codeAction`.
    CodeActions(CodeActionParams, Reply<Option<CodeActionResponse>>),
    /// `codeAction/resolve`.
    ResolveCodeAction(Box<CodeAction>, Reply<CodeAction>),
    /// `textDocument/hover`.
    Hover(HoverParams, Reply<Option<Hover>>),
    /// `textDocument/definition`.
    Definition(GotoDefinitionParams, Reply<Option<GotoDefinitionResponse>>),
    /// `textDocument/references`.
    References(ReferenceParams, Reply<Option<Vec<Location>>>),
    /// `textDocument/documentHighlight`.
    Highlights(DocumentHighlightParams, Reply<Option<Vec<DocumentHighlight>>>),
    /// `textDocument/prepareRename`.
    PrepareRename(TextDocumentPositionParams, Reply<Option<PrepareRenameResponse>>),
    /// `textDocument/rename`.
    Rename(RenameParams, Reply<Option<WorkspaceEdit>>),
    /// `textDocument/completion`.
    Completion(CompletionParams, Reply<Option<CompletionResponse>>),
    /// `textDocument/inlayHint`.
    InlayHints(InlayHintParams, Reply<Option<Vec<InlayHint>>>),
    /// `greenlight/benchHints`.
    BenchHints(BenchHintsParams, Reply<Vec<BenchHintItem>>),
    /// `textDocument/codeLens`.
    CodeLenses(CodeLensParams, Reply<Option<Vec<CodeLens>>>),
    /// `workspace/executeCommand`.
    Execute(ExecuteCommandParams, Reply<Option<LSPAny>>),
    /// Whether a lens makes what `greenlight.runBench` is to run.
    MayRun(RunBench, bool, Reply<Option<LSPAny>>),
    /// A bench that the server ran has ended.
    BenchEnded(BenchRan),
    /// `greenlight/resultsChanged`: the client ran a bench, and perhaps says which.
    ResultsChanged(Option<BenchRan>),
    /// How so many results came to be has been written down.
    CircumstancesWritten(usize),
    /// `textDocument/diagnostic`.
    Diagnostics(DocumentDiagnosticParams, Reply<DocumentDiagnosticReportResult>),
    /// A worker has the answer to [`Event::Diagnostics`].
    Pulled(Pulled),
    /// A worker has the answer to a request.
    Answered {
        /// Which.
        ticket: Ticket,
        /// The workspace and its revision that it looked at.
        of: Revision,
        /// The document that was asked about, and its version then.
        document: (PathBuf, Option<i32>),
        /// Delivers it, told what it is worth; or asks again, for a state that is newer.
        deliver: Box<dyn FnOnce(Worth) -> Option<Event> + Send>,
    },
    /// A worker has diagnosed files.
    Diagnosed {
        /// The workspace and its revision that it looked at.
        of: Revision,
        /// Whether these were documents that the user has just changed.
        urgent: bool,
        /// What it was to look at.
        asked: Vec<PathBuf>,
        /// What it came to; `None` if it panicked.
        found: Option<ByFile>,
    },
    /// A worker has listed all files of a workspace.
    Surveyed {
        /// The workspace and its revision that it looked at.
        of: Revision,
        /// `None` if it panicked, or was not wanted any more.
        files: Option<Vec<PathBuf>>,
    },
    /// The client was given what shows results, found out when sources had been saved so often.
    ResultsShown { asked: u64 },
    /// `greenlight/whenIdle`: answered when nothing is left to be found out.
    WhenIdle(Reply<()>),
    /// The client has read most of what waited for it.
    Drained,
    /// A bug, somewhere in the server: its place and message.
    Panicked(String),
}

/// What an answer is worth by the time that it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    /// It is about what is there now.
    Current,
    /// The document is what it was, but something else is not.
    Elsewhere,
    /// The document has another text.
    Modified,
}

/// The diagnostics of a document that the client asked for.
pub(crate) struct Pulled {
    /// Which.
    pub(crate) ticket: Ticket,
    /// The workspace and its revision that was looked at.
    pub(crate) of: Revision,
    /// The document.
    pub(crate) path: PathBuf,
    /// The id of the result that the client has.
    pub(crate) previous: Option<String>,
    /// `None` if computing them panicked.
    pub(crate) diagnostics: Option<Vec<Diagnostic>>,
    /// Where the client waits.
    pub(crate) reply: Reply<DocumentDiagnosticReportResult>,
}

/// Who is at the other end.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// What it can do.
    pub(crate) capabilities: Capabilities,
    /// The folders it has open, absolute.
    pub(crate) folders: Vec<PathBuf>,
    /// Whether the user trusts the authors of what is open. Without that no process is ever started.
    pub(crate) trusted: bool,
    /// What the user set.
    pub(crate) settings: Arc<Settings>,
}

/// A workspace at one moment, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revision {
    /// The workspace's root folder.
    pub(crate) root: PathBuf,
    /// Grows with every change; never the same twice, even if the workspace is closed and opened again.
    pub(crate) number: u64,
}

/// Where a client waits for the answer to its request. Nobody waits there any more once it cancelled.
#[derive(Debug)]
pub(crate) struct Reply<T> {
    to: oneshot::Sender<(jsonrpc::Result<T>, InTransit)>,
    flow: Arc<Flow>,
}

impl<T> Reply<T> {
    /// A place to answer at, and where the answer comes out. It counts as on its way until the second part is dropped.
    pub(crate) fn new(flow: Arc<Flow>) -> (Reply<T>, oneshot::Receiver<(jsonrpc::Result<T>, InTransit)>) {
        let (to, answer) = oneshot::channel();
        (Reply { to, flow }, answer)
    }

    /// Answers.
    ///
    /// # Errors
    /// Nobody waits any more.
    pub(crate) fn send(self, answer: jsonrpc::Result<T>) -> Result<(), Cancelled> {
        self.to.send((answer, InTransit::begin(self.flow))).map_err(|_| Cancelled)
    }

    /// Whether nobody waits any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.to.is_closed()
    }
}

/// The client waits for an answer no more.
#[derive(Debug)]
pub(crate) struct Cancelled;
