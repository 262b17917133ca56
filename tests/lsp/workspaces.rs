//! Which workspace a file belongs to.

use serde_json::json;

use crate::diagnostics::broken_import;
use crate::editor::Editor;
use crate::folder::{Folder, uri};

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
