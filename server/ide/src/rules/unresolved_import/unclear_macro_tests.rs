//! Macros of which it is not clear what they are: unlisted ones, exported ones, and those that have the name of another.

use crate::fixture::check;

/// A package that depends on one of which nothing is known.
const MANIFEST: &str =
    "//- /Cargo.toml\n[package]\nname = \"sample\"\nedition = \"2021\"\n[dependencies]\nother = \"1\"\n";

#[test]
fn what_a_macro_or_an_attribute_may_define_is_not_reported() {
    check(
        r#"
macro_rules! make { () => { pub struct Made; } }
pub mod a { make!(); }
pub mod b { use other::Unlisted; #[derive(Unlisted)] pub struct S; }
pub mod c { #[other::unlisted] pub struct S; }
pub mod d { thread_local! { pub static KEY: u8 = 1; } }
use a::Made;
use b::SBuilder;
use c::Other;
use d::KEY;
use d::LOCK;
  //^^^^^^^ error: unresolved import `d::LOCK`
mod f { #[other::unlisted] use crate::Gone; }
#[unbound] mod e { #[derive(Unbound)] pub struct S; }
use e::SBuilder as T;
  //^^^^^^^^^^^^^^^^ error: unresolved import `e::SBuilder`
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[dependencies]
other = "1"
"#,
    );
}

#[test]
fn exported_macros_stand_in_the_root_and_textual_ones_nowhere() {
    check(
        r#"
mod m { #[macro_export] macro_rules! exported { () => {} } macro_rules! textual { () => {} } pub(crate) use textual; }
use crate::exported;
use m::textual;
use textual as t;
use m::exported as e;
  //^^^^^^^^^^^^^^^^ error: unresolved import `m::exported`
"#,
    );
}

#[test]
fn an_attribute_that_the_compiler_no_longer_has_is_a_macro() {
    check(
        r#"
pub mod m { use mymac::plugin; #[plugin] fn f() {} }
pub mod n { use mymac::plugin as start; #[start] fn g() {} }
use m::FromPlugin;
use n::FromPlugin as F;
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[dependencies]
mymac = "1"
"#,
    );
}

#[test]
fn macros_may_be_exported_from_where_no_module_is_seen() {
    check(
        r#"
//- /Cargo.toml
[workspace]
members = ["dep", "user"]
//- /dep/Cargo.toml
[package]
name = "dep"
edition = "2021"
//- /dep/src/lib.rs
items! { mod inner; }
mod inc { include!("inc.rs"); }
fn f() { #[path = "blk.rs"] mod blk; }
//- /dep/src/inner.rs
#[macro_export] macro_rules! foo { () => {} }
//- /user/Cargo.toml
[package]
name = "user"
edition = "2021"
[dependencies]
dep = { path = "../dep" }
//- /user/src/lib.rs
use dep::{foo, foo5, foo6};
"#,
    );
}

#[test]
fn a_listed_name_may_be_another_macro() {
    check(
        r#"
macro_rules! event { ($n:ident) => { enum $n { A } } }
macro_rules! thread_local { ($n:ident) => { pub struct Hidden; } }
fn f() { event!(E); use E::A; }
mod u { use super::inner::Hidden; }
mod inner;
mod derived;
use derived::SHash;
//- /src/inner.rs
thread_local! { X }
//- /src/derived.rs
use mymac::Hash;
#[derive(Hash)] pub struct S;
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[dependencies]
mymac = "1"
"#,
    );
}

#[test]
fn a_derive_that_nothing_binds_is_none_wherever_other_modules_call_what_is_not_known() {
    let check = |text: &str| check(&format!("{MANIFEST}//- /src/lib.rs\n{text}"));
    check(
        r#"
mod elsewhere { other::items!(); }
pub mod a { #[derive(Unbound)] pub struct S; }
use a::Gone;
  //^^^^^^^ error: unresolved import `a::Gone`
"#,
    );
    // Where one is called, or a glob leads to one, that may bring it.
    check(
        r#"
mod elsewhere { other::items!(); }
pub mod a { use crate::elsewhere::*; #[derive(Unbound)] pub struct S; }
pub mod b { other::items!(); #[derive(Unbound)] pub struct S; }
use a::Gone as A;
use b::Gone as B;
"#,
    );
}

#[test]
fn a_macro_of_the_crate_brings_what_stands_in_its_imports_or_what_it_is_given() {
    for (macros, is_brought) in [
        ("macro_rules! m { () => { use other::Unbound; } } m!();", true),
        ("macro_rules! m { ($($n:ident),*) => { use other::{$($n),*}; } } m!(Unbound);", true),
        ("macro_rules! m { ($($n:ident),*) => { use core::{$($n),*}; } } m!(Unbound);", false),
        ("macro_rules! m { () => { use other::Bound; fn f() -> Unbound {} } } m!();", false),
    ] {
        let expected = if is_brought { "" } else { "  //^^^^^^^ error: unresolved import `a::Gone`\n" };
        let module = format!("pub mod a {{ {macros} #[derive(Unbound)] pub struct S; }}\nuse a::Gone;\n{expected}");
        check(&format!("{MANIFEST}//- /src/lib.rs\n{module}"));
    }
}

#[test]
fn a_crate_without_dependencies_has_no_attribute_macros() {
    const REPORTED: &str =
        "                           //^^^^^^^^^^^ warning: unresolved import `types::Typo` [feature = \"more\"]\n";
    let source = |reported: &str, manifest: &str| {
        format!(
            r#"
#[macro_use] mod macros;
modules!();
macro_rules! s {{
    (#[fmt] pub struct $name:ident;) => {{ pub struct $name; }};
    ($(#[$meta:meta])* pub struct $name:ident;) => {{ $(#[$meta])* pub struct $name; }};
}}
pub mod types {{
    use crate::prelude::fmt;
    s! {{ #[fmt] pub struct Type; }}
}}
use types::Type;
#[cfg(feature = "more")] use types::Typo;
{reported}//- /src/macros.rs
macro_rules! modules {{ () => {{ mod prelude {{ pub use core::fmt; }} }} }}
{manifest}"#
        )
    };
    let with = |dependencies: &str| format!("{MANIFEST}[features]\nmore = []\n").replace("other = \"1\"", dependencies);
    check(&source(REPORTED, &with("")));
    // What the standard library is built with stands for its own.
    check(&source(REPORTED, &with("rustc-std-workspace-core = \"1\"")));
    check(&source("", &with("other = \"1\"")));
}
