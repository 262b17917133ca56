//! JSON that is printed, perhaps on a terminal.

use std::borrow::Cow;
use std::fmt::Write;

/// The same JSON with harmful characters as `\u` escapes. Outside of strings JSON has none but spaces and line breaks, which are
/// kept, and in strings it has none below U+0020.
#[must_use]
pub fn printable(json: &str) -> Cow<'_, str> {
    let is_harmful = |character: char| character > '~' && crate::is_harmful(character);
    if !json.contains(is_harmful) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if is_harmful(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_are_those_of_json() {
        assert_eq!(
            printable("{\n  \"a\u{9b}\": \"\u{202e}\u{e0041}ä\"\n}"),
            "{\n  \"a\\u009b\": \"\\u202e\\udb40\\udc41ä\"\n}"
        );
    }

    proptest! {
        #[test]
        fn it_is_the_same_json_and_does_no_harm(texts in prop::collection::vec(any::<String>(), 0..4)) {
            let json = serde_json::to_string_pretty(&texts).unwrap();
            let printed = printable(&json);
            prop_assert!(!printed.contains(|it: char| crate::is_harmful(it) && it != '\n'));
            prop_assert_eq!(serde_json::from_str::<Vec<String>>(&printed).unwrap(), texts);
        }
    }
}
