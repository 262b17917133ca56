//! The protocol: damaged sessions, byte for byte, and behind each a whole request to shut down.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use crate::driver::fuzz;

const WORDS: [&str; 16] = [
    "Content-Length: 10\r\n\r\n",
    "content-length:0\n\n",
    "Content-Type: x\r\n",
    "\r\n",
    "{",
    "}",
    "[",
    "\"",
    "\\ud800",
    "\"id\":1",
    "\"method\":",
    "null",
    "-1",
    "1e9",
    "textDocument/didChange",
    "\0",
];

/// Opened, since what stands before can swallow a message whose header it damaged, and closed by the end of input.
fn shut_down() -> Vec<u8> {
    let messages =
        ["{\"jsonrpc\":\"2.0\",\"id\":99,\"method\":\"shutdown\"}", "{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}"];
    messages.iter().flat_map(|body| format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()).collect()
}

#[test]
fn damaged_sessions_never_end_the_server_by_a_panic_or_signal() {
    fuzz("wire", 40, &WORDS, |input, _| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_greenlight"));
        command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut server = command.spawn().unwrap();
        let (mut stdin, mut stdout, mut stderr) =
            (server.stdin.take().unwrap(), server.stdout.take().unwrap(), server.stderr.take().unwrap());
        let input = [input, &shut_down()].concat();
        // A server that has ended reads no more. Its end is looked at below.
        let writer = std::thread::spawn(move || stdin.write_all(&input));
        let reader = std::thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
        let mut log = Vec::new();
        stderr.read_to_end(&mut log).unwrap();
        let _ = writer.join().unwrap();
        let _ = reader.join().unwrap();
        let status = server.wait().unwrap();
        let log = String::from_utf8_lossy(&log);
        assert!(status.code().is_some(), "{status}: {log}");
        assert!(!log.contains("panicked at"), "{log}");
    });
}
