//! Attacks by manifests, lock files, Cargo's configuration and the toolchain's file.

use super::{features, library, tower};
use crate::shape::{each, times};
use crate::tree::Tree;

/// The start of a manifest.
fn package(name: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2021\"\n")
}

/// The manifest of the package `hostile`, with this after its head.
fn hostile(tree: &mut Tree, rest: &str) {
    tree.file("hostile/Cargo.toml", package("hostile") + rest);
}

/// The root's manifest, with this after its head.
fn root(tree: &mut Tree, rest: &str) {
    let head = "[workspace]\nresolver = \"2\"\nmembers = [\"hostile\", \"other\"]\n";
    tree.file("Cargo.toml", format!("{head}{rest}"));
}

/// Hopes for 2ⁿ ways from a feature to what it enables: each of n pairs enables the next pair.
pub(super) fn feature_ladder(size: u32, tree: &mut Tree) {
    let pair = |i: u32| format!("a{i} = [\"a{0}\", \"b{0}\"]\nb{i} = [\"a{0}\", \"b{0}\"]\n", i + 1);
    features(
        tree,
        &format!("{}a{size} = []\nb{size} = [\"a0\", \"dep:none\"]\ndefault = [\"a0\"]\n", each(size, pair)),
    );
    library(tree, &format!("#[cfg(not(feature = \"b{size}\"))]\nuse crate::gone;\n"));
}

/// Hopes that features which all enable each other are closed over n × n × n times.
pub(super) fn feature_clique(size: u32, tree: &mut Tree) {
    let all = each(size, |i| format!("\"f{i}\", "));
    features(tree, &each(size, |i| format!("f{i} = [{all}]\n")));
    library(
        tree,
        &each(size, |i| format!("#[cfg(all(feature = \"f{i}\", not(feature = \"f0\")))]\nuse crate::gone{i};\n")),
    );
}

/// Hopes that n undeclared features are compared with n long declared ones, and that each finding lists them all.
pub(super) fn feature_typing_errors(size: u32, tree: &mut Tree) {
    let stem = times("very-", 10);
    features(tree, &each(size, |i| format!("{stem}long{i}name = []\n")));
    library(tree, &each(size, |i| format!("#[cfg(feature = \"{stem}lnog{i}nmae\")]\nfn f{i}() {{}}\n")));
}

/// Hopes that a string which should name a feature is compared with n dependencies, n times.
pub(super) fn dependency_typing_errors(size: u32, tree: &mut Tree) {
    let stem = times("very-", 8);
    let wrong = each(size, |i| format!("f{i} = [\"{stem}lnog{i}?/x\", \"dep:{stem}lo{i}gn\"]\n"));
    let optional = each(size, |i| format!("{stem}long{i} = {{ version = \"1\", optional = true }}\n"));
    hostile(tree, &format!("[features]\n{wrong}[dependencies]\n{optional}"));
}

/// Hopes that n packages which depend on each other in a ring, and glob-import each other, are followed for ever.
pub(super) fn package_ring(size: u32, tree: &mut Tree) {
    let depends = |i: u32| {
        format!("[dependencies]\np{i} = {{ path = \"../p{i}\", features = [\"f\"] }}\n[features]\nf = [\"p{i}/f\"]\n")
    };
    for i in 0..size {
        let next = (i + 1) % size;
        tree.file(&format!("p{i}/Cargo.toml"), format!("{}{}", package(&format!("p{i}")), depends(next)));
        tree.file(&format!("p{i}/src/lib.rs"), format!("pub use p{next}::*;\nuse p{next}::gone;\n"));
    }
    hostile(tree, &depends(0));
    library(tree, "use p0::gone;\n");
    root(tree, "");
}

/// Hopes that n packages which all depend on all others, under n names, are read or searched n × n times.
pub(super) fn package_clique(size: u32, tree: &mut Tree) {
    let all = each(size, |i| {
        format!("p{i} = {{ path = \"../p{i}\" }}\nq{i} = {{ package = \"p{i}\", path = \"../q/../p{i}\" }}\n")
    });
    let globs = each(size, |i| format!("pub use p{i}::*;\npub use q{i}::*;\n"));
    for i in 0..size {
        tree.file(&format!("p{i}/Cargo.toml"), format!("{}[dependencies]\n{all}", package(&format!("p{i}"))));
        tree.file(&format!("p{i}/src/lib.rs"), globs.clone());
    }
    hostile(tree, &format!("[dependencies]\n{all}"));
    library(tree, "use p0::gone;\n");
}

