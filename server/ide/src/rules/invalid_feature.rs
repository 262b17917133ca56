//! The rule `invalid-feature`: a string in a manifest that should name a feature, and names none. Which strings may stand
//! where is Cargo's `build_feature_map` (`core/summary.rs`); required features are looked at by its
//! `ops/cargo_compile/mod.rs`, and the features of a dependency by its resolver.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use greenlight_files::Span;
use greenlight_project::{
    Dependency, DependencyKind, DependencySource, FeatureReference, FeatureValue, Package, PackageId,
};

use super::{Description, Level, Rule};
use crate::check::Draft;
use crate::fixes::feature_reference::{self, Repair};
use crate::host::Snapshot;
use crate::nearest::where_they_differ;

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "invalid-feature",
    group: "features",
    level: Level::Deny,
    codes: &[],
    summary: "a string in Cargo.toml that should name a feature, and names none",
    explanation: include_str!("invalid_feature.md"),
};

/// So many findings in a manifest come with fixes, and with names that are near: for each the manifest is read once more, and
/// all names are compared. The others get theirs when these are fixed.
const MOST_REPAIRED: usize = 100;

/// What is wrong in the package's own manifest, all of it, where Cargo stops at the first.
pub(crate) fn check(snapshot: &Snapshot, id: PackageId) -> Vec<Draft> {
    let package = &*snapshot.workspace().packages[id.0 as usize];
    if !package.complete {
        return Vec::new();
    }
    let manifest = Manifest::new(snapshot, package);
    let mut drafts: Vec<Said> = Vec::new();
    for (name, feature) in &package.features.declared {
        drafts.extend(name_of_feature(name, feature.span));
        for entry in &feature.enables {
            drafts.extend(manifest.entry(name, entry));
        }
    }
    drafts.extend(manifest.left_out());
    for dependency in package.dependencies.iter().filter(|_| package.member) {
        for asked in &dependency.own_features {
            drafts.extend(manifest.asked(dependency, asked));
        }
    }
    for target in package.targets.iter().filter(|_| package.member) {
        for required in &target.required_features {
            drafts.extend(manifest.required(&target.name, required));
        }
    }
    let drafts = drafts.into_iter().enumerate().map(|(number, mut said)| {
        if number >= MOST_REPAIRED {
            said.repair = Repair::None;
        }
        said.draft(snapshot, id, &package.manifest)
    });
    drafts.collect()
}

/// What is wrong in `[workspace.dependencies]`: features that members ask for by `workspace = true`.
pub(crate) fn check_shared(snapshot: &Snapshot) -> Vec<Draft> {
    let workspace = snapshot.workspace();
    let mut drafts: Vec<Draft> = Vec::new();
    for shared in workspace.shared_dependencies.iter().filter(|shared| !shared.features.is_empty()) {
        let inherits = |dependency: &&Dependency| dependency.inherits && dependency.key == shared.key;
        let members = workspace.packages.iter().zip(0..).filter(|(package, _)| package.member && package.complete);
        let found = members.into_iter().find_map(|(package, number)| {
            Some((package, PackageId(number), package.dependencies.iter().find(inherits)?))
        });
        let Some((package, id, dependency)) = found else { continue };
        let manifest = Manifest::new(snapshot, package);
        let said = shared.features.iter().filter_map(|asked| manifest.asked(dependency, asked));
        let room = MOST_REPAIRED.saturating_sub(drafts.len());
        drafts.extend(said.enumerate().map(|(number, mut said)| {
            if number >= room {
                said.repair = Repair::None;
            }
            said.draft(snapshot, id, &workspace.root_manifest)
        }));
    }
    drafts
}

/// What there is to say about one string.
struct Said {
    span: Span,
    message: String,
    /// Further lines.
    notes: Vec<String>,
    repair: Repair,
    /// Whether Cargo only warns.
    is_warning: bool,
}

impl Said {
    fn new(span: Span, message: String, notes: &[&str], repair: Repair) -> Said {
        let notes = notes.iter().map(|&note| note.to_owned()).collect();
        Said { span, message, notes, repair, is_warning: false }
    }

    fn draft(self, snapshot: &Snapshot, package: PackageId, file: &Path) -> Draft {
        let fixes = feature_reference::fixes(snapshot, package, file, self.span, &self.repair);
        Draft {
            rule: Rule::InvalidFeature,
            code: None,
            message: self.message,
            label: None,
            notes: self.notes,
            file: file.to_owned(),
            span: self.span,
            package: Some(package),
            met: Vec::new(),
            is_warning: self.is_warning,
            fixes,
        }
    }
}

