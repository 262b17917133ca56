//! The documents that the client has open. They belong to the main loop; a clone shares the texts and stays as it was.

use std::path::Path;
use std::sync::Arc;

use ropey::Rope;
use rustc_hash::FxHashMap;
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

use crate::positions::Encoding;

/// An open document.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// As the client spells it, which is how it wants to be told about it.
    pub(crate) uri: Uri,
    /// The client's number for this text; grows with every edit.
    pub(crate) version: i32,
    /// The text, unsaved edits included.
    pub(crate) text: Rope,
}

/// All open documents, by absolute path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Documents {
    by_path: FxHashMap<Arc<Path>, Arc<Document>>,
}

impl Documents {
    /// Takes in a document. One that is open already is replaced: the client's latest word counts.
    pub(crate) fn open(&mut self, path: &Path, document: Document) {
        self.by_path.insert(Arc::from(path), Arc::new(document));
    }

    /// Forgets a document; whether it was open.
    pub(crate) fn close(&mut self, path: &Path) -> bool {
        self.by_path.remove(path).is_some()
    }

    /// Applies `changes` in their order, each to the text that the one before it left; whether the document is open.
    pub(crate) fn edit(
        &mut self,
        path: &Path,
        version: i32,
        changes: &[TextDocumentContentChangeEvent],
        encoding: Encoding,
    ) -> bool {
        let Some(document) = self.by_path.get_mut(path) else { return false };
        let document = Arc::make_mut(document);
        document.version = version;
        for change in changes {
            apply(&mut document.text, change, encoding);
        }
        true
    }

    /// The document at `path`, if it is open.
    pub(crate) fn get(&self, path: &Path) -> Option<&Document> {
        self.by_path.get(path).map(Arc::as_ref)
    }

    /// The paths of all open documents, in no order.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.by_path.keys().map(Arc::as_ref)
    }
}

fn apply(text: &mut Rope, change: &TextDocumentContentChangeEvent, encoding: Encoding) {
    let Some(range) = change.range else {
        *text = Rope::from_str(&change.text);
        return;
    };
    let span = encoding.span(text, range);
    let start = text.byte_to_char(span.start as usize);
    let end = text.byte_to_char(span.end as usize);
    text.remove(start..end);
    text.insert(start, &change.text);
}

#[cfg(test)]
mod tests {
    use tower_lsp::ls_types::{Position, Range};

    use super::*;

    fn replace(from: (u32, u32), to: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let range = Range { start: Position::new(from.0, from.1), end: Position::new(to.0, to.1) };
        TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: text.to_owned() }
    }

    fn edited(text: &str, changes: &[TextDocumentContentChangeEvent]) -> String {
        let mut documents = Documents::default();
        let path = Path::new("/a.rs");
        let document = Document { uri: "file:///a.rs".parse().unwrap(), version: 1, text: Rope::from_str(text) };
        documents.open(path, document);
        let before = documents.clone();
        assert!(documents.edit(path, 2, changes, Encoding::Utf16));
        assert_eq!(before.get(path).unwrap().text, text, "a clone stays as it was");
        assert_eq!(documents.get(path).unwrap().version, 2);
        documents.get(path).unwrap().text.to_string()
    }

    #[test]
    fn each_change_speaks_of_the_text_that_the_one_before_it_left() {
        assert_eq!(edited("use a;\n", &[replace((0, 4), (0, 5), "bcd"), replace((0, 7), (0, 8), "")]), "use bcd\n");
    }

    #[test]
    fn columns_behind_other_scripts_are_found() {
        assert_eq!(edited("/* 𝄞ü */ use a;\n", &[replace((0, 14), (0, 15), "b")]), "/* 𝄞ü */ use b;\n");
    }

    #[test]
    fn a_change_may_join_lines_and_split_a_line_break() {
        assert_eq!(edited("a\r\nb", &[replace((0, 1), (1, 0), "")]), "ab");
        assert_eq!(edited("a\r\nb", &[replace((0, 1), (0, 1), "\r")]), "a\r\r\nb");
    }

    #[test]
    fn without_a_range_the_whole_text_is_replaced() {
        let whole = TextDocumentContentChangeEvent { range: None, range_length: None, text: "new".to_owned() };
        assert_eq!(edited("old", &[whole]), "new");
    }

    #[test]
    fn a_document_that_is_not_open_cannot_be_edited() {
        assert!(!Documents::default().edit(Path::new("/a.rs"), 2, &[], Encoding::Utf16));
    }
}
