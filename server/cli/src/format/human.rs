//! `--format human`: rustc's look. A finding is a headline, the code with its place marked, notes, and a `help` for each
//! fix, the right one first, with the lines as they would be if the fix is small.

use std::path::{Path, PathBuf};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level as Severity, Origin, Patch, Renderer, Snippet};
use greenlight_files::Span;
use greenlight_ide::{Edit, Finding, Fix, Level, NotChecked, Report};
use greenlight_text::Label;

use crate::escape;
use crate::format::{code, concise, counted, summary};
use crate::paths;
use crate::sources::{Source, Sources};

/// Of the targets that a finding blocks, so many are named.
const BLOCKS_SHOWN: usize = 5;

/// Of a fix with more edits than this, only the first is shown.
const EDITS_SHOWN: usize = 3;

/// An edit of more lines than this is not shown.
const LINES_SHOWN: usize = 6;

/// Lines of more bytes than this are not shown: no screen shows them, and a file of one line would be printed as often as
/// something is found in it.
const MAX_EXCERPT: usize = 8 * 1024;

/// What the reader asked for.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    /// Paths are shown as seen from this folder (absolute).
    pub(crate) base: PathBuf,
    /// Whether escape sequences for colours are written.
    pub(crate) coloured: bool,
    /// Findings only, no summary.
    pub(crate) quiet: bool,
    /// List what was not checked, instead of counting it.
    pub(crate) verbose: bool,
    /// List the imports that could not be decided.
    pub(crate) show_unknown: bool,
}

