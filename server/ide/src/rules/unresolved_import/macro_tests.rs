//! What macros define without its standing in the text: what must not be reported, and what may be all the same.

use greenlight_files::Files;

use crate::fixture::{Fixture, check};
use crate::{Change, Fixes, Host};

#[test]
fn a_call_defines_no_name_that_is_not_among_its_tokens() {
    check(
        r#"
macro_rules! make { ($name:ident) => { pub struct $name; pub mod made { pub struct Inner; } } }
pub mod a { make!(Given); }
use a::{Given, made::Inner};
use a::Missing;
  //^^^^^^^^^^ error: unresolved import `a::Missing`
"#,
    );
}

#[test]
fn macros_that_bodies_call_are_followed() {
    check(
        r#"
macro_rules! last { ($($t:tt)*) => { pub struct FromLast; $($t)* } }
macro_rules! middle { ($($t:tt)*) => { last! { $($t)* } } }
macro_rules! first { () => { middle! { pub struct FromFirst; } } }
macro_rules! again { ($n:ident) => { again!($n again); }; ($n:ident again) => { pub struct $n; } }
pub mod a { first!(); again!(Twice); }
use a::{FromLast, FromFirst, Twice};
use a::Missing;
  //^^^^^^^^^^ error: unresolved import `a::Missing`
"#,
    );
}

