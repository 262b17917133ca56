//! Which calls define benchmarks, in all targets of a workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use greenlight_bench::identity::BenchmarkId;
use greenlight_bench::sites::{FoundSites, TargetFile, find_sites};
use greenlight_project::{PackageId, TargetKind};
use greenlight_resolve::{CrateId, InstanceId};
use greenlight_syntax::FILE_SCOPE;
use greenlight_syntax::benches::{BenchFile, read_benches};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use super::comparison::Compared;
use super::{BenchCall, BenchCalls, BenchEntry, BenchTarget, EntryKind, UnreadBench};
use crate::host::Snapshot;
use crate::limits::COMMENT_TARGETS;
use crate::promises::{CommentPromise, read_comments};
use crate::rules::bench_not_a_target;

/// What was read of benches, one entry a file and one a target, each good as long as the texts are the same.
#[derive(Debug, Default)]
pub(crate) struct BenchMemory {
    files: Mutex<FxHashMap<PathBuf, (u64, ReadFile)>>,
    targets: Mutex<FxHashMap<PathBuf, (u64, Sites)>>,
    pub(super) compared: Compared,
}

type Sites = Arc<FoundSites>;

/// A file with benches, and what its comments promise.
#[derive(Clone, Debug)]
struct ReadFile {
    source: Arc<BenchFile>,
    comments: Arc<Vec<CommentPromise>>,
}

/// A target with its files and calls.
struct Read {
    target: BenchTarget,
    files: Vec<TargetFile>,
    /// Of each of the files.
    comments: Vec<Arc<Vec<CommentPromise>>>,
    sites: Sites,
}

impl Snapshot {
    /// The calls that define benchmarks, in the bench targets of all members and in files below `benches/` that no target
    /// contains.
    #[must_use]
    pub fn bench_calls(&self) -> Arc<BenchCalls> {
        if let Some(known) = self.bench_calls_memory().get() {
            return Arc::clone(known);
        }
        // Not found out under a lock: it runs on the pool, where another who asks may be waiting.
        let calls = Arc::new(self.find_bench_calls());
        Arc::clone(self.bench_calls_memory().get_or_init(|| calls))
    }

    fn find_bench_calls(&self) -> BenchCalls {
        let program = self.program();
        // Those of libtest need no dependency.
        let benches: Vec<CrateId> =
            program.crate_ids().filter(|&krate| program.target_of(krate).kind == TargetKind::Bench).collect();
        let packages: Vec<PackageId> = (0..self.workspace().packages.len() as u32).map(PackageId).collect();
        let (of_targets, of_others) = rayon::join(
            || benches.par_iter().filter_map(|&krate| self.read_target(krate)).collect::<Vec<Read>>(),
            || {
                let files = packages.par_iter().flat_map_iter(|&id| {
                    bench_not_a_target::candidates(self, id).into_iter().map(move |file| (id, file))
                });
                files.filter_map(|(id, file)| self.read_alone(id, &file)).collect::<Vec<Read>>()
            },
        );
        collect(of_targets.into_iter().chain(of_others).collect())
    }

    fn read_target(&self, krate: CrateId) -> Option<Read> {
        let program = self.program();
        let tree = program.tree(krate);
        let (mut files, mut comments) = (Vec::new(), Vec::new());
        let mut hash = FxHasher::default();
        for index in 0..tree.instances().len() as u32 {
            let instance = InstanceId { krate, index };
            let file = program.file_of(instance);
            let module = program.module_path(program.module_of(instance, FILE_SCOPE));
            let module: Vec<String> = module.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect();
            (file.text_hash, &module).hash(&mut hash);
            let read = self.bench_file(&file.path, file.text_hash)?;
            files.push(TargetFile { path: file.path.clone(), module, source: read.source });
            comments.push(read.comments);
        }
        let target = program.target_of(krate);
        let package = program.package_of(krate);
        let on_by_default = |feature: &&str| package.features.default.iter().any(|default| default == feature);
        let required = target.required_features.iter().map(|feature| feature.written.as_str());
        let read = Read {
            target: BenchTarget {
                package: program.crate_of(krate).package,
                package_name: package.name.clone(),
                name: Some(target.name.clone()),
                root: target.path.clone(),
                files: Vec::new(),
                features: required.filter(|feature| !on_by_default(feature)).map(str::to_owned).collect(),
                other_measurement: false,
            },
            sites: self.sites(&target.path, hash.finish(), &files),
            files,
            comments,
        };
        Some(read.completed())
    }

    /// A file that no target contains, with what it says alone.
    fn read_alone(&self, id: PackageId, file: &Path) -> Option<Read> {
        let text = self.text(file)?;
        let mut hash = FxHasher::default();
        text.hash(&mut hash);
        let read = self.bench_file(file, hash.finish())?;
        let files = vec![TargetFile { path: file.to_owned(), module: Vec::new(), source: read.source }];
        let read = Read {
            target: BenchTarget {
                package: id,
                package_name: self.workspace().packages[id.0 as usize].name.clone(),
                name: None,
                root: file.to_owned(),
                files: Vec::new(),
                features: Vec::new(),
                other_measurement: false,
            },
            sites: self.sites(file, hash.finish(), &files),
            files,
            comments: vec![read.comments],
        };
        Some(read.completed())
    }

