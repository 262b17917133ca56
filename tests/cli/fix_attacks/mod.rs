//! Attacks on what `greenlight fix` writes: by a hostile repository, and by other programs that run at the same time. The tests
//! that depend on timing are repeated 40 times, or as often as `GREENLIGHT_ROUNDS` says.

#![cfg(unix)]

mod interruptions;
mod links;
mod names;
mod traps;

use std::path::Path;
use std::process::Command;

use crate::workspace::Workspace;

/// What stands in each module, and what `fix` makes of it.
const WRONG: &str = "use crate::names::Anouncement;\npub fn take(_: Anouncement) {}\n";
const RIGHT: &str = "use crate::names::Announcement;\npub fn take(_: Announcement) {}\n";

/// A workspace with `modules` that have one finding each, and a fix for it; everything is committed.
fn workspace(modules: &[&str]) -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n");
    workspace.write("src/names.rs", "pub struct Announcement;\n");
    let items: String = modules.iter().map(|module| format!("pub mod {module};\n")).collect();
    workspace.write("src/lib.rs", format!("pub mod names;\n{items}"));
    for module in modules {
        workspace.write(&format!("src/{module}.rs"), WRONG);
    }
    git(&workspace.root(), &["init", "-q"]);
    commit(&workspace.root());
    workspace
}

fn commit(folder: &Path) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "-m", "As it stood"]);
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Test", "-c", "user.email=test@example.org"]).args(arguments).current_dir(folder);
    let output = git.output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// How often something is tried that depends on chance.
fn rounds() -> usize {
    std::env::var("GREENLIGHT_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(40)
}
