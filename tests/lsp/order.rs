//! Messages take effect in the order in which they were sent, however many come at once.

use serde_json::json;

use crate::diagnostics::broken_import;
use crate::editor::Editor;
use crate::folder::{Folder, uri};

/// A package with `m0` to `m{count - 1}`, each with a line that does not compile.
pub(crate) fn many_modules(count: usize) -> Folder {
    let folder = broken_import();
    let declarations: String = (0..count).map(|number| format!("mod m{number};\n")).collect();
    folder.write("src/lib.rs", &format!("mod error;\n{declarations}"));
    for number in 0..count {
        folder.write(&module(number), "use crate::error::MyError;\n");
    }
    folder
}

pub(crate) fn module(number: usize) -> String {
    format!("src/m{number}.rs")
}

pub(crate) const MY_ERROR: &str = "0:4-0:25 error unresolved-import: unresolved import `crate::error::MyError`";

/// The versions of a document for which diagnostics were published, in their order.
fn versions_told(editor: &Editor, file: &str) -> Vec<i64> {
    let about = editor.published.iter().filter(|told| told["uri"] == file);
    about.map(|told| told["version"].as_i64().unwrap()).collect()
}

/// That a request was answered with a result, or because it was cancelled, or the text changed meanwhile.
pub(crate) fn assert_answered(answer: Result<serde_json::Value, serde_json::Value>) {
    if let Err(error) = answer {
        assert!([json!(-32800), json!(-32801)].contains(&error["code"]), "{error}");
    }
}

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
fn edits_keep_their_order_however_long_the_user_waits_in_between() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    editor.open("src/lib.rs");
    let mut name = "GgenError".to_owned();
    for number in 1..=200 {
        let next = format!("My{number}Error");
        let version = editor.edit("src/lib.rs", &format!("error::{name};"), &format!("error::{next};"));
        name = next;
        let broken = format!("unresolved import `crate::error::{name}`");
        match number * 7 % 10 {
            0 => {
                let told = editor.diagnostics_of_version("src/lib.rs", version);
                assert!(told.len() == 1 && told[0].ends_with(&broken), "{told:?}");
            }
            1 | 2 => {
                let actions = editor.code_actions("src/lib.rs", &name);
                assert!(actions[0]["diagnostics"][0]["message"].as_str().unwrap().starts_with(&broken));
            }
            3 => assert!(editor.request("greenlight/nothing", json!({})).is_err()),
            4 => drop(editor.receive()),
            _ => {}
        }
    }
    let last = "2:4-2:28 error unresolved-import: unresolved import `crate::error::My200Error`";
    assert_eq!(editor.diagnostics_of_version("src/lib.rs", 201), [last]);
    let versions = versions_told(&editor, &uri(&folder.join("src/lib.rs")));
    assert!(versions.is_sorted() && versions.len() > 20, "{versions:?}");
}

#[test]
fn a_thousand_documents_that_open_at_once_are_all_diagnosed_and_a_request_among_them_is_answered() {
    let folder = many_modules(1000);
    let mut editor = Editor::neovim(&folder);
    let mut actions = None;
    for number in 0..1000 {
        editor.open(&module(number));
        if number == 500 {
            let params = json!({
                "textDocument": { "uri": uri(&folder.join("src/m250.rs")) },
                "range": editor.range("src/m250.rs", "MyError"),
                "context": { "diagnostics": [] },
            });
            actions = Some(editor.ask("textDocument/codeAction", params));
        }
    }
    assert_answered(editor.answer(actions.unwrap()));
    for number in 0..1000 {
        assert_eq!(editor.diagnostics_of_version(&module(number), 1), [MY_ERROR]);
    }
}

#[test]
fn a_thousand_mixed_messages_at_once_lose_no_answer_and_no_edit() {
    let folder = many_modules(200);
    let mut editor = Editor::neovim(&folder);
    let mut asked = Vec::new();
    for number in 0..200 {
        let name = module(number);
        editor.open(&name);
        let params = json!({
            "textDocument": { "uri": uri(&folder.join(&name)) },
            "range": editor.range(&name, "MyError"),
            "context": { "diagnostics": [] },
        });
        asked.push(editor.ask("textDocument/codeAction", params.clone()));
        editor.edit(&name, "error::MyError", "error::Error");
        asked.push(editor.ask("textDocument/codeAction", params));
        if number % 2 == 0 {
            editor.cancel(asked[number * 2]);
        } else {
            editor.edit(&name, "error::Error", "error::MyError");
        }
    }
    for id in asked {
        assert_answered(editor.answer(id));
    }
    for number in 0..200 {
        let (version, expected) = if number % 2 == 0 { (2, &[] as &[_]) } else { (3, &[MY_ERROR] as &[_]) };
        assert_eq!(editor.diagnostics_of_version(&module(number), version), expected);
        let versions = versions_told(&editor, &uri(&folder.join(&module(number))));
        assert!(versions.is_sorted(), "{versions:?}");
    }
}
