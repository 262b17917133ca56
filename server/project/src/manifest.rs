//! One Cargo.toml as it is written: nothing inherited, nothing discovered. Every manifest can be read; what is wrong
//! with it is among its problems.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_files::{ReadError, Span, absolute};
use rustc_hash::FxHashMap;
use toml::de::DeValue;

use crate::check_cfg::LintsTable;
use crate::dependencies::{self, DependencyEntry};
use crate::document::{Reader, Table, Text, Value, parse};
use crate::features;
use crate::model::{DependencyKind, Edition, Features, Problem, SharedDependency};
use crate::targets::TargetTables;
use crate::view::View;

/// A manifest.
#[derive(Debug, PartialEq)]
pub(crate) struct Manifest {
    /// Absolute.
    pub(crate) path: PathBuf,
    /// The folder it lies in.
    pub(crate) folder: PathBuf,
    pub(crate) package: Option<PackageTable>,
    pub(crate) workspace: Option<WorkspaceTable>,
    pub(crate) targets: TargetTables,
    pub(crate) dependencies: Vec<DependencyEntry>,
    pub(crate) features: Features,
    pub(crate) lints: Option<Inheritable<LintsTable>>,
    /// The entries of `[patch]` and `[replace]` that have a path.
    pub(crate) patches: Vec<DependencyEntry>,
    /// What is wrong with the text or its types.
    pub(crate) problems: Vec<Problem>,
    /// As [`Reader::broken_at`].
    pub(crate) broken_at: u32,
    /// The number of the reading since which what members take from it is the same.
    pub(crate) shared_since: u64,
}

/// A value of one's own, or `key.workspace = true`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Inheritable<T> {
    Own(T),
    /// At the key.
    FromWorkspace(Span),
}

/// `[package]`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PackageTable {
    /// The header.
    pub(crate) span: Span,
    pub(crate) name: Option<Text>,
    pub(crate) version: Option<Inheritable<Text>>,
    pub(crate) edition: Option<Inheritable<Text>>,
    /// `workspace = "…"`, the folder of the root.
    pub(crate) workspace: Option<Text>,
    pub(crate) build: Option<Build>,
    /// The native library that its build script links.
    pub(crate) links: Option<Text>,
    pub(crate) discover: Discover,
    /// Every key that says `workspace = true`.
    pub(crate) inherited: Vec<Text>,
}

/// `package.build`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Build {
    Off,
    Default,
    Path(String),
}

/// `autolib` and its like; `None` is Cargo's default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Discover {
    pub(crate) library: Option<bool>,
    pub(crate) binaries: Option<bool>,
    pub(crate) examples: Option<bool>,
    pub(crate) tests: Option<bool>,
    pub(crate) benches: Option<bool>,
}

/// `[workspace]`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct WorkspaceTable {
    pub(crate) members: Option<Vec<Text>>,
    /// The folders, absolute.
    pub(crate) exclude: Vec<PathBuf>,
    pub(crate) default_members: Option<Vec<Text>>,
    /// The keys of `[workspace.package]`, with their strings where they are strings; `None` without the table.
    pub(crate) package: Option<BTreeMap<String, Option<Text>>>,
    /// `[workspace.dependencies]`, by key.
    pub(crate) dependencies: Option<FxHashMap<String, DependencyEntry>>,
    pub(crate) lints: Option<LintsTable>,
}

impl WorkspaceTable {
    /// `[workspace.dependencies]`, by place.
    pub(crate) fn shared_dependencies(&self) -> Vec<SharedDependency> {
        let entries = self.dependencies.iter().flat_map(|entries| entries.values());
        let shared = entries.map(|entry| SharedDependency {
            key: entry.key.value.clone(),
            span: entry.key.span,
            package: entry.package_name().to_owned(),
            features: entry.features.iter().map(Text::as_feature).collect(),
            default_features: entry.default_features,
        });
        let mut shared: Vec<SharedDependency> = shared.collect();
        shared.sort_by_key(|entry| entry.span);
        shared
    }
}

impl Manifest {
    /// Whether something in it comes from its workspace's root.
    pub(crate) fn inherits(&self) -> bool {
        self.package.as_ref().is_some_and(|package| !package.inherited.is_empty() || package.workspace.is_some())
            || self.dependencies.iter().any(|entry| entry.inherits)
    }

