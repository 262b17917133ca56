//! The grammar of greenlight.toml, as data: which keys a table has and what each takes. The file is checked, completed,
//! explained and documented by it; the keys themselves stand in [`keys`](super::keys).

use greenlight_bench::perf_targets::{parse_limit, parse_range};

use super::keys::ROOT;
use crate::rules::Level;

/// What may stand in a table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// Its keys.
    pub(crate) keys: Keys,
    /// Of these keys it has exactly one; empty where there is no such choice.
    pub(crate) one_of: &'static [&'static str],
    /// What else has to hold of it.
    pub(crate) also: Option<Also>,
}

/// The keys of a table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Keys {
    /// These.
    Known(&'static [Key]),
    /// Names of rules and of their groups, each with a level.
    Rules,
}

/// What has to hold of a table beyond its keys, each by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Also {
    /// `flag` is not above `fail`.
    FlagBelowFail,
    /// A `must` about a bench is a limit that a bench can be held against.
    LimitOfBench,
    /// No two of these tables have one `name`.
    OwnName,
}

/// A key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// As written.
    pub(crate) name: &'static str,
    /// What it takes.
    pub(crate) value: Value,
    /// Whether its table makes no sense without it.
    pub(crate) is_required: bool,
    /// Another key without which it makes no sense.
    pub(crate) needs: Option<&'static str>,
    /// What it is for: a paragraph of Markdown.
    pub(crate) about: &'static str,
    /// Lines of TOML that have it.
    pub(crate) example: &'static str,
}

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A string.
    String(Text),
    /// An array of strings.
    Strings(Text),
    /// A whole number, one at least.
    Count,
    /// A table.
    Table(&'static Table),
    /// Any number of tables.
    Tables(&'static Table),
}

/// What a string has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Text {
    /// Anything but empty: for people to read.
    Words,
    /// The level of a rule.
    Level,
    /// The name of a baseline.
    Baseline,
    /// `5%`.
    Share,
    /// A pattern of Criterion's full ids.
    Benches,
    /// The name of a metric.
    Metric,
    /// The name of a package of the workspace.
    Package,
    /// The name of a bench target of the workspace.
    BenchTarget,
    /// `<100ms`.
    Limit,
    /// `50ms..80ms`.
    Range,
    /// A path from the root of the workspace.
    File,
    /// A command's words.
    Command,
}

/// A table that a header of the file may open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// As written, brackets included.
    pub(crate) written: String,
    /// Whether it may stand any number of times.
    pub(crate) is_repeated: bool,
    /// The key that it is, with what it is for.
    pub(crate) key: &'static Key,
    /// What it opens.
    pub(crate) table: &'static Table,
}

impl Table {
    /// Those of its keys that are known by name.
    pub(crate) fn known(&self) -> &'static [Key] {
        match self.keys {
            Keys::Known(keys) => keys,
            Keys::Rules => &[],
        }
    }

    /// The key of this name.
    pub(crate) fn key(&self, name: &str) -> Option<&'static Key> {
        self.known().iter().find(|key| key.name == name)
    }

    /// The table that a path of keys leads to from this one, through arrays of tables too.
    pub(crate) fn at<'p>(&'static self, path: impl IntoIterator<Item = &'p str>) -> Option<&'static Table> {
        path.into_iter().try_fold(self, |table, name| table.key(name)?.value.table())
    }
}

impl Value {
    /// The table that it is, or each of the tables.
    pub(crate) fn table(self) -> Option<&'static Table> {
        match self {
            Value::Table(table) | Value::Tables(table) => Some(table),
            Value::String(_) | Value::Strings(_) | Value::Count => None,
        }
    }

    /// What a string in it has to be.
    pub(crate) fn text(self) -> Option<Text> {
        match self {
            Value::String(text) | Value::Strings(text) => Some(text),
            Value::Count | Value::Table(_) | Value::Tables(_) => None,
        }
    }

    /// TOML's word for it, with an article.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Value::String(_) => "a string",
            Value::Strings(_) => "an array of strings",
            Value::Count => "an integer",
            Value::Table(_) => "a table",
            Value::Tables(_) => "an array of tables",
        }
    }

    /// What it takes, in a few words.
    pub(crate) fn takes(self) -> String {
        match self {
            Value::String(text) => text.what().to_owned(),
            Value::Strings(text) => format!("a list, each of it {}", text.what()),
            Value::Count => "a whole number, 1 or more".to_owned(),
            Value::Table(table) | Value::Tables(table) => {
                let names: Vec<String> = table.known().iter().map(|key| format!("`{}`", key.name)).collect();
                format!("a table of {}", names.join(", "))
            }
        }
    }
}

