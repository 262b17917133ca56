//! Kinds of repositories, and kinds of files in them.

use super::*;

#[test]
fn a_git_file_that_leads_into_the_work_tree_is_no_version_control() {
    let repository = repository();
    let folder = repository.path();
    std::fs::rename(folder.join(".git"), folder.join("fake")).unwrap();
    write(folder, ".git", "gitdir: fake\n");
    assert_eq!(work_tree(&folder.join("clean.rs")), None);
    std::fs::remove_file(folder.join(".git")).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("fake", folder.join(".git")).unwrap();
        assert_eq!(work_tree(&folder.join("clean.rs")), None);
    }
}

#[test]
fn a_repository_of_another_work_tree_does_not_know_the_file() {
    let repository = repository();
    let elsewhere = tempfile::tempdir().unwrap();
    git(repository.path(), &["config", "core.worktree", elsewhere.path().to_str().unwrap()]);
    assert_eq!(status(repository.path(), &["clean.rs"]), [(PathBuf::from("clean.rs"), Change::Untracked)]);
    git(repository.path(), &["config", "core.worktree", ".."]);
    assert!(unchanged(repository.path(), "clean.rs"));
}

#[test]
fn linked_work_trees_and_submodules_have_their_repository_elsewhere() {
    let repository = repository();
    let outer = tempfile::tempdir().unwrap();
    let linked = outer.path().join("linked");
    git(repository.path(), &["worktree", "add", "-q", "-b", "side", linked.to_str().unwrap()]);
    assert!(unchanged(&linked, "clean.rs"));
    write(&linked, "clean.rs", "two");
    assert!(!unchanged(&linked, "clean.rs"));
    assert!(unchanged(repository.path(), "clean.rs"));

    let parent = super::repository();
    git(parent.path(), &["submodule", "--quiet", "add", repository.path().to_str().unwrap(), "sub"]);
    let sub = parent.path().join("sub");
    assert_eq!(work_tree(&sub.join("clean.rs")), Some(&*sub));
    assert!(unchanged(&sub, "clean.rs"));
    write(&sub, "clean.rs", "two");
    assert!(!unchanged(&sub, "clean.rs"));
}

#[test]
fn packed_refs_packs_and_alternates_are_read() {
    let repository = repository();
    for text in ["two", "three"] {
        write(repository.path(), "clean.rs", &format!("{text}{}", " many words".repeat(500)));
        git(repository.path(), &["add", "."]);
        commit(repository.path());
    }
    git(repository.path(), &["gc", "-q", "--aggressive", "--prune=now"]);
    git(repository.path(), &["pack-refs", "--all"]);
    assert_eq!(std::fs::read_dir(repository.path().join(".git/refs/heads")).unwrap().count(), 0);
    assert!(unchanged(repository.path(), "clean.rs"));
    let outer = tempfile::tempdir().unwrap();
    git(outer.path(), &["clone", "-q", "--shared", repository.path().to_str().unwrap(), "copy"]);
    let copy = outer.path().join("copy");
    assert!(copy.join(".git/objects/info/alternates").exists());
    assert!(unchanged(&copy, "clean.rs"));
    std::fs::remove_file(copy.join(".git/objects/info/alternates")).unwrap();
    let error = uncommitted(&copy, &[&copy.join("clean.rs")]).unwrap_err();
    assert!(error.to_string().ends_with("the last commit is not there"), "{error}");
}

#[test]
fn a_checkout_with_crlf_is_not_changed() {
    let repository = repository();
    let folder = repository.path();
    write(folder, "lines.rs", "a\nb\n");
    git(folder, &["add", "."]);
    commit(folder);
    write(folder, "lines.rs", "a\r\nb\r\n");
    assert!(!unchanged(folder, "lines.rs"));
    git(folder, &["config", "core.autocrlf", "true"]);
    assert!(unchanged(folder, "lines.rs"));
    write(folder, ".gitattributes", "*.rs -text\n");
    assert!(!unchanged(folder, "lines.rs"));
    git(folder, &["config", "core.autocrlf", "false"]);
    write(folder, ".gitattributes", "*.rs eol=crlf\n");
    assert!(unchanged(folder, "lines.rs"));
    write(folder, "lines.rs", "a\r\nc\r\n");
    assert!(!unchanged(folder, "lines.rs"));
}

#[test]
fn an_include_says_as_much_as_the_configuration_itself() {
    let repository = repository();
    let folder = repository.path();
    write(folder, "clean.rs", "a\n");
    git(folder, &["add", "."]);
    commit(folder);
    write(folder, "clean.rs", "a\r\n");
    write(folder, ".git/further", "[core]\n\tautocrlf = true\n");
    git(folder, &["config", "include.path", "further"]);
    assert!(unchanged(folder, "clean.rs"));
    // In a circle, which ends.
    write(folder, ".git/further", "[core]\n\tautocrlf = true\n[include]\npath = further\n");
    assert!(unchanged(folder, "clean.rs"));
}

#[test]
fn a_file_with_a_filter_counts_as_changed() {
    let repository = repository();
    for attribute in ["filter=lfs", "ident", "working-tree-encoding=UTF-16"] {
        write(repository.path(), ".git/info/attributes", &format!("*.rs {attribute}\n"));
        assert!(!unchanged(repository.path(), "clean.rs"), "{attribute}");
    }
    write(repository.path(), ".git/info/attributes", "*.rs diff=rust\n");
    assert!(unchanged(repository.path(), "clean.rs"));
}

