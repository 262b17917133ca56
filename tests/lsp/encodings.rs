//! Columns in each encoding that a client may ask for, and lines with each line break.

use serde_json::{Value, json};

use crate::diagnostics::broken_import;
use crate::editor::{Editor, Setup};
use crate::folder::Folder;
use crate::wire::Wire;

/// Before what is broken come a character of four bytes and two UTF-16 units, and one of two bytes and one unit.
const LINE: &str = "/* 𝄞ü */ use crate::error::GgenError; /* 𝄞 */ fn fail(_: GgenError) {}";

/// The column of `crate::error::GgenError` in [`LINE`], and the one behind it.
const COLUMNS: [(&str, (u32, u32)); 3] = [("utf-8", (17, 40)), ("utf-16", (14, 37)), ("utf-32", (13, 36))];

const LINE_BREAKS: [&str; 3] = ["\n", "\r\n", "\r"];

fn folder(line_break: &str) -> Folder {
    let folder = broken_import();
    folder.write("src/lib.rs", &["mod error;", "mod user;", LINE, ""].join(line_break));
    folder
}

fn offering(encodings: Value, folder: &Folder) -> Editor {
    let folders = [folder.path.as_path()];
    let mut setup = Setup::vscode(&folders);
    setup.capabilities["general"]["positionEncodings"] = encodings;
    Editor::start(Wire::start(), setup)
}

fn broken(line: u32, (start, end): (u32, u32)) -> String {
    let message = "error unresolved-import: unresolved import `crate::error::GgenError`";
    format!("{line}:{start}-{line}:{end} {message}")
}

#[test]
fn the_encoding_is_one_that_is_offered() {
    let folder = broken_import();
    let negotiated = |offered: Value| offering(offered, &folder).server["positionEncoding"].clone();
    assert_eq!(negotiated(json!(["utf-32", "utf-16", "utf-8"])), "utf-8");
    assert_eq!(negotiated(json!(["utf-32", "utf-16"])), "utf-16");
    assert_eq!(negotiated(json!(["utf-32"])), "utf-32");
    assert_eq!(negotiated(json!([])), "utf-16");
    assert_eq!(negotiated(json!(["utf-7"])), "utf-16");
    assert_eq!(negotiated(json!(null)), "utf-16");
}

#[test]
fn diagnostics_and_fixes_have_their_place_in_each_encoding_behind_each_line_break() {
    for line_break in LINE_BREAKS {
        let folder = folder(line_break);
        for (encoding, columns) in COLUMNS {
            let mut editor = offering(json!([encoding]), &folder);
            // A file that is not open has them too.
            editor.expect_diagnostics("src/lib.rs", &[&broken(2, columns)]);
            editor.open("src/lib.rs");
            editor.expect_diagnostics("src/lib.rs", &[&broken(2, columns)]);
            let actions = editor.code_actions("src/lib.rs", "GgenError");
            editor.apply(&actions[0]);
            let expected = folder.read("src/lib.rs").replace("GgenError", "Error");
            assert_eq!(editor.text("src/lib.rs"), expected, "{encoding} {line_break:?}");
            editor.expect_diagnostics("src/lib.rs", &[]);
        }
    }
}

#[test]
fn edits_change_what_they_speak_of_in_each_encoding_behind_each_line_break() {
    for line_break in LINE_BREAKS {
        let folder = folder(line_break);
        for (encoding, (start, end)) in COLUMNS {
            let mut editor = offering(json!([encoding]), &folder);
            editor.open("src/lib.rs");
            editor.edit("src/lib.rs", "error::GgenError", "error::Error as GgenError");
            editor.expect_diagnostics("src/lib.rs", &[]);
            // Behind the end of what changes there is a character of several units.
            editor.edit("src/lib.rs", "Error as GgenError; /* 𝄞", "GgenError; /* 𝄞𝄞");
            editor.expect_diagnostics("src/lib.rs", &[&broken(2, (start, end))]);
            // A line break comes in before it, and a character inside another comment goes.
            editor.edit("src/lib.rs", "mod user;", &format!("mod user;{line_break}"));
            editor.edit("src/lib.rs", "𝄞ü */ use", "ü */ use");
            let width = match encoding {
                "utf-8" => 4,
                "utf-16" => 2,
                _ => 1,
            };
            editor.expect_diagnostics("src/lib.rs", &[&broken(3, (start - width, end - width))]);
            let actions = editor.code_actions("src/lib.rs", "GgenError");
            editor.apply(&actions[0]);
            assert!(!editor.text("src/lib.rs").contains("GgenError"), "{encoding} {line_break:?}");
            assert!(editor.text("src/lib.rs").ends_with(&format!("/* 𝄞𝄞 */ fn fail(_: Error) {{}}{line_break}")));
        }
    }
}

#[test]
fn a_fix_in_another_file_has_its_place_there() {
    let folder = broken_import();
    folder.write("src/user.rs", "#[cfg(feature = \"p2p\")]\npub fn shared() {}\n");
    let manifest = folder.read("Cargo.toml").replace('\n', "\r\n");
    for (encoding, _) in COLUMNS {
        folder.write("Cargo.toml", &format!("# 𝄞ü\r\n{manifest}[features]\r\n\"ü\" = [] # 𝄞\r\n"));
        let mut editor = offering(json!([encoding]), &folder);
        editor.open("src/user.rs");
        let actions = editor.code_actions("src/user.rs", "p2p");
        editor.apply(&actions[0]);
        let fixed = folder.read("Cargo.toml");
        assert!(fixed.contains("\"ü\" = [] # 𝄞\r\np2p = []\r\n"), "{encoding}: {fixed:?}");
        editor.changed_on_disk("Cargo.toml");
        editor.expect_diagnostics("src/user.rs", &[]);
    }
}
