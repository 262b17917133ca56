//! A stretch of a text, in bytes.

/// A half-open range of byte offsets into a UTF-8 text: `start` inclusive, `end` exclusive, both on character
/// boundaries, `start <= end`. Texts are capped far below 4 GiB (see [`crate::MAX_FILE_BYTES`]), so `u32` holds them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// From `start` to `end`, in bytes.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Span {
        Span { start, end }
    }

    /// The shortest span that holds both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies within this span; a span contains itself.
    #[must_use]
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// As a range to slice a `str` with.
    #[must_use]
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The length in bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether nothing lies between the ends: a place to insert at.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }
}
