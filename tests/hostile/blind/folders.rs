//! Attacks by the file system: links, pipes, devices, odd names, many files.

use super::{library, result};
use crate::shape::{each, times};
use crate::tree::Tree;

/// Hopes that links to their own folder are followed when folders are listed: n to the power of the depth.
pub(super) fn links_to_their_own_folder(size: u32, tree: &mut Tree) {
    for folder in ["", "hostile", "hostile/benches", "hostile/src/bin", "docs", "hostile/examples"] {
        for i in 0..size {
            tree.link(format!("{folder}/l{i}").trim_start_matches('/'), ".");
        }
    }
    tree.file("Cargo.toml", "[workspace]\nmembers = [\"hostile\", \"other\", \"**/l0/other\", \"*/*/*/*/other\"]\n");
}

/// Hopes that links lead a walk over the whole disk.
pub(super) fn links_to_the_root(size: u32, tree: &mut Tree) {
    for folder in
        ["hostile/benches", "hostile/examples", "hostile/tests", "docs", "hostile/src/bin", "target/criterion"]
    {
        for i in 0..size {
            tree.link(&format!("{folder}/l{i}"), "/");
        }
    }
    tree.link("benches", "/");
    tree.link("hostile/doc", "/usr");
}

/// Hopes that a pipe is opened, and waited for until somebody writes to it: at each place where a file is read.
pub(super) fn pipes(size: u32, tree: &mut Tree) {
    let places = [
        "greenlight.toml",
        "Cargo.lock",
        ".cargo/config.toml",
        ".cargo/config",
        "rust-toolchain.toml",
        "rust-toolchain",
        "CHANGELOG.md",
        "docs/a.md",
        "hostile/build.rs",
        "hostile/src/main.rs",
        "hostile/benches/b.rs",
        "hostile/src/m.rs",
        "hostile/src/m/mod.rs",
        ".gitignore",
        ".ignore",
        ".git",
        "target/criterion/a/base/benchmark.json",
        "target/criterion/a/base/estimates.json",
        "target/criterion/b/base/sample.json",
        "hostile/README.md",
        "hostile/clippy.toml",
    ];
    for place in places {
        tree.pipe(place);
    }
    for i in 0..size {
        tree.pipe(&format!("hostile/benches/p{i}.rs"));
        tree.pipe(&format!("docs/p{i}.md"));
    }
    result(tree, "b", "b", "base", 1.0);
    tree.pipe("target/criterion/b/base/raw.csv");
    library(tree, "mod m;\ninclude!(\"main.rs\");\nuse m::gone;\n");
}

/// Hopes that a device or a file of the kernel is read, which never ends, waits or says that it is empty.
pub(super) fn devices(size: u32, tree: &mut Tree) {
    let targets = [
        "/dev/zero",
        "/dev/stdin",
        "/dev/tty",
        "/proc/self/mem",
        "/proc/self/fd/0",
        "/dev/full",
        "/proc/kmsg",
        "/proc/self/environ",
    ];
    let places = [
        "greenlight.toml",
        "Cargo.lock",
        ".cargo/config.toml",
        "rust-toolchain.toml",
        "CHANGELOG.md",
        "hostile/build.rs",
    ];
    for (i, place) in places.iter().enumerate() {
        tree.link(place, targets[(i + size as usize) % targets.len()]);
    }
    for i in 0..size {
        let target = targets[i as usize % targets.len()];
        tree.link(&format!("hostile/src/m{i}.rs"), target);
        tree.link(&format!("hostile/benches/b{i}.rs"), target);
        tree.link(&format!("docs/d{i}.md"), target);
        tree.link(&format!("target/criterion/g{i}/base/estimates.json"), target);
        tree.link(&format!("target/criterion/g{i}/base/benchmark.json"), target);
    }
    library(tree, &each(size, |i| format!("mod m{i};\nuse m{i}::gone;\n")));
}

/// Hopes that a chain of n links, or a link to itself, is resolved anew at each step.
pub(super) fn link_chain(size: u32, tree: &mut Tree) {
    for i in 0..size {
        tree.link(&format!("hostile/src/c{i}.rs"), &format!("c{}.rs", i + 1));
        tree.link(&format!("c{i}"), &format!("c{}", i + 1));
    }
    tree.file(&format!("hostile/src/c{size}.rs"), "use crate::gone;\n");
    tree.link(&format!("c{size}"), "c0");
    tree.link("hostile/src/own.rs", "own.rs");
    library(tree, &format!("mod own;\n{}", each(size, |i| format!("mod c{i};\nuse c{i}::gone;\n"))));
    tree.file("Cargo.toml", "[workspace]\nmembers = [\"hostile\", \"other\", \"c0\", \"c*\"]\n");
}

