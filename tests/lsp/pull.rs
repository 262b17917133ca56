//! `textDocument/diagnostic`: documents whose diagnostics the editor asks for, instead of being told.

use serde_json::{Value, json};

use crate::diagnostics::broken_import;
use crate::editor::{Editor, Setup};
use crate::folder::{Folder, uri};
use crate::order::{MY_ERROR, many_modules, module};
use crate::wire::Wire;

const BROKEN_IMPORT: &str = "2:4-2:27 error unresolved-import: unresolved import `crate::error::GgenError`";

/// Asks for a document's diagnostics until the workspace holds still for it.
fn report(editor: &mut Editor, folder: &Folder, name: &str, previous: Value) -> Value {
    let document = json!({ "uri": uri(&folder.join(name)) });
    let params = json!({ "textDocument": document, "identifier": "greenlight", "previousResultId": previous });
    loop {
        match editor.request("textDocument/diagnostic", params.clone()) {
            Ok(report) => return report,
            Err(error) => {
                let expected = json!({ "retriggerRequest": true });
                assert_eq!((&error["code"], &error["data"]), (&json!(-32802), &expected));
            }
        }
    }
}

/// How often something was published about a file.
fn published(editor: &Editor, folder: &Folder, name: &str) -> usize {
    let file = uri(&folder.join(name));
    editor.published.iter().filter(|told| told["uri"] == file).count()
}

pub(crate) fn refreshes(editor: &Editor) -> usize {
    editor.server_requests.iter().filter(|request| request["method"] == "workspace/diagnostic/refresh").count()
}

#[test]
fn a_report_is_full_once_and_unchanged_from_then_on() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    let provider = &editor.server["diagnosticProvider"];
    assert_eq!((&provider["identifier"], &provider["interFileDependencies"]), (&json!("greenlight"), &json!(true)));
    editor.open("src/lib.rs");
    let full = report(&mut editor, &folder, "src/lib.rs", json!(null));
    assert_eq!((&full["kind"], full["items"].as_array().unwrap().len()), (&json!("full"), 1));
    let same = report(&mut editor, &folder, "src/lib.rs", full["resultId"].clone());
    assert_eq!(same, json!({ "kind": "unchanged", "resultId": full["resultId"] }));
    editor.edit("src/lib.rs", "fn fail", "fn failed");
    let same = report(&mut editor, &folder, "src/lib.rs", full["resultId"].clone());
    assert_eq!(same["kind"], "unchanged", "the edit comes after it");
    editor.edit("src/lib.rs", "error::GgenError", "error::Error as GgenError");
    let none = report(&mut editor, &folder, "src/lib.rs", full["resultId"].clone());
    assert_eq!((&none["kind"], &none["items"]), (&json!("full"), &json!([])));
    assert_ne!(none["resultId"], full["resultId"]);
    let again = report(&mut editor, &folder, "src/lib.rs", json!("of another run"));
    assert_eq!(again, none);
}

#[test]
fn what_is_open_is_not_told_and_what_is_not_is() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    editor.open("src/lib.rs");
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    editor.open("src/error.rs");
    editor.edit("src/error.rs", "struct Error", "struct GgenError");
    editor.expect_diagnostics(
        "src/user.rs",
        &["0:4-0:23 error unresolved-import: unresolved import `crate::error::Error`"],
    );
    editor.expect_diagnostics("src/lib.rs", &[]);
    assert_eq!(editor.told("src/lib.rs").map(|told| &told["diagnostics"]), None);
    assert_eq!(published(&editor, &folder, "src/lib.rs"), 0);
}

#[test]
fn opening_a_file_takes_back_what_was_told_of_it_and_closing_brings_it_again() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    editor.open("src/lib.rs");
    while editor.told("src/lib.rs").unwrap()["diagnostics"] != json!([]) {
        editor.receive();
    }
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    editor.close("src/lib.rs");
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    assert_eq!(published(&editor, &folder, "src/lib.rs"), 3);
}

#[test]
fn a_document_that_is_closed_unsaved_is_told_of_as_the_disk_has_it() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    editor.open("src/user.rs");
    editor.edit("src/user.rs", "error::Error", "error::MyError");
    editor.expect_diagnostics("src/user.rs", &[MY_ERROR]);
    editor.close("src/user.rs");
    editor.open("src/lib.rs");
    editor.edit("src/lib.rs", "error::GgenError", "error::Error as GgenError");
    editor.expect_diagnostics("src/lib.rs", &[]);
    editor.expect_diagnostics("src/user.rs", &[]);
}

/// What is pulled is right at once, and the editor is told to ask again when something else has changed it.
#[test]
fn a_change_elsewhere_makes_the_editor_ask_again() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    editor.open("src/lib.rs");
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);

    editor.open("src/error.rs");
    editor.edit("src/error.rs", "struct Error", "struct GgenError");
    assert_asked_again(&mut editor, &[]);
    editor.close("src/error.rs");
    assert_asked_again(&mut editor, &[BROKEN_IMPORT]);

    folder.write("src/error.rs", "pub struct Error;\npub struct GgenError;\n");
    editor.changed_on_disk("src/error.rs");
    assert_asked_again(&mut editor, &[]);
    folder.write("src/error.rs", "pub struct Error;\n");
    editor.changed_on_disk("src/error.rs");
    assert_asked_again(&mut editor, &[BROKEN_IMPORT]);
}

