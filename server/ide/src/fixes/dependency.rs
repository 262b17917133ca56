//! A dependency that a package is missing: an entry as the workspace has it, as another member has it, or the path to a
//! member.

use std::path::{Component, Path, PathBuf};

use greenlight_project::{DependencyKind, DependencySource, Package, PackageId, TargetKind, Workspace};
use greenlight_resolve::Builds;
use toml_edit::{Document, InlineTable, Item, Value};

use super::manifest_entry;
use super::missing_name::MissingName;
use crate::finding::{Applicability, Edit, Fix};
use crate::host::Snapshot;

/// The fix that lets the import's package see the crate that the path begins with.
pub(super) fn added(missing: &MissingName<'_>) -> Option<Fix> {
    let package = missing.package();
    let snapshot = missing.check.snapshot;
    let workspace = snapshot.workspace();
    if !package.member || !package.complete {
        return None;
    }
    let manifest = snapshot.text(&package.manifest)?;
    let kind = table_of(missing);
    let table = table_name(kind);
    let plain = |key: &str, value: &str| manifest_entry::edit(&package.manifest, &manifest, table, key, value, &[]);
    let is_meant = |key: &str| key.replace('-', "_") == missing.name;
    let added: Option<(String, Edit, String)> =
        if let Some(key) = shared_keys(snapshot).into_iter().find(|key| is_meant(key)) {
            let edit = manifest_entry::inherit(&package.manifest, &manifest, table, &key)?;
            Some((key, edit, "as the workspace has it".to_owned()))
        } else if let Some((id, found)) = member_named(workspace, &missing.name) {
            if reaches(workspace, id, &package.manifest) {
                return None;
            }
            let path = relative_path(&package.root, &found.root);
            let edit = plain(&found.name, &format!("{{ path = {} }}", toml_edit::Value::from(path)))?;
            Some((found.name.clone(), edit, "the member of the workspace".to_owned()))
        } else {
            entry_of_member(snapshot, &missing.name).and_then(|(key, value, of)| {
                let edit = plain(&key, &value)?;
                Some((key, edit, format!("as `{of}` has it")))
            })
        };
    let (key, edit, how) = added?;
    Some(Fix {
        title: format!("Add `{key}` to the `{table}` of `{}`, {how}", package.name).into(),
        preferred: false,
        applicability: Applicability::Guess,
        edits: vec![edit],
    })
}

/// Which dependencies the import sees.
pub(super) fn table_of(missing: &MissingName<'_>) -> DependencyKind {
    let program = missing.check.program;
    match program.target_of(missing.instance.krate).kind {
        TargetKind::BuildScript => DependencyKind::Build,
        TargetKind::Test | TargetKind::Bench | TargetKind::Example => DependencyKind::Dev,
        _ => match program.builds(missing.from, missing.import.condition) {
            Builds::When(when) if matches!(&*when, "test" | "cfg(test)") => DependencyKind::Dev,
            _ => DependencyKind::Normal,
        },
    }
}

/// The table of a manifest that has these dependencies.
pub(super) const fn table_name(kind: DependencyKind) -> &'static str {
    match kind {
        DependencyKind::Normal => "dependencies",
        DependencyKind::Dev => "dev-dependencies",
        DependencyKind::Build => "build-dependencies",
    }
}

/// What members may inherit: the keys of `[workspace.dependencies]`.
pub(super) fn shared_keys(snapshot: &Snapshot) -> Vec<String> {
    let text = snapshot.text(&snapshot.workspace().root_manifest);
    let Some(document) = text.as_deref().and_then(|text| Document::parse(text).ok()) else { return Vec::new() };
    let table = document.get("workspace").and_then(|workspace| workspace.get("dependencies"));
    let table = table.and_then(Item::as_table_like);
    table.map(|table| table.iter().map(|(key, _)| key.to_owned()).collect()).unwrap_or_default()
}

