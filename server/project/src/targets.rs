//! What Cargo compiles of a package: the targets its manifest names and those it discovers in the default places.
//! The rules, and the words for what goes wrong, are those of Cargo's own `toml/targets.rs`.

use std::path::{Path, PathBuf};

use greenlight_files::{EntryKind, Span, absolute};
use rustc_hash::FxHashSet;
use toml::de::DeValue;

use crate::document::{Reader, Table, Text, Value};
use crate::manifest::{Build, Manifest, PackageTable, parse_edition};
use crate::model::{Edition, FeatureReference, Problem, Target, TargetKind};
use crate::view::View;

/// `[lib]`, `[[bin]]` and so on, as written; `None` where the manifest has no such key.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TargetTables {
    pub(crate) library: Option<TargetTable>,
    pub(crate) binaries: Option<Vec<TargetTable>>,
    pub(crate) examples: Option<Vec<TargetTable>>,
    pub(crate) tests: Option<Vec<TargetTable>>,
    pub(crate) benches: Option<Vec<TargetTable>>,
}

/// One target's table, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TargetTable {
    /// The header, or the braces.
    span: Span,
    pub(crate) name: Option<Text>,
    path: Option<Text>,
    edition: Option<Text>,
    harness: Option<bool>,
    bench: Option<bool>,
    proc_macro: bool,
    required_features: Vec<FeatureReference>,
}

impl TargetTables {
    pub(crate) fn read(reader: &mut Reader<'_>, manifest: &Table<'_>) -> TargetTables {
        let mut many = |key: &str| {
            let tables = manifest.get(key).and_then(|value| reader.tables(value))?;
            Some(tables.into_iter().filter_map(|table| TargetTable::read(reader, table)).collect())
        };
        TargetTables {
            binaries: many("bin"),
            examples: many("example"),
            tests: many("test"),
            benches: many("bench"),
            library: manifest.get("lib").and_then(|value| TargetTable::read(reader, value)),
        }
    }
}

impl TargetTable {
    fn read(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<TargetTable> {
        let mut target = TargetTable { span: reader.span(value), ..TargetTable::default() };
        let table = reader.table(value)?;
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "name" => target.name = reader.string(value),
                "path" => target.path = reader.string(value),
                "edition" => target.edition = reader.string(value),
                "harness" => target.harness = reader.boolean(value),
                "bench" => target.bench = reader.boolean(value),
                "proc-macro" => target.proc_macro |= reader.boolean(value).unwrap_or(false),
                "proc_macro" if !table.contains_key("proc-macro") => {
                    target.proc_macro |= reader.boolean(value).unwrap_or(false);
                }
                "crate-type" => target.proc_macro |= names_proc_macro(value),
                "crate_type" if !table.contains_key("crate-type") => target.proc_macro |= names_proc_macro(value),
                "required-features" => {
                    let features = reader.strings(value).unwrap_or_default();
                    target.required_features = features.iter().map(Text::as_feature).collect();
                }
                _ => {}
            }
        }
        Some(target)
    }
}

fn names_proc_macro(crate_types: &Value<'_>) -> bool {
    let DeValue::Array(crate_types) = crate_types.get_ref() else { return false };
    crate_types.iter().any(|crate_type| crate_type.get_ref().as_str() == Some("proc-macro"))
}

/// A file in one of the default places.
struct Discovered {
    name: String,
    path: PathBuf,
}

/// How one kind of target is named, found and spoken of.
struct Kind {
    kind: TargetKind,
    /// The manifest's key.
    key: &'static str,
    /// The folder below the package's.
    folder: &'static str,
    /// Cargo's word for it where a name is missing.
    word: &'static str,
    /// Cargo's word for it where a name stands twice.
    word_for_names: &'static str,
}

/// What the targets of a package depend on beside its target tables.
struct PackageContext<'p> {
    view: View<'p>,
    manifest: &'p Manifest,
    name: &'p str,
    edition: Edition,
}

