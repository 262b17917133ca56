//! Bodies: what stands between delimiters where expressions, types, patterns and fields may stand. Of all that, only
//! items at the start of a statement, attributes, macro calls and further delimiters are looked at, in one loop that
//! keeps its place in `Scanner::frames`, so that nesting costs no stack.

use crate::attributes::{Attributes, PoolMark};
use crate::builtin;
use crate::frames::FrameKind;
use crate::lexer::Kind;
use crate::outline::ConditionId;
use crate::scanner::{Broken, Scanner, Walk};

impl Scanner<'_, '_> {
    /// Reads a delimiter and all up to its partner.
    pub(crate) fn delimited(&mut self, kind: FrameKind) -> Walk {
        self.open(kind, self.tokens.kind().partner(), self.tokens.current.end);
        self.tokens.bump();
        self.content()
    }

    /// Reads one token where an expression or type may stand, outside of all frames that this module opens; a delimiter,
    /// an attribute or a macro call as a whole.
    pub(crate) fn expression_token(&mut self) -> Walk {
        match self.tokens.kind() {
            Kind::OpenBrace => self.delimited(FrameKind::Block),
            Kind::OpenParen | Kind::OpenBracket => self.delimited(FrameKind::Group),
            Kind::Pound => self.loose_attributes(),
            Kind::Bang => self.bang(),
            Kind::CloseBrace | Kind::CloseParen | Kind::CloseBracket | Kind::Eof => Err(Broken),
            _ => {
                self.tokens.bump();
                Ok(())
            }
        }
    }

    /// Reads attributes that stand on a type parameter or in the middle of an expression, if `#` begins any: their
    /// predicates count, and nothing is gated by them.
    fn loose_attributes(&mut self) -> Walk {
        let next = self.tokens.peek().kind;
        if matches!(next, Kind::OpenBracket | Kind::Bang) {
            self.cfgs()?;
        } else {
            self.tokens.bump();
        }
        Ok(())
    }

    /// Reads to the end of the frame on top, closes it and steps over its closing delimiter.
    pub(crate) fn content(&mut self) -> Walk {
        let base = self.frames.len();
        loop {
            let kind = self.tokens.kind();
            match kind {
                Kind::Ident => {
                    if self.top().statement.at_start && self.in_statements() {
                        let mark = self.pool_mark();
                        self.statement_word(&Attributes::default(), mark)?;
                    } else {
                        self.tokens.bump();
                    }
                }
                Kind::OpenBrace => {
                    let statement = &mut self.top().statement;
                    statement.ends_with_block |= statement.at_start;
                    statement.at_start = false;
                    self.open(FrameKind::Block, Kind::CloseBrace, self.tokens.current.end);
                    self.tokens.bump();
                }
                Kind::OpenParen | Kind::OpenBracket => {
                    self.top().statement.at_start = false;
                    self.open(FrameKind::Group, kind.partner(), self.tokens.current.end);
                    self.tokens.bump();
                }
                Kind::CloseBrace | Kind::CloseParen | Kind::CloseBracket => {
                    if self.top().closer != kind {
                        return Err(Broken);
                    }
                    self.close(self.tokens.current.start);
                    self.tokens.bump();
                    if self.frames.len() < base {
                        return Ok(());
                    }
                    if kind == Kind::CloseBrace && self.top().statement.ends_with_block && !self.continues() {
                        self.top().start_statement();
                    }
                }
                Kind::Semi => {
                    if self.in_statements() {
                        self.top().start_statement();
                    }
                    self.tokens.bump();
                }
                Kind::Comma => {
                    if !self.top().statement.is_let {
                        self.top().start_element();
                    }
                    self.tokens.bump();
                }
                Kind::Pound => self.body_attributes()?,
                Kind::Bang => self.body_bang()?,
                Kind::Eq if self.tokens.joined_to(b'>') && self.in_statements() => self.arm_arrow(),
                // A label leaves a statement at its start: `'a: loop { … }`.
                Kind::Lifetime => self.tokens.bump(),
                Kind::Colon if self.tokens.previous.kind == Kind::Lifetime => self.tokens.bump(),
                Kind::Colon => {
                    let start = self.tokens.current.start;
                    let statement = &mut self.top().statement;
                    if statement.at_start {
                        statement.at_start = false;
                        statement.path = Some(start);
                    }
                    self.tokens.bump();
                }
                Kind::Eof => return Err(Broken),
                _ => {
                    self.top().statement.at_start = false;
                    self.tokens.bump();
                }
            }
        }
    }

