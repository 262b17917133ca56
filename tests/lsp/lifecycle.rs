//! How a session begins and ends.

use serde_json::json;

use crate::diagnostics::broken_import;
use crate::editor::{Editor, Setup};
use crate::wire::Wire;

#[test]
fn exit_after_shutdown_is_a_success() {
    let folder = broken_import();
    assert_eq!(Editor::neovim(&folder).quit(), 0);
}

#[test]
fn exit_without_shutdown_is_a_failure() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    editor.wire.send(json!({ "method": "exit" }));
    assert_eq!(editor.wire.exit_code(), 1);
}

#[test]
fn exit_before_anything_else_ends_the_server_too() {
    let mut wire = Wire::start();
    wire.send(json!({ "method": "exit" }));
    assert_eq!(wire.exit_code(), 1);
}

#[test]
fn a_client_that_is_gone_leaves_no_server_behind() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    editor.open("src/lib.rs");
    editor.wire.hang_up();
    assert_eq!(editor.wire.exit_code(), 1);
}

#[test]
fn requests_before_initialize_are_refused_and_do_no_harm() {
    let mut wire = Wire::start();
    let params = json!({ "textDocument": { "uri": "file:///a.rs" }, "position": { "line": 0, "character": 0 } });
    wire.send(json!({ "id": 1, "method": "textDocument/hover", "params": params }));
    assert_eq!(wire.receive().unwrap()["error"]["code"], -32002);
    wire.send(json!({ "id": 2, "method": "initialize", "params": { "processId": null, "capabilities": {} } }));
    assert_eq!(wire.receive().unwrap()["result"]["serverInfo"]["name"], "greenlight");
}

#[test]
fn parameters_that_make_no_sense_are_refused_and_do_no_harm() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    let error = editor.request("textDocument/codeAction", json!({ "textDocument": 1 })).unwrap_err();
    assert_eq!(error["code"], -32602);
    let error = editor.request("greenlight/nothing", json!({})).unwrap_err();
    assert_eq!(error["code"], -32601);
    editor.notify("textDocument/didChange", json!({ "contentChanges": "?" }));
    editor.open("src/lib.rs");
    assert_eq!(editor.diagnostics_of_version("src/lib.rs", 1).len(), 1);
}

#[test]
fn each_editor_gets_an_encoding_that_it_offers() {
    let folder = broken_import();
    assert_eq!(Editor::neovim(&folder).server["positionEncoding"], "utf-8");
    assert_eq!(Editor::vscode(&folder).server["positionEncoding"], "utf-16");
}

#[test]
fn exit_ends_the_server_though_stdin_stays_open_and_requests_wait() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    editor.open("src/lib.rs");
    for _ in 0..50 {
        let document = json!({ "uri": crate::folder::uri(&folder.join("src/lib.rs")) });
        editor.ask("textDocument/diagnostic", json!({ "textDocument": document }));
    }
    editor.request("shutdown", json!(null)).unwrap();
    editor.wire.send(json!({ "method": "exit" }));
    assert_eq!(editor.wire.exit_code(), 0);
}

#[test]
fn a_client_that_is_gone_after_shutdown_leaves_no_server_behind_either() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    editor.request("shutdown", json!(null)).unwrap();
    editor.wire.hang_up();
    assert_eq!(editor.wire.exit_code(), 0);
}

#[test]
fn after_shutdown_requests_are_refused() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    editor.request("shutdown", json!(null)).unwrap();
    assert_eq!(editor.request("shutdown", json!(null)).unwrap_err()["code"], -32600);
    assert_eq!(editor.request("codeAction/resolve", json!({ "title": "" })).unwrap_err()["code"], -32600);
    editor.wire.send(json!({ "method": "exit" }));
    assert_eq!(editor.wire.exit_code(), 0);
}

/// An editor that is killed says nothing, and another process may have inherited the other end of stdin.
#[cfg(unix)]
#[test]
fn the_server_leaves_soon_after_the_process_that_started_it() {
    let folder = broken_import();
    let mut started_by = crate::machine::command("sleep").arg("600").spawn().unwrap();
    let folders = [folder.path.as_path()];
    let setup = Setup { process_id: Some(started_by.id()), ..Setup::neovim(&folders) };
    let mut editor = Editor::start(Wire::start(), setup);
    editor.open("src/lib.rs");
    assert_eq!(editor.diagnostics_of_version("src/lib.rs", 1).len(), 1);
    started_by.kill().unwrap();
    // Nobody waits for it before the server has left: until then it is a zombie.
    let died = std::time::Instant::now();
    assert_eq!(editor.wire.exit_code(), 1);
    println!("the server left {:?} after the process that started it", died.elapsed());
    assert!(died.elapsed() < std::time::Duration::from_secs(20), "{:?}", died.elapsed());
    started_by.wait().unwrap();
}
