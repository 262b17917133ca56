//! An editor, as far as the server can tell: it keeps the open documents' texts, numbers their versions, applies edits,
//! and remembers the diagnostics that it was told last, or asks for them, as the server offers.

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
    /// By URI: the parameters of the last `textDocument/publishDiagnostics`.
    diagnostics: BTreeMap<String, Value>,
    /// The parameters of every `textDocument/publishDiagnostics` so far.
    pub(crate) published: Vec<Value>,
    /// By URI: the last result of `textDocument/diagnostic`.
    pulled: BTreeMap<String, Value>,
    /// By id: the answers to requests; none any more for those that were taken.
    answered: BTreeMap<i32, Option<Value>>,
    /// Whether the server said that what was pulled is out of date.
    refreshed: bool,
    /// Requests of the server.
    pub(crate) server_requests: Vec<Value>,
    /// Notifications of the server, those with diagnostics aside.
    pub(crate) notifications: Vec<Value>,
    /// Whether requests of the server are answered, with null.
    pub(crate) answers: bool,
    last_id: i32,
}

/// How an editor differs from those that exist.
pub(crate) struct Setup<'a> {
    /// What it can do, in JSON.
    pub(crate) capabilities: Value,
    /// The folders it has open; the first is where names of files begin.
    pub(crate) folders: &'a [&'a Path],
    /// `initializationOptions`.
    pub(crate) options: Value,
    /// Whether it answers the server's requests.
    pub(crate) answers: bool,
    /// `processId`.
    pub(crate) process_id: Option<u32>,
}

