//! The tree that is measured on: published crates from this workspace's own dependencies, copied as the members of a
//! workspace, until they have the lines wanted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// As many lines as rust-analyzer's own sources have, which others have been measured on.
const LINES: usize = 585_000;

/// A workspace below Cargo's target folder, and the lines of Rust in it.
pub(crate) struct Tree {
    pub(crate) root: PathBuf,
    pub(crate) lines: usize,
}

impl Tree {
    /// Copies packages in the order of their names, the largest generated ones left out, until there are enough, into a
    /// folder of this `name`.
    pub(crate) fn new(name: &str) -> Tree {
        let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&root);
        let mut lines = 0;
        for (name, folder) in packages() {
            let of_package = count_lines(&folder);
            // One crate of bindings must not be most of the tree.
            if lines < LINES && of_package < LINES / 4 {
                copy(&folder, &root.join("members").join(name));
                lines += of_package;
            }
        }
        assert!(lines >= 500_000, "the dependencies have only {lines} lines: run `cargo fetch` first");
        fs::write(root.join("Cargo.toml"), "[workspace]\nmembers = [\"members/*\"]\nresolver = \"2\"\n").unwrap();
        Tree { root, lines }
    }
}

/// Name and folder of every package from the registry, one version of each.
fn packages() -> Vec<(String, PathBuf)> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--manifest-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let packages = metadata["packages"].as_array().expect("it lists packages");
    let mut found: Vec<(String, PathBuf)> = packages
        .iter()
        .filter(|package| package["source"].is_string())
        .filter_map(|package| {
            let manifest = Path::new(package["manifest_path"].as_str()?);
            Some((package["name"].as_str()?.to_owned(), manifest.parent()?.to_owned()))
        })
        // What only other platforms need may not have been fetched.
        .filter(|(_, folder)| folder.is_dir())
        .collect();
    found.sort();
    found.dedup_by(|later, earlier| later.0 == earlier.0);
    found
}

fn count_lines(folder: &Path) -> usize {
    let mut lines = 0;
    visit(folder, &mut |path| {
        if path.extension().is_some_and(|extension| extension == "rs") {
            lines += fs::read(path).unwrap_or_default().iter().filter(|&&byte| byte == b'\n').count();
        }
    });
    lines
}

fn copy(from: &Path, to: &Path) {
    visit(from, &mut |path| {
        let target = to.join(path.strip_prefix(from).expect("it lies below"));
        fs::create_dir_all(target.parent().expect("it has a folder")).unwrap();
        fs::copy(path, target).unwrap();
    });
}

fn visit(folder: &Path, file: &mut dyn FnMut(&Path)) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { visit(&path, file) } else { file(&path) }
    }
}