    /// Whether it was read without an error.
    pub(crate) fn is_complete(&self) -> bool {
        self.problems.is_empty()
    }

    /// A problem of this manifest.
    pub(crate) fn problem(&self, span: Span, message: String, notes: Vec<String>) -> Problem {
        Problem { file: self.path.clone(), span, message, notes, is_warning: false }
    }

    /// Whether `span` lies before any place where the text broke.
    pub(crate) fn intact(&self, span: Span) -> bool {
        span.end < self.broken_at
    }

    /// A manifest of which nothing can be said.
    fn unreadable(path: &Path, error: &ReadError) -> Manifest {
        let mut manifest = read(path, "");
        manifest.broken_at = 0;
        let message = format!("failed to read `{}`", path.display());
        manifest.problems = vec![manifest.problem(Span::default(), message, vec![error.to_string()])];
        manifest
    }
}

/// The manifests of one reading; each is read once.
pub(crate) struct Manifests<'m> {
    pub(crate) view: View<'m>,
    pub(crate) known: &'m mut ReadManifests,
}

/// The manifests that were read so far.
#[derive(Debug, Default)]
pub(crate) struct ReadManifests {
    by_path: FxHashMap<PathBuf, ReadManifest>,
    /// The number of the reading that is under way.
    reading: u64,
    /// What the last reading asked for and found, sorted.
    paths: Vec<PathBuf>,
}

#[derive(Debug)]
struct ReadManifest {
    /// `None` if there is no such file.
    manifest: Option<Arc<Manifest>>,
    /// The last reading that asked for it.
    asked_in: u64,
    /// Its text may be another one by now.
    forgotten: bool,
}

impl ReadManifests {
    pub(crate) fn begin(&mut self) {
        self.reading += 1;
    }

    pub(crate) fn forget(&mut self, path: &Path) {
        if let Some(known) = self.by_path.get_mut(path) {
            known.forgotten = true;
        }
    }

    /// The paths of all that exist and were asked for in this reading, sorted.
    pub(crate) fn paths(&mut self) -> Vec<PathBuf> {
        let now = self.reading;
        let is_asked = |known: &ReadManifest| known.asked_in == now && known.manifest.is_some();
        let count = self.by_path.values().filter(|known| is_asked(known)).count();
        let same =
            self.paths.len() == count && self.paths.iter().all(|path| self.by_path.get(path).is_some_and(is_asked));
        if !same {
            let asked = self.by_path.iter().filter(|(_, known)| is_asked(known));
            self.paths = asked.map(|(path, _)| path.clone()).collect();
            self.paths.sort();
        }
        self.paths.clone()
    }
}

impl Manifests<'_> {
    /// The manifest at `path` (absolute); `None` if there is no such file. While it says the same as before in the
    /// same places, it is the very same.
    pub(crate) fn get(&mut self, path: &Path) -> Option<Arc<Manifest>> {
        let reading = self.known.reading;
        let before = match self.known.by_path.get_mut(path) {
            Some(known) => {
                known.asked_in = reading;
                if !known.forgotten {
                    return known.manifest.clone();
                }
                known.manifest.take()
            }
            None => None,
        };
        let read = match self.view.files.with_text(path, |text| read(path, text)) {
            Ok(manifest) => Some(manifest),
            Err(ReadError::Missing) => None,
            Err(error) => Some(Manifest::unreadable(path, &error)),
        };
        let manifest = read.map(|mut manifest| {
            manifest.shared_since = match &before {
                Some(before) if shares_the_same(&manifest, before) => before.shared_since,
                _ => reading,
            };
            before.filter(|before| **before == manifest).unwrap_or_else(|| Arc::new(manifest))
        });
        let known = ReadManifest { manifest: manifest.clone(), asked_in: reading, forgotten: false };
        self.known.by_path.insert(path.to_owned(), known);
        manifest
    }
}

