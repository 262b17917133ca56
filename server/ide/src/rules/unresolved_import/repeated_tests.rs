//! Imports of broken imports: reported where rustc 1.95 reports them beside the import that is broken itself, and nowhere else. What each
//! of these samples expects, rustc says of it.

use crate::fixture::{Fixture, check};

#[test]
fn an_import_of_a_broken_one_is_satisfied_by_its_dummy() {
    check(
        r#"
pub use a::Gone;
pub mod a { pub use crate::b::Gone; }
                  //^^^^^^^^^^^^^^ error: unresolved import `crate::b::Gone`
pub mod b { pub struct Here; }
"#,
    );
}

#[test]
fn one_that_stands_before_it_fails_too_where_something_is_yet_to_be_expanded() {
    check(
        r#"
pub mod before { pub use crate::a::Gone; }
                       //^^^^^^^^^^^^^^ error: unresolved import `crate::a::Gone`
pub mod a { pub use crate::b::Gone; }
                  //^^^^^^^^^^^^^^ error: unresolved import `crate::b::Gone`
pub mod after { pub use crate::a::Gone; }
pub mod b { #[derive(Clone)] pub struct Here; }
"#,
    );
    check(
        r#"
macro_rules! m { () => {} }
pub mod before { pub use crate::a::Gone::Inner; pub use crate::a::Gone::*; pub use crate::globs::Gone; }
                                 //^^^^ error: unresolved import `crate::a::Gone`
                                                                //^^^^ error: unresolved import `crate::a::Gone`
                                                                                 //^^^^^^^^^^^^^^^^^^ error: unresolved import `crate::globs::Gone`
pub mod globs { pub use crate::a::*; }
pub mod a { pub use crate::b::Gone; }
                  //^^^^^^^^^^^^^^ error: unresolved import `crate::b::Gone`
pub mod b { m!(); }
"#,
    );
}

#[test]
fn what_the_default_build_does_not_have_satisfies_nobody() {
    check(
        r#"
pub mod before { pub use crate::a::Gone; }
                       //^^^^^^^^^^^^^^ error: unresolved import `crate::a::Gone`
pub mod a { #[cfg(unix)] pub use crate::b::Gone; #[cfg(windows)] pub struct Gone; }
                               //^^^^^^^^^^^^^^ error: unresolved import `crate::b::Gone`
pub mod b { #[derive(Clone)] pub struct Here; }
"#,
    );
}

#[test]
fn files_stand_where_their_modules_are_declared() {
    check(
        r#"
//- /src/lib.rs
pub mod z;
pub mod m;
pub mod a;
pub mod b { #[derive(Clone)] pub struct Here; }
//- /src/z.rs
pub use crate::m::Gone;
      //^^^^^^^^^^^^^^ error: unresolved import `crate::m::Gone`
//- /src/m.rs
pub use crate::b::Gone;
      //^^^^^^^^^^^^^^ error: unresolved import `crate::b::Gone`
//- /src/a.rs
pub use crate::m::Gone;
"#,
    );
}

#[test]
fn in_a_chain_each_is_asked_of_the_next() {
    check(
        r#"
pub mod first { pub use crate::second::Gone; }
                      //^^^^^^^^^^^^^^^^^^^ error: unresolved import `crate::second::Gone`
pub mod second { pub use crate::third::Gone; }
pub mod third { pub use crate::b::Gone; }
                      //^^^^^^^^^^^^^^ error: unresolved import `crate::b::Gone`
pub mod b { pub struct Here; }
"#,
    );
}

#[test]
fn what_waits_for_a_broken_path_is_never_known() {
    check(
        r#"
pub mod first { pub use crate::second::Gone; }
                      //^^^^^^^^^^^^^^^^^^^ error: unresolved import `crate::second::Gone`
pub mod second { pub use crate::third::Gone; }
pub mod third { pub use crate::b::missing::Gone; }
                                //^^^^^^^ error: unresolved import `crate::b::missing`
pub mod b { #[derive(Clone)] pub struct Here; }
"#,
    );
    check(
        r#"
pub mod before { pub use crate::a::Gone; }
                       //^^^^^^^^^^^^^^ error: unresolved import `crate::a::Gone`
pub mod a { pub use crate::b::Gone; }
                  //^^^^^^^^^^^^^^ error: unresolved import `crate::b::Gone`
pub mod b { pub use crate::missing::*; }
                         //^^^^^^^ error: unresolved import `crate::missing`
"#,
    );
}

#[test]
fn one_by_another_name_is_waited_for() {
    check(
        r#"
pub mod before { pub use crate::a::Renamed; }
pub mod a { pub use crate::b::Gone as Renamed; }
                  //^^^^^^^^^^^^^^^^^^^^^^^^^ error: unresolved import `crate::b::Gone`
pub mod b { #[derive(Clone)] pub struct Here; }
"#,
    );
}

#[test]
fn what_the_call_of_a_missing_macro_was_to_define_is_missing() {
    check(
        r#"
pub mod before { pub use crate::a::Made; }
                       //^^^^^^^^^^^^^^ error: unresolved import `crate::a::Made`
pub mod a { use core::gone as make; make! { pub struct Made; } }
              //^^^^^^^^^^^^^^^^^^ error: unresolved import `core::gone`
"#,
    );
}

#[test]
fn the_broken_import_is_named_and_is_all_that_there_is_to_repair() {
    let fixture = Fixture::new(
        r#"
pub mod before { pub use crate::a::Heer; }
pub mod a { pub use crate::b::Heer; pub struct Hear; }
pub mod b { #[derive(Clone)] pub struct Here; }
"#,
    );
    let findings = fixture.findings();
    let [before, broken] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(before.notes, ["the import `crate::b::Heer` does not resolve, and this one hangs on it"]);
    assert!(before.fixes.is_empty());
    assert!(!broken.fixes.is_empty());
}
