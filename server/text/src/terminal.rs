//! Text for a terminal, which obeys what looks like a control sequence.

use std::borrow::Cow;

use crate::visible;

/// `text` on one line and without power over a terminal.
#[must_use]
pub fn one_line(text: &str) -> Cow<'_, str> {
    visible::visible(text, |_| false)
}

/// As [`one_line`], with line breaks and tabs left as they are.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    visible::visible(text, |character| matches!(character, '\n' | '\t'))
}

/// Text that is written to a terminal at last, with nothing but the styles that Greenlight writes itself: what somebody forgot to
/// escape does no harm here either.
#[must_use]
pub fn styled(text: &str) -> Cow<'_, str> {
    let is_kept = |character: char| matches!(character, '\n' | '\t' | '\r');
    let mut styled = String::new();
    let mut rest = text;
    let mut is_changed = false;
    while let Some(at) = rest.find(|it: char| crate::is_harmful(it) && !is_kept(it)) {
        let (before, behind) = rest.split_at(at);
        styled.push_str(before);
        let length = match style_length(behind) {
            Some(length) => {
                styled.push_str(&behind[..length]);
                length
            }
            None => {
                is_changed = true;
                let harmful = behind.chars().next().unwrap_or_default();
                styled.extend(harmful.escape_default());
                harmful.len_utf8()
            }
        };
        rest = &behind[length..];
    }
    if !is_changed {
        return Cow::Borrowed(text);
    }
    styled.push_str(rest);
    Cow::Owned(styled)
}

/// How long the style is that the text begins with: `\u{1b}[1;31m`.
fn style_length(text: &str) -> Option<usize> {
    let numbers = text.strip_prefix("\u{1b}[")?;
    let end = numbers.find(|it: char| !it.is_ascii_digit() && it != ';')?;
    numbers[end..].starts_with('m').then_some(2 + end + 1)
}

/// Source code for a snippet, whose columns must stay where they are: what the snippet's printer does not defuse itself
/// becomes another character with as many bytes.
#[must_use]
pub fn source(text: &str) -> Cow<'_, str> {
    let is_left = |character: char| !character.is_ascii() && crate::is_harmful(character);
    if !text.contains(is_left) {
        return Cow::Borrowed(text);
    }
    let defused = text.chars().map(|character| match character.len_utf8() {
        _ if !is_left(character) => character,
        2 => '¤',
        3 => '\u{fffd}',
        _ => '🛇',
    });
    Cow::Owned(defused.collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn control_sequences_and_reordering_characters_are_spelled_out() {
        assert_eq!(one_line("a\u{1b}[31mb\r\nc\u{9b}2J\u{202e}d"), "a\\u{1b}[31mb\\r\\nc\\u{9b}2J\\u{202e}d");
        assert_eq!(lines("a\n\tb\u{7}\r"), "a\n\tb\\u{7}\\r");
    }

    #[test]
    fn other_text_is_left_alone() {
        assert!(matches!(one_line("größer 𝄞 `x`"), Cow::Borrowed(_)));
    }

    #[test]
    fn styles_are_all_that_gets_through_in_the_end() {
        let styled_text = "\u{1b}[1m\u{1b}[38;5;9mred\u{1b}[0m\n";
        assert!(matches!(styled(styled_text), Cow::Borrowed(_)));
        assert_eq!(
            styled("\u{1b}[1mb\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{1b}"),
            "\u{1b}[1mb\\u{1b}[2J\\u{1b}]0;x\\u{7}\\u{9b}31m\\u{202e}\\u{1b}"
        );
    }

    proptest! {
        #[test]
        fn nothing_harmful_is_left(text in any::<String>()) {
            prop_assert!(!one_line(&text).contains(crate::is_harmful));
            prop_assert!(!lines(&text).contains(|it: char| crate::is_harmful(it) && it != '\n' && it != '\t'));
        }

        #[test]
        fn a_defused_source_has_every_byte_offset_where_it_was(text in any::<String>()) {
            let defused = source(&text);
            prop_assert!(!defused.contains(|it: char| !it.is_ascii() && crate::is_harmful(it)));
            let offsets = |text: &str| text.char_indices().map(|(offset, _)| offset).collect::<Vec<_>>();
            prop_assert_eq!(offsets(&defused), offsets(&text));
        }
    }
}
