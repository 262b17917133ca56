//! Which of all findings are reported. A selection narrows what is said, never what is known: names are resolved through
//! the whole workspace all the same, and the counts of the summary stay those of the whole.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use globset::{Glob, GlobSet, GlobSetBuilder};
use greenlight_ide::{Finding, Level, Report, Rule};

use crate::nearest::nearest;
use crate::{output, paths};

/// Shared by `check` and `fix`.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Only this rule; may be given several times
    #[arg(long = "rule", value_name = "RULE", value_delimiter = ',', value_parser = rule_parser(), hide_possible_values = true)]
    rules: Vec<Rule>,
    /// Only this package of the workspace, or those that match a pattern
    #[arg(short, long = "package", value_name = "SPEC")]
    packages: Vec<String>,
    /// All packages but this one, or those that match a pattern
    #[arg(long, value_name = "SPEC")]
    exclude: Vec<String>,
}

/// Reads a rule's name; clap says which names there are, and which is near.
pub(crate) fn rule_parser() -> impl TypedValueParser<Value = Rule> {
    let names = Rule::ALL.iter().map(|rule| PossibleValue::new(rule.name()).help(rule.description().summary));
    PossibleValuesParser::new(names).try_map(|name| Rule::by_name(&name).ok_or("no such rule"))
}

/// What is reported.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    /// Files and folders, absolute; all below them.
    paths: Vec<PathBuf>,
    /// All if empty.
    rules: Vec<Rule>,
    packages: Option<GlobSet>,
    excluded: GlobSet,
}

impl Arguments {
    /// With the `paths` (absolute) that were asked for, in workspaces that have packages of these `names`.
    ///
    /// # Errors
    /// A specification that is no pattern, or that no package matches: nothing found there would prove nothing. As
    /// with Cargo, to exclude a package that is not there is only worth a warning.
    pub(crate) fn selection(&self, paths: Vec<PathBuf>, names: &[String]) -> anyhow::Result<Selection> {
        let Packages { chosen, excluded } = packages(&self.packages, &self.exclude, names)?;
        Ok(Selection { paths, rules: self.rules.clone(), packages: chosen, excluded })
    }
}

/// Packages that were chosen by `-p` and `--exclude`.
#[derive(Clone, Debug)]
pub(crate) struct Packages {
    /// All if `None`.
    chosen: Option<GlobSet>,
    excluded: GlobSet,
}

impl Packages {
    /// Whether the package of this name is one of them.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.chosen.as_ref().is_none_or(|chosen| chosen.is_match(name)) && !self.excluded.is_match(name)
    }
}

/// Those that the specifications choose of packages with these `names`.
///
/// # Errors
/// As [`Arguments::selection`].
pub(crate) fn packages(chosen: &[String], exclude: &[String], names: &[String]) -> anyhow::Result<Packages> {
    let chosen = patterns(chosen)?;
    if let Some(unmatched) = unmatched(&chosen, names) {
        bail!("{}", no_such_package(unmatched, names));
    }
    let excluded = patterns(exclude)?;
    if let Some(unmatched) = unmatched(&excluded, names) {
        output::tell(&format!("warning: {}", no_such_package(unmatched, names)));
    }
    let chosen = (!chosen.is_empty()).then(|| set(chosen)).transpose()?;
    Ok(Packages { chosen, excluded: set(excluded)? })
}

fn patterns(specifications: &[String]) -> anyhow::Result<Vec<Glob>> {
    let pattern = |specification: &String| {
        Glob::new(specification).with_context(|| format!("cannot read the package specification `{specification}`"))
    };
    specifications.iter().map(pattern).collect()
}

fn set(patterns: Vec<Glob>) -> anyhow::Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(pattern);
    }
    Ok(set.build()?)
}

fn unmatched<'a>(patterns: &'a [Glob], names: &[String]) -> Option<&'a str> {
    patterns.iter().find(|pattern| !names.iter().any(|name| pattern.compile_matcher().is_match(name))).map(Glob::glob)
}

fn no_such_package(specification: &str, names: &[String]) -> String {
    match nearest(specification, names.iter().map(String::as_str)) {
        Some(near) => format!("no package `{specification}` in the workspace; did you mean `{near}`?"),
        None => format!("no package `{specification}` in the workspace"),
    }
}

impl Selection {
    /// Whether `finding` of the workspace at `root` is reported. A finding that belongs to no package stops every
    /// package, so it is not narrowed by packages.
    pub(crate) fn has(&self, finding: &Finding, root: &Path) -> bool {
        let package = finding.package.as_deref();
        self.has_file(&finding.file, root)
            && (self.rules.is_empty() || self.rules.contains(&finding.rule))
            && self.packages.as_ref().is_none_or(|packages| package.is_none_or(|name| packages.is_match(name)))
            && !package.is_some_and(|name| self.excluded.is_match(name))
    }

    /// Whether `file` lies at or below one of the paths. A path that holds the whole workspace holds all its files, those
    /// of path dependencies elsewhere too.
    fn has_file(&self, file: &Path, root: &Path) -> bool {
        self.paths.iter().any(|path| file.starts_with(path) || root.starts_with(path))
    }

    /// Takes out of `report` what is not selected.
    pub(crate) fn narrow(&self, mut report: Report) -> Report {
        let root = std::mem::take(&mut report.root);
        report.findings.retain(|finding| self.has(finding, &root));
        report.unknown.retain(|unknown| self.has_file(&unknown.file, &root));
        report.not_checked.retain(|file| self.has_file(&file.file, &root));
        Report { root, ..report }
    }
}

