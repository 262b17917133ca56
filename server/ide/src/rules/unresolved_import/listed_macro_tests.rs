//! Macros, derives and attributes of other crates of which it is listed what they define.

use crate::fixture::check;

/// A package that depends on what is listed, and on `other`, which is not.
pub(super) const WITH_DEPENDENCIES: &str = r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[dependencies]
serde = "1"
clap = "4"
strum = "0.27"
derive_builder = "0.20"
rustversion = "1"
tokio = "1"
bitflags = "2"
lazy_static = "1"
pin-project-lite = "0.2"
error-chain = "0.12"
thiserror = "2"
cfg-if = "1"
other = "1"
"#;

#[test]
fn listed_derives_leave_their_module_closed_and_others_open() {
    check(&format!(
        "{WITH_DEPENDENCIES}{}",
        r#"//- /src/lib.rs
mod a { use serde::{Deserialize, Serialize}; #[derive(Serialize, Deserialize)] #[serde(rename_all = "lowercase")] pub struct S; }
mod b { #[derive(clap::Parser)] #[command(version)] pub struct S; }
mod c { use derive_builder::Builder; #[derive(Builder)] pub struct S; }
mod d { use strum::EnumIter; #[derive(EnumIter)] pub enum E { V } }
mod e { use strum::EnumDiscriminants; #[derive(EnumDiscriminants)] #[strum_discriminants(name(Kind))] pub enum E { V } }
mod f { use other::Serialize; #[derive(Serialize)] pub struct S; }
mod g { use other::*; #[derive(Serialize)] pub struct S; }
mod h { use other::command; #[command] pub struct S; }
mod i { use serde::Serialize; mod tests { use super::*; #[derive(Serialize)] pub struct T; } }
use a::Gone as A;
  //^^^^^^^^^^^^ error: unresolved import `a::Gone`
use b::Gone as B;
  //^^^^^^^^^^^^ error: unresolved import `b::Gone`
use c::SBuilder;
use d::EIter;
use d::VIter;
  //^^^^^^^^ error: unresolved import `d::VIter`
use e::Kind;
use f::Gone as F;
use g::Gone as G;
use h::Gone as H;
use i::tests::Gone as I;
  //^^^^^^^^^^^^^^^^^^^ error: unresolved import `i::tests::Gone`
"#
    ));
}

#[test]
fn an_import_that_is_broken_or_of_a_listed_crate_replaces_no_derive() {
    check(&format!(
        "{WITH_DEPENDENCIES}{}",
        r#"//- /src/lib.rs
mod a;
mod b;
mod c;
use a::Gone as A;
  //^^^^^^^^^^^^ error: unresolved import `a::Gone`
use b::Gone as B;
use c::Gone as C;
  //^^^^^^^^^^^^ error: unresolved import `c::Gone`
//- /src/a.rs
use self::coer::hash::Hash;
        //^^^^ error: cannot find `coer` in `self`
#[derive(Hash)] pub struct S;
//- /src/b.rs
use other::Hash;
#[derive(Hash)] pub struct S;
//- /src/c.rs
use thiserror::Error as Debug;
#[derive(Debug)] pub struct S;
"#
    ));
}

#[test]
fn attribute_macros_that_keep_what_they_stand_on_are_listed_and_others_may_delete_it() {
    check(&format!(
        "{WITH_DEPENDENCIES}{}",
        r#"//- /src/lib.rs
#[tokio::main]
async fn kept() { use crate::m::Gone; }
                    //^^^^^^^^^^^^^^ error: unresolved import `crate::m::Gone`
#[rustversion::before(1.50)]
fn deleted() { use crate::m::Gone; }
#[cfg_accessible(std::nope)]
fn inaccessible() { use crate::m::Gone; }
mod m {}
"#
    ));
}

#[test]
fn listed_macros_define_what_they_are_given() {
    check(&format!(
        "{WITH_DEPENDENCIES}{}",
        r#"//- /src/lib.rs
mod a { bitflags::bitflags! { #[derive(Clone)] pub struct Flags: u32 { const A = 1; } } }
mod b { use lazy_static::lazy_static; lazy_static! { pub static ref LAZY: u8 = 1; } }
mod c { use pin_project_lite::pin_project; pin_project! { #[project = Projected] pub struct Future { #[pin] f: u8 } } }
mod d { error_chain::error_chain! {} }
mod e { bitflags::bitflags! { #[derive(other::Builder)] pub struct Flags: u32 { const A = 1; } } }
use a::Flags;
use a::Gone as A;
  //^^^^^^^^^^^^ error: unresolved import `a::Gone`
use b::LAZY;
use b::Gone as B;
  //^^^^^^^^^^^^ error: unresolved import `b::Gone`
use c::{Future, Projected};
use c::Gone as C;
  //^^^^^^^^^^^^ error: unresolved import `c::Gone`
use d::{Error, ResultExt};
use d::Gone as D;
  //^^^^^^^^^^^^ error: unresolved import `d::Gone`
use e::FlagsBuilder;
"#
    ));
}

#[test]
fn arms_of_cfg_if_are_items() {
    check(&format!(
        "{WITH_DEPENDENCIES}{}",
        r#"//- /src/lib.rs
cfg_if::cfg_if! {
    if #[cfg(unix)] {
        mod unix;
        pub use unix::Here;
        cfg_if::cfg_if! { if #[cfg(target_os = "linux")] { pub struct Linux; } else { pub struct Other; } }
    } else {
        pub struct Here;
    }
}
fn f() { cfg_if::cfg_if! { if #[cfg(unix)] { use crate::Gone; } else { use crate::Here; } } }
                                               //^^^^^^^^^^^ error: unresolved import `crate::Gone`
use crate::{Here as H, Linux, Other};
//- /src/unix.rs
pub struct Here;
use super::Nowhere;
  //^^^^^^^^^^^^^^ error: unresolved import `super::Nowhere`
"#
    ));
}
