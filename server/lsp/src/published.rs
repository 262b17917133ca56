//! What the client was told last about each file, so that it is told again only when that changes, and that nothing it
//! shows outlives its cause.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use tower_lsp::ls_types::{Diagnostic, PublishDiagnosticsParams, Uri};

use crate::documents::Document;
use crate::uris;

/// The last `textDocument/publishDiagnostics` for each file.
#[derive(Debug, Default)]
pub(crate) struct Published {
    by_path: FxHashMap<PathBuf, Publication>,
}

#[derive(Debug)]
struct Publication {
    uri: Uri,
    /// Of the open document; 0 is a version too.
    version: Option<i32>,
    diagnostics: Vec<Diagnostic>,
}

impl Published {
    /// The message that brings the client up to date about the file at `path`, if one is due.
    ///
    /// An open document gets one for each version that was looked at, even if nothing else changed: clients that know
    /// versions wait for it. (The version is sent to all of them; those that do not know it skip it.)
    pub(crate) fn update(
        &mut self,
        path: &Path,
        document: Option<&Document>,
        diagnostics: Vec<Diagnostic>,
    ) -> Option<PublishDiagnosticsParams> {
        let version = document.map(|document| document.version);
        let before = self.by_path.get(path);
        let seen = match before {
            Some(before) => before.diagnostics == diagnostics && (version.is_none() || before.version == version),
            None => diagnostics.is_empty() && version.is_none(),
        };
        if seen {
            return None;
        }
        let uri = match (document, before) {
            (Some(document), _) => document.uri.clone(),
            (None, Some(before)) => before.uri.clone(),
            (None, None) => uris::uri_of(path)?,
        };
        if diagnostics.is_empty() && version.is_none() {
            self.by_path.remove(path);
        } else {
            let publication = Publication { uri: uri.clone(), version, diagnostics: diagnostics.clone() };
            self.by_path.insert(path.to_owned(), publication);
        }
        Some(PublishDiagnosticsParams { uri, diagnostics, version })
    }

    /// The message that takes back what the client was told about the file at `path`, if it was told anything.
    pub(crate) fn withdraw(&mut self, path: &Path) -> Option<PublishDiagnosticsParams> {
        let Publication { uri, diagnostics, .. } = self.by_path.remove(path)?;
        (!diagnostics.is_empty()).then(|| PublishDiagnosticsParams { uri, diagnostics: Vec::new(), version: None })
    }
}

#[cfg(test)]
mod tests {
    use ropey::Rope;

    use super::*;

    fn diagnostic(message: &str) -> Diagnostic {
        Diagnostic { message: message.to_owned(), ..Diagnostic::default() }
    }

    fn document(version: i32) -> Document {
        Document { uri: "file:///A.rs".parse().unwrap(), version, text: Rope::new() }
    }

    /// `uri@version: messages`.
    fn told(message: Option<PublishDiagnosticsParams>) -> Option<String> {
        let message = message?;
        let messages: Vec<_> = message.diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect();
        Some(format!("{}@{:?}: {}", message.uri.as_str(), message.version, messages.join(", ")))
    }

    #[test]
    fn a_closed_file_is_mentioned_when_what_is_known_of_it_changes() {
        let mut published = Published::default();
        let path = Path::new("/a.rs");
        let mut tell = |diagnostics| told(published.update(path, None, diagnostics));
        assert_eq!(tell(vec![]), None);
        assert_eq!(tell(vec![diagnostic("one")]).as_deref(), Some("file:///a.rs@None: one"));
        assert_eq!(tell(vec![diagnostic("one")]), None);
        assert_eq!(tell(vec![]).as_deref(), Some("file:///a.rs@None: "));
        assert_eq!(tell(vec![]), None);
    }

    #[test]
    fn an_open_document_is_mentioned_with_each_version_and_by_the_clients_name() {
        let mut published = Published::default();
        let path = Path::new("/a.rs");
        let mut tell = |version, diagnostics| told(published.update(path, Some(&document(version)), diagnostics));
        assert_eq!(tell(0, vec![]).as_deref(), Some("file:///A.rs@Some(0): "));
        assert_eq!(tell(0, vec![]), None);
        assert_eq!(tell(1, vec![diagnostic("one")]).as_deref(), Some("file:///A.rs@Some(1): one"));
        assert_eq!(tell(2, vec![diagnostic("one")]).as_deref(), Some("file:///A.rs@Some(2): one"));
    }

    #[test]
    fn closing_alone_is_no_news() {
        let mut published = Published::default();
        let path = Path::new("/a.rs");
        published.update(path, Some(&document(1)), vec![diagnostic("one")]);
        assert_eq!(told(published.update(path, None, vec![diagnostic("one")])), None);
        assert_eq!(told(published.update(path, None, vec![])).as_deref(), Some("file:///A.rs@None: "));
    }
}
