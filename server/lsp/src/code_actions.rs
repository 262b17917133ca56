//! `textDocument/codeAction` and `codeAction/resolve`: the fixes of the findings at a place. They are computed from the
//! workspace as it is, not from the diagnostics that the client sends along, which may be older.
//!
//! A client that can ask for an action's edits later gets it without them, with what it takes to find the same fix again;
//! if the document has another version by then, the answer is that its content was modified.

mod take_over;

use std::collections::HashMap;
use std::path::Path;

use greenlight_files::Span;
use greenlight_ide::edits::{in_order, safe_fixes};
use greenlight_ide::{Edit, Finding, Fix, Fixes};
use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, CodeActionResponse, Diagnostic,
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Range, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};

use crate::diagnostics::diagnostic;
use crate::moment::{Moment, Texts};

/// All safe fixes of a document at once; below `source.fixAll`, which is what editors ask for on save.
pub(crate) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.greenlight");

/// What a client wants of the kinds of actions there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kinds {
    quick_fixes: bool,
    fix_all: bool,
}

impl Kinds {
    /// Those that `context` asks for, if there are any. Who asks for nothing in particular shows a list of repairs at a
    /// place, where one of the whole document would be out of place.
    pub(crate) fn wanted(context: &CodeActionContext) -> Option<Kinds> {
        let kinds = match &context.only {
            None => Kinds { quick_fixes: true, fix_all: false },
            Some(only) => Kinds {
                quick_fixes: only.iter().any(|kind| includes(kind, &CodeActionKind::QUICKFIX)),
                fix_all: only.iter().any(|kind| !kind.as_str().is_empty() && includes(kind, &FIX_ALL)),
            },
        };
        (kinds.quick_fixes || kinds.fix_all).then_some(kinds)
    }
}

/// A kind stands for all kinds below it; the empty one for all.
fn includes(kind: &CodeActionKind, other: &CodeActionKind) -> bool {
    let below = |rest: &str| rest.is_empty() || rest.starts_with('.');
    kind.as_str().is_empty() || other.as_str().strip_prefix(kind.as_str()).is_some_and(below)
}

/// How an action is found again when its edits are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    /// The document it was offered in.
    pub(crate) uri: Uri,
    /// Its version then.
    pub(crate) version: i32,
    /// The finding's rule and place in bytes, and the fix's title; none for all safe fixes.
    fix: Option<(String, u32, u32, String)>,
}

/// The fixes of every finding that `range` of the document at `file` overlaps or touches, each finding's right one
/// first.
pub(crate) fn at(moment: &Moment, file: &Path, range: Range, kinds: Kinds) -> CodeActionResponse {
    crate::panics::on_purpose("codeAction", file);
    let mut texts = Texts::of(moment);
    let Some(asked) = texts.span(file, range) else { return Vec::new() };
    let findings = moment.findings(file, Fixes::All);
    let mut offered: Vec<Offer> = Vec::new();
    for finding in findings.iter().filter(|finding| kinds.quick_fixes && touch(finding.span, asked)) {
        let Some(diagnostic) = diagnostic(finding, moment, &mut texts) else { continue };
        for fix in &finding.fixes {
            offer(finding, fix, &diagnostic, moment, &mut texts, &mut offered);
        }
    }
    if kinds.fix_all {
        offered.extend(all_safe_fixes(&findings, file, moment, &mut texts));
    }
    let later = moment.client.resolves_edits && moment.client.action_data;
    let actions = offered.into_iter().map(|Offer { mut action, origin }| {
        if later {
            action.edit = None;
            action.data = origin.and_then(|origin| serde_json::to_value(origin).ok());
        }
        CodeActionOrCommand::CodeAction(action)
    });
    let mut actions: CodeActionResponse = actions.collect();
    if kinds.quick_fixes {
        // They are few and small, and come whole.
        actions.extend(take_over::at(moment, file, asked, &mut texts).into_iter().map(CodeActionOrCommand::CodeAction));
    }
    actions
}

/// `action` with its edits, as [`at`] would offer it now.
///
/// # Errors
/// The document has changed since it was offered, or the action is none of ours.
pub(crate) fn resolve(moment: &Moment, file: &Path, action: CodeAction, origin: &Origin) -> Result<CodeAction> {
    let is_same = moment.documents.get(file).is_some_and(|document| document.version == origin.version);
    if !is_same {
        return Err(Error::content_modified());
    }
    let mut texts = Texts::of(moment);
    let findings = moment.findings(file, Fixes::All);
    let edit = match &origin.fix {
        None => all_safe_fixes(&findings, file, moment, &mut texts).and_then(|offer| offer.action.edit),
        Some((rule, start, end, title)) => {
            let span = Span { start: *start, end: *end };
            let of_finding = findings.iter().filter(|finding| finding.rule.name() == rule && finding.span == span);
            let fix = of_finding.flat_map(|finding| &finding.fixes).find(|fix| fix.title == *title);
            fix.and_then(|fix| workspace_edit(&fix.edits, moment, &mut texts))
        }
    };
    // Another file has changed, on which the fix depended.
    let edit = edit.ok_or_else(Error::content_modified)?;
    Ok(CodeAction { edit: Some(edit), ..action })
}

/// An action, whole, and how it is found again; `None` in a file that is not open.
struct Offer {
    action: CodeAction,
    origin: Option<Origin>,
}

