//! Attacks by Rust's macros and tokens.

use super::{library, tower};
use crate::shape::{each, times};
use crate::tree::Tree;

/// Hopes for 2ⁿ expansions: each of n macros calls the next one twice.
pub(super) fn macro_laughs(size: u32, tree: &mut Tree) {
    let rule = |i: u32| format!("macro_rules! m{i} {{ () => {{ m{0}!{{}} m{0}!{{}} }} }}\n", i + 1);
    let last = format!("macro_rules! m{size} {{ () => {{ fn f() {{ let gone = 1; }} }} }}\n");
    library(tree, &format!("{last}{}m0!{{}}\nuse crate::gone;\n", each(size, rule)));
}

/// Hopes for an expansion that calls itself for ever with twice as many tokens.
pub(super) fn macro_doubles_its_tokens(size: u32, tree: &mut Tree) {
    let rule = "macro_rules! m { ($($t:tt)*) => { m!{ $($t)* $($t)* } fn f() { let gone = 1; } } }\n";
    library(tree, &format!("{rule}m!{{ {} }}\nuse crate::gone;\n", times("a ", size)));
}

/// Hopes that a macro which takes one token off n is expanded n deep, and copies what is left each time.
pub(super) fn macro_muncher(size: u32, tree: &mut Tree) {
    let rule = "macro_rules! eat { () => {}; ($a:ident $($b:tt)*) => { mod $a { fn gone() {} } eat!{ $($b)* } } }\n";
    library(tree, &format!("{rule}eat!{{ {} }}\nuse crate::gone;\n", each(size, |i| format!("a{i} "))));
}

/// Hopes that repetitions of repetitions, which may all be empty, are matched by trying every way, or for ever.
pub(super) fn macro_empty_repetitions(size: u32, tree: &mut Tree) {
    let pattern = tower("$(", "$a:ident", ")*", size);
    let rule = format!("macro_rules! m {{ ({pattern} end) => {{ fn f() {{ let gone = 1; }} }} }}\n");
    library(tree, &format!("{rule}m!{{ {} }}\nuse crate::gone;\n", times("a ", size)));
}

/// Hopes that each of n calls is matched with each of n rules, of which only the last fits.
pub(super) fn macro_rules_square(size: u32, tree: &mut Tree) {
    let prefix = times("a ", 8);
    let rules = each(size, |i| format!("({prefix}b{i}) => {{ fn f() {{ let gone = 1; }} }};\n"));
    let calls = times(&format!("m!{{ {prefix}b{} }}\n", size - 1), size);
    library(tree, &format!("macro_rules! m {{\n{rules}}}\n{calls}use crate::gone;\n"));
}

/// Hopes that all n tokens are handed to each of n calls, and there to n more.
pub(super) fn macro_product(size: u32, tree: &mut Tree) {
    let hand = |from: &str, to: &str| {
        let body = format!("$( {to}!{{ $all }} mod $a {{ fn gone() {{}} }} )*");
        format!(
            "macro_rules! {from} {{ ($all:tt) => {{ {from}!{{ @ $all $all }} }};\
             (@ $all:tt {{ $($a:ident)* }}) => {{ {body} }} }}\n"
        )
    };
    let rules = format!("{}{}{}", hand("x", "y"), hand("y", "z"), hand("z", "none"));
    library(tree, &format!("{rules}x!{{ {{ {} }} }}\nuse crate::gone;\n", each(size, |i| format!("a{i} "))));
}

/// Hopes that groups of tokens are entered by recursion, in a call and in a macro's body.
pub(super) fn groups_in_macros(size: u32, tree: &mut Tree) {
    let group = tower("(", "gone", ")", size);
    let rule = format!("macro_rules! m {{ ($a:tt) => {{ const _: () = {group}; mod b $a }} }}\n");
    library(tree, &format!("{rule}m!{{ {} }}\nuse crate::gone;\n", tower("{", "fn gone() {}", "}", size)));
}

