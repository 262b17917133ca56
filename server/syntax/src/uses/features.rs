//! Strings that name a feature, wherever `feature = "…"` stands: in cfgs, and in the tokens of macros that hand cfgs on.

use greenlight_files::Span;

use crate::lexer::{Kind, Tokens};
use crate::literal;

/// A string after `feature =`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureString {
    /// Its value, unescaped.
    pub value: String,
    /// What stands within its quotes.
    pub content: Span,
}

/// All of a text, in its order. Comments do not count.
#[must_use]
pub fn feature_strings(text: &str) -> Vec<FeatureString> {
    if !text.contains("feature") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut tokens = Tokens::of_file(text);
    while tokens.kind() != Kind::Eof {
        let name = tokens.current;
        tokens.bump();
        if !name.kind.is_name() || tokens.name(name) != "feature" || !tokens.eat(Kind::Eq) {
            continue;
        }
        let string = tokens.current;
        if let (Some(value), Some(content)) = (literal::value(text, string), literal::content(text, string)) {
            found.push(FeatureString { value: value.into(), content });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_and_place() {
        let text = r##"#[cfg(all(feature = "a", not(r#feature = r#"b"#)))] #[cfg_attr(feature="c", x)]
// feature = "d"
macro_rules! m { () => { #[cfg(feature = "e")] fn f() {} } }
fn f() { cfg!(feature = "\u{66}"); let feature = g; features = "x"; feature == "y"; }"##;
        let found: Vec<(String, &str)> =
            feature_strings(text).into_iter().map(|it| (it.value, &text[it.content.range()])).collect();
        let expected = [("a", "a"), ("b", "b"), ("c", "c"), ("e", "e"), ("f", "\\u{66}")]
            .map(|(value, raw)| (value.to_owned(), raw));
        assert_eq!(found, expected);
    }
}
