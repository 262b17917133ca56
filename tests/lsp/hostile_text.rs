//! A text that means something to a terminal and to Markdown, wherever a workspace can have texts: whatever an editor shows of it
//! neither controls, hides or reorders anything, nor loads an image, nor leads anywhere.

use greenlight_text::is_harmful;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};

use crate::editor::{Editor, Setup};
use crate::folder::{Folder, uri};
use crate::wire::Wire;

/// As an id, a unit, a baseline, a feature, a key; without a slash, so that it can be the name of a folder.
const EVIL: &str =
    "![x](data:image,beacon) [y](www.evil.example) \u{1b}[31m\u{9b}2J\u{202e}\u{200b}`` b|c \u{2028}@you";

fn folder() -> Folder {
    let toml = toml_edit::Value::from(EVIL).to_string();
    let rust = format!("{EVIL:?}");
    // As Criterion calls folders: no longer than 64 bytes.
    let criterion = |name: &str| {
        let name = name.replace(['|', '<', '>', '*', '?', '"', '\\', ':'], "_");
        name[..name.floor_char_boundary(64)].to_owned()
    };
    let folder = Folder::of("");
    folder.write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"net\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[features]\n{toml} = []\nother = [{toml}, \"none\"]\n\
             [dev-dependencies]\ncriterion = \"0.8\"\n[[bench]]\nname = \"search\"\nharness = false\n"
        ),
    );
    folder.write(
        "src/lib.rs",
        &format!("#[cfg(feature = {rust})]\nuse crate::Gone;\n#[cfg(feature = \"x{0}\")]\nmod m {{}}\n#[cfg(feature = \"\")]\nmod n {{}}\n", EVIL.replace('"', "")),
    );
    folder.write(
        "benches/search.rs",
        &format!(
            "use criterion::{{Criterion, criterion_group, criterion_main}};\nfn search(c: &mut Criterion) {{\n    // Target: {EVIL} <100ms\n    \
             c.bench_function({rust}, |b| b.iter(|| 1));\n}}\ncriterion_group!(benches, search);\ncriterion_main!(benches);\n"
        ),
    );
    folder.write("greenlight.toml", &format!("{toml} = 1\n[[perf-target]]\nname = {toml}\nbench = {toml}\nmust = \"<1ns\"\n[rules]\n{toml} = {toml}\n[limits]\ntime = {{ flag = \"0%\", fail = \"1%\" }}\n"));
    folder.write("docs/PLAN.md", &format!("# Performance targets\n\n- {EVIL} takes <100ms\n"));
    for (baseline, time) in [("v1".to_owned(), 100.0), (criterion(EVIL), 2000.0)] {
        let estimate = json!({ "point_estimate": time, "standard_error": 1.0, "confidence_interval":
            { "confidence_level": 0.95, "lower_bound": time * 0.99, "upper_bound": time * 1.01 } });
        let path = |name: &str| format!("target/criterion/{}/{baseline}/{name}", criterion(EVIL));
        let write = |name: &str, value: Value| folder.write(&path(name), &value.to_string());
        write("sample.json", json!({ "sampling_mode": "Flat", "iters": vec![1.0; 12], "times": vec![time; 12] }));
        write("estimates.json", json!({ "mean": estimate, "median": estimate, "std_dev": estimate, "slope": null }));
        write(
            "benchmark.json",
            json!({ "group_id": EVIL, "function_id": null, "value_str": null, "throughput": null,
            "full_id": "", "directory_name": criterion(EVIL), "title": "" }),
        );
        folder.write(&path("raw.csv"), &format!("group,unit,iteration_count\nx,{},1\n", EVIL.replace(',', ";")));
    }
    let broken = format!("target/criterion/{}/broken/benchmark.json", criterion(EVIL));
    folder.write(&broken, &Value::from(EVIL).to_string());
    folder
}

