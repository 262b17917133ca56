//! Imports that lead through more imports than a stack holds, and what once took exponential time.

use std::fmt::Write;

use crate::Finding;
use crate::fixture::Fixture;

/// The messages of what a library of these lines has.
fn messages(lines: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut text = "//- /Cargo.toml\n[package]\nname = \"long\"\nedition = \"2021\"\n//- /src/lib.rs\n".to_owned();
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    Fixture::new(&text).findings().into_iter().map(|Finding { message, .. }| message.to_string()).collect()
}

#[test]
fn a_chain_of_renamed_imports_is_followed_to_its_end() {
    let chain = (0..1500).map(|at| format!("pub use crate::x{} as x{at};", at + 1));
    let end = ["pub mod x1500 { pub struct End; }", "use x0::End;", "use x0::Gone;"].map(str::to_owned);
    assert_eq!(messages(chain.chain(end)), ["unresolved import `x0::Gone`"]);
}

#[test]
fn a_chain_of_globs_is_followed_to_its_end() {
    let chain = (0..1500).map(|at| format!("pub mod m{at} {{ pub use super::m{}::*; }}", at + 1));
    let end = ["pub mod m1500 { pub struct End; }", "use m0::End;", "use m0::Gone;"].map(str::to_owned);
    assert_eq!(messages(chain.chain(end)), ["unresolved import `m0::Gone`"]);
}

#[test]
fn a_chain_of_renamed_imports_without_an_end_is_broken_at_its_end() {
    let chain = (0..600).map(|at| format!("pub use crate::x{} as x{at};", at + 1));
    let found = messages(chain);
    assert!(found.contains(&"unresolved import `crate::x600`".to_owned()), "{found:?}");
}

#[test]
fn a_circle_of_imports_longer_than_the_stack_is_not_judged() {
    let circle = (0..1600).map(|at| format!("pub use crate::x{} as x{at};", (at + 1) % 1600));
    assert_eq!(messages(circle.chain(["use x0::Gone;".to_owned()])), Vec::<String>::new());
}
