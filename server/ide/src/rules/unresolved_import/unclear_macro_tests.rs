//! Macros of which it is not clear what they are: unlisted ones, exported ones, and those that have the name of another.

use crate::fixture::check;

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
