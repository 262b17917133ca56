use std::fmt::Write;

use expect_test::{Expect, expect};

use super::*;
use crate::scan;

/// Checks the uses of the import that binds `name` in the scope of the file's first import of it.
fn check(name: &str, text: &str, expected: &Expect) {
    let mut names = NameTable::new();
    let facts = scan(text, &mut names);
    let symbol = names.get(name);
    let import = facts.outline.imports.iter().position(|import| import.binding(&facts.outline) == symbol);
    let mut found = String::new();
    for place in uses_of_import(text, &facts, &names, import.unwrap() as u32) {
        assert_eq!(text[place.span.range()].trim_start_matches("r#"), name);
        let start = text[..place.span.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[..place.span.start as usize].matches('\n').count() + 1;
        let column = place.span.start as usize - start + 1;
        writeln!(found, "{line}:{column} {:?} {:?}", place.follow, place.place).unwrap();
    }
    expected.assert_eq(&found);
}

#[test]
fn types_paths_calls_literals_and_macros() {
    check(
        "E",
        "use a::E;
fn f(x: E, y: &mut E) -> Result<E, *const E> {
    let e = E::new(E { code: 1 });
    if let E(z) = e {}
    g::<E>(vec![E::default()]);
    E!(x)
}
impl From<E> for X where E: Copy {}
impl E {}
",
        &expect![[r#"
            2:9 Nothing Code
            2:20 Nothing Code
            2:33 Nothing Code
            2:43 Nothing Code
            3:13 AssociatedItem("new") Code
            3:20 StructLiteral Code
            4:12 Call Code
            5:9 Nothing Code
            5:17 AssociatedItem("default") MacroCall
            6:5 MacroBang Code
            8:11 Nothing Code
            8:26 Nothing Code
            9:6 Nothing Code
        "#]],
    );
}

#[test]
fn other_things_of_the_same_name_are_no_uses() {
    check(
        "E",
        "use a::E;
/// E in words
#[doc = \"E\"] // E
struct S { E: u8 }
enum V { E, F(E), #[x] G { e: E } }
fn f(s: S, E: u8) -> b::E { s.E; s.E(); V::E; ::E::x; \"E\"; 'E: loop {} }
fn g() { S { E: 1 } }
impl I<E = u8> for S { type E = E; fn E() {} const E: u8 = 1; }
macro_rules! m { ($E:ty) => { $E; E } }
",
        &expect![[r#"
            5:15 Nothing Code
            5:31 Nothing Code
            8:33 Nothing Code
            9:35 Nothing MacroDefinition
        "#]],
    );
}

#[test]
fn scopes_that_shadow_the_name_are_left_out() {
    check(
        "E",
        "use a::E;
fn f<E>(e: E) -> E { E::new() }
fn g() { use b::E; E }
fn h() { { struct E; E } E }
struct S<const N: u8, E> { e: E }
struct T<X: From<E>>(E);
mod m { fn f(e: E) {} }
",
        &expect![[r#"
            4:26 Nothing Code
            6:18 Nothing Code
            6:22 Nothing Code
        "#]],
    );
}

#[test]
fn nested_modules_see_it_through_super() {
    check(
        "E",
        "use a::E;
mod m {
    use super::*;
    fn f(e: E) -> super::E { super::super::E }
    mod n { use super::*; fn f(e: E) -> super::super::E {} }
}
mod o { use super::E; type T = E; }
mod p { use super::E as F; type T = E; }
mod q { use super::E::{self, X, Y}; fn f() { super::E::x() } }
fn g() { self::E; use E::Z; }
",
        &expect![[r#"
            4:13 Nothing Code
            4:26 Nothing Code
            5:35 Nothing Code
            5:55 Nothing Code
            7:20 Nothing Import
            7:32 Nothing Code
            8:20 Nothing Import
            9:20 Nothing Import
            9:53 AssociatedItem("x") Code
            10:16 Nothing Code
            10:23 AssociatedItem("Z") Import
        "#]],
    );
}

#[test]
fn an_import_of_a_block_means_nothing_outside() {
    check(
        "E",
        "fn f() { { use a::E; E } E } fn g(e: E) {}",
        &expect![[r#"
            1:22 Nothing Code
        "#]],
    );
}

#[test]
fn attributes_and_derives_are_uses_but_not_their_arguments() {
    check(
        "E",
        "use a::E;
#[derive(Clone, E)]
#[E(E)]
#[cfg_attr(E, E, derive(E))]
struct S;
",
        &expect![[r#"
            2:17 Nothing Attribute
            3:3 Call Attribute
            4:15 Nothing Attribute
            4:25 Nothing Attribute
        "#]],
    );
}

#[test]
fn locals_hide_functions_but_not_modules() {
    check(
        "help",
        "use a::help;
fn f() { help(); let help = help::me(); help; help::me() }
fn g(help: u8) { help }
fn h() { (0..help).map(help) }
",
        &expect![[r#"
            2:10 Call Code
            2:29 AssociatedItem("me") Code
            2:47 AssociatedItem("me") Code
            4:14 Nothing Code
            4:24 Nothing Code
        "#]],
    );
}

#[test]
fn raw_and_renamed_names() {
    check(
        "type",
        "use a::{b as r#type};
fn f() -> r#type { r#type::b }
",
        &expect![[r#"
            2:11 Nothing Code
            2:20 AssociatedItem("b") Code
        "#]],
    );
}

#[test]
fn items_of_a_macro_call_stand_in_its_module() {
    check(
        "E",
        "m! {
    use a::E;
    fn f() -> E {}
    mod b { use super::E; fn g(x: E) {} }
}
struct S(E);
n! { fn h() { E } struct T(E); }
mod c { fn i() -> E {} }
",
        &expect![[r#"
            3:15 Nothing MacroCall
            4:24 Nothing Import
            4:35 Nothing MacroCall
            6:10 Nothing Code
            7:15 Nothing MacroCall
            7:28 Nothing MacroCall
        "#]],
    );
}

#[test]
fn what_begins_with_the_name_of_the_imports_own_crate_is_the_crate() {
    check(
        "bench",
        "use bench::{group, bench, inner::Other};
use bench::more;
pub use self::bench as again;
fn f(b: bench) { bench::run(bench()); }
",
        &expect![[r#"
            3:15 Nothing Import
            4:9 Nothing Code
            4:29 Call Code
        "#]],
    );
}
