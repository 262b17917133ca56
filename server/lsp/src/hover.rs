//! `textDocument/hover`: what a feature is.

use std::path::Path;

use tower_lsp::ls_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

use crate::moment::{Moment, Texts};
use crate::places::offset;

/// About the feature at the position, if one is named there.
pub(crate) fn at(moment: &Moment, file: &Path, position: Position) -> Option<Hover> {
    let mut texts = Texts::of(moment);
    let offset = offset(&mut texts, file, position)?;
    let hover = moment.workspace.hover(file, offset)?;
    let contents = match moment.client.markdown {
        true => MarkupContent { kind: MarkupKind::Markdown, value: hover.markdown },
        // Without Markdown its marks would be shown.
        false => MarkupContent { kind: MarkupKind::PlainText, value: hover.markdown.replace(['`', '*'], "") },
    };
    Some(Hover { contents: HoverContents::Markup(contents), range: texts.range(file, hover.span) })
}
