//! Quick fixes.

use serde_json::json;

use crate::diagnostics::broken_import;
use crate::editor::{Editor, Setup};
use crate::folder::{Folder, uri};
use crate::wire::Wire;

const RENAME: &str = "Import `Error` instead, and rename its uses in this file";

#[test]
fn the_preferred_fix_repairs_the_import_and_its_uses() {
    let folder = broken_import();
    for mut editor in [Editor::neovim(&folder), Editor::vscode(&folder)] {
        editor.open("src/lib.rs");
        let actions = editor.code_actions("src/lib.rs", "GgenError");
        assert_eq!(actions[0]["title"], RENAME);
        assert_eq!(actions.iter().map(|action| action["isPreferred"] == true).filter(|&it| it).count(), 1);
        assert!(actions[0]["isPreferred"] == true && actions.iter().all(|action| action["kind"] == "quickfix"));
        editor.apply(&actions[0]);
        let expected = "pub mod error;\npub mod user;\nuse crate::error::Error;\npub fn fail(_: Error) {}\n";
        assert_eq!(editor.text("src/lib.rs"), expected);
        assert_eq!(editor.diagnostics_of_version("src/lib.rs", 2), [""; 0]);
        editor.quit();
    }
}

#[test]
fn edits_name_the_version_they_are_for_if_the_editor_knows_versions() {
    let folder = broken_import();
    let file = uri(&folder.join("src/lib.rs"));

    let mut vscode = Editor::vscode(&folder);
    vscode.open("src/lib.rs");
    vscode.edit("src/lib.rs", "pub mod error", "mod error");
    let edit = &vscode.code_actions("src/lib.rs", "GgenError")[0]["edit"];
    assert_eq!(edit["documentChanges"][0]["textDocument"], json!({ "uri": file, "version": 2 }));
    assert_eq!(edit.get("changes"), None);

    let mut neovim = Editor::neovim(&folder);
    neovim.open("src/lib.rs");
    let edit = &neovim.code_actions("src/lib.rs", "GgenError")[0]["edit"];
    assert_eq!(edit["changes"][&file].as_array().unwrap().len(), 2);
    assert_eq!(edit.get("documentChanges"), None);
}

#[test]
fn an_action_carries_the_diagnostic_that_it_resolves() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    editor.open("src/lib.rs");
    let told = editor.wait_for("src/lib.rs", |told| !told["diagnostics"].as_array().unwrap().is_empty());
    let actions = editor.code_actions("src/lib.rs", "GgenError");
    assert_eq!(actions[0]["diagnostics"], told["diagnostics"]);
}

#[test]
fn columns_behind_other_scripts_lead_to_the_same_text() {
    let folder = broken_import();
    let before = "mod error;\nmod user;\n/* 𝄞 ü */ use crate::error::GgenError; /* 𝄞 */ fn fail(_: GgenError) {}\n";
    folder.write("src/lib.rs", before);
    for mut editor in [Editor::neovim(&folder), Editor::vscode(&folder)] {
        editor.open("src/lib.rs");
        let actions = editor.code_actions("src/lib.rs", "GgenError");
        assert_eq!(actions[0]["title"], RENAME);
        editor.apply(&actions[0]);
        assert_eq!(editor.text("src/lib.rs"), before.replace("GgenError", "Error"));
        editor.quit();
    }
}

#[test]
fn a_fix_in_a_file_that_is_not_open_is_for_the_disk() {
    let folder = broken_import();
    folder.write("src/user.rs", "#[cfg(feature = \"p2p\")]\npub fn shared() {}\n");
    let mut editor = Editor::vscode(&folder);
    editor.open("src/user.rs");
    let actions = editor.code_actions("src/user.rs", "p2p");
    let change = &actions[0]["edit"]["documentChanges"][0];
    let manifest = uri(&folder.join("Cargo.toml"));
    assert_eq!(change["textDocument"], json!({ "uri": manifest, "version": null }));
    let elsewhere = &actions[0]["diagnostics"][0]["relatedInformation"][0];
    assert_eq!(elsewhere["location"]["uri"], manifest);

    editor.apply(&actions[0]);
    assert!(folder.read("Cargo.toml").contains("[features]\np2p = []\n"), "{}", folder.read("Cargo.toml"));
    editor.changed_on_disk("Cargo.toml");
    editor.expect_diagnostics("src/user.rs", &[]);
}

