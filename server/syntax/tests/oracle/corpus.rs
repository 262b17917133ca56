//! The sources to test with: every `.rs` file of every package of this workspace's dependency tree, as `cargo metadata`
//! lists them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The files, in a fixed order.
pub(crate) fn files() -> Vec<PathBuf> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version", "1", "--manifest-path"])
        .stdin(std::process::Stdio::null())
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata = String::from_utf8(output.stdout).unwrap();
    let mut folders: Vec<PathBuf> = metadata
        .split("\"manifest_path\":\"")
        .skip(1)
        .filter_map(|rest| Some(Path::new(rest.split_once('"')?.0).parent()?.to_owned()))
        .collect();
    folders.sort();
    folders.dedup();
    let mut files = Vec::new();
    for folder in &folders {
        collect(folder, &mut files);
    }
    files.sort();
    files.dedup();
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        if kind.is_dir() && !matches!(path.file_name().and_then(|name| name.to_str()), Some("target" | ".git")) {
            collect(&path, files);
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Calls `look` with every file that is UTF-8 and that `syn` can tell everything of, on all cores, with a stack that `syn` does not exhaust.
pub(crate) fn for_each_file(look: impl Fn(&Path, &str) + Sync) {
    let files = files();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            let worker = || {
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    // Of `cfg_select!` the scanner reads the arms, which `syn` takes for tokens.
                    if let Ok(text) = std::fs::read_to_string(path)
                        && !text.contains("cfg_select!")
                    {
                        look(path, &text);
                    }
                }
            };
            std::thread::Builder::new().stack_size(256 << 20).spawn_scoped(scope, worker).unwrap();
        }
    });
}