/// The targets of the package `name` with `edition`: library, binaries, examples, tests, benches, each kind by name,
/// then the build script. What Cargo would refuse goes to `problems`, and the target is still listed where a root
/// file can be named.
pub(crate) fn find(
    view: View<'_>,
    manifest: &Manifest,
    package: &PackageTable,
    name: &str,
    edition: Edition,
    problems: &mut Vec<Problem>,
) -> Vec<Target> {
    let context = PackageContext { view, manifest, name, edition };
    let tables = &manifest.targets;
    let mut targets: Vec<Target> = context.library(tables.library.as_ref(), package, problems).into_iter().collect();

    let bins =
        Kind { kind: TargetKind::Binary, key: "bin", folder: "src/bin", word: "binary", word_for_names: "binary" };
    let main = view.is_file(&manifest.folder.join("src/main.rs"));
    let main = main.then(|| Discovered { name: name.to_owned(), path: manifest.folder.join("src/main.rs") });
    let discovered = main.into_iter().chain(context.discover(bins.folder)).collect();
    targets.extend(context.of_kind(&bins, tables.binaries.as_deref(), discovered, package.discover.binaries, problems));

    let others = [
        (TargetKind::Example, "example", "examples", "example", &tables.examples, package.discover.examples),
        (TargetKind::Test, "test", "tests", "test", &tables.tests, package.discover.tests),
        (TargetKind::Bench, "bench", "benches", "benchmark", &tables.benches, package.discover.benches),
    ];
    for (kind, key, folder, word, tables, discover) in others {
        let kind = Kind { kind, key, folder, word, word_for_names: key };
        let discovered = context.discover(folder);
        targets.extend(context.of_kind(&kind, tables.as_deref(), discovered, discover, problems));
    }

    // Cargo's check, which a broken text may fail only for what stands behind the break.
    if manifest.is_complete() && targets.is_empty() && tables.library.is_none() && tables.binaries.is_none() {
        let note = "either src/lib.rs, src/main.rs, a [lib] section, or [[bin]] section must be present";
        let message = "no targets specified in the manifest".to_owned();
        problems.push(manifest.problem(package.span, message, vec![note.to_owned()]));
    }
    targets.extend(context.build_script(package.build.as_ref()));
    targets
}

