//! `textDocument/hover`: what a feature is, and what a bench measured.

use std::path::Path;
use std::time::SystemTime;

use tower_lsp::ls_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

use crate::moment::{Moment, Texts};
use crate::places::offset;

/// About the feature or bench at the position, if there is one.
pub(crate) fn at(moment: &Moment, file: &Path, position: Position) -> Option<Hover> {
    let mut texts = Texts::of(moment);
    let offset = offset(&mut texts, file, position)?;
    let bench = || moment.workspace.bench_hover(file, offset, SystemTime::now());
    let hover = moment.workspace.hover(file, offset).or_else(bench)?;
    let contents = match moment.client.markdown {
        true => MarkupContent { kind: MarkupKind::Markdown, value: hover.markdown },
        // Without Markdown its marks would be shown.
        false => MarkupContent { kind: MarkupKind::PlainText, value: hover.markdown.replace(['`', '*'], "") },
    };
    Some(Hover { contents: HoverContents::Markup(contents), range: texts.range(file, hover.span) })
}
