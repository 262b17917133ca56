//! Quick fixes.

use serde_json::json;

use crate::diagnostics::broken_import;
use crate::editor::Editor;
use crate::folder::uri;

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
