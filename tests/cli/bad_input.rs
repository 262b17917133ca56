//! Input that nobody should have, beside the sample: its findings stay complete, and there is a clear word or silence.

use crate::broken_workspace::assert_sample_complete;
use crate::greenlight::{Report, check, greenlight};
use crate::workspace::Workspace;

const DOMAIN: &str = "cli/src/domain/mod.rs";

/// Adds `mod name;` to a module that is compiled, and an import through it that nobody can decide.
fn declare_module(sample: &Workspace, name: &str) {
    let text = sample.read(DOMAIN);
    sample.write(DOMAIN, format!("{text}\npub mod {name};\npub use {name}::Whatever;\n"));
}

/// The sample's findings and no others.
fn assert_only_the_sample_s(report: &Report) {
    assert_sample_complete(report);
    assert_eq!(report.findings.len(), 11, "{:#?}", report.places());
}

#[test]
fn a_file_that_is_not_utf_8_is_named_and_its_names_are_unknown() {
    let sample = Workspace::sample();
    sample.write("cli/src/domain/latin1.rs", b"pub struct Whatever; // caf\xe9\n");
    declare_module(&sample, "latin1");
    let report = check(&sample.root(), &[]);
    assert_only_the_sample_s(&report);
    let not_checked = report.not_checked.iter().find(|not| not.file == "cli/src/domain/latin1.rs");
    assert!(not_checked.is_some_and(|not| not.why.contains("UTF-8")), "{:?}", report.not_checked);
}

#[test]
fn a_file_whose_braces_do_not_match_leaves_others_alone() {
    let sample = Workspace::sample();
    sample.write(
        "cli/src/domain/half.rs",
        "pub fn half() {\n    if true {\n        (\n}\n\npub mod inner { pub struct\n",
    );
    declare_module(&sample, "half");
    assert_only_the_sample_s(&check(&sample.root(), &[]));
}

#[test]
fn a_file_of_50_mb_is_not_read() {
    let sample = Workspace::sample();
    sample.write("cli/src/domain/huge.rs", "");
    let huge = std::fs::File::options().write(true).open(sample.path("cli/src/domain/huge.rs")).unwrap();
    huge.set_len(50_000_000).unwrap();
    declare_module(&sample, "huge");
    let report = check(&sample.root(), &[]);
    assert_only_the_sample_s(&report);
    assert!(report.not_checked.iter().any(|not| not.file == "cli/src/domain/huge.rs"), "{:?}", report.not_checked);
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_a_circle_are_not_followed_for_ever() {
    use std::os::unix::fs::symlink;

    let sample = Workspace::sample();
    sample.replace(
        "Cargo.toml",
        r#"members = ["cli", "ggen-utils"]"#,
        r#"members = ["cli", "ggen-utils", "crates/*"]"#,
    );
    std::fs::create_dir(sample.path("crates")).unwrap();
    symlink("..", sample.path("crates/up")).unwrap();
    symlink("circle", sample.path("crates/circle")).unwrap();
    symlink(".", sample.path("benches/here")).unwrap();
    symlink("../..", sample.path("cli/src/above")).unwrap();
    symlink("circle.rs", sample.path("cli/src/domain/circle.rs")).unwrap();
    declare_module(&sample, "circle");
    assert_sample_complete(&check(&sample.root(), &[]));
}

#[test]
fn the_root_manifest_cut_in_half_is_reported_and_what_it_names_before_the_cut_is_checked() {
    let sample = Workspace::sample();
    let manifest = sample.read("Cargo.toml");
    let cut = manifest.find("[dev-dependencies]").unwrap();
    sample.write("Cargo.toml", format!("{}[dev-depend", &manifest[..cut]));
    let report = check(&sample.root(), &[]);
    assert_sample_complete(&report);
    assert_eq!(report.single("broken-workspace").file, "Cargo.toml");
}

#[test]
fn a_manifest_that_is_no_text_at_all_is_reported() {
    let sample = Workspace::sample();
    sample.write("ggen-utils/Cargo.toml", [0xff, 0xfe, 0x00, 0x5b]);
    let outcome = greenlight(&sample.root(), &["check", "--format", "concise"]);
    assert_eq!(outcome.exit, 1);
    assert!(outcome.stdout.contains("broken-workspace"), "{}", outcome.stdout);
}

#[test]
fn a_folder_without_a_manifest_beside_the_sample_changes_nothing() {
    let sample = Workspace::sample();
    sample.write("notes/src/lib.rs", "use crate::nowhere::Thing;\n");
    assert_only_the_sample_s(&check(&sample.root(), &[]));
}

#[test]
fn every_format_bears_names_that_try_to_draw_on_the_terminal() {
    let sample = Workspace::sample();
    sample.replace(
        "Cargo.toml",
        r#"members = ["cli", "ggen-utils"]"#,
        r#"members = ["cli", "\u001b[31mred", "ggen-utils"]"#,
    );
    for format in ["human", "concise", "json"] {
        let outcome = greenlight(&sample.root(), &["check", "--format", format]);
        assert_eq!(outcome.exit, 1);
        assert!(outcome.stdout.contains("[31mred"), "{format}: {}", outcome.stdout);
        assert!(!outcome.stdout.contains('\u{1b}'), "{format}: {}", outcome.stdout);
    }
}
