//! A sample.
#![cfg_attr(not(feature = "std"), no_std)]

pub mod error {
    #[derive(Debug)]
    pub enum Error { Io(u8), Other { code: u32 } }
    pub type Result<T> = core::result::Result<T, Error>;
}

use error::{Error, GgenError, Result as Res};
pub use self::error::*;

macro_rules! modules {
    ($($(#[$attribute:meta])* $name:ident),* $(,)?) => { $($(#[$attribute])* pub mod $name { pub struct S; })* };
}
modules! { a, #[cfg(feature = "p2p")] b }
use a::S;

#[cfg(any(feature = "p2p", all(unix, not(windows))))]
mod gated { use crate::error::Gone; }

extern crate core as c;
impl<T> From<T> for S where T: Fn(&'static str) -> r#type<{ 1 + 2 }> { fn from(_: T) -> S { use std::fmt; S } }
const TEXT: &str = r##"raw "# text"##; const BYTE: u8 = b'\''; const LIFE: char = 'a';
include!("part.rs");
#[cfg(test)]
mod tests { use super::*; #[test] fn t() { use serde::Serialize; } }
