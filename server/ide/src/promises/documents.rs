//! The targets in a workspace's documents: those that the configuration names, else Markdown beside a manifest, and below `docs/`, `doc/`
//! and `benches/` there. What was read of one is kept until it changes; which benches a target is about is found out anew for every
//! state of the workspace, when somebody asks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use greenlight_bench::identity::IdPattern;
use greenlight_bench::perf_targets::{Fit, NamedBench, ProseTarget, Reading, fit, read_prose, reading, references};
use greenlight_files::{EntryKind, LineIndex, Walk};
use greenlight_project::PackageId;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{DocumentPromise, UnreadPromise};
use crate::benches::{BenchCall, BenchCalls, BenchTarget};
use crate::host::Snapshot;
use crate::limits::{DOCUMENT_BYTES, DOCUMENT_ENTRIES};
use crate::nearest::nearest;

/// What the documents of a workspace promise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Documents {
    /// By document and place.
    pub promises: Vec<DocumentPromise>,
    /// By document and place.
    pub unread: Vec<UnreadPromise>,
}

/// What was read of documents.
#[derive(Debug, Default)]
pub(crate) struct DocumentMemory(Mutex<FxHashMap<PathBuf, (State, Arc<Read>)>>);

/// What a document was when it was read.
#[derive(Clone, Debug, PartialEq)]
enum State {
    /// Open, with this text.
    Open(Arc<str>),
    /// Not open, written then.
    Closed(Option<SystemTime>),
}

/// A document's targets with their lines, 1-based.
#[derive(Debug, Default)]
struct Read {
    targets: Vec<(u32, ProseTarget)>,
    unread: Vec<UnreadPromise>,
}

/// Where documents are, and where they are looked for.
#[derive(Default)]
struct Places {
    files: BTreeSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
}

/// A folder below another is followed so far.
const DEPTH: usize = 8;

impl Snapshot {
    /// What the documents of the workspace promise.
    #[must_use]
    pub fn documents(&self) -> Arc<Documents> {
        if let Some(known) = self.documents_memory().get() {
            return Arc::clone(known);
        }
        let found = Arc::new(self.read_documents());
        Arc::clone(self.documents_memory().get_or_init(|| found))
    }

    fn read_documents(&self) -> Documents {
        // Without a bench no promise is shown anywhere.
        match self.bench_calls().calls.is_empty() {
            true => Documents::default(),
            false => self.promises_in(&self.document_files()),
        }
    }

    /// What these documents (absolute) promise, whether they are among those that are read or not.
    #[must_use]
    pub fn promises_in(&self, files: &[PathBuf]) -> Documents {
        let calls = self.bench_calls();
        let benches = named_benches(&calls);
        let mut documents = Documents::default();
        let files = self.of_readable_size(files);
        let read: Vec<Arc<Read>> = files.par_iter().map(|file| self.document(file)).collect();
        for (file, read) in files.iter().zip(read) {
            if read.targets.is_empty() && read.unread.is_empty() {
                continue;
            }
            // What lies in a member's folder is about that member.
            let package = self.member_around(file);
            let own = benches.iter().filter(|bench| package.is_none_or(|id| calls.targets[bench.target].package == id));
            let own: Vec<NamedBench> = own.cloned().collect();
            let promises = read.targets.iter();
            let promises = promises.map(|(line, target)| {
                let promise = linked(file.clone(), *line, target.clone(), &own, &calls);
                DocumentPromise { package, ..promise }
            });
            documents.promises.extend(promises);
            documents.unread.extend(read.unread.iter().cloned());
        }
        documents
    }

    /// The package whose folder the file is in; none for that in the root, which speaks for all.
    fn member_around(&self, file: &Path) -> Option<PackageId> {
        let packages = self.workspace().packages.iter().enumerate();
        let around = packages.filter(|(_, package)| package.root != self.root() && file.starts_with(&package.root));
        let innermost = around.max_by_key(|(_, package)| package.root.as_os_str().len());
        innermost.map(|(index, _)| PackageId(index as u32))
    }

    /// The documents that are read, sorted.
    #[must_use]
    pub fn document_files(&self) -> Vec<PathBuf> {
        self.document_places().files.into_iter().collect()
    }

    /// The folders that documents are looked for in, whether any is there or not. Some may not exist.
    pub(crate) fn document_folders(&self) -> BTreeSet<PathBuf> {
        self.document_places().folders
    }

    fn document_places(&self) -> Places {
        let mut found = Places::default();
        let mut walk = Walk::new(self.files(), self.root(), &DOCUMENT_ENTRIES);
        if let Some(configured) = self.configured_documents() {
            for path in configured.into_iter().filter(|path| self.files().is_within(self.root(), path)) {
                if self.files().is_folder(&path) {
                    self.add_documents(&mut walk, path, DEPTH, &mut found);
                } else {
                    found.folders.extend(path.parent().map(Path::to_owned));
                    found.files.insert(path);
                }
            }
            return found;
        }
        let packages = self.workspace().packages.iter().map(|package| package.root.as_path());
        for root in packages.chain([self.root()]) {
            self.add_documents(&mut walk, root.to_owned(), 0, &mut found);
            for folder in ["docs", "doc", "benches"] {
                let folder = root.join(folder);
                if self.files().is_within(root, &folder) {
                    self.add_documents(&mut walk, folder, DEPTH, &mut found);
                }
            }
        }
        found
    }

