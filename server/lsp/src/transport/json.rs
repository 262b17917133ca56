//! The inner form of messages, before they are parsed: bytes become text, lone surrogates become U+FFFD, and how deep and
//! how many the values are is bounded, since what is parsed takes some thirty times the room of its text.

use std::borrow::Cow;

use crate::limits::{JSON_NESTING, JSON_VALUES};

/// Why a body is not parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    /// More levels than [`JSON_NESTING`].
    #[error("the message is nested deeper than {max} levels", max = JSON_NESTING.max)]
    Deep,
    /// More values than [`JSON_VALUES`].
    #[error("the message has more than {max} values", max = JSON_VALUES.max)]
    Many,
}

/// The text of a body in which every string can be read: what is no UTF-8 and every escaped surrogate that stands alone, as
/// JavaScript writes it, is U+FFFD there. Whether it is JSON is not looked at.
pub(super) fn readable(body: Vec<u8>) -> Result<String, Refused> {
    let mut bytes = match String::from_utf8(body) {
        Ok(text) => text.into_bytes(),
        Err(error) => match String::from_utf8_lossy(error.as_bytes()) {
            Cow::Owned(text) => text.into_bytes(),
            Cow::Borrowed(text) => text.as_bytes().to_vec(),
        },
    };
    let (mut at, mut depth, mut values) = (0, 0_u64, 1_u64);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = string(&mut bytes, at + 1),
            byte => {
                match byte {
                    b'[' | b'{' => {
                        depth += 1;
                        values += 1;
                        if !JSON_NESTING.allows(depth) {
                            return Err(Refused::Deep);
                        }
                    }
                    b']' | b'}' => depth = depth.saturating_sub(1),
                    b',' => values += 1,
                    _ => {}
                }
                at += 1;
            }
        }
    }
    if !JSON_VALUES.allows(values) {
        return Err(Refused::Many);
    }
    // It was text, and ASCII was written over ASCII.
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

/// Repairs the string that begins at `at`. Returns the offset behind its end.
fn string(bytes: &mut [u8], mut at: usize) -> usize {
    loop {
        match memchr::memchr2(b'"', b'\\', &bytes[at..]).map(|found| at + found) {
            None => return bytes.len(),
            Some(end) if bytes[end] == b'"' => return end + 1,
            Some(escape) => match unit(bytes, escape) {
                Some(0xd800..0xdc00) if matches!(unit(bytes, escape + 6), Some(0xdc00..0xe000)) => at = escape + 12,
                Some(0xd800..0xe000) => {
                    bytes[escape..escape + 6].copy_from_slice(br"\ufffd");
                    at = escape + 6;
                }
                Some(_) => at = escape + 6,
                None => at = (escape + 2).min(bytes.len()),
            },
        }
    }
}

/// The code unit that is escaped at `at`, as `\uXXXX`.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(br"\u")?;
    digits.iter().try_fold(0, |unit, &digit| Some(unit * 16 + char::from(digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn read(body: &[u8]) -> String {
        readable(body.to_vec()).unwrap()
    }

    #[test]
    fn a_lone_surrogate_is_a_replacement_character_in_values_and_keys() {
        for (written, readable) in [
            (r#""\ud800""#, r#""\ufffd""#),
            (r#""\uDC00x""#, r#""\ufffdx""#),
            (r#"{"\ud800":"\ud83d\ud83d\ude00"}"#, r#"{"\ufffd":"\ufffd\ud83d\ude00"}"#),
            (r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\ud83d\n""#, r#""\ufffd\n""#),
        ] {
            assert_eq!(read(written.as_bytes()), readable);
            serde_json::from_str::<Value>(readable).unwrap();
        }
    }

    #[test]
    fn what_only_looks_like_one_stays() {
        for text in
            [r#""\\ud800""#, r#""\ud83d\ude00""#, r#""\u00e9\"\ud7ff\ue000""#, r#"\ud800"#, r#""\ud80"#, r#""\"#]
        {
            assert_eq!(read(text.as_bytes()), text);
        }
    }

    #[test]
    fn what_is_no_utf8_is_replaced() {
        assert_eq!(read(b"\"a\xff\xed\xa0\x80\""), "\"a\u{fffd}\u{fffd}\u{fffd}\u{fffd}\"");
    }

    #[test]
    fn depth_and_number_are_bounded_outside_of_strings_alone() {
        let deep = |levels: u64| format!("{}{}", "[".repeat(levels as usize), "]".repeat(levels as usize));
        assert!(readable(deep(JSON_NESTING.max).into()).is_ok());
        assert_eq!(readable(deep(JSON_NESTING.max + 1).into()), Err(Refused::Deep));
        assert!(readable(format!("\"{}\"", "[".repeat(9999)).into()).is_ok());
        let many = |values: u64| format!("[{}0]", "0,".repeat(values as usize - 1));
        assert!(readable(many(JSON_VALUES.max - 2).into()).is_ok());
        assert_eq!(readable(many(JSON_VALUES.max).into()), Err(Refused::Many));
    }

    #[test]
    fn what_the_limit_of_levels_lets_through_serde_json_reads() {
        let levels = JSON_NESTING.max as usize;
        let deepest = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(serde_json::from_str::<Value>(&deepest).is_ok());
    }

    proptest! {
        #[test]
        fn what_is_json_stays_what_it_was(text in any::<String>(), key in any::<String>()) {
            let json = serde_json::json!({ key: [text, 1, null] }).to_string();
            prop_assert_eq!(read(json.as_bytes()), json);
        }

        #[test]
        fn strings_of_any_code_units_can_be_read(units in proptest::collection::vec(any::<u16>(), 0..40)) {
            let escaped: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let text: String = serde_json::from_str(&read(format!("\"{escaped}\"").as_bytes())).unwrap();
            prop_assert_eq!(text, String::from_utf16_lossy(&units));
        }

        #[test]
        fn any_bytes_are_taken(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            readable(bytes).unwrap();
        }
    }
}
