//! `greenlight explain` and `greenlight rules`.

use std::path::Path;

use crate::greenlight::{Outcome, greenlight};

fn run(arguments: &[&str]) -> Outcome {
    greenlight(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

const RULES: [&str; 13] = [
    "unresolved-import",
    "unresolved-crate",
    "private-import",
    "unresolved-module",
    "undeclared-feature",
    "ungated-optional-dependency",
    "broken-workspace",
    "unknown-cfg",
    "invalid-feature",
    "unused-optional-dependency",
    "bench-harness",
    "bench-not-a-target",
    "lib-bench-harness",
];

#[test]
fn every_rule_is_listed_and_explained() {
    let list = run(&["rules"]);
    assert_eq!(list.exit, 0);
    for rule in RULES {
        assert!(list.stdout.contains(rule), "{}", list.stdout);
        let explained = run(&["explain", rule]);
        assert_eq!(explained.exit, 0, "{}", explained.stderr);
        assert!(explained.stdout.contains("greenlight: allow("), "{rule} says how to silence it");
    }
}

#[test]
fn a_code_of_rustc_explains_its_rule() {
    for (code, rule) in
        [("E0432", RULES[0]), ("e0433", RULES[0]), ("E0463", RULES[1]), ("E0603", RULES[2]), ("E0583", RULES[3])]
    {
        assert_eq!(run(&["explain", code]).stdout, run(&["explain", rule]).stdout, "{code}");
    }
    // Of two rules, one after the other.
    let both = run(&["explain", "unexpected_cfgs"]).stdout;
    for rule in ["undeclared-feature", "unknown-cfg"] {
        assert!(both.contains(run(&["explain", rule]).stdout.trim()), "{rule}");
    }
}

#[test]
fn an_unknown_rule_gets_the_nearest_name() {
    let outcome = run(&["explain", "unresolved-imports"]);
    assert_eq!((outcome.exit, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.contains("unresolved-import"), "{}", outcome.stderr);
}

#[test]
fn every_rule_has_its_page_in_the_documentation() {
    for rule in RULES {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/rules/{rule}.md"));
        let text = std::fs::read_to_string(&page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
        assert!(text.contains("## How to silence it"), "{rule}");
    }
}
