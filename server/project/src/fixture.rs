//! A folder of files from one string, for tests.

use std::path::{Path, PathBuf};

use greenlight_files::{Files, absolute};
use tempfile::TempDir;

use crate::model::{Package, Workspace};

/// A temporary folder, gone when this is dropped.
pub(crate) struct Fixture {
    _folder: TempDir,
    root: PathBuf,
}

impl Fixture {
    /// The files of `text`: each begins with a line `//- /PATH`.
    pub(crate) fn new(text: &str) -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        // What the folder is called must not depend on links on the way to it: Cargo follows them.
        #[expect(clippy::disallowed_methods, reason = "the only way to the name that Cargo prints")]
        let root = std::fs::canonicalize(folder.path()).unwrap();
        for file in text.split("//- /").skip(1) {
            let (path, text) = file.split_once('\n').unwrap_or((file, ""));
            let path = root.join(path.trim());
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            greenlight_files::write(&path, text).unwrap();
        }
        Fixture { _folder: folder, root }
    }

    /// Where `/PATH` of the fixture lies.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        absolute(&self.root.join(path.trim_start_matches('/')))
    }

    /// The other way round.
    pub(crate) fn relative(&self, path: &Path) -> String {
        match path.strip_prefix(&self.root) {
            Ok(relative) => format!("/{}", relative.display()),
            Err(_) => path.display().to_string(),
        }
    }

    /// The workspace of `/PATH`.
    pub(crate) fn load(&self, path: &str) -> Workspace {
        crate::load(&Files::new(), &self.path(path)).unwrap()
    }

    /// Each problem as `FILE: MARKED TEXT: MESSAGE | NOTES`, paths as in the fixture.
    pub(crate) fn problems(&self, workspace: &Workspace) -> Vec<String> {
        let root = self.root.display().to_string();
        let line = |problem: &crate::Problem| {
            let text = Files::new().read(&problem.file).unwrap_or_default();
            let marked = text.get(problem.span.range()).unwrap_or("?");
            let mut line = format!("{}: {marked}: {}", self.relative(&problem.file), problem.message);
            for note in &problem.notes {
                line.push_str(" | ");
                line.push_str(note);
            }
            line.replace(&root, "").replace('\n', " ")
        };
        workspace.problems.iter().map(line).collect()
    }
}

/// The package `name`.
pub(crate) fn package<'w>(workspace: &'w Workspace, name: &str) -> &'w Package {
    workspace.packages.iter().find(|package| package.name == name).unwrap()
}
