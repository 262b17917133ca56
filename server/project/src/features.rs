//! `[features]`: what is declared, what Cargo tells rustc to expect, and what the default build has on.

use std::collections::{BTreeMap, BTreeSet};

use greenlight_files::Span;

use crate::dependencies::DependencyEntry;
use crate::document::{Reader, Text, Value, extent};
use crate::model::{DependencyKind, Feature, Features};

/// Reads the table as written; [`complete`] adds what follows from it.
pub(crate) fn read(reader: &mut Reader<'_>, value: &Value<'_>) -> Features {
    let Some(table) = reader.table(value) else { return Features::default() };
    let mut declared = BTreeMap::new();
    let span = extent(value);
    for (key, list) in table {
        let key = reader.key(key);
        let enables = reader.strings(list).unwrap_or_default();
        let enables = enables.iter().map(Text::as_feature).collect();
        declared.insert(key.value, Feature { span: key.span, enables });
    }
    let line = reader.text.get(..span.start as usize).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    Features { declared, table: Some(Span::new(line as u32, span.end)), ..Features::default() }
}

/// Adds the features of optional dependencies and finds those that are on by default.
///
/// An optional dependency is a feature of its name, unless one of that name is declared or `dep:NAME` stands
/// anywhere in `[features]`; this holds in every edition and for every platform's table.
pub(crate) fn complete(features: &mut Features, dependencies: &[DependencyEntry]) {
    let named: BTreeSet<&str> = features
        .declared
        .values()
        .flat_map(|feature| &feature.enables)
        .filter_map(|enabled| enabled.written.strip_prefix("dep:"))
        .collect();
    let implicit = optional_dependencies(dependencies).filter(|name| !named.contains(name));
    let expected: BTreeSet<&str> = features.declared.keys().map(String::as_str).chain(implicit).collect();
    let default = enabled_by_default(&features.declared, &expected);
    features.expected = expected.into_iter().map(str::to_owned).collect();
    features.default = default;
}

fn optional_dependencies(dependencies: &[DependencyEntry]) -> impl Iterator<Item = &str> {
    let optional = |entry: &&DependencyEntry| entry.is_optional() && entry.kind != DependencyKind::Dev;
    dependencies.iter().filter(optional).map(|entry| entry.key.value.as_str())
}

fn enabled_by_default(declared: &BTreeMap<String, Feature>, expected: &BTreeSet<&str>) -> Vec<String> {
    let mut on = BTreeSet::new();
    let mut open = vec!["default"];
    while let Some(name) = open.pop() {
        if !expected.contains(name) || !on.insert(name.to_owned()) {
            continue;
        }
        let enables = declared.get(name).into_iter().flat_map(|feature| &feature.enables);
        // `dependency/feature` turns on the feature named like the dependency too, if there is one; `?` and `dep:` do not.
        open.extend(enables.map(|enabled| enabled.written.as_str()).filter_map(
            |enabled| match enabled.split_once('/') {
                None if enabled.starts_with("dep:") => None,
                None => Some(enabled),
                Some((dependency, _)) => (!dependency.ends_with('?')).then_some(dependency),
            },
        ));
    }
    on.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::dependencies::read_all;
    use crate::document::parse;
    use crate::model::Edition;

    fn features(text: &str) -> Features {
        let (table, mut reader) = parse(Path::new("/Cargo.toml"), text);
        let dependencies = read_all(&mut reader, &table, Path::new("/"), Edition::E2021);
        let mut features = table.get("features").map(|value| read(&mut reader, value)).unwrap_or_default();
        assert!(reader.problems.is_empty(), "{:?}", reader.problems);
        complete(&mut features, &dependencies);
        features
    }

    #[test]
    fn an_optional_dependency_is_a_feature_unless_dep_names_it() {
        let features = features(
            "[features]\nx = ['dep:named', 'slashed/std', 'weak?/std']\n[dependencies]\n\
             named = { version = '1', optional = true }\nslashed = { version = '1', optional = true }\n\
             weak = { version = '1', optional = true }\nplain = '1'\n\
             [target.'cfg(windows)'.build-dependencies]\nrenamed = { package = 'y', version = '1', optional = true }\n",
        );
        assert_eq!(features.expected, ["renamed", "slashed", "weak", "x"]);
    }

    #[test]
    fn the_default_build_has_what_default_enables_transitively() {
        let features = features(
            "[features]\ndefault = ['a', 'o/std', 'w?/std', 'dep:d']\na = ['b']\nb = ['a']\nc = []\n[dependencies]\n\
             o = { version = '1', optional = true }\nw = { version = '1', optional = true }\nd = { version = '1', optional = true }",
        );
        assert_eq!(features.default, ["a", "b", "default", "o"]);
    }

    #[test]
    fn without_default_nothing_is_on() {
        assert_eq!(features("[features]\na = []\n").default, [""; 0]);
    }

    #[test]
    fn the_table_reaches_from_its_header_to_its_last_entry() {
        let text = "[package]\nname = 'x'\n\n[features]\nz = []\na = [\n  'z',\n] # last\n\n[lib]\n";
        let table = features(text).table.unwrap();
        assert_eq!(&text[table.range()], "[features]\nz = []\na = [\n  'z',\n]");
    }
}
