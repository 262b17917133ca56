//! What is asked about one place of a document: each is computed on a worker from the workspace as it is, and asked again if
//! something else changed meanwhile; if the document did, the client is told so.

use std::path::Path;

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CompletionParams, CompletionResponse, DocumentHighlight, DocumentHighlightParams, GotoDefinitionParams,
    GotoDefinitionResponse, Hover, HoverParams, Location, Position, PrepareRenameResponse, ReferenceParams,
    RenameParams, TextDocumentPositionParams, WorkspaceEdit,
};

use super::MainLoop;
use super::asking::answered;
use crate::event::{Event, Reply, Worth};
use crate::moment::Moment;
use crate::uris::path_of;
use crate::{completion, definition, document_highlight, hover, references, rename};

impl MainLoop {
    pub(super) fn hover(&mut self, params: HoverParams, reply: Reply<Option<Hover>>) {
        let place = params.text_document_position_params.clone();
        let job = |moment: &Moment, path: &Path, position| Ok(hover::at(moment, path, position));
        self.ask_at("a hover", &place, reply, job, |reply| Event::Hover(params, reply));
    }

    pub(super) fn definition(&mut self, params: GotoDefinitionParams, reply: Reply<Option<GotoDefinitionResponse>>) {
        let place = params.text_document_position_params.clone();
        let job = |moment: &Moment, path: &Path, position| Ok(definition::at(moment, path, position));
        self.ask_at("a definition", &place, reply, job, |reply| Event::Definition(params, reply));
    }

    pub(super) fn references(&mut self, params: ReferenceParams, reply: Reply<Option<Vec<Location>>>) {
        let place = params.text_document_position.clone();
        let with_declaration = params.context.include_declaration;
        let job =
            move |moment: &Moment, path: &Path, position| Ok(references::at(moment, path, position, with_declaration));
        self.ask_at("references", &place, reply, job, |reply| Event::References(params, reply));
    }

    pub(super) fn highlights(&mut self, params: DocumentHighlightParams, reply: Reply<Option<Vec<DocumentHighlight>>>) {
        let place = params.text_document_position_params.clone();
        let job = |moment: &Moment, path: &Path, position| Ok(document_highlight::at(moment, path, position));
        self.ask_at("highlights", &place, reply, job, |reply| Event::Highlights(params, reply));
    }

    pub(super) fn prepare_rename(
        &mut self,
        params: TextDocumentPositionParams,
        reply: Reply<Option<PrepareRenameResponse>>,
    ) {
        let place = params.clone();
        self.ask_at("what can be renamed", &place, reply, rename::prepare, |reply| Event::PrepareRename(params, reply));
    }

    pub(super) fn rename(&mut self, params: RenameParams, reply: Reply<Option<WorkspaceEdit>>) {
        let place = params.text_document_position.clone();
        let name = params.new_name.clone();
        let job = move |moment: &Moment, path: &Path, position| rename::at(moment, path, position, &name);
        self.ask_at("a rename", &place, reply, job, |reply| Event::Rename(params, reply));
    }

    pub(super) fn completion(&mut self, params: CompletionParams, reply: Reply<Option<CompletionResponse>>) {
        let place = params.text_document_position.clone();
        let job = |moment: &Moment, path: &Path, position| Ok(completion::at(moment, path, position));
        self.ask_at("completions", &place, reply, job, |reply| Event::Completion(params, reply));
    }

    /// As [`MainLoop::ask`], about a place of a document; `again` asks the same of a newer state.
    fn ask_at<A: Send + 'static>(
        &mut self,
        what: &'static str,
        place: &TextDocumentPositionParams,
        reply: Reply<Option<A>>,
        job: impl FnOnce(&Moment, &Path, Position) -> Result<Option<A>> + Send + 'static,
        again: impl FnOnce(Reply<Option<A>>) -> Event + Send + 'static,
    ) {
        let position = place.position;
        let Some(path) = path_of(&place.text_document.uri) else {
            // A client that cancelled does not wait any more.
            let _ = reply.send(Ok(None));
            return;
        };
        self.ask(
            what,
            path,
            (reply, Ok(None)),
            move |moment, path| job(moment, path, position),
            move |found, worth, reply| match worth {
                Worth::Current => answered(reply, found),
                Worth::Elsewhere => Some(again(reply)),
                Worth::Modified => answered(reply, Err(Error::content_modified())),
            },
        );
    }
}
