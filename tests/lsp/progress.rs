//! What the user sees while a workspace is read.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostics::broken_import;
use crate::editor::{Editor, Setup};
use crate::folder::uri;
use crate::order::many_modules;
use crate::wire::Wire;

const BROKEN_IMPORT: &str = "2:4-2:27 error unresolved-import: unresolved import `crate::error::GgenError`";

/// All progress until `count` workspaces are done: for each token, `create` and the kinds of what was told under it.
fn progress(editor: &mut Editor, count: usize) -> BTreeMap<String, Vec<String>> {
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut take = |message: &Value| {
        let params = &message["params"];
        let what = match message["method"].as_str() {
            Some("window/workDoneProgress/create") => "create",
            Some("$/progress") => params["value"]["kind"].as_str().unwrap(),
            _ => return false,
        };
        let token = params["token"].as_str().expect("not every editor takes numbers");
        told.entry(token.to_owned()).or_default().push(what.to_owned());
        what == "end"
    };
    let mut ended = 0;
    while ended < count {
        ended += usize::from(take(&editor.receive()));
    }
    told
}

#[test]
fn each_workspace_that_is_opened_shows_once_that_it_is_read() {
    let (first, second) = (broken_import(), broken_import());
    let folders = [first.path.as_path(), second.path.as_path()];
    for setup in [Setup::neovim(&folders), Setup::vscode(&folders)] {
        let mut editor = Editor::start(Wire::start(), setup);
        let told = progress(&mut editor, 2);
        assert_eq!(told.len(), 2, "a token each");
        assert!(told.values().all(|steps| steps == &["create", "begin", "end"]), "{told:?}");
    }
}

#[test]
fn edits_are_no_occasion_for_progress() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    progress(&mut editor, 1);
    editor.open("src/lib.rs");
    editor.open("src/error.rs");
    editor.edit("src/error.rs", "struct Error", "struct GgenError");
    editor.expect_diagnostics("src/lib.rs", &[]);
    let told = editor.notifications.iter().filter(|message| message["method"] == "$/progress");
    assert_eq!(told.count(), 2);
    assert_eq!(editor.server_requests.len(), 1);
}

#[test]
fn nothing_is_told_before_the_editor_has_made_a_place_for_it() {
    let folder = broken_import();
    let folders = [folder.path.as_path()];
    let mut editor = Editor::start(Wire::start(), Setup { answers: false, ..Setup::neovim(&folders) });
    let create = editor.server_request("window/workDoneProgress/create");
    editor.open("src/lib.rs");
    assert_eq!(editor.diagnostics_of_version("src/lib.rs", 1), [BROKEN_IMPORT]);
    editor.open("src/error.rs");
    editor.edit("src/error.rs", "struct Error", "struct GgenError");
    editor.expect_diagnostics("src/lib.rs", &[]);
    assert_eq!(editor.notifications, [json!(null); 0]);
    editor.wire.send(json!({ "id": create["id"], "result": null }));
    let told = progress(&mut editor, 1);
    assert_eq!(told.into_values().collect::<Vec<_>>(), [["begin", "end"]]);
}

#[test]
fn an_editor_that_refuses_to_show_progress_is_spared_it() {
    let folder = broken_import();
    let folders = [folder.path.as_path()];
    let mut editor = Editor::start(Wire::start(), Setup { answers: false, ..Setup::neovim(&folders) });
    let create = editor.server_request("window/workDoneProgress/create");
    editor.wire.send(json!({ "id": create["id"], "error": { "code": -32601, "message": "no" } }));
    editor.open("src/lib.rs");
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    editor.open("src/error.rs");
    editor.edit("src/error.rs", "struct Error", "struct GgenError");
    editor.expect_diagnostics("src/lib.rs", &[]);
    assert_eq!(editor.notifications, [json!(null); 0]);
}

#[test]
fn a_workspace_that_is_gone_while_it_is_read_shows_no_progress_any_more() {
    let (first, second) = (broken_import(), many_modules(1000));
    let folders = [first.path.as_path(), second.path.as_path()];
    let mut editor = Editor::start(Wire::start(), Setup::vscode(&folders));
    let name = second.path.file_name().unwrap().to_str().unwrap();
    editor.notification("$/progress", |told| told["value"]["message"].as_str().is_some_and(|it| it.contains(name)));
    let removed = json!([{ "uri": uri(&second.path), "name": "folder" }]);
    editor.notify("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [], "removed": removed } }));
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    let kinds = |editor: &Editor| {
        let told = editor.notifications.iter().filter(|message| message["method"] == "$/progress");
        let kinds: Vec<_> = told.map(|message| message["params"]["value"]["kind"].clone()).collect();
        (kinds.iter().filter(|kind| *kind == "begin").count(), kinds.iter().filter(|kind| *kind == "end").count())
    };
    while kinds(&editor).1 == 0 || kinds(&editor).0 != kinds(&editor).1 {
        editor.receive();
    }
}

#[test]
fn an_editor_without_progress_gets_none() {
    let folder = broken_import();
    let folders = [folder.path.as_path()];
    let mut setup = Setup::neovim(&folders);
    setup.capabilities["window"]["workDoneProgress"] = json!(false);
    let mut editor = Editor::start(Wire::start(), setup);
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    editor.open("src/error.rs");
    editor.edit("src/error.rs", "struct Error", "struct GgenError");
    editor.expect_diagnostics("src/lib.rs", &[]);
    assert_eq!((editor.server_requests.len(), editor.notifications.len()), (0, 0));
}