/// Hopes that a pattern of members which goes down and up again is walked: the folders to the power of its length.
pub(super) fn members_down_and_up(size: u32, tree: &mut Tree) {
    let pattern = times("*/../", size);
    tree.file(
        "Cargo.toml",
        format!("[workspace]\nmembers = [\"hostile\", \"other\", \"{pattern}*\", \"**/{pattern}**\"]\n"),
    );
    for i in 0..8 {
        tree.file(&format!("d{i}/Cargo.toml"), package(&format!("d{i}")));
    }
}

/// Hopes that a pattern of many stars is matched by trying every way to spread a long name over them.
pub(super) fn members_of_many_stars(size: u32, tree: &mut Tree) {
    let (stars, deep) = (times("*a", size), times("**/", size));
    let members = format!("\"hostile\", \"other\", \"{stars}*b\", \"{deep}z\"");
    tree.file("Cargo.toml", format!("[workspace]\nmembers = [{members}]\nexclude = [\"{stars}*b\", \"{deep}z\"]\n"));
    for i in 0..16 {
        let folder = format!("{}{i}/{}", times("a", 200), times("a/", 100));
        tree.file(&format!("{folder}Cargo.toml"), package("a"));
    }
}

/// Hopes that a pattern of alternatives, classes or open brackets is turned into something exponential.
pub(super) fn members_of_many_alternatives(size: u32, tree: &mut Tree) {
    let patterns = [
        times("{a,b}", size),
        tower("{a,", "b", "}", size),
        times("[!", size),
        times("[a-z]?", size),
        times("{", size),
    ];
    let members = patterns.map(|pattern| format!(", \"{pattern}\"")).concat();
    tree.file(
        "Cargo.toml",
        format!("[workspace]\nmembers = [\"hostile\", \"other\"{members}]\nexclude = [\"x\"{members}]\n"),
    );
}

/// Hopes that n excluded folders are each compared with n members.
pub(super) fn members_square(size: u32, tree: &mut Tree) {
    let members = each(size, |i| format!(", \"member{i}\""));
    let excluded = each(size, |i| format!("\"membre{i}\", "));
    let text = format!(
        "[workspace]\nmembers = [\"hostile\", \"other\"{members}]\nexclude = [{excluded}]\n\
         default-members = [{excluded}]\n"
    );
    tree.file("Cargo.toml", text);
}

/// Hopes that packages which each name the next one as their workspace are followed for ever.
pub(super) fn workspace_ring(size: u32, tree: &mut Tree) {
    let head = |i: u32| format!("workspace = \"../w{i}\"\nversion.workspace = true\n");
    for i in 0..size {
        let name = format!("w{i}");
        let text = format!("[package]\nname = \"{name}\"\n{}[lints]\nworkspace = true\n", head((i + 1) % size));
        tree.file(&format!("{name}/Cargo.toml"), text);
        tree.file(&format!("{name}/src/lib.rs"), "use crate::gone;\n");
    }
    let inherit = "[workspace.package]\nversion.workspace = true\n[workspace.dependencies]\n";
    let inherited = each(size, |i| format!("w{i} = {{ workspace = true, path = \"w{i}\", optional = true }}\n"));
    root(tree, &format!("{inherit}{inherited}"));
    tree.file(
        "hostile/Cargo.toml",
        format!("[package]\nname = \"hostile\"\n{}[dependencies]\nw0.workspace = true\n", head(0)),
    );
}

/// Hopes that a key of n parts, a table in a table in a table, is visited or dropped by recursion: in every TOML file.
pub(super) fn dotted_keys_tower(size: u32, tree: &mut Tree) {
    let key = times("a.", size);
    let text = format!("{key}b = 1\n[{key}c]\n[[{key}d]]\nx = 1\n");
    hostile(tree, &format!("[package.metadata]\n{text}[dependencies.{key}x]\n"));
    for path in ["Cargo.lock", "greenlight.toml", ".cargo/config.toml", "rust-toolchain.toml", "p/Cargo.toml"] {
        tree.file(path, text.clone());
    }
    root(tree, &format!("[workspace.metadata.greenlight.{key}x]\n"));
}

/// Hopes that arrays and tables within each other are parsed or dropped by recursion: in every TOML file.
pub(super) fn toml_brackets_tower(size: u32, tree: &mut Tree) {
    let text = format!("a = {}\nb = {}\n", tower("[", "1", "]", size), tower("{a=[", "1", "]}", size));
    for path in ["Cargo.lock", "greenlight.toml", ".cargo/config.toml", "rust-toolchain.toml", "hostile/Cargo.toml"] {
        tree.file(path, text.clone());
    }
    library(tree, "use crate::gone;\n");
}

