//! `check-cfg = ['cfg(name)']` in the lints of a package, or of its workspace where it takes them from there.

use std::path::PathBuf;

use greenlight_files::Span;
use greenlight_project::Package;
use toml_edit::{Document, Item, TableLike, Value};

use super::{manifest_array, manifest_entry};
use crate::finding::Edit;
use crate::host::Snapshot;

/// The edit that makes the package expect what the argument `expected` of `--check-cfg` says; `None` if the manifest does not read
/// as one, or says something about the lint in a form that has no place for it.
pub(crate) fn edit(snapshot: &Snapshot, package: &Package, expected: &str) -> Option<Edit> {
    let text = snapshot.text(&package.manifest)?;
    let inherits = Document::parse(&*text).ok()?.get("lints").is_some_and(|lints| lints.get("workspace").is_some());
    let (path, text, before): (PathBuf, _, &[&str]) = match inherits {
        true => {
            let root = snapshot.workspace().root_manifest.clone();
            let text = snapshot.text(&root)?;
            (root, text, &["workspace"])
        }
        false => (package.manifest.clone(), text, &[]),
    };
    let document = Document::parse(&*text).ok()?;
    let keys = [before, &["lints", "rust", "unexpected_cfgs"]].concat();
    let lint = keys.iter().try_fold(document.as_item(), |item, key| item.get(key));
    let quoted = if expected.contains('\'') { Value::from(expected).to_string() } else { format!("'{expected}'") };
    match lint {
        None => {
            let table = [before, &["lints", "rust"]].concat().join(".");
            let value = format!("{{ level = \"warn\", check-cfg = [{quoted}] }}");
            manifest_entry::edit(&path, &text, &table, "unexpected_cfgs", &value, &[])
        }
        Some(lint) if lint.get("check-cfg").is_some_and(Item::is_array) => {
            manifest_array::append_as(&path, &text, &[&keys[..], &["check-cfg"]].concat(), &quoted)
        }
        Some(Item::Value(level @ Value::String(_))) => {
            let span = level.span()?;
            let level = &text[span.clone()];
            let new = format!("{{ level = {level}, check-cfg = [{quoted}] }}");
            Some(Edit { file: path, span: Span::new(span.start as u32, span.end as u32), text: new })
        }
        Some(Item::Value(Value::InlineTable(table))) if !table.contains_key("check-cfg") => {
            let span = table.span()?;
            let at = span.start + 1 + text[span.start + 1..span.end - 1].trim_end().len();
            let separator = if TableLike::is_empty(table) { " " } else { ", " };
            let new = format!("{separator}check-cfg = [{quoted}]");
            Some(Edit { file: path, span: Span::new(at as u32, at as u32), text: new })
        }
        Some(_) => None,
    }
}
