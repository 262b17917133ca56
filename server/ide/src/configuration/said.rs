//! How mistakes in the configuration are said, and how what was meant is written.

use toml::de::DeValue;

use crate::nearest::Nearest;

/// As what a name is written in TOML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quoted {
    /// As a key.
    Key,
    /// As a string.
    Value,
}

impl Quoted {
    /// The name in TOML.
    pub(crate) fn write(self, name: &str) -> String {
        match self {
            Quoted::Key => toml_edit::Key::new(name).to_string(),
            Quoted::Value => toml_edit::Value::from(name).to_string(),
        }
    }
}

/// `message`, with what may have been meant.
pub(crate) fn unknown(message: &str, near: Option<&Nearest<'_>>) -> String {
    match near {
        Some(near) => format!("{message}; did you mean `{}`?", near.name),
        None => message.to_owned(),
    }
}

/// TOML's word for what a value is, with an article.
pub(crate) fn found(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}
