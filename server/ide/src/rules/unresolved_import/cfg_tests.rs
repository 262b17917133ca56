//! Which builds compile an import, and which have what it names.

use crate::fixture::check;

#[test]
fn what_no_build_compiles_is_not_there() {
    check(
        r#"
#![allow(unexpected_cfgs)]
pub mod a {
    #[cfg(feature = "undeclared")] pub struct Gone;
    #[cfg(any(feature = "undeclared", unix))] pub struct OnUnix;
    #[cfg(not(feature = "undeclared"))] pub struct Always;
    #[cfg(all(feature = "undeclared", test))] pub use super::b::Never;
    #[cfg(feature = "undeclared")] thread_local! { static CELL: u8 = 0; }
    #[cfg_attr(feature = "undeclared", derive(other::Unknown))] pub struct Derived;
    pub enum E { #[cfg(feature = "undeclared")] V, W }
}
pub mod b { pub struct Never; }
use a::Gone;
  //^^^^^^^ error: unresolved import `a::Gone`
use a::OnUnix;
use a::Always;
use a::Never;
  //^^^^^^^^ error: unresolved import `a::Never`
use a::CELL;
  //^^^^^^^ error: unresolved import `a::CELL`
use a::{Derived, Missing};
               //^^^^^^^ error: unresolved import `a::Missing`
use a::E::{V, W};
         //^ error: unresolved import `a::E::V`
"#,
    );
}

#[test]
fn every_cfg_counts_for_what_exists_and_the_imports_own_for_who_meets_it() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[features]
extra = []
//- /src/lib.rs
#[cfg(windows)] pub mod imp { pub struct A; }
#[cfg(unix)] pub mod imp { pub struct B; }
use imp::{A, B};
use imp::C;
  //^^^^^^ error: unresolved import `imp::C`
#[cfg(feature = "extra")] mod extra { use crate::Gone; }
                                        //^^^^^^^^^^^ warning: unresolved import `crate::Gone` [feature = "extra"]
#[cfg(any())] use crate::Never;
#[cfg(loom)] use crate::Unclear;
    //^^^^ warning: unexpected `cfg` condition name: `loom`
"#,
    );
}

#[test]
fn cfgs_that_contradict_each_other_compile_nothing() {
    check(
        r#"
#[cfg_attr(target_arch = "powerpc", path = "powerpc.rs")]
mod socket;
use socket::OLD;
//- /src/socket.rs
#[cfg(not(target_arch = "powerpc"))]
pub const OLD: u8 = 20;
#[cfg(not(not(target_arch = "powerpc")))]
use super::OLD;
//- /src/powerpc.rs
const OLD: u8 = 18;
#[path = "socket.rs"]
mod generic;
"#,
    );
}

#[test]
fn a_cfg_that_nobody_is_known_to_set_may_be_unset() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
build = "build.rs"
//- /build.rs
fn main() {
    println!("cargo::rustc-cfg=if_docsrs_then_old");
    if old() { println!("cargo::rustc-check-cfg=cfg(old_compiler)\ncargo::rustc-cfg=old_compiler"); }
}
//- /src/lib.rs
#[cfg(not(docsrs))] use crate::A;
                      //^^^^^^^^ error: unresolved import `crate::A`
#[cfg(docsrs)] use crate::B;
#[cfg(not(old_compiler))] use crate::C;
                            //^^^^^^^^ warning: unresolved import `crate::C` [not(old_compiler)]
#[cfg(not(true))] use crate::D;
"#,
    );
}

#[test]
fn platforms_that_do_not_exist_compile_nothing() {
    check(
        r#"
#[cfg(all(target_os = "linux", not(unix)))] use crate::A;
#[cfg(all(target_os = "windows", target_family = "unix"))] use crate::B;
#[cfg(all(unix, windows))] use crate::C;
#[cfg(all(target_os = "linux", target_os = "macos"))] use crate::D;
"#,
    );
}

#[test]
fn tests_in_a_bench_without_the_harness_are_never_compiled() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[[bench]]
name = "speed"
harness = false
//- /src/lib.rs
pub mod samples;
pub struct Vector;
//- /src/samples.rs
#[test]
fn validate() { use crate::Vector; }
//- /benches/speed.rs
#[path = "../src/samples.rs"]
mod samples;
fn main() {}
"#,
    );
}

#[test]
fn a_cfg_that_the_build_script_gives_to_an_expression_holds_where_that_does() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
build = "build.rs"
[build-dependencies]
cfg_aliases = "0.2"
//- /build.rs
fn main() {
    cfg_aliases::cfg_aliases! {
        apart: { not(any(unix, windows)) },
        known: { any(unix, windows) },
        chained: { all(known, not(apart)) },
        circular: { circular },
        printed: { windows },
    }
    println!("cargo:rustc-cfg=printed");
}
//- /src/lib.rs
#[cfg(chained)] use std::Gone as A;
                  //^^^^^^^^^^^^^^ error: unresolved import `std::Gone`
#[cfg(apart)] use std::Gone as B;
#[cfg(circular)] use std::Gone as C;
#[cfg(printed)] use std::Gone as D;
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
