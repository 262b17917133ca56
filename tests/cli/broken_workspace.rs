//! Workspaces that Cargo itself refuses: checked all the same, and the reason is a finding in the manifest.

use crate::cargo;
use crate::greenlight::{Finding, Report, check};
use crate::workspace::{Workspace, sample_folder};

/// The finding about the workspace, after making sure that Cargo refuses it with `words` and that all else is still
/// found.
fn refused(workspace: &Workspace, words: &str) -> Finding {
    let arguments = ["metadata", "--offline", "--format-version", "1", "--filter-platform", &cargo::host()];
    let output = cargo::cargo().args(arguments).current_dir(workspace.root()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains(words), "Cargo says: {said}");
    let report = check(&workspace.root(), &[]);
    assert_sample_complete(&report);
    report.single("broken-workspace").clone()
}

/// Every finding of the untouched sample is among the report's.
pub(crate) fn assert_sample_complete(report: &Report) {
    let expected = check(&sample_folder(), &[]).diagnostics();
    assert_eq!(expected.len(), 7);
    let found = report.diagnostics();
    let missing: Vec<_> = expected.difference(&found).collect();
    assert!(missing.is_empty(), "no longer found: {missing:#?}");
}

/// The text of the finding's line within its columns.
fn text_at(workspace: &Workspace, finding: &Finding) -> String {
    let text = workspace.read(&finding.file);
    text[finding.bytes.start..finding.bytes.end].to_owned()
}

#[test]
fn a_missing_member_is_reported_on_its_string() {
    let sample = Workspace::sample();
    sample.replace("Cargo.toml", r#"members = ["cli", "ggen-utils"]"#, r#"members = ["cli", "ggen-ai", "ggen-utils"]"#);
    let finding = refused(&sample, "failed to load manifest for workspace member");
    assert_eq!((finding.file.as_str(), finding.level.as_str()), ("Cargo.toml", "deny"));
    assert_eq!(text_at(&sample, &finding), "ggen-ai");
}

#[test]
fn a_member_folder_without_a_manifest_is_reported_on_its_string() {
    let sample = Workspace::sample();
    sample.replace("Cargo.toml", r#"members = ["cli", "ggen-utils"]"#, r#"members = ["cli", "notes", "ggen-utils"]"#);
    sample.write("notes/README.md", "Nothing to build here.\n");
    assert_eq!(text_at(&sample, &refused(&sample, "failed to load manifest for workspace member")), "notes");
}

#[test]
fn a_path_dependency_that_is_not_there_is_reported_in_the_member() {
    let sample = Workspace::sample();
    sample.replace("cli/Cargo.toml", "[features]", "ggen-ai = { path = \"../ggen-ai\" }\n\n[features]");
    let finding = refused(&sample, "failed to load manifest for dependency `ggen-ai`");
    assert_eq!(finding.file, "cli/Cargo.toml");
    assert!(finding.message.contains("ggen-ai"), "{}", finding.message);
}

#[test]
fn a_manifest_cut_in_half_is_reported_where_it_ends() {
    let sample = Workspace::sample();
    sample.replace("Cargo.toml", r#"members = ["cli", "ggen-utils"]"#, r#"members = ["cli", "ggen-ai", "ggen-utils"]"#);
    sample.write("ggen-ai/Cargo.toml", "[package]\nname = \"ggen-ai\"\nversion = \"2.4.0\"\nedit");
    sample.write("ggen-ai/src/lib.rs", "use crate::nowhere::Thing;\n");
    let finding = refused(&sample, "ggen-ai/Cargo.toml");
    assert_eq!((finding.file.as_str(), finding.start.line), ("ggen-ai/Cargo.toml", 4));
}

#[test]
fn packages_that_need_each_other_are_reported() {
    let sample = Workspace::sample();
    sample.write(
        "ggen-utils/Cargo.toml",
        sample.read("ggen-utils/Cargo.toml") + "ggen-cli-lib = { path = \"../cli\" }\n",
    );
    let finding = refused(&sample, "cyclic package dependency");
    assert!(finding.message.contains("cyclic package dependency"), "{}", finding.message);
    assert!(finding.file.ends_with("Cargo.toml"));
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let sample = Workspace::sample();
    sample.replace(
        "Cargo.toml",
        r#"members = ["cli", "ggen-utils"]"#,
        r#"members = ["cli", "one", "two", "ggen-utils"]"#,
    );
    let report = check(&sample.root(), &[]);
    assert_sample_complete(&report);
    let broken: Vec<_> = report.findings.iter().filter(|finding| finding.rule == "broken-workspace").collect();
    let texts: Vec<_> = broken.iter().map(|finding| text_at(&sample, finding)).collect();
    assert_eq!(texts, ["one", "two"]);
}
