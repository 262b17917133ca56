//! The progress that the user sees: one line for each workspace that is opened, until all its files are diagnosed. Edits
//! are no occasion; whatever they take is over before a line could be read.

use std::path::Path;

use tower_lsp::ls_types::{WorkDoneProgress, WorkDoneProgressBegin, WorkDoneProgressEnd};

use crate::outbox::Message;

/// Greenlight begins to read the workspace at `root`.
pub(crate) fn begin(root: &Path) -> Message {
    let name = root.file_name().unwrap_or(root.as_os_str()).to_string_lossy();
    let begin = WorkDoneProgressBegin {
        title: "Greenlight".to_owned(),
        message: Some(format!("checking {name}")),
        cancellable: Some(false),
        percentage: None,
    };
    Message::Progress(token(root), WorkDoneProgress::Begin(begin))
}

/// All is known about the workspace at `root`.
pub(crate) fn end(root: &Path) -> Message {
    Message::Progress(token(root), WorkDoneProgress::End(WorkDoneProgressEnd { message: None }))
}

fn token(root: &Path) -> String {
    format!("greenlight/checking/{}", root.display())
}
