//! The transport: bytes become messages, in whatever form a client writes them, and messages become bytes. Three parts
//! read: [`frames`] cuts the stream, [`json`] makes text of a body that can be parsed, [`message`] tells what it is. What is
//! no message is answered with an error, and the next one that is whole is read. [`flow`] says how much may be on its way.
//!
//! Each message is given to the service in the order of arrival, and its handler is polled once before the next is taken; so
//! what a handler does before its first await happens in that order. A handler that waits becomes a task.

pub(crate) mod flow;
mod frames;
mod json;
mod message;
mod stdin;
mod stdout;

use std::future::Future;
use std::io::{Read, Result, Write};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;
use tower_lsp::jsonrpc::{Request, Response};
use tower_lsp::{ClientSocket, LanguageServer, LspService};
use tower_service::Service;

use flow::{Flow, InTransit};
use message::Received;
use stdout::{Stdout, Written};

/// How long answers may take to a client that has closed its end, as a script does that wrote all it had to say.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// Both ends of the client.
pub(crate) struct Transport {
    incoming: Receiver<Received>,
    outgoing: Stdout,
    written: Written,
    flow: Arc<Flow>,
}

impl Transport {
    /// Reads and writes on threads of their own.
    ///
    /// # Errors
    /// There are no threads.
    pub(crate) fn start(
        input: impl Read + Send + 'static,
        output: impl Write + Send + 'static,
        flow: &Arc<Flow>,
    ) -> Result<Transport> {
        let (outgoing, written) = Stdout::start(output, Arc::clone(flow))?;
        let incoming = stdin::start(input, Arc::clone(flow))?;
        Ok(Transport { incoming, outgoing, written, flow: Arc::clone(flow) })
    }

    /// Gives messages to `service` until the client says `exit` or closes its end.
    pub(crate) async fn serve<S: LanguageServer>(&mut self, mut service: LspService<S>, socket: ClientSocket) {
        let (mut requests, mut responses) = socket.split();
        let mut waiting: JoinSet<(Option<Response>, InTransit)> = JoinSet::new();
        let mut is_open = true;
        let mut hung_up = None;
        while is_open || !waiting.is_empty() {
            let over = async {
                match hung_up {
                    Some(since) => tokio::time::sleep_until(since + LAST_ANSWERS).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                // What the server tells is written before an answer that was found out later: who is answered
                // `greenlight/whenIdle` has all diagnostics.
                biased;
                Some(request) = requests.next() => self.outgoing.send(&request),
                Some(told) = waiting.join_next() => {
                    // A handler that panicked has no answer.
                    let (told, _in_transit) = told.map_or((None, None), |(told, in_transit)| (told, Some(in_transit)));
                    answer(&self.outgoing, told);
                }
                received = self.incoming.recv(), if is_open => match received {
                    Some(Received::Request(request)) => {
                        let exits = request.method() == "exit";
                        match begin(&mut service, *request) {
                            Begun::Answered(told) => answer(&self.outgoing, told),
                            Begun::Waiting(call) => {
                                let flow = Arc::clone(&self.flow);
                                // Until it is written it takes more room than its bytes.
                                waiting.spawn(async move { (call.await, InTransit::begin(flow)) });
                            }
                        }
                        if exits {
                            return;
                        }
                    }
                    // It fails once the client said `exit`.
                    Some(Received::Response(response)) => _ = responses.send(*response).await,
                    Some(Received::Refused(answer)) => {
                        tracing::warn!("not understood: {}", answer["error"]["message"]);
                        self.outgoing.send(&answer);
                    }
                    Some(Received::Useless(what)) => tracing::warn!("{what}"),
                    None => {
                        is_open = false;
                        hung_up = Some(tokio::time::Instant::now());
                    }
                },
                () = over => return,
            }
        }
    }

    /// Waits until the client has all that was written, but not long.
    pub(crate) fn finish(self) {
        drop(self.outgoing);
        self.written.wait();
    }
}

fn answer(outgoing: &Stdout, answer: Option<Response>) {
    if let Some(answer) = answer {
        outgoing.send(&answer);
    }
}

type Call = std::pin::Pin<Box<dyn Future<Output = Option<Response>> + Send>>;

/// Calls the handler of `request` and polls it once: its answer, or what is to be awaited.
fn begin<S: LanguageServer>(service: &mut LspService<S>, request: Request) -> Begun {
    let answer = service.call(request);
    let mut call: Call = Box::pin(async move { answer.await.unwrap_or(None) });
    match call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Begun::Answered(answer),
        Poll::Pending => Begun::Waiting(call),
    }
}

/// How far a handler came at once.
enum Begun {
    /// To its end.
    Answered(Option<Response>),
    /// To its first await.
    Waiting(Call),
}
