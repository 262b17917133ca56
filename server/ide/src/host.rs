//! The one writer and the snapshots it hands out.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use greenlight_bench::saved::{self, have_same_roots, roots};
use greenlight_files::{Files, is_same};
use greenlight_project::{Dependency, DependencyKind, DependencySource, Memory, PackageId, TargetKind, Workspace};
use greenlight_resolve::{CrateId, Difference, Located, Program, Resolver, SourceFile, Sources};

use crate::answers::AnswerMemory;
use crate::benches::{BenchCalls, BenchMemory, MeasuredMemory, Saves};
use crate::check::{FileAnswer, FileCheck};
use crate::configuration::{Baselines, CONFIGURATION, Configuration, ConfiguredLimits};
use crate::finding::{Finding, Fixes, ImportCounts, Report};
use crate::fixes::feature::LiveMemory;
use crate::levels::Levels;
use crate::perf_targets::ConfiguredTargets;
use crate::promises::{DocumentMemory, Documents, is_document};
use crate::rules::bench_not_a_target;
use crate::{manifest_check, not_checked};

/// Of more folders with results, some are not watched: each costs the system a little.
const WATCHED_RESULTS: usize = 2_000;

/// The same of folders with documents.
const WATCHED_DOCUMENTS: usize = 2_000;

/// What an editor tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A document was opened or edited: its whole text now. The path is absolute.
    Text(PathBuf, Arc<str>),
    /// A document was closed: the disk counts again.
    Closed(PathBuf),
    /// A file changed, appeared or vanished on disk.
    OnDisk(PathBuf),
}

/// Why a path could not be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The path does not exist.
    #[error("{}: no such file or folder", .0.display())]
    Missing(PathBuf),
    /// No folder above it, nor itself, has a Cargo.toml.
    #[error("{}: no Cargo.toml here or in any folder above", .0.display())]
    NoManifest(PathBuf),
}

/// What a change puts out of date. A later one includes the earlier ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stale {
    /// Nothing: files say what they said.
    Nothing,
    /// The findings in the changed files, and what findings in others say about places and texts there. Where there was
    /// no finding there is still none.
    Places,
    /// The same, and all findings in the files of these crates.
    Crates(BTreeSet<CrateId>),
    /// Everything; the crates may have other ids now.
    Everything,
}

impl Change {
    /// What changed.
    #[must_use]
    pub fn path(&self) -> &Path {
        let (Change::Text(path, _) | Change::Closed(path) | Change::OnDisk(path)) = self;
        path
    }
}

impl Stale {
    /// What both put out of date.
    #[must_use]
    pub fn and(self, other: Stale) -> Stale {
        match (self, other) {
            (Stale::Crates(mut crates), Stale::Crates(others)) => {
                crates.extend(others);
                Stale::Crates(crates)
            }
            (one, other) => one.max(other),
        }
    }
}

/// A workspace that changes. One owner, no locks: [`Host::apply`] takes changes in order, and what [`Host::snapshot`]
/// hands out stays as it was.
#[derive(Debug)]
pub struct Host {
    path: PathBuf,
    /// What was read of the project when it was loaded last.
    memory: Memory,
    now: Snapshot,
}

/// A workspace at one moment. Cheap to clone, may be sent to another thread; every answer is a pure function of it.
#[derive(Clone, Debug)]
pub struct Snapshot {
    files: Files,
    program: Arc<Program>,
    configuration: Arc<Configuration>,
    /// What was found out about names.
    names: Arc<AnswerMemory>,
    live: Arc<LiveMemory>,
    benches: Arc<BenchMemory>,
    /// The calls as they are now, once somebody asked for them.
    bench_calls: Arc<OnceLock<Arc<BenchCalls>>>,
    /// Results that were read before.
    measured: Arc<MeasuredMemory>,
    /// Since when what was read of results counts.
    saves: Saves,
    documents_read: Arc<DocumentMemory>,
    /// What documents promise as they are now, once somebody asked for it.
    documents: Arc<OnceLock<Arc<Documents>>>,
}

