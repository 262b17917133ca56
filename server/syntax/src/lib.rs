//! Text to facts. [`scan`] walks the compiler's own lexer by hand and yields what Greenlight asks of a file: items,
//! imports, modules, cfgs, macros. It reads broken text as well as whole, and it never fails.

mod attributes;
pub mod benches;
mod bodies;
mod builtin;
pub mod by_example;
mod call_items;
mod cfg;
mod conditions;
mod flags;
mod frames;
mod heads;
mod impls;
pub mod inlining;
mod items;
mod keeping;
mod lexer;
pub mod limits;
mod literal;
mod macro_tokens;
mod macros;
pub mod names;
mod outline;
mod passing;
mod recovery;
mod rename;
#[cfg(test)]
mod render;
mod rescan;
mod scanner;
mod shift;
mod spans;
mod types;
mod use_tree;
mod uses;

pub use builtin::{STD_DERIVES, is_keyword, is_statement_macro};
pub use lexer::line_comments;
pub use limits::LIMITS;
pub use names::{NameTable, Symbol, known};
pub use outline::*;
pub use rescan::{Landmarks, rescan, scan_with_landmarks};
pub use scanner::scan;
pub use spans::*;
pub use uses::{
    FeatureString, Follow, Use, UsePlace, calls_of, feature_strings, mentioned, mentions, uses_of_import, words,
};
