//! What the editor shows, and when.

use serde_json::json;

use crate::editor::{Editor, Setup};
use crate::folder::Folder;
use crate::wire::Wire;

/// The line that does not compile is the third of `src/lib.rs`.
pub(crate) fn broken_import() -> Folder {
    Folder::of(
        "\
//- Cargo.toml
[package]
name = \"sample\"
version = \"0.1.0\"
edition = \"2024\"
//- src/lib.rs
pub mod error;
pub mod user;
use crate::error::GgenError;
pub fn fail(_: GgenError) {}
//- src/error.rs
pub struct Error;
//- src/user.rs
use crate::error::Error;
pub fn use_it(_: Error) {}
",
    )
}

const BROKEN_IMPORT: &str = "2:4-2:27 error unresolved-import: unresolved import `crate::error::GgenError`";

#[test]
fn what_is_broken_shows_when_its_file_is_opened() {
    let folder = broken_import();
    for mut editor in [Editor::neovim(&folder), Editor::vscode(&folder)] {
        editor.open("src/lib.rs");
        assert_eq!(editor.diagnostics_of_version("src/lib.rs", 1), [BROKEN_IMPORT]);
        assert_eq!(editor.quit(), 0);
    }
}

#[test]
fn an_edit_that_repairs_it_empties_the_list_for_that_version() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    editor.open("src/lib.rs");
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    let version = editor.edit("src/lib.rs", "error::GgenError", "error::Error as GgenError");
    assert_eq!(editor.diagnostics_of_version("src/lib.rs", version), [""; 0]);
}

#[test]
fn files_that_are_not_open_are_shown_too_and_follow_unsaved_edits_elsewhere() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    editor.open("src/error.rs");
    editor.edit("src/error.rs", "struct Error", "struct GgenError");
    editor.expect_diagnostics("src/lib.rs", &[]);
    editor.expect_diagnostics(
        "src/user.rs",
        &["0:4-0:23 error unresolved-import: unresolved import `crate::error::Error`"],
    );
}

#[test]
fn columns_behind_other_scripts_are_counted_as_negotiated() {
    let folder = broken_import();
    folder.write("src/lib.rs", "mod error;\nmod user;\n/* 𝄞 ü */ use crate::error::GgenError;\n");
    let column = |mut editor: Editor, line: &str| {
        editor.open("src/lib.rs");
        editor.expect_diagnostics("src/lib.rs", &[line]);
        editor.quit();
    };
    let message = "error unresolved-import: unresolved import `crate::error::GgenError`";
    column(Editor::vscode(&folder), &format!("2:15-2:38 {message}"));
    column(Editor::neovim(&folder), &format!("2:18-2:41 {message}"));
}

#[test]
fn closing_a_document_brings_back_what_the_disk_has() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    editor.open("src/user.rs");
    let version = editor.edit("src/user.rs", "use crate::error::Error", "use crate::error::Eror");
    let broken = "0:4-0:22 error unresolved-import: unresolved import `crate::error::Eror`";
    assert_eq!(editor.diagnostics_of_version("src/user.rs", version), [broken]);
    editor.close("src/user.rs");
    editor.expect_diagnostics("src/user.rs", &[]);
}

#[test]
fn an_unsaved_manifest_counts() {
    let folder = broken_import();
    folder.write("src/user.rs", "#[cfg(feature = \"p2p\")]\npub fn shared() {}\n");
    let mut editor = Editor::neovim(&folder);
    editor.open("src/user.rs");
    editor.open("Cargo.toml");
    editor.expect_diagnostics(
        "src/user.rs",
        &["0:6-0:21 warning undeclared-feature: unexpected `cfg` condition value: `p2p`"],
    );
    editor.edit("Cargo.toml", "edition = \"2024\"\n", "edition = \"2024\"\n\n[features]\np2p = []\n");
    editor.expect_diagnostics("src/user.rs", &[]);
    editor.close("Cargo.toml");
    editor.expect_diagnostics(
        "src/user.rs",
        &["0:6-0:21 warning undeclared-feature: unexpected `cfg` condition value: `p2p`"],
    );
}

#[test]
fn a_change_on_disk_counts_if_the_editor_tells_of_it() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    let registration = &editor.server_request("client/registerCapability")["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    folder.write("src/error.rs", "pub struct Error;\npub type GgenError = Error;\n");
    editor.changed_on_disk("src/error.rs");
    editor.expect_diagnostics("src/lib.rs", &[]);
}

#[test]
fn an_editor_that_cannot_watch_files_is_not_asked_to() {
    let folder = broken_import();
    let mut editor = Editor::neovim(&folder);
    editor.open("src/lib.rs");
    editor.expect_diagnostics("src/lib.rs", &[BROKEN_IMPORT]);
    let registered = editor.server_requests.iter().filter(|request| request["method"] == "client/registerCapability");
    assert_eq!(registered.count(), 0);
}

#[test]
fn only_what_the_editor_can_show_is_sent() {
    let folder = broken_import();
    let extras = |mut editor: Editor| {
        let told = editor.wait_for("src/lib.rs", |told| !told["diagnostics"].as_array().unwrap().is_empty());
        let diagnostic = &told["diagnostics"][0];
        ["codeDescription", "relatedInformation", "data", "tags"].map(|extra| diagnostic.get(extra).is_some())
    };
    assert_eq!(extras(Editor::vscode(&folder)), [true, true, true, false]);
    assert_eq!(extras(Editor::neovim(&folder)), [false, true, true, false]);
}

#[test]
fn an_editor_that_can_do_nothing_is_told_and_asked_nothing_but_diagnostics() {
    let folder = broken_import();
    let folders = [folder.path.as_path()];
    let setup = Setup { capabilities: json!({}), ..Setup::neovim(&folders) };
    let mut editor = Editor::start(Wire::start(), setup);
    assert_eq!(editor.server["positionEncoding"], "utf-16");
    for provider in ["codeActionProvider", "diagnosticProvider"] {
        assert_eq!(editor.server.get(provider), None);
    }
    editor.open("src/lib.rs");
    assert_eq!(editor.diagnostics_of_version("src/lib.rs", 1), [BROKEN_IMPORT]);
    editor.open("src/error.rs");
    editor.edit("src/error.rs", "struct Error", "struct GgenError");
    editor.expect_diagnostics("src/lib.rs", &[]);
    folder.write("src/user.rs", "use crate::error::Missing;\n");
    editor.changed_on_disk("src/user.rs");
    editor.expect_diagnostics(
        "src/user.rs",
        &["0:4-0:25 error unresolved-import: unresolved import `crate::error::Missing`"],
    );
    assert_eq!((editor.server_requests.len(), editor.notifications.len()), (0, 0));
    let known = ["range", "severity", "code", "source", "message"];
    for diagnostic in editor.published.iter().flat_map(|told| told["diagnostics"].as_array().unwrap()) {
        assert!(diagnostic.as_object().unwrap().keys().all(|key| known.contains(&key.as_str())), "{diagnostic}");
    }
    assert_eq!(editor.quit(), 0);
}

#[test]
fn a_diagnostic_links_to_its_rule_and_names_rustcs_code() {
    let folder = broken_import();
    let mut editor = Editor::vscode(&folder);
    let told = editor.wait_for("src/lib.rs", |told| !told["diagnostics"].as_array().unwrap().is_empty());
    let diagnostic = &told["diagnostics"][0];
    let page = "https://github.com/greenlight-rs/greenlight/blob/main/docs/rules/unresolved-import.md";
    assert_eq!(diagnostic["codeDescription"]["href"], page);
    assert_eq!(diagnostic["data"]["code"], "E0432");
}
