//! `greenlight fix`: applies the preferred fixes that need no second look. They are tried on texts in memory, with a
//! check after each step; files change once, at the end, each by itself: one that another program changed meanwhile, or that
//! cannot be written, is left as it is, its findings count as left, and the others are changed all the same.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use greenlight_files::{Files, WriteError};
use greenlight_ide::edits::Texts;
use greenlight_ide::{Change, Host, Report, Snapshot};
use rustc_hash::FxHashMap;

use crate::format::{concise, counted, severity};
use crate::repair::{Applied, Repair, TakenBack, repair};
use crate::scope::{Refusal, Scope};
use crate::selection::Selection;
use crate::sources::Sources;
use crate::{Outcome, colours, escape, output, paths, restore, selection, workspaces};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Arguments {
    #[command(flatten)]
    workspaces: workspaces::Arguments,
    #[command(flatten)]
    selection: selection::Arguments,
    /// Change nothing, and print the change as a unified diff
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    restore: restore::Arguments,
    /// Say nothing but what goes wrong
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Show the findings that are left too
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    colours: colours::Arguments,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let base = greenlight_files::absolute(Path::new("."));
    let opened = arguments.workspaces.open(&Files::new())?;
    let selection = arguments.selection.selection(opened.paths, &opened.packages)?;
    let mut repaired: Vec<Repaired> = Vec::new();
    // Kept until the next one is repaired, which reads much of the same.
    let mut last: Option<Host> = None;
    for (root, mut host) in opened.workspaces {
        repaired.push(repair_workspace(&root, &mut host, &selection));
        last = Some(host);
    }
    drop(last);
    for (file, refusal) in repaired.iter().flat_map(|repaired| &repaired.refused) {
        tell_left_out(file, refusal, &base);
    }
    let rewrites: Vec<&Rewrite> = repaired.iter().flat_map(|repaired| &repaired.rewrites).collect();
    if arguments.dry_run {
        let terminal = std::io::stdout().is_terminal();
        let diff: String = rewrites.iter().map(|rewrite| rewrite.diff(&base)).collect();
        let diff = for_reader(&diff, terminal, arguments.colours.on_stdout());
        if terminal {
            output::print(&diff)?;
        } else {
            output::print_exactly(&diff)?;
        }
        return Ok(if rewrites.is_empty() { Outcome::Clear } else { Outcome::Findings });
    }
    let files: Vec<&Path> = rewrites.iter().map(|rewrite| rewrite.real.as_path()).collect();
    let real_base = greenlight_files::without_links(&base).unwrap_or_else(|| base.clone());
    restore::ensure(&files, arguments.restore, &real_base)?;
    let left_out = write(&rewrites);
    for (file, refusal) in &left_out {
        tell_left_out(file, refusal, &base);
    }
    if !left_out.is_empty() {
        for repaired in &mut repaired {
            repaired.leave_out(&left_out, &selection);
        }
    }
    if !arguments.quiet {
        output::print(&told(&repaired, &base, arguments.verbose))?;
    }
    let unwritten = left_out.values().filter(|refusal| matches!(refusal, Refusal::Write(WriteError::Io(_)))).count();
    if unwritten > 0 {
        bail!("{} could not be written", counted(unwritten, "file"));
    }
    let is_clear = repaired.iter().all(|repaired| repaired.left.findings.is_empty());
    Ok(if is_clear { Outcome::Clear } else { Outcome::Findings })
}

/// Files that stay as they are, though there are fixes for them.
type LeftOut = BTreeMap<PathBuf, Refusal>;

/// What came of one workspace.
struct Repaired {
    rewrites: Vec<Rewrite>,
    applied: Vec<Applied>,
    taken_back: Vec<TakenBack>,
    /// The files that may not be changed.
    refused: LeftOut,
    /// How many of the selected findings were there.
    found: usize,
    /// The selected findings that are left, in the texts after the change.
    left: Report,
    sources: Sources,
    /// The workspace's root folder.
    root: PathBuf,
}

/// A file with its text before and after.
#[derive(Debug, PartialEq, Eq)]
struct Rewrite {
    file: PathBuf,
    /// The same with links resolved, which is what is written to.
    real: PathBuf,
    before: Arc<str>,
    after: String,
}

