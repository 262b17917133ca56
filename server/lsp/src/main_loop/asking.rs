//! How a request is answered: it waits for its turn, is computed on a worker, and is asked again or refused if what it is
//! about changed meanwhile.

use std::path::{Path, PathBuf};
use std::time::Instant;

use tower_lsp::jsonrpc::{Error, Result};

use super::MainLoop;
use crate::event::{Event, Reply, Revision, Worth};
use crate::moment::Moment;
use crate::panics::surviving;
use crate::pull;
use crate::requests::Waiting;

impl MainLoop {
    /// Has as many requests answered as may be now.
    pub(super) fn answer_waiting(&mut self) {
        while !self.flow.is_full()
            && let Some(Waiting { event, document, version }) = self.requests.next(Instant::now())
        {
            if event.is_cancelled() {
                continue;
            }
            if document.is_some_and(|document| self.version_of(&document) != version) {
                let is_pull = matches!(event, Event::Diagnostics(..));
                event.refuse(if is_pull { pull::cancelled() } else { Error::content_modified() });
                continue;
            }
            surviving("handling a request", || self.take(event));
        }
    }

    /// Has `job` computed on a worker, from the workspace that `path` belongs to, and `answer` told what the result is
    /// worth when it is there: it answers, or has the question asked again. Without a workspace the answer is `otherwise`.
    pub(super) fn ask<T: Send + 'static, A: Send + 'static>(
        &mut self,
        what: &'static str,
        path: PathBuf,
        (reply, otherwise): (Reply<A>, Result<A>),
        job: impl FnOnce(&Moment, &Path) -> T + Send + 'static,
        answer: impl FnOnce(T, Worth, Reply<A>) -> Option<Event> + Send + 'static,
    ) {
        self.flush();
        let found = self.workspaces.snapshot_of(&path).filter(|_| !reply.is_closed());
        let Some((of, snapshot)) = found else {
            let _ = reply.send(otherwise);
            return;
        };
        let moment = self.moment(snapshot);
        let document = (path.clone(), self.version_of(&path));
        let ticket = self.requests.begin(Some(path.clone()));
        let compute = move || job(&moment, &path);
        self.workers.answer(what, compute, move |result| Event::Answered {
            ticket,
            of,
            document,
            // Without a result, `reply` is dropped, which is an internal error.
            deliver: Box::new(move |worth| result.and_then(|result| answer(result, worth, reply))),
        });
    }

    pub(super) fn answered(&mut self, of: &Revision, (path, version): &(PathBuf, Option<i32>)) -> Worth {
        self.flush();
        if self.workspaces.is_current(of) {
            Worth::Current
        } else if self.version_of(path) == *version {
            Worth::Elsewhere
        } else {
            Worth::Modified
        }
    }

    pub(super) fn version_of(&self, path: &Path) -> Option<i32> {
        self.documents.get(path).map(|document| document.version)
    }
}

/// Answers, and has nothing asked again.
pub(super) fn answered<A>(reply: Reply<A>, answer: Result<A>) -> Option<Event> {
    let _ = reply.send(answer);
    None
}
