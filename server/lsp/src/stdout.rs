//! Standard output, as the transport sees it: it takes everything at once. A thread passes it on, and what a client that
//! is slow to read has not taken yet waits there. The transport would read nothing while it waits to write, so neither
//! an edit nor `exit` would come through.

use std::io::{Error, ErrorKind, Result, Write};
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::AsyncWrite;

/// How long a client has to read what was said last; one that does not read is not waited for.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Where the transport writes.
#[derive(Debug)]
pub(crate) struct Stdout {
    waiting: Sender<Vec<u8>>,
}

/// The end of the thread that writes.
#[derive(Debug)]
pub(crate) struct Written {
    ended: Receiver<()>,
}

impl Stdout {
    /// Passes on to `out` all that is written here.
    ///
    /// # Errors
    /// No thread can be started.
    pub(crate) fn start(mut out: impl Write + Send + 'static) -> Result<(Stdout, Written)> {
        let (waiting, chunks) = channel::<Vec<u8>>();
        let (end, ended) = channel();
        std::thread::Builder::new().name("stdout".to_owned()).spawn(move || {
            // Dropped with the thread, which is what is waited for.
            let _end = end;
            for chunk in chunks {
                // The client has closed its end; the transport learns that from its next write.
                if out.write_all(&chunk).and_then(|()| out.flush()).is_err() {
                    break;
                }
            }
        })?;
        Ok((Stdout { waiting }, Written { ended }))
    }
}

impl Written {
    /// Waits until the client has all that was written, but not long. The [`Stdout`] has to be dropped before.
    pub(crate) fn wait(self) {
        // Either all is written, or the client does not read.
        let _ = self.ended.recv_timeout(LAST_WORDS);
    }
}

impl AsyncWrite for Stdout {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let taken = self.waiting.send(bytes.to_vec()).map(|()| bytes.len());
        Poll::Ready(taken.map_err(|_| Error::from(ErrorKind::BrokenPipe)))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;

    use super::*;

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
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (go_on, told) = channel();
        let (take, taken) = channel();
        let (mut stdout, written) = Stdout::start(Slow(told, take)).unwrap();
        let long = vec![b'-'; 1 << 20];
        runtime.block_on(stdout.write_all(b"first")).unwrap();
        runtime.block_on(stdout.write_all(&long)).unwrap();
        (0..2).for_each(|_| go_on.send(()).unwrap());
        drop(stdout);
        written.wait();
        assert_eq!(taken.iter().collect::<Vec<_>>(), [b"first".to_vec(), long]);
    }
}
