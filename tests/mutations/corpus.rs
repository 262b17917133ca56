//! The crates whose imports are broken: the direct dependencies of the package in `corpus/`, where they lie, and what
//! of them Cargo can build without the network.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A published crate at the version that the corpus pins.
#[derive(Debug)]
pub(crate) struct Subject {
    /// Its name in the corpus's manifest, which tells several versions of a crate apart.
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) version: String,
    /// Where Cargo unpacked it.
    pub(crate) folder: PathBuf,
    /// The features that it is checked with beside its default ones.
    pub(crate) features: Vec<String>,
    /// Its library's file, relative to its folder.
    pub(crate) library: String,
    /// What its dependencies are called in its source.
    pub(crate) dependencies: BTreeSet<String>,
}

pub(crate) fn corpus_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mutations/corpus")
}

/// Cargo as this test was started with.
pub(crate) fn cargo() -> Command {
    crate::machine::command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Those that `GREENLIGHT_MUTATIONS_ONLY` names, a list with commas; all without it.
pub(crate) fn subjects() -> Vec<Subject> {
    let all = all_subjects();
    let Some(only) = only() else { return all };
    for key in &only {
        assert!(all.iter().any(|subject| subject.key == *key), "no `{key}` in {}", corpus_folder().display());
    }
    all.into_iter().filter(|subject| only.contains(&subject.key)).collect()
}

/// The crates that alone were asked for.
pub(crate) fn only() -> Option<Vec<String>> {
    let only = std::env::var("GREENLIGHT_MUTATIONS_ONLY").ok()?;
    Some(only.split(',').map(|key| key.trim().to_owned()).collect())
}

fn all_subjects() -> Vec<Subject> {
    let arguments = ["metadata", "--offline", "--locked", "--format-version", "1"];
    let output = cargo().args(arguments).current_dir(corpus_folder()).output().unwrap();
    let hint = "`cargo fetch --locked --manifest-path tests/mutations/corpus/Cargo.toml` brings what is missing";
    assert!(output.status.success(), "{}\n{hint}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let corpus = packages.iter().find(|package| package["id"] == metadata["resolve"]["root"]).unwrap();
    let dependencies = corpus["dependencies"].as_array().unwrap().iter();
    let mut subjects: Vec<Subject> = dependencies.map(|dependency| subject(dependency, packages)).collect();
    subjects.sort_by(|one, other| one.key.cmp(&other.key));
    subjects
}

fn subject(dependency: &Value, packages: &[Value]) -> Subject {
    let name = text(&dependency["name"]);
    let key = dependency["rename"].as_str().map_or(name.clone(), str::to_owned);
    let requirement = text(&dependency["req"]);
    let version = requirement.strip_prefix('=').unwrap_or_else(|| panic!("{key} is not pinned: {requirement}"));
    let package = packages
        .iter()
        .find(|package| {
            let found = text(&package["version"]);
            package["name"] == *name && found.split('+').next() == Some(version)
        })
        .unwrap_or_else(|| panic!("{key} is not in the lock file"));
    let folder = Path::new(&text(&package["manifest_path"])).parent().unwrap().to_owned();
    let is_library = |target: &&Value| {
        let kinds = target["kind"].as_array().unwrap();
        kinds.iter().any(|kind| ["lib", "rlib", "proc-macro"].contains(&kind.as_str().unwrap()))
    };
    let library = package["targets"].as_array().unwrap().iter().find(is_library).expect("a crate has a library");
    let library = PathBuf::from(text(&library["src_path"]));
    let used = package["dependencies"].as_array().unwrap().iter().filter(|dependency| dependency["kind"].is_null());
    Subject {
        features: dependency["features"].as_array().unwrap().iter().map(text).collect(),
        library: library.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/"),
        dependencies: used
            .map(|used| used["rename"].as_str().unwrap_or_else(|| used["name"].as_str().unwrap()).replace('-', "_"))
            .collect(),
        version: text(&package["version"]),
        key,
        name,
        folder,
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
