mod a { #![macro_use] macro_rules! make { ($n:ident) => { pub struct $n; } } }
pub mod b { make!(Made); }
pub use b::Made;
pub use b::Gone;
