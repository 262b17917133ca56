//! The rule `duplicate-bench-id`: two calls that save their results in the same place.

use std::path::PathBuf;

use greenlight_files::LineIndex;
use greenlight_project::TargetKind;
use rustc_hash::FxHashMap;

use super::{Description, Level, Rule};
use crate::benches::BenchCall;
use crate::check::{Draft, FileCheck, relative};

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "duplicate-bench-id",
    group: "benches",
    level: Level::Warn,
    codes: &[],
    summary: "two benchmarks of one id, of which the one overwrites the other's results",
    explanation: include_str!("duplicate_bench_id.md"),
};

/// How many of the others a finding names: if each named each, a thousand calls would make a million notes.
const MOST_NAMED: usize = 3;

/// The calls of the file whose id another call has too. Only ids that source tells whole count, and calls that every run of
/// their target makes.
pub(crate) fn check(check: &FileCheck<'_>) -> Vec<Draft> {
    let is_bench =
        |&instance: &greenlight_resolve::InstanceId| check.program.target_of(instance.krate).kind == TargetKind::Bench;
    if !check.instances.iter().any(is_bench) {
        return Vec::new();
    }
    let calls = check.snapshot.bench_calls();
    if calls.shared.is_empty() {
        return Vec::new();
    }
    let mut places = Places { check, indices: FxHashMap::default() };
    let drafts = calls.in_file(&check.file.path).filter_map(|index| {
        let call = &calls.calls[index];
        let (id, target) = call.certain_ids(&calls).find(|(id, _)| calls.shared.contains_key(id))?;
        let others = || calls.shared[&id].iter().filter(|(other, _)| *other != index);
        let package = calls.targets[target].package;
        let mut notes = vec![format!(
            "Criterion saves both in the same folder: {}",
            match others().any(|(_, other)| *other == target) {
                true => "the second as `_2`, whichever that is, so a change of their order exchanges them",
                false => "each run overwrites what the other saved, and is compared with it",
            }
        )];
        for &(other, target) in others().take(MOST_NAMED) {
            let target = &calls.targets[target];
            notes.push(format!(
                "the other is at {}, in the bench `{}` of `{}`",
                places.of(&calls.calls[other])?,
                target.name.as_deref().unwrap_or_default(),
                target.package_name
            ));
        }
        let more = (calls.shared[&id].len() - 1).saturating_sub(MOST_NAMED);
        if more > 0 {
            notes.push(format!("{more} further calls have this id"));
        }
        Some(Draft {
            rule: Rule::DuplicateBenchId,
            code: None,
            message: format!("another benchmark has the id `{}` too", id.full()),
            label: None,
            notes,
            file: call.file.clone(),
            span: call.id_span,
            package: Some(package),
            met: Vec::new(),
            is_warning: false,
            fixes: Vec::new(),
        })
    });
    drafts.collect()
}

/// Where calls stand, each file gone through once.
struct Places<'c, 'f> {
    check: &'f FileCheck<'c>,
    indices: FxHashMap<PathBuf, Option<LineIndex>>,
}

impl Places<'_, '_> {
    fn of(&mut self, call: &BenchCall) -> Option<String> {
        let snapshot = self.check.snapshot;
        let index = self
            .indices
            .entry(call.file.clone())
            .or_insert_with(|| snapshot.text(&call.file).map(|text| LineIndex::new(&text)));
        let line = index.as_ref()?.line_of(call.name_span.start) + 1;
        Some(format!("`{}:{line}`", relative(&call.file, snapshot.root())))
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Fixture, check};

    const MANIFEST: &str = "//- /Cargo.toml\n[package]\nname = \"sample\"\nedition = \"2021\"\nautobenches = false\n\n[dev-dependencies]\ncriterion = \
                            \"0.8\"\n\n[lib]\nbench = false\n\n[[bench]]\nname = \"one\"\nharness = false\n\n[[bench]]\nname = \"two\"\nharness = false\n//- /src/lib.rs\n";

