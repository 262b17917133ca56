//! Bench files.

use crate::shape::{Shape, each, times};
use crate::tree::Tree;

const BENCH: &str = "hostile/benches/b.rs";

pub(crate) const SHAPES: &[Shape] = &[
    Shape { name: "bench_nested_blocks", largest: 200_000, make: |size, tree| nested(size, tree, "{", "}") },
    Shape { name: "bench_nested_parentheses", largest: 200_000, make: |size, tree| nested(size, tree, "(", ")") },
    Shape { name: "bench_nested_closures", largest: 200_000, make: |size, tree| nested(size, tree, "|| ", "") },
    Shape { name: "bench_nested_references", largest: 200_000, make: |size, tree| nested(size, tree, "&", "") },
    Shape { name: "bench_nested_not", largest: 200_000, make: |size, tree| nested(size, tree, "!", "") },
    Shape { name: "bench_nested_calls", largest: 200_000, make: |size, tree| nested(size, tree, "f(", ")") },
    Shape { name: "bench_nested_macros", largest: 200_000, make: |size, tree| nested(size, tree, "m!{", "}") },
    Shape { name: "bench_nested_if", largest: 200_000, make: |size, tree| nested(size, tree, "if a {} else ", "{}") },
    Shape {
        name: "bench_nested_match",
        largest: 100_000,
        make: |size, tree| nested(size, tree, "match a { _ => ", "}"),
    },
    Shape { name: "bench_sum", largest: 200_000, make: |size, tree| nested(size, tree, "1 + ", "") },
    Shape { name: "bench_methods", largest: 200_000, make: methods },
    Shape { name: "bench_casts", largest: 200_000, make: |size, tree| flat(size, tree, " as u8") },
    Shape { name: "bench_generics", largest: 200_000, make: generics },
    Shape { name: "bench_nested_patterns", largest: 200_000, make: patterns },
    Shape { name: "bench_nested_types", largest: 200_000, make: types },
    Shape { name: "bench_modules", largest: 200_000, make: modules },
    Shape { name: "bench_doubling_strings", largest: 1_000, make: doubling_strings },
    Shape { name: "bench_nested_loops", largest: 1_000, make: nested_loops },
    Shape { name: "bench_helpers_that_call_twice", largest: 5_000, make: helpers_that_call_twice },
    Shape { name: "bench_one_id", largest: 50_000, make: one_id },
    Shape { name: "bench_many_ids", largest: 50_000, make: many_ids },
    Shape { name: "bench_targets", largest: 2_000, make: targets },
];

fn bench(body: &str) -> String {
    format!("use criterion::*;\nfn b(c: &mut Criterion) {{\n{body}\n}}\ncriterion_group!(g, b);\ncriterion_main!(g);\n")
}

fn nested(size: u32, tree: &mut Tree, open: &str, close: &str) {
    let value = format!("{}1{}", times(open, size), times(close, size));
    tree.file(BENCH, bench(&format!("let x = {value};\nc.bench_function(\"id\", |b| b.iter(|| 1));")));
}

fn flat(size: u32, tree: &mut Tree, term: &str) {
    nested(1, tree, "", &times(term, size));
}

fn methods(size: u32, tree: &mut Tree) {
    tree.file(BENCH, bench(&format!("c{};", times(".sample_size(10)", size))));
}

fn generics(size: u32, tree: &mut Tree) {
    let path = format!("{}u8{}", times("Vec::<", size), times(">", size));
    tree.file(BENCH, bench(&format!("let x = {path}::new();\nc.bench_function(\"id\", |b| b.iter(|| 1));")));
}

fn patterns(size: u32, tree: &mut Tree) {
    let pattern = format!("{}_{}", times("Some(", size), times(")", size));
    tree.file(
        BENCH,
        bench(&format!("let {pattern} = 1 else {{ return }};\nc.bench_function(\"id\", |b| b.iter(|| 1));")),
    );
}

fn types(size: u32, tree: &mut Tree) {
    let kind = format!("{}u8{}", times("[&(", size), times(",); 1]", size));
    tree.file(BENCH, bench(&format!("let x: {kind} = 1;\nc.bench_function(\"id\", |b| b.iter(|| 1));")));
}

fn modules(size: u32, tree: &mut Tree) {
    let inner = bench("c.bench_function(\"id\", |b| b.iter(|| 1));");
    tree.file(BENCH, format!("{}{inner}{}", times("mod m {", size), times("}", size)));
}

fn doubling_strings(size: u32, tree: &mut Tree) {
    let lines = each(size, |n| format!("let a{} = format!(\"{{a{n}}}{{a{n}}}{{a{n}}}{{a{n}}}\");\n", n + 1));
    let call = format!("c.bench_function(&a{size}, |b| b.iter(|| 1));");
    tree.file(BENCH, bench(&format!("let a0 = \"aaaaaaaaaaaaaaaa\";\n{lines}{call}")));
}

fn nested_loops(size: u32, tree: &mut Tree) {
    let open = each(size, |n| format!("for x{n} in [1, 2, 3, 4, 5, 6, 7, 8] {{\n"));
    let id = each(size.min(20), |n| format!("{{x{n}}}"));
    let call = format!("c.bench_function(&format!(\"{id}\"), |b| b.iter(|| 1));");
    tree.file(BENCH, bench(&format!("{open}{call}{}", times("}", size))));
}

fn helpers_that_call_twice(size: u32, tree: &mut Tree) {
    let helper = |n| format!("fn h{n}(c: &mut Criterion, s: &str) {{ h{0}(c, s); h{0}(c, s); }}\n", n + 1);
    let last = format!("fn h{size}(c: &mut Criterion, s: &str) {{ c.bench_function(s, |b| b.iter(|| 1)); }}\n");
    tree.file(BENCH, each(size, helper) + &last + &bench("h0(c, \"id\");"));
}

fn one_id(size: u32, tree: &mut Tree) {
    tree.file(BENCH, bench(&times("c.bench_function(\"id\", |b| b.iter(|| 1));\n", size)));
}

fn many_ids(size: u32, tree: &mut Tree) {
    tree.file(BENCH, bench(&each(size, |n| format!("c.bench_function(\"id{n}\", |b| b.iter(|| 1));\n"))));
}

fn targets(size: u32, tree: &mut Tree) {
    for n in 0..size {
        let text = bench("c.bench_function(\"id\", |b| b.iter(|| 1));");
        tree.file(&format!("hostile/benches/b{n}.rs"), text);
    }
    let benches = each(size, |n| format!("[[bench]]\nname = \"b{n}\"\nharness = false\n"));
    tree.file("hostile/Cargo.toml", format!("[package]\nname = \"hostile\"\nedition = \"2021\"\n{benches}"));
}