/// Whether members take the same from the one as from the other.
fn shares_the_same(one: &Manifest, other: &Manifest) -> bool {
    let (one, other) = match (&one.workspace, &other.workspace) {
        (Some(one), Some(other)) => (one, other),
        (one, other) => return one.is_none() && other.is_none(),
    };
    let values = |table: &WorkspaceTable| {
        let package = table.package.as_ref()?.iter();
        let values = package.map(|(key, text)| (key.clone(), text.as_ref().map(|text| text.value.clone())));
        Some(values.collect::<Vec<_>>())
    };
    let dependencies = match (&one.dependencies, &other.dependencies) {
        (Some(one), Some(other)) => {
            let same = |(key, one): (&String, &DependencyEntry)| {
                other.get(key).is_some_and(|other| one.says_the_same_as(other))
            };
            one.len() == other.len() && one.iter().all(same)
        }
        (one, other) => one.is_none() && other.is_none(),
    };
    dependencies && values(one) == values(other) && one.lints == other.lints
}

/// Reads the manifest `text`, whose file is `path`.
pub(crate) fn read(path: &Path, text: &str) -> Manifest {
    let folder = path.parent().unwrap_or(Path::new("/")).to_owned();
    let (table, mut reader) = parse(path, text);
    let reader = &mut reader;
    let workspace = table.get("workspace").and_then(|value| read_workspace(reader, value, &folder));
    // `[project]` is what `[package]` was called before Cargo 0.2; Cargo still reads it.
    let package = table.get("package").or_else(|| table.get("project")).and_then(|value| read_package(reader, value));
    let edition = own_edition(package.as_ref(), workspace.as_ref());
    let manifest = Manifest {
        dependencies: dependencies::read_all(reader, &table, &folder, edition),
        features: table.get("features").map(|value| features::read(reader, value)).unwrap_or_default(),
        targets: TargetTables::read(reader, &table),
        lints: table.get("lints").and_then(|value| read_lints(reader, value)),
        patches: read_patches(reader, &table, &folder),
        package,
        workspace,
        path: path.to_owned(),
        folder,
        problems: Vec::new(),
        broken_at: reader.broken_at,
        shared_since: 0,
    };
    check_shape(reader, &table, &manifest);
    reader.problems.sort_by_key(|problem| problem.span);
    Manifest { problems: std::mem::take(&mut reader.problems), ..manifest }
}

/// The edition as far as it decides how this very manifest is read: a member that inherits it from elsewhere is
/// read leniently.
fn own_edition(package: Option<&PackageTable>, workspace: Option<&WorkspaceTable>) -> Edition {
    let edition = match package.and_then(|package| package.edition.as_ref()) {
        Some(Inheritable::Own(text)) => Some(text),
        Some(Inheritable::FromWorkspace(_)) => {
            workspace.and_then(|workspace| workspace.package.as_ref()?.get("edition")?.as_ref())
        }
        None => None,
    };
    edition.and_then(|text| parse_edition(&text.value)).unwrap_or_default()
}

/// The edition that is written `text`, `None` if no Cargo knows it.
pub(crate) fn parse_edition(text: &str) -> Option<Edition> {
    match text {
        "2015" => Some(Edition::E2015),
        "2018" => Some(Edition::E2018),
        "2021" => Some(Edition::E2021),
        "2024" => Some(Edition::E2024),
        later => later.parse::<u32>().is_ok_and(|year| year > 2024).then_some(Edition::E2024),
    }
}

/// What Cargo refuses about the tables as a whole. Of a broken text nothing is said: what is missing may stand
/// behind the break.
fn check_shape(reader: &mut Reader<'_>, table: &Table<'_>, manifest: &Manifest) {
    if manifest.broken_at != u32::MAX {
        return;
    }
    match (&manifest.package, &manifest.workspace) {
        // A name of the wrong type has its problem already.
        (Some(package), _) if package.name.is_none() && reader.problems.is_empty() => {
            reader.problem(package.span, "missing field `package.name`".to_owned());
        }
        (Some(_), _) => {}
        (None, None) if table.is_empty() => {
            let message = "manifest is missing either a `[package]` or a `[workspace]`";
            reader.problem(Span::default(), message.to_owned());
        }
        (None, _) => {
            let sections = ["lib", "bin", "example", "test", "bench", "dependencies", "dev-dependencies"];
            let sections = sections.into_iter().chain(["build-dependencies", "features", "target", "lints"]);
            for (key, _) in sections.filter_map(|section| table.get_key_value(section)) {
                let key = reader.key(key);
                let message =
                    format!("this virtual manifest specifies a `{}` section, which is not allowed", key.value);
                reader.problem(key.span, message);
            }
            if manifest.workspace.is_none() && reader.problems.is_empty() {
                let message = "manifest is missing either a `[package]` or a `[workspace]`";
                reader.problem(Span::default(), message.to_owned());
            }
        }
    }
}

