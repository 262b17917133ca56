//! Imports of what Cargo downloaded: found, missing, or unknown where no sources are at hand.

use crate::fixture::{check, titles};

/// A package `sample` with the dependencies `entries`, and `vendored` packages, each with the packages of its own.
fn workspace(entries: &str, vendored: &[(&str, &str, &[&str])]) -> String {
    let mut text = format!(
        "//- /.cargo/config.toml\n[source.crates-io]\nreplace-with = \"vendored\"\n[source.vendored]\ndirectory = \"vendor\"\n\
         //- /Cargo.toml\n[package]\nname = \"sample\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{entries}\n//- /Cargo.lock\n"
    );
    let list = |names: &mut dyn Iterator<Item = &str>| names.map(|name| format!(" \"{name}\",\n")).collect::<String>();
    let all = list(&mut vendored.iter().map(|(name, ..)| *name));
    text += &format!("[[package]]\nname = \"sample\"\nversion = \"0.1.0\"\ndependencies = [\n{all}]\n");
    for (name, _, dependencies) in vendored {
        let own = list(&mut dependencies.iter().copied());
        text += &format!(
            "\n[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\nsource = \"registry+https://index\"\ndependencies = [\n{own}]\n"
        );
    }
    for (name, rest, _) in vendored {
        text += &format!(
            "//- /vendor/{name}/.cargo-checksum.json\n{{}}\n//- /vendor/{name}/Cargo.toml\n[package]\nname = \"{name}\"\n\
             version = \"1.0.0\"\nedition = \"2021\"\n{rest}"
        );
    }
    text
}

#[test]
fn modules_of_a_dependency_are_read_as_far_as_a_path_leads() {
    let dependencies = workspace(
        "[dependencies]\ndep = \"1\"\n",
        &[
            (
                "dep",
                "[features]\noff = []\n[dependencies]\ninner = \"1\"\n//- /vendor/dep/src/lib.rs\npub mod a;\nmod private;\npub use private::Shown;\n\
                 pub use inner::Deep as Renamed;\npub use inner::many::*;\npub use inner;\n\
                 #[cfg(feature = \"off\")] pub struct Gated;\n//- /vendor/dep/src/a.rs\npub mod b;\npub struct A;\n\
                 //- /vendor/dep/src/a/b.rs\npub enum E { V }\n#[macro_export] macro_rules! exported { () => {} }\n\
                 //- /vendor/dep/src/private.rs\npub struct Shown;\n",
                &["inner"],
            ),
            (
                "inner",
                "//- /vendor/inner/src/lib.rs\npub struct Deep;\npub mod many { pub struct One; pub fn two() {} }\n",
                &[],
            ),
        ],
    );
    check(&format!(
        r#"{dependencies}//- /src/lib.rs
use dep::a::b::E::V;
use dep::a::{{A, b}};
use dep::{{exported, Shown, Renamed, One, two, Gated}};
use dep::inner::many::One as Again;
  use dep::a::b::E::W;
//    ^^^^^^^^^^^^^^^ error: unresolved import `dep::a::b::E::W`
  use dep::a::c::D;
//            ^ error: unresolved import `dep::a::c`
use dep::{{
      Three,
//    ^^^^^ error: unresolved import `dep::Three`
}};
  use dep::inner::Deeep;
//    ^^^^^^^^^^^^^^^^^ error: unresolved import `dep::inner::Deeep`
  use dep::private::Shown as S;
//         ^^^^^^^ error: module `private` is private
  use inner::Deep;
//    ^^^^^ error: unresolved import `inner`
"#
    ));
}

#[test]
fn what_a_build_script_writes_may_export_macros_only_if_the_library_includes_it() {
    let script = "//- /vendor/NAME/build.rs\nfn main() { let _ = std::env::var(\"OUT_DIR\"); }\n";
    let library =
        |name: &str, text: &str| format!("{}//- /vendor/{name}/src/lib.rs\n{text}\n", script.replace("NAME", name));
    let (probing, writing, telling) = (
        library("probing", "pub struct There;"),
        library("writing", "include!(concat!(env!(\"OUT_DIR\"), \"/macros.rs\"));"),
        library("telling", "mod inner { include!(env!(\"MACROS\")); }"),
    );
    // One that reads nothing, and calls nobody, writes what its literals have.
    let plain = "//- /vendor/plain/build.rs\nfn main() { std::fs::write(std::env::var(\"OUT_DIR\").unwrap(), \"pub mod made$$ { pub use \
                 crate::*; }\".replace(\"$$\", \"1\")).unwrap(); }\n//- /vendor/plain/src/lib.rs\npub struct There;\n\
                 include!(concat!(env!(\"OUT_DIR\"), \"/made.rs\"));\n";
    let dependencies = workspace(
        "[dependencies]\nprobing = \"1\"\nwriting = \"1\"\ntelling = \"1\"\nplain = \"1\"\n",
        &[("probing", &probing, &[]), ("writing", &writing, &[]), ("telling", &telling, &[]), ("plain", plain, &[])],
    );
    check(&format!(
        r#"{dependencies}//- /src/lib.rs
use probing::There;
use probing::Theree;
  //^^^^^^^^^^^^^^^ error: unresolved import `probing::Theree`
use writing::Anything;
use telling::Exported;
use plain::{{made1, There as T}};
  use plain::Theree as E;
//    ^^^^^^^^^^^^^^^^^^ error: unresolved import `plain::Theree`
"#
    ));
}

