//! A client that takes the time: it writes a message and waits for the answer that is about it.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A session with one server.
pub(crate) struct Client {
    process: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    last_id: i32,
}

/// A document of the client: its text is edited at one place.
pub(crate) struct Document {
    uri: String,
    version: i32,
    /// 0-based, and columns in bytes.
    line: usize,
    column: usize,
    /// Whether what is inserted there is in the text.
    inserted: bool,
}

impl Client {
    /// Starts the server, and a session in `root`. Returns when it is `initialized`, which is the moment returned.
    pub(crate) fn start(root: &Path, pulls: bool) -> (Client, Instant) {
        let mut process = Command::new(env!("CARGO_BIN_EXE_greenlight"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (stdin, stdout) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        let mut client = Client { process, stdin, stdout: BufReader::new(stdout), last_id: 0 };
        let mut capabilities = json!({ "general": { "positionEncodings": ["utf-8"] } });
        if pulls {
            capabilities["textDocument"] = json!({ "diagnostic": {} });
            capabilities["workspace"] = json!({ "diagnostics": { "refreshSupport": true } });
        }
        let folders = json!([{ "uri": uri(root), "name": "tree" }]);
        client.request(
            "initialize",
            &json!({ "processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders }),
        );
        client.notify("initialized", &json!({}));
        (client, Instant::now())
    }

    /// Opens the file at `path` with `text`, to be edited right behind the first `place` in it.
    pub(crate) fn open(&mut self, path: &Path, text: &str, place: &str) -> Document {
        let offset = text.find(place).unwrap() + place.len();
        let line = text[..offset].matches('\n').count();
        let column = offset - text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
        let document = Document { uri: uri(path), version: 1, line, column, inserted: false };
        let item = json!({ "uri": document.uri, "languageId": "rust", "version": 1, "text": text });
        self.notify("textDocument/didOpen", &json!({ "textDocument": item }));
        document
    }

    /// Presses a key: inserts a character at the document's place, or takes it away again. The moment of writing.
    pub(crate) fn press(&mut self, document: &mut Document) -> Instant {
        document.version += 1;
        let position = |column| json!({ "line": document.line, "character": column });
        let end = document.column + usize::from(document.inserted);
        let range = json!({ "start": position(document.column), "end": position(end) });
        let text = if document.inserted { "" } else { "x" };
        document.inserted = !document.inserted;
        let params = json!({
            "textDocument": { "uri": document.uri, "version": document.version },
            "contentChanges": [{ "range": range, "text": text }],
        });
        let written = Instant::now();
        self.notify("textDocument/didChange", &params);
        written
    }

    /// Waits for what is told about the document's current version; how many diagnostics these are.
    pub(crate) fn told(&mut self, document: &Document) -> usize {
        self.told_when(document, |params| params["version"] == document.version)
    }

    /// Waits for what is told about a document when it is as wished; how many diagnostics these are.
    pub(crate) fn told_when(&mut self, document: &Document, wished: impl Fn(&Value) -> bool) -> usize {
        loop {
            let message = self.receive();
            let params = &message["params"];
            if message["method"] == "textDocument/publishDiagnostics" && params["uri"] == document.uri && wished(params)
            {
                return params["diagnostics"].as_array().unwrap().len();
            }
        }
    }

    /// Asks for the document's diagnostics; how many these are.
    pub(crate) fn pull(&mut self, document: &Document) -> usize {
        let report = self.request("textDocument/diagnostic", &json!({ "textDocument": { "uri": document.uri } }));
        report["result"]["items"].as_array().unwrap().len()
    }

    /// What the server's process holds in memory, in bytes; 0 where the system does not tell.
    pub(crate) fn memory(&self) -> u64 {
        let path = PathBuf::from(format!("/proc/{}/status", self.process.id()));
        let status = std::fs::read_to_string(path).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()).unwrap_or(0) * 1024
    }

    /// Reads messages, and drops them, until none came for so long that the server must be idle.
    pub(crate) fn rest(&mut self, marker: &Document) {
        // A request that every other one comes before is answered when the main loop has come to it; the pause is for
        // what runs beside it.
        for _ in 0..3 {
            std::thread::sleep(Duration::from_millis(400));
            let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } });
            let params = json!({
                "textDocument": { "uri": marker.uri }, "range": range, "context": { "diagnostics": [] },
            });
            self.request("textDocument/codeAction", &params);
        }
    }

    /// Sends a request, and waits for its answer.
    pub(crate) fn request(&mut self, method: &str, params: &Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.receive();
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
        }
    }

    fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let whole = format!("Content-Length: {}\r\n\r\n{body}", body.len());
        self.stdin.write_all(whole.as_bytes()).unwrap();
        self.stdin.flush().unwrap();
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.stdout.read_line(&mut line).unwrap() > 0, "the server is gone");
            match line.trim_end().split_once(": ") {
                Some(("Content-Length", value)) => length = value.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.stdout.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