fn read_package(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<PackageTable> {
    let table = reader.table(value)?;
    let mut package = PackageTable { span: reader.span(value), ..PackageTable::default() };
    for (key, value) in table {
        let key = reader.key(key);
        if says_workspace(value) {
            package.inherited.push(key.clone());
        }
        match key.value.as_str() {
            "name" => {
                package.name = reader.string(value);
                let span = reader.span(value);
                if package.name.as_ref().is_some_and(|name| name.value.is_empty()) && reader.intact(span) {
                    reader.problem(span, "package name cannot be empty".to_owned());
                }
            }
            "version" => package.version = inheritable(reader, &key, value, Reader::string),
            "edition" => package.edition = inheritable(reader, &key, value, Reader::string),
            "workspace" => package.workspace = reader.string(value),
            "build" => package.build = read_build(reader, value),
            "links" => package.links = reader.string(value),
            "autolib" => package.discover.library = reader.boolean(value),
            "autobins" => package.discover.binaries = reader.boolean(value),
            "autoexamples" => package.discover.examples = reader.boolean(value),
            "autotests" => package.discover.tests = reader.boolean(value),
            "autobenches" => package.discover.benches = reader.boolean(value),
            _ => {}
        }
    }
    package.inherited.sort_by_key(|key| key.span);
    Some(package)
}

fn read_build(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Build> {
    match value.get_ref() {
        DeValue::Boolean(true) => Some(Build::Default),
        DeValue::Boolean(false) => Some(Build::Off),
        DeValue::String(path) => Some(Build::Path(path.clone().into_owned())),
        // Several build scripts are unstable in Cargo; the first stands for them.
        DeValue::Array(_) => reader.strings(value)?.into_iter().next().map(|path| Build::Path(path.value)),
        _ => reader.wrong_type(value, "a boolean, a string or a sequence"),
    }
}

fn says_workspace(value: &Value<'_>) -> bool {
    let DeValue::Table(table) = value.get_ref() else { return false };
    table.get("workspace").is_some_and(|workspace| workspace.get_ref().as_bool() == Some(true))
}

fn inheritable<'t, T>(
    reader: &mut Reader<'t>,
    key: &Text,
    value: &Value<'_>,
    read: impl FnOnce(&mut Reader<'t>, &Value<'_>) -> Option<T>,
) -> Option<Inheritable<T>> {
    match says_workspace(value) {
        true => Some(Inheritable::FromWorkspace(key.span)),
        false => read(reader, value).map(Inheritable::Own),
    }
}

fn read_lints(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Inheritable<LintsTable>> {
    match says_workspace(value) {
        true => Some(Inheritable::FromWorkspace(reader.span(value))),
        false => LintsTable::read(reader, value).map(Inheritable::Own),
    }
}

fn read_workspace(reader: &mut Reader<'_>, value: &Value<'_>, folder: &Path) -> Option<WorkspaceTable> {
    let table = reader.table(value)?;
    let mut workspace = WorkspaceTable::default();
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "members" => workspace.members = reader.strings(value),
            "exclude" => {
                let excluded = reader.strings(value).unwrap_or_default();
                workspace.exclude = excluded.iter().map(|text| absolute(&folder.join(&text.value))).collect();
            }
            "default-members" => workspace.default_members = reader.strings(value),
            "package" => workspace.package = read_shared_package(reader, value),
            "dependencies" => workspace.dependencies = read_shared_dependencies(reader, value, folder),
            "lints" => workspace.lints = LintsTable::read(reader, value),
            _ => {}
        }
    }
    Some(workspace)
}