    #[test]
    fn both_calls_are_reported_wherever_they_are() {
        check(&format!(
            r#"{MANIFEST}//- /benches/one.rs
fn f(c: &mut criterion::Criterion) {{
    c.bench_function("same", |b| b.iter(|| 1));
                   //^^^^^^ warning: another benchmark has the id `same` too
    c.bench_function("own", |b| b.iter(|| 1));
    let mut group = c.benchmark_group("g");
    group.bench_function("same", |b| b.iter(|| 1));
    for size in [1, 2] {{
        group.bench_function(criterion::BenchmarkId::from_parameter(size), |b| b.iter(|| 1));
                           //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: another benchmark has the id `g/2` too
    }}
}}
criterion::criterion_group!(benches, f);
criterion::criterion_main!(benches);
//- /benches/two.rs
fn f(c: &mut criterion::Criterion) {{
    c.bench_function("same", |b| b.iter(|| 1));
                   //^^^^^^ warning: another benchmark has the id `same` too
    c.benchmark_group("g").bench_function(criterion::BenchmarkId::from_parameter(2), |b| b.iter(|| 1));
                                        //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: another benchmark has the id `g/2` too
}}
criterion::criterion_group!(benches, f);
criterion::criterion_main!(benches);
"#
        ));
    }

    #[test]
    fn what_may_not_run_together_is_not_reported() {
        check(&format!(
            r#"{MANIFEST}//- /benches/one.rs
fn f(c: &mut criterion::Criterion, slow: bool) {{
    if slow {{
        c.bench_function("a", |b| b.iter(|| 1));
    }} else {{
        c.bench_function("a", |b| b.iter(|| 2));
    }}
    #[cfg(unix)]
    c.bench_function("b", |b| b.iter(|| 1));
    #[cfg(not(unix))]
    c.bench_function("b", |b| b.iter(|| 2));
    // The same full id, but of another group.
    c.benchmark_group("g").bench_function("x/y", |b| b.iter(|| 1));
    c.benchmark_group("g/x").bench_function("y", |b| b.iter(|| 1));
}}
fn nobody_calls(c: &mut criterion::Criterion) {{
    c.bench_function("a", |b| b.iter(|| 1));
}}
criterion::criterion_group!(benches, f);
criterion::criterion_main!(benches);
//- /benches/two.rs
// greenlight: allow(duplicate-bench-id)
fn f(c: &mut criterion::Criterion) {{ c.bench_function("c", |b| b.iter(|| 1)); c.bench_function("c", |b| b.iter(|| 1)); }}
criterion::criterion_group!(benches, f);
criterion::criterion_main!(benches);
//- /benches/in_no_target/three.rs
fn f(c: &mut criterion::Criterion) {{ c.bench_function("b", |b| b.iter(|| 1)); }}
criterion::criterion_group!(benches, f);
"#
        ));
    }

    #[test]
    fn the_notes_say_what_becomes_of_the_results_and_where_the_other_is() {
        let bench = |id: &str| {
            format!(
                "fn f(c: &mut criterion::Criterion) {{\n    {id}\n}}\ncriterion::criterion_group!(benches, f);\n\
                 criterion::criterion_main!(benches);\n"
            )
        };
        let call = "c.bench_function(\"a\", |b| b.iter(|| 1));";
        let notes = |one: &str, two: &str| {
            let fixture = Fixture::new(&format!(
                "{MANIFEST}//- /benches/one.rs\n{}//- /benches/two.rs\n{}",
                bench(one),
                bench(two)
            ));
            fixture.findings()[0].notes.clone()
        };
        let [what, place] = &notes(call, call)[..] else { panic!() };
        assert!(what.contains("overwrites"), "{what}");
        assert_eq!(place, "the other is at `benches/two.rs:2`, in the bench `two` of `sample`");
        let [what, _] = &notes(&format!("{call}\n{call}"), "")[..] else { panic!() };
        assert!(what.contains("`_2`"), "{what}");
    }

    #[test]
    fn of_many_calls_each_names_a_few() {
        let calls = "    c.bench_function(\"a\", |b| b.iter(|| 1));\n".repeat(2_000);
        let fixture = Fixture::new(&format!(
            "{MANIFEST}//- /benches/two.rs\nfn main() {{}}\n//- /benches/one.rs\nfn f(c: &mut criterion::Criterion) {{\n{calls}}}\n\
             criterion::criterion_group!(benches, f);\ncriterion::criterion_main!(benches);\n"
        ));
        let findings = fixture.findings();
        assert_eq!(findings.len(), 2_000);
        assert_eq!(
            findings[0].notes[1..],
            [
                "the other is at `benches/one.rs:3`, in the bench `one` of `sample`",
                "the other is at `benches/one.rs:4`, in the bench `one` of `sample`",
                "the other is at `benches/one.rs:5`, in the bench `one` of `sample`",
                "1996 further calls have this id",
            ]
        );
    }
}
