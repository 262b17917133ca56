//! What there is to know about a feature, as Markdown.

use std::collections::BTreeSet;
use std::path::Path;

use greenlight_files::{LineIndex, Span};
use greenlight_project::{FeatureValue, Package};

use super::{Feature, Owner, Role};
use crate::check::relative;
use crate::host::Snapshot;

/// A text about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The name that it is about, in bytes.
    pub span: Span,
    /// Markdown.
    pub markdown: String,
}

impl Snapshot {
    /// What the feature at `offset` bytes of the file (absolute) is; `None` where none is named.
    #[must_use]
    pub fn hover(&self, file: &Path, offset: u32) -> Option<Hover> {
        let (feature, span) = self.feature_at(file, offset)?;
        let package = self.package_of_feature(&feature)?;
        Some(Hover { span, markdown: self.about(&feature, package) })
    }

    fn about(&self, feature: &Feature, package: &Package) -> String {
        let name = &feature.name;
        let mut lines = vec![format!("**`{name}`**, a feature of `{}` {}", package.name, package.version)];
        let is_default = package.features.default.contains(name);
        let by_default = if is_default { "on by default" } else { "off by default" };
        match self.feature_declaration(feature) {
            Some((manifest, span)) => {
                let what = match package.features.declared.contains_key(name) {
                    true => "declared in",
                    false => "by itself, since a dependency is optional, in",
                };
                lines.push(format!("{what} {}, {by_default}", self.place(&manifest, span)));
            }
            None => lines.push("not declared: code under it is in no build".to_owned()),
        }
        let enables = package.features.declared.get(name).map(|declared| &declared.enables);
        let direct: Vec<&str> = enables.into_iter().flatten().map(|entry| entry.written.as_str()).collect();
        if !direct.is_empty() {
            lines.push(format!("turns on {}", quoted(direct.iter().copied())));
        }
        let further: Vec<String> =
            turned_on(package, name).into_iter().filter(|entry| !direct.contains(&entry.as_str())).collect();
        if !further.is_empty() {
            lines.push(format!("and through these {}", quoted(further.iter().map(String::as_str))));
        }
        if let Owner::Package(_) = feature.owner {
            lines.extend(self.uses(feature));
        }
        lines.join("\n\n")
    }

    /// Who names the feature.
    fn uses(&self, feature: &Feature) -> Vec<String> {
        let occurrences = self.feature_occurrences(feature);
        let mut lines = Vec::new();
        let cfgs: Vec<_> = occurrences.iter().filter(|found| found.role == Role::Cfg).collect();
        let files: BTreeSet<&Path> = cfgs.iter().map(|found| found.file.as_path()).collect();
        lines.push(match (cfgs.len(), files.len()) {
            (0, _) => "used in no cfg".to_owned(),
            (1, _) => "used in 1 cfg".to_owned(),
            (count, 1) => format!("used in {count} cfgs of 1 file"),
            (count, files) => format!("used in {count} cfgs of {files} files"),
        });
        let mut say = |what: &str, names: BTreeSet<&str>| {
            if !names.is_empty() {
                lines.push(format!("{what} {}", quoted(names.into_iter())));
            }
        };
        let roles = || occurrences.iter().map(|found| &found.role);
        say(
            "turned on by",
            roles().filter_map(|role| if let Role::EnabledBy(by) = role { Some(by.as_str()) } else { None }).collect(),
        );
        say(
            "required by the targets",
            roles().filter_map(|role| if let Role::RequiredBy(by) = role { Some(by.as_str()) } else { None }).collect(),
        );
        say(
            "asked for by",
            roles().filter_map(|role| if let Role::AskedForBy(by) = role { Some(by.as_str()) } else { None }).collect(),
        );
        lines
    }

    /// `path:line`, relative to the workspace.
    fn place(&self, file: &Path, span: Span) -> String {
        let line = self.text(file).map(|text| LineIndex::new(&text).line_column(&text, span.start).line);
        let path = relative(file, self.root());
        line.map_or_else(|| format!("`{path}`"), |line| format!("`{path}:{line}`"))
    }
}

/// All that the feature turns on, through other features of the package too; sorted.
pub(super) fn turned_on(package: &Package, name: &str) -> Vec<String> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        for entry in package.features.declared.get(&name).into_iter().flat_map(|declared| &declared.enables) {
            if seen.insert(entry.written.clone())
                && let FeatureValue::Feature(further) = entry.value()
            {
                open.push(further.to_owned());
            }
        }
    }
    seen.remove(name);
    seen.into_iter().collect()
}

fn quoted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
