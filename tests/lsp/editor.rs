//! An editor, as far as the server can tell: it keeps the open documents' texts, numbers their versions, applies edits,
//! and remembers the diagnostics that it was told last.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::folder::{Folder, uri};
use crate::wire::Wire;

const NEOVIM: &str = include_str!("capabilities/neovim-0.11.4.json");
const VSCODE: &str = include_str!("capabilities/vscode-1.100.json");

/// An editor with one folder open.
pub(crate) struct Editor {
    /// The server.
    pub(crate) wire: Wire,
    /// What the server offered.
    pub(crate) server: Value,
    folder: PathBuf,
    documents: BTreeMap<PathBuf, Document>,
    /// By URI.
    diagnostics: BTreeMap<String, Value>,
    /// Requests of the server, all answered with null.
    pub(crate) server_requests: Vec<Value>,
    last_id: i32,
}

/// An open document.
pub(crate) struct Document {
    /// 1 when opened.
    pub(crate) version: i32,
    /// Unsaved edits included.
    pub(crate) text: String,
}

impl Editor {
    /// Neovim 0.11.4.
    pub(crate) fn neovim(folder: &Folder) -> Editor {
        Editor::start(NEOVIM, &[&folder.path])
    }

    /// VS Code 1.100.
    pub(crate) fn vscode(folder: &Folder) -> Editor {
        Editor::start(VSCODE, &[&folder.path])
    }

    /// VS Code 1.100 with several folders.
    pub(crate) fn vscode_with_folders(folders: &[&Path]) -> Editor {
        Editor::start(VSCODE, folders)
    }

