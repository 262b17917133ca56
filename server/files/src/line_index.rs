//! From a byte offset to a line and back. Lines end at `\n`, as rustc counts them; a `\r` before it belongs to the
//! line. Columns are counted by whoever needs them: the terminal and the JSON count Unicode scalar values, the
//! protocol what was negotiated.

use crate::Span;

/// Where the lines of one text begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    /// Byte offset of the first byte of each line; the first is 0.
    starts: Vec<u32>,
    /// The text's length in bytes.
    length: u32,
}

/// A place for people: both 1-based, the column counted in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineColumn {
    /// 1-based.
    pub line: u32,
    /// 1-based, in Unicode scalar values.
    pub column: u32,
}

impl LineIndex {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &str) -> LineIndex {
        let starts = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|newline| newline as u32 + 1))
            .collect();
        LineIndex { starts, length: text.len() as u32 }
    }

    /// How many lines there are; a text that ends in a newline has an empty last one.
    #[must_use]
    pub fn lines(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The 0-based line that holds the byte `offset`; offsets past the end are on the last line.
    #[must_use]
    pub fn line_of(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32 - 1
    }

    /// The bytes of the 0-based `line`, its line break included; `None` past the last line.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Option<Span> {
        let start = *self.starts.get(line as usize)?;
        let end = self.starts.get(line as usize + 1).copied().unwrap_or(self.length);
        Some(Span { start, end })
    }

    /// Line and column of the byte `offset` in `text`, the very text this index was made of. An offset inside a
    /// character counts as that character's start; one past the end as the end.
    #[must_use]
    pub fn line_column(&self, text: &str, offset: u32) -> LineColumn {
        let offset = text.floor_char_boundary(offset.min(self.length) as usize);
        let line = self.line_of(offset as u32);
        let start = self.starts[line as usize] as usize;
        LineColumn { line: line + 1, column: text[start..offset].chars().count() as u32 + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_scalar_values_and_lines_end_at_line_feeds() {
        let text = "a\r\nü𝄞x\n";
        let index = LineIndex::new(text);
        let x = text.find('x').unwrap() as u32;
        assert_eq!(index.line_column(text, x), LineColumn { line: 2, column: 3 });
        assert_eq!(index.line_column(text, text.len() as u32), LineColumn { line: 3, column: 1 });
        assert_eq!(index.line_span(0), Some(Span::new(0, 3)));
        assert_eq!(index.lines(), 3);
    }

    #[test]
    fn an_offset_inside_a_character_or_past_the_end_is_clamped() {
        let text = "ü";
        let index = LineIndex::new(text);
        assert_eq!(index.line_column(text, 1), LineColumn { line: 1, column: 1 });
        assert_eq!(index.line_column(text, 99), LineColumn { line: 1, column: 2 });
    }
}
