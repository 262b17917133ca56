//! Where Cargo unpacked the packages of registries: `$CARGO_HOME/registry/src/HOST-HASH/NAME-VERSION`. The hash
//! differs between Cargo's versions, so a package may lie in several places, each as good as the other.

use std::path::{Path, PathBuf};

use greenlight_files::EntryKind;
use rustc_hash::FxHashMap;

use crate::document::parse;
use crate::view::View;

/// The unpacked registries of one `$CARGO_HOME`.
pub(crate) struct Registry<'m> {
    view: View<'m>,
    hosts: Vec<PathBuf>,
    known: &'m mut Unpacked,
}

/// What was found in registries before.
#[derive(Debug, Default)]
pub(crate) struct Unpacked {
    /// By `NAME-VERSION`.
    folders: FxHashMap<String, Vec<PathBuf>>,
    library_names: FxHashMap<PathBuf, Option<String>>,
}

impl Unpacked {
    /// Drops what the document at `path`, which may have come or gone, may have changed; whether there was such a
    /// thing.
    pub(crate) fn forget(&mut self, path: &Path, came_or_went: bool) -> bool {
        let marks = came_or_went && path.ends_with(WHOLE);
        if marks {
            self.folders.clear();
        }
        let names = path.ends_with("Cargo.toml")
            && path.parent().is_some_and(|folder| self.library_names.remove(folder).is_some());
        marks || names
    }
}

/// Cargo writes it when a package is unpacked to its end.
const WHOLE: &str = ".cargo-ok";

impl<'m> Registry<'m> {
    /// Those below `cargo_home`; none if it is not known.
    pub(crate) fn new(view: View<'m>, cargo_home: Option<&Path>, known: &'m mut Unpacked) -> Registry<'m> {
        let entries = cargo_home.map(|home| view.list(&home.join("registry/src")));
        let entries = entries.iter().flat_map(|entries| entries.iter());
        let hosts = entries.filter(|entry| entry.kind == EntryKind::Folder).map(|entry| entry.path.clone());
        Registry { view, hosts: hosts.collect(), known }
    }

    /// The folders of the package. One without `.cargo-ok` was not unpacked to its end and does not count.
    pub(crate) fn folders(&mut self, name: &str, version: &str) -> Vec<PathBuf> {
        let name = format!("{name}-{version}");
        if let Some(known) = self.known.folders.get(&name) {
            return known.clone();
        }
        let folders = self.hosts.iter().map(|host| host.join(&name));
        let unpacked = folders.filter(|folder| self.view.is_file(&folder.join(WHOLE)));
        let folders: Vec<PathBuf> = unpacked.collect();
        self.known.folders.insert(name, folders.clone());
        folders
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
        let view = View { files: &Files::new(), answers: &Answers::default() };
        let folders = |home| Registry::new(view, home, &mut Unpacked::default()).folders("a", "1.0.0");
        assert_eq!(folders(Some(home.path())), [first, second]);
        assert!(folders(None).is_empty());
    }
}
