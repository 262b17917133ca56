//! The probes of `tests/probes`: each tries one rule of name resolution, and rustc's verdict lies beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::greenlight::{Position, check};
use crate::workspace::Workspace;

/// What rustc reports and Greenlight does not, and why. It only ever shrinks.
const NOT_FOUND: &[(&str, &str)] = &[
    ("cfg_out.rs:1:70", "`a` is there under `cfg(foo)`, which rustflags may set"),
    ("const_under.rs:1:40", "`use crate::_;` is no use tree, and a file that does not parse is open"),
    ("dollar.rs:1:75", "a `use` in the body of a macro, which is not expanded"),
    ("e2021_gone.rs:1:5", "`Gone` is there under a cfg, which rustflags may set"),
    ("ext_2018.rs:1:90", "`proc_macro` comes with the toolchain, and an `extern crate` may stand in another build"),
    ("ext_2018.rs:1:119", "the same of `test`"),
    ("glob_enum.rs:1:103", "a glob of a builtin type, which is taken for the module of std that has its name"),
    ("inner_crate_in_macro_arg.rs:1:35", "a `use` in the tokens of `println!`"),
    ("local_vs_extern.rs:1:75", "`core` is the module of a glob as well as the crate, and either may be meant"),
    ("mac_hand_on.rs:13:37", "a macro whose cfg stands on the first item alone"),
    ("mac_hand_on.rs:15:14", "a macro that puts its items into a module"),
    ("mac_hand_on.rs:17:41", "what is under `any()` in the body of a macro is taken to be there"),
    ("macuse_order.rs:1:17", "a `macro_rules!` of that name stands in the file, though behind"),
    ("no_core.rs:1:65", "`test` comes with the toolchain"),
    ("no_impl_prelude.rs:1:29", "under `no_implicit_prelude` first segments are taken to be there"),
    ("no_impl_prelude.rs:1:58", "the same"),
    ("no_impl_prelude.rs:1:92", "the same"),
    ("no_std.rs:1:31", "a `no_std` crate often has `std` in other builds, its tests above all"),
    ("ns_split.rs:1:103", "a struct and a module of one name, which is another error (E0428)"),
    ("std_priv.rs:1:5", "`std::sys` is hidden, and what is in it is not documented"),
    ("struct_assoc.rs:1:66", "what can be imported from a name of the prelude is not looked up"),
    ("tool_attr_use.rs:1:5", "the module of a tool, in which nothing can be looked up"),
    ("tool_mod_inner.rs:1:5", "the same"),
    ("unk_macro.rs:1:37", "a macro that nothing binds; another call in the crate might"),
    ("unk_macro.rs:1:51", "the same"),
];

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
            // rustc was asked without the cfgs that Cargo would have declared.
            .filter(|finding| !["undeclared-feature", "unknown-cfg"].contains(&finding.rule.as_str()))
            .filter(|finding| finding.when.is_none())
            .map(|finding| (finding.file.clone(), finding.start, finding.end, finding.code.clone().unwrap_or_default()))
            .collect();
        in_other_builds.extend(report.findings.iter().filter(|finding| finding.rule != "unknown-cfg").filter_map(
            |finding| {
                let Position { line, column } = finding.start;
                let when = finding.when.as_ref()?;
                Some(format!("{}:{line}:{column} under `{when}`", finding.file))
            },
        ));
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
                missed.push(format!("{}:{}:{}", place.0, place.1.line, place.1.column));
            }
            unmatched.remove(&place);
        }
        wrong.extend(unmatched.into_iter().map(|place| format!("{probe}: {place:?}")));
    }
    assert!(wrong.is_empty(), "reported, and not by rustc:\n{}", wrong.join("\n"));
    assert_eq!(in_other_builds, IN_OTHER_BUILDS);
    assert_eq!((verdicts.len(), all), (127, 120));
    println!("found {found} of {all}");
    let explained: Vec<&str> = NOT_FOUND.iter().map(|(place, _)| *place).collect();
    assert_eq!(missed, explained);
}
