//! A bug in the server costs one answer and nothing else. Builds with debug assertions, such as that of the tests, have
//! bugs where `GREENLIGHT_PANIC_AT` says.

use serde_json::json;

use crate::diagnostics::broken_import;
use crate::editor::{Editor, Setup};
use crate::folder::{Folder, uri};
use crate::wire::Wire;

const BROKEN_IMPORT: &str = "2:4-2:27 error unresolved-import: unresolved import `crate::error::GgenError`";
const BROKEN_USER: &str = "0:4-0:25 error unresolved-import: unresolved import `crate::error::MyError`";

fn folder() -> Folder {
    let folder = broken_import();
    folder.write("src/user.rs", "use crate::error::MyError;\npub fn use_it(_: MyError) {}\n");
    folder
}

fn panicking_at(place: &str) -> Wire {
    Wire::start_with(|command| _ = command.env("GREENLIGHT_PANIC_AT", place))
}

/// The code actions at the first import of a document, or the error.
fn code_actions(editor: &mut Editor, folder: &Folder, name: &str) -> Result<serde_json::Value, serde_json::Value> {
    let document = json!({ "uri": uri(&folder.join(name)) });
    let range = editor.range(name, "crate::error::");
    let params = json!({ "textDocument": document, "range": range, "context": { "diagnostics": [] } });
    editor.request("textDocument/codeAction", params)
}

/// What the user was told of.
fn shown(editor: &Editor) -> Vec<&str> {
    let shown = editor.notifications.iter().filter(|message| message["method"] == "window/showMessage");
    let error = |message: &&serde_json::Value| message["params"]["type"] == 1;
    shown.filter(error).map(|message| message["params"]["message"].as_str().unwrap()).collect()
}

/// That the line of the code that panicked is named.
#[track_caller]
fn assert_names_the_place(text: &str) {
    let place = text.split("server/lsp/src/").nth(1).unwrap_or_else(|| panic!("no place in {text}"));
    let (_, line) = place.split_once(".rs:").unwrap();
    assert!(line.starts_with(|first: char| first.is_ascii_digit()), "{text}");
}

#[test]
fn a_request_that_brings_a_bug_up_is_answered_with_an_error_and_all_others_as_ever() {
    let folder = folder();
    let folders = [folder.path.as_path()];
    for setup in [Setup::neovim(&folders), Setup::vscode(&folders)] {
        let mut editor = Editor::start(panicking_at("codeAction:lib.rs"), setup);
        editor.open("src/lib.rs");
        editor.open("src/user.rs");
        for _ in 0..3 {
            assert_eq!(code_actions(&mut editor, &folder, "src/lib.rs").unwrap_err()["code"], -32603);
            assert_ne!(code_actions(&mut editor, &folder, "src/user.rs").unwrap(), json!([]));
        }
        editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
        editor.expect_diagnostics("src/user.rs", &[BROKEN_USER]);
        // What is told about a file that is not open comes after all that was told before.
        editor.edit("src/lib.rs", "pub mod error;", "pub mod error;\npub mod more;");
        folder.write("src/more.rs", "use crate::error::MyError;\n");
        editor.changed_on_disk("src/more.rs");
        editor.expect_diagnostics("src/more.rs", &[BROKEN_USER]);
        assert_eq!(shown(&editor).len(), 1);
        assert_names_the_place(shown(&editor)[0]);
        let (code, log) = editor.end();
        assert_eq!(code, 0);
        assert_names_the_place(&log);
        assert_eq!(log.matches("on purpose, at codeAction of lib.rs").count(), 3, "{log}");
        std::fs::remove_file(folder.join("src/more.rs")).unwrap();
    }
}

#[test]
fn a_file_that_brings_a_bug_up_goes_without_diagnostics_and_no_other_does() {
    let folder = folder();
    let folders = [folder.path.as_path()];
    for setup in [Setup::neovim(&folders), Setup::vscode(&folders)] {
        let mut editor = Editor::start(panicking_at("findings:user.rs"), setup);
        editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
        editor.open("src/user.rs");
        for number in 0..3 {
            assert_eq!(editor.diagnostics_of_version("src/user.rs", 1 + number), [""; 0]);
            assert_eq!(code_actions(&mut editor, &folder, "src/user.rs").unwrap_err()["code"], -32603);
            editor.edit("src/user.rs", "use crate", "pub use crate");
        }
        editor.open("src/error.rs");
        editor.edit("src/error.rs", "struct Error", "struct GgenError");
        editor.expect_diagnostics("src/lib.rs", &[]);
        editor.edit("src/error.rs", "struct GgenError", "struct Error");
        editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
        assert_eq!(shown(&editor).len(), 1);
        let (code, log) = editor.end();
        assert_eq!(code, 0);
        assert_names_the_place(&log);
    }
}

#[test]
fn the_log_goes_to_the_file_that_was_named() {
    let folder = folder();
    let log = folder.join("greenlight.log");
    let wire = Wire::start_with(|command| {
        command.env("GREENLIGHT_PANIC_AT", "codeAction:lib.rs").arg("--log").arg(&log);
    });
    let folders = [folder.path.as_path()];
    let mut editor = Editor::start(wire, Setup::neovim(&folders));
    editor.open("src/lib.rs");
    assert_eq!(code_actions(&mut editor, &folder, "src/lib.rs").unwrap_err()["code"], -32603);
    assert_eq!(editor.end(), (0, String::new()));
    assert_names_the_place(&folder.read("greenlight.log"));
}
