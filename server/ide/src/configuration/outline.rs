//! The configuration as it stands while it is typed: tables, keys and values by their places. Every text is read: a string that
//! is not closed ends with its line, a list or an inline table where a line begins a new key or table.

mod reader;

use greenlight_files::Span;

pub(crate) use reader::read;

/// A text, table by table.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// In their order; what stands before the first header is the first, without one.
    pub(crate) blocks: Vec<Block>,
    /// To the ends of their lines.
    pub(crate) comments: Vec<Span>,
}

/// A header with what stands under it.
#[derive(Debug, Default)]
pub(crate) struct Block {
    pub(crate) header: Option<Header>,
    pub(crate) entries: Vec<Entry>,
}

/// `[a.b]` or `[[a.b]]`, or what there is of it.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) words: Vec<Word>,
    /// Brackets included.
    pub(crate) span: Span,
}

/// `a.b = value`, or what there is of it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) words: Vec<Word>,
    /// Where the `=` stands.
    pub(crate) equals: Option<u32>,
    pub(crate) value: Option<Value>,
}

/// A part of a key.
#[derive(Debug)]
pub(crate) struct Word {
    /// Without quotes.
    pub(crate) text: String,
    /// Quotes included.
    pub(crate) span: Span,
}

/// A value.
#[derive(Debug)]
pub(crate) enum Value {
    /// A string.
    Text {
        /// `"` or `'`.
        quote: char,
        /// What stands between the quotes.
        content: Span,
        /// Quotes included.
        span: Span,
    },
    /// Anything without quotes.
    Bare(Span),
    /// An array.
    List(Vec<Value>, Span),
    /// An inline table.
    Table(Vec<Entry>, Span),
}

impl Value {
    /// All of it.
    pub(crate) fn span(&self) -> Span {
        match self {
            Value::Text { span, .. } | Value::Bare(span) | Value::List(_, span) | Value::Table(_, span) => *span,
        }
    }
}
