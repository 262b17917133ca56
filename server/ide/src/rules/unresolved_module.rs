//! The rule `unresolved-module`: a `mod name;` without a file.

use greenlight_resolve::{Builds, ModuleId, ModuleStatus};
use greenlight_syntax::{Health, ItemKind};

use super::{Description, Level, Rule};
use crate::check::{Draft, FileCheck, relative};

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "unresolved-module",
    group: "imports",
    level: Level::Deny,
    codes: &["E0583"],
    summary: "a `mod name;` without a file",
    explanation: include_str!("unresolved_module.md"),
};

/// `mod name;` items whose file is nowhere. Reported only if the default build compiles them: crates are published
/// with `#[cfg(test)] mod tests;` and without the file.
pub(crate) fn check(check: &FileCheck<'_>) -> Vec<Draft> {
    let program = check.program;
    let facts = &check.file.facts;
    let mut drafts: Vec<Draft> = Vec::new();
    if facts.outline.health == Health::Unlexable {
        return drafts;
    }
    for &instance in &check.instances {
        let data = program.instance(instance);
        let package = &program.workspace.packages[program.crate_of(instance.krate).package.0 as usize];
        for (number, status) in &data.children {
            let item = &facts.outline.items[*number as usize];
            let ItemKind::Module(declared) = item.kind else { continue };
            // With a `#[path]` the file may be what some other build brings.
            let ModuleStatus::Missing(candidates) = status else { continue };
            if !facts.outline.modules[declared as usize].paths.is_empty() {
                continue;
            }
            let spans = facts.spans.items[*number as usize];
            let damaged = facts.spans.damage.iter().any(|damage| damage.contains(spans.item));
            let module: ModuleId = program.module_of(instance, item.scope);
            let attributed = item.attributes.start != item.attributes.end;
            let builds = program.builds(module, item.condition);
            if damaged || attributed || builds != Builds::Default {
                continue;
            }
            let names = program.sources.names();
            let name = names.text(item.name);
            if may_be_written(package.build_script.as_ref(), name) {
                continue;
            }
            if let Some(draft) = drafts.iter_mut().find(|draft| draft.span == spans.item) {
                draft.met.push((instance.krate, builds));
                continue;
            }
            let places: Vec<String> =
                candidates.iter().map(|place| format!("\"{}\"", relative(place, &program.workspace.root))).collect();
            drafts.push(Draft {
                rule: Rule::UnresolvedModule,
                code: Some("E0583"),
                message: format!("file not found for module `{name}`"),
                label: None,
                notes: vec![format!("to create the module `{name}`, create file {}", places.join(" or "))],
                file: check.file.path.clone(),
                span: spans.item,
                package: check.package().map(|(id, _)| id),
                met: vec![(instance.krate, builds)],
                is_warning: false,
                fixes: Vec::new(),
            });
        }
    }
    drafts
}

/// Whether a build script may write the module's file into the sources: it could not be read, or it names the
/// module or the source folder.
fn may_be_written(script: Option<&greenlight_project::BuildScript>, name: &str) -> bool {
    script.is_some_and(|script| {
        script.unknown || script.strings.iter().any(|string| string.contains(name) || string.contains("src"))
    })
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    #[test]
    fn a_module_without_a_file_is_reported_where_the_default_build_wants_it() {
        check(
            r#"
  pub mod missing;
//^^^^^^^^^^^^^^^^ error: file not found for module `missing`
mod present;
#[cfg(test)] mod tests;
#[cfg(windows)] mod windows;
#[path = "elsewhere.rs"] mod attributed;
use missing::Anything;
//- /src/present/mod.rs
  mod deep;
//^^^^^^^^^ error: file not found for module `deep`
"#,
        );
    }

    #[test]
    fn a_build_script_may_write_it() {
        check(
            r#"
mod generated;
//- /build.rs
fn main() { std::fs::write("src/generated.rs", "").unwrap(); }
"#,
        );
    }

    #[test]
    fn path_attributes_and_inline_modules_move_the_place() {
        check(
            r#"
#[path = "other.rs"] mod a;
mod inline { pub mod leaf; }
use a::A;
use inline::leaf::L;
//- /src/other.rs
pub struct A;
mod beside;
//- /src/beside.rs
// Beside the file, since a `#[path]` named that.
//- /src/inline/leaf.rs
pub struct L;
"#,
        );
    }

    #[test]
    fn cfgs_may_choose_between_folders() {
        check(
            r#"
#[cfg_attr(windows, path = "win")]
#[cfg_attr(unix, path = "nix")]
mod imp { pub mod n; }
use imp::n::N;
//- /src/nix/n.rs
pub struct N;
"#,
        );
    }

    #[cfg(unix)]
    #[test]
    #[allow(clippy::disallowed_methods)]
    fn links_that_double_the_tree_at_every_level_end() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("src/a");
        std::fs::create_dir_all(&source).unwrap();
        std::fs::write(folder.path().join("Cargo.toml"), "[package]\nname = \"sample\"\n").unwrap();
        std::fs::write(folder.path().join("src/lib.rs"), "mod a;\n").unwrap();
        std::fs::write(source.join("mod.rs"), "mod a;\nmod b;\n").unwrap();
        for link in ["a", "b"] {
            std::os::unix::fs::symlink(".", source.join(link)).unwrap();
        }
        let root = greenlight_files::absolute(folder.path());
        let host = crate::Host::open(greenlight_files::Files::new(), &root).unwrap();
        assert_eq!(host.snapshot().report().findings, []);
    }
}
