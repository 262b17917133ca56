//! What macros, derives and attributes from other crates are known to define: the one table, as data. Whatever is
//! not in it may define anything, and leaves the module it stands in open.

/// What expanding it may add to the scope it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provides {
    /// No name that an import could mean.
    Nothing,
    /// No name but such as stand among the call's own tokens.
    ItsTokens,
}

/// A macro call at item level. The crate `std` stands for what every crate sees without an import.
pub(crate) const MACRO_CALLS: &[(&str, &str, Provides)] = &[
    ("std", "assert", Provides::Nothing), // `const _` bodies aside, only as a statement
    ("std", "compile_error", Provides::Nothing),
    ("std", "global_asm", Provides::Nothing),
    ("std", "thread_local", Provides::ItsTokens), // `static NAME: T = …;` for each declaration it is given
    ("bitflags", "bitflags", Provides::ItsTokens), // the named struct; its module-level helpers are in `const _` blocks
    ("lazy_static", "lazy_static", Provides::ItsTokens), // a static and a struct of each given name
    ("criterion", "criterion_group", Provides::ItsTokens), // a function of the group's name
    ("criterion", "criterion_main", Provides::ItsTokens), // `fn main`, which nobody imports
    ("static_assertions", "assert_impl_all", Provides::Nothing), // `const _`
    ("static_assertions", "assert_not_impl_any", Provides::Nothing), // `const _`
    ("static_assertions", "const_assert", Provides::Nothing), // `const _`
    ("static_assertions", "const_assert_eq", Provides::Nothing), // `const _`
    ("static_assertions", "assert_eq_size", Provides::Nothing), // `const _`
    ("static_assertions", "assert_obj_safe", Provides::Nothing), // `const _`
    ("proptest", "proptest", Provides::ItsTokens), // test functions of the given names
];

/// A derive, by the crate that it is imported from.
pub(crate) const DERIVES: &[(&str, &str)] = &[
    ("serde", "Serialize"),        // impls within `const _`
    ("serde", "Deserialize"),      // impls within `const _`
    ("serde_derive", "Serialize"), // the same macros
    ("serde_derive", "Deserialize"),
    ("thiserror", "Error"), // impls
    ("clap", "Parser"),     // impls
    ("clap", "Args"),       // impls
    ("clap", "Subcommand"), // impls
    ("clap", "ValueEnum"),  // impls
    ("zeroize", "Zeroize"), // impls
    ("zeroize", "ZeroizeOnDrop"),
    ("bytemuck", "Pod"), // impls and `const _` checks
    ("bytemuck", "Zeroable"),
    ("schemars", "JsonSchema"), // impls within `const _`
];

/// An attribute macro that keeps the body it stands on and adds no name beside it.
pub(crate) const ATTRIBUTES: &[(&str, &str)] = &[
    ("tokio", "main"),              // wraps the body in a runtime
    ("tokio", "test"),              // the same, with `#[test]`
    ("async_trait", "async_trait"), // rewrites signatures
    ("tracing", "instrument"),      // wraps the body in a span
];
