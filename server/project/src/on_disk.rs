//! Where Cargo put the sources of what the lock pins: packages of registries in `$CARGO_HOME/registry/src/HOST-HASH`,
//! repositories in `$CARGO_HOME/git/checkouts/NAME-HASH/REVISION`, or all of a registry's in a vendored folder. The hashes
//! differ between Cargo's versions, so a package may lie in several places, each as good as the other.

use std::path::{Path, PathBuf};

use greenlight_files::{EntryKind, Walk};
use rustc_hash::FxHashMap;

use crate::document::parse;
use crate::limits::CHECKOUT_ENTRIES;
use crate::model::{Downloads, LockedPackage};
use crate::view::View;

/// What Cargo downloaded.
pub(crate) struct OnDisk<'m> {
    view: View<'m>,
    /// The folders of registries.
    hosts: Vec<PathBuf>,
    /// The folder of the repositories' checkouts.
    checkouts: Option<PathBuf>,
    vendored: Option<PathBuf>,
    known: &'m mut Unpacked,
}

/// What was found before.
#[derive(Debug, Default)]
pub(crate) struct Unpacked {
    /// By name, version and source.
    folders: FxHashMap<(String, String, String), Vec<PathBuf>>,
    library_names: FxHashMap<PathBuf, Option<String>>,
}

impl Unpacked {
    /// Drops what the document at `path`, which may have come or gone, may have changed; whether there was such a
    /// thing.
    pub(crate) fn forget(&mut self, path: &Path, came_or_went: bool) -> bool {
        let marks = came_or_went && (path.ends_with(WHOLE) || path.ends_with(VENDORED));
        if marks {
            self.folders.clear();
        }
        let names = path.ends_with("Cargo.toml")
            && path.parent().is_some_and(|folder| self.library_names.remove(folder).is_some());
        marks || names
    }
}

/// Cargo writes it when a package, or a checkout, is unpacked to its end.
const WHOLE: &str = ".cargo-ok";

/// `cargo vendor` writes it beside the manifest of every package.
const VENDORED: &str = ".cargo-checksum.json";

/// How deep in a repository the manifests of its packages are looked for.
const DEEPEST_PACKAGE: usize = 6;

