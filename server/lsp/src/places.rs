//! What is asked about one place of a document, in bytes; shared by the requests about features.

use std::path::Path;

use greenlight_ide::features::{Feature, Occurrence};
use tower_lsp::ls_types::{Location, Position, Range};

use greenlight_files::Span;

use crate::moment::{Moment, Texts};

/// The byte at the position; `None` if the file cannot be read.
pub(crate) fn offset(texts: &mut Texts<'_>, file: &Path, position: Position) -> Option<u32> {
    texts.span(file, Range { start: position, end: position }).map(|span| span.start)
}

/// The feature that the document names at the position, and where.
pub(crate) fn feature_at(
    moment: &Moment,
    texts: &mut Texts<'_>,
    file: &Path,
    position: Position,
) -> Option<(Feature, Span)> {
    let offset = offset(texts, file, position)?;
    moment.workspace.feature_at(file, offset)
}

/// A place in the protocol's terms; `None` if the file vanished meanwhile.
pub(crate) fn location(moment: &Moment, texts: &mut Texts<'_>, file: &Path, span: Span) -> Option<Location> {
    Some(Location { uri: moment.uri(file)?, range: texts.range(file, span)? })
}

/// The places of a feature in the protocol's terms.
pub(crate) fn locations(moment: &Moment, texts: &mut Texts<'_>, occurrences: &[Occurrence]) -> Vec<Location> {
    occurrences.iter().filter_map(|found| location(moment, texts, &found.file, found.span)).collect()
}
