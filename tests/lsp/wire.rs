//! The server's process and the messages to and from it.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Far beyond what any answer takes, so that only a missing one comes up to it.
const DEADLINE: Duration = Duration::from_secs(60);

/// A running server.
pub(crate) struct Wire {
    process: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
}

impl Wire {
    /// Starts `greenlight lsp`.
    pub(crate) fn start() -> Wire {
        let mut process = Command::new(env!("CARGO_BIN_EXE_greenlight"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .env_remove("GREENLIGHT_LOG")
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let stdin = process.stdin.take();
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut stdout) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Wire { process, stdin, messages }
    }

    /// Sends a message; `jsonrpc` is added.
    pub(crate) fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = json!("2.0");
        let body = message.to_string();
        let stdin = self.stdin.as_mut().expect("stdin was closed");
        write!(stdin, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        stdin.flush().unwrap();
    }

    /// The next message; an error if none comes.
    pub(crate) fn receive(&mut self) -> Result<Value, String> {
        self.messages.recv_timeout(DEADLINE).map_err(|error| match error {
            RecvTimeoutError::Timeout => format!("no message from the server within {DEADLINE:?}"),
            RecvTimeoutError::Disconnected => "the server closed its output".to_owned(),
        })
    }

    /// Closes the server's stdin.
    pub(crate) fn hang_up(&mut self) {
        self.stdin = None;
    }

    /// The exit code once the server has ended, which it must do by itself.
    pub(crate) fn exit_code(&mut self) -> i32 {
        let started = Instant::now();
        // Its output ends when it does.
        while self.messages.recv_timeout(DEADLINE.saturating_sub(started.elapsed())).is_ok() {}
        assert!(started.elapsed() < DEADLINE, "the server did not end");
        self.process.wait().unwrap().code().expect("ended by a signal")
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        // It has usually ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn read(stdout: &mut BufReader<ChildStdout>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut header = String::new();
        if stdout.read_line(&mut header).ok()? == 0 {
            return None;
        }
        match header.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    stdout.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
