//! What the client and the disk tell: collected in [`Pending`](super::Pending), and passed on to the workspaces at once when
//! somebody needs them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_ide::Change;
use tower_lsp::ls_types::DidChangeTextDocumentParams;

use super::MainLoop;
use crate::outbox::Message;
use crate::uris::path_of;
use crate::watching;

impl MainLoop {
    pub(super) fn edited(&mut self, it: &DidChangeTextDocumentParams) {
        let Some(path) = path_of(&it.text_document.uri) else { return };
        let encoding = self.client.capabilities.encoding;
        if self.documents.edit(&path, it.text_document.version, &it.content_changes, encoding) {
            self.pending.settle_in_quiet |= is_manifest(&path);
            self.pending.documents.insert(path);
        } else {
            tracing::warn!("{}: edited without being open", path.display());
        }
    }

    pub(super) fn opened_or_closed(&mut self, path: PathBuf) {
        if is_manifest(&path) {
            self.workspaces.forget_roots();
        }
        self.pending.settle = true;
        self.pending.documents.insert(path);
    }

    /// What is shown of results, and what they come to, is out of date.
    pub(super) fn results_changed(&mut self) {
        self.pending.results = true;
        self.pending.measured = true;
    }

    pub(super) fn changed_on_disk(&mut self, path: Option<PathBuf>) {
        let Some(path) = path else { return };
        if watching::is_result(&path) {
            self.results_changed();
            return;
        }
        if is_manifest(&path) {
            self.workspaces.forget_roots();
            self.below.retain(|folder, _| !path.starts_with(folder));
            self.pending.settle = true;
        }
        self.pending.on_disk.insert(path);
    }

    /// Passes on to the workspaces what is pending. Whoever compares revisions or takes a snapshot comes after this.
    pub(super) fn flush(&mut self) {
        let documents = std::mem::take(&mut self.pending.documents);
        let on_disk = std::mem::take(&mut self.pending.on_disk);
        let documents = documents.into_iter().map(|path| match self.documents.get(&path) {
            Some(document) => Change::Text(path, Arc::from(document.text.to_string())),
            None => Change::Closed(path),
        });
        let changes: Vec<Change> = documents.chain(on_disk.into_iter().map(Change::OnDisk)).collect();
        for change in &changes {
            match change {
                Change::Text(path, text) => self.files.open(path.clone(), Arc::clone(text)),
                Change::Closed(path) => self.files.close(path),
                Change::OnDisk(_) => {}
            }
        }
        if !changes.is_empty() {
            let is_source = |change: &Change| matches!(change, Change::OnDisk(path) if path.extension().is_some_and(|it| it == "rs"));
            self.pending.sources |= changes.iter().any(is_source);
            let paths = || changes.iter().map(Change::path);
            self.pending.results |=
                paths().any(|path| watching::may_promise(path) || self.workspaces.are_configured_by(path));
            let (elsewhere, with_others) = self.workspaces.apply(&changes, &self.files);
            self.pending.results |= elsewhere;
            self.pending.libraries |= with_others;
            // It may be so from now on.
            self.pending.results |= paths().any(|path| self.workspaces.are_configured_by(path));
        }
        if std::mem::take(&mut self.pending.settle) {
            self.settle();
        }
        if self.client.capabilities.pulls_diagnostics {
            changes.iter().for_each(|change| self.tell_otherwise(change));
        }
    }

    /// A document that was opened is asked for and not told of any more, one that was closed is told of again.
    pub(super) fn tell_otherwise(&mut self, change: &Change) {
        match change {
            Change::OnDisk(_) => {}
            Change::Closed(path) => self.publish(path),
            Change::Text(path, _) => {
                if let Some(message) = self.published.withdraw(path) {
                    self.send(Message::Diagnostics(message));
                }
            }
        }
    }
}

fn is_manifest(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "Cargo.toml")
}