/// What Cargo says of a feature's name (`validate_feature_name` of its `restricted_names`).
fn name_of_feature(name: &str, span: Span) -> Option<Said> {
    let said = |message: String| Some(Said::new(span, message, &[], Repair::None));
    let Some(first) = name.chars().next() else { return said("feature name cannot be empty".to_owned()) };
    if name.starts_with("dep:") {
        return said(format!("feature named `{name}` is not allowed to start with `dep:`"));
    }
    if name.contains('/') {
        return said(format!(
            "invalid character `/` in feature name: `{name}`, feature name is not allowed to contain slashes"
        ));
    }
    if !(unicode_ident::is_xid_start(first) || first == '_' || first.is_ascii_digit()) {
        return said(format!(
            "invalid character `{first}` in feature name: `{name}`, the first character must be a Unicode XID start \
             character or digit (most letters or `_` or `0` to `9`)"
        ));
    }
    let is_allowed = |character: char| unicode_ident::is_xid_continue(character) || "-+.".contains(character);
    let wrong = name.chars().find(|&character| !is_allowed(character))?;
    said(format!(
        "invalid character `{wrong}` in feature name: `{name}`, characters must be Unicode XID characters, '-', `+`, or \
         `.` (numbers, `+`, `-`, `_`, `.`, or most letters)"
    ))
}

/// A package's manifest, as far as its features depend on it.
struct Manifest<'s> {
    snapshot: &'s Snapshot,
    package: &'s Package,
    /// The entries of all tables, by key.
    dependencies: BTreeMap<&'s str, Vec<&'s Dependency>>,
    /// The features of its own, implicit ones included.
    features: BTreeSet<&'s str>,
    /// How often a near name was looked for.
    compared: Cell<usize>,
}

