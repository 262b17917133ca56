//! A feature under another name, everywhere at once.

use std::path::PathBuf;

use greenlight_files::Span;
use greenlight_project::PackageId;
use greenlight_syntax::Health;
use toml_edit::{Document, Item};

use super::{Feature, Occurrence, Owner, Role};
use crate::check::relative;
use crate::configuration::CONFIGURATION;
use crate::finding::Edit;
use crate::fixes::declare_feature::is_name;
use crate::host::Snapshot;

/// Why a feature cannot be renamed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// It is not the workspace's to rename.
    #[error("`{0}` is a feature of a package outside of this workspace")]
    Elsewhere(String),
    /// Cargo gives the name a meaning.
    #[error("`default` is what Cargo turns on where nothing else is said, and keeps its name")]
    Default,
    /// It has the name of a dependency.
    #[error(
        "`{0}` is a feature because the dependency of that name is optional; declare `NAME = [\"dep:{0}\"]` instead"
    )]
    Implicit(String),
    /// Cargo would refuse the new name.
    #[error("`{0}` is no name of a feature: a letter, a digit or `_`, then these, `-`, `+` and `.`")]
    NoName(String),
    /// Two features would become one.
    #[error("`{package}` has a feature `{name}` already")]
    Taken {
        /// The package.
        package: String,
        /// The new name.
        name: String,
    },
    /// A file could not be looked through.
    #[error("{0} cannot be read to its end; mend it first")]
    Unreadable(String),
    /// A file is compiled in several packages.
    #[error("{file} is also a part of `{package}`, which has a feature of its own by this name")]
    Shared {
        /// Relative to the workspace.
        file: String,
        /// The other package.
        package: String,
    },
}

impl Snapshot {
    /// Whether the feature can be renamed at all.
    ///
    /// # Errors
    /// [`RenameError`], but for what depends on the new name.
    pub fn can_rename(&self, feature: &Feature) -> Result<(), RenameError> {
        let name = &feature.name;
        let elsewhere = || RenameError::Elsewhere(name.clone());
        let Owner::Package(id) = feature.owner else { return Err(elsewhere()) };
        let package = &*self.workspace().packages[id.0 as usize];
        if !package.member {
            return Err(elsewhere());
        }
        if name == "default" {
            return Err(RenameError::Default);
        }
        if super::implicit(package, name).is_some() && !package.features.declared.contains_key(name) {
            return Err(RenameError::Implicit(name.clone()));
        }
        Ok(())
    }

    /// The edits that give the feature another name wherever the workspace names it.
    ///
    /// # Errors
    /// [`RenameError`].
    pub fn rename_feature(&self, feature: &Feature, name: &str) -> Result<Vec<Edit>, RenameError> {
        self.can_rename(feature)?;
        let Owner::Package(id) = feature.owner else { return Err(RenameError::Elsewhere(feature.name.clone())) };
        let package = &*self.workspace().packages[id.0 as usize];
        if !is_name(name) || name == "default" {
            return Err(RenameError::NoName(name.to_owned()));
        }
        if name == feature.name {
            return Ok(Vec::new());
        }
        if package.features.expected.iter().any(|expected| expected == name) {
            return Err(RenameError::Taken { package: package.name.clone(), name: name.to_owned() });
        }
        let occurrences = self.feature_occurrences(feature);
        self.check_files(id, feature, &occurrences)?;
        let edits = occurrences.into_iter().map(|Occurrence { file, span, role }| {
            let text = self.text(&file).unwrap_or_default();
            let text = if role == Role::Declaration { key(&text, span, name) } else { name.to_owned() };
            Edit { file, span, text }
        });
        Ok(edits.collect())
    }

    /// That every source of the package could be looked through, and that none of those that change is another package's too.
    fn check_files(&self, id: PackageId, feature: &Feature, occurrences: &[Occurrence]) -> Result<(), RenameError> {
        let program = self.program();
        for file in self.sources_of(id) {
            let name = || relative(&file, self.root());
            let Some(located) = program.locate(&file, program.crate_ids()) else { continue };
            if located.file.error.is_some() || located.file.facts.outline.health == Health::Unlexable {
                return Err(RenameError::Unreadable(name()));
            }
            if !occurrences.iter().any(|found| found.file == file) {
                continue;
            }
            for instance in &located.instances {
                let other = program.package_of(instance.krate);
                let is_own = program.crate_of(instance.krate).package == id;
                if !is_own && other.features.expected.contains(&feature.name) {
                    return Err(RenameError::Shared { file: name(), package: other.name.clone() });
                }
            }
        }
        Ok(())
    }
}

/// The new key as it has to be written in place of the one at `span`: without quotes only what TOML takes without.
fn key(text: &str, span: Span, name: &str) -> String {
    let is_quoted = text[..span.start as usize].ends_with(['"', '\'']);
    let is_bare = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-');
    if is_quoted || is_bare { name.to_owned() } else { format!("\"{name}\"") }
}

/// Where commands of greenlight.toml name the feature: behind `--features` or `-F`, of the package that `-p` names, else of the
/// root package.
pub(super) fn in_configuration(snapshot: &Snapshot, id: PackageId, name: &str) -> Vec<Occurrence> {
    let file: PathBuf = snapshot.root().join(CONFIGURATION);
    let Some(text) = snapshot.text(&file) else { return Vec::new() };
    let Ok(document) = Document::parse(&*text) else { return Vec::new() };
    let checks = document.get("gate").and_then(|gate| gate.get("check")).and_then(Item::as_array_of_tables);
    let commands = checks.into_iter().flatten().filter_map(|check| check.get("run"));
    let package = &snapshot.workspace().packages[id.0 as usize];
    let is_root = package.manifest == snapshot.workspace().root_manifest;
    let mut found = Vec::new();
    for command in commands {
        let (Some(run), Some(span)) = (command.as_str(), command.span()) else { continue };
        // With escapes the places in the value are not those in the text.
        let start = span.start + 1;
        if text.get(start..start + run.len()) != Some(run) {
            continue;
        }
        let words: Vec<(usize, &str)> = words(run).collect();
        let of = words.windows(2).find(|pair| matches!(pair[0].1, "-p" | "--package")).map(|pair| pair[1].1);
        if of.map_or(!is_root, |of| of != package.name) {
            continue;
        }
        for pair in words.windows(2).filter(|pair| matches!(pair[0].1, "--features" | "-F")) {
            let (at, list) = pair[1];
            let mut offset = at;
            for feature in list.split(',') {
                if feature == name {
                    let from = (start + offset) as u32;
                    let span = Span::new(from, from + name.len() as u32);
                    found.push(Occurrence { file: file.clone(), span, role: Role::Command });
                }
                offset += feature.len() + 1;
            }
        }
    }
    found
}

/// The words of a command with their offsets.
fn words(run: &str) -> impl Iterator<Item = (usize, &str)> {
    run.split(' ').scan(0, |offset, word| {
        let at = *offset;
        *offset += word.len() + 1;
        Some((at, word))
    })
}
