//! What macros may define without its standing in the text, by the identifiers of their tokens.

use crate::fixture::check;

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