#[test]
fn a_fix_in_another_open_document_speaks_of_its_unsaved_text() {
    let folder = broken_import();
    folder.write("src/user.rs", "#[cfg(feature = \"p2p\")]\npub fn shared() {}\n");
    let mut editor = Editor::neovim(&folder);
    editor.open("src/user.rs");
    editor.open("Cargo.toml");
    editor.edit("Cargo.toml", "edition = \"2024\"\n", "edition = \"2024\"\n\n[features]\nfast = []\n");
    let actions = editor.code_actions("src/user.rs", "p2p");
    editor.apply(&actions[0]);
    assert!(editor.text("Cargo.toml").contains("fast = []\n") && editor.text("Cargo.toml").contains("p2p = []\n"));
    editor.expect_diagnostics("src/user.rs", &[]);
}

#[test]
fn there_are_none_elsewhere_nor_of_other_kinds() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    editor.open("src/lib.rs");
    assert_eq!(editor.code_actions("src/lib.rs", "fn fail"), [json!(null); 0]);
    let range = editor.range("src/lib.rs", "GgenError");
    let refactorings = json!({ "diagnostics": [], "only": ["refactor"] });
    assert_eq!(editor.code_actions_in("src/lib.rs", &range, refactorings), [json!(null); 0]);
    let quick_fixes = json!({ "diagnostics": [], "only": ["quickfix"] });
    assert_ne!(editor.code_actions_in("src/lib.rs", &range, quick_fixes), [json!(null); 0]);
}

#[test]
fn edits_come_when_they_are_asked_for_if_the_editor_can_ask() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    assert_eq!(editor.server["codeActionProvider"]["resolveProvider"], true);
    editor.open("src/lib.rs");
    let range = editor.range("src/lib.rs", "GgenError");
    let offered = editor.offered_code_actions("src/lib.rs", &range, json!({ "diagnostics": [] }));
    assert!(offered.len() > 1);
    for action in offered {
        assert_eq!((action.get("edit"), action.get("data").is_some()), (None, true), "{action}");
        let resolved = editor.request("codeAction/resolve", action.clone()).unwrap();
        assert!(resolved["edit"]["documentChanges"].is_array(), "{resolved}");
        let mut without = resolved;
        without.as_object_mut().unwrap().remove("edit");
        assert_eq!(without, action, "all else stays as it was offered");
    }
}

#[test]
fn an_editor_that_cannot_ask_for_edits_or_keep_data_gets_them_at_once() {
    let folder = broken_import();
    let folders = [folder.path.as_path()];
    let mut cannot_ask = Setup::vscode(&folders);
    cannot_ask.capabilities["textDocument"]["codeAction"].as_object_mut().unwrap().remove("resolveSupport");
    let mut asks_for_others = Setup::vscode(&folders);
    asks_for_others.capabilities["textDocument"]["codeAction"]["resolveSupport"] = json!({ "properties": ["command"] });
    let mut forgets_data = Setup::vscode(&folders);
    forgets_data.capabilities["textDocument"]["codeAction"]["dataSupport"] = json!(false);
    for setup in [cannot_ask, asks_for_others, forgets_data] {
        let mut editor = Editor::start(Wire::start(), setup);
        assert_eq!(editor.server["codeActionProvider"]["resolveProvider"], false);
        editor.open("src/lib.rs");
        let range = editor.range("src/lib.rs", "GgenError");
        for action in editor.offered_code_actions("src/lib.rs", &range, json!({ "diagnostics": [] })) {
            assert_eq!((action.get("edit").is_some(), action.get("data")), (true, None), "{action}");
        }
    }
}

