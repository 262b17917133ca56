//! Which manifest a path belongs to, and which workspace a manifest.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use greenlight_files::{EntryKind, Files, Walk, absolute};

use crate::document::Text;
use crate::environment::Environment;
use crate::limits::SEARCHED_ENTRIES;
use crate::manifest::{Manifest, Manifests};
use crate::memory::Memory;
use crate::view::View;

/// Folders this deep below the one that is asked about are not looked into.
const MAX_DEPTH: usize = 24;

/// The nearest Cargo.toml at or above `path`, a file or a folder, which need not exist.
#[must_use]
pub fn find_manifest(files: &Files, path: &Path) -> Option<PathBuf> {
    absolute(path).ancestors().map(|folder| folder.join("Cargo.toml")).find(|manifest| files.is_file(manifest))
}

/// As [`find_manifest`], for one reading.
pub(crate) fn nearest_manifest(view: View<'_>, path: &Path) -> Option<PathBuf> {
    absolute(path).ancestors().map(|folder| folder.join("Cargo.toml")).find(|manifest| view.is_file(manifest))
}

/// The root manifest of every workspace below `folder`, sorted; for folders that have no manifest themselves.
/// `target`, hidden folders and links to folders are passed over.
#[must_use]
pub fn workspaces_below(files: &Files, folder: &Path) -> Vec<PathBuf> {
    let environment = Environment::of_process();
    let mut memory = Memory::default();
    let view = View { files, answers: &memory.answers };
    let mut manifests = Manifests { view, known: &mut memory.manifests };
    let mut roots = BTreeSet::new();
    // What a link leads to is found where it really lies, or lies elsewhere.
    let mut walk = Walk::new(files, &absolute(folder), &SEARCHED_ENTRIES);
    let mut open = vec![(absolute(folder), 0)];
    while let Some((folder, depth)) = open.pop() {
        for entry in walk.list(&folder) {
            let Some(name) = entry.path.file_name().and_then(|name| name.to_str()) else { continue };
            match entry.kind {
                EntryKind::File if name == "Cargo.toml" => {
                    roots.insert(root_of(&mut manifests, &entry.path, &environment).unwrap_or(entry.path));
                }
                EntryKind::Folder if depth < MAX_DEPTH && is_searched(name) => {
                    open.push((entry.path, depth + 1));
                }
                _ => {}
            }
        }
    }
    roots.into_iter().collect()
}

fn is_searched(folder_name: &str) -> bool {
    folder_name != "target" && !folder_name.starts_with('.')
}

/// The root manifest of the workspace that `manifest` says, or is said, to belong to; `None` if it stands alone. It
/// need not exist, nor be a root: a `package.workspace` may lead anywhere.
pub(crate) fn root_of(manifests: &mut Manifests<'_>, manifest: &Path, environment: &Environment) -> Option<PathBuf> {
    let own = manifests.get(manifest)?;
    if let Some(root) = root_by(&own, manifest) {
        return Some(root);
    }
    let mut below: Option<&Path> = None;
    for folder in own.folder.ancestors().skip(1) {
        // What `cargo package` unpacks, and what lies in `$CARGO_HOME`, belongs to no workspace around it.
        if folder.ends_with("target/package")
            || below.is_some_and(|below| environment.cargo_home.as_deref() == Some(below))
        {
            return None;
        }
        let root = manifests.get(&folder.join("Cargo.toml")).and_then(|above| root_by(&above, manifest));
        if root.is_some() {
            return root;
        }
        below = Some(folder);
    }
    None
}

/// The root that `above` names for `manifest`, which lies in its folder or below.
fn root_by(above: &Manifest, manifest: &Path) -> Option<PathBuf> {
    if above.workspace.is_some() {
        return (!is_excluded(above, manifest)).then(|| above.path.clone());
    }
    let pointer = above.package.as_ref()?.workspace.as_ref()?;
    Some(absolute(&above.folder.join(&pointer.value)).join("Cargo.toml"))
}

