//! The dependency tables of a manifest, and what an entry with `workspace = true` takes from the workspace.

use std::path::{Path, PathBuf};

use greenlight_files::{Span, absolute};
use toml::de::DeValue;

use crate::document::{Reader, Table, Text, Value, extent};
use crate::model::{DependencyKind, Edition};

/// An entry of a dependency table, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DependencyEntry {
    pub(crate) key: Text,
    pub(crate) kind: DependencyKind,
    pub(crate) target: Option<String>,
    /// `workspace = true`.
    pub(crate) inherits: bool,
    /// `package = "…"`.
    pub(crate) package: Option<String>,
    pub(crate) version: Option<String>,
    /// `path = "…"`, absolute.
    pub(crate) path: Option<PathBuf>,
    pub(crate) git: bool,
    pub(crate) optional: Option<bool>,
    /// Its own.
    pub(crate) features: Vec<Text>,
    /// Those of the workspace's entry, once it is inherited.
    pub(crate) shared_features: Option<Vec<String>>,
    pub(crate) default_features: Option<bool>,
    /// Where a problem with the entry is shown: its path's string if it has one, else its key.
    pub(crate) place: Span,
}

impl DependencyEntry {
    /// The package's own name.
    pub(crate) fn package_name(&self) -> &str {
        self.package.as_deref().unwrap_or(&self.key.value)
    }

    pub(crate) fn is_optional(&self) -> bool {
        self.optional == Some(true)
    }

    /// The features that it turns on: those of the workspace's entry, and its own.
    pub(crate) fn all_features(&self) -> Vec<String> {
        let mut features = self.shared_features.clone().unwrap_or_default();
        let own = self.features.iter().map(|feature| &feature.value);
        let new: Vec<String> = own.filter(|feature| !features.contains(feature)).cloned().collect();
        features.extend(new);
        features
    }

    /// Whether it says what `other` says, though perhaps elsewhere in the text.
    pub(crate) fn says_the_same_as(&self, other: &DependencyEntry) -> bool {
        let DependencyEntry { key, kind, target, inherits, package, version, path, git, optional, features, .. } = self;
        *key.value == other.key.value
            && (kind, target, inherits) == (&other.kind, &other.target, &other.inherits)
            && (package, version, path, git) == (&other.package, &other.version, &other.path, &other.git)
            && *optional == other.optional
            && self.default_features == other.default_features
            && features.iter().map(|text| &text.value).eq(other.features.iter().map(|text| &text.value))
    }
}

/// All dependency tables of a manifest in `folder`, those below `[target]` included, in the order of the text.
pub(crate) fn read_all(
    reader: &mut Reader<'_>,
    manifest: &Table<'_>,
    folder: &Path,
    edition: Edition,
) -> Vec<DependencyEntry> {
    let mut entries = Vec::new();
    read_kinds(reader, manifest, folder, None, edition, &mut entries);
    let targets = manifest.get("target").and_then(|value| reader.table(value));
    for (target, tables) in targets.into_iter().flatten() {
        if let Some(tables) = reader.table(tables) {
            read_kinds(reader, tables, folder, Some(target.get_ref()), edition, &mut entries);
        }
    }
    entries.sort_by_key(|entry| entry.key.span);
    entries
}

fn read_kinds(
    reader: &mut Reader<'_>,
    tables: &Table<'_>,
    folder: &Path,
    target: Option<&str>,
    edition: Edition,
    entries: &mut Vec<DependencyEntry>,
) {
    let kinds = [
        (DependencyKind::Normal, "dependencies", "dependencies"),
        (DependencyKind::Dev, "dev-dependencies", "dev_dependencies"),
        (DependencyKind::Build, "build-dependencies", "build_dependencies"),
    ];
    for (kind, dashed, underscored) in kinds {
        // Cargo takes the underscore only where there is no dash, and not at all from edition 2024 on.
        let table = tables.get(dashed).or_else(|| tables.get(underscored).filter(|_| edition < Edition::E2024));
        let table = table.and_then(|value| reader.table(value));
        if let Some(table) = table {
            entries.extend(read_table(reader, table, folder, kind, target));
        }
        if edition >= Edition::E2024
            && underscored != dashed
            && let Some((key, _)) = tables.get_key_value(underscored)
        {
            let key = reader.key(key);
            let message = format!("`{underscored}` is unsupported as of the 2024 edition; instead use `{dashed}`");
            reader.problem(key.span, message);
        }
    }
}

/// One table of dependencies, in the order of the text.
pub(crate) fn read_table(
    reader: &mut Reader<'_>,
    table: &Table<'_>,
    folder: &Path,
    kind: DependencyKind,
    target: Option<&str>,
) -> Vec<DependencyEntry> {
    let mut entries: Vec<DependencyEntry> = table
        .iter()
        .filter_map(|(key, value)| {
            let key = reader.key(key);
            read_entry(reader, key, value, folder, kind, target)
        })
        .collect();
    entries.sort_by_key(|entry| entry.key.span);
    entries
}