#[test]
fn a_macro_that_is_exported_in_a_call_is_there_and_may_be_meant() {
    let quote = "//- /vendor/quote/src/lib.rs\nmacro_rules! documented { ($it:item) => { #[doc = \"Long.\"] $it }; }\n\
                 documented![ #[macro_export] macro_rules! quote { ($($t:tt)*) => { $crate::parts! { $($t)* } } } ];\n";
    let dependencies = workspace("[dependencies]\nquote = \"1\"\n", &[("quote", quote, &[])]);
    check(&format!(
        "{dependencies}//- /src/lib.rs\nmod it {{ use quote::quote; }}\nuse quote::quotte;\n  //^^^^^^^^^^^^^ error: unresolved import `quote::quotte`\n"
    ));
    let offered = titles(&format!("{dependencies}//- /src/lib.rs\nuse quote::quotte;\n"));
    assert_eq!(offered, ["* Import `quote` instead"]);
}

#[test]
fn what_a_dependency_has_for_its_own_tests_is_not_there() {
    let dependencies = workspace(
        "[dependencies]\ndep = \"1\"\n",
        &[(
            "dep",
            "//- /vendor/dep/src/lib.rs\n#[cfg(test)] #[macro_use] extern crate quickcheck;\n\
             #[cfg(test)] quickcheck! { fn f() {} }\n#[cfg(test)] pub mod helpers { pub struct A; }\npub struct B;\n",
            &[],
        )],
    );
    check(&format!(
        r#"{dependencies}//- /src/lib.rs
use dep::{{B, Gone}};
           //^^^^ error: unresolved import `dep::Gone`
  use dep::helpers::A;
//         ^^^^^^^ error: unresolved import `dep::helpers`
"#
    ));
}

#[test]
fn of_two_versions_each_package_sees_its_own() {
    let text = workspace(
        "[dependencies]\none = \"1\"\nother = { package = \"dep\", version = \"1\" }\n",
        &[
            ("one", "[dependencies]\ndep = \"1\"\n//- /vendor/one/src/lib.rs\npub use dep::Thing;\n", &["dep 2.0.0"]),
            ("dep", "//- /vendor/dep/src/lib.rs\npub struct Old;\n", &[]),
        ],
    );
    let second = "\n[[package]]\nname = \"dep\"\nversion = \"2.0.0\"\nsource = \"registry+https://index\"\n\
                  //- /vendor/dep-2.0.0/.cargo-checksum.json\n{}\n//- /vendor/dep-2.0.0/Cargo.toml\n[package]\nname = \"dep\"\n\
                  version = \"2.0.0\"\n//- /vendor/dep-2.0.0/src/lib.rs\npub struct Thing;\n";
    let (lock, rest) = text.split_once("//- /vendor/").unwrap();
    let lock = lock
        .replace(" \"dep\",\n]\n\n[[package]]\nname = \"one\"", " \"dep 1.0.0\",\n]\n\n[[package]]\nname = \"one\"");
    let rest = rest.replace("dep = \"1\"\n//- /vendor/one/src", "dep = \"2\"\n//- /vendor/one/src");
    let (second_locked, second_files) = second.split_once("//- ").unwrap();
    check(&format!(
        r#"{lock}{second_locked}//- {second_files}//- /vendor/{rest}//- /src/lib.rs
use one::Thing;
use other::Old;
  use other::Thing as T;
//    ^^^^^^^^^^^^^^^^^ error: unresolved import `other::Thing`
"#
    ));
}

#[test]
fn a_dependency_that_is_not_on_disk_is_unknown() {
    let text = workspace("[dependencies]\ndep = \"1\"\n", &[("dep", "", &[])]);
    let (lock, _) = text.split_once("//- /vendor/").unwrap();
    check(&format!("{lock}//- /src/lib.rs\nuse dep::Anything;\nuse other::Thing;\n"));
}