impl PackageContext<'_> {
    fn library(
        &self,
        table: Option<&TargetTable>,
        package: &PackageTable,
        problems: &mut Vec<Problem>,
    ) -> Option<Target> {
        let default = self.manifest.folder.join("src/lib.rs");
        let exists = self.view.is_file(&default);
        let implied = TargetTable::default();
        let table = match table {
            Some(table) => table,
            None if exists && package.discover.library != Some(false) => &implied,
            None => return None,
        };
        let name = table.name.as_ref().map_or_else(|| self.name.replace('-', "_"), |name| name.value.clone());
        if let Some(written) = table.name.as_ref().filter(|written| written.value.contains('-')) {
            let message = format!("library target names cannot contain hyphens: {name}");
            problems.push(self.manifest.problem(written.span, message, Vec::new()));
        }
        let path = match &table.path {
            Some(path) => absolute(&self.manifest.folder.join(&path.value)),
            None if exists => default,
            None => {
                let legacy = self.manifest.folder.join("src").join(format!("{name}.rs"));
                if self.edition == Edition::E2015 && self.view.is_file(&legacy) {
                    legacy
                } else {
                    let message =
                        format!("can't find library `{name}`, rename file to `src/lib.rs` or specify lib.path");
                    self.report(table, message, problems);
                    default
                }
            }
        };
        let kind = if table.proc_macro { TargetKind::ProcMacro } else { TargetKind::Library };
        Some(self.target(kind, name, path, table))
    }

    fn build_script(&self, build: Option<&Build>) -> Option<Target> {
        let default = self.manifest.folder.join("build.rs");
        let path = match build {
            Some(Build::Off) => return None,
            Some(Build::Default) => default,
            Some(Build::Path(path)) => absolute(&self.manifest.folder.join(path)),
            None if self.view.is_file(&default) => default,
            None => return None,
        };
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let name = format!("build-script-{stem}");
        Some(self.target(TargetKind::BuildScript, name, path, &TargetTable::default()))
    }

    /// `*.rs` and `*/main.rs` below `folder`; names that begin with a dot do not count, nor do links to folders.
    fn discover(&self, folder: &str) -> Vec<Discovered> {
        let entries = self.view.list(&self.manifest.folder.join(folder));
        let visible = entries.iter().filter_map(|entry| {
            let name = entry.path.file_name()?.to_str()?.to_owned();
            (!name.starts_with('.')).then_some((name, entry))
        });
        let discovered = visible.filter_map(|(name, entry)| match entry.kind {
            EntryKind::Folder => {
                let path = entry.path.join("main.rs");
                (!entry.link && self.view.is_file(&path)).then_some(Discovered { name, path })
            }
            EntryKind::File => {
                Some(Discovered { name: name.strip_suffix(".rs")?.to_owned(), path: entry.path.clone() })
            }
            EntryKind::Other => None,
        });
        discovered.collect()
    }

    fn of_kind(
        &self,
        kind: &Kind,
        tables: Option<&[TargetTable]>,
        discovered: Vec<Discovered>,
        discover: Option<bool>,
        problems: &mut Vec<Problem>,
    ) -> Vec<Target> {
        // In edition 2015 a single table of a kind turns its discovery off.
        let discover = discover.unwrap_or(self.edition > Edition::E2015 || tables.is_none());
        let mut targets = Vec::new();
        let mut names = FxHashSet::default();
        let mut paths = FxHashSet::default();
        for table in tables.unwrap_or_default() {
            let Some(name) = table.name.as_ref().filter(|name| !name.value.trim().is_empty()) else {
                let message = match table.name {
                    Some(_) => format!("{} target names cannot be empty", kind.word),
                    None => format!("{} target {}.name is required", kind.word, kind.key),
                };
                self.report(table, message, problems);
                continue;
            };
            let path = match &table.path {
                Some(path) => absolute(&self.manifest.folder.join(&path.value)),
                None => self.path_of(kind, table, &name.value, &discovered, problems),
            };
            if table.path.is_some() {
                paths.insert(path.clone());
            }
            if names.insert(name.value.clone()) {
                targets.push(self.target(kind.kind, name.value.clone(), path, table));
            } else {
                self.report_duplicate(kind, &name.value, name.span, problems);
            }
        }
        if discover {
            let mut found = FxHashSet::default();
            for Discovered { name, path } in discovered {
                if names.contains(&name) || paths.contains(&path) {
                    continue;
                }
                // `x.rs` beside `x/main.rs`.
                if !found.insert(name.clone()) {
                    let package = self.manifest.package.as_ref().map_or_else(Span::default, |package| package.span);
                    self.report_duplicate(kind, &name, package, problems);
                }
                targets.push(self.target(kind.kind, name, path, &TargetTable::default()));
            }
        }
        targets.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
        targets
    }

    /// The root file of a target that is written without a path.
    fn path_of(
        &self,
        kind: &Kind,
        table: &TargetTable,
        name: &str,
        discovered: &[Discovered],
        problems: &mut Vec<Problem>,
    ) -> PathBuf {
        let mut matching = discovered.iter().filter(|discovered| discovered.name == name);
        let folder = Path::new(kind.folder);
        let (file, main) = (folder.join(format!("{name}.rs")), folder.join(name).join("main.rs"));
        let message = match (matching.next(), matching.next()) {
            (Some(only), None) => return only.path.clone(),
            (Some(first), Some(second)) => {
                let [first, second] =
                    [first, second].map(|found| found.path.strip_prefix(&self.manifest.folder).unwrap_or(&found.path));
                format!(
                    "cannot infer path for `{name}` {}\nCargo doesn't know which to use because multiple target files \
                     found at `{}` and `{}`.",
                    kind.key,
                    first.display(),
                    second.display()
                )
            }
            (None, _) => format!(
                "can't find `{name}` {key} at `{}` or `{}`. Please specify {key}.path if you want to use a \
                 non-default path.",
                file.display(),
                main.display(),
                key = kind.key,
            ),
        };
        if self.edition == Edition::E2015
            && let Some(legacy) = self.legacy_path(kind.kind, name)
        {
            return legacy;
        }
        self.report(table, message, problems);
        self.manifest.folder.join(file)
    }

    /// Places that Cargo took before 2018, and still takes in edition 2015.
    fn legacy_path(&self, kind: TargetKind, name: &str) -> Option<PathBuf> {
        let source = self.manifest.folder.join("src");
        let has_library = self.manifest.targets.library.is_some() || self.view.is_file(&source.join("lib.rs"));
        let candidates = match kind {
            TargetKind::Binary if has_library => vec![source.join("main.rs"), source.join("bin/main.rs")],
            TargetKind::Binary => {
                vec![source.join(format!("{name}.rs")), source.join("main.rs"), source.join("bin/main.rs")]
            }
            TargetKind::Bench if name == "bench" => vec![source.join("bench.rs")],
            _ => Vec::new(),
        };
        candidates.into_iter().find(|candidate| self.view.is_file(candidate))
    }

    fn target(&self, kind: TargetKind, name: String, path: PathBuf, table: &TargetTable) -> Target {
        let edition = table.edition.as_ref().and_then(|edition| parse_edition(&edition.value));
        Target {
            kind,
            crate_name: name.replace('-', "_"),
            name,
            path,
            edition: edition.unwrap_or(self.edition),
            harness: table.harness.unwrap_or(true),
            bench: table
                .bench
                .unwrap_or(!matches!(kind, TargetKind::Example | TargetKind::Test | TargetKind::BuildScript)),
            required_features: table.required_features.clone(),
            span: table.name.as_ref().map(|name| name.span),
        }
    }

    /// A problem with `table`, unless it may be half of what was meant.
    fn report(&self, table: &TargetTable, message: String, problems: &mut Vec<Problem>) {
        let span = table.name.as_ref().map_or(table.span, |name| name.span);
        if self.manifest.is_complete() {
            problems.push(self.manifest.problem(span, message, Vec::new()));
        }
    }

    fn report_duplicate(&self, kind: &Kind, name: &str, span: Span, problems: &mut Vec<Problem>) {
        let word = kind.word_for_names;
        let message = format!("found duplicate {word} name {name}, but all {word} targets must have a unique name");
        problems.push(self.manifest.problem(span, message, Vec::new()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    // What Cargo's metadata shows is compared with it in `comparison`; here is what it does not show.

    #[test]
    fn a_bench_without_the_harness_says_so_and_has_its_place() {
        let fixture = Fixture::new(
            "//- /Cargo.toml\n[package]\nname = 'a'\nedition = '2021'\n[[bench]]\nname = 'speed-of-light'\nharness = false\n\
             //- /src/lib.rs\n//- /benches/speed-of-light.rs\n//- /benches/found.rs\n",
        );
        let workspace = fixture.load("/");
        let benches = workspace.packages[0].targets.iter().filter(|target| target.kind == TargetKind::Bench);
        let benches: Vec<_> =
            benches.map(|bench| (bench.crate_name.as_str(), bench.harness, bench.span.map(Span::len))).collect();
        assert_eq!(benches, [("found", true, None), ("speed_of_light", false, Some(14))]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_is_not_discovered_and_one_to_a_file_is() {
        let fixture = Fixture::new(
            "//- /Cargo.toml\n[package]\nname = 'a'\nautolib = false\n//- /src/main.rs\n//- /real/main.rs\n//- /examples/x/main.rs\n",
        );
        std::os::unix::fs::symlink(fixture.path("/real"), fixture.path("/examples/folder")).unwrap();
        std::os::unix::fs::symlink(fixture.path("/real/main.rs"), fixture.path("/examples/file.rs")).unwrap();
        let workspace = fixture.load("/");
        let names: Vec<_> = workspace.packages[0].targets.iter().map(|target| target.name.as_str()).collect();
        assert_eq!(names, ["a", "file", "x"]);
    }
}
