//! Which files are watched, and by whom: the client, if it can, else the server itself. Everything that findings depend
//! on counts; `target/` is never looked into.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;

use greenlight_files::Watch;
use greenlight_ide::promises::is_document;
use tower_lsp::ls_types::{DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, Registration};

use crate::event::Event;

/// What the client is asked to watch.
pub(crate) fn registration() -> Registration {
    const GLOBS: [&str; 8] = [
        "**/*.rs",
        "**/Cargo.toml",
        "**/Cargo.lock",
        "**/greenlight.toml",
        "**/.cargo/config.toml",
        "**/.cargo/config",
        // Criterion writes it last. Results are in `target/`, of which nothing else is told.
        "**/criterion/**/benchmark.json",
        // Documents promise what benches are to reach.
        "**/*.{md,MD,markdown,MARKDOWN}",
    ];
    let watchers =
        GLOBS.map(|glob| FileSystemWatcher { glob_pattern: GlobPattern::String(glob.to_owned()), kind: None });
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.into() };
    Registration {
        id: "watched-files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    }
}

/// Whether a file is one of those that Criterion saves, or a folder of them where Cargo builds by default: nothing else that
/// Greenlight knows depends on it.
pub(crate) fn is_result(path: &Path) -> bool {
    let names: Vec<&OsStr> = path.iter().collect();
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    (is_json && names.contains(&OsStr::new("criterion")))
        || names.windows(2).any(|pair| pair == ["target", "criterion"])
}

/// Whether what a bench is held against may stand in a file. A manifest whose metadata is the configuration is another matter:
/// [`Workspaces::are_configured_by`](crate::workspaces::Workspaces::are_configured_by).
pub(crate) fn may_promise(path: &Path) -> bool {
    is_document(path) || path.ends_with("greenlight.toml")
}

/// The server's own watch; none if the client watches, or the system does not let the server.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watching {
    watch: Option<Arc<Watch>>,
}

impl Watching {
    /// Has what happens to the files in the folders that are followed sent to `events`.
    pub(crate) fn start(events: &Sender<Event>) -> Watching {
        let events = events.clone();
        let seen = move |paths: Vec<PathBuf>| {
            // The main loop is gone once the client left.
            let _ = events.send(Event::Seen(paths));
        };
        let watch = Watch::start(seen).inspect_err(|error| tracing::warn!("files are not watched: {error}"));
        Watching { watch: watch.ok().map(Arc::new) }
    }

    /// Whether the server watches by itself.
    pub(crate) fn is_on(&self) -> bool {
        self.watch.is_some()
    }

    /// Watches these folders, and no others any more; what changed in new ones before they were watched. Many folders
    /// take some milliseconds.
    pub(crate) fn follow(&self, folders: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
        let Some(watch) = &self.watch else { return Vec::new() };
        // What is not watched is noticed when it is saved in the editor, or with the next start.
        let followed = watch.follow(folders).inspect_err(|error| tracing::warn!("not all files are watched: {error}"));
        followed.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_and_the_configuration_may_promise() {
        for path in ["/w/A.md", "/w/A.MD", "/w/a.markdown", "/w/greenlight.toml"] {
            assert!(may_promise(Path::new(path)), "{path}");
        }
        assert!(!may_promise(Path::new("/w/src/lib.rs")) && !may_promise(Path::new("/w/Cargo.toml")));
    }

    #[test]
    fn results_are_told_from_sources() {
        for (path, is) in [
            ("/w/target/criterion/a/base/benchmark.json", true),
            ("/w/target/criterion/a", true),
            ("/elsewhere/criterion/a/base/benchmark.json", true),
            ("/w/criterion/src/lib.rs", false),
            ("/w/criterion", false),
            ("/w/data.json", false),
        ] {
            assert_eq!(is_result(Path::new(path)), is, "{path}");
        }
    }
}
