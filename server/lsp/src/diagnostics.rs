//! Findings as diagnostics.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use greenlight_ide::benches::Effort;
use greenlight_ide::{Finding, Fixes, Level};
use greenlight_text::Label;
use serde_json::json;
use tower_lsp::ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
};

use crate::moment::{Moment, Texts};
use crate::panics::surviving;
use crate::workspaces::Wanted;

/// Of the targets that a finding blocks, so many are named in its message.
const BLOCKS_SHOWN: usize = 5;

/// What there is to say about each of some files; a file with nothing to say may be present, empty.
pub(crate) type ByFile = BTreeMap<PathBuf, Vec<Diagnostic>>;

/// The diagnostics of a file. Those that need measurements are made of what is known of such, or with whatever effort it takes.
pub(crate) fn of_file(moment: &Moment, file: &Path, effort: Effort) -> Vec<Diagnostic> {
    let mut texts = Texts::of(moment);
    // What is repaired in the file itself, code actions work out when they are asked for.
    // A bug that one file brings up costs that file's diagnostics alone.
    let mut findings = surviving("diagnosing a file", || moment.findings(file, Fixes::Elsewhere)).unwrap_or_default();
    let settings = &moment.settings.hints;
    let measured = || moment.workspace.measured_findings(file, settings, effort);
    findings.extend(surviving("holding results against limits", measured).unwrap_or_default());
    findings.iter().filter_map(|finding| diagnostic(finding, moment, &mut texts)).collect()
}

/// The diagnostics of `files`, which are all present in the answer; of fewer, the first ones, if they are not `wanted`
/// any more.
pub(crate) fn of_files(moment: &Moment, files: &[PathBuf], wanted: &Wanted) -> ByFile {
    let files = files.iter().take_while(|_| wanted.still());
    files.map(|file| (file.clone(), of_file(moment, file, Effort::Known))).collect()
}

/// `finding` in the protocol's terms; `None` if its file vanished meanwhile.
pub(crate) fn diagnostic(finding: &Finding, moment: &Moment, texts: &mut Texts<'_>) -> Option<Diagnostic> {
    let client = moment.client;
    Some(Diagnostic {
        range: texts.range(&finding.file, finding.span)?,
        severity: Some(match finding.level {
            Level::Deny => DiagnosticSeverity::ERROR,
            Level::Warn => DiagnosticSeverity::WARNING,
            Level::Hint | Level::Allow => DiagnosticSeverity::HINT,
        }),
        code: Some(NumberOrString::String(finding.rule.name().to_owned())),
        code_description: if client.code_description { explanation(finding) } else { None },
        source: Some("greenlight".to_owned()),
        message: message(finding),
        related_information: client.related_information.then(|| elsewhere(finding, moment, texts)),
        data: client.diagnostic_data.then(
            || json!({ "code": finding.code, "blocks": finding.blocks.iter().map(Label::as_str).collect::<Vec<_>>() }),
        ),
        tags: None,
    })
}

/// What the terminal says too, a line each: first the message, then what it says at the place itself, then notes.
fn message(finding: &Finding) -> String {
    let when = finding.when.as_ref();
    let when = when.map(|cfg| format!("compiled only with `cfg({cfg})`, which the default build does not have"));
    let notes = finding.notes.iter().cloned().chain(when.map(Label::from)).chain(blocks(finding));
    let notes = notes.map(|note| format!("note: {note}"));
    let said = [finding.message.clone()].into_iter().chain(finding.label.clone()).map(Label::into_string);
    said.chain(notes).collect::<Vec<_>>().join("\n")
}

/// The targets that cannot build, if there are any; `data` has them all.
fn blocks(finding: &Finding) -> Option<Label> {
    let (shown, more) = finding.blocks.split_at(finding.blocks.len().min(BLOCKS_SHOWN));
    let shown: Vec<&str> = shown.iter().map(Label::as_str).collect();
    match (&shown[..], more.len()) {
        ([], _) => None,
        (shown, 0) => Some(format!("blocks {}", shown.join(", ")).into()),
        (shown, more) => Some(format!("blocks {} and {more} more", shown.join(", ")).into()),
    }
}

/// The page about the rule, which is made of the text that `greenlight explain` prints.
fn explanation(finding: &Finding) -> Option<CodeDescription> {
    let page = format!("{}/blob/main/docs/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), finding.rule.name());
    page.parse().ok().map(|href| CodeDescription { href })
}

/// The places outside the finding's own file where it could be repaired: the features of its package, the module that
/// lacks the name.
fn elsewhere(finding: &Finding, moment: &Moment, texts: &mut Texts<'_>) -> Vec<DiagnosticRelatedInformation> {
    let of_fix = |fix: &greenlight_ide::Fix| {
        let edit = fix.edits.iter().find(|edit| edit.file != finding.file)?;
        let location = location(&edit.file, edit.span, moment, texts)?;
        Some(DiagnosticRelatedInformation { location, message: fix.title.clone().into_string() })
    };
    finding.fixes.iter().filter_map(of_fix).collect()
}

fn location(file: &Path, span: greenlight_files::Span, moment: &Moment, texts: &mut Texts<'_>) -> Option<Location> {
    Some(Location { uri: moment.uri(file)?, range: texts.range(file, span)? })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use greenlight_files::Span;
    use greenlight_ide::Rule;

    use super::*;

    #[test]
    fn the_message_says_all_that_the_terminal_says() {
        let finding = Finding {
            rule: Rule::UnresolvedImport,
            code: Some("E0432"),
            level: Level::Warn,
            message: "unresolved import `util::error::GgenError`".into(),
            label: Some("no `GgenError` in `error`".into()),
            notes: vec!["`util::error` exports the error type `Error` (struct)".into()],
            when: Some("feature = \"p2p\"".to_owned()),
            blocks: ["cli (lib)", "bench 1", "bench 2", "bench 3", "bench 4", "bench 5", "bench 6"]
                .map(Label::from)
                .into(),
            file: PathBuf::from("/ws/src/lib.rs"),
            span: Span::new(0, 3),
            package: None,
            fixes: Vec::new(),
        };
        expect![[r#"
            unresolved import `util::error::GgenError`
            no `GgenError` in `error`
            note: `util::error` exports the error type `Error` (struct)
            note: compiled only with `cfg(feature = "p2p")`, which the default build does not have
            note: blocks cli (lib), bench 1, bench 2, bench 3, bench 4 and 2 more"#]]
        .assert_eq(&message(&finding));
        let page = explanation(&finding).unwrap();
        assert!(page.href.as_str().ends_with("/docs/rules/unresolved-import.md"));
    }
}
