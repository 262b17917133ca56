//! `use` items and modules that lead far, in circles, or everywhere.

use crate::shape::{Shape, each, times};
use crate::tree::Tree;

const LIB: &str = "hostile/src/lib.rs";

pub(crate) const SHAPES: &[Shape] = &[
    Shape { name: "chain_of_globs", largest: 50_000, make: chain_of_globs },
    Shape { name: "chain_of_globs_backwards", largest: 50_000, make: chain_of_globs_backwards },
    Shape { name: "chain_of_renames", largest: 50_000, make: chain_of_renames },
    Shape { name: "chain_of_renames_without_an_end", largest: 50_000, make: chain_of_renames_without_an_end },
    Shape { name: "circle_of_renames", largest: 50_000, make: circle_of_renames },
    Shape { name: "circle_of_globs_with_a_tail", largest: 20_000, make: circle_of_globs_with_a_tail },
    Shape { name: "diamonds_of_globs", largest: 10_000, make: diamonds_of_globs },
    Shape { name: "every_module_globs_every_other", largest: 400, make: every_module_globs_every_other },
    Shape { name: "nested_groups", largest: 300_000, make: nested_groups },
    Shape { name: "wide_group", largest: 20_000, make: wide_group },
    Shape { name: "broken_imports", largest: 20_000, make: broken_imports },
    Shape { name: "typos_in_a_large_module", largest: 50_000, make: typos_in_a_large_module },
    Shape { name: "imports_in_bodies", largest: 20_000, make: imports_in_bodies },
    Shape { name: "long_path", largest: 500_000, make: long_path },
    Shape { name: "supers", largest: 500_000, make: supers },
    Shape { name: "chain_of_crates", largest: 2_000, make: chain_of_crates },
    Shape { name: "chain_of_files", largest: 2_000, make: chain_of_files },
    Shape { name: "one_file_as_many_modules", largest: 5_000, make: one_file_as_many_modules },
    Shape { name: "module_that_is_itself", largest: 5_000, make: module_that_is_itself },
    Shape { name: "extern_crates", largest: 20_000, make: extern_crates },
    Shape { name: "one_name_many_times", largest: 50_000, make: one_name_many_times },
];

fn chain_of_globs(size: u32, tree: &mut Tree) {
    let line = |n| format!("pub mod m{n} {{ pub use super::m{}::*; }}\n", n + 1);
    tree.file(LIB, each(size, line) + &format!("pub mod m{size} {{ pub struct S; }}\nuse m0::S; use m0::Gone;"));
}

fn chain_of_globs_backwards(size: u32, tree: &mut Tree) {
    let line = |n| format!("pub mod m{} {{ pub use super::m{n}::*; }}\n", n + 1);
    tree.file(LIB, format!("pub mod m0 {{ pub struct S; }}\n{}use m{size}::S; use m{size}::Gone;", each(size, line)));
}

fn chain_of_renames(size: u32, tree: &mut Tree) {
    tree.file(LIB, each(size, |n| format!("pub use x{} as x{n};\n", n + 1)) + &format!("pub mod x{size} {{}}\n"));
}

fn chain_of_renames_without_an_end(size: u32, tree: &mut Tree) {
    tree.file(LIB, each(size, |n| format!("pub use x{} as x{n};\n", n + 1)));
}

fn circle_of_renames(size: u32, tree: &mut Tree) {
    tree.file(LIB, each(size, |n| format!("pub use self::x{} as x{n};\n", (n + 1) % size)));
}

fn circle_of_globs_with_a_tail(size: u32, tree: &mut Tree) {
    let line = |n| format!("pub mod m{n} {{ pub use super::m{}::*; pub use super::t{n}::*; }}\n", (n + 1) % size);
    let tail = |n| format!("pub mod t{n} {{ pub struct S{n}; }}\n");
    tree.file(LIB, each(size, line) + &each(size, tail) + &format!("use m0::S{}; use m0::Gone;", size - 1));
}

fn diamonds_of_globs(size: u32, tree: &mut Tree) {
    let line = |n| {
        let next = n + 1;
        format!("pub mod a{n} {{ pub use crate::a{next}::*; pub use crate::b{next}::*; }}\n")
            + &format!("pub mod b{n} {{ pub use crate::a{next}::*; pub use crate::b{next}::*; }}\n")
    };
    tree.file(LIB, each(size, line) + &format!("pub mod a{size} {{}} pub mod b{size} {{}}\nuse a0::Gone;"));
}

