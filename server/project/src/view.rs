//! The files as the reading of a workspace sees them: the file system is asked each question once, and its answer
//! holds until an open document may have changed it.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_files::{Entry, EntryKind, Files, is_same};
use rustc_hash::FxHashMap;

use crate::member_patterns::{self, Listed};

/// The files with what they answered before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'m> {
    pub(crate) files: &'m Files,
    pub(crate) answers: &'m Answers,
}

/// What the entries of `members` mean, each as written.
type Expansions = FxHashMap<String, Arc<[Listed]>>;

/// What the file system answered. That of the disk holds as long as the disk does not change; that of open documents
/// is looked over by [`Answers::look_again`].
#[derive(Debug, Default)]
pub(crate) struct Answers {
    files: RefCell<FxHashMap<PathBuf, bool>>,
    folders: RefCell<FxHashMap<PathBuf, bool>>,
    lists: RefCell<FxHashMap<PathBuf, Arc<[Entry]>>>,
    /// By the folder of the root.
    expansions: RefCell<FxHashMap<PathBuf, Expansions>>,
    /// The paths that were asked about since somebody wanted to know.
    asked: RefCell<Option<Vec<PathBuf>>>,
}

impl View<'_> {
    /// As [`Files::is_file`].
    pub(crate) fn is_file(&self, path: &Path) -> bool {
        self.note(path);
        known(&self.answers.files, path, || self.files.is_file(path))
    }

    /// As [`Files::is_folder`].
    pub(crate) fn is_folder(&self, path: &Path) -> bool {
        known(&self.answers.folders, path, || self.files.is_folder(path))
    }

    /// As [`Files::list`].
    pub(crate) fn list(&self, path: &Path) -> Arc<[Entry]> {
        self.note(path);
        known(&self.answers.lists, path, || self.files.list(path).into())
    }

    /// The manifests that the entry `written` of the `members` of the manifest in the folder `root` means.
    pub(crate) fn expand(&self, root: &Path, written: &str) -> Arc<[Listed]> {
        let known = self.answers.expansions.borrow().get(root).and_then(|entries| entries.get(written).cloned());
        known.unwrap_or_else(|| {
            let expanded: Arc<[Listed]> = member_patterns::expand(*self, root, written).into();
            let mut expansions = self.answers.expansions.borrow_mut();
            expansions.entry(root.to_owned()).or_default().insert(written.to_owned(), Arc::clone(&expanded));
            expanded
        })
    }

    /// What `look` returns, with the files it asked about and the folders it listed.
    pub(crate) fn with_asked<T>(&self, look: impl FnOnce() -> T) -> (T, Vec<PathBuf>) {
        *self.answers.asked.borrow_mut() = Some(Vec::new());
        let seen = look();
        (seen, self.answers.asked.take().unwrap_or_default())
    }

    fn note(&self, path: &Path) {
        if let Some(asked) = &mut *self.answers.asked.borrow_mut() {
            asked.push(path.to_owned());
        }
    }
}

fn known<T: Clone>(answers: &RefCell<FxHashMap<PathBuf, T>>, path: &Path, ask: impl FnOnce() -> T) -> T {
    if let Some(known) = answers.borrow().get(path) {
        return known.clone();
    }
    let answer = ask();
    answers.borrow_mut().insert(path.to_owned(), answer.clone());
    answer
}

impl Answers {
    /// Asks anew whether there is a file at `path`, where a document was opened, edited or closed. If that was
    /// answered otherwise before, all answers that go back to it are dropped, and this is `true`.
    pub(crate) fn look_again(&mut self, files: &Files, path: &Path) -> bool {
        let there = files.is_file(path);
        let answered = self.files.get_mut().get(path);
        let listed = path
            .parent()
            .and_then(|folder| self.lists.get_mut().get(folder))
            .map(|entries| entries.iter().any(|entry| entry.kind == EntryKind::File && is_same(&entry.path, path)));
        let same = answered.is_none_or(|&answer| answer == there) && listed.is_none_or(|answer| answer == there);
        // A document may be all that a folder holds.
        let folders = path.ancestors().skip(1).filter(|folder| self.takes_otherwise(files, folder));
        let folders: Vec<&Path> = folders.collect();
        for folder in &folders {
            self.folders.get_mut().remove(*folder);
            for listed in [Some(*folder), folder.parent()].into_iter().flatten() {
                self.lists.get_mut().remove(listed);
            }
            self.expansions.get_mut().clear();
        }
        let same = same && folders.is_empty();
        if !same {
            self.files.get_mut().remove(path);
            if let Some(folder) = path.parent() {
                self.lists.get_mut().remove(folder);
            }
            self.expansions.get_mut().clear();
        }
        !same
    }

    /// Whether it was answered otherwise before whether there is a folder at `path`.
    fn takes_otherwise(&self, files: &Files, path: &Path) -> bool {
        let there = files.is_folder(path);
        let answered = self.folders.borrow().get(path).copied();
        let lists = self.lists.borrow();
        let listed = path
            .parent()
            .and_then(|folder| lists.get(folder))
            .map(|entries| entries.iter().any(|entry| entry.kind == EntryKind::Folder && is_same(&entry.path, path)));
        answered.is_some_and(|answer| answer != there) || listed.is_some_and(|answer| answer != there)
    }
}
