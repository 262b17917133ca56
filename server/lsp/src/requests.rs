//! Requests that wait until their answers are computed. Edits are applied whatever else is to be done; an answer is computed
//! when the client reads what was answered before, and when not too many others are: each takes a thread and room. Of those
//! that wait, every document has its turn, so that one whose answers take long holds up its own requests alone.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use greenlight_files::Limit;
use serde::Serialize;
use tower_lsp::jsonrpc::{Error, ErrorCode};
use tower_lsp::ls_types::Uri;

use crate::event::Event;
use crate::limits::{WAITING_BYTES, WAITING_REQUESTS};

/// So many answers are computed at once, those that take long not counted.
const MAX_AT_ONCE: usize = 16;

/// So many of them about one document.
const MAX_OF_ONE: usize = 4;

/// So many in all: each has a thread.
const MAX_IN_ALL: usize = 64;

/// What takes longer does not hold up others.
const LONG: Duration = Duration::from_millis(50);

/// Names an answer that is being computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket(u64);

/// A request that waits.
pub(crate) struct Waiting {
    /// What it is.
    pub(crate) event: Event,
    /// The document that it is about.
    pub(crate) document: Option<PathBuf>,
    /// The document's version when it was asked; the positions in it mean that one.
    pub(crate) version: Option<i32>,
}

/// The requests that wait, and those that are being answered.
#[derive(Default)]
pub(crate) struct Requests {
    answering: Vec<Answering>,
    /// By document, the one whose turn is next first.
    waiting: VecDeque<(Option<PathBuf>, VecDeque<Waiting>)>,
    /// How many wait, and how many bytes they have.
    count: u64,
    bytes: u64,
    last: u64,
}

struct Answering {
    ticket: Ticket,
    document: Option<PathBuf>,
    since: Instant,
}

impl Requests {
    /// An answer about `document` is computed from now on.
    pub(crate) fn begin(&mut self, document: Option<PathBuf>) -> Ticket {
        self.last += 1;
        let ticket = Ticket(self.last);
        self.answering.push(Answering { ticket, document, since: Instant::now() });
        ticket
    }

    /// It has been computed.
    pub(crate) fn end(&mut self, ticket: Ticket) {
        self.answering.retain(|answering| answering.ticket != ticket);
    }

    /// Has a request wait for its turn; it is refused if too many do, or others that wait are too large beside it.
    pub(crate) fn wait(&mut self, waiting: Waiting) {
        let bytes = self.bytes + waiting.event.bytes() as u64;
        if !WAITING_REQUESTS.allows(self.count + 1) {
            waiting.event.refuse(busy(&WAITING_REQUESTS));
            return;
        }
        if self.count > 0 && !WAITING_BYTES.allows(bytes) {
            waiting.event.refuse(busy(&WAITING_BYTES));
            return;
        }
        self.count += 1;
        self.bytes = bytes;
        match self.waiting.iter_mut().find(|(document, _)| *document == waiting.document) {
            Some((_, requests)) => requests.push_back(waiting),
            None => self.waiting.push_back((waiting.document.clone(), VecDeque::from([waiting]))),
        }
    }

    /// Takes the next request that may be answered at `now`.
    pub(crate) fn next(&mut self, now: Instant) -> Option<Waiting> {
        if self.count == 0 || self.answering.len() >= MAX_IN_ALL || self.are_many(now) {
            return None;
        }
        let free = |document: &Option<PathBuf>| {
            self.answering.iter().filter(|answering| answering.document == *document).count() < MAX_OF_ONE
        };
        let place = self.waiting.iter().position(|(document, _)| free(document))?;
        let (document, mut requests) = self.waiting.remove(place)?;
        let next = requests.pop_front();
        if !requests.is_empty() {
            self.waiting.push_back((document, requests));
        }
        if let Some(next) = &next {
            self.count -= 1;
            self.bytes -= next.event.bytes() as u64;
        }
        next
    }

    fn are_many(&self, now: Instant) -> bool {
        self.answering.iter().filter(|answering| now.duration_since(answering.since) < LONG).count() >= MAX_AT_ONCE
    }

