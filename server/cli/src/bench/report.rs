//! `greenlight bench report`: all that was measured, as a page that stands alone, as a summary for a pull request, or as JSON. The same
//! files give the same report, byte for byte: it holds no clock but that of the files.

mod html;
mod json;
mod markdown;
#[cfg(test)]
mod sample;
mod summary;

use std::path::PathBuf;

use anyhow::bail;
use greenlight_files::Files;
use greenlight_ide::Snapshot;
use greenlight_ide::benches::BenchReport;
use greenlight_ide::benches::saved::BaselineNames;

use super::compare::no_such_baseline;
use crate::selection::Packages;
use crate::{Outcome, output, selection, workspaces};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Arguments {
    #[command(flatten)]
    workspaces: workspaces::Arguments,
    /// Only this package of the workspace, or those that match a pattern
    #[arg(short, long = "package", value_name = "SPEC")]
    packages: Vec<String>,
    /// All packages but this one, or those that match a pattern
    #[arg(long, value_name = "SPEC")]
    exclude: Vec<String>,
    /// The baseline to show; else `[baselines] current` of greenlight.toml, else the newest of each benchmark
    #[arg(long, value_name = "NAME")]
    baseline: Option<String>,
    /// The baseline to compare with; else `[baselines] against`, else the next older one of each benchmark
    #[arg(long, value_name = "NAME")]
    against: Option<String>,
    /// A page, a summary for a pull request, or JSON: docs/bench-report.schema.json describes it. By default as the
    /// name of the output file ends, else a page
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write to this file instead of stdout
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Html,
    Markdown,
    Json,
}

/// A workspace with what was found in it.
struct Reported {
    root: PathBuf,
    snapshot: Snapshot,
    report: BenchReport,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let opened = arguments.workspaces.open(&Files::new())?;
    let packages = selection::packages(&arguments.packages, &arguments.exclude, &opened.packages)?;
    let mut reported = Vec::new();
    for (root, host) in &opened.workspaces {
        let snapshot = host.snapshot();
        let report = snapshot.bench_report(arguments.baseline.as_deref(), arguments.against.as_deref());
        reported.push(Reported { root: root.clone(), snapshot, report });
    }
    refuse_unknown_names(arguments, &reported)?;
    let slips = take_out_slips(arguments, &packages, &mut reported);
    if !slips.is_empty() && !reported.iter().any(|reported| reported.is_chosen(&packages)) {
        bail!("{}", slips.join("\n"));
    }
    for Reported { report, .. } in &mut reported {
        report.targets.retain(|reported| packages.has(&reported.target.package_name));
    }
    let text = match arguments.format() {
        Format::Html => html::page(&reported).into_string(),
        Format::Markdown => markdown::summary(&reported).into_string(),
        Format::Json => json::json(&reported)?,
    };
    match &arguments.output {
        Some(file) => output::write_file(file, &text)?,
        None => output::print(&text)?,
    }
    match slips.is_empty() {
        true => Ok(Outcome::Clear),
        false => bail!("{}", slips.join("\n")),
    }
}

/// Fails where a baseline is asked for that no benchmark has.
fn refuse_unknown_names(arguments: &Arguments, reported: &[Reported]) -> anyhow::Result<()> {
    let mut all = BaselineNames::default();
    all.extend(reported.iter().map(|reported| reported.report.names()));
    let asked = [&arguments.baseline, &arguments.against];
    match asked.into_iter().flatten().find(|name| !all.baselines.contains(*name)) {
        Some(name) => bail!("{}", no_such_baseline(name, &all)),
        None => Ok(()),
    }
}

/// Takes out the workspaces whose configuration names a baseline that none of their benchmarks has, and says so of each. The others
/// are reported all the same.
fn take_out_slips(arguments: &Arguments, packages: &Packages, reported: &mut Vec<Reported>) -> Vec<String> {
    let mut slips = Vec::new();
    reported.retain(|of| {
        // Of a workspace of which nothing was asked for, it does not matter.
        if !of.is_chosen(packages) {
            return true;
        }
        let Reported { root, snapshot, report } = of;
        let (configured, saved) = (snapshot.baselines(), report.names());
        let keys = [
            ("current", &configured.current, &arguments.baseline),
            ("against", &configured.against, &arguments.against),
        ];
        // What is asked for goes before it; and before anything ran, that nothing has the name is no slip in it.
        let counts = |asked: &Option<String>| asked.is_none() && !saved.baselines.is_empty();
        let slip = keys.into_iter().find_map(|(key, name, asked)| {
            let name = name.as_ref().filter(|name| counts(asked) && !saved.baselines.contains(*name))?;
            Some(format!("{}: `[baselines] {key}`: {}", root.display(), no_such_baseline(name, &saved)))
        });
        let is_fine = slip.is_none();
        slips.extend(slip);
        is_fine
    });
    slips
}

impl Arguments {
    fn format(&self) -> Format {
        let ending = self.output.as_ref().and_then(|file| file.extension()).and_then(|ending| ending.to_str());
        self.format.unwrap_or(match ending {
            Some("md" | "markdown") => Format::Markdown,
            Some("json") => Format::Json,
            _ => Format::Html,
        })
    }
}

impl Reported {
    /// Whether it has one of these packages.
    fn is_chosen(&self, packages: &Packages) -> bool {
        self.snapshot.workspace().packages.iter().any(|package| packages.has(&package.name))
    }

    /// What the workspace is called: its folder.
    fn name(&self) -> String {
        self.root
            .file_name()
            .map_or_else(|| self.root.display().to_string(), |name| name.to_string_lossy().into_owned())
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    #[test]
    fn the_name_of_the_file_tells_the_format_where_nothing_else_does() {
        let format = |line: &str| Line::parse_from(line.split(' ')).arguments.format();
        assert_eq!(format("report"), Format::Html);
        assert_eq!(format("report --output a.html"), Format::Html);
        assert_eq!(format("report --output docs/a.md"), Format::Markdown);
        assert_eq!(format("report --output a.json"), Format::Json);
        assert_eq!(format("report --output a.json --format markdown"), Format::Markdown);
    }
}
