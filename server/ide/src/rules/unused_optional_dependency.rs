//! The rule `unused-optional-dependency`: an optional dependency that does nothing when it is turned on.

use std::collections::BTreeSet;

use greenlight_project::{Dependency, DependencyKind, FeatureValue, Package, PackageId};
use greenlight_resolve::{CrateId, ModuleStatus, Tree};
use greenlight_syntax::{Health, words};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Description, Level, Rule};
use crate::check::Draft;
use crate::host::Snapshot;
use crate::limits::SEARCHED_DEPENDENCIES;

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "unused-optional-dependency",
    group: "features",
    level: Level::Hint,
    codes: &[],
    summary: "an optional dependency that no code names and no feature needs",
    explanation: include_str!("unused_optional_dependency.md"),
};

/// The package's optional dependencies that nothing but their own name turns on, that are asked for no features, and that no source
/// of the package names: whoever turns one on only compiles it.
pub(crate) fn check(snapshot: &Snapshot, id: PackageId) -> Vec<Draft> {
    let package = &*snapshot.workspace().packages[id.0 as usize];
    if !package.member || !package.complete {
        return Vec::new();
    }
    let keys = Keys::of(package);
    let suspects: Vec<&Dependency> =
        package.dependencies.iter().filter(|dependency| keys.is_suspect(package, dependency)).collect();
    if suspects.is_empty() {
        return Vec::new();
    }
    if !SEARCHED_DEPENDENCIES.allows(suspects.len() as u64) {
        let max = SEARCHED_DEPENDENCIES.max;
        let why = format!("more than {max} optional dependencies may be unused, and are not searched for");
        snapshot.files().leave_out(&package.manifest, why);
        return Vec::new();
    }
    let program = snapshot.program();
    let crates: BTreeSet<CrateId> =
        program.crate_ids().filter(|&krate| program.crate_of(krate).package == id).collect();
    // What is not there, or could not be read to its end, may name anything.
    if !crates.iter().all(|&krate| is_whole(program.tree(krate))) {
        return Vec::new();
    }
    let texts: Option<Vec<_>> = program.files_of(&crates).iter().map(|file| snapshot.text(file)).collect();
    let Some(texts) = texts else { return Vec::new() };
    let unused = suspects.into_iter().filter(|dependency| {
        texts.iter().all(|text| words(text, &dependency.crate_name).is_empty() && !text.contains("include!"))
    });
    let drafts = unused.map(|dependency| Draft {
        rule: Rule::UnusedOptionalDependency,
        code: None,
        message: format!("nothing uses the optional dependency `{}`", dependency.key),
        label: None,
        notes: vec![format!(
            "no source of `{}` names `{}`, and no feature but its own turns it on",
            package.name, dependency.crate_name
        )],
        file: package.manifest.clone(),
        span: dependency.span,
        package: Some(id),
        met: Vec::new(),
        is_warning: false,
        fixes: Vec::new(),
    });
    drafts.collect()
}

/// Whether every file that the crate names is there, and could be read to its end.
fn is_whole(tree: &Tree) -> bool {
    let read = tree.files.iter().all(|file| file.error.is_none() && file.facts.outline.health == Health::Whole);
    let statuses = tree.instances().iter().flat_map(|instance| &instance.children);
    read && statuses.into_iter().all(|(_, status)| matches!(status, ModuleStatus::Present(_)))
}

/// Whether the manifest alone gives no reason for it: a dependency may be there for a feature of its own that it turns on in others.
/// What the other tables of a manifest say of its dependencies' keys.
struct Keys<'p> {
    /// How many entries have it.
    entries: FxHashMap<&'p str, usize>,
    /// What features enable.
    enabled: FxHashSet<&'p str>,
}

impl<'p> Keys<'p> {
    fn of(package: &'p Package) -> Keys<'p> {
        let mut keys = Keys { entries: FxHashMap::default(), enabled: FxHashSet::default() };
        for dependency in &package.dependencies {
            *keys.entries.entry(&dependency.key).or_default() += 1;
        }
        for entry in package.features.declared.values().flat_map(|feature| &feature.enables) {
            keys.enabled.insert(match entry.value() {
                FeatureValue::Feature(name) | FeatureValue::Dependency(name) => name,
                FeatureValue::OfDependency { key, .. } => key,
            });
        }
        keys.enabled.extend(package.features.default.iter().map(String::as_str));
        keys
    }

    fn is_suspect(&self, package: &Package, dependency: &Dependency) -> bool {
        let key = dependency.key.as_str();
        dependency.optional
            && dependency.kind == DependencyKind::Normal
            && self.entries.get(key) == Some(&1)
            && dependency.features.is_empty()
            && !package.features.declared.contains_key(key)
            && !self.enabled.contains(key)
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    fn sample(features: &str, library: &str) -> String {
        format!(
            r#"//- /Cargo.toml
[package]
name = "sample"
edition = "2021"

[dependencies]
"used" = {{ path = "used", optional = true }}
"idle" = {{ path = "idle", optional = true }}
{features}
//- /src/lib.rs
{library}
//- /used/Cargo.toml
[package]
name = "used"
[features]
fast = []
//- /used/src/lib.rs
//- /idle/Cargo.toml
[package]
name = "idle"
//- /idle/src/lib.rs
"#
        )
    }

    const USED: &str = "#[cfg(feature = \"used\")] pub fn f() { used::f() }";

    #[test]
    fn what_no_code_names_and_no_feature_needs_is_a_hint() {
        let hint = "\"idle\" = { path = \"idle\", optional = true }\n#^^^^ hint: nothing uses the optional dependency `idle`\n";
        check(&sample("", USED).replace("\"idle\" = { path = \"idle\", optional = true }\n", hint));
    }

    #[test]
    fn a_feature_that_turns_it_on_or_code_that_names_it_is_a_use() {
        check(&sample("[features]\nidle-too = [\"dep:idle\"]\n", USED));
        check(&sample("[features]\nall = [\"used\", \"idle\"]\n", ""));
        check(&sample("", &format!("{USED} #[cfg(feature = \"idle\")] m! {{ idle }}")));
        check(&sample("", &format!("{USED} include!(\"other.rs\");")));
        // A file whose end is not where it seems to be, and one that is not there.
        check(&sample("", &format!("{USED} fn g() {{ }} }}")));
        check(&sample("", &format!("{USED} #[cfg(feature = \"idle\")] mod lost;")));
    }
}