    /// When the next request may be answered though nothing ends before.
    pub(crate) fn next_due(&self, now: Instant) -> Option<Instant> {
        if self.count == 0 || !self.are_many(now) {
            return None;
        }
        self.answering.iter().map(|answering| answering.since + LONG).filter(|due| *due > now).min()
    }
}

fn busy(limit: &Limit) -> Error {
    let Limit { max, what, .. } = limit;
    Error {
        code: ErrorCode::ServerError(-32803),
        message: format!("the server is busy: it keeps no more than {max} {what}; ask again later").into(),
        data: None,
    }
}

/// The variants of [`Event`] that are requests about a document, each with what `$then` makes of its parameters, their URI
/// and its reply.
macro_rules! requests {
    ($event:expr, $it:ident, $uri:ident, $reply:ident => $then:expr, else $otherwise:expr) => {
        match $event {
            Event::CodeActions($it, $reply) => {
                let $uri = Some(&$it.text_document.uri);
                $then
            }
            Event::ResolveCodeAction($it, $reply) => {
                let $uri = None::<&Uri>;
                $then
            }
            Event::Hover($it, $reply) => {
                let $uri = Some(&$it.text_document_position_params.text_document.uri);
                $then
            }
            Event::Definition($it, $reply) => {
                let $uri = Some(&$it.text_document_position_params.text_document.uri);
                $then
            }
            Event::References($it, $reply) => {
                let $uri = Some(&$it.text_document_position.text_document.uri);
                $then
            }
            Event::Highlights($it, $reply) => {
                let $uri = Some(&$it.text_document_position_params.text_document.uri);
                $then
            }
            Event::PrepareRename($it, $reply) => {
                let $uri = Some(&$it.text_document.uri);
                $then
            }
            Event::Rename($it, $reply) => {
                let $uri = Some(&$it.text_document_position.text_document.uri);
                $then
            }
            Event::Completion($it, $reply) => {
                let $uri = Some(&$it.text_document_position.text_document.uri);
                $then
            }
            Event::InlayHints($it, $reply) => {
                let $uri = Some(&$it.text_document.uri);
                $then
            }
            Event::BenchHints($it, $reply) => {
                let $uri = Some(&$it.text_document.uri);
                $then
            }
            Event::CodeLenses($it, $reply) => {
                let $uri = Some(&$it.text_document.uri);
                $then
            }
            Event::Execute($it, $reply) => {
                let $uri = None::<&Uri>;
                $then
            }
            Event::Diagnostics($it, $reply) => {
                let $uri = Some(&$it.text_document.uri);
                $then
            }
            _ => $otherwise,
        }
    };
}

impl Event {
    /// If it is a request: the document that it is about, where it says so.
    #[expect(clippy::option_option, reason = "a request may be about no document")]
    pub(crate) fn asks(&self) -> Option<Option<PathBuf>> {
        requests!(self, _it, uri, _reply => Some(uri.and_then(crate::uris::path_of)), else None)
    }

    /// How much room it takes until it is handled: the bytes of its texts, lists and parameters.
    pub(crate) fn bytes(&self) -> usize {
        let of_others = || match self {
            Event::Opened(it) => it.text_document.text.len(),
            Event::Edited(it) => it.content_changes.iter().map(|change| change.text.len() + 64).sum(),
            Event::ChangedOnDisk(it) => it.changes.len() * 128,
            _ => 0,
        };
        requests!(self, it, _uri, _reply => json_bytes(it), else of_others())
    }

    /// Whether nobody waits for the answer any more.
    pub(crate) fn is_cancelled(&self) -> bool {
        requests!(self, _it, _uri, reply => reply.is_closed(), else false)
    }

    /// Answers a request with an error.
    pub(crate) fn refuse(self, error: Error) {
        // A client that cancelled does not wait any more.
        requests!(self, _it, _uri, reply => drop(reply.send(Err(error))), else {});
    }
}

