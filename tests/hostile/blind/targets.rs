//! Attacks by `greenlight.toml` and by Markdown documents.

use super::result;
use crate::shape::{each, times};
use crate::tree::Tree;

/// A document that is looked at for targets.
fn document(tree: &mut Tree, text: String) {
    tree.file("CHANGELOG.md", text);
}

/// Hopes that a pattern of many stars is matched with a long id by trying every way.
pub(super) fn patterns_of_many_stars(size: u32, tree: &mut Tree) {
    let patterns =
        [times("*a", size) + "b", times("**a", size) + "b", times("*", size) + "b", times("**/", size) + "b"];
    let target = |pattern: &String| format!("[[perf-target]]\nbench = \"{pattern}\"\nmust = \"<1ms\"\n");
    tree.file("greenlight.toml", patterns.iter().map(target).collect::<String>());
    result(tree, "long", &times("a", size), "base", 1.0);
    result(tree, "deep", &times("a/", size), "base", 1.0);
    tree.file(
        "hostile/benches/b.rs",
        "fn b(c: &mut criterion::Criterion) { c.bench_function(unknown(), |b| b.iter(|| 1)); }\n",
    );
}

/// Hopes that each of n targets is held against each of n results.
pub(super) fn targets_square(size: u32, tree: &mut Tree) {
    tree.file(
        "greenlight.toml",
        each(size, |i| format!("[[perf-target]]\nname = \"t{i}\"\nbench = \"**\"\nmust = \"<1ns\"\n")),
    );
    for i in 0..size {
        result(tree, &format!("g{i}"), &format!("g{i}"), "base", 1.0);
    }
}

/// Hopes that n unknown keys, rules and names are compared with all known ones, and one of them is a megabyte.
pub(super) fn unknown_keys(size: u32, tree: &mut Tree) {
    let keys = each(size, |i| format!("perf-traget{i} = 1\n"));
    let rules = each(size, |i| format!("unresolved-imprt{i} = \"dney\"\n"));
    let long = times("perf-traget", size);
    tree.file("greenlight.toml", format!("{keys}{long} = 1\n[rules]\n{rules}{long} = \"{long}\"\n[{long}]\n"));
}

/// Hopes that a limit that is NaN, overflows or has a megabyte of digits is compared.
pub(super) fn limits_beyond(size: u32, tree: &mut Tree) {
    let digits = times("9", size);
    let limits = [
        format!("<{digits}h"),
        format!("<0.{digits}ns"),
        format!("<1e{digits}s"),
        format!("1s..{digits}TiB"),
        times("1..", size),
        times("<", size),
        "<-1e308%".to_owned(),
        ">NaN%".to_owned(),
        "<infs".to_owned(),
        "<=1e-999h".to_owned(),
        "<é".to_owned(),
    ];
    let target =
        |limit: &String| format!("[[perf-target]]\nbench = \"**\"\nmust = \"{limit}\"\nexpect = \"{limit}\"\n");
    let percent = format!("flag = \"{digits}%\", fail = \"1e308%\"");
    let head =
        format!("limits = {{ time = {{ {percent} }}, memory = {{ flag = \"-{digits}%\", fail = \"NaN%\" }} }}\n");
    let coverage = format!("[[coverage]]\nsection = \"a\"\nname = \"b\"\nbench = \"*\"\nat-least = {digits}\n");
    let targets = limits.iter().map(target).collect::<String>();
    tree.file("greenlight.toml", format!("{head}{targets}{coverage}"));
    result(tree, "a", "a", "base", f64::MAX);
    result(tree, "a", "a", "new", f64::MIN_POSITIVE);
}

/// Hopes that a list of files reads the same ones n times, the whole disk, or what never ends.
pub(super) fn documents_again_and_again(size: u32, tree: &mut Tree) {
    let paths = ["docs", "docs/../docs", ".", "..", "/", "/dev/zero", "/proc/self/fd", "docs/a.md"];
    let list = paths.map(|path| format!("\"{path}\", ")).concat();
    let files = times(&list, size);
    tree.file("greenlight.toml", format!("[documents]\nfiles = [{files}]\n[metrics]\nfiles = [{files}]\n"));
    tree.file("docs/a.md", "# Performance\n- `search`: <100 ms\n".repeat(1000));
    tree.link("docs/up", "..");
}

