//! `textDocument/codeAction`: the fixes of the findings at a place. They are computed from the workspace as it is,
//! not from the diagnostics that the client sends along, which may be older.

use std::collections::HashMap;
use std::path::Path;

use greenlight_files::Span;
use greenlight_ide::{Edit, Finding, Fix};
use tower_lsp::ls_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, CodeActionResponse, Diagnostic,
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Range, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};

use crate::diagnostics::diagnostic;
use crate::moment::{Moment, Texts};

/// Whether the client wants quick fixes at all: it may ask for other kinds only.
pub(crate) fn wanted(context: &CodeActionContext) -> bool {
    let quick_fix = CodeActionKind::QUICKFIX;
    // A kind stands for all kinds below it; the empty one for all.
    let includes = |kind: &CodeActionKind| kind.as_str().is_empty() || kind.as_str() == quick_fix.as_str();
    context.only.as_ref().is_none_or(|only| only.iter().any(includes))
}

/// The fixes of every finding that `range` of the document at `file` overlaps or touches, each finding's right one
/// first.
pub(crate) fn at(moment: &Moment, file: &Path, range: Range) -> CodeActionResponse {
    let mut texts = Texts::of(moment);
    let Some(asked) = texts.span(file, range) else { return Vec::new() };
    let mut actions: Vec<CodeAction> = Vec::new();
    for finding in moment.workspace.findings(file).iter().filter(|finding| touch(finding.span, asked)) {
        let Some(diagnostic) = diagnostic(finding, moment, &mut texts) else { continue };
        for fix in &finding.fixes {
            offer(finding, fix, &diagnostic, moment, &mut texts, &mut actions);
        }
    }
    actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

/// A cursor right behind the last character of a finding is still at it.
fn touch(finding: Span, asked: Span) -> bool {
    finding.start <= asked.end && asked.start <= finding.end
}

/// Adds `fix` to `actions`. The same repair of two findings, such as one feature to declare for two predicates, is one
/// action that resolves both.
fn offer(
    finding: &Finding,
    fix: &Fix,
    diagnostic: &Diagnostic,
    moment: &Moment,
    texts: &mut Texts<'_>,
    actions: &mut Vec<CodeAction>,
) {
    let Some(edit) = workspace_edit(&fix.edits, moment, texts) else {
        tracing::debug!(rule = finding.rule.name(), fix = fix.title, "a file that the fix would change is gone");
        return;
    };
    let same = |action: &&mut CodeAction| action.title == fix.title && action.edit.as_ref() == Some(&edit);
    if let Some(action) = actions.iter_mut().find(same) {
        action.diagnostics.get_or_insert_default().push(diagnostic.clone());
        return;
    }
    actions.push(CodeAction {
        title: fix.title.clone(),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic.clone()]),
        edit: Some(edit),
        is_preferred: moment.client.preferred_actions.then_some(fix.preferred),
        ..CodeAction::default()
    });
}

/// `edits` in the protocol's terms, files in the order in which they first occur; `None` if one cannot be read or
/// named, since half a fix is worse than none.
fn workspace_edit(edits: &[Edit], moment: &Moment, texts: &mut Texts<'_>) -> Option<WorkspaceEdit> {
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
    fn a_client_that_asks_for_other_kinds_gets_nothing() {
        assert!(wanted(&CodeActionContext::default()));
        assert!(wanted(&only(&["refactor", "quickfix"])));
        assert!(wanted(&only(&[""])));
        assert!(!wanted(&only(&["refactor", "source.organizeImports"])));
        assert!(!wanted(&only(&["quickfix.other"])));
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
