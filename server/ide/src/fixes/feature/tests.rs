//! What is offered for a feature that nobody declared, by what the code under it needs.

use crate::fixture::{Fixture, check_fix};

/// The titles of what is offered for the first undeclared feature, the preferred one marked with `*`.
#[track_caller]
fn offered(text: &str) -> Vec<String> {
    let findings = Fixture::new(text).findings();
    let finding = findings.iter().find(|finding| finding.rule.name() == "undeclared-feature");
    let fixes = finding.unwrap_or_else(|| panic!("nothing undeclared: {findings:#?}")).fixes.iter();
    fixes.map(|fix| format!("{}{}", if fix.preferred { "* " } else { "" }, fix.title)).collect()
}

/// A workspace with the member `net`, whose manifest has `tables` and whose library is `library`.
fn workspace(tables: &str, library: &str) -> String {
    format!(
        r#"
//- /Cargo.toml
[package]
name = "root"
edition = "2021"

[workspace]
members = ["net", "libp2p"]

[dependencies]
net = {{ path = "net" }}
//- /src/lib.rs
//- /net/Cargo.toml
[package]
name = "net"
edition = "2021"
{tables}
//- /net/src/lib.rs
{library}
//- /libp2p/Cargo.toml
[package]
name = "libp2p"
edition = "2021"
//- /libp2p/src/lib.rs
pub struct Swarm;
"#
    )
}

const OPTIONAL: &str = "\n[dependencies]\nlibp2p = { path = \"../libp2p\", optional = true }\n";
const GATED: &str = "#[cfg(feature = \"p2p\")] use libp2p::Swarm;";

#[test]
fn an_optional_dependency_that_the_code_imports_is_enabled() {
    let text = workspace(OPTIONAL, GATED);
    assert_eq!(
        offered(&text),
        [
            "* Declare the feature `p2p` in the manifest of `net`, enabling `libp2p`",
            "Declare the feature `p2p` in the manifest of `net`",
            "Declare the feature `p2p` in the manifest of `net`, and forward it from `root`",
        ]
    );
    // The dependency is a feature of its own, which others may ask for: `dep:` would take it away.
    check_fix(
        &text,
        "Declare the feature `p2p` in the manifest of `net`, enabling `libp2p`",
        "//- /net/Cargo.toml\n[package]\nname = \"net\"\nedition = \"2021\"\n\n[dependencies]\nlibp2p = { path = \"../libp2p\", \
         optional = true }\n\n[features]\np2p = [\"libp2p\"]\n",
    );
}

#[test]
fn where_another_feature_says_dep_the_new_one_does_too() {
    let tables = format!("\n[features]\nswarm = [\"dep:libp2p\"]\n{OPTIONAL}");
    check_fix(
        &workspace(&tables, GATED),
        "Declare the feature `p2p` in the manifest of `net`, enabling `libp2p`",
        "//- /net/Cargo.toml\n[package]\nname = \"net\"\nedition = \"2021\"\n\n[features]\nswarm = [\"dep:libp2p\"]\np2p = \
         [\"dep:libp2p\"]\n\n[dependencies]\nlibp2p = { path = \"../libp2p\", optional = true }\n\n",
    );
}

#[test]
fn a_dependency_of_which_code_is_sure_already_is_not_enabled() {
    let library = "#[cfg(all(feature = \"libp2p\", feature = \"p2p\"))] use libp2p::Swarm;";
    assert_eq!(offered(&workspace(OPTIONAL, library))[0], "* Declare the feature `p2p` in the manifest of `net`");
}

#[test]
fn a_dependency_that_only_such_code_names_can_become_optional() {
    let tables = "\n[dependencies]\nlibp2p = { path = \"../libp2p\" }\n";
    let text = workspace(tables, "#[cfg(feature = \"p2p\")] mod p2p { use libp2p::Swarm; fn f() -> libp2p::Swarm {} }");
    assert_eq!(
        offered(&text),
        [
            "* Declare the feature `p2p` in the manifest of `net`",
            "Declare the feature `p2p` in the manifest of `net`, and make `libp2p` optional with it",
            "Declare the feature `p2p` in the manifest of `net`, and forward it from `root`",
        ]
    );
    check_fix(
        &text,
        "Declare the feature `p2p` in the manifest of `net`, and make `libp2p` optional with it",
        "//- /net/Cargo.toml\n[package]\nname = \"net\"\nedition = \"2021\"\n\n[dependencies]\nlibp2p = { path = \"../libp2p\", \
         optional = true }\n\n[features]\np2p = [\"dep:libp2p\"]\n",
    );
}

#[test]
fn a_dependency_that_other_code_names_stays_as_it_is() {
    let tables = "\n[dependencies]\nlibp2p = { path = \"../libp2p\" }\n";
    let library = format!("{GATED}\npub fn f() -> libp2p::Swarm {{ libp2p::Swarm }}");
    assert_eq!(
        offered(&workspace(tables, &library)),
        [
            "* Declare the feature `p2p` in the manifest of `net`",
            "Declare the feature `p2p` in the manifest of `net`, and forward it from `root`",
        ]
    );
}

#[test]
fn the_root_package_forwards_it() {
    check_fix(
        &workspace("\n[features]\ndefault = []\n", "#[cfg(feature = \"p2p\")] fn f() {}"),
        "Declare the feature `p2p` in the manifest of `net`, and forward it from `root`",
        "//- /Cargo.toml\n[package]\nname = \"root\"\nedition = \"2021\"\n\n[workspace]\nmembers = [\"net\", \
         \"libp2p\"]\n\n[dependencies]\nnet = { path = \"net\" }\n\n[features]\np2p = [\"net/p2p\"]\n//- \
         /net/Cargo.toml\n[package]\nname = \"net\"\nedition = \"2021\"\n\n[features]\ndefault = []\np2p = []\n\n",
    );
}

#[test]
fn what_will_not_compile_under_it_is_said_first() {
    let one = "#[cfg(feature = \"p2p\")]\nmod p2p {\n    use crate::Gone;\n}";
    assert_eq!(
        offered(&workspace("", one))[0],
        "* Declare the feature `p2p` in the manifest of `net` (an import under it does not resolve: net/src/lib.rs:3)"
    );
    let two = "#[cfg(feature = \"p2p\")]\nuse crate::{Gone, Lost};\n#[cfg(any())] use crate::Never;\n#[cfg(all(feature = \
               \"p2p\", feature = \"other\"))] use crate::Other;";
    assert_eq!(
        offered(&workspace("", two))[0],
        "* Declare the feature `p2p` in the manifest of `net` (2 imports under it do not resolve, the first: net/src/lib.rs:2)"
    );
}
