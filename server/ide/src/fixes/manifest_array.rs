//! A string more or less in an array of a manifest, with its line breaks, commas and comments as they were.

use std::path::Path;

use greenlight_files::Span;
use toml_edit::{Array, Document, Item, Value};

use crate::finding::Edit;

/// The edit that takes the string whose content is at `string` out of its array; `None` if the text does not parse, or no array
/// has it.
pub(super) fn remove(path: &Path, text: &str, string: Span) -> Option<Edit> {
    let document = Document::parse(text).ok()?;
    let array = array_around(document.as_item(), string)?;
    let items: Vec<std::ops::Range<usize>> = array.iter().map(Value::span).collect::<Option<_>>()?;
    let number =
        items.iter().position(|item| item.start <= string.start as usize && string.end as usize <= item.end)?;
    let item = &items[number];
    let line = text[..item.start].rfind('\n').map_or(0, |newline| newline + 1);
    let rest = text[item.end..].trim_start_matches(',').trim_start_matches([' ', '\t']);
    let ends_line = rest.is_empty() || rest.starts_with(['\n', '\r', '#']);
    let is_alone = text[line..item.start].trim().is_empty() && ends_line;
    let (start, end) = match (items.get(number + 1), number.checked_sub(1)) {
        _ if is_alone => (line, text[item.end..].find('\n').map_or(text.len(), |newline| item.end + newline + 1)),
        (Some(next), _) => (item.start, next.start),
        (None, Some(before)) => (items[before].end, item.end),
        (None, None) => {
            let comma = text[item.end..].trim_start().starts_with(',');
            let after = text[item.end..].find(',').filter(|_| comma).map_or(item.end, |at| item.end + at + 1);
            (item.start, after)
        }
    };
    Some(Edit { file: path.to_owned(), span: Span::new(start as u32, end as u32), text: String::new() })
}

/// The edit that adds `string` at the end of the array at `keys`, one key within the other; `None` if the text does not parse, or
/// has no such array.
pub(super) fn append(path: &Path, text: &str, keys: &[&str], string: &str) -> Option<Edit> {
    append_as(path, text, keys, &Value::from(string).to_string())
}

/// As [`append`], of a string that is `written` with its quotes.
pub(super) fn append_as(path: &Path, text: &str, keys: &[&str], written: &str) -> Option<Edit> {
    let document = Document::parse(text).ok()?;
    let mut item = document.as_item();
    for key in keys {
        item = item.get(key)?;
    }
    let array = item.as_array()?;
    let span = array.span()?;
    let string = written;
    let insert =
        |at: usize, text: String| Some(Edit { file: path.to_owned(), span: Span::new(at as u32, at as u32), text });
    let Some(last) = array.iter().last() else { return insert(span.start + 1, string.to_owned()) };
    let last = last.span()?;
    let line = text[..last.start].rfind('\n').map_or(0, |newline| newline + 1);
    let indent = &text[line..last.start];
    let comma = text[last.end..].trim_start().starts_with(',');
    if !indent.trim().is_empty() {
        return insert(last.end, format!(", {string}"));
    }
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    match comma {
        true => {
            let at = last.end + text[last.end..].find(',')? + 1;
            // A comment behind the comma belongs to the last string.
            let end = text[at..].find(['\r', '\n']).map_or(text.len(), |end| at + end);
            insert(end, format!("{line_break}{indent}{string},"))
        }
        false => insert(last.end, format!(",{line_break}{indent}{string}")),
    }
}

fn array_around(item: &Item, string: Span) -> Option<&Array> {
    if let Some(array) = item.as_array() {
        let around =
            array.span().is_some_and(|span| span.start <= string.start as usize && string.end as usize <= span.end);
        return around.then_some(array);
    }
    match item {
        Item::ArrayOfTables(tables) => {
            tables.iter().flat_map(|table| table.iter()).find_map(|(_, item)| array_around(item, string))
        }
        Item::Value(Value::InlineTable(table)) => {
            let arrays = table.iter().filter_map(|(_, value)| value.as_array());
            let mut around = arrays.filter(|array| {
                array.span().is_some_and(|span| span.start <= string.start as usize && string.end as usize <= span.end)
            });
            around.next()
        }
        item => item.as_table()?.iter().find_map(|(_, item)| array_around(item, string)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(before: &str, edit: Option<Edit>) -> Option<String> {
        let edit = edit?;
        let mut after = before.to_owned();
        after.replace_range(edit.span.range(), &edit.text);
        after.parse::<toml_edit::DocumentMut>().expect("the edit keeps the manifest whole");
        Some(after)
    }

    #[track_caller]
    fn check_removed(before: &str, after: &str) {
        let start = before.find("gone").unwrap() as u32;
        let edit = remove(Path::new("Cargo.toml"), before, Span::new(start, start + 4));
        assert_eq!(applied(before, edit).as_deref(), Some(after));
    }

    #[test]
    fn a_string_goes_with_its_comma_and_its_line() {
        check_removed("[features]\na = [\"gone\"]\n", "[features]\na = []\n");
        check_removed("[features]\na = [ 'gone', ]\n", "[features]\na = [  ]\n");
        check_removed("[features]\na = [\"gone\", \"b\"]\n", "[features]\na = [\"b\"]\n");
        check_removed("[features]\na = [\"b\", \"gone\"]\n", "[features]\na = [\"b\"]\n");
        check_removed("[features]\na = [\"b\",\"gone\",\"c\"]\n", "[features]\na = [\"b\",\"c\"]\n");
        check_removed(
            "[features]\na = [\n  \"b\", # one\n  \"gone\", # two\n  \"c\"\n]\n",
            "[features]\na = [\n  \"b\", # one\n  \"c\"\n]\n",
        );
        check_removed("[features]\na = [\n  \"b\",\n  \"gone\"\n]\n", "[features]\na = [\n  \"b\",\n]\n");
        check_removed(
            "[[bench]]\nname = 'x'\nrequired-features = ['gone', 'y']\n",
            "[[bench]]\nname = 'x'\nrequired-features = ['y']\n",
        );
        check_removed(
            "[dependencies]\na = { version = '1', features = ['gone'] }\n",
            "[dependencies]\na = { version = '1', features = [] }\n",
        );
    }

    #[track_caller]
    fn check_appended(before: &str, after: &str) {
        let edit = append(Path::new("Cargo.toml"), before, &["features", "a"], "new");
        assert_eq!(applied(before, edit).as_deref(), Some(after));
    }

    #[test]
    fn a_string_is_added_as_the_others_are_written() {
        check_appended("[features]\na = []\n", "[features]\na = [\"new\"]\n");
        check_appended("[features]\na = ['b']\n", "[features]\na = ['b', \"new\"]\n");
        check_appended("[features]\na = [\n  'b'\n]\n", "[features]\na = [\n  'b',\n  \"new\"\n]\n");
        check_appended(
            "[features]\r\na = [\r\n\t'b', # one\r\n]\r\n",
            "[features]\r\na = [\r\n\t'b', # one\r\n\t\"new\",\r\n]\r\n",
        );
    }
}
