//! Which fix of a missing error type comes first, in small workspaces that differ in what speaks for each; and what a
//! rename takes along.

use expect_test::expect;

use crate::cargo;
use crate::greenlight::{Fix, Report, check};
use crate::workspace::Workspace;

/// What a fix comes down to, whatever its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Repair {
    Rename,
    Alias,
    Anyhow,
    Define,
}

fn repair(fix: &Fix) -> Repair {
    let inserted: String = fix.edits.iter().map(|edit| edit.text.as_str()).collect();
    match inserted {
        text if text.contains("anyhow") => Repair::Anyhow,
        text if text.contains("pub type") => Repair::Define,
        text if text.contains(" as ") => Repair::Alias,
        _ => Repair::Rename,
    }
}

fn repairs(report: &Report) -> Vec<Repair> {
    let fixes = &report.single("unresolved-import").fixes;
    assert!(fixes.iter().skip(1).all(|fix| !fix.preferred), "only the first may be preferred: {fixes:#?}");
    fixes.iter().map(repair).collect()
}

/// A library `app` with the root module `app`, and `errors` as the text of its module `error`.
fn app(app: &str, errors: &str) -> Workspace {
    app_with_dependencies("", app, errors)
}

fn app_with_dependencies(dependencies: &str, app: &str, errors: &str) -> Workspace {
    Workspace::from_fixture(&format!(
        r#"
//- Cargo.toml
[package]
name = "app"
version = "0.1.0"
edition = "2021"

[workspace]

[dependencies]
{dependencies}
//- src/lib.rs
pub mod error;
{app}
//- src/error.rs
{errors}
"#
    ))
}

/// Applies the first fix and shows what changed; the result compiles.
fn first_fix(workspace: &Workspace) -> String {
    let before = workspace.texts();
    let report = check(&workspace.root(), &[]);
    workspace.apply(&report.single("unresolved-import").fixes[0]);
    let changes = workspace.changes_since(&before);
    cargo::assert_compiles(&workspace.root(), &["--all-targets"], &changes);
    assert_eq!(check(&workspace.root(), &[]).places(), [""; 0]);
    changes
}

