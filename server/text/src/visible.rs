//! Which characters do harm, and how they and long texts are shown.

use std::borrow::Cow;

/// Of one text from outside, so many characters are shown. Criterion's ids and Rust's paths are below 300.
pub const MAX_SHOWN: usize = 1_000;

/// Whether a character controls whatever shows it, reorders or separates what is around it, or is not seen at all.
#[must_use]
pub fn is_harmful(character: char) -> bool {
    match character {
        ' '..='~' => false,
        // Soft hyphen, combining grapheme joiner, Arabic letter mark, fillers and separators that have no width.
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' => true,
        '\u{3164}' | '\u{ffa0}' => true,
        // Of no width, or that set the direction; line and paragraph separators; the byte order mark; annotations.
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' => true,
        // Tags, and what is not assigned beside them. Variation selectors belong to the character before.
        '\u{e0100}'..='\u{e01ef}' => false,
        '\u{e0000}'..='\u{e0fff}' => true,
        // No characters, which XML has no way to write.
        '\u{fdd0}'..='\u{fdef}' => true,
        character => character.is_control() || u32::from(character) & 0xfffe == 0xfffe,
    }
}

/// `text` with harmful characters as Rust's escapes for them, unless they are `kept`.
pub(crate) fn visible(text: &str, kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    let shows = |character: char| !is_harmful(character) || kept(character);
    if text.chars().all(&shows) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match shows(character) {
            true => escaped.push(character),
            false => escaped.extend(character.escape_default()),
        }
    }
    Cow::Owned(escaped)
}

/// At most so many characters of `text`, and how many more it has.
pub(crate) fn shortened(text: &str, max: usize) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(max) else { return Cow::Borrowed(text) };
    let (shown, rest) = text.split_at(end);
    Cow::Owned(format!("{shown}… ({} more characters)", rest.chars().count()))
}

/// As both, on one line: what every medium but JSON makes of a text first.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    let short = shortened(text, MAX_SHOWN);
    match visible(&short, |_| false) {
        Cow::Borrowed(_) => short,
        Cow::Owned(visible) => Cow::Owned(visible),
    }
}

/// Strings that mean something to some medium, for tests of each.
#[cfg(test)]
pub(crate) const HOSTILE: &[&str] = &[
    "\u{1b}[31mred\u{1b}]8;;http://evil\u{7}link",
    "a\u{9b}2Jb\u{85}c\u{7f}d\0e",
    "admin\u{202e}txt.exe\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}",
    "a\u{200b}b\u{feff}c\u{2028}d\u{2029}e\u{e0041}f\u{ffff}",
    "one\r\ntwo\nthree",
    "![x](https://evil.example/beacon.png)",
    "[x](https://evil.example)",
    "[x]: https://evil.example",
    "<img src=x onerror=alert(1)>",
    "</style></title><script>alert(1)</script>",
    "\"><svg onload=alert('1')>",
    "https://evil.example www.evil.example evil@example.com",
    "WWW.evil.example",
    "@you #1 GH-1 owner/repo#2 deadbeef1",
    "# heading",
    "- item",
    "1. item",
    "===",
    "---",
    "a | b \\| c \\",
    "|||",
    "`code` ``more`` ```",
    "`",
    "```\nblock",
    "$\\sqrt{2}$ $`x`$",
    "&lt;b&gt; &#64; &copy;",
    "*bold* _it_ ~~no~~ **b**",
    "\\",
    " leading and trailing ",
    "",
    " ",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_controls_hides_or_reorders_is_spelled_out() {
        assert_eq!(
            one_line("a\u{1b}[31mb\r\nc\u{9b}2J\u{202e}d\u{e0041}"),
            "a\\u{1b}[31mb\\r\\nc\\u{9b}2J\\u{202e}d\\u{e0041}"
        );
        assert!(matches!(one_line("größer 𝄞 `x` 漢\u{e0100} ❤️"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_long_text_says_how_much_longer_it_is() {
        assert_eq!(shortened("äöü", 3), "äöü");
        assert_eq!(shortened("äöüxy", 3), "äöü… (2 more characters)");
    }

    proptest::proptest! {
        #[test]
        fn nothing_harmful_is_left_and_nothing_else_is_changed(text in proptest::prelude::any::<String>()) {
            let shown = one_line(&text);
            assert!(!shown.contains(is_harmful));
            if !text.contains(is_harmful) {
                assert_eq!(shown, text);
            }
        }
    }
}