/// Every fix of the document that needs no look, as one action; `None` without any.
fn all_safe_fixes(findings: &[Finding], file: &Path, moment: &Moment, texts: &mut Texts<'_>) -> Option<Offer> {
    let fixes = safe_fixes(findings);
    let edits: Vec<Edit> = in_order(&fixes).into_iter().cloned().collect();
    if edits.is_empty() {
        return None;
    }
    let action = CodeAction {
        title: "Apply all safe fixes of Greenlight".to_owned(),
        kind: Some(FIX_ALL),
        edit: Some(workspace_edit(&edits, moment, texts)?),
        ..CodeAction::default()
    };
    Some(Offer { action, origin: origin(file, moment, None) })
}

fn origin(file: &Path, moment: &Moment, fix: Option<(&Finding, &Fix)>) -> Option<Origin> {
    let document = moment.documents.get(file)?;
    let fix = fix.map(|(finding, fix)| {
        (finding.rule.name().to_owned(), finding.span.start, finding.span.end, fix.title.to_string())
    });
    Some(Origin { uri: document.uri.clone(), version: document.version, fix })
}

/// A cursor right behind the last character of a finding is still at it.
fn touch(finding: Span, asked: Span) -> bool {
    finding.start <= asked.end && asked.start <= finding.end
}

/// Adds `fix` to what is offered. The same repair of two findings, such as one feature to declare for two predicates, is one
/// action that resolves both.
fn offer(
    finding: &Finding,
    fix: &Fix,
    diagnostic: &Diagnostic,
    moment: &Moment,
    texts: &mut Texts<'_>,
    offered: &mut Vec<Offer>,
) {
    let Some(edit) = workspace_edit(&fix.edits, moment, texts) else {
        tracing::debug!(
            rule = finding.rule.name(),
            fix = fix.title.as_str(),
            "a file that the fix would change is gone"
        );
        return;
    };
    let same = |offer: &&mut Offer| fix.title == offer.action.title && offer.action.edit.as_ref() == Some(&edit);
    if let Some(Offer { action, .. }) = offered.iter_mut().find(same) {
        action.diagnostics.get_or_insert_default().push(diagnostic.clone());
        return;
    }
    let action = CodeAction {
        title: fix.title.clone().into_string(),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic.clone()]),
        edit: Some(edit),
        is_preferred: moment.client.preferred_actions.then_some(fix.preferred),
        ..CodeAction::default()
    };
    offered.push(Offer { action, origin: origin(&finding.file, moment, Some((finding, fix))) });
}

/// `edits` in the protocol's terms, files in the order in which they first occur; `None` if one cannot be read or
/// named, since half a fix is worse than none.
pub(crate) fn workspace_edit(edits: &[Edit], moment: &Moment, texts: &mut Texts<'_>) -> Option<WorkspaceEdit> {
    let mut by_file: Vec<(&Path, Vec<TextEdit>)> = Vec::new();
    for edit in edits {
        let text_edit = TextEdit { range: texts.range(&edit.file, edit.span)?, new_text: edit.text.clone() };
        match by_file.iter_mut().find(|(file, _)| *file == edit.file) {
            Some((_, text_edits)) => text_edits.push(text_edit),
            None => by_file.push((&edit.file, vec![text_edit])),
        }
    }
    if moment.client.document_changes {
        let changes: Option<Vec<_>> = by_file.into_iter().map(|(file, edits)| versioned(file, edits, moment)).collect();
        Some(WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(changes?)), ..WorkspaceEdit::default() })
    } else {
        let changes: Option<HashMap<Uri, _>> =
            by_file.into_iter().map(|(file, edits)| Some((moment.uri(file)?, edits))).collect();
        Some(WorkspaceEdit { changes: Some(changes?), ..WorkspaceEdit::default() })
    }
}

/// With the version of the text that the edits speak of, so that the client refuses them for any other; without one
/// the file on disk is meant.
fn versioned(file: &Path, edits: Vec<TextEdit>, moment: &Moment) -> Option<TextDocumentEdit> {
    let version = moment.documents.get(file).map(|document| document.version);
    let text_document = OptionalVersionedTextDocumentIdentifier { uri: moment.uri(file)?, version };
    Some(TextDocumentEdit { text_document, edits: edits.into_iter().map(OneOf::Left).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(kinds: &[&'static str]) -> CodeActionContext {
        let kinds = kinds.iter().map(|kind| CodeActionKind::new(kind)).collect();
        CodeActionContext { only: Some(kinds), ..CodeActionContext::default() }
    }

    #[test]
    fn what_is_offered_is_what_the_client_asks_for() {
        let kinds = |quick_fixes, fix_all| Some(Kinds { quick_fixes, fix_all });
        assert_eq!(Kinds::wanted(&CodeActionContext::default()), kinds(true, false));
        assert_eq!(Kinds::wanted(&only(&["refactor", "quickfix"])), kinds(true, false));
        assert_eq!(Kinds::wanted(&only(&[""])), kinds(true, false));
        for kind in ["source", "source.fixAll", "source.fixAll.greenlight"] {
            assert_eq!(Kinds::wanted(&only(&[kind])), kinds(false, true), "{kind}");
        }
        assert_eq!(Kinds::wanted(&only(&["refactor", "source.organizeImports", "source.fix"])), None);
        assert_eq!(Kinds::wanted(&only(&["quickfix.other"])), None);
    }

    #[test]
    fn a_cursor_at_either_end_is_at_the_finding() {
        let finding = Span::new(4, 9);
        assert!(
            [(4, 4), (9, 9), (0, 4), (9, 12), (0, 12), (5, 6)].iter().all(|&(a, b)| touch(finding, Span::new(a, b)))
        );
        assert!(![(0, 3), (10, 10)].iter().any(|&(a, b)| touch(finding, Span::new(a, b))));
    }
}
