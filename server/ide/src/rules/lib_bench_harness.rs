//! The rule `lib-bench-harness`: a library or binary whose unit tests `cargo bench` runs too, and which refuse the options that the
//! benches take.

use greenlight_project::{Edition, PackageId, Target, TargetKind};

use super::{Description, Level, Rule, bench_not_a_target};
use crate::bench_mains::may_save_results;
use crate::check::Draft;
use crate::finding::{Applicability, Edit, Fix};
use crate::fixes::{manifest_entry, target_table};
use crate::host::Snapshot;

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "lib-bench-harness",
    group: "benches",
    level: Level::Hint,
    codes: &[],
    summary: "a library or binary whose unit tests stop `cargo bench -- --save-baseline`",
    explanation: include_str!("lib_bench_harness.md"),
};

/// The targets of the package that stand in the way of its benches.
pub(crate) fn check(snapshot: &Snapshot, id: PackageId) -> Vec<Draft> {
    let package = &*snapshot.workspace().packages[id.0 as usize];
    if !package.member || !package.complete || !may_save_results(package) {
        return Vec::new();
    }
    // What is no bench yet, or none that measures, will be one when that is mended.
    let has_bench = package.targets.iter().any(|target| target.kind == TargetKind::Bench);
    if !has_bench && bench_not_a_target::candidates(snapshot, id).is_empty() {
        return Vec::new();
    }
    let text = snapshot.text(&package.manifest);
    let in_the_way = package.targets.iter().filter(|target| target.bench && target.harness && word(target).is_some());
    let drafts = in_the_way.filter_map(|target| {
        let edit = text.as_deref().and_then(|text| edit(&package.manifest, text, target, package.edition));
        let fix = edit.map(|edit| Fix {
            title: format!("Leave the {} `{}` out of `cargo bench`", word(target).unwrap_or_default(), target.name)
                .into(),
            preferred: true,
            applicability: Applicability::Safe,
            edits: vec![edit],
        });
        Some(Draft {
            rule: Rule::LibBenchHarness,
            code: None,
            message: format!(
                "`cargo bench -- --save-baseline NAME` fails in the unit tests of the {} `{}`",
                word(target)?,
                target.name
            ),
            label: None,
            notes: vec![
                "`cargo bench` runs them too, and libtest does not know the options that the benches take".to_owned(),
            ],
            file: package.manifest.clone(),
            span: target.span.unwrap_or(package.name_span),
            package: Some(id),
            met: Vec::new(),
            is_warning: false,
            fixes: fix.into_iter().collect(),
        })
    });
    drafts.collect()
}

fn word(target: &Target) -> Option<&'static str> {
    match target.kind {
        TargetKind::Library | TargetKind::ProcMacro => Some("library"),
        TargetKind::Binary => Some("binary"),
        _ => None,
    }
}

fn edit(manifest: &std::path::Path, text: &str, target: &Target, edition: Edition) -> Option<Edit> {
    match (target.kind, target.span) {
        (TargetKind::Binary, Some(_)) => target_table::set(manifest, text, "bin", &target.name, "bench", "false"),
        // In edition 2015 a table turns off the discovery of other binaries.
        (TargetKind::Binary, None) if edition == Edition::E2015 => None,
        (TargetKind::Binary, None) => {
            let name = toml_edit::Value::from(&target.name).to_string();
            target_table::add(manifest, text, "bin", &[format!("name = {name}"), "bench = false".to_owned()])
        }
        _ => manifest_entry::edit(manifest, text, "lib", "bench", "false", &[]),
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{check, check_fix};

    const BENCH: &str = "[dev-dependencies]\ncriterion = \"0.8\"\n\n[[bench]]\nname = \"search\"\nharness = false\n";
    const SOURCES: &str = "//- /src/lib.rs\n//- /src/main.rs\nfn main() {}\n//- /benches/search.rs\ncriterion::criterion_main!(benches);\n";

    #[test]
    fn each_target_that_stands_in_the_way_is_a_hint() {
        check(&format!(
            r#"//- /Cargo.toml
[package]
name = "sample"
       #^^^^^^ hint: `cargo bench -- --save-baseline NAME` fails in the unit tests of the binary `sample`
edition = "2021"

[lib]
name = "samples"
       #^^^^^^^ hint: `cargo bench -- --save-baseline NAME` fails in the unit tests of the library `samples`

{BENCH}{SOURCES}"#
        ));
    }

    #[test]
    fn what_is_left_out_or_has_no_bench_beside_it_is_not() {
        let package = "//- /Cargo.toml\n[package]\nname = \"sample\"\nedition = \"2021\"\n\n";
        check(&format!(
            "{package}[lib]\nbench = false\n\n[[bin]]\nname = \"sample\"\nbench = false\n\n{BENCH}{SOURCES}"
        ));
        check(&format!("{package}[dev-dependencies]\ncriterion = \"0.8\"\n//- /src/lib.rs\n"));
    }

    #[test]
    fn the_line_is_inserted() {
        let package = "//- /Cargo.toml\n[package]\nname = \"sample\"\nedition = \"2021\"\n\n";
        let text = format!("{package}{BENCH}{SOURCES}");
        check_fix(
            &text,
            "Leave the library `sample` out of `cargo bench`",
            &format!("{package}{BENCH}\n[lib]\nbench = false\n"),
        );
        check_fix(
            &text,
            "Leave the binary `sample` out of `cargo bench`",
            &format!("{package}{BENCH}\n[[bin]]\nname = \"sample\"\nbench = false\n"),
        );
    }
}
