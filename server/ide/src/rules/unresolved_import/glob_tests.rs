//! Glob imports and what re-exports lead to: circles, broken ones, and what of a module can be seen.

use crate::fixture::check;

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