impl Text {
    /// What it has to be, in a few words.
    pub(crate) fn what(self) -> &'static str {
        match self {
            Text::Words => "a text",
            Text::Level => "`\"allow\"`, `\"hint\"`, `\"warn\"` or `\"deny\"`",
            Text::Baseline => "the name of a baseline",
            Text::Share => "a percentage, such as `\"5%\"`",
            Text::Benches => "a pattern of benchmark ids",
            Text::Metric => "the name of a metric",
            Text::Package => "the name of a package",
            Text::BenchTarget => "the name of a bench target",
            Text::Limit => "a limit, such as `\"<100ms\"`",
            Text::Range => "a range, such as `\"50ms..80ms\"`",
            Text::File => "a path from the workspace's root",
            Text::Command => "a command",
        }
    }

    /// What is wrong with a string that should be this, as far as the string itself tells.
    pub(crate) fn problem(self, text: &str) -> Option<String> {
        match self {
            Text::Level => Level::by_name(text).is_none().then(|| format!("there is no level `{text}`")),
            Text::Share => share(text).err(),
            Text::Limit => parse_limit(text).err().map(|error| error.to_string()),
            Text::Range => parse_range(text).err().map(|error| error.to_string()),
            Text::File => leaves_root(text).map(str::to_owned),
            _ => None,
        }
    }
}

/// Why a path does not lead to a place in the folder that it starts from, as far as the path itself tells; the same on every
/// system, since a configuration is read on several.
pub(crate) fn leaves_root(path: &str) -> Option<&'static str> {
    let is_drive = |path: &[u8]| matches!(path, [letter, b':', ..] if letter.is_ascii_alphabetic());
    if path.starts_with(['/', '\\']) || is_drive(path.as_bytes()) {
        return Some("an absolute path; it takes a path from the workspace's root");
    }
    if path == "~" || path.starts_with("~/") || path.starts_with("~\\") {
        return Some("`~` is not expanded; it takes a path from the workspace's root");
    }
    let mut depth = 0_usize;
    for component in path.split(['/', '\\']) {
        match component {
            "" | "." => {}
            ".." => match depth.checked_sub(1) {
                Some(above) => depth = above,
                None => return Some("it leads out of the workspace; only files in the workspace are read"),
            },
            _ => depth += 1,
        }
    }
    None
}

/// Reads `5%` as a share that is no less than nothing.
pub(crate) fn share(text: &str) -> Result<f64, String> {
    let number = text.trim().strip_suffix('%').and_then(|number| number.trim_end().parse::<f64>().ok());
    match number.filter(|number| number.is_finite()) {
        None => Err(format!("`{text}` is no percentage, such as `5%`")),
        Some(number) if number < 0.0 => Err(format!("`{text}` is less than nothing")),
        Some(number) => Ok(number / 100.0),
    }
}

/// The headers that the file may have, in the order of its documentation.
pub(crate) fn headers() -> Vec<Header> {
    let mut headers = Vec::new();
    for key in ROOT.known() {
        let header = |path: String, key: &'static Key| match key.value {
            Value::Table(table) => Some(Header { written: format!("[{path}]"), is_repeated: false, key, table }),
            Value::Tables(table) => Some(Header { written: format!("[[{path}]]"), is_repeated: true, key, table }),
            Value::String(_) | Value::Strings(_) | Value::Count => None,
        };
        // A table that holds nothing but further tables is opened by theirs.
        let below = key.value.table().into_iter().flat_map(Table::known);
        let mut repeated = below.filter(|key| matches!(key.value, Value::Tables(_))).peekable();
        match repeated.peek() {
            None => headers.extend(header(key.name.to_owned(), key)),
            Some(_) => headers.extend(repeated.filter_map(|own| header(format!("{}.{}", key.name, own.name), own))),
        }
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headers_are_those_of_the_design() {
        let written: Vec<String> = headers().into_iter().map(|header| header.written).collect();
        assert_eq!(
            written,
            [
                "[rules]",
                "[baselines]",
                "[limits]",
                "[metrics]",
                "[documents]",
                "[[perf-target]]",
                "[[suite]]",
                "[[gate.check]]",
                "[[coverage]]"
            ]
        );
    }

    #[test]
    fn every_example_is_what_the_grammar_takes() {
        fn keys(table: &'static Table) -> Vec<&'static Key> {
            let below = table.known().iter().filter_map(|key| key.value.table()).flat_map(keys);
            table.known().iter().chain(below).collect()
        }
        for key in keys(&ROOT) {
            let (document, errors) = toml::de::DeTable::parse_recoverable(key.example);
            assert!(errors.is_empty(), "{}", key.example);
            let name = |found: &str| found == key.name || key.value.table().is_some();
            let mut found = document.get_ref().keys();
            assert!(found.any(|found| name(found.get_ref())), "{}: {}", key.name, key.example);
        }
    }

    #[test]
    fn paths_stay_in_the_folder_that_they_start_from() {
        for path in ["docs", "./a/../b.md", "a/..", "..docs/x", "a~b/~x", ""] {
            assert_eq!(leaves_root(path), None, "{path}");
        }
        let outside =
            ["/", "/etc/hosts", "\\\\server\\share", "C:\\x", "c:x", "~", "~/x", "..", "a/../../b", "a\\..\\..\\b"];
        for path in outside {
            assert!(leaves_root(path).is_some(), "{path}");
        }
    }

    #[test]
    fn shares_are_percentages() {
        assert_eq!(share("2.5 %"), Ok(0.025));
        for text in ["ten", "5", "%", "inf%", "NaN%", "-1%"] {
            assert!(share(text).is_err(), "{text}");
        }
    }
}
