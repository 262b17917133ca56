//! A walk through folders, which may be anybody's: it follows no links, so that it neither leaves the folder it began in nor
//! goes in circles, and looks at so many entries and no more. Where it stops early, [`Files::left_out`] says so.

use std::path::{Path, PathBuf};

use crate::{Entry, EntryKind, Files, Limit};

/// A walk through the folders below one. The caller chooses which folders to enter, by [`Walk::list`].
#[derive(Debug)]
pub struct Walk<'f> {
    files: &'f Files,
    folder: PathBuf,
    entries: &'static Limit,
    looked_at: u64,
    is_cut: bool,
}

impl<'f> Walk<'f> {
    /// A walk that begins in `folder` (absolute) and looks at as many entries as the limit allows.
    #[must_use]
    pub fn new(files: &'f Files, folder: &Path, entries: &'static Limit) -> Walk<'f> {
        Walk { files, folder: folder.to_owned(), entries, looked_at: 0, is_cut: false }
    }

    /// What a folder holds, as [`Files::list`], without folders that links lead to; nothing once the limit is reached.
    pub fn list(&mut self, folder: &Path) -> Vec<Entry> {
        if self.is_cut {
            return Vec::new();
        }
        let mut entries = self.files.list(folder);
        entries.retain(|entry| !(entry.link && entry.kind == EntryKind::Folder));
        let looked_at = self.looked_at + entries.len() as u64;
        if !self.entries.allows(looked_at) {
            self.is_cut = true;
            entries.truncate((self.entries.max - self.looked_at) as usize);
            let why = format!(
                "not looked through: it holds more than the {} {} at most",
                self.entries.max, self.entries.what
            );
            self.files.leave_out(&self.folder, why);
        }
        self.looked_at = looked_at;
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static FEW: Limit = Limit::new("entries of a test's folders", 3);

    fn names(entries: &[Entry]) -> Vec<&str> {
        entries.iter().filter_map(|entry| entry.path.file_name()?.to_str()).collect()
    }

    #[test]
    fn a_walk_ends_at_its_limit_and_that_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = Files::new();
        for name in ["a/1", "a/2", "b/3", "b/4"] {
            files.open(folder.path().join(name), "".into());
        }
        let mut walk = Walk::new(&files, folder.path(), &FEW);
        assert_eq!(names(&walk.list(&folder.path().join("a"))), ["1", "2"]);
        assert_eq!(files.left_out(), []);
        assert_eq!(names(&walk.list(&folder.path().join("b"))), ["3"]);
        assert_eq!(names(&walk.list(&folder.path().join("a"))), [""; 0]);
        let why = "not looked through: it holds more than the 3 entries of a test's folders at most";
        assert_eq!(files.left_out(), [(folder.path().to_owned(), why.to_owned())]);
    }

    #[cfg(unix)]
    #[test]
    fn folders_behind_links_are_not_gone_into() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("circle")).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("file")).unwrap();
        let files = Files::new();
        assert_eq!(names(&Walk::new(&files, folder.path(), &FEW).list(folder.path())), ["file"]);
    }
}
