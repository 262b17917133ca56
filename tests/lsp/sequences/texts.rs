//! What the files of a random session say: lines that name each other, right and wrong.

use super::random::Random;

/// Where files may be. Some are missing at first, some are two places for one module.
pub(super) const FILES: &[&str] = &[
    "Cargo.toml",
    "a/Cargo.toml",
    "a/src/lib.rs",
    "a/src/one.rs",
    "a/src/two.rs",
    "a/src/two/deep.rs",
    "a/src/two/mod.rs",
    "a/src/three.rs",
    "a/src/main.rs",
    "a/src/bin/extra.rs",
    "a/tests/it.rs",
    "a/build.rs",
    "b/Cargo.toml",
    "b/src/lib.rs",
    "b/src/other.rs",
    "greenlight.toml",
];

/// The workspace that every session begins with.
pub(super) const START: &str = r#"
//- Cargo.toml
[workspace]
members = ["a", "b"]
resolver = "2"
//- a/Cargo.toml
[package]
name = "a"
version = "0.1.0"
edition = "2021"
[features]
fast = []
[dependencies]
b = { path = "../b" }
//- a/src/lib.rs
pub mod one;
pub mod two;
pub enum Choice { Left, Right }
use crate::one::Alpha;
use crate::one::Alhpa;
//- a/src/one.rs
pub struct Alpha;
pub use super::two::*;
#[cfg(feature = "fats")]
pub struct Slow;
//- a/src/two.rs
pub mod deep;
pub struct Beta;
//- a/src/two/deep.rs
use super::Beta;
use b::Thing;
use b::Thign;
//- a/tests/it.rs
use a::one::Alpha;
//- b/Cargo.toml
[package]
name = "b"
version = "0.1.0"
edition = "2021"
//- b/src/lib.rs
mod other;
pub struct Thing;
pub use other::Kind;
//- b/src/other.rs
pub struct Kind;
pub type Error = ();
"#;

const RUST: &[&str] = &[
    "mod one;",
    "pub mod two;",
    "mod three;",
    "mod deep;",
    "mod other;",
    "pub mod inline { pub struct Inner; pub use super::*; }",
    "pub struct Alpha;",
    "struct Beta;",
    "pub enum Choice { Left, Right }",
    "use crate::one::Alpha;",
    "use crate::one::Alhpa;",
    "use crate::two::*;",
    "pub use crate::one::*;",
    "pub use crate::three::*;",
    "use super::Beta;",
    "use self::inline::Inner;",
    "use b::Thing;",
    "use b::other::Gone;",
    "use a::two::deep::Missing;",
    "use crate::Choice::{Left, Rigth};",
    "#[cfg(feature = \"fast\")]",
    "#[cfg(feature = \"fats\")] use crate::one::Slow;",
    "#[cfg(test)] use crate::one::Tested;",
    "#[path = \"one.rs\"] pub mod again;",
    "#[path = \"../../b/src/other.rs\"] pub mod elsewhere;",
    "macro_rules! make { ($name:ident) => { pub struct $name; } }",
    "make!(Made);",
    "use crate::Made;",
    "macro_rules! gate { ($($i:item)*) => { $( #[cfg(feature = \"fast\")] $i )* } }",
    "macro_rules! gate { ($($i:item)*) => {} }",
    "gate! { pub mod three; use crate::one::Gated; #[cfg(feature = \"fats\")] struct G; }",
    "gate! { mod two; mod deep; mod other; macro_rules! made { () => {} } }",
    "macro_rules! modules { () => { pub mod three; use crate::one::Bodied; } }",
    "modules!();",
    "macro_rules! kept { ($($(#[$a:meta])* $n:ident)*) => { $($(#[$a])* struct $n;)* } }",
    "kept! { Other #[cfg(feature = \"fats\")] Kept }",
    "#[macro_use] mod one;",
    "fn f() { use crate::one::Missing; struct Local; use self::Local; }",
    "fn g() { let x = 1; }",
    "{",
    "}",
    "/* 𝄞 */ use crate::one::Astral;",
    "// greenlight: allow(unresolved-import)",
    "#[derive(Debug)] pub struct D;",
    "#[derive(Unknown)] pub struct U;",
    "extern crate b as bee;",
    "use bee::Thing;",
    "pub type GgenError = ();",
    "use crate::one::{Alpha, GgenError};",
    "pub mod error { pub struct Error; }",
    "use crate::error::GgenError;",
    "fn main() {}",
    "\"unclosed",
    "/*",
    "",
];

const MANIFEST: &[&str] = &[
    "[package]",
    "name = \"a\"",
    "name = \"b\"",
    "version = \"0.1.0\"",
    "edition = \"2018\"",
    "edition = \"2021\"",
    "[features]",
    "fast = []",
    "fats = [\"fast\"]",
    "[dependencies]",
    "b = { path = \"../b\" }",
    "bee = { path = \"../b\", package = \"b\" }",
    "gone = { path = \"../gone\" }",
    "[dev-dependencies]",
    "[lib]",
    "path = \"src/one.rs\"",
    "[workspace]",
    "members = [\"a\", \"b\"]",
    "members = [\"a\"]",
    "members = [\"a\", \"gone\"]",
    "exclude = [\"b\"]",
    "x = ",
    "# greenlight: allow(broken-workspace)",
    "",
];

const CONFIGURATION: &[&str] =
    &["[rules]", "undeclared-feature = \"deny\"", "unresolved-import = \"warn\"", "imports = \"allow\"", "x = ["];

/// A line for the file of this name.
pub(super) fn line(name: &str, random: &mut Random) -> &'static str {
    random.of(match name {
        "greenlight.toml" => CONFIGURATION,
        name if name.ends_with(".toml") => MANIFEST,
        _ => RUST,
    })
}

/// A whole text for the file of this name.
pub(super) fn text(name: &str, random: &mut Random) -> String {
    // A manifest of random lines is none; one that is as it was at first lets the rest go on.
    let first = START.split("//- ").find_map(|file| file.strip_prefix(name)?.strip_prefix('\n'));
    match first {
        Some(first) if name.ends_with(".toml") || random.once_in(3) => first.to_owned(),
        _ => {
            let ending = if random.once_in(6) { "\r\n" } else { "\n" };
            (0..random.below(7)).map(|_| line(name, random).to_owned() + ending).collect()
        }
    }
}
