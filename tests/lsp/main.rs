//! The language server, driven as editors drive it: the real binary over stdio, with the capabilities that real editors
//! send. A test reads as a script of what the user does and what the editor then shows.

// These are tests: they write files and start the server, and may panic anywhere. Messages are made to be sent, so their
// parameters are passed by value.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::needless_pass_by_value)]

mod benches;
mod code_actions;
mod configuration;
mod diagnostics;
mod editor;
mod encodings;
mod features;
mod folder;
#[path = "../frames/mod.rs"]
mod frames;
mod hostile_text;
mod lifecycle;
#[allow(dead_code, reason = "shared with other tests, which ask for more")]
#[path = "../machine/mod.rs"]
mod machine;
mod mute;
mod order;
mod panics;
mod progress;
mod promises;
mod protocol;
mod pull;
mod sequences;
mod trust;
mod watching;
mod wire;
mod workspaces;
