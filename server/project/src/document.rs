//! TOML as tables whose keys and strings know their places. The parser recovers: of a text that is cut off or broken
//! somewhere, all that stands before the break is still read, and one [`Problem`] says where it broke.

use std::path::Path;

use greenlight_files::Span;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::limits;
use crate::model::{FeatureReference, Problem};

pub(crate) type Table<'t> = DeTable<'t>;
pub(crate) type Key<'t> = Spanned<std::borrow::Cow<'t, str>>;
pub(crate) type Value<'t> = Spanned<DeValue<'t>>;

/// A string or a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    /// Unescaped.
    pub(crate) value: String,
    /// What stands inside the quotes, as written.
    pub(crate) span: Span,
}

impl Text {
    /// As the name of a feature, or of what one enables.
    pub(crate) fn as_feature(&self) -> FeatureReference {
        FeatureReference { written: self.value.clone(), span: self.span }
    }
}

/// Turns values of one text into Rust's, and notes what has the wrong type.
pub(crate) struct Reader<'t> {
    pub(crate) file: &'t Path,
    pub(crate) text: &'t str,
    /// The first byte from which on the text could not be followed, `u32::MAX` if it was followed to its end. What
    /// lies at or after it may be half of what was meant.
    pub(crate) broken_at: u32,
    pub(crate) problems: Vec<Problem>,
}

/// Reads `text` as far as it goes.
pub(crate) fn parse<'t>(file: &'t Path, text: &'t str) -> (Table<'t>, Reader<'t>) {
    let mut reader = Reader { file, text, broken_at: u32::MAX, problems: Vec::new() };
    if !limits::TOML_BYTES.allows(text.len() as u64) {
        reader.broken_at = 0;
        let message = format!("the file has more than {} bytes, and is not read", limits::TOML_BYTES.max);
        reader.problem(Span::default(), message);
        return (DeTable::new(), reader);
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    // The parser's first error is the one that Cargo prints; those that come of it are not worth a reader's time. A
    // key that stands twice breaks nothing after it.
    for (index, error) in errors.iter().enumerate() {
        let duplicate = error.message() == "duplicate key";
        let span = error.span().map_or_else(Span::default, |range| span_of(&range));
        if !duplicate {
            reader.broken_at = reader.broken_at.min(span.start);
        }
        if index == 0 || duplicate {
            reader.problem(span, error.message().to_owned());
        }
    }
    (table.into_inner(), reader)
}

fn span_of(range: &std::ops::Range<usize>) -> Span {
    Span::new(range.start as u32, range.end as u32)
}

/// From the first to the last byte of `value`. A table's own span is that of its header or first key.
pub(crate) fn extent(value: &Value<'_>) -> Span {
    let span = span_of(&value.span());
    let inner = value.get_ref().as_table().into_iter().flatten().map(|(_, inner)| extent(inner));
    inner.fold(span, Span::to)
}

