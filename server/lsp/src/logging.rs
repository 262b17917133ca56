//! The log: on stderr, where every client looks for it, or in a file. `GREENLIGHT_LOG` filters it as `RUST_LOG` does
//! elsewhere (`debug`, `greenlight_lsp=trace`); without it warnings and errors are logged, and with a file also what the
//! server does.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;

use greenlight_text::terminal::lines;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

/// What is logged may quote anything, and is read in terminals. Each event is written at once.
struct Escaped<W>(W);

impl<W: Write> Write for Escaped<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        self.0.write_all(lines(&String::from_utf8_lossy(event)).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Starts logging to `file`, to which it is appended, or to stderr; unless the process logs already.
pub(crate) fn start(file: Option<&Path>) {
    let opened = file.map(|file| greenlight_files::append(file).map_err(|error| (file, error)));
    let (writer, refused) = match opened {
        Some(Ok(file)) => (BoxMakeWriter::new(Mutex::new(Escaped(file))), None),
        Some(Err(refused)) => (BoxMakeWriter::new(|| Escaped(io::stderr())), Some(refused)),
        None => (BoxMakeWriter::new(|| Escaped(io::stderr())), None),
    };
    let default = if file.is_some() { LevelFilter::INFO } else { LevelFilter::WARN };
    let filter = std::env::var("GREENLIGHT_LOG").unwrap_or_default();
    let (filter, rejected) = match EnvFilter::builder().with_default_directive(default.into()).parse(&filter) {
        Ok(filter) => (filter, None),
        Err(error) => (EnvFilter::new(default.to_string()), Some(error)),
    };
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(writer);
    if subscriber.try_init().is_err() {
        tracing::debug!("logging goes where it already went");
    }
    if let Some((file, error)) = refused {
        tracing::warn!("cannot write the log to {}: {error}; it goes to stderr", file.display());
    }
    if let Some(error) = rejected {
        tracing::warn!("GREENLIGHT_LOG is no filter ({error}); write for example `debug` or `greenlight_lsp=trace`");
    }
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "the language server starts");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_log_controls_a_terminal() {
        let mut log = Escaped(Vec::new());
        log.write_all("a\u{1b}[2J\u{9b}b\u{202e}\n".as_bytes()).unwrap();
        assert_eq!(String::from_utf8(log.0).unwrap(), "a\\u{1b}[2J\\u{9b}b\\u{202e}\n");
    }
}
