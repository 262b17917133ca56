//! Any text at all can be scanned.

use greenlight_files::Span;
use greenlight_syntax::{NameTable, Spans, known, scan, uses_of_import};
use proptest::prelude::*;

/// Scans, and checks that every index and every span lies within what it points into.
fn check(text: &str) {
    let mut names = NameTable::new();
    let facts = scan(text, &mut names);
    let (outline, spans) = (&facts.outline, &facts.spans);
    for span in all_spans(spans) {
        assert!(text.get(span.range()).is_some(), "{span:?} is no stretch of {text:?}");
    }
    assert_eq!(outline.scopes.len(), spans.scopes.len());
    assert_eq!(outline.items.len(), spans.items.len());
    assert_eq!(outline.variants.len(), spans.variants.len());
    assert_eq!(outline.imports.len(), spans.imports.len());
    assert_eq!(outline.segments.len(), spans.segments.len());
    assert_eq!(outline.predicates.len(), spans.predicates.len());
    for (&symbol, span) in outline.segments.iter().zip(&spans.segments) {
        assert_eq!(text[span.range()].trim_start_matches("r#"), names.text(symbol).trim_start_matches("r#"));
    }
    for (index, scope) in outline.scopes.iter().enumerate() {
        assert!(scope.parent.is_none_or(|parent| (parent.0 as usize) < index), "a parent stands before its children");
        assert!(scope.parent.is_some() || index == 0);
    }
    for import in &outline.imports {
        assert!((import.statement as usize) < spans.statements.len());
        assert!(!outline.path(import.path).contains(&known::EMPTY));
    }
    for index in 0..outline.imports.len().min(10) {
        for place in uses_of_import(text, &facts, &names, index as u32) {
            assert!(text.get(place.span.range()).is_some());
        }
    }
    for pair in spans.damage.windows(2) {
        assert!(pair[0].end <= pair[1].start, "damage is disjoint and in order");
    }
    let mut again = NameTable::new();
    assert_eq!(scan(text, &mut again), facts, "the same text gives the same facts");
}

fn all_spans(spans: &Spans) -> Vec<Span> {
    let mut all = spans.scopes.clone();
    all.extend(spans.items.iter().flat_map(|item| [item.name, item.whole, item.item]));
    all.extend(&spans.variants);
    all.extend(spans.imports.iter().map(|import| import.leaf));
    all.extend(spans.imports.iter().filter_map(|import| import.rename));
    all.extend(spans.statements.iter().flat_map(|statement| [statement.whole, statement.item, statement.tree]));
    all.extend(&spans.segments);
    all.extend(spans.predicates.iter().map(|predicate| predicate.leaf));
    all.extend(spans.predicates.iter().filter_map(|predicate| predicate.value));
    all.extend(&spans.damage);
    all
}

/// Tokens that mean something to the scanner.
const TOKENS: &[&str] = &[
    "use",
    "mod",
    "fn",
    "struct",
    "enum",
    "union",
    "trait",
    "impl",
    "const",
    "static",
    "extern",
    "crate",
    "type",
    "pub",
    "unsafe",
    "async",
    "default",
    "auto",
    "macro_rules",
    "macro",
    "self",
    "super",
    "as",
    "for",
    "where",
    "if",
    "else",
    "match",
    "let",
    "in",
    "a",
    "b",
    "r#fn",
    "E",
    "_",
    "'a",
    "'a'",
    "\"s\"",
    "r#\"s\"#",
    "1",
    "::",
    ":",
    ";",
    ",",
    ".",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "->",
    "=>",
    "=",
    "!",
    "#",
    "#!",
    "#[",
    "*",
    "&",
    "|",
    "$",
    "?",
    "\n",
    "\n    ",
    "#[cfg(a)]",
    "#[cfg_attr(a, cfg(b))]",
    "cfg!(a)",
    "cfg_if!",
    "cfg_select!",
    "include!",
    "all(",
    "not(",
    "#[derive(A)]",
    "#[path = \"p\"]",
    "#![allow(unexpected_cfgs)]",
    "// c\n",
    "/* c */",
    "/*",
    "\"",
    "é",
    "#[test]",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        check(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_tokens(tokens in proptest::collection::vec(0..TOKENS.len(), 0..80), spaced in any::<bool>()) {
        let words: Vec<&str> = tokens.into_iter().map(|index| TOKENS[index]).collect();
        check(&words.join(if spaced { " " } else { "" }));
    }
}

#[test]
fn deep_nesting_costs_no_stack() {
    for (open, close) in [
        ("{", "}"),
        ("(", ")"),
        ("fn f() {", "}"),
        ("mod m {", "}"),
        ("impl A {", "}"),
        ("enum E { A = {", "} }"),
        ("#[cfg(not(", "))]"),
        ("cfg_if! { if #[cfg(a)] {", "} }"),
        ("m! {", "}"),
    ] {
        for prefix in ["", "fn f() { ", "const A: u8 = "] {
            let nested = format!("{prefix}{}{}", open.repeat(20_000), close.repeat(20_000));
            check(&nested);
            check(&open.repeat(20_000));
        }
    }
    check(&format!("use {}a{};", "{".repeat(20_000), "}".repeat(20_000)));
    check(&format!("#[cfg({}a{})] use b;", "all(".repeat(20_000), ")".repeat(20_000)));
    check(&format!("#[{}a{}] use b;", "cfg_attr(a, ".repeat(20_000), ")".repeat(20_000)));
}

/// What took time of the square of the length in some draft would take minutes here.
#[test]
fn long_texts_cost_their_length() {
    let many = 20_000;
    let numbered = |make: &dyn Fn(usize) -> String| (0..many).map(make).collect::<String>();
    for text in [
        "use a; ".repeat(many) + &"\n  fn a() {".repeat(many),
        "#![a\n".repeat(many),
        "#[a\n".repeat(many),
        "use a; } ".repeat(many),
        "mod a {\n".repeat(60) + &"use a;\n".repeat(many),
        format!("cfg_if! {{ if #[cfg(z)] {{}} {} }}", numbered(&|n| format!("else if #[cfg(a{n})] {{ use b; }}"))),
        format!("{} use b;", numbered(&|n| format!("#[cfg(a{n})]"))),
        format!("fn f() {{ {} use b; {} }}", numbered(&|n| format!("#[cfg(a{n})] {{")), "}".repeat(many)),
        format!("use {}{{{}}};", "a::".repeat(30), "b,".repeat(many)),
        format!("use {}{{b, c}};", "a::".repeat(many)),
        format!("fn f() {{ {} use b; }}", "m!(a b c); ".repeat(many)),
    ] {
        check(&text);
    }
}
