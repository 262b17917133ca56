//! A new entry of a table of a manifest: in place, in the order that the table keeps, with every comment where it
//! was. The recipe by hand, appending a line to the file, lands in whatever table is last.

use std::path::Path;

use greenlight_files::{LineIndex, Span};
use toml_edit::{Document, Item, TableLike, Value};

use crate::finding::Edit;

/// The edit that adds `key = value` to `table` (a key, or several with dots between them), or makes the table. `first` are keys that stand before
/// all others whatever their names. `None` if the text does not parse, the key is there, or the table is written in a
/// form that has no place for a line of its own.
pub(crate) fn edit(path: &Path, text: &str, table: &str, key: &str, value: &str, first: &[&str]) -> Option<Edit> {
    add(path, text, table, key, &format!("{} = {value}", key_text(key)), first)
}

/// The edit that adds `key` as the workspace's root has it to the top-level `table`, written as other entries of the
/// manifest are: `key.workspace = true`, or with braces.
pub(crate) fn inherit(path: &Path, text: &str, table: &str, key: &str) -> Option<Edit> {
    let braces = "{ workspace = true";
    let entry = match text.contains(braces) {
        true => format!("{} = {braces} }}", key_text(key)),
        false => format!("{}.workspace = true", key_text(key)),
    };
    add(path, text, table, key, &entry, &[])
}

fn add(path: &Path, text: &str, table: &str, key: &str, entry: &str, first: &[&str]) -> Option<Edit> {
    let document = Document::parse(text).ok()?;
    let insert = |at: u32, text: String| Some(Edit { file: path.to_owned(), span: Span::new(at, at), text });
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let found = table.split('.').try_fold(document.as_item(), |item, key| item.get(key));
    match found {
        None => {
            let gap = match text.trim_end().is_empty() {
                true => String::new(),
                false if text.ends_with("\n\n") || text.ends_with("\n\r\n") => String::new(),
                false if text.ends_with('\n') => line_break.to_owned(),
                false => line_break.repeat(2),
            };
            insert(text.len() as u32, format!("{gap}[{table}]{line_break}{entry}{line_break}"))
        }
        Some(Item::Table(found)) if !found.is_dotted() && !found.is_implicit() => {
            if found.contains_key(key) {
                return None;
            }
            let end = match entry_before(found, key, first) {
                Some(before) => before,
                None => found.span()?.start + text[found.span()?.start..].find(']')? + 1,
            };
            let lines = LineIndex::new(text);
            let line = lines.line_span(lines.line_of(end.saturating_sub(1) as u32))?;
            let indent = indent_of(text, found);
            match text[line.range()].ends_with('\n') {
                true => insert(line.end, format!("{indent}{entry}{line_break}")),
                false => insert(line.end, format!("{line_break}{indent}{entry}")),
            }
        }
        Some(Item::Value(Value::InlineTable(found))) => {
            if found.contains_key(key) {
                return None;
            }
            let span = found.span()?;
            let inside = text[span.start + 1..span.end - 1].trim_end();
            let at = (span.start + 1 + inside.len()) as u32;
            let separator = if inside.trim().is_empty() { " " } else { ", " };
            let end = if text[at as usize..].starts_with('}') { " " } else { "" };
            insert(at, format!("{separator}{entry}{end}"))
        }
        Some(_) => None,
    }
}

/// Where the entry ends that the new one follows: if the table is sorted, the last that sorts before it, else the
/// last of all. `None` for the head of the table.
fn entry_before(table: &dyn TableLike, key: &str, first: &[&str]) -> Option<usize> {
    let mut entries: Vec<(usize, bool, String)> = table
        .iter()
        .filter_map(|(name, item)| Some((item_end(item)?, first.contains(&name), name.to_owned())))
        .collect();
    entries.sort();
    let names: Vec<&str> = entries.iter().filter(|(_, first, _)| !first).map(|(_, _, name)| name.as_str()).collect();
    let last = entries.last()?.0;
    if names.len() < 2 || !names.is_sorted() {
        return Some(last);
    }
    entries.iter().filter(|(_, first, name)| *first || name.as_str() < key).map(|&(end, _, _)| end).next_back()
}

/// The byte after an entry's value; of a dotted key's table, after the last of its values.
fn item_end(item: &Item) -> Option<usize> {
    match item {
        Item::Value(value) => value.span().map(|span| span.end),
        // `[features.x]` is a table of its own, and what follows its entries belongs to it.
        Item::Table(table) if table.is_dotted() => table.iter().filter_map(|(_, item)| item_end(item)).max(),
        _ => None,
    }
}

/// The white space before the table's last entry.
fn indent_of(text: &str, table: &toml_edit::Table) -> String {
    let last = table.iter().filter_map(|(name, _)| table.key(name)?.span()).map(|span| span.start).max();
    let Some(start) = last else { return String::new() };
    let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let before = &text[line..start];
    if before.trim().is_empty() { before.to_owned() } else { String::new() }
}

