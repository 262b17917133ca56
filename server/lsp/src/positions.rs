//! Byte offsets and the protocol's positions. The protocol counts lines from 0, breaks them at `\n`, `\r\n` and a lone
//! `\r` (a [`Rope`] with `cr_lines` does the same; rustc does not), and counts columns in the code units of the
//! encoding that was negotiated.

use greenlight_files::Span;
use ropey::Rope;
use tower_lsp::ls_types::{Position, Range};

/// The code units that columns are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// What every client understands.
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// The position of the byte `offset` in `text`. An offset inside a character counts as that character's start, one
    /// inside or behind a line break as the end of the line, one past the end of the text as its end.
    pub(crate) fn position(self, text: &Rope, offset: u32) -> Position {
        let offset = text.byte_to_char((offset as usize).min(text.len_bytes()));
        let line = text.char_to_line(offset);
        let (start, end) = line_content(text, line);
        let column = self.units(text, offset.min(end)) - self.units(text, start);
        Position { line: line as u32, character: column as u32 }
    }

    /// The byte offset of `position` in `text`. A line past the last means the end of the text, a column past the
    /// line's end means that end, as the protocol has it; a column inside a character means that character's start.
    pub(crate) fn offset(self, text: &Rope, position: Position) -> u32 {
        let line = position.line as usize;
        if line >= text.len_lines() {
            return text.len_bytes() as u32;
        }
        let (start, end) = line_content(text, line);
        let column = (position.character as usize).min(self.units(text, end) - self.units(text, start));
        let units = self.units(text, start) + column;
        let offset = match self {
            Encoding::Utf8 => text.byte_to_char(units),
            Encoding::Utf16 => text.utf16_cu_to_char(units),
            Encoding::Utf32 => units,
        };
        text.char_to_byte(offset) as u32
    }

    /// As [`Encoding::position`], of both ends.
    pub(crate) fn range(self, text: &Rope, span: Span) -> Range {
        Range { start: self.position(text, span.start), end: self.position(text, span.end) }
    }

    /// As [`Encoding::offset`], of both ends; a range whose end lies before its start is empty.
    pub(crate) fn span(self, text: &Rope, range: Range) -> Span {
        let start = self.offset(text, range.start);
        Span { start, end: self.offset(text, range.end).max(start) }
    }

    /// How many code units lie before the character `offset`.
    fn units(self, text: &Rope, offset: usize) -> usize {
        match self {
            Encoding::Utf8 => text.char_to_byte(offset),
            Encoding::Utf16 => text.char_to_utf16_cu(offset),
            Encoding::Utf32 => offset,
        }
    }
}

/// The first character of the 0-based `line`, which `text` has, and the one behind its last, the line break left out.
fn line_content(text: &Rope, line: usize) -> (usize, usize) {
    let start = text.line_to_char(line);
    let end = text.line_to_char(line + 1);
    let line_break = match (end.checked_sub(2).map(|at| text.char(at)), end.checked_sub(1).map(|at| text.char(at))) {
        (Some('\r'), Some('\n')) if end - start >= 2 => 2,
        (_, Some('\n' | '\r')) if end > start => 1,
        _ => 0,
    };
    (start, end - line_break)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_count_the_code_units_of_the_encoding() {
        let text = Rope::from_str("aü𝄞x");
        let x = 7;
        assert_eq!(ALL.map(|encoding| encoding.position(&text, x)), [at(0, 7), at(0, 4), at(0, 3)]);
        assert_eq!(Encoding::Utf16.offset(&text, at(0, 4)), x);
    }

    #[test]
    fn a_column_inside_a_character_means_its_start() {
        let text = Rope::from_str("ü𝄞");
        assert_eq!(Encoding::Utf8.offset(&text, at(0, 1)), 0);
        assert_eq!(Encoding::Utf16.offset(&text, at(0, 2)), 2);
        assert_eq!(Encoding::Utf8.position(&text, 4), at(0, 2));
    }

    #[test]
    fn lines_break_at_all_three_line_breaks_and_at_nothing_else() {
        let text = Rope::from_str("a\rb\r\nc\nd\u{2028}e\u{b}f");
        let lines = |byte| Encoding::Utf16.position(&text, byte).line;
        assert_eq!([0, 2, 5, 7, 11, 13].map(lines), [0, 1, 2, 3, 3, 3]);
    }

    #[test]
    fn what_lies_past_an_end_means_that_end() {
        let text = Rope::from_str("ab\r\nc");
        assert_eq!(Encoding::Utf16.offset(&text, at(0, 9)), 2);
        assert_eq!(Encoding::Utf16.offset(&text, at(1, u32::MAX)), 5);
        assert_eq!(Encoding::Utf16.offset(&text, at(7, 0)), 5);
        assert_eq!(Encoding::Utf16.position(&text, 99), at(1, 1));
        assert_eq!(Encoding::Utf16.position(&text, 3), at(0, 2), "between \\r and \\n");
        assert_eq!(Encoding::Utf16.span(&text, Range { start: at(1, 0), end: at(0, 0) }), Span::new(4, 4));
    }

    /// The protocol's rules, written down once more without a rope: the start of each line and the end of what it
    /// holds, in bytes.
    fn lines(text: &str) -> Vec<(usize, usize)> {
        let (mut lines, mut start, bytes) = (Vec::new(), 0, text.as_bytes());
        let mut at = 0;
        while at < bytes.len() {
            let line_break = match bytes[at] {
                b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
                b'\r' | b'\n' => 1,
                _ => 0,
            };
            if line_break > 0 {
                lines.push((start, at));
                start = at + line_break;
            }
            at += line_break.max(1);
        }
        lines.push((start, text.len()));
        lines
    }

    fn width(encoding: Encoding, text: &str) -> u32 {
        let width = match encoding {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.encode_utf16().count(),
            Encoding::Utf32 => text.chars().count(),
        };
        width as u32
    }

    proptest! {
        #[test]
        fn positions_agree_with_the_protocols_rules_and_lead_back(text in "[a\u{fc}\u{1d11e}\u{2028}\r\n]{0,40}") {
            let rope = Rope::from_str(&text);
            for (line, (start, end)) in lines(&text).into_iter().enumerate() {
                for (inside, _) in text[start..end].char_indices().chain([(end - start, ' ')]) {
                    for encoding in ALL {
                        let expected = at(line as u32, width(encoding, &text[start..start + inside]));
                        let offset = (start + inside) as u32;
                        prop_assert_eq!(encoding.position(&rope, offset), expected);
                        prop_assert_eq!(encoding.offset(&rope, expected), offset);
                    }
                }
            }
        }

        #[test]
        fn any_position_means_a_character_boundary(text in "[a\u{fc}\u{1d11e}\r\n]{0,20}", line: u32, character: u32) {
            let rope = Rope::from_str(&text);
            for position in [at(line, character), at(line % 8, character % 8)] {
                for encoding in ALL {
                    prop_assert!(text.is_char_boundary(encoding.offset(&rope, position) as usize));
                }
            }
        }
    }
}
