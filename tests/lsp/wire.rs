//! The server's process and the messages to and from it.

use std::io::{BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{frames, machine};

/// Far beyond what any answer takes, so that only a missing one comes up to it.
const DEADLINE: Duration = Duration::from_secs(60);

/// A running server.
pub(crate) struct Wire {
    process: Child,
    /// Where messages to the server are left; a thread writes them, since no editor waits for a slow reader.
    stdin: Option<Sender<Vec<u8>>>,
    messages: Receiver<Value>,
    gate: Arc<Gate>,
    /// All that the server wrote to stderr, once it has ended: no other process has its stderr.
    log: Receiver<String>,
    /// Called with the server's process id for each message that it sends.
    pub(crate) observer: Option<Box<dyn FnMut(u32)>>,
}

/// Holds up the thread that reads what the server writes.
#[derive(Default)]
struct Gate {
    is_closed: Mutex<bool>,
    changed: Condvar,
}

impl Gate {
    fn set_closed(&self, is_closed: bool) {
        *self.is_closed.lock().unwrap() = is_closed;
        self.changed.notify_all();
    }

    fn pass(&self) {
        drop(self.changed.wait_while(self.is_closed.lock().unwrap(), |is_closed| *is_closed).unwrap());
    }
}

impl Wire {
    /// Starts `greenlight lsp`.
    pub(crate) fn start() -> Wire {
        Wire::start_with(|_| {})
    }

    /// Starts `greenlight lsp` with more arguments or another environment.
    pub(crate) fn start_with(prepare: impl FnOnce(&mut Command)) -> Wire {
        let mut command = machine::greenlight();
        command.arg("lsp");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        prepare(&mut command);
        let mut process = command.spawn().unwrap();
        let mut stdin = process.stdin.take().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut stderr = process.stderr.take().unwrap();

        let (to_server, outgoing) = channel::<Vec<u8>>();
        std::thread::spawn(move || {
            for message in outgoing {
                let written = stdin.write_all(&message);
                // A server that has ended reads no more; what is missing then is missed by whoever waits for it.
                if written.and_then(|()| stdin.flush()).is_err() {
                    break;
                }
            }
        });
        let gate = Arc::new(Gate::default());
        let (from_server, messages) = channel();
        let reader = Arc::clone(&gate);
        std::thread::spawn(move || {
            while let Some(message) = frames::read(&mut stdout) {
                if from_server.send(message).is_err() {
                    break;
                }
                reader.pass();
            }
        });
        let (logged, log) = channel();
        std::thread::spawn(move || {
            let mut text = Vec::new();
            // Whatever came up to an error is the log.
            let _ = stderr.read_to_end(&mut text);
            let _ = logged.send(String::from_utf8_lossy(&text).into_owned());
        });
        Wire { process, stdin: Some(to_server), messages, gate, log, observer: None }
    }

    /// Sends a message; `jsonrpc` is added.
    pub(crate) fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = json!("2.0");
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
    }

    /// Sends what need not be a message.
    pub(crate) fn send_bytes(&mut self, bytes: Vec<u8>) {
        // Nobody takes it any more once the server has ended.
        let _ = self.stdin.as_ref().expect("stdin was closed").send(bytes);
    }

    /// The process of the server.
    pub(crate) fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// The next message; an error if none comes.
    pub(crate) fn receive(&mut self) -> Result<Value, String> {
        let message = self.messages.recv_timeout(DEADLINE).map_err(|error| match error {
            RecvTimeoutError::Timeout => format!("no message from the server within {DEADLINE:?}"),
            RecvTimeoutError::Disconnected => "the server closed its output".to_owned(),
        })?;
        if let Some(observer) = &mut self.observer {
            observer(self.process.id());
        }
        Ok(message)
    }

    /// Leaves what the server writes unread, but for the message that is just being read.
    pub(crate) fn stop_reading(&mut self) {
        self.gate.set_closed(true);
    }

    /// Reads again.
    pub(crate) fn go_on_reading(&mut self) {
        self.gate.set_closed(false);
    }

    /// Closes the server's stdin, once all messages are written.
    pub(crate) fn hang_up(&mut self) {
        self.stdin = None;
    }

    /// The exit code once the server has ended, which it must do by itself.
    pub(crate) fn exit_code(&mut self) -> i32 {
        self.end().0
    }

    /// The exit code and what was logged to stderr, once the server has ended, which it must do by itself.
    pub(crate) fn end(&mut self) -> (i32, String) {
        let started = Instant::now();
        let log = self.log.recv_timeout(DEADLINE).unwrap_or_else(|_| panic!("the server did not end"));
        assert!(started.elapsed() < DEADLINE);
        (self.process.wait().unwrap().code().expect("ended by a signal"), log)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.go_on_reading();
        // It has usually ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
        // For whoever reads why a test failed.
        if let Ok(log) = self.log.recv_timeout(DEADLINE) {
            eprint!("{log}");
        }
    }
}