/// Every string under a key that editors show.
fn shown<'v>(value: &'v Value, key: &str, found: &mut Vec<(String, &'v str)>) {
    const SHOWN: &[&str] = &["label", "title", "message", "value", "detail", "documentation", "tooltip"];
    match value {
        Value::String(text) if SHOWN.contains(&key) => found.push((key.to_owned(), text)),
        Value::Array(values) => values.iter().for_each(|value| shown(value, key, found)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| shown(value, key, found)),
        _ => {}
    }
}

fn is_text_alone(markdown: &str) {
    for event in Parser::new_ext(markdown, Options::all()) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(
                    dest_url.starts_with("file://") || dest_url.starts_with("https://github.com/greenlight-rs/"),
                    "{dest_url}"
                );
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                assert!(dest_url.starts_with("data:image/svg+xml;base64,"), "{dest_url}");
            }
            Event::Html(html) | Event::InlineHtml(html) => panic!("{html} in {markdown}"),
            _ => {}
        }
    }
}

#[test]
fn what_an_editor_shows_is_text_and_nothing_else() {
    let folder = folder();
    let folders = [folder.path.as_path()];
    let wire = Wire::start_with(|command| {
        command.env_remove("CARGO_TARGET_DIR").env_remove("CRITERION_HOME");
    });
    let mut editor = Editor::start(wire, Setup::vscode(&folders));
    let files = ["Cargo.toml", "src/lib.rs", "benches/search.rs", "greenlight.toml", "docs/PLAN.md"];
    files.iter().for_each(|file| editor.open(file));
    editor.when_idle();
    let mut answers: Vec<(String, Value)> = Vec::new();
    for file in files {
        let document = json!({ "uri": uri(&folder.join(file)) });
        let lines = editor.text(file).lines().count();
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": lines, "character": 0 } });
        if editor.pulls(file) {
            answers.push((format!("diagnostics of {file}"), editor.pull(file).into()));
        }
        answers.extend(editor.told(file).cloned().map(|told| (format!("diagnostics of {file}"), told)));
        let actions = editor.code_actions_in(file, &range, json!({ "diagnostics": [] }));
        answers.push((format!("code actions of {file}"), actions.into()));
        for method in ["textDocument/inlayHint", "textDocument/codeLens"] {
            let params = json!({ "textDocument": document, "range": range });
            answers.push((format!("{method} of {file}"), editor.request(method, params).unwrap_or_default()));
        }
        for line in 0..lines {
            for character in [0, 3, 8, 18, 22, 30] {
                let position =
                    json!({ "textDocument": document, "position": { "line": line, "character": character } });
                for method in ["textDocument/hover", "textDocument/completion"] {
                    let answer = editor.request(method, position.clone()).unwrap_or_default();
                    answers.push((format!("{method} of {file}"), answer));
                }
            }
        }
    }
    let place = json!({ "uri": uri(&folder.join("benches/search.rs")), "position": { "line": 3, "character": 10 } });
    let compare = json!({ "command": "greenlight.compareBench", "arguments": [place] });
    answers
        .push(("compare".to_owned(), json!({ "value": editor.request("workspace/executeCommand", compare).unwrap() })));

    let mut kinds = std::collections::BTreeMap::<String, usize>::new();
    for (of, answer) in &answers {
        let mut texts = Vec::new();
        shown(answer, "", &mut texts);
        for (key, text) in texts {
            let is_kept = |it: char| it == '\n' && matches!(key.as_str(), "message" | "value");
            assert!(!text.contains(|it| is_harmful(it) && !is_kept(it)), "{of}, {key}: {}", text.escape_debug());
            if key == "value" {
                is_text_alone(text);
            }
            if text.contains("\\u{202e}") {
                *kinds.entry(format!("{}, {key}", of.split(" of ").next().unwrap_or_default())).or_default() += 1;
            }
        }
    }
    // The text was shown in all of these.
    let expected = [
        "code actions, title",
        "compare, value",
        "diagnostics, message",
        "textDocument/completion, label",
        "textDocument/hover, value",
        "textDocument/inlayHint, label",
    ];
    let kinds: Vec<&str> = kinds.keys().map(String::as_str).collect();
    for kind in expected {
        assert!(kinds.contains(&kind), "{kind} not in {kinds:?}");
    }
}
