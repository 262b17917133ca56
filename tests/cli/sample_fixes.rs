//! Every fix that is offered for the sample, applied to a fresh copy: the result compiles, and nothing else changed.

use expect_test::{Expect, expect};

use crate::cargo;
use crate::greenlight::{Finding, check};
use crate::workspace::Workspace;

const ERROR: &str = "ggen-utils/src/error.rs";

/// The forms in which a crate gives its error type.
const FORMS: [(&str, Option<&str>); 3] = [
    ("a type of its own", None),
    (
        "an alias of a boxed trait object",
        Some(
            "//! The error type of ggen's libraries.\n\n\
             pub type Error = Box<dyn std::error::Error + Send + Sync>;\n\n\
             pub type Result<T, E = Error> = std::result::Result<T, E>;\n",
        ),
    ),
    (
        "another crate's type",
        Some(
            "//! The error type of ggen's libraries.\n\n\
             pub use anyhow::Error;\n\n\
             pub type Result<T, E = Error> = std::result::Result<T, E>;\n",
        ),
    ),
];

fn sample_with(form: Option<&str>) -> Workspace {
    let sample = Workspace::sample();
    if let Some(text) = form {
        sample.write(ERROR, text);
    }
    sample
}

fn import(sample: &Workspace) -> Finding {
    check(&sample.root(), &[]).single("unresolved-import").clone()
}

#[test]
fn the_same_four_fixes_are_offered_for_every_form_and_the_first_is_preferred() {
    for (form, text) in FORMS {
        let finding = import(&sample_with(text));
        assert_eq!(
            finding.titles(),
            [
                "Import `Error` instead, and rename its uses in this file",
                "Import it under the old name: `Error as GgenError`",
                "Take it from `anyhow`: `use anyhow::Error as GgenError;`",
                "Define it in `error`: `pub type GgenError = Error;`",
            ],
            "{form}"
        );
        let preferred: Vec<_> = finding.fixes.iter().map(|fix| fix.preferred).collect();
        assert_eq!(preferred, [true, false, false, false], "{form}");
        assert_eq!(finding.fixes[0].applicability, "safe", "{form}");
    }
}

/// Applies the fix at `index` in each form: everything compiles, the finding is gone and no other came, and exactly the
/// lines in `expected` changed, whatever the form.
fn assert_fixes(index: usize, expected: &Expect) {
    for (form, text) in FORMS {
        let sample = sample_with(text);
        let before = sample.texts();
        let fix = &import(&sample).fixes[index];
        sample.apply(fix);
        expected.assert_eq(&sample.changes_since(&before));
        cargo::assert_compiles(&sample.root(), &["--workspace", "--all-targets"], &format!("{form}: {}", fix.title));
        let report = check(&sample.root(), &[]);
        let rules: Vec<_> = report.of_code().map(|finding| finding.rule.as_str()).collect();
        assert_eq!(rules, ["undeclared-feature"; 6], "{form}: {}", fix.title);
    }
}

#[test]
fn the_import_and_its_uses_are_renamed_but_no_comment_string_or_other_type_of_that_name() {
    let expected = expect![[r#"
        cli/src/domain/marketplace/p2p.rs
           6 -use ggen_utils::error::{Result, GgenError};
             +use ggen_utils::error::{Result, Error};
          16 -fn refuse<T>(text: &str, error: std::num::ParseIntError) -> Result<T, GgenError> {
             +fn refuse<T>(text: &str, error: std::num::ParseIntError) -> Result<T, Error> {
          19 -    Err(GgenError::from(error))
             +    Err(Error::from(error))
          23 -    type Err = GgenError;
             +    type Err = Error;
          49 -pub fn addresses(lines: &[String]) -> Result<Vec<PeerAddress>, GgenError> {
             +pub fn addresses(lines: &[String]) -> Result<Vec<PeerAddress>, Error> {
          80 -    pub fn insert(&mut self, key: u64, address: &str) -> Result<(), GgenError> {
             +    pub fn insert(&mut self, key: u64, address: &str) -> Result<(), Error> {
    "#]];
    assert_fixes(0, &expected);
}

#[test]
fn the_import_under_the_old_name_changes_one_line() {
    let expected = expect![[r#"
        cli/src/domain/marketplace/p2p.rs
           6 -use ggen_utils::error::{Result, GgenError};
             +use ggen_utils::error::{Result, Error as GgenError};
    "#]];
    assert_fixes(1, &expected);
}

#[test]
fn the_error_type_of_anyhow_comes_in_a_line_of_its_own() {
    let expected = expect![[r#"
        cli/src/domain/marketplace/p2p.rs
           6 -use ggen_utils::error::{Result, GgenError};
             +use ggen_utils::error::Result;
             +use anyhow::Error as GgenError;
    "#]];
    assert_fixes(2, &expected);
}

#[test]
fn the_name_is_defined_beside_the_type_it_means() {
    let expected = expect![[r#"
        ggen-utils/src/error.rs
             +pub type GgenError = Error;
    "#]];
    assert_fixes(3, &expected);
}

#[test]
fn the_feature_is_declared_in_the_table_of_the_package_and_it_builds_with_and_without() {
    let sample = Workspace::sample();
    let import = import(&sample);
    sample.apply(&import.fixes[0]);
    let before = sample.texts();
    let report = check(&sample.root(), &[]);
    let fix = &report.of_code().next().expect("the feature is undeclared").fixes[0];
    assert!(fix.preferred);
    assert_eq!(fix.title, "Declare the feature `p2p` in the manifest of `ggen-cli-lib`");
    sample.apply(fix);
    expect![[r#"
        cli/Cargo.toml
             +p2p = []
    "#]]
    .assert_eq(&sample.changes_since(&before));
    let manifest = sample.read("cli/Cargo.toml");
    assert!(manifest.contains("live-llm-tests = []\np2p = []\n\n[dev-dependencies]"), "{manifest}");

    for features in [&[][..], &["--features", "p2p"]] {
        let arguments = [&["-p", "ggen-cli-lib", "--all-targets"], features].concat();
        let cargo = cargo::check(&sample.root(), &arguments);
        assert!(cargo.success, "{features:?}: {}", cargo.stderr);
        assert_eq!(cargo.diagnostics.len(), 0, "{features:?}: {:?}", cargo.diagnostics);
    }
    assert_eq!(check(&sample.root(), &[]).of_code().count(), 0);
}

#[test]
fn one_declaration_settles_every_predicate() {
    let sample = Workspace::sample();
    let report = check(&sample.root(), &[]);
    let mut edits = report.findings.iter().filter(|finding| finding.rule == "undeclared-feature").map(|finding| {
        let edit = &finding.fixes[0].edits[0];
        (edit.file.clone(), edit.start, edit.text.clone())
    });
    let first = edits.next().unwrap();
    assert!(edits.all(|edit| edit == first));
}
