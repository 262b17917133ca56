//! The probes of `tests/probes`: each tries one rule of name resolution, and rustc's verdict lies beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::greenlight::{Position, check};
use crate::workspace::Workspace;

/// How many of rustc's E0432 and E0433 are found. It only ever rises.
const FOUND_AT_LEAST: usize = 86;

/// Reported with the cfg of another build, on which rustc's verdict for this host says nothing: each was judged by
/// hand.
const IN_OTHER_BUILDS: [&str; 1] = [
    // `nothing` is no crate, and on Windows that `use` is compiled.
    "cfg_nested_use.rs:1:21 under `windows`",
];

/// What the probes read besides themselves.
const COMPANIONS: [&str; 8] = [
    "bothf.rs",
    "bothf/mod.rs",
    "imp_unix.rs",
    "inc_part.rs",
    "other_file.rs",
    "outer_in/custom.rs",
    "outer_in/leaf.rs",
    "perr.rs",
];

#[derive(Deserialize)]
struct Verdict {
    edition: String,
    /// `depx`, if the probe may use that crate.
    #[serde(rename = "extern")]
    dependency: Option<String>,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Deserialize)]
struct Diagnostic {
    code: Option<String>,
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

/// File, start, end and code.
type Place = (String, Position, Position, String);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/probes")
}

/// A package with the probe at its root, as rustc was given it.
fn package(probe: &str, verdict: &Verdict) -> Workspace {
    let name = probe.strip_suffix(".rs").unwrap();
    let dependency = match &verdict.dependency {
        Some(name) => format!("{name} = {{ path = \"{name}\" }}\n"),
        None => String::new(),
    };
    let manifest = |name: &str, edition: &str, dependency: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"{edition}\"\n\n\
             [lib]\npath = \"{name}.rs\"\n\n[dependencies]\n{dependency}"
        )
    };
    let text = |file: &str| fs::read(folder().join(file)).unwrap();
    let package =
        Workspace::from_fixture(&format!("//- Cargo.toml\n{}", manifest(name, &verdict.edition, &dependency)));
    for file in COMPANIONS.into_iter().chain([probe]) {
        package.write(file, text(file));
    }
    if let Some(name) = &verdict.dependency {
        package.write(&format!("{name}/Cargo.toml"), manifest(name, "2021", ""));
        package.write(&format!("{name}/{name}.rs"), text(&format!("{name}.rs")));
    }
    package
}

#[test]
fn nothing_is_reported_that_rustc_does_not_report() {
    let verdicts = fs::read_to_string(folder().join("rustc-1.95.json")).unwrap();
    let verdicts: BTreeMap<String, Verdict> = serde_json::from_str(&verdicts).unwrap();
    let (mut wrong, mut missed, mut in_other_builds) = (Vec::new(), Vec::new(), Vec::new());
    let (mut found, mut all) = (0, 0);
    for (probe, verdict) in &verdicts {
        let report = check(&package(probe, verdict).root(), &[]);
        let reported: BTreeSet<Place> = report
            .findings
            .iter()
            .filter(|finding| finding.rule != "undeclared-feature" && finding.when.is_none())
            .map(|finding| (finding.file.clone(), finding.start, finding.end, finding.code.clone().unwrap_or_default()))
            .collect();
        in_other_builds.extend(report.findings.iter().filter_map(|finding| {
            let Position { line, column } = finding.start;
            let when = finding.when.as_ref()?;
            Some(format!("{}:{line}:{column} under `{when}`", finding.file))
        }));
        let mut unmatched = reported.clone();
        for diagnostic in &verdict.diagnostics {
            let place = (
                diagnostic.file.clone(),
                Position { line: diagnostic.line, column: diagnostic.column },
                Position { line: diagnostic.end_line, column: diagnostic.end_column },
                diagnostic.code.clone().unwrap_or_default(),
            );
            let is_import = matches!(place.3.as_str(), "E0432" | "E0433");
            all += usize::from(is_import);
            if reported.contains(&place) {
                found += usize::from(is_import);
            } else if is_import {
                missed.push(format!("{probe}: {place:?}"));
            }
            unmatched.remove(&place);
        }
        wrong.extend(unmatched.into_iter().map(|place| format!("{probe}: {place:?}")));
    }
    assert!(wrong.is_empty(), "reported, and not by rustc:\n{}", wrong.join("\n"));
    assert_eq!(in_other_builds, IN_OTHER_BUILDS);
    assert_eq!((verdicts.len(), all), (126, 119));
    assert!(found >= FOUND_AT_LEAST, "found {found} of {all}; missed:\n{}", missed.join("\n"));
    println!("found {found} of {all}; missed:\n{}", missed.join("\n"));
}