    fn add_documents(&self, walk: &mut Walk<'_>, folder: PathBuf, depth: usize, found: &mut Places) {
        for entry in walk.list(&folder) {
            match entry.kind {
                // A member that lies beside the root has documents too; a link leads to none of them but in the workspace.
                EntryKind::File
                    if is_document(&entry.path)
                        && (!entry.link || self.files().is_within(self.root(), &entry.path)) =>
                {
                    found.files.insert(entry.path);
                }
                EntryKind::Folder if depth > 0 && !is_hidden(&entry.path) => {
                    self.add_documents(walk, entry.path, depth - 1, found);
                }
                _ => {}
            }
        }
        found.folders.insert(folder);
    }

    /// As many of the files as have no more bytes together than are read.
    fn of_readable_size<'f>(&self, files: &'f [PathBuf]) -> &'f [PathBuf] {
        let mut bytes = 0;
        let mut fits = |file: &PathBuf| {
            bytes += self.files().bytes(file);
            DOCUMENT_BYTES.allows(bytes)
        };
        let readable = files.iter().take_while(|file| fits(file)).count();
        for file in &files[readable..] {
            let why = format!("not read: the documents before it have {} bytes", DOCUMENT_BYTES.max);
            self.files().leave_out(file, why);
        }
        &files[..readable]
    }

    fn document(&self, path: &Path) -> Arc<Read> {
        let state = match self.files().document(path) {
            Some(text) => State::Open(Arc::clone(text)),
            None => State::Closed(self.files().modified(path)),
        };
        let memory = || self.document_memory().0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, read)) = memory().get(path)
            && *known == state
        {
            return Arc::clone(read);
        }
        let read = Arc::new(self.files().with_text(path, |text| read_document(path, text)).unwrap_or_default());
        memory().insert(path.to_owned(), (state, Arc::clone(&read)));
        read
    }
}

/// Whether targets are read in such a file.
#[must_use]
pub fn is_document(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown"))
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    // What was promised once, and is kept for the record, is promised no more.
    name.starts_with('.') || matches!(name, "node_modules" | "target" | "archive" | "archives" | "archived")
}

fn read_document(path: &Path, text: &str) -> Read {
    let prose = read_prose(text);
    if prose.targets.is_empty() && prose.unread.is_empty() {
        return Read::default();
    }
    let lines = LineIndex::new(text);
    let line = |offset: u32| lines.line_of(offset) + 1;
    Read {
        targets: prose.targets.into_iter().map(|target| (line(target.limit_span.start), target)).collect(),
        unread: prose
            .unread
            .into_iter()
            .map(|unread| UnreadPromise {
                file: path.to_owned(),
                line: line(unread.span.start),
                span: unread.span,
                written: unread.written,
                why: unread.why,
            })
            .collect(),
    }
}

fn linked(
    file: PathBuf,
    line: u32,
    target: ProseTarget,
    benches: &[NamedBench],
    calls: &BenchCalls,
) -> DocumentPromise {
    let reading = reading(&target, benches);
    let fits = |bench: &NamedBench| reading.as_ref().map_or(Fit::No, |reading| fit(&target, reading, bench));
    let covered = benches.iter().any(|bench| fits(bench) >= Fit::Perhaps);
    let is_there = |name: &str| {
        let named = Reading::named(name);
        benches.iter().any(|bench| fit(&target, &named, bench) > Fit::No)
    };
    let said = references(&target).into_iter().find(|(name, certain)| *certain && !is_there(name));
    let missing = said.map(|(name, _)| {
        // `search_1000` is meant for `search_scaling/1000`.
        let near = with_all_words(&name, benches).or_else(|| {
            let targets = calls.targets.iter().filter_map(|target| target.name.as_deref());
            let spelled: Vec<(String, &str)> =
                benches.iter().map(|bench| (bench.id.replace('/', "_"), bench.id.as_str())).collect();
            let near = nearest(&name, spelled.iter().map(|(spelled, _)| spelled.as_str()).chain(targets))?;
            let id = spelled.iter().find(|(spelled, _)| spelled == near.name).map(|(_, id)| *id);
            Some(id.unwrap_or(near.name).to_owned())
        });
        (name, near)
    });
    DocumentPromise { file, line, target, package: None, reading, covered, missing }
}

/// How a target is read as being about benches, in a few words.
#[must_use]
pub fn reading_said(reading: &Reading) -> String {
    match reading {
        Reading::Named { name, .. } => format!("benches called `{name}`"),
        Reading::Words(words) => format!("benches with `{}`", words.join(" ")),
        Reading::SomeWords(words) => format!("perhaps benches with `{}`", words.join(" ")),
    }
}

/// The first id that has all words of a name, in their order.
fn with_all_words(name: &str, benches: &[NamedBench]) -> Option<String> {
    let words = |text: &str| -> Vec<String> {
        text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).map(str::to_lowercase).collect()
    };
    let wanted = words(name);
    let has_all = |bench: &&NamedBench| {
        let own = words(&bench.id);
        let mut rest = own.iter();
        wanted.iter().all(|word| rest.any(|own| own == word))
    };
    benches.iter().find(has_all).map(|bench| bench.id.clone())
}

impl DocumentPromise {
    /// Whether it may be about benches of this target.
    pub(super) fn may_concern(&self, target: &BenchTarget) -> bool {
        self.package.is_none_or(|package| package == target.package)
    }
}

/// All benchmarks as source tells them.
pub(super) fn named_benches(calls: &BenchCalls) -> Vec<NamedBench> {
    let of_call = |call: &BenchCall| {
        let target = call.ids.first().map_or(0, |(target, _)| *target);
        source_ids(call).into_iter().map(move |id| NamedBench::new(id, target))
    };
    calls.calls.iter().flat_map(of_call).collect()
}

/// The full ids that a call may have as source tells them, with `*` for what it does not tell.
pub(crate) fn source_ids(call: &BenchCall) -> Vec<String> {
    let mut ids: Vec<String> = call.patterns().map(IdPattern::written).collect();
    ids.sort();
    ids.dedup();
    ids
}
