//! What stands in the calls of macros that hand it on, as if it stood in the module; and macros that look as if they did.

use crate::fixture::{check, check_fix};

const MANIFEST: &str = r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[features]
default = ["net"]
net = []
rt = []
"#;

const CFG: &str = r#"//- /src/cfg.rs
macro_rules! feature {
    (#![$meta:meta] $($item:item)*) => { $( #[cfg($meta)] #[cfg_attr(docsrs, doc(cfg($meta)))] $item )* }
}
macro_rules! cfg_net { ($($item:item)*) => { $( #[cfg(feature = "net")] $item )* } }
macro_rules! cfg_rt { ($($item:item)*) => { feature! { #![feature = "rt"] $($item)* } } }
cfg_net! {
    macro_rules! cfg_both { ($($item:item)*) => { cfg_rt! { $($item)* } } }
}
"#;

#[test]
fn they_are_part_of_the_module() {
    check(&format!(
        "{MANIFEST}{CFG}{}",
        r#"//- /src/lib.rs
#[macro_use] mod cfg;
cfg_net! {
    pub mod net;
    mod inline { pub(super) struct Deep; use super::Nope; }
                                           //^^^^^^^^^^^ error: unresolved import `super::Nope`
    pub use self::net::{Here, Gone};
                            //^^^^ error: unresolved import `self::net::Gone`
    #[cfg(feature = "undeclared")] pub struct U;
        //^^^^^^^^^^^^^^^^^^^^^^ warning: unexpected `cfg` condition value: `undeclared`
    pub struct Own;
    struct Private;
    fn f() { use Own as O; use Private as P; enum E { V } use E::V; use E::W; }
                                                                      //^^^^ error: unresolved import `E::W`
    mod hidden { pub struct Starred; }
}
mod glob { cfg_net! { pub use super::hidden::*; } }
cfg_rt! {
    use crate::MissingRt;
      //^^^^^^^^^^^^^^^^ warning: unresolved import `crate::MissingRt` [feature = "rt"]
    pub struct Rt;
}
cfg_both! {
    use crate::MissingBoth;
      //^^^^^^^^^^^^^^^^^^ warning: unresolved import `crate::MissingBoth` [feature = "rt"]
}
feature! {
    #![feature = "nofeature"]
     //^^^^^^^^^^^^^^^^^^^^^ warning: unexpected `cfg` condition value: `nofeature`
    use crate::NeverCompiled;
}
feature! {
    #![all(feature = "net", not(any()))]
    use crate::MissingAll;
      //^^^^^^^^^^^^^^^^^ error: unresolved import `crate::MissingAll`
    mod other;
    cfg_net! { use inline::Deep as D; pub struct Nested; }
}
use Own as O;
use {Rt, Here, Nested, glob::Starred};
use glob::Unlit;
  //^^^^^^^^^^^ error: unresolved import `glob::Unlit`
  use Absent;
    //^^^^^^ error: unresolved import `Absent`
use inline::Deep;
//- /src/net.rs
pub struct Here;
use super::Zip;
  //^^^^^^^^^^ error: unresolved import `super::Zip`
pub(super) fn for_super() {}
use super::Private;
//- /src/other.rs
use crate::net::for_super;
use crate::{Own, Private, hidden};
use crate::Bad;
  //^^^^^^^^^^ error: unresolved import `crate::Bad`
"#
    ));
}

#[test]
fn a_macro_that_does_anything_else_hands_nothing_on() {
    for definition in [
        "macro_rules! m { ($($i:item)*) => {} }",
        "macro_rules! m { ($($i:item)*) => { mod wrapped { $($i)* } } }",
        "macro_rules! m { ($($i:item)*) => { $($i)* struct Added; } }",
        "macro_rules! m { (struct $n:ident;) => { struct $n; }; ($($i:item)*) => { $($i)* } }",
        "macro_rules! m { ($($i:item)*) => { $( #[other::attribute] $i )* } }",
        "macro_rules! m { ($($i:item)*) => { n! { $($i)* } } }\nmacro_rules! n { ($($i:item)*) => {} }",
        "macro_rules! m { ($($i:item)*) => { m! { $($i)* } } }",
        "macro_rules! m { ($($i:item)*) => { $($i)* } }\n#[macro_use] mod apart { macro_rules! m { ($($i:item)*) => {} } }",
        "use other::m;",
        "use other::*;",
    ] {
        check(&format!(
            "{MANIFEST}{}{definition}{}",
            "[dependencies]\nother = \"1\"\n//- /src/lib.rs\n",
            r#"
m! {
    mod file;
    use crate::Anything;
    pub use globbed::*;
    #[cfg(feature = "undeclared")] pub struct U;
    extern crate nowhere;
    mod missing;
}
mod globbed {}
use {file::Deep, Whatever, U};
//- /src/file.rs
use super::Elsewhere;
#[cfg(feature = "undeclared")] pub struct U;
mod nowhere;
"#
        ));
    }
}

#[test]
fn one_item_may_be_handed_on_as_well() {
    check(&format!(
        "{MANIFEST}{}",
        r#"//- /src/lib.rs
macro_rules! documented { ($it:item) => { #[doc = "As all are."] $it }; }
macro_rules! gated { ($it:item) => { #[cfg(any())] $it }; }
macro_rules! wrapped { ($it:item) => { mod wrapped { $it } }; }
macro_rules! beside { ($it:item) => { $it pub struct Beside; }; }
pub mod a {
    documented! { pub struct Handed; }
    documented![
        #[macro_export]
        macro_rules! with { () => { $crate::a::unknown!(); other::items!(); } }
    ];
}
pub mod b { gated! { use super::Anything; } }
pub mod c { wrapped! { use super::Anything; } }
pub mod d { beside! { use super::Anything; } }
use a::Handed;
use a::Missing;
  //^^^^^^^^^^ error: unresolved import `a::Missing`
use b::Missing as InB;
  //^^^^^^^^^^^^^^^^^ error: unresolved import `b::Missing`
use d::Beside;
"#
    ));
}

#[test]
fn a_macro_that_is_defined_behind_the_call_is_not_the_one() {
    check(&format!(
        "{MANIFEST}{}",
        r#"//- /src/lib.rs
mod before { m! { use super::Anything; } }
#[macro_export]
macro_rules! m { ($($i:item)*) => { $($i)* } }
m! {
    use crate::Gone;
      //^^^^^^^^^^^ error: unresolved import `crate::Gone`
}
mod below {
    m! {
        use super::Lost;
          //^^^^^^^^^^^ error: unresolved import `super::Lost`
    }
}
//- /src/main.rs
use sample::m;
m! {
    use crate::Missing;
      //^^^^^^^^^^^^^^ error: unresolved import `crate::Missing`
}
fn main() {}
"#
    ));
}

#[test]
fn a_cfg_before_the_first_item_is_not_before_the_others() {
    check(&format!(
        "{MANIFEST}{}",
        r#"//- /src/lib.rs
macro_rules! wide { ($($any:tt)+) => { #[cfg(feature = "rt")] $($any)+ } }
wide! { use crate::A; }
          //^^^^^^^^ warning: unresolved import `crate::A` [feature = "rt"]
mod a { wide! { pub struct One; } use self::{One, Two}; }
                                                //^^^ error: unresolved import `self::Two`
wide! { use crate::B; use crate::C; }
"#
    ));
}

#[test]
fn of_several_macros_all_have_to_hand_on() {
    check(&format!(
        "{MANIFEST}{}",
        r#"//- /src/lib.rs
#[cfg(feature = "net")]
macro_rules! m { ($($i:item)*) => { $( #[cfg(unix)] $i )* } }
#[cfg(not(feature = "net"))]
macro_rules! m { ($($i:item)*) => { $( #[cfg(any())] $i )* } }
m! { use crate::A; pub mod b { pub struct B; } }
use b::B;
use b::C;
  //^^^^ error: unresolved import `b::C`
"#
    ));
}

#[test]
fn private_items_in_them_are_seen_where_the_modules_are() {
    check(
        r#"
macro_rules! m { ($($i:item)*) => { $($i)* } }
mod a {
    m! { struct Hidden; pub(in crate::a) struct Restricted; pub(super) struct Shown; use std::fmt::Display; }
    mod b { use super::{Hidden, Restricted, Shown, Display}; }
}
use a::{Hidden, Shown};
      //^^^^^^ error: struct `Hidden` is private
use a::Restricted;
     //^^^^^^^^^^ error: struct `Restricted` is private
use a::Display as D;
     //^^^^^^^ error: trait import `Display` is private
"#,
    );
}

#[test]
fn macros_among_them_are_in_scope_behind_the_call() {
    check(
        r#"
macro_rules! m { ($($i:item)*) => { $($i)* } }
m! {
    macro_rules! inner { ($($i:item)*) => { $($i)* } }
    #[macro_export] macro_rules! shown { () => {} }
    inner! { pub struct Here; }
}
inner! { pub struct There; extern crate std as renamed; }
mod below { use renamed::fmt; use crate::{Here, There, shown}; use crate::Nowhere; }
                                                                 //^^^^^^^^^^^^^^ error: unresolved import `crate::Nowhere`
"#,
    );
}

#[test]
fn a_file_that_only_they_lead_to_is_not_checked_unless_they_are_handed_on() {
    let of = |definition: &str| {
        let text =
            format!("//- /src/lib.rs\n{definition}\nm! {{ mod file; }}\n//- /src/file.rs\nuse crate::Nothing;\n");
        let report = crate::fixture::Fixture::new(&text).snapshot.report();
        (report.findings.len(), report.not_checked.len(), report.summary.imports.absent)
    };
    assert_eq!(of("macro_rules! m { ($($i:item)*) => { $($i)* } }"), (1, 0, 1));
    assert_eq!(of("macro_rules! m { ($($i:item)*) => {} }"), (0, 1, 0));
}

#[test]
fn what_an_import_in_them_binds_is_renamed_in_the_whole_module() {
    let text = |import: &str, name: &str| {
        format!(
            "macro_rules! m {{ ($($i:item)*) => {{ $($i)* }} }}\nmod e {{ pub struct Error; }}\n\
             m! {{\n    use crate::e::{import};\n    fn f() -> {name} {{ {name} }}\n}}\nfn g(_: {name}) {{}}\n"
        )
    };
    check_fix(
        &text("GgenError", "GgenError"),
        "Import `Error` instead, and rename its uses in this file",
        &format!("//- /src/lib.rs\n{}", text("Error", "Error")),
    );
}

#[test]
fn the_body_of_a_macro_that_takes_nothing_stands_where_it_is_called() {
    check(&format!(
        "{MANIFEST}{}",
        r#"//- /src/lib.rs
#[cfg(not(windows))]
macro_rules! root {
    () => {
        #[macro_use]
        mod macros;
        pub mod inner;
        pub use self::inner::{Here, Gone};
                                  //^^^^ error: unresolved import `self::inner::Gone`
        mod lib { pub use std::fmt; use super::Nope; }
                                      //^^^^^^^^^^^ error: unresolved import `super::Nope`
        #[cfg(feature = "undeclared")] pub struct U;
            //^^^^^^^^^^^^^^^^^^^^^^ warning: unexpected `cfg` condition value: `undeclared`
    };
}
root!();
mod other;
//- /src/macros.rs
macro_rules! brought { ($($i:item)*) => { $($i)* } }
//- /src/inner.rs
use crate::lib::fmt;
pub struct Here;
use crate::Missing;
  //^^^^^^^^^^^^^^ error: unresolved import `crate::Missing`
//- /src/other.rs
use crate::lib::fmt;
brought! { use crate::inner::Here; use super::Absent; }
                                     //^^^^^^^^^^^^^ error: unresolved import `super::Absent`
"#
    ));
}

#[test]
fn the_body_is_compiled_where_its_macro_and_the_call_are() {
    check(&format!(
        "{MANIFEST}{}",
        r#"//- /src/lib.rs
#[cfg(feature = "rt")]
macro_rules! modules { () => { use crate::Rt; } }
                                 //^^^^^^^^^ warning: unresolved import `crate::Rt` [all(all(feature = "rt", feature = "net"), feature = "rt")]
#[cfg(all(feature = "rt", feature = "net"))] modules!();
"#
    ));
}

#[test]
fn a_body_that_is_not_certainly_meant_says_nothing() {
    for text in [
        // Another macro comes in between.
        "macro_rules! m { () => { use crate::A; } }\n#[macro_use] mod n { macro_rules! m { () => {} } }\nm!();\n",
        "macro_rules! p { ($($i:item)*) => { $($i)* } }\nmacro_rules! m { () => { use crate::A; } }\n\
         p! { macro_rules! m { () => {} } }\nm!();\n",
        "macro_rules! p { () => { macro_rules! m { () => {} } } }\nmacro_rules! m { () => { use crate::A; } }\np!();\nm!();\n",
        // It takes something, is called with something, is called before it is there, or is not called at all.
        "macro_rules! m { () => { use crate::A; }; (x) => {} }\nm!(x);\n",
        "macro_rules! m { () => { use crate::A; } }\n",
        "macro_rules! m { ($($t:tt)*) => { } }\nm!(use crate::A;);\nmacro_rules! m { () => { use crate::A; } }\n",
        // Its module is another one.
        "mod n { #[macro_export] macro_rules! m { () => { use crate::A; } } }\npub struct A;\nm!();\n",
    ] {
        check(&format!("//- /src/lib.rs\n{text}"));
    }
}
