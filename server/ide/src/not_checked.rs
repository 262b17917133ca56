//! Files that look as if they belonged to the workspace and were not checked: those that could not be read, and
//! those that no target reaches.

use std::path::Path;

use greenlight_files::{EntryKind, Walk};
use greenlight_resolve::Located;
use rustc_hash::FxHashSet;

use crate::check::checked_instances;
use crate::finding::NotChecked;
use crate::host::Snapshot;
use crate::limits::SOURCE_ENTRIES;

/// Folders of a package in which Cargo looks for targets.
const TARGET_FOLDERS: &[&str] = &["src", "tests", "examples", "benches"];

/// What is not among the `checked` files, in no order.
pub(crate) fn list(snapshot: &Snapshot, checked: &[Located]) -> Vec<NotChecked> {
    let program = snapshot.program();
    let unreadable = checked.iter().filter_map(|Located { file, .. }| {
        let error = file.error.as_ref()?;
        Some(NotChecked { file: file.path.clone(), why: error.to_string() })
    });
    let included_too_often = checked.iter().filter_map(|located| {
        let (first, all) = (checked_instances(located), located.instances.len());
        let why = || format!("checked in {first} of the {all} places that include it");
        (first < all).then(|| NotChecked { file: located.file.path.clone(), why: why() })
    });
    let mut found: Vec<NotChecked> = unreadable.chain(included_too_often).collect();
    let checked = checked.iter().map(|located| located.file.path.as_path()).collect();
    for package in program.workspace.packages.iter().filter(|package| package.member) {
        for folder in TARGET_FOLDERS {
            unreached(snapshot, &checked, &package.root.join(folder), &mut found);
        }
    }
    // Of these only what calls benchmarks is unknown: their imports were checked.
    found.extend(snapshot.bench_calls().unread.iter().map(|unread| NotChecked {
        file: unread.file.clone(),
        why: format!("benches not read as a whole, as {}", unread.why),
    }));
    found
}

/// Adds what a limit left out while the workspace was checked, and brings all in order.
pub(crate) fn add_left_out(snapshot: &Snapshot, found: &mut Vec<NotChecked>) {
    let left_out = snapshot.files().left_out();
    found.extend(left_out.into_iter().map(|(file, why)| NotChecked { file, why }));
    found.sort_by(|one, other| (&one.file, &one.why).cmp(&(&other.file, &other.why)));
    found.dedup();
}

/// Rust files below `folder` that no target reaches; a folder with a manifest is another package's, and one that is a
/// link lies elsewhere.
fn unreached(snapshot: &Snapshot, checked: &FxHashSet<&Path>, folder: &Path, found: &mut Vec<NotChecked>) {
    let files = snapshot.files();
    let mut walk = Walk::new(files, folder, &SOURCE_ENTRIES);
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in walk.list(&folder) {
            let name = entry.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            match entry.kind {
                EntryKind::Folder
                    if !name.starts_with('.') && name != "target" && !files.is_file(&entry.path.join("Cargo.toml")) =>
                {
                    open.push(entry.path);
                }
                EntryKind::File if name.ends_with(".rs") && !checked.contains(entry.path.as_path()) => {
                    found.push(NotChecked { file: entry.path, why: "in no target".to_owned() });
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;

    #[test]
    fn a_bench_that_is_over_a_limit_is_named_with_it() {
        let deep = format!("{}1{}", "(".repeat(300), ")".repeat(300));
        let fixture = Fixture::new(&format!("//- /src/lib.rs\n//- /benches/deep.rs\nfn f() {{ {deep}; }}\n"));
        let not_checked = fixture.snapshot.report().not_checked;
        let whys: Vec<&str> = not_checked.iter().map(|file| file.why.as_str()).collect();
        assert_eq!(whys, ["benches not read as a whole, as it is nested more than 256 levels deep"]);
    }

    #[test]
    fn a_file_that_is_included_too_often_is_checked_in_the_first_places_and_named() {
        let modules: String = (0..600).map(|n| format!("#[path = \"m.rs\"] mod m{n};")).collect();
        let imports = "use std::fmt;\n".repeat(500);
        let fixture = Fixture::new(&format!("//- /src/lib.rs\n{modules}\n//- /src/m.rs\n{imports}"));
        let not_checked = fixture.snapshot.report().not_checked;
        let whys: Vec<&str> = not_checked.iter().map(|file| file.why.as_str()).collect();
        assert_eq!(whys, ["checked in 524 of the 600 places that include it"]);
    }

    #[test]
    fn what_a_limit_leaves_out_of_a_manifest_or_of_comments_is_named() {
        let dependencies: String =
            (0..501).map(|n| format!("d{n} = {{ version = \"1\", optional = true }}\n")).collect();
        let comments = "// perf-target: 1 ms\n".repeat(1001);
        let fixture = Fixture::new(&format!(
            "//- /Cargo.toml\n[package]\nname = \"p\"\nedition = \"2021\"\n[dependencies]\ncriterion = \"0.5\"\n{dependencies}\
             //- /src/lib.rs\n//- /benches/b.rs\n{comments}fn main() {{}}\n"
        ));
        let not_checked = fixture.snapshot.report().not_checked;
        let whys: Vec<&str> = not_checked.iter().map(|file| file.why.as_str()).collect();
        let expected = [
            "more than 500 optional dependencies may be unused, and are not searched for",
            "only the first 1000 performance targets in comments are read",
        ];
        assert_eq!(whys, expected);
    }

    #[test]
    fn files_of_no_target_are_named() {
        let fixture = Fixture::new(
            r#"
//- /src/lib.rs
mod used;
//- /src/used.rs
// Reached.
//- /src/forgotten.rs
use crate::Nothing;
//- /benches/group/inner.rs
fn main() {}
//- /tests/it.rs
// A target by itself.
//- /tests/other/Cargo.toml
[package]
name = "other"
//- /tests/other/src/lib.rs
// Another package.
"#,
        );
        let report = fixture.snapshot.report();
        let named: Vec<String> = report
            .not_checked
            .iter()
            .map(|file| crate::check::relative(&file.file, &report.root) + ": " + &file.why)
            .collect();
        assert_eq!(named, ["benches/group/inner.rs: in no target", "src/forgotten.rs: in no target"]);
    }
}
