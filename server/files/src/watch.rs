//! Watching folders for changes of the files that a workspace is made of, for editors that cannot do it. Folders are
//! watched one by one and never with all below them: a `target` holds more folders than a system lets one user
//! watch. What an event means is read off the disk, since the events of systems differ and come late.

#![allow(clippy::disallowed_methods)] // it looks at the disk for `Files`

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant, SystemTime};

use notify::event::{EventKind, ModifyKind, RemoveKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::disk::{EntryKind, Files};

/// How long it is quiet before the changes so far are passed on: one save is several events.
const QUIET: Duration = Duration::from_millis(10);

/// After this time they are passed on though more are coming.
const AT_MOST: Duration = Duration::from_millis(50);

/// How much earlier a file may say it was changed than it was: file systems look at a coarse clock.
const CLOCK_LAG: Duration = Duration::from_millis(20);

/// How deep below a new folder others are looked for.
const MAX_DEPTH: usize = 16;

/// How many folders are watched, beside those that are asked for, because they appeared.
const MAX_NEW_FOLDERS: usize = 4096;

/// Why folders are not watched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WatchError {
    /// The system does not let us watch anything.
    #[error("files cannot be watched: {0}")]
    Start(String),
    /// The system does not let one user watch as many folders.
    #[error(
        "only {watched} folders can be watched: the system's limit is reached (on Linux fs.inotify.max_user_watches)"
    )]
    Limit {
        /// Those that are.
        watched: usize,
    },
}

/// Folders that are watched until this is dropped.
#[derive(Debug)]
pub struct Watch {
    watched: Arc<Mutex<Watched>>,
}

impl Watch {
    /// Watches nothing yet. `on_change` is called, on a thread of its own, with what changed: sorted, without
    /// duplicates, and only files that may matter to a workspace (sources, manifests, lock files, configuration and
    /// toolchain files) and folders that are gone. If the system lost track, these are all watched folders.
    ///
    /// # Errors
    /// [`WatchError::Start`].
    pub fn start(on_change: impl Fn(Vec<PathBuf>) + Send + 'static) -> Result<Watch, WatchError> {
        let (sender, events): (Sender<notify::Result<Event>>, _) = channel();
        let failed = |error: &dyn std::fmt::Display| WatchError::Start(error.to_string());
        let watcher = notify::recommended_watcher(sender).map_err(|error| failed(&error))?;
        let watched = Arc::new(Mutex::new(Watched {
            watcher,
            disk: Files::new(),
            asked_for: BTreeSet::new(),
            folders: BTreeSet::new(),
            appeared: BTreeSet::new(),
            since: SystemTime::now(),
        }));
        let seen_by = Arc::downgrade(&watched);
        let thread = std::thread::Builder::new().name("watch".to_owned());
        thread.spawn(move || pass_on(&events, &seen_by, &on_change)).map_err(|error| failed(&error))?;
        Ok(Watch { watched })
    }

    /// From now on watches exactly `folders` (absolute), and what appeared in them since. One that does not exist is
    /// watched as soon as it appears in one that is.
    ///
    /// Which folders matter is often known only when the files in them are read; so what changed in a new one since the
    /// call before, or since the start, is returned: files that may matter, and the folder itself if something came or
    /// went in it.
    ///
    /// # Errors
    /// [`WatchError::Limit`]: the rest is not watched.
    pub fn follow(&self, folders: &BTreeSet<PathBuf>) -> Result<Vec<PathBuf>, WatchError> {
        locked(&self.watched).follow(folders)
    }
}

fn locked(watched: &Mutex<Watched>) -> MutexGuard<'_, Watched> {
    watched.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for events and passes on what they mean, until nobody watches any more.
