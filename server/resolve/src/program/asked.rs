//! Which features packages of a workspace turn on in each other. Cargo builds a package with all that anybody asks of it
//! (the Cargo book, "Feature unification").

use std::collections::BTreeSet;

use greenlight_project::{Dependency, DependencySource, Package, PackageId, Workspace};
use rustc_hash::FxHashMap;

/// The features that a package asks of another of its workspace.
pub(crate) fn asks(package: &Package, of: PackageId) -> impl Iterator<Item = &str> {
    let is_it = move |dependency: &&Dependency| dependency.source == DependencySource::Package(of);
    package.dependencies.iter().filter(is_it).flat_map(move |dependency| asked(package, dependency))
}

/// The features that these packages of a workspace ask of others, by who is asked.
pub(super) fn all_asked(
    workspace: &Workspace,
    packages: impl Fn(usize) -> bool,
) -> FxHashMap<PackageId, BTreeSet<&str>> {
    let mut all: FxHashMap<PackageId, BTreeSet<&str>> = FxHashMap::default();
    let asking = workspace.packages.iter().enumerate().filter(|(number, _)| packages(*number));
    for (_, package) in asking {
        for dependency in &package.dependencies {
            if let DependencySource::Package(id) = dependency.source {
                all.entry(id).or_default().extend(asked(package, dependency));
            }
        }
    }
    all.retain(|_, features| !features.is_empty());
    all
}

fn asked<'p>(package: &'p Package, dependency: &'p Dependency) -> impl Iterator<Item = &'p str> {
    // `key/feature` and `key?/feature`.
    let values = package.features.declared.values().flat_map(|feature| &feature.enables);
    let passed = values.filter_map(|value| {
        let (key, feature) = value.written.split_once('/')?;
        (key.trim_end_matches('?') == dependency.key).then_some(feature)
    });
    dependency.features.iter().map(String::as_str).chain(passed)
}
