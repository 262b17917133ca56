//! Every way to declare a feature that code asks for, in a workspace of its own: with the feature, the code under it compiles,
//! and without it all else does as before.

use expect_test::{Expect, expect};

use crate::cargo;
use crate::greenlight::check;
use crate::workspace::Workspace;

/// A root package, a member with these `tables` in its manifest and this library, and the crate that it wants.
fn workspace(tables: &str, library: &str) -> Workspace {
    Workspace::from_fixture(&format!(
        r#"//- Cargo.toml
[package]
name = "root"
version = "0.1.0"
edition = "2021"

[workspace]
members = ["net", "libp2p"]

[dependencies]
net = {{ path = "net" }}
//- src/lib.rs
pub use net::version;
//- net/Cargo.toml
[package]
name = "net"
version = "0.1.0"
edition = "2021"

{tables}
//- net/src/lib.rs
pub fn version() -> u32 {{
    2
}}

{library}
//- libp2p/Cargo.toml
[package]
name = "libp2p"
version = "0.1.0"
edition = "2021"
//- libp2p/src/lib.rs
pub struct Swarm;
"#
    ))
}

/// A fix with this title is offered for the first undeclared feature and changes what is expected. After it there is nothing
/// left to say, and each of `builds` compiles.
#[track_caller]
fn assert_declared(workspace: &Workspace, title: &str, expected: &Expect, builds: &[&[&str]]) {
    let report = check(&workspace.root(), &[]);
    let finding = report.findings.iter().find(|finding| finding.rule == "undeclared-feature").expect("a finding");
    let fix = finding.fixes.iter().find(|fix| fix.title == title);
    let fix = fix.unwrap_or_else(|| panic!("{title}: only {:#?}", finding.titles()));
    let before = workspace.texts();
    workspace.apply(fix);
    expected.assert_eq(&workspace.changes_since(&before));
    for arguments in builds {
        let cargo = cargo::check(&workspace.root(), arguments);
        assert!(cargo.success, "{title}, {arguments:?}: {}\n{:#?}", cargo.stderr, cargo.diagnostics);
        assert_eq!(cargo.diagnostics.len(), 0, "{title}, {arguments:?}: {:?}", cargo.diagnostics);
    }
    assert_eq!(check(&workspace.root(), &[]).places(), [""; 0], "{title}");
}

const EVERYTHING: &[&str] = &["--workspace", "--all-targets"];
const WITH_IT: &[&str] = &["-p", "net", "--all-targets", "--features", "p2p"];