/// Whether the workspace of `root` excludes `path`: a folder below an excluded one is excluded too, unless it lies
/// below one that `members` spells out.
pub(crate) fn is_excluded(root: &Manifest, path: &Path) -> bool {
    let Some(workspace) = &root.workspace else { return false };
    let spelled_out = |text: &Text| path.starts_with(absolute(&root.folder.join(&text.value)));
    workspace.exclude.iter().any(|excluded| path.starts_with(excluded))
        && !workspace.members.iter().flatten().any(spelled_out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn root(fixture: &Fixture, manifest: &str) -> Option<String> {
        let files = Files::new();
        let environment = Environment { cargo_home: Some(fixture.path("/home")), ..Environment::default() };
        let mut memory = Memory::default();
        let view = View { files: &files, answers: &memory.answers };
        let mut manifests = Manifests { view, known: &mut memory.manifests };
        let root = root_of(&mut manifests, &fixture.path(manifest), &environment);
        root.map(|root| fixture.relative(&root))
    }

    #[test]
    fn the_nearest_manifest_counts_for_files_folders_and_what_does_not_exist() {
        let fixture = Fixture::new("//- /Cargo.toml\n//- /a/Cargo.toml\n//- /a/src/lib.rs\n");
        let files = Files::new();
        for (path, manifest) in [
            ("/a/src/lib.rs", "/a/Cargo.toml"),
            ("/a/src", "/a/Cargo.toml"),
            ("/a/Cargo.toml", "/a/Cargo.toml"),
            ("/a/src/gone.rs", "/a/Cargo.toml"),
            ("/b", "/Cargo.toml"),
        ] {
            assert_eq!(find_manifest(&files, &fixture.path(path)), Some(fixture.path(manifest)), "{path}");
        }
    }

    #[test]
    fn the_nearest_root_above_that_does_not_exclude_it_is_a_manifests_own() {
        let fixture = Fixture::new(
            "//- /Cargo.toml\n[workspace]\nexclude = ['x', 'y']\nmembers = ['y/kept']\n//- /a/b/Cargo.toml\n\
             [package]\nname = 'b'\n//- /x/Cargo.toml\n//- /y/kept/Cargo.toml\n//- /y/other/Cargo.toml\n\
             //- /z/Cargo.toml\n[package]\nname = 'z'\nworkspace = '../a'\n//- /z/below/Cargo.toml\n",
        );
        assert_eq!(root(&fixture, "/a/b/Cargo.toml").as_deref(), Some("/Cargo.toml"));
        assert_eq!(root(&fixture, "/x/Cargo.toml"), None);
        assert_eq!(root(&fixture, "/y/kept/Cargo.toml").as_deref(), Some("/Cargo.toml"));
        assert_eq!(root(&fixture, "/y/other/Cargo.toml"), None);
        assert_eq!(root(&fixture, "/z/Cargo.toml").as_deref(), Some("/a/Cargo.toml"));
        assert_eq!(root(&fixture, "/z/below/Cargo.toml").as_deref(), Some("/a/Cargo.toml"));
    }

    #[test]
    fn nothing_in_cargos_home_belongs_to_a_workspace_around_it() {
        let fixture = Fixture::new(
            "//- /Cargo.toml\n[workspace]\n//- /home/registry/src/host/a-1.0.0/Cargo.toml\n//- /target/package/b-1.0.0/Cargo.toml\n",
        );
        assert_eq!(root(&fixture, "/home/registry/src/host/a-1.0.0/Cargo.toml"), None);
        assert_eq!(root(&fixture, "/target/package/b-1.0.0/Cargo.toml"), None);
    }

    #[test]
    fn below_a_folder_without_a_manifest_every_workspace_is_found_once() {
        let fixture = Fixture::new(
            "//- /w/one/Cargo.toml\n[workspace]\nmembers = ['a']\n//- /w/one/a/Cargo.toml\n[package]\nname = 'a'\n\
             //- /w/two/Cargo.toml\n[package]\nname = 'two'\n//- /w/target/Cargo.toml\n//- /w/.hidden/Cargo.toml\n",
        );
        #[cfg(unix)]
        std::os::unix::fs::symlink(fixture.path("/w"), fixture.path("/w/two/loop")).unwrap();
        let found = workspaces_below(&Files::new(), &fixture.path("/w"));
        assert_eq!(found, [fixture.path("/w/one/Cargo.toml"), fixture.path("/w/two/Cargo.toml")]);
    }
}
