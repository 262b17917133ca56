//! Rust files whose text alone is the attack.

use crate::shape::{Shape, each, times};
use crate::tree::Tree;

const LIB: &str = "hostile/src/lib.rs";

pub(crate) const SHAPES: &[Shape] = &[
    Shape { name: "nested_blocks", largest: 500_000, make: nested_blocks },
    Shape { name: "nested_modules", largest: 200_000, make: nested_modules },
    Shape { name: "unclosed_brackets", largest: 1_000_000, make: unclosed_brackets },
    Shape { name: "closing_brackets", largest: 1_000_000, make: closing_brackets },
    Shape { name: "nested_comments", largest: 500_000, make: nested_comments },
    Shape { name: "raw_string_hashes", largest: 1_000_000, make: raw_string_hashes },
    Shape { name: "one_long_line", largest: 300_000, make: one_long_line },
    Shape { name: "one_long_name", largest: 2_000_000, make: one_long_name },
    Shape { name: "attributes_on_an_item", largest: 100_000, make: attributes_on_an_item },
    Shape { name: "nested_cfg", largest: 200_000, make: nested_cfg },
    Shape { name: "wide_cfg", largest: 20_000, make: wide_cfg },
    Shape { name: "cfg_of_many_features", largest: 5_000, make: cfg_of_many_features },
    Shape { name: "nested_cfg_attr", largest: 100_000, make: nested_cfg_attr },
    Shape { name: "doc_comments", largest: 100_000, make: doc_comments },
    Shape { name: "closures_in_generics", largest: 100_000, make: closures_in_generics },
];

fn nested_blocks(size: u32, tree: &mut Tree) {
    tree.file(LIB, format!("fn f() {}use std::gone;{}", times("{", size), times("}", size)));
}

fn nested_modules(size: u32, tree: &mut Tree) {
    tree.file(LIB, format!("{}use super::gone;{}", times("mod m{", size), times("}", size)));
}

fn unclosed_brackets(size: u32, tree: &mut Tree) {
    tree.file(LIB, times("([{", size));
}

fn closing_brackets(size: u32, tree: &mut Tree) {
    tree.file(LIB, format!("fn f() {{ {} }}\nuse crate::gone;", times(")]}", size)));
}

fn nested_comments(size: u32, tree: &mut Tree) {
    tree.file(LIB, format!("{}{}\nuse crate::gone;", times("/*", size), times("*/", size)));
}

fn raw_string_hashes(size: u32, tree: &mut Tree) {
    tree.file(LIB, format!("const S: &str = r{0}\"\"{0};\nconst T: &str = r{0}\"", times("#", size)));
}

fn one_long_line(size: u32, tree: &mut Tree) {
    tree.file(LIB, times("use crate::gone; ", size.min(3_000)) + &times("fn f(){} ", size));
}

fn one_long_name(size: u32, tree: &mut Tree) {
    let name = times("n", size);
    tree.file(LIB, format!("mod {name} {{}}\nuse crate::{name}x::gone;\nuse crate::{name}y;"));
}

fn attributes_on_an_item(size: u32, tree: &mut Tree) {
    tree.file(LIB, format!("{}mod m {{}}\nuse m::gone;", times("#[allow(unused)]\n", size)));
}

fn nested_cfg(size: u32, tree: &mut Tree) {
    let (open, close) = (times("not(", size), times(")", size));
    tree.file(LIB, format!("#[cfg({open}feature = \"x\"{close})]\nuse crate::gone;"));
}

fn wide_cfg(size: u32, tree: &mut Tree) {
    let arms = each(size, |n| format!("all(feature = \"f{n}\", not(feature = \"g{n}\")), "));
    tree.file(LIB, format!("#[cfg(any({arms}))]\nmod m {{}}\n#[cfg(not(any({arms})))]\nuse crate::m::gone;"));
}

fn cfg_of_many_features(size: u32, tree: &mut Tree) {
    let line = |n| {
        let next = (n + 1) % size;
        format!(
            "#[cfg(any(feature = \"f{n}\", feature = \"f{next}\"))] pub mod m{n} {{ pub use crate::m{next}::A; }}\n"
        )
    };
    tree.file(LIB, each(size, line));
    let features = each(size, |n| format!("f{n} = []\n"));
    tree.file(
        "hostile/Cargo.toml",
        format!("[package]\nname = \"hostile\"\nedition = \"2021\"\n[features]\n{features}"),
    );
}

fn nested_cfg_attr(size: u32, tree: &mut Tree) {
    let open = times("cfg_attr(all(), ", size);
    tree.file(LIB, format!("#[{open}cfg(all()){}]\nmod m {{}}\nuse m::gone;", times(")", size)));
}

fn doc_comments(size: u32, tree: &mut Tree) {
    tree.file(LIB, times("/// # *a* [`b`](c) <d>\n", size) + "mod m {}\nuse m::gone;");
}

fn closures_in_generics(size: u32, tree: &mut Tree) {
    tree.file(LIB, format!("fn f() -> {}(){} {{ use crate::gone; }}", times("Vec<", size), times(">", size)));
}
