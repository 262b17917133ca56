//! Folders to run on: copies of the sample workspace, and small workspaces written as one string.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::greenlight::{Fix, Position};

/// Where the module stands that imports `GgenError`.
pub(crate) const P2P: &str = "cli/src/domain/marketplace/p2p.rs";

/// A folder of its own, removed when dropped.
pub(crate) struct Workspace {
    folder: TempDir,
}

/// Every text file by its path relative to the workspace, with `/`.
pub(crate) type Texts = BTreeMap<String, String>;

/// The sample workspace as it lies in the repository.
pub(crate) fn sample_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/ggen")
}

impl Workspace {
    /// A fresh copy of the sample workspace.
    pub(crate) fn sample() -> Workspace {
        let workspace = Workspace { folder: tempfile::tempdir().unwrap() };
        for (path, text) in texts_below(&sample_folder()) {
            workspace.write(&path, text);
        }
        workspace
    }

    /// Nothing in it.
    pub(crate) fn empty() -> Workspace {
        Workspace { folder: tempfile::tempdir().unwrap() }
    }

    /// The files of `fixture`: each begins after a line `//- path/of/the/file`.
    pub(crate) fn from_fixture(fixture: &str) -> Workspace {
        let workspace = Workspace { folder: tempfile::tempdir().unwrap() };
        let (before, files) = fixture.split_once("//- ").expect("a fixture has files");
        assert_eq!(before.trim(), "", "text before the first file of a fixture");
        for file in files.split("\n//- ") {
            let (path, text) = file.split_once('\n').expect("a file's path ends its line");
            workspace.write(path.trim(), format!("{}\n", text.trim_end()));
        }
        workspace
    }

    /// The folder, by the name that the operating system gives it in the end.
    pub(crate) fn root(&self) -> PathBuf {
        fs::canonicalize(self.folder.path()).unwrap()
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root().join(relative)
    }

    pub(crate) fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).unwrap()
    }

    /// Makes the folders on the way too.
    pub(crate) fn write(&self, relative: &str, bytes: impl AsRef<[u8]>) {
        let path = self.folder.path().join(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Replaces `old`, which stands in the file exactly once.
    pub(crate) fn replace(&self, relative: &str, old: &str, new: &str) {
        let text = self.read(relative);
        assert_eq!(text.matches(old).count(), 1, "`{old}` in {relative}");
        self.write(relative, text.replace(old, new));
    }

    pub(crate) fn texts(&self) -> Texts {
        texts_below(&self.root())
    }

    /// Applies a fix as an editor would: all edits against the text as it was.
    pub(crate) fn apply(&self, fix: &Fix) {
        let mut edits: Vec<_> = fix.edits.iter().collect();
        edits.sort_by_key(|edit| (&edit.file, edit.start));
        for edit in edits.into_iter().rev() {
            let mut text = self.read(&edit.file);
            let range = byte_offset(&text, edit.start)..byte_offset(&text, edit.end);
            text.replace_range(range, &edit.text);
            self.write(&edit.file, text);
        }
    }

    /// The changed lines since `before`, as in a diff without context.
    pub(crate) fn changes_since(&self, before: &Texts) -> String {
        let now = self.texts();
        let mut diff = String::new();
        for path in before.keys().chain(now.keys().filter(|path| !before.contains_key(*path))) {
            let (old, new) = (before.get(path), now.get(path));
            if old == new {
                continue;
            }
            diff.push_str(&format!("{path}\n"));
            let (old, new) = (old.map_or("", String::as_str), new.map_or("", String::as_str));
            for change in similar::TextDiff::from_lines(old, new).iter_all_changes() {
                let line = change.old_index().or(change.new_index()).unwrap() + 1;
                match change.tag() {
                    similar::ChangeTag::Equal => {}
                    similar::ChangeTag::Delete => diff.push_str(&format!("{line:4} -{change}")),
                    similar::ChangeTag::Insert => diff.push_str(&format!("     +{change}")),
                }
            }
        }
        diff
    }
}

/// Build output and version control aside.
pub(crate) fn texts_below(root: &Path) -> Texts {
    let mut texts = Texts::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let kind = entry.file_type().unwrap();
            let path = entry.path();
            if kind.is_dir() && entry.file_name() != "target" && entry.file_name() != ".git" {
                folders.push(path);
            } else if kind.is_file() {
                let relative = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                texts.insert(relative, fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
}

fn byte_offset(text: &str, position: Position) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(position.line - 1).map(str::len).sum();
    let before = text[line_start..].chars().take(position.column - 1);
    line_start + before.map(char::len_utf8).sum::<usize>()
}
