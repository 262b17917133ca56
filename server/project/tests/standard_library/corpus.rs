//! What is imported from the standard library by every package of this workspace's dependency tree, as `cargo metadata`
//! lists them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use greenlight_syntax::{FileFacts, ItemKind, Leaf as UseLeaf, NameTable, scan};

/// The crates whose names are looked for.
const CRATES: [&str; 5] = ["std", "core", "alloc", "proc_macro", "test"];

/// A leaf of a use tree that begins with the name of one of [`CRATES`].
#[derive(Debug)]
pub(crate) struct Leaf {
    /// The package's folder, without its version.
    pub(crate) package: String,
    /// Below the package's folder.
    pub(crate) file: String,
    /// Of a glob, what stands before it.
    pub(crate) path: Vec<String>,
    pub(crate) glob: bool,
}

fn folders() -> Vec<PathBuf> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version", "1", "--manifest-path"])
        .stdin(std::process::Stdio::null())
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let published = metadata["packages"].as_array().unwrap().iter().filter(|package| !package["source"].is_null());
    let manifests = published.map(|package| PathBuf::from(package["manifest_path"].as_str().unwrap()));
    manifests.map(|manifest| manifest.parent().unwrap().to_owned()).collect()
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// All of them, but in a package that calls something else by one of the crates' names, those with that name.
pub(crate) fn leaves() -> Vec<Leaf> {
    let mut leaves = Vec::new();
    for folder in folders() {
        let mut files = Vec::new();
        sources(&folder, &mut files);
        files.sort();
        let mut names = NameTable::new();
        let scanned: Vec<(PathBuf, FileFacts)> = files
            .into_iter()
            .filter_map(|file| {
                let text = std::fs::read_to_string(&file).ok()?;
                Some((file, scan(&text, &mut names)))
            })
            .collect();
        let others: BTreeSet<&str> = scanned.iter().flat_map(|(_, facts)| other_meanings(facts, &names)).collect();
        let name = folder.file_name().unwrap().to_str().unwrap();
        let package = name.rsplit_once('-').map_or(name, |(package, _)| package);
        for (file, facts) in &scanned {
            for import in &facts.outline.imports {
                let path: Vec<&str> =
                    facts.outline.path(import.path).iter().map(|&symbol| names.text(symbol)).collect();
                let first = path.first().copied().unwrap_or_default();
                if CRATES.contains(&first) && !others.contains(first) {
                    leaves.push(Leaf {
                        package: package.to_owned(),
                        file: file.strip_prefix(&folder).unwrap().display().to_string(),
                        path: path.into_iter().map(str::to_owned).collect(),
                        glob: import.leaf == UseLeaf::Glob,
                    });
                }
            }
        }
    }
    leaves
}

/// Names of the crates that a file gives to something else.
fn other_meanings<'n>(facts: &FileFacts, names: &'n NameTable) -> Vec<&'n str> {
    let outline = &facts.outline;
    let items = outline.items.iter().filter(|item| match item.kind {
        ItemKind::Module(_) => true,
        ItemKind::ExternCrate(number) => outline.extern_crates[number as usize].krate != item.name,
        _ => false,
    });
    let imports = outline.imports.iter().filter(|import| outline.path(import.path).len() > 1);
    let bound = items.map(|item| item.name).chain(imports.filter_map(|import| import.binding(outline)));
    bound.map(|name| names.text(name)).filter(|name| CRATES.contains(name)).collect()
}