fn read_shared_package(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<BTreeMap<String, Option<Text>>> {
    let mut shared = BTreeMap::new();
    for (key, value) in reader.table(value)? {
        let string = value.get_ref().is_str().then(|| reader.string(value)).flatten();
        shared.insert(key.get_ref().clone().into_owned(), string);
    }
    Some(shared)
}

fn read_shared_dependencies(
    reader: &mut Reader<'_>,
    value: &Value<'_>,
    folder: &Path,
) -> Option<FxHashMap<String, DependencyEntry>> {
    let table = reader.table(value)?;
    let entries = dependencies::read_table(reader, table, folder, DependencyKind::Normal, None);
    for entry in entries.iter().filter(|entry| entry.is_optional()) {
        let name = &entry.key.value;
        let message = format!("{name} is optional, but workspace dependencies cannot be optional");
        reader.problem(entry.key.span, message);
    }
    Some(entries.into_iter().map(|entry| (entry.key.value.clone(), entry)).collect())
}

fn read_patches(reader: &mut Reader<'_>, table: &Table<'_>, folder: &Path) -> Vec<DependencyEntry> {
    let sources = table.get("patch").and_then(|value| reader.table(value));
    let mut tables: Vec<&Value<'_>> = sources.into_iter().flatten().map(|(_, entries)| entries).collect();
    tables.extend(table.get("replace"));
    let mut patches = Vec::new();
    for entries in tables {
        if let Some(entries) = reader.table(entries) {
            patches.extend(dependencies::read_table(reader, entries, folder, DependencyKind::Normal, None));
        }
    }
    patches.retain(|patch| patch.path.is_some());
    patches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<(String, String)> {
        let manifest = read(Path::new("/w/Cargo.toml"), text);
        let said = |problem: &Problem| (problem.message.clone(), text[problem.span.range()].to_owned());
        manifest.problems.iter().map(said).collect()
    }

    fn said(message: &str, at: &str) -> (String, String) {
        (message.to_owned(), at.to_owned())
    }

    #[test]
    fn what_cargo_refuses_about_the_tables_is_told_in_its_words() {
        assert_eq!(problems("[package]\nversion = '1.0.0'\n"), [said("missing field `package.name`", "[package]")]);
        assert_eq!(problems(""), [said("manifest is missing either a `[package]` or a `[workspace]`", "")]);
        assert_eq!(
            problems("[workspace]\n[dependencies]\na = '1'\n[lib]\n"),
            [
                said("this virtual manifest specifies a `dependencies` section, which is not allowed", "dependencies"),
                said("this virtual manifest specifies a `lib` section, which is not allowed", "lib"),
            ]
        );
        assert_eq!(
            problems("[workspace.dependencies]\na = { version = '1', optional = true }\n"),
            [said("a is optional, but workspace dependencies cannot be optional", "a")]
        );
    }

    #[test]
    fn a_manifest_cut_in_half_keeps_what_stands_before_the_cut_and_has_one_problem() {
        let text =
            "[package]\nname = 'a'\n[features]\nx = []\n[dependencies]\nb = { path = '../b' }\nc = { path = '../";
        let manifest = read(Path::new("/w/Cargo.toml"), text);
        assert_eq!(manifest.problems.len(), 1);
        assert_eq!(manifest.package.as_ref().unwrap().name.as_ref().unwrap().value, "a");
        assert!(manifest.features.declared.contains_key("x"));
        let intact: Vec<_> = manifest
            .dependencies
            .iter()
            .map(|entry| (entry.key.value.as_str(), manifest.intact(entry.place)))
            .collect();
        assert_eq!(intact, [("b", true), ("c", false)]);
    }

    #[test]
    fn no_cut_of_a_manifest_has_more_than_one_problem() {
        let text = include_str!("../Cargo.toml");
        for cut in (0..text.len()).filter(|&cut| text.is_char_boundary(cut)) {
            let manifest = read(Path::new("/w/Cargo.toml"), &text[..cut]);
            assert!(manifest.problems.len() <= 1, "cut at {cut}: {:?}", manifest.problems);
        }
    }

    #[test]
    fn a_key_from_the_workspace_is_remembered_with_its_place() {
        let text = "[package]\nname = 'a'\nversion.workspace = true\nlicense = { workspace = true }\n";
        let manifest = read(Path::new("/w/Cargo.toml"), text);
        let package = manifest.package.unwrap();
        let inherited: Vec<_> = package.inherited.iter().map(|key| &text[key.span.range()]).collect();
        assert_eq!(inherited, ["version", "license"]);
        assert!(matches!(package.version, Some(Inheritable::FromWorkspace(_))));
    }
}