#[test]
fn what_was_offered_before_an_edit_has_no_edits_any_more() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    editor.open("src/lib.rs");
    editor.open("src/error.rs");
    let range = editor.range("src/lib.rs", "GgenError");
    let context = json!({ "diagnostics": [] });
    let offered = editor.offered_code_actions("src/lib.rs", &range, context.clone());
    editor.edit("src/lib.rs", "fn fail", "fn failed");
    let error = editor.request("codeAction/resolve", offered[0].clone()).unwrap_err();
    assert_eq!(error["code"], -32801);
    // Offered anew it has, until what it repairs is repaired elsewhere.
    let offered = editor.offered_code_actions("src/lib.rs", &range, context.clone());
    assert!(editor.request("codeAction/resolve", offered[0].clone()).is_ok());
    editor.edit("src/error.rs", "struct Error", "struct GgenError");
    let error = editor.request("codeAction/resolve", offered[0].clone()).unwrap_err();
    assert_eq!(error["code"], -32801);
    editor.edit("src/error.rs", "struct GgenError", "struct Error");
    let offered = editor.offered_code_actions("src/lib.rs", &range, context);
    editor.close("src/lib.rs");
    let error = editor.request("codeAction/resolve", offered[0].clone()).unwrap_err();
    assert_eq!(error["code"], -32801);
}

#[test]
fn an_action_of_another_server_is_refused() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    for data in
        [json!(null), json!(1), json!({ "uri": "file:///a.rs" }), json!({ "uri": "a b", "version": 1, "fix": null })]
    {
        let error = editor.request("codeAction/resolve", json!({ "title": "Fix it", "data": data })).unwrap_err();
        assert_eq!(error["code"], -32602);
    }
    editor.open("src/lib.rs");
    assert_ne!(editor.code_actions("src/lib.rs", "GgenError"), [json!(null); 0]);
}

#[test]
fn edits_of_an_editor_without_versions_are_not_for_a_text_that_has_passed() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    editor.open("src/lib.rs");
    let params = json!({
        "textDocument": { "uri": uri(&folder.join("src/lib.rs")) },
        "range": editor.range("src/lib.rs", "GgenError"),
        "context": { "diagnostics": [] },
    });
    for number in 0..50 {
        let asked = editor.ask("textDocument/codeAction", params.clone());
        let (from, to) = if number % 2 == 0 { ("pub mod error", "mod error") } else { ("mod error", "pub mod error") };
        editor.edit("src/lib.rs", from, to);
        match editor.answer(asked) {
            Ok(actions) => assert_eq!(actions[0]["title"], RENAME, "the answer was there before the edit"),
            Err(error) => assert_eq!(error["code"], -32801),
        }
    }
}

#[test]
fn what_is_offered_does_not_depend_on_the_diagnostics_that_the_editor_sends_along() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    editor.open("src/lib.rs");
    let told = editor.wait_for("src/lib.rs", |told| told["diagnostics"] != json!([]));
    let range = editor.range("src/lib.rs", "GgenError");
    let wrong = json!([{ "range": range, "message": "of another server", "severity": 1 }]);
    let offered = editor.offered_code_actions("src/lib.rs", &range, json!({ "diagnostics": told["diagnostics"] }));
    assert_ne!(offered, [json!(null); 0]);
    for context in [json!({ "diagnostics": [] }), json!({ "diagnostics": wrong })] {
        assert_eq!(editor.offered_code_actions("src/lib.rs", &range, context), offered);
    }
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    assert_eq!(editor.offered_code_actions("src/lib.rs", &whole, json!({ "diagnostics": [] })), offered);
}

/// Two findings with safe fixes, one whose fixes are guesses, and one without any.
fn several_findings() -> Folder {
    let folder = broken_import();
    let lib = "\
mod error;
mod user;
use crate::error::GgenError;
use crate::user::MyEror;
use crate::user::Nothing;
fn fail(_: GgenError, _: MyEror) {}
";
    folder.write("src/lib.rs", lib);
    folder.write("src/user.rs", "pub struct MyError;\npub struct Other;\n");
    folder
}