/// Hopes that a TOML file is quadratic: n headers of one table, n keys of one name, n errors, one line without end.
pub(super) fn toml_repetitions(size: u32, tree: &mut Tree) {
    let text = times("[[bench]]\nname = \"b\"\n[a.b.c]\nx = 1\nx = 2\n= ] '''\n[a.b.c.d]\n", size);
    tree.file("Cargo.lock", text.clone());
    tree.file(
        "greenlight.toml",
        times("[[suite]]\nname = \"a\"\nbenches = [\"b\", \"b\"]\n[limits.time]\nflag = \"5%\"\n", size),
    );
    hostile(tree, &text);
}

/// Hopes that a file of n findings is checked, and reported with n names, because n targets have it.
pub(super) fn targets_of_one_file(size: u32, tree: &mut Tree) {
    hostile(tree, &each(size, |i| format!("[[bin]]\nname = \"x{i}\"\npath = \"src/x.rs\"\n")));
    tree.file("hostile/src/x.rs", each(size, |i| format!("use crate::gone{i};\n")) + "fn main() {}\n");
}

/// Hopes that each of n requirements is tried on each of n locked versions of one package.
pub(super) fn locked_versions_square(size: u32, tree: &mut Tree) {
    let source = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
    let locked = |i: u32| format!("[[package]]\nname = \"x\"\nversion = \"1.{i}.0-a.{i}\"\n{source}");
    tree.file("Cargo.lock", format!("version = 4\n{}", each(size, locked)));
    hostile(
        tree,
        &format!(
            "[dependencies]\n{}",
            each(size, |i| format!("x{i} = {{ package = \"x\", version = \"=1.{i}.0-a.{i}\" }}\n"))
        ),
    );
    library(tree, &each(size, |i| format!("use x{i}::gone;\n")));
}

/// Hopes that a lock file in which all packages depend on all others is closed over, n × n × n.
pub(super) fn locked_clique(size: u32, tree: &mut Tree) {
    let all = each(size, |i| format!("\"p{i} 1.0.0\", "));
    let locked = |i: u32| format!("[[package]]\nname = \"p{i}\"\nversion = \"1.0.0\"\ndependencies = [{all}]\n");
    tree.file("Cargo.lock", format!("version = 4\n{}", each(size, locked)));
    hostile(tree, "[dependencies]\np0 = \"1\"\n");
    library(tree, "use p0::gone;\n");
}

/// Hopes that a version or a requirement is too long, too large or has too many parts.
pub(super) fn versions_beyond(size: u32, tree: &mut Tree) {
    let (digits, parts) = (times("9", size), times("a.0.", size));
    let wanted =
        [format!("{digits}.0.0"), format!("1.0.0-{parts}a"), times(">=1, <2, ", size) + "*", times("~^=", size) + "1"];
    let dependencies =
        |(i, version): (usize, &String)| format!("x{i} = {{ package = \"x\", version = \"{version}\" }}\n");
    let dependencies: String = wanted.iter().enumerate().map(dependencies).collect();
    hostile(tree, &format!("rust-version = \"{digits}.{digits}\"\n[dependencies]\n{dependencies}"));
    let locked = |version: &String| format!("[[package]]\nname = \"x\"\nversion = \"{version}\"\n");
    tree.file("Cargo.lock", format!("version = {digits}\n{}", wanted.iter().map(locked).collect::<String>()));
    library(tree, "use x0::gone;\nuse x1::gone;\nuse x2::gone;\nuse x3::gone;\n");
}

/// Hopes that a target's predicate is read by recursion, in the manifest and in Cargo's configuration.
pub(super) fn target_cfg_tower(size: u32, tree: &mut Tree) {
    let table = format!("[target.'cfg({})'", tower("any(not(", "unix", "))", size));
    hostile(tree, &format!("{table}.dependencies]\nx = \"1\"\n"));
    tree.file(".cargo/config.toml", format!("{table}]\nrustflags = [\"--cfg\", \"a\"]\n"));
    library(tree, "use x::gone;\n#[cfg(b)]\nfn f() {}\n");
}

