//! From the paths on the command line to workspaces. A path inside a workspace means that workspace; a folder that
//! lies in none means every workspace below it.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use greenlight_files::{Files, Limit};
use greenlight_ide::{Host, NotChecked, OpenError};

use crate::limits::{FOLDERS, WORKSPACES};
use crate::output;

/// Which workspaces to look at, by Cargo's habits.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Folders or files: what is reported is narrowed to them; the current folder if none is given
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The workspace of this Cargo.toml
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    manifest_path: Option<PathBuf>,
}

/// The workspaces that were asked for, each once.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    /// Each with its root folder.
    pub(crate) workspaces: Vec<(PathBuf, Host)>,
    /// The paths that were asked for, absolute.
    pub(crate) paths: Vec<PathBuf>,
    /// The names of the workspaces' packages, those of path dependencies included.
    pub(crate) packages: Vec<String>,
    /// What a limit left out, which was said on stderr.
    pub(crate) left_out: Vec<NotChecked>,
}

impl Arguments {
    /// Opens what was asked for, reading through `files`.
    ///
    /// # Errors
    /// A message for the user, who has to give another path.
    pub(crate) fn open(&self, files: &Files) -> anyhow::Result<Opened> {
        let paths = match &self.manifest_path {
            Some(manifest) => vec![folder_of(manifest)?],
            None if self.paths.is_empty() => vec![greenlight_files::absolute(Path::new("."))],
            None => self.paths.iter().map(|path| greenlight_files::absolute(path)).collect(),
        };
        let mut opened = Opened { paths, ..Opened::default() };
        for path in &opened.paths.clone() {
            match opened.host(path, files) {
                Ok(host) => opened.add(host),
                Err(OpenError::NoManifest(_)) if files.is_folder(path) => opened.add_below(path, files)?,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(opened)
    }
}

fn folder_of(manifest: &Path) -> anyhow::Result<PathBuf> {
    if manifest.file_name().is_none_or(|name| name != "Cargo.toml") {
        bail!("the manifest-path must be a path to a Cargo.toml file, which {} is not", manifest.display());
    }
    let manifest = greenlight_files::absolute(manifest);
    if !Files::new().is_file(&manifest) {
        bail!("manifest path {} does not exist", manifest.display());
    }
    let folder = manifest.parent().with_context(|| format!("{} lies in no folder", manifest.display()))?;
    Ok(folder.to_owned())
}

impl Opened {
    fn host(&self, path: &Path, files: &Files) -> Result<Host, OpenError> {
        match self.workspaces.first() {
            Some((_, first)) => first.open_beside(path),
            None => Host::open(files.clone(), path),
        }
    }

    fn add(&mut self, host: Host) {
        let snapshot = host.snapshot();
        if !self.workspaces.iter().any(|(known, _)| known == snapshot.root()) {
            self.packages.extend(snapshot.workspace().packages.iter().map(|package| package.name.clone()));
            self.workspaces.push((snapshot.root().to_owned(), host));
        }
    }

    fn add_below(&mut self, folder: &Path, files: &Files) -> anyhow::Result<()> {
        let Below { manifests, is_whole } = manifests_below(folder, &FOLDERS);
        if manifests.is_empty() {
            bail!("{}: no Cargo.toml here, in any folder above or below", folder.display());
        }
        if !is_whole {
            self.leave_out(folder, format!("workspaces are looked for in at most {} folders", FOLDERS.max));
        }
        let roots = roots(&manifests, |manifest| files.read(manifest).ok().as_deref().map(str::to_owned));
        for (number, root) in (1..).zip(&roots) {
            if !WORKSPACES.allows(number) {
                self.leave_out(root, format!("at most {} workspaces are checked at once", WORKSPACES.max));
                continue;
            }
            match self.host(root, files) {
                Ok(host) => self.add(host),
                // Taken away since it was listed.
                Err(OpenError::Missing(_) | OpenError::NoManifest(_)) => {}
            }
        }
        if let Some(first) = self.left_out.first() {
            output::tell(&format!(
                "warning: not all below {} is checked ({} left out, the first is {}): {}; name smaller folders",
                folder.display(),
                self.left_out.len(),
                first.file.display(),
                first.why
            ));
        }
        Ok(())
    }

    fn leave_out(&mut self, folder: &Path, why: String) {
        self.left_out.push(NotChecked { file: folder.to_owned(), why });
    }
}

/// The manifests below a folder.
#[derive(Debug)]
struct Below {
    /// Those in folders above others first.
    manifests: Vec<PathBuf>,
    /// Whether all folders were looked at.
    is_whole: bool,
}

/// Every manifest below `folder`, in as many folders as `limit` allows. What version control ignores is left out, and hidden
/// folders, and `target`.
fn manifests_below(folder: &Path, limit: &Limit) -> Below {
    let entries = ignore::WalkBuilder::new(folder)
        // A checkout without its `.git` (an archive, a container) has the same files.
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != "target")
        .build();
    let mut below = Below { manifests: Vec::new(), is_whole: true };
    let mut folders = 0;
    for entry in entries.flatten() {
        if entry.file_type().is_some_and(|kind| kind.is_dir()) {
            folders += 1;
            if !limit.allows(folders) {
                below.is_whole = false;
                break;
            }
        } else if entry.file_name() == "Cargo.toml" {
            below.manifests.push(entry.into_path());
        }
    }
    below.manifests.sort_by_cached_key(|path| (path.components().count(), path.clone()));
    below
}

/// The folders of those `manifests` (see [`manifests_below`] for the order) that begin a workspace: below another one's
/// root, only with a `[workspace]` table of their own, and not if that one excludes them.
fn roots(manifests: &[PathBuf], text: impl Fn(&Path) -> Option<String>) -> Vec<&Path> {
    let mut roots: Vec<(&Path, Vec<PathBuf>)> = Vec::new();
    for manifest in manifests {
        let Some(folder) = manifest.parent() else { continue };
        let workspace = text(manifest).and_then(|text| workspace_table(&text));
        let is_below = roots.iter().any(|(root, _)| folder.starts_with(root));
        let is_excluded = roots.iter().flat_map(|(_, excluded)| excluded).any(|excluded| folder.starts_with(excluded));
        if is_excluded || (is_below && workspace.is_none()) {
            continue;
        }
        let excluded = workspace.map(|table| excluded(&table, folder)).unwrap_or_default();
        roots.push((folder, excluded));
    }
    roots.into_iter().map(|(root, _)| root).collect()
}

fn workspace_table(manifest: &str) -> Option<toml_edit::Table> {
    let mut manifest: toml_edit::DocumentMut = manifest.parse().ok()?;
    manifest.remove("workspace")?.into_table().ok()
}

/// `workspace.exclude`: Cargo takes these as paths, not as patterns.
fn excluded(workspace: &toml_edit::Table, root: &Path) -> Vec<PathBuf> {
    let paths = workspace.get("exclude").and_then(toml_edit::Item::as_array).into_iter().flatten();
    paths.filter_map(toml_edit::Value::as_str).map(|path| greenlight_files::absolute(&root.join(path))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            greenlight_files::write(&path, text).unwrap();
        }
        folder
    }

