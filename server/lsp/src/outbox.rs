//! What goes to the client on the server's own account. The main loop never waits for a client that is slow to read or
//! that never answers: it leaves messages in an unbounded queue, from which a task on the transport sends them in their
//! order; whatever waits for an answer of the client has a task of its own.

use std::collections::HashMap;

use greenlight_text::Label;
use greenlight_text::terminal::lines;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::ls_types::notification;
use tower_lsp::ls_types::{
    MessageType, NumberOrString, ProgressParams, ProgressParamsValue, PublishDiagnosticsParams, Registration,
    WorkDoneProgress,
};

use crate::event::Reply;

/// A message to the client.
#[derive(Debug)]
pub(crate) enum Message {
    /// `textDocument/publishDiagnostics`.
    Diagnostics(PublishDiagnosticsParams),
    /// `workspace/diagnostic/refresh`: the client is to ask for its documents' diagnostics again.
    RefreshDiagnostics,
    /// `client/registerCapability`.
    Register(Registration),
    /// `$/progress` under this token, which is created at its beginning.
    Progress(String, WorkDoneProgress),
    /// `workspace/inlayHint/refresh`.
    RefreshHints,
    /// `workspace/codeLens/refresh`.
    RefreshLenses,
    /// `greenlight/refreshResults`, for a client that draws results itself.
    RefreshDecorations,
    /// `window/showMessage`: what the user should know of.
    Show(MessageType, String),
    /// The answer to `greenlight/whenIdle`, which must not come before what was found out.
    Idle(Reply<()>),
}

/// Where messages are left.
pub(crate) type Outbox = UnboundedSender<Message>;

/// An outbox, and what [`deliver`] takes from it.
pub(crate) fn outbox() -> (Outbox, UnboundedReceiver<Message>) {
    unbounded_channel()
}

/// Sends everything that is left in the outbox, until nobody can leave anything there any more.
pub(crate) async fn deliver(client: Client, mut messages: UnboundedReceiver<Message>) {
    let mut in_progress: HashMap<String, UnboundedSender<WorkDoneProgress>> = HashMap::new();
    while let Some(message) = messages.recv().await {
        match message {
            Message::Diagnostics(it) => client.publish_diagnostics(it.uri, it.diagnostics, it.version).await,
            // A client that cancelled does not wait any more.
            Message::Idle(reply) => drop(reply.send(Ok(()))),
            Message::Show(kind, text) => client.show_message(kind, lines(&text)).await,
            Message::RefreshDecorations => client.send_notification::<RefreshResults>(()).await,
            // The answers may take their time, and diagnostics must not wait for them.
            Message::Register(it) => drop(tokio::spawn(register(client.clone(), it))),
            Message::RefreshDiagnostics => drop(tokio::spawn(refresh(client.clone()))),
            Message::RefreshHints => drop(tokio::spawn(refresh_hints(client.clone()))),
            Message::RefreshLenses => drop(tokio::spawn(refresh_lenses(client.clone()))),
            Message::Progress(token, it) => {
                let ends = matches!(it, WorkDoneProgress::End(_));
                let steps = in_progress.entry(token.clone()).or_insert_with(|| {
                    let (sender, steps) = unbounded_channel();
                    drop(tokio::spawn(progress(client.clone(), token.clone(), steps)));
                    sender
                });
                // Nobody reads them if the client did not want to see any.
                let _ = steps.send(shown(it));
                if ends {
                    in_progress.remove(&token);
                }
            }
        }
    }
}

/// A step as an editor shows it: it may quote what a bench printed.
fn shown(mut step: WorkDoneProgress) -> WorkDoneProgress {
    let message = match &mut step {
        WorkDoneProgress::Begin(begin) => &mut begin.message,
        WorkDoneProgress::Report(report) => &mut report.message,
        WorkDoneProgress::End(end) => &mut end.message,
    };
    *message = message.take().map(|message| Label::from(message).into_string());
    step
}

async fn register(client: Client, registration: Registration) {
    let method = registration.method.clone();
    if let Err(error) = client.register_capability(vec![registration]).await {
        tracing::warn!("the client did not register {method}: {error}");
    }
}

/// What the client drew of results is out of date.
enum RefreshResults {}

impl notification::Notification for RefreshResults {
    type Params = ();
    const METHOD: &'static str = "greenlight/refreshResults";
}

async fn refresh_hints(client: Client) {
    if let Err(error) = client.inlay_hint_refresh().await {
        tracing::warn!("the client does not ask for hints again: {error}");
    }
}

async fn refresh_lenses(client: Client) {
    if let Err(error) = client.code_lens_refresh().await {
        tracing::warn!("the client does not ask for lenses again: {error}");
    }
}

async fn refresh(client: Client) {
    if let Err(error) = client.workspace_diagnostic_refresh().await {
        tracing::warn!("the client does not ask for diagnostics again: {error}");
    }
}

/// Tells of `steps` once the client has made a place for them. The token is a string, since not every client takes
/// numbers.
async fn progress(client: Client, token: String, mut steps: UnboundedReceiver<WorkDoneProgress>) {
    let token = NumberOrString::String(token);
    if let Err(error) = client.create_work_done_progress(token.clone()).await {
        tracing::debug!("the client shows no progress: {error}");
        return;
    }
    while let Some(step) = steps.recv().await {
        let value = ProgressParamsValue::WorkDone(step);
        client.send_notification::<notification::Progress>(ProgressParams { token: token.clone(), value }).await;
    }
}