impl Host {
    /// The workspace that the folder or file `path` (absolute) belongs to. Its manifests are read, its sources are not
    /// yet.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(files: Files, path: &Path) -> Result<Host, OpenError> {
        Host::with_sources(files, path, Sources::new())
    }

    /// As [`Host::open`], through the same files as this one. A source that both workspaces read (the standard library's) is read
    /// once, as long as one of them is there.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open_beside(&self, path: &Path) -> Result<Host, OpenError> {
        Host::with_sources(self.now.files.clone(), path, self.now.program.sources.clone())
    }

    fn with_sources(files: Files, path: &Path, sources: Sources) -> Result<Host, OpenError> {
        if !files.is_file(path) && !files.is_folder(path) {
            return Err(OpenError::Missing(path.to_owned()));
        }
        let mut memory = Memory::default();
        let workspace = greenlight_project::reload(&files, path, &mut memory)
            .ok_or_else(|| OpenError::NoManifest(path.to_owned()))?;
        // What is found must not depend on which of its files somebody asked for first: a member leads to its root. A package that
        // is none is only seen from itself.
        let folder = path.ancestors().find(|folder| files.is_file(&folder.join("Cargo.toml")));
        let is_member = workspace.packages.iter().any(|it| it.member && Some(it.root.as_path()) == folder);
        let path = if is_member { workspace.root.clone() } else { path.to_owned() };
        let configuration = Arc::new(Configuration::read(&files, &workspace.root));
        let program = Arc::new(Program::new(&files, Arc::new(workspace), sources));
        let now = Snapshot {
            files,
            program,
            configuration,
            names: Arc::default(),
            live: Arc::default(),
            benches: Arc::default(),
            bench_calls: Arc::default(),
            measured: Arc::default(),
            saves: Saves::default(),
            documents_read: Arc::default(),
            documents: Arc::default(),
        };
        Ok(Host { path, memory, now })
    }

    /// Takes over what an editor tells. Changed files that were read before are read again; all else is left to whoever
    /// asks the next snapshot.
    pub fn apply(&mut self, changes: &[Change]) -> Stale {
        let mut paths: Vec<PathBuf> = Vec::new();
        for change in changes {
            let path = match change {
                Change::Text(path, text) => {
                    self.now.files.open(path.clone(), Arc::clone(text));
                    path
                }
                Change::Closed(path) => {
                    self.now.files.close(path);
                    path
                }
                Change::OnDisk(path) => path,
            };
            self.now.add_with_files_below(path, &mut paths);
        }
        self.now.names = Arc::default();
        self.now.live = Arc::default();
        self.now.bench_calls = Arc::default();
        self.now.documents = Arc::default();
        paths.sort();
        paths.dedup();
        // But for a source that was there and still is, no answer about the disk is to outlive a change of it.
        let is_saved = |path: &Path| self.now.program.has_read(path) && self.now.files.is_file(path);
        let changes_more = changes
            .iter()
            .any(|change| matches!(change, Change::OnDisk(path) if !is_saved(path) && !is_document(path)));
        let is_manifest = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "toml" || ending == "lock");
        let sources: Vec<PathBuf> = paths.iter().filter(|path| !is_manifest(path)).cloned().collect();
        let (program, difference) = self.now.program.changed(&self.now.files, &sources);
        self.now.program = Arc::new(program);
        let stale = match difference {
            Difference::None => Stale::Nothing,
            Difference::Places => Stale::Places,
            Difference::Names(crates) => Stale::Crates(crates),
        };
        if changes_more {
            self.memory = Memory::default();
        }
        paths.iter().for_each(|path| self.memory.forget(path));
        match paths.iter().any(|path| self.now.decides_project(path)) {
            true => stale.and(self.reload(&paths)),
            false => stale,
        }
    }

    /// Whether the configuration stands in this file (absolute).
    #[must_use]
    pub fn is_configured_by(&self, path: &Path) -> bool {
        self.now.configuration_file() == Some(path)
    }

    /// Benches saved results: what was made of those that were there before is out of date. The crates whose files may say something
    /// else now.
    pub fn results_changed(&mut self) -> BTreeSet<CrateId> {
        self.now.saves.results += 1;
        self.bench_crates()
    }

    fn bench_crates(&self) -> BTreeSet<CrateId> {
        let program = &self.now.program;
        program.crate_ids().filter(|&krate| program.target_of(krate).kind == TargetKind::Bench).collect()
    }

    /// Sources were saved, so that results which were fresh may be stale: as [`Host::results_changed`], if anything was made of
    /// results.
    pub fn sources_saved(&mut self) -> BTreeSet<CrateId> {
        self.now.saves.sources += 1;
        if self.now.measured.is_judged() { self.bench_crates() } else { BTreeSet::new() }
    }

    /// Loads the project again: `paths` changed.
    fn reload(&mut self, paths: &[PathBuf]) -> Stale {
        let files = &self.now.files;
        let workspace = greenlight_project::reload(files, &self.path, &mut self.memory).unwrap_or_default();
        let configuration = Configuration::read(files, &workspace.root);
        let mut stale = Stale::Places;
        if configuration != *self.now.configuration {
            self.now.configuration = Arc::new(configuration);
            stale = Stale::Everything;
        }
        let before = &self.now.program;
        let mut targets = workspace.packages.iter().flat_map(|package| &package.targets);
        let appeared_or_vanished = targets.any(|target| {
            paths.iter().any(|path| is_same(path, &target.path))
                && before.compiles(&target.path) != files.is_file(&target.path)
        });
        if appeared_or_vanished || workspace != *before.workspace {
            let has_other_results = !have_same_roots(&workspace, &before.workspace);
            let has_other_libraries = libraries(&workspace) != libraries(&before.workspace);
            let (program, concerned) = before.with_workspace(files, &Arc::new(workspace), paths);
            self.now.program = Arc::new(program);
            stale = stale.and(concerned.map_or(Stale::Everything, Stale::Crates));
            self.now.saves.results += u64::from(has_other_results);
            // Benches may be built with other libraries now.
            let benches = if has_other_libraries { self.sources_saved() } else { BTreeSet::new() };
            if !benches.is_empty() {
                stale = stale.and(Stale::Crates(benches));
            }
        }
        stale
    }

    /// How often something was saved that results depend on.
    #[must_use]
    pub fn saves(&self) -> Saves {
        self.now.saves
    }

    /// The workspace as it is now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.now.clone()
    }
}