#[test]
fn what_git_was_told_not_to_look_at_counts_as_changed() {
    let repository = repository();
    for flag in ["assume-unchanged", "skip-worktree"] {
        git(repository.path(), &["update-index", &format!("--{flag}"), "clean.rs"]);
        assert!(!unchanged(repository.path(), "clean.rs"), "{flag}");
        git(repository.path(), &["update-index", &format!("--no-{flag}"), "clean.rs"]);
        assert!(unchanged(repository.path(), "clean.rs"), "{flag}");
    }
    write(repository.path(), "meant.rs", "");
    git(repository.path(), &["add", "--intent-to-add", "meant.rs"]);
    assert!(!unchanged(repository.path(), "meant.rs"));
}

#[test]
fn a_sparse_checkout_knows_what_it_has() {
    let repository = repository();
    let folder = repository.path();
    write(folder, "a/in.rs", "in");
    write(folder, "b/out.rs", "out");
    git(folder, &["add", "."]);
    commit(folder);
    git(folder, &["sparse-checkout", "set", "--cone", "--sparse-index", "a"]);
    assert!(unchanged(folder, "a/in.rs"));
    write(folder, "b/out.rs", "out");
    assert!(!unchanged(folder, "b/out.rs"));
}

#[test]
fn a_split_index_is_read_whole() {
    let repository = repository();
    git(repository.path(), &["update-index", "--split-index"]);
    assert!(unchanged(repository.path(), "clean.rs"));
    write(repository.path(), "clean.rs", "two");
    assert!(!unchanged(repository.path(), "clean.rs"));
}

#[test]
fn a_conflict_counts_as_changed() {
    let repository = repository();
    let folder = repository.path();
    git(folder, &["checkout", "-q", "-b", "side"]);
    write(folder, "clean.rs", "side");
    git(folder, &["commit", "-q", "-a", "-m", "side"]);
    git(folder, &["checkout", "-q", "-"]);
    write(folder, "clean.rs", "main");
    git(folder, &["commit", "-q", "-a", "-m", "main"]);
    let merge = Command::new("git").current_dir(folder).args(["merge", "-q", "side"]).output().unwrap();
    assert!(!merge.status.success());
    assert_eq!(status(folder, &["clean.rs"]), [(PathBuf::from("clean.rs"), Change::Uncommitted)]);
    git(folder, &["checkout", "-q", "--ours", "clean.rs"]);
    assert_eq!(status(folder, &["clean.rs"]), [(PathBuf::from("clean.rs"), Change::Uncommitted)]);
}

#[test]
fn nothing_is_committed_on_an_unborn_branch() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "-q"]);
    write(folder.path(), "added.rs", "one");
    git(folder.path(), &["add", "."]);
    write(folder.path(), "new.rs", "one");
    assert_eq!(
        status(folder.path(), &["added.rs", "new.rs"]),
        [(PathBuf::from("added.rs"), Change::Uncommitted), (PathBuf::from("new.rs"), Change::Untracked)]
    );
}

#[test]
fn a_repository_that_cannot_be_read_says_why() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "-q", "--object-format=sha256"]);
    write(folder.path(), "a.rs", "one");
    let error = uncommitted(folder.path(), &[&folder.path().join("a.rs")]).unwrap_err().to_string();
    assert!(error.ends_with("its objects are named by sha256, which Greenlight cannot read"), "{error}");

    let damaged = repository();
    let wrong =
        [(".git/index", "DIRC nothing more"), (".git/HEAD", "ref: ../../etc/passwd"), (".git/config", "[unclosed")];
    for (file, text) in wrong {
        let before = std::fs::read(damaged.path().join(file)).unwrap();
        std::fs::write(damaged.path().join(file), text).unwrap();
        let error = uncommitted(damaged.path(), &[&damaged.path().join("clean.rs")]);
        assert!(matches!(error, Err(GitError::Failed { .. })), "{file}: {error:?}");
        std::fs::write(damaged.path().join(file), before).unwrap();
    }
    assert!(unchanged(damaged.path(), "clean.rs"));
}

#[test]
fn an_object_that_is_not_here_is_not_fetched() {
    let repository = repository();
    git(repository.path(), &["config", "remote.origin.url", "ext::touch witness"]);
    git(repository.path(), &["config", "remote.origin.promisor", "true"]);
    git(repository.path(), &["config", "extensions.partialClone", "origin"]);
    let id = String::from_utf8(git(repository.path(), &["rev-parse", "HEAD:clean.rs"])).unwrap();
    let (folder, rest) = id.trim().split_at(2);
    std::fs::remove_file(repository.path().join(".git/objects").join(folder).join(rest)).unwrap();
    assert!(!unchanged(repository.path(), "clean.rs"));
    assert!(!repository.path().join("witness").exists());
}

#[test]
fn who_never_answers_is_not_waited_for() {
    let limit = Duration::from_millis(20);
    let (keep_waiting, waits) = mpsc::channel::<()>();
    let answer = within(limit, Path::new("/w"), move || waits.recv().map_err(|error| error.to_string()));
    assert!(matches!(answer, Err(GitError::TimedOut { .. })), "{answer:?}");
    drop(keep_waiting);
}
