//! What goes to the client on the server's own account. The main loop never waits for a client that is slow to read:
//! it leaves messages in an unbounded queue, from which a task on the transport sends them in their order.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::ls_types::{PublishDiagnosticsParams, Registration};

/// A message to the client.
#[derive(Debug)]
pub(crate) enum Message {
    /// `textDocument/publishDiagnostics`.
    Diagnostics(PublishDiagnosticsParams),
    /// `client/registerCapability`.
    Register(Registration),
}

/// Where messages are left.
pub(crate) type Outbox = UnboundedSender<Message>;

/// An outbox, and what [`deliver`] takes from it.
pub(crate) fn outbox() -> (Outbox, UnboundedReceiver<Message>) {
    unbounded_channel()
}

/// Sends everything that is left in the outbox, until nobody can leave anything there any more.
pub(crate) async fn deliver(client: Client, mut messages: UnboundedReceiver<Message>) {
    while let Some(message) = messages.recv().await {
        match message {
            Message::Diagnostics(it) => client.publish_diagnostics(it.uri, it.diagnostics, it.version).await,
            // The answer may take its time, and diagnostics must not wait for it.
            Message::Register(it) => drop(tokio::spawn(register(client.clone(), it))),
        }
    }
}

async fn register(client: Client, registration: Registration) {
    let method = registration.method.clone();
    if let Err(error) = client.register_capability(vec![registration]).await {
        tracing::warn!("the client did not register {method}: {error}");
    }
}
