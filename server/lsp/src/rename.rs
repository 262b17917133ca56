//! `textDocument/prepareRename` and `textDocument/rename`: a feature under another name, in sources and manifests at once.

use std::path::Path;

use greenlight_ide::features::RenameError;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{Position, PrepareRenameResponse, WorkspaceEdit};

use crate::code_actions::workspace_edit;
use crate::moment::{Moment, Texts};
use crate::places::feature_at;

/// The name that would be replaced at the position; `None` where no feature is named, so that others may rename what is there.
///
/// # Errors
/// The feature keeps its name, for the reason that is said.
pub(crate) fn prepare(moment: &Moment, file: &Path, position: Position) -> Result<Option<PrepareRenameResponse>> {
    let mut texts = Texts::of(moment);
    let Some((feature, span)) = feature_at(moment, &mut texts, file, position) else { return Ok(None) };
    moment.workspace.can_rename(&feature).map_err(|why| refused(&why))?;
    let range = texts.range(file, span);
    Ok(range.map(|range| PrepareRenameResponse::RangeWithPlaceholder { range, placeholder: feature.name }))
}

/// The edits that give the feature at the position the name `name`.
///
/// # Errors
/// As [`prepare`]; or the name cannot be had.
pub(crate) fn at(moment: &Moment, file: &Path, position: Position, name: &str) -> Result<Option<WorkspaceEdit>> {
    let mut texts = Texts::of(moment);
    let Some((feature, _)) = feature_at(moment, &mut texts, file, position) else { return Ok(None) };
    let edits = moment.workspace.rename_feature(&feature, name).map_err(|why| refused(&why))?;
    workspace_edit(&edits, moment, &mut texts).map(Some).ok_or_else(Error::content_modified)
}

/// `RequestFailed`: nothing is wrong with the request, and editors show what it says.
fn refused(why: &RenameError) -> Error {
    Error { code: ErrorCode::ServerError(-32803), message: why.to_string().into(), data: None }
}
