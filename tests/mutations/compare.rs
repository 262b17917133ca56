//! Greenlight's findings held against rustc's errors, place by place.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;

use crate::broken::{self, Break, BrokenFile};
use crate::corpus::Subject;
use crate::greenlight::{Finding, Fix, Position, Report, greenlight};
use crate::use_trees;
use crate::verdicts::{self, Kind, Place, Round, Verdicts};

/// The rules that say what rustc says of imports and modules.
const RULES: [&str; 4] = ["unresolved-import", "unresolved-crate", "unresolved-module", "private-import"];

/// What came of one crate.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) key: String,
    pub(crate) errors: Vec<Error>,
    /// Findings on typos that rustc reports too.
    pub(crate) typos: usize,
    /// Those of which the first fix writes the path that was there, perhaps under the new name.
    pub(crate) first_fix_right: usize,
    /// Those of which it leaves the very text that was there.
    pub(crate) restored: usize,
    /// Findings in the crate as it was published, which compiles.
    pub(crate) in_whole: Vec<String>,
    /// Findings where nothing was broken and rustc reports nothing.
    pub(crate) stray: Vec<String>,
    /// Findings where something was broken and rustc is silent, though they are said of the default build.
    pub(crate) contested: Vec<String>,
    /// Findings where something was broken that only another build compiles.
    pub(crate) other_build: usize,
    /// Agreed typos whose first fix is another.
    pub(crate) other_fix: Vec<String>,
}

/// A place where rustc reports an error.
#[derive(Debug)]
pub(crate) struct Error {
    pub(crate) position: &'static str,
    pub(crate) leads_to: &'static str,
    pub(crate) seen: Seen,
}

/// How Greenlight sees it.
#[derive(Debug)]
pub(crate) enum Seen {
    Exactly,
    /// With another span, which overlaps.
    Overlapping,
    Missed(Missed),
}

/// A line of the list of what was missed.
#[derive(Debug)]
pub(crate) struct Missed {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) code: String,
    pub(crate) broken: String,
    pub(crate) original: String,
    pub(crate) reason: String,
    /// What Greenlight says of the reason.
    pub(crate) explanation: String,
}

/// The report with the imports that it could not decide.
#[derive(Deserialize)]
struct Full {
    #[serde(flatten)]
    report: Report,
    unknown: Vec<Unknown>,
}

#[derive(Deserialize)]
struct Unknown {
    path: String,
    why: String,
    explanation: String,
    file: String,
    start: Position,
    end: Position,
}

/// Runs Greenlight over all rounds of a crate in `folder`, where the un-mutated crate lies.
pub(crate) fn compare(subject: &Subject, verdicts: &Verdicts, folder: &Path) -> Outcome {
    let mut outcome = Outcome { key: subject.key.clone(), ..Outcome::default() };
    let whole = check(folder);
    outcome.in_whole = of_rules(&whole.report).map(described).collect();
    for round in &verdicts.rounds {
        let files = broken::files(round, subject);
        broken::write(&files, folder);
        outcome.add(subject, round, &files, &check(folder), folder);
        broken::mend(&files, folder);
    }
    outcome
}

fn check(folder: &Path) -> Full {
    let printed = greenlight(folder, &["check", "--format", "json", "--show", "unknown"]);
    serde_json::from_str(&printed.stdout).unwrap_or_else(|error| panic!("{error}: {printed:?}"))
}

fn of_rules(report: &Report) -> impl Iterator<Item = &Finding> {
    let of_rules = report.findings.iter().filter(|finding| RULES.contains(&finding.rule.as_str()));
    of_rules.filter(|finding| !finding.when.as_deref().is_some_and(is_of_tests))
}

fn described(finding: &Finding) -> String {
    let line = format!("{}:{}: {}", finding.file, finding.start.line, finding.message);
    finding.when.as_ref().map_or(line.clone(), |when| format!("{line} (when {when})"))
}

impl Outcome {
    fn add(
        &mut self,
        subject: &Subject,
        round: &Round,
        files: &BTreeMap<String, BrokenFile<'_>>,
        full: &Full,
        folder: &Path,
    ) {
        let findings: Vec<&Finding> = of_rules(&full.report).collect();
        let breaks = |file: &str| files.get(file).map_or(&[][..], |file| &file.breaks);
        for error in &round.errors {
            let place = error.start..error.end;
            let broken = broken_at(breaks(&error.file), &place);
            let text = match files.get(&error.file) {
                Some(file) => file.text.clone(),
                None => fs::read_to_string(folder.join(&error.file)).unwrap(),
            };
            let at = |finding: &&&Finding| finding.file == error.file && overlap(&range_of(finding), &place);
            let agreed: Vec<&&Finding> = findings.iter().filter(at).collect();
            let seen = if agreed.iter().any(|finding| range_of(finding) == place) {
                Seen::Exactly
            } else if !agreed.is_empty() {
                Seen::Overlapping
            } else {
                Seen::Missed(missed(error, &broken, &text, full))
            };
            let (position, leads_to) = match broken[..] {
                [only] => (only.mutation.position.name(), leads_to(&only.mutation.path, subject)),
                _ if in_use(&text, &place) => ("", "consequence"),
                _ => ("", "in a macro"),
            };
            self.errors.push(Error { position, leads_to, seen });
            if let ([finding, ..], [broken]) = (&agreed[..], &broken[..])
                && broken.mutation.kind == Kind::Typo
            {
                self.typos += 1;
                let file = &files[&error.file];
                let first = finding.fixes.first();
                let original = &broken.mutation.original;
                let renamed = format!("{original} as {}", broken.mutation.replacement);
                let restored = first.is_some_and(|fix| writes(fix, &error.file, file, broken, original));
                self.restored += usize::from(restored);
                if restored || first.is_some_and(|fix| writes(fix, &error.file, file, broken, &renamed)) {
                    self.first_fix_right += 1;
                } else {
                    let title = first.map_or("none", |fix| fix.title.as_str());
                    let (line, path) = (finding.start.line, &broken.mutation.path);
                    let replacement = &broken.mutation.replacement;
                    self.other_fix.push(format!("{}\t{line}\t{path}\t{replacement}\t{title}", error.file));
                }
            }
        }
        for finding in findings {
            let range = range_of(finding);
            let overlaps = |error: &Place| error.file == finding.file && overlap(&(error.start..error.end), &range);
            if round.errors.iter().any(overlaps) {
                continue;
            }
            if !breaks(&finding.file).iter().any(|broken| overlap(&broken.statement, &range)) {
                self.stray.push(described(finding));
            } else if finding.when.is_none() {
                self.contested.push(described(finding));
            } else {
                self.other_build += 1;
            }
        }
    }

