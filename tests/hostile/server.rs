//! The language server with a hostile folder and, in it, a file that is in order: an editor opens both, types in the
//! second, and gets its diagnostics.

use std::io::{BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use serde_json::{Value, json};

use crate::frames;
use crate::process::{DEADLINE, MAX_MEMORY, binary, peak_memory};
use crate::tree::{OTHER, OTHER_TEXT};

/// How often the second file is edited.
const EDITS: u32 = 5;

/// How a session went.
#[derive(Debug)]
pub(crate) struct Session {
    /// What is wrong with it, if anything.
    pub(crate) fault: Option<String>,
    /// The longest that an edit of the file in order waited for its diagnostics.
    pub(crate) longest_wait: f64,
    /// Until everything was found out.
    pub(crate) seconds: f64,
    /// The peak of resident memory, in bytes.
    pub(crate) memory: u64,
}

struct Server {
    process: Child,
    stdin: ChildStdin,
    messages: Receiver<Value>,
    memory: u64,
}

/// Opens the folder `root` without trust, the files `open` in it and [`OTHER`]; edits that, waits for its diagnostics
/// each time, waits until nothing is left to be found out, and leaves.
pub(crate) fn session(root: &Path, open: &[&str]) -> Session {
    let mut server = start();
    let started = Instant::now();
    let mut longest_wait = 0.0;
    let fault = talk(&mut server, root, open, &mut longest_wait).err();
    let seconds = started.elapsed().as_secs_f64();
    let memory = server.memory.max(peak_memory(server.process.id()));
    if fault.is_some() {
        server.process.kill().unwrap();
    }
    let status = server.process.wait().unwrap();
    let fault = fault.or_else(|| (!status.success()).then(|| format!("ends with {status}")));
    let fault = fault.or_else(|| (memory > MAX_MEMORY).then(|| format!("takes {} MB", memory / 1_000_000)));
    Session { fault, longest_wait, seconds, memory }
}

fn talk(server: &mut Server, root: &Path, open: &[&str], longest_wait: &mut f64) -> Result<(), String> {
    let uri = |name: &str| format!("file://{}/{name}", root.display());
    server.send(json!({ "id": 1, "method": "initialize", "params": {
        "processId": null, "rootUri": uri(""), "capabilities": {}, "workspaceFolders": [{ "uri": uri(""), "name": "w" }],
    }}))?;
    server.until(|message| message["id"] == 1)?;
    server.send(json!({ "method": "initialized", "params": {} }))?;
    for name in open {
        let Ok(text) = std::fs::read(root.join(name)) else { continue };
        let text = String::from_utf8_lossy(&text);
        let document = json!({ "uri": uri(name), "languageId": "rust", "version": 1, "text": text });
        server.send(json!({ "method": "textDocument/didOpen", "params": { "textDocument": document } }))?;
    }
    let document = json!({ "uri": uri(OTHER), "languageId": "rust", "version": 0, "text": OTHER_TEXT });
    server.send(json!({ "method": "textDocument/didOpen", "params": { "textDocument": document } }))?;
    server.until(|message| is_told(message, &uri(OTHER), 0))?;
    for version in 1..=EDITS {
        let edited = Instant::now();
        server.send(json!({ "method": "textDocument/didChange", "params": {
            "textDocument": { "uri": uri(OTHER), "version": version },
            "contentChanges": [{ "text": format!("{}{OTHER_TEXT}", "\n".repeat(version as usize)) }],
        }}))?;
        server.until(|message| is_told(message, &uri(OTHER), version))?;
        *longest_wait = longest_wait.max(edited.elapsed().as_secs_f64());
    }
    server.send(json!({ "id": 2, "method": "greenlight/whenIdle" }))?;
    server.until(|message| message["id"] == 2)?;
    server.send(json!({ "id": 3, "method": "shutdown" }))?;
    server.until(|message| message["id"] == 3)?;
    server.memory = server.memory.max(peak_memory(server.process.id()));
    server.send(json!({ "method": "exit" }))
}

/// The diagnostics of one version, with the only finding that the file has.
fn is_told(message: &Value, uri: &str, version: u32) -> bool {
    let params = &message["params"];
    message["method"] == "textDocument/publishDiagnostics"
        && params["uri"] == uri
        && params["version"] == version
        && params["diagnostics"].as_array().is_some_and(|diagnostics| diagnostics.len() == 1)
}

fn start() -> Server {
    let mut command = Command::new(binary());
    command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = command.spawn().unwrap();
    let stdin = process.stdin.take().unwrap();
    let mut stdout = BufReader::new(process.stdout.take().unwrap());
    let (sender, messages) = channel();
    std::thread::spawn(move || {
        while let Some(message) = frames::read(&mut stdout) {
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    Server { process, stdin, messages, memory: 0 }
}

impl Server {
    fn send(&mut self, mut message: Value) -> Result<(), String> {
        message["jsonrpc"] = json!("2.0");
        let body = message.to_string();
        let sent = write!(self.stdin, "Content-Length: {}\r\n\r\n{body}", body.len());
        sent.and_then(|()| self.stdin.flush()).map_err(|_| self.end())
    }

    /// Reads on until a message is what is waited for, and answers what the server asks.
    fn until(&mut self, is_it: impl Fn(&Value) -> bool) -> Result<(), String> {
        let started = Instant::now();
        loop {
            let left = DEADLINE.checked_sub(started.elapsed()).ok_or("does not answer")?;
            let message = self.messages.recv_timeout(left).map_err(|_| self.end())?;
            self.memory = self.memory.max(peak_memory(self.process.id()));
            if is_it(&message) {
                return Ok(());
            }
            if message.get("method").is_some() && message.get("id").is_some() {
                self.send(json!({ "id": message["id"], "result": null }))?;
            }
        }
    }

    fn end(&mut self) -> String {
        match self.process.try_wait().unwrap() {
            Some(status) => format!("ends with {status}"),
            None => format!("does not answer within {DEADLINE:?}"),
        }
    }
}
