//! Repairs for a string in a manifest that should name a feature, and names none.

use std::path::Path;

use greenlight_files::Span;
use greenlight_project::PackageId;

use super::{declare_feature, manifest_array, optional_dependency};
use crate::finding::{Applicability, Edit, Fix};
use crate::host::Snapshot;
use crate::nearest::nearest;

/// What could be done about a string.
#[derive(Debug)]
pub(crate) enum Repair {
    /// Nothing that can be told from the text.
    None,
    /// What it says in its place means the same, and is right.
    Write(String),
    /// It can go.
    Remove,
    /// It should be a feature of this package.
    Unknown { name: String, near: Option<String> },
    /// It should be an optional dependency, and is one that is always there.
    NotOptional { key: String },
    /// It should be a dependency: what stands before and after its key.
    Unlisted { before: String, key: String, after: String },
    /// The string belongs into the list of `feature`.
    Include { entry: String, feature: String },
    /// A dependency, perhaps one of the workspace's packages, does not have the feature. `whole` says whether the string is nothing
    /// but the feature.
    Lacking { feature: String, near: Option<String>, package: Option<PackageId>, whole: bool },
}

/// The fixes for the string at `span` of the manifest `file`, which belongs to `package`; the likely one first.
pub(crate) fn fixes(snapshot: &Snapshot, package: PackageId, file: &Path, span: Span, repair: &Repair) -> Vec<Fix> {
    let Some(text) = snapshot.text(file) else { return Vec::new() };
    let package = &snapshot.workspace().packages[package.0 as usize];
    let replace = |text: String| vec![Edit { file: file.to_owned(), span, text }];
    let mut fixes: Vec<Fix> = Vec::new();
    let mut offer = |title: String, preferred: bool, applicability: Applicability, edits: Vec<Edit>| {
        let preferred = preferred && fixes.iter().all(|fix| !fix.preferred);
        fixes.push(Fix { title: title.into(), preferred, applicability, edits });
    };
    let written = text.get(span.range()).unwrap_or_default();
    let remove = || manifest_array::remove(file, &text, span).map(|edit| vec![edit]);
    let features = || package.features.expected.iter().map(String::as_str);
    match repair {
        Repair::None => return Vec::new(),
        Repair::Write(right) => offer(format!("Write `{right}`"), true, Applicability::Safe, replace(right.clone())),
        Repair::Unknown { name, near } => {
            // Cargo's help names one that its own measure finds; a slip is what this one is about.
            let meant = nearest(name, features()).map(|meant| (meant.name.to_owned(), meant.alone));
            if let Some((meant, alone)) = meant.or_else(|| Some((near.clone()?, false))) {
                offer(
                    format!("Use the declared feature `{meant}` instead"),
                    alone,
                    Applicability::Guess,
                    replace(meant),
                );
            }
            if let Some(edit) = declare_feature::edit(file, &text, name, &[]).filter(|_| file == package.manifest) {
                offer(format!("Declare the feature `{name}`"), false, Applicability::Guess, vec![edit]);
            }
        }
        Repair::NotOptional { key } => {
            if let Some(edit) = optional_dependency::edit(file, &text, key) {
                offer(format!("Make the dependency `{key}` optional"), false, Applicability::Guess, vec![edit]);
            }
        }
        Repair::Unlisted { before, key, after } => {
            let keys = package.dependencies.iter().filter(|dependency| before.is_empty() || dependency.optional);
            if let Some(meant) = nearest(key, keys.map(|dependency| dependency.key.as_str())) {
                let right = format!("{before}{}{after}", meant.name);
                offer(format!("Write `{right}`"), meant.alone, Applicability::Guess, replace(right));
            }
        }
        Repair::Include { entry, feature } => {
            if let Some(edit) = manifest_array::append(file, &text, &["features", feature], entry) {
                offer(format!("Add `{entry}` to the feature `{feature}`"), true, Applicability::Safe, vec![edit]);
            }
            return fixes;
        }
        Repair::Lacking { feature, near, package: lacking, .. } => {
            let lacking = lacking.map(|id| &*snapshot.workspace().packages[id.0 as usize]);
            let known = lacking.map(|lacking| lacking.features.expected.iter().map(String::as_str));
            let meant =
                known.and_then(|known| nearest(feature, known)).map(|meant| (meant.name.to_owned(), meant.alone));
            if let Some((meant, alone)) = meant.or_else(|| Some((near.clone()?, false))) {
                offer(format!("Ask for the feature `{meant}` instead"), alone, Applicability::Guess, replace(meant));
            }
            if let Some(lacking) = lacking
                && let Some(manifest) = snapshot.text(&lacking.manifest)
                && let Some(edit) = declare_feature::edit(&lacking.manifest, &manifest, feature, &[])
            {
                let title = format!("Declare the feature `{feature}` in the manifest of `{}`", lacking.name);
                offer(title, false, Applicability::Guess, vec![edit]);
            }
        }
        Repair::Remove => {}
    }
    if !matches!(repair, Repair::Write(_))
        && let Some(edits) = whole_string(&text, span).and_then(|_| remove())
    {
        let title = match repair {
            Repair::Lacking { whole: false, .. } => "Remove it from the list".to_owned(),
            _ => format!("Remove `{written}` from the list"),
        };
        offer(title, false, Applicability::Guess, edits);
    }
    fixes
}

/// The string that `span` ends, or is a part of; `None` if no quote closes it.
fn whole_string(text: &str, span: Span) -> Option<char> {
    text.get(span.end as usize..)?.chars().next().filter(|quote| ['"', '\''].contains(quote))
}