#[test]
fn renaming_is_first_where_nothing_speaks_against_it() {
    let workspace =
        app("use crate::error::AppError;\npub fn run() -> Result<(), AppError> { Ok(()) }", "pub struct Error;");
    assert_eq!(
        repairs(&check(&workspace.root(), &[])),
        [Repair::Rename, Repair::Alias, Repair::Anyhow, Repair::Define]
    );
    expect![[r#"
        src/lib.rs
           2 -use crate::error::AppError;
           3 -pub fn run() -> Result<(), AppError> { Ok(()) }
             +use crate::error::Error;
             +pub fn run() -> Result<(), Error> { Ok(()) }
    "#]]
    .assert_eq(&first_fix(&workspace));
}

#[test]
fn the_alias_is_first_where_the_nearest_name_is_taken() {
    let workspace = app(
        "use std::fmt::Error;\nuse crate::error::AppError;\n\
         pub fn run() -> Result<(), AppError> { Ok(()) }\npub fn show() -> Result<(), Error> { Ok(()) }",
        "pub struct Error;",
    );
    assert_eq!(repairs(&check(&workspace.root(), &[]))[0], Repair::Alias);
    expect![[r#"
        src/lib.rs
           3 -use crate::error::AppError;
             +use crate::error::Error as AppError;
    "#]]
    .assert_eq(&first_fix(&workspace));
}

#[test]
fn the_alias_is_first_where_an_item_in_the_file_has_the_nearest_name() {
    let workspace = app("use crate::error::AppError;\npub struct Error(pub AppError);", "pub struct Error;");
    assert_eq!(repairs(&check(&workspace.root(), &[]))[0], Repair::Alias);
    first_fix(&workspace);
}

#[test]
fn the_alias_is_first_where_a_use_needs_a_variant_that_the_other_type_lacks() {
    let workspace = app(
        "use crate::error::AppError;\npub fn run() -> AppError { AppError::Missing }",
        "pub enum Error { Io, Syntax }",
    );
    assert_eq!(repairs(&check(&workspace.root(), &[]))[0], Repair::Alias);
}

#[test]
fn renaming_is_first_where_the_other_type_has_the_variant_that_a_use_needs() {
    let workspace = app(
        "use crate::error::AppError;\npub fn run() -> AppError { AppError::Missing }",
        "pub enum Error { Io, Missing }",
    );
    assert_eq!(repairs(&check(&workspace.root(), &[]))[0], Repair::Rename);
    first_fix(&workspace);
}

#[test]
fn anyhow_is_first_where_the_module_exports_no_error_type() {
    let workspace = app_with_dependencies(
        r#"anyhow = "1""#,
        "use crate::error::{AppError, Exit};\npub fn run() -> Result<Exit, AppError> { Ok(Exit) }",
        "pub struct Exit;",
    );
    assert_eq!(repairs(&check(&workspace.root(), &[]))[0], Repair::Anyhow);
    expect![[r#"
        src/lib.rs
           2 -use crate::error::{AppError, Exit};
             +use crate::error::Exit;
             +use anyhow::Error as AppError;
    "#]]
    .assert_eq(&first_fix(&workspace));
}

#[test]
fn anyhow_comes_with_its_dependency_where_the_package_lacks_it() {
    let workspace =
        app("use crate::error::AppError;\npub fn run() -> Result<(), AppError> { Ok(()) }", "pub struct Exit;");
    assert_eq!(repairs(&check(&workspace.root(), &[]))[0], Repair::Anyhow);
    expect![[r#"
        Cargo.toml
             +anyhow = "1"
        src/lib.rs
           2 -use crate::error::AppError;
             +use anyhow::Error as AppError;
    "#]]
    .assert_eq(&first_fix(&workspace));
}

#[test]
fn a_name_that_does_not_read_as_an_error_type_is_not_sought_in_anyhow() {
    let workspace = app("use crate::error::Exitt;\npub fn run() -> Exitt { Exitt }", "pub struct Exit;");
    assert_eq!(repairs(&check(&workspace.root(), &[]))[..2], [Repair::Rename, Repair::Alias]);
    assert!(!repairs(&check(&workspace.root(), &[])).contains(&Repair::Anyhow));
    first_fix(&workspace);
}

#[test]
fn a_private_error_type_is_not_offered() {
    let workspace = app_with_dependencies(
        r#"anyhow = "1""#,
        "use crate::error::AppError;\npub fn run() -> Result<(), AppError> { Ok(()) }",
        "struct Error;\npub fn show() -> bool { std::mem::size_of::<Error>() == 0 }",
    );
    let repairs = repairs(&check(&workspace.root(), &[]));
    assert!(!repairs.contains(&Repair::Rename) && !repairs.contains(&Repair::Alias), "{repairs:?}");
    first_fix(&workspace);
}

#[test]
fn nothing_is_defined_in_files_that_are_not_the_workspace_s() {
    let outside = Workspace::from_fixture(
        r#"
//- app/Cargo.toml
[package]
name = "app"
version = "0.1.0"
edition = "2021"
[dependencies]
errors = { path = "../errors" }
[workspace]
//- app/src/lib.rs
use errors::AppError;
pub fn run() -> Result<(), AppError> { Ok(()) }
//- errors/Cargo.toml
[package]
name = "errors"
version = "0.1.0"
edition = "2021"
//- errors/src/lib.rs
pub struct Error;
"#,
    );
    let report = check(&outside.path("app"), &[]);
    assert!(!repairs(&report).contains(&Repair::Define), "{report:#?}");
}

#[test]
fn a_rename_reaches_child_modules_that_see_the_import_and_stops_where_the_name_is_another_s() {
    let workspace = app(
        r#"use crate::error::AppError;

pub fn run() -> Result<(), AppError> {
    Err(AppError::from(1))
}

/// Takes any `AppError`.
pub fn generic<AppError: ToString>(error: AppError) -> String {
    error.to_string()
}

pub mod wire {
    pub struct AppError;

    pub fn answer() -> AppError {
        AppError
    }
}

pub fn name() -> &'static str {
    r"AppError"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_fails() {
        let error: AppError = run().unwrap_err();
        let _ = super::wire::AppError;
        drop(error);
    }
}"#,
        "#[derive(Debug)]\npub struct Error(u8);\nimpl From<u8> for Error { fn from(code: u8) -> Error { Error(code) } }\n\
         impl Error { pub fn code(&self) -> u8 { self.0 } }",
    );
    expect![[r#"
        src/lib.rs
           2 -use crate::error::AppError;
             +use crate::error::Error;
           4 -pub fn run() -> Result<(), AppError> {
           5 -    Err(AppError::from(1))
             +pub fn run() -> Result<(), Error> {
             +    Err(Error::from(1))
          31 -        let error: AppError = run().unwrap_err();
             +        let error: Error = run().unwrap_err();
    "#]]
    .assert_eq(&first_fix(&workspace));
}

#[test]
fn a_typo_is_mended_with_the_nearest_name() {
    let workspace = app(
        "pub mod parse { pub struct Token; pub struct Tokens; }\nuse crate::parse::Tokken;\npub fn first() -> Tokken { Tokken }",
        "",
    );
    expect![[r#"
        src/lib.rs
           3 -use crate::parse::Tokken;
           4 -pub fn first() -> Tokken { Tokken }
             +use crate::parse::Token;
             +pub fn first() -> Token { Token }
    "#]]
    .assert_eq(&first_fix(&workspace));
}

#[test]
fn a_manifest_without_a_table_of_features_gets_one() {
    let workspace = app("#[cfg(feature = \"p2p\")]\npub fn connect() {}", "");
    let before = workspace.texts();
    let report = check(&workspace.root(), &[]);
    workspace.apply(&report.single("undeclared-feature").fixes[0]);
    let changes = workspace.changes_since(&before);
    assert!(changes.starts_with("Cargo.toml\n") && changes.contains("+[features]\n     +p2p = []\n"), "{changes}");
    cargo::assert_compiles(&workspace.root(), &["--features", "p2p"], &changes);
}

#[test]
fn a_feature_that_is_declared_under_nearly_that_name_is_offered() {
    let workspace = Workspace::from_fixture(
        r#"
//- Cargo.toml
[package]
name = "app"
version = "0.1.0"
edition = "2021"
[workspace]
[features]
serialize = []
//- src/lib.rs
#[cfg(feature = "serialise")]
pub fn serialize() {}
"#,
    );
    let report = check(&workspace.root(), &[]);
    let finding = report.single("undeclared-feature");
    let texts: Vec<_> = finding.fixes.iter().map(|fix| fix.edits[0].text.trim().trim_matches('"')).collect();
    assert!(texts.contains(&"serialize"), "{finding:#?}");
    assert!(texts.iter().any(|text| text.starts_with("serialise = []")), "{finding:#?}");
}
