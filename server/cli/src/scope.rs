//! Which files `fix` may change: those whose real path lies in the workspace and in the repository that their name lies in. Links
//! in a repository and path dependencies in a manifest may lead anywhere; a user who fixes a workspace wants no other file
//! changed.

use std::path::{Path, PathBuf};

use greenlight_files::WriteError;

/// Why a file is not changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// It is not in the workspace's folder.
    #[error("it lies outside of the workspace")]
    Outside,
    /// Its name is, but a link leads on.
    #[error("a link leads out of the workspace, to {}", .0.display())]
    LinkedOutside(PathBuf),
    /// A link leads from one repository to another.
    #[error("a link leads to a file that is not under the same version control, {}", .0.display())]
    OtherRepository(PathBuf),
    /// It belongs to git.
    #[error("it lies in a `.git` folder")]
    OfGit,
    /// Another name of the same file has other fixes.
    #[error("it is the same file as {}, which is changed", .0.display())]
    Same(PathBuf),
    /// It cannot be replaced.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// The folder that holds all that may be changed.
#[derive(Debug)]
pub(crate) struct Scope {
    root: PathBuf,
    real: PathBuf,
}

impl Scope {
    /// For the workspace at `root`, which is absolute.
    pub(crate) fn of(root: &Path) -> Scope {
        let real = greenlight_files::without_links(root).unwrap_or_else(|| root.to_owned());
        Scope { root: root.to_owned(), real }
    }

    /// The real path of `file` (absolute), if that may be changed.
    pub(crate) fn real_path(&self, file: &Path) -> Result<PathBuf, Refusal> {
        let Some(real) = greenlight_files::without_links(file) else {
            return Err(WriteError::from(std::io::Error::from(std::io::ErrorKind::NotFound)).into());
        };
        let Ok(below) = real.strip_prefix(&self.real) else {
            let is_named_inside = file.starts_with(&self.root);
            return Err(if is_named_inside { Refusal::LinkedOutside(real) } else { Refusal::Outside });
        };
        if below.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git")) {
            return Err(Refusal::OfGit);
        }
        let of_name = greenlight_run::work_tree(file).and_then(greenlight_files::without_links);
        if of_name.as_deref() != greenlight_run::work_tree(&real) {
            return Err(Refusal::OtherRepository(real));
        }
        greenlight_files::replaceable(&real)?;
        Ok(real)
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A workspace with a file, beside another file and in a folder without links.
    fn sample() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let real = greenlight_files::without_links(folder.path()).unwrap();
        for file in ["w/src/lib.rs", "w/.git/config", "w/nested/.git/HEAD", "w/nested/lib.rs", "other/lib.rs"] {
            std::fs::create_dir_all(real.join(file).parent().unwrap()).unwrap();
            greenlight_files::write(&real.join(file), "one").unwrap();
        }
        (folder, real)
    }

    fn refusal(real: &Path, file: &str) -> String {
        match Scope::of(&real.join("w")).real_path(&real.join(file)) {
            Ok(path) => path.strip_prefix(real).unwrap().display().to_string(),
            Err(refusal) => refusal.to_string().replace(&real.display().to_string(), ""),
        }
    }

    #[test]
    fn a_file_of_the_workspace_may_be_changed() {
        let (_folder, real) = sample();
        assert_eq!(refusal(&real, "w/src/lib.rs"), "w/src/lib.rs");
        assert_eq!(refusal(&real, "w/nested/lib.rs"), "w/nested/lib.rs");
    }

    #[test]
    fn nothing_outside_may() {
        let (_folder, real) = sample();
        symlink("../../other/lib.rs", real.join("w/src/file.rs")).unwrap();
        symlink("../other", real.join("w/folder")).unwrap();
        assert_eq!(refusal(&real, "other/lib.rs"), "it lies outside of the workspace");
        let linked = "a link leads out of the workspace, to /other/lib.rs";
        assert_eq!(refusal(&real, "w/src/file.rs"), linked);
        assert_eq!(refusal(&real, "w/folder/lib.rs"), linked);
    }

    #[test]
    fn nor_may_what_a_link_leads_to_in_another_repository_or_what_is_of_git() {
        let (_folder, real) = sample();
        symlink("../nested/lib.rs", real.join("w/src/nested.rs")).unwrap();
        symlink("lib.rs", real.join("w/src/same.rs")).unwrap();
        assert_eq!(
            refusal(&real, "w/src/nested.rs"),
            "a link leads to a file that is not under the same version control, /w/nested/lib.rs"
        );
        assert_eq!(refusal(&real, "w/src/same.rs"), "w/src/lib.rs");
        assert_eq!(refusal(&real, "w/.git/config"), "it lies in a `.git` folder");
    }

    #[test]
    fn nor_what_has_another_name_or_is_read_only() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, real) = sample();
        std::fs::hard_link(real.join("w/src/lib.rs"), real.join("w/src/hard.rs")).unwrap();
        assert!(refusal(&real, "w/src/hard.rs").starts_with("a hard link, one of 2 names"));
        let nested = real.join("w/nested/lib.rs");
        std::fs::set_permissions(&nested, std::fs::Permissions::from_mode(0o444)).unwrap();
        assert!(refusal(&real, "w/nested/lib.rs").starts_with("read-only"));
    }
}
