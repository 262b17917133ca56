//! Workspaces for tests, written as one string: `//- /path` begins a file, and under a line that a finding is about
//! stands `//^^^ error: message` (in TOML `#^^^ …`), its carets below the finding's columns. Findings and annotations are compared
//! exactly, both ways.

#![allow(clippy::disallowed_methods)] // a fixture is written to a temporary folder

use std::collections::BTreeMap;
use std::path::Path;

use greenlight_files::{Files, LineIndex, absolute};

use crate::{Finding, Host, Level, Snapshot};

/// A workspace in a temporary folder, which goes with it.
pub(crate) struct Fixture {
    folder: tempfile::TempDir,
    pub(crate) snapshot: Snapshot,
}

const MANIFEST: &str = "[package]\nname = \"sample\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";

impl Fixture {
    /// Writes the files. Without a `//- ` header all is `/src/lib.rs`; without a manifest there is a plain one.
    pub(crate) fn new(text: &str) -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        let mut files = files(text);
        files.entry("/Cargo.toml".to_owned()).or_insert_with(|| MANIFEST.to_owned());
        for (path, text) in &files {
            let path = folder.path().join(path.trim_start_matches('/'));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let root = absolute(folder.path());
        let snapshot = Host::open(Files::new(), &root).unwrap().snapshot();
        Fixture { folder, snapshot }
    }

    pub(crate) fn findings(&self) -> Vec<Finding> {
        self.snapshot.report().findings
    }

    /// Where `/path` of the fixture lies.
    pub(crate) fn path(&self, path: &str) -> std::path::PathBuf {
        absolute(self.folder.path()).join(path.trim_start_matches('/'))
    }

    fn name(&self, path: &Path) -> String {
        format!("/{}", path.strip_prefix(absolute(self.folder.path())).unwrap().display())
    }

    /// Every file as it is after the fix with this title, of whichever finding offers it first.
    fn after(&self, title: &str) -> BTreeMap<String, String> {
        let findings = self.findings();
        let offered: Vec<&str> =
            findings.iter().flat_map(|finding| &finding.fixes).map(|fix| fix.title.as_str()).collect();
        let fix = findings.iter().flat_map(|finding| &finding.fixes).find(|fix| fix.title == title);
        let fix = fix.unwrap_or_else(|| panic!("no fix {title:?} among {offered:#?}"));
        self.applied(&fix.edits)
    }

    /// The files that these edits change, as they are then.
    pub(crate) fn applied(&self, edits: &[crate::Edit]) -> BTreeMap<String, String> {
        let mut after: BTreeMap<String, String> = BTreeMap::new();
        for edit in edits.iter().rev() {
            let text =
                after.entry(self.name(&edit.file)).or_insert_with(|| std::fs::read_to_string(&edit.file).unwrap());
            text.replace_range(edit.span.range(), &edit.text);
        }
        after
    }
}

/// A workspace with a cursor, `$0`, in one of its files.
pub(crate) struct FixtureAt {
    pub(crate) fixture: Fixture,
    file: std::path::PathBuf,
    offset: u32,
}

impl FixtureAt {
    pub(crate) fn new(text: &str) -> FixtureAt {
        let (file, offset) = files(text)
            .into_iter()
            .find_map(|(path, text)| Some((path, text.find("$0")? as u32)))
            .expect("a cursor stands somewhere");
        let fixture = Fixture::new(&text.replace("$0", ""));
        let file = absolute(fixture.folder.path()).join(file.trim_start_matches('/'));
        FixtureAt { fixture, file, offset }
    }

    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.fixture.snapshot
    }

    /// What is asked at the cursor.
    pub(crate) fn at<T>(&self, ask: impl FnOnce(&Snapshot, &Path, u32) -> Option<T>) -> Option<T> {
        ask(self.snapshot(), &self.file, self.offset)
    }

    /// `path:line` and what stands there.
    pub(crate) fn line(&self, file: &Path, span: greenlight_files::Span) -> String {
        let text = self.snapshot().text(file).unwrap();
        let line = LineIndex::new(&text).line_column(&text, span.start).line;
        format!("{}:{line} `{}`", self.fixture.name(file), &text[span.range()])
    }
}

/// The files of a fixture's text, by path from the root.
pub(crate) fn files(text: &str) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut path = "/src/lib.rs".to_owned();
    for line in text.strip_prefix('\n').unwrap_or(text).split_inclusive('\n') {
        match line.strip_prefix("//- ") {
            Some(header) => {
                path = header.trim().to_owned();
                files.entry(path.clone()).or_default();
            }
            None => files.entry(path.clone()).or_default().push_str(line),
        }
    }
    files
}

/// `path:line: columns level: message`, from a finding or an annotation.
fn expected(text: &str) -> Vec<String> {
    let mut expected = Vec::new();
    for (path, text) in files(text) {
        let mut about = 0;
        for (number, line) in text.lines().enumerate() {
            let comment = line.trim_start();
            let comment = comment.strip_prefix("//").or_else(|| comment.strip_prefix('#'));
            let carets = comment.filter(|rest| rest.trim_start().starts_with('^'));
            match carets {
                Some(rest) => {
                    let start = line.find('^').unwrap();
                    let length = rest.trim_start().chars().take_while(|&c| c == '^').count();
                    let said = rest.trim_start().trim_start_matches('^').trim();
                    expected.push(format!("{path}:{about}: {start}..{} {said}", start + length));
                }
                None => about = number + 1,
            }
        }
    }
    expected.sort();
    expected
}

/// Compares the findings of the workspace with its annotations.
#[track_caller]
pub(crate) fn check(text: &str) {
    let fixture = Fixture::new(text);
    let mut found: Vec<String> = fixture.findings().iter().map(|finding| render(&fixture, finding)).collect();
    found.sort();
    assert_eq!(found, expected(text));
}

fn render(fixture: &Fixture, finding: &Finding) -> String {
    let text = fixture.snapshot.text(&finding.file).unwrap();
    let lines = LineIndex::new(&text);
    let (start, end) = (lines.line_column(&text, finding.span.start), lines.line_column(&text, finding.span.end));
    let level = match finding.level {
        Level::Deny => "error",
        Level::Warn => "warning",
        Level::Hint => "hint",
        Level::Allow => "allowed",
    };
    let when = finding.when.as_ref().map_or(String::new(), |when| format!(" [{when}]"));
    let path = fixture.name(&finding.file);
    format!("{path}:{}: {}..{} {level}: {}{when}", start.line, start.column - 1, end.column - 1, finding.message)
}

/// Applies the fix with this title and compares the files that it changes with those of `after`.
#[track_caller]
pub(crate) fn check_fix(before: &str, title: &str, after: &str) {
    let changed = Fixture::new(before).after(title);
    assert_eq!(changed, files(after));
}

/// The titles of the fixes of the only finding, the preferred one marked with `*`.
#[track_caller]
pub(crate) fn titles(text: &str) -> Vec<String> {
    let findings = Fixture::new(text).findings();
    let [finding] = &findings[..] else { panic!("not one finding: {findings:#?}") };
    let title = |fix: &crate::Fix| format!("{}{}", if fix.preferred { "* " } else { "" }, fix.title);
    finding.fixes.iter().map(title).collect()
}
