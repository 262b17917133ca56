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

/// The largest memory that a process had so far, in bytes.
#[cfg(target_os = "linux")]
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() << 10
}

/// The answers come to some 150 MB, and edits are told of in between. None of it waits in the server's memory.
#[cfg(target_os = "linux")]
#[test]
fn what_a_client_does_not_read_is_not_kept_in_memory_and_it_gets_all_in_the_end() {
    let calls: String = (0..250)
        .map(|number| format!("    c.bench_function(\"search number {number}\", |b| b.iter(|| {number}));\n"))
        .collect();
    let folder = Folder::of(&format!(
        "//- Cargo.toml\n[package]\nname = \"net\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\
         [dev-dependencies]\ncriterion = \"0.8\"\n[[bench]]\nname = \"search\"\nharness = false\n\
         //- src/lib.rs\nuse crate::Missing;\n\
         //- benches/search.rs\nuse criterion::{{Criterion, criterion_group, criterion_main}};\n\
         fn search(c: &mut Criterion) {{\n{calls}}}\ncriterion_group!(benches, search);\ncriterion_main!(benches);\n"
    ));
    let mut editor = Editor::neovim(&folder);
    editor.open("benches/search.rs");
    editor.open("src/lib.rs");
    editor.when_idle();
    let params = json!({ "textDocument": { "uri": uri(&folder.join("benches/search.rs")) } });
    let lenses = editor.request("textDocument/codeLens", params.clone()).unwrap();
    let length = lenses.to_string().len();
    assert!(lenses.as_array().unwrap().len() == 501 && length > 100_000, "{length}");
    let before = peak(editor.wire.process_id());
    editor.wire.stop_reading();
    let asked: Vec<i32> = (0..1200)
        .map(|number| {
            if number % 2 == 0 {
                editor.edit("src/lib.rs", "use crate::Missing;\n", "use crate::Missing;\n\n");
            }
            editor.ask("textDocument/codeLens", params.clone())
        })
        .collect();
    // It has read them all by the time that it has read this, which it does though nobody reads what it says.
    let id = editor.ask("greenlight/whenIdle", Value::Null);
    editor.wire.go_on_reading();
    for id in asked {
        assert_answered(editor.answer(id));
    }
    editor.answer(id).unwrap();
    let used = peak(editor.wire.process_id()) - before;
    println!("{} MB were asked for, and the server took {} MB for them", (1200 * length) >> 20, used >> 20);
    assert!(used < 60 << 20, "{} MB", used >> 20);
    let told = editor.diagnostics_of_version("src/lib.rs", 601);
    assert_eq!(told, ["0:4-0:18 error unresolved-import: unresolved import `crate::Missing`"]);
    assert_eq!(editor.quit(), 0);
}
