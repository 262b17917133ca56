//! What goes to the client on the server's own account. The main loop never waits for a client that is slow to read or
//! that never answers: it leaves messages here, and a task on the transport sends them in their order, while the client
//! reads ([`Flow::room`]). Until it does, a message that is superseded is replaced by the one that supersedes it, in its
//! place: diagnostics by newer ones of the same document, a step by a later step, a wish to be asked again by the same wish.
//! Whatever waits for an answer of the client has a task of its own.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use greenlight_text::Label;
use greenlight_text::terminal::lines;
use tokio::sync::Notify;
use tower_lsp::Client;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::notification;
use tower_lsp::ls_types::{
    MessageType, NumberOrString, ProgressParams, ProgressParamsValue, PublishDiagnosticsParams, Registration,
    WorkDoneProgress,
};

use crate::event::Reply;
use crate::transport::flow::Flow;

/// So many messages to the user wait for a client that does not read; further ones are only logged.
const MAX_SHOWN: usize = 100;

/// A client that leaves so many requests for a refresh unanswered gets no more of them.
const MAX_UNANSWERED: usize = 64;

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

/// Of messages with the same key, the newest counts alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Diagnostics(String),
    Step(String),
    Refresh(&'static str),
}

impl Message {
    fn key(&self) -> Option<Key> {
        match self {
            Message::Diagnostics(it) => Some(Key::Diagnostics(it.uri.as_str().to_owned())),
            Message::Progress(token, WorkDoneProgress::Report(_)) => Some(Key::Step(token.clone())),
            Message::RefreshDiagnostics => Some(Key::Refresh("diagnostics")),
            Message::RefreshHints => Some(Key::Refresh("hints")),
            Message::RefreshLenses => Some(Key::Refresh("lenses")),
            Message::RefreshDecorations => Some(Key::Refresh("decorations")),
            Message::Register(_) | Message::Progress(..) | Message::Show(..) | Message::Idle(_) => None,
        }
    }
}

/// Where messages are left.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    left: Mutex<Left>,
    came: Notify,
}

/// Messages by number, in their order.
#[derive(Debug, Default)]
struct Left {
    messages: BTreeMap<u64, Message>,
    by_key: HashMap<Key, u64>,
    last: u64,
    shown: usize,
}

impl Outbox {
    /// Leaves a message.
    pub(crate) fn send(&self, message: Message) {
        self.left().add(message);
        self.shared.came.notify_one();
    }

    fn left(&self) -> MutexGuard<'_, Left> {
        self.shared.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the next message, as soon as there is one.
    async fn next(&self) -> Message {
        loop {
            // What comes in between is noted there.
            let came = self.shared.came.notified();
            if let Some(message) = self.left().take() {
                return message;
            }
            came.await;
        }
    }
}

impl Left {
    fn add(&mut self, message: Message) {
        let key = message.key();
        if let Some(place) = key.as_ref().and_then(|key| self.by_key.get(key)) {
            self.messages.insert(*place, message);
            return;
        }
        match &message {
            Message::Show(_, text) if self.shown >= MAX_SHOWN => {
                tracing::warn!("not shown, since the client does not read: {text}");
                return;
            }
            Message::Show(..) => self.shown += 1,
            // A step of another run under the same token belongs behind it.
            Message::Progress(token, _) if key.is_none() => _ = self.by_key.remove(&Key::Step(token.clone())),
            _ => {}
        }
        self.last += 1;
        self.messages.insert(self.last, message);
        if let Some(key) = key {
            self.by_key.insert(key, self.last);
        }
    }

    fn take(&mut self) -> Option<Message> {
        let (place, message) = self.messages.pop_first()?;
        if let Some(key) = message.key()
            && self.by_key.get(&key) == Some(&place)
        {
            self.by_key.remove(&key);
        }
        self.shown -= usize::from(matches!(message, Message::Show(..)));
        Some(message)
    }
}

