//! Attacks by Rust's modules, imports and cfg predicates.

use super::{features, library, tower};
use crate::shape::{each, times};
use crate::tree::Tree;

/// Hopes that every way through a ladder of globs is walked: each rung has two, so there are 2ⁿ ways to what is absent.
pub(super) fn glob_ladder(size: u32, tree: &mut Tree) {
    let globs = |i: u32| format!("pub use crate::l{i}::*; pub use crate::r{i}::*;");
    let rungs = each(size, |i| format!("pub mod l{i} {{ {0} }}\npub mod r{i} {{ {0} }}\n", globs(i + 1)));
    library(tree, &format!("{rungs}pub mod l{size} {{}}\npub mod r{size} {{}}\nuse l0::gone;\n"));
}

/// Hopes that modules which all glob-import each other are searched once for each way around.
pub(super) fn glob_clique(size: u32, tree: &mut Tree) {
    let globs = each(size, |i| format!("pub use crate::m{i}::*;\n"));
    let modules = each(size, |i| format!("pub mod m{i} {{\n{globs}}}\nuse m{i}::gone{i};\n"));
    library(tree, &modules);
}

/// Hopes that a ring of aliases, where two names change places at each module, is followed for ever.
pub(super) fn alias_ring(size: u32, tree: &mut Tree) {
    let module = |i: u32| {
        let next = (i + 1) % size;
        format!("pub mod m{i} {{ pub use crate::m{next}::{{a as b, b as a, a::b as c}}; }}\nuse m{i}::{{a, b, c}};\n")
    };
    library(tree, &each(size, module));
}

/// Hopes that a path is resolved by recursion: one of n segments, each of which leads back to the same module.
pub(super) fn path_of_selves(size: u32, tree: &mut Tree) {
    let path = times("b::", size);
    library(tree, &format!("pub mod a {{ pub use super::a as b; pub use self::b as c; }}\nuse a::{path}gone;\n"));
}

/// Hopes that every leaf of a deep use tree gets its own copy of the whole path above it.
pub(super) fn use_tree_staircase(size: u32, tree: &mut Tree) {
    library(tree, &format!("use {}{};\n", times("a::{x, ", size), times("}", size)));
}

/// Hopes that inline modules are entered by recursion, and that each finding spells out the n modules around it.
pub(super) fn modules_within_modules(size: u32, tree: &mut Tree) {
    library(tree, &format!("{}{}\n", times("mod a {\nuse super::gone;\n", size), times("}", size)));
}

/// Hopes for a walk of n `super`s from each of n nested modules.
pub(super) fn supers_product(size: u32, tree: &mut Tree) {
    let open = each(size, |i| format!("mod a {{ use {}gone;\n", times("super::", i + 1)));
    library(tree, &format!("{open}{}\n", times("}", size)));
}

/// Hopes for 2ⁿ modules: each of n files is declared twice by the file before it.
pub(super) fn path_attribute_ladder(size: u32, tree: &mut Tree) {
    let twice = |i: u32| format!("#[path = \"f{i}.rs\"]\npub mod a;\n#[path = \"f{i}.rs\"]\npub mod b;\n");
    library(tree, &twice(0));
    for i in 0..size {
        tree.file(&format!("hostile/src/f{i}.rs"), twice(i + 1));
    }
    tree.file(&format!("hostile/src/f{size}.rs"), "use super::gone;\n");
}

/// Hopes that a file which is n of its own submodules is entered n × n × n × … times.
pub(super) fn file_within_itself(size: u32, tree: &mut Tree) {
    let modules = each(size, |i| format!("#[path = \"lib.rs\"]\npub mod m{i};\npub use m{i}::gone as g{i};\n"));
    library(tree, &modules);
}

/// Hopes for 2ⁿ texts: each of n files is included twice by the file before it, and the last includes the first.
pub(super) fn include_ladder(size: u32, tree: &mut Tree) {
    let twice = |i: u32| times(&format!("include!(\"f{i}.rs\");\n"), 2);
    library(tree, &format!("{}use crate::gone;\n", twice(0)));
    for i in 0..size {
        tree.file(&format!("hostile/src/f{i}.rs"), twice((i + 1) % size));
    }
}

/// Hopes that a typing error is compared letter by letter with n long names, n times.
pub(super) fn typing_errors_square(size: u32, tree: &mut Tree) {
    let stem = times("very_", 12);
    let names = each(size, |i| format!("pub struct {stem}long{i}name;\n"));
    library(tree, &format!("{names}{}", each(size, |i| format!("use crate::{stem}lnog{i}nmae;\n"))));
}

/// Hopes that the distance of two names of megabytes is computed, in time or memory that grows with its square.
pub(super) fn giant_names(size: u32, tree: &mut Tree) {
    let (present, absent) = (times("ab", size), times("ba", size));
    library(tree, &format!("pub struct {present};\nuse crate::{absent};\n"));
}