#[test]
fn an_optional_dependency_that_the_code_imports_is_enabled() {
    let optional = "[dependencies]\nlibp2p = { path = \"../libp2p\", optional = true }\n";
    let gated = "#[cfg(feature = \"p2p\")]\npub use libp2p::Swarm;\n";
    let plain = workspace(optional, gated);
    // The plain declaration leaves the code without its dependency.
    let title = "Declare the feature `p2p` in the manifest of `net`";
    let report = check(&plain.root(), &[]);
    plain.apply(report.findings[0].fixes.iter().find(|fix| fix.title == title).expect("it is offered"));
    assert!(!cargo::check(&plain.root(), WITH_IT).success);

    let expected = expect![[r#"
        net/Cargo.toml
             +
             +[features]
             +p2p = ["libp2p"]
    "#]];
    let title = "Declare the feature `p2p` in the manifest of `net`, enabling `libp2p`";
    assert_declared(&workspace(optional, gated), title, &expected, &[EVERYTHING, WITH_IT]);

    let expected = expect![[r#"
        net/Cargo.toml
             +p2p = ["dep:libp2p"]
    "#]];
    let named = format!("[features]\nswarm = [\"dep:libp2p\"]\n\n{optional}");
    assert_declared(&workspace(&named, gated), title, &expected, &[EVERYTHING, WITH_IT]);
}

#[test]
fn a_dependency_that_only_such_code_names_becomes_optional() {
    let expected = expect![[r#"
        net/Cargo.toml
           7 -libp2p = { path = "../libp2p" }
             +libp2p = { path = "../libp2p", optional = true }
             +
             +[features]
             +p2p = ["dep:libp2p"]
    "#]];
    let workspace = workspace(
        "[dependencies]\nlibp2p = { path = \"../libp2p\" }\n",
        "#[cfg(feature = \"p2p\")]\npub mod p2p {\n    use libp2p::Swarm;\n\n    pub fn swarm() -> (Swarm, libp2p::Swarm) {\n        \
         (Swarm, libp2p::Swarm)\n    }\n}\n",
    );
    let title = "Declare the feature `p2p` in the manifest of `net`, and make `libp2p` optional with it";
    assert_declared(&workspace, title, &expected, &[EVERYTHING, WITH_IT]);
}

#[test]
fn the_root_package_forwards_it() {
    let expected = expect![[r#"
        Cargo.toml
             +
             +[features]
             +p2p = ["net/p2p"]
        net/Cargo.toml
             +p2p = []
    "#]];
    let workspace = workspace("[features]\ndefault = []\n", "#[cfg(feature = \"p2p\")]\npub fn dial() {}\n");
    let at_the_root: &[&str] = &["--features", "p2p"];
    // As one would type it, Cargo refuses it.
    assert!(!cargo::check(&workspace.root(), at_the_root).success);
    let title = "Declare the feature `p2p` in the manifest of `net`, and forward it from `root`";
    assert_declared(&workspace, title, &expected, &[EVERYTHING, WITH_IT, at_the_root]);
}

#[test]
fn what_is_said_not_to_resolve_does_not_compile() {
    let workspace = workspace(
        "[features]\n",
        "#[cfg(feature = \"p2p\")]\nuse crate::{Gone, version as _, Lost};\n#[cfg(any())]\nuse crate::Never;\n",
    );
    let report = check(&workspace.root(), &[]);
    let fix = &report.findings[0].fixes[0];
    assert_eq!(
        fix.title,
        "Declare the feature `p2p` in the manifest of `net` (2 imports under it do not resolve, the first: net/src/lib.rs:6)"
    );
    workspace.apply(fix);
    assert!(cargo::check(&workspace.root(), EVERYTHING).success);
    let cargo = cargo::check(&workspace.root(), WITH_IT);
    let errors = cargo.diagnostics.iter().filter(|diagnostic| diagnostic.code == "E0432");
    assert_eq!(errors.count(), 2, "{:?}", cargo.diagnostics);
    let places = check(&workspace.root(), &[]).places();
    assert_eq!(places.len(), 2, "{places:?}");
}

#[test]
fn a_cfg_that_nothing_sets_is_what_was_meant_or_is_expected() {
    for (predicate, title) in [
        ("alpha", "Write `feature = \"alpha\"` instead"),
        ("features = \"alpha\"", "Write `feature = \"alpha\"` instead"),
        ("target_so = \"linux\"", "Write `target_os = \"linux\"` instead"),
        ("target_os = \"linuz\"", "Write `target_os = \"linux\"` instead"),
        ("linux", "Write `target_os = \"linux\"` instead"),
        ("unxi", "Write `unix` instead"),
        ("windows = \"x\"", "Write `windows` instead"),
        ("p2p", "Expect `cfg(p2p)` in the manifest of `net`"),
        ("mode = \"fast\"", "Expect `cfg(mode, values(\"fast\"))` in the manifest of `net`"),
    ] {
        let library = format!("#[cfg({predicate})]\npub fn dial() {{}}\n");
        let workspace = workspace("[features]\nalpha = []\n", &library);
        let report = check(&workspace.root(), &[]);
        let finding = report.single("unknown-cfg");
        let cargo = cargo::check(&workspace.root(), EVERYTHING);
        assert!(cargo.diagnostics.contains(&finding.diagnostic()), "{predicate}: {:?}", cargo.diagnostics);
        let fix = finding.fixes.iter().find(|fix| fix.title == title);
        workspace.apply(fix.unwrap_or_else(|| panic!("{predicate}: only {:#?}", finding.titles())));
        let cargo = cargo::check(&workspace.root(), EVERYTHING);
        assert!(cargo.success && cargo.diagnostics.is_empty(), "{predicate}: {}{:?}", cargo.stderr, cargo.diagnostics);
        assert_eq!(check(&workspace.root(), &[]).places(), [""; 0], "{predicate}");
    }
}

#[test]
fn rustflags_declare_and_set_as_for_rustc() {
    let library =
        "#[cfg(slow)]\npub fn slow() {}\n#[cfg(not(loom))]\npub fn dial() {}\n#[cfg(mode = \"x\")]\npub fn mode() {}\n";
    let workspace = workspace("", library);
    let flags = "['--cfg', 'loom', '--cfg=mode=\"x\"', '--check-cfg', 'cfg(slow)']";
    workspace.write(".cargo/config.toml", format!("[build]\nrustflags = {flags}\n"));
    let cargo = cargo::check(&workspace.root(), &["--workspace"]);
    assert!(cargo.success, "{}", cargo.stderr);
    assert_eq!(cargo.diagnostics.len(), 2, "{:?}", cargo.diagnostics);
    assert_eq!(check(&workspace.root(), &[]).diagnostics(), cargo.diagnostics);
}
