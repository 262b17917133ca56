//! The rule `bench-harness`: a bench that brings its own `main`, and runs under libtest's harness all the same.

use greenlight_project::{Edition, Package, PackageId, Target, TargetKind};
use greenlight_resolve::{Builds, CrateId, InstanceId};

use super::{Description, Level, Rule};
use crate::bench_mains::{BenchMain, bench_main, may_have_benches};
use crate::check::{Draft, FileCheck};
use crate::finding::{Applicability, Edit, Fix};
use crate::fixes::target_table;
use crate::host::Snapshot;

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "bench-harness",
    group: "benches",
    level: Level::Deny,
    codes: &[],
    summary: "a bench of Criterion, divan or the like without `harness = false`",
    explanation: include_str!("bench_harness.md"),
};

/// The benches that the package's manifest names.
pub(crate) fn check(snapshot: &Snapshot, id: PackageId) -> Vec<Draft> {
    let package = &*snapshot.workspace().packages[id.0 as usize];
    if !package.member || !package.complete || !may_have_benches(package) {
        return Vec::new();
    }
    let program = snapshot.program();
    let of_package = program.crate_ids().filter(|&krate| program.crate_of(krate).package == id);
    let drafts = of_package.filter_map(|krate| {
        let target = program.target_of(krate);
        let span = target.span.filter(|_| is_under_harness(target))?;
        let instance = InstanceId { krate, index: 0 };
        let file = program.file_of(instance);
        let text = snapshot.text(&file.path)?;
        let main = bench_main(&file.facts, &program.sources.names(), &text, package)?;
        let met = builds(snapshot, instance, &main);
        Some(Draft { file: package.manifest.clone(), span, ..draft(snapshot, id, target, &main, met) })
    });
    drafts.collect()
}

/// The bench that Cargo takes the file for, because of where it lies.
pub(crate) fn check_file(check: &FileCheck<'_>) -> Vec<Draft> {
    let program = check.program;
    let drafts = check.instances.iter().filter_map(|&instance| {
        let target = program.target_of(instance.krate);
        let package = program.package_of(instance.krate);
        let is_root = target.path == check.file.path && instance.index == 0;
        if !is_root || target.span.is_some() || !is_under_harness(target) || !package.member || !package.complete {
            return None;
        }
        let main = bench_main(&check.file.facts, &program.sources.names(), check.text()?, package)?;
        let id = program.crate_of(instance.krate).package;
        Some(draft(check.snapshot, id, target, &main, builds(check.snapshot, instance, &main)))
    });
    drafts.collect()
}

fn is_under_harness(target: &Target) -> bool {
    target.kind == TargetKind::Bench && target.harness
}

fn builds(snapshot: &Snapshot, instance: InstanceId, main: &BenchMain) -> (CrateId, Builds) {
    let program = snapshot.program();
    let (scope, condition) = main.place;
    (instance.krate, program.builds(program.module_of(instance, scope), condition))
}

fn draft(snapshot: &Snapshot, id: PackageId, target: &Target, main: &BenchMain, met: (CrateId, Builds)) -> Draft {
    let package = &*snapshot.workspace().packages[id.0 as usize];
    let name = &target.name;
    Draft {
        rule: Rule::BenchHarness,
        code: None,
        message: format!("the bench `{name}` runs under libtest's harness, which does not call its `main`"),
        label: Some(format!(
            "its `main` is that of `{}`, and the manifest does not say `harness = false`",
            main.framework
        )),
        notes: vec!["`cargo bench` measures nothing of it, and fails where it is told `--save-baseline`".to_owned()],
        file: target.path.clone(),
        span: main.span,
        package: Some(id),
        met: vec![met],
        is_warning: false,
        fixes: fix(snapshot, package, target).into_iter().collect(),
    }
}

fn fix(snapshot: &Snapshot, package: &Package, target: &Target) -> Option<Fix> {
    let text = snapshot.text(&package.manifest)?;
    let edit: Edit = match target.span {
        Some(_) => target_table::set(&package.manifest, &text, "bench", &target.name, "harness", "false")?,
        None => {
            let others = package.targets.iter().filter(|other| other.kind == TargetKind::Bench).count() > 1;
            // In edition 2015 a table turns off the discovery of the others.
            if package.edition == Edition::E2015 && others {
                return None;
            }
            let name = toml_edit::Value::from(&target.name);
            target_table::add(
                &package.manifest,
                &text,
                "bench",
                &[format!("name = {}", name.to_string().trim()), "harness = false".to_owned()],
            )?
        }
    };
    Some(Fix {
        title: format!("Take the bench `{}` out of libtest's harness", target.name).into(),
        preferred: true,
        applicability: Applicability::Safe,
        edits: vec![edit],
    })
}

#[cfg(test)]
mod tests {
    use crate::fixture::{check, check_fix, titles};

    const MANIFEST: &str = "//- /Cargo.toml\n[package]\nname = \"sample\"\nedition = \"2021\"\n\n[dev-dependencies]\ncriterion = \
                            \"0.8\"\ndivan = \"0.1\"\n";

    #[test]
    fn a_bench_that_cargo_discovers_is_reported_in_its_file() {
        check(&format!(
            r#"{MANIFEST}//- /benches/search.rs
use criterion::{{Criterion, criterion_group, criterion_main}};
fn search(c: &mut Criterion) {{}}
criterion_group!(benches, search);
  criterion_main!(benches);
//^^^^^^^^^^^^^^ error: the bench `search` runs under libtest's harness, which does not call its `main`
//- /benches/tables.rs
fn main() {{
    divan::main();
  //^^^^^^^^^^^ error: the bench `tables` runs under libtest's harness, which does not call its `main`
}}
//- /benches/plain.rs
#![feature(test)]
#[bench]
fn f(b: &mut test::Bencher) {{}}
//- /benches/gated.rs
#[cfg(any())]
criterion::criterion_main!(benches);
"#
        ));
    }

    #[test]
    fn one_that_the_manifest_names_is_reported_there() {
        check(&format!(
            r#"{MANIFEST}
[[bench]]
name = "search"
       #^^^^^^ error: the bench `search` runs under libtest's harness, which does not call its `main`

[[bench]]
name = "install"
harness = false

[[bench]]
name = "tests"
//- /benches/search.rs
criterion::criterion_main!(benches);
//- /benches/install.rs
criterion::criterion_main!(benches);
//- /benches/tests.rs
#[test]
fn f() {{}}
"#
        ));
    }

    #[test]
    fn a_main_of_something_else_is_nobodys_bench() {
        check(&format!(
            r#"{MANIFEST}//- /benches/own.rs
main!(benches);
fn main() {{ other::main(); }}
//- /benches/text.rs
// criterion_main!(benches);
fn main() {{ "divan::main()"; }}
"#
        ));
    }

    #[test]
    fn the_lines_are_inserted() {
        let discovered = format!("{MANIFEST}//- /benches/search.rs\ncriterion::criterion_main!(benches);\n");
        let title = "Take the bench `search` out of libtest's harness";
        assert_eq!(titles(&discovered), [format!("* {title}")]);
        check_fix(&discovered, title, &format!("{MANIFEST}\n[[bench]]\nname = \"search\"\nharness = false\n"));
        let named = format!("{MANIFEST}\n[[bench]]\nname = \"search\"\n");
        check_fix(
            &format!("{named}//- /benches/search.rs\ncriterion::criterion_main!(benches);\n"),
            title,
            &format!("{named}harness = false\n"),
        );
    }
}
