//! The text of the configuration as TOML whose keys and values know their places. A key that stands twice costs itself
//! alone; of a text that is broken, nothing is taken for what was meant.

use greenlight_files::Span;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(crate) type Tables<'t> = DeTable<'t>;
pub(crate) type Written<'t> = Spanned<DeValue<'t>>;

/// A text that was read.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    /// What it says; nothing where it is broken.
    pub(crate) table: Tables<'t>,
    /// What is wrong with it as TOML, in the parser's words: a place each.
    pub(crate) errors: Vec<(Span, String)>,
}

/// Reads `text`.
pub(crate) fn parse(text: &str) -> Document<'_> {
    let (table, found) = DeTable::parse_recoverable(text);
    let mut errors: Vec<(Span, String)> = Vec::new();
    // What the second table of a name says twice too comes of it.
    let mut twice = 0..0;
    let mut is_broken = false;
    let mut duplicates: Vec<Span> = Vec::new();
    for error in &found {
        let span = error.span().map_or_else(Span::default, |range| Span::new(range.start as u32, range.end as u32));
        if error.message() == "duplicate key" {
            duplicates.push(span);
        } else if !std::mem::replace(&mut is_broken, true) {
            // Those after the first come of it.
            errors.push((visible(text, span), error.message().replace('\n', ", ")));
        }
    }
    duplicates.sort();
    for span in duplicates {
        if twice.contains(&span.start) {
            continue;
        }
        let name = text.get(span.range()).unwrap_or_default();
        errors.push((span, format!("duplicate key `{name}`")));
        let is_header = |line: &str| line.trim_start().starts_with('[');
        let line = text[..span.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
        let mut lines = text[line..].split_inclusive('\n');
        if let Some(own) = lines.next().filter(|own| is_header(own)) {
            let below: usize = lines.take_while(|line| !is_header(line)).map(str::len).sum();
            twice = span.start..(line + own.len() + below) as u32;
        }
    }
    errors.sort();
    Document { table: if is_broken { DeTable::new() } else { table.into_inner() }, errors }
}

/// The place of a value.
pub(crate) fn span_of<T>(value: &Spanned<T>) -> Span {
    let range = value.span();
    Span::new(range.start as u32, range.end as u32)
}

/// `span`, or where that is empty what stands before it on its line.
fn visible(text: &str, span: Span) -> Span {
    if span.start < span.end {
        return span;
    }
    let before = &text[..(span.start as usize).min(text.len())];
    let before = before.trim_end();
    let start = before.char_indices().next_back().map_or(0, |(at, _)| at);
    Span::new(start as u32, before.len() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(text: &str) -> Vec<(String, String)> {
        let said = |(span, message): (Span, String)| (text[span.range()].to_owned(), message);
        parse(text).errors.into_iter().map(said).collect()
    }

    #[test]
    fn a_broken_text_says_where_it_breaks_and_nothing_else() {
        let is = |at: &str, message: &str| [(at.to_owned(), message.to_owned())];
        assert_eq!(errors("[rules\n"), is("s", "unclosed table, expected `]`"));
        assert_eq!(errors("a = [1,\nb = 2\n[c]\n"), is("=", "unexpected `=` in array, expected value, `]`"));
        assert_eq!(errors("a =\n"), is("=", "string values must be quoted, expected literal string"));
        assert!(parse("b = 1\n[rules\n").table.is_empty());
    }

    #[test]
    fn what_stands_twice_is_told_once_each_and_all_else_is_read() {
        let text = "[a]\nx = 1\nx = 2\ny = 1\n[a]\nx = 3\n[b]\nz = 1\n";
        let twice = |key: &str| (key.to_owned(), format!("duplicate key `{key}`"));
        assert_eq!(errors(text), [twice("x"), twice("a")]);
        assert!(parse(text).table.contains_key("b"));
    }
}
