//! `greenlight check`: what will stop the release, said once, in one of three formats.

use std::path::{Path, PathBuf};
use std::time::Instant;

use greenlight_files::Files;
use greenlight_ide::{Level, Report, Rule, Snapshot};

use crate::format::{concise, human, json};
use crate::sources::Sources;
use crate::{Outcome, colours, limits, output, selection, workspaces};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Arguments {
    #[command(flatten)]
    workspaces: workspaces::Arguments,
    #[command(flatten)]
    selection: selection::Arguments,
    /// For people, a line a finding, or one JSON object
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Treat the findings of this rule as errors; may be given several times
    #[arg(long = "deny", value_name = "RULE", value_delimiter = ',', value_parser = selection::rule_parser(), hide_possible_values = true)]
    denied: Vec<Rule>,
    /// List more than findings; may be given several times
    #[arg(long, value_enum, value_name = "WHAT")]
    show: Vec<Show>,
    /// Write to this file instead of stdout
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the list of all files that were read to this file, a path a line
    #[arg(long, value_name = "FILE")]
    stats: Option<PathBuf>,
    /// Findings only, without a summary
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Say what was looked at, and list what was not
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    colours: colours::Arguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Human,
    Concise,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Show {
    /// Imports that are neither found nor absent, each with its reason
    Unknown,
    /// On stderr, each limit on what is read and followed, with the largest use that was made of it
    Limits,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let files = if arguments.stats.is_some() { Files::recording() } else { Files::new() };
    let opened = arguments.workspaces.open(&files)?;
    let selection = arguments.selection.selection(opened.paths, &opened.packages)?;
    let mut sources = Sources::default();
    let mut reports = Vec::new();
    let is_only_one = opened.workspaces.len() == 1;
    // Kept until the next one is checked, which reads much of the same.
    let mut last: Option<Snapshot> = None;
    for (root, host) in opened.workspaces {
        let snapshot = host.snapshot();
        let report = snapshot.report();
        if arguments.verbose {
            output::tell(&looked_at(&root, &report, started));
        }
        let report = selection.narrow(report);
        sources.add(&report, |file| snapshot.text(file));
        reports.push(report);
        if is_only_one {
            // The process ends soon, and to free piece by piece what is known of a large workspace takes a tenth of the time.
            std::mem::forget((host, snapshot));
        } else {
            last = Some(snapshot);
        }
    }
    drop(last);
    let mut report = selection::merge(reports);
    report.not_checked.extend(opened.left_out);
    selection::raise(&mut report, &arguments.denied);
    let text = printed(arguments, &report, &sources)?;
    match &arguments.output {
        Some(file) => output::write_file(file, &text)?,
        None => output::print(&text)?,
    }
    if let Some(file) = &arguments.stats {
        output::write_file(file, &paths_by_line(&files.files_read()))?;
    }
    if arguments.show.contains(&Show::Limits) {
        output::tell(&limits::render());
    }
    Ok(outcome(&report))
}

/// Only what is at `deny` fails a build.
fn outcome(report: &Report) -> Outcome {
    let denies = report.findings.iter().any(|finding| finding.level == Level::Deny);
    if denies { Outcome::Findings } else { Outcome::Clear }
}

fn printed(arguments: &Arguments, report: &Report, sources: &Sources) -> anyhow::Result<String> {
    let base = greenlight_files::absolute(Path::new("."));
    let show_unknown = arguments.show.contains(&Show::Unknown);
    Ok(match arguments.format {
        Format::Json => json::render(report, sources, show_unknown)?,
        Format::Concise => concise::render(report, sources, &base, show_unknown),
        Format::Human => {
            let coloured = match arguments.output {
                Some(_) => arguments.colours.in_file(),
                None => arguments.colours.on_stdout(),
            };
            let (quiet, verbose) = (arguments.quiet, arguments.verbose);
            human::render(report, sources, &human::Look { base, coloured, quiet, verbose, show_unknown })
        }
    })
}

fn looked_at(root: &Path, report: &Report, started: Instant) -> String {
    let imports = &report.summary.imports;
    format!(
        "checked {} in {:.0?}; {} of {} imports that begin with `crate`, `self` or `super` decided",
        root.display(),
        started.elapsed(),
        imports.local_decided,
        imports.local
    )
}

fn paths_by_line(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| format!("{}\n", path.display())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::sample;

    #[test]
    fn only_deny_fails() {
        let report = |findings| Report { findings, ..sample::report() };
        assert_eq!(outcome(&report(vec![])), Outcome::Clear);
        assert_eq!(outcome(&report(vec![sample::feature()])), Outcome::Clear);
        assert_eq!(outcome(&report(vec![sample::feature(), sample::import()])), Outcome::Findings);
    }
}