fn every_module_globs_every_other(size: u32, tree: &mut Tree) {
    let globs =
        |n| each(size, |other| if other == n { String::new() } else { format!("pub use crate::m{other}::*; ") });
    tree.file(LIB, each(size, |n| format!("pub mod m{n} {{ {} pub struct S{n}; use super::Gone{n}; }}\n", globs(n))));
}

fn nested_groups(size: u32, tree: &mut Tree) {
    tree.file(LIB, format!("use crate::{}gone{};", times("{a::", size), times("}", size)));
}

fn wide_group(size: u32, tree: &mut Tree) {
    tree.file(LIB, format!("pub mod m {{}}\nuse m::{{{}}};", each(size, |n| format!("gone{n}, "))));
}

fn broken_imports(size: u32, tree: &mut Tree) {
    tree.file(LIB, each(size, |n| format!("use crate::gone{n}::Gone as G{n};\n")));
}

fn typos_in_a_large_module(size: u32, tree: &mut Tree) {
    let names = each(size, |n| format!("pub struct SomeRatherLongName{n};\n"));
    let typos = each(size.min(200), |n| format!("use m::SomeRatherLogName{n}x as T{n};\n"));
    tree.file(LIB, format!("pub mod m {{\n{names}}}\n{typos}"));
}

fn imports_in_bodies(size: u32, tree: &mut Tree) {
    tree.file(LIB, each(size, |n| format!("fn f{n}() {{ use crate::gone{n}; use std::fmt::Debug; }}\n")));
}

fn long_path(size: u32, tree: &mut Tree) {
    tree.file(LIB, format!("mod a {{ pub use super::a; }}\nuse {}gone;", times("a::", size)));
}

fn supers(size: u32, tree: &mut Tree) {
    tree.file(LIB, format!("mod a {{ use {}gone; }}", times("super::", size)));
}

fn chain_of_crates(size: u32, tree: &mut Tree) {
    for n in 0..size {
        let manifest = format!(
            "[package]\nname = \"c{n}\"\nedition = \"2021\"\n[dependencies]\nc{0} = {{ path = \"../c{0}\" }}\n",
            n + 1
        );
        tree.file(&format!("c/c{n}/Cargo.toml"), manifest);
        tree.file(&format!("c/c{n}/src/lib.rs"), format!("pub use c{}::*;", n + 1));
    }
    tree.file(&format!("c/c{size}/Cargo.toml"), format!("[package]\nname = \"c{size}\"\nedition = \"2021\"\n"));
    tree.file(&format!("c/c{size}/src/lib.rs"), "pub struct S;");
    let dependency = "[dependencies]\nc0 = { path = \"../c/c0\" }\n";
    tree.file("hostile/Cargo.toml", format!("[package]\nname = \"hostile\"\nedition = \"2021\"\n{dependency}"));
    tree.file(LIB, "use c0::S; use c0::Gone;");
}

fn chain_of_files(size: u32, tree: &mut Tree) {
    for n in 0..size {
        let text = format!("#[path = \"f{}.rs\"] pub mod next; pub use next::*;", n + 1);
        tree.file(&format!("hostile/src/f{n}.rs"), text);
    }
    tree.file(&format!("hostile/src/f{size}.rs"), "pub struct S;");
    tree.file(LIB, "#[path = \"f0.rs\"] mod first; use first::S; use first::Gone;");
}

fn one_file_as_many_modules(size: u32, tree: &mut Tree) {
    tree.file(LIB, each(size, |n| format!("#[path = \"one.rs\"] mod m{n};\n")));
    tree.file("hostile/src/one.rs", each(100, |n| format!("pub struct S{n}; use super::Gone{n};\n")));
}

fn module_that_is_itself(size: u32, tree: &mut Tree) {
    tree.file(LIB, "mod a; use a::gone;");
    tree.file("hostile/src/a.rs", each(size, |n| format!("#[path = \"a.rs\"] mod a{n};\n")));
}

fn extern_crates(size: u32, tree: &mut Tree) {
    tree.file(LIB, each(size, |n| format!("extern crate gone{n}; extern crate self as me{n}; use me{n}::gone;\n")));
}

fn one_name_many_times(size: u32, tree: &mut Tree) {
    tree.file(LIB, each(size, |n| format!("pub mod m {{ pub struct S{n}; }} pub use m::*;\n")) + "use m::Gone;");
}
