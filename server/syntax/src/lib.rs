//! Text to facts. [`scan`] walks the compiler's own lexer by hand and yields what Greenlight asks of a file: items,
//! imports, modules, cfgs, macros. It reads broken text as well as whole, and it never fails.

pub mod names;
mod outline;
mod spans;

pub use names::{NameTable, Symbol, known};
pub use outline::*;
pub use spans::*;