#[test]
fn a_root_may_have_macros_from_anywhere_in_the_package() {
    let dependencies = workspace(
        "[dependencies]\ndep = \"1\"\n",
        &[(
            "dep",
            "//- /vendor/dep/src/lib.rs\nmod unread;\n//- /vendor/dep/src/unread.rs\nfn f() { #[macro_export] macro_rules! deep { () => {} } }\n\
             macro_rules! define { ($name:ident) => { #[macro_export] macro_rules! $name { () => {} } } }\ndefine!(by_call);\n",
            &[],
        )],
    );
    check(&format!(
        r#"{dependencies}//- /src/lib.rs
use dep::deep;
use dep::by_call;
  use dep::nowhere;
//    ^^^^^^^^^^^^ error: unresolved import `dep::nowhere`
"#
    ));
}

#[test]
fn a_library_of_procedural_macros_has_its_macros_alone() {
    let dependencies = workspace(
        "[dependencies]\ndep = \"1\"\n",
        &[(
            "dep",
            "[lib]\nproc-macro = true\n//- /vendor/dep/src/lib.rs\nuse proc_macro::TokenStream;\n\
             #[proc_macro_derive(Shiny)] pub fn derive_shiny(input: TokenStream) -> TokenStream { input }\n\
             #[proc_macro] pub fn make(input: TokenStream) -> TokenStream { input }\n",
            &[],
        )],
    );
    check(&format!(
        r#"{dependencies}//- /src/lib.rs
use dep::{{Shiny, make}};
  use dep::derive_shiny;
//    ^^^^^^^^^^^^^^^^^ error: unresolved import `dep::derive_shiny`
"#
    ));
}

#[test]
fn code_that_is_compiled_without_tests_does_not_see_dependencies_for_development() {
    let dependencies = workspace(
        "[dependencies]\nboth = \"1\"\n[dev-dependencies]\nboth = \"1\"\nonly-for-tests = \"1\"\n",
        &[
            ("both", "//- /vendor/both/src/lib.rs\npub struct X;\n", &[]),
            ("only-for-tests", "//- /vendor/only-for-tests/src/lib.rs\npub struct X;\n", &[]),
        ],
    );
    check(&format!(
        r#"{dependencies}//- /src/lib.rs
use both::X;
  use only_for_tests::X as Y;
//    ^^^^^^^^^^^^^^ error: unresolved import `only_for_tests`
#[cfg(test)] mod tests {{ use only_for_tests::X; }}
mod only_for_tests_too {{ mod only_for_tests {{ pub struct Z; }} use only_for_tests::Z; }}
//- /tests/it.rs
use only_for_tests::X;
  use only_for_tests::Z;
//    ^^^^^^^^^^^^^^^^^ error: unresolved import `only_for_tests::Z`
"#
    ));
}

#[test]
fn names_of_the_standard_library_are_known_and_those_of_other_builds_may_be_another_toolchains() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[features]
nightly = []
//- /src/lib.rs
extern crate alloc;
use std::collections::{hash_map::Entry, BTreeMap, HashMap};
use std::{fmt::Debug, io::{self, prelude::*}, os, println, vec};
use alloc::borrow::Cow;
use core::cmp::Ordering::Less;
use std::collections::Bound;
  use std::collections::HashMapp;
//    ^^^^^^^^^^^^^^^^^^^^^^^^^^ error: unresolved import `std::collections::HashMapp`
  use core::cmp::Ordering::Lesss;
//    ^^^^^^^^^^^^^^^^^^^^^^^^^^ error: unresolved import `core::cmp::Ordering::Lesss`
  use std::colections::HashSet;
//         ^^^^^^^^^^ error: unresolved import `std::colections`
#[cfg(feature = "nightly")] use std::simd::LaneCountOfOld;
use std::os::wasi::elsewhere::Raw;
use std::os::{fd::AsFd, unix::{ffi::OsStrExt, io::AsRawFd, net::UCred}, vxworks::fs};
  use std::os::unix::ffi::OsStrExtt;
//    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: unresolved import `std::os::unix::ffi::OsStrExtt`
  use std::os::uniix::ffi::OsStrExt;
//             ^^^^^ error: cannot find `uniix` in `os`
"#,
    );
}