/// The report as text that ends in a line break, or is empty.
pub(crate) fn render(report: &Report, sources: &Sources, look: &Look) -> String {
    let renderer = if look.coloured { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for finding in &report.findings {
        text += &renderer.render(&groups(finding, sources, &look.base));
        text += "\n\n";
    }
    if look.show_unknown && !report.unknown.is_empty() {
        for unknown in &report.unknown {
            text += &concise::unknown_line(unknown, sources, &look.base);
            text.push('\n');
        }
        text.push('\n');
    }
    if !look.quiet {
        text += &summary::render(report);
        text += &not_checked(&report.not_checked, look);
    }
    text
}

fn not_checked(files: &[NotChecked], look: &Look) -> String {
    match files {
        [] => String::new(),
        files if look.verbose => {
            let line = |file: &NotChecked| format!("{}: {}", paths::relative(&file.file, &look.base), file.why);
            let lines = files.iter().map(|file| format!("  {}\n", escape::one_line(&line(file))));
            format!("not checked:\n{}", lines.collect::<String>())
        }
        files => format!("{} not checked; -v says why\n", counted(files.len(), "file")),
    }
}

/// A finding as annotate-snippets wants it: the first group is the finding, each further one a fix.
fn groups<'a>(finding: &'a Finding, sources: &'a Sources, base: &Path) -> Vec<Group<'a>> {
    let severity = match finding.level {
        Level::Deny => Severity::ERROR,
        Level::Warn => Severity::WARNING,
        Level::Hint | Level::Allow => Severity::HELP,
    };
    let title = severity.primary_title(finding.message.as_str()).id(code(finding));
    let path = escape::one_line(&paths::relative(&finding.file, base)).into_owned();
    let source = sources.get(&finding.file);
    let marked = match source.map(|source| Excerpt::around(source, std::iter::once(finding.span))) {
        Some(Some(excerpt)) => title.element(excerpt.snippet().path(path).annotation(excerpt.mark(finding))),
        Some(None) => {
            let place = sources.place(&finding.file, finding.span.start);
            title.element(Origin::path(path).line(place.line as usize).char_column(place.column as usize))
        }
        None => title.element(Origin::path(path)),
    };
    let notes = notes(finding).into_iter().map(|note| Severity::NOTE.message(note.into_string()));
    let fixes = finding.fixes.iter().map(|fix| help(fix, finding, sources, base));
    std::iter::once(marked.elements(notes)).chain(fixes).collect()
}

fn notes(finding: &Finding) -> Vec<Label> {
    let mut notes = finding.notes.clone();
    if let Some(when) = &finding.when {
        notes.push(format!("compiled only with `cfg({when})`, which the default build does not have").into());
    }
    if !finding.blocks.is_empty() {
        let shown = &finding.blocks[..finding.blocks.len().min(BLOCKS_SHOWN)];
        let more = match finding.blocks.len() - shown.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let shown: Vec<&str> = shown.iter().map(Label::as_str).collect();
        notes.push(format!("blocks {}{more}", shown.join(", ")).into());
    }
    notes
}

fn help<'a>(fix: &'a Fix, finding: &Finding, sources: &'a Sources, base: &Path) -> Group<'a> {
    let title = Severity::HELP.secondary_title(fix.title.as_str());
    let shown = shown_edits(fix);
    let Some(file) = shown.first().map(|edit| edit.file.as_path()) else { return Group::with_title(title) };
    let Some(source) = sources.get(file) else { return Group::with_title(title) };
    let Some(excerpt) = Excerpt::around(source, shown.iter().map(|edit| edit.span)) else {
        return Group::with_title(title);
    };
    let patches = shown.iter().map(|edit| excerpt.patch(edit));
    let elsewhere = file != finding.file;
    let path = elsewhere.then(|| escape::one_line(&paths::relative(file, base)).into_owned());
    let group = title.element(excerpt.snippet().path(path).patches(patches));
    match fix.edits.len() - shown.len() {
        0 => group,
        more => group.element(Severity::NOTE.no_name().message(format!("and {}", counted(more, "more place")))),
    }
}

/// All edits of a small fix; of a large one, or one of several files, the first edit; none if that is long.
fn shown_edits(fix: &Fix) -> &[Edit] {
    let is_short = |edit: &Edit| edit.text.lines().count() <= LINES_SHOWN;
    let Some(first) = fix.edits.first().filter(|edit| is_short(edit)) else { return &[] };
    let is_small =
        fix.edits.len() <= EDITS_SHOWN && fix.edits.iter().all(|edit| edit.file == first.file && is_short(edit));
    if is_small { &fix.edits } else { std::slice::from_ref(first) }
}

/// The lines of a text that a snippet needs: printing a snippet costs time in proportion to the text that it is given.
struct Excerpt<'a> {
    text: std::borrow::Cow<'a, str>,
    /// Where `text` begins in the whole text, in bytes.
    offset: u32,
    /// 1-based number of the first line.
    line: usize,
}

impl<'a> Excerpt<'a> {
    /// `None` if the lines are longer than anybody reads.
    fn around(source: &'a Source, spans: impl Iterator<Item = Span>) -> Option<Excerpt<'a>> {
        let all = spans.reduce(Span::to).unwrap_or_default();
        let first = source.index.line_of(all.start);
        let last = source.index.line_of(all.end);
        let start = source.index.line_span(first).map_or(0, |line| line.start);
        let end = source.index.line_span(last).map_or(source.text.len(), |line| line.end as usize);
        let text = source.text.get(start as usize..end).unwrap_or_default();
        let is_shown = text.len() <= MAX_EXCERPT;
        is_shown.then(|| Excerpt { text: escape::source(text), offset: start, line: first as usize + 1 })
    }

    /// `span` as a range of the excerpt's bytes, within it whatever the span says.
    fn range(&self, span: Span) -> std::ops::Range<usize> {
        let place = |offset: u32| self.text.floor_char_boundary(offset.saturating_sub(self.offset) as usize);
        let (start, end) = (place(span.start), place(span.end));
        start..end.max(start)
    }

    fn snippet<T: Clone>(&self) -> Snippet<'a, T> {
        Snippet::source(self.text.clone()).line_start(self.line)
    }

