//! Code actions: their list, and the edit of one.

use tower_lsp::jsonrpc::Error;
use tower_lsp::ls_types::{CodeAction, CodeActionParams, CodeActionResponse};

use super::MainLoop;
use super::asking::answered;
use crate::code_actions::{self, Kinds, Origin};
use crate::event::{Event, Reply, Worth};
use crate::uris::path_of;

impl MainLoop {
    pub(super) fn code_actions(&mut self, params: CodeActionParams, reply: Reply<Option<CodeActionResponse>>) {
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

    pub(super) fn resolve_code_action(&mut self, action: CodeAction, reply: Reply<CodeAction>) {
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
}
