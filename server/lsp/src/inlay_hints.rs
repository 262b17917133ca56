//! `textDocument/inlayHint`: what benches measured, at the end of their lines; and `greenlight/benchHints`, the same for clients
//! that draw it themselves.

use std::path::Path;

use greenlight_files::Span;
use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::{
    InlayHint, InlayHintLabel, InlayHintTooltip, MarkupContent, MarkupKind, Position, Range, TextDocumentIdentifier,
};

use crate::moment::{Moment, Texts};

/// What `greenlight/benchHints` is asked with.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BenchHintsParams {
    /// The document.
    pub(crate) text_document: TextDocumentIdentifier,
}

/// One of its answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct BenchHintItem {
    /// The end of the call's line.
    position: Position,
    /// What to show.
    label: String,
    /// Whether it was measured before the code changed.
    stale: bool,
}

/// The hints in this range of the file.
pub(crate) fn in_range(moment: &Moment, file: &Path, range: Range) -> Vec<InlayHint> {
    let mut texts = Texts::of(moment);
    let Some(wanted) = texts.span(file, range) else { return Vec::new() };
    let hints = moment.workspace.bench_hints(file, &moment.settings.hints);
    let hint = |hint: greenlight_ide::benches::BenchHint| {
        let tooltip = hint.stale.then(|| {
            InlayHintTooltip::MarkupContent(MarkupContent {
                kind: MarkupKind::PlainText,
                value: "Measured before the code was changed last.".to_owned(),
            })
        });
        Some(InlayHint {
            position: position(&mut texts, file, hint.end)?,
            label: InlayHintLabel::String(hint.label.into_string()),
            kind: None,
            text_edits: None,
            tooltip,
            padding_left: Some(true),
            padding_right: None,
            data: None,
        })
    };
    let inside = |hint: &greenlight_ide::benches::BenchHint| wanted.start <= hint.end && hint.end <= wanted.end;
    hints.into_iter().filter(inside).filter_map(hint).collect()
}

/// All hints of the file.
pub(crate) fn items(moment: &Moment, file: &Path) -> Vec<BenchHintItem> {
    let mut texts = Texts::of(moment);
    let hints = moment.workspace.bench_hints(file, &moment.settings.hints);
    let item = |hint: greenlight_ide::benches::BenchHint| {
        Some(BenchHintItem {
            position: position(&mut texts, file, hint.end)?,
            label: hint.label.into_string(),
            stale: hint.stale,
        })
    };
    hints.into_iter().filter_map(item).collect()
}

fn position(texts: &mut Texts<'_>, file: &Path, offset: u32) -> Option<Position> {
    texts.range(file, Span { start: offset, end: offset }).map(|range| range.start)
}
