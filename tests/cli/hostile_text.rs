//! Texts that mean something to a terminal, to Markdown or to HTML, wherever a workspace can have texts, and every output: none
//! controls, hides or reorders anything, and none is more than text.

use std::collections::BTreeSet;
use std::fmt::Write;

use greenlight_text::is_harmful;
use pulldown_cmark::{Event, Options, Parser, Tag};
use roxmltree::{Document, ParsingOptions};

use crate::greenlight::{Outcome, greenlight_with};
use crate::workspace::Workspace;

/// Ids, units, names, paths. None has a slash or a NUL, so that each can be the name of a folder too.
const HOSTILE: &[&str] = &[
    "\u{1b}[31mred\u{1b}]8;;x\u{7}link\u{1b}[0m",
    "a\u{9b}2Jb\u{85}c\u{7f}d",
    "admin\u{202e}txt.exe\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}",
    "a\u{200b}b\u{feff}c\u{2028}d\u{2029}e\u{e0041}f",
    "one\r\ntwo\nthree",
    "![x](data:image,beacon.png)",
    "[x](https:evil.example)",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)<script>",
    "\"><svg onload=alert('1')>",
    "www.evil.example",
    "evil@example.com",
    "@you #1 GH-1",
    "# heading",
    "===",
    "a | b \\| c \\",
    "`code` ``more`` ```",
    "$x$ &lt;b&gt; &#64;",
    "*bold* _it_ ~~no~~",
];

/// The same workspace with texts that mean nothing.
fn harmless() -> Vec<String> {
    (0..HOSTILE.len()).map(|index| format!("text{index}")).collect()
}

/// As a string of TOML, which has no raw control characters.
fn toml(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            character if character.is_control() => write!(quoted, "\\u{:04x}", u32::from(character)).unwrap(),
            character => quoted.push(character),
        }
    }
    quoted + "\""
}

fn rust(text: &str) -> String {
    format!("{text:?}")
}

/// What Criterion calls the folder.
fn folder(text: &str) -> String {
    text.replace(['?', '"', '/', '\\', '*', '<', '>', ':', '|', '^'], "_")
}

fn workspace(texts: &[String]) -> Workspace {
    let workspace = Workspace::empty();
    let each = |line: &dyn Fn(usize, &str) -> String| -> String {
        texts.iter().enumerate().map(|(index, text)| line(index, text)).collect()
    };
    let features = each(&|_, text| format!("{} = []\n", toml(text)));
    workspace.write(
        "Cargo.toml",
        format!(
            "[package]\nname = \"sample\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[features]\ndefault = [{0}, \"gone\"]\n{features}\
             [dev-dependencies]\ncriterion = \"0.8\"\n[[bench]]\nname = \"speed\"\nharness = false\nrequired-features = [{0}]\n",
            each(&|_, text| format!("{}, ", toml(&format!("missing {text}"))))
        ),
    );
    let library = each(&|index, text| {
        format!(
            "#[cfg(feature = {0})]\nuse crate::Gone{index};\n#[cfg(feature = \"{1}\")]\nmod raw{index} {{}}\n#[path = {0}]\nmod m{index};\n",
            rust(text),
            text.replace(['"', '\\', '\r'], "")
        )
    });
    workspace.write("src/lib.rs", library);
    let calls = each(&|_, text| {
        format!(
            "    // Target: {} takes <100ms\n    c.bench_function({}, |b| b.iter(|| 1));\n",
            text.replace(['\n', '\r'], " "),
            rust(text)
        )
    });
    let bench = format!(
        "use criterion::{{Criterion, criterion_group, criterion_main}};\nfn f(c: &mut Criterion) {{\n{calls}}}\n\
         criterion_group!(benches, f);\ncriterion_main!(benches);\n"
    );
    workspace.write("benches/speed.rs", bench);
    let targets = each(&|_, text| {
        format!(
            "[[perf-target]]\nname = {0}\nbench = {0}\nmust = \"<1ns\"\n[[perf-target]]\nname = {1}\nmetric = {0}\nmust = {0}\n",
            toml(text),
            toml(&format!("metric {text}"))
        )
    });
    let keys = each(&|_, text| format!("{} = 1\n", toml(text)));
    let files = each(&|_, text| format!("{}, ", toml(&format!("/{text}"))));
    workspace.write("greenlight.toml", format!("{keys}[documents]\nfiles = [{files}\"docs\"]\n[metrics]\nfiles = [\"metrics.json\"]\n[rules]\n{keys}{targets}"));
    let metrics: Vec<_> =
        texts.iter().map(|text| serde_json::json!({"name": text, "unit": text, "value": 1.0})).collect();
    workspace.write("metrics.json", serde_json::to_string(&metrics).unwrap());
    let promises = each(&|_, text| format!("- {} takes <100ms\n", text.replace(['\n', '\r'], " ")));
    workspace.write("docs/PLAN.md", format!("# Performance targets\n\n{promises}"));
    for text in texts {
        for (baseline, time) in [("v1", 1000.0), (folder(text).as_str(), 2000.0)] {
            save(&workspace, text, baseline, time);
        }
        save(&workspace, &format!("orphan {text}"), "v1", 1000.0);
        workspace.write(&format!("benches/sub/{}.rs", folder(text)), "criterion::criterion_main!(benches);\n");
        workspace.write(&format!("target/criterion/{}/broken/benchmark.json", folder(text)), toml(text));
    }
    workspace
}

