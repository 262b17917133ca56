//! Standard output: it takes everything at once. A thread passes it on, and what a client that is slow to read has not
//! taken yet waits there, and is counted in [`Flow`].

use std::io::{Result, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use serde::Serialize;

use super::flow::Flow;

/// How long a client has to read what was said last; one that does not read is not waited for.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Small messages are written together up to this size.
const TOGETHER: usize = 1 << 16;

/// Where messages are written.
#[derive(Clone, Debug)]
pub(super) struct Stdout {
    waiting: Sender<Vec<u8>>,
    flow: Arc<Flow>,
}

/// The end of the thread that writes.
#[derive(Debug)]
pub(super) struct Written {
    ended: Receiver<()>,
}

impl Stdout {
    /// Passes on to `out` all that is written here.
    ///
    /// # Errors
    /// No thread can be started.
    pub(super) fn start(mut out: impl Write + Send + 'static, flow: Arc<Flow>) -> Result<(Stdout, Written)> {
        let (waiting, messages) = channel::<Vec<u8>>();
        let (end, ended) = channel();
        let counts = Arc::clone(&flow);
        std::thread::Builder::new().name("stdout".to_owned()).spawn(move || {
            // Dropped with the thread, which is what is waited for.
            let _end = end;
            let mut is_open = true;
            while let Ok(mut bytes) = messages.recv() {
                while bytes.len() < TOGETHER
                    && let Ok(more) = messages.try_recv()
                {
                    bytes.extend_from_slice(&more);
                }
                // Once the client has closed its end, what is left is thrown away, so that nobody waits for it.
                is_open = is_open && out.write_all(&bytes).and_then(|()| out.flush()).is_ok();
                counts.taken(bytes.len());
            }
        })?;
        Ok((Stdout { waiting, flow }, Written { ended }))
    }

    /// Writes a message.
    pub(super) fn send(&self, message: &impl Serialize) {
        let mut body = Vec::new();
        if let Err(error) = serde_json::to_writer(&mut body, message) {
            tracing::error!("a message cannot be written: {error}");
            return;
        }
        let mut bytes = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        bytes.append(&mut body);
        self.flow.written(bytes.len());
        // The thread lives as long as this.
        let _ = self.waiting.send(bytes);
    }
}

impl Written {
    /// Waits until the client has all that was written, but not long. Every [`Stdout`] has to be dropped before.
    pub(super) fn wait(self) {
        // Either all is written, or the client does not read.
        let _ = self.ended.recv_timeout(LAST_WORDS);
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::*;
    use crate::limits::MAX_UNREAD;

    /// Takes a chunk whenever it is told to, or fails if nobody can tell it any more.
    struct Slow(Receiver<()>, Sender<Vec<u8>>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> Result<usize> {
            self.0.recv().map_err(|_| Error::from(ErrorKind::BrokenPipe))?;
            self.1.send(bytes.to_vec()).map_err(|_| Error::from(ErrorKind::BrokenPipe))?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_client_that_does_not_read_is_not_waited_for_and_gets_everything_in_the_end() {
        let (go_on, told) = channel();
        let (take, taken) = channel();
        let (events, _drained) = channel();
        let flow = Arc::new(Flow::new(events));
        let (stdout, written) = Stdout::start(Slow(told, take), Arc::clone(&flow)).unwrap();
        let long = "-".repeat(MAX_UNREAD);
        stdout.send(&"first");
        stdout.send(&long);
        assert!(flow.is_full());
        (0..2).for_each(|_| go_on.send(()).unwrap());
        drop(stdout);
        written.wait();
        let expected =
            format!("Content-Length: 7\r\n\r\n\"first\"Content-Length: {}\r\n\r\n\"{long}\"", MAX_UNREAD + 2);
        assert!(taken.iter().flatten().eq(expected.into_bytes()), "something else was written");
        assert!(!flow.is_full());
    }

    #[test]
    fn what_a_client_that_closed_its_end_will_not_read_is_not_kept() {
        let (_, told) = channel();
        let (take, _) = channel();
        let (events, _drained) = channel();
        let flow = Arc::new(Flow::new(events));
        let (stdout, written) = Stdout::start(Slow(told, take), Arc::clone(&flow)).unwrap();
        stdout.send(&"-".repeat(2 * MAX_UNREAD));
        drop(stdout);
        written.wait();
        assert!(!flow.is_full());
    }
}