    /// Whether the innermost frame may hold statements.
    fn in_statements(&mut self) -> bool {
        matches!(self.top().kind, FrameKind::Block | FrameKind::Arm)
    }

    /// Whether what follows a statement's block still belongs to the statement.
    fn continues(&self) -> bool {
        match self.tokens.kind() {
            Kind::Dot | Kind::Question => true,
            Kind::Ident => self.tokens.at_word("else"),
            _ => false,
        }
    }

    /// Begins a statement (or arm, or field) at a word: an item is read as a whole, of anything else the word.
    fn statement_word(&mut self, attributes: &Attributes, mark: PoolMark) -> Walk {
        if self.at_item() {
            self.item(attributes)?;
            self.top().start_statement();
            return Ok(());
        }
        self.forget_attributes(mark);
        self.gate(attributes.condition);
        let ends_with_block = self.begins_block_expression();
        let start = self.tokens.current.start;
        let word = self.tokens.name(self.tokens.current);
        let may_be_call = !builtin::is_keyword(word) || builtin::is_path_keyword(word);
        let statement = &mut self.top().statement;
        statement.at_start = false;
        statement.ends_with_block = ends_with_block;
        statement.is_let = word == "let";
        statement.path = may_be_call.then_some(start);
        self.tokens.bump();
        Ok(())
    }

    /// Whether an expression that ends with its block begins here.
    fn begins_block_expression(&self) -> bool {
        match self.tokens.kind() {
            Kind::OpenBrace | Kind::Lifetime => true,
            Kind::Ident => match self.tokens.name(self.tokens.current) {
                "if" | "match" | "loop" | "while" | "for" => true,
                "unsafe" | "const" | "try" => self.tokens.peek().kind == Kind::OpenBrace,
                _ => false,
            },
            _ => false,
        }
    }

    /// What is read from here on to the end of the statement or element needs `condition` too.
    fn gate(&mut self, condition: ConditionId) {
        let own = self.top().own;
        self.top().own = self.and(own, condition);
    }

    fn body_attributes(&mut self) -> Walk {
        let next = self.tokens.peek().kind;
        if !matches!(next, Kind::OpenBracket | Kind::Bang) {
            self.tokens.bump();
            return Ok(());
        }
        if !self.top().statement.at_start || !self.in_statements() {
            let condition = self.cfgs()?;
            self.gate(condition);
            return Ok(());
        }
        if next == Kind::Bang {
            self.inner_attributes()?;
            return Ok(());
        }
        let mark = self.pool_mark();
        let attributes = self.outer_attributes()?;
        if self.tokens.kind() == Kind::Ident {
            return self.statement_word(&attributes, mark);
        }
        self.forget_attributes(mark);
        self.gate(attributes.condition);
        Ok(())
    }

    fn body_bang(&mut self) -> Walk {
        let end = self.tokens.previous.end as usize;
        let path = self.top().statement.path.take().filter(|&start| {
            let written = self.tokens.text.as_bytes().get(start as usize..end).unwrap_or_default();
            written.iter().all(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'#') || byte > 127)
        });
        self.top().statement.at_start = false;
        let Some(start) = path.filter(|_| self.in_statements()) else { return self.bang() };
        if self.statement_call(start)? {
            self.top().start_statement();
        }
        Ok(())
    }

    /// Steps over `=>`, after which an arm's expression begins.
    fn arm_arrow(&mut self) {
        self.tokens.bump();
        self.tokens.bump();
        let ends_with_block = self.begins_block_expression();
        let statement = &mut self.top().statement;
        statement.at_start = false;
        statement.ends_with_block = ends_with_block;
        statement.path = None;
    }
}