#[test]
fn an_edit_of_the_manifest_makes_the_editor_ask_again() {
    let folder = broken_import();
    folder.write("src/lib.rs", "#[cfg(feature = \"p2p\")]\npub fn shared() {}\n");
    let undeclared = "0:6-0:21 warning undeclared-feature: unexpected `cfg` condition value: `p2p`";
    let mut editor = Editor::vscode(&folder);
    editor.open("src/lib.rs");
    editor.expect_diagnostics("src/lib.rs", &[undeclared]);
    editor.open("Cargo.toml");
    editor.edit("Cargo.toml", "edition = \"2024\"\n", "edition = \"2024\"\n\n[features]\np2p = []\n");
    assert_asked_again(&mut editor, &[]);
    editor.edit("Cargo.toml", "p2p = []", "");
    assert_asked_again(&mut editor, &[undeclared]);
}

/// That the server has the editor ask again without being asked, and what `src/lib.rs` shows then.
#[track_caller]
fn assert_asked_again(editor: &mut Editor, expected: &[&str]) {
    let before = refreshes(editor);
    while refreshes(editor) == before {
        editor.receive();
    }
    editor.expect_diagnostics("src/lib.rs", expected);
}

#[test]
fn an_edit_that_changes_nothing_elsewhere_makes_nobody_ask_again() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    editor.open("src/lib.rs");
    editor.open("src/user.rs");
    editor.open("src/error.rs");
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    // All was read: what can change by itself has changed.
    editor.notification("$/progress", |told| told["value"]["kind"] == "end");
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    editor.expect_diagnostics("src/user.rs", &[]);
    let before = refreshes(&editor);
    editor.edit("src/user.rs", "fn use_it", "fn used");
    editor.expect_diagnostics("src/user.rs", &[]);
    editor.edit("src/error.rs", "struct Error", "struct GgenError");
    assert_asked_again(&mut editor, &[]);
    assert_eq!(refreshes(&editor), before + 1);
}

#[test]
fn a_thousand_documents_that_are_asked_for_at_once_are_all_answered() {
    let folder = many_modules(1000);
    let mut editor = Editor::vscode(&folder);
    let mut asked = Vec::new();
    (0..1000).for_each(|number| editor.open(&module(number)));
    for number in 0..1000 {
        let document = json!({ "uri": uri(&folder.join(&module(number))) });
        asked.push(editor.ask("textDocument/diagnostic", json!({ "textDocument": document })));
    }
    for id in asked {
        match editor.answer(id) {
            Ok(report) => assert_eq!(report["items"].as_array().unwrap().len(), 1),
            Err(error) => assert_eq!(error["code"], -32802),
        }
    }
    for number in 0..1000 {
        editor.expect_diagnostics(&module(number), &[MY_ERROR]);
    }
}

#[test]
fn who_cannot_both_ask_and_be_told_to_ask_again_is_told() {
    let folder = broken_import();
    let folders = [folder.path.as_path()];
    let mut cannot_ask = Setup::vscode(&folders);
    cannot_ask.capabilities["textDocument"].as_object_mut().unwrap().remove("diagnostic");
    let mut is_not_told_to = Setup::vscode(&folders);
    is_not_told_to.capabilities["workspace"].as_object_mut().unwrap().remove("diagnostics");
    let mut refuses_to = Setup::vscode(&folders);
    refuses_to.capabilities["workspace"]["diagnostics"]["refreshSupport"] = json!(false);
    for setup in [cannot_ask, is_not_told_to, refuses_to, Setup::neovim(&folders)] {
        let mut editor = Editor::start(Wire::start(), setup);
        assert_eq!(editor.server.get("diagnosticProvider"), None);
        editor.open("src/lib.rs");
        assert_eq!(editor.diagnostics_of_version("src/lib.rs", 1), [BROKEN_IMPORT]);
        editor.open("src/error.rs");
        editor.edit("src/error.rs", "struct Error", "struct GgenError");
        editor.expect_diagnostics("src/lib.rs", &[]);
        assert_eq!(refreshes(&editor), 0);
    }
}

#[test]
fn what_belongs_to_no_workspace_has_nothing_to_report() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    for uri in ["untitled:Untitled-1", "git:/a.rs?ref=HEAD", "file:///nowhere/at/all.rs"] {
        let document = json!({ "uri": uri, "languageId": "rust", "version": 1, "text": "use crate::nothing::Here;" });
        editor.notify("textDocument/didOpen", json!({ "textDocument": document }));
        let report = editor.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } })).unwrap();
        assert_eq!((&report["kind"], &report["items"]), (&json!("full"), &json!([])));
    }
}
