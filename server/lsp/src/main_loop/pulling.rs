//! Diagnostics that the client asks for, a document at a time.

use greenlight_ide::benches::Effort;
use tower_lsp::ls_types::{DocumentDiagnosticParams, DocumentDiagnosticReportResult};

use super::MainLoop;
use crate::event::{Event, Pulled, Reply};
use crate::uris::path_of;
use crate::{diagnostics, pull};

impl MainLoop {
    pub(super) fn pull_diagnostics(
        &mut self,
        params: DocumentDiagnosticParams,
        reply: Reply<DocumentDiagnosticReportResult>,
    ) {
        self.flush();
        let previous = params.previous_result_id;
        let path = path_of(&params.text_document.uri);
        let found = path.and_then(|path| Some((self.workspaces.snapshot_of(&path)?, path)));
        let Some(((of, snapshot), path)) = found else {
            let _ = reply.send(Ok(pull::report(Vec::new(), previous.as_deref())));
            return;
        };
        let moment = self.moment(snapshot);
        let asked = path.clone();
        let ticket = self.requests.begin(Some(path.clone()));
        self.workers.answer(
            "diagnostics of a document",
            move || diagnostics::of_file(&moment, &asked, Effort::Known),
            move |diagnostics| Event::Pulled(Pulled { ticket, of, path, previous, diagnostics, reply }),
        );
    }

    pub(super) fn pulled(&mut self, it: Pulled) {
        self.flush();
        // Without diagnostics, the reply is dropped, which is an internal error.
        let Some(diagnostics) = it.diagnostics else { return };
        if !self.workspaces.is_current(&it.of) {
            let _ = it.reply.send(Err(pull::cancelled()));
            return;
        }
        if it.reply.send(Ok(pull::report(diagnostics.clone(), it.previous.as_deref()))).is_ok()
            && self.documents.get(&it.path).is_some()
        {
            self.pulled.insert(it.path, diagnostics);
        }
    }
}
