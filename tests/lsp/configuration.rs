//! greenlight.toml in the editor: mistakes while it is typed, what may stand there, and what it means.

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

[lib]
bench = false

[dev-dependencies]
criterion = "0.8"

[[bench]]
name = "search"
harness = false
//- src/lib.rs
#[cfg(feature = "p2p")] fn a() {}
//- benches/search.rs
fn f(c: &mut Criterion) { c.bench_function("search/all", f); }
criterion_group!(benches, f);
criterion_main!(benches);
"#;

fn at(folder: &Folder, line: u32, character: u32) -> Value {
    json!({
        "textDocument": { "uri": uri(&folder.join("greenlight.toml")) },
        "position": { "line": line, "character": character },
    })
}

fn codes(editor: &Editor, name: &str) -> Vec<String> {
    let told = editor.told(name).map(|told| told["diagnostics"].clone()).unwrap_or_default();
    told.as_array().into_iter().flatten().map(|it| it["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_configuration_is_written_from_nothing() {
    for vscode in [true, false] {
        let folder = Folder::of(WORKSPACE);
        let folders = [folder.path.as_path()];
        let setup = if vscode { Setup::vscode(&folders) } else { Setup::neovim(&folders) };
        let mut editor = Editor::start(Wire::start(), setup);
        editor.open_with("greenlight.toml", "[[per");
        let completed = editor.request("textDocument/completion", at(&folder, 0, 5)).unwrap();
        let target = completed.as_array().unwrap().iter().find(|item| item["label"] == "[[perf-target]]").unwrap();
        assert_eq!(target["textEdit"]["newText"], "[[perf-target]]");
        assert_eq!(target["textEdit"]["range"]["start"]["character"], 0);
        assert_eq!(target["documentation"]["kind"], "markdown");

        // As it stands, unsaved and unfinished.
        let text = "[[perf-target]]\nbench = \"sea\nmust = \"<100ms\"\n[rules]\n";
        editor.replace("greenlight.toml", 0..5, text);
        let completed = editor.request("textDocument/completion", at(&folder, 1, 12)).unwrap();
        let item = &completed[0];
        assert_eq!((&item["label"], &item["textEdit"]["newText"]), (&json!("search/all"), &json!("search/all")));
        assert_eq!(item["textEdit"]["range"]["start"], json!({ "line": 1, "character": 9 }));
        assert_eq!(item["textEdit"]["range"]["end"], json!({ "line": 1, "character": 12 }));

        let hover = editor.request("textDocument/hover", at(&folder, 2, 1)).unwrap();
        assert!(hover["contents"]["value"].as_str().unwrap().starts_with("**`must`**"), "{hover}");
        assert_eq!(editor.request("textDocument/hover", at(&folder, 2, 5)).unwrap(), Value::Null);
        assert_eq!(editor.quit(), 0);
    }
}

#[test]
fn mistakes_come_and_go_with_what_is_typed_and_the_rest_is_in_force() {
    let folder = Folder::of(WORKSPACE);
    let mut editor = Editor::neovim(&folder);
    editor.open("src/lib.rs");
    editor.open_with("greenlight.toml", "[rules]\nundeclared-feature = \"allow\"\nbenchs = \"deny\"\n");
    editor.when_idle();
    assert_eq!(codes(&editor, "greenlight.toml"), ["invalid-configuration"]);
    assert_eq!(codes(&editor, "src/lib.rs"), [""; 0]);
    let actions = editor.code_actions("greenlight.toml", "benchs");
    let action = actions.iter().find(|action| action["title"] == "Write `benches`").unwrap().clone();
    editor.apply(&action);
    editor.when_idle();
    assert_eq!(codes(&editor, "greenlight.toml"), [""; 0]);

    // Half a string: nothing is configured, and it is said where.
    editor.edit("greenlight.toml", "\"allow\"", "\"allow");
    editor.when_idle();
    assert_eq!(codes(&editor, "greenlight.toml"), ["invalid-configuration"]);
    assert_eq!(codes(&editor, "src/lib.rs"), ["undeclared-feature"]);
    editor.edit("greenlight.toml", "\"allow", "\"allow\"");
    editor.when_idle();
    assert_eq!(codes(&editor, "src/lib.rs"), [""; 0]);

    // What only the workspace can judge is looked at again with it.
    editor.edit("greenlight.toml", "[rules]", "[[suite]]\nname = \"core\"\nbenches = [\"search\"]\n[rules]");
    editor.when_idle();
    assert_eq!(codes(&editor, "greenlight.toml"), [""; 0]);
    editor.open("Cargo.toml");
    editor.edit("Cargo.toml", "name = \"search\"\n", "name = \"find\"\npath = \"benches/search.rs\"\n");
    editor.when_idle();
    assert_eq!(codes(&editor, "greenlight.toml"), ["invalid-configuration"]);
    assert_eq!(editor.quit(), 0);
}
