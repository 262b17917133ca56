//! Whatever a repository's own `.git` says, `fix` runs none of it, and does not wait for it. Each trap leaves a witness if its
//! program runs; where a command of git springs it, that is tried afterwards, so that no trap is only thought to be one.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::{RIGHT, WRONG, git, workspace};
use crate::greenlight::greenlight;
use crate::workspace::Workspace;

/// A configuration that names a program, which is written `@`.
struct Trap {
    name: &'static str,
    configuration: &'static str,
    /// Of `src/a.rs`.
    attributes: &'static str,
    /// Whether what is stored of `src/a.rs` is not there.
    lacks_object: bool,
    /// What `fix` ends with: 0 if it could rely on the file being committed, else 2.
    exit: i32,
    /// What springs it.
    spring: &'static [&'static str],
}

const STATUS: &[&str] = &["status", "--short"];
const SHOW: &[&str] = &["cat-file", "-p", "HEAD:src/a.rs"];
const FETCH: &[&str] = &["fetch", "origin"];

const fn trap(name: &'static str, configuration: &'static str, spring: &'static [&'static str]) -> Trap {
    Trap { name, configuration, attributes: "", lacks_object: false, exit: 0, spring }
}

const fn filter(name: &'static str, configuration: &'static str) -> Trap {
    Trap { attributes: "filter=x", exit: 2, ..trap(name, configuration, STATUS) }
}

const fn promise(name: &'static str, configuration: &'static str) -> Trap {
    Trap { lacks_object: true, exit: 2, ..trap(name, configuration, SHOW) }
}

const TRAPS: [Trap; 20] = [
    filter("filter.clean", "[filter \"x\"]\nclean = @"),
    filter("filter.process", "[filter \"x\"]\nprocess = @"),
    filter("filter.required", "[filter \"x\"]\nclean = @\nsmudge = @\nrequired = true"),
    filter("a filter that waits for ever", "[filter \"x\"]\nclean = @ wait"),
    filter("include.path", "[include]\npath = further"),
    Trap {
        attributes: "filter=x",
        exit: 2,
        ..trap("filter.smudge", "[filter \"x\"]\nsmudge = @", &["archive", "HEAD"])
    },
    trap("core.fsmonitor", "[core]\nfsmonitor = @", STATUS),
    trap("core.hooksPath", "[core]\nhooksPath = .git/trapped", &["update-index", "--force-write-index"]),
    Trap { attributes: "diff=x", ..trap("diff.textconv", "[diff \"x\"]\ntextconv = @", &["show", "HEAD"]) },
    Trap { attributes: "diff=x", ..trap("diff.command", "[diff \"x\"]\ncommand = @", &["show", "--ext-diff", "HEAD"]) },
    trap("diff.external", "[diff]\nexternal = @", &["show", "--ext-diff", "HEAD"]),
    trap("alias", "[alias]\ntrap = !@", &["trap"]),
    // Only a terminal springs it.
    trap("core.pager", "[core]\npager = @", &[]),
    trap("core.gitProxy", "[core]\ngitProxy = @\n[remote \"origin\"]\nurl = git://localhost/x", FETCH),
    trap("core.sshCommand", "[core]\nsshCommand = @\n[remote \"origin\"]\nurl = ssh://localhost/x", FETCH),
    trap("credential.helper", "[credential]\nhelper = @", &["credential", "fill"]),
    trap(
        "gpg.program",
        "[gpg]\nprogram = @\n[log]\nshowSignature = true\n[commit]\ngpgSign = true",
        &["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--allow-empty", "-m", "signed"],
    ),
    promise(
        "a partial clone by ssh",
        "repositoryformatversion = 1\n[core]\nsshCommand = @\n[remote \"origin\"]\nurl = ssh://localhost/x\npromisor = true\n\
         partialclonefilter = blob:none\n[extensions]\npartialClone = origin",
    ),
    promise(
        "a partial clone by ext",
        "repositoryformatversion = 1\n[protocol \"ext\"]\nallow = always\n[remote \"origin\"]\nurl = ext::@\npromisor = true\n\
         [extensions]\npartialClone = origin",
    ),
    promise(
        "remote.uploadpack",
        "repositoryformatversion = 1\n[protocol \"file\"]\nallow = always\n[remote \"origin\"]\nurl = .\nuploadpack = @\n\
         promisor = true\n[extensions]\npartialClone = origin",
    ),
];

/// A program that leaves a witness, and where.
struct Bait {
    folder: tempfile::TempDir,
}

impl Bait {
    fn new() -> Bait {
        let folder = tempfile::tempdir().unwrap();
        let bait = Bait { folder };
        let script =
            format!("#!/bin/sh\necho ran >> {}\n[ \"$1\" = wait ] && sleep 1000\nexit 1\n", bait.witness().display());
        fs::write(bait.program(), script).unwrap();
        fs::set_permissions(bait.program(), fs::Permissions::from_mode(0o755)).unwrap();
        bait
    }

    fn program(&self) -> PathBuf {
        self.folder.path().join("program")
    }

    fn witness(&self) -> PathBuf {
        self.folder.path().join("witness")
    }
}

