//! Text from outside on its way to a terminal. Names, paths and messages come from files that anybody may have
//! written, and a terminal obeys what looks like a control sequence.

use std::borrow::Cow;

/// `text` on one line and without power over a terminal: control characters, and those that reorder or hide what is
/// written, become Rust's escapes for them.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    escape(text, |_| false)
}

/// As [`one_line`], with line breaks and tabs left as they are.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    escape(text, |character| matches!(character, '\n' | '\t'))
}

fn escape(text: &str, kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    let harmful = |character: char| is_harmful(character) && !kept(character);
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if harmful(character) {
            escaped.extend(character.escape_default());
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// Source code for a snippet, whose columns must stay where they are: what the snippet's printer does not defuse
/// itself (the C1 controls, two bytes each) becomes another character of the same length.
pub(crate) fn source(text: &str) -> Cow<'_, str> {
    let is_c1 = |character: char| ('\u{80}'..='\u{9f}').contains(&character);
    if text.contains(is_c1) { Cow::Owned(text.replace(is_c1, "¤")) } else { Cow::Borrowed(text) }
}

/// As code in Markdown, in a table too: GitHub makes neither markup nor a mention, a reference or a link of it.
pub(crate) fn code(text: &str) -> String {
    let text = one_line(text);
    if !text.is_empty() && !text.contains(['`', '|', '\\']) && text.trim() == text {
        return format!("`{text}`");
    }
    // No span of code can hold these in every place; the element can, if all that Markdown means something by is a reference.
    let mut escaped = "<code>".to_owned();
    for character in text.chars() {
        match character {
            '`' | '|' | '\\' | '<' | '>' | '&' | '@' | '#' | '*' | '_' | '~' | '[' | ']' | ':' | '!' | '$' => {
                escaped.push_str(&format!("&#{};", u32::from(character)));
            }
            character => escaped.push(character),
        }
    }
    escaped + "</code>"
}

fn is_harmful(character: char) -> bool {
    let reorders_or_hides = matches!(
        character,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    );
    character.is_control() || reorders_or_hides
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_sequences_and_reordering_characters_are_spelled_out() {
        assert_eq!(one_line("a\u{1b}[31mb\r\nc\u{9b}2J\u{202e}d"), "a\\u{1b}[31mb\\r\\nc\\u{9b}2J\\u{202e}d");
        assert_eq!(lines("a\n\tb\u{7}"), "a\n\tb\\u{7}");
    }

    #[test]
    fn other_text_is_left_alone() {
        assert!(matches!(one_line("größer 𝄞 `x`"), Cow::Borrowed(_)));
    }

    #[test]
    fn code_in_markdown_is_nothing_but_text() {
        assert_eq!(code("search/1000 <b> @you #1"), "`search/1000 <b> @you #1`");
        assert_eq!(code("a|b"), "<code>a&#124;b</code>");
        assert_eq!(code("`x` \\|"), "<code>&#96;x&#96; &#92;&#124;</code>");
        assert_eq!(code("a\nb\u{202e}"), "<code>a&#92;nb&#92;u{202e}</code>");
        assert_eq!(code(""), "<code></code>");
    }

    #[test]
    fn a_defused_source_has_every_byte_offset_where_it_was() {
        let text = "a\u{9b}2Jb";
        assert_eq!(source(text), "a¤2Jb");
        assert_eq!(source(text).find('b'), text.find('b'));
    }
}
