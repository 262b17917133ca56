//! The compiler's lexer, seen as a stream of the tokens that matter: no whitespace, no comments, one token current and
//! one remembered. This is the only module that knows `ra-ap-rustc_lexer`, which is pinned because its tokens change
//! with the compiler.
//!
//! Editions differ in how a few tokens are split (`foo"…"`, `#"…"#`, `'r#a`). A file's edition is not known here, so the
//! older reading is taken wherever the newer one makes the text an error.

use greenlight_files::Span;
use ra_ap_rustc_lexer::{Cursor, FrontmatterAllowed, LiteralKind, TokenKind, strip_shebang, tokenize};

/// What a token is. Punctuation comes one character a token, as the compiler's lexer has it: `::` is two `Colon`s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier or a keyword.
    Ident,
    /// `r#name`.
    RawIdent,
    Lifetime,
    /// `"…"`.
    Str,
    /// `r"…"`, `r#"…"#`.
    RawStr,
    /// Any other literal.
    Literal,
    Semi,
    Comma,
    Dot,
    OpenParen,
    CloseParen,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    Pound,
    Question,
    Colon,
    Dollar,
    Eq,
    Bang,
    Lt,
    Gt,
    Minus,
    And,
    Or,
    Star,
    /// Whatever no rule of this crate asks for.
    Other,
    /// The end of the text, or of the stretch that is being read.
    Eof,
}

impl Kind {
    pub(crate) fn opens(self) -> bool {
        matches!(self, Kind::OpenParen | Kind::OpenBrace | Kind::OpenBracket)
    }

    pub(crate) fn closes(self) -> bool {
        matches!(self, Kind::CloseParen | Kind::CloseBrace | Kind::CloseBracket)
    }

    /// The closing delimiter of an opening one; [`Kind::Eof`] of anything else, as of a whole file.
    pub(crate) fn partner(self) -> Kind {
        match self {
            Kind::OpenParen => Kind::CloseParen,
            Kind::OpenBrace => Kind::CloseBrace,
            Kind::OpenBracket => Kind::CloseBracket,
            _ => Kind::Eof,
        }
    }

    pub(crate) fn is_name(self) -> bool {
        matches!(self, Kind::Ident | Kind::RawIdent)
    }
}

/// By byte: what a punctuation mark is.
const PUNCTUATION: [Option<Kind>; 256] = {
    let mut kinds = [None; 256];
    let marks = [
        (b';', Kind::Semi),
        (b',', Kind::Comma),
        (b'.', Kind::Dot),
        (b'(', Kind::OpenParen),
        (b')', Kind::CloseParen),
        (b'{', Kind::OpenBrace),
        (b'}', Kind::CloseBrace),
        (b'[', Kind::OpenBracket),
        (b']', Kind::CloseBracket),
        (b'#', Kind::Pound),
        (b'?', Kind::Question),
        (b':', Kind::Colon),
        (b'$', Kind::Dollar),
        (b'=', Kind::Eq),
        (b'!', Kind::Bang),
        (b'<', Kind::Lt),
        (b'>', Kind::Gt),
        (b'-', Kind::Minus),
        (b'&', Kind::And),
        (b'|', Kind::Or),
        (b'*', Kind::Star),
        (b'@', Kind::Other),
        (b'~', Kind::Other),
        (b'+', Kind::Other),
        (b'/', Kind::Other),
        (b'^', Kind::Other),
        (b'%', Kind::Other),
    ];
    let mut index = 0;
    while index < marks.len() {
        kinds[marks[index].0 as usize] = Some(marks[index].1);
        index += 1;
    }
    kinds
};

