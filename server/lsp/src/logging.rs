//! The log: on stderr, where every client looks for it. `GREENLIGHT_LOG` filters it as `RUST_LOG` does elsewhere
//! (`debug`, `greenlight_lsp=trace`); without it warnings and errors are logged.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Starts logging, unless the process does so already.
pub(crate) fn start() {
    let filter = std::env::var("GREENLIGHT_LOG").unwrap_or_default();
    let (filter, rejected) = match EnvFilter::builder().with_default_directive(LevelFilter::WARN.into()).parse(&filter)
    {
        Ok(filter) => (filter, None),
        Err(error) => (EnvFilter::new("warn"), Some(error)),
    };
    let already = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init().is_err();
    if already {
        tracing::debug!("logging goes where it already went");
    }
    if let Some(error) = rejected {
        tracing::warn!("GREENLIGHT_LOG is no filter ({error}); write for example `debug` or `greenlight_lsp=trace`");
    }
}
