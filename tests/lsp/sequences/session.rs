//! One random session with a server, and how its end is compared.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::json;

use super::Shown;
use super::random::Random;
use super::texts::{self, FILES, START};
use crate::editor::{Editor, Setup};
use crate::folder::{Folder, uri};
use crate::wire::Wire;

/// A session.
pub(super) struct Session {
    random: Random,
    folder: Folder,
    editor: Editor,
    /// The documents that are open, with their texts.
    open: BTreeMap<&'static str, String>,
    /// Requests that may not have been answered yet.
    asked: Vec<i32>,
    /// What was done.
    log: Vec<String>,
    pulls: bool,
}

impl Session {
    /// A new workspace with an editor; which one, the seed decides.
    pub(super) fn start(seed: u64) -> Session {
        let folder = Folder::of(START);
        let pulls = seed % 2 == 1;
        let editor = start(&folder, pulls);
        Session {
            random: Random(seed.wrapping_mul(0x1234_5678_9abc_def1)),
            folder,
            editor,
            open: BTreeMap::new(),
            asked: Vec::new(),
            log: Vec::new(),
            pulls,
        }
    }

    /// How many steps it has.
    pub(super) fn length(&mut self) -> usize {
        50 + self.random.below(21)
    }

    /// Does something.
    pub(super) fn step(&mut self) {
        match self.random.below(100) {
            0..45 => self.edit(),
            45..58 => self.open_document(),
            58..63 => self.close(),
            63..69 => self.save(),
            69..80 => self.write(),
            80..84 => self.delete(),
            84..92 => self.ask(),
            92..95 => self.cancel(),
            95..97 => self.folders(),
            _ => {
                self.log.push("wait".to_owned());
                self.editor.when_idle();
            }
        }
    }

