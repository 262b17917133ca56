//! `textDocument/hover`: what a feature is, what a bench measured, and how what a document promises stands.

use std::path::Path;
use std::time::SystemTime;

use greenlight_ide::promises::{Promise, is_document};
use tower_lsp::ls_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

use crate::moment::{Moment, Texts};
use crate::places::offset;
use crate::uris::uri_of;

/// About the feature, bench or promise at the position, if there is one.
pub(crate) fn at(moment: &Moment, file: &Path, position: Position) -> Option<Hover> {
    let mut texts = Texts::of(moment);
    let offset = offset(&mut texts, file, position)?;
    // As an editor opens a file at a line.
    let link = |promise: &Promise| Some(format!("{}#L{}", uri_of(&promise.file)?.as_str(), promise.line));
    let bench = || moment.workspace.bench_hover(file, offset, SystemTime::now(), &link);
    let document = || moment.workspace.document_hover(file, offset);
    let hover = match is_document(file) {
        true => document()?,
        false => moment.workspace.hover(file, offset).or_else(bench)?,
    };
    let contents = match moment.client.markdown {
        true => MarkupContent { kind: MarkupKind::Markdown, value: hover.markdown },
        // Without Markdown its marks would be shown.
        false => MarkupContent { kind: MarkupKind::PlainText, value: hover.markdown.replace(['`', '*'], "") },
    };
    Some(Hover { contents: HoverContents::Markup(contents), range: texts.range(file, hover.span) })
}