    fn bench_file(&self, path: &Path, hash: u64) -> Option<ReadFile> {
        let memory = &self.bench_memory().files;
        let lock = || memory.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, file)) = lock().get(path)
            && *known == hash
        {
            return Some(file.clone());
        }
        let text = self.text(path)?;
        let source = Arc::new(read_benches(&text));
        let (comments, is_whole) = read_comments(&text, &source);
        if !is_whole {
            let max = COMMENT_TARGETS.max;
            self.files().leave_out(path, format!("only the first {max} performance targets in comments are read"));
        }
        let file = ReadFile { comments: Arc::new(comments), source };
        lock().insert(path.to_owned(), (hash, file.clone()));
        Some(file)
    }

    fn sites(&self, root: &Path, hash: u64, files: &[TargetFile]) -> Sites {
        let memory = &self.bench_memory().targets;
        let lock = || memory.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, sites)) = lock().get(root)
            && *known == hash
        {
            return Arc::clone(sites);
        }
        let sites = Arc::new(find_sites(files));
        lock().insert(root.to_owned(), (hash, Arc::clone(&sites)));
        sites
    }
}

impl Read {
    fn completed(mut self) -> Read {
        let files: BTreeSet<PathBuf> = self.files.iter().map(|file| file.path.clone()).collect();
        self.target.files = files.into_iter().collect();
        // Of what was not read, nobody knows what it measures.
        let may_measure_otherwise = |file: &BenchFile| file.other_measurement || !file.unread.is_empty();
        self.target.other_measurement = self.files.iter().any(|file| may_measure_otherwise(&file.source));
        self
    }
}

fn collect(read: Vec<Read>) -> BenchCalls {
    let mut calls: BTreeMap<(PathBuf, u32), BenchCall> = BTreeMap::new();
    let mut all = BenchCalls::default();
    for (target, read) in read.into_iter().enumerate() {
        for site in &read.sites.sites {
            let file = &read.files[site.file].path;
            let call = calls.entry((file.clone(), site.name_span.start)).or_insert_with(|| BenchCall {
                file: file.clone(),
                name_span: site.name_span,
                id_span: site.id_span,
                ids: Vec::new(),
                comments: {
                    let comments = read.comments[site.file].iter();
                    comments.filter(|comment| comment.covers.contains(site.name_span)).cloned().collect()
                },
            });
            match call.ids.last_mut().filter(|(other, _)| *other == target) {
                // The same file twice in a target, by `#[path]`.
                Some((_, ids)) => *ids = ids.iter().chain(&site.ids).cloned().collect(),
                None => call.ids.push((target, site.ids.as_slice().into())),
            }
        }
        for file in &read.files {
            let entry = |span, kind| BenchEntry { file: file.path.clone(), span, target, kind };
            all.entries.extend(file.source.mains.iter().map(|main| entry(main.span, EntryKind::Main)));
            all.entries.extend(file.source.attributed.iter().map(|bench| {
                let path = file.module.iter().chain(&bench.module).chain([&bench.name]);
                let name = path.map(String::as_str).collect::<Vec<_>>().join("::");
                entry(bench.span, EntryKind::Attribute(bench.framework, name))
            }));
        }
        let unread = |file: &TargetFile, why: String| UnreadBench { file: file.path.clone(), target, why };
        for file in &read.files {
            all.unread.extend(file.source.unread.iter().map(|part| unread(file, part.why.clone())));
        }
        let root = read.files.iter().find(|file| file.module.is_empty());
        all.unread.extend(
            root.into_iter().flat_map(|root| read.sites.unfinished.iter().map(move |why| unread(root, why.clone()))),
        );
        all.targets.push(read.target);
    }
    all.calls = calls.into_values().collect();
    all.shared = shared_ids(&all);
    all.unread.sort_by(|one, other| (&one.file, one.target).cmp(&(&other.file, other.target)));
    all.entries.sort_by(|one, other| (&one.file, one.span, one.target).cmp(&(&other.file, other.span, other.target)));
    all
}

fn shared_ids(all: &BenchCalls) -> BTreeMap<BenchmarkId, Vec<(usize, usize)>> {
    let mut having: FxHashMap<BenchmarkId, Vec<(usize, usize)>> = FxHashMap::default();
    for (index, call) in all.calls.iter().enumerate() {
        for (id, target) in call.certain_ids(all) {
            let having = having.entry(id).or_default();
            if having.last().is_none_or(|(last, _)| *last != index) {
                having.push((index, target));
            }
        }
    }
    having.into_iter().filter(|(_, calls)| calls.len() > 1).collect()
}
