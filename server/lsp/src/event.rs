//! What the main loop takes in, one by one: the client's messages in the order in which they came, and the workers'
//! results.

use std::path::PathBuf;

use tokio::sync::oneshot;
use tower_lsp::jsonrpc;
use tower_lsp::ls_types::{
    CodeActionParams, CodeActionResponse, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
};

use crate::capabilities::Capabilities;
use crate::diagnostics::ByFile;

/// Something that happened.
#[derive(Debug)]
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
    /// `workspace/didChangeWorkspaceFolders`.
    Folders(DidChangeWorkspaceFoldersParams),
    /// `textDocument/codeAction`.
    CodeActions(CodeActionParams, Reply<Option<CodeActionResponse>>),
    /// A worker is done with [`Event::CodeActions`].
    FoundCodeActions {
        /// The workspace and its revision that it looked at.
        of: Revision,
        /// `None` if it panicked.
        actions: Option<CodeActionResponse>,
        /// Where the client waits.
        reply: Reply<Option<CodeActionResponse>>,
    },
    /// A worker is done with diagnostics.
    Diagnosed {
        /// The workspace and its revision that it looked at.
        of: Revision,
        /// What it was to look at.
        scope: Scope,
        /// `None` if it panicked.
        diagnostics: Option<ByFile>,
    },
}

/// Who is at the other end.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// What it can do.
    pub(crate) capabilities: Capabilities,
    /// The folders it has open, absolute.
    pub(crate) folders: Vec<PathBuf>,
}

/// A workspace at one moment, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revision {
    /// The workspace's root folder.
    pub(crate) root: PathBuf,
    /// Grows with every change; never the same twice, even if the workspace is closed and opened again.
    pub(crate) number: u64,
}

/// What is diagnosed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The open documents: what the user looks at.
    OpenDocuments,
    /// Everything.
    Workspace,
}

/// Where a client waits for the answer to its request. Nobody waits there any more once it cancelled.
pub(crate) type Reply<T> = oneshot::Sender<jsonrpc::Result<T>>;
