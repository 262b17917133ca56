//! `textDocument/completion`: the features that may stand in a string.

use std::path::Path;

use greenlight_ide::features::{Completion, CompletionKind};
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionResponse, CompletionTextEdit, Position, TextEdit,
};

use crate::moment::{Moment, Texts};
use crate::places::offset;

/// What may stand in the string at the position; `None` where no feature is named.
pub(crate) fn at(moment: &Moment, file: &Path, position: Position) -> Option<CompletionResponse> {
    let mut texts = Texts::of(moment);
    let offset = offset(&mut texts, file, position)?;
    let found = moment.workspace.complete_feature(file, offset);
    let items: Vec<CompletionItem> = found.into_iter().filter_map(|it| item(it, file, &mut texts)).collect();
    (!items.is_empty()).then_some(CompletionResponse::Array(items))
}

fn item(completion: Completion, file: &Path, texts: &mut Texts<'_>) -> Option<CompletionItem> {
    let Completion { text, kind, detail, span } = completion;
    let range = texts.range(file, span)?;
    let kind_of_item = match kind {
        CompletionKind::Feature => CompletionItemKind::CONSTANT,
        CompletionKind::Dependency => CompletionItemKind::MODULE,
        CompletionKind::OfDependency => CompletionItemKind::PROPERTY,
    };
    Some(CompletionItem {
        label: text.clone(),
        kind: Some(kind_of_item),
        detail: Some(detail),
        // Features first, then what is turned on elsewhere.
        sort_text: Some(format!("{}{text}", kind as u8)),
        // Clients match what is typed against this, and it has slashes and dashes.
        filter_text: Some(text.clone()),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: text })),
        ..CompletionItem::default()
    })
}
