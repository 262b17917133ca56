//! The protocol, and nothing but the protocol: what an editor says becomes changes of a [`greenlight_ide::Host`], and
//! what a [`greenlight_ide::Snapshot`] answers becomes messages.
//!
//! Six kinds of threads, and who may do what is said by the types:
//! - the *transport* (a tokio runtime on the calling thread) reads and writes messages. Its handlers ([`server`])
//!   send an [`event::Event`] before their first await and do nothing else; tower-lsp polls handlers first in the
//!   order of arrival, so events arrive in the order of the client's messages;
//! - the *main loop* ([`main_loop`]) is the one writer: it owns all state that changes, takes events one by one,
//!   scans what was edited, and waits for nobody;
//! - *answering* threads ([`workers`]) compute what someone waits for, on a [`moment::Moment`], which nothing can change,
//!   and hand their result back as an event; the main loop drops it if the workspace has moved on;
//! - *stdout* ([`stdout`]) writes what the transport says, and waits for a client that is slow to read;
//! - *background* threads, fewer than there are cores, compute what nobody waits for, in slices ([`background`]);
//! - the *outbox* ([`outbox`]), a task on the transport, is where the main loop leaves what is meant for the client.

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
mod server;
mod settings;
mod stdout;
mod uris;
mod watching;
mod workers;
mod workspaces;

pub use server::{Options, serve};
