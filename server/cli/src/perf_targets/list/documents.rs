//! What documents promise, beside the targets that count.

use std::path::Path;

use greenlight_ide::promises::{DocumentPromise, Documents, reading_said};

use crate::bench::aligned;
use crate::colours;

/// More lines than this about what no bench measures are counted instead.
const MOST_OTHERS: usize = 10;

/// A line for each promise about a bench, then for the others and for what cannot be read, if these are few; empty without any.
pub(super) fn table(root: &Path, documents: &Documents, coloured: bool) -> String {
    if documents.promises.is_empty() && documents.unread.is_empty() {
        return String::new();
    }
    let row = |promise: &DocumentPromise| {
        let place = place(root, &promise.file, promise.line);
        [promise.target.name.clone(), promise.target.written.clone(), place, about(promise)]
    };
    let (linked, others): (Vec<_>, Vec<_>) = documents.promises.iter().partition(|promise| promise.reading.is_some());
    let mut rows = vec![["in documents, not in the gate", "", "", ""].map(str::to_owned)];
    rows.extend(linked.into_iter().map(row));
    let are_few = others.len() + documents.unread.len() <= MOST_OTHERS;
    if are_few {
        rows.extend(others.iter().copied().map(row));
        rows.extend(documents.unread.iter().map(|unread| {
            let place = place(root, &unread.file, unread.line);
            [String::new(), unread.written.clone(), place, format!("cannot be read: {}", unread.why)]
        }));
    }
    let mut lines = aligned(&rows);
    if let Some(heading) = lines.first_mut() {
        *heading = colours::paint(heading, colours::STRONG, coloured);
    }
    if !are_few {
        let (others, unread) = (others.len(), documents.unread.len());
        lines.push(format!("  {others} more are about no bench, {unread} cannot be read: `--format json` has them"));
    }
    lines.join("\n") + "\n"
}

fn place(root: &Path, file: &Path, line: u32) -> String {
    format!("{}:{line}", file.strip_prefix(root).unwrap_or(file).display())
}

fn about(promise: &DocumentPromise) -> String {
    let said = match &promise.reading {
        None => "no bench is about this".to_owned(),
        Some(_) if !promise.covered => "not covered: no benchmark is of this amount".to_owned(),
        Some(reading) => reading_said(reading),
    };
    match &promise.missing {
        Some((name, Some(near))) => format!("{said}; no bench is called `{name}`, did you mean `{near}`?"),
        Some((name, None)) => format!("{said}; no bench is called `{name}`"),
        None => said,
    }
}

#[derive(serde::Serialize)]
pub(super) struct Entry {
    name: String,
    limit: String,
    condition: Option<String>,
    file: String,
    line: u32,
    linked: bool,
    covered: bool,
}

#[derive(serde::Serialize)]
pub(super) struct UnreadEntry {
    text: String,
    why: String,
    file: String,
    line: u32,
}

pub(super) fn entries(root: &Path, documents: &Documents) -> Vec<Entry> {
    let entry = |promise: &DocumentPromise| Entry {
        name: promise.target.name.clone(),
        limit: promise.target.written.clone(),
        condition: promise.target.condition.as_ref().map(|condition| condition.written.clone()),
        file: relative(root, &promise.file),
        line: promise.line,
        linked: promise.reading.is_some(),
        covered: promise.covered,
    };
    documents.promises.iter().map(entry).collect()
}

pub(super) fn unread(root: &Path, documents: &Documents) -> Vec<UnreadEntry> {
    let entries = documents.unread.iter().map(|unread| UnreadEntry {
        text: unread.written.clone(),
        why: unread.why.clone(),
        file: relative(root, &unread.file),
        line: unread.line,
    });
    entries.collect()
}

/// With `/`, from the root.
fn relative(root: &Path, file: &Path) -> String {
    let relative = file.strip_prefix(root).unwrap_or(file);
    let parts = relative.iter().map(|part| part.to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}
