//! The protocol, and nothing but the protocol: what an editor says becomes changes of a [`greenlight_ide::Host`], and
//! what a [`greenlight_ide::Snapshot`] answers becomes messages.
//!
//! Five kinds of threads, and who may do what is said by the types:
//! - the *transport* ([`transport`]: a tokio runtime on the calling thread, and a thread each that reads stdin and writes
//!   stdout) reads and writes messages. Its handlers ([`server`]) send an [`event::Event`] before their first await and do
//!   nothing else; they are polled first in the order of arrival, so events arrive in the order of the client's messages;
//! - the *main loop* ([`main_loop`]) is the one writer: it owns all state that changes, takes events one by one,
//!   scans what was edited, and waits for nobody;
//! - *answering* threads ([`workers`]) compute what someone waits for, on a [`moment::Moment`], which nothing can change,
//!   and hand their result back as an event; the main loop drops it if the workspace has moved on;
//! - *background* threads, fewer than there are cores, compute what nobody waits for, in slices ([`background`]);
//! - the *outbox* ([`outbox`]), a task on the transport, is where the main loop leaves what is meant for the client.
//!
//! Whatever a client does, memory is bounded: how, [`transport::flow`] says, and [`requests`], where requests wait.

mod background;
mod capabilities;
mod code_actions;
mod code_lens;
mod commands;
mod completion;
mod definition;
mod diagnostics;
mod document_highlight;
mod documents;
mod event;
mod hover;
mod inlay_hints;
mod limits;
mod logging;
mod main_loop;
mod moment;
mod outbox;
mod panics;
mod parent;
mod places;
mod positions;
mod progress;
mod published;
mod pull;
mod references;
mod rename;
mod requests;
mod server;
mod settings;
mod transport;
mod uris;
mod watching;
mod workers;
mod workspaces;

pub use limits::{JSON_NESTING, JSON_VALUES, LIMITS, MESSAGE_BYTES, WAITING_REQUESTS, WORKSPACES_BELOW};
pub use server::{Options, serve};