impl<'m> OnDisk<'m> {
    /// Below those folders.
    pub(crate) fn new(view: View<'m>, downloads: &Downloads, known: &'m mut Unpacked) -> OnDisk<'m> {
        let cargo_home = downloads.cargo_home.as_deref();
        let entries = cargo_home.map(|home| view.list(&home.join("registry/src")));
        let entries = entries.iter().flat_map(|entries| entries.iter());
        let hosts = entries.filter(|entry| entry.kind == EntryKind::Folder).map(|entry| entry.path.clone());
        let checkouts = cargo_home.map(|home| home.join("git/checkouts"));
        OnDisk { view, hosts: hosts.collect(), checkouts, vendored: downloads.vendored.clone(), known }
    }

    /// The folders of a package that comes from somewhere else than a path. One that was not unpacked to its end does
    /// not count.
    pub(crate) fn folders(&mut self, locked: &LockedPackage) -> Vec<PathBuf> {
        let Some(source) = &locked.source else { return Vec::new() };
        let key = (locked.name.clone(), locked.version.clone(), source.clone());
        if let Some(known) = self.known.folders.get(&key) {
            return known.clone();
        }
        let folders = match source.strip_prefix("git+") {
            Some(repository) => self.in_repository(&locked.name, repository),
            None => self.of_registry(&locked.name, &locked.version),
        };
        self.known.folders.insert(key, folders.clone());
        folders
    }

    fn of_registry(&self, name: &str, version: &str) -> Vec<PathBuf> {
        let folder = format!("{name}-{version}");
        if let Some(vendored) = &self.vendored {
            // The version is part of the name where several are vendored, and always with `--versioned-dirs`.
            let folders = [name, &folder].map(|folder| vendored.join(folder)).into_iter();
            return folders.filter(|folder| self.is_vendored(folder, version)).take(1).collect();
        }
        let folders = self.hosts.iter().map(|host| host.join(&folder));
        folders.filter(|folder| self.view.is_file(&folder.join(WHOLE))).collect()
    }

    fn is_vendored(&self, folder: &Path, version: &str) -> bool {
        let says_version = |text: &str| {
            let (table, _) = parse(Path::new(""), text);
            let package = table.get("package").and_then(|package| package.get_ref().as_table());
            package.and_then(|package| package.get("version")?.get_ref().as_str().map(str::to_owned))
        };
        self.view.is_file(&folder.join(VENDORED))
            && self.view.files.with_text(&folder.join("Cargo.toml"), says_version).ok().flatten().as_deref()
                == Some(version)
    }

    /// Where the package `name` lies in the checkouts of a `repository`, written as in the lock: `URL?branch=B#REVISION`.
    fn in_repository(&self, name: &str, repository: &str) -> Vec<PathBuf> {
        let Some((url, revision)) = repository.rsplit_once('#') else { return Vec::new() };
        let url = url.split('?').next().unwrap_or_default().trim_end_matches('/');
        let last = url.rsplit('/').next().unwrap_or_default();
        let last = last.strip_suffix(".git").unwrap_or(last);
        let folders = |path: &Path| {
            let entries = self.view.list(path);
            let folders = entries.iter().filter(|entry| entry.kind == EntryKind::Folder);
            folders.map(|entry| entry.path.clone()).collect::<Vec<_>>()
        };
        let named = |path: &Path, fits: &dyn Fn(&str) -> bool| {
            path.file_name().is_some_and(|name| fits(&name.to_string_lossy()))
        };
        let of_url = |folder: &str| folder.rsplit_once('-').is_some_and(|(name, _)| name == last);
        // Cargo shortens the revision.
        let of_revision = |folder: &str| folder.len() >= 7 && revision.starts_with(folder);
        let checkouts = self.checkouts.iter().flat_map(|checkouts| folders(checkouts));
        let checkouts = checkouts.filter(|folder| named(folder, &of_url)).flat_map(|folder| folders(&folder));
        let checkouts = checkouts.filter(|folder| named(folder, &of_revision));
        let checkouts = checkouts.filter(|folder| self.view.is_file(&folder.join(WHOLE)));
        checkouts.filter_map(|checkout| self.package_in(name, &checkout)).collect()
    }

    fn package_in(&self, name: &str, checkout: &Path) -> Option<PathBuf> {
        let mut walk = Walk::new(self.view.files, checkout, &CHECKOUT_ENTRIES);
        self.package_below(name, checkout, 0, &mut walk)
    }

    /// The folder of the package `name` in `folder` or below; the nearest, as Cargo takes it.
    fn package_below(&self, name: &str, folder: &Path, depth: usize, walk: &mut Walk<'_>) -> Option<PathBuf> {
        let says_name = |text: &str| {
            let (table, _) = parse(Path::new(""), text);
            let package = table.get("package").and_then(|package| package.get_ref().as_table());
            package.and_then(|package| package.get("name")?.get_ref().as_str().map(|own| own == name)) == Some(true)
        };
        if self.view.files.with_text(&folder.join("Cargo.toml"), says_name) == Ok(true) {
            return Some(folder.to_owned());
        }
        if depth == DEEPEST_PACKAGE {
            return None;
        }
        let entries = walk.list(folder).into_iter();
        let folders = entries.filter(|entry| entry.kind == EntryKind::Folder);
        let mut folders = folders.filter(|entry| {
            let name = entry.path.file_name().unwrap_or_default().to_string_lossy();
            !name.starts_with('.') && name != "target"
        });
        folders.find_map(|entry| self.package_below(name, &entry.path, depth + 1, walk))
    }

    /// `[lib] name` of the package unpacked in `folder`, if its manifest has one.
    pub(crate) fn library_name(&mut self, folder: &Path) -> Option<String> {
        if let Some(known) = self.known.library_names.get(folder) {
            return known.clone();
        }
        let name = self.view.files.with_text(&folder.join("Cargo.toml"), library_name).ok().flatten();
        self.known.library_names.insert(folder.to_owned(), name.clone());
        name
    }
}

/// `[lib] name` of the manifest `text`. `cargo publish` writes every table under a header of its own, so only the
/// lines below that of `[lib]` are parsed: the whole would cost more than all else that a workspace asks for.
fn library_name(text: &str) -> Option<String> {
    let name = |text: &str| {
        let (table, reader) = parse(Path::new(""), text);
        let library = table.get("lib")?.get_ref();
        let name = library.get("name").and_then(|name| name.get_ref().as_str()).map(str::to_owned);
        reader.problems.is_empty().then_some(name)
    };
    let Some(start) = line_start(text, "[lib]") else {
        // A manifest that `cargo publish` did not write may have `lib = { … }`.
        let unusual = ["lib", "[ lib", "\"lib", "'lib"].into_iter().any(|form| line_start(text, form).is_some());
        return unusual.then(|| name(text).flatten()).flatten();
    };
    let section = text.get(start..).unwrap_or_default();
    let section = section.find("\n[").and_then(|end| section.get(..end)).unwrap_or(section);
    // A multi-line string may hold what looks like a header; then the section alone makes no sense.
    name(section).or_else(|| name(text)).flatten()
}

/// The offset, in bytes, of the first line that begins with `prefix`.
fn line_start(text: &str, prefix: &str) -> Option<usize> {
    if text.starts_with(prefix) {
        return Some(0);
    }
    text.find(&format!("\n{prefix}")).map(|newline| newline + 1)
}

