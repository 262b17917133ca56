//! `greenlight fix`: applies the preferred fixes that need no second look. They are tried on texts in memory, with a
//! check after each step; files change once, at the end.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use greenlight_files::Files;
use greenlight_ide::edits::Texts;
use greenlight_ide::{Change, Host, Report, Snapshot};

use crate::format::{concise, counted, severity};
use crate::repair::{Applied, Repair, TakenBack, repair};
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
    let repaired: Vec<Repaired> =
        opened.workspaces.into_iter().map(|(root, host)| repair_workspace(&root, host, &selection)).collect();
    let rewrites: Vec<&Rewrite> = repaired.iter().flat_map(|repaired| &repaired.rewrites).collect();
    if arguments.dry_run {
        let terminal = std::io::stdout().is_terminal();
        let diff: String = rewrites.iter().map(|rewrite| rewrite.diff(&base)).collect();
        let diff = for_reader(&diff, terminal, arguments.colours.on_stdout());
        if terminal {
            output::print(&diff)?
        } else {
            output::print_exactly(&diff)?
        }
        return Ok(if rewrites.is_empty() { Outcome::Clear } else { Outcome::Findings });
    }
    let files: Vec<&Path> = rewrites.iter().map(|rewrite| rewrite.file.as_path()).collect();
    restore::ensure(&files, arguments.restore, &base)?;
    write(&rewrites)?;
    if !arguments.quiet {
        output::print(&told(&repaired, &base, arguments.verbose))?;
    }
    let is_clear = repaired.iter().all(|repaired| repaired.left.findings.is_empty());
    Ok(if is_clear { Outcome::Clear } else { Outcome::Findings })
}

/// What came of one workspace.
#[derive(Debug)]
struct Repaired {
    rewrites: Vec<Rewrite>,
    applied: Vec<Applied>,
    taken_back: Vec<TakenBack>,
    /// How many of the selected findings are gone; one fix can remove several.
    fixed: usize,
    /// The selected findings that are left, in the texts after the change.
    left: Report,
    sources: Sources,
}

/// A file with its text before and after.
#[derive(Debug, PartialEq, Eq)]
struct Rewrite {
    file: PathBuf,
    before: Arc<str>,
    after: String,
}

fn repair_workspace(root: &Path, mut host: Host, selection: &Selection) -> Repaired {
    let before = host.snapshot();
    let mut laid_over = Vec::new();
    let Repair { texts, applied, taken_back, left: _ } = repair(
        |texts| lay_over(&mut host, &mut laid_over, texts).report().findings,
        |finding| selection.has(finding, root),
        |file| before.text(file).as_deref().map(str::to_owned),
    );
    // The last attempt may have been one that was taken back.
    let after = lay_over(&mut host, &mut laid_over, &texts);
    let left = selection.narrow(after.report());
    let fixed = selection.narrow(before.report()).findings.len().saturating_sub(left.findings.len());
    let sources = Sources::of(&left, |file| after.text(file));
    let rewrites = texts
        .into_iter()
        .filter_map(|(file, after)| Some(Rewrite { before: before.text(&file)?, file, after }))
        .filter(|rewrite| *rewrite.before != *rewrite.after)
        .collect();
    Repaired { rewrites, applied, taken_back, fixed, left, sources }
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

/// Writes all files, or none: what was written is written back if a later one fails.
fn write(rewrites: &[&Rewrite]) -> anyhow::Result<()> {
    let disk = Files::new();
    for Rewrite { file, before, .. } in rewrites {
        let now = disk.read(file).with_context(|| format!("cannot read {} again", file.display()))?;
        if now != *before {
            bail!("{} changed while it was checked; nothing is changed, run the command again", file.display());
        }
    }
    for (index, Rewrite { file, after, .. }) in rewrites.iter().enumerate() {
        if let Err(error) = output::write_file(file, after) {
            for Rewrite { file, before, .. } in &rewrites[..index] {
                if let Err(error) = output::write_file(file, before) {
                    output::tell(&format!("error: {error:#}; this file is changed"));
                }
            }
            return Err(error.context("nothing is changed"));
        }
    }
    Ok(())
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
    let fixed: usize = repaired.iter().map(|repaired| repaired.fixed).sum();
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
    let Applied { finding, place, title } = applied;
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
        Rewrite { file: file.to_owned(), before: before.into(), after: after.to_owned() }
    }

    fn repaired(left: Vec<Finding>) -> Repaired {
        let left = Report { findings: left, ..sample::report() };
        Repaired {
            rewrites: vec![rewrite(Path::new(sample::P2P), "a", "b")],
            applied: vec![Applied {
                finding: sample::import(),
                place: LineColumn { line: 3, column: 33 },
                title: sample::import().fixes[0].title.to_string(),
            }],
            taken_back: vec![TakenBack {
                finding: sample::feature(),
                title: sample::feature().fixes[0].title.to_string(),
                added: Some(sample::member()),
            }],
            fixed: 1,
            sources: sample::sources(&left),
            left,
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
    fn a_file_that_changed_meanwhile_stops_everything() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one.rs"), folder.path().join("two.rs"));
        greenlight_files::write(&one, "1").unwrap();
        greenlight_files::write(&two, "changed").unwrap();
        let (first, second) = (rewrite(&one, "1", "new"), rewrite(&two, "2", "new"));
        let error = write(&[&first, &second]).unwrap_err().to_string();
        assert!(
            error.ends_with("two.rs changed while it was checked; nothing is changed, run the command again"),
            "{error}"
        );
        assert_eq!(&*Files::new().read(&one).unwrap(), "1");
    }

    #[test]
    fn files_are_written_with_their_new_text() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("one.rs");
        greenlight_files::write(&file, "1").unwrap();
        write(&[&rewrite(&file, "1", "2")]).unwrap();
        assert_eq!(&*Files::new().read(&file).unwrap(), "2");
    }
}
