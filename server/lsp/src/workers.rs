//! Where answers are computed: threads beside the main loop. Who waits for an answer decides which: a person, who gets a
//! thread at once, or nobody, whose work must not take the machine away from those who do.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Instant;

use crate::event::Event;
use crate::panics::surviving;

/// The ways to the threads, and back to the main loop.
#[derive(Clone, Debug)]
pub(crate) struct Workers {
    /// Its pool for blocking work starts a thread when none is free, so that no answer waits for another one. How many
    /// run at once is bounded where they are started: one for each workspace, one for each request.
    pub(crate) answering: tokio::runtime::Handle,
    /// Fewer threads than the machine has cores. What runs here in parallel stays here.
    pub(crate) background: Arc<rayon::ThreadPool>,
    /// The main loop's channel.
    pub(crate) events: Sender<Event>,
}

/// A pool that leaves a core to those who wait for answers.
///
/// # Errors
/// What the operating system said, in words.
pub(crate) fn background() -> Result<Arc<rayon::ThreadPool>, rayon::ThreadPoolBuildError> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = cores.saturating_sub(1).max(1);
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(threads).thread_name(|number| format!("background {number}"));
    pool.stack_size(greenlight_files::STACK_BYTES).build().map(Arc::new)
}

impl Workers {
    /// Computes at once what someone waits for. By its type `job` can touch nothing but what it brings along; its result
    /// goes back as the event that `done` makes of it. A panic loses this one answer: `done` gets `None`.
    pub(crate) fn answer<T>(
        &self,
        what: &'static str,
        job: impl FnOnce() -> T + Send + 'static,
        done: impl FnOnce(Option<T>) -> Event + Send + 'static,
    ) {
        let events = self.events.clone();
        self.answering.spawn_blocking(move || report(what, job, done, &events));
    }

    /// Computes in the background what nobody waits for, as [`Workers::answer`] otherwise.
    pub(crate) fn work_off<T>(
        &self,
        what: &'static str,
        job: impl FnOnce() -> T + Send + 'static,
        done: impl FnOnce(Option<T>) -> Event + Send + 'static,
    ) {
        let events = self.events.clone();
        self.background.spawn(move || report(what, job, done, &events));
    }
}

fn report<T>(
    what: &'static str,
    job: impl FnOnce() -> T,
    done: impl FnOnce(Option<T>) -> Event,
    events: &Sender<Event>,
) {
    let started = Instant::now();
    let result = surviving(what, job);
    tracing::debug!(what, elapsed = ?started.elapsed(), "computed");
    // The main loop is gone once the client left; then nobody wants to know.
    let _ = events.send(done(result));
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn a_panic_loses_one_answer_and_no_other() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (sender, events) = channel();
        let workers =
            Workers { answering: runtime.handle().clone(), background: background().unwrap(), events: sender };
        let told = |result: Option<&str>| Event::Panicked(result.unwrap_or("lost").to_owned());
        type Job = fn() -> &'static str;
        let jobs: [(Job, &str); 2] = [(|| panic!("on purpose"), "lost"), (|| "computed", "computed")];
        for (job, expected) in jobs {
            workers.answer("a test", job, told);
            workers.work_off("a test", job, told);
            for _ in 0..2 {
                let Ok(Event::Panicked(result)) = events.recv() else { panic!("no result") };
                assert_eq!(result, expected);
            }
        }
    }
}
