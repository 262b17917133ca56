//! `textDocument/hover`: what a feature is, what a bench measured, what greenlight.toml says, and how what a document promises
//! stands.

use std::path::Path;
use std::time::SystemTime;

use base64::prelude::{BASE64_STANDARD, Engine};
use greenlight_ide::benches::HoverShows;
use greenlight_ide::promises::{Promise, is_document};
use greenlight_text::Markdown;
use tower_lsp::ls_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

use crate::moment::{Moment, Texts};
use crate::places::offset;
use crate::uris::uri_of;

/// About what is at the position, if there is something to say.
pub(crate) fn at(moment: &Moment, file: &Path, position: Position) -> Option<Hover> {
    let mut texts = Texts::of(moment);
    let offset = offset(&mut texts, file, position)?;
    // As an editor opens a file at a line.
    let link = |promise: &Promise| Some(format!("{}#L{}", uri_of(&promise.file)?.as_str(), promise.line));
    let image = |svg: &str| format!("data:image/svg+xml;base64,{}", BASE64_STANDARD.encode(svg));
    let shows = HoverShows {
        settings: &moment.settings.hints,
        link: &link,
        image: if moment.settings.images && moment.client.markdown { Some(&image) } else { None },
    };
    let bench = || moment.workspace.bench_hover(file, offset, SystemTime::now(), &shows);
    let configuration = || moment.workspace.configuration_hover(file, offset);
    let hover = match is_document(file) {
        true => moment.workspace.document_hover(file, offset)?,
        false => moment.workspace.hover(file, offset).or_else(configuration).or_else(bench)?,
    };
    let contents = HoverContents::Markup(markup(moment, hover.markdown));
    Some(Hover { contents, range: texts.range(file, hover.span) })
}

/// Markdown as the client can show it: without its marks, where it would show these.
pub(crate) fn markup(moment: &Moment, markdown: Markdown) -> MarkupContent {
    match moment.client.markdown {
        true => MarkupContent { kind: MarkupKind::Markdown, value: markdown.into_string() },
        false => MarkupContent { kind: MarkupKind::PlainText, value: markdown.replace(['`', '*'], "") },
    }
}
