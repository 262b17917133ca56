//! Which macro a name means: by textual scope, by imports and paths, by globs, and in the root of another crate.

use super::listed_macro_tests::WITH_DEPENDENCIES;
use crate::fixture::check;

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

#[test]
fn macros_of_a_module_with_an_inner_macro_use_are_in_scope_behind_it() {
    check(
        r#"
pub mod before { make!(); }
mod macros;
mod inline { #![macro_use] macro_rules! make_inline { () => { pub struct Inline; } } }
pub mod behind { make!(); make_inline!(); }
use behind::{Inline, Made};
use behind::Gone;
  //^^^^^^^^^^^^ error: unresolved import `behind::Gone`
use before::Made as M;
  //^^^^^^^^^^^^^^^^^ error: unresolved import `before::Made`
//- /src/macros.rs
#![macro_use]
macro_rules! make { () => { pub struct Made; } }
"#,
    );
}
