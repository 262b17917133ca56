//! What is to be found out: given to workers when no event is waiting, told to the client when it is there.

use std::path::Path;
use std::time::Instant;

use super::MainLoop;
use crate::event::Event;
use crate::outbox::Message;
use crate::workspaces::{Job, News, Task};
use crate::{background, diagnostics, progress};

impl MainLoop {
    pub(super) fn give_out_work(&mut self) {
        self.flush();
        for Job { of, snapshot, wanted, task } in
            self.workspaces.start(Instant::now(), !self.waiting_for_idle.is_empty())
        {
            let moment = self.moment(snapshot);
            match task {
                Task::Urgent(asked) => {
                    let files = asked.clone();
                    self.workers.answer(
                        "diagnostics of documents",
                        move || diagnostics::of_files(&moment, &files, &wanted),
                        move |found| Event::Diagnosed { of, urgent: true, asked, found },
                    );
                }
                Task::Slice(asked) => {
                    let files = asked.clone();
                    self.workers.work_off(
                        "diagnostics of files",
                        move || background::slice(&moment, &files, &wanted),
                        move |found| Event::Diagnosed { of, urgent: false, asked, found },
                    );
                }
                Task::Survey(extent, documents, is_first) => {
                    if is_first && self.client.capabilities.progress && self.in_progress.insert(of.root.clone()) {
                        self.send(progress::begin(&of.root));
                    }
                    self.workers.work_off(
                        "the list of files",
                        move || background::survey(&moment, &extent, &documents, &wanted),
                        move |files| Event::Surveyed { of, files: files.flatten() },
                    );
                }
            }
        }
    }

    /// What is put off until nothing else is to be done; whether that brought something to do.
    pub(super) fn settle_down(&mut self) -> bool {
        if !self.workspaces.is_idle() {
            return false;
        }
        if !self.following && std::mem::take(&mut self.pending.follow) && self.watching.is_on() {
            self.follow();
        }
        if std::mem::take(&mut self.pending.refresh) {
            self.send(Message::RefreshDiagnostics);
        }
        let outdated = std::mem::take(&mut self.pending.results);
        let (results, sources) =
            (std::mem::take(&mut self.pending.measured), std::mem::take(&mut self.pending.sources));
        let may_be_stale = std::mem::take(&mut self.pending.libraries) || sources;
        self.sources_saved += u64::from(may_be_stale);
        // What the client asks for anew tells whether it still shows any.
        if outdated || (may_be_stale && std::mem::take(&mut self.results_shown)) {
            self.refresh_results();
        }
        // A bench that ran for the first time has folders that nobody watches.
        self.pending.follow |= outdated;
        if results || sources {
            self.workspaces.measured_anew(results, sources);
            return true;
        }
        if std::mem::take(&mut self.pending.settle_in_quiet) {
            self.workspaces.forget_roots();
            self.settle();
            return true;
        }
        if self.looking_below == 0 && !self.following && self.benches_running == 0 {
            for reply in std::mem::take(&mut self.waiting_for_idle) {
                self.send(Message::Idle(reply));
            }
        }
        false
    }

    /// Brings the client up to date.
    pub(super) fn tell(&mut self, news: News) {
        for path in &news.files {
            self.publish(path);
        }
        if let Some(root) = news.acquainted.filter(|root| self.in_progress.remove(root)) {
            self.send(progress::end(&root));
        }
    }

    pub(super) fn publish(&mut self, path: &Path) {
        let diagnostics = self.workspaces.diagnostics(path);
        let document = self.documents.get(path);
        let message = if document.is_some() && self.client.capabilities.pulls_diagnostics {
            self.pending.refresh |= self.pulled.get(path).is_some_and(|shown| *shown != diagnostics);
            // What was told before it was opened would be shown twice.
            self.published.withdraw(path)
        } else {
            self.published.update(path, document, diagnostics)
        };
        if let Some(message) = message {
            self.send(Message::Diagnostics(message));
        }
    }
}