/// Hopes that Cargo's configuration is followed in circles: by includes, replaced sources, aliases, paths and patches.
pub(super) fn config_rings(size: u32, tree: &mut Tree) {
    let ring = |i: u32| {
        let next = (i + 1) % size;
        format!(
            "[source.s{i}]\nreplace-with = \"s{next}\"\n[alias.a{i}]\nx = \"a{next}\"\n\
             [patch.s{i}]\nhostile = {{ path = \"../hostile/../hostile\" }}\n"
        )
    };
    let head = "include = [\"config.toml\", \"../.cargo/config.toml\", { path = \"c0.toml\" }]\n\
        paths = [\".\", \"hostile\", \"..\"]\n";
    let vendor = "[source.crates-io]\nreplace-with = \"s0\"\n";
    tree.file(".cargo/config.toml", format!("{head}{vendor}{}", each(size, ring)));
    for i in 0..size.min(4096) {
        tree.file(&format!(".cargo/c{i}.toml"), format!("include = [\"c{0}.toml\", \"c{0}.toml\"]\n", i + 1));
    }
    hostile(tree, "[dependencies]\nx = \"1\"\n");
    library(tree, "use x::gone;\n");
}

/// Hopes that n cfgs which the flags set are compared with n misspelt ones.
pub(super) fn config_cfgs_square(size: u32, tree: &mut Tree) {
    let stem = times("very_", 8);
    let flags = each(size, |i| {
        format!("\"--cfg\", \"{stem}long{i}name\", \"--check-cfg=cfg({stem}other{i}, values(any()))\", ")
    });
    tree.file(".cargo/config.toml", format!("[build]\nrustflags = [{flags}]\n"));
    library(tree, &each(size, |i| format!("#[cfg({stem}lnog{i}nmae)]\nfn f{i}() {{}}\n")));
}

/// Hopes that `[patch]` and `[replace]` lead from package to package in a circle, or out of the workspace.
pub(super) fn patch_ring(size: u32, tree: &mut Tree) {
    let patch = each(size, |i| format!("x{i} = {{ package = \"x{}\", path = \"hostile/../p{i}\" }}\n", (i + 1) % size));
    root(
        tree,
        &format!(
            "[patch.crates-io]\n{patch}[patch.\"../../../../..\"]\n\
             {patch}[replace]\n\"x:1.0.0\" = {{ path = \"..\" }}\n"
        ),
    );
    for i in 0..size {
        tree.file(&format!("p{i}/Cargo.toml"), format!("{}[dependencies]\nx{i} = \"1\"\n", package(&format!("x{i}"))));
        tree.file(&format!("p{i}/src/lib.rs"), format!("pub use x{i}::*;\n"));
    }
    hostile(tree, "[dependencies]\nx0 = \"1\"\n");
    library(tree, "use x0::gone;\n");
}

/// Hopes that a toolchain within the workspace is trusted, whose standard library is a ring of globs and files.
pub(super) fn toolchain_of_ones_own(size: u32, tree: &mut Tree) {
    tree.file("rust-toolchain.toml", "[toolchain]\npath = \"sysroot\"\n");
    tree.file("rust-toolchain", format!("{}\n", times("../", size)));
    let library_folder = "sysroot/lib/rustlib/src/rust/library";
    for name in ["std", "core", "alloc"] {
        let modules =
            each(size, |i| format!("#[path = \"lib.rs\"]\npub mod m{i};\npub use m{i}::*;\npub use std::m{i}::*;\n"));
        tree.file(&format!("{library_folder}/{name}/src/lib.rs"), modules);
        tree.file(&format!("{library_folder}/{name}/Cargo.toml"), package(name));
    }
    library(tree, "use std::gone;\nuse core::m0::m1::gone;\n");
}

/// Hopes that paths of n steps up, or through folders that are not there, are cleaned up slowly or leave the workspace.
pub(super) fn paths_up_and_away(size: u32, tree: &mut Tree) {
    let (up, around) = (times("../", size), times("src/../", size));
    let dependencies =
        format!("a = {{ path = \"{up}etc\" }}\nb = {{ path = \"{around}../other\" }}\nc = {{ path = \"/\" }}\n");
    hostile(
        tree,
        &format!("build = \"{up}dev/zero\"\n[lib]\npath = \"{around}src/lib.rs\"\n[dependencies]\n{dependencies}"),
    );
    library(
        tree,
        &format!(
            "#[path = \"{up}dev/zero\"]\nmod a;\n#[path = \"{around}lib.rs\"]\nmod b;\n\
             include!(\"{up}dev/zero\");\nuse b::gone;\n"
        ),
    );
}