/// A result with the text as its id and its unit.
fn save(workspace: &Workspace, id: &str, baseline: &str, time: f64) {
    let path = |name: &str| format!("target/criterion/{}/{baseline}/{name}", folder(id));
    let estimate = serde_json::json!({"point_estimate": time, "standard_error": 1.0,
        "confidence_interval": {"confidence_level": 0.95, "lower_bound": time * 0.99, "upper_bound": time * 1.01}});
    let write = |name: &str, value: serde_json::Value| workspace.write(&path(name), value.to_string());
    write(
        "benchmark.json",
        serde_json::json!({"group_id": id, "function_id": null, "value_str": null, "throughput": null,
            "full_id": id, "directory_name": folder(id), "title": id}),
    );
    write(
        "estimates.json",
        serde_json::json!({"mean": estimate, "median": estimate, "std_dev": estimate, "slope": null}),
    );
    let iterations = vec![1.0; 10];
    write("sample.json", serde_json::json!({"sampling_mode": "Flat", "iters": iterations, "times": vec![time; 10]}));
    let unit = id.replace(['\n', '\r', ','], " ");
    workspace.write(&path("raw.csv"), format!("group,unit,iteration_count\nx,{unit},1\n"));
}

fn run(workspace: &Workspace, arguments: &[&str]) -> Outcome {
    greenlight_with(&workspace.root(), arguments, |command| {
        command.env_remove("CARGO_TARGET_DIR").env_remove("CRITERION_HOME");
    })
}

#[test]
fn nothing_printed_controls_hides_or_reorders_anything() {
    let texts: Vec<String> = HOSTILE.iter().map(ToString::to_string).collect();
    let workspace = workspace(&texts);
    let explain: Vec<Vec<&str>> = HOSTILE.iter().map(|text| vec!["explain", "--", text]).collect();
    let mut commands: Vec<Vec<&str>> = [
        "check",
        "check -v",
        "check --show unknown",
        "check --format concise",
        "check --format json",
        "bench list",
        "bench list --format json",
        "bench compare v1 none",
        "bench report",
        "bench report --format markdown",
        "bench report --format json",
        "perf-targets list",
        "perf-targets list --format json",
        "perf-targets import --dry-run docs/PLAN.md",
        "features",
        "features --format json",
        "doctor",
        "rules",
    ]
    .iter()
    .map(|command| command.split(' ').collect())
    .collect();
    let baselines: Vec<String> = texts.iter().map(|text| folder(text)).collect();
    commands.extend(baselines.iter().map(|baseline| vec!["bench", "compare", "v1", baseline]));
    commands.extend(explain);
    let mut printed = 0;
    for command in commands {
        let outcome = run(&workspace, &command);
        for text in [&outcome.stdout, &outcome.stderr] {
            let harmful: BTreeSet<char> = text.chars().filter(|&it| is_harmful(it) && it != '\n').collect();
            assert_eq!(harmful, BTreeSet::new(), "{command:?}: {}", text.escape_debug());
            printed += text.len();
        }
        if command.contains(&"json") {
            serde_json::from_str::<serde_json::Value>(&outcome.stdout).unwrap();
        }
    }
    assert!(printed > 50_000, "hardly anything was printed: {printed}");
    let ids: serde_json::Value =
        serde_json::from_str(&run(&workspace, &["bench", "list", "--format", "json"]).stdout).unwrap();
    let ids: BTreeSet<&str> =
        ids["benches"].as_array().unwrap().iter().filter_map(|bench| bench["id"].as_str()).collect();
    assert!(texts.iter().all(|text| ids.contains(text.as_str())), "JSON has the texts themselves: {ids:?}");
}

