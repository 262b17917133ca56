//! What is said of imports, and where, as rustc says it.

use crate::fixture::{Fixture, check};

#[test]
fn a_leaf_that_its_module_lacks_is_marked_whole_and_in_a_group_alone() {
    check(
        r#"
pub mod m { pub struct A; pub enum E { V } pub mod inner { pub struct B; } }
use m::{A, inner::{B, Missing as N}};
                    //^^^^^^^^^^^^ error: unresolved import `m::inner::Missing`
use m::Gone as Here;
  //^^^^^^^^^^^^^^^ error: unresolved import `m::Gone`
use m::E::{V, W};
            //^ error: unresolved import `m::E::W`
"#,
    );
}

#[test]
fn a_segment_that_fails_is_marked_alone() {
    check(
        r#"
pub mod m { pub struct S; pub type T = u8; pub fn f() {} pub enum E { V } }
use m::nope::X;
     //^^^^ error: unresolved import `m::nope`
use m::nope::x::Y;
     //^^^^ error: cannot find `nope` in `m`
use crate::nope::x::Y;
         //^^^^ error: cannot find `nope` in `crate`
use m::S::new;
     //^ error: unresolved import `m::S`
use m::T::*;
     //^ error: unresolved import `m::T`
use m::E::V::x;
        //^ error: unresolved import `m::E::V`
mod q { use super::m::gone::*; }
                    //^^^^ error: unresolved import `super::m::gone`
"#,
    );
}

#[test]
fn a_crate_that_no_manifest_names_is_missing() {
    check(
        r#"
use nope::X;
  //^^^^ error: unresolved import `nope`
use nope::x::Y;
  //^^^^ error: cannot find module or crate `nope` in this scope
use ::nope::X as Y;
    //^^^^ error: unresolved import `nope`
use nope2;
  //^^^^^ error: unresolved import `nope2`
"#,
    );
}

#[test]
fn keywords_stand_at_the_start() {
    check(
        r#"
pub mod m { use super::super::X; }
                     //^^^^^ error: too many leading `super` keywords
use m::super::m as n;
     //^^^^^ error: `super` in paths can only be used in start position
"#,
    );
}

#[test]
fn re_exports_renames_and_globs_are_followed_also_in_circles() {
    check(
        r#"
pub mod a { pub use super::b::*; }
pub mod b { pub use super::a::*; pub use super::c::S as T; }
pub mod c { pub struct S; pub mod deep { pub struct D; } pub use self::deep as shallow; }
use a::T;
use a::shallow::D as D2;
     //^^^^^^^ error: unresolved import `a::shallow`
use c::shallow::D;
use b::W;
  //^^^^ error: unresolved import `b::W`
"#,
    );
}

#[test]
fn what_is_reached_through_a_broken_import_is_not_reported_again() {
    check(
        r#"
pub mod a { pub use super::b::Missing; }
                  //^^^^^^^^^^^^^^^^^ error: unresolved import `super::b::Missing`
pub mod b {}
use a::Missing;
use a::Missing::X;
"#,
    );
}