fn pass_on(events: &Receiver<notify::Result<Event>>, watched: &Weak<Mutex<Watched>>, on_change: &dyn Fn(Vec<PathBuf>)) {
    while let Ok(first) = events.recv() {
        let end = Instant::now() + AT_MOST;
        let mut batch = vec![first];
        while let Ok(next) = events.recv_timeout(QUIET.min(end.saturating_duration_since(Instant::now()))) {
            batch.push(next);
        }
        let Some(watched) = watched.upgrade() else { return };
        let mut changed = BTreeSet::new();
        for event in batch.into_iter().flatten() {
            locked(&watched).take(&event, &mut changed);
        }
        // Whoever drops the watch meanwhile does not have to wait for `on_change` to be free of it.
        drop(watched);
        if !changed.is_empty() {
            on_change(changed.into_iter().collect());
        }
    }
}

#[derive(Debug)]
struct Watched {
    watcher: RecommendedWatcher,
    disk: Files,
    asked_for: BTreeSet<PathBuf>,
    /// Those that are watched.
    folders: BTreeSet<PathBuf>,
    /// Of these, those that nobody asked for: they appeared in others.
    appeared: BTreeSet<PathBuf>,
    /// When it was last said which folders to watch.
    since: SystemTime,
}

impl Watched {
    fn follow(&mut self, asked_for: &BTreeSet<PathBuf>) -> Result<Vec<PathBuf>, WatchError> {
        let since = std::mem::replace(&mut self.since, SystemTime::now()) - CLOCK_LAG;
        self.asked_for.clone_from(asked_for);
        // A folder comes before those in it.
        let mut kept = BTreeSet::new();
        for folder in &self.folders {
            let appeared =
                || self.appeared.contains(folder) && folder.parent().is_some_and(|parent| kept.contains(parent));
            if asked_for.contains(folder) || appeared() {
                kept.insert(folder.clone());
            }
        }
        self.appeared.retain(|folder| kept.contains(folder) && !asked_for.contains(folder));
        let missing: Vec<&PathBuf> =
            asked_for.iter().filter(|folder| !kept.contains(*folder) && self.disk.is_folder(folder)).collect();
        let mut limit = false;
        // All at once, as some systems begin anew for each call.
        let mut paths = self.watcher.paths_mut();
        for gone in self.folders.difference(&kept) {
            // It may be gone from disk, and then is watched no more.
            let _ = paths.remove(gone);
        }
        let mut new = Vec::new();
        for folder in missing {
            match paths.add(folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    kept.insert(folder.clone());
                    new.push(folder);
                }
                Err(error) if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) => {
                    limit = true;
                    break;
                }
                // It is gone again, or may not be read.
                Err(_) => {}
            }
        }
        let committed = paths.commit();
        self.folders = kept;
        match committed {
            Ok(()) if !limit => {
                Ok(new.into_iter().flat_map(|folder| changed_since(&self.disk, folder, since)).collect())
            }
            Err(error) if !matches!(error.kind, notify::ErrorKind::MaxFilesWatch) => {
                Err(WatchError::Start(error.to_string()))
            }
            _ => Err(WatchError::Limit { watched: self.folders.len() }),
        }
    }

    /// Adds to `changed` what `event` means.
    fn take(&mut self, event: &Event, changed: &mut BTreeSet<PathBuf>) {
        if event.need_rescan() {
            changed.extend(self.folders.iter().cloned());
        }
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        let may_be_new =
            matches!(event.kind, EventKind::Any | EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_)));
        let was_folder = matches!(event.kind, EventKind::Remove(RemoveKind::Folder));
        for path in &event.paths {
            if self.disk.is_folder(path) {
                if may_be_new && self.is_wanted(path) {
                    self.take_up(path, changed);
                }
                continue;
            }
            if self.drop_below(path) || was_folder && is_visible(path) {
                changed.insert(path.clone());
            }
            if matters(path) {
                changed.insert(path.clone());
            }
        }
    }

    /// Whether the new folder `path` is to be watched.
    fn is_wanted(&self, path: &Path) -> bool {
        let leads_to_one = || self.asked_for.range(path.to_owned()..).next().is_some_and(|next| next.starts_with(path));
        // Its folder may be watched only because it leads to one that is asked for.
        let is_seen = |folder: &Path| self.asked_for.contains(folder) || is_visible(folder);
        is_visible(path) && path.parent().is_some_and(is_seen) || leads_to_one()
    }

    /// Watches the new folder `path` and those in it, and adds the files in them to `changed`: they may have come
    /// before the folder was watched.
    fn take_up(&mut self, path: &Path, changed: &mut BTreeSet<PathBuf>) {
        // What was watched under this name may be another folder, which is elsewhere by now.
        self.drop_below(path);
        let mut open = vec![(path.to_owned(), 0)];
        while let Some((folder, depth)) = open.pop() {
            let is_full = self.appeared.len() >= MAX_NEW_FOLDERS;
            let is_watched = !is_full && self.watcher.watch(&folder, RecursiveMode::NonRecursive).is_ok();
            if is_watched {
                self.folders.insert(folder.clone());
                if !self.asked_for.contains(&folder) {
                    self.appeared.insert(folder.clone());
                }
            }
            for entry in self.disk.list(&folder) {
                match entry.kind {
                    EntryKind::Folder if entry.link || depth == MAX_DEPTH => {}
                    EntryKind::Folder if is_watched && self.is_wanted(&entry.path) => {
                        open.push((entry.path, depth + 1));
                    }
                    EntryKind::File if matters(&entry.path) => {
                        changed.insert(entry.path);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Watches `path` and what is below it no more; whether any of it was watched.
    fn drop_below(&mut self, path: &Path) -> bool {
        let below = self.folders.range(path.to_owned()..).take_while(|folder| folder.starts_with(path));
        let below: Vec<PathBuf> = below.cloned().collect();
        for folder in &below {
            self.folders.remove(folder);
            self.appeared.remove(folder);
            // The system itself stops watching what is deleted.
            let _ = self.watcher.unwatch(folder);
        }
        !below.is_empty()
    }
}

/// Whether a folder that appears is looked into: the builds of Cargo and what is hidden, but for Cargo's own
/// configuration, are none of a workspace's sources.
fn is_visible(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name == ".cargo" || name != "target" && !name.starts_with('.')
}

/// What changed in `folder` at `since` or later.
fn changed_since(disk: &Files, folder: &Path, since: SystemTime) -> Vec<PathBuf> {
    let has_changed = |path: &Path| {
        let changed = std::fs::metadata(path).and_then(|metadata| metadata.modified());
        changed.is_ok_and(|changed| changed >= since)
    };
    let files = disk.list(folder).into_iter().map(|entry| entry.path).filter(|path| matters(path));
    files.chain([folder.to_owned()]).filter(|path| has_changed(path)).collect()
}

/// Whether a change of the file at `path` may change what is known about a workspace.
fn matters(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    match name {
        "Cargo.toml" | "Cargo.lock" | "greenlight.toml" | "rust-toolchain" | "rust-toolchain.toml" => true,
        // What Criterion writes last, in folders that nobody looks into by himself.
        "benchmark.json" => true,
        "config" | "config.toml" => path.parent().is_some_and(|folder| folder.ends_with(".cargo")),
        name => name.ends_with(".rs"),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A temporary folder and a watch that says what changes in it.
    struct Sample {
        root: PathBuf,
        watch: Watch,
        changes: Receiver<Vec<PathBuf>>,
        asked: std::cell::Cell<u32>,
        _folder: tempfile::TempDir,
    }

    impl Sample {
        /// With `folders`, all of them and the root watched.
        fn new(folders: &[&str]) -> Sample {
            let folder = tempfile::tempdir().unwrap();
            let root = crate::without_links(folder.path()).unwrap();
            let (sender, changes) = channel();
            let watch = Watch::start(move |paths| drop(sender.send(paths))).unwrap();
            let sample = Sample { root, watch, changes, asked: Default::default(), _folder: folder };
            folders.iter().for_each(|folder| sample.make(folder));
            sample.follow(folders);
            sample
        }

        fn path(&self, path: &str) -> PathBuf {
            self.root.join(path)
        }

        fn follow(&self, folders: &[&str]) {
            let folders = folders.iter().map(|folder| self.path(folder)).chain([self.root.clone()]);
            self.watch.follow(&folders.collect()).unwrap();
        }

        fn make(&self, folder: &str) {
            fs::create_dir_all(self.path(folder)).unwrap();
        }

        fn write(&self, path: &str) {
            crate::write(&self.path(path), "text").unwrap();
        }

        fn rename(&self, from: &str, to: &str) {
            fs::rename(self.path(from), self.path(to)).unwrap();
        }

        /// All that is told up to `last`, which is.
        #[track_caller]
        fn told_until(&self, last: &str) -> Vec<String> {
            let mut told = BTreeSet::new();
            while !told.contains(last) {
                let changes = self.changes.recv_timeout(Duration::from_secs(30));
                let changes = changes.unwrap_or_else(|_| panic!("`{last}` was not told, but {told:?}"));
                let relative = |path: &PathBuf| path.strip_prefix(&self.root).unwrap().display().to_string();
                told.extend(changes.iter().map(relative));
            }
            told.into_iter().collect()
        }

        /// Everything that was told since the last question: what is written now is told last.
        #[track_caller]
        fn told(&self) -> Vec<String> {
            self.asked.set(self.asked.get() + 1);
            let last = format!("last{}.rs", self.asked.get());
            self.write(&last);
            let mut told = self.told_until(&last);
            told.retain(|path| !path.starts_with("last"));
            told
        }
    }

    #[test]
    fn an_editors_way_to_save_is_told_as_a_change_of_the_file() {
        let sample = Sample::new(&["src"]);
        sample.write("src/.lib.rs.swp");
        sample.rename("src/.lib.rs.swp", "src/lib.rs");
        assert_eq!(sample.told(), ["src/lib.rs"]);
        sample.rename("src/lib.rs", "src/lib.rs~");
        sample.write("src/lib.rs");
        assert_eq!(sample.told(), ["src/lib.rs"]);
    }

    #[test]
    fn a_file_that_is_made_written_or_deleted_is_told() {
        let sample = Sample::new(&["src"]);
        let mut file = fs::File::create(sample.path("src/lib.rs")).unwrap();
        assert_eq!(sample.told(), ["src/lib.rs"]);
        std::io::Write::write_all(&mut file, b"text").unwrap();
        assert_eq!(sample.told(), ["src/lib.rs"]);
        let _ = Files::new().read(&sample.path("src/lib.rs"));
        assert_eq!(sample.told(), [""; 0], "nothing changed");
        fs::remove_file(sample.path("src/lib.rs")).unwrap();
        assert_eq!(sample.told(), ["src/lib.rs"]);
    }

    #[test]
    fn what_changed_before_its_folder_was_followed_is_returned() {
        let folder = tempfile::tempdir().unwrap();
        let root = crate::without_links(folder.path()).unwrap();
        let watch = Watch::start(|_| {}).unwrap();
        for name in ["README.md", "new.rs", "old.rs"] {
            crate::write(&root.join(name), "text").unwrap();
        }
        let long_ago = SystemTime::now() - Duration::from_secs(3600);
        fs::File::options().write(true).open(root.join("old.rs")).unwrap().set_modified(long_ago).unwrap();
        let folders = BTreeSet::from([root.clone()]);
        assert_eq!(watch.follow(&folders).unwrap(), [root.join("new.rs"), root]);
        assert_eq!(watch.follow(&folders).unwrap(), [""; 0].map(PathBuf::from), "it is followed already");
    }

    #[test]
    fn only_what_may_matter_is_told() {
        let sample = Sample::new(&[".cargo"]);
        let mattering = [".cargo/config.toml", "Cargo.lock", "Cargo.toml", "greenlight.toml", "rust-toolchain", "x.rs"];
        mattering.iter().for_each(|file| sample.write(file));
        ["config.toml", "README.md", ".cargo/other.toml"].iter().for_each(|file| sample.write(file));
        assert_eq!(sample.told(), mattering);
    }

    #[test]
    fn what_appears_is_watched_and_the_files_in_it_are_told() {
        let sample = Sample::new(&["src"]);
        sample.make("elsewhere/new/deep");
        sample.write("elsewhere/new/deep/one.rs");
        sample.told_until("elsewhere/new/deep/one.rs");
        sample.rename("elsewhere/new", "src/new");
        sample.told_until("src/new/deep/one.rs");
        sample.write("src/new/deep/two.rs");
        sample.told_until("src/new/deep/two.rs");
        // Who does not know of it yet does not stop it.
        sample.follow(&["src"]);
        sample.write("src/new/three.rs");
        assert_eq!(sample.told(), ["src/new/three.rs"]);
    }

    #[test]
    fn neither_builds_nor_hidden_folders_are_watched() {
        let sample = Sample::new(&[]);
        sample.make("target/debug");
        sample.make(".git");
        sample.make(".cargo");
        for file in ["target/one.rs", "target/debug/one.rs", ".git/one.rs", ".cargo/config.toml"] {
            sample.write(file);
        }
        sample.told_until(".cargo/config.toml");
        fs::remove_dir_all(sample.path("target")).unwrap();
        assert_eq!(sample.told(), [""; 0]);
    }

    #[test]
    fn a_folder_that_is_asked_for_is_watched_when_it_appears() {
        let sample = Sample::new(&[]);
        sample.follow(&["target/.generated"]);
        sample.make("target/.generated");
        sample.write("target/.generated/one.rs");
        sample.told_until("target/.generated/one.rs");
        sample.make("target/debug");
        sample.write("target/debug/one.rs");
        assert_eq!(sample.told(), [""; 0]);
    }

    #[test]
    fn a_folder_that_is_gone_is_told_and_watched_again_when_it_is_back() {
        let sample = Sample::new(&["a", "a/src"]);
        sample.write("a/src/lib.rs");
        sample.told_until("a/src/lib.rs");
        fs::remove_dir_all(sample.path("a")).unwrap();
        sample.told_until("a");
        sample.make("a/src");
        sample.write("a/src/lib.rs");
        sample.told_until("a/src/lib.rs");
        sample.write("a/src/main.rs");
        assert_eq!(sample.told(), ["a/src/main.rs"]);
    }

    #[test]
    fn a_folder_that_is_renamed_is_watched_under_its_new_name_only() {
        let sample = Sample::new(&["a", "a/src"]);
        sample.write("a/src/lib.rs");
        sample.told_until("a/src/lib.rs");
        sample.rename("a", "b");
        assert_eq!(sample.told(), ["a", "b/src/lib.rs"]);
        sample.write("b/src/main.rs");
        assert_eq!(sample.told(), ["b/src/main.rs"]);
    }

    #[test]
    fn what_is_followed_no_more_is_told_no_more() {
        let sample = Sample::new(&["a", "b"]);
        sample.follow(&["b"]);
        sample.write("a/one.rs");
        sample.write("b/one.rs");
        assert_eq!(sample.told(), ["b/one.rs"]);
        sample.follow(&["a"]);
        sample.write("a/two.rs");
        assert_eq!(sample.told(), ["a/two.rs"]);
    }

    #[test]
    fn nothing_is_told_once_the_watch_is_dropped() {
        let Sample { watch, changes, _folder, .. } = Sample::new(&[]);
        drop(watch);
        // The thread is over, as what it calls is gone with it.
        assert!(matches!(
            changes.recv_timeout(Duration::from_secs(30)),
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected)
        ));
    }
}
