//! `textDocument/definition`: where a feature is declared.

use std::path::Path;

use tower_lsp::ls_types::{GotoDefinitionResponse, Position};

use crate::moment::{Moment, Texts};
use crate::places::{feature_at, location};

/// The declaration of the feature at the position, if one is named there and declared.
pub(crate) fn at(moment: &Moment, file: &Path, position: Position) -> Option<GotoDefinitionResponse> {
    let mut texts = Texts::of(moment);
    let (feature, _) = feature_at(moment, &mut texts, file, position)?;
    let (declared_in, span) = moment.workspace.feature_declaration(&feature)?;
    location(moment, &mut texts, &declared_in, span).map(GotoDefinitionResponse::Scalar)
}
