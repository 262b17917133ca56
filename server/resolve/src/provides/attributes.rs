//! Attribute macros that keep what they stand on, bodies included, and add no name beside it.

pub(crate) const ATTRIBUTES: &[(&str, &str)] = &[
    ("async_trait", "async_trait"), // rewrites signatures
    ("tokio", "main"),              // wraps the body in a runtime
    ("tokio", "test"),              // the same, with `#[test]`
    ("tracing", "instrument"),      // wraps the body in a span
];
