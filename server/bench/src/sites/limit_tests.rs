//! Benches that would take all memory or all time: what is over a limit is unknown, and it is said of the target.

use std::path::PathBuf;
use std::sync::Arc;

use greenlight_syntax::benches::read_benches;

use super::{FoundSites, TargetFile, find_sites};
use crate::identity::IdPattern;
use crate::limits;

fn found(text: &str) -> FoundSites {
    let source = Arc::new(read_benches(text));
    let read = move || find_sites(&[TargetFile { path: PathBuf::from("/a.rs"), module: Vec::new(), source }]);
    // A debug build on half of the stack that there is.
    std::thread::Builder::new().stack_size(4 << 20).spawn(read).unwrap().join().unwrap()
}

fn in_function(body: &str) -> FoundSites {
    found(&format!("fn f(c: &mut Criterion) {{ {body} }}\ncriterion_group!(benches, f);"))
}

fn written(found: &FoundSites) -> Vec<String> {
    found.sites.iter().flat_map(|site| &site.ids).map(|id| id.pattern.written()).collect()
}

fn ids(found: &FoundSites) -> usize {
    found.sites.iter().map(|site| site.ids.len()).sum()
}

/// `line` for each number from 0 on, in which `{next}` and `{this}` are that and the one before.
fn lines(count: usize, line: &str) -> String {
    (0..count)
        .map(|this| line.replace("{next}", &(this + 1).to_string()).replace("{this}", &this.to_string()))
        .collect()
}

#[test]
fn a_text_that_doubles_is_forgotten() {
    for (start, line) in [
        ("\"x\"", "let a{next} = format!(\"{a{this}}{a{this}}{a{this}}{a{this}}\");"),
        ("z()", "let a{next} = format!(\"x{a{this}}y{a{this}}\");"),
        ("\"x\".to_string()", "let a{next} = a{this}.clone() + &a{this};"),
        ("\"x\"", "let a{next} = concat!(a{this}, a{this});"),
    ] {
        let found = in_function(&format!("let a0 = {start}; {} c.bench_function(a30, f);", lines(30, line)));
        assert!(written(&found)[0].contains('*') && written(&found)[0].len() <= 4_096, "{line}");
        assert_eq!(found.unfinished, ["there are more than 4096 bytes of an evaluated string in a bench"], "{line}");
    }
}

#[test]
fn a_list_that_doubles_is_forgotten() {
    let doubled = lines(40, "let a{next} = a{this}.iter().chain(a{this}.iter());");
    let found =
        in_function(&format!("let a0 = [1, 2]; {doubled} for i in a40 {{ c.bench_function(format!(\"{{i}}\"), f); }}"));
    assert_eq!(written(&found), ["*"]);
}

#[test]
fn loops_in_loops_end() {
    for depth in 1..8 {
        let opened = lines(depth, "for i{this} in 0..1000 {");
        let id = lines(depth, "{i{this}}/");
        let found = in_function(&format!("{opened} c.bench_function(format!(\"{id}\"), f); {}", "}".repeat(depth)));
        let calls = ids(&found) as u64;
        assert!(calls <= limits::IDS_OF_CALL.max + 4, "{depth}: {calls}");
        if depth > 1 {
            let anything = found.sites[0]
                .ids
                .iter()
                .any(|id| matches!(id.pattern, IdPattern { group: crate::identity::Part::Any, .. }));
            assert!(anything && !found.unfinished.is_empty(), "{depth} {:?}", found.unfinished);
        }
    }
}

#[test]
fn ids_of_a_target_are_kept_up_to_a_size() {
    let call = format!("c.bench_function(format!(\"{}{{i}}\"), f);", "x".repeat(4_000));
    let found = in_function(&format!("for i in 0..1000 {{ {} }}", call.repeat(20)));
    assert!(ids(&found) < 3_000, "{}", ids(&found));
    assert_eq!(found.unfinished, ["there are more than 8388608 bytes of the ids of one bench target"]);
}

#[test]
fn many_calls_and_many_functions_are_all_found() {
    let calls: String = (0..5_000).map(|number| format!("c.bench_function(\"a{number}\", f);\n")).collect();
    let found_calls = in_function(&calls);
    assert_eq!((found_calls.sites.len(), found_calls.unfinished.len()), (5_000, 0));
    let functions: String =
        (0..5_000).map(|number| format!("fn f{number}(c: &mut Criterion) {{ c.bench_function(A{number}, f); }}\nconst A{number}: &str = \"a{number}\";\n")).collect();
    let group: String = (0..5_000).map(|number| format!(", f{number}")).collect();
    let found_functions = found(&format!("{functions}criterion_group!(benches{group});"));
    assert_eq!((found_functions.sites.len(), found_functions.unfinished.len()), (5_000, 0));
    assert_eq!(written(&found_functions)[4_999], "a4999");
}

#[test]
fn helpers_that_call_each_other_end() {
    let chain = lines(3_000, "fn h{this}(c: &mut Criterion) { h{next}(c); }\n");
    let chained = found(&format!(
        "{chain}fn h3000(c: &mut Criterion) {{ c.bench_function(\"a\", f); }}\ncriterion_group!(benches, h0);"
    ));
    assert_eq!(chained.sites.len(), 1);
    assert_eq!(chained.unfinished, ["there are more than 12 calls within calls of a bench's functions"]);
    let fan = lines(30, "fn h{this}(c: &mut Criterion) { h{next}(c); h{next}(c); h{next}(c); }\n");
    let fanned = found(&format!(
        "{fan}fn h30(c: &mut Criterion) {{ c.bench_function(\"a\", f); }}\ncriterion_group!(benches, h0);"
    ));
    assert_eq!(fanned.sites.len(), 1);
}

#[test]
fn what_is_as_deep_as_it_may_be_parsed_is_evaluated_on_any_stack() {
    let chain =
        in_function(&format!("c.benchmark_group(\"g\"){};", ".bench_function(\"a\", |b| b.iter(|| 1))".repeat(600)));
    assert_eq!(chain.unfinished, ["there are more than 400 expressions within expressions of a bench"]);
    let chain =
        in_function(&format!("c.benchmark_group(\"g\"){};", ".bench_function(\"a\", |b| b.iter(|| 1))".repeat(300)));
    assert_eq!((chain.sites.len(), chain.unfinished.len()), (300, 0));
    for (open, close) in
        [("(", ")"), ("[", "]"), ("f(", ")"), ("|| ", ""), ("{", "}"), ("if a {", "}"), ("(|| f(", "))()")]
    {
        in_function(&format!("let x = {}1{}; c.bench_function(x, f);", open.repeat(60), close.repeat(60)));
    }
}