/// Hopes that folders as deep as the system allows break what joins paths, or recurse.
pub(super) fn deep_folders(size: u32, tree: &mut Tree) {
    let deep = times("d/", size);
    for folder in ["hostile/src/", "hostile/benches/", "docs/", "hostile/tests/"] {
        tree.file(&format!("{folder}{deep}x.rs"), "use crate::gone;\n");
        tree.file(&format!("{folder}{deep}x.md"), "# Performance\n- search <1 ms\n");
    }
    library(
        tree,
        &format!("#[path = \"{deep}x.rs\"]\nmod m;\n{}\n", times("mod d { ", size) + "mod x;" + &times("}", size)),
    );
    tree.file("Cargo.toml", "[workspace]\nmembers = [\"hostile\", \"other\", \"**/d/d\"]\n");
}

/// Hopes that n files which Cargo finds by itself are each a target, with findings that name all others.
pub(super) fn targets_by_thousands(size: u32, tree: &mut Tree) {
    for i in 0..size {
        tree.file(&format!("hostile/src/bin/x{i}.rs"), "#[path = \"../common.rs\"]\nmod shared;\nfn main() {}\n");
        tree.file(&format!("hostile/benches/y{i}.rs"), "criterion::criterion_main!(g);\n");
    }
    tree.file("hostile/src/common.rs", "use crate::gone;\n");
}

/// Hopes that each of n files is held against n patterns of an ignore file, some of which are exponential.
pub(super) fn ignored_square(size: u32, tree: &mut Tree) {
    let patterns = each(size, |i| format!("!**/a*b*c{i}*/**/x[!{i}]\n{{a,b}}{i}\n"));
    let slow = format!("{}b\n{}z\n{}\n", times("*a", size), times("**/", size), times("[", size));
    for name in [".gitignore", ".ignore", "hostile/.gitignore", "docs/.ignore", ".git/info/exclude"] {
        tree.file(name, format!("{patterns}{slow}"));
    }
    for i in 0..size {
        tree.file(&format!("docs/{}{i}.md", times("a", 100)), "- search <1 ms\n");
    }
}

/// Hopes that a name with a line break, an escape, a quote or a direction is printed as it is, or splits a list.
pub(super) fn odd_names(size: u32, tree: &mut Tree) {
    let names = [
        "a\nb",
        "\u{1b}[2Jx",
        "q\"'`$(id)",
        "back\\slash",
        "\u{202e}sr",
        "%s%n%00",
        " ",
        "-rf",
        "CON",
        "~",
        "#[cfg]",
        "é\u{301}\u{feff}",
    ];
    for i in 0..size {
        let name = format!("{}{i}", names[i as usize % names.len()]);
        tree.file(&format!("hostile/src/bin/{name}.rs"), "use crate::gone;\nfn main() {}\n");
        tree.file(&format!("hostile/benches/{name}/main.rs"), "use crate::gone;\ncriterion::criterion_main!(g);\n");
        tree.file(&format!("docs/{name}.md"), "# Performance\n- search <1 ms\n");
        result(tree, &name, "x", "base", 1.0);
    }
}

/// Hopes that a folder is read where a file should be, or a file is entered where a folder should be.
pub(super) fn folders_for_files(size: u32, tree: &mut Tree) {
    for i in 0..size {
        for path in [
            "greenlight.toml",
            "Cargo.lock",
            ".cargo/config.toml",
            "rust-toolchain",
            "hostile/benches/b.rs",
            "CHANGELOG.md",
            "hostile/build.rs",
        ] {
            tree.file(&format!("{path}/x{i}/main.rs"), "use crate::gone;\n");
        }
    }
    for path in ["target", "docs", "hostile/tests", "hostile/examples", "hostile/src/bin", "vendor"] {
        tree.file(path, times("x", size));
    }
    tree.file("hostile/src/m.rs/x.rs", "");
    library(tree, "mod m;\nmod n;\nuse m::gone;\nuse n::gone;\n");
    tree.file("hostile/src/n/mod.rs/mod.rs", "");
}

/// Hopes that a repository's own files, read before a fix, are trusted in their counts, or lead in a circle.
pub(super) fn broken_repository(size: u32, tree: &mut Tree) {
    let index = [b"DIRC\0\0\0\x04\xff\xff\xff\xff".to_vec(), b"\xff".repeat(size as usize)].concat();
    tree.file(".git/index", index);
    tree.link(".git/objects", ".");
    tree.link(".git/refs", "../.git");
    tree.file(".git/HEAD", "ref: refs/../HEAD\n".repeat(size as usize));
    tree.file(
        ".git/config",
        format!(
            "[include]\npath = config\n[core]\nworktree = ../..\nfsmonitor = \"touch pwned\"\n{}",
            times("[a \"", size)
        ),
    );
    tree.file(".git/packed-refs", times("^", size));
    tree.file("hostile/.git", "gitdir: .git\n");
    library(tree, "pub struct Widget;\nuse crate::Widgte;\n");
}
