//! Broken text must not shout: delete any one delimiter of a file that compiles, and no finding appears outside the
//! item that held it, in whatever file of the package. On published crates, the delimiters drawn by a fixed rule.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // asks Cargo where the crates lie, and reads them

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use greenlight_files::{Files, absolute};
use greenlight_ide::{Change, Finding, Host};
use syn::spanned::Spanned;

/// How many packages, files of each, and delimiters of each file are tried.
const PACKAGES: usize = 40;
const FILES: usize = 5;
const DELIMITERS: usize = 14;

#[test]
fn deleting_a_delimiter_yields_no_finding_outside_its_item() {
    let mut tried = 0;
    let mut escaped = Vec::new();
    for folder in packages() {
        let mut host = Host::open(Files::new(), &folder).unwrap();
        let before = host.snapshot().report();
        let sources: Vec<PathBuf> = rust_files(&folder.join("src"));
        for file in spread(&sources, FILES) {
            let Ok(text) = std::fs::read_to_string(file) else { continue };
            let Some(items) = items(&text) else { continue };
            for at in spread(&delimiters(&text), DELIMITERS) {
                let Some(item) = items.iter().find(|item| item.contains(at)) else { continue };
                let mut broken = text.clone();
                broken.remove(*at);
                host.apply(&[Change::Text(file.clone(), Arc::from(broken.as_str()))]);
                let after = host.snapshot().report();
                tried += 1;
                // What stood in the item may change as it likes; its end moved by the deleted byte.
                let inside = |finding: &Finding| {
                    finding.file == *file
                        && item.start <= finding.span.start as usize
                        && finding.span.end as usize <= item.end
                };
                for finding in &after.findings {
                    let known = before.findings.iter().any(|old| same(old, finding));
                    if !known && !inside(finding) {
                        let around = &text[at.saturating_sub(40)..(*at + 20).min(text.len())];
                        escaped.push(format!(
                            "{}: {} after deleting at {at} ({around:?})",
                            file.display(),
                            finding.message
                        ));
                    }
                }
            }
            host.apply(&[Change::Closed(file.clone())]);
        }
    }
    assert!(escaped.is_empty(), "{} of {tried} deletions:\n{}", escaped.len(), escaped.join("\n"));
    assert!(tried >= 1_000, "only {tried} deletions were tried");
}

fn same(one: &Finding, other: &Finding) -> bool {
    (one.rule, &one.message, &one.file) == (other.rule, &other.message, &other.file)
}

/// Folders of published packages that this workspace depends on, of a middling size.
fn packages() -> Vec<PathBuf> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--manifest-path"])
        .stdin(std::process::Stdio::null())
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut folders: Vec<PathBuf> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|package| package["source"].is_string())
        .filter_map(|package| Some(absolute(Path::new(package["manifest_path"].as_str()?).parent()?)))
        .filter(|folder| (6..60).contains(&rust_files(&folder.join("src")).len()))
        .collect();
    folders.sort();
    spread(&folders, PACKAGES).cloned().collect()
}

/// `count` of the values, evenly spread.
fn spread<T>(values: &[T], count: usize) -> impl Iterator<Item = &T> {
    values.iter().step_by((values.len() / count).max(1)).take(count)
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = Files::new().list(folder);
    for entry in entries {
        if entry.path.is_dir() {
            found.extend(rust_files(&entry.path));
        } else if entry.path.extension().is_some_and(|extension| extension == "rs") {
            found.push(entry.path);
        }
    }
    found
}

/// The bytes of the file's outermost items, as syn sees them; `None` if it does not parse.
fn items(text: &str) -> Option<Vec<Range<usize>>> {
    let parsed = syn::parse_file(text).ok()?;
    let items = parsed.items.iter().map(|item| item.span().byte_range()).collect();
    proc_macro2::extra::invalidate_current_thread_spans();
    Some(items)
}

/// Where brackets, braces and parentheses stand that are tokens.
fn delimiters(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    for token in ra_ap_rustc_lexer::tokenize(text, ra_ap_rustc_lexer::FrontmatterAllowed::No) {
        use ra_ap_rustc_lexer::TokenKind::{CloseBrace, CloseBracket, CloseParen, OpenBrace, OpenBracket, OpenParen};
        if matches!(token.kind, OpenBrace | CloseBrace | OpenBracket | CloseBracket | OpenParen | CloseParen) {
            found.push(at);
        }
        at += token.len as usize;
    }
    found
}
