//! `cargo bench`: runs what an explicit command asks for, and tells line by line how it goes.

#![allow(clippy::disallowed_methods)] // this crate may start processes

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Sender, channel};

/// Why benches were not run to their end.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The program could not be started.
    #[error("cannot start `cargo`: {0}")]
    NotStarted(#[source] io::Error),
    /// It was started, and nobody knows how it ended.
    #[error("`cargo bench` was lost: {0}")]
    Lost(#[source] io::Error),
    /// It did not build, or a bench failed.
    #[error("{status}: {last}")]
    Failed {
        /// How it ended.
        status: ExitStatus,
        /// The last thing that it said was an error, else its last line.
        last: String,
    },
}

/// Runs `cargo` with `arguments` in `folder`, and hands over every line that it writes. What was measured: a line for each
/// benchmark with its time, as Criterion prints it. That is empty where nothing matched, which Cargo takes for success.
///
/// # Errors
/// [`BenchError`].
pub fn bench(folder: &Path, arguments: &[String], mut on_line: impl FnMut(&str)) -> Result<Vec<String>, BenchError> {
    let mut cargo = Command::new("cargo");
    cargo.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = cargo.spawn().map_err(BenchError::NotStarted)?;
    let (sender, lines) = channel();
    // Both at once, since a pipe that nobody reads stops who writes.
    let stdout = child.stdout.take().map(|stdout| forward(stdout, sender.clone()));
    let stderr = child.stderr.take().map(|stderr| forward(stderr, sender));
    let (mut measured, mut last, mut error) = (Vec::new(), String::new(), None);
    let mut title = String::new();
    for line in lines {
        on_line(&line);
        if let Some((before, interval)) = line.split_once("time:") {
            // A long title stands on a line of its own.
            let name = if before.trim().is_empty() { title.trim() } else { before.trim() };
            measured.push(format!("{name}: {}", interval.trim()));
        }
        if line.starts_with("error") && error.is_none() {
            error = Some(line.clone());
        }
        if !line.trim().is_empty() {
            title.clone_from(&line);
            last = line;
        }
    }
    for thread in [stdout, stderr].into_iter().flatten() {
        // It has ended, since its end of the channel is gone.
        let _ = thread.join();
    }
    let status = child.wait().map_err(BenchError::Lost)?;
    match status.success() {
        true => Ok(measured),
        false => Err(BenchError::Failed { status, last: error.unwrap_or(last) }),
    }
}

fn forward(from: impl Read + Send + 'static, to: Sender<String>) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        // What a bench prints need not be text.
        while from.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            if to.send(String::from_utf8_lossy(&line).trim_end().to_owned()).is_err() {
                return;
            }
            line.clear();
        }
    })
}
