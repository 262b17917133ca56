//! Macros that grow.

use crate::shape::{Shape, each, times};
use crate::tree::Tree;

const LIB: &str = "hostile/src/lib.rs";

pub(crate) const SHAPES: &[Shape] = &[
    Shape { name: "macro_that_calls_itself", largest: 20_000, make: macro_that_calls_itself },
    Shape { name: "macros_that_double", largest: 5_000, make: macros_that_double },
    Shape { name: "macros_that_define_macros", largest: 5_000, make: macros_that_define_macros },
    Shape { name: "repetitions_in_repetitions", largest: 20_000, make: repetitions_in_repetitions },
    Shape { name: "tokens_of_a_call", largest: 200_000, make: tokens_of_a_call },
    Shape { name: "nested_tokens_of_a_call", largest: 200_000, make: nested_tokens_of_a_call },
    Shape { name: "arms_of_a_macro", largest: 20_000, make: arms_of_a_macro },
    Shape { name: "muncher", largest: 20_000, make: muncher },
    Shape { name: "includes_in_a_circle", largest: 5_000, make: includes_in_a_circle },
];

fn macro_that_calls_itself(size: u32, tree: &mut Tree) {
    let calls = each(size, |n| format!("m!(A{n});\n"));
    tree.file(LIB, format!("macro_rules! m {{ ($($t:tt)*) => {{ m!($($t)* $($t)*); }} }}\n{calls}use crate::A0;"));
}

fn macros_that_double(size: u32, tree: &mut Tree) {
    let double = |n| format!("macro_rules! m{} {{ ($($t:tt)*) => {{ m{n}!($($t)*); m{n}!($($t)*); }} }}\n", n + 1);
    let first = "macro_rules! m0 { ($($t:tt)*) => { $($t)* } }\n";
    tree.file(LIB, format!("{first}{}m{size}!(pub struct S;);\nuse crate::S; use crate::Gone;", each(size, double)));
}

fn macros_that_define_macros(size: u32, tree: &mut Tree) {
    let (open, close) = (times("macro_rules! m { () => { ", size), times(" } }", size));
    tree.file(LIB, format!("{open}pub struct S;{close}\n{}use crate::S; use crate::Gone;", times("m!();\n", size)));
}

fn repetitions_in_repetitions(size: u32, tree: &mut Tree) {
    let pattern = format!("{}$x:ident{}", times("$(", size), times(")*", size));
    let body = format!("{}pub struct $x;{}", times("$(", size), times(")*", size));
    tree.file(
        LIB,
        format!("macro_rules! m {{ ({pattern}) => {{ {body} }} }}\nm!(A B C);\nuse crate::A; use crate::Gone;"),
    );
}

fn tokens_of_a_call(size: u32, tree: &mut Tree) {
    let macros = "macro_rules! m { ($($x:ident)*) => { $(pub struct $x;)* } }\n";
    tree.file(LIB, format!("{macros}m!({});\nuse crate::S0; use crate::Gone;", each(size, |n| format!("S{n} "))));
}

fn nested_tokens_of_a_call(size: u32, tree: &mut Tree) {
    let macros = "macro_rules! m { ($($x:tt)*) => { $($x)* } }\n";
    tree.file(LIB, format!("{macros}m!({}{});\nuse crate::Gone;", times("mod a {", size), times("}", size)));
}

fn arms_of_a_macro(size: u32, tree: &mut Tree) {
    let arms = each(size, |n| format!("(a{n} $($t:tt)*) => {{ m!(a{} $($t)*); }};\n", n + 1));
    tree.file(LIB, format!("macro_rules! m {{\n{arms}}}\nm!(a0 S);\nuse crate::S;"));
}

fn muncher(size: u32, tree: &mut Tree) {
    let macros = "macro_rules! m { () => {}; ($x:ident $($t:tt)*) => { pub struct $x; m!($($t)*); } }\n";
    tree.file(LIB, format!("{macros}m!({});\nuse crate::S0; use crate::Gone;", each(size, |n| format!("S{n} "))));
}

fn includes_in_a_circle(size: u32, tree: &mut Tree) {
    let text = each(size, |n| format!("mod m{n} {{ include!(\"part.rs\"); }}\n"));
    tree.file("hostile/src/part.rs", text.clone());
    tree.file(LIB, text + "use m0::Gone;");
}