#[test]
fn a_broken_glob_import_brings_nothing() {
    check(
        r#"
#![allow(unexpected_cfgs)]
pub mod a { pub use super::nope::*; pub use super::b::*; }
                         //^^^^ error: unresolved import `super::nope`
pub mod b { pub struct There; #[cfg(feature = "undeclared")] pub use super::c::*; }
pub mod c { pub struct Gone; }
use a::Perhaps;
  //^^^^^^^^^^ error: unresolved import `a::Perhaps`
use a::There;
use a::Gone;
  //^^^^^^^ error: unresolved import `a::Gone`
"#,
    );
}

#[test]
fn globs_that_lead_through_each_other_bring_all_that_any_order_finds() {
    check(
        r#"
pub use read::*;
pub mod read {
    #[cfg(unix)] mod any { pub struct File; }
    #[cfg(unix)] pub use any::*;
    pub mod elf {
        use crate::read::File;
        use crate::read::Fiel;
          //^^^^^^^^^^^^^^^^^ error: unresolved import `crate::read::Fiel`
    }
    pub use super::elf::*;
}
mod a { pub use super::b::*; pub mod inner { pub struct Deep; } }
mod b { pub use super::a::*; pub use self::inner::*; pub use self::nowhere::*; }
                                                                 //^^^^^^^ error: unresolved import `self::nowhere`
mod c { pub use super::a::Deep; pub use super::a::Deeep; }
                                      //^^^^^^^^^^^^^^^ error: unresolved import `super::a::Deeep`
"#,
    );
}

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
fn a_glob_brings_what_its_module_can_see() {
    check(
        r#"
mod a { struct Private; pub struct Public; pub(super) struct Near; }
mod b {
    use super::a::*;
    use self::Public as P;
    use self::Private as Q;
      //^^^^^^^^^^^^^^^^^^ error: unresolved import `self::Private`
    mod tests { use super::*; use self::Public as R; }
}
"#,
    );
}

#[test]
fn blocks_see_their_own_items_and_those_around_them() {
    check(
        r#"
pub struct Top;
fn f() {
    mod inner { pub struct I; }
    use inner::I;
    use self::Top;
    struct Local;
    enum E { A }
    use E::A;
    {
        use Local as L;
        use E::Z;
          //^^^^ error: unresolved import `E::Z`
    }
    use self::Local as Bad;
      //^^^^^^^^^^^^^^^^^^ error: unresolved import `self::Local`
}
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
fn crates_of_the_workspace_are_seen_by_their_library_name() {
    check(
        r#"
//- /Cargo.toml
[workspace]
members = ["app", "my-lib"]
//- /my-lib/Cargo.toml
[package]
name = "my-lib"
edition = "2021"
//- /my-lib/src/lib.rs
pub mod error { pub struct Error; }
//- /app/Cargo.toml
[package]
name = "app"
edition = "2021"
[dependencies]
my-lib = { path = "../my-lib" }
renamed = { path = "../my-lib", package = "my-lib" }
serde = "1"
//- /app/src/lib.rs
use my_lib::error::Error;
use my_lib::error::Gone;
  //^^^^^^^^^^^^^^^^^^^ error: unresolved import `my_lib::error::Gone`
use renamed::error::Error as E2;
use serde::Anything;
use std::collections::HashMap;
//- /app/src/main.rs
use app::Nothing;
  //^^^^^^^^^^^^ error: unresolved import `app::Nothing`
fn main() {}
"#,
    );
}

#[test]
fn in_the_2015_edition_paths_begin_at_the_root() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
//- /src/lib.rs
pub mod top { pub struct T; }
mod q { use top::T; use std::fmt; use s::U; pub mod s { pub struct U; } }
                                    //^ error: unresolved import `s`
"#,
    );
}

#[test]
fn a_file_in_two_targets_has_one_finding() {
    check(
        r#"
//- /tests/common/mod.rs
use crate::missing;
  //^^^^^^^^^^^^^^ error: unresolved import `crate::missing`
//- /tests/one.rs
mod common;
//- /tests/two.rs
mod common;
//- /src/lib.rs
"#,
    );
}

#[test]
fn many_twins_and_many_globs_end() {
    let twins = |line: &str| (0..24).map(|n| line.replace('#', &n.to_string())).collect::<String>();
    let lib = twins("#[cfg(target_os = \"os#\")] use imp::os#::imp;\n")
        + &twins("use dependency#::*;\n")
        + "use imp::Whatever;\nmod inner { use super::imp::X; use super::y::Z; }\n";
    let dependencies = twins("dependency# = \"1\"\n");
    check(&format!(
        "//- /Cargo.toml\n[package]\nname = \"sample\"\nedition = \"2021\"\n[dependencies]\n{dependencies}//- /src/lib.rs\n{lib}"
    ));
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
fn a_value_or_a_macro_beside_a_module_hides_nothing_of_it() {
    check(
        r#"
pub mod value { pub struct Value; }
pub mod item { pub fn value() {} pub fn other() {} #[macro_export] macro_rules! make { () => {} } }
pub use item::{other, value};
use crate::make;
use value::Vlaue;
  //^^^^^^^^^^^^ error: unresolved import `value::Vlaue`
use other::Gone as A;
  //^^^^^ error: unresolved import `other`
use make::Gone as B;
  //^^^^ error: unresolved import `make`
mod broken { pub use crate::item::otter as other; use self::other::Unclear; }
                   //^^^^^^^^^^^^^^^^^^^^^^^^^^^ error: unresolved import `crate::item::otter`
"#,
    );
}

#[test]
fn globs_of_the_default_build_reach_what_it_has() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[features]
off = []
//- /src/lib.rs
mod new {
    #[cfg(feature = "off")] mod other { pub(crate) mod asm { pub(crate) mod socket { macro_rules! any { ($($t:tt)*) => { $($t)* } } any! { other!{} } } } }
    #[cfg(feature = "off")] pub(crate) use other::*;
    #[cfg(not(feature = "off"))] mod own { pub(crate) mod asm { pub(crate) mod socket { pub struct A; } } }
    #[cfg(not(feature = "off"))] pub(crate) use own::*;
    #[cfg(feature = "off")] use other::linux;
    pub use asm::socket::*;
    pub use linux::gone::*;
          //^^^^^ error: cannot find module or crate `linux` in this scope
}
pub use new::*;
use crate::nope;
  //^^^^^^^^^^^ error: unresolved import `crate::nope`
use crate::A as Found;
"#,
    );
}

#[test]
fn a_broken_glob_of_the_root_of_an_older_crate_brings_nothing() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2015"
//- /src/lib.rs
use gone::prelude::*;
  //^^^^ error: cannot find module or crate `gone` in the crate root
mod inner { use Attr; }
              //^^^^ error: unresolved import `Attr`
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
fn an_import_binds_what_it_can_see() {
    check(
        r#"
//- /src/lib.rs
mod name { pub struct Inner; }
#[macro_export] macro_rules! name { () => {} }
pub struct Thing;
//- /tests/it.rs
use sample::{name, Thing};
mod inner { use sample::{sample, Thing}; }
                       //^^^^^^ error: unresolved import `sample::sample`
"#,
    );
}

#[test]
fn a_root_without_std_has_core_in_the_2015_edition() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
//- /src/lib.rs
#![no_std]
mod inner { use core::cmp; use alloc::vec; }
                             //^^^^^ error: unresolved import `alloc`
"#,
    );
}

