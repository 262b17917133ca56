//! Cargo features as names with a meaning: where one is declared, where it stands in sources and manifests, what it turns on.
//! Everything is computed from a snapshot when somebody asks; nothing is kept.

mod completion;
mod hover;
mod overview;
mod rename;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use greenlight_files::Span;
use greenlight_project::{DependencySource, FeatureReference, FeatureValue, Package, PackageId};
use greenlight_resolve::{CrateId, InstanceId};
use greenlight_syntax::feature_strings;

pub use hover::Hover;
pub use overview::FeatureOverview;
pub use rename::RenameError;

use crate::host::Snapshot;

/// A feature of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Whose it is.
    pub owner: Owner,
    /// Its name.
    pub name: String,
}

/// The package that has a feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A package of the workspace, or a path dependency of it.
    Package(PackageId),
    /// One that Cargo downloaded: its manifest, absolute.
    Downloaded(PathBuf),
}

/// A place that names a feature.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// Absolute.
    pub file: PathBuf,
    /// The name alone, without quotes and what stands before it in its string.
    pub span: Span,
    /// What it is there for.
    pub role: Role,
}

/// What a place names a feature for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The key in `[features]`.
    Declaration,
    /// The key of an optional dependency, which is a feature by itself.
    Implicit,
    /// A cfg in a source.
    Cfg,
    /// The list of this feature of the same package.
    EnabledBy(String),
    /// `required-features` of this target.
    RequiredBy(String),
    /// A dependent: the package of this name asks for it, in a dependency's `features` or in a list of its own features.
    AskedForBy(String),
    /// A command in greenlight.toml.
    Command,
}

