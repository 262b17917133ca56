//! Clients that do not do their part: one that never answers, and one that does not read.

use serde_json::{Value, json};

use crate::diagnostics::broken_import;
use crate::editor::{Editor, Setup};
use crate::folder::{Folder, uri};
use crate::order::{MY_ERROR, assert_answered, many_modules, module};
use crate::pull::refreshes;
use crate::wire::Wire;

const BROKEN_IMPORT: &str = "2:4-2:27 error unresolved-import: unresolved import `crate::error::GgenError`";

fn methods(requests: &[Value]) -> Vec<&str> {
    requests.iter().map(|request| request["method"].as_str().unwrap()).collect()
}

/// Edits `error.rs` so that `lib.rs`, which is open, is broken or not, a thousand times.
fn a_thousand_messages(mut editor: Editor) -> Editor {
    editor.open("src/lib.rs");
    editor.open("src/error.rs");
    for number in 0..250 {
        editor.edit("src/error.rs", "struct Error", "struct GgenError");
        editor.ask("greenlight/nothing", json!({}));
        if number % 50 == 0 {
            editor.expect_diagnostics("src/lib.rs", &[]);
            assert_eq!(editor.code_actions("src/lib.rs", "GgenError"), [json!(null); 0]);
        }
        editor.edit("src/error.rs", "struct GgenError", "struct Error");
        editor.ask("greenlight/nothing", json!({}));
        if number % 50 == 0 {
            editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
            assert_ne!(editor.code_actions("src/lib.rs", "GgenError"), [json!(null); 0]);
        }
    }
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    editor
}

#[test]
fn a_client_that_never_answers_is_served_all_the_same() {
    let folder = broken_import();
    let folders = [folder.path.as_path()];
    let neovim = Setup { answers: false, ..Setup::neovim(&folders) };
    let editor = a_thousand_messages(Editor::start(Wire::start(), neovim));
    assert_eq!(methods(&editor.server_requests), ["window/workDoneProgress/create"]);
    assert_eq!(editor.quit(), 0);

    let vscode = Setup { answers: false, ..Setup::vscode(&folders) };
    let mut editor = a_thousand_messages(Editor::start(Wire::start(), vscode));
    for (from, to) in [("struct Error", "struct GgenError"), ("struct GgenError", "struct Error")] {
        let before = refreshes(&editor);
        editor.edit("src/error.rs", from, to);
        while refreshes(&editor) == before {
            editor.receive();
        }
        editor.pull("src/lib.rs");
    }
    let asked = methods(&editor.server_requests);
    for method in ["client/registerCapability", "window/workDoneProgress/create", "workspace/diagnostic/refresh"] {
        assert!(asked.contains(&method), "{asked:?}");
    }
    assert_eq!(editor.quit(), 0);
}

/// A client that reads nothing, for which the server has more to say than any pipe holds.
fn not_reading(folder: &Folder) -> (Editor, Vec<i32>) {
    let mut editor = Editor::neovim(folder);
    let mut asked = Vec::new();
    editor.open(&module(0));
    let params = json!({
        "textDocument": { "uri": uri(&folder.join(&module(0))) },
        "range": editor.range(&module(0), "MyError"),
        "context": { "diagnostics": [] },
    });
    assert_ne!(editor.request("textDocument/codeAction", params.clone()).unwrap(), json!([]));
    editor.wire.stop_reading();
    for number in 1..=300 {
        editor.open(&module(number));
        asked.push(editor.ask("textDocument/codeAction", params.clone()));
        editor.edit(&module(number), "error::MyError", "error::Error");
        editor.edit(&module(number), "error::Error", "error::MyError");
        asked.push(editor.ask("textDocument/codeAction", json!({ "textDocument": "-".repeat(1000) })));
    }
    (editor, asked)
}

#[test]
fn a_client_that_does_not_read_for_a_while_misses_nothing() {
    let folder = many_modules(301);
    let (mut editor, asked) = not_reading(&folder);
    editor.wire.go_on_reading();
    for (number, id) in asked.into_iter().enumerate() {
        let answer = editor.answer(id);
        match number % 2 {
            0 => assert_answered(answer),
            _ => assert_eq!(answer.unwrap_err()["code"], -32602),
        }
    }
    for number in 1..=300 {
        assert_eq!(editor.diagnostics_of_version(&module(number), 3), [MY_ERROR]);
    }
    assert_eq!(editor.quit(), 0);
}

#[test]
fn a_client_that_does_not_read_can_still_end_the_server() {
    let folder = many_modules(301);
    let (mut editor, _) = not_reading(&folder);
    editor.wire.send(json!({ "method": "exit" }));
    assert_eq!(editor.wire.exit_code(), 1);
}