impl<'s> Manifest<'s> {
    fn new(snapshot: &'s Snapshot, package: &'s Package) -> Manifest<'s> {
        let mut dependencies: BTreeMap<&str, Vec<&Dependency>> = BTreeMap::new();
        for dependency in &package.dependencies {
            dependencies.entry(&dependency.key).or_default().push(dependency);
        }
        let features = package.features.expected.iter().map(String::as_str).collect();
        Manifest { snapshot, package, dependencies, features, compared: Cell::new(0) }
    }

    fn is_optional(&self, key: &str) -> bool {
        self.dependencies.get(key).is_some_and(|entries| entries.iter().any(|entry| entry.optional))
    }

    /// What is wrong with an entry of the list of `feature`.
    fn entry(&self, feature: &str, entry: &FeatureReference) -> Option<Said> {
        const MAKE_OPTIONAL: &str = "A non-optional dependency of the same name is defined; consider adding `optional = true` to \
                                     its definition.";
        let written = &entry.written;
        let said =
            |message: String, notes: &[&str], repair: Repair| Some(Said::new(entry.span, message, notes, repair));
        match entry.value() {
            FeatureValue::Feature(name) if self.features.contains(name) => None,
            FeatureValue::Feature(name) => match self.dependencies.get(name) {
                None => {
                    let near = self.near(name);
                    let note = near.map(|near| format!("a feature with a similar name exists: `{near}`"));
                    let note = note.as_deref().map(|note| [note]);
                    said(
                        format!(
                            "feature `{feature}` includes `{written}` which is neither a dependency nor another feature"
                        ),
                        note.as_ref().map_or(&[], |note| &note[..]),
                        Repair::Unknown { name: name.to_owned(), near: near.map(str::to_owned) },
                    )
                }
                Some(_) if self.is_optional(name) => said(
                    format!(
                        "feature `{feature}` includes `{written}`, but `{name}` is an optional dependency without an implicit \
                         feature"
                    ),
                    &[&format!("Use `dep:{name}` to enable the dependency.")],
                    Repair::Write(format!("dep:{name}")),
                ),
                Some(_) => said(
                    format!("feature `{feature}` includes `{written}`, but `{name}` is not an optional dependency"),
                    &[MAKE_OPTIONAL],
                    Repair::NotOptional { key: name.to_owned() },
                ),
            },
            FeatureValue::Dependency(key) if !self.dependencies.contains_key(key) => said(
                format!("feature `{feature}` includes `{written}`, but `{key}` is not listed as a dependency"),
                &[],
                Repair::Unlisted { before: "dep:".to_owned(), key: key.to_owned(), after: String::new() },
            ),
            FeatureValue::Dependency(key) if !self.is_optional(key) => said(
                format!("feature `{feature}` includes `{written}`, but `{key}` is not an optional dependency"),
                &[MAKE_OPTIONAL],
                Repair::NotOptional { key: key.to_owned() },
            ),
            FeatureValue::Dependency(_) => None,
            FeatureValue::OfDependency { key, feature: of, prefixed: true, .. } => {
                let both = format!(
                    "If the intent is to avoid creating an implicit feature `{key}` for an optional dependency, then consider \
                     replacing this with two values: \"dep:{key}\", \"{key}/{of}\""
                );
                let notes = ["To fix this, remove the `dep:` prefix.", &both];
                said(
                    format!("feature `{feature}` includes `{written}` with both `dep:` and `/`"),
                    if self.is_optional(key) { &notes } else { &notes[..1] },
                    Repair::Write(format!("{key}/{of}")),
                )
            }
            FeatureValue::OfDependency { key, feature: of, weak, .. } if !self.dependencies.contains_key(key) => said(
                format!("feature `{feature}` includes `{written}`, but `{key}` is not a dependency"),
                &[],
                Repair::Unlisted {
                    before: String::new(),
                    key: key.to_owned(),
                    after: format!("{}/{of}", if weak { "?" } else { "" }),
                },
            ),
            FeatureValue::OfDependency { key, feature: of, weak: true, .. } if !self.is_optional(key) => said(
                format!(
                    "feature `{feature}` includes `{written}` with a `?`, but `{key}` is not an optional dependency"
                ),
                &["A non-optional dependency of the same name is defined; consider removing the `?` or changing the \
                   dependency to be optional"],
                Repair::Write(format!("{key}/{of}")),
            ),
            // Of a package that is no member, Cargo asks only for what is turned on.
            FeatureValue::OfDependency { key, feature: of, .. } if self.package.member => {
                let before = written.len() - of.len();
                let entries = self.dependencies.get(key)?;
                entries.iter().find_map(|dependency| self.lacking(dependency, of, entry.span, before as u32))
            }
            FeatureValue::OfDependency { .. } => None,
        }
    }

    /// Optional dependencies that cannot be turned on: a declared feature has the name, and does not name them.
    fn left_out(&self) -> Vec<Said> {
        let entries = self.package.features.declared.values().flat_map(|feature| &feature.enables);
        let named: BTreeSet<&str> = entries
            .filter_map(|entry| match entry.value() {
                FeatureValue::Dependency(key) | FeatureValue::OfDependency { key, .. } => Some(key),
                FeatureValue::Feature(_) => None,
            })
            .collect();
        let declared = &self.package.features.declared;
        let optional = self.dependencies.iter().filter(|(key, _)| self.is_optional(key) && !named.contains(**key));
        let left_out = optional.filter_map(|(&key, entries)| {
            declared.get(key)?;
            let span = entries.iter().find(|entry| entry.optional)?.span;
            Some(Said::new(
                span,
                format!("optional dependency `{key}` is not included in any feature"),
                &[&format!("Make sure that `dep:{key}` is included in one of features in the [features] table.")],
                Repair::Include { entry: format!("dep:{key}"), feature: key.to_owned() },
            ))
        });
        left_out.collect()
    }

    /// What is wrong with a feature that is asked of a dependency.
    fn asked(&self, dependency: &Dependency, asked: &FeatureReference) -> Option<Said> {
        let (written, key) = (&asked.written, &dependency.key);
        if let Some(name) = written.strip_prefix("dep:") {
            return Some(Said::new(
                asked.span,
                format!("feature `{written}` in dependency `{key}` is not allowed to use explicit `dep:` syntax"),
                &[
                    "If you want to enable an optional dependency, specify the name of the optional dependency without the `dep:` \
                   prefix, or specify a feature from the dependency's `[features]` table that enables the optional dependency.",
                ],
                Repair::Write(name.to_owned()),
            ));
        }
        if written.contains('/') {
            return Some(Said::new(
                asked.span,
                format!("feature `{written}` in dependency `{key}` is not allowed to contain slashes"),
                &[
                    "If you want to enable features of a transitive dependency, the direct dependency needs to re-export those \
                   features from the `[features]` table.",
                ],
                Repair::Remove,
            ));
        }
        self.lacking(dependency, written, asked.span, 0)
    }

    /// What the resolver says if the dependency certainly lacks `feature`, whose name begins `before` bytes behind the start of
    /// `span`.
    fn lacking(&self, dependency: &Dependency, feature: &str, span: Span, before: u32) -> Option<Said> {
        let found = self.packages(dependency)?;
        let lacks =
            |package: &&Package| package.complete && !package.features.expected.iter().any(|known| known == feature);
        let first = *found.first().filter(|_| found.iter().all(lacks))?;
        let available = &first.features.expected;
        let near = near(feature, available.iter().map(String::as_str)).map(str::to_owned);
        let mut notes: Vec<String> = Vec::new();
        match &near {
            Some(near) => notes.push(format!("package `{}` does have feature `{near}`", dependency.package)),
            None if available.is_empty() => {}
            None => notes.push(format!("available features: {}", available.join(", "))),
        }
        // What the manifest allows may include another version that has it, which Cargo would take in place of the pinned one.
        let is_pinned = matches!(dependency.source, DependencySource::Downloaded(_));
        let may_be_another =
            is_pinned && !dependency.requirement.as_deref().is_some_and(|it| it.trim().starts_with('='));
        if is_pinned {
            notes.push(format!("Cargo.lock pins `{}` {}", first.name, first.version));
        }
        if may_be_another {
            notes.push(format!("`cargo update -p {}` brings another version, if one has it", first.name));
        }
        let span = Span::new(span.start + before, span.end);
        let own = match dependency.source {
            DependencySource::Package(id) => Some(id),
            _ => None,
        };
        Some(Said {
            span,
            message: format!(
                "package `{}` depends on `{}` with feature `{feature}` but `{}` does not have that feature",
                self.package.name, dependency.package, dependency.package
            ),
            notes,
            repair: Repair::Lacking { feature: feature.to_owned(), near, package: own, whole: before == 0 },
            is_warning: may_be_another,
        })
    }

    /// All that the dependency may mean; `None` if that is not known.
    fn packages(&self, dependency: &Dependency) -> Option<Vec<&'s Package>> {
        let snapshot = self.snapshot;
        match &dependency.source {
            DependencySource::Package(id) => Some(vec![&*snapshot.workspace().packages[id.0 as usize]]),
            DependencySource::Downloaded(found) => {
                found.iter().map(|found| snapshot.program().downloaded(found)).collect()
            }
            DependencySource::TurnedOff | DependencySource::MissingPath(_) | DependencySource::Elsewhere => None,
        }
    }

    /// What is wrong with a feature that a target requires.
    fn required(&self, target: &str, required: &FeatureReference) -> Option<Said> {
        let written = &required.written;
        let said = |why: String, is_warning: bool, repair: Repair| {
            let message = format!("invalid feature `{written}` in required-features of target `{target}`: {why}");
            Some(Said { is_warning, ..Said::new(required.span, message, &[], repair) })
        };
        match required.value() {
            FeatureValue::Feature(name) if self.features.contains(name) => None,
            FeatureValue::Feature(name) => said(
                format!("`{name}` is not present in [features] section"),
                true,
                Repair::Unknown { name: name.to_owned(), near: self.near(name).map(str::to_owned) },
            ),
            FeatureValue::Dependency(_) | FeatureValue::OfDependency { prefixed: true, .. } => said(
                "`dep:` prefixed feature values are not allowed in required-features".to_owned(),
                false,
                Repair::Remove,
            ),
            FeatureValue::OfDependency { key, feature, weak: true, .. } => said(
                "optional dependency with `?` is not allowed in required-features".to_owned(),
                false,
                Repair::Write(format!("{key}/{feature}")),
            ),
            FeatureValue::OfDependency { key, .. } if !self.dependencies.contains_key(key) => {
                said(format!("dependency `{key}` does not exist"), true, Repair::Remove)
            }
            FeatureValue::OfDependency { key, feature, .. } => {
                let entries = self.dependencies.get(key)?.iter();
                let normal = entries.filter(|entry| entry.kind == DependencyKind::Normal);
                let mut lacking = normal.filter(|entry| self.lacking(entry, feature, required.span, 0).is_some());
                let package = lacking.next().and_then(|entry| self.packages(entry)?.first().copied())?;
                let package = format!("{} v{}", package.name, package.version);
                said(format!("feature `{feature}` does not exist in package `{package}`"), true, Repair::Remove)
            }
        }
    }

    fn near(&self, name: &str) -> Option<&'s str> {
        self.compared.set(self.compared.get() + 1);
        (self.compared.get() <= MOST_REPAIRED).then(|| near(name, self.features.iter().copied())).flatten()
    }
}

/// The name that Cargo finds similar (`closest` of its `util/edit_distance.rs`): the first of the nearest, at most three edits away.
fn near<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name: Vec<char> = name.chars().collect();
    let distance = |known: &str| {
        let known: Vec<char> = known.chars().collect();
        let (one, other) = where_they_differ(&name, &known);
        // So many letters are more on one side at least.
        let least = one.len().abs_diff(other.len());
        if least > 3 { least } else { strsim::osa_distance(&String::from_iter(one), &String::from_iter(other)) }
    };
    let distances = names.map(|known| (distance(known), known));
    distances.filter(|&(distance, _)| distance <= 3).min_by_key(|&(distance, _)| distance).map(|(_, known)| known)
}

#[cfg(test)]
mod tests;