#[test]
fn names_that_are_not_ascii_may_be_spelled_in_another_form() {
    check("pub mod m { pub struct Cafe\u{301}; }\nuse m::Caf\u{e9};\n");
}

#[test]
fn a_macro_in_the_root_may_bring_a_crate() {
    check(
        r#"
//- /src/lib.rs
bring!(extern crate odd;);
mod inner;
//- /src/inner.rs
use odd::Thing;
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
fn a_proc_macro_crate_sees_itself_whole() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[lib]
proc-macro = true
//- /src/lib.rs
extern crate self as me;
mod inner { use me::helper; }
fn helper() {}
"#,
    );
}

#[test]
fn a_module_that_is_lost_in_damage_is_not_taken_for_the_crate_of_its_name() {
    for attribute in
        ["#[cfgfeature = \"x\")]", "#[cfg(feature = \"x\"]", "#cfg(feature = \"x\")]", "#[cfg(feature = \"x\")"]
    {
        check(&format!(
            r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[features]
x = []
[dependencies]
dep = {{ path = "dep" }}
[dev-dependencies]
tested = {{ path = "dep", package = "dep" }}
//- /dep/Cargo.toml
[package]
name = "dep"
edition = "2021"
//- /dep/src/lib.rs
pub struct There;
//- /src/dep.rs
pub struct Own;
//- /src/lib.rs
pub struct Before;
{attribute}
mod dep;
pub use dep::Own;
{attribute}
mod tested {{ pub struct Own; }}
use tested::Own as Tested;
"#
        ));
    }
}

#[test]
fn a_file_that_another_program_is_writing_costs_its_own_fixes_alone() {
    let fixture =
        Fixture::new("//- /src/lib.rs\nmod error;\nuse error::GgenError;\n//- /src/error.rs\npub struct Error;\n");
    let titles = || {
        let findings = fixture.findings();
        let fixes = findings.iter().flat_map(|finding| &finding.fixes);
        (findings.len(), fixes.map(|fix| fix.title.clone()).collect::<Vec<_>>())
    };
    let (count, before) = titles();
    assert!(count == 1 && before.iter().any(|title| title.contains("type GgenError")), "{before:?}");
    for half in ["", "pub stru"] {
        greenlight_files::write(&fixture.path("/src/error.rs"), half).unwrap();
        let (count, meanwhile) = titles();
        assert!(count == 1 && !meanwhile.iter().any(|title| title.contains("type GgenError")), "{meanwhile:?}");
    }
}