fn repair_workspace(root: &Path, host: &mut Host, selection: &Selection) -> Repaired {
    let scope = Scope::of(root);
    let before = host.snapshot();
    let mut laid_over = Vec::new();
    let mut real_paths: FxHashMap<PathBuf, Option<PathBuf>> = FxHashMap::default();
    let mut refused = LeftOut::new();
    let found = selection.narrow(before.report()).findings.len();
    let Repair { texts, originals, applied, taken_back, left: _, is_cut } = repair(
        |texts| lay_over(host, &mut laid_over, texts).report().findings,
        |finding| selection.has(finding, root),
        |file| {
            let real = real_paths.entry(file.to_owned()).or_insert_with(|| {
                let real = scope.real_path(file);
                real.map_err(|refusal| refused.insert(file.to_owned(), refusal)).ok()
            });
            real.is_some()
        },
        |file| before.text(file).as_deref().map(str::to_owned),
    );
    if is_cut {
        let said = format!("warning: not all fixes in {} were tried: run `greenlight fix` again", root.display());
        output::tell(&escape::one_line(&said));
    }
    // The last attempt may have been one that was taken back.
    let after = lay_over(host, &mut laid_over, &texts);
    let left = selection.narrow(after.report());
    let sources = Sources::of(&left, |file| after.text(file));
    let rewrites = texts
        .into_iter()
        .filter_map(|(file, after)| {
            let real = real_paths.get(&file).cloned().flatten()?;
            Some(Rewrite { before: originals.get(&file)?.as_str().into(), real, file, after })
        })
        .filter(|rewrite| *rewrite.before != *rewrite.after)
        .collect();
    Repaired { rewrites, applied, taken_back, refused, found, left, sources, root: root.to_owned() }
}

impl Repaired {
    /// How many of the selected findings are gone; one fix can remove several.
    fn fixed(&self) -> usize {
        self.found.saturating_sub(self.left.findings.len())
    }

    /// Looks again at the workspace as it is on disk now, without the changes of the files that were `left_out`.
    fn leave_out(&mut self, left_out: &LeftOut, selection: &Selection) {
        let is_written = |file: &PathBuf| !left_out.contains_key(file);
        let (written, unwritten): (Vec<Rewrite>, Vec<Rewrite>) =
            std::mem::take(&mut self.rewrites).into_iter().partition(|rewrite| is_written(&rewrite.file));
        self.rewrites = written;
        if unwritten.is_empty() {
            return;
        }
        self.applied.retain(|applied| applied.files.iter().all(is_written));
        // What was known of it was freed: with many workspaces it is too much to keep for what hardly ever happens.
        let Ok(host) = Host::open(Files::new(), &self.root) else { return };
        let now = host.snapshot();
        self.left = selection.narrow(now.report());
        self.sources = Sources::of(&self.left, |file| now.text(file));
    }
}

fn tell_left_out(file: &Path, refusal: &Refusal, base: &Path) {
    let file = paths::relative(file, base);
    output::tell(&escape::one_line(&format!("warning: {file} is not changed: {refusal}")));
}

/// The workspace with `texts`, and none of those `laid_over` it earlier, taking the place of files on disk.
fn lay_over(host: &mut Host, laid_over: &mut Vec<PathBuf>, texts: &Texts) -> Snapshot {
    let gone = laid_over.drain(..).filter(|file| !texts.contains_key(file)).map(Change::Closed);
    let laid = texts.iter().map(|(file, text)| Change::Text(file.clone(), text.as_str().into()));
    host.apply(&gone.chain(laid).collect::<Vec<_>>());
    laid_over.extend(texts.keys().cloned());
    host.snapshot()
}

impl Rewrite {
    /// As a unified diff that `git apply` and `patch -p1` take in the folder `base`.
    fn diff(&self, base: &Path) -> String {
        let path = paths::relative(&self.file, base);
        similar::TextDiff::from_lines(&*self.before, &self.after)
            .unified_diff()
            .context_radius(3)
            .header(&format!("a/{path}"), &format!("b/{path}"))
            .to_string()
    }
}

