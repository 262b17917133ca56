//! Repairs for a feature that code asks for and its package does not have: the declared one that was meant, or its
//! declaration, with what the code under it needs.

mod live;

use greenlight_files::Span;
use greenlight_project::{DependencyKind, DependencySource, Package, PackageId};

pub(crate) use self::live::LiveMemory;
use self::live::{Live, live};
use super::{declare_feature, optional_dependency};
use crate::check::{FileCheck, relative};
use crate::finding::{Applicability, Edit, Fix, Fixes};
use crate::host::Snapshot;
use crate::nearest::nearest;

/// Use the feature that was meant, if one is near; else declare it in the package that owns the file. `value` is the
/// place of the feature's name within its quotes.
/// Whether anybody wants to know what comes to life with the feature is `is_live`.
pub(crate) fn undeclared(
    check: &FileCheck<'_>,
    id: PackageId,
    feature: &str,
    value: Option<Span>,
    is_live: bool,
) -> Vec<Fix> {
    let package = &check.program.workspace.packages[id.0 as usize];
    let mut fixes = Vec::new();
    if let (Some(near), Some(span)) = (nearest(feature, package.features.expected.iter().map(String::as_str)), value) {
        fixes.push(Fix {
            title: format!("Use the declared feature `{}` instead", near.name).into(),
            preferred: near.alone,
            applicability: Applicability::Guess,
            edits: vec![Edit { file: check.file.path.clone(), span, text: near.name.to_owned() }],
        });
    }
    let is_meant = fixes.iter().any(|fix| fix.preferred);
    fixes.extend(declarations(check.snapshot, id, feature, if is_live { check.fixes } else { Fixes::Elsewhere }));
    if let (false, Some(first)) = (is_meant, fixes.iter_mut().find(|fix| fix.applicability == Applicability::Safe)) {
        first.preferred = true;
    }
    fixes
}

/// The declarations of `feature` that suit what would come to life with it, the likely one first. Where only what other files
/// could change is asked for, the plain one stands for all.
fn declarations(snapshot: &Snapshot, id: PackageId, feature: &str, asked: Fixes) -> Vec<Fix> {
    let package = &snapshot.workspace().packages[id.0 as usize];
    let Some(text) = snapshot.text(&package.manifest) else { return Vec::new() };
    let Some(plain) = declare_feature::edit(&package.manifest, &text, feature, &[]) else { return Vec::new() };
    let title = format!("Declare the feature `{feature}` in the manifest of `{}`", package.name);
    let fix = |title: String, applicability: Applicability, edits: Vec<Edit>| Fix {
        title: title.into(),
        preferred: false,
        applicability,
        edits,
    };
    if asked == Fixes::Elsewhere {
        return vec![fix(title, Applicability::Safe, vec![plain])];
    }
    let live = live(snapshot, id, feature);
    let doubts = doubts(snapshot, &live);
    let declare = |enables: &[String]| declare_feature::edit(&package.manifest, &text, feature, enables);
    let enabled: Vec<String> = live.missing.iter().map(|key| enabling(package, key)).collect();
    let mut fixes = Vec::new();
    if let (false, Some(edit)) = (enabled.is_empty(), declare(&enabled)) {
        let title = format!("{title}, enabling {}{doubts}", quoted(&live.missing));
        fixes.push(fix(title, Applicability::Safe, vec![edit]));
    }
    fixes.push(fix(format!("{title}{doubts}"), Applicability::Safe, vec![plain.clone()]));
    let optional = live.alone.iter().map(|key| optional_dependency::edit(&package.manifest, &text, key));
    if let (false, Some(mut edits)) = (live.alone.is_empty(), optional.collect::<Option<Vec<Edit>>>()) {
        let enabled: Vec<String> =
            enabled.iter().cloned().chain(live.alone.iter().map(|key| format!("dep:{key}"))).collect();
        edits.extend(declare(&enabled));
        edits.sort_by_key(|edit| edit.span);
        let title = format!("{title}, and make {} optional with it{doubts}", quoted(&live.alone));
        fixes.push(fix(title, Applicability::Guess, edits));
    }
    if let Some((root, forward)) = forwarded(snapshot, id, feature)
        && let Some(edit) = declare(&enabled)
    {
        let title = format!("{title}, and forward it from `{root}`{doubts}");
        fixes.push(fix(title, Applicability::Safe, vec![edit, forward]));
    }
    fixes
}

/// What a feature says to turn on the optional dependency `key`. To write `dep:` takes away the feature that a dependency
/// is by itself, which others may ask for.
fn enabling(package: &Package, key: &str) -> String {
    let features = &package.features;
    let is_implicit = features.expected.iter().any(|name| name == key) && !features.declared.contains_key(key);
    if is_implicit { key.to_owned() } else { format!("dep:{key}") }
}

/// The root package and the edit that makes it pass the feature on to the package, on which it depends.
fn forwarded(snapshot: &Snapshot, id: PackageId, feature: &str) -> Option<(String, Edit)> {
    let workspace = snapshot.workspace();
    let mut packages = workspace.packages.iter().zip(0..).map(|(package, number)| (package, PackageId(number)));
    let (root, _) = packages.find(|&(package, number)| package.manifest == workspace.root_manifest && number != id)?;
    let dependency = root.dependencies.iter().find(|dependency| {
        dependency.kind == DependencyKind::Normal && dependency.source == DependencySource::Package(id)
    })?;
    if root.features.expected.iter().any(|name| name == feature) {
        return None;
    }
    let text = snapshot.text(&root.manifest)?;
    let edit = declare_feature::edit(&root.manifest, &text, feature, &[format!("{}/{feature}", dependency.key)])?;
    Some((root.name.clone(), edit))
}

/// What will not compile under the feature, for a title; empty if nothing is known to.
fn doubts(snapshot: &Snapshot, live: &Live) -> String {
    let Some(first) = live.broken.first() else { return String::new() };
    let text = snapshot.text(&first.file);
    let line = text
        .as_deref()
        .and_then(|text| text.get(..first.span.start as usize))
        .map(|before| format!(":{}", before.matches('\n').count() + 1));
    let place = format!("{}{}", relative(&first.file, snapshot.root()), line.unwrap_or_default());
    match live.broken.len() {
        1 => format!(" (an import under it does not resolve: {place})"),
        many => format!(" ({many} imports under it do not resolve, the first: {place})"),
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
