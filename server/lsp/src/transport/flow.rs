//! How much is on its way, and who waits for that. A client that does not read gets no more than [`MAX_UNREAD`] bytes into
//! memory: first, no more diagnostics, progress and messages are written, of which the outbox keeps the newest alone;
//! then no more answers are computed, and requests wait, which are small; what comes beside that (refusals) stops the
//! reading of its messages at [`MAX_UNREAD_BEFORE_PAUSE`]. Until then everything is read, so that a client may write all it
//! has to say and read afterwards; edits are applied at once. What a client writes faster than it can be applied
//! ([`MAX_UNHANDLED`]) waits in its pipe.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::event::Event;
use crate::limits::{MAX_IN_TRANSIT, MAX_UNHANDLED, MAX_UNREAD, MAX_UNREAD_BEFORE_PAUSE};

/// Counts bytes both ways.
#[derive(Debug)]
pub(crate) struct Flow {
    counts: Mutex<Counts>,
    /// For the thread that reads.
    reading: Condvar,
    /// For the outbox.
    room: Notify,
    /// For the main loop, which hears of it as [`Event::Drained`].
    events: Sender<Event>,
}

#[derive(Debug, Default)]
struct Counts {
    /// Written, and not taken by the client.
    unread: usize,
    /// Answers that were found out, and are not written.
    in_transit: usize,
    /// Somebody saw it full, and waits.
    awaited: bool,
    /// Read, and not applied.
    unhandled: usize,
}

impl Counts {
    fn is_full(&self) -> bool {
        self.unread > MAX_UNREAD || self.in_transit >= MAX_IN_TRANSIT
    }

    /// Half of it, so that nobody is woken for every message.
    fn has_room_again(&self) -> bool {
        self.unread <= MAX_UNREAD / 2 && self.in_transit <= MAX_IN_TRANSIT / 2
    }
}

/// An answer that was found out and is not written.
#[derive(Debug)]
pub(crate) struct InTransit(Arc<Flow>);

impl InTransit {
    /// From now on, until it is dropped.
    pub(crate) fn begin(flow: Arc<Flow>) -> InTransit {
        flow.counts().in_transit += 1;
        InTransit(flow)
    }
}

impl Drop for InTransit {
    fn drop(&mut self) {
        self.0.less(|counts| counts.in_transit = counts.in_transit.saturating_sub(1));
    }
}

impl Flow {
    /// Nothing is on its way.
    pub(crate) fn new(events: Sender<Event>) -> Flow {
        Flow { counts: Mutex::default(), reading: Condvar::new(), room: Notify::new(), events }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// So many bytes wait for the client from now on.
    pub(super) fn written(&self, bytes: usize) {
        self.counts().unread += bytes;
    }

    /// The client has taken so many, or will never take them.
    pub(super) fn taken(&self, bytes: usize) {
        self.less(|counts| counts.unread = counts.unread.saturating_sub(bytes));
    }

    /// Takes away from the counts, and wakes who waits for that.
    fn less(&self, take: impl FnOnce(&mut Counts)) {
        let mut counts = self.counts();
        take(&mut counts);
        let is_news = counts.awaited && counts.has_room_again();
        counts.awaited &= !is_news;
        let goes_on = counts.unread <= MAX_UNREAD_BEFORE_PAUSE;
        drop(counts);
        if goes_on {
            self.reading.notify_all();
        }
        if is_news {
            self.room.notify_waiters();
            // The main loop is gone once the client left.
            let _ = self.events.send(Event::Drained);
        }
    }

    /// Whether the client has so much to read that it gets no more. Who sees it so hears [`Event::Drained`].
    pub(crate) fn is_full(&self) -> bool {
        let mut counts = self.counts();
        let is_full = counts.is_full();
        counts.awaited |= is_full;
        is_full
    }

    /// Waits until the client may get more.
    pub(crate) async fn room(&self) {
        loop {
            let mut there = std::pin::pin!(self.room.notified());
            // Before it is looked, so that nothing is missed between.
            there.as_mut().enable();
            if !self.is_full() {
                return;
            }
            there.await;
        }
    }

    /// So many bytes wait for the main loop from now on.
    pub(crate) fn arrived(&self, bytes: usize) {
        self.counts().unhandled += bytes;
    }

    /// The main loop has applied so many.
    pub(crate) fn handled(&self, bytes: usize) {
        if bytes == 0 {
            return;
        }
        let mut counts = self.counts();
        counts.unhandled = counts.unhandled.saturating_sub(bytes);
        let goes_on = counts.unhandled <= MAX_UNHANDLED;
        drop(counts);
        if goes_on {
            self.reading.notify_all();
        }
    }

    /// Blocks while the client has to read first, or the main loop to catch up.
    pub(super) fn wait_to_read(&self) {
        let must_wait =
            |counts: &mut Counts| counts.unread > MAX_UNREAD_BEFORE_PAUSE || counts.unhandled > MAX_UNHANDLED;
        drop(self.reading.wait_while(self.counts(), must_wait).unwrap_or_else(PoisonError::into_inner));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn who_saw_it_full_hears_once_when_half_of_it_is_read() {
        let (sender, events) = channel();
        let flow = Flow::new(sender);
        flow.written(MAX_UNREAD);
        assert!(!flow.is_full());
        flow.taken(MAX_UNREAD);
        flow.written(MAX_UNREAD + 1);
        assert!(flow.is_full());
        flow.taken(2);
        assert!(events.try_recv().is_err());
        flow.taken(MAX_UNREAD / 2);
        assert!(matches!(events.try_recv(), Ok(Event::Drained)));
        flow.taken(1000);
        assert!(events.try_recv().is_err());
    }

    #[test]
    fn the_outbox_waits_for_room() {
        let (sender, _events) = channel();
        let flow = Arc::new(Flow::new(sender));
        flow.written(MAX_UNREAD + 1);
        let reader = Arc::clone(&flow);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut waiting = Box::pin(flow.room());
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            assert!(waiting.as_mut().poll(&mut context).is_pending());
            std::thread::spawn(move || reader.taken(MAX_UNREAD)).join().unwrap();
            waiting.await;
        });
    }

    /// Reading goes on only once `go_on` was called.
    fn expect_pause(flow: &Arc<Flow>, go_on: impl FnOnce(&Flow)) {
        let (told, read) = channel();
        let reader = Arc::clone(flow);
        std::thread::spawn(move || {
            reader.wait_to_read();
            told.send(()).unwrap();
        });
        assert!(read.recv_timeout(std::time::Duration::from_millis(20)).is_err());
        go_on(flow);
        read.recv().unwrap();
    }

    #[test]
    fn reading_pauses_until_the_client_reads_or_the_main_loop_has_caught_up() {
        let (sender, _events) = channel();
        let flow = Arc::new(Flow::new(sender));
        flow.written(MAX_UNREAD_BEFORE_PAUSE);
        flow.arrived(MAX_UNHANDLED);
        flow.wait_to_read();
        flow.written(1);
        expect_pause(&flow, |flow| flow.taken(1));
        flow.arrived(1);
        expect_pause(&flow, |flow| flow.handled(1));
    }
}