/// A diff as it is for a program, and without power over a terminal.
fn for_reader(diff: &str, terminal: bool, coloured: bool) -> String {
    let line = |line: &str| {
        let line = if terminal { escape::lines(line) } else { line.into() };
        let style = match line.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => colours::STRONG,
            [b'+', ..] => colours::ADDED,
            [b'-', ..] => colours::REMOVED,
            [b'@', ..] => colours::PLACE,
            _ => return line.into_owned(),
        };
        match line.strip_suffix('\n') {
            Some(line) => colours::paint(line, style, coloured) + "\n",
            None => colours::paint(&line, style, coloured),
        }
    };
    diff.split_inclusive('\n').map(line).collect()
}

/// Writes each file for which there is no reason not to. A run that is cut short leaves each file whole, and can be made
/// again; that all are written or none could not be had without losing what other programs write meanwhile.
fn write(rewrites: &[&Rewrite]) -> LeftOut {
    let mut left_out = LeftOut::new();
    let mut written: FxHashMap<&Path, &Rewrite> = FxHashMap::default();
    for rewrite @ Rewrite { file, real, before, after } in rewrites.iter().copied() {
        match written.get(real.as_path()) {
            Some(same) if same.after == *after => continue,
            Some(same) => {
                left_out.insert(file.clone(), Refusal::Same(same.file.clone()));
                continue;
            }
            None => {}
        }
        match greenlight_files::replace(real, before, after) {
            Ok(()) => {
                written.insert(real, rewrite);
            }
            Err(error) => {
                left_out.insert(file.clone(), error.into());
            }
        }
    }
    left_out
}

/// What was done and what is left, for people.
fn told(repaired: &[Repaired], base: &Path, verbose: bool) -> String {
    let mut lines = Vec::new();
    for Repaired { applied, taken_back, left, sources, .. } in repaired {
        lines.extend(applied.iter().map(|applied| applied_line(applied, base)));
        lines.extend(taken_back.iter().map(|taken_back| taken_back_line(taken_back, base)));
        let left = left.findings.iter().filter(|_| verbose);
        lines.extend(left.map(|finding| concise::finding_line(finding, sources, base)));
    }
    let fixed: usize = repaired.iter().map(Repaired::fixed).sum();
    let files: usize = repaired.iter().map(|repaired| repaired.rewrites.len()).sum();
    let left: usize = repaired.iter().map(|repaired| repaired.left.findings.len()).sum();
    lines.push(match (fixed, left) {
        (0, 0) => "nothing to fix".to_owned(),
        (fixed, 0) => format!("{} fixed in {}", counted(fixed, "finding"), counted(files, "file")),
        (fixed, left) => format!(
            "{} fixed in {}, {left} left; `greenlight check` shows what can be done",
            counted(fixed, "finding"),
            counted(files, "file")
        ),
    });
    lines.into_iter().map(|line| line + "\n").collect()
}

fn applied_line(applied: &Applied, base: &Path) -> String {
    let Applied { finding, place, title, .. } = applied;
    let file = paths::relative(&finding.file, base);
    escape::one_line(&format!("{file}:{}:{}: fixed: {title}", place.line, place.column)).into_owned()
}