    pub(crate) fn count(&self, counted: impl Fn(&Error) -> bool) -> usize {
        self.errors.iter().filter(|error| counted(error)).count()
    }
}

impl Error {
    pub(crate) fn is_missed(&self) -> bool {
        matches!(self.seen, Seen::Missed(_))
    }
}

/// The mutations at a place; if there is none, the one before a group in the same `use`.
fn broken_at<'b, 'r>(breaks: &'b [Break<'r>], place: &Range<usize>) -> Vec<&'b Break<'r>> {
    let at: Vec<&Break<'_>> = breaks.iter().filter(|broken| overlap(&broken.segment, place)).collect();
    if !at.is_empty() {
        return at;
    }
    let before =
        |broken: &&Break<'_>| broken.mutation.position != verdicts::Position::Last && overlap(&broken.statement, place);
    breaks.iter().filter(before).collect()
}

/// Whether a `use` stands there that is not in a macro's tokens; also where `syn` does not read the file.
fn in_use(text: &str, place: &Range<usize>) -> bool {
    let Some(segments) = use_trees::segments(text) else { return true };
    segments.iter().any(|segment| overlap(&segment.statement, place))
}

fn missed(error: &Place, broken: &[&Break<'_>], text: &str, full: &Full) -> Missed {
    let place = error.start..error.end;
    let range = |unknown: &Unknown| byte_offset(text, unknown.start)..byte_offset(text, unknown.end);
    let mut of_file = full.unknown.iter().filter(|unknown| unknown.file == error.file);
    let names_it = |unknown: &Unknown| {
        let mut broken = broken.iter();
        broken.any(|broken| {
            overlap(&broken.statement, &range(unknown))
                && unknown.path.split("::").any(|segment| segment == broken.mutation.replacement)
        })
    };
    let unknown = of_file.find(|unknown| overlap(&range(unknown), &place) || names_it(unknown));
    let not_checked = full.report.not_checked.iter().find(|not_checked| not_checked.file == error.file);
    let (reason, explanation) = match (unknown, not_checked) {
        (Some(unknown), _) => (unknown.why.as_str(), unknown.explanation.as_str()),
        (None, Some(not_checked)) => ("file not checked", not_checked.why.as_str()),
        (None, None) => ("found or not seen", ""),
    };
    Missed {
        file: error.file.clone(),
        line: text[..error.start].matches('\n').count() + 1,
        code: error.code.clone(),
        broken: text[place].split_whitespace().collect::<Vec<_>>().join(" "),
        original: broken.first().map_or("not broken itself", |broken| &broken.mutation.path).to_owned(),
        reason: reason.to_owned(),
        explanation: explanation.to_owned(),
    }
}

/// Whether the fix leaves the file as it would be with this in place of the mutation.
fn writes(fix: &Fix, name: &str, file: &BrokenFile<'_>, broken: &Break<'_>, text: &str) -> bool {
    let mut wanted = file.text.clone();
    wanted.replace_range(broken.segment.clone(), text);
    let mut fixed = file.text.clone();
    let mut edits: Vec<_> = fix.edits.iter().filter(|edit| edit.file == name).collect();
    edits.sort_by_key(|edit| edit.start);
    for edit in edits.into_iter().rev() {
        fixed.replace_range(byte_offset(&file.text, edit.start)..byte_offset(&file.text, edit.end), &edit.text);
    }
    fixed == wanted
}

/// Where a path begins to look.
fn leads_to(path: &str, subject: &Subject) -> &'static str {
    match path.split("::").next().unwrap() {
        "crate" | "self" | "super" => "own crate",
        "std" | "core" | "alloc" | "proc_macro" => "sysroot",
        first if subject.dependencies.contains(first) => "dependency",
        _ => "own crate",
    }
}

/// A mutant has no development dependencies, so what its unit tests import is not judged.
fn is_of_tests(when: &str) -> bool {
    when.split(|character: char| !character.is_alphanumeric() && character != '_').any(|word| word == "test")
}

fn range_of(finding: &Finding) -> Range<usize> {
    finding.bytes.start..finding.bytes.end
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

fn byte_offset(text: &str, position: Position) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(position.line - 1).map(str::len).sum();
    let before = text[line_start..].chars().take(position.column - 1);
    line_start + before.map(char::len_utf8).sum::<usize>()
}
