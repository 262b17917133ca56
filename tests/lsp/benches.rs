//! Benches in the editor: what they measured, at their lines; run by a command, where the user trusts what is open.

use serde_json::{Value, json};

use crate::editor::{Editor, Setup};
use crate::folder::{Folder, uri};
use crate::wire::Wire;

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
    c.bench_function("süß 𝄞", |b| b.iter(|| 1)); // 𝄞
}

criterion_group!(benches, search);
criterion_main!(benches);
"#;

/// Stands for Cargo: it saves as Criterion does, prints what it prints, and writes down how it was called.
const CARGO: &str = r#"#!/bin/sh
echo "$@" >> "$0.log"
folder="target/criterion/süß 𝄞/base"
mkdir -p "$folder"
estimate='{"confidence_interval":{"confidence_level":0.95,"lower_bound":1990.0,"upper_bound":2010.0},"point_estimate":2000.0,"standard_error":1.0}'
echo '{"sampling_mode":"Flat","iters":[1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0],"times":[2e3,2e3,2e3,2e3,2e3,2e3,2e3,2e3,2e3,2e3]}' > "$folder/sample.json"
echo "{\"mean\":$estimate,\"median\":$estimate,\"std_dev\":$estimate,\"slope\":null}" > "$folder/estimates.json"
echo '{"group_id":"süß 𝄞","function_id":null,"value_str":null,"throughput":null,"full_id":"süß 𝄞","directory_name":"süß 𝄞","title":"süß 𝄞"}' > "$folder/benchmark.json"
echo "Benchmarking süß 𝄞" >&2
echo "süß 𝄞                   time:   [1.9900 µs 2.0000 µs 2.0100 µs]"
"#;

