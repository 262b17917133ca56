//! One line of plain text for an editor's own fields.

use std::fmt;
use std::ops::Deref;

use crate::visible;

/// One line of plain text in which nothing controls, hides or reorders: what an editor shows in inlay hints, titles of lenses and
/// code actions, messages of diagnostics, completion items, progress. Whatever a label is made of, all of it is escaped, so that
/// one is shown as it is by everything that shows plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(String);

/// A message may hold several texts from outside.
const MAX_LABEL: usize = 4 * visible::MAX_SHOWN;

impl Label {
    /// `text` as a label.
    #[must_use]
    pub fn new(text: &str) -> Label {
        Label(visible::visible(&visible::shortened(text, MAX_LABEL), |_| false).into_owned())
    }

    /// As it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is shown.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl From<&str> for Label {
    fn from(text: &str) -> Label {
        Label::new(text)
    }
}

impl From<String> for Label {
    fn from(text: String) -> Label {
        if text.len() <= MAX_LABEL && !text.contains(crate::is_harmful) { Label(text) } else { Label::new(&text) }
    }
}

impl From<Label> for String {
    fn from(label: Label) -> String {
        label.0
    }
}

impl Deref for Label {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl AsRef<str> for Label {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Label {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Label {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl PartialEq<String> for Label {
    fn eq(&self, other: &String) -> bool {
        self.0 == *other
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_label_is_one_line_of_visible_text() {
        assert_eq!(Label::from("a\u{1b}[31m\n\u{202e}b".to_owned()), "a\\u{1b}[31m\\n\\u{202e}b");
        let long = Label::from("x".repeat(5_000));
        assert!(long.ends_with("x… (1000 more characters)"));
    }

    proptest! {
        #[test]
        fn it_is_the_same_of_whatever_it_is_made(text in any::<String>()) {
            let label = Label::new(&text);
            prop_assert!(!label.contains(crate::is_harmful));
            prop_assert_eq!(Label::from(text), label);
        }
    }
}
