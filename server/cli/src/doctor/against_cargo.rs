//! `greenlight doctor --against-cargo`: what rustc says of imports, modules and features, held against Greenlight's own
//! findings. Whatever only one of them says is listed, in Markdown, as a bug report of Greenlight wants it: a finding that
//! rustc does not share is a bug, an error that Greenlight misses is a gap.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_files::{Files, LineIndex, Span};
use greenlight_ide::{Finding, Report, Rule, Snapshot};
use greenlight_project::{PackageId, Target, TargetKind, Workspace};
use greenlight_run::{Asked, CheckedTarget, Diagnostic, Place};
use greenlight_syntax::{NameTable, ScopeId};

use super::in_markdown;
use crate::{Outcome, output, workspaces};

/// What the two disagree about, and what could not be compared.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Comparison {
    /// How many places both report.
    pub(super) both: usize,
    pub(super) rustc_only: Vec<Disagreement>,
    pub(super) greenlight_only: Vec<Disagreement>,
    /// Targets that rustc was not started for, since something that they need does not compile, and those in which it
    /// got no further than a syntax error.
    pub(super) not_reached: Vec<String>,
    /// Findings in what `cargo check` does not compile: in other builds, or in targets that were not reached.
    pub(super) not_compared: usize,
}

/// Something that one of them says alone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Disagreement {
    pub(super) file: PathBuf,
    /// Line and column, 1-based, columns in Unicode scalar values.
    pub(super) start: (u32, u32),
    pub(super) code: String,
    pub(super) message: String,
    /// The line it begins on; empty if that cannot be read.
    pub(super) line: String,
    /// Why the other may be silent.
    pub(super) why: Option<String>,
}

impl Comparison {
    pub(super) fn agrees(&self) -> bool {
        self.rustc_only.is_empty() && self.greenlight_only.is_empty()
    }
}

/// Asks both, prints what they disagree about, and says whether there is anything.
pub(super) fn run(workspaces: &workspaces::Arguments, all_targets: bool) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Clear;
    for (root, host) in workspaces.open(&Files::new())?.workspaces {
        let versions = greenlight_run::versions(&root)?;
        let asked = greenlight_run::check(&root, all_targets, &versions)?;
        let comparison = compare(&host.snapshot(), &asked, all_targets);
        if !comparison.agrees() {
            outcome = Outcome::Findings;
        }
        output::print(&in_markdown::render(&comparison, &root, &asked.command, &versions))?;
    }
    Ok(outcome)
}

/// A target of a member, and what rustc made of it.
struct Own<'a> {
    package: PackageId,
    number: u32,
    target: &'a Target,
    checked: Option<&'a CheckedTarget>,
}

fn compare(snapshot: &Snapshot, asked: &Asked, all_targets: bool) -> Comparison {
    let report = snapshot.report();
    let own = own_targets(snapshot.workspace(), asked, all_targets);
    let mut comparison = Comparison::default();
    for own in own.iter().filter(|own| !is_reached(own)) {
        let package = &snapshot.workspace().packages[own.package.0 as usize].name;
        comparison.not_reached.push(name_of(package, own.target));
    }
    let findings: Vec<Found<'_>> = (report.findings.iter())
        .filter(|finding| has_counterpart(finding.rule))
        .map(|finding| Found::new(snapshot, finding))
        .collect();
    let mut confirmed = vec![false; findings.len()];
    let mut seen: Vec<&Place> = Vec::new();
    let said = own.iter().filter_map(|own| own.checked).flat_map(|checked| &checked.diagnostics);
    for (said, place) in said.flat_map(|said| said.places.iter().map(move |place| (said, place))) {
        // What several targets share is told for each of them.
        if seen.contains(&place) || !is_of_a_rule(snapshot, said, place) {
            continue;
        }
        seen.push(place);
        let mut shared = false;
        for (_, confirmed) in findings.iter().zip(&mut confirmed).filter(|(found, _)| found.overlaps(place)) {
            (*confirmed, shared) = (true, true);
        }
        if shared {
            comparison.both += 1;
        } else {
            comparison.rustc_only.push(Disagreement {
                file: place.file.clone(),
                start: place.start,
                code: said.code.clone().unwrap_or_default(),
                message: with_label(&said.message, place.label.as_deref()),
                line: line(snapshot, &place.file, place.start.0),
                why: Some(why_silent(snapshot, &report, place)),
            });
        }
    }
    for (found, _) in findings.iter().zip(confirmed).filter(|(_, confirmed)| !confirmed) {
        let finding = found.finding;
        let parts = snapshot.targets_of(&finding.file);
        let was_compiled = own.iter().any(|own| is_reached(own) && parts.contains(&(own.package, own.number)));
        if finding.when.is_some() || !was_compiled {
            comparison.not_compared += 1;
            continue;
        }
        comparison.greenlight_only.push(Disagreement {
            file: finding.file.clone(),
            start: found.start,
            code: finding.code.unwrap_or_default().to_owned(),
            message: with_label(&finding.message, finding.label.as_deref()),
            line: line(snapshot, &finding.file, found.start.0),
            why: None,
        });
    }
    comparison.rustc_only.sort_by(|one, other| (&one.file, one.start).cmp(&(&other.file, other.start)));
    comparison
}