    fn mark(&self, finding: &'a Finding) -> Annotation<'a> {
        let label = finding.label.as_ref().map(Label::as_str);
        AnnotationKind::Primary.span(self.range(finding.span)).label(label)
    }

    fn patch(&self, edit: &'a Edit) -> Patch<'a> {
        Patch::new(self.range(edit.span), escape::source(&edit.text))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use proptest::prelude::*;

    use super::*;
    use crate::format::sample;

    fn look() -> Look {
        Look { base: sample::ROOT.into(), coloured: false, quiet: false, verbose: false, show_unknown: false }
    }

    fn shown(report: &Report, look: &Look) -> String {
        render(report, &sample::sources(report), look)
    }

    fn only(finding: Finding) -> Report {
        Report { findings: vec![finding], ..sample::report() }
    }

    #[test]
    fn an_import_with_its_fixes() {
        expect![[r#"
            error[E0432]: unresolved import `ggen_utils::error::GgenError`
             --> cli/src/p2p.rs:3:33
              |
            3 | use ggen_utils::error::{Result, GgenError};
              |                                 ^^^^^^^^^ no `GgenError` in `error`
              |
              = note: `ggen_utils::error` exports the error type `Error` (struct)
              = note: blocks ggen-cli-lib (lib), bench search
            help: Import `Error` instead, and rename its uses in this file
              |
            3 ~ use ggen_utils::error::{Result, Error};
            4 |
            5 | #[cfg(feature = "p2p")]
            6 ~ pub fn größe() -> Result<(), Error> { Ok(()) }
              |
            help: Import `Error` under this name
              |
            3 | use ggen_utils::error::{Result, Error as GgenError};
              |                                 ++++++++

            1 error in 214 files; `greenlight fix` can repair 1
            1,169 imports found, 1 absent, 34 unknown (21 no-source, 13 macros); see --show unknown, and `greenlight doctor` for the sources that are missing
            12 features declared, 1 undeclared
            1 file not checked; -v says why
        "#]]
        .assert_eq(&shown(&only(sample::import()), &look()));
    }

    #[test]
    fn a_feature_whose_fix_lies_in_another_file() {
        expect![[r#"
            warning[unexpected_cfgs]: unexpected `cfg` condition value: `p2p`
             --> cli/src/p2p.rs:5:7
              |
            5 | #[cfg(feature = "p2p")]
              |       ^^^^^^^^^^^^^^^
              |
              = note: expected values for `feature` are: `default`
              = note: compiled only with `cfg(unix)`, which the default build does not have
            help: Declare the feature `p2p` in cli/Cargo.toml
             --> cli/Cargo.toml:6:1
              |
            6 + p2p = []
              |

        "#]]
        .assert_eq(&shown(&only(sample::feature()), &Look { quiet: true, ..look() }));
    }

    #[test]
    fn what_was_not_decided_and_not_checked_where_asked_for() {
        let report = Report { findings: Vec::new(), ..sample::report() };
        expect![[r#"
            cli/src/p2p.rs:3:25: unknown[macros]: `ggen_utils::error::Result`: `define_errors!` may define it

            nothing found in 214 files
            1,169 imports found, 1 absent, 34 unknown (21 no-source, 13 macros); see --show unknown, and `greenlight doctor` for the sources that are missing
            12 features declared, 1 undeclared
            not checked:
              examples/old.rs: in no target
        "#]]
        .assert_eq(&shown(&report, &Look { verbose: true, show_unknown: true, ..look() }));
    }

    /// The part of the text that speaks of the finding's only fix.
    fn help_for(edits: Vec<Edit>) -> String {
        let mut finding = sample::import();
        finding.fixes.truncate(1);
        finding.fixes[0].edits = edits;
        let text = shown(&only(finding), &Look { quiet: true, ..look() });
        text[text.find("help").unwrap()..].to_owned()
    }

    #[test]
    fn of_a_fix_with_many_edits_the_first_is_shown_and_the_others_are_counted() {
        let mut edits = sample::import().fixes[0].edits.clone();
        let inserted = |at| Edit { span: Span::new(at, at), text: "/**/".to_owned(), ..edits[0].clone() };
        edits.extend([inserted(0), inserted(1)]);
        expect![[r#"
            help: Import `Error` instead, and rename its uses in this file
              |
            3 - use ggen_utils::error::{Result, GgenError};
            3 + use ggen_utils::error::{Result, Error};
              |
              = and 3 more places

        "#]]
        .assert_eq(&help_for(edits));
    }

    #[test]
    fn a_long_edit_is_told_by_its_title() {
        let edit = Edit { text: "\n".repeat(LINES_SHOWN + 1), ..sample::import().fixes[0].edits[0].clone() };
        assert_eq!(help_for(vec![edit]), "help: Import `Error` instead, and rename its uses in this file\n\n");
    }

    #[test]
    fn of_many_blocked_targets_the_first_few_are_named() {
        let blocks = (1..=7).map(|number| format!("bench b{number}").into()).collect();
        let finding = Finding { blocks, ..sample::member() };
        assert_eq!(notes(&finding), ["blocks bench b1, bench b2, bench b3, bench b4, bench b5 and 2 more"]);
    }

    #[test]
    fn a_file_without_a_text_is_named_all_the_same() {
        let finding = Finding { file: "/home/me/ggen/latin1.rs".into(), span: Span::new(0, 0), ..sample::member() };
        expect![[r#"
            error[broken-workspace]: the member `registry` has no manifest
            --> latin1.rs

        "#]]
        .assert_eq(&shown(&only(finding), &Look { quiet: true, ..look() }));
    }

    #[test]
    fn a_span_past_the_end_of_the_text_marks_the_end() {
        let finding = Finding { span: Span::new(9_000, 9_001), ..sample::member() };
        assert!(shown(&only(finding), &look()).contains("--> Cargo.toml:"));
    }

    #[test]
    fn colours_are_written_only_if_asked_for_and_nothing_else_reaches_the_terminal() {
        let evil = "x\u{1b}]0;gone\u{7}".to_owned();
        let finding = Finding {
            message: evil.as_str().into(),
            label: Some(evil.as_str().into()),
            notes: vec![evil.as_str().into()],
            when: Some(evil.clone()),
            blocks: [evil.as_str().into()].into(),
            file: format!("/home/me/ggen/{evil}").into(),
            fixes: vec![Fix { title: evil.as_str().into(), ..sample::feature().fixes[0].clone() }],
            ..sample::member()
        };
        assert!(!shown(&only(finding), &look()).contains(['\u{1b}', '\u{7}']));
        assert!(shown(&sample::report(), &Look { coloured: true, ..look() }).contains("\u{1b}["));
    }
    proptest! {
        #[test]
        fn any_text_and_any_span_can_be_printed(
            text in "[a ü𝄞\t\r\n\u{1b}\u{9b}\u{200d}é]{0,40}",
            span in (0u32..60, 0u32..30),
            edits in proptest::collection::vec((0u32..60, 0u32..10, "[a\r\n\tü]{0,8}"), 0..4),
        ) {
            let file = Path::new(sample::ROOT_MANIFEST);
            let edit = |(start, length, text): (u32, u32, String)| {
                Edit { file: file.to_owned(), span: Span::new(start, start + length), text }
            };
            let mut edits: Vec<Edit> = edits.into_iter().map(edit).collect();
            edits.sort_by_key(|edit| edit.span);
            edits.dedup_by(|later, earlier| later.span.start <= earlier.span.end);
            let fix = Fix { edits, ..sample::feature().fixes[0].clone() };
            let report = only(Finding { span: Span::new(span.0, span.0 + span.1), fixes: vec![fix], ..sample::member() });
            let sources = Sources::of(&report, |_| Some(text.as_str().into()));
            let printed = render(&report, &sources, &look());
            prop_assert!(!printed.contains(|c: char| c.is_control() && c != '\n'), "{:?}", printed);
        }
    }
}
