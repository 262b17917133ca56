//! A subject as a workspace of its own: its published files, a manifest that keeps only the library and what the
//! corpus's lock file has for it, and that lock file.
//!
//! Cargo resolves a member with all its features, while the lock file has only what the corpus turns on. So features
//! that would bring in more are left out together with the optional dependencies that nothing turns on.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use toml_edit::{Array, DocumentMut, Item, Table, Value};

use crate::corpus::{Subject, corpus_folder};

const DEPENDENCY_TABLES: [&str; 2] = ["dependencies", "build-dependencies"];

/// Lays the un-mutated subject into `folder`, which is made anew.
pub(crate) fn lay(subject: &Subject, folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
    copy(&subject.folder, folder);
    let manifest = fs::read_to_string(subject.folder.join("Cargo.toml")).unwrap();
    fs::write(folder.join("Cargo.toml"), library_manifest(&manifest, &subject.features)).unwrap();
    let lock = fs::read_to_string(corpus_folder().join("Cargo.lock")).unwrap();
    fs::write(folder.join("Cargo.lock"), lock_of_member(&lock, &subject.name, &subject.version)).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            copy(&entry.path(), &to.join(&name));
        } else if kind.is_file() {
            fs::copy(entry.path(), to.join(&name)).unwrap();
        }
    }
}

/// The manifest with its library alone, `features` turned on by default.
fn library_manifest(manifest: &str, features: &[String]) -> String {
    let mut manifest: DocumentMut = manifest.parse().unwrap();
    for key in ["bin", "test", "bench", "example", "dev-dependencies", "dev_dependencies", "patch", "replace", "lints"]
    {
        manifest.remove(key);
    }
    let package = if manifest.contains_key("package") { "package" } else { "project" };
    let package = manifest[package].as_table_mut().expect("a manifest has a package");
    for key in ["default-run", "workspace"] {
        package.remove(key);
    }
    for key in ["autobins", "autotests", "autobenches", "autoexamples"] {
        package.insert(key, toml_edit::value(false));
    }
    manifest.insert("workspace", Item::Table(Table::new()));
    for table in dependency_tables(&mut manifest, &["dev-dependencies", "dev_dependencies"]) {
        table.clear();
    }
    keep_what_is_turned_on(&mut manifest, features);
    manifest.to_string()
}

/// The manifest's tables of these names, those of targets included.
fn dependency_tables<'m>(manifest: &'m mut DocumentMut, names: &[&str]) -> Vec<&'m mut dyn toml_edit::TableLike> {
    let mut tables: Vec<&mut dyn toml_edit::TableLike> = Vec::new();
    for (key, item) in manifest.iter_mut() {
        if names.contains(&key.get()) {
            tables.extend(item.as_table_like_mut());
        } else if key.get() == "target" {
            for (_, target) in item.as_table_like_mut().unwrap().iter_mut() {
                for (key, item) in target.as_table_like_mut().unwrap().iter_mut() {
                    if names.contains(&key.get()) {
                        tables.extend(item.as_table_like_mut());
                    }
                }
            }
        }
    }
    tables
}

/// What a string in a feature's list stands for.
enum Turns<'f> {
    Dependency(&'f str),
    /// `dependency?/feature`.
    OfDependencyIfOn(&'f str),
    /// `dependency/feature`.
    OfDependency(&'f str),
    Feature(&'f str),
}

fn turns<'f>(entry: &'f str, optional: &BTreeSet<String>, declared: &Table) -> Turns<'f> {
    if let Some(dependency) = entry.strip_prefix("dep:") {
        return Turns::Dependency(dependency);
    }
    match entry.split_once('/') {
        Some((dependency, _)) => match dependency.strip_suffix('?') {
            Some(dependency) => Turns::OfDependencyIfOn(dependency),
            None => Turns::OfDependency(dependency),
        },
        None if !declared.contains_key(entry) && optional.contains(entry) => Turns::Dependency(entry),
        None => Turns::Feature(entry),
    }
}

fn keep_what_is_turned_on(manifest: &mut DocumentMut, features: &[String]) {
    let mut optional = BTreeSet::new();
    let mut required = BTreeSet::new();
    for table in dependency_tables(manifest, &DEPENDENCY_TABLES) {
        for (name, dependency) in table.iter() {
            let is_optional = dependency.get("optional").and_then(Item::as_bool) == Some(true);
            if is_optional {
                optional.insert(name.to_owned())
            } else {
                required.insert(name.to_owned())
            };
        }
    }
    let declared = manifest.get("features").and_then(Item::as_table).cloned().unwrap_or_default();

    let mut on_features = BTreeSet::new();
    let mut on_dependencies = required;
    let mut left: Vec<String> = features.iter().cloned().chain(["default".to_owned()]).collect();
    while let Some(entry) = left.pop() {
        match turns(&entry, &optional, &declared) {
            Turns::Dependency(dependency) | Turns::OfDependency(dependency) => {
                on_dependencies.insert(dependency.to_owned());
            }
            Turns::OfDependencyIfOn(_) => {}
            Turns::Feature(feature) => {
                if on_features.insert(feature.to_owned()) {
                    left.extend(entries(&declared, feature));
                }
            }
        }
    }

    let mut kept = Table::new();
    for (feature, _) in &declared {
        if !on_features.contains(feature) && needs_a_dependency(feature, &declared, &optional) {
            continue;
        }
        let list = entries(&declared, feature).into_iter().filter(|entry| match turns(entry, &optional, &declared) {
            Turns::Dependency(name) | Turns::OfDependency(name) | Turns::OfDependencyIfOn(name) => {
                on_dependencies.contains(name)
            }
            Turns::Feature(_) => true,
        });
        kept.insert(feature, toml_edit::value(Value::Array(list.collect())));
    }
    let mut default: BTreeSet<String> = entries(&kept, "default").into_iter().collect();
    default.extend(features.iter().cloned());
    kept.insert("default", toml_edit::value(Value::Array(default.into_iter().collect::<Array>())));
    manifest.insert("features", Item::Table(kept));

    for table in dependency_tables(manifest, &DEPENDENCY_TABLES) {
        let off: Vec<String> =
            table.iter().map(|(name, _)| name.to_owned()).filter(|name| !on_dependencies.contains(name)).collect();
        for name in off {
            table.remove(&name);
        }
    }
}

fn needs_a_dependency(feature: &str, declared: &Table, optional: &BTreeSet<String>) -> bool {
    let mut seen = BTreeSet::new();
    let mut left = vec![feature.to_owned()];
    while let Some(feature) = left.pop() {
        if seen.insert(feature.clone()) {
            for entry in entries(declared, &feature) {
                match turns(&entry, optional, declared) {
                    Turns::Feature(feature) => left.push(feature.to_owned()),
                    _ => return true,
                }
            }
        }
    }
    false
}

fn entries(declared: &Table, feature: &str) -> Vec<String> {
    let list = declared.get(feature).and_then(Item::as_array);
    list.into_iter().flatten().map(|entry| entry.as_str().unwrap().to_owned()).collect()
}

/// The corpus's lock file with this package as a member instead.
fn lock_of_member(lock: &str, name: &str, version: &str) -> String {
    let mut lock: DocumentMut = lock.parse().unwrap();
    let packages = lock["package"].as_array_of_tables_mut().unwrap();
    packages.retain(|package| package["name"].as_str() != Some("corpus"));
    let member = packages
        .iter_mut()
        .find(|package| package["name"].as_str() == Some(name) && package["version"].as_str() == Some(version))
        .expect("the subject is locked");
    member.remove("source");
    member.remove("checksum");
    lock.to_string()
}