/// Sends everything that is left in the outbox, as the client reads it.
pub(crate) async fn deliver(client: Client, outbox: Outbox, flow: Arc<Flow>) {
    let mut in_progress: HashMap<String, Arc<Steps>> = HashMap::new();
    let unanswered = Arc::new(AtomicUsize::new(0));
    loop {
        flow.room().await;
        match outbox.next().await {
            Message::Diagnostics(it) => client.publish_diagnostics(it.uri, it.diagnostics, it.version).await,
            // A client that cancelled does not wait any more.
            Message::Idle(reply) => drop(reply.send(Ok(()))),
            Message::Show(kind, text) => client.show_message(kind, lines(&text)).await,
            Message::RefreshDecorations => client.send_notification::<RefreshResults>(()).await,
            // The answers may take their time, and diagnostics must not wait for them.
            Message::Register(it) => drop(tokio::spawn(register(client.clone(), it))),
            Message::RefreshDiagnostics => {
                let client = client.clone();
                refresh("diagnostics", &unanswered, async move { client.workspace_diagnostic_refresh().await });
            }
            Message::RefreshHints => {
                let client = client.clone();
                refresh("hints", &unanswered, async move { client.inlay_hint_refresh().await });
            }
            Message::RefreshLenses => {
                let client = client.clone();
                refresh("lenses", &unanswered, async move { client.code_lens_refresh().await });
            }
            Message::Progress(token, it) => {
                let ends = matches!(it, WorkDoneProgress::End(_));
                let steps = in_progress.entry(token.clone()).or_insert_with(|| {
                    let steps = Arc::new(Steps::default());
                    drop(tokio::spawn(progress(client.clone(), token.clone(), Arc::clone(&steps), Arc::clone(&flow))));
                    steps
                });
                steps.add(shown(it));
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

/// Has the client asked to ask for `what` again.
fn refresh(
    what: &'static str,
    unanswered: &Arc<AtomicUsize>,
    asked: impl Future<Output = Result<()>> + Send + 'static,
) {
    if unanswered.fetch_add(1, Ordering::Relaxed) >= MAX_UNANSWERED {
        unanswered.fetch_sub(1, Ordering::Relaxed);
        tracing::warn!("the client answers no requests, so it is not asked to ask for {what} again");
        return;
    }
    let unanswered = Arc::clone(unanswered);
    drop(tokio::spawn(async move {
        if let Err(error) = asked.await {
            tracing::warn!("the client does not ask for {what} again: {error}");
        }
        unanswered.fetch_sub(1, Ordering::Relaxed);
    }));
}

/// The steps of one progress that the client was not told of. One that a later one follows at once is left out.
#[derive(Debug, Default)]
struct Steps {
    waiting: Mutex<VecDeque<WorkDoneProgress>>,
    came: Notify,
}

impl Steps {
    fn add(&self, step: WorkDoneProgress) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(last @ WorkDoneProgress::Report(_)), WorkDoneProgress::Report(_)) = (waiting.back_mut(), &step) {
            *last = step;
        } else {
            waiting.push_back(step);
        }
        drop(waiting);
        self.came.notify_one();
    }

    async fn next(&self) -> WorkDoneProgress {
        loop {
            let came = self.came.notified();
            if let Some(step) = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front() {
                return step;
            }
            came.await;
        }
    }
}

/// Tells of `steps` once the client has made a place for them. The token is a string, since not every client takes
/// numbers.
async fn progress(client: Client, token: String, steps: Arc<Steps>, flow: Arc<Flow>) {
    let token = NumberOrString::String(token);
    if let Err(error) = client.create_work_done_progress(token.clone()).await {
        tracing::debug!("the client shows no progress: {error}");
        return;
    }
    loop {
        flow.room().await;
        let step = steps.next().await;
        let ends = matches!(step, WorkDoneProgress::End(_));
        let value = ProgressParamsValue::WorkDone(step);
        client.send_notification::<notification::Progress>(ProgressParams { token: token.clone(), value }).await;
        if ends {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use tower_lsp::ls_types::{WorkDoneProgressEnd, WorkDoneProgressReport};

    use super::*;

    fn diagnostics(name: &str, version: i32) -> Message {
        let uri = format!("file:///{name}").parse().unwrap();
        Message::Diagnostics(PublishDiagnosticsParams { uri, diagnostics: Vec::new(), version: Some(version) })
    }

    fn step(text: &str) -> Message {
        let report = WorkDoneProgressReport { message: Some(text.to_owned()), ..WorkDoneProgressReport::default() };
        Message::Progress("t".to_owned(), WorkDoneProgress::Report(report))
    }

    /// What is left, a word each.
    fn left(messages: impl IntoIterator<Item = Message>) -> Vec<String> {
        let mut left = Left::default();
        messages.into_iter().for_each(|message| left.add(message));
        let taken: Vec<Message> = std::iter::from_fn(|| left.take()).collect();
        assert!(left.by_key.is_empty() && left.shown == 0);
        let word = |message: Message| match message {
            Message::Diagnostics(it) => format!("{}@{}", it.uri.path(), it.version.unwrap()),
            Message::Progress(_, WorkDoneProgress::Report(it)) => it.message.unwrap(),
            Message::Progress(..) => "end".to_owned(),
            Message::Show(_, text) => text,
            other => format!("{other:?}"),
        };
        taken.into_iter().map(word).collect()
    }

    #[test]
    fn the_newest_diagnostics_of_a_document_take_the_place_of_older_ones() {
        let sent = [diagnostics("a", 1), diagnostics("b", 1), diagnostics("a", 2), diagnostics("a", 3)];
        assert_eq!(left(sent), ["/a@3", "/b@1"]);
    }

    #[test]
    fn a_refresh_is_asked_for_once_and_a_step_is_told_while_it_is_the_last() {
        let sent = [Message::RefreshHints, step("1"), Message::RefreshHints, Message::RefreshLenses, step("2")];
        assert_eq!(left(sent), ["RefreshHints", "2", "RefreshLenses"]);
        let end = Message::Progress("t".to_owned(), WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        assert_eq!(left([step("1"), end, step("2")]), ["1", "end", "2"]);
    }

    #[test]
    fn not_more_messages_wait_than_anybody_reads() {
        let sent = (0..MAX_SHOWN + 10).map(|number| Message::Show(MessageType::INFO, number.to_string()));
        let left = left(sent);
        assert_eq!((left.len(), left[MAX_SHOWN - 1].as_str()), (MAX_SHOWN, "99"));
    }
}