#[test]
fn macros_of_a_dependency_hand_on_items_in_it_and_elsewhere() {
    let dependencies = workspace(
        "[dependencies]\ndep = \"1\"\n",
        &[(
            "dep",
            "//- /vendor/dep/src/lib.rs\n#[macro_use]\nmod macros;\ncfg_full! { pub mod inner; pub use inner::Shown as Renamed; }\n\
             pub mod odd { unknown! { pub mod other; } }\n\
             //- /vendor/dep/src/macros.rs\n\
             macro_rules! cfg_full { ($($i:item)*) => { $( #[cfg(feature = \"full\")] $i )* } }\n\
             #[macro_export]\nmacro_rules! unix { ($($i:item)*) => { $( #[cfg(unix)] $i )* } }\n\
             //- /vendor/dep/src/inner.rs\npub struct Shown;\n//- /vendor/dep/src/odd/other.rs\n",
            &[],
        )],
    );
    check(&format!(
        "{dependencies}{}",
        r#"//- /src/lib.rs
use dep::inner::Shown;
use dep::inner::Gone;
  //^^^^^^^^^^^^^^^^ error: unresolved import `dep::inner::Gone`
use dep::{Renamed, odd::other::Whatever};
dep::unix! {
    mod file;
    use crate::Nothing;
      //^^^^^^^^^^^^^^ error: unresolved import `crate::Nothing`
}
mod plain {
    use dep::unix as gate;
    gate! {
        use super::Other;
          //^^^^^^^^^^^^ error: unresolved import `super::Other`
    }
    use dep::unix;
    unix! {
        use super::Lost;
          //^^^^^^^^^^^ error: unresolved import `super::Lost`
    }
}
//- /src/file.rs
use super::Nowhere;
  //^^^^^^^^^^^^^^ error: unresolved import `super::Nowhere`
"#
    ));
}

#[test]
fn crates_whose_macros_are_used_bring_those_that_they_export() {
    let dependencies = workspace(
        "[dependencies]\ndep = \"1\"\n",
        &[("dep", "//- /vendor/dep/src/lib.rs\n#[macro_export]\nmacro_rules! brought { () => {} }\n", &[])],
    );
    check(&format!(
        "{dependencies}{}",
        r#"//- /src/lib.rs
#[macro_use]
extern crate std;
#[macro_use]
extern crate dep;
use brought as b;
use absent as a;
  //^^^^^^^^^^^ error: unresolved import `absent`
"#
    ));
}

#[test]
fn a_derive_of_a_dependency_that_the_lock_does_not_have_is_in_no_build_nor_what_stands_under_its_guard() {
    let dependencies = |locked: &'static [&'static str]| {
        workspace(
            "[dependencies]\ndep = \"1\"\n",
            &[
                (
                    "dep",
                    "[dependencies]\nmaker = { version = \"1\", optional = true }\n//- /vendor/dep/src/lib.rs\n\
                     #[cfg_attr(feature = \"maker\", derive(maker::Made), check(bytes))] pub struct A;\n",
                    locked,
                ),
                (
                    "maker",
                    "[lib]\nproc-macro = true\n//- /vendor/maker/src/lib.rs\n\
                     #[proc_macro_derive(Made)] pub fn made(input: TokenStream) -> TokenStream { input }\n",
                    &[],
                ),
            ],
        )
    };
    check(&format!("{}//- /src/lib.rs\nuse dep::{{A, Madea}};\n", dependencies(&["maker"])));
    check(&format!(
        "{}//- /src/lib.rs\nuse dep::{{A, Madea}};\n           //^^^^^ error: unresolved import `dep::Madea`\n",
        dependencies(&[])
    ));
}

#[test]
fn what_the_calls_of_a_crate_are_given_is_exported_only_where_some_macro_exports() {
    for (macros, may_be_exported) in [
        ("macro_rules! m { ($n:ident) => { pub struct $n; } }", false),
        ("macro_rules! m { ($n:ident) => { #[macro_export] macro_rules! $n { () => {} } } }", true),
        ("use other::m;", true),
    ] {
        let library = format!(
            "//- /vendor/dep/src/lib.rs\n{macros}\n#[macro_export] macro_rules! e {{ () => {{}} }}\npub mod a {{ m!(Given); }}\n"
        );
        let dependencies = workspace("[dependencies]\ndep = \"1\"\n", &[("dep", &library, &[])]);
        let expected = if may_be_exported { "" } else { "  //^^^^^^^^^^ error: unresolved import `Given`\n" };
        check(&format!("{dependencies}//- /src/lib.rs\n#[macro_use] extern crate dep;\nuse Given as G;\n{expected}"));
    }
}

#[test]
fn crates_whose_macros_are_used_bring_none_where_the_build_does_not_have_them() {
    let library = "//- /vendor/dep/src/lib.rs\n#[macro_export] macro_rules! m { () => {} }\nother::items!(made);\n";
    let dependencies = workspace("[dependencies]\ndep = \"1\"\n", &[("dep", library, &[])]);
    for (cfg, is_there) in [("#[cfg(windows)] ", false), ("#[cfg(unix)] ", true), ("", true)] {
        let expected = if is_there { "" } else { "  //^^^^^^^^^ error: unresolved import `made`\n" };
        check(&format!(
            "{dependencies}//- /src/lib.rs\n{cfg}#[macro_use] extern crate dep;\nuse made as M;\n{expected}"
        ));
    }
}
