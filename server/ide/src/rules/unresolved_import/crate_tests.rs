//! What the first segment of a path means: crates by their names, editions, and a file that several crates have.

use crate::fixture::check;

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
