//! Manifests, the lock file and Cargo's configuration.

use crate::shape::{Shape, each, times};
use crate::tree::Tree;

const MANIFEST: &str = "hostile/Cargo.toml";
const PACKAGE: &str = "[package]\nname = \"hostile\"\nedition = \"2021\"\n";

pub(crate) const SHAPES: &[Shape] = &[
    Shape { name: "manifest_nested_arrays", largest: 500_000, make: nested_arrays },
    Shape { name: "manifest_nested_tables", largest: 100_000, make: nested_tables },
    Shape { name: "manifest_dotted_keys", largest: 500_000, make: dotted_keys },
    Shape { name: "manifest_broken_features", largest: 50_000, make: broken_features },
    Shape { name: "manifest_chain_of_features", largest: 50_000, make: chain_of_features },
    Shape { name: "manifest_features_all_with_all", largest: 500, make: features_all_with_all },
    Shape { name: "manifest_dependencies", largest: 20_000, make: dependencies },
    Shape { name: "manifest_dependencies_in_a_circle", largest: 1_000, make: dependencies_in_a_circle },
    Shape { name: "manifest_target_cfgs", largest: 100_000, make: target_cfgs },
    Shape { name: "manifest_members", largest: 5_000, make: members },
    Shape { name: "manifest_member_patterns", largest: 2_000, make: member_patterns },
    Shape { name: "manifest_check_cfg", largest: 50_000, make: check_cfg },
    Shape { name: "lock_packages", largest: 50_000, make: lock_packages },
    Shape { name: "cargo_config", largest: 200_000, make: cargo_config },
];

fn nested_arrays(size: u32, tree: &mut Tree) {
    tree.file(MANIFEST, format!("{PACKAGE}[features]\na = {}{}", times("[", size), times("]", size)));
}

fn nested_tables(size: u32, tree: &mut Tree) {
    tree.file(MANIFEST, format!("{PACKAGE}[dependencies]\na = {}1{}", times("{ a = ", size), times(" }", size)));
}

fn dotted_keys(size: u32, tree: &mut Tree) {
    tree.file(MANIFEST, format!("{PACKAGE}metadata.{}a = 1\n[metadata.{}b]", times("a.", size), times("a.", size)));
}

fn broken_features(size: u32, tree: &mut Tree) {
    tree.file(MANIFEST, format!("{PACKAGE}[features]\n{}", each(size, |n| format!("f{n} = [\"gone{n}\"]\n"))));
}

fn chain_of_features(size: u32, tree: &mut Tree) {
    let features = each(size, |n| format!("f{n} = [\"f{}\"]\n", n + 1));
    tree.file(MANIFEST, format!("{PACKAGE}[features]\ndefault = [\"f0\"]\n{features}f{size} = []\n"));
    tree.file("hostile/src/lib.rs", format!("#[cfg(not(feature = \"f{size}\"))]\nuse crate::gone;"));
}

fn features_all_with_all(size: u32, tree: &mut Tree) {
    let all = each(size, |n| format!("\"f{n}\", "));
    tree.file(MANIFEST, format!("{PACKAGE}[features]\n{}", each(size, |n| format!("f{n} = [{all}]\n"))));
    tree.file("hostile/src/lib.rs", each(size, |n| format!("#[cfg(feature = \"f{n}\")] use crate::gone{n};\n")));
}

fn dependencies(size: u32, tree: &mut Tree) {
    let dependencies = each(size, |n| format!("d{n} = \"1\"\ne{n} = {{ path = \"../gone{n}\" }}\n"));
    tree.file(MANIFEST, format!("{PACKAGE}[dependencies]\n{dependencies}"));
}

fn dependencies_in_a_circle(size: u32, tree: &mut Tree) {
    for n in 0..size {
        let next = (n + 1) % size;
        let manifest = format!(
            "[package]\nname = \"c{n}\"\nedition = \"2021\"\n[dependencies]\nc{next} = {{ path = \"../c{next}\" }}\n"
        );
        tree.file(&format!("c/c{n}/Cargo.toml"), manifest);
        tree.file(&format!("c/c{n}/src/lib.rs"), format!("pub use c{next}::*;"));
    }
    tree.file(MANIFEST, format!("{PACKAGE}[dependencies]\nc0 = {{ path = \"../c/c0\" }}\n"));
    tree.file("hostile/src/lib.rs", "use c0::Gone;");
}

fn target_cfgs(size: u32, tree: &mut Tree) {
    let (open, close) = (times("not(", size), times(")", size));
    tree.file(MANIFEST, format!("{PACKAGE}[target.'cfg({open}unix{close})'.dependencies]\na = \"1\"\n"));
}

fn members(size: u32, tree: &mut Tree) {
    for n in 0..size {
        tree.file(&format!("c/c{n}/Cargo.toml"), format!("[package]\nname = \"c{n}\"\nedition = \"2021\"\n"));
        tree.file(&format!("c/c{n}/src/lib.rs"), "use crate::gone;");
    }
    tree.file("Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"hostile\", \"other\", \"c/*\"]\n");
}

fn member_patterns(size: u32, tree: &mut Tree) {
    let patterns = format!("\"{}\", \"{}\"", times("*/", size), times("{a,b}", size));
    tree.file("Cargo.toml", format!("[workspace]\nresolver = \"2\"\nmembers = [\"hostile\", \"other\", {patterns}]\n"));
}

fn check_cfg(size: u32, tree: &mut Tree) {
    let values = each(size, |n| format!("\"v{n}\", "));
    let nested = times("cfg(a, values(", size);
    let lints = format!(
        "[lints.rust]\nunexpected_cfgs = {{ level = \"warn\", check-cfg = ['cfg(a, values({values}))', '{nested}'] }}\n"
    );
    tree.file(MANIFEST, format!("{PACKAGE}{lints}"));
    tree.file("hostile/src/lib.rs", each(size.min(2_000), |n| format!("#[cfg(a = \"w{n}\")] mod m{n} {{}}\n")));
}

fn lock_packages(size: u32, tree: &mut Tree) {
    let package = |n| {
        let source = "registry+https://github.com/rust-lang/crates.io-index";
        format!(
            "[[package]]\nname = \"d{n}\"\nversion = \"1.0.0\"\nsource = \"{source}\"\ndependencies = [\"d{}\"]\n",
            n + 1
        )
    };
    tree.file("Cargo.lock", format!("version = 4\n{}", each(size, package)));
    tree.file(MANIFEST, format!("{PACKAGE}[dependencies]\nd0 = \"1\"\n"));
    tree.file("hostile/src/lib.rs", "use d0::Gone;");
}

fn cargo_config(size: u32, tree: &mut Tree) {
    let flags = times("\"--cfg\", \"a\", ", size);
    tree.file(
        ".cargo/config.toml",
        format!("[build]\nrustflags = [{flags}]\n[alias]\na = {}1{}\n", times("[", size), times("]", size)),
    );
}