/// Hopes that each finding prints its line, or counts its columns from the start, where n findings share one line.
pub(super) fn findings_on_one_line(size: u32, tree: &mut Tree) {
    library(tree, &format!("use crate::{{{}}};\n", each(size, |i| format!("größe{i}, "))));
}

/// Hopes that each of n fixes renames n uses.
pub(super) fn renames_square(size: u32, tree: &mut Tree) {
    let imports = each(size, |i| format!("mod m{i} {{ use crate::Widgte; fn f(_: Widgte, _: Widgte) {{}} }}\n"));
    library(tree, &format!("pub struct Widget;\nuse crate::Widgte;\n{imports}fn f(_: Widgte) {{}}\n"));
}

/// Hopes that a suggestion lists all n modules that export the name, for each of n imports.
pub(super) fn same_name_everywhere(size: u32, tree: &mut Tree) {
    library(tree, &each(size, |i| format!("pub mod m{i} {{ pub struct Thing; }}\nmod n{i} {{ use crate::Thing; }}\n")));
}

/// Hopes that the n names of an enum are copied into each of n modules that glob-import it.
pub(super) fn variants_product(size: u32, tree: &mut Tree) {
    let variants = each(size, |i| format!("Variant{i}, "));
    let modules = each(size, |i| format!("pub mod m{i} {{ pub use crate::E::*; }}\nuse m{i}::Varaint{i};\n"));
    library(tree, &format!("pub enum E {{ {variants} }}\n{modules}"));
}

/// Hopes that a predicate is read by recursion.
pub(super) fn cfg_not_tower(size: u32, tree: &mut Tree) {
    library(tree, &format!("#[cfg({})]\nuse crate::gone;\n", tower("not(", "unix", ")", size)));
}

/// Hopes that `cfg_attr` in `cfg_attr` is unpacked by recursion, or that what is left is copied at each level.
pub(super) fn cfg_attr_tower(size: u32, tree: &mut Tree) {
    let attribute = tower("cfg_attr(unix, ", "path = \"gone.rs\"", ")", size);
    library(tree, &format!("#[{attribute}]\nmod m;\n"));
}

/// Hopes that the conditions of n nested modules, each with two ways to hold, are multiplied out: 2ⁿ terms.
pub(super) fn cfg_product_of_ancestors(size: u32, tree: &mut Tree) {
    features(tree, &each(size, |i| format!("a{i} = []\nb{i} = []\n")));
    let cfg = |i: u32| format!("#[cfg(any(feature = \"a{i}\", all(feature = \"b{i}\", not(unix))))]\n");
    let open = each(size, |i| format!("{}pub mod m {{\n", cfg(i)));
    library(tree, &format!("{open}use crate::gone;\n{}\n", times("}", size)));
}

/// Hopes that a name's condition is collected over all 2ⁿ ways through a ladder of globs, each behind its own feature.
pub(super) fn cfg_glob_ladder(size: u32, tree: &mut Tree) {
    features(tree, &each(size + 1, |i| format!("a{i} = []\nb{i} = []\n")));
    let glob = |side: &str, i: u32| format!("#[cfg(feature = \"{side}{i}\")] pub use crate::{side}{i}::*;");
    let globs = |i: u32| format!("{} {}", glob("a", i), glob("b", i));
    let rungs = each(size, |i| format!("pub mod a{i} {{ {0} }}\npub mod b{i} {{ {0} }}\n", globs(i + 1)));
    let last = "pub struct X;";
    library(tree, &format!("{rungs}pub mod a{size} {{ {last} }}\npub mod b{size} {{ {last} }}\nuse a0::X;\n"));
}

/// Hopes that whether a build exists is decided by trying: pigeons in too few holes, on which solvers are exponential.
pub(super) fn cfg_pigeons(size: u32, tree: &mut Tree) {
    let holes = size.ilog2() + 2;
    let sits = |pigeon: u32, hole: u32| format!("feature = \"p{pigeon}_{hole}\"");
    features(tree, &each(holes + 1, |p| each(holes, |h| format!("p{p}_{h} = []\n"))));
    let housed = each(holes + 1, |p| format!("any({}), ", each(holes, |h| format!("{}, ", sits(p, h)))));
    let apart = |p: u32, h: u32| each(p, |q| format!("not(all({}, {})), ", sits(p, h), sits(q, h)));
    let apart = each(holes, |h| each(holes + 1, |p| apart(p, h)));
    library(tree, &format!("#[cfg(all({housed}{apart}))]\nuse crate::gone;\n"));
}

/// Hopes that n definitions of one name are held against n imports of it, condition by condition.
pub(super) fn cfg_alternatives_square(size: u32, tree: &mut Tree) {
    features(tree, &each(size, |i| format!("a{i} = []\n")));
    let here = |i: u32| format!("#[cfg(feature = \"a{i}\")]\npub struct X;\n");
    let wanted = |i: u32| format!("#[cfg(not(feature = \"a{i}\"))]\nmod m{i} {{ use crate::X; }}\n");
    library(tree, &each(size, |i| format!("{}{}", here(i), wanted(i))));
}