fn taken_back_line(taken_back: &TakenBack, base: &Path) -> String {
    let TakenBack { finding, title, added } = taken_back;
    let file = paths::relative(&finding.file, base);
    let why = match added {
        Some(added) => {
            let elsewhere = paths::relative(&added.file, base);
            format!("it would add, in {elsewhere}: {}: {}", severity(added.level), added.message)
        }
        None => "the finding would stay".to_owned(),
    };
    escape::one_line(&format!("{file}: taken back: {title}: {why}")).into_owned()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use greenlight_files::LineColumn;
    use greenlight_ide::Finding;

    use super::*;
    use crate::format::sample;

    fn rewrite(file: &Path, before: &str, after: &str) -> Rewrite {
        Rewrite { file: file.to_owned(), real: file.to_owned(), before: before.into(), after: after.to_owned() }
    }

    fn repaired(left: Vec<Finding>) -> Repaired {
        let left = Report { findings: left, ..sample::report() };
        Repaired {
            rewrites: vec![rewrite(Path::new(sample::P2P), "a", "b")],
            applied: vec![Applied {
                finding: sample::import(),
                place: LineColumn { line: 3, column: 33 },
                title: sample::import().fixes[0].title.to_string(),
                files: vec![sample::P2P.into()],
            }],
            taken_back: vec![TakenBack {
                finding: sample::feature(),
                title: sample::feature().fixes[0].title.to_string(),
                added: Some(sample::member()),
            }],
            refused: LeftOut::new(),
            found: 1 + left.findings.len(),
            sources: sample::sources(&left),
            left,
            root: PathBuf::new(),
        }
    }

    #[test]
    fn it_says_what_was_fixed_what_was_taken_back_and_what_is_left() {
        expect![[r#"
            cli/src/p2p.rs:3:33: fixed: Import `Error` instead, and rename its uses in this file
            cli/src/p2p.rs: taken back: Declare the feature `p2p` in cli/Cargo.toml: it would add, in Cargo.toml: error: the member `registry` has no manifest
            cli/src/p2p.rs:5:7: warning[undeclared-feature]: unexpected `cfg` condition value: `p2p`
            1 finding fixed in 1 file, 1 left; `greenlight check` shows what can be done
        "#]].assert_eq(&told(&[repaired(vec![sample::feature()])], Path::new(sample::ROOT), true));
    }

    #[test]
    fn the_last_line_counts() {
        let last = |repaired: &[Repaired]| {
            let text = told(repaired, Path::new(sample::ROOT), false);
            text.lines().last().unwrap_or_default().to_owned()
        };
        assert_eq!(last(&[]), "nothing to fix");
        assert_eq!(last(&[repaired(vec![])]), "1 finding fixed in 1 file");
        assert_eq!(
            last(&[repaired(vec![]), repaired(vec![sample::feature()])]),
            "2 findings fixed in 2 files, 1 left; `greenlight check` shows what can be done"
        );
    }

    #[test]
    fn a_dry_run_is_a_diff_that_patch_can_apply() {
        let diff =
            rewrite(Path::new("/w/cli/Cargo.toml"), "[features]\ndefault = []", "[features]\np2p = []\ndefault = []")
                .diff(Path::new("/w"));
        expect![[r#"
            --- a/cli/Cargo.toml
            +++ b/cli/Cargo.toml
            @@ -1,2 +1,3 @@
             [features]
            +p2p = []
             default = []
            \ No newline at end of file
        "#]]
        .assert_eq(&for_reader(&diff, false, false));
    }

    #[test]
    fn on_a_terminal_a_diff_has_colours_and_its_text_no_power() {
        let text = for_reader("--- a/x\n@@ -1 +1 @@\n-a\u{1b}[2J\n+b\n", true, true);
        assert_eq!(
            text,
            "\u{1b}[1m--- a/x\u{1b}[0m\n\u{1b}[36m@@ -1 +1 @@\u{1b}[0m\n\u{1b}[31m-a\\u{1b}[2J\u{1b}[0m\n\u{1b}[32m+b\u{1b}[0m\n"
        );
        assert_eq!(for_reader("+a\u{1b}[2J", false, false), "+a\u{1b}[2J");
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_out_and_the_others_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let real = greenlight_files::without_links(folder.path()).unwrap();
        let (one, two) = (real.join("one.rs"), real.join("two.rs"));
        greenlight_files::write(&one, "changed").unwrap();
        greenlight_files::write(&two, "2").unwrap();
        let (first, second) = (rewrite(&one, "1", "new"), rewrite(&two, "2", "new"));
        let left_out = write(&[&first, &second]);
        let said: Vec<_> = left_out.iter().map(|(file, refusal)| (file, refusal.to_string())).collect();
        assert_eq!(said, [(&one, "another program changed it meanwhile".to_owned())]);
        assert_eq!(&*Files::new().read(&one).unwrap(), "changed");
        assert_eq!(&*Files::new().read(&two).unwrap(), "new");
    }

    #[test]
    fn two_names_of_one_file_are_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let real = greenlight_files::without_links(folder.path()).unwrap().join("one.rs");
        greenlight_files::write(&real, "1").unwrap();
        let named = |name: &str, after: &str| Rewrite { file: name.into(), ..rewrite(&real, "1", after) };
        let left_out = write(&[&named("a.rs", "2"), &named("b.rs", "2"), &named("c.rs", "3")]);
        let said: Vec<_> = left_out.values().map(Refusal::to_string).collect();
        assert_eq!(said, ["it is the same file as a.rs, which is changed"]);
        assert_eq!(&*Files::new().read(&real).unwrap(), "2");
    }
}
