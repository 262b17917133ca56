//! The rule `unresolved-crate`: an `extern crate` that no manifest and no sysroot has.

use greenlight_resolve::{Builds, CrateId};
use greenlight_syntax::{Health, ItemKind, known};

use super::{Description, Level, Rule};
use crate::check::{Draft, FileCheck};

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "unresolved-crate",
    group: "imports",
    level: Level::Deny,
    codes: &["E0463"],
    summary: "an `extern crate` that is no dependency",
    explanation: include_str!("unresolved_crate.md"),
};

/// The file's `extern crate` items whose crate cannot be had.
pub(crate) fn check(check: &FileCheck<'_>) -> Vec<Draft> {
    let program = check.program;
    let facts = &check.file.facts;
    let mut drafts = Vec::new();
    if facts.outline.health == Health::Unlexable {
        return drafts;
    }
    for (number, item) in facts.outline.items.iter().enumerate() {
        let ItemKind::ExternCrate(declared) = item.kind else { continue };
        let krate = facts.outline.extern_crates[declared as usize].krate;
        let span = facts.spans.items[number].item;
        let may_vanish = item.attributes.start != item.attributes.end;
        if krate == known::SELF || may_vanish || facts.spans.damage.iter().any(|damage| damage.contains(span)) {
            continue;
        }
        let name = program.sources.names().text(krate).to_owned();
        let lacking = check.instances.iter().filter(|instance| program.externs(instance.krate).lacks(krate, &name));
        let met: Vec<(CrateId, Builds)> = lacking
            .map(|&instance| {
                let builds = program.builds(program.module_of(instance, item.scope), item.condition);
                (instance.krate, builds)
            })
            .filter(|(_, builds)| matches!(builds, Builds::Default | Builds::When(_)))
            .collect();
        let Some((first, _)) = met.first() else { continue };
        drafts.push(Draft {
            rule: Rule::UnresolvedCrate,
            code: Some("E0463"),
            message: format!("can't find crate for `{name}`"),
            label: Some("can't find crate".to_owned()),
            notes: vec![format!("no dependency of the package is called `{name}` in source")],
            file: check.file.path.clone(),
            span,
            package: Some(program.crate_of(*first).package),
            met,
            is_warning: false,
            fixes: Vec::new(),
        });
    }
    drafts
}

#[cfg(test)]
mod tests {
    use crate::fixture::check;

    const MANIFEST: &str = "//- /Cargo.toml\n[package]\nname = \"sample\"\nedition = \"2018\"\n[dependencies]\nper-cent = { path = \"dep\" }\n\
                            renamed = { path = \"dep\", package = \"per-cent\" }\n[dev-dependencies]\nfor-tests = \"1\"\n\
                            //- /dep/Cargo.toml\n[package]\nname = \"per-cent\"\n//- /dep/src/lib.rs\npub struct X;\n";

    #[test]
    fn a_crate_is_there_if_a_manifest_or_the_sysroot_has_it() {
        check(
            &format!(
                r#"{MANIFEST}//- /src/lib.rs
extern crate alloc;
extern crate libc;
extern crate per_cent;
extern crate renamed as other;
extern crate self as me;
#[cfg(windows)] extern crate std as core_of_old;
  extern crate nope;
//^^^^^^^^^^^^^^^^^^ error: can't find crate for `nope`
mod inner {{
      pub extern crate percent as p;
//    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: can't find crate for `percent`
}}
//- /tests/it.rs
extern crate sample;
"#
            )
            .replace("[dev-dependencies]\nfor-tests = \"1\"\n", ""),
        );
    }

    #[test]
    fn a_dependency_whose_name_in_source_is_not_known_may_be_any() {
        check(&format!("{MANIFEST}//- /src/lib.rs\nextern crate nope;\n"));
    }
}