    fn document(&mut self) -> Option<&'static str> {
        let names: Vec<&'static str> = self.open.keys().copied().collect();
        (!names.is_empty()).then(|| names[self.random.below(names.len())])
    }

    fn file(&mut self) -> &'static str {
        // Manifests decide so much that a few of their changes are enough.
        loop {
            let name = FILES[self.random.below(FILES.len())];
            if !name.ends_with(".toml") || self.random.once_in(2) {
                return name;
            }
        }
    }

    fn edit(&mut self) {
        let Some(name) = self.document() else { return self.open_document() };
        let before = self.open[name].clone();
        let lines: Vec<Range<usize>> = lines(&before);
        let line = lines[self.random.below(lines.len())].clone();
        let (range, text) = match self.random.below(10) {
            0..3 => (line.start..line.start, texts::line(name, &mut self.random).to_owned() + "\n"),
            3..5 => (line.clone(), texts::line(name, &mut self.random).to_owned()),
            5 => (line.start..(line.end + 1).min(before.len()), String::new()),
            6..9 => {
                let at = boundary(&before, line.start + self.random.below(line.len() + 1));
                let end = boundary(&before, at + self.random.below(2));
                (at..end, self.random.of(&["x", "", "_", " ", "a"]).to_owned())
            }
            _ => (0..before.len(), texts::text(name, &mut self.random)),
        };
        // Neither end may stand between the halves of a line break, where no position is.
        let range = outside_line_breaks(&before, range);
        self.log.push(format!("edit {name} {range:?} {text:?}"));
        let mut after = before;
        after.replace_range(range.clone(), &text);
        self.editor.replace(name, range, &text);
        self.open.insert(name, after);
    }

    fn open_document(&mut self) {
        let name = self.file();
        if self.open.contains_key(name) {
            return;
        }
        let on_disk = std::fs::read_to_string(self.folder.join(name)).ok();
        let text = on_disk.unwrap_or_else(|| texts::text(name, &mut self.random));
        self.log.push(format!("open {name} {text:?}"));
        self.editor.open_with(name, &text);
        self.open.insert(name, text);
    }

    fn close(&mut self) {
        let Some(name) = self.document() else { return };
        self.log.push(format!("close {name}"));
        self.open.remove(name);
        self.editor.close(name);
    }

    fn save(&mut self) {
        let Some(name) = self.document() else { return };
        self.log.push(format!("save {name}"));
        self.folder.write(name, &self.open[name]);
        let document = json!({ "uri": uri(&self.folder.join(name)) });
        self.editor.notify("textDocument/didSave", json!({ "textDocument": document }));
    }

    fn write(&mut self) {
        let name = self.file();
        let text = texts::text(name, &mut self.random);
        self.log.push(format!("write {name} {text:?}"));
        self.folder.write(name, &text);
        self.editor.changed_on_disk(name);
    }

    fn delete(&mut self) {
        let name = self.file();
        if name != "Cargo.toml" && std::fs::remove_file(self.folder.join(name)).is_ok() {
            self.log.push(format!("delete {name}"));
            self.editor.changed_on_disk(name);
        }
    }

    /// Asks without waiting.
    fn ask(&mut self) {
        let Some(name) = self.document() else { return };
        let document = json!({ "uri": uri(&self.folder.join(name)) });
        let method = match self.pulls && self.random.once_in(2) {
            true => "textDocument/diagnostic",
            false => "textDocument/codeAction",
        };
        self.log.push(format!("{method} {name}"));
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
        let params = json!({ "textDocument": document, "range": range, "context": { "diagnostics": [] } });
        let id = self.editor.ask(method, params);
        self.asked.push(id);
    }

    fn cancel(&mut self) {
        if let Some(id) = self.asked.pop() {
            self.log.push(format!("cancel {id}"));
            self.editor.notify("$/cancelRequest", json!({ "id": id }));
        }
    }

    /// Closes the folder and opens it again.
    fn folders(&mut self) {
        self.log.push("folder removed and added".to_owned());
        let folder = json!([{ "uri": uri(&self.folder.path), "name": "folder" }]);
        for event in [json!({ "added": [], "removed": folder }), json!({ "added": folder, "removed": [] })] {
            self.editor.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
        }
    }

    /// What the server shows when it has nothing left to find out.
    pub(super) fn shown(&mut self) -> Shown {
        shown(&mut self.editor, self.open.keys().copied())
    }

    /// What a server shows that is started on the texts of now; and what was done.
    pub(super) fn fresh(self) -> (Shown, Vec<String>) {
        let mut editor = start(&self.folder, self.pulls);
        for (name, text) in &self.open {
            editor.open_with(name, text);
        }
        let shown = shown(&mut editor, self.open.keys().copied());
        assert_eq!(editor.quit(), 0);
        assert_eq!(self.editor.quit(), 0);
        (shown, self.log)
    }
}

fn start(folder: &Folder, pulls: bool) -> Editor {
    let folders = [folder.path.as_path()];
    let setup = if pulls { Setup::vscode(&folders) } else { Setup::neovim(&folders) };
    Editor::start(Wire::start(), setup)
}

fn shown(editor: &mut Editor, open: impl Iterator<Item = &'static str>) -> Shown {
    editor.when_idle();
    let open: Vec<&str> = open.collect();
    let mut shown = Shown::new();
    for &name in FILES {
        let diagnostics = match open.contains(&name) {
            true if editor.pulls(name) => editor.pull(name),
            true => editor.told_of_version(name),
            false => editor.told(name).map(|told| told["diagnostics"].as_array().unwrap().clone()).unwrap_or_default(),
        };
        if !diagnostics.is_empty() {
            shown.insert(name.to_owned(), diagnostics);
        }
    }
    shown
}

/// The lines of a text, their line breaks left out; at least one.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split('\n') {
        lines.push(start..start + line.len());
        start += line.len() + 1;
    }
    lines
}

/// The last boundary of a character at or before `offset`.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn outside_line_breaks(text: &str, range: Range<usize>) -> Range<usize> {
    let splits = |at: usize| at > 0 && text.as_bytes()[at - 1] == b'\r' && text.as_bytes().get(at) == Some(&b'\n');
    let start = if splits(range.start) { range.start - 1 } else { range.start };
    let end = if splits(range.end) { range.end + 1 } else { range.end };
    start..end.max(start)
}
