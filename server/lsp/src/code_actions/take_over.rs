//! Taking over what a document promises: an action on the row or item that appends a `[[perf-target]]` to the configuration.

use std::collections::HashMap;
use std::path::Path;

use greenlight_files::Span;
use greenlight_ide::Edit;
use greenlight_ide::promises::{DocumentPromise, TakeOver, is_document};
use greenlight_text::Label;
use tower_lsp::ls_types::{
    CodeAction, CodeActionKind, CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Position, Range, ResourceOp, TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::{touch, workspace_edit};
use crate::moment::{Moment, Texts};

/// An action for each promise that `asked` of the document at `file` touches, unless the configuration has it.
pub(super) fn at(moment: &Moment, file: &Path, asked: Span, texts: &mut Texts<'_>) -> Vec<CodeAction> {
    if !is_document(file) {
        return Vec::new();
    }
    let found = moment.workspace.promises_in(&[file.to_owned()]);
    let there = found.promises.iter().filter(|promise| touch(promise.target.span, asked));
    there.filter_map(|promise| action(moment, promise, texts)).collect()
}

fn action(moment: &Moment, promise: &DocumentPromise, texts: &mut Texts<'_>) -> Option<CodeAction> {
    // Nothing is offered for a file that cannot be read, which is not one that is not there.
    let taken = moment.workspace.take_over(&[promise]).ok()?;
    if taken.text.is_empty() || taken.appended().is_err() {
        return None;
    }
    let edit = match taken.before {
        Some(before) => {
            let end = before.len() as u32;
            let edit = Edit { file: taken.file.clone(), span: Span::new(end, end), text: taken.text };
            workspace_edit(&[edit], moment, texts)?
        }
        None => with_new_file(moment, &taken.file, taken.text)?,
    };
    let name = taken.file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let target = &promise.target;
    let as_comment = if matches!(taken.outcomes[..], [TakeOver::Open(_)]) { ", as a comment" } else { "" };
    Some(CodeAction {
        title: Label::from(format!("Take `{} {}` over into {name}{as_comment}", target.name, target.written))
            .into_string(),
        kind: Some(CodeActionKind::QUICKFIX),
        edit: Some(edit),
        ..CodeAction::default()
    })
}

/// `None` for a client that would look for the file in vain.
fn with_new_file(moment: &Moment, file: &Path, text: String) -> Option<WorkspaceEdit> {
    let uri = moment.uri(file)?;
    let start = Position::new(0, 0);
    let edit = TextEdit { range: Range::new(start, start), new_text: text };
    if !moment.client.document_changes {
        // It knows no versions, and opens whatever it is to edit.
        let changes = HashMap::from([(uri, vec![edit])]);
        return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    if !moment.client.creates_files {
        return None;
    }
    let create = CreateFile {
        uri: uri.clone(),
        options: Some(CreateFileOptions { overwrite: None, ignore_if_exists: Some(true) }),
        annotation_id: None,
    };
    let edit = TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version: None },
        edits: vec![OneOf::Left(edit)],
    };
    let operations = vec![DocumentChangeOperation::Op(ResourceOp::Create(create)), DocumentChangeOperation::Edit(edit)];
    let changes = DocumentChanges::Operations(operations);
    Some(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() })
}
