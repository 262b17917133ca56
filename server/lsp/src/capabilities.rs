//! What client and server can do. The client's nested, optional capabilities are resolved once, into flat answers;
//! nothing is sent that the client does not claim to understand.

use tower_lsp::ls_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions,
    CompletionOptions, DiagnosticOptions, DiagnosticServerCapabilities, ExecuteCommandOptions, HoverProviderCapability,
    MarkupKind, OneOf, PositionEncodingKind, RenameOptions, ResourceOperationKind, SaveOptions, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkDoneProgressOptions, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use crate::code_actions::FIX_ALL;
use crate::code_lens::{BENCH_BASELINES, COMPARE_BENCH, RUN_BENCH};
use crate::positions::Encoding;

/// What the client can do, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// What columns are counted in, on both sides.
    pub(crate) encoding: Encoding,
    /// It watches files for a server that asks it to.
    pub(crate) watched_files: bool,
    /// It takes code actions, not only commands.
    pub(crate) code_action_literals: bool,
    /// It asks for an action's edits when it needs them.
    pub(crate) resolves_edits: bool,
    /// It keeps an action's data until then.
    pub(crate) action_data: bool,
    /// It knows `isPreferred`.
    pub(crate) preferred_actions: bool,
    /// It takes edits of documents with their versions.
    pub(crate) document_changes: bool,
    /// Whether an edit may create a file.
    pub(crate) creates_files: bool,
    /// It shows a link with a diagnostic's code.
    pub(crate) code_description: bool,
    /// It shows other places with a diagnostic.
    pub(crate) related_information: bool,
    /// It keeps a diagnostic's data.
    pub(crate) diagnostic_data: bool,
    /// It asks for the diagnostics of its documents by itself, and can be told to ask again: without the second a change
    /// elsewhere would never be seen.
    pub(crate) pulls_diagnostics: bool,
    /// It shows Markdown in hovers.
    pub(crate) markdown: bool,
    /// It asks what would be renamed before it asks for the new name.
    pub(crate) prepares_rename: bool,
    /// It can be told to ask for inlay hints again.
    pub(crate) refreshes_hints: bool,
    /// It can be told to ask for lenses again.
    pub(crate) refreshes_lenses: bool,
    /// It shows the progress of what the server does on its own account.
    pub(crate) progress: bool,
}

impl Capabilities {
    /// Reads what the client sent with `initialize`.
    pub(crate) fn of(client: &ClientCapabilities) -> Capabilities {
        let workspace = client.workspace.as_ref();
        let text_document = client.text_document.as_ref();
        let diagnostics = text_document.and_then(|it| it.publish_diagnostics.as_ref());
        let code_action = text_document.and_then(|it| it.code_action.as_ref());
        let watched_files = workspace.and_then(|it| it.did_change_watched_files.as_ref());
        let workspace_edit = workspace.and_then(|it| it.workspace_edit.as_ref());
        let offered = client.general.as_ref().and_then(|it| it.position_encodings.as_deref()).unwrap_or_default();
        Capabilities {
            encoding: encoding(offered),
            watched_files: watched_files.and_then(|it| it.dynamic_registration) == Some(true),
            code_action_literals: code_action.is_some_and(|it| it.code_action_literal_support.is_some()),
            resolves_edits: code_action
                .and_then(|it| it.resolve_support.as_ref())
                .is_some_and(|it| it.properties.iter().any(|property| property == "edit")),
            action_data: code_action.and_then(|it| it.data_support) == Some(true),
            preferred_actions: code_action.and_then(|it| it.is_preferred_support) == Some(true),
            document_changes: workspace_edit.and_then(|it| it.document_changes) == Some(true),
            creates_files: workspace_edit.and_then(|it| it.document_changes) == Some(true)
                && workspace_edit
                    .and_then(|it| it.resource_operations.as_ref())
                    .is_some_and(|kinds| kinds.contains(&ResourceOperationKind::Create)),
            code_description: diagnostics.and_then(|it| it.code_description_support) == Some(true),
            related_information: diagnostics.and_then(|it| it.related_information) == Some(true),
            diagnostic_data: diagnostics.and_then(|it| it.data_support) == Some(true),
            pulls_diagnostics: text_document.is_some_and(|it| it.diagnostic.is_some())
                && workspace.and_then(|it| it.diagnostics.as_ref()).and_then(|it| it.refresh_support) == Some(true),
            markdown: text_document
                .and_then(|it| it.hover.as_ref()?.content_format.as_ref())
                .is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            prepares_rename: text_document.and_then(|it| it.rename.as_ref()?.prepare_support) == Some(true),
            refreshes_hints: workspace.and_then(|it| it.inlay_hint.as_ref()?.refresh_support) == Some(true),
            refreshes_lenses: workspace.and_then(|it| it.code_lens.as_ref()?.refresh_support) == Some(true),
            progress: client.window.as_ref().and_then(|it| it.work_done_progress) == Some(true),
        }
    }

