//! docs/configuration.md: what the grammar says of each key, on one page.

#![allow(clippy::disallowed_methods)] // the documentation is read as it lies in the repository

use std::path::Path;

use super::grammar::{Header, Key, Keys, Table, Value, headers};
use crate::rules::Rule;

const INTRODUCTION: &str = "# Configuration

`greenlight.toml` at the root of the workspace, or `[workspace.metadata.greenlight]` of its manifest where there is no such file. All of it is
optional. A mistake in it is told at its place by the rule [`invalid-configuration`](rules/invalid-configuration.md), and costs nothing
but what it is about; a file that is broken as TOML sets nothing until it is mended. Editors complete and explain what is on this
page, which is written from the same text.
";

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for Header { written, key, table, .. } in headers() {
        page += &format!("\n## `{written}`\n\n{}\n\n```toml\n{}\n```\n", key.about, key.example);
        page += &match table.keys {
            Keys::Known(_) => keys(table),
            Keys::Rules => rules(),
        };
    }
    page
}

fn keys(table: &Table) -> String {
    let mut text = "\n| key | takes | |\n| --- | --- | --- |\n".to_owned();
    for key in table.known() {
        let required = if key.is_required { "; required" } else { "" };
        text += &format!("| `{}` | {}{required} | {} |\n", key.name, key.value.takes(), key.about);
        if let Value::Table(of) = key.value {
            let inner = |inner: &Key| {
                format!("| `{}.{}` | {} | {} |\n", key.name, inner.name, inner.value.takes(), inner.about)
            };
            text.extend(of.known().iter().map(inner));
        }
    }
    if !table.one_of.is_empty() {
        let names: Vec<String> = table.one_of.iter().map(|name| format!("`{name}`")).collect();
        text += &format!("\nEach has exactly one of {}.\n", names.join(", "));
    }
    text
}

fn rules() -> String {
    let mut groups: Vec<&str> = Rule::ALL.iter().map(|rule| rule.description().group).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut text = "\n| group | rules |\n| --- | --- |\n".to_owned();
    for group in groups {
        let name = |rule: Rule| format!("[`{0}`](rules/{0}.md)", rule.name());
        let names: Vec<String> = Rule::named(group).map(name).collect();
        text += &format!("| `{group}` | {} |\n", names.join(", "));
    }
    text
}

/// `UPDATE_DOCS=1 cargo test -p greenlight-ide documentation` writes it anew.
#[test]
fn the_documentation_of_the_configuration_is_the_grammar_s_own_text() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/configuration.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        greenlight_files::write(&file, &page()).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(found, page(), "run `UPDATE_DOCS=1 cargo test -p greenlight-ide documentation`, and look at the change");
}