/// The member whose library has this name in source.
fn member_named<'w>(workspace: &'w Workspace, name: &str) -> Option<(PackageId, &'w Package)> {
    let has = |package: &Package| {
        let mut targets = package.targets.iter();
        let is_library = |kind: TargetKind| matches!(kind, TargetKind::Library | TargetKind::ProcMacro);
        package.member && targets.any(|target| is_library(target.kind) && target.crate_name == name)
    };
    let mut packages = workspace.packages.iter().enumerate();
    packages.find(|(_, package)| has(package)).map(|(number, package)| (PackageId(number as u32), &**package))
}

/// Whether a package depends on the one with this manifest, or is it: Cargo refuses circles.
fn reaches(workspace: &Workspace, from: PackageId, manifest: &Path) -> bool {
    let mut seen = vec![from];
    let mut next = 0;
    while let Some(&PackageId(number)) = seen.get(next) {
        next += 1;
        let package = &workspace.packages[number as usize];
        if package.manifest == manifest {
            return true;
        }
        let counted = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Dev);
        for dependency in counted {
            if let DependencySource::Package(id) = dependency.source
                && !seen.contains(&id)
            {
                seen.push(id);
            }
        }
    }
    false
}

/// Key and value of an entry by which another member sees the crate, and that member's name. A path would lead elsewhere
/// from another folder, and is left out.
fn entry_of_member(snapshot: &Snapshot, name: &str) -> Option<(String, String, String)> {
    let members = snapshot.workspace().packages.iter().filter(|package| package.member);
    for package in members {
        let sees =
            |dependency: &&greenlight_project::Dependency| dependency.crate_name == name && dependency.target.is_none();
        for dependency in package.dependencies.iter().filter(sees) {
            let Some(text) = snapshot.text(&package.manifest) else { continue };
            let Ok(document) = Document::parse(&*text) else { continue };
            let table = document.get(table_name(dependency.kind));
            let Some(entry) = table.and_then(|table| table.get(&dependency.key)) else { continue };
            if let Some(value) = value_of(entry) {
                return Some((dependency.key.clone(), value, package.name.clone()));
            }
        }
    }
    None
}

/// The entry on one line, without what is about its own package alone.
fn value_of(entry: &Item) -> Option<String> {
    let mut table: InlineTable = match entry {
        Item::Value(Value::String(requirement)) => return Some(Value::from(requirement.value().as_str()).to_string()),
        Item::Value(Value::InlineTable(table)) => table.clone(),
        Item::Table(table) => table.clone().into_inline_table(),
        _ => return None,
    };
    if table.contains_key("path") || table.contains_key("workspace") {
        return None;
    }
    table.remove("optional");
    table.fmt();
    Some(table.to_string().trim().to_owned())
}

/// From one folder to another, with `/`.
fn relative_path(from: &Path, to: &Path) -> String {
    let (mut from, mut to) = (from.components().peekable(), to.components().peekable());
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let path: PathBuf = from.map(|_| Component::ParentDir).chain(to).collect();
    path.components().map(|component| component.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_up_and_down() {
        let path = |from: &str, to: &str| relative_path(Path::new(from), Path::new(to));
        assert_eq!(path("/w/cli", "/w/utils"), "../utils");
        assert_eq!(path("/w", "/w/a/b"), "a/b");
        assert_eq!(path("/w/a/b", "/w/c"), "../../c");
    }

    #[test]
    fn an_entry_is_taken_over_without_what_is_about_its_package() {
        let value = |text: &str| value_of(Document::parse(format!("[d]\n{text}\n")).unwrap().get("d")?.get("x")?);
        assert_eq!(value("x = '1'").unwrap(), "\"1\"");
        assert_eq!(
            value("x = { version = \"1\", optional = true, features = [\"a\"] }").unwrap(),
            "{ version = \"1\", features = [\"a\"] }"
        );
        assert_eq!(value("[d.x]\nversion = \"1\"").unwrap(), "{ version = \"1\" }");
        assert_eq!(value("x = { path = \"../x\" }"), None);
    }
}
