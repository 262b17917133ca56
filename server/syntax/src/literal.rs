//! String literals' content: the text between the quotes and the text that it stands for.

use std::borrow::Cow;

use greenlight_files::Span;

use crate::lexer::{Kind, Token};

/// Where the content of a `"…"` or `r#"…"#` lies; `None` for other tokens and for literals without an end.
pub(crate) fn content(text: &str, token: Token) -> Option<Span> {
    let written = &text[token.span().range()];
    let before = match token.kind {
        Kind::Str => 1,
        Kind::RawStr => written.find('"')? + 1,
        _ => return None,
    };
    // What follows the last quote is as many hashes as stand before the first, and perhaps a suffix.
    let end = written.rfind('"')?;
    let hashes = before.saturating_sub(2);
    let ends = written[end + 1..].bytes().take_while(|&byte| byte == b'#').count() == hashes;
    (ends && before <= end).then(|| Span::new(token.start + before as u32, token.start + end as u32))
}

/// What a string literal stands for; `None` as for [`content`], and where an escape is none.
pub(crate) fn value(text: &str, token: Token) -> Option<Cow<'_, str>> {
    let written = &text[content(text, token)?.range()];
    if token.kind == Kind::RawStr || !written.contains('\\') {
        return Some(Cow::Borrowed(written));
    }
    let mut value = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        value.push_str(&rest[..at]);
        let mut after = rest[at + 1..].chars();
        match after.next()? {
            'n' => value.push('\n'),
            'r' => value.push('\r'),
            't' => value.push('\t'),
            '0' => value.push('\0'),
            plain @ ('\\' | '\'' | '"') => value.push(plain),
            'x' => {
                let digits = after.as_str().get(..2)?;
                value.push(char::from(u8::from_str_radix(digits, 16).ok().filter(u8::is_ascii)?));
                after = after.as_str()[2..].chars();
            }
            'u' => {
                let (digits, remaining) = after.as_str().strip_prefix('{')?.split_once('}')?;
                value.push(char::from_u32(u32::from_str_radix(&digits.replace('_', ""), 16).ok()?)?);
                after = remaining.chars();
            }
            // A line's end after a backslash is skipped, with all the whitespace that follows.
            '\n' | '\r' => after = after.as_str().trim_start_matches([' ', '\n', '\r', '\t']).chars(),
            _ => return None,
        }
        rest = after.as_str();
    }
    value.push_str(rest);
    Some(Cow::Owned(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexer::Tokens;

    fn read(text: &str) -> Option<String> {
        value(text, Tokens::of_file(text).current).map(Cow::into_owned)
    }

    #[test]
    fn escapes_are_undone() {
        assert_eq!(read(r#""a\n\x41\u{1_F600}\\ \"""#).as_deref(), Some("a\nA\u{1F600}\\ \""));
        assert_eq!(read("\"a\\\n   b\"").as_deref(), Some("ab"));
        assert_eq!(read("\"\"").as_deref(), Some(""));
    }

    #[test]
    fn raw_strings_are_taken_as_they_are() {
        assert_eq!(read(r###"r##"a\n"#b"##"###).as_deref(), Some(r##"a\n"#b"##));
    }

    #[test]
    fn what_is_no_string_has_no_value() {
        for text in ["b\"a\"", "1", "\"a", "\"\\q\"", "\"\\xff\"", "r#\"a\"", "\"", "'a'"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
