use ropey::Rope;

use super::*;
use crate::documents::Document;

/// A package with one open document: its manifest and two sources are what findings can be in.
struct Sample {
    folder: tempfile::TempDir,
    files: Files,
    documents: Documents,
    workspaces: Workspaces,
}

/// What was started, in short.
#[derive(Debug, PartialEq, Eq)]
enum Started {
    Urgent,
    Survey,
    Slice(usize),
}

impl Sample {
    fn new() -> Sample {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| greenlight_files::write(&folder.path().join(name), text).unwrap();
        write("Cargo.toml", "[package]\nname = \"sample\"\nversion = \"0.1.0\"\n[lib]\npath = \"lib.rs\"\n");
        write("lib.rs", "mod other;\nuse crate::Missing;\n");
        write("other.rs", "use crate::Missing;\n");
        let mut documents = Documents::default();
        let document = Document { uri: "file:///lib.rs".parse().unwrap(), version: 1, text: Rope::new() };
        documents.open(&folder.path().join("lib.rs"), document);
        let mut sample = Sample { folder, files: Files::new(), documents, workspaces: Workspaces::default() };
        sample.settle();
        sample
    }

    fn lib(&self) -> PathBuf {
        self.folder.path().join("lib.rs")
    }

    fn other(&self) -> PathBuf {
        self.folder.path().join("other.rs")
    }

    fn settle(&mut self) -> Vec<PathBuf> {
        self.workspaces.settle(&self.files, &[], &self.documents).forgotten
    }

    fn edit(&mut self, text: &str) {
        let change = Change::Text(self.lib(), text.into());
        self.files.open(self.lib(), text.into());
        self.workspaces.apply(&[change], &self.files);
    }

    /// The job that starts at a time when whatever is planned is due.
    fn job(&mut self) -> Option<Job> {
        let mut jobs = self.workspaces.start(Instant::now() + 2 * QUIET, false);
        assert!(jobs.len() < 2, "what is urgent has the machine for itself");
        jobs.pop()
    }

    fn finish(&mut self, job: &Job, message: &str) -> Vec<PathBuf> {
        let diagnostic = Diagnostic { message: message.to_owned(), ..Diagnostic::default() };
        let found =
            |files: &[PathBuf]| Some(files.iter().map(|file| (file.clone(), vec![diagnostic.clone()])).collect());
        match &job.task {
            Task::Urgent(files) => self.workspaces.finish(&job.of, true, files, found(files)).files,
            Task::Slice(files) => self.workspaces.finish(&job.of, false, files, found(files)).files,
            Task::Survey(Extent::Everything, ..) => {
                self.workspaces.surveyed(&job.of, Some(job.snapshot.checked_files())).files
            }
            Task::Survey(Extent::Crates(crates), ..) => {
                self.workspaces.surveyed(&job.of, Some(job.snapshot.files_of(crates))).files
            }
        }
    }

    /// Does what is to be done until nothing is.
    fn work_off(&mut self, message: &str) -> Vec<Started> {
        let mut started = Vec::new();
        while let Some(job) = self.job() {
            started.push(match &job.task {
                Task::Urgent(_) => Started::Urgent,
                Task::Survey(..) => Started::Survey,
                Task::Slice(files) => Started::Slice(files.len()),
            });
            self.finish(&job, message);
        }
        assert!(self.workspaces.is_idle() && self.workspaces.next_due().is_none());
        started
    }

    fn known(&self, path: &Path) -> Vec<String> {
        self.workspaces.diagnostics(path).into_iter().map(|diagnostic| diagnostic.message).collect()
    }
}

#[test]
fn open_documents_come_first_then_all_files_are_listed_and_diagnosed() {
    let mut sample = Sample::new();
    assert_eq!(sample.work_off("one"), [Started::Urgent, Started::Survey, Started::Slice(3)]);
    assert_eq!((sample.known(&sample.lib()), sample.known(&sample.other())), (vec!["one".into()], vec!["one".into()]));
}

#[test]
fn after_an_edit_that_changes_no_name_only_files_with_something_to_say_are_looked_at() {
    let mut sample = Sample::new();
    sample.work_off("one");
    sample.edit("// Longer.\nmod other;\nuse crate::Missing;\n");
    assert_eq!(sample.work_off("two"), [Started::Urgent, Started::Slice(3)]);
    sample.edit("// Longer.\nmod other;\nuse crate::Missing2;\n");
    assert_eq!(sample.work_off("three"), [Started::Urgent, Started::Survey, Started::Slice(3)]);
    sample.edit("// Longer.\nmod other;\nuse crate::Missing2;\n");
    assert_eq!(sample.work_off("four"), [Started::Urgent], "the same text again");
}