/// Which libraries packages are built with, as far as the workspace has them: each package by its folder, with what its dependencies lead
/// to.
fn libraries(workspace: &Workspace) -> Vec<(&OsStr, Vec<(DependencyKind, PackageId)>)> {
    let own = |dependency: &Dependency| match dependency.source {
        DependencySource::Package(id) => Some((dependency.kind, id)),
        _ => None,
    };
    let packages = workspace.packages.iter();
    // As text: to compare paths by their components takes too long for an edit.
    packages.map(|package| (package.root.as_os_str(), package.dependencies.iter().filter_map(own).collect())).collect()
}

/// Whether the file decides by its text what the workspace is.
fn is_project_file(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    matches!(name, "Cargo.toml" | "Cargo.lock" | "config.toml" | "config" | CONFIGURATION)
}

/// Whether Cargo discovers a target by the mere existence of such a file.
fn may_be_discovered(path: &Path) -> bool {
    let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    let folder = path.parent().and_then(name).unwrap_or_default();
    matches!(name(path).as_deref(), Some("lib.rs" | "main.rs" | "build.rs"))
        || matches!(folder.as_str(), "bin" | "examples" | "tests" | "benches")
}

impl Snapshot {
    /// The workspace's root folder, absolute.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.program.workspace.root
    }

    /// Cargo's view of the workspace.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.program.workspace
    }

    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    pub(crate) fn levels(&self) -> &Levels {
        &self.configuration.levels
    }

    /// Which baselines the configuration names.
    #[must_use]
    pub fn baselines(&self) -> &Baselines {
        &self.configuration.baselines
    }

    /// What of a change is tolerated.
    pub(crate) fn limits(&self) -> ConfiguredLimits {
        self.configuration.limits
    }

    /// The file that the configuration stands in, absolute; `None` where nothing is configured.
    pub(crate) fn configuration_file(&self) -> Option<&Path> {
        self.configuration.file.as_deref()
    }

    /// The performance targets that the configuration has.
    pub(crate) fn configured_targets(&self) -> &ConfiguredTargets {
        &self.configuration.perf_targets
    }

    /// The files of metrics that the configuration names, absolute.
    pub(crate) fn metrics_files(&self) -> impl Iterator<Item = PathBuf> {
        self.configuration.metrics.iter().map(|file| greenlight_files::absolute(&self.root().join(file)))
    }

    /// The documents that the configuration names, files and folders, absolute; `None` where it names none.
    pub(crate) fn configured_documents(&self) -> Option<Vec<PathBuf>> {
        let files = self.configuration.documents.as_ref()?;
        Some(files.iter().map(|file| greenlight_files::absolute(&self.root().join(file))).collect())
    }

    /// What was read of benches, now and before.
    pub(crate) fn bench_memory(&self) -> &BenchMemory {
        &self.benches
    }

    /// Where the calls that define benchmarks are kept once they were found.
    pub(crate) fn bench_calls_memory(&self) -> &OnceLock<Arc<BenchCalls>> {
        &self.bench_calls
    }

    /// How often something was saved that results depend on.
    pub(crate) fn saves(&self) -> Saves {
        self.saves
    }

    /// Results that were read before.
    pub(crate) fn measured_memory(&self) -> &MeasuredMemory {
        &self.measured
    }

    /// What was read of documents, now and before.
    pub(crate) fn document_memory(&self) -> &DocumentMemory {
        &self.documents_read
    }

    /// Where what documents promise is kept once it was found.
    pub(crate) fn documents_memory(&self) -> &OnceLock<Arc<Documents>> {
        &self.documents
    }

    /// What was found out about features that nobody declared.
    pub(crate) fn live_memory(&self) -> &LiveMemory {
        &self.live
    }

    /// The same moment with another program, of which nothing else was found out.
    pub(crate) fn with_program(&self, program: Program) -> Snapshot {
        Snapshot {
            program: Arc::new(program),
            names: Arc::default(),
            live: Arc::default(),
            bench_calls: Arc::default(),
            documents: Arc::default(),
            ..self.clone()
        }
    }

    /// Adds `path` to the changed ones; if it is, or was, a folder, what was read of it.
    fn add_with_files_below(&self, path: &Path, paths: &mut Vec<PathBuf>) {
        if path.extension().is_none() && !self.files.is_file(path) {
            paths.extend(self.program.read_below(path));
        }
        paths.push(path.to_owned());
    }

    /// Whether a change of the file at `path` may change what the workspace is: by its text, or because a target appeared
    /// or vanished with it.
    fn decides_project(&self, path: &Path) -> bool {
        let exists = self.files.is_file(path);
        let mut targets = self.workspace().packages.iter().flat_map(|package| &package.targets);
        let listed = targets.find(|target| is_same(&target.path, path));
        let decides = match listed {
            // One that is not compiled may have vanished before it was told, or be where the manifest wants none.
            Some(target) => target.kind == TargetKind::BuildScript || !(exists && self.program.compiles(path)),
            None => exists && may_be_discovered(path),
        };
        let may_be_folder = path.extension().is_none();
        is_project_file(path) || decides || may_be_folder
    }

    /// Reads the sources that were not read yet, on the threads of the current pool. `go_on` is asked before each crate;
    /// whether all are read.
    pub fn load(&self, go_on: impl Fn() -> bool + Sync) -> bool {
        self.program.load(go_on)
    }

    /// Whether all sources were read once, so that little is read again to ask anything.
    #[must_use]
    pub fn was_loaded(&self) -> bool {
        self.program.was_loaded()
    }

    /// The folders in which a new file may matter: those of the manifests and beside them, of the sources that were read,
    /// where Cargo discovers targets, where benches saved results, and of documents. Some may not exist.
    #[must_use]
    pub fn folders(&self) -> BTreeSet<PathBuf> {
        const DISCOVERED: [&str; 7] = ["", ".cargo", "src", "src/bin", "tests", "examples", "benches"];
        let packages = self.workspace().packages.iter().map(|package| package.root.as_path()).chain([self.root()]);
        let of_packages = packages.flat_map(|root| {
            DISCOVERED.map(|folder| if folder.is_empty() { root.to_owned() } else { root.join(folder) })
        });
        let of_sources = self.program.folders_read().into_iter();
        let of_members = self.workspace().packages.iter().filter_map(|package| package.root.parent());
        let of_members = of_members.filter(|folder| folder.starts_with(self.root())).map(Path::to_owned);
        let results = roots(&self.files, self.workspace());
        let of_results = results.iter().flat_map(|root| saved::folders(&self.files, root, WATCHED_RESULTS));
        let of_documents = self.document_folders().into_iter().take(WATCHED_DOCUMENTS);
        of_packages.chain(of_sources).chain(of_members).chain(of_results).chain(of_documents).collect()
    }

    /// Every file that findings can be in, sorted: sources, manifests and others that something is wrong with. Sources
    /// that were not read yet are read for it.
    #[must_use]
    pub fn checked_files(&self) -> Vec<PathBuf> {
        let sources = self.program.all_files();
        let problems = self.workspace().problems.iter().map(|problem| problem.file.clone());
        let manifests = self.workspace().packages.iter().map(|package| package.manifest.clone());
        let packages = (0..self.workspace().packages.len() as u32).map(PackageId);
        let benches = packages.flat_map(|id| bench_not_a_target::candidates(self, id));
        let others = problems
            .chain(manifests)
            .chain(benches)
            .chain([self.workspace().root_manifest.clone()])
            .chain(self.configuration.file.clone());
        let mut files: Vec<PathBuf> =
            sources.into_iter().map(|located| located.file.path.clone()).chain(others).collect();
        files.sort();
        files.dedup();
        files
    }

    /// The files of these crates, and those that something is wrong with beside sources. Those that were not read yet are
    /// read for it.
    #[must_use]
    pub fn files_of(&self, crates: &BTreeSet<CrateId>) -> Vec<PathBuf> {
        let problems = self.workspace().problems.iter().map(|problem| problem.file.clone());
        let manifests = crates.iter().map(|&id| self.program.package_of(id).manifest.clone());
        let packages: BTreeSet<PackageId> = crates.iter().map(|&id| self.program.crate_of(id).package).collect();
        let benches = packages.into_iter().flat_map(|id| bench_not_a_target::candidates(self, id));
        let others = problems
            .chain(manifests)
            .chain(benches)
            .chain([self.workspace().root_manifest.clone()])
            .chain(self.configuration.file.clone());
        let files: BTreeSet<PathBuf> = self.program.files_of(crates).into_iter().chain(others).collect();
        files.into_iter().collect()
    }

    /// The targets that `file` (absolute) is a part of: a package, and which of its targets. Sources that were not read yet
    /// are read for it.
    #[must_use]
    pub fn targets_of(&self, file: &Path) -> Vec<(PackageId, u32)> {
        let located = self.program.locate(file, self.program.crate_ids());
        let crates = located.iter().flat_map(|located| &located.instances).map(|instance| instance.krate);
        crates.map(|id| self.program.crate_of(id)).map(|krate| (krate.package, krate.target)).collect()
    }

    /// All findings of the workspace, with their fixes, and what was looked at. Computed on all cores.
    #[must_use]
    pub fn report(&self) -> Report {
        let program = self.program();
        let files = program.all_files();
        // Each file of a bench asks for them.
        let _ = self.bench_calls();
        let (answers, mut not_checked) = rayon::join(|| self.answers(&files), || not_checked::list(self, &files));
        let mut report = Report { root: self.root().to_owned(), ..Report::default() };
        report.findings = self.finish(&manifest_check::all(self));
        not_checked::add_left_out(self, &mut not_checked);
        let mut undeclared = BTreeSet::new();
        for answer in answers {
            report.findings.extend(answer.findings);
            report.unknown.extend(answer.unknown);
            report.summary.imports.add(&answer.imports);
            undeclared.extend(answer.undeclared);
        }
        report
            .findings
            .sort_by(|one, other| (&one.file, one.span, one.rule).cmp(&(&other.file, other.span, other.rule)));
        report.unknown.sort_by(|one, other| (&one.file, one.span).cmp(&(&other.file, other.span)));
        report.summary.features.undeclared = undeclared.len();
        let members = || program.workspace.packages.iter().filter(|package| package.member);
        report.summary.features.declared = members().map(|package| package.features.expected.len()).sum();
        report.summary.files = files.len();
        report.not_checked = not_checked;
        report
    }

    /// Every file under all rules. Each thread goes through a stretch of its own with the one resolver it has, whose memory is worth most
    /// for files that stand side by side; two that are in one crate at the same time would find out the same of it. Then it takes what
    /// others have not come to.
    fn answers(&self, files: &[Located]) -> Vec<FileAnswer> {
        const AT_ONCE: usize = 4;
        let stretches = self.stretches(files, rayon::current_num_threads());
        let stretches: Vec<_> = stretches.into_iter().map(|files| (files, AtomicUsize::new(0))).collect();
        let of_thread = |number: usize| {
            let mut resolver = Resolver::new(self.program());
            let mut answers = Vec::new();
            for (files, next) in stretches.iter().cycle().skip(number).take(stretches.len()) {
                let take = || files.chunks(AT_ONCE).nth(next.fetch_add(1, Ordering::Relaxed));
                for located in std::iter::from_fn(take).flatten() {
                    answers.push(FileCheck::new(self, located.clone(), Fixes::All).run(&mut resolver));
                }
            }
            answers
        };
        rayon::broadcast(|thread| of_thread(thread.index())).into_iter().flatten().collect()
    }

    /// The files in so many stretches or fewer, each of whole packages, where their order allows that, and all but the last at least as
    /// long as its share.
    fn stretches<'f>(&self, files: &'f [Located], most: usize) -> Vec<&'f [Located]> {
        let length = files.len().div_ceil(most);
        let package = |file: &Located| file.instances.first().map(|at| self.program.crate_of(at.krate).package);
        let mut stretches = Vec::new();
        let mut rest = files;
        while let Some(last) = rest.get(..length).and_then(<[Located]>::last) {
            let beyond = rest[length..].iter().position(|file| package(file) != package(last));
            let (stretch, behind) = rest.split_at(beyond.map_or(rest.len(), |beyond| length + beyond));
            stretches.push(stretch);
            rest = behind;
        }
        stretches.push(rest);
        stretches
    }

    /// The findings of one file (absolute path) with those `fixes`; of a manifest too. Sources that were not read yet are
    /// read for it, since any crate may include the file.
    #[must_use]
    pub fn findings(&self, file: &Path, fixes: Fixes) -> Vec<Finding> {
        let mut resolver = Resolver::with_answers(self.program(), self.names.take());
        let located = self.program.locate(file, self.program.crate_ids());
        let findings = self.findings_among(file, located, fixes, &mut resolver);
        self.names.put_back(resolver.into_answers());
        findings
    }

    /// Frees what [`Snapshot::findings`] keeps for the files that are asked about next.
    pub fn forget_names(&self) {
        self.names.forget();
    }

    /// As [`Snapshot::findings`], as far as the file's own package and what it imports tells: of a workspace that is not
    /// read yet, little is read for it. What is said is true; another crate that includes the file by `#[path]` may have
    /// more to say.
    #[must_use]
    pub fn first_findings(&self, file: &Path, fixes: Fixes) -> Vec<Finding> {
        let located = self.program.locate(file, self.program.likely_crates(file));
        self.findings_among(file, located, fixes, &mut Resolver::new(self.program()))
    }

    fn findings_among<'s>(
        &'s self,
        file: &Path,
        located: Option<Located>,
        fixes: Fixes,
        resolver: &mut Resolver<'s>,
    ) -> Vec<Finding> {
        let mut findings = match located {
            Some(located) => FileCheck::new(self, located, fixes).run(resolver).findings,
            None => Vec::new(),
        };
        findings.extend(self.finish(&manifest_check::of_file(self, file)));
        findings
    }

    /// The text of a source file, if it is still the one that was read: another program may be writing it.
    pub(crate) fn text_as_read(&self, file: &SourceFile) -> Option<Arc<str>> {
        self.text(&file.path).filter(|text| file.is_of(text))
    }

    /// The text that findings and edits in `file` speak of; `None` if it cannot be read (any more).
    #[must_use]
    pub fn text(&self, file: &Path) -> Option<Arc<str>> {
        self.files.read(file).ok()
    }
}

