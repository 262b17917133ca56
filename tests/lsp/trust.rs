//! No process is started, whatever the editor says of the user's trust, since nothing of what the server does needs one.

use std::path::Path;

use serde_json::{Value, json};

use crate::editor::{Editor, Setup};
use crate::folder::Folder;
use crate::machine;
use crate::wire::Wire;

/// A package that has what Cargo, rustc and Git would run: a build script, wrappers of the compiler, a toolchain of its
/// own.
fn hostile() -> Folder {
    let folder = Folder::of(
        "\
//- Cargo.toml
[package]
name = \"hostile\"
version = \"0.1.0\"
edition = \"2024\"
build = \"build.rs\"
//- build.rs
fn main() {}
//- .cargo/config.toml
[build]
rustc = \"bin/rustc\"
rustc-wrapper = \"bin/rustc\"
//- rust-toolchain.toml
[toolchain]
path = \".\"
//- .git/config
[core]
fsmonitor = \"bin/git\"
//- src/lib.rs
mod error {}
use crate::error::Missing;
",
    );
    for name in ["cargo", "rustc", "rustup", "git"] {
        let program = format!("bin/{name}");
        folder.write(&program, &format!("#!/bin/sh\necho {name} \"$@\" >> {}\n", folder.join("started").display()));
        make_executable(&folder.join(&program));
    }
    folder
}

#[cfg(unix)]
fn make_executable(program: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(not(unix))]
fn make_executable(_: &Path) {}

/// A server that finds those programs first, and nothing else.
fn lured(folder: &Folder) -> Wire {
    let mut wire = Wire::start_with(|command| _ = command.env("PATH", folder.join("bin")));
    wire.observer = Some(Box::new(assert_has_no_child));
    wire
}

#[cfg(target_os = "linux")]
fn assert_has_no_child(process: u32) {
    // A thread may end while it is looked at.
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    for thread in threads {
        let children = std::fs::read_to_string(thread.path().join("children")).unwrap_or_default();
        assert_eq!(children, "", "the server has started a process");
    }
}

#[cfg(not(target_os = "linux"))]
fn assert_has_no_child(_: u32) {}

#[test]
fn no_process_is_started_and_all_is_diagnosed() {
    let broken = "1:4-1:25 error unresolved-import: unresolved import `crate::error::Missing`";
    let says =
        [Value::Null, json!({}), json!({ "trusted": false }), json!({ "trusted": true }), json!({ "trusted": 1 })];
    for options in says {
        let folder = hostile();
        let folders = [folder.path.as_path()];
        for setup in [Setup::neovim(&folders), Setup::vscode(&folders)] {
            let mut editor = Editor::start(lured(&folder), Setup { options: options.clone(), ..setup });
            editor.expect_diagnostics("src/lib.rs", &[broken]);
            editor.open("src/lib.rs");
            editor.open("Cargo.toml");
            editor.edit("Cargo.toml", "0.1.0", "0.2.0");
            editor.edit("src/lib.rs", "mod error {}", "mod error { pub struct Missing; }");
            editor.expect_diagnostics("src/lib.rs", &[]);
            editor.edit("src/lib.rs", "pub struct Missing;", "");
            editor.expect_diagnostics("src/lib.rs", &[broken]);
            editor.code_actions("src/lib.rs", "Missing");
            assert_eq!(editor.quit(), 0);
        }
        assert!(!folder.join("started").exists(), "{}", folder.read("started"));
    }
}

/// The trap snaps: what the test looks for is there once something starts a process.
#[cfg(target_os = "linux")]
#[test]
fn a_process_would_be_noticed() {
    let folder = hostile();
    assert!(machine::command("git").env("PATH", folder.join("bin")).arg("status").status().unwrap().success());
    assert_eq!(folder.read("started"), "git status\n");
    let mut child = machine::command("sleep").arg("600").spawn().unwrap();
    let noticed = std::panic::catch_unwind(|| assert_has_no_child(std::process::id())).is_err();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(noticed);
}
