//! What may stand in a string that names a feature, while it is being written: its text is taken as it is, closed or not.

use std::path::Path;

use greenlight_files::Span;
use greenlight_project::{DependencyKind, DependencySource, Package};

use super::Owner;
use crate::completion::{Completion, CompletionKind};
use crate::host::Snapshot;

/// A string in a manifest, by where it stands.
#[derive(Debug, PartialEq, Eq)]
enum Place<'t> {
    /// In the list of this feature.
    Entry(&'t str),
    /// In `required-features`.
    Required,
    /// In the `features` of this dependency.
    Asked(&'t str),
}

impl Snapshot {
    /// What may stand in the string around `offset` bytes of the file (absolute); empty where no feature is named.
    pub(crate) fn complete_feature(&self, file: &Path, offset: u32) -> Vec<Completion> {
        let Some(text) = self.text(file) else { return Vec::new() };
        let Some((before, span)) = string_around(&text, offset) else { return Vec::new() };
        let is_manifest = file.file_name().is_some_and(|name| name == "Cargo.toml");
        let found = match is_manifest {
            true => self.in_list(file, before, span),
            false => self.in_cfg(file, before, span),
        };
        found.unwrap_or_default()
    }

    fn in_cfg(&self, file: &Path, before: &str, span: Span) -> Option<Vec<Completion>> {
        let before = before.trim_end().strip_suffix('=')?.trim_end();
        let before = before.strip_suffix("feature")?;
        if before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_') {
            return None;
        }
        let program = self.program();
        let krate = program.likely_crates(file).next()?;
        Some(features(program.package_of(krate), span).collect())
    }

    fn in_list(&self, file: &Path, before: &str, span: Span) -> Option<Vec<Completion>> {
        let workspace = self.workspace();
        let own = workspace.packages.iter().find(|package| package.manifest == file);
        match place(before)? {
            Place::Required => Some(features(own?, span).collect()),
            Place::Entry(of) => {
                let package = own?;
                let entries = features(package, span).filter(|entry| entry.text != of && entry.text != "default");
                Some(entries.chain(self.of_dependencies(package, span)).collect())
            }
            Place::Asked(key) => {
                let packages = own.into_iter().chain(&workspace.packages);
                let mut dependencies = packages.flat_map(|package| &package.dependencies);
                let dependency = dependencies.find(|dependency| dependency.key == key)?;
                let package = self.package_behind(&dependency.source)?;
                let names = features(package, span)
                    .filter(|entry| !dependency.own_features.iter().any(|own| own.written == entry.text));
                Some(names.filter(|entry| entry.text != "default").collect())
            }
        }
    }

    /// `dep:key`, and `key/feature` of every dependency whose features are known.
    fn of_dependencies<'s>(&'s self, package: &'s Package, span: Span) -> impl Iterator<Item = Completion> + 's {
        let dependencies = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Dev);
        dependencies.flat_map(move |dependency| {
            let key = &dependency.key;
            let of_key = dependency.optional.then(|| {
                let detail = "optional dependency".to_owned();
                named(format!("dep:{key}"), CompletionKind::Dependency, detail, span)
            });
            let package = self.package_behind(&dependency.source);
            let of_it = package.into_iter().flat_map(move |package| {
                let names = package.features.expected.iter().filter(|name| *name != "default");
                names.map(move |name| {
                    let detail = format!("of {} {}", package.name, package.version);
                    named(format!("{key}/{name}"), CompletionKind::OfDependency, detail, span)
                })
            });
            of_key.into_iter().chain(of_it)
        })
    }

    fn package_behind(&self, source: &DependencySource) -> Option<&Package> {
        match source {
            DependencySource::Package(id) => Some(&self.workspace().packages[id.0 as usize]),
            DependencySource::Downloaded(found) => self.program().downloaded(found.first()?),
            _ => None,
        }
    }
}

impl super::Feature {
    /// Whether it is of a package whose manifest can be changed.
    #[must_use]
    pub fn is_own(&self) -> bool {
        matches!(self.owner, Owner::Package(_))
    }
}

fn features(package: &Package, span: Span) -> impl Iterator<Item = Completion> {
    package.features.expected.iter().map(move |name| {
        let declared = package.features.declared.get(name);
        let entries: Vec<&str> =
            declared.into_iter().flat_map(|declared| &declared.enables).map(|entry| entry.written.as_str()).collect();
        let detail = match (declared, entries.as_slice()) {
            (None, _) => "optional dependency".to_owned(),
            (Some(_), []) => format!("feature of {}", package.name),
            (Some(_), entries) => format!("turns on {}", entries.join(", ")),
        };
        named(name.clone(), CompletionKind::Feature, detail, span)
    })
}

fn named(text: String, kind: CompletionKind, detail: String, span: Span) -> Completion {
    Completion { label: text.as_str().into(), text, kind, detail: detail.into(), documentation: None, span }
}

