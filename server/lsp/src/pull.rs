//! `textDocument/diagnostic`: a document's diagnostics when the client asks for them. The id of a result is made of what
//! it says, so nothing has to be remembered to tell that it is still the same.

use std::hash::{DefaultHasher, Hash, Hasher};

use tower_lsp::jsonrpc::{Error, ErrorCode};
use tower_lsp::ls_types::{
    Diagnostic, DiagnosticServerCancellationData, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport,
};

/// The answer that says `diagnostics` to a client that has the result `previous`.
pub(crate) fn report(diagnostics: Vec<Diagnostic>, previous: Option<&str>) -> DocumentDiagnosticReportResult {
    let result_id = result_id(&diagnostics);
    DocumentDiagnosticReportResult::Report(if previous == Some(&result_id) {
        DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
            related_documents: None,
        })
    } else {
        DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            full_document_diagnostic_report: FullDocumentDiagnosticReport {
                result_id: Some(result_id),
                items: diagnostics,
            },
            ..RelatedFullDocumentDiagnosticReport::default()
        })
    })
}

/// The same for the same diagnostics, within one run of the server.
fn result_id(diagnostics: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(diagnostics).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// That the workspace changed while the answer was computed, and that the client is to ask again.
pub(crate) fn cancelled() -> Error {
    let data = DiagnosticServerCancellationData { retrigger_request: true };
    Error {
        code: ErrorCode::ServerError(-32802),
        message: "the workspace changed meanwhile".into(),
        data: serde_json::to_value(data).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(result: DocumentDiagnosticReportResult) -> (Option<String>, Option<usize>) {
        match result {
            DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Full(it)) => {
                let report = it.full_document_diagnostic_report;
                (report.result_id, Some(report.items.len()))
            }
            DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Unchanged(it)) => {
                (Some(it.unchanged_document_diagnostic_report.result_id), None)
            }
            DocumentDiagnosticReportResult::Partial(_) => (None, None),
        }
    }

    #[test]
    fn what_the_client_has_already_is_not_sent_again() {
        let one = || vec![Diagnostic { message: "one".to_owned(), ..Diagnostic::default() }];
        let (id, count) = said(report(one(), None));
        assert_eq!(count, Some(1));
        assert_eq!(said(report(one(), id.as_deref())), (id.clone(), None));
        assert_eq!(said(report(Vec::new(), id.as_deref())).1, Some(0));
    }
}
