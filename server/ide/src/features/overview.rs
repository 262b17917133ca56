//! The features of a workspace, each with what is known of it: what `greenlight features` prints.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use greenlight_project::{FeatureValue, PackageId};
use greenlight_syntax::feature_strings;

use super::hover::turned_on;
use super::{Feature, Owner, Role};
use crate::check::FileCheck;
use crate::finding::Fixes;
use crate::host::Snapshot;
use crate::rules::undeclared_feature;

/// A feature of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureOverview {
    /// The package's name.
    pub package: String,
    /// The package's manifest, absolute.
    pub manifest: PathBuf,
    /// Its name.
    pub name: String,
    /// Whether `[features]` has it, or an optional dependency is it.
    pub declared: bool,
    /// Whether it is the feature of an optional dependency.
    pub implicit: bool,
    /// Whether the default build has it.
    pub default: bool,
    /// What its list says.
    pub enables: Vec<String>,
    /// All that it turns on in the end, but for what its list says.
    pub further: Vec<String>,
    /// In how many cfgs the package's sources name it.
    pub cfgs: usize,
    /// The targets that require it, by name.
    pub required_by: Vec<String>,
    /// The features of the package whose lists name it.
    pub enabled_by: Vec<String>,
    /// The packages of the workspace that ask for it.
    pub asked_for_by: Vec<String>,
}

impl FeatureOverview {
    /// Whether it does nothing: it turns nothing on, and neither code nor a target is compiled because of it.
    #[must_use]
    pub fn is_unused(&self) -> bool {
        self.declared
            && !self.implicit
            && self.name != "default"
            && self.enables.is_empty()
            && self.cfgs == 0
            && self.required_by.is_empty()
    }
}

impl Snapshot {
    /// The features of all members, by package and name, those included that only code names.
    #[must_use]
    pub fn features(&self) -> Vec<FeatureOverview> {
        let packages = self.workspace().packages.iter().zip(0..).filter(|(package, _)| package.member);
        packages.flat_map(|(_, number)| self.features_of(PackageId(number))).collect()
    }

    fn features_of(&self, id: PackageId) -> Vec<FeatureOverview> {
        let package = &*self.workspace().packages[id.0 as usize];
        let mut cfgs: BTreeMap<String, usize> = BTreeMap::new();
        for file in self.sources_of(id) {
            let Some(text) = self.text(&file) else { continue };
            for string in feature_strings(&text) {
                *cfgs.entry(string.value).or_default() += 1;
            }
        }
        let mut names: Vec<&String> = package.features.expected.iter().collect();
        // A string in a macro's tokens may be another package's; what it is not declared for is told by the rule.
        let undeclared: Vec<String> = self.undeclared(id);
        names.extend(undeclared.iter());
        names.sort();
        names.dedup();
        let overview = |name: &String| {
            let declared = package.features.declared.get(name);
            let enables: Vec<String> =
                declared.into_iter().flat_map(|it| &it.enables).map(|entry| entry.written.clone()).collect();
            let feature = Feature { owner: Owner::Package(id), name: name.clone() };
            let roles: Vec<Role> = self.in_manifests(id, name).into_iter().map(|found| found.role).collect();
            let by = |which: fn(&Role) -> Option<&String>| {
                let mut names: Vec<String> = roles.iter().filter_map(which).cloned().collect();
                names.sort();
                names.dedup();
                names
            };
            FeatureOverview {
                package: package.name.clone(),
                manifest: package.manifest.clone(),
                declared: package.features.expected.contains(name),
                implicit: declared.is_none() && self.feature_declaration(&feature).is_some(),
                default: package.features.default.contains(name),
                further: turned_on(package, name).into_iter().filter(|entry| !enables.contains(entry)).collect(),
                enables,
                cfgs: cfgs.get(name).copied().unwrap_or_default(),
                required_by: by(|role| if let Role::RequiredBy(name) = role { Some(name) } else { None }),
                enabled_by: by(|role| if let Role::EnabledBy(name) = role { Some(name) } else { None }),
                asked_for_by: by(|role| if let Role::AskedForBy(name) = role { Some(name) } else { None }),
                name: name.clone(),
            }
        };
        names.into_iter().map(overview).collect()
    }

    /// What the rule about undeclared features finds in the package.
    fn undeclared_in_code(&self, id: PackageId) -> BTreeSet<String> {
        let program = self.program();
        let located = self.sources_of(id).into_iter().filter_map(|file| program.locate(&file, program.crate_ids()));
        let checks = located.map(|located| FileCheck::new(self, located, Fixes::Elsewhere));
        checks.flat_map(|check| undeclared_feature::names(&check, id)).collect()
    }

    /// What code and manifests of the package name as a feature of its own, and is none.
    fn undeclared(&self, id: PackageId) -> Vec<String> {
        let package = &*self.workspace().packages[id.0 as usize];
        let is_declared = |name: &str| package.features.expected.iter().any(|expected| expected == name);
        let required = package.targets.iter().flat_map(|target| &target.required_features);
        let entries = package.features.declared.values().flat_map(|feature| &feature.enables);
        let is_dependency = |name: &str| package.dependencies.iter().any(|dependency| dependency.key == name);
        let mut undeclared: Vec<String> = required
            .chain(entries)
            .filter_map(|entry| match entry.value() {
                FeatureValue::Feature(name) if !is_declared(name) && !is_dependency(name) => Some(name.to_owned()),
                _ => None,
            })
            .collect();
        undeclared.extend(self.undeclared_in_code(id));
        undeclared
    }
}
