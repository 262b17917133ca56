//! `optional = true` for an entry of `[dependencies]`, in whichever form the entry is written.

use std::path::Path;

use greenlight_files::Span;
use toml_edit::{Document, Item, Key, Value};

use crate::finding::Edit;

/// The edit that makes the dependency `key` optional; `None` if the text does not parse, has no such entry, or says already
/// whether it is.
pub(crate) fn edit(path: &Path, text: &str, key: &str) -> Option<Edit> {
    let document = Document::parse(text).ok()?;
    let dependencies = document.as_table().get("dependencies")?.as_table_like()?;
    let (name, entry) = dependencies.get_key_value(key)?;
    if entry.as_table_like().is_some_and(|entry| entry.contains_key("optional")) {
        return None;
    }
    let replace = |start: usize, end: usize, text: String| {
        Some(Edit { file: path.to_owned(), span: Span::new(start as u32, end as u32), text })
    };
    match entry {
        Item::Value(version @ Value::String(_)) => {
            let span = version.span()?;
            let version = &text[span.clone()];
            replace(span.start, span.end, format!("{{ version = {version}, optional = true }}"))
        }
        Item::Value(Value::InlineTable(table)) => {
            let span = table.span()?;
            let inside = text[span.start + 1..span.end - 1].trim_end();
            let at = span.start + 1 + inside.len();
            let separator = if inside.trim().is_empty() || inside.ends_with(',') { " " } else { ", " };
            let end = if text[at..].starts_with('}') { " " } else { "" };
            replace(at, at, format!("{separator}optional = true{end}"))
        }
        // `key.workspace = true`, or `[dependencies.key]`: a line of its own after the last.
        Item::Table(table) => {
            let prefix = if table.is_dotted() { format!("{}.", written(text, name)?) } else { String::new() };
            let ends = table.iter().filter_map(|(_, item)| item.as_value()?.span()).map(|span| span.end);
            let last = ends.max()?;
            let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
            let end = text[last..].find(['\r', '\n']).map_or(text.len(), |end| last + end);
            replace(end, end, format!("{line_break}{prefix}optional = true"))
        }
        _ => None,
    }
}

/// A key as it stands in the text.
fn written<'t>(text: &'t str, key: &Key) -> Option<&'t str> {
    text.get(key.span()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: Option<&str>) {
        let edit = edit(Path::new("Cargo.toml"), before, "a");
        let changed = edit.map(|edit| {
            let mut changed = before.to_owned();
            changed.replace_range(edit.span.range(), &edit.text);
            changed.parse::<toml_edit::DocumentMut>().expect("the edit keeps the manifest whole");
            changed
        });
        assert_eq!(changed.as_deref(), after);
    }

    #[test]
    fn every_form_of_an_entry_is_added_to() {
        check(
            "[dependencies]\na = '1' # one\n",
            Some("[dependencies]\na = { version = '1', optional = true } # one\n"),
        );
        check(
            "[dependencies]\na = { path = \"../a\" }\n",
            Some("[dependencies]\na = { path = \"../a\", optional = true }\n"),
        );
        check("[dependencies]\na = {path=\"../a\"}\n", Some("[dependencies]\na = {path=\"../a\", optional = true }\n"));
        check(
            "[dependencies]\na.workspace = true\nb = '1'\n",
            Some("[dependencies]\na.workspace = true\na.optional = true\nb = '1'\n"),
        );
        check(
            "[dependencies]\n\"a\".version = '1'\r\n\"a\".features = ['x']",
            Some("[dependencies]\n\"a\".version = '1'\r\n\"a\".features = ['x']\r\n\"a\".optional = true"),
        );
        check(
            "[dependencies.a]\nversion = '1'\n\n[lib]\n",
            Some("[dependencies.a]\nversion = '1'\noptional = true\n\n[lib]\n"),
        );
    }

    #[test]
    fn what_says_so_already_or_is_not_there_is_left_alone() {
        check("[dependencies]\na = { version = '1', optional = true }\n", None);
        check("[dependencies]\na = { version = '1', optional = false }\n", None);
        check("[dependencies]\nb = '1'\n", None);
        check("[dependencies\na = '1'\n", None);
    }
}