/// How long something is as JSON.
fn json_bytes(of: &impl Serialize) -> usize {
    /// Counts, and keeps nothing.
    struct Count(usize);

    impl std::io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    let mut count = Count(0);
    // It was JSON.
    let _ = serde_json::to_writer(&mut count, of);
    count.0
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;
    use tower_lsp::jsonrpc;
    use tower_lsp::ls_types::{CodeLens, CodeLensParams};

    use super::*;
    use crate::event::Reply;
    use crate::transport::flow::{Flow, InTransit};

    type Answer = oneshot::Receiver<(jsonrpc::Result<Option<Vec<CodeLens>>>, InTransit)>;

    fn request(document: &str) -> (Waiting, Answer) {
        let (reply, answer) = Reply::new(std::sync::Arc::new(Flow::new(std::sync::mpsc::channel().0)));
        let params = serde_json::from_value::<CodeLensParams>(
            serde_json::json!({ "textDocument": { "uri": format!("file:///{document}") } }),
        );
        let event = Event::CodeLenses(params.unwrap(), reply);
        let document = event.asks().unwrap();
        (Waiting { event, document, version: None }, answer)
    }

    /// The documents of the requests that may be answered at `now`, which are being answered from then on.
    fn begin(requests: &mut Requests, now: Instant) -> Vec<String> {
        let next = std::iter::from_fn(|| {
            let document = requests.next(now)?.document;
            requests.begin(document.clone());
            document.map(|document| document.display().to_string())
        });
        next.collect()
    }

    #[test]
    fn documents_take_turns_and_one_does_not_take_all() {
        let mut requests = Requests::default();
        let answers: Vec<Answer> = ["a", "a", "a", "a", "a", "a", "b", "c"]
            .map(|document| {
                let (waiting, answer) = request(document);
                requests.wait(waiting);
                answer
            })
            .into();
        let now = Instant::now();
        assert_eq!(begin(&mut requests, now), ["/a", "/b", "/c", "/a", "/a", "/a"]);
        assert_eq!(requests.next_due(now), None, "the document's own have to end");
        requests.end(Ticket(1));
        assert_eq!(begin(&mut requests, now), ["/a"]);
        assert!(answers.len() == 8);
    }

    #[test]
    fn what_takes_long_does_not_hold_up_other_documents_until_there_are_too_many() {
        let mut requests = Requests::default();
        for number in 0..100 {
            requests.wait(request(&number.to_string()).0);
        }
        let now = Instant::now();
        assert_eq!(begin(&mut requests, now).len(), MAX_AT_ONCE);
        assert!(requests.next_due(Instant::now()).is_some());
        for _ in 0..3 {
            requests.answering.iter_mut().for_each(|answering| answering.since -= LONG);
            assert_eq!(begin(&mut requests, Instant::now()).len(), MAX_AT_ONCE);
        }
        requests.answering.iter_mut().for_each(|answering| answering.since -= LONG);
        assert_eq!(begin(&mut requests, Instant::now()), [""; 0]);
        assert_eq!(requests.answering.len(), MAX_IN_ALL);
    }

    #[test]
    fn too_many_are_refused() {
        let mut requests = Requests { count: WAITING_REQUESTS.max, ..Requests::default() };
        let (waiting, mut answer) = request("a");
        requests.wait(waiting);
        assert_eq!(answer.try_recv().unwrap().0.unwrap_err().code, ErrorCode::ServerError(-32803));
    }
    #[test]
    fn what_is_large_waits_alone() {
        let mut requests = Requests::default();
        let large = "a".repeat(WAITING_BYTES.max as usize);
        let (waiting, mut first) = request(&large);
        requests.wait(waiting);
        let (waiting, mut second) = request("b");
        requests.wait(waiting);
        let refused = second.try_recv().unwrap().0.unwrap_err();
        assert_eq!(
            refused.message,
            "the server is busy: it keeps no more than 8388608 bytes of requests that wait for an answer; ask again later"
        );
        assert!(first.try_recv().is_err(), "it waits");
        assert!(requests.next(Instant::now()).is_some());
        let (waiting, mut third) = request("b");
        requests.wait(waiting);
        assert!(third.try_recv().is_err(), "there is room again");
    }
}