fn lay(trap: &Trap, workspace: &Workspace, bait: &Bait) {
    let program = bait.program().display().to_string();
    let config = workspace.path(".git/config");
    let before = fs::read_to_string(&config).unwrap();
    let (core, rest) = match trap.configuration.strip_prefix("repositoryformatversion = 1\n") {
        Some(rest) => (before.replace("repositoryformatversion = 0", "repositoryformatversion = 1"), rest),
        None => (before, trap.configuration),
    };
    fs::write(&config, format!("{core}{}\n", rest.replace('@', &program))).unwrap();
    workspace.write(".git/further", format!("[filter \"x\"]\nclean = {program}\n"));
    workspace.write(".git/trapped/post-index-change", format!("#!/bin/sh\n{program}\n"));
    fs::set_permissions(workspace.path(".git/trapped/post-index-change"), fs::Permissions::from_mode(0o755)).unwrap();
    workspace.write(".git/info/attributes", format!("src/a.rs {}\n", trap.attributes));
    if trap.lacks_object {
        fs::remove_file(object_of(workspace, "HEAD:src/a.rs")).unwrap();
    }
    // As new, so that git looks into it.
    fs::remove_file(workspace.path("src/a.rs")).unwrap();
    workspace.write("src/a.rs", WRONG);
}

fn object_of(workspace: &Workspace, name: &str) -> PathBuf {
    let output = Command::new("git").args(["rev-parse", name]).current_dir(workspace.root()).output().unwrap();
    let id = String::from_utf8(output.stdout).unwrap();
    let (folder, rest) = id.trim().split_at(2);
    workspace.path(&format!(".git/objects/{folder}/{rest}"))
}

/// Runs `fix`, which ends soon and leaves no witness.
fn fix(name: &str, folder: &Path, bait: &Bait) -> i32 {
    let started = Instant::now();
    let outcome = greenlight(folder, &["fix"]);
    assert!(started.elapsed() < Duration::from_secs(60), "{name} takes {:?}", started.elapsed());
    assert!(!bait.witness().exists(), "{name} ran a program: {outcome:?}");
    outcome.exit
}

fn spring(trap: &Trap, folder: &Path) {
    let mut git = Command::new("timeout");
    git.args(["--kill-after=1", "5", "git"]).args(trap.spring).current_dir(folder);
    let _ = git.env("GIT_TERMINAL_PROMPT", "0").stdin(credential()).output().unwrap();
}

/// What `git credential` asks about.
fn credential() -> fs::File {
    use std::io::{Seek, Write};
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"protocol=https\nhost=localhost\n\n").unwrap();
    file.rewind().unwrap();
    file
}

#[test]
fn no_program_that_a_configuration_names_is_run() {
    let mut not_sprung = Vec::new();
    for trap in &TRAPS {
        let workspace = workspace(&["a"]);
        let bait = Bait::new();
        lay(trap, &workspace, &bait);
        assert_eq!(fix(trap.name, &workspace.root(), &bait), trap.exit, "{}", trap.name);
        let expected = if trap.exit == 0 { RIGHT } else { WRONG };
        assert_eq!(workspace.read("src/a.rs"), expected, "{}", trap.name);
        spring(trap, &workspace.root());
        if !bait.witness().exists() && !trap.spring.is_empty() {
            not_sprung.push(trap.name);
        }
    }
    assert_eq!(not_sprung, [""; 0], "no traps");
}

#[test]
fn a_git_file_that_leads_into_the_tree_is_no_version_control() {
    let workspace = workspace(&["a"]);
    let bait = Bait::new();
    lay(&TRAPS[6], &workspace, &bait);
    fs::rename(workspace.path(".git"), workspace.path("assets")).unwrap();
    workspace.write(".git", "gitdir: assets\n");
    assert_eq!(fix("gitdir", &workspace.root(), &bait), 2);
    assert_eq!(workspace.read("src/a.rs"), WRONG);
    spring(&TRAPS[6], &workspace.root());
    assert!(bait.witness().exists());
}

#[test]
fn neither_is_a_repository_of_another_work_tree() {
    let workspace = workspace(&["a"]);
    let bait = Bait::new();
    lay(&TRAPS[6], &workspace, &bait);
    let elsewhere = tempfile::tempdir().unwrap();
    git(&workspace.root(), &["config", "core.worktree", &elsewhere.path().display().to_string()]);
    assert_eq!(fix("core.worktree", &workspace.root(), &bait), 2);
    assert_eq!(workspace.read("src/a.rs"), WRONG);
}

#[test]
fn a_repository_within_the_repository_has_no_more_power() {
    let outer = workspace(&["a"]);
    let inner = workspace(&["a"]);
    let bait = Bait::new();
    lay(&TRAPS[0], &inner, &bait);
    let copied = Command::new("cp").arg("-R").arg(inner.root()).arg(outer.path("inner")).status().unwrap();
    assert!(copied.success());
    assert_eq!(fix("a submodule", &outer.path("inner"), &bait), 2);
    spring(&TRAPS[0], &outer.path("inner"));
    assert!(bait.witness().exists());
}

#[test]
fn pipes_in_the_place_of_git_s_files_are_not_waited_for() {
    for file in [".git/HEAD", ".git/config", ".git/index", ".git/info/attributes", ".git/objects/info/alternates"] {
        let workspace = workspace(&["a"]);
        let bait = Bait::new();
        let path = workspace.path(file);
        let _ = fs::remove_file(&path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert_eq!(fix(file, &workspace.root(), &bait), 2, "{file}");
        assert_eq!(workspace.read("src/a.rs"), WRONG, "{file}");
    }
}

/// Unbounded files, where a process would read until its memory ends.
#[test]
fn neither_are_devices_read() {
    for file in [".git/HEAD", ".git/config", ".git/index", ".git/packed-refs", ".git/objects/info/alternates"] {
        let workspace = workspace(&["a"]);
        let bait = Bait::new();
        git(&workspace.root(), &["pack-refs", "--all"]);
        let path = workspace.path(file);
        let _ = fs::remove_file(&path);
        std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
        assert_eq!(fix(file, &workspace.root(), &bait), 2, "{file}");
    }
}
