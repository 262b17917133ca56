//! Every kind of repair of an import, in a workspace of its own: the workspace does not compile before it and does after it,
//! and nothing else changed.

use expect_test::{Expect, expect};

use crate::cargo;
use crate::greenlight::check;
use crate::workspace::Workspace;

/// A package by itself, and its library.
fn library(text: &str) -> String {
    format!(
        "//- Cargo.toml\n[package]\nname = \"sample\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[dependencies]\n\
         semver = \"1\"\n\n[workspace]\n//- src/lib.rs\n{text}"
    )
}

/// Two packages, of which `cli` is broken.
const WORKSPACE: &str = r#"//- Cargo.toml
[workspace]
members = ["cli", "utils"]
resolver = "2"

[workspace.dependencies]
semver = "1"
//- cli/Cargo.toml
[package]
name = "cli"
version = "0.1.0"
edition = "2021"

[dependencies]
//- utils/Cargo.toml
[package]
name = "utils"
version = "0.1.0"
edition = "2021"

[dependencies]
itoa = { version = "1", optional = false }
//- utils/src/lib.rs
pub struct Buffer;
"#;

/// The first fix is the one with this title; it is the one obvious fix, it changes what is expected, and the workspace
/// compiles with it alone.
#[track_caller]
fn assert_first(fixture: &str, title: &str, expected: &Expect) {
    assert_fixed(fixture, title, true, expected);
}

/// A fix with this title is offered, and the workspace compiles with it alone.
#[track_caller]
fn assert_fixed(fixture: &str, title: &str, preferred: bool, expected: &Expect) {
    let workspace = Workspace::from_fixture(fixture);
    let everything = ["--workspace", "--all-targets"];
    let broken = cargo::check(&workspace.root(), &everything);
    assert!(!broken.success, "{title}: compiles before it");
    let report = check(&workspace.root(), &[]);
    let finding = report.findings.iter().find(|finding| finding.rule == "unresolved-import");
    let finding = finding.unwrap_or_else(|| panic!("{title}: no finding in {report:#?}"));
    if preferred {
        assert_eq!(finding.titles()[0], title, "{:#?}", finding.titles());
    }
    let fix = finding.fixes.iter().find(|fix| fix.title == title);
    let fix = fix.unwrap_or_else(|| panic!("{title}: only {:#?}", finding.titles()));
    assert_eq!(fix.preferred, preferred, "{:#?}", finding.titles());
    let before = workspace.texts();
    workspace.apply(fix);
    expected.assert_eq(&workspace.changes_since(&before));
    cargo::assert_compiles(&workspace.root(), &everything, title);
}

