//! A folder of files for one test.

use std::fs;
use std::path::{Path, PathBuf};

/// A temporary folder, gone when it is dropped.
pub(crate) struct Folder {
    folder: tempfile::TempDir,
    /// Absolute, without links, as editors name it.
    pub(crate) path: PathBuf,
}

impl Folder {
    /// Writes the files of `fixture`: each begins with a line `//- its/path`.
    pub(crate) fn of(fixture: &str) -> Folder {
        let folder = tempfile::tempdir().unwrap();
        let path = fs::canonicalize(folder.path()).unwrap();
        let folder = Folder { folder, path };
        for file in fixture.split("//- ").skip(1) {
            let (name, text) = file.split_once('\n').unwrap();
            folder.write(name, text);
        }
        folder
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// What the disk has.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.join(name)).unwrap()
    }

    /// The absolute path of `name`.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        debug_assert!(self.folder.path().is_dir());
        self.path.join(name)
    }
}

/// The URI of an absolute path of plain ASCII characters.
pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
