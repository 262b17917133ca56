//! Which workspace a file belongs to.

use std::path::Path;

use serde_json::json;

use crate::diagnostics::broken_import;
use crate::editor::{Editor, Setup};
use crate::folder::{Folder, uri};
use crate::wire::Wire;

const BROKEN_IMPORT: &str = "2:4-2:27 error unresolved-import: unresolved import `crate::error::GgenError`";

#[test]
fn what_belongs_to_no_workspace_and_what_is_no_file_is_met_with_silence() {
    let stray = Folder::of("//- stray.rs\nuse crate::nothing::Here;\n//- inner/note.toml\n");
    let folder = broken_import();
    let mut editor = Editor::vscode_with_folders(&[&stray.path, &folder.path]);
    editor.open("stray.rs");
    editor.open("inner/note.toml");
    for uri in ["untitled:Untitled-1", "git:/a.rs?ref=HEAD", "file://elsewhere/a.rs"] {
        let document = json!({ "uri": uri, "languageId": "rust", "version": 1, "text": "use crate::nothing::Here;" });
        editor.notify("textDocument/didOpen", json!({ "textDocument": document }));
        let actions = json!({
            "textDocument": { "uri": uri },
            "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 9 } },
            "context": { "diagnostics": [] },
        });
        assert_eq!(editor.request("textDocument/codeAction", actions), Ok(json!(null)));
        editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }
    assert_eq!(editor.code_actions("stray.rs", "nothing"), [json!(null); 0]);
    let lib = folder.join("src/lib.rs");
    editor.open(lib.to_str().unwrap());
    assert_eq!(editor.diagnostics_of_version(lib.to_str().unwrap(), 1), [BROKEN_IMPORT]);
    assert_eq!((editor.told("stray.rs"), editor.told("inner/note.toml")), (None, None));
}

#[test]
fn every_folder_of_the_editor_is_checked_until_it_is_removed() {
    let (first, second) = (broken_import(), broken_import());
    let mut editor = Editor::vscode_with_folders(&[&first.path, &second.path]);
    let in_second = second.join("src/lib.rs");
    let in_second = in_second.to_str().unwrap();
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    editor.expect_diagnostics(in_second, &[BROKEN_IMPORT]);
    let removed = json!([{ "uri": uri(&second.path), "name": "second" }]);
    editor.notify("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [], "removed": removed } }));
    editor.expect_diagnostics(in_second, &[]);
    editor.notify("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": removed, "removed": [] } }));
    editor.expect_diagnostics(in_second, &[BROKEN_IMPORT]);
}

#[test]
fn a_file_outside_the_editors_folders_is_checked_while_it_is_open() {
    let (first, second) = (broken_import(), broken_import());
    let mut editor = Editor::vscode(&first);
    let outside = second.join("src/lib.rs");
    let outside = outside.to_str().unwrap();
    editor.open(outside);
    assert_eq!(editor.diagnostics_of_version(outside, 1), [BROKEN_IMPORT]);
    editor.close(outside);
    editor.expect_diagnostics(outside, &[]);
}

