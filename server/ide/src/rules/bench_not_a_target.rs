//! The rule `bench-not-a-target`: a bench below `benches/` that no target contains.

use std::path::{Path, PathBuf};

use greenlight_files::{EntryKind, Walk};
use greenlight_project::{Package, PackageId, TargetKind};
use greenlight_syntax::{ALWAYS, NameTable, scan};

use super::{Description, Level, Rule};
use crate::bench_mains::{bench_main, may_have_benches};
use crate::check::Draft;
use crate::finding::{Applicability, Fix};
use crate::fixes::target_table;
use crate::host::Snapshot;
use crate::limits::SOURCE_ENTRIES;

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "bench-not-a-target",
    group: "benches",
    level: Level::Warn,
    codes: &[],
    summary: "a bench below `benches/` that no target contains",
    explanation: include_str!("bench_not_a_target.md"),
};

/// The files below `benches/` of the package that no target contains, whether they are benches or not; absolute, sorted.
pub(crate) fn candidates(snapshot: &Snapshot, id: PackageId) -> Vec<PathBuf> {
    let package = &*snapshot.workspace().packages[id.0 as usize];
    let mut found = Vec::new();
    if package.member && package.complete && may_have_benches(package) {
        let benches = package.root.join("benches");
        let mut walk = Walk::new(snapshot.files(), &benches, &SOURCE_ENTRIES);
        let mut folders = vec![benches];
        while let Some(folder) = folders.pop() {
            for entry in walk.list(&folder) {
                let name = entry.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                match entry.kind {
                    EntryKind::Folder if name.starts_with('.') || name == "target" => {}
                    // One with a manifest is another package's.
                    EntryKind::Folder if snapshot.files().is_file(&entry.path.join("Cargo.toml")) => {}
                    EntryKind::Folder => folders.push(entry.path),
                    EntryKind::File if name.ends_with(".rs") && !is_contained(snapshot, &entry.path) => {
                        found.push(entry.path);
                    }
                    _ => {}
                }
            }
        }
    }
    found.sort();
    found
}

fn is_contained(snapshot: &Snapshot, file: &Path) -> bool {
    snapshot.program().locate(file, snapshot.program().crate_ids()).is_some()
}

/// The bench in the package's file, which no target contains.
pub(crate) fn check(snapshot: &Snapshot, id: PackageId, file: &Path) -> Option<Draft> {
    let package = &*snapshot.workspace().packages[id.0 as usize];
    let text = snapshot.text(file)?;
    let mut names = NameTable::new();
    let facts = scan(&text, &mut names);
    let main = bench_main(&facts, &names, &text, package).filter(|main| main.place.1 == ALWAYS)?;
    let name = name_for(package, file)?;
    Some(Draft {
        rule: Rule::BenchNotATarget,
        code: None,
        message: format!("no target of `{}` contains this bench, so `cargo bench` never runs it", package.name),
        label: Some(format!("its `main` is that of `{}`", main.framework)),
        notes: vec![
            "Cargo looks for benches in `benches/*.rs` and `benches/*/main.rs`, unless `autobenches = false`"
                .to_owned(),
        ],
        file: file.to_owned(),
        span: main.span,
        package: Some(id),
        met: Vec::new(),
        is_warning: false,
        fixes: fix(snapshot, package, file, &name).into_iter().collect(),
    })
}

/// The package below whose `benches/` the file lies, if it lies in one.
pub(crate) fn package_of(snapshot: &Snapshot, file: &Path) -> Option<PackageId> {
    let packages = snapshot.workspace().packages.iter().zip(0..);
    let mut holding = packages.filter(|(package, _)| package.member && file.starts_with(package.root.join("benches")));
    let (_, number) = holding.next()?;
    Some(PackageId(number)).filter(|&id| candidates(snapshot, id).iter().any(|candidate| candidate == file))
}

/// A name that no bench of the package has: the file's, else with its folder's before it.
fn name_for(package: &Package, file: &Path) -> Option<String> {
    let stem = file.file_stem()?.to_str()?;
    let folder = file.parent()?.file_name()?.to_str()?;
    let benches = || package.targets.iter().filter(|target| target.kind == TargetKind::Bench);
    [stem.to_owned(), format!("{folder}_{stem}")].into_iter().find(|name| benches().all(|bench| bench.name != *name))
}

fn fix(snapshot: &Snapshot, package: &Package, file: &Path, name: &str) -> Option<Fix> {
    let text = snapshot.text(&package.manifest)?;
    let relative = file.strip_prefix(&package.root).ok()?;
    let relative = relative.to_str()?.replace('\\', "/");
    let written = |value: &str| toml_edit::Value::from(value).to_string();
    let mut lines = vec![format!("name = {}", written(name))];
    if relative != format!("benches/{name}.rs") {
        lines.push(format!("path = {}", written(&relative)));
    }
    lines.push("harness = false".to_owned());
    Some(Fix {
        title: format!("Make it the bench `{name}` of `{}`", package.name).into(),
        preferred: true,
        applicability: Applicability::Guess,
        edits: vec![target_table::add(&package.manifest, &text, "bench", &lines)?],
    })
}

#[cfg(test)]
mod tests {
    use crate::fixture::{check, check_fix};

    const MANIFEST: &str = "//- /Cargo.toml\n[package]\nname = \"sample\"\nedition = \"2021\"\n\n[dev-dependencies]\ncriterion = \
                            \"0.8\"\n";

    #[test]
    fn a_bench_in_a_folder_is_discovered_as_main_alone() {
        let text = format!(
            r#"{MANIFEST}
[[bench]]
name = "network"
harness = false

//- /benches/network/main.rs
mod shared;
criterion::criterion_main!(benches);
//- /benches/network/shared.rs
pub fn helper() {{}}
//- /benches/network/peers.rs
criterion::criterion_main!(benches);
         //^^^^^^^^^^^^^^ warning: no target of `sample` contains this bench, so `cargo bench` never runs it
//- /benches/network/notes.rs
pub fn nothing() {{}}
"#
        );
        check(&text);
        check_fix(
            &text,
            "Make it the bench `peers` of `sample`",
            &format!(
                "{MANIFEST}\n[[bench]]\nname = \"network\"\nharness = false\n\n[[bench]]\nname = \"peers\"\npath = \
                 \"benches/network/peers.rs\"\nharness = false\n\n"
            ),
        );
    }

    #[test]
    fn without_discovery_only_what_is_named_is_a_target() {
        let manifest = MANIFEST.replace("edition", "autobenches = false\nedition");
        let text = format!("{manifest}//- /benches/search.rs\ncriterion::criterion_main!(benches);\n//- /src/lib.rs\n");
        check_fix(
            &text,
            "Make it the bench `search` of `sample`",
            &format!("{manifest}\n[[bench]]\nname = \"search\"\nharness = false\n"),
        );
    }
}
