//! `textDocument/completion`: the features that may stand in a string, and what greenlight.toml may say.

use std::path::Path;

use greenlight_ide::completion::{Completion, CompletionKind};
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionResponse, CompletionTextEdit, Documentation, Position, TextEdit,
};

use crate::hover::markup;
use crate::moment::{Moment, Texts};
use crate::places::offset;

/// What may stand at the position; `None` where nothing is known to.
pub(crate) fn at(moment: &Moment, file: &Path, position: Position) -> Option<CompletionResponse> {
    let mut texts = Texts::of(moment);
    let offset = offset(&mut texts, file, position)?;
    let found = moment.workspace.complete(file, offset);
    let items: Vec<CompletionItem> = found.into_iter().filter_map(|it| item(it, file, moment, &mut texts)).collect();
    (!items.is_empty()).then_some(CompletionResponse::Array(items))
}

fn item(completion: Completion, file: &Path, moment: &Moment, texts: &mut Texts<'_>) -> Option<CompletionItem> {
    let Completion { label, text, kind, detail, documentation, span } = completion;
    let label = label.into_string();
    let range = texts.range(file, span)?;
    let kind_of_item = match kind {
        CompletionKind::Feature => CompletionItemKind::CONSTANT,
        CompletionKind::Dependency => CompletionItemKind::MODULE,
        CompletionKind::OfDependency | CompletionKind::Key => CompletionItemKind::PROPERTY,
        CompletionKind::Value => CompletionItemKind::VALUE,
        CompletionKind::Table => CompletionItemKind::STRUCT,
    };
    Some(CompletionItem {
        kind: Some(kind_of_item),
        detail: Some(detail.into_string()),
        documentation: documentation.map(|markdown| Documentation::MarkupContent(markup(moment, markdown))),
        // Features first, then what is turned on elsewhere; keys of the table before other tables.
        sort_text: Some(format!("{}{label}", kind as u8)),
        // Clients match what is typed against this, and it has slashes and dashes.
        filter_text: Some(label.clone()),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: text })),
        label,
        ..CompletionItem::default()
    })
}