#[cfg(test)]
mod tests {
    use greenlight_files::Files;

    use super::*;
    use crate::fixture::Fixture;
    use crate::view::Answers;

    #[test]
    fn the_librarys_own_name_is_found_in_its_section() {
        let published = "[package]\nname = \"redox_syscall\"\n\n[lib]\nname = \"syscall\"\npath = \"src/lib.rs\"\n\n[dependencies]\n";
        assert_eq!(library_name(published).as_deref(), Some("syscall"));
        assert_eq!(library_name("lib = { name = \"x\" }\n[package]\nname = \"y\"").as_deref(), Some("x"));
        assert_eq!(library_name("[package]\nname = \"y\"\n[lib]\npath = \"z.rs\"\n[features]\nname = []"), None);
        assert_eq!(library_name("[package]\nname = \"y\"\n"), None);
    }

    #[test]
    fn a_header_inside_a_string_is_not_taken_for_one() {
        let text = "[package]\ndescription = '''\n[lib]\nname = no\n'''\n[lib]\nname = \"x\"\n";
        assert_eq!(library_name(text).as_deref(), Some("x"));
    }

    fn folders_of(home: &Path, vendored: Option<PathBuf>, source: &str) -> Vec<PathBuf> {
        let view = View { files: &Files::new(), answers: &Answers::default() };
        let downloads = Downloads { cargo_home: Some(home.to_owned()), vendored };
        let locked = LockedPackage {
            name: "a".to_owned(),
            version: "1.0.0".to_owned(),
            source: Some(source.to_owned()),
            dependencies: Vec::new(),
        };
        OnDisk::new(view, &downloads, &mut Unpacked::default()).folders(&locked)
    }

    #[test]
    fn only_what_was_unpacked_to_its_end_counts() {
        let home = tempfile::tempdir().unwrap();
        let unpacked = |host: &str, name: &str, whole: bool| {
            let folder = home.path().join("registry/src").join(host).join(name);
            std::fs::create_dir_all(&folder).unwrap();
            if whole {
                greenlight_files::write(&folder.join(".cargo-ok"), "{\"v\":1}").unwrap();
            }
            folder
        };
        let first = unpacked("index.crates.io-1", "a-1.0.0", true);
        let second = unpacked("index.crates.io-2", "a-1.0.0", true);
        unpacked("index.crates.io-3", "a-1.0.0", false);
        unpacked("index.crates.io-1", "a-1.0.1", true);
        assert_eq!(folders_of(home.path(), None, "registry+https://index"), [first, second]);
        assert!(folders_of(&home.path().join("gone"), None, "registry+https://index").is_empty());
    }

    #[test]
    fn a_package_of_a_repository_lies_in_the_checkout_of_its_revision() {
        let fixture = Fixture::new(
            "//- /home/git/checkouts/repo-0a1b/0123456/.cargo-ok\n//- /home/git/checkouts/repo-0a1b/0123456/Cargo.toml\n[workspace]\n\
             //- /home/git/checkouts/repo-0a1b/0123456/crates/a/Cargo.toml\n[package]\nname = 'a'\n\
             //- /home/git/checkouts/repo-0a1b/7777777/.cargo-ok\n//- /home/git/checkouts/repo-0a1b/7777777/Cargo.toml\n[package]\nname = 'a'\n\
             //- /home/git/checkouts/other-repo-9/0123456/.cargo-ok\n//- /home/git/checkouts/other-repo-9/0123456/Cargo.toml\n[package]\nname = 'a'\n",
        );
        let source = "git+https://host/group/repo.git?branch=main#0123456789abcdef0123456789abcdef01234567";
        let found = folders_of(&fixture.path("/home"), None, source);
        assert_eq!(found, [fixture.path("/home/git/checkouts/repo-0a1b/0123456/crates/a")]);
    }

    #[test]
    fn a_vendored_package_is_the_one_of_that_version() {
        let package = |folder: &str, version: &str| {
            format!(
                "//- /vendor/{folder}/.cargo-checksum.json\n{{}}\n//- /vendor/{folder}/Cargo.toml\n[package]\nname = 'a'\nversion = '{version}'\n"
            )
        };
        for (folders, expected) in [
            (vec![("a", "1.0.0")], Some("/vendor/a")),
            (vec![("a", "2.0.0"), ("a-1.0.0", "1.0.0")], Some("/vendor/a-1.0.0")),
            (vec![("a", "2.0.0")], None),
        ] {
            let fixture: String = folders.iter().map(|(folder, version)| package(folder, version)).collect();
            let fixture = Fixture::new(&fixture);
            let found = folders_of(&fixture.path("/home"), Some(fixture.path("/vendor")), "registry+https://index");
            assert_eq!(found, expected.map(|folder| fixture.path(folder)).into_iter().collect::<Vec<_>>());
        }
    }
}