/// Hopes that recovery looks back over all n open braces at each line, as indentation goes up and down.
pub(super) fn braces_never_closed(size: u32, tree: &mut Tree) {
    let line = |i: u32| format!("{}mod m{i} {{ fn f() {{ (\n  use crate::gone{i};\n", times(" ", i % 23));
    library(tree, &each(size, line));
}

/// Hopes that comments in comments are counted by recursion, or read to the end from each start.
pub(super) fn comment_tower(size: u32, tree: &mut Tree) {
    let tower = tower("/*", "", "*/", size);
    library(tree, &format!("{tower}\nuse crate::gone;\n{}", times("/*/ ", size)));
}

/// Hopes that each opening of a literal which is never closed is looked for to the end of the file.
pub(super) fn literals_never_closed(size: u32, tree: &mut Tree) {
    library(tree, &times("use crate::gone; r##\"# ' br#\"x c\" \\ 0x 1e+ r#\u{e9} 'a\" b'\n", size));
}

/// Hopes that functions in functions are entered by recursion, or that each body is read once for each one around it.
pub(super) fn functions_in_functions(size: u32, tree: &mut Tree) {
    library(tree, &format!("{}{}\n", times("fn f() { use crate::gone;\n", size), times("}", size)));
}

/// Hopes that generic arguments, which are no brackets to a lexer, are matched by recursion.
pub(super) fn generics_tower(size: u32, tree: &mut Tree) {
    let kind = tower("Vec<", "u8", ">", size);
    library(tree, &format!("pub fn f<T: {kind}>(_: {kind}) -> {kind} {{}}\nimpl {kind} {{}}\nuse crate::gone;\n"));
}

/// Hopes that n attributes and doc comments before one item are read by recursion or copied one by one.
pub(super) fn attributes_in_a_row(size: u32, tree: &mut Tree) {
    let attributes = times("#[cfg(unix)]\n/// Text.\n#[allow(dead_code)]\n#[cfg_attr(unix, derive(A, B))]\n", size);
    library(tree, &format!("{attributes}use crate::gone;\n"));
}

/// Hopes that each of n findings looks through the n comments that could silence it, each of n rules.
pub(super) fn allow_comments_product(size: u32, tree: &mut Tree) {
    let rules = each(size, |i| format!("rule-{i}, "));
    let leaves = each(size, |i| format!("gone{i}, "));
    library(tree, &format!("// greenlight: allow({rules})\nuse crate::{{{leaves}}}; // greenlight: allow({rules})\n"));
}

/// Hopes that offsets land within a character: marks at odd places, lone returns, zeros, names in two normal forms.
pub(super) fn odd_characters(size: u32, tree: &mut Tree) {
    let line =
        "\u{feff}\u{202e}use crate::\u{e9}{a\u{0}b, e\u{301}, 𝒳,\u{2028}gone}\u{85};\r\r use crate::ſ; \u{feff}\r";
    library(tree, &times(line, size));
}

/// Hopes that a file which is no UTF-8, or is UTF-16, gives offsets that are beyond its text.
pub(super) fn odd_encodings(size: u32, tree: &mut Tree) {
    let wide: Vec<u8> = times("use crate::gone;\n", size).encode_utf16().flat_map(u16::to_le_bytes).collect();
    tree.file("hostile/src/wide.rs", [b"\xff\xfe".to_vec(), wide].concat());
    tree.file("hostile/src/cut.rs", b"use crate::\xf0\x9f; // \xff\xc0\x80\xed\xa0\x80\r\n".repeat(size as usize));
    library(tree, "mod wide;\nmod cut;\nuse wide::gone;\nuse cut::gone;\n");
    tree.file("greenlight.toml", b"[rules]\n\"\xff\" = \"\xed\xa0\x80\"\n".repeat(size as usize));
    tree.file("CHANGELOG.md", b"- **search** <100ms \xff\xe2\x82\n".repeat(size as usize));
}
