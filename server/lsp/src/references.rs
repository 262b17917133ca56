//! `textDocument/references`: every place in the workspace that names a feature.

use std::path::Path;

use greenlight_ide::features::Role;
use tower_lsp::ls_types::{Location, Position};

use crate::moment::{Moment, Texts};
use crate::places::{feature_at, locations};

/// The places of the feature at the position, its declaration only if it is asked for.
pub(crate) fn at(moment: &Moment, file: &Path, position: Position, with_declaration: bool) -> Option<Vec<Location>> {
    let mut texts = Texts::of(moment);
    let (feature, _) = feature_at(moment, &mut texts, file, position)?;
    let mut occurrences = moment.workspace.feature_occurrences(&feature);
    occurrences.retain(|found| with_declaration || !matches!(found.role, Role::Declaration | Role::Implicit));
    Some(locations(moment, &mut texts, &occurrences))
}
