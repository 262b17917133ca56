//! Attribute macros that keep what they stand on, bodies included, and add no name beside it.

pub(crate) const ATTRIBUTES: &[(&str, &str)] = &[
    ("async_recursion", "async_recursion"),  // boxes the body's future
    ("async_trait", "async_trait"),          // rewrites signatures
    ("auto_impl", "auto_impl"),              // the trait, and impls behind it
    ("serde_with", "serde_as"),              // rewrites attributes of fields
    ("serde_with", "skip_serializing_none"), // adds attributes to fields
    ("serde_with_macros", "serde_as"),       // the same macro
    ("serde_with_macros", "skip_serializing_none"),
    ("sqlx", "test"),         // a function around the function
    ("tokio", "main"),        // wraps the body in a runtime
    ("tokio", "test"),        // the same, with `#[test]`
    ("tokio_macros", "main"), // the same macros
    ("tokio_macros", "test"),
    ("tracing", "instrument"),            // wraps the body in a span
    ("tracing_attributes", "instrument"), // the same macro
];
