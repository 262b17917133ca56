//! The rule `broken-workspace`: what makes Cargo refuse a workspace before it compiles anything.

use std::path::Path;

use greenlight_project::PackageId;
use rustc_hash::FxHashMap;

use super::{Description, Level, Rule};
use crate::check::Draft;
use crate::host::Snapshot;

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "broken-workspace",
    group: "manifests",
    level: Level::Deny,
    codes: &[],
    summary: "a manifest because of which Cargo refuses the whole workspace",
    explanation: include_str!("broken_workspace.md"),
};

/// What the project's reading of the manifests found wrong.
pub(crate) fn check(snapshot: &Snapshot) -> Vec<Draft> {
    let workspace = &snapshot.program().workspace;
    let packages: FxHashMap<&Path, PackageId> = match workspace.problems.is_empty() {
        true => FxHashMap::default(),
        false => workspace.packages.iter().zip(0..).map(|(it, number)| (&*it.manifest, PackageId(number))).collect(),
    };
    let drafts = workspace.problems.iter().map(|problem| Draft {
        rule: Rule::BrokenWorkspace,
        code: None,
        message: problem.message.clone(),
        label: None,
        notes: problem.notes.clone(),
        file: problem.file.clone(),
        span: problem.span,
        package: packages.get(problem.file.as_path()).copied(),
        met: Vec::new(),
        is_warning: problem.is_warning,
        fixes: Vec::new(),
    });
    drafts.collect()
}

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;

    #[test]
    fn a_workspace_that_cargo_refuses_is_still_checked() {
        let fixture = Fixture::new(
            r#"
//- /Cargo.toml
[workspace]
members = ["here", "gone"]
//- /here/Cargo.toml
[package]
name = "here"
edition = "2021"
//- /here/src/lib.rs
use crate::Missing;
"#,
        );
        let findings = fixture.findings();
        let said: Vec<(&str, String)> = findings
            .iter()
            .map(|finding| {
                let text = fixture.snapshot.text(&finding.file).unwrap();
                (finding.rule.name(), text[finding.span.range()].to_owned())
            })
            .collect();
        assert_eq!(said, [("broken-workspace", "gone".to_owned()), ("unresolved-import", "crate::Missing".to_owned())]);
    }
}
