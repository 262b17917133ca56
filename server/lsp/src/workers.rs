//! Where answers are computed: threads beside the main loop.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;

use crate::event::Event;
use crate::moment::Moment;

/// The way to the pool of threads, and back to the main loop.
#[derive(Clone, Debug)]
pub(crate) struct Workers {
    /// Its pool for blocking work starts a thread when none is free, so that no job waits for another one. How many
    /// run at once is bounded where they are started: one for each scope of each workspace, one for each request.
    pub(crate) pool: tokio::runtime::Handle,
    /// The main loop's channel.
    pub(crate) events: Sender<Event>,
}

impl Workers {
    /// Runs `job`, which by its type can touch nothing but `moment` and what it brought along, on a thread of the
    /// pool; its result goes back as the event that `done` makes of it. A panic loses this one answer: it is logged,
    /// and `done` gets `None`.
    pub(crate) fn start<T>(
        &self,
        what: &'static str,
        moment: Moment,
        job: impl FnOnce(&Moment) -> T + Send + 'static,
        done: impl FnOnce(Option<T>) -> Event + Send + 'static,
    ) {
        let events = self.events.clone();
        self.pool.spawn_blocking(move || {
            let started = std::time::Instant::now();
            // The moment is dropped with the panic, and nothing else is shared.
            let result = catch_unwind(AssertUnwindSafe(|| job(&moment)));
            tracing::debug!(what, elapsed = ?started.elapsed(), "computed");
            if result.is_err() {
                tracing::error!("{what}: the computation panicked; please report this, with the lines above");
            }
            // The main loop is gone once the client left; then nobody wants to know.
            let _ = events.send(done(result.ok()));
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use greenlight_ide::Host;
    use tower_lsp::ls_types::ClientCapabilities;

    use super::*;
    use crate::capabilities::Capabilities;
    use crate::diagnostics::ByFile;
    use crate::documents::Documents;
    use crate::event::{Revision, Scope};

    #[test]
    fn a_panic_loses_one_answer_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = "[package]\nname = \"sample\"\nversion = \"0.1.0\"\n";
        greenlight_files::write(&folder.path().join("Cargo.toml"), manifest).unwrap();
        let workspace = Host::open(greenlight_files::Files::new(), folder.path()).unwrap().snapshot();
        let client = Capabilities::of(&ClientCapabilities::default());
        let moment = Moment { workspace, documents: Documents::default(), client };

        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (sender, events) = channel();
        let workers = Workers { pool: runtime.handle().clone(), events: sender };
        let diagnose = |number, job: fn(&Moment) -> ByFile| {
            let of = Revision { root: folder.path().to_owned(), number };
            let done = move |diagnostics| Event::Diagnosed { of, scope: Scope::Workspace, diagnostics };
            workers.start("a test", moment.clone(), job, done);
            match events.recv().unwrap() {
                Event::Diagnosed { of, diagnostics, .. } => (of.number, diagnostics),
                other => panic!("unexpected {other:?}"),
            }
        };
        assert_eq!(diagnose(1, |_| panic!("on purpose")), (1, None));
        assert_eq!(diagnose(2, |_| ByFile::new()), (2, Some(ByFile::new())));
    }
}
