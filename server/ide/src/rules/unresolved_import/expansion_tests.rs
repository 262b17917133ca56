//! Calls that are expanded, where the identifiers of their tokens leave open what they define.

use greenlight_files::Files;

use crate::fixture::{Fixture, check};
use crate::{Change, Fixes, Host};

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
fn what_the_default_build_has_of_an_expansion_is_found() {
    let fixture = Fixture::new(
        r#"
#[macro_use]
mod macros;
modules!();
mod user { use crate::prelude::*; use crate::prelude::fmt; }
#[cfg(windows)] mod other { use crate::prelude::fmt; }
//- /src/macros.rs
macro_rules! modules { () => { mod prelude { pub use core::fmt; } } }
"#,
    );
    let imports = fixture.snapshot.report().summary.imports;
    assert_eq!((imports.found, imports.absent), (2, 0));
    // Of a build that is not the default one macros are not expanded.
    assert_eq!(imports.unknown.get("macros"), Some(&1));
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
fn what_stands_among_the_tokens_of_an_expanded_call_need_not_be_defined_by_it() {
    check(
        r#"
macro_rules! implement { ($name:ident for $($bound:ident)*) => { impl<T: $($bound +)*> $name<T> { pub fn get() {} } }; }
pub mod bounds {
    pub trait Here {}
    pub struct Wrapper<T>(T);
    implement!(Wrapper for Here Scalar);
}
use bounds::{Here, Wrapper};
use bounds::Scalar;
  //^^^^^^^^^^^^^^ error: unresolved import `bounds::Scalar`
#[cfg(windows)] use bounds::Scalar as OnWindows;
"#,
    );
}
