//! The rule `perf-target-without-bench`: a promise that no bench measures.

use super::{Description, Level, Rule};
use crate::check::Draft;
use crate::finding::{Applicability, Edit, Fix};
use crate::host::Snapshot;
use crate::nearest::nearest;
use crate::perf_targets::{PerfTarget, Subject};

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "perf-target-without-bench",
    group: "benches",
    level: Level::Hint,
    codes: &[],
    summary: "a performance target of greenlight.toml that no bench measures",
    explanation: include_str!("perf_target_without_bench.md"),
};

/// The targets of the configuration that are about benches of which no call can have such an id.
pub(crate) fn check(snapshot: &Snapshot) -> Vec<Draft> {
    let Some(file) = snapshot.configuration_file() else { return Vec::new() };
    if snapshot.configured_targets().targets.iter().all(|target| !matches!(target.subject, Subject::Bench(_))) {
        return Vec::new();
    }
    let calls = snapshot.bench_calls();
    let of_calls = || calls.calls.iter().flat_map(|call| &call.ids);
    let exact = of_calls().flat_map(|(of, ids)| ids.iter().filter_map(|id| Some((*of, id.pattern.exact()?.full()))));
    let exact: Vec<(usize, String)> = exact.collect();
    let about = snapshot.configured_targets().by_target(exact.iter().map(|(_, id)| id.as_str()));
    let draft = |(number, target): (usize, &PerfTarget)| {
        let Subject::Bench(glob) = &target.subject else { return None };
        // Of most, source tells an id that it is about.
        let mut certain = about.get(&number).into_iter().flatten();
        if certain.any(|&index| target.is_within(&calls.targets[exact[index].0])) {
            return None;
        }
        let within = || of_calls().filter(|(of, _)| target.is_within(&calls.targets[*of]));
        let patterns = || within().flat_map(|(_, ids)| ids.iter()).map(|id| &id.pattern);
        // There may be a call that was not read.
        if calls.unread.iter().any(|unread| target.is_within(&calls.targets[unread.target])) {
            return None;
        }
        // What is no pattern, no package or no target is a mistake of its own.
        if glob.written.trim().is_empty() || !snapshot.has_named(target) || patterns().any(|it| glob.may_mean(it)) {
            return None;
        }
        let ids: Vec<String> = patterns().filter_map(|pattern| Some(pattern.exact()?.full())).collect();
        let near = nearest(&glob.written, ids.iter().map(String::as_str));
        let fix = near.as_ref().map(|near| Fix {
            title: format!("Hold it against `{}`", near.name).into(),
            preferred: near.alone && near.nearness.is_slip(),
            applicability: Applicability::Guess,
            edits: vec![Edit {
                file: file.to_owned(),
                span: target.span,
                text: toml_edit::Value::from(near.name.replace('\\', "\\\\").replace('*', "\\*")).to_string(),
            }],
        });
        Some(Draft {
            rule: Rule::PerfTargetWithoutBench,
            code: None,
            message: format!("no bench has the id `{}`", glob.written),
            label: None,
            notes: near.iter().map(|near| format!("there is a bench `{}`", near.name)).collect(),
            file: file.to_owned(),
            span: target.span,
            package: None,
            met: Vec::new(),
            is_warning: false,
            fixes: fix.into_iter().collect(),
        })
    };
    snapshot.configured_targets().targets.iter().enumerate().filter_map(draft).collect()
}

#[cfg(test)]
mod tests {
    use crate::fixture::{check, check_fix};

    const WORKSPACE: &str = "//- /Cargo.toml\n[package]\nname = \"sample\"\nedition = \"2021\"\nautobenches = false\n\n[lib]\nbench = false\n\n[dev-dependencies]\n\
                             criterion = \"0.8\"\n\n[[bench]]\nname = \"one\"\nharness = false\n//- /src/lib.rs\n//- /benches/one.rs\n\
                             fn f(c: &mut Criterion) {\n    c.bench_function(\"search\", f);\n    let mut g = c.benchmark_group(\"sizes\");\n\
                             \x20   for size in sizes() { g.bench_function(format!(\"size {size}\"), f); }\n}\ncriterion_group!(benches, f);\ncriterion_main!(benches);\n\
                             //- /greenlight.toml\n";

    #[test]
    fn nothing_is_said_where_a_bench_was_not_read_as_a_whole() {
        let deep = format!("{}1{}", "(".repeat(300), ")".repeat(300));
        let deep = format!("criterion_main!(benches);\nfn g(c: &mut Criterion) {{\n    {deep};\n}}\n");
        let workspace = WORKSPACE.replace("criterion_main!(benches);\n", &deep);
        check(&format!("{workspace}[[perf-target]]\nname = \"a\"\nbench = \"serach\"\nmust = \"<1ms\"\n"));
    }

    #[test]
    fn a_target_that_no_call_can_meet_is_hinted_at() {
        check(&format!(
            r#"{WORKSPACE}[[perf-target]]
bench = "search"
must = "<1s"
[[perf-target]]
bench = "serch"
       #^^^^^^^ hint: no bench has the id `serch`
must = "<1s"
[[perf-target]]
bench = "sizes/size 1000"
must = "<1s"
[[perf-target]]
bench = "sizes/other"
       #^^^^^^^^^^^^^ hint: no bench has the id `sizes/other`
[[perf-target]]
bench = "**"
[[perf-target]]
metric = "memory"
"#
        ));
    }

    #[test]
    fn the_nearest_is_offered() {
        let text = |id: &str| format!("[[perf-target]]\nbench = \"{id}\"\n");
        check_fix(
            &format!("{WORKSPACE}{}", text("serch")),
            "Hold it against `search`",
            &format!("//- /greenlight.toml\n{}", text("search")),
        );
    }
}