#[test]
fn a_package_that_its_surroundings_exclude_is_a_workspace_of_its_own() {
    let folder = Folder::of(
        "\
//- Cargo.toml
[workspace]
members = [\"member\"]
exclude = [\"apart\"]
//- member/Cargo.toml
[package]
name = \"member\"
version = \"0.1.0\"
edition = \"2024\"
//- member/src/lib.rs
//- apart/Cargo.toml
[package]
name = \"apart\"
version = \"0.1.0\"
edition = \"2024\"
//- apart/src/lib.rs
mod error {}
use crate::error::Missing;
",
    );
    let mut editor = Editor::neovim(&folder);
    editor.open("apart/src/lib.rs");
    let broken = "1:4-1:25 error unresolved-import: unresolved import `crate::error::Missing`";
    assert_eq!(editor.diagnostics_of_version("apart/src/lib.rs", 1), [broken]);
}

#[test]
fn a_manifest_that_is_saved_makes_a_stray_file_part_of_a_package() {
    let folder = Folder::of("//- src/lib.rs\nmod error {}\nuse crate::error::Missing;\n");
    let mut editor = Editor::neovim(&folder);
    editor.open("src/lib.rs");
    folder.write("Cargo.toml", "[package]\nname = \"late\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    editor.open("Cargo.toml");
    let broken = "1:4-1:25 error unresolved-import: unresolved import `crate::error::Missing`";
    editor.expect_diagnostics("src/lib.rs", &[broken]);
}

/// A file that was open before the folder that has its workspace must not leave anything behind.
#[test]
fn who_asked_for_a_workspace_first_makes_no_difference() {
    let member = "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
    let root = "[workspace]\nmembers = [\"a\"]\nresolver = \"2\"\n";
    let folder = Folder::of(&format!("//- Cargo.toml\n{root}\n//- a/Cargo.toml\n{member}\n//- a/src/lib.rs\n"));
    let stray = Folder::of("//- stray.rs\n");
    let mut shown = Vec::new();
    for document_first in [true, false] {
        let folders = [stray.path.as_path(), folder.path.as_path()];
        let lib = folder.join("a/src/lib.rs");
        let mut editor = Editor::vscode_with_folders(if document_first { &folders[..1] } else { &folders });
        editor.open(lib.to_str().unwrap());
        editor.when_idle();
        if document_first {
            change_folders(&mut editor, &folders[1..], &[]);
            editor.when_idle();
        }
        let manifest = folder.join("Cargo.toml");
        editor.open(manifest.to_str().unwrap());
        editor.edit(manifest.to_str().unwrap(), "members", "meabers");
        editor.when_idle();
        let of_member = folder.join("a/Cargo.toml");
        let told = editor.told(of_member.to_str().unwrap()).map(|told| told["diagnostics"].clone());
        shown.push(told.filter(|diagnostics| *diagnostics != json!([])));
        assert_eq!(editor.quit(), 0);
    }
    assert_eq!(shown[0], shown[1]);
}

#[test]
fn a_package_that_a_manifest_takes_in_moves_into_that_workspace() {
    let folder = Folder::of(
        "\
//- Cargo.toml
[workspace]
members = []
exclude = [\"apart\"]
//- apart/Cargo.toml
[package]
name = \"apart\"
version = \"0.1.0\"
edition = \"2024\"
//- apart/src/lib.rs
mod error {}
use crate::error::Missing;
",
    );
    let mut editor = Editor::vscode(&folder);
    let broken = "1:4-1:25 error unresolved-import: unresolved import `crate::error::Missing`";
    editor.open("apart/src/lib.rs");
    editor.expect_diagnostics("apart/src/lib.rs", &[broken]);
    editor.close("apart/src/lib.rs");
    editor.expect_diagnostics("apart/src/lib.rs", &[]);
    folder.write("Cargo.toml", "[workspace]\nmembers = [\"apart\"]\n");
    editor.changed_on_disk("Cargo.toml");
    editor.expect_diagnostics("apart/src/lib.rs", &[broken]);
}

#[test]
fn a_package_moves_with_what_is_typed_into_a_manifest_too() {
    let apart = "[workspace]\nmembers = []\nexclude = [\"apart\"]\n";
    let folder = Folder::of(&format!("//- Cargo.toml\n{apart}"));
    write_package(&folder, "apart");
    for mut editor in [Editor::neovim(&folder), Editor::vscode(&folder)] {
        editor.open("Cargo.toml");
        editor.when_idle();
        assert_eq!(editor.told("apart/src/lib.rs"), None);
        for _ in 0..2 {
            editor.edit("Cargo.toml", "members = []\nexclude", "members");
            editor.expect_diagnostics("apart/src/lib.rs", &[BROKEN]);
            editor.edit("Cargo.toml", "members", "members = []\nexclude");
            editor.expect_diagnostics("apart/src/lib.rs", &[]);
        }
        // A file of it that is open is checked in either case, and by one workspace only.
        editor.open("apart/src/lib.rs");
        editor.expect_diagnostics("apart/src/lib.rs", &[BROKEN]);
        editor.edit("Cargo.toml", "members = []\nexclude", "members");
        editor.when_idle();
        editor.expect_diagnostics("apart/src/lib.rs", &[BROKEN]);
        assert_eq!(editor.quit(), 0);
    }
}

#[test]
fn a_document_whose_package_is_typed_out_of_its_workspace_finds_another_one() {
    let folder = Folder::of("//- Cargo.toml\n[workspace]\nmembers = [\"apart\"]\n");
    write_package(&folder, "apart");
    for mut editor in [Editor::neovim(&folder), Editor::vscode(&folder)] {
        editor.open("apart/src/lib.rs");
        editor.expect_diagnostics("apart/src/lib.rs", &[BROKEN]);
        editor.open("Cargo.toml");
        editor.edit("Cargo.toml", "members", "members = []\nexclude");
        editor.when_idle();
        editor.expect_diagnostics("apart/src/lib.rs", &[BROKEN]);
        editor.edit("apart/src/lib.rs", "mod error {}", "mod error { pub struct Missing; }");
        editor.expect_diagnostics("apart/src/lib.rs", &[]);
        assert_eq!(editor.quit(), 0);
    }
}

/// Adds folders to those that the editor has open, or removes them.
fn change_folders(editor: &mut Editor, added: &[&Path], removed: &[&Path]) {
    let folders = |paths: &[&Path]| -> Vec<_> {
        paths.iter().map(|path| json!({ "uri": uri(path), "name": "folder" })).collect()
    };
    let event = json!({ "added": folders(added), "removed": folders(removed) });
    editor.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
}

const BROKEN: &str = "1:4-1:25 error unresolved-import: unresolved import `crate::error::Missing`";

/// Writes a package whose second line does not compile.
fn write_package(folder: &Folder, name: &str) {
    folder.write(&format!("{name}/src/lib.rs"), "mod error {}\nuse crate::error::Missing;\n");
    write_manifest(folder, name);
}

fn write_manifest(folder: &Folder, name: &str) {
    let package = name.rsplit('/').next().unwrap();
    let manifest = format!("[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
    folder.write(&format!("{name}/Cargo.toml"), &manifest);
}

#[test]
fn all_workspaces_below_a_folder_that_is_none_are_checked_later_ones_too() {
    let folder = Folder::of("//- README.md\n");
    write_package(&folder, "one");
    write_package(&folder, "deep/down/two");
    for mut editor in [Editor::neovim(&folder), Editor::vscode(&folder)] {
        editor.expect_diagnostics("one/src/lib.rs", &[BROKEN]);
        editor.expect_diagnostics("deep/down/two/src/lib.rs", &[BROKEN]);
        write_package(&folder, "three");
        editor.changed_on_disk("three/Cargo.toml");
        editor.expect_diagnostics("three/src/lib.rs", &[BROKEN]);
        std::fs::remove_dir_all(folder.join("three")).unwrap();
        editor.changed_on_disk("three/Cargo.toml");
        editor.expect_diagnostics("three/src/lib.rs", &[]);
        editor.expect_diagnostics("one/src/lib.rs", &[BROKEN]);
        // The folder itself becomes a workspace, which leaves the others out.
        folder.write("src/lib.rs", "mod error {}\nuse crate::error::Missing;\n");
        folder
            .write("Cargo.toml", "[package]\nname = \"above\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n");
        editor.changed_on_disk("Cargo.toml");
        editor.expect_diagnostics("src/lib.rs", &[BROKEN]);
        std::fs::remove_file(folder.join("Cargo.toml")).unwrap();
        editor.changed_on_disk("Cargo.toml");
        editor.expect_diagnostics("src/lib.rs", &[]);
        editor.expect_diagnostics("one/src/lib.rs", &[BROKEN]);
        assert_eq!(editor.quit(), 0);
    }
}

#[test]
fn a_folder_that_was_away_for_a_while_is_looked_at_anew() {
    let (folder, other) = (Folder::of("//- README.md\n"), broken_import());
    write_package(&folder, "one");
    let folders = [folder.path.as_path(), other.path.as_path()];
    let mut editor = Editor::vscode_with_folders(&folders);
    editor.expect_diagnostics("one/src/lib.rs", &[BROKEN]);
    change_folders(&mut editor, &[], &folders[..1]);
    editor.expect_diagnostics("one/src/lib.rs", &[]);
    // The editor does not watch what it does not have open.
    write_package(&folder, "two");
    change_folders(&mut editor, &folders[..1], &[]);
    editor.expect_diagnostics("one/src/lib.rs", &[BROKEN]);
    editor.expect_diagnostics("two/src/lib.rs", &[BROKEN]);
}

#[test]
fn a_folder_inside_a_workspace_stands_for_the_whole_of_it() {
    let folder = broken_import();
    let inside = folder.join("src");
    let mut editor = Editor::vscode_with_folders(&[&folder.path]);
    change_folders(&mut editor, &[&inside], &[&folder.path]);
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    change_folders(&mut editor, &[], &[&inside]);
    editor.expect_diagnostics("src/lib.rs", &[]);
}

#[test]
fn an_editor_that_opens_no_folder_has_its_documents_checked() {
    let folder = broken_import();
    let mut wire = Wire::start();
    let params = json!({ "processId": null, "rootUri": null, "capabilities": {}, "workspaceFolders": null });
    wire.send(json!({ "id": 1, "method": "initialize", "params": params }));
    assert!(wire.receive().unwrap().get("result").is_some());
    wire.send(json!({ "method": "initialized", "params": {} }));
    let file = uri(&folder.join("src/lib.rs"));
    let document = json!({ "uri": file, "languageId": "rust", "version": 0, "text": folder.read("src/lib.rs") });
    wire.send(json!({ "method": "textDocument/didOpen", "params": { "textDocument": document } }));
    let told = wire.receive().unwrap();
    assert_eq!((&told["params"]["uri"], &told["params"]["version"]), (&json!(file), &json!(0)));
    assert_eq!(told["params"]["diagnostics"].as_array().unwrap().len(), 1);
}

#[test]
fn an_older_editor_names_its_folder_in_another_way() {
    let folder = broken_import();
    let mut wire = Wire::start();
    let params = json!({ "processId": null, "rootUri": uri(&folder.path), "capabilities": {} });
    wire.send(json!({ "id": 1, "method": "initialize", "params": params }));
    assert!(wire.receive().unwrap().get("result").is_some());
    wire.send(json!({ "method": "initialized", "params": {} }));
    assert_eq!(wire.receive().unwrap()["params"]["uri"], uri(&folder.join("src/lib.rs")));
}

const NO_FILE: &str = "0:0-0:8 error unresolved-module: file not found for module `new`";

#[test]
fn a_new_file_counts_before_it_is_saved() {
    let folder = broken_import();
    folder.write("src/lib.rs", "mod new;\nmod error;\nuse new::Thing;\n");
    for mut editor in [Editor::neovim(&folder), Editor::vscode(&folder)] {
        editor.open("src/lib.rs");
        editor.expect_diagnostics("src/lib.rs", &[NO_FILE]);
        editor.open_with("src/new.rs", "use crate::error::Missing;\npub struct Thing;\n");
        editor.expect_diagnostics("src/lib.rs", &[]);
        let broken = "0:4-0:25 error unresolved-import: unresolved import `crate::error::Missing`";
        editor.expect_diagnostics("src/new.rs", &[broken]);
        editor.edit("src/new.rs", "struct Thing", "struct Other");
        let missing = "2:4-2:14 error unresolved-import: unresolved import `new::Thing`";
        editor.expect_diagnostics("src/lib.rs", &[missing]);
        editor.close("src/new.rs");
        editor.expect_diagnostics("src/lib.rs", &[NO_FILE]);
        editor.expect_diagnostics("src/new.rs", &[]);
        // In a folder that is not there either.
        editor.open_with("src/new/mod.rs", "pub struct Thing;\n");
        editor.expect_diagnostics("src/lib.rs", &[]);
        editor.close("src/new/mod.rs");
        editor.expect_diagnostics("src/lib.rs", &[NO_FILE]);
        assert_eq!(editor.quit(), 0);
    }
}

#[test]
fn a_target_counts_as_soon_as_its_file_is_there_saved_or_not() {
    let folder = broken_import();
    let text = "mod error {}\nuse crate::error::Missing;\nfn main() {}\n";
    for mut editor in [Editor::neovim(&folder), Editor::vscode(&folder)] {
        editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
        for target in ["tests/new.rs", "src/bin/x.rs", "src/main.rs", "benches/b.rs"] {
            editor.open_with(target, text);
            editor.expect_diagnostics(target, &[BROKEN]);
            editor.close(target);
            editor.expect_diagnostics(target, &[]);
            folder.write(target, text);
            editor.changed_on_disk(target);
            editor.expect_diagnostics(target, &[BROKEN]);
            std::fs::remove_file(folder.join(target)).unwrap();
            editor.changed_on_disk(target);
            editor.expect_diagnostics(target, &[]);
        }
        assert_eq!(editor.quit(), 0);
    }
}

#[test]
fn a_target_with_a_folder_of_its_own_counts_before_it_is_saved() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    for target in ["src/bin/tool/main.rs", "examples/shown/main.rs", "tests/several/main.rs"] {
        editor.open_with(target, "mod error {}\nuse crate::error::Missing;\nfn main() {}\n");
        editor.expect_diagnostics(target, &[BROKEN]);
    }
}

#[test]
fn an_edit_of_the_manifest_acts_on_sources_at_once_and_back() {
    let folder = broken_import();
    folder.write("src/user.rs", "#[cfg(feature = \"p2p\")]\npub fn shared() {}\n");
    let undeclared = "0:6-0:21 warning undeclared-feature: unexpected `cfg` condition value: `p2p`";
    for mut editor in [Editor::neovim(&folder), Editor::vscode(&folder)] {
        editor.open("src/user.rs");
        editor.open("Cargo.toml");
        for _ in 0..3 {
            editor.expect_diagnostics("src/user.rs", &[undeclared]);
            editor.edit("Cargo.toml", "edition = \"2024\"\n", "edition = \"2024\"\n[features]\np2p = []\n");
            editor.expect_diagnostics("src/user.rs", &[]);
            editor.edit("Cargo.toml", "[features]\np2p = []\n", "");
        }
        editor.expect_diagnostics("src/user.rs", &[undeclared]);
        // A file that is not open follows too.
        editor.close("src/user.rs");
        editor.expect_diagnostics("src/user.rs", &[undeclared]);
        editor.edit("Cargo.toml", "edition = \"2024\"\n", "edition = \"2024\"\n[features]\np2p = []\n");
        editor.expect_diagnostics("src/user.rs", &[]);
        assert_eq!(editor.quit(), 0);
    }
}

#[test]
fn a_manifest_that_is_broken_for_a_moment_is_shown_and_forgotten() {
    let folder = broken_import();
    for mut editor in [Editor::neovim(&folder), Editor::vscode(&folder)] {
        editor.open("src/lib.rs");
        editor.open("Cargo.toml");
        editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
        editor.expect_diagnostics("Cargo.toml", &[]);
        for _ in 0..2 {
            editor.edit("Cargo.toml", "version = \"0.1.0\"", "version = \"0.1.0");
            editor.wait_for("Cargo.toml", |told| told["diagnostics"][0]["code"] == "broken-workspace");
            editor.edit("Cargo.toml", "version = \"0.1.0", "version = \"0.1.0\"");
            editor.expect_diagnostics("Cargo.toml", &[]);
            editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
        }
        assert_eq!(editor.quit(), 0);
    }
}

#[test]
fn a_folder_that_is_named_by_a_link_is_told_of_by_that_name() {
    let folder = broken_import();
    let link = folder.join("link");
    if !make_link(&folder.path, &link) {
        return;
    }
    for mut editor in [Editor::vscode_with_folders(&[&link]), Editor::start(Wire::start(), Setup::neovim(&[&link]))] {
        editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
        editor.open("src/lib.rs");
        editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
        editor.edit("src/lib.rs", "error::GgenError", "error::Error as GgenError");
        editor.expect_diagnostics("src/lib.rs", &[]);
        assert!(editor.published.iter().all(|told| told["uri"].as_str().unwrap().contains("/link/")));
    }
}

#[cfg(unix)]
fn make_link(to: &Path, link: &Path) -> bool {
    std::os::unix::fs::symlink(to, link).is_ok()
}

#[cfg(not(unix))]
fn make_link(_: &Path, _: &Path) -> bool {
    false
}