impl ImportCounts {
    fn add(&mut self, other: &ImportCounts) {
        self.found += other.found;
        self.absent += other.absent;
        self.local_decided += other.local_decided;
        self.local += other.local;
        for (&why, count) in &other.unknown {
            *self.unknown.entry(why).or_default() += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[test]
    fn workspaces_beside_each_other_say_what_each_says_alone_also_when_one_has_changed() {
        let fixture = Fixture::new(
            r#"
//- /a/Cargo.toml
[package]
name = "a"
edition = "2021"
[workspace]
//- /a/src/lib.rs
pub struct Here;
//- /b/Cargo.toml
[package]
name = "b"
edition = "2021"
[workspace]
[dependencies]
a = { path = "../a" }
//- /b/src/lib.rs
use a::{Gone, Here};
use std::collections::HashMop;
"#,
        );
        let report = |host: &Host| host.snapshot().report().findings;
        let mut a = Host::open(Files::new(), &fixture.path("/a")).unwrap();
        assert_eq!(report(&a), []);
        let mut b = a.open_beside(&fixture.path("/b")).unwrap();
        let alone = Host::open(Files::new(), &fixture.path("/b")).unwrap();
        assert_eq!(report(&b), report(&alone));
        assert_eq!(report(&b).len(), 2);
        let change = Change::Text(fixture.path("/a/src/lib.rs"), "pub struct Gone;".into());
        a.apply(std::slice::from_ref(&change));
        assert_eq!(
            report(&a.open_beside(&fixture.path("/b")).unwrap())[0].message.as_str(),
            "unresolved import `a::Here`"
        );
        b.apply(&[change]);
        assert_eq!(report(&b)[0].message.as_str(), "unresolved import `a::Here`");
    }
}
