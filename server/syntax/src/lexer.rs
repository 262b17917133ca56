//! The compiler's lexer, seen as a stream of the tokens that matter: no whitespace, no comments, one token current and
//! one remembered. This is the only module that knows `ra-ap-rustc_lexer`, which is pinned because its tokens change
//! with the compiler.
//!
//! Editions differ in how a few tokens are split (`foo"…"`, `#"…"#`, `'r#a`). A file's edition is not known here, so the
//! older reading is taken wherever the newer one makes the text an error.

use greenlight_files::Span;
use ra_ap_rustc_lexer::{Cursor, FrontmatterAllowed, LiteralKind, TokenKind, strip_shebang};

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
    cursor: Cursor<'t>,
    /// Where the lexer stands: the end of `current`.
    position: u32,
    /// No token is read that begins here or later.
    limit: u32,
    pub(crate) current: Token,
    pub(crate) previous: Token,
    /// Whether a literal or comment without its end was met.
    pub(crate) unlexable: bool,
}

impl<'t> Tokens<'t> {
    /// The tokens of a file, after its byte order mark, its shebang and its frontmatter. The text has fewer than 2³²
    /// bytes.
    pub(crate) fn of_file(text: &'t str) -> Tokens<'t> {
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let start = mark + strip_shebang(&text[mark..]).unwrap_or(0);
        Tokens::begin(text, start as u32, text.len() as u32, FrontmatterAllowed::Yes)
    }

    /// The tokens from `start`, which is where a token or whitespace begins, up to `limit`.
    pub(crate) fn from(text: &'t str, start: u32, limit: u32) -> Tokens<'t> {
        Tokens::begin(text, start, limit, FrontmatterAllowed::No)
    }

    fn begin(text: &'t str, start: u32, limit: u32, frontmatter: FrontmatterAllowed) -> Tokens<'t> {
        let nothing = Token { kind: Kind::Eof, start, end: start };
        let mut tokens = Tokens {
            text,
            cursor: Cursor::new(&text[start as usize..], frontmatter),
            position: start,
            limit,
            current: nothing,
            previous: nothing,
            unlexable: false,
        };
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

    /// Reads on from `start`, up to `limit`.
    pub(crate) fn jump(&mut self, start: u32, limit: u32) {
        let unlexable = self.unlexable;
        let previous = self.current;
        *self = Tokens::from(self.text, start, limit);
        self.previous = previous;
        self.unlexable |= unlexable;
    }

    /// Steps to the next token.
    pub(crate) fn bump(&mut self) {
        self.previous = self.current;
        loop {
            let start = self.position;
            let token = self.cursor.advance_token();
            self.position += token.len;
            let kind = match token.kind {
                TokenKind::Whitespace | TokenKind::LineComment { .. } | TokenKind::Frontmatter { .. } => continue,
                TokenKind::BlockComment { terminated, .. } => {
                    self.unlexable |= !terminated;
                    continue;
                }
                TokenKind::Ident | TokenKind::UnknownPrefix => Kind::Ident,
                TokenKind::RawIdent => Kind::RawIdent,
                TokenKind::Lifetime { .. } | TokenKind::UnknownPrefixLifetime | TokenKind::RawLifetime => {
                    Kind::Lifetime
                }
                TokenKind::Literal { kind, .. } => self.literal(kind),
                TokenKind::Semi => Kind::Semi,
                TokenKind::Comma => Kind::Comma,
                TokenKind::Dot => Kind::Dot,
                TokenKind::OpenParen => Kind::OpenParen,
                TokenKind::CloseParen => Kind::CloseParen,
                TokenKind::OpenBrace => Kind::OpenBrace,
                TokenKind::CloseBrace => Kind::CloseBrace,
                TokenKind::OpenBracket => Kind::OpenBracket,
                TokenKind::CloseBracket => Kind::CloseBracket,
                TokenKind::Pound => Kind::Pound,
                TokenKind::Question => Kind::Question,
                TokenKind::Colon => Kind::Colon,
                TokenKind::Dollar => Kind::Dollar,
                TokenKind::Eq => Kind::Eq,
                TokenKind::Bang => Kind::Bang,
                TokenKind::Lt => Kind::Lt,
                TokenKind::Gt => Kind::Gt,
                TokenKind::Minus => Kind::Minus,
                TokenKind::And => Kind::And,
                TokenKind::Or => Kind::Or,
                TokenKind::Star => Kind::Star,
                // `#"` and `##`, reserved since 2024: the `#` alone, and whatever follows it on its own.
                TokenKind::GuardedStrPrefix => {
                    self.position = start + 1;
                    self.cursor = Cursor::new(&self.text[self.position as usize..], FrontmatterAllowed::No);
                    Kind::Pound
                }
                TokenKind::Eof => Kind::Eof,
                TokenKind::InvalidIdent
                | TokenKind::ForcedKeywordIdent
                | TokenKind::At
                | TokenKind::Tilde
                | TokenKind::Plus
                | TokenKind::Slash
                | TokenKind::Caret
                | TokenKind::Percent
                | TokenKind::Unknown => Kind::Other,
            };
            self.current = Token { kind, start, end: self.position };
            break;
        }
        if self.current.start >= self.limit {
            self.position = self.limit;
            self.cursor = Cursor::new("", FrontmatterAllowed::No);
            self.current = Token { kind: Kind::Eof, start: self.limit, end: self.limit };
        }
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
        Tokens::from(self.text, self.position, self.limit).current
    }

    /// The next two tokens after the current one.
    pub(crate) fn peek_two(&self) -> [Token; 2] {
        let mut ahead = Tokens::from(self.text, self.position, self.limit);
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
