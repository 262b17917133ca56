//! The texts that a report speaks of, and the places in them. Reports count in bytes; people count lines and columns.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_files::{LineColumn, LineIndex};
use greenlight_ide::Report;
use rustc_hash::FxHashMap;

/// The texts of the files that a report names.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    files: FxHashMap<PathBuf, Source>,
}

/// One text and where its lines begin.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) text: Arc<str>,
    pub(crate) index: LineIndex,
}

impl Sources {
    /// The texts of all files in which `report` names a place. `text` gives the very text that its spans belong to.
    pub(crate) fn of(report: &Report, text: impl Fn(&Path) -> Option<Arc<str>>) -> Sources {
        let mut sources = Sources::default();
        sources.add(report, text);
        sources
    }

    /// Adds those that another `report` names. Of a file that several workspaces have, the first one's text stays.
    pub(crate) fn add(&mut self, report: &Report, text: impl Fn(&Path) -> Option<Arc<str>>) {
        let edits = report.findings.iter().flat_map(|finding| &finding.fixes).flat_map(|fix| &fix.edits);
        let named = (report.findings.iter().map(|finding| &finding.file))
            .chain(edits.map(|edit| &edit.file))
            .chain(report.unknown.iter().map(|unknown| &unknown.file));
        for file in named {
            if !self.files.contains_key(file)
                && let Some(text) = text(file)
            {
                self.files.insert(file.clone(), Source { index: LineIndex::new(&text), text });
            }
        }
    }

    /// The text of `file`; `None` if it could not be read.
    pub(crate) fn get(&self, file: &Path) -> Option<&Source> {
        self.files.get(file)
    }

    /// Line and column of a byte `offset` in `file`; the file's beginning if its text could not be read, since a
    /// finding about such a file is about all of it.
    pub(crate) fn place(&self, file: &Path, offset: u32) -> LineColumn {
        match self.get(file) {
            Some(source) => source.index.line_column(&source.text, offset),
            None => LineColumn { line: 1, column: 1 },
        }
    }
}