/// The members' targets that such a `cargo check` compiles if it can. Those that ask for features need not be among them.
fn own_targets<'a>(workspace: &'a Workspace, asked: &'a Asked, all_targets: bool) -> Vec<Own<'a>> {
    let mut own = Vec::new();
    for (package, member) in workspace.packages.iter().enumerate().filter(|(_, package)| package.member) {
        for (number, target) in member.targets.iter().enumerate() {
            let checked = asked.targets.iter().find(|checked| {
                let is_named = target.kind == TargetKind::BuildScript
                    || checked.name.replace('-', "_") == target.name.replace('-', "_");
                checked.path == target.path && is_named
            });
            let always = !matches!(target.kind, TargetKind::Example | TargetKind::Test | TargetKind::Bench);
            if checked.is_some() || ((always || all_targets) && target.required_features.is_empty()) {
                own.push(Own { package: PackageId(package as u32), number: number as u32, target, checked });
            }
        }
    }
    own
}

/// rustc looks for no import while the syntax of what may define it is wrong; such errors have no code.
fn is_reached(own: &Own<'_>) -> bool {
    let is_of_syntax = |said: &Diagnostic| said.is_error && said.code.is_none() && !said.places.is_empty();
    own.checked.is_some_and(|checked| checked.compiled || !checked.diagnostics.iter().any(is_of_syntax))
}

fn name_of(package: &str, target: &Target) -> String {
    match target.kind {
        TargetKind::Library | TargetKind::ProcMacro => format!("`{package}` (lib)"),
        TargetKind::BuildScript => format!("`{package}` (build script)"),
        TargetKind::Binary => format!("`{package}` (bin `{}`)", target.name),
        TargetKind::Example => format!("`{package}` (example `{}`)", target.name),
        TargetKind::Test => format!("`{package}` (test `{}`)", target.name),
        TargetKind::Bench => format!("`{package}` (bench `{}`)", target.name),
    }
}

/// Whether rustc has a word for it.
fn has_counterpart(rule: Rule) -> bool {
    !matches!(
        rule,
        Rule::BrokenWorkspace
            | Rule::UngatedOptionalDependency
            | Rule::InvalidFeature
            | Rule::UnusedOptionalDependency
            | Rule::BenchHarness
            | Rule::BenchNotATarget
            | Rule::LibBenchHarness
    )
}

/// Whether what rustc says there is what one of the rules looks for.
fn is_of_a_rule(snapshot: &Snapshot, said: &Diagnostic, place: &Place) -> bool {
    let of_place = || snapshot.text(&place.file).and_then(|text| Some((bytes(&text, place)?, text)));
    match said.code.as_deref() {
        Some("E0432" | "E0463" | "E0583") => true,
        Some("E0433" | "E0603") => of_place().is_some_and(|(span, text)| is_in_use(&text, span.start)),
        // A name that is no cfg is no rule's.
        Some("unexpected_cfgs") => of_place().is_some_and(|(span, text)| text[span.range()].starts_with("feature")),
        _ => false,
    }
}

/// Whether nothing but a part of a use tree stands between the word `use` and the byte `at`; in the tokens of macros too,
/// which the scanner does not look at.
fn is_in_use(text: &str, at: u32) -> bool {
    let before = &text[..at as usize];
    let of_trees =
        |character: char| character.is_alphanumeric() || character.is_whitespace() || "_:{},*#$/".contains(character);
    let tree = before.len()
        - before.chars().rev().take_while(|&character| of_trees(character)).map(char::len_utf8).sum::<usize>();
    let word = |word: &str| word == "use" || word == "{use";
    before[tree..].split_whitespace().any(word)
}

/// The bytes of `text` that `place` means, if there are any.
fn bytes(text: &str, place: &Place) -> Option<Span> {
    let index = LineIndex::new(text);
    let offset = |(line, column): (u32, u32)| {
        let line = index.line_span(line.checked_sub(1)?)?;
        let before = text[line.range()].chars().take(column.checked_sub(1)? as usize);
        Some(line.start + before.map(|character| character.len_utf8() as u32).sum::<u32>())
    };
    let span = Span::new(offset(place.start)?, offset(place.end)?);
    (span.start <= span.end).then_some(span)
}