    fn roots_in(folder: &Path) -> Vec<String> {
        let below = manifests_below(folder, &FOLDERS);
        assert!(below.is_whole);
        let roots = roots(&below.manifests, |path| Files::new().read(path).ok().as_deref().map(str::to_owned));
        roots.iter().map(|root| crate::paths::relative(root, folder)).collect()
    }

    #[test]
    fn every_workspace_below_is_taken_and_members_are_not() {
        let folder = folder(&[
            ("b/Cargo.toml", "[workspace]\nmembers = [\"m\"]"),
            ("b/m/Cargo.toml", "[package]\nname = \"m\""),
            ("b/fuzz/Cargo.toml", "[package]\nname = \"fuzz\"\n[workspace]"),
            ("a/deep/Cargo.toml", "[package]\nname = \"a\""),
        ]);
        assert_eq!(roots_in(folder.path()), ["b", "a/deep", "b/fuzz"]);
    }

    #[test]
    fn ignored_hidden_excluded_and_built_folders_are_left_out() {
        let package = "[package]\nname = \"p\"\n[workspace]";
        let folder = folder(&[
            (".gitignore", "vendored\n"),
            ("vendored/Cargo.toml", package),
            (".cache/Cargo.toml", package),
            ("target/package/p/Cargo.toml", package),
            ("w/Cargo.toml", "[workspace]\nexclude = [\"samples\"]"),
            ("w/samples/one/Cargo.toml", package),
            ("w/samples-not-excluded/Cargo.toml", package),
        ]);
        assert_eq!(roots_in(folder.path()), ["w", "w/samples-not-excluded"]);
    }

    #[test]
    fn a_manifest_that_is_no_toml_is_a_root_unless_it_lies_in_a_workspace() {
        let folder = folder(&[("a/Cargo.toml", "[package"), ("b/Cargo.toml", "[workspace]"), ("b/c/Cargo.toml", "[")]);
        assert_eq!(roots_in(folder.path()), ["a", "b"]);
    }

    #[test]
    fn more_folders_than_the_limit_are_not_looked_at_and_that_is_known() {
        static FEW: Limit = Limit::new("folders", 3);
        let folder = folder(&[("a/b/Cargo.toml", "[workspace]"), ("c/Cargo.toml", "[workspace]")]);
        let below = manifests_below(folder.path(), &FEW);
        assert!(!below.is_whole && below.manifests.len() < 2, "{below:?}");
    }

    #[test]
    fn a_manifest_path_must_be_a_manifest_that_exists() {
        let folder = folder(&[("Cargo.toml", "")]);
        assert_eq!(folder_of(&folder.path().join("Cargo.toml")).unwrap(), folder.path());
        assert!(folder_of(folder.path()).is_err());
        assert!(folder_of(&folder.path().join("none/Cargo.toml")).is_err());
    }

    #[test]
    fn a_folder_without_any_manifest_is_refused_by_name() {
        let folder = folder(&[("notes/a.md", "")]);
        let mut opened = Opened::default();
        let error = opened.add_below(folder.path(), &Files::new()).unwrap_err().to_string();
        assert_eq!(error, format!("{}: no Cargo.toml here, in any folder above or below", folder.path().display()));
    }
}
