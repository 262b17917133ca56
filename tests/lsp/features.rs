//! Features in the editor: hovered, gone to, listed, renamed and completed, in sources and manifests.

use serde_json::{Value, json};

use crate::editor::{Editor, Setup};
use crate::folder::{Folder, uri};
use crate::wire::Wire;

const WORKSPACE: &str = r#"
//- Cargo.toml
[package]
name = "root"
version = "0.1.0"
edition = "2021"

[workspace]
members = ["net"]

[dependencies]
net = { path = "net", features = ["p2p"] }

[features]
full = ["net/p2p"]
//- src/lib.rs
//- net/Cargo.toml
[package]
name = "net"
version = "0.2.0"
edition = "2021"

[features]
default = []
p2p = []
//- net/src/lib.rs
#[cfg(feature = "p2p")] fn a() {}
/* b */ #[cfg(not(feature = "p2p"))] fn b() {}
"#;

fn start(folder: &Folder, vscode: bool) -> Editor {
    let folders = [folder.path.as_path()];
    Editor::start(Wire::start(), if vscode { Setup::vscode(&folders) } else { Setup::neovim(&folders) })
}

/// The parameters of a request about a place: 0-based, the column in UTF-16.
fn at(folder: &Folder, name: &str, line: u32, character: u32) -> Value {
    json!({
        "textDocument": { "uri": uri(&folder.join(name)) },
        "position": { "line": line, "character": character },
    })
}

fn with(mut params: Value, key: &str, value: Value) -> Value {
    params[key] = value;
    params
}

/// `file:line:from-to`, sorted.
fn places(folder: &Folder, locations: &Value) -> Vec<String> {
    let place = |location: &Value| {
        let file = location["uri"].as_str().unwrap().rsplit_once(folder.path.file_name().unwrap().to_str().unwrap());
        let range = &location["range"];
        let (start, end) = (&range["start"], &range["end"]);
        format!("{}:{}:{}-{}", file.unwrap().1, start["line"], start["character"], end["character"])
    };
    let mut places: Vec<String> = locations.as_array().unwrap().iter().map(place).collect();
    places.sort();
    places
}

#[test]
fn a_feature_is_hovered_gone_to_and_found_everywhere() {
    for vscode in [true, false] {
        let folder = Folder::of(WORKSPACE);
        let mut editor = start(&folder, vscode);
        editor.open("net/src/lib.rs");
        let here = || at(&folder, "net/src/lib.rs", 0, 18);
        let hover = editor.request("textDocument/hover", here()).unwrap();
        assert_eq!(hover["contents"]["kind"], "markdown");
        let text = hover["contents"]["value"].as_str().unwrap();
        assert!(text.contains("declared in `net/Cargo.toml:8`, off by default"), "{text}");
        assert_eq!(hover["range"]["start"]["character"], 17);

        let definition = editor.request("textDocument/definition", here()).unwrap();
        assert_eq!(places(&folder, &json!([definition])), ["/net/Cargo.toml:7:0-3"]);
        let all = with(here(), "context", json!({ "includeDeclaration": true }));
        let references = editor.request("textDocument/references", all).unwrap();
        assert_eq!(
            places(&folder, &references),
            [
                "/Cargo.toml:12:13-16",
                "/Cargo.toml:9:35-38",
                "/net/Cargo.toml:7:0-3",
                "/net/src/lib.rs:0:17-20",
                "/net/src/lib.rs:1:29-32",
            ]
        );
        let used = with(here(), "context", json!({ "includeDeclaration": false }));
        assert_eq!(editor.request("textDocument/references", used).unwrap().as_array().unwrap().len(), 4);
        let highlights = editor.request("textDocument/documentHighlight", here()).unwrap();
        assert_eq!(highlights.as_array().unwrap().len(), 2);
        // What is no feature is another server's.
        for method in ["textDocument/hover", "textDocument/definition", "textDocument/documentHighlight"] {
            assert_eq!(editor.request(method, at(&folder, "net/src/lib.rs", 0, 26)).unwrap(), Value::Null, "{method}");
        }
        assert_eq!(editor.quit(), 0);
    }
}

#[test]
fn a_rename_changes_documents_and_files_at_once() {
    let folder = Folder::of(WORKSPACE);
    let mut editor = start(&folder, true);
    editor.open("net/Cargo.toml");
    // What was typed and not saved counts.
    editor.open_with("net/src/lib.rs", "fn c() {}\n#[cfg(feature = \"p2p\")] fn a() {}\n");
    let here = || at(&folder, "net/Cargo.toml", 7, 1);
    let prepared = editor.request("textDocument/prepareRename", here()).unwrap();
    assert_eq!(prepared["placeholder"], "p2p");
    let renamed = editor.request("textDocument/rename", with(here(), "newName", json!("peer-to-peer"))).unwrap();
    let changes = renamed["documentChanges"].as_array().unwrap();
    let mut edited: Vec<(String, usize, bool)> = changes
        .iter()
        .map(|change| {
            let document = &change["textDocument"];
            let name = document["uri"].as_str().unwrap().rsplit('/').take(3).collect::<Vec<_>>();
            (
                name.into_iter().rev().collect::<Vec<_>>().join("/"),
                change["edits"].as_array().unwrap().len(),
                document["version"].is_i64(),
            )
        })
        .map(|(name, edits, versioned)| (name.split_once('/').unwrap().1.to_owned(), edits, versioned))
        .collect();
    edited.sort();
    let count: usize = edited.iter().map(|(_, edits, _)| edits).sum();
    assert_eq!(count, 4, "{edited:?}");
    assert!(
        changes
            .iter()
            .flat_map(|change| change["edits"].as_array().unwrap())
            .all(|edit| edit["newText"] == "peer-to-peer")
    );
    let versioned = edited.iter().filter(|(_, _, versioned)| *versioned).count();
    assert_eq!(versioned, 2, "those that are open: {edited:?}");
    assert_eq!(editor.quit(), 0);
}

