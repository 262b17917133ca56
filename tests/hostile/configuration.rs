//! greenlight.toml and the documents that it names.

use crate::shape::{Shape, each, times};
use crate::tree::Tree;

const CONFIGURATION: &str = "greenlight.toml";

pub(crate) const SHAPES: &[Shape] = &[
    Shape { name: "configuration_nested", largest: 500_000, make: nested },
    Shape { name: "configuration_targets", largest: 5_000, make: targets },
    Shape { name: "configuration_stars", largest: 5_000, make: stars },
    Shape { name: "configuration_unknown_keys", largest: 20_000, make: unknown_keys },
    Shape { name: "configuration_file_patterns", largest: 5_000, make: file_patterns },
    Shape { name: "document_quotes", largest: 200_000, make: |size, tree| document(size, tree, "> ") },
    Shape { name: "document_lists", largest: 100_000, make: |size, tree| document(size, tree, "- ") },
    Shape { name: "document_emphasis", largest: 200_000, make: |size, tree| document(size, tree, "*a_") },
    Shape { name: "document_brackets", largest: 200_000, make: |size, tree| document(size, tree, "[![](") },
    Shape { name: "document_table", largest: 20_000, make: table },
    Shape { name: "document_targets", largest: 2_000, make: document_targets },
];

fn nested(size: u32, tree: &mut Tree) {
    tree.file(CONFIGURATION, format!("rules = {}{}", times("[", size), times("]", size)));
}

fn ids(count: u32) -> String {
    let calls = each(count, |n| format!("c.bench_function(\"a/b{n}/c\", |b| b.iter(|| 1));\n"));
    format!("use criterion::*;\nfn b(c: &mut Criterion) {{\n{calls}}}\ncriterion_group!(g, b);\ncriterion_main!(g);\n")
}

fn targets(size: u32, tree: &mut Tree) {
    let target = |n| format!("[[perf-target]]\nname = \"t{n}\"\nbench = \"**/b{n}/*\"\nmust = \"<{n}ms\"\n");
    tree.file(CONFIGURATION, each(size, target));
    tree.file("hostile/benches/b.rs", ids(size));
}

fn stars(size: u32, tree: &mut Tree) {
    let target = format!("[[perf-target]]\nname = \"t\"\nbench = \"{}b\"\nmust = \"<1ms\"\n", times("**a*", size));
    tree.file(CONFIGURATION, target);
    let call = format!("c.bench_function(\"{}\", |b| b.iter(|| 1));\n", times("a", size));
    let bench = format!(
        "use criterion::*;\nfn b(c: &mut Criterion) {{\n{call}}}\ncriterion_group!(g, b);\ncriterion_main!(g);\n"
    );
    tree.file("hostile/benches/b.rs", bench);
}

fn unknown_keys(size: u32, tree: &mut Tree) {
    tree.file(
        CONFIGURATION,
        each(size, |n| format!("baselinez{n} = 1\n"))
            + "[rules]\n"
            + &each(size, |n| format!("unresolved-imporx{n} = \"deny\"\n")),
    );
}

fn file_patterns(size: u32, tree: &mut Tree) {
    let patterns = each(size, |n| format!("\"**/{{a,b}}/*{n}\", "));
    tree.file(CONFIGURATION, format!("[documents]\nfiles = [\"{}x\", {patterns}]\n", times("**/", size)));
}

fn document(size: u32, tree: &mut Tree, opening: &str) {
    tree.file(CONFIGURATION, "[documents]\nfiles = [\"PERF.md\"]\n");
    tree.file("PERF.md", format!("# Targets\n\n{}search < 100 ms\n", times(opening, size)));
    tree.file("hostile/benches/b.rs", ids(1));
}

fn table(size: u32, tree: &mut Tree) {
    tree.file(CONFIGURATION, "[documents]\nfiles = [\"PERF.md\"]\n");
    let rows = each(size, |n| format!("| a/b{n}/c | <{n} ms | {} |\n", times("|", n % 50)));
    tree.file("PERF.md", format!("| Benchmark | Target | |\n|---|---|---|\n{rows}"));
    tree.file("hostile/benches/b.rs", ids(size.min(1_000)));
}

fn document_targets(size: u32, tree: &mut Tree) {
    tree.file(CONFIGURATION, "[documents]\nfiles = [\"PERF.md\"]\n");
    tree.file("PERF.md", each(size, |n| format!("## b{n}\n\n- `a/b{n}/c` takes less than {n} ms\n\n")));
    tree.file("hostile/benches/b.rs", ids(size));
}