/// A finding, and where it stands as rustc counts.
struct Found<'a> {
    finding: &'a Finding,
    start: (u32, u32),
    end: (u32, u32),
}

impl<'a> Found<'a> {
    fn new(snapshot: &Snapshot, finding: &'a Finding) -> Found<'a> {
        let (start, end) = match snapshot.text(&finding.file) {
            Some(text) => ends(&text, finding.span),
            None => ((1, 1), (1, 1)),
        };
        Found { finding, start, end }
    }

    fn overlaps(&self, place: &Place) -> bool {
        self.finding.file == place.file && self.start < place.end && place.start < self.end
    }
}

fn ends(text: &str, span: Span) -> ((u32, u32), (u32, u32)) {
    let index = LineIndex::new(text);
    let place = |offset| {
        let place = index.line_column(text, offset);
        (place.line, place.column)
    };
    (place(span.start), place(span.end))
}

/// Why Greenlight says nothing of what rustc reports at `place`.
fn why_silent(snapshot: &Snapshot, report: &Report, place: &Place) -> String {
    let Some(text) = snapshot.text(&place.file) else { return "the file cannot be read".to_owned() };
    let overlaps = |span: Span| {
        let (start, end) = ends(&text, span);
        start < place.end && place.start < end
    };
    let mut unknown = report.unknown.iter().filter(|unknown| unknown.file == place.file && overlaps(unknown.span));
    if let Some(unknown) = unknown.next() {
        return format!("unknown ({}): {}", unknown.why, unknown.explanation);
    }
    if let Some(expanded) = &place.expansion_of {
        return format!("in the expansion of `{expanded}`, and no macro is expanded");
    }
    if snapshot.targets_of(&place.file).is_empty() {
        return "in a file that no `mod` leads to".to_owned();
    }
    let facts = greenlight_syntax::scan(&text, &mut NameTable::default());
    let (outline, spans) = (&facts.outline, &facts.spans);
    // Of what a macro may make something else of, nothing is said.
    let is_plain = |scope: ScopeId| {
        let around = std::iter::successors(Some(scope), |&scope| outline.scope(scope).parent);
        around.into_iter().all(|scope| !outline.scope(scope).kind.is_of_call())
    };
    let mut imports = outline.imports.iter().zip(&spans.imports);
    let sees_import = imports.any(|(import, spans)| overlaps(spans.leaf) && is_plain(import.scope));
    let mut predicates = outline.predicates.iter().zip(&spans.predicates);
    let sees_predicate = predicates.any(|(predicate, spans)| overlaps(spans.leaf) && is_plain(predicate.scope));
    let mut items = outline.items.iter().zip(&spans.items);
    let sees_item = items.any(|(item, spans)| overlaps(spans.name) && is_plain(item.scope));
    if sees_import || sees_predicate || sees_item {
        "taken for something that exists, or allowed in greenlight.toml or by a comment".to_owned()
    } else {
        "not looked at: it stands in the tokens of a macro".to_owned()
    }
}

fn with_label(message: &str, label: Option<&str>) -> String {
    label.map_or(message.to_owned(), |label| format!("{message} ({label})"))
}

fn line(snapshot: &Snapshot, file: &Path, number: u32) -> String {
    let text: Option<Arc<str>> = snapshot.text(file);
    text.and_then(|text| Some(text.lines().nth(number.checked_sub(1)? as usize)?.trim().to_owned())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_use_is_told_from_other_paths() {
        let in_use = |text: &str| is_in_use(text, text.find("gone").unwrap() as u32);
        for text in [
            "use gone::A;",
            "pub(crate) use a::{\n    b, // c\n    gone::C,\n};",
            "m! {use ::gone::A;}",
            "fn f() { use gone::A; }",
            "use r#in::gone;",
        ] {
            assert!(in_use(text), "{text}");
        }
        for text in ["use a::b; fn f() { gone::g() }", "fn use_it() -> gone::A {}", "gone::m!();"] {
            assert!(!in_use(text), "{text}");
        }
    }

    #[test]
    fn a_place_is_counted_in_characters() {
        let place = |start, end| Place { file: PathBuf::new(), start, end, label: None, expansion_of: None };
        let text = "é\nuse é::b;\n";
        let bytes_of = |start, end| bytes(text, &place(start, end)).map(|span| &text[span.range()]);
        assert_eq!(bytes_of((2, 5), (2, 9)), Some("é::b"));
        assert_eq!(bytes_of((9, 1), (9, 2)), None);
        assert_eq!(bytes_of((2, 5), (2, 2)), None);
    }
}
