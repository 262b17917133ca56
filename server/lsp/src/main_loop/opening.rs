//! Which workspaces are open: those of the client's folders and documents, and those below a folder that lies in none.

use std::path::{Path, PathBuf};

use greenlight_ide::Snapshot;
use tower_lsp::ls_types::{DidChangeWorkspaceFoldersParams, MessageType};

use super::MainLoop;
use crate::event::Event;
use crate::limits::WORKSPACES_BELOW;
use crate::outbox::Message;
use crate::progress;
use crate::uris::path_of;

impl MainLoop {
    pub(super) fn folders(&mut self, params: &DidChangeWorkspaceFoldersParams) {
        let removed: Vec<PathBuf> = params.event.removed.iter().filter_map(|folder| path_of(&folder.uri)).collect();
        self.client.folders.retain(|folder| !removed.contains(folder));
        // Nobody tells what happens in it from now on.
        self.below.retain(|folder, _| !removed.contains(folder));
        self.client.folders.extend(params.event.added.iter().filter_map(|folder| path_of(&folder.uri)));
        self.pending.settle = true;
    }

    pub(super) fn settle(&mut self) {
        let mut folders: Vec<PathBuf> = Vec::new();
        for folder in self.client.folders.clone() {
            match self.below.get(&folder) {
                Some(roots) => folders.extend(roots.iter().cloned()),
                None if folder.ancestors().any(|above| self.files.is_file(&above.join("Cargo.toml"))) => {
                    folders.push(folder);
                }
                None => self.look_below(folder),
            }
        }
        let settled = self.workspaces.settle(&self.files, &folders, &self.documents);
        self.pending.settle = !settled.is_whole;
        for path in settled.forgotten {
            self.publish(&path);
        }
        let open = self.workspaces.roots();
        for root in self.in_progress.extract_if(|root| !open.contains(root)).collect::<Vec<_>>() {
            self.send(progress::end(&root));
        }
    }

    /// As many of the workspaces below a folder as may be open at once, those that lie nearest. Those that are left out are opened
    /// with a document of theirs, which the user is told.
    pub(super) fn taken_of(&mut self, folder: &Path, mut roots: Vec<PathBuf>) -> Vec<PathBuf> {
        let found = roots.len();
        if WORKSPACES_BELOW.allows(found as u64) {
            return roots;
        }
        // Stable, so that those of one depth stay sorted.
        roots.sort_by_key(|root| root.components().count());
        roots.truncate(WORKSPACES_BELOW.max as usize);
        let message = format!(
            "Below {} are {found} workspaces. Greenlight looks at the nearest {}; others are looked at while one of their \
             files is open. Open a smaller folder to have all of it checked.",
            folder.display(),
            roots.len()
        );
        tracing::warn!("{message}");
        if self.told_of_limits.insert(folder.to_owned()) {
            self.send(Message::Show(MessageType::WARNING, message));
        }
        roots
    }

    /// Finds out which workspaces there are below a folder that lies in none.
    pub(super) fn look_below(&mut self, folder: PathBuf) {
        self.below.insert(folder.clone(), Vec::new());
        self.looking_below += 1;
        let (files, below) = (self.files.clone(), folder.clone());
        self.workers.work_off(
            "workspaces below a folder",
            move || greenlight_ide::workspaces_below(&files, &below),
            move |roots| Event::FoundBelow { folder, roots: roots.unwrap_or_default() },
        );
    }

    /// Has the folders of all workspaces watched.
    pub(super) fn follow(&mut self) {
        self.following = true;
        let (watching, workspaces) = (self.watching.clone(), self.workspaces.snapshots());
        self.workers.work_off(
            "the folders to watch",
            move || watching.follow(&workspaces.iter().flat_map(Snapshot::folders).collect()),
            move |changed| Event::Followed(changed.unwrap_or_default()),
        );
    }
}