#[test]
fn all_safe_fixes_come_as_one_action_when_they_are_asked_for() {
    let folder = several_findings();
    for only in ["source", "source.fixAll", "source.fixAll.greenlight"] {
        for mut editor in [Editor::neovim(&folder), Editor::vscode(&folder)] {
            let kinds = editor.server["codeActionProvider"]["codeActionKinds"].as_array().unwrap();
            assert!(kinds.contains(&json!("source.fixAll.greenlight")), "{kinds:?}");
            editor.open("src/lib.rs");
            let start = json!({ "line": 0, "character": 0 });
            let range = json!({ "start": start, "end": start });
            let context = json!({ "diagnostics": [], "only": [only] });
            let actions = editor.code_actions_in("src/lib.rs", &range, context.clone());
            assert_eq!(actions.len(), 1, "{actions:#?}");
            assert_eq!(actions[0]["kind"], "source.fixAll.greenlight");
            editor.apply(&actions[0]);
            let expected = "\
mod error;
mod user;
use crate::error::Error;
use crate::user::MyError;
use crate::user::Nothing;
fn fail(_: Error, _: MyError) {}
";
            assert_eq!(editor.text("src/lib.rs"), expected);
            editor.expect_diagnostics(
                "src/lib.rs",
                &["4:4-4:24 error unresolved-import: unresolved import `crate::user::Nothing`"],
            );
            assert_eq!(editor.code_actions_in("src/lib.rs", &range, context), [json!(null); 0]);
            editor.quit();
        }
    }
}

#[test]
fn all_fixes_at_once_are_not_offered_among_the_repairs_of_a_place() {
    let folder = several_findings();
    let mut editor = Editor::vscode(&folder);
    editor.open("src/lib.rs");
    let range = editor.range("src/lib.rs", "GgenError");
    for context in [json!({ "diagnostics": [] }), json!({ "diagnostics": [], "only": ["quickfix"] })] {
        let actions = editor.code_actions_in("src/lib.rs", &range, context);
        assert!(!actions.is_empty() && actions.iter().all(|action| action["kind"] == "quickfix"));
    }
    for other in ["source.organizeImports", "source.fixAll.other", "refactor"] {
        let context = json!({ "diagnostics": [], "only": [other] });
        assert_eq!(editor.code_actions_in("src/lib.rs", &range, context), [json!(null); 0]);
    }
}

#[test]
fn the_edits_of_all_fixes_are_refused_for_another_text_too() {
    let folder = several_findings();
    let mut editor = Editor::vscode(&folder);
    editor.open("src/lib.rs");
    let range = editor.range("src/lib.rs", "GgenError");
    let context = json!({ "diagnostics": [], "only": ["source.fixAll"] });
    let offered = editor.offered_code_actions("src/lib.rs", &range, context);
    assert_eq!((offered.len(), offered[0].get("edit")), (1, None));
    editor.edit("src/lib.rs", "mod user;", "mod user;\n");
    let error = editor.request("codeAction/resolve", offered[0].clone()).unwrap_err();
    assert_eq!(error["code"], -32801);
}

#[test]
fn only_what_the_editor_understands_is_sent_along() {
    let folder = broken_import();
    let folders = [folder.path.as_path()];
    let mut plain = Setup::neovim(&folders);
    plain.capabilities["textDocument"]["codeAction"] =
        json!({ "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } });
    let mut editor = Editor::start(Wire::start(), plain);
    editor.open("src/lib.rs");
    let range = editor.range("src/lib.rs", "GgenError");
    for action in editor.offered_code_actions("src/lib.rs", &range, json!({ "diagnostics": [] })) {
        assert_eq!((action.get("isPreferred"), action.get("data")), (None, None));
        assert_eq!(action["edit"].get("documentChanges"), None);
    }
    let mut only_commands = Setup::neovim(&folders);
    only_commands.capabilities["textDocument"]["codeAction"] = json!({});
    let editor = Editor::start(Wire::start(), only_commands);
    assert_eq!(editor.server.get("codeActionProvider"), None);
}
