//! Reads an outline. Each of its steps ends where its part of the text ends or breaks off, and the next line begins anew.

use greenlight_files::Span;

use super::{Block, Entry, Header, Outline, Value, Word};

/// Reads `text`.
pub(crate) fn read(text: &str) -> Outline {
    let mut reader = Reader { text, at: 0, outline: Outline::default() };
    let mut block = Block::default();
    loop {
        reader.skip_blank();
        match reader.peek() {
            None => break,
            Some('[') => {
                let next = Block { header: Some(reader.header()), entries: Vec::new() };
                reader.outline.blocks.push(std::mem::replace(&mut block, next));
            }
            Some(_) => block.entries.extend(reader.entry(false)),
        }
        reader.skip_line();
    }
    reader.outline.blocks.push(block);
    reader.outline
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    outline: Outline,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn span_from(&self, start: usize) -> Span {
        Span::new(start as u32, self.at as u32)
    }

    /// Past all that `skipped` holds of.
    fn skip(&mut self, skipped: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|character| !skipped(character)).unwrap_or(rest.len());
    }

    fn skip_spaces(&mut self) {
        self.skip(|character| matches!(character, ' ' | '\t' | '\r'));
    }

    fn comment(&mut self) {
        let start = self.at;
        self.skip(|character| character != '\n');
        let span = self.span_from(start);
        self.outline.comments.push(span);
    }

    /// Past spaces, comments and ends of lines; whether a line ended.
    fn skip_blank(&mut self) -> bool {
        let start = self.at;
        loop {
            self.skip(char::is_whitespace);
            match self.peek() {
                Some('#') => self.comment(),
                _ => return self.text[start..self.at].contains('\n'),
            }
        }
    }

    /// To the end of the line.
    fn skip_line(&mut self) {
        self.skip(|character| !matches!(character, '\n' | '#'));
        if self.peek() == Some('#') {
            self.comment();
        }
    }

    fn header(&mut self) -> Header {
        let start = self.at;
        self.skip(|character| character == '[');
        self.skip_spaces();
        let words = self.words();
        self.skip_spaces();
        self.skip(|character| character == ']');
        let end = self.text[..self.at].trim_end().len();
        Header { words, span: Span::new(start as u32, end as u32) }
    }

    /// `a."b".c`
    fn words(&mut self) -> Vec<Word> {
        let mut words = Vec::new();
        loop {
            let start = self.at;
            let text = match self.peek() {
                Some(quote @ ('"' | '\'')) => {
                    let (content, _) = self.quoted(quote, false);
                    self.text[content.range()].to_owned()
                }
                _ => {
                    self.skip(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'));
                    self.text[start..self.at].to_owned()
                }
            };
            if self.at > start {
                words.push(Word { text, span: self.span_from(start) });
            }
            let end = self.at;
            self.skip_spaces();
            if self.peek() != Some('.') {
                self.at = end;
                return words;
            }
            self.at += 1;
            self.skip_spaces();
            if !self.peek().is_some_and(|letter| letter.is_alphanumeric() || "_-\"'".contains(letter)) {
                words.push(Word { text: String::new(), span: Span::new(self.at as u32, self.at as u32) });
                return words;
            }
        }
    }

    /// What stands between the quotes that open here, and all of it.
    fn quoted(&mut self, quote: char, in_list: bool) -> (Span, Span) {
        let start = self.at;
        let three = [quote; 3].iter().collect::<String>();
        let opening = if self.rest().starts_with(&three) { 3 } else { 1 };
        self.at += opening;
        let content = self.at;
        let line = self.rest().find('\n').map_or(self.text.len(), |end| content + end);
        let limit = if opening == 3 { self.text.len() } else { line };
        let mut is_escaped = false;
        let closing = self.text[content..limit].char_indices().find(|&(at, character)| {
            let closes =
                character == quote && !is_escaped && (opening == 1 || self.text[content + at..].starts_with(&three));
            is_escaped = quote == '"' && character == '\\' && !is_escaped;
            closes
        });
        let closing = closing.map(|(at, _)| content + at);
        // `["a, "b"]`: a quote was forgotten, and the next one opens another string.
        let closing = closing.filter(|&closing| !(in_list && self.text[content..closing].contains(',')));
        match closing {
            Some(closing) => {
                self.at = closing + opening;
                (Span::new(content as u32, closing as u32), self.span_from(start))
            }
            None => {
                let end = self.text[content..line].find([',', ']', '}', '#']).map_or(line, |end| content + end);
                self.at = content + self.text[content..end].trim_end().len();
                (self.span_from(content), self.span_from(start))
            }
        }
    }

    /// An entry; `None` where no key begins, one character further.
    fn entry(&mut self, in_table: bool) -> Option<Entry> {
        let start = self.at;
        let words = self.words();
        if words.is_empty() {
            self.at = start + self.peek().map_or(0, char::len_utf8);
            return None;
        }
        let end = self.at;
        self.skip_spaces();
        if self.peek() != Some('=') {
            self.at = end;
            return Some(Entry { words, equals: None, value: None });
        }
        let equals = Some(self.at as u32);
        self.at += 1;
        let after = self.at;
        self.skip_spaces();
        let value = self.value(false);
        if value.is_none() && in_table {
            self.at = after;
        }
        Some(Entry { words, equals, value })
    }

    fn value(&mut self, in_list: bool) -> Option<Value> {
        let start = self.at;
        match self.peek()? {
            quote @ ('"' | '\'') => {
                let (content, span) = self.quoted(quote, in_list);
                Some(Value::Text { quote, content, span })
            }
            '[' => {
                self.at += 1;
                let values = self.list();
                Some(Value::List(values, self.span_from(start)))
            }
            '{' => {
                self.at += 1;
                let entries = self.inline_table();
                Some(Value::Table(entries, self.span_from(start)))
            }
            _ => {
                self.skip(|character| !matches!(character, ',' | ']' | '}' | '#' | '\n'));
                self.at = start + self.text[start..self.at].trim_end().len();
                (self.at > start).then(|| Value::Bare(self.span_from(start)))
            }
        }
    }

    fn list(&mut self) -> Vec<Value> {
        let mut values = Vec::new();
        loop {
            let end = self.at;
            let is_new_line = self.skip_blank();
            match self.peek() {
                Some(']') => {
                    self.at += 1;
                    return values;
                }
                Some(_) if !(is_new_line && self.begins_another()) => {}
                _ => {
                    self.at = end;
                    return values;
                }
            }
            match self.value(true) {
                Some(value) => values.push(value),
                // A comma, or what has no place here.
                None => self.at += self.peek().map_or(0, char::len_utf8),
            }
        }
    }

    fn inline_table(&mut self) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut goes_on = true;
        loop {
            let end = self.at;
            let is_new_line = self.skip_blank();
            match self.peek() {
                Some('}') => {
                    self.at += 1;
                    return entries;
                }
                Some(',') => {
                    self.at += 1;
                    goes_on = true;
                    continue;
                }
                Some(first) if !is_new_line || (goes_on && first != '[') => {}
                _ => {
                    self.at = end;
                    return entries;
                }
            }
            entries.extend(self.entry(true));
            goes_on = false;
        }
    }

    /// Whether a header or a key with its `=` begins here.
    fn begins_another(&self) -> bool {
        let line = self.rest().lines().next().unwrap_or_default();
        let name = line.trim_start_matches(|letter: char| letter.is_alphanumeric() || "_-.".contains(letter));
        let is_key = name.len() < line.len() && name.trim_start().starts_with('=');
        is_key
            || line.trim_start_matches('[').starts_with(|letter: char| letter.is_alphabetic()) && line.starts_with('[')
    }
}