#[test]
fn a_slip_in_each_segment() {
    assert_first(
        &library("pub mod shapes {\n    pub struct Circle;\n}\nuse shapes::Cirlce;\npub fn f(_: Circle) {}\n"),
        "Import `Circle` instead",
        &expect![[r#"
            src/lib.rs
               4 -use shapes::Cirlce;
                 +use shapes::Circle;
        "#]],
    );
    assert_first(
        &library("pub mod shapes {\n    pub struct Circle;\n}\nuse shapes::Cirlce;\npub fn f(_: Cirlce) {}\n"),
        "Import `Circle` instead, and rename its uses in this file",
        &expect![[r#"
            src/lib.rs
               4 -use shapes::Cirlce;
               5 -pub fn f(_: Cirlce) {}
                 +use shapes::Circle;
                 +pub fn f(_: Circle) {}
        "#]],
    );
    assert_first(
        &library(
            "pub mod shapes {\n    pub mod round {\n        pub struct Circle;\n        pub struct Disk;\n    }\n}\n\
             pub use crate::shapes::ruond::{Circle, Disk};\n",
        ),
        "Change `ruond` to `round`",
        &expect![[r#"
            src/lib.rs
               7 -pub use crate::shapes::ruond::{Circle, Disk};
                 +pub use crate::shapes::round::{Circle, Disk};
        "#]],
    );
    assert_first(
        &library("pub mod shapes {\n    pub struct Circle;\n}\npub use shaeps::Circle;\n"),
        "Change `shaeps` to `shapes`",
        &expect![[r#"
            src/lib.rs
               4 -pub use shaeps::Circle;
                 +pub use shapes::Circle;
        "#]],
    );
    assert_first(
        &library("pub mod shapes {\n    pub struct Circle;\n}\npub use crat::shapes::Circle;\n"),
        "Change `crat` to `crate`",
        &expect![[r#"
            src/lib.rs
               4 -pub use crat::shapes::Circle;
                 +pub use crate::shapes::Circle;
        "#]],
    );
}

#[test]
fn a_slip_in_a_dependency() {
    assert_first(
        &library("use semver::{Verison, VersionReq};\npub fn f(_: Version, _: VersionReq) {}\n"),
        "Import `Version` instead",
        &expect![[r#"
            src/lib.rs
               1 -use semver::{Verison, VersionReq};
                 +use semver::{Version, VersionReq};
        "#]],
    );
    assert_first(
        &library("use semvr::Version;\npub fn f(_: Version) {}\n"),
        "Change `semvr` to `semver`",
        &expect![[r#"
            src/lib.rs
               1 -use semvr::Version;
                 +use semver::Version;
        "#]],
    );
}

#[test]
fn another_kind_of_name_under_the_old_one() {
    assert_fixed(
        &library(
            "pub mod shapes {\n    pub struct Circle;\n}\npub use shapes::Round_Circle;\npub fn f(_: Round_Circle) {}\n",
        ),
        "Import it under the old name: `Circle as Round_Circle`",
        true,
        &expect![[r#"
            src/lib.rs
               4 -pub use shapes::Round_Circle;
                 +pub use shapes::Circle as Round_Circle;
        "#]],
    );
}

#[test]
fn another_module_that_exports_the_name() {
    let shapes =
        "pub mod shapes {\n    pub struct Square;\n    pub mod round {\n        pub struct Circle;\n    }\n}\n";
    assert_first(
        &library(&format!("{shapes}pub use shapes::{{Circle, Square}};\n")),
        "Import `crate::shapes::round::Circle` instead",
        &expect![[r#"
            src/lib.rs
               7 -pub use shapes::{Circle, Square};
                 +pub use shapes::Square;
                 +pub use crate::shapes::round::Circle;
        "#]],
    );
    assert_first(
        &library(&format!(
            "{shapes}mod inner {{\n    #[cfg(all())]\n    pub(crate) use crate::{{\n        shapes::{{Square, Circle as Round}},\n    \
             }}; // both\n    pub fn f(_: Square, _: Round) {{}}\n}}\n"
        )),
        "Import `crate::shapes::round::Circle` instead",
        &expect![[r#"
            src/lib.rs
              10 -        shapes::{Square, Circle as Round},
                 +        shapes::Square,
                 +    #[cfg(all())]
                 +    pub(crate) use crate::shapes::round::Circle as Round;
        "#]],
    );
    assert_first(
        &library("mod versions {}\npub use versions::Version;\n"),
        "Import `semver::Version` instead",
        &expect![[r#"
            src/lib.rs
               2 -pub use versions::Version;
                 +pub use semver::Version;
        "#]],
    );
}

#[test]
fn a_module_of_the_root_and_a_crate_that_is_none() {
    assert_first(
        &library("pub mod shapes {\n    pub struct Circle;\n}\npub mod inner {\n    pub use shapes::Circle;\n}\n"),
        "Change `shapes` to `crate::shapes`",
        &expect![[r#"
            src/lib.rs
               5 -    pub use shapes::Circle;
                 +    pub use crate::shapes::Circle;
        "#]],
    );
    assert_first(
        &library("pub use crate::semver::Version;\n"),
        "Import from the crate `semver`, which is no module of this one",
        &expect![[r#"
            src/lib.rs
               1 -pub use crate::semver::Version;
                 +pub use semver::Version;
        "#]],
    );
}

#[test]
fn the_2015_edition() {
    let library = |text: &str| library(text).replace("2021", "2015");
    assert_first(
        &library("pub mod shapes;\npub use semver::Version;\n//- src/shapes.rs\npub struct Circle;\n"),
        "Link the crate: `extern crate semver;` in the crate's root",
        &expect![[r#"
            src/lib.rs
                 +extern crate semver;
        "#]],
    );
    assert_first(
        &library(
            "pub mod shapes {\n    pub mod round {\n        pub struct Circle;\n    }\n    pub use round::Circle;\n}\n",
        ),
        "Change `round` to `self::round`",
        &expect![[r#"
            src/lib.rs
               5 -    pub use round::Circle;
                 +    pub use self::round::Circle;
        "#]],
    );
    assert_first(
        &library("pub mod shapes {\n    pub struct Circle;\n}\npub mod inner {\n    pub use shpes::Circle;\n}\n"),
        "Change `shpes` to `shapes`",
        &expect![[r#"
            src/lib.rs
               5 -    pub use shpes::Circle;
                 +    pub use shapes::Circle;
        "#]],
    );
}

#[test]
fn a_missing_dependency() {
    let cli = |text: &str| format!("{WORKSPACE}//- cli/src/lib.rs\n{text}");
    assert_first(
        &cli("pub use semver::Version;\n"),
        "Add `semver` to the `dependencies` of `cli`, as the workspace has it",
        &expect![[r#"
            cli/Cargo.toml
                 +semver.workspace = true
        "#]],
    );
    assert_first(
        &cli("pub use utils::Buffer;\n"),
        "Add `utils` to the `dependencies` of `cli`, the member of the workspace",
        &expect![[r#"
            cli/Cargo.toml
                 +utils = { path = "../utils" }
        "#]],
    );
    assert_first(
        &cli("pub use itoa::Buffer;\n"),
        "Add `itoa` to the `dependencies` of `cli`, as `utils` has it",
        &expect![[r#"
            cli/Cargo.toml
                 +itoa = { version = "1" }
        "#]],
    );
    assert_first(
        &cli("\n//- cli/tests/versions.rs\npub use semver::Version;\n"),
        "Add `semver` to the `dev-dependencies` of `cli`, as the workspace has it",
        &expect![[r#"
            cli/Cargo.toml
                 +
                 +[dev-dependencies]
                 +semver.workspace = true
        "#]],
    );
}

#[test]
fn a_name_that_a_glob_does_not_see() {
    assert_first(
        &library(
            "pub mod shapes {\n    mod round {\n        fn radius() {}\n        pub fn f() {\n            radius()\n        }\n    \
             }\n    pub use self::round::*;\n}\nmod inner {\n    pub(crate) use crate::shapes::radius;\n}\npub fn f() {\n    inner::radius()\n}\n",
        ),
        "Make `radius` `pub(crate)`",
        &expect![[r#"
            src/lib.rs
               3 -        fn radius() {}
                 +        pub(crate) fn radius() {}
        "#]],
    );
}