#[test]
fn what_is_not_urgent_waits_until_it_is_quiet() {
    let mut sample = Sample::new();
    sample.edit("use crate::Missing;\n");
    let jobs = sample.workspaces.start(Instant::now(), false);
    let [job] = &jobs[..] else { panic!("{jobs:?}") };
    assert!(matches!(job.task, Task::Urgent(_)));
    sample.finish(job, "one");
    assert!(sample.workspaces.next_due().is_some_and(|due| due > Instant::now()));
    assert!(sample.workspaces.start(Instant::now(), false).is_empty());
}

#[test]
fn a_result_about_a_state_that_has_passed_is_dropped_and_computed_again() {
    let mut sample = Sample::new();
    let job = sample.job().unwrap();
    for number in 0..3 {
        sample.edit(&format!("use crate::Missing{number};\n"));
    }
    assert!(sample.job().is_none(), "never twice at a time");
    assert!(!job.wanted.still());
    assert_eq!(sample.finish(&job, "stale"), Vec::<PathBuf>::new());
    assert_eq!(sample.known(&sample.lib()), [""; 0]);
    let now = sample.job().unwrap();
    assert!(matches!(&now.task, Task::Urgent(files) if *files == [sample.lib()]));
    assert!(now.of.number > job.of.number && now.wanted.still() && sample.workspaces.is_current(&now.of));
    sample.finish(&now, "new");
    assert_eq!(sample.known(&sample.lib()), ["new"]);
}

#[test]
fn what_a_slice_did_not_come_to_comes_next() {
    let mut sample = Sample::new();
    sample.edit("mod other;\n");
    let urgent = sample.job().unwrap();
    sample.finish(&urgent, "one");
    let survey = sample.job().unwrap();
    sample.finish(&survey, "");
    let slice = sample.job().unwrap();
    let Task::Slice(files) = &slice.task else { panic!("{slice:?}") };
    assert_eq!(files.len(), 3);
    sample.workspaces.finish(&slice.of, false, files, Some(ByFile::from([(files[0].clone(), Vec::new())])));
    assert_eq!(sample.work_off("two"), [Started::Slice(2)]);
}

#[test]
fn a_panic_costs_what_panicked_and_is_not_tried_again() {
    let mut sample = Sample::new();
    let urgent = sample.job().unwrap();
    let Task::Urgent(files) = &urgent.task else { panic!("{urgent:?}") };
    sample.workspaces.finish(&urgent.of, true, files, None);
    let survey = sample.job().unwrap();
    assert!(matches!(survey.task, Task::Survey(..)));
    sample.workspaces.surveyed(&survey.of, None);
    assert!(sample.job().is_none() && sample.workspaces.is_idle());
}

#[test]
fn what_is_gone_is_taken_back() {
    let mut sample = Sample::new();
    sample.work_off("one");
    sample.edit("use crate::Missing;\n");
    let urgent = sample.job().unwrap();
    sample.finish(&urgent, "two");
    let survey = sample.job().unwrap();
    assert_eq!(sample.finish(&survey, ""), Vec::<PathBuf>::new());
    let slice = sample.job().unwrap();
    let Task::Slice(files) = &slice.task else { panic!("{slice:?}") };
    let manifest = sample.folder.path().join("Cargo.toml");
    assert_eq!(*files, [manifest, sample.lib(), sample.other()], "in no crate any more, and looked at once more");
    assert_eq!(slice.snapshot.findings(&sample.other(), greenlight_ide::Fixes::All), []);
}

#[test]
fn a_client_that_asks_by_itself_has_nothing_urgent() {
    let mut sample = Sample::new();
    sample.workspaces = Workspaces::new(true);
    sample.settle();
    sample.edit("mod other;\n");
    assert_eq!(sample.work_off("one"), [Started::Survey, Started::Slice(3)]);
}

#[test]
fn a_workspace_that_nobody_looks_at_any_more_is_closed() {
    let mut sample = Sample::new();
    let job = sample.job().unwrap();
    sample.finish(&job, "one");
    assert!(sample.workspaces.snapshot_of(&sample.lib()).is_some());
    assert_eq!(sample.settle(), Vec::<PathBuf>::new());
    sample.documents.close(&sample.lib());
    assert_eq!(sample.settle(), [sample.lib()]);
    assert_eq!(sample.known(&sample.lib()), [""; 0]);
    assert!(sample.workspaces.snapshot_of(&sample.lib()).is_none());
    assert_eq!(sample.finish(&job, "late"), Vec::<PathBuf>::new());
}