/// By byte: whether it continues a word of ASCII.
const CONTINUES_WORD: [bool; 256] = {
    let mut continues = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        continues[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    continues
};

/// A token and where it stands, in bytes of the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Token {
    pub(crate) fn span(self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// A stream of tokens.
pub(crate) struct Tokens<'t> {
    pub(crate) text: &'t str,
    /// No token is read that begins here or later.
    limit: u32,
    pub(crate) current: Token,
    pub(crate) previous: Token,
    /// Whether a literal or comment without its end was met.
    pub(crate) unlexable: bool,
}

/// Where the first token or comment of a file begins, after its byte order mark, its shebang and its frontmatter.
fn start_of_file(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut start = mark + strip_shebang(&text[mark..]).unwrap_or(0);
    for token in tokenize(&text[start..], FrontmatterAllowed::Yes) {
        match token.kind {
            TokenKind::Whitespace | TokenKind::Frontmatter { .. } => start += token.len as usize,
            _ => break,
        }
    }
    start
}

/// The comments of a file that end with their line, doc comments among them, without the line's end. The text has fewer
/// than 2³² bytes.
pub fn line_comments(text: &str) -> impl Iterator<Item = Span> {
    let mut end = start_of_file(text);
    tokenize(&text[end..], FrontmatterAllowed::No).filter_map(move |token| {
        let start = end;
        end += token.len as usize;
        matches!(token.kind, TokenKind::LineComment { .. }).then(|| Span::new(start as u32, end as u32))
    })
}

impl<'t> Tokens<'t> {
    /// The tokens of a file. The text has fewer than 2³² bytes.
    pub(crate) fn of_file(text: &'t str) -> Tokens<'t> {
        Tokens::from(text, start_of_file(text) as u32, text.len() as u32)
    }

    /// The tokens from `start`, which is where a token or whitespace begins, up to `limit`.
    pub(crate) fn from(text: &'t str, start: u32, limit: u32) -> Tokens<'t> {
        let nothing = Token { kind: Kind::Eof, start, end: start };
        let mut tokens = Tokens { text, limit, current: nothing, previous: nothing, unlexable: false };
        tokens.bump();
        tokens
    }

    pub(crate) fn kind(&self) -> Kind {
        self.current.kind
    }

    pub(crate) fn limit(&self) -> u32 {
        self.limit
    }

    /// Reads no further than `limit`, which lies at the start of a token that is still to come.
    pub(crate) fn set_limit(&mut self, limit: u32) {
        self.limit = limit;
    }

    /// Lifts a limit that was set before to `limit`, which is no less.
    pub(crate) fn widen(&mut self, limit: u32) {
        if self.current.kind == Kind::Eof && self.limit < limit {
            self.jump(self.current.start, limit);
        } else {
            self.limit = limit;
        }
    }

    /// Reads on from `start`, up to `limit`.
    pub(crate) fn jump(&mut self, start: u32, limit: u32) {
        let unlexable = self.unlexable;
        let previous = self.current;
        *self = Tokens::from(self.text, start, limit);
        self.previous = previous;
        self.unlexable |= unlexable;
    }

    /// Steps to the next token.
    ///
    /// Whitespace, punctuation and ASCII words are most of a text and need no lexer; whatever can be anything else is
    /// left to the compiler's.
    pub(crate) fn bump(&mut self) {
        self.previous = self.current;
        let bytes = self.text.as_bytes();
        let mut start = self.current.end as usize;
        let (kind, end) = loop {
            let Some(&first) = bytes.get(start) else { break (Kind::Eof, start) };
            let kind = match first {
                b' ' | b'\n' | b'\t' | b'\r' => {
                    start += 1;
                    continue;
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                    let word = bytes[start..].iter().take_while(|&&byte| CONTINUES_WORD[byte as usize]).count();
                    match bytes.get(start + word) {
                        // A prefix, as in `r"`, `b'` and `r#`, or a letter beyond ASCII.
                        Some(b'"' | b'\'' | b'#' | 128..) => None,
                        _ => break (Kind::Ident, start + word),
                    }
                }
                b'/' if matches!(bytes.get(start + 1), Some(b'/' | b'*')) => None,
                // `#"` and `##` are reserved since 2024: the `#` alone, and whatever follows it on its own.
                _ => PUNCTUATION[first as usize],
            };
            if let Some(kind) = kind {
                break (kind, start + 1);
            }
            let token = Cursor::new(&self.text[start..], FrontmatterAllowed::No).advance_token();
            let end = start + token.len as usize;
            if let Some(kind) = self.kind_of(token.kind) {
                break (kind, end);
            }
            start = end;
        };
        self.current = if start < self.limit as usize {
            Token { kind, start: start as u32, end: end as u32 }
        } else {
            Token { kind: Kind::Eof, start: self.limit, end: self.limit }
        };
    }

    /// What a token of the compiler's lexer is here; `None` for what is passed over. Punctuation and most words do not
    /// get here.
    fn kind_of(&mut self, kind: TokenKind) -> Option<Kind> {
        Some(match kind {
            TokenKind::Whitespace | TokenKind::LineComment { .. } | TokenKind::Frontmatter { .. } => return None,
            TokenKind::BlockComment { terminated, .. } => {
                self.unlexable |= !terminated;
                return None;
            }
            TokenKind::Ident | TokenKind::UnknownPrefix => Kind::Ident,
            TokenKind::RawIdent => Kind::RawIdent,
            TokenKind::Lifetime { .. } | TokenKind::UnknownPrefixLifetime | TokenKind::RawLifetime => Kind::Lifetime,
            TokenKind::Literal { kind, .. } => self.literal(kind),
            TokenKind::Eof => Kind::Eof,
            _ => Kind::Other,
        })
    }

    fn literal(&mut self, kind: LiteralKind) -> Kind {
        let (kind, whole) = match kind {
            LiteralKind::Str { terminated } => (Kind::Str, terminated),
            LiteralKind::RawStr { n_hashes } => (Kind::RawStr, n_hashes.is_some()),
            LiteralKind::Int { .. } | LiteralKind::Float { .. } => (Kind::Literal, true),
            LiteralKind::Char { terminated }
            | LiteralKind::Byte { terminated }
            | LiteralKind::ByteStr { terminated }
            | LiteralKind::CStr { terminated } => (Kind::Literal, terminated),
            LiteralKind::RawByteStr { n_hashes } | LiteralKind::RawCStr { n_hashes } => {
                (Kind::Literal, n_hashes.is_some())
            }
        };
        self.unlexable |= !whole;
        kind
    }

    /// The token after the current one.
    pub(crate) fn peek(&self) -> Token {
        Tokens::from(self.text, self.current.end, self.limit).current
    }

    /// The next two tokens after the current one.
    pub(crate) fn peek_two(&self) -> [Token; 2] {
        let mut ahead = Tokens::from(self.text, self.current.end, self.limit);
        let first = ahead.current;
        ahead.bump();
        [first, ahead.current]
    }

    /// A token as written, without the `r#` of a raw identifier.
    pub(crate) fn name(&self, token: Token) -> &'t str {
        let start = if token.kind == Kind::RawIdent { token.start + 2 } else { token.start };
        &self.text[start as usize..token.end as usize]
    }

    /// Whether the current token is this word, and not raw.
    pub(crate) fn at_word(&self, word: &str) -> bool {
        self.current.kind == Kind::Ident && self.name(self.current) == word
    }

    /// Whether a token is this word, and not raw.
    pub(crate) fn is_word(&self, token: Token, word: &str) -> bool {
        token.kind == Kind::Ident && self.name(token) == word
    }

    /// Whether `byte` follows the current token without anything between.
    pub(crate) fn joined_to(&self, byte: u8) -> bool {
        self.current.end < self.limit && self.text.as_bytes().get(self.current.end as usize) == Some(&byte)
    }

    /// Whether the current token is the first half of `::`.
    pub(crate) fn at_path_separator(&self) -> bool {
        self.current.kind == Kind::Colon && self.joined_to(b':')
    }

    /// Steps over `::` if it is there.
    pub(crate) fn eat_path_separator(&mut self) -> bool {
        let there = self.at_path_separator();
        if there {
            self.bump();
            self.bump();
        }
        there
    }

    /// Steps over a token of this kind if it is there.
    pub(crate) fn eat(&mut self, kind: Kind) -> bool {
        let there = self.current.kind == kind;
        if there {
            self.bump();
        }
        there
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        let mut tokens = Tokens::of_file(text);
        let mut kinds = Vec::new();
        while tokens.kind() != Kind::Eof {
            kinds.push(tokens.kind());
            tokens.bump();
        }
        kinds
    }

    /// The tokens of the compiler's lexer alone, with their ends.
    fn reference(text: &str) -> Vec<(Kind, u32)> {
        let mut own = Tokens::from("", 0, 0);
        let mut end = 0;
        let mut found = Vec::new();
        for token in tokenize(text, FrontmatterAllowed::No) {
            let start = end;
            end += token.len;
            match token.kind {
                TokenKind::GuardedStrPrefix => {
                    found.push((Kind::Pound, start + 1));
                    let rest = reference(&text[start as usize + 1..]);
                    found.extend(rest.into_iter().map(|(kind, end)| (kind, start + 1 + end)));
                    return found;
                }
                kind => match (own.kind_of(kind), PUNCTUATION[text.as_bytes()[start as usize] as usize]) {
                    (Some(Kind::Other), Some(mark)) => found.push((mark, end)),
                    (Some(kind), _) => found.push((kind, end)),
                    (None, _) => {}
                },
            }
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_read_by_hand_is_what_the_compiler_reads(
            text in r##"([a-z_]{1,3}|[rbck]|cr|br|[ \n\t\r\x0b]|["'#/*!;,.(){}<>=:$@~+^%?&|\[\]-]|[0-9é√😀\u{85}\\]){0,40}"##
        ) {
            let mut tokens = Tokens::from(&text, 0, text.len() as u32);
            let mut found = Vec::new();
            while tokens.kind() != Kind::Eof {
                found.push((tokens.kind(), tokens.current.end));
                tokens.bump();
            }
            prop_assert_eq!(found, reference(&text));
        }
    }

    #[test]
    fn what_stands_before_the_first_item_is_skipped() {
        assert_eq!(kinds("\u{feff}#!/usr/bin/env run\nmod a;"), [Kind::Ident, Kind::Ident, Kind::Semi]);
        assert_eq!(kinds("---\n[package]\n---\nmod"), [Kind::Ident]);
        assert_eq!(kinds("#![a]").len(), 5, "an inner attribute is no shebang");
    }

    #[test]
    fn a_guarded_string_is_read_as_in_older_editions() {
        assert_eq!(kinds(r##"#"a"#"##), [Kind::Pound, Kind::Str, Kind::Pound]);
        assert_eq!(kinds("##a"), [Kind::Pound, Kind::Pound, Kind::Ident]);
    }

    #[test]
    fn nothing_is_read_from_the_limit_on() {
        let text = "a b c";
        let mut tokens = Tokens::from(text, 0, 4);
        assert_eq!(tokens.name(tokens.current), "a");
        assert_eq!(tokens.peek_two().map(|token| token.kind), [Kind::Ident, Kind::Eof]);
        tokens.bump();
        tokens.bump();
        assert_eq!(tokens.current, Token { kind: Kind::Eof, start: 4, end: 4 });
        tokens.jump(4, 5);
        assert_eq!(tokens.name(tokens.current), "c");
    }

    #[test]
    fn an_unterminated_literal_is_noticed() {
        for text in ["\"a", "r#\"a\"", "/* a", "b\"", "let x = 'ab"] {
            let mut tokens = Tokens::of_file(text);
            while tokens.kind() != Kind::Eof {
                tokens.bump();
            }
            assert_eq!(tokens.unlexable, text != "let x = 'ab", "{text}");
        }
    }
}
