//! Each kind of string that names no feature. `tests/cli/invalid_feature.rs` asks Cargo about the same.

use crate::fixture::{Fixture, check, check_fix, titles};

const PACKAGE: &str = r#"//- /Cargo.toml
[package]
name = "sample"
version = "0.1.0"
edition = "2021"

[dependencies]
always = { path = "always" }
perhaps = { path = "perhaps", optional = true }

"#;

const OTHERS: &str = r#"//- /src/lib.rs
#[cfg(any())] use perhaps as _;
//- /src/main.rs
fn main() {}
//- /always/Cargo.toml
[package]
name = "always"
version = "0.2.0"
[features]
fast = []
//- /always/src/lib.rs
//- /perhaps/Cargo.toml
[package]
name = "perhaps"
//- /perhaps/src/lib.rs
"#;

fn sample(tables: &str) -> String {
    format!("{PACKAGE}{tables}{OTHERS}")
}

#[test]
fn entries_that_name_nothing() {
    check(&sample(
        r#"[features]
default = ["fsat", "fast", "perhaps"]
           #^^^^ error: feature `default` includes `fsat` which is neither a dependency nor another feature
fast = [
    "always",
    #^^^^^^ error: feature `fast` includes `always`, but `always` is not an optional dependency
    "dep:always",
    #^^^^^^^^^^ error: feature `fast` includes `dep:always`, but `always` is not an optional dependency
    "dep:gone",
    #^^^^^^^^ error: feature `fast` includes `dep:gone`, but `gone` is not listed as a dependency
    "gone/x",
    #^^^^^^ error: feature `fast` includes `gone/x`, but `gone` is not a dependency
    "always?/fast",
    #^^^^^^^^^^^^ error: feature `fast` includes `always?/fast` with a `?`, but `always` is not an optional dependency
    "dep:perhaps/x",
    #^^^^^^^^^^^^^ error: feature `fast` includes `dep:perhaps/x` with both `dep:` and `/`
    "always/fast",
    "always/fats",
           #^^^^ error: package `sample` depends on `always` with feature `fats` but `always` does not have that feature
    "perhaps?/x",
             #^ error: package `sample` depends on `perhaps` with feature `x` but `perhaps` does not have that feature
]
"#,
    ));
}

#[test]
fn an_optional_dependency_that_dep_takes_its_feature_from() {
    check(&sample(
        r#"[features]
a = ["dep:perhaps"]
b = ["perhaps"]
     #^^^^^^^ error: feature `b` includes `perhaps`, but `perhaps` is an optional dependency without an implicit feature
"#,
    ));
}

#[test]
fn an_optional_dependency_that_nothing_turns_on() {
    let optional = "perhaps = { path = \"perhaps\", optional = true }\n";
    let reported = "\"perhaps\" = { path = \"perhaps\", optional = true }\n#^^^^^^^ error: optional dependency `perhaps` is not \
                    included in any feature\n";
    check(&sample("[features]\nperhaps = []\n").replace(optional, reported));
    check(&sample("[features]\nperhaps = [\"dep:perhaps\"]\n"));
    check(&sample("[features]\nperhaps = []\nother = [\"dep:perhaps\"]\n"));
}

#[test]
fn names_that_no_feature_may_have() {
    check(&sample(
        r#"[features]
"dep:x" = []
#^^^^^ error: feature named `dep:x` is not allowed to start with `dep:`
"a/b" = []
#^^^ error: invalid character `/` in feature name: `a/b`, feature name is not allowed to contain slashes
"-b" = []
#^^ error: invalid character `-` in feature name: `-b`, the first character must be a Unicode XID start character or digit (most letters or `_` or `0` to `9`)
"a b" = []
#^^^ error: invalid character ` ` in feature name: `a b`, characters must be Unicode XID characters, '-', `+`, or `.` (numbers, `+`, `-`, `_`, `.`, or most letters)
"c++" = []
"ünï-1.0" = []
"#,
    ));
}

#[test]
fn a_comment_silences_a_string() {
    check(&sample(
        "[features]\n# greenlight: allow(features)\na = [\"x\"]\nb = [\"y\"] # greenlight: allow(invalid-feature)\n",
    ));
}

