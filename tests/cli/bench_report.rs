//! The report of results that Criterion itself saved, in all its forms. The ids of those benches are hard on folder names, and some on
//! markup.

use std::collections::BTreeSet;
use std::path::Path;

use roxmltree::{Document, ParsingOptions};
use serde_json::Value;

use crate::greenlight::{Outcome, greenlight, greenlight_with};
use crate::saved_results::Ran;
use crate::workspace::Workspace;

/// `greenlight bench report` in the workspace.
fn report(ran: &Ran, arguments: &[&str]) -> Outcome {
    let home = ran.workspace.path("saved/criterion");
    greenlight_with(&ran.workspace.root(), &[&["bench", "report"], arguments].concat(), |command| {
        command.env("CRITERION_HOME", home);
    })
}

#[test]
fn the_page_has_every_benchmark_and_needs_nothing_else() {
    let ran = Ran::of("v0_8");
    ran.again(&["--save-baseline", "v2"]);
    let outcome = report(&ran, &["--output", "report.html"]);
    assert_eq!((outcome.exit, outcome.stdout.as_str(), outcome.stderr.as_str()), (0, "", ""));
    let page = ran.workspace.read("report.html");
    assert_eq!(report(&ran, &[]).stdout, page, "byte for byte");

    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&page, options).unwrap();
    let json: Value = serde_json::from_str(&report(&ran, &["--format", "json"]).stdout).unwrap();
    let ids: BTreeSet<&str> =
        json["benches"].as_array().unwrap().iter().map(|bench| bench["id"].as_str().unwrap()).collect();
    assert!(ids.len() > 15, "{}", ids.len());
    let prefix = "Distribution of ";
    let titles = document.descendants().filter(|node| node.has_tag_name("title")).filter_map(|title| title.text());
    let drawn: BTreeSet<&str> = titles.filter_map(|title| title.strip_prefix(prefix)).collect();
    assert_eq!(drawn, ids);

    let attributes = || document.descendants().flat_map(|node| node.attributes());
    assert!(attributes().filter(|it| it.name() == "href").all(|it| it.value().starts_with('#')));
    assert_eq!(attributes().filter(|it| it.name() == "src").count(), 0);
    assert!(!page.contains("://") && !page.contains("<script"));
    // Nobody has to compare a single run by hand, and nobody is told that one proves anything.
    assert!(page.contains("v1") && page.contains("v2") && !page.contains("regress"));
}

#[test]
fn the_summary_for_a_pull_request_has_what_compare_says() {
    let ran = Ran::of("v0_8");
    ran.again(&["--save-baseline", "v2"]);
    let markdown = report(&ran, &["--baseline", "v2", "--against", "v1", "--format", "markdown"]).stdout;
    assert!(markdown.starts_with("## Benchmarks: ") && markdown.len() < 65_536, "{}", markdown.len());
    assert!(markdown.contains("`v2` against `v1`"));
    let hard = "`search/1000 packages: <fast>?/f*one\\|\"q\"\\back^tick`";
    assert!(markdown.contains(&format!("| {hard} |")), "{markdown}");
    let json: Value =
        serde_json::from_str(&report(&ran, &["--baseline", "v2", "--against", "v1", "--format", "json"]).stdout)
            .unwrap();
    let home = ran.workspace.path("saved/criterion");
    let compared =
        greenlight_with(&ran.workspace.root(), &["bench", "compare", "v1", "v2", "--format", "json"], |command| {
            command.env("CRITERION_HOME", home);
        });
    let compared: Value = serde_json::from_str(&compared.stdout).unwrap();
    for bench in compared["benches"].as_array().unwrap() {
        let of_report = json["benches"].as_array().unwrap().iter().find(|other| other["id"] == bench["id"]).unwrap();
        assert_eq!(&of_report["change"], bench);
    }
}

#[test]
fn what_cannot_be_done_is_said_and_exits_with_2() {
    let ran = Ran::of("v0_8");
    let unwritable = report(&ran, &["--output", "no/such/folder/report.html"]);
    assert_eq!(unwritable.exit, 2);
    assert!(unwritable.stderr.contains("cannot write no/such/folder/report.html"), "{}", unwritable.stderr);
    let unknown = report(&ran, &["--against", "v11"]);
    assert_eq!((unknown.exit, unknown.stdout.as_str()), (2, ""));
    assert!(unknown.stderr.contains("did you mean `v1`?"), "{}", unknown.stderr);
    // What is configured is told as well, and what is asked for goes before it.
    for (key, name, way_out) in [
        ("current", "v11", "did you mean `v1`?"),
        ("against", "v11", "did you mean `v1`?"),
        ("current", "v1@2", "is a further run of `v1`"),
    ] {
        if name == "v1@2" {
            ran.again(&["--save-baseline", name]);
        }
        ran.workspace.write("greenlight.toml", format!("[baselines]\n{key} = \"{name}\"\n"));
        let configured = report(&ran, &["--format", "markdown"]);
        assert_eq!((configured.exit, configured.stdout.as_str()), (2, ""));
        assert!(configured.stderr.contains(&format!("`[baselines] {key}`: ")), "{}", configured.stderr);
        assert!(configured.stderr.contains(way_out), "{}", configured.stderr);
        assert_eq!(report(&ran, &["--baseline", "v1", "--against", "v1"]).exit, 0);
    }
    // It costs no other workspace its report.
    let other = Workspace::sample();
    let both = report(&ran, &[".", &other.root().display().to_string(), "--format", "markdown"]);
    assert_eq!(both.exit, 2);
    assert!(both.stdout.starts_with("## Benchmarks: "), "{}", both.stdout);
    assert!(both.stderr.contains("`[baselines] current`: "), "{}", both.stderr);
    let chosen =
        report(&ran, &[".", &other.root().display().to_string(), "-p", "ggen-cli-lib", "--format", "markdown"]);
    assert_eq!(chosen.exit, 0, "{}", chosen.stderr);
    // Nor does it have anything written where nothing else was asked for.
    let own = ran.workspace.read("v0_8/Cargo.toml");
    let own = own.lines().find_map(|line| line.strip_prefix("name = ")).unwrap().trim_matches('"');
    let none = report(&ran, &[".", &other.root().display().to_string(), "-p", own, "--output", "none.md"]);
    assert!(none.exit == 2 && !ran.workspace.path("none.md").exists(), "{}", none.stderr);
    let empty = Workspace::empty();
    let nowhere = greenlight(Path::new(&empty.root()), &["bench", "report"]);
    assert_eq!(nowhere.exit, 2);
    assert!(nowhere.stderr.contains("no Cargo.toml"), "{}", nowhere.stderr);
}

#[test]
fn without_results_the_report_says_how_to_save_some() {
    let sample = Workspace::sample();
    let outcome = greenlight_with(&sample.root(), &["bench", "report"], |command| {
        command.env("CRITERION_HOME", sample.path("nothing"));
    });
    assert_eq!(outcome.exit, 0, "{}", outcome.stderr);
    assert!(outcome.stdout.contains("No results are saved: <code>cargo bench -- --save-baseline NAME</code>"));
    assert!(outcome.stdout.contains("Never ran: "));
}