#[test]
fn what_only_another_build_may_have_is_absent_in_the_default_one() {
    check(
        r#"
//- /Cargo.toml
[workspace]
members = ["app", "lib"]
//- /app/Cargo.toml
[package]
name = "app"
edition = "2021"
[features]
extra = []
[dependencies]
lib = { path = "../lib", features = ["extra"] }
other = "1"
//- /app/src/lib.rs
pub mod own {
    #[cfg(feature = "extra")] other::items! {}
    #[cfg_attr(windows, derive(other::Derived))] #[cfg_attr(unix, derive(Debug))] pub struct S;
}
use own::S;
  use own::T;
//    ^^^^^^ error: unresolved import `own::T`
#[cfg(feature = "extra")] use own::T as T1;
// With which features another package is built, those that depend on it say.
use lib::made::T as T2;
pub mod cfged { #[cfg(not(windows))] pub mod inner { pub struct U; } other::items! {} }
use cfged::inner::U;
  use cfged::inner::V;
//    ^^^^^^^^^^^^^^^ error: unresolved import `cfged::inner::V`
#[cfg(windows)] use cfged::inner::V as V1;
//- /lib/Cargo.toml
[package]
name = "lib"
edition = "2021"
[features]
extra = []
[dependencies]
other = "1"
//- /lib/src/lib.rs
pub mod made { #[cfg(feature = "extra")] other::items! {} }
// Nor by itself, where the workspace is built as a whole.
use made::W as W1;
"#,
    );
}

#[test]
fn what_the_tokens_of_macros_leave_open_their_expansion_tells() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[dependencies]
other = "1"
//- /src/lib.rs
macro_rules! node {
    ([$($a:tt)*] struct $n:ident #full $($rest:tt)*) => { #[cfg(full)] $($a)* struct $n $($rest)* };
    ([$($a:tt)*] struct $n:ident $($rest:tt)*) => { $($a)* struct $n $($rest)* };
    ($($t:tt)*) => { without_visibility!(node!($($t)*)); };
}
macro_rules! without_visibility {
    ($m:ident!($(#[$x:meta])* $p:ident $($t:tt)*)) => { $m!([$(#[$x])* $p] $($t)*); };
}
macro_rules! either {
    (derived $n:ident) => { #[derive(other::Builder)] pub struct $n; };
    (globbed) => { pub use other::*; };
    (plain $n:ident) => { pub struct $n; impl $crate::T for $n { either!(item); } };
    ($($n:ident: $t:ty = $e:expr),* $(,)?) => { $(pub const $n: $t = { use other::*; $e };)* };
    (item) => {};
}
pub trait T {}
pub mod a { node! { /// Documented.
    pub struct A #full { b: u8 } } node!(pub struct B;); }
pub mod c { either!(plain P); either! { D: Vec<(u8, u8)> = f::<u8, u8>(1, |x, y| x), E: u8 = 2 } }
pub mod f { either!(derived G); }
pub mod h { either!(globbed); }
use a::{A, B};
  use a::Aa;
//    ^^^^^ error: unresolved import `a::Aa`
use c::{D, E, P};
  use c::Q;
//    ^^^^ error: unresolved import `c::Q`
use f::{G, Q as Q1};
use h::Q as Q2;
"#,
    );
}

#[test]
fn a_body_that_calls_what_is_not_known_may_define_anything() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[dependencies]
paste = "1"
other = "1"
//- /src/lib.rs
macro_rules! pasted { ($n:ident) => { paste::paste! { pub struct [<$n Builder>]; } } }
macro_rules! foreign { () => { other::items!(); } }
macro_rules! derived { () => { #[derive(other::Builder)] pub struct S; } }
macro_rules! attributed { () => { #[other::attribute] pub struct S; } }
macro_rules! passed { ($($d:ident),*) => { #[derive($($d),*)] pub struct S; } }
macro_rules! meta { ($m:meta) => { #[$m] pub struct S; } }
macro_rules! globbed { () => { pub use crate::hidden::*; } }
macro_rules! included { () => { include!(concat!(env!("OUT_DIR"), "/x.rs")); } }
macro_rules! joined { ($n:ident) => { pub struct ${concat($n, Joined)}; } }
macro_rules! calls { ($m:ident) => { $m!(); } }
macro_rules! called { () => { pub struct FromCalled; } }
macro_rules! segments { ($($m:ident)::*) => { $($m)::*!(); } }
pub mod hidden { pub struct Globbed; }
pub mod a { pasted!(A); }
pub mod b { foreign!(); }
pub mod c { derived!(); }
pub mod d { attributed!(); }
pub mod e { use other::Builder; passed!(Builder); }
pub mod f { meta!(other::attribute); }
pub mod g { globbed!(); }
pub mod h { included!(); }
pub mod i { joined!(A); }
pub mod j { calls!(called); }
pub mod k { segments!(other::items); }
use a::ABuilder;
use b::X as X1;
use c::X as X2;
use d::X as X3;
use e::X as X4;
use f::X as X5;
use g::Globbed;
use h::X as X6;
use i::AJoined;
use j::FromCalled;
use k::X as X7;
"#,
    );
}

#[test]
fn a_bang_may_be_put_behind_a_name() {
    check(
        r#"
macro_rules! called { () => { pub struct FromCalled; } }
macro_rules! reorder { ([$($a:tt)*] [$($b:tt)*] [$($c:tt)*]) => { $($b)* $($a)* $($c)* } }
pub mod a { reorder!([!] [called] [();]); }
use a::FromCalled;
use a::Missing;
  //^^^^^^^^^^ error: unresolved import `a::Missing`
"#,
    );
}

#[test]
fn macros_that_macros_define_are_looked_for_where_they_are_defined() {
    check(
        r#"
macro_rules! outer { () => { macro_rules! inner { () => { pub struct FromInner; } } inner!(); } }
macro_rules! named { ($n:ident, $($t:tt)*) => { macro_rules! $n { () => { $($t)* } } } }
macro_rules! shadowed { () => { pub struct Seen; } }
named!(shadowed, pub struct Unseen;);
pub mod a { outer!(); }
pub mod b { shadowed!(); }
use a::FromInner;
use a::Missing;
  //^^^^^^^^^^ error: unresolved import `a::Missing`
use b::Unseen;
"#,
    );
}

#[test]
fn an_import_may_bring_another_macro_of_the_name() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[dependencies]
other = "1"
//- /src/lib.rs
mod before { use other::make; make!(); pub struct S; }
mod globbed { use other::*; make!(); pub struct S; }
mod through { use super::before::*; make!(); }
use before::FromOther;
use globbed::FromOther as B;
use through::FromOther as C;
mod unseen { make!(); }
use unseen::FromOther as D;
  //^^^^^^^^^^^^^^^^^^^^^^ error: unresolved import `unseen::FromOther`
#[macro_use]
mod macros;
mod after { make!(); }
use after::Gone;
  //^^^^^^^^^^^ error: unresolved import `after::Gone`
//- /src/macros.rs
macro_rules! make { () => { pub struct Made; } }
"#,
    );
}

#[test]
fn macros_are_found_by_their_paths() {
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
#[macro_export] macro_rules! items { ($n:ident) => { pub struct $n; $crate::__more!(); } }
#[macro_export] macro_rules! __more { () => { pub struct More; } }
#[macro_export(local_inner_macros)] macro_rules! local { () => { __more!(); } }
//- /user/Cargo.toml
[package]
name = "user"
edition = "2021"
[dependencies]
dep = { path = "../dep" }
//- /user/src/lib.rs
#[macro_export] macro_rules! own { () => { pub struct Own; } }
pub(crate) mod inner { macro_rules! moved { () => { pub struct Moved; } } pub(crate) use moved; }
mod a { dep::items!(Given); }
mod b { crate::own!(); }
mod c { use crate::inner::moved; moved!(); }
mod d { use dep::local; local!(); }
use a::{Given, More};
use a::Gone as A;
  //^^^^^^^^^^^^ error: unresolved import `a::Gone`
use b::Own;
use b::Gone as B;
  //^^^^^^^^^^^^ error: unresolved import `b::Gone`
use c::Moved;
use c::Gone as C;
  //^^^^^^^^^^^^ error: unresolved import `c::Gone`
use d::More as M;
use d::Gone as D;
  //^^^^^^^^^^^^ error: unresolved import `d::Gone`
"#,
    );
}

#[test]
fn a_macro_that_some_builds_lack_may_be_another_one_there() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[features]
other = ["dep:other"]
[dependencies]
other = { version = "1", optional = true }
//- /src/lib.rs
#[cfg(not(feature = "other"))]
macro_rules! make { () => { pub struct Made; } }
#[cfg(feature = "other")]
use other::make;
mod a { use super::*; make!(); }
use a::FromOther;
#[cfg(unix)]
macro_rules! both { () => { pub struct Unix; } }
#[cfg(not(unix))]
macro_rules! both { () => { pub struct Windows; } }
mod b { both!(); }
use b::{Unix, Windows};
use b::Gone;
  //^^^^^^^ error: unresolved import `b::Gone`
"#,
    );
}

const WITH_DEPENDENCIES: &str = r#"
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
fn a_redefined_macro_may_define_in_a_block_what_it_is_given_or_has() {
    check(
        r#"
macro_rules! debug { ($($t:tt)*) => { log! { $($t)* } } }
macro_rules! log { ($($t:tt)*) => { struct Own; $($t)* } }
fn f() { debug!("x {}", y); use self::Gone; }
                              //^^^^^^^^^^ error: unresolved import `self::Gone`
fn g() { debug! { struct Made; } use Made as M; use Other as O; use Own as P; }
                                                  //^^^^^^^^^^ error: unresolved import `Other`
"#,
    );
    check(
        r#"
macro_rules! debug { ($n:ident) => { struct $n; } }
fn f() { debug!(Made); use Made as M; }
"#,
    );
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
fn a_module_may_have_the_name_of_a_crate() {
    check(&format!(
        "{WITH_DEPENDENCIES}{}",
        r#"//- /src/lib.rs
mod tokio { pub use other::test; }
#[tokio::test]
async fn f() { use crate::Gone; }
mod inner { #[derive(serde::Serialize)] pub struct S; }
mod beside { pub mod serde { pub use other::Serialize; } #[derive(serde::Serialize)] pub struct S; }
pub mod serde { pub use other::Serialize; }
use inner::FromOther;
  //^^^^^^^^^^^^^^^^ error: unresolved import `inner::FromOther`
use beside::FromOther as B;
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

#[test]
fn a_macro_that_a_token_names_is_one_of_those_that_are_known() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[dependencies]
other = "1"
//- /src/lib.rs
macro_rules! calls { ($m:ident) => { $m!(); } }
macro_rules! leads { ($m:path) => { $m!(); } }
macro_rules! called { () => { pub struct FromCalled; } }
pub mod a { calls!(called); }
pub mod b { use other::foreign; calls!(foreign); }
pub mod c { leads!(other::foreign); }
use a::FromCalled;
use a::Missing;
  //^^^^^^^^^^ error: unresolved import `a::Missing`
use b::FromForeign;
use c::FromForeign as C;
"#,
    );
}

#[test]
fn a_glob_cannot_bring_another_macro_of_stds() {
    check(&format!(
        "{WITH_DEPENDENCIES}{}",
        r#"//- /src/lib.rs
mod inner { pub(crate) use other::thread_local; }
use inner as alias;
mod a { use crate::alias::*; thread_local! { pub static KEY: u8 = 1; } }
mod b { use other::thread_local; thread_local! { pub static KEY: u8 = 1; } }
mod c { use other::*; println! {} bitflags! {} }
use a::{KEY, Gone};
           //^^^^ error: unresolved import `a::Gone`
use b::FromOther as B;
use c::FromOther as C;
"#
    ));
}

#[test]
fn what_an_expansion_or_an_included_file_says_later_counts() {
    let fixture = Fixture::new(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[dependencies]
other = "1"
//- /src/lib.rs
#[macro_use]
mod macros;
pub mod a { make!(plain, A); }
pub mod b { include!("included.rs"); }
use a::{A, B};
use b::{C, D};
//- /src/macros.rs
macro_rules! make { (plain, $n:ident) => { pub struct $n; }; (derived, $n:ident) => { #[derive(other::D)] pub struct $n; } }
//- /src/included.rs
pub struct C;
"#,
    );
    let root = fixture.path("/src/lib.rs");
    let mut host = Host::open(Files::new(), &root).unwrap();
    let said = |host: &Host| {
        let findings = host.snapshot().findings(&root, Fixes::Elsewhere);
        findings.into_iter().map(|finding| finding.message).collect::<Vec<_>>()
    };
    let no_b = "unresolved import `a::B`".to_owned();
    let no_d = "unresolved import `b::D`".to_owned();
    assert_eq!(said(&host), [no_b.clone(), no_d.clone()]);
    host.apply(&[Change::Text(fixture.path("/src/included.rs"), "pub struct C;\npub struct D;\n".into())]);
    assert_eq!(said(&host), std::slice::from_ref(&no_b));
    // The same identifiers, and another rule.
    let text = host.snapshot().text(&fixture.path("/src/macros.rs")).unwrap();
    let swapped =
        text.replace("(plain, ", "(derived; ").replace("(derived, ", "(plain, ").replace("(derived; ", "(derived, ");
    host.apply(&[Change::Text(fixture.path("/src/macros.rs"), swapped.into())]);
    assert_eq!(said(&host), [""; 0]);
}

#[test]
fn a_macro_that_calls_of_others_define_is_read_from_them() {
    check(
        r#"
macro_rules! template {
    ($(#[$m:meta])* pub trait $name:ident { $($t:tt)* }) => {
        macro_rules! $name { ($method:ident [] $for:ident) => { $method! { $for $($t)* } } }
        pub trait $name { $($t)* }
    };
}
template! { pub trait Data { fn f(&self) {} } }
template! { pub trait Made { fn f(&self) {} } }
macro_rules! implement { ($n:ident $($t:tt)*) => { impl crate::Data for $n {} }; }
macro_rules! structure { ($n:ident $($t:tt)*) => { pub struct $n; } }
pub mod a { pub struct A; Data!(implement [] A); Made!(structure [] B); }
use a::{A, B};
  use a::C;
//    ^^^^ error: unresolved import `a::C`
"#,
    );
}

#[test]
fn a_macro_that_may_be_defined_otherwise_too_may_be_any() {
    let start = "macro_rules! template { ($name:ident $($t:tt)*) => { macro_rules! $name { ($a:ident) => { pub struct $a; } } } }
macro_rules! through { ($($t:tt)*) => { further!($($t)*); } }
macro_rules! further { ($($t:tt)*) => { template!($($t)*); } }
macro_rules! aside { ($($t:tt)*) => { } }
macro_rules! Written { ($a:ident) => { pub struct $a; } }
";
    let end = "pub mod a { Data!(A); Written!(B); }\nuse a::{A, B};\n  use a::C;";
    for (calls, is_known) in [
        ("template!(Data);", true),
        ("template!(Data); aside!(Data Written);", true),
        ("template!(Data); through!(Data Other);", false),
        ("template!(Data); macro_rules! fixed { () => { template!(Data); } } fixed!();", false),
        ("template!(Data); other::make!(Written);", false),
        ("template!(Data); aside!(template!(Data);)", false),
        ("template!(Data); template!(Written);", false),
        ("aside!(Data);", false),
        ("", false),
    ] {
        let expected = if is_known { "\n//    ^^^^ error: unresolved import `a::C`" } else { "" };
        check(&format!("{start}{calls}\n{end}{expected}\n"));
    }
}

#[test]
fn the_nearest_macro_of_the_name_above_a_call_is_the_one() {
    check(
        r#"
pub mod a { macro_rules! m { ($t:ident) => { other::items!($t); } } }
macro_rules! m { ($n:ident) => { pub struct $n; } }
macro_rules! m { ($n:ident; $($t:tt)*) => { pub struct $n; $($t)* } }
pub mod b { m!(Made; pub struct More;); }
use b::{Made, More};
  use b::Gone;
//    ^^^^^^^ error: unresolved import `b::Gone`
"#,
    );
}

#[test]
fn a_module_that_a_call_expands_to_has_what_stands_in_it() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[dependencies]
other = "1"
//- /src/lib.rs
macro_rules! define {
    ($name:ident, $inner:ident) => {
        pub mod $name { use std::fmt; pub struct Set; pub mod $inner {} pub enum Kind { One } }
    };
}
macro_rules! open { ($name:ident) => { pub mod $name { use super::*; } pub mod called { other::items!(); } }; }
pub mod sets { define!(unicode, deep); define!(bytes, deep); pub mod written { pub struct Written; } }
pub mod opened { open!(globbed); }
pub mod all { pub use crate::sets::unicode::*; pub use crate::sets::written::*; }
use sets::unicode::{Set, deep, Kind};
use sets::bytes::fmt;
  use sets::unicode::Sets;
//    ^^^^^^^^^^^^^^^^^^^ error: unresolved import `sets::unicode::Sets`
use all::{Set as S, Written};
  use all::Gone;
//    ^^^^^^^^^ error: unresolved import `all::Gone`
use opened::globbed::Gone as G;
use opened::called::Gone as C;
"#,
    );
}

#[test]
fn what_a_macro_of_the_file_hands_on_is_exported() {
    check(
        r#"
//- /Cargo.toml
[workspace]
members = ["app", "lib"]
//- /app/Cargo.toml
[package]
name = "app"
edition = "2021"
[dependencies]
lib = { path = "../lib" }
//- /app/src/lib.rs
use lib::{documented, Here};
use lib::dropped;
use lib::Gone;
  //^^^^^^^^^ error: unresolved import `lib::Gone`
//- /lib/Cargo.toml
[package]
name = "lib"
edition = "2021"
//- /lib/src/lib.rs
pub struct Here;
macro_rules! document { ($i:item) => { /** Here. */ $i } }
#[cfg(doc)] document![#[macro_export] macro_rules! documented { () => {} }];
#[cfg(not(doc))] document![#[macro_export] macro_rules! documented { ($($t:tt)*) => {} }];
macro_rules! drop { ($i:item) => {} }
drop![#[macro_export] macro_rules! dropped { () => {} }];
"#,
    );
}