impl Reader<'_> {
    pub(crate) fn problem(&mut self, span: Span, message: String) {
        self.problems.push(Problem { file: self.file.to_owned(), span, message, notes: Vec::new(), is_warning: false });
    }

    /// Whether `span` lies before the place where the text broke, so that what it holds is what was meant.
    pub(crate) fn intact(&self, span: Span) -> bool {
        span.end < self.broken_at
    }

    pub(crate) fn key(&self, key: &Key<'_>) -> Text {
        Text { value: key.get_ref().clone().into_owned(), span: self.inside_quotes(span_of(&key.span())) }
    }

    pub(crate) fn span(&self, value: &Value<'_>) -> Span {
        span_of(&value.span())
    }

    pub(crate) fn string(&mut self, value: &Value<'_>) -> Option<Text> {
        match value.get_ref() {
            DeValue::String(string) => {
                Some(Text { value: string.clone().into_owned(), span: self.inside_quotes(span_of(&value.span())) })
            }
            _ => self.wrong_type(value, "a string"),
        }
    }

    pub(crate) fn boolean(&mut self, value: &Value<'_>) -> Option<bool> {
        match value.get_ref() {
            DeValue::Boolean(boolean) => Some(*boolean),
            _ => self.wrong_type(value, "a boolean"),
        }
    }

    pub(crate) fn strings(&mut self, value: &Value<'_>) -> Option<Vec<Text>> {
        match value.get_ref() {
            DeValue::Array(array) => Some(array.iter().filter_map(|value| self.string(value)).collect()),
            _ => self.wrong_type(value, "a sequence"),
        }
    }

    pub(crate) fn table<'v, 't>(&mut self, value: &'v Value<'t>) -> Option<&'v Table<'t>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => self.wrong_type(value, "a table"),
        }
    }

    pub(crate) fn tables<'v, 't>(&mut self, value: &'v Value<'t>) -> Option<Vec<&'v Value<'t>>> {
        match value.get_ref() {
            DeValue::Array(array) => Some(array.iter().filter(|value| self.table(value).is_some()).collect()),
            _ => self.wrong_type(value, "a sequence"),
        }
    }

    /// Notes, in serde's words, which are Cargo's, that `value` should have been `expected`.
    pub(crate) fn wrong_type<T>(&mut self, value: &Value<'_>, expected: &str) -> Option<T> {
        let span = span_of(&value.span());
        // Behind the break arrays swallow what was never meant to be theirs.
        if self.intact(extent(value)) {
            let found = match value.get_ref() {
                DeValue::String(string) => format!("string {string:?}"),
                DeValue::Integer(integer) => format!("integer `{}`", integer.as_str()),
                DeValue::Float(float) => format!("floating point `{}`", float.as_str()),
                DeValue::Boolean(boolean) => format!("boolean `{boolean}`"),
                DeValue::Datetime(_) => "datetime".to_owned(),
                DeValue::Array(_) => "sequence".to_owned(),
                DeValue::Table(_) => "map".to_owned(),
            };
            self.problem(span, format!("invalid type: {found}, expected {expected}"));
        }
        None
    }

    fn inside_quotes(&self, span: Span) -> Span {
        let raw = self.text.get(span.range()).unwrap_or_default();
        for quotes in ["\"\"\"", "'''", "\"", "'"] {
            if let Some(opened) = raw.strip_prefix(quotes) {
                let inside = opened.strip_suffix(quotes).unwrap_or(opened);
                let start = span.start + quotes.len() as u32;
                return Span::new(start, start + inside.len() as u32);
            }
        }
        span
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Text>, Vec<(String, String)>) {
        let (table, mut reader) = parse(Path::new("/Cargo.toml"), text);
        let strings = table.get("a").and_then(|value| reader.strings(value)).unwrap_or_default();
        let said = |problem: Problem| (problem.message, text[problem.span.range()].to_owned());
        (strings, reader.problems.into_iter().map(said).collect())
    }

    #[test]
    fn the_place_of_a_string_is_inside_its_quotes() {
        let text = "a = [\"x\", 'y', \"\"\"z\"\"\", '''''']";
        let (strings, problems) = read(text);
        let places: Vec<_> = strings.iter().map(|string| (string.value.as_str(), &text[string.span.range()])).collect();
        assert_eq!(places, [("x", "x"), ("y", "y"), ("z", "z"), ("", "")]);
        assert!(problems.is_empty());
    }

    #[test]
    fn a_wrong_type_is_told_in_cargos_words_and_costs_only_itself() {
        let (strings, problems) = read("a = [\"x\", 3, \"y\"]");
        assert_eq!(strings.len(), 2);
        assert_eq!(problems, [("invalid type: integer `3`, expected a string".to_owned(), "3".to_owned())]);
    }

    #[test]
    fn of_a_text_that_breaks_all_before_the_break_is_read_and_one_problem_tells_it() {
        let text = "a = [\"x\", \"y";
        let (table, mut reader) = parse(Path::new("/Cargo.toml"), text);
        let strings = reader.strings(&table["a"]).unwrap();
        let intact: Vec<bool> = strings.iter().map(|string| reader.intact(string.span)).collect();
        assert_eq!(intact, [true, false]);
        assert_eq!(reader.problems.len(), 1);
        assert_eq!(reader.problems[0].message, "unclosed array, expected `]`");
    }

    #[test]
    fn of_a_text_that_is_too_large_nothing_is_read_and_that_is_told() {
        let text = format!("a = [\"x\"]\n#{}", "x".repeat(1 << 20));
        let (table, reader) = parse(Path::new("/Cargo.toml"), &text);
        assert!(table.is_empty() && !reader.intact(Span::default()));
        assert_eq!(reader.problems[0].message, "the file has more than 1048576 bytes, and is not read");
    }

    #[test]
    fn every_key_that_stands_twice_is_told() {
        let (_, problems) = read("b = 1\nb = 2\nc = 1\nc = 2\na = []\n");
        let twice = |key: &str| ("duplicate key".to_owned(), key.to_owned());
        assert_eq!(problems, [twice("b"), twice("c")]);
    }
}
