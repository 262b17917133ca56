//! What documents promise of benches: shown at the bench with its place, and taken over from its row.

use serde_json::{Value, json};

use crate::editor::Editor;
use crate::folder::{Folder, uri};

const WORKSPACE: &str = r#"
//- Cargo.toml
[package]
name = "net"
version = "0.1.0"
edition = "2021"

[dev-dependencies]
criterion = "0.8"

[[bench]]
name = "search"
harness = false
//- src/lib.rs
//- benches/search.rs
use criterion::{Criterion, criterion_group, criterion_main};

fn search(c: &mut Criterion) {
    c.bench_function("search", |b| b.iter(|| 1)); // perf-target: <90ms
}

criterion_group!(benches, search);
criterion_main!(benches);
//- CHANGELOG.md
# Changelog

| Metric 𝄞 | Target |
| --- | --- |
| Search 𝄞 | <100ms |
| Boot | <1s |
"#;

fn hover(editor: &mut Editor, folder: &Folder, name: &str, line: u32, character: u32) -> String {
    let place = json!({
        "textDocument": { "uri": uri(&folder.join(name)) },
        "position": { "line": line, "character": character },
    });
    let hover = editor.request("textDocument/hover", place).unwrap();
    hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_bench_shows_what_is_promised_of_it_with_a_link_to_the_place() {
    let folder = Folder::of(WORKSPACE);
    let mut editor = Editor::vscode(&folder);
    editor.open("benches/search.rs");
    let changelog = uri(&folder.join("CHANGELOG.md"));
    let shown = hover(&mut editor, &folder, "benches/search.rs", 3, 8);
    let line = format!("- `<100ms` Search: not measured, not in the gate ([CHANGELOG.md:5]({changelog}#L5))");
    assert!(shown.contains(&line), "{shown}");
    assert!(shown.contains("- `<90ms`: not measured, not in the gate ([benches/search.rs:4]("), "{shown}");

    // What is open counts, and what changed on disk.
    editor.open("CHANGELOG.md");
    editor.edit("CHANGELOG.md", "<100ms", "<70ms");
    let shown = hover(&mut editor, &folder, "benches/search.rs", 3, 8);
    assert!(shown.contains("`<70ms` Search") && !shown.contains("<100ms"), "{shown}");
    editor.server_request("workspace/inlayHint/refresh");
    folder.write("PLAN.md", "## Performance targets\n\n- Search: <80ms\n");
    editor.changed_on_disk("PLAN.md");
    let shown = hover(&mut editor, &folder, "benches/search.rs", 3, 8);
    assert!(shown.contains("`<80ms` Search"), "{shown}");
    assert_eq!(editor.quit(), 0);
}

#[test]
fn a_row_is_taken_over_into_the_configuration() {
    for vscode in [true, false] {
        let folder = Folder::of(WORKSPACE);
        let mut editor = if vscode { Editor::vscode(&folder) } else { Editor::neovim(&folder) };
        editor.open("CHANGELOG.md");
        let expected = "[[perf-target]]\nname = \"Search\"\nbench = \"search\"\nmust = \"<100ms\"\n";
        // The file is not there yet.
        let actions = editor.code_actions("CHANGELOG.md", "Search");
        assert_eq!(actions[0]["title"], "Take `Search <100ms` over into greenlight.toml");
        let uri = uri(&folder.join("greenlight.toml"));
        if vscode {
            let changes = &actions[0]["edit"]["documentChanges"];
            assert_eq!(changes[0], json!({ "kind": "create", "uri": uri, "options": { "ignoreIfExists": true } }));
            assert_eq!(changes[1]["edits"][0]["newText"], expected);
        } else {
            assert_eq!(actions[0]["edit"]["changes"][&uri][0]["newText"], expected);
        }
        // It is, and has something.
        folder.write("greenlight.toml", "# Ours.\n");
        editor.open("greenlight.toml");
        let actions = editor.code_actions("CHANGELOG.md", "Search");
        editor.apply(&actions[0]);
        assert_eq!(editor.text("greenlight.toml"), format!("# Ours.\n\n{expected}"));
        assert_eq!(editor.code_actions("CHANGELOG.md", "Search"), [Value::Null; 0], "it is there already");
        let actions = editor.code_actions("CHANGELOG.md", "Boot");
        assert_eq!(actions[0]["title"], "Take `Boot <1s` over into greenlight.toml, as a comment");
        let shown = hover(&mut editor, &folder, "CHANGELOG.md", 4, 4);
        assert!(shown.contains("- `search`: not measured"), "{shown}");
        assert_eq!(editor.quit(), 0);
    }
}