/// `--deny`: raises the findings of `denied` to [`Level::Deny`].
pub(crate) fn raise(report: &mut Report, denied: &[Rule]) {
    for finding in &mut report.findings {
        if denied.contains(&finding.rule) {
            finding.level = Level::Deny;
        }
    }
}

/// The reports of several workspaces as one, whose root is their common folder.
pub(crate) fn merge(reports: Vec<Report>) -> Report {
    let root = paths::common_folder(reports.iter().map(|report| report.root.as_path()));
    let mut merged = Report { root, ..Report::default() };
    for report in reports {
        merged.findings.extend(report.findings);
        merged.unknown.extend(report.unknown);
        merged.not_checked.extend(report.not_checked);
        let (sum, summary) = (&mut merged.summary, report.summary);
        sum.files += summary.files;
        sum.features.declared += summary.features.declared;
        sum.features.undeclared += summary.features.undeclared;
        sum.imports.found += summary.imports.found;
        sum.imports.absent += summary.imports.absent;
        sum.imports.local += summary.imports.local;
        sum.imports.local_decided += summary.imports.local_decided;
        for (why, count) in summary.imports.unknown {
            *sum.imports.unknown.entry(why).or_default() += count;
        }
    }
    merged.findings.sort_by(|one, other| (&one.file, one.span).cmp(&(&other.file, other.span)));
    merged.unknown.sort_by(|one, other| (&one.file, one.span).cmp(&(&other.file, other.span)));
    merged.not_checked.sort_by(|one, other| one.file.cmp(&other.file));
    merged
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::format::sample;

    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn names() -> Vec<String> {
        ["ggen-cli-lib", "ggen-utils"].map(str::to_owned).into()
    }

    /// The rules of the sample's findings that are left.
    fn selected(arguments: &[&str], path: &str) -> Vec<&'static str> {
        let line = Line::try_parse_from(["check"].iter().chain(arguments)).unwrap();
        let selection = line.arguments.selection(vec![path.into()], &names()).unwrap();
        selection.narrow(sample::report()).findings.iter().map(|finding| finding.rule.name()).collect()
    }

    const ALL: [&str; 3] = ["broken-workspace", "unresolved-import", "undeclared-feature"];

    #[test]
    fn a_path_narrows_to_what_lies_below_it() {
        assert_eq!(selected(&[], sample::ROOT), ALL);
        assert_eq!(selected(&[], "/home"), ALL);
        assert_eq!(selected(&[], "/home/me/ggen/cli"), ALL[1..]);
        assert_eq!(selected(&[], sample::ROOT_MANIFEST), ALL[..1]);
        assert_eq!(selected(&[], "/home/me/ggen/cl"), [""; 0]);
    }

    #[test]
    fn a_rule_narrows_to_its_findings() {
        assert_eq!(selected(&["--rule", "undeclared-feature"], sample::ROOT), ["undeclared-feature"]);
        assert_eq!(selected(&["--rule=unresolved-import,undeclared-feature"], sample::ROOT), ALL[1..]);
    }

    #[test]
    fn a_package_narrows_to_its_findings_and_those_of_no_package() {
        assert_eq!(selected(&["-p", "ggen-*"], sample::ROOT), ALL);
        assert_eq!(selected(&["-p", "ggen-utils"], sample::ROOT), ["broken-workspace"]);
        assert_eq!(selected(&["--exclude", "ggen-cli-lib"], sample::ROOT), ["broken-workspace"]);
    }

    #[test]
    fn a_package_that_is_not_there_is_an_error_with_the_nearest_name() {
        let line = Line::try_parse_from(["check", "-p", "ggen-util"]).unwrap();
        let error = line.arguments.selection(Vec::new(), &names()).unwrap_err().to_string();
        assert_eq!(error, "no package `ggen-util` in the workspace; did you mean `ggen-utils`?");
    }

    #[test]
    fn an_unknown_rule_is_answered_with_the_nearest() {
        let error = Line::try_parse_from(["check", "--rule", "unresolved-imports"]).unwrap_err().to_string();
        assert!(error.contains("'unresolved-import'"), "{error}");
    }

    #[test]
    fn what_is_narrowed_is_what_is_said_and_not_the_counts() {
        let line = Line::try_parse_from(["check"]).unwrap();
        let narrowed = line.arguments.selection(vec!["/elsewhere".into()], &names()).unwrap().narrow(sample::report());
        assert_eq!(
            narrowed,
            Report { root: sample::ROOT.into(), summary: sample::report().summary, ..Report::default() }
        );
    }

    #[test]
    fn a_denied_rule_is_raised() {
        let mut report = sample::report();
        raise(&mut report, &[Rule::UndeclaredFeature]);
        assert!(report.findings.iter().all(|finding| finding.level == Level::Deny));
    }

    #[test]
    fn several_workspaces_are_one_report() {
        let other = Report { root: "/home/me/other".into(), findings: Vec::new(), ..sample::report() };
        let merged = merge(vec![other, sample::report()]);
        assert_eq!(merged.root, Path::new("/home/me"));
        assert_eq!(merged.summary.files, 428);
        assert_eq!(merged.summary.imports.unknown["no-source"], 42);
        assert_eq!(merged.findings.len(), 3);
        assert!(merged.findings.is_sorted_by_key(|finding| (&finding.file, finding.span)));
    }
}
