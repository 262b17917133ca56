//! A folder that wants to do harm, as a generator describes it: texts, links and special files below one root. What the
//! generator leaves out is added, so that there is always a workspace with a member `hostile` and, beside it, a member
//! `other` that is in order but for one import.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// What lies at a path, which is relative to the workspace's root and has `/`.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) entries: BTreeMap<String, Entry>,
}

/// What a [`Tree`] has at one path.
#[derive(Debug)]
pub(crate) enum Entry {
    /// A regular file.
    File(Vec<u8>),
    /// A symbolic link to whatever stands here, as it stands here.
    Link(String),
    /// A named pipe that nobody writes to.
    Pipe,
    /// Nothing, though [`Tree::complete`] would write something.
    Nothing,
}

/// The file that an editor has open beside what is hostile, with its only finding.
pub(crate) const OTHER: &str = "other/src/lib.rs";

/// The text of [`OTHER`].
pub(crate) const OTHER_TEXT: &str = "use crate::gone;\n";

impl Tree {
    /// Adds a file.
    pub(crate) fn file(&mut self, path: &str, contents: impl Into<Vec<u8>>) {
        self.entries.insert(path.to_owned(), Entry::File(contents.into()));
    }

    /// Adds a symbolic link.
    pub(crate) fn link(&mut self, path: &str, target: &str) {
        self.entries.insert(path.to_owned(), Entry::Link(target.to_owned()));
    }

    /// Adds a named pipe.
    pub(crate) fn pipe(&mut self, path: &str) {
        self.entries.insert(path.to_owned(), Entry::Pipe);
    }

    /// Lets nothing be there, not even what [`Tree::complete`] would write.
    pub(crate) fn nothing(&mut self, path: &str) {
        self.entries.insert(path.to_owned(), Entry::Nothing);
    }

    /// Adds what a workspace with the members `hostile` and `other` needs and the generator did not write.
    pub(crate) fn complete(&mut self) {
        let has_bench = self.entries.contains_key("hostile/benches/b.rs");
        let manifest = match has_bench {
            true => "[package]\nname = \"hostile\"\nedition = \"2021\"\n[[bench]]\nname = \"b\"\nharness = false\n",
            false => "[package]\nname = \"hostile\"\nedition = \"2021\"\n",
        };
        for (path, text) in [
            ("Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"hostile\", \"other\"]\n"),
            ("hostile/Cargo.toml", manifest),
            ("hostile/src/lib.rs", ""),
            ("other/Cargo.toml", "[package]\nname = \"other\"\nedition = \"2021\"\n"),
            (OTHER, OTHER_TEXT),
        ] {
            self.entries.entry(path.to_owned()).or_insert_with(|| Entry::File(text.into()));
        }
    }

    /// The bytes of all files.
    pub(crate) fn bytes(&self) -> usize {
        let bytes = |entry: &Entry| if let Entry::File(contents) = entry { contents.len() } else { 0 };
        self.entries.values().map(bytes).sum()
    }

    /// Writes everything below `root`.
    pub(crate) fn write(&self, root: &Path) {
        for (path, entry) in &self.entries {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            match entry {
                Entry::File(contents) => std::fs::write(path, contents).unwrap(),
                Entry::Link(target) => std::os::unix::fs::symlink(target, path).unwrap(),
                Entry::Nothing => {}
                Entry::Pipe => assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
            }
        }
    }
}