fn read_entry(
    reader: &mut Reader<'_>,
    key: Text,
    value: &Value<'_>,
    folder: &Path,
    kind: DependencyKind,
    target: Option<&str>,
) -> Option<DependencyEntry> {
    let mut entry = DependencyEntry {
        place: key.span,
        key,
        kind,
        target: target.map(str::to_owned),
        inherits: false,
        package: None,
        version: None,
        path: None,
        git: false,
        optional: None,
        features: Vec::new(),
        shared_features: None,
        default_features: None,
    };
    let table = match value.get_ref() {
        DeValue::String(version) => {
            entry.version = Some(version.clone().into_owned());
            return Some(entry);
        }
        DeValue::Table(table) => table,
        _ => {
            let expected = "a version string like \"0.9.8\" or a detailed dependency like { version = \"0.9.8\" }";
            return reader.wrong_type(value, expected);
        }
    };
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "workspace" => entry.inherits = reader.boolean(value).unwrap_or(false),
            "package" => entry.package = reader.string(value).map(|text| text.value),
            "version" => entry.version = reader.string(value).map(|text| text.value),
            "path" => {
                if let Some(text) = reader.string(value) {
                    entry.path = Some(absolute(&folder.join(&text.value)));
                    entry.place = text.span;
                }
            }
            "git" => entry.git = reader.string(value).is_some(),
            "optional" => entry.optional = reader.boolean(value),
            "features" => {
                entry.features = reader.strings(value).unwrap_or_default();
            }
            "default-features" => entry.default_features = reader.boolean(value),
            "default_features" if !table.contains_key("default-features") => {
                entry.default_features = reader.boolean(value);
            }
            _ => {}
        }
    }
    let says_where = ["workspace", "version", "path", "git", "registry", "registry-index", "base"];
    if !says_where.iter().any(|key| table.contains_key(*key)) && reader.intact(extent(value)) {
        let message = format!(
            "dependency ({}) specified without providing a local path, Git repository, version, or workspace \
             dependency to use",
            entry.key.value
        );
        reader.problem(entry.key.span, message);
    }
    Some(entry)
}

/// `entry` with what it takes from `shared`, the workspace's entry of the same key. Cargo lets the member add
/// features, turn on default features and make the dependency optional; nothing else is the member's to say.
pub(crate) fn inherit(entry: &DependencyEntry, shared: &DependencyEntry) -> DependencyEntry {
    let default_features = match (entry.default_features, shared.default_features) {
        (Some(true), Some(false)) => Some(true),
        (_, shared) => shared,
    };
    DependencyEntry {
        key: entry.key.clone(),
        kind: entry.kind,
        target: entry.target.clone(),
        inherits: false,
        package: shared.package.clone(),
        version: shared.version.clone(),
        path: shared.path.clone(),
        git: shared.git,
        optional: entry.optional,
        features: entry.features.clone(),
        shared_features: Some(shared.features.iter().map(|feature| feature.value.clone()).collect()),
        default_features,
        place: entry.key.span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    fn entries(text: &str, edition: Edition) -> (Vec<DependencyEntry>, Vec<String>) {
        let (table, mut reader) = parse(Path::new("/w/Cargo.toml"), text);
        let entries = read_all(&mut reader, &table, Path::new("/w"), edition);
        (entries, reader.problems.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn every_table_counts_and_entries_stand_in_the_texts_order() {
        let (entries, problems) = entries(
            "[target.'cfg(unix)'.dev-dependencies]\nz = '1'\n[dependencies]\nb = '2'\na = { path = '../a', optional = true }\n\
             [build_dependencies]\nc = { git = 'https://x' }\n",
            Edition::E2021,
        );
        let seen: Vec<_> = entries.iter().map(|e| (e.key.value.as_str(), e.kind, e.target.as_deref())).collect();
        assert_eq!(
            seen,
            [
                ("z", DependencyKind::Dev, Some("cfg(unix)")),
                ("b", DependencyKind::Normal, None),
                ("a", DependencyKind::Normal, None),
                ("c", DependencyKind::Build, None),
            ]
        );
        assert_eq!(entries[2].path.as_deref(), Some(Path::new("/a")));
        assert!(entries[2].is_optional() && entries[3].git);
        assert!(problems.is_empty());
    }

    #[test]
    fn the_underscored_tables_ended_with_edition_2024() {
        let (entries, problems) = entries("[dev_dependencies]\na = '1'\n", Edition::E2024);
        assert!(entries.is_empty());
        assert_eq!(
            problems,
            ["`dev_dependencies` is unsupported as of the 2024 edition; instead use `dev-dependencies`"]
        );
    }

    #[test]
    fn an_entry_that_does_not_say_where_its_package_is_from_is_refused() {
        let (_, problems) = entries("[dependencies]\na = { features = ['x'] }\nb = {}\n", Edition::E2021);
        let refused = |name| {
            format!(
                "dependency ({name}) specified without providing a local path, Git repository, version, or workspace \
                 dependency to use"
            )
        };
        assert_eq!(problems, [refused("a"), refused("b")]);
    }

    #[test]
    fn a_member_adds_to_what_it_inherits() {
        let read = |text| entries(text, Edition::E2021).0.remove(0);
        let shared =
            read("[dependencies]\na = { version = '1', package = 'b', features = ['x'], default-features = false }");
        let member = read("[dependencies]\na = { workspace = true, features = ['y', 'x'], optional = true }");
        let merged = inherit(&member, &shared);
        assert_eq!(merged.all_features(), ["x", "y"]);
        assert_eq!((merged.package_name(), merged.version.as_deref()), ("b", Some("1")));
        assert_eq!((merged.default_features, merged.optional), (Some(false), Some(true)));
        let on = read("[dependencies]\na = { workspace = true, default-features = true }");
        assert_eq!(inherit(&on, &shared).default_features, Some(true));
    }
}