#[test]
fn what_keeps_its_name_says_why() {
    let folder = Folder::of(WORKSPACE);
    let mut editor = start(&folder, true);
    editor.open("net/Cargo.toml");
    let refused = editor.request("textDocument/prepareRename", at(&folder, "net/Cargo.toml", 6, 2)).unwrap_err();
    assert!(refused["message"].as_str().unwrap().contains("keeps its name"), "{refused}");
    let taken = with(at(&folder, "net/Cargo.toml", 7, 1), "newName", json!("a b"));
    let refused = editor.request("textDocument/rename", taken).unwrap_err();
    assert_eq!(refused["code"], -32803);
    // Elsewhere in the manifest nothing can be renamed, and nothing is wrong with that.
    assert_eq!(editor.request("textDocument/prepareRename", at(&folder, "net/Cargo.toml", 1, 2)).unwrap(), Value::Null);
    assert_eq!(editor.quit(), 0);
}

#[test]
fn features_are_completed_while_the_string_is_open() {
    let folder = Folder::of(WORKSPACE);
    let mut editor = start(&folder, true);
    editor.open_with("net/src/lib.rs", "/* 𝄞 */ #[cfg(feature = \"p\nfn a() {}\n");
    let completed = editor.request("textDocument/completion", at(&folder, "net/src/lib.rs", 0, 27)).unwrap();
    let items = completed.as_array().unwrap();
    let labels: Vec<&str> = items.iter().map(|item| item["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["default", "p2p"]);
    let range = &items[1]["textEdit"]["range"];
    assert_eq!((&range["start"]["character"], &range["end"]["character"]), (&json!(26), &json!(27)));
    assert_eq!(editor.request("textDocument/completion", at(&folder, "net/src/lib.rs", 1, 3)).unwrap(), Value::Null);

    editor
        .open_with("Cargo.toml", "[package]\nname = \"root\"\n[dependencies]\nnet = { path = \"net\", features = [\"");
    let completed = editor.request("textDocument/completion", at(&folder, "Cargo.toml", 3, 36)).unwrap();
    assert_eq!(completed[0]["label"], "p2p");
    assert_eq!(editor.quit(), 0);
}

#[test]
fn a_manifest_says_at_once_what_names_no_feature() {
    let folder = Folder::of(WORKSPACE);
    let mut editor = start(&folder, false);
    editor.open("net/Cargo.toml");
    editor.when_idle();
    assert_eq!(editor.told_of_version("net/Cargo.toml").len(), 0);
    let text = editor.text("net/Cargo.toml").to_owned();
    let at = text.find("default = [").unwrap() + "default = [".len();
    editor.replace("net/Cargo.toml", at..at, "\"p2q\"");
    editor.when_idle();
    let diagnostics = editor.told_of_version("net/Cargo.toml");
    assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
    assert_eq!(diagnostics[0]["code"], "invalid-feature");
    editor.replace("net/Cargo.toml", at..at + 5, "");
    editor.when_idle();
    assert_eq!(editor.told_of_version("net/Cargo.toml").len(), 0);
    // What a dependent asks for is looked at anew when the feature goes.
    let text = editor.text("net/Cargo.toml").to_owned();
    let at = text.find("p2p = []").unwrap();
    editor.replace("net/Cargo.toml", at..at + 3, "q2q");
    editor.when_idle();
    let told = editor.told("Cargo.toml").expect("the dependent is told of");
    assert_eq!(told["diagnostics"].as_array().unwrap().len(), 2, "{told:#}");
    assert_eq!(editor.quit(), 0);
}

const FILES: [&str; 4] = ["Cargo.toml", "src/lib.rs", "net/Cargo.toml", "net/src/lib.rs"];

/// Renames the feature at a place of a document, which nobody has open, and saves everything.
fn rename(folder: &Folder, (name, line, character): (&str, u32, u32), to: &str) {
    let mut editor = start(folder, true);
    editor.open(name);
    let renamed = editor.request("textDocument/rename", with(at(folder, name, line, character), "newName", json!(to)));
    editor.apply(&json!({ "edit": renamed.unwrap() }));
    folder.write(name, editor.text(name));
    assert_eq!(editor.quit(), 0);
}

/// Whether Cargo compiles the member with the feature, and what it says.
fn compiles_with(folder: &Folder, feature: &str) -> (bool, String) {
    let output = crate::machine::command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--offline", "--workspace", "--features", feature])
        .current_dir(&folder.path)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn cargo_knows_a_feature_by_its_new_name_alone_and_back_again_nothing_has_changed() {
    let folder = Folder::of(WORKSPACE);
    let texts = || FILES.map(|name| folder.read(name));
    let before = texts();
    assert!(compiles_with(&folder, "net/p2p").0);
    // In this workspace the letters stand for nothing else, so that to count them is to count the feature's places.
    let count = |name: &str| texts().iter().map(|text| text.matches(name).count()).sum::<usize>();
    let places = count("p2p");

    rename(&folder, ("net/src/lib.rs", 0, 18), "peer-to-peer");
    assert_eq!((count("p2p"), count("peer-to-peer")), (0, places));
    let (compiles, said) = compiles_with(&folder, "net/peer-to-peer");
    assert!(compiles && !said.contains("unexpected"), "{said}");
    let (compiles, said) = compiles_with(&folder, "net/p2p");
    assert!(!compiles && said.contains("p2p"), "{said}");

    rename(&folder, ("net/Cargo.toml", 7, 3), "p2p");
    assert_eq!(texts(), before);
}