    fn start(capabilities: &str, folders: &[&Path]) -> Editor {
        let mut editor = Editor {
            wire: Wire::start(),
            server: Value::Null,
            folder: folders[0].to_owned(),
            documents: BTreeMap::new(),
            diagnostics: BTreeMap::new(),
            server_requests: Vec::new(),
            last_id: 0,
        };
        let capabilities: Value = serde_json::from_str(capabilities).unwrap();
        let folders: Vec<_> = folders.iter().map(|folder| json!({ "uri": uri(folder), "name": "folder" })).collect();
        let params =
            json!({ "processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders });
        editor.server = editor.request("initialize", params).unwrap()["capabilities"].clone();
        editor.notify("initialized", json!({}));
        editor
    }

    /// Sends a notification.
    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.wire.send(json!({ "method": method, "params": params }));
    }

    /// Sends a request and waits for its result or error.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.last_id += 1;
        let id = self.last_id;
        let mut request = json!({ "id": id, "method": method });
        if !params.is_null() {
            request["params"] = params;
        }
        self.wire.send(request);
        loop {
            let message = self.receive();
            if message["id"] == id && message.get("method").is_none() {
                return match message.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(message["result"].clone()),
                };
            }
        }
    }

    /// The next message, after what every editor does with it.
    fn receive(&mut self) -> Value {
        let message = self.wire.receive().unwrap_or_else(|error| panic!("{error}; it told {:#?}", self.diagnostics));
        match (message.get("method"), message.get("id")) {
            (Some(_), Some(id)) => {
                self.wire.send(json!({ "id": id, "result": null }));
                self.server_requests.push(message.clone());
            }
            (Some(method), None) if method == "textDocument/publishDiagnostics" => {
                let uri = message["params"]["uri"].as_str().unwrap().to_owned();
                self.diagnostics.insert(uri, message["params"].clone());
            }
            _ => {}
        }
        message
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Opens a file, with the text that the disk has.
    pub(crate) fn open(&mut self, name: &str) {
        let text = std::fs::read_to_string(self.path(name)).unwrap();
        self.open_with(name, &text);
    }

    /// Opens a file, with `text`.
    pub(crate) fn open_with(&mut self, name: &str, text: &str) {
        let path = self.path(name);
        let language = if name.ends_with(".rs") { "rust" } else { "toml" };
        let document = json!({ "uri": uri(&path), "languageId": language, "version": 1, "text": text });
        self.documents.insert(path, Document { version: 1, text: text.to_owned() });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces the first `from` of an open document by `to`, without saving. Returns the new version.
    pub(crate) fn edit(&mut self, name: &str, from: &str, to: &str) -> i32 {
        let range = self.range(name, from);
        let path = self.path(name);
        let document = self.documents.get_mut(&path).unwrap();
        document.version += 1;
        document.text = document.text.replacen(from, to, 1);
        let version = document.version;
        let text_document = json!({ "uri": uri(&path), "version": version });
        let changes = json!([{ "range": range, "text": to }]);
        self.notify("textDocument/didChange", json!({ "textDocument": text_document, "contentChanges": changes }));
        version
    }

    /// Closes a document without saving.
    pub(crate) fn close(&mut self, name: &str) {
        let path = self.path(name);
        self.documents.remove(&path).unwrap();
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri(&path) } }));
    }

    /// Tells that files changed on disk.
    pub(crate) fn changed_on_disk(&mut self, name: &str) {
        let change = json!({ "uri": uri(&self.path(name)), "type": 2 });
        self.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    }

    /// The open document's text.
    pub(crate) fn text(&self, name: &str) -> &str {
        &self.documents[&self.path(name)].text
    }

    /// What is told about this version of an open document.
    pub(crate) fn diagnostics_of_version(&mut self, name: &str, version: i32) -> Vec<String> {
        let shown = self.wait_for(name, |told| told["version"] == version);
        shown["diagnostics"].as_array().unwrap().iter().map(line).collect()
    }

    /// Waits until the file's diagnostics are `expected`, a line each: `0:4-0:9 error rule: message`, positions as the
    /// protocol has them.
    pub(crate) fn expect_diagnostics(&mut self, name: &str, expected: &[&str]) {
        self.wait_for(name, |told| {
            let told: Vec<String> = told["diagnostics"].as_array().unwrap().iter().map(line).collect();
            told == expected
        });
    }

    /// Waits until what was told last about a file is as wished, which it may be already.
    pub(crate) fn wait_for(&mut self, name: &str, wished: impl Fn(&Value) -> bool) -> Value {
        let uri = uri(&self.path(name));
        while !self.diagnostics.get(&uri).is_some_and(&wished) {
            self.receive();
        }
        self.diagnostics[&uri].clone()
    }

    /// The first request of the server, which is answered with null.
    pub(crate) fn server_request(&mut self) -> &Value {
        while self.server_requests.is_empty() {
            self.receive();
        }
        &self.server_requests[0]
    }

    /// What was told last about a file so far, if anything.
    pub(crate) fn told(&self, name: &str) -> Option<&Value> {
        self.diagnostics.get(&uri(&self.path(name)))
    }

    /// The code actions at the first `at` of an open document.
    pub(crate) fn code_actions(&mut self, name: &str, at: &str) -> Vec<Value> {
        let range = self.range(name, at);
        self.code_actions_in(name, &range, json!({ "diagnostics": [] }))
    }

    /// The code actions in `range` of an open document.
    pub(crate) fn code_actions_in(&mut self, name: &str, range: &Value, context: Value) -> Vec<Value> {
        let params = json!({ "textDocument": { "uri": uri(&self.path(name)) }, "range": range, "context": context });
        let actions = self.request("textDocument/codeAction", params).unwrap();
        actions.as_array().cloned().unwrap_or_default()
    }

    /// Where the first `part` of an open document stands, in the columns that were negotiated.
    pub(crate) fn range(&self, name: &str, part: &str) -> Value {
        let text = self.text(name);
        let start = text.find(part).unwrap_or_else(|| panic!("no `{part}` in {text}"));
        let position = |offset: usize| {
            let before = &text[..offset];
            let line = before.matches('\n').count();
            let column = self.width(&before[before.rfind('\n').map_or(0, |newline| newline + 1)..]);
            json!({ "line": line, "character": column })
        };
        json!({ "start": position(start), "end": position(start + part.len()) })
    }

    fn width(&self, text: &str) -> usize {
        match self.server["positionEncoding"].as_str().unwrap() {
            "utf-8" => text.len(),
            "utf-16" => text.encode_utf16().count(),
            other => panic!("{other} was not offered"),
        }
    }

    /// Applies the edits of a code action; an open document is told to the server as a whole, another one written to
    /// disk. Edits for another version than the document's are refused, as editors do.
    pub(crate) fn apply(&mut self, action: &Value) {
        for (uri, version, edits) in files_of(&action["edit"]) {
            let path = PathBuf::from(uri.strip_prefix("file://").unwrap());
            let Some(document) = self.documents.get(&path) else {
                assert_eq!(version, None);
                let text = std::fs::read_to_string(&path).unwrap();
                std::fs::write(&path, self.edited(&text, edits)).unwrap();
                continue;
            };
            assert!(version.is_none_or(|version| version == document.version));
            let text = self.edited(&document.text, edits);
            let version = document.version + 1;
            let params = json!({
                "textDocument": { "uri": uri, "version": version },
                "contentChanges": [{ "text": text }],
            });
            self.documents.insert(path, Document { version, text });
            self.notify("textDocument/didChange", params);
        }
    }

    fn edited(&self, text: &str, edits: &[Value]) -> String {
        let mut edits: Vec<_> = edits
            .iter()
            .map(|edit| (self.offset(text, &edit["range"]["start"]), self.offset(text, &edit["range"]["end"]), edit))
            .collect();
        edits.sort_by_key(|&(start, end, _)| (start, end));
        let mut text = text.to_owned();
        for (start, end, edit) in edits.into_iter().rev() {
            text.replace_range(start..end, edit["newText"].as_str().unwrap());
        }
        text
    }

    fn offset(&self, text: &str, position: &Value) -> usize {
        let line = position["line"].as_u64().unwrap() as usize;
        let column = position["character"].as_u64().unwrap() as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let inside = text[start..].char_indices().map(|(at, _)| at).chain([text.len() - start]);
        start + inside.clone().find(|&at| self.width(&text[start..start + at]) == column).unwrap()
    }

    /// Ends the session as the protocol has it. Returns the exit code.
    pub(crate) fn quit(mut self) -> i32 {
        self.request("shutdown", Value::Null).unwrap();
        self.wire.send(json!({ "method": "exit" }));
        self.wire.exit_code()
    }
}

