//! Derives, by the package that exports them.

/// A derive that is known to define impls alone, hidden in a `const _` or beside the item, and perhaps items that are named
/// after the one it stands on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Derive {
    pub(crate) krate: &'static str,
    pub(crate) name: &'static str,
    /// Attributes that it takes: they are no macros on what it stands on.
    pub(crate) helpers: &'static [&'static str],
    /// What it puts behind the item's name to name further items.
    pub(crate) suffixes: &'static [&'static str],
}

/// One that defines impls alone.
const fn impls(krate: &'static str, name: &'static str, helpers: &'static [&'static str]) -> Derive {
    Derive { krate, name, helpers, suffixes: &[] }
}

pub(crate) const DERIVES: &[Derive] = &[
    impls("bytemuck", "Pod", &["bytemuck"]),
    impls("bytemuck", "Zeroable", &["bytemuck", "zeroable"]),
    impls("clap", "Args", &["clap", "structopt", "command", "arg", "group"]),
    impls("clap", "Parser", &["clap", "structopt", "command", "arg", "group"]),
    impls("clap", "Subcommand", &["clap", "command", "arg", "group"]),
    impls("clap", "ValueEnum", &["clap", "value"]),
    impls("schemars", "JsonSchema", &["schemars", "serde", "validate", "garde"]),
    impls("serde", "Deserialize", &["serde"]),
    impls("serde", "Serialize", &["serde"]),
    impls("serde_derive", "Deserialize", &["serde"]),
    impls("serde_derive", "Serialize", &["serde"]),
    impls("thiserror", "Error", &["backtrace", "error", "from", "source"]),
    impls("zeroize", "Zeroize", &["zeroize"]),
    impls("zeroize", "ZeroizeOnDrop", &["zeroize"]),
];
