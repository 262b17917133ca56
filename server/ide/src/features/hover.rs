//! What there is to know about a feature, as Markdown.

use std::collections::BTreeSet;
use std::path::Path;

use greenlight_files::{LineIndex, Span};
use greenlight_project::{FeatureValue, Package};
use greenlight_text::{Markdown, markdown};

use super::{Feature, Owner, Role};
use crate::check::relative;
use crate::host::Snapshot;

/// A text about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The name that it is about, in bytes.
    pub span: Span,
    /// What to show.
    pub markdown: Markdown,
}

impl Snapshot {
    /// What the feature at `offset` bytes of the file (absolute) is; `None` where none is named.
    #[must_use]
    pub fn hover(&self, file: &Path, offset: u32) -> Option<Hover> {
        let (feature, span) = self.feature_at(file, offset)?;
        let package = self.package_of_feature(&feature)?;
        Some(Hover { span, markdown: self.about(&feature, package) })
    }

    fn about(&self, feature: &Feature, package: &Package) -> Markdown {
        let name = &feature.name;
        let (of, version) = (Markdown::code(&package.name), package.version.to_string());
        let mut lines = vec![markdown!("**{}**, a feature of {} {}", Markdown::code(name), of, version)];
        let is_default = package.features.default.contains(name);
        let by_default = if is_default { "on by default" } else { "off by default" };
        match self.feature_declaration(feature) {
            Some((manifest, span)) => {
                let what = match package.features.declared.contains_key(name) {
                    true => "declared in",
                    false => "by itself, since a dependency is optional, in",
                };
                lines.push(markdown!("{} {}, {}", what, self.place(&manifest, span), by_default));
            }
            None => lines.push(markdown!("not declared: code under it is in no build")),
        }
        let enables = package.features.declared.get(name).map(|declared| &declared.enables);
        let direct: Vec<&str> = enables.into_iter().flatten().map(|entry| entry.written.as_str()).collect();
        if !direct.is_empty() {
            lines.push(markdown!("turns on {}", Markdown::codes(direct.iter().copied())));
        }
        let further: Vec<String> =
            turned_on(package, name).into_iter().filter(|entry| !direct.contains(&entry.as_str())).collect();
        if !further.is_empty() {
            lines.push(markdown!("and through these {}", Markdown::codes(further.iter().map(String::as_str))));
        }
        if let Owner::Package(_) = feature.owner {
            lines.extend(self.uses(feature));
        }
        Markdown::join(&lines, "\n\n")
    }

    /// Who names the feature.
    fn uses(&self, feature: &Feature) -> Vec<Markdown> {
        let occurrences = self.feature_occurrences(feature);
        let mut lines = Vec::new();
        let cfgs: Vec<_> = occurrences.iter().filter(|found| found.role == Role::Cfg).collect();
        let files: BTreeSet<&Path> = cfgs.iter().map(|found| found.file.as_path()).collect();
        lines.push(match (cfgs.len(), files.len()) {
            (0, _) => markdown!("used in no cfg"),
            (1, _) => markdown!("used in 1 cfg"),
            (count, 1) => markdown!("used in {} cfgs of 1 file", count),
            (count, files) => markdown!("used in {} cfgs of {} files", count, files),
        });
        let mut say = |what: &'static str, names: BTreeSet<&str>| {
            if !names.is_empty() {
                lines.push(markdown!("{} {}", what, Markdown::codes(names)));
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
    fn place(&self, file: &Path, span: Span) -> Markdown {
        let line = self.text(file).map(|text| LineIndex::new(&text).line_column(&text, span.start).line);
        let path = relative(file, self.root());
        line.map_or_else(|| Markdown::code(&path), |line| Markdown::code(&format!("{path}:{line}")))
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