#[test]
fn features_that_are_asked_of_dependencies() {
    check(
        r#"
//- /Cargo.toml
[workspace]
members = ["a", "b"]

[workspace.dependencies]
b = { path = "b", features = ["one", "two"] }
                                     #^^^ error: package `a` depends on `b` with feature `two` but `b` does not have that feature
//- /a/Cargo.toml
[package]
name = "a"
edition = "2021"

[dependencies]
b = { workspace = true, features = ["one", "three", "dep:x", "x/y"] }
                                           #^^^^^ error: package `a` depends on `b` with feature `three` but `b` does not have that feature
                                                    #^^^^^ error: feature `dep:x` in dependency `b` is not allowed to use explicit `dep:` syntax
                                                             #^^^ error: feature `x/y` in dependency `b` is not allowed to contain slashes

[dev-dependencies]
c = { package = "b", path = "../b", features = ["default"] }
                                                #^^^^^^^ error: package `a` depends on `b` with feature `default` but `b` does not have that feature
//- /a/src/lib.rs
//- /b/Cargo.toml
[package]
name = "b"
edition = "2021"

[features]
one = []
//- /b/src/lib.rs
"#,
    );
}

#[test]
fn features_that_targets_require() {
    check(&sample(
        r#"[features]
fast = []

[[bin]]
name = "sample"
required-features = ["fast", "fats", "perhaps/x", "gone/x", "dep:perhaps", "perhaps?/x", "always/fast"]
                             #^^^^ warning: invalid feature `fats` in required-features of target `sample`: `fats` is not present in [features] section
                                     #^^^^^^^^^ warning: invalid feature `perhaps/x` in required-features of target `sample`: feature `x` does not exist in package `perhaps v0.0.0`
                                                  #^^^^^^ warning: invalid feature `gone/x` in required-features of target `sample`: dependency `gone` does not exist
                                                            #^^^^^^^^^^^ error: invalid feature `dep:perhaps` in required-features of target `sample`: `dep:` prefixed feature values are not allowed in required-features
                                                                           #^^^^^^^^^^ error: invalid feature `perhaps?/x` in required-features of target `sample`: optional dependency with `?` is not allowed in required-features
"#,
    ));
}

#[test]
fn what_is_unknown_is_not_reported() {
    // The manifest of the dependency has an error, so nobody knows its features; that alone is told.
    let fixture = Fixture::new(
        r#"
//- /Cargo.toml
[package]
name = "a"
edition = "2021"

[dependencies]
b = { path = "b", features = ["one"] }
elsewhere = { version = "1", features = ["x"] }

[features]
x = ["b/two", "elsewhere/y"]
//- /src/lib.rs
//- /b/Cargo.toml
[package]
name = "b"

[features]
one = ["x",
      # what stands behind the break is nobody's
//- /b/src/lib.rs
"#,
    );
    let findings = fixture.findings();
    let said: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(said, ["unclosed array, expected `]`"]);
}

#[test]
fn what_is_offered_says_what_was_meant() {
    let offered = |tables: &str| titles(&sample(tables));
    assert_eq!(
        offered("[features]\nfast = []\ndefault = [\"fsat\"]\n"),
        ["* Use the declared feature `fast` instead", "Declare the feature `fsat`", "Remove `fsat` from the list"]
    );
    assert_eq!(
        offered("[features]\nx = [\"always\"]\n"),
        ["Make the dependency `always` optional", "Remove `always` from the list"]
    );
    assert_eq!(
        offered("[features]\nx = [\"dep:perhpas\"]\n"),
        ["* Write `dep:perhaps`", "Remove `dep:perhpas` from the list"]
    );
    assert_eq!(
        offered("[features]\nx = [\"alway/fast\"]\n"),
        ["* Write `always/fast`", "Remove `alway/fast` from the list"]
    );
    assert_eq!(offered("[features]\nx = [\"always?/fast\"]\n"), ["* Write `always/fast`"]);
    assert_eq!(
        offered("[features]\nx = [\"always/fsat\"]\n"),
        [
            "* Ask for the feature `fast` instead",
            "Declare the feature `fsat` in the manifest of `always`",
            "Remove it from the list"
        ]
    );
    assert_eq!(offered("[features]\nperhaps = []\n"), ["* Add `dep:perhaps` to the feature `perhaps`"]);
}

#[test]
fn the_fixes_change_the_string_alone() {
    let fixed = |before: &str, title: &str, after: &str| {
        check_fix(&sample(before), title, &format!("{PACKAGE}{after}"));
    };
    fixed(
        "[features]\nx = [\"always/fsat\"]\n",
        "Ask for the feature `fast` instead",
        "[features]\nx = [\"always/fast\"]\n",
    );
    fixed(
        "[features]\nx = ['dep:always', 'dep:perhaps']\n",
        "Remove `dep:always` from the list",
        "[features]\nx = ['dep:perhaps']\n",
    );
    fixed(
        "[features]\nperhaps = []\n",
        "Add `dep:perhaps` to the feature `perhaps`",
        "[features]\nperhaps = [\"dep:perhaps\"]\n",
    );
}
