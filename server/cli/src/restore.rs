//! Whether files could be brought back as they were: a tool that changes source code changes only what the last commit
//! holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use greenlight_run::Change;

use crate::paths;

/// What to change all the same.
#[derive(Clone, Copy, Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Change files that have uncommitted changes
    #[arg(long)]
    pub(crate) allow_dirty: bool,
    /// Change files that are not under version control
    #[arg(long)]
    pub(crate) allow_no_vcs: bool,
}

/// Why a file could not be brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lost {
    /// It lies in no git work tree.
    NoVersionControl,
    /// It does, but git does not know it.
    Untracked,
    /// It differs from the last commit.
    Uncommitted,
}

/// Refuses if one of `files` (absolute) could not be brought back; `base` is where the user stands.
pub(crate) fn ensure(files: &[&Path], arguments: Arguments, base: &Path) -> anyhow::Result<()> {
    if arguments.allow_dirty && arguments.allow_no_vcs {
        return Ok(());
    }
    let refused: Vec<(PathBuf, Lost)> =
        lost(files)?.into_iter().filter(|(_, lost)| !is_allowed(*lost, arguments)).collect();
    if refused.is_empty() {
        return Ok(());
    }
    let lines: String =
        refused.iter().map(|(file, lost)| format!("  {} ({})\n", paths::relative(file, base), words(*lost))).collect();
    bail!(
        "nothing is changed, since these files could not be brought back as they are:\n{lines}\
         Commit them first, or pass {}",
        flags(&refused)
    )
}

fn is_allowed(lost: Lost, arguments: Arguments) -> bool {
    match lost {
        Lost::NoVersionControl => arguments.allow_no_vcs,
        Lost::Untracked => arguments.allow_no_vcs || arguments.allow_dirty,
        Lost::Uncommitted => arguments.allow_dirty,
    }
}

fn words(lost: Lost) -> &'static str {
    match lost {
        Lost::NoVersionControl => "not under version control",
        Lost::Untracked => "not known to git",
        Lost::Uncommitted => "has uncommitted changes",
    }
}

fn flags(refused: &[(PathBuf, Lost)]) -> &'static str {
    let has = |wanted: Lost| refused.iter().any(|(_, lost)| *lost == wanted);
    match (has(Lost::NoVersionControl), has(Lost::Uncommitted) || has(Lost::Untracked)) {
        (true, true) => "--allow-no-vcs --allow-dirty",
        (true, false) => "--allow-no-vcs",
        (false, _) => "--allow-dirty",
    }
}

fn lost(files: &[&Path]) -> anyhow::Result<Vec<(PathBuf, Lost)>> {
    let mut lost = Vec::new();
    let mut by_work_tree: BTreeMap<&Path, Vec<&Path>> = BTreeMap::new();
    for &file in files {
        match greenlight_run::work_tree(file) {
            Some(work_tree) => by_work_tree.entry(work_tree).or_default().push(file),
            None => lost.push((file.to_owned(), Lost::NoVersionControl)),
        }
    }
    for (work_tree, files) in by_work_tree {
        let changes = greenlight_run::uncommitted(work_tree, &files).context(
            "nothing is changed, since nobody can tell whether git could bring the files back; \
             --allow-dirty --allow-no-vcs changes them all the same",
        )?;
        lost.extend(changes.into_iter().map(|(file, change)| match change {
            Change::Untracked => (file, Lost::Untracked),
            Change::Uncommitted => (file, Lost::Uncommitted),
        }));
    }
    lost.sort();
    Ok(lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Arguments = Arguments { allow_dirty: false, allow_no_vcs: false };

    #[test]
    fn a_file_outside_of_version_control_is_changed_only_if_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lib.rs");
        let refusal = ensure(&[&file], NOTHING, folder.path()).unwrap_err().to_string();
        assert_eq!(
            refusal,
            "nothing is changed, since these files could not be brought back as they are:\n  \
             lib.rs (not under version control)\nCommit them first, or pass --allow-no-vcs"
        );
        assert!(ensure(&[&file], Arguments { allow_no_vcs: true, ..NOTHING }, folder.path()).is_ok());
        assert!(ensure(&[&file], Arguments { allow_dirty: true, ..NOTHING }, folder.path()).is_err());
    }

    #[test]
    fn each_flag_allows_what_it_says() {
        let dirty = Arguments { allow_dirty: true, ..NOTHING };
        let no_vcs = Arguments { allow_no_vcs: true, ..NOTHING };
        let allowed = |lost| [NOTHING, dirty, no_vcs].map(|arguments| is_allowed(lost, arguments));
        assert_eq!(allowed(Lost::NoVersionControl), [false, false, true]);
        assert_eq!(allowed(Lost::Untracked), [false, true, true]);
        assert_eq!(allowed(Lost::Uncommitted), [false, true, false]);
    }

    #[test]
    fn the_message_names_the_flags_that_would_do() {
        let refused = |kinds: &[Lost]| kinds.iter().map(|lost| (PathBuf::new(), *lost)).collect::<Vec<_>>();
        assert_eq!(flags(&refused(&[Lost::Uncommitted])), "--allow-dirty");
        assert_eq!(flags(&refused(&[Lost::NoVersionControl, Lost::Untracked])), "--allow-no-vcs --allow-dirty");
    }
}