impl Snapshot {
    /// The feature that the file (absolute) names at `offset` bytes, and where; both ends of the name count.
    #[must_use]
    pub fn feature_at(&self, file: &Path, offset: u32) -> Option<(Feature, Span)> {
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("rs") => self.in_source(file, offset),
            Some("toml") => self.in_manifest(file, offset),
            _ => None,
        }
    }

    /// Every place in the workspace that names the feature, by file and place; the sources of its package are read for it.
    #[must_use]
    pub fn feature_occurrences(&self, feature: &Feature) -> Vec<Occurrence> {
        let Owner::Package(id) = feature.owner else { return Vec::new() };
        let mut found = self.in_manifests(id, &feature.name);
        for file in self.sources_of(id) {
            let Some(text) = self.text(&file).filter(|text| text.contains(&feature.name)) else { continue };
            let strings = feature_strings(&text).into_iter().filter(|string| string.value == feature.name);
            found.extend(strings.map(|string| Occurrence {
                file: file.clone(),
                span: string.content,
                role: Role::Cfg,
            }));
        }
        found.extend(rename::in_configuration(self, id, &feature.name));
        found.sort();
        found.dedup_by(|one, other| one.file == other.file && one.span == other.span);
        found
    }

    /// Where the feature is declared: its key, or that of the optional dependency that it is.
    #[must_use]
    pub fn feature_declaration(&self, feature: &Feature) -> Option<(PathBuf, Span)> {
        let package = self.package_of_feature(feature)?;
        let declared = package.features.declared.get(&feature.name).map(|declared| declared.span);
        let span = declared.or_else(|| implicit(package, &feature.name))?;
        Some((package.manifest.clone(), span))
    }

    /// The package that has the feature.
    fn package_of_feature(&self, feature: &Feature) -> Option<&Package> {
        match &feature.owner {
            Owner::Package(id) => Some(&self.workspace().packages[id.0 as usize]),
            Owner::Downloaded(manifest) => {
                let dependencies = self.workspace().packages.iter().flat_map(|package| &package.dependencies);
                let mut found = dependencies.filter_map(|dependency| match &dependency.source {
                    DependencySource::Downloaded(found) => Some(found),
                    _ => None,
                });
                let downloaded = found.find_map(|found| {
                    found.iter().find(|downloaded| downloaded.folder.join("Cargo.toml") == *manifest)
                })?;
                self.program().downloaded(downloaded)
            }
        }
    }

    /// The files of the package's targets, absolute.
    fn sources_of(&self, id: PackageId) -> Vec<PathBuf> {
        let program = self.program();
        let crates: BTreeSet<CrateId> =
            program.crate_ids().filter(|&krate| program.crate_of(krate).package == id).collect();
        program.files_of(&crates)
    }

    fn in_source(&self, file: &Path, offset: u32) -> Option<(Feature, Span)> {
        let text = self.text(file)?;
        let string = feature_strings(&text).into_iter().find(|string| touches(string.content, offset))?;
        let program = self.program();
        let located = program.locate(file, program.likely_crates(file));
        let located = located.or_else(|| program.locate(file, program.crate_ids()))?;
        let package = program.crate_of(located.instances.first().map(|instance: &InstanceId| instance.krate)?).package;
        Some((Feature { owner: Owner::Package(package), name: string.value }, string.content))
    }

    fn in_manifest(&self, file: &Path, offset: u32) -> Option<(Feature, Span)> {
        let workspace = self.workspace();
        let own = workspace.packages.iter().zip(0..).find(|(package, _)| package.manifest == file);
        let in_package = own.and_then(|(package, number)| {
            let feature = |name: &str, span: Span| {
                Some((Feature { owner: Owner::Package(PackageId(number)), name: name.to_owned() }, span))
            };
            for (name, declared) in &package.features.declared {
                if touches(declared.span, offset) {
                    return feature(name, declared.span);
                }
                if let Some(entry) = declared.enables.iter().find(|entry| touches(entry.span, offset)) {
                    return self.of_entry(package, PackageId(number), entry);
                }
            }
            for target in &package.targets {
                if let Some(entry) = target.required_features.iter().find(|entry| touches(entry.span, offset)) {
                    return self.of_entry(package, PackageId(number), entry);
                }
            }
            for dependency in &package.dependencies {
                if let Some(asked) = dependency.own_features.iter().find(|asked| touches(asked.span, offset)) {
                    return Some((self.of_dependency(&dependency.source, &asked.written)?, asked.span));
                }
                let is_feature = dependency.optional && !package.features.declared.contains_key(&dependency.key);
                if touches(dependency.span, offset) && is_feature && package.features.expected.contains(&dependency.key)
                {
                    return feature(&dependency.key, dependency.span);
                }
            }
            None
        });
        in_package.or_else(|| {
            let shared = workspace.shared_dependencies.iter().filter(|_| file == workspace.root_manifest);
            for shared in shared {
                let Some(asked) = shared.features.iter().find(|asked| touches(asked.span, offset)) else { continue };
                let members = workspace.packages.iter().flat_map(|package| &package.dependencies);
                let mut inheriting = members.filter(|dependency| dependency.inherits && dependency.key == shared.key);
                return Some((self.of_dependency(&inheriting.next()?.source, &asked.written)?, asked.span));
            }
            None
        })
    }

    /// The feature that an entry of a list of the package names.
    fn of_entry(&self, package: &Package, id: PackageId, entry: &FeatureReference) -> Option<(Feature, Span)> {
        match entry.value() {
            FeatureValue::Feature(name) => {
                Some((Feature { owner: Owner::Package(id), name: name.to_owned() }, entry.span))
            }
            FeatureValue::Dependency(_) => None,
            FeatureValue::OfDependency { key, feature, .. } => {
                let dependency = package.dependencies.iter().find(|dependency| dependency.key == key)?;
                Some((self.of_dependency(&dependency.source, feature)?, behind(entry, feature)))
            }
        }
    }

    fn of_dependency(&self, source: &DependencySource, name: &str) -> Option<Feature> {
        let owner = match source {
            DependencySource::Package(id) => Owner::Package(*id),
            DependencySource::Downloaded(found) => Owner::Downloaded(found.first()?.folder.join("Cargo.toml")),
            _ => return None,
        };
        Some(Feature { owner, name: name.to_owned() })
    }

    fn in_manifests(&self, id: PackageId, name: &str) -> Vec<Occurrence> {
        let workspace = self.workspace();
        let package = &*workspace.packages[id.0 as usize];
        let mut found = Vec::new();
        let at = |file: &Path, span: Span, role: Role| Occurrence { file: file.to_owned(), span, role };
        match package.features.declared.get(name) {
            Some(declared) => found.push(at(&package.manifest, declared.span, Role::Declaration)),
            None => found.extend(implicit(package, name).map(|span| at(&package.manifest, span, Role::Implicit))),
        }
        for (number, other) in workspace.packages.iter().enumerate() {
            let is_own = number as u32 == id.0;
            // The keys by which the package is a dependency of the other.
            let keys: BTreeSet<&str> = other
                .dependencies
                .iter()
                .filter(|dependency| dependency.source == DependencySource::Package(id))
                .map(|dependency| dependency.key.as_str())
                .collect();
            if !is_own && keys.is_empty() {
                continue;
            }
            let means = |entry: &FeatureReference| match entry.value() {
                FeatureValue::Feature(feature) => (is_own && feature == name).then_some(entry.span),
                FeatureValue::OfDependency { key, feature, .. } => {
                    (feature == name && keys.contains(key)).then(|| behind(entry, feature))
                }
                FeatureValue::Dependency(_) => None,
            };
            for (by, declared) in &other.features.declared {
                let spans = declared.enables.iter().filter_map(means);
                let role = || match is_own {
                    true => Role::EnabledBy(by.clone()),
                    false => Role::AskedForBy(other.name.clone()),
                };
                found.extend(spans.map(|span| at(&other.manifest, span, role())));
            }
            for target in &other.targets {
                let spans = target.required_features.iter().filter_map(means);
                found.extend(spans.map(|span| at(&other.manifest, span, Role::RequiredBy(target.name.clone()))));
            }
            for dependency in other.dependencies.iter().filter(|dependency| keys.contains(dependency.key.as_str())) {
                if dependency.source != DependencySource::Package(id) {
                    continue;
                }
                let asked = dependency.own_features.iter().filter(|asked| asked.written == name);
                found.extend(asked.map(|asked| at(&other.manifest, asked.span, Role::AskedForBy(other.name.clone()))));
                let shared = workspace
                    .shared_dependencies
                    .iter()
                    .filter(|shared| dependency.inherits && shared.key == dependency.key);
                let asked = shared.flat_map(|shared| &shared.features).filter(|asked| asked.written == name);
                found.extend(
                    asked.map(|asked| at(&workspace.root_manifest, asked.span, Role::AskedForBy(other.name.clone()))),
                );
            }
        }
        found
    }
}

/// The key of the optional dependency that is a feature of this name by itself.
fn implicit(package: &Package, name: &str) -> Option<Span> {
    let is_feature = package.features.expected.iter().any(|expected| expected == name);
    let optional = package.dependencies.iter().find(|dependency| dependency.optional && dependency.key == name);
    optional.filter(|_| is_feature).map(|dependency| dependency.span)
}

/// The place of `feature`, which ends the entry.
fn behind(entry: &FeatureReference, feature: &str) -> Span {
    Span::new(entry.span.end - (feature.len() as u32).min(entry.span.end - entry.span.start), entry.span.end)
}

fn touches(span: Span, offset: u32) -> bool {
    span.start <= offset && offset <= span.end
}

#[cfg(test)]
mod tests;