/// A workspace whose Cargo is [`CARGO`].
fn folder() -> Folder {
    let folder = Folder::of(WORKSPACE);
    folder.write("bin/cargo", CARGO);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder.join("bin/cargo"), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

fn start(folder: &Folder, vscode: bool, options: Value) -> Editor {
    let folders = [folder.path.as_path()];
    let setup = if vscode { Setup::vscode(&folders) } else { Setup::neovim(&folders) };
    let path = format!("{}:{}", folder.join("bin").display(), std::env::var("PATH").unwrap());
    let wire = Wire::start_with(|command| {
        command.env("PATH", path);
    });
    Editor::start(wire, Setup { options, ..setup })
}

fn document(folder: &Folder) -> Value {
    json!({ "uri": uri(&folder.join("benches/search.rs")) })
}

fn hints(editor: &mut Editor, folder: &Folder) -> Value {
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    editor.request("textDocument/inlayHint", json!({ "textDocument": document(folder), "range": range })).unwrap()
}

fn lenses(editor: &mut Editor, folder: &Folder) -> Vec<Value> {
    let lenses = editor.request("textDocument/codeLens", json!({ "textDocument": document(folder) })).unwrap();
    lenses.as_array().unwrap().clone()
}

fn titles(lenses: &[Value]) -> Vec<String> {
    let title = |lens: &Value| {
        let command = &lens["command"];
        format!("{}: {}", lens["range"]["start"]["line"], command["title"].as_str().unwrap())
    };
    lenses.iter().map(title).collect()
}

#[cfg(unix)]
#[test]
fn a_bench_is_run_by_its_lens_and_its_line_says_what_it_measured() {
    for vscode in [true, false] {
        let folder = folder();
        // Saved by somebody else, whose compiler nobody knows.
        save(&folder, "other", 3000.0);
        let earlier = std::time::SystemTime::now() - std::time::Duration::from_secs(5);
        let sample = folder.join("target/criterion/süß 𝄞/other/sample.json");
        std::fs::File::options().write(true).open(sample).unwrap().set_modified(earlier).unwrap();
        let mut editor = start(&folder, vscode, json!({ "trusted": true }));
        editor.open("benches/search.rs");
        assert_eq!(hints(&mut editor, &folder)[0]["label"], "other 3.00 µs ±0.03 · stale");
        let before = lenses(&mut editor, &folder);
        assert_eq!(titles(&before), ["3: ▶ Run bench", "3: Compare", "7: ▶ Run all"]);
        let command = before[0]["command"].clone();
        assert_eq!(command["command"], "greenlight.runBench");
        editor.request("workspace/executeCommand", command).unwrap();
        editor.when_idle();
        assert_eq!(folder.read("bin/cargo.log"), "bench --package net --bench search -- --exact süß 𝄞\n");
        editor.server_request("workspace/inlayHint/refresh");
        let shown = editor.notification("window/showMessage", |_| true);
        assert_eq!(shown["message"], "süß 𝄞: [1.9900 µs 2.0000 µs 2.0100 µs]");

        // How it came to be is written down beside it, and beside nothing else.
        assert!(!folder.join("target/criterion/süß 𝄞/other/greenlight.json").exists());
        let written: Value = serde_json::from_str(&folder.read("target/criterion/süß 𝄞/base/greenlight.json")).unwrap();
        assert!(written["rustc"].as_str().unwrap().starts_with("rustc 1."), "{written}");
        assert_eq!((&written["profile"], &written["criterion"]), (&"bench".into(), &"0.8.0".into()));

        let hints = hints(&mut editor, &folder);
        assert_eq!(hints[0]["label"], "base 2.00 µs ±0.01");
        // Neovim counts bytes.
        let end = if vscode { 55 } else { 61 };
        assert_eq!(hints[0]["position"], json!({ "line": 3, "character": end }));
        assert_eq!(hints.as_array().unwrap().len(), 1);
        assert_eq!(titles(&lenses(&mut editor, &folder)), titles(&before), "text does not move");

        let place = json!({ "textDocument": document(&folder), "position": { "line": 3, "character": 24 } });
        let hover = editor.request("textDocument/hover", place).unwrap();
        let text = hover["contents"]["value"].as_str().unwrap();
        assert!(text.contains("| base | 2.00 µs | 1.99 µs … 2.01 µs (95 %) | 10 | just now |"), "{text}");
        let compared = editor.request("workspace/executeCommand", before[1]["command"].clone()).unwrap();
        assert!(compared.as_str().unwrap().contains("| against other |"), "{compared}");
        assert_eq!(editor.quit(), 0);
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_run_without_trust_and_nothing_else_with_it() {
    for (trusted, change) in [
        (json!(false), None),
        (Value::Null, None),
        (json!(true), Some(("program", json!("sh")))),
        (json!(true), Some(("arguments", json!(["install", "x"])))),
        (json!(true), Some(("folder", json!("/")))),
    ] {
        let folder = folder();
        let mut editor = start(&folder, true, json!({ "trusted": trusted }));
        editor.open("benches/search.rs");
        let mut command = lenses(&mut editor, &folder)[0]["command"].clone();
        let is_changed = change.is_some();
        if let Some((key, value)) = change {
            command["arguments"][0][key] = value;
        }
        assert_eq!(editor.request("workspace/executeCommand", command).is_err(), is_changed);
        editor.when_idle();
        assert!(!folder.join("bin/cargo.log").exists());
        assert_eq!(editor.quit(), 0);
    }
}

#[test]
fn what_is_unknown_is_refused() {
    let folder = folder();
    let mut editor = start(&folder, true, json!({ "trusted": true }));
    editor.open("benches/search.rs");
    for command in [json!({ "command": "greenlight.runBench" }), json!({ "command": "other", "arguments": [1] })] {
        assert!(editor.request("workspace/executeCommand", command).is_err());
    }
    assert_eq!(editor.quit(), 0);
}

#[test]
fn a_client_with_commands_of_its_own_runs_benches_itself() {
    let folder = folder();
    let commands = json!(["greenlight.client.runBench", "greenlight.client.compareBench"]);
    let mut editor = start(&folder, true, json!({ "commands": commands }));
    editor.open("benches/search.rs");
    let lenses = lenses(&mut editor, &folder);
    let command = &lenses[0]["command"];
    assert_eq!(command["command"], "greenlight.client.runBench");
    let run = &command["arguments"][0];
    assert_eq!((&run["program"], &run["folder"]), (&json!("cargo"), &json!(folder.path)));
    assert_eq!(run["arguments"], json!(["bench", "--package", "net", "--bench", "search", "--", "--exact", "süß 𝄞"]));
    assert_eq!(lenses[1]["command"]["command"], "greenlight.client.compareBench");
    // It says so when it is done, or sees the files change.
    editor.notify("greenlight/resultsChanged", json!({}));
    editor.server_request("workspace/inlayHint/refresh");
    assert_eq!(editor.quit(), 0);
}

#[cfg(unix)]
#[test]
fn results_are_shown_where_the_user_wants_them() {
    let folder = folder();
    assert!(
        crate::machine::command(folder.join("bin/cargo")).current_dir(&folder.path).output().unwrap().status.success()
    );
    let with = |style: &str| json!({ "results": { "style": style } });

    let mut editor = start(&folder, true, with("inlayHint"));
    editor.open("benches/search.rs");
    assert_eq!(hints(&mut editor, &folder)[0]["label"], "base 2.00 µs ±0.01");
    // A result that is saved outside of the editor is told by the client's watch.
    editor.changed_on_disk("target/criterion/any/base/benchmark.json");
    editor.server_request("workspace/inlayHint/refresh");
    assert_eq!(editor.quit(), 0);

    let mut editor = start(&folder, true, with("lens"));
    editor.open("benches/search.rs");
    assert_eq!(hints(&mut editor, &folder), Value::Null);
    let shown = titles(&lenses(&mut editor, &folder));
    assert_eq!(shown, ["3: base 2.00 µs ±0.01", "3: ▶ Run bench", "3: Compare", "7: ▶ Run all"]);
    assert_eq!(editor.quit(), 0);

    let mut editor = start(&folder, true, json!({ "results": { "style": "decoration" }, "lens": { "enable": false } }));
    editor.open("benches/search.rs");
    assert_eq!(hints(&mut editor, &folder), Value::Null);
    assert_eq!(lenses(&mut editor, &folder), [] as [Value; 0]);
    let drawn = editor.request("greenlight/benchHints", json!({ "textDocument": document(&folder) })).unwrap();
    assert_eq!((&drawn[0]["label"], &drawn[0]["stale"]), (&json!("base 2.00 µs ±0.01"), &json!(false)));
    editor.notify("greenlight/resultsChanged", json!({}));
    editor.notification("greenlight/refreshResults", |_| true);
    assert_eq!(editor.quit(), 0);

    let mut editor = start(&folder, true, with("inlayHint"));
    editor.open("benches/search.rs");
    // A source that is saved makes it stale.
    editor.when_idle();
    editor.server_requests.clear();
    assert_eq!(hints(&mut editor, &folder)[0]["label"], "base 2.00 µs ±0.01");
    folder.write("src/lib.rs", "//! Saved later.\n");
    editor.changed_on_disk("src/lib.rs");
    editor.server_request("workspace/inlayHint/refresh");
    assert_eq!(hints(&mut editor, &folder)[0]["label"], "base 2.00 µs ±0.01 · stale");
    assert_eq!(editor.quit(), 0);
}

#[test]
fn hints_are_asked_for_anew_where_a_manifest_makes_results_stale_and_only_where_there_are_any() {
    let folder = folder();
    let refreshes = |editor: &Editor| {
        let asked = editor.server_requests.iter();
        asked.filter(|request| request["method"] == "workspace/inlayHint/refresh").count()
    };
    let mut editor = start(&folder, true, Value::Null);
    editor.open("benches/search.rs");
    editor.when_idle();
    editor.server_requests.clear();
    assert_eq!(titles(&lenses(&mut editor, &folder)), ["3: ▶ Run bench", "3: Compare", "7: ▶ Run all"]);
    assert_eq!(hints(&mut editor, &folder), json!([]));
    folder.write("src/lib.rs", "//! Saved later.\n");
    editor.changed_on_disk("src/lib.rs");
    editor.when_idle();
    let manifest = folder.read("Cargo.toml");
    folder.write("Cargo.toml", &format!("{manifest}[features]\nextra = []\n"));
    editor.changed_on_disk("Cargo.toml");
    editor.when_idle();
    assert_eq!(refreshes(&editor), 0);

    save(&folder, "v1", 100.0);
    editor.changed_on_disk("target/criterion/any/v1/benchmark.json");
    editor.when_idle();
    assert_eq!(hints(&mut editor, &folder)[0]["label"], "v1 100 ns ±1");
    folder.write("other/Cargo.toml", "[package]\nname = \"other\"\nversion = \"0.1.0\"\n[workspace]\n");
    folder.write("other/src/lib.rs", "//! Written last.\n");
    editor.when_idle();
    editor.server_requests.clear();
    let manifest = folder.read("Cargo.toml");
    folder.write("Cargo.toml", &format!("{manifest}[dependencies]\nother = {{ path = \"other\" }}\n"));
    editor.changed_on_disk("Cargo.toml");
    editor.server_request("workspace/inlayHint/refresh");
    assert_eq!(hints(&mut editor, &folder)[0]["label"], "v1 100 ns ±1 · stale");
    assert_eq!(editor.quit(), 0);
}

#[cfg(unix)]
#[test]
fn a_bench_that_somebody_runs_in_a_terminal_is_noticed_without_the_editors_watch() {
    let folder = folder();
    let run = || {
        let cargo = crate::machine::command(folder.join("bin/cargo")).current_dir(&folder.path).output().unwrap();
        assert!(cargo.status.success());
    };
    run();
    let mut editor = start(&folder, false, Value::Null);
    editor.open("benches/search.rs");
    editor.when_idle();
    for _ in 0..2 {
        editor.server_requests.clear();
        run();
        editor.server_request("workspace/inlayHint/refresh");
    }
    assert_eq!(editor.quit(), 0);
}

#[test]
fn a_source_that_is_saved_while_a_bench_saves_results_makes_those_before_it_stale() {
    let folder = folder();
    folder.write("greenlight.toml", "[baselines]\nagainst = \"v1\"\n");
    save(&folder, "v1", 100.0);
    save(&folder, "v2", 150.0);
    let mut editor = start(&folder, true, Value::Null);
    editor.open("benches/search.rs");
    editor.when_idle();
    let regressions = |editor: &mut Editor| {
        let pulled = editor.pull("benches/search.rs");
        pulled.iter().filter(|diagnostic| diagnostic["code"] == "bench-regression").count()
    };
    assert_eq!(regressions(&mut editor), 1);
    folder.write("src/lib.rs", "//! Saved later.\n");
    let changed = |name: &str| json!({ "uri": uri(&folder.join(name)), "type": 2 });
    let changes = [changed("src/lib.rs"), changed("target/criterion/other/base/benchmark.json")];
    editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    editor.when_idle();
    assert_eq!(regressions(&mut editor), 0);
    assert_eq!(editor.quit(), 0);
}

/// As Criterion saves a baseline; the time is in nanoseconds.
fn save(folder: &Folder, baseline: &str, time: f64) {
    let path = |name: &str| format!("target/criterion/süß 𝄞/{baseline}/{name}.json");
    let estimate = json!({ "point_estimate": time, "standard_error": 1.0, "confidence_interval":
        { "confidence_level": 0.95, "lower_bound": time * 0.99, "upper_bound": time * 1.01 } });
    let files = [
        ("sample", json!({ "sampling_mode": "Flat", "iters": vec![1.0; 12], "times": vec![time; 12] })),
        ("estimates", json!({ "mean": estimate, "median": estimate, "std_dev": estimate, "slope": null })),
        (
            "benchmark",
            json!({ "group_id": "süß 𝄞", "function_id": null, "value_str": null, "throughput": null,
                "full_id": "", "directory_name": "süß 𝄞", "title": "" }),
        ),
    ];
    for (name, value) in files {
        folder.write(&path(name), &value.to_string());
    }
}

#[test]
fn what_got_slower_is_told_once_it_is_saved_and_compare_lets_one_pick_a_baseline() {
    for vscode in [true, false] {
        let folder = folder();
        folder.write("greenlight.toml", "[baselines]\nagainst = \"v1\"\n");
        save(&folder, "v1", 100.0);
        save(&folder, "v0", 90.0);
        let mut editor = start(&folder, vscode, Value::Null);
        editor.open("benches/search.rs");
        if vscode {
            let before = editor.pull("benches/search.rs");
            assert!(before.iter().all(|diagnostic| diagnostic["code"] != "bench-regression"), "{before:?}");
        }
        editor.when_idle();
        save(&folder, "v2", 150.0);
        editor.notify("greenlight/resultsChanged", json!({}));
        let told = |told: &Value| told["diagnostics"].to_string().contains("bench-regression");
        if vscode {
            editor.server_request("workspace/diagnostic/refresh");
            let pulled = editor.pull("benches/search.rs");
            assert!(pulled.iter().any(|diagnostic| diagnostic["code"] == "bench-regression"), "{pulled:?}");
        } else {
            let found = editor.wait_for("benches/search.rs", told);
            let message = found["diagnostics"][0]["message"].as_str().unwrap();
            assert!(message.starts_with("`süß 𝄞` takes longer: +50.0 % ("), "{message}");
            // What was found out stays while one types.
            editor.edit("benches/search.rs", "|| 1", "|| 12");
            editor.when_idle();
            assert!(told(editor.told("benches/search.rs").unwrap()));
        }
        let place = lenses(&mut editor, &folder)[1]["command"]["arguments"][0].clone();
        let ask = |editor: &mut Editor, command: &str, place: &Value| {
            let params = json!({ "command": command, "arguments": [place] });
            editor.request("workspace/executeCommand", params).unwrap()
        };
        assert_eq!(ask(&mut editor, "greenlight.benchBaselines", &place), json!(["v1", "v0"]));
        let mut picked = place.clone();
        picked["against"] = "v0".into();
        for (place, expected) in [(&place, "| against v1 |"), (&picked, "| against v0 |")] {
            let compared = ask(&mut editor, "greenlight.compareBench", place);
            assert!(compared.as_str().unwrap().contains(expected), "{compared}");
        }
        assert_eq!(editor.quit(), 0);
    }
}
