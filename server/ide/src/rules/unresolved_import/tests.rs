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
fn names_that_are_not_ascii_may_be_spelled_in_another_form() {
    check("pub mod m { pub struct Cafe\u{301}; }\nuse m::Caf\u{e9};\n");
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

#[test]
fn what_a_trait_does_not_have_is_no_more_there_than_what_a_module_does_not_have() {
    check(
        r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[dependencies]
other = "1"
//- /src/lib.rs
pub trait Plain { const C: u8; type T; fn f(); #[must_use] fn g(); }
pub trait Open { other::items!(); }
#[other::attribute] pub trait Attributed {}
pub trait Changed { #[other::attribute] fn f(); }
use Plain::f;
use Plain::{C as D, T, g, Gone};
                        //^^^^ error: unresolved import `Plain::Gone`
use Open::Gone as A;
use Attributed::Gone as B;
use Changed::Gone as E;
"#,
    );
}
