//! `textDocument/documentHighlight`: the places of a document that name the same feature.

use std::path::Path;

use greenlight_ide::features::Role;
use tower_lsp::ls_types::{DocumentHighlight, DocumentHighlightKind, Position};

use crate::moment::{Moment, Texts};
use crate::places::feature_at;

/// Those of the feature at the position.
pub(crate) fn at(moment: &Moment, file: &Path, position: Position) -> Option<Vec<DocumentHighlight>> {
    let mut texts = Texts::of(moment);
    let (feature, _) = feature_at(moment, &mut texts, file, position)?;
    let occurrences = moment.workspace.feature_occurrences(&feature);
    let here = occurrences.iter().filter(|found| found.file == file);
    let highlights = here.filter_map(|found| {
        let kind = match found.role {
            Role::Declaration | Role::Implicit => DocumentHighlightKind::WRITE,
            _ => DocumentHighlightKind::READ,
        };
        Some(DocumentHighlight { range: texts.range(file, found.span)?, kind: Some(kind) })
    });
    Some(highlights.collect())
}
