//! `p2p = []` in the `[features]` table of a manifest.

use std::path::Path;

use crate::finding::Edit;
use crate::fixes::manifest_entry;

/// The edit that declares `feature`; `None` if the manifest's text does not read as one, or has it already.
pub(crate) fn edit(manifest: &Path, text: &str, feature: &str) -> Option<Edit> {
    manifest_entry::edit(manifest, text, "features", feature, "[]", &["default"])
}