    /// What the server offers to this client.
    pub(crate) fn server(self) -> ServerCapabilities {
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        };
        let folders =
            WorkspaceFoldersServerCapabilities { supported: Some(true), change_notifications: Some(OneOf::Left(true)) };
        let code_actions = CodeActionOptions {
            // A client asks on save for those that are listed.
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, FIX_ALL]),
            resolve_provider: Some(self.resolves_edits && self.action_data),
            ..CodeActionOptions::default()
        };
        ServerCapabilities {
            position_encoding: Some(match self.encoding {
                Encoding::Utf8 => PositionEncodingKind::UTF8,
                Encoding::Utf16 => PositionEncodingKind::UTF16,
                Encoding::Utf32 => PositionEncodingKind::UTF32,
            }),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            // To a client without literals a code action would have to be a command, which is not worth its while.
            code_action_provider: self
                .code_action_literals
                .then_some(CodeActionProviderCapability::Options(code_actions)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            definition_provider: Some(OneOf::Left(true)),
            references_provider: Some(OneOf::Left(true)),
            document_highlight_provider: Some(OneOf::Left(true)),
            rename_provider: Some(match self.prepares_rename {
                true => OneOf::Right(RenameOptions {
                    prepare_provider: Some(true),
                    work_done_progress_options: WorkDoneProgressOptions::default(),
                }),
                false => OneOf::Left(true),
            }),
            completion_provider: Some(CompletionOptions {
                // A feature is the content of a string.
                trigger_characters: Some(vec!["\"".to_owned(), "/".to_owned()]),
                ..CompletionOptions::default()
            }),
            inlay_hint_provider: Some(OneOf::Left(true)),
            code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: [RUN_BENCH, COMPARE_BENCH, BENCH_BASELINES].map(str::to_owned).into(),
                ..ExecuteCommandOptions::default()
            }),
            diagnostic_provider: self.pulls_diagnostics.then(|| {
                DiagnosticServerCapabilities::Options(DiagnosticOptions {
                    identifier: Some("greenlight".to_owned()),
                    inter_file_dependencies: true,
                    // Files that are not open are pushed, as soon as they are known.
                    workspace_diagnostics: false,
                    ..DiagnosticOptions::default()
                })
            }),
            workspace: Some(WorkspaceServerCapabilities { workspace_folders: Some(folders), file_operations: None }),
            ..ServerCapabilities::default()
        }
    }
}

/// Bytes need no conversion, so they come first; UTF-16 is what a client that offers nothing understands.
fn encoding(offered: &[PositionEncodingKind]) -> Encoding {
    if offered.contains(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if offered.is_empty() || offered.contains(&PositionEncodingKind::UTF16) {
        Encoding::Utf16
    } else if offered.contains(&PositionEncodingKind::UTF32) {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_says_nothing_gets_the_least() {
        let nothing = Capabilities::of(&ClientCapabilities::default());
        let least = Capabilities {
            encoding: Encoding::Utf16,
            watched_files: false,
            code_action_literals: false,
            resolves_edits: false,
            action_data: false,
            preferred_actions: false,
            document_changes: false,
            creates_files: false,
            code_description: false,
            related_information: false,
            diagnostic_data: false,
            pulls_diagnostics: false,
            markdown: false,
            prepares_rename: false,
            refreshes_hints: false,
            refreshes_lenses: false,
            progress: false,
        };
        assert_eq!(nothing, least);
        assert_eq!(nothing.server().code_action_provider, None);
    }

    #[test]
    fn the_encoding_is_one_that_the_client_offers() {
        let [utf8, utf16, utf32] =
            [PositionEncodingKind::UTF8, PositionEncodingKind::UTF16, PositionEncodingKind::UTF32];
        assert_eq!(encoding(&[utf16.clone(), utf8]), Encoding::Utf8);
        assert_eq!(encoding(&[utf32.clone(), utf16]), Encoding::Utf16);
        assert_eq!(encoding(&[utf32]), Encoding::Utf32);
        assert_eq!(encoding(&[PositionEncodingKind::new("utf-7")]), Encoding::Utf16);
    }
}