/// Hopes that n promises in one line are compared with the words of n benches.
pub(super) fn promises_square(size: u32, tree: &mut Tree) {
    document(
        tree,
        format!("# Performance\n\nSearch {}\n", each(size, |i| format!("of `name{i}` takes **<{i} ms**, "))),
    );
    let calls = each(size, |i| format!("c.bench_function(\"search/name {i}\", |b| b.iter(|| 1));\n"));
    tree.file(
        "hostile/benches/b.rs",
        format!("fn b(c: &mut criterion::Criterion) {{\n{calls}}}\ncriterion::criterion_group!(g, b);\n"),
    );
}

/// Hopes that a table of n columns is filled up in each of n rows that have one.
pub(super) fn table_product(size: u32, tree: &mut Tree) {
    let head = format!("{}\n{}\n", times("|target", size), times("|-", size));
    document(tree, format!("# Performance\n\n{head}{}", each(size, |i| format!("|search {i} <{i} ms\n"))));
}

/// Hopes that quotes and lists within each other are entered by recursion, and again at each line.
pub(super) fn quote_tower(size: u32, tree: &mut Tree) {
    let lists = each(size.min(1024), |i| format!("{}- search <100 ms\n", times("  ", i)));
    document(tree, format!("# Performance\n\n{} <1 ms\n{}\n{lists}", times("> ", size), times("1. > * ", size)));
    tree.file("docs/lines.md", times(&format!("{}a <1 ms\n\n", times(">", size.min(1024))), size.min(1024)));
}

/// Hopes that each opening of a link, an image, emphasis or code looks for its end in all that follows.
pub(super) fn markup_never_closed(size: u32, tree: &mut Tree) {
    let openings =
        ["[", "![", "**a *", "<!--", "<![CDATA[", "<?", "[a](<", "`` ` ", "&", "\\", "[a][", "~~_", "<a b='", "$$ "];
    for (i, opening) in openings.iter().enumerate() {
        tree.file(&format!("docs/open{i}.md"), format!("# Performance\n\n{}search <100 ms\n", times(opening, size)));
    }
    document(tree, each(size.min(2000), |i| format!("{} <1 ms ", times("`", i + 1))));
}

/// Hopes that definitions of links are expanded in each other, or that n of them are searched for n links.
pub(super) fn link_definitions(size: u32, tree: &mut Tree) {
    let definitions =
        each(size, |i| format!("[a{i}]: <x{i}> \"[a{0}][a{0}]\"\n[^f{i}]: [^f{0}] [^f{0}] <1 ms\n\n", (i + 1) % size));
    document(
        tree,
        format!("# Performance\n\n{}\n\n{definitions}", each(size, |i| format!("[a{i}] [^f{i}] [a{i}][] <1 ms "))),
    );
}

/// Hopes that n headings of n levels, each with a target, give each target all headings before it.
pub(super) fn headings_above(size: u32, tree: &mut Tree) {
    let heading = |i: u32| {
        format!(
            "{} Performance {i}\nSearch: <{i} ms\n\nSearch\n===\n**Target**: <{i} ms (was 1..{i}s)\n",
            times("#", i % 6 + 1)
        )
    };
    document(tree, each(size, heading));
}

/// Hopes that a number or a unit in a document is one that overflows, cuts a character, or has a megabyte of digits.
pub(super) fn promises_beyond(size: u32, tree: &mut Tree) {
    let digits = times("9", size);
    let odd = [
        "<１００ ms",
        "<−5 µs",
        "<1e999 s",
        "≤ ٣ ms",
        "<½ms",
        "< 5é",
        "<\u{202e}9ms",
        "1,,,1ms",
        "<.ms",
        "<1.2.3.4ms",
        "<100\u{a0}ms",
    ];
    let lines = odd.map(|text| format!("- search {text}\n")).concat();
    document(
        tree,
        format!(
            "# Performance\n\n{}- search <{digits} ms\n- search <0.{digits}h..{digits}ns\n",
            times(&lines, size.min(4096))
        ),
    );
}
