//! How a baseline came to be, in `greenlight.json` beside it. Criterion writes down neither the machine nor the compiler; whoever runs
//! benches for Greenlight does.

use std::path::Path;

use greenlight_files::Files;

use super::Circumstances;

/// The file in a baseline's folder.
pub const FILE: &str = "greenlight.json";

/// What is written down in a baseline's folder. A run by somebody else leaves the file of an earlier one behind, which is older
/// than the samples then and is not believed.
pub(super) fn read(files: &Files, folder: &Path) -> Option<Circumstances> {
    let file = folder.join(FILE);
    let written = files.modified(&file)?;
    if written < files.modified(&folder.join("sample.json"))? {
        return None;
    }
    serde_json::from_str(&files.read_unless_link(&file).ok()?).ok()
}

/// The text of the file.
#[must_use]
pub fn written(circumstances: &Circumstances) -> String {
    let mut text = serde_json::to_string_pretty(circumstances).unwrap_or_default();
    text.push('\n');
    text
}
