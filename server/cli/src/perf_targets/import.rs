//! `greenlight perf-targets import FILE.md`: what a document promises, as targets that count.

use std::path::{Path, PathBuf};

use anyhow::Context;
use greenlight_files::Files;
use greenlight_ide::Host;
use greenlight_ide::promises::{DocumentPromise, Documents, TakeOver, TakenOver};

use crate::bench::aligned;
use crate::{Outcome, escape, output};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Arguments {
    /// The Markdown document
    file: PathBuf,
    /// The folder or file whose workspace gets the targets; that of the document if none is given
    #[arg(long, value_name = "PATH")]
    into: Option<PathBuf>,
    /// Only say what would be written
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let document = greenlight_files::absolute(&arguments.file);
    let files = Files::new();
    // A document that cannot be read promises nothing, and would not be noticed.
    files.read(&document).with_context(|| format!("{} cannot be read", arguments.file.display()))?;
    let of = arguments.into.as_deref().map_or_else(|| document.clone(), greenlight_files::absolute);
    let snapshot = Host::open(files, &of)?.snapshot();
    let found = snapshot.promises_in(std::slice::from_ref(&document));
    let promises: Vec<&DocumentPromise> = found.promises.iter().collect();
    let taken = snapshot.take_over(&promises)?;
    output::print(&said(&arguments.file, &found, &taken))?;
    if taken.text.is_empty() {
        return Ok(Outcome::Clear);
    }
    let shown = taken.file.strip_prefix(snapshot.root()).unwrap_or(&taken.file).display().to_string();
    if arguments.dry_run {
        output::print(&format!("\n{shown} would get:\n\n{}", taken.text.trim_start_matches(['\r', '\n'])))?;
        return Ok(Outcome::Clear);
    }
    let text = taken.appended()?;
    let written = match &taken.before {
        // Somebody may be editing it.
        Some(before) => greenlight_files::replace(&in_real_folder(&taken.file), before, &text),
        None => greenlight_files::write(&taken.file, &text),
    };
    written.with_context(|| format!("cannot write {}", taken.file.display()))?;
    output::print(&format!("\n{shown} has them.\n"))?;
    Ok(Outcome::Clear)
}

/// The workspace may be reached through links; only the file itself must be none.
fn in_real_folder(file: &Path) -> PathBuf {
    let folder = file.parent().and_then(greenlight_files::without_links);
    folder.zip(file.file_name()).map_or_else(|| file.to_owned(), |(folder, name)| folder.join(name))
}

/// A line for each promise, then for what cannot be read.
fn said(file: &Path, found: &Documents, taken: &TakenOver) -> String {
    if found.promises.is_empty() && found.unread.is_empty() {
        return format!("{}: no performance targets\n", file.display());
    }
    let mut rows: Vec<[String; 3]> = Vec::new();
    for (promise, outcome) in found.promises.iter().zip(&taken.outcomes) {
        let place = format!("{}:{}", file.display(), promise.line);
        let target = &promise.target;
        let condition = target.condition.as_ref().map_or(String::new(), |it| format!(" {}", it.written));
        let name = escape::one_line(&format!("{}{condition}: {}", target.name, target.written)).into_owned();
        rows.push([place, name, outcome_said(outcome)]);
    }
    for unread in &found.unread {
        let place = format!("{}:{}", file.display(), unread.line);
        let written = escape::one_line(&unread.written).into_owned();
        rows.push([place, written, format!("cannot be read: {}", escape::one_line(&unread.why))]);
    }
    aligned(&rows).join("\n") + "\n"
}

fn outcome_said(outcome: &TakeOver) -> String {
    match outcome {
        TakeOver::Taken(subjects) => escape::one_line(&subjects.join(", ")).into_owned(),
        TakeOver::Open(Some(near)) => {
            format!("as a comment: no bench is certainly meant, perhaps `{}`", escape::one_line(near))
        }
        TakeOver::Open(None) => "as a comment: no bench has such a name".to_owned(),
        TakeOver::There => "there already".to_owned(),
        TakeOver::Unreadable(why) => format!("left out: {why}"),
    }
}