/// A bare key if TOML allows it, else a quoted one.
fn key_text(key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { key.to_owned() } else { format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(text: &str, feature: &str) -> Option<String> {
        let edit = crate::fixes::declare_feature::edit(Path::new("Cargo.toml"), text, feature, &[])?;
        let mut after = text.to_owned();
        after.replace_range(edit.span.range(), &edit.text);
        after.parse::<toml_edit::DocumentMut>().expect("the edit keeps the manifest whole");
        Some(after)
    }

    #[test]
    fn an_entry_lands_in_its_table_though_another_is_last() {
        let before = "[features]\n# off\ndefault = [] # none\nlive-llm-tests = []\n\n[dependencies]\na = \"1\"\n";
        let after =
            "[features]\n# off\ndefault = [] # none\nlive-llm-tests = []\np2p = []\n\n[dependencies]\na = \"1\"\n";
        assert_eq!(declared(before, "p2p").unwrap(), after);
    }

    #[test]
    fn a_sorted_table_stays_sorted_and_default_stays_first() {
        let before = "[features]\ndefault = []\nb = []\n# about d\nd = [\n  \"b\",\n]\n";
        assert_eq!(
            declared(before, "c").unwrap(),
            "[features]\ndefault = []\nb = []\nc = []\n# about d\nd = [\n  \"b\",\n]\n"
        );
        assert_eq!(
            declared(before, "a").unwrap(),
            "[features]\ndefault = []\na = []\nb = []\n# about d\nd = [\n  \"b\",\n]\n"
        );
        assert_eq!(
            declared(before, "e").unwrap(),
            "[features]\ndefault = []\nb = []\n# about d\nd = [\n  \"b\",\n]\ne = []\n"
        );
    }

    #[test]
    fn an_unsorted_table_is_added_to_at_its_end() {
        let before = "[features]\nz = []\na = []\n\n[lib]\n";
        assert_eq!(declared(before, "m").unwrap(), "[features]\nz = []\na = []\nm = []\n\n[lib]\n");
    }

    #[test]
    fn a_table_within_the_table_is_not_added_to() {
        let before = "[dependencies]\na = \"1\"\n[dependencies.utils]\npath = \"../utils\"\n";
        let edit = edit(Path::new("Cargo.toml"), before, "dependencies", "anyhow", "\"1\"", &[]).unwrap();
        let mut after = before.to_owned();
        after.replace_range(edit.span.range(), &edit.text);
        assert_eq!(after, "[dependencies]\na = \"1\"\nanyhow = \"1\"\n[dependencies.utils]\npath = \"../utils\"\n");
    }

    #[test]
    fn what_is_inherited_is_written_as_other_entries_are() {
        let inherited = |text: &str| {
            let edit = inherit(Path::new("Cargo.toml"), text, "dependencies", "b").unwrap();
            let mut after = text.to_owned();
            after.replace_range(edit.span.range(), &edit.text);
            after
        };
        assert_eq!(
            inherited("[dependencies]\na.workspace = true\nc = \"1\"\n"),
            "[dependencies]\na.workspace = true\nb.workspace = true\nc = \"1\"\n"
        );
        assert_eq!(
            inherited("[dependencies]\na = { workspace = true }\n"),
            "[dependencies]\na = { workspace = true }\nb = { workspace = true }\n"
        );
    }

    #[test]
    fn a_missing_table_is_made_and_an_empty_one_filled() {
        assert_eq!(
            declared("[package]\nname = \"a\"\n", "p2p").unwrap(),
            "[package]\nname = \"a\"\n\n[features]\np2p = []\n"
        );
        assert_eq!(
            declared("[package]\nname = \"a\"", "p2p").unwrap(),
            "[package]\nname = \"a\"\n\n[features]\np2p = []\n"
        );
        assert_eq!(declared("[features] # none\n\n[lib]\n", "p2p").unwrap(), "[features] # none\np2p = []\n\n[lib]\n");
    }

    #[test]
    fn inline_tables_line_breaks_and_odd_keys_are_kept() {
        assert_eq!(declared("features = { a = [] }\n", "b").unwrap(), "features = { a = [], b = [] }\n");
        assert_eq!(declared("features = {}\n", "b").unwrap(), "features = { b = [] }\n");
        assert_eq!(declared("[features]\r\na = []\r\n", "b").unwrap(), "[features]\r\na = []\r\nb = []\r\n");
        assert_eq!(declared("[features]\na = []", "x.y").unwrap(), "[features]\na = []\n\"x.y\" = []");
    }

    #[test]
    fn what_is_declared_or_does_not_parse_is_left_alone() {
        assert_eq!(declared("[features]\np2p = []\n", "p2p"), None);
        assert_eq!(declared("[features\n", "p2p"), None);
    }
}