/// The files that an edit changes: URI, version if it names one, edits.
fn files_of(edit: &Value) -> Vec<(String, Option<i32>, &[Value])> {
    if let Some(changes) = edit["documentChanges"].as_array() {
        let file = |change: &'_ Value| {
            let document = &change["textDocument"];
            let version = document["version"].as_i64().map(|version| version as i32);
            (document["uri"].as_str().unwrap().to_owned(), version)
        };
        changes
            .iter()
            .map(|change| (file(change).0, file(change).1, change["edits"].as_array().unwrap().as_slice()))
            .collect()
    } else {
        let changes = edit["changes"].as_object().unwrap();
        changes.iter().map(|(uri, edits)| (uri.clone(), None, edits.as_array().unwrap().as_slice())).collect()
    }
}

/// A diagnostic on one line; of the message the first line.
fn line(diagnostic: &Value) -> String {
    let position = |end: &str| {
        let position = &diagnostic["range"][end];
        format!("{}:{}", position["line"], position["character"])
    };
    let severity = match diagnostic["severity"].as_i64() {
        Some(1) => "error",
        Some(2) => "warning",
        Some(3) => "information",
        Some(4) => "hint",
        other => panic!("severity {other:?}"),
    };
    assert_eq!(diagnostic["source"], "greenlight");
    let message = diagnostic["message"].as_str().unwrap().lines().next().unwrap();
    let code = diagnostic["code"].as_str().unwrap();
    format!("{}-{} {severity} {code}: {message}", position("start"), position("end"))
}