/// The text before the opening quote of the string around `offset`, and what stands between its quotes: to the end of the line, if
/// it is not closed there.
fn string_around(text: &str, offset: u32) -> Option<(&str, Span)> {
    let offset = offset as usize;
    let (before, after) = (text.get(..offset)?, text.get(offset..)?);
    let line = before.rfind('\n').map_or(0, |newline| newline + 1);
    let mut opened: Option<(usize, char)> = None;
    for (at, character) in before[line..].char_indices() {
        opened = match opened {
            Some((_, quote)) if character == quote => None,
            None if character == '"' || character == '\'' => Some((line + at, character)),
            opened => opened,
        };
    }
    let (quote_at, quote) = opened?;
    let end_of_line = after.find(['\n', '\r']).unwrap_or(after.len());
    let is_name = |character: char| character.is_alphanumeric() || "_-+./:?".contains(character);
    let closing = after[..end_of_line].find(quote);
    let end = closing.filter(|&end| after[..end].chars().all(is_name));
    // What follows an unclosed string is not its own.
    let end = end
        .unwrap_or_else(|| after.find(|character: char| !is_name(character)).unwrap_or(after.len()).min(end_of_line));
    Some((&text[..quote_at], Span::new(quote_at as u32 + 1, (offset + end) as u32)))
}

/// Where a string of a manifest stands, by the text before it.
fn place(before: &str) -> Option<Place<'_>> {
    let list = open_list(before)?;
    let (header_at, line_at) =
        (before[..list].rfind("\n["), before[..list].rfind('\n').map_or(0, |newline| newline + 1));
    let header_at = header_at.map(|at| at + 1).or_else(|| before.starts_with('[').then_some(0));
    let header = header_at.and_then(|at| before[at..].lines().next()).unwrap_or_default();
    let table = header.trim_start_matches('[').split(']').next().unwrap_or_default().trim();
    // What stands before `= [`.
    let key = before[..list].trim_end().strip_suffix('=')?.trim_end();
    let key = key.rsplit(['{', ',', '\n', ' ']).next()?.trim().trim_matches(['"', '\'']);
    let last = table.rsplit('.').next().unwrap_or_default().trim_matches(['"', '\'']);
    let is_dependencies = |name: &str| name.ends_with("dependencies");
    match key {
        "required-features" => Some(Place::Required),
        key if table == "features" => Some(Place::Entry(key)),
        "features" if is_dependencies(last) => {
            let entry = before[line_at..].split('=').next()?.trim();
            Some(Place::Asked(entry.split('.').next()?.trim_matches(['"', '\''])))
        }
        key if is_dependencies(last) => {
            let (name, rest) = key.split_once('.')?;
            (rest == "features").then_some(Place::Asked(name))
        }
        "features" => {
            let parent = table.rsplit_once('.')?.0;
            is_dependencies(parent).then_some(Place::Asked(last))
        }
        _ => None,
    }
}

/// Where the innermost list that is open at the end of the text begins; strings and comments in it do not count.
fn open_list(before: &str) -> Option<usize> {
    let mut depth = 0;
    let mut quote: Option<char> = None;
    let start = before.rfind("\n[").map_or(0, |at| at + 1);
    let mut lists = Vec::new();
    let mut comment = false;
    for (at, character) in before[start..].char_indices() {
        match (quote, character) {
            (_, '\n') => (quote, comment) = (None, false),
            _ if comment => {}
            (Some(open), character) if character == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '#') => comment = true,
            (None, '[') => {
                lists.push(start + at);
                depth += 1;
            }
            (None, ']') if depth > 0 => {
                lists.pop();
                depth -= 1;
            }
            _ => {}
        }
    }
    lists.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_closed_or_ends_where_names_do() {
        let around = |text: &str| {
            let offset = text.find('|').unwrap();
            let text = text.replace('|', "");
            string_around(&text, offset as u32).map(|(before, span)| (before.to_owned(), text[span.range()].to_owned()))
        };
        let is = |before: &str, content: &str| Some((before.to_owned(), content.to_owned()));
        assert_eq!(around("feature = \"a|b\""), is("feature = ", "ab"));
        assert_eq!(around("feature = \"|"), is("feature = ", ""));
        assert_eq!(around("feature = \"|)] fn f() { \"x\" }"), is("feature = ", ""));
        assert_eq!(around("(\"a\", feature = \"b|\")"), is("(\"a\", feature = ", "b"));
        assert_eq!(around("\"a\" |"), None);
    }

    #[test]
    fn a_place_is_told_by_its_table_and_key() {
        assert_eq!(place("[features]\na = ["), Some(Place::Entry("a")));
        assert_eq!(place("[features]\na = [\n  \"b\", # [\n  "), Some(Place::Entry("a")));
        assert_eq!(place("[[bench]]\nname = \"x\"\nrequired-features = ["), Some(Place::Required));
        assert_eq!(place("[dependencies]\na = { version = \"1\", features = ["), Some(Place::Asked("a")));
        assert_eq!(place("[target.'cfg(unix)'.dev-dependencies]\na = { features = [\"x\", "), Some(Place::Asked("a")));
        assert_eq!(place("[workspace.dependencies]\na.features = ["), Some(Place::Asked("a")));
        assert_eq!(place("[dependencies.a]\nversion = \"1\"\nfeatures = ["), Some(Place::Asked("a")));
        assert_eq!(place("[package]\nkeywords = ["), None);
        assert_eq!(place("[dependencies]\na = { version = "), None);
    }
}
