//! What macros, derives and attributes of other crates are known to define: tables, as data. Whatever is not in them may
//! define anything, and leaves the module it stands in open. A row is applied to every version of its package.
//!
//! The first column is the package, with `_` for `-`; `std` stands for what every crate sees without an import.

mod attributes;
mod calls;
mod derives;

pub(crate) use attributes::ATTRIBUTES;
pub(crate) use calls::{MACRO_CALLS, STD_EXPRESSIONS};
pub(crate) use derives::DERIVES;

/// What expanding a macro call may add to the scope it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provides {
    /// No name that an import could mean.
    Nothing,
    /// No name but such as stand among the call's own tokens, which are declarations: what they call in turn is called
    /// within an expression.
    ItsTokens,
    /// As `ItsTokens`, and these.
    ItsTokensAnd(&'static [&'static str]),
    /// The items that it is given, and all that these may define.
    ItsItems,
}