#[test]
fn no_text_is_more_than_text_in_the_summary_for_a_pull_request() {
    let texts: Vec<String> = HOSTILE.iter().map(ToString::to_string).collect();
    let workspace = workspace(&texts);
    let markdown = run(&workspace, &["bench", "report", "--format", "markdown"]).stdout;
    let mut codes = BTreeSet::new();
    for event in Parser::new_ext(&markdown, Options::all()) {
        match event {
            Event::Code(code) => _ = codes.insert(code.to_string()),
            Event::Html(html) => {
                let html = html.trim();
                let is_own =
                    html.starts_with("<details><summary>") && html.ends_with("</summary>") || html == "</details>";
                assert!(is_own && html.matches('<').count() <= 3, "{html}");
            }
            Event::InlineHtml(html) => panic!("{html}"),
            Event::Start(tag) => assert!(
                !matches!(
                    tag,
                    Tag::Link { .. }
                        | Tag::Image { .. }
                        | Tag::Emphasis
                        | Tag::Strikethrough
                        | Tag::BlockQuote(_)
                        | Tag::Item
                        | Tag::CodeBlock(_)
                ),
                "{tag:?}"
            ),
            Event::InlineMath(math) | Event::DisplayMath(math) => panic!("{math}"),
            Event::Text(text) => assert!(!text.contains(['@', '#', '<', '`']) && !text.contains("www."), "{text}"),
            _ => {}
        }
    }
    for text in &texts {
        // Before a bar, a backslash is spelled out.
        let shown: String = text
            .chars()
            .map(|it| if is_harmful(it) { it.escape_default().to_string() } else { it.to_string() })
            .collect();
        assert!(codes.contains(&shown.replace("\\|", "\\u{5c}|")), "{shown} in {codes:#?}");
    }
}

#[test]
fn no_text_is_more_than_text_on_the_page() {
    let names = |texts: &[String]| {
        let workspace = workspace(texts);
        let page = run(&workspace, &["bench", "report"]).stdout;
        let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
        let document = Document::parse_with_options(&page, options).unwrap();
        let elements: BTreeSet<String> = document.descendants().map(|node| node.tag_name().name().to_owned()).collect();
        let attributes = document.descendants().flat_map(|node| node.attributes()).map(|it| it.name().to_owned());
        let text: String = document.descendants().filter_map(|node| node.text()).collect();
        (elements, attributes.collect::<BTreeSet<String>>(), text, page)
    };
    let texts: Vec<String> = HOSTILE.iter().map(ToString::to_string).collect();
    let (elements, attributes, text, page) = names(&texts);
    let (usual_elements, usual_attributes, ..) = names(&harmless());
    assert_eq!((elements, attributes), (usual_elements, usual_attributes));
    for hostile in &texts {
        let shown: String = hostile
            .chars()
            .map(|it| if is_harmful(it) { it.escape_default().to_string() } else { it.to_string() })
            .collect();
        assert!(text.contains(&shown), "{shown}");
    }
    let policy = page.split_once("http-equiv=\"Content-Security-Policy\" content=\"").unwrap().1;
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy:.100}");
}
