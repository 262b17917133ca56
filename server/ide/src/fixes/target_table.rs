//! The tables of targets in a manifest: a key more in one of them, or one more of them.

use std::path::Path;

use greenlight_files::Span;
use toml_edit::{Document, Item, Table};

use crate::finding::Edit;

/// The edit that makes the table `[[kind]]` of this name say `key = value`; `None` if the text does not parse, or there is no such
/// table of its own.
pub(crate) fn set(path: &Path, text: &str, kind: &str, name: &str, key: &str, value: &str) -> Option<Edit> {
    let document = Document::parse(text).ok()?;
    let tables = document.as_table().get(kind)?.as_array_of_tables()?;
    let table = tables.iter().find(|table| table.get("name").and_then(Item::as_str) == Some(name))?;
    if let Some(before) = table.get(key) {
        let span = before.span()?;
        return Some(edit(path, span.start, span.end, value.to_owned()));
    }
    let at = end_of(text, table)?;
    Some(edit(path, at, at, format!("{}{key} = {value}", line_break(text))))
}

/// The edit that adds a table `[[kind]]` with these lines, after the last one of its kind, else at the end of the text; `None` if
/// the text does not parse, or has such tables in a form that has no place for another.
pub(crate) fn add(path: &Path, text: &str, kind: &str, lines: &[String]) -> Option<Edit> {
    let document = Document::parse(text).ok()?;
    let line_break = line_break(text);
    let table = format!("[[{kind}]]{line_break}{}", lines.join(line_break));
    match document.as_table().get(kind) {
        Some(Item::ArrayOfTables(tables)) => {
            let at = end_of(text, tables.iter().last()?)?;
            Some(edit(path, at, at, format!("{line_break}{line_break}{table}")))
        }
        Some(_) => None,
        None => {
            let gap = match text.trim_end().is_empty() {
                true => "",
                false if text.ends_with("\n\n") || text.ends_with("\n\r\n") => "",
                false if text.ends_with('\n') => line_break,
                false => &line_break.repeat(2),
            };
            Some(edit(path, text.len(), text.len(), format!("{gap}{table}{line_break}")))
        }
    }
}

fn edit(path: &Path, start: usize, end: usize, text: String) -> Edit {
    Edit { file: path.to_owned(), span: Span::new(start as u32, end as u32), text }
}

/// The end of the line of the table's last entry, or of its header.
fn end_of(text: &str, table: &Table) -> Option<usize> {
    let last = table.iter().filter_map(|(_, item)| item.span()).map(|span| span.end).max();
    let last = last.max(table.span().map(|span| span.end))?;
    Some(text[last..].find(['\r', '\n']).map_or(text.len(), |end| last + end))
}

fn line_break(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, edit: Option<Edit>, after: &str) {
        let edit = edit.expect("there is a place for it");
        let mut changed = before.to_owned();
        changed.replace_range(edit.span.range(), &edit.text);
        changed.parse::<toml_edit::DocumentMut>().expect("the edit keeps the manifest whole");
        assert_eq!(changed, after);
    }

    fn harness(text: &str) -> Option<Edit> {
        set(Path::new("Cargo.toml"), text, "bench", "b", "harness", "false")
    }

    #[test]
    fn a_key_comes_last_in_the_table_of_its_target() {
        check(
            "[[bench]]\nname = \"a\"\n\n[[bench]]\nname = \"b\" # this\n\n[lib]\n",
            harness("[[bench]]\nname = \"a\"\n\n[[bench]]\nname = \"b\" # this\n\n[lib]\n"),
            "[[bench]]\nname = \"a\"\n\n[[bench]]\nname = \"b\" # this\nharness = false\n\n[lib]\n",
        );
        let text = "[[bench]]\r\nname = \"b\"\r\npath = \"x.rs\"";
        check(text, harness(text), "[[bench]]\r\nname = \"b\"\r\npath = \"x.rs\"\r\nharness = false");
        let text = "[[bench]]\nharness = true\nname = \"b\"\n";
        check(text, harness(text), "[[bench]]\nharness = false\nname = \"b\"\n");
    }

    #[test]
    fn a_table_follows_those_of_its_kind() {
        let lines = ["name = \"b\"".to_owned(), "harness = false".to_owned()];
        let added = |text: &str| add(Path::new("Cargo.toml"), text, "bench", &lines);
        let text = "[[bench]]\nname = \"a\"\nrequired-features = [\n  \"x\",\n] # why\n\n[features]\nx = []\n";
        check(
            text,
            added(text),
            "[[bench]]\nname = \"a\"\nrequired-features = [\n  \"x\",\n] # why\n\n[[bench]]\nname = \"b\"\nharness = \
             false\n\n[features]\nx = []\n",
        );
        let text = "[package]\nname = \"p\"\n";
        check(text, added(text), "[package]\nname = \"p\"\n\n[[bench]]\nname = \"b\"\nharness = false\n");
        let text = "[package]\nname = \"p\"";
        check(text, added(text), "[package]\nname = \"p\"\n\n[[bench]]\nname = \"b\"\nharness = false\n");
        assert_eq!(added("bench = []\n"), None);
    }
}
