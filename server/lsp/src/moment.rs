//! One moment of a workspace, as a worker sees it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_files::Span;
use greenlight_ide::{Finding, Fixes, Snapshot};
use ropey::Rope;
use rustc_hash::FxHashMap;
use tower_lsp::ls_types::{Range, Uri};

use crate::capabilities::Capabilities;
use crate::documents::Documents;
use crate::settings::Settings;
use crate::uris;

/// A workspace and the open documents at the same moment. Cheap to clone; nothing changes it any more, so every answer
/// is a pure function of it and may be computed on any thread.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    /// What Greenlight knows.
    pub(crate) workspace: Snapshot,
    /// The texts and versions that positions and edits speak of.
    pub(crate) documents: Documents,
    /// What the client understands.
    pub(crate) client: Capabilities,
    /// What the user set.
    pub(crate) settings: Arc<Settings>,
}

impl Moment {
    /// The findings in the file at the absolute `path`: all of them once the workspace was read, before that those that
    /// the file's own package tells.
    pub(crate) fn findings(&self, path: &Path, fixes: Fixes) -> Vec<Finding> {
        crate::panics::on_purpose("findings", path);
        match self.workspace.was_loaded() {
            true => self.workspace.findings(path, fixes),
            false => self.workspace.first_findings(path, fixes),
        }
    }

    /// The URI by which the client knows the absolute `path`.
    pub(crate) fn uri(&self, path: &Path) -> Option<Uri> {
        match self.documents.get(path) {
            Some(document) => Some(document.uri.clone()),
            None => uris::uri_of(path),
        }
    }
}

/// The texts that one answer speaks of, each made ready for conversions once.
#[derive(Debug)]
pub(crate) struct Texts<'moment> {
    moment: &'moment Moment,
    ropes: FxHashMap<PathBuf, Option<Rope>>,
}

impl<'moment> Texts<'moment> {
    /// None yet.
    pub(crate) fn of(moment: &'moment Moment) -> Texts<'moment> {
        Texts { moment, ropes: FxHashMap::default() }
    }

    /// Where `span` of the file at the absolute `path` lies; `None` if the file cannot be read any more.
    pub(crate) fn range(&mut self, path: &Path, span: Span) -> Option<Range> {
        let encoding = self.moment.client.encoding;
        self.rope(path).map(|text| encoding.range(text, span))
    }

    /// What bytes `range` of the file at the absolute `path` covers; `None` if the file cannot be read.
    pub(crate) fn span(&mut self, path: &Path, range: Range) -> Option<Span> {
        let encoding = self.moment.client.encoding;
        self.rope(path).map(|text| encoding.span(text, range))
    }

    fn rope(&mut self, path: &Path) -> Option<&Rope> {
        if !self.ropes.contains_key(path) {
            let rope = match self.moment.documents.get(path) {
                Some(document) => Some(document.text.clone()),
                None => self.moment.workspace.text(path).map(|text| Rope::from_str(&text)),
            };
            self.ropes.insert(path.to_owned(), rope);
        }
        self.ropes.get(path).and_then(Option::as_ref)
    }
}
