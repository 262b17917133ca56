//! Links, special files, and folders without end.

use crate::shape::{Shape, times};
use crate::tree::Tree;

pub(crate) const SHAPES: &[Shape] = &[
    Shape { name: "modules_that_are_special_files", largest: 500, make: special_files },
    Shape { name: "manifests_that_are_special_files", largest: 500, make: special_manifests },
    Shape { name: "links_in_circles", largest: 2_000, make: links_in_circles },
    Shape { name: "folders_linked_into_each_other", largest: 200, make: folders_linked_into_each_other },
    Shape { name: "links_to_the_root_folder", largest: 1_000, make: links_to_the_root_folder },
    Shape { name: "workspaces_below_a_folder", largest: 4_000, make: workspaces_below_a_folder },
    Shape { name: "folders_in_folders", largest: 1_000, make: folders_in_folders },
    Shape { name: "files_in_a_folder", largest: 20_000, make: files_in_a_folder },
];

/// Files of procfs say that they are regular, have no size, and some of them wait for ever when they are read.
const SPECIAL: [&str; 6] = ["/dev/zero", "/dev/tty", "/dev/stdin", "/proc/kmsg", "/proc/self/mem", "/proc/kcore"];

fn special_files(size: u32, tree: &mut Tree) {
    let mut lib = String::new();
    for n in 0..size {
        lib += &format!("mod p{n}; mod l{n}; #[path = \"/proc/kmsg\"] mod k{n}; use l{n}::a; use p{n}::b;\n");
        tree.pipe(&format!("hostile/src/p{n}.rs"));
        tree.link(&format!("hostile/src/l{n}.rs"), SPECIAL[n as usize % SPECIAL.len()]);
    }
    tree.file("hostile/src/lib.rs", lib);
}

fn special_manifests(size: u32, tree: &mut Tree) {
    for n in 0..size {
        tree.link(&format!("c/l{n}/Cargo.toml"), SPECIAL[n as usize % SPECIAL.len()]);
        tree.pipe(&format!("c/p{n}/Cargo.toml"));
    }
    tree.file("Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"hostile\", \"other\", \"c/*\"]\n");
    for file in ["greenlight.toml", "Cargo.lock", ".cargo/config.toml", "rust-toolchain.toml", "hostile/build.rs"] {
        tree.pipe(file);
    }
    tree.link("target/criterion/id/new/benchmark.json", "/proc/kmsg");
    tree.pipe("target/criterion/id/new/estimates.json");
    tree.link("target/criterion/id/new/sample.json", "/dev/zero");
}

fn links_in_circles(size: u32, tree: &mut Tree) {
    for n in 0..size {
        tree.link(&format!("hostile/src/m{n}.rs"), &format!("m{}.rs", (n + 1) % size));
    }
    tree.file("hostile/src/lib.rs", (0..size).map(|n| format!("mod m{n}; use m{n}::a;\n")).collect::<String>());
}

fn folders_linked_into_each_other(size: u32, tree: &mut Tree) {
    for n in 0..size {
        for folder in ["hostile/src", "target/criterion", "docs"] {
            tree.link(&format!("{folder}/d{n}"), ".");
            tree.link(&format!("{folder}/e{n}"), "..");
        }
    }
    tree.file("greenlight.toml", "[documents]\nfiles = [\"docs/**/*.md\"]\n");
    tree.file("docs/PERF.md", "- search takes less than 1 ms\n");
    tree.file("Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"hostile\", \"other\", \"docs/*/*/*/*\"]\n");
}

fn links_to_the_root_folder(size: u32, tree: &mut Tree) {
    for n in 0..size {
        for folder in ["hostile/src", "hostile/benches", "hostile/tests", "target/criterion", "docs"] {
            tree.link(&format!("{folder}/r{n}"), "/");
        }
    }
    let patterns = "\"docs/**/*\", \"/\", \"/etc/**\", \"../../**\"";
    tree.file("greenlight.toml", format!("[documents]\nfiles = [{patterns}]\n"));
}

fn workspaces_below_a_folder(size: u32, tree: &mut Tree) {
    tree.nothing("Cargo.toml");
    for n in 0..size {
        tree.file(&format!("w/w{n}/Cargo.toml"), "[package]\nname = \"w\"\nedition = \"2021\"\n[workspace]\n");
        tree.file(&format!("w/w{n}/src/lib.rs"), "use crate::gone;");
    }
}

fn folders_in_folders(size: u32, tree: &mut Tree) {
    tree.file(&format!("{}Cargo.toml", times("d/", size)), "[package]\nname = \"deep\"\nedition = \"2021\"\n");
    tree.file(&format!("hostile/src/{}mod.rs", times("d/", size)), "use crate::gone;");
    tree.file("Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"hostile\", \"other\", \"d/**\"]\n");
}

fn files_in_a_folder(size: u32, tree: &mut Tree) {
    for n in 0..size {
        tree.file(&format!("hostile/tests/t{n}.rs"), "use hostile::gone;");
    }
}
