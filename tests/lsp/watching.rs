//! Files that others write are noticed, though the editor does not watch them.

use std::fs;

use crate::diagnostics::broken_import;
use crate::editor::Editor;
use crate::folder::Folder;

const BROKEN_IMPORT: &str = "2:4-2:27 error unresolved-import: unresolved import `crate::error::GgenError`";
const MISSING: &str = "0:4-0:25 error unresolved-import: unresolved import `crate::error::Missing`";
const MISSING_BELOW: &str = "1:4-1:25 error unresolved-import: unresolved import `crate::error::Missing`";

/// An editor that does not watch, when all is read and so all folders are known.
fn settled(folder: &Folder) -> Editor {
    let mut editor = Editor::neovim(folder);
    editor.when_idle();
    editor
}

#[test]
fn a_source_that_is_written_is_noticed_however_it_is_written() {
    let folder = broken_import();
    let mut editor = settled(&folder);
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    for _ in 0..2 {
        folder.write("src/error.rs", "pub struct Error;\npub struct GgenError;\n");
        editor.expect_diagnostics("src/lib.rs", &[]);
        // As many programs write: to another file, which then takes its place.
        folder.write("src/error.rs.new", "pub struct Error;\n");
        fs::rename(folder.join("src/error.rs.new"), folder.join("src/error.rs")).unwrap();
        editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
        fs::rename(folder.join("src/error.rs"), folder.join("src/error.rs~")).unwrap();
        editor.wait_for("src/lib.rs", |told| told["diagnostics"][0]["code"] == "unresolved-module");
        fs::rename(folder.join("src/error.rs~"), folder.join("src/error.rs")).unwrap();
        editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    }
}

#[test]
fn a_module_in_a_new_folder_is_noticed() {
    let folder = broken_import();
    let mut editor = settled(&folder);
    folder.write("src/lib.rs", "mod deep;\nmod error;\n");
    editor.expect_diagnostics("src/lib.rs", &["0:0-0:9 error unresolved-module: file not found for module `deep`"]);
    folder.write("src/deep/mod.rs", "mod down;\n");
    editor.expect_diagnostics("src/lib.rs", &[]);
    folder.write("src/deep/down/mod.rs", "use crate::error::Missing;\n");
    editor.expect_diagnostics("src/deep/down/mod.rs", &[MISSING]);
    folder.write("src/deep/down/mod.rs", "");
    editor.expect_diagnostics("src/deep/down/mod.rs", &[]);
    fs::remove_dir_all(folder.join("src/deep")).unwrap();
    editor.expect_diagnostics("src/lib.rs", &["0:0-0:9 error unresolved-module: file not found for module `deep`"]);
}

#[test]
fn a_manifest_that_is_written_is_noticed() {
    let folder = broken_import();
    folder.write("src/user.rs", "#[cfg(feature = \"p2p\")]\npub fn shared() {}\n");
    let mut editor = settled(&folder);
    let undeclared = "0:6-0:21 warning undeclared-feature: unexpected `cfg` condition value: `p2p`";
    editor.expect_diagnostics("src/user.rs", &[undeclared]);
    let manifest = folder.read("Cargo.toml");
    folder.write("Cargo.toml", &format!("{manifest}[features]\np2p = []\n"));
    editor.expect_diagnostics("src/user.rs", &[]);
    folder.write("Cargo.toml", &manifest);
    editor.expect_diagnostics("src/user.rs", &[undeclared]);
}

#[test]
fn a_target_that_appears_is_noticed() {
    let folder = broken_import();
    let mut editor = settled(&folder);
    folder.write("tests/new.rs", "mod error {}\nuse crate::error::Missing;\n");
    editor.expect_diagnostics("tests/new.rs", &[MISSING_BELOW]);
    folder.write("src/bin/tool/main.rs", "mod error {}\nuse crate::error::Missing;\nfn main() {}\n");
    editor.expect_diagnostics("src/bin/tool/main.rs", &[MISSING_BELOW]);
}

#[test]
fn a_member_that_appears_where_members_are_looked_for_is_noticed() {
    let folder = broken_import();
    let manifest = folder.read("Cargo.toml");
    folder.write("Cargo.toml", &format!("{manifest}[workspace]\nmembers = [\"members/*\"]\n"));
    folder.write("members/one/Cargo.toml", &manifest.replace("sample", "one"));
    folder.write("members/one/src/lib.rs", "");
    let mut editor = settled(&folder);
    folder.write("members/two/src/lib.rs", "mod error {}\nuse crate::error::Missing;\n");
    folder.write("members/two/Cargo.toml", &manifest.replace("sample", "two"));
    editor.expect_diagnostics("members/two/src/lib.rs", &[MISSING_BELOW]);
    fs::remove_dir_all(folder.join("members/two")).unwrap();
    editor.expect_diagnostics("members/two/src/lib.rs", &[]);
}

#[test]
fn an_open_document_stays_what_the_editor_says_it_is() {
    let folder = broken_import();
    let mut editor = settled(&folder);
    editor.open("src/error.rs");
    let version = editor.edit("src/error.rs", "struct Error", "struct GgenError");
    editor.expect_diagnostics("src/lib.rs", &[]);
    folder.write("src/error.rs", "pub struct Error;\n");
    folder.write("src/lib.rs", "mod user;\nmod error;\nuse crate::error::GgenError;\nuse crate::error::Error;\n");
    editor.expect_diagnostics(
        "src/lib.rs",
        &["3:4-3:23 error unresolved-import: unresolved import `crate::error::Error`"],
    );
    assert_eq!(editor.diagnostics_of_version("src/error.rs", version), [""; 0]);
    editor.close("src/error.rs");
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
}

/// What builds write is more than any system lets a user watch.
#[cfg(target_os = "linux")]
#[test]
fn neither_builds_nor_git_are_watched() {
    let folder = broken_import();
    folder.write("target/debug/build/out/generated.rs", "");
    folder.write(".git/objects/aa/file", "");
    folder.write("src/inner/mod.rs", "");
    let watched = std::rc::Rc::new(std::cell::Cell::new(0));
    let mut editor = settled(&folder);
    folder.write("src/error.rs", "pub struct Error;\npub struct GgenError;\n");
    editor.expect_diagnostics("src/lib.rs", &[]);
    let count = std::rc::Rc::clone(&watched);
    editor.wire.observer = Some(Box::new(move |process| count.set(watches(process))));
    // Those that appear are not either.
    folder.write("target/release/deps/x.rs", "");
    folder.write("src/error.rs", "pub struct Error;\n");
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    // At least the package and `src`; fewer than there would be with `target` and all below it.
    assert!((2..=5).contains(&watched.get()), "{} folders are watched", watched.get());
}

/// How many folders the process watches.
#[cfg(target_os = "linux")]
fn watches(process: u32) -> usize {
    let descriptors = fs::read_dir(format!("/proc/{process}/fdinfo")).unwrap().flatten();
    let infos = descriptors.filter_map(|entry| fs::read_to_string(entry.path()).ok());
    infos.map(|info| info.lines().filter(|line| line.starts_with("inotify ")).count()).sum()
}