impl<'a> Setup<'a> {
    /// Neovim 0.11.4.
    pub(crate) fn neovim(folders: &'a [&'a Path]) -> Setup<'a> {
        let capabilities = serde_json::from_str(NEOVIM).unwrap();
        Setup { capabilities, folders, options: Value::Null, answers: true, process_id: None }
    }

    /// VS Code 1.100.
    pub(crate) fn vscode(folders: &'a [&'a Path]) -> Setup<'a> {
        Setup { capabilities: serde_json::from_str(VSCODE).unwrap(), ..Setup::neovim(folders) }
    }
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
        Editor::start(Wire::start(), Setup::neovim(&[&folder.path]))
    }

    /// VS Code 1.100.
    pub(crate) fn vscode(folder: &Folder) -> Editor {
        Editor::start(Wire::start(), Setup::vscode(&[&folder.path]))
    }

    /// VS Code 1.100 with several folders.
    pub(crate) fn vscode_with_folders(folders: &[&Path]) -> Editor {
        Editor::start(Wire::start(), Setup::vscode(folders))
    }

    /// Starts a session with the server at the other end of `wire`.
    pub(crate) fn start(wire: Wire, setup: Setup<'_>) -> Editor {
        let Setup { capabilities, folders, options, answers, process_id } = setup;
        let mut editor = Editor {
            wire,
            server: Value::Null,
            folder: folders[0].to_owned(),
            documents: BTreeMap::new(),
            diagnostics: BTreeMap::new(),
            published: Vec::new(),
            pulled: BTreeMap::new(),
            answered: BTreeMap::new(),
            refreshed: false,
            server_requests: Vec::new(),
            notifications: Vec::new(),
            answers,
            last_id: 0,
        };
        let folders: Vec<_> = folders.iter().map(|folder| json!({ "uri": uri(folder), "name": "folder" })).collect();
        let mut params = json!({
            "processId": process_id,
            "rootUri": null,
            "capabilities": capabilities,
            "workspaceFolders": folders,
        });
        if !options.is_null() {
            params["initializationOptions"] = options;
        }
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
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Sends a request; its id.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i32 {
        self.last_id += 1;
        let id = self.last_id;
        let mut request = json!({ "id": id, "method": method });
        if !params.is_null() {
            request["params"] = params;
        }
        self.wire.send(request);
        id
    }

    /// Waits for the result or error of the request `id`.
    pub(crate) fn answer(&mut self, id: i32) -> Result<Value, Value> {
        loop {
            if let Some(message) = self.answered.get_mut(&id).and_then(Option::take) {
                return match message.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(message["result"].clone()),
                };
            }
            self.receive();
        }
    }

    /// Tells that nobody waits for the answer to the request `id` any more.
    pub(crate) fn cancel(&mut self, id: i32) {
        self.notify("$/cancelRequest", json!({ "id": id }));
    }

    /// The next message, after what every editor does with it.
    pub(crate) fn receive(&mut self) -> Value {
        let message = self.wire.receive().unwrap_or_else(|error| panic!("{error}; it told {:#?}", self.diagnostics));
        match (message.get("method"), message.get("id")) {
            (Some(method), Some(id)) => {
                if self.answers {
                    self.wire.send(json!({ "id": id, "result": null }));
                }
                self.refreshed |= method == "workspace/diagnostic/refresh";
                self.server_requests.push(message.clone());
            }
            (Some(method), None) if method == "textDocument/publishDiagnostics" => {
                let uri = message["params"]["uri"].as_str().unwrap().to_owned();
                self.diagnostics.insert(uri, message["params"].clone());
                self.published.push(message["params"].clone());
            }
            (Some(_), None) => self.notifications.push(message.clone()),
            (None, _) => {
                let id = message["id"].as_i64().unwrap_or_else(|| panic!("an answer to nothing: {message}"));
                assert_eq!(self.answered.insert(id as i32, Some(message.clone())), None, "answered twice");
            }
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

    /// Replaces a byte range of an open document, without saving.
    pub(crate) fn replace(&mut self, name: &str, range: std::ops::Range<usize>, to: &str) {
        let path = self.path(name);
        let text = self.text(name);
        let span = json!({ "start": self.position(text, range.start), "end": self.position(text, range.end) });
        let document = self.documents.get_mut(&path).unwrap();
        document.version += 1;
        document.text.replace_range(range, to);
        let text_document = json!({ "uri": uri(&path), "version": document.version });
        let changes = json!([{ "range": span, "text": to }]);
        self.notify("textDocument/didChange", json!({ "textDocument": text_document, "contentChanges": changes }));
    }

    /// What was told of the open document's last version.
    pub(crate) fn told_of_version(&self, name: &str) -> Vec<Value> {
        let version = self.documents[&self.path(name)].version;
        let told = self.told(name).filter(|told| told["version"] == version);
        let told = told.unwrap_or_else(|| panic!("nothing was told of version {version} of {name}"));
        told["diagnostics"].as_array().unwrap().clone()
    }

    /// Waits until the server has nothing left to find out, and has told all of it.
    pub(crate) fn when_idle(&mut self) {
        self.request("greenlight/whenIdle", Value::Null).unwrap();
        // An answer may overtake what was told just before it, the next one does not.
        let nowhere = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } });
        let params =
            json!({ "textDocument": { "uri": "untitled:x" }, "range": nowhere, "context": { "diagnostics": [] } });
        self.request("textDocument/codeAction", params).unwrap();
    }

    /// Closes a document without saving.
    pub(crate) fn close(&mut self, name: &str) {
        let path = self.path(name);
        self.documents.remove(&path).unwrap();
        self.pulled.remove(&uri(&path));
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
        if self.pulls(name) {
            assert_eq!(version, self.documents[&self.path(name)].version, "only the last version can be asked for");
            return self.pull(name).iter().map(line).collect();
        }
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
        if self.pulls(name) {
            loop {
                self.refreshed = false;
                let shown = json!({ "diagnostics": self.pull(name) });
                if wished(&shown) {
                    return shown;
                }
                while !self.refreshed {
                    self.receive();
                }
            }
        }
        // Of a file that is closed, such an editor forgets what it asked for.
        let nothing = self.server.get("diagnosticProvider").map(|_| json!({ "diagnostics": [] }));
        loop {
            if let Some(told) = self.diagnostics.get(&uri).or(nothing.as_ref()).filter(|told| wished(told)) {
                return told.clone();
            }
            self.receive();
        }
    }

    /// Whether the file is one whose diagnostics this editor asks for, instead of being told.
    pub(crate) fn pulls(&self, name: &str) -> bool {
        self.server.get("diagnosticProvider").is_some() && self.documents.contains_key(&self.path(name))
    }

    /// Asks for an open document's diagnostics, as often as the server wants to be asked again.
    pub(crate) fn pull(&mut self, name: &str) -> Vec<Value> {
        let uri = uri(&self.path(name));
        loop {
            let previous = self.pulled.get(&uri).map(|shown| shown["resultId"].clone());
            let params = json!({ "textDocument": { "uri": uri }, "previousResultId": previous });
            match self.request("textDocument/diagnostic", params) {
                Ok(report) if report["kind"] == "unchanged" => {
                    assert_eq!(Some(&report["resultId"]), previous.as_ref());
                    break;
                }
                Ok(report) => {
                    self.pulled.insert(uri.clone(), report);
                    break;
                }
                Err(error) => {
                    assert_eq!((&error["code"], &error["data"]["retriggerRequest"]), (&json!(-32802), &json!(true)));
                }
            }
        }
        self.pulled[&uri]["items"].as_array().unwrap().clone()
    }

    /// The first request of the server for this method.
    pub(crate) fn server_request(&mut self, method: &str) -> Value {
        loop {
            if let Some(request) = self.server_requests.iter().find(|request| request["method"] == method) {
                return request.clone();
            }
            self.receive();
        }
    }

    /// The first notification of the server for this method that is as wished.
    pub(crate) fn notification(&mut self, method: &str, wished: impl Fn(&Value) -> bool) -> Value {
        loop {
            let mut sent = self.notifications.iter().filter(|message| message["method"] == method);
            if let Some(message) = sent.find(|message| wished(&message["params"])) {
                return message["params"].clone();
            }
            self.receive();
        }
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

    /// The code actions in `range` of an open document, with their edits.
    pub(crate) fn code_actions_in(&mut self, name: &str, range: &Value, context: Value) -> Vec<Value> {
        let actions = self.offered_code_actions(name, range, context);
        let resolved = |action: Value| match action.get("edit") {
            Some(_) => action,
            None => self.request("codeAction/resolve", action).unwrap(),
        };
        actions.into_iter().map(resolved).collect()
    }

    /// The code actions in `range` of an open document, as they are offered.
    pub(crate) fn offered_code_actions(&mut self, name: &str, range: &Value, context: Value) -> Vec<Value> {
        let params = json!({ "textDocument": { "uri": uri(&self.path(name)) }, "range": range, "context": context });
        let actions = self.request("textDocument/codeAction", params).unwrap();
        actions.as_array().cloned().unwrap_or_default()
    }

    /// Where the first `part` of an open document stands, in the columns that were negotiated.
    pub(crate) fn range(&self, name: &str, part: &str) -> Value {
        let text = self.text(name);
        let start = text.find(part).unwrap_or_else(|| panic!("no `{part}` in {text}"));
        json!({ "start": self.position(text, start), "end": self.position(text, start + part.len()) })
    }

    fn position(&self, text: &str, offset: usize) -> Value {
        let lines = lines(text);
        let line = lines.partition_point(|&start| start <= offset) - 1;
        json!({ "line": line, "character": self.width(&text[lines[line]..offset]) })
    }

    fn width(&self, text: &str) -> usize {
        match self.server["positionEncoding"].as_str().unwrap() {
            "utf-8" => text.len(),
            "utf-16" => text.encode_utf16().count(),
            "utf-32" => text.chars().count(),
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
        let start = lines(text)[line];
        let inside = text[start..].char_indices().map(|(at, _)| at).chain([text.len() - start]);
        start + inside.clone().find(|&at| self.width(&text[start..start + at]) == column).unwrap()
    }

    /// Ends the session as the protocol has it. Returns the exit code.
    pub(crate) fn quit(self) -> i32 {
        self.end().0
    }

    /// Ends the session as the protocol has it. Returns the exit code and what was logged to stderr.
    pub(crate) fn end(mut self) -> (i32, String) {
        self.request("shutdown", Value::Null).unwrap();
        self.wire.send(json!({ "method": "exit" }));
        self.wire.end()
    }
}

/// Where the lines begin, which the protocol breaks at `\n`, `\r\n` and a lone `\r`.
fn lines(text: &str) -> Vec<usize> {
    let is_break = |&(at, character): &(usize, char)| match character {
        '\r' => !text[at..].starts_with("\r\n"),
        _ => character == '\n',
    };
    std::iter::once(0).chain(text.char_indices().filter(is_break).map(|(at, _)| at + 1)).collect()
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
