//! Messages take effect in the order in which they were sent, however many come at once.

use serde_json::json;

use crate::diagnostics::broken_import;
use crate::editor::Editor;
use crate::folder::uri;

#[test]
fn a_burst_of_edits_ends_in_the_state_of_the_last() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    editor.open("src/lib.rs");
    let mut name = "GgenError".to_owned();
    for number in 0..200 {
        let next = format!("Missing{number}");
        editor.edit("src/lib.rs", &format!("error::{name};"), &format!("error::{next};"));
        name = next;
    }
    let last = "2:4-2:28 error unresolved-import: unresolved import `crate::error::Missing199`";
    assert_eq!(editor.diagnostics_of_version("src/lib.rs", 201), [last]);
}

#[test]
fn a_request_sees_every_edit_before_it_and_none_behind_it() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    editor.open("src/lib.rs");
    for _ in 0..20 {
        editor.edit("src/lib.rs", "error::GgenError;", "error::Error;");
        assert_eq!(editor.code_actions("src/lib.rs", "error::Error"), [json!(null); 0]);
        editor.edit("src/lib.rs", "error::Error;", "error::GgenError;");
        assert_ne!(editor.code_actions("src/lib.rs", "error::GgenError"), [json!(null); 0]);
    }
}

#[test]
fn several_changes_in_one_message_speak_of_each_others_text() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    editor.open("src/user.rs");
    let range = |from: u32, to: u32| json!({ "start": { "line": 0, "character": from }, "end": { "line": 0, "character": to } });
    let changes = json!([
        { "range": range(0, 0), "text": "/* */ " },
        { "range": range(24, 29), "text": "Eror" },
    ]);
    let document = json!({ "uri": uri(&folder.join("src/user.rs")), "version": 2 });
    editor.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    let broken = "0:10-0:28 error unresolved-import: unresolved import `crate::error::Eror`";
    assert_eq!(editor.diagnostics_of_version("src/user.rs", 2), [broken]);
}

#[test]
fn more_documents_than_the_transport_has_places_are_all_diagnosed() {
    let folder = broken_import();
    let modules: Vec<String> = (0..150).map(|number| format!("m{number}")).collect();
    let declarations: String = modules.iter().map(|name| format!("mod {name};\n")).collect();
    folder.write("src/lib.rs", &format!("mod error;\n{declarations}"));
    for name in &modules {
        folder.write(&format!("src/{name}.rs"), "use crate::error::Missing;\n");
    }
    let mut editor = Editor::neovim(&folder);
    for name in &modules {
        editor.open(&format!("src/{name}.rs"));
    }
    for name in &modules {
        let broken = "0:4-0:25 error unresolved-import: unresolved import `crate::error::Missing`";
        assert_eq!(editor.diagnostics_of_version(&format!("src/{name}.rs"), 1), [broken]);
    }
}
