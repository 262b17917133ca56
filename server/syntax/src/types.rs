//! Structs, unions, enums and type aliases.

use std::ops::Range as IndexRange;

use crate::frames::FrameKind;
use crate::heads::joins_arrow;
use crate::items::Head;
use crate::lexer::{Kind, Token, Tokens};
use crate::outline::{ItemKind, Range, Variant, Visibility};
use crate::scanner::{Broken, Scanner, Walk};

impl Scanner<'_, '_> {
    pub(crate) fn structure(&mut self, head: Head, visibility: Visibility) -> Walk<IndexRange<usize>> {
        let index = self.begin_item(head, visibility, ItemKind::RecordStruct)?;
        if self.tokens.kind() == Kind::Lt {
            self.generics()?;
        }
        if self.tokens.kind() == Kind::OpenParen {
            let all_fields_public = self.all_fields_public();
            self.set_kind(index, ItemKind::TupleStruct { all_fields_public });
            self.delimited(FrameKind::Group)?;
            self.head()?;
            if !self.tokens.eat(Kind::Semi) {
                return Err(Broken);
            }
            return Ok(index..index + 1);
        }
        self.head()?;
        match self.tokens.kind() {
            Kind::OpenBrace => self.delimited(FrameKind::Group)?,
            Kind::Semi => {
                self.set_kind(index, ItemKind::UnitStruct);
                self.tokens.bump();
            }
            _ => return Err(Broken),
        }
        Ok(index..index + 1)
    }

    /// Whether each field of the tuple struct whose `(` is current is `pub`. Looks ahead, and reads nothing.
    fn all_fields_public(&self) -> bool {
        let mut tokens = Tokens::from(self.tokens.text, self.tokens.current.end, self.tokens.limit());
        let (mut depth, mut angle) = (0_u32, 0_u32);
        let mut at_field = true;
        loop {
            let kind = tokens.kind();
            if at_field && depth == 0 && kind == Kind::Pound {
                // An attribute, whose brackets leave the place before the field as it is.
                tokens.bump();
                let mut brackets = 0_u32;
                loop {
                    match tokens.kind() {
                        Kind::Eof => return false,
                        kind if kind.opens() => brackets += 1,
                        kind if kind.closes() => brackets = brackets.saturating_sub(1),
                        _ => {}
                    }
                    tokens.bump();
                    if brackets == 0 {
                        break;
                    }
                }
                continue;
            }
            if at_field && kind != Kind::CloseParen {
                at_field = false;
                let next = tokens.peek_two();
                let restricted = next[0].kind == Kind::OpenParen
                    && matches!(tokens.name(next[1]), "crate" | "self" | "super" | "in")
                    && !is_path_type(&tokens);
                if !tokens.at_word("pub") || restricted {
                    return false;
                }
            }
            match kind {
                Kind::Eof => return false,
                Kind::Lt => angle += 1,
                Kind::Gt if !joins_arrow(&tokens) => angle = angle.saturating_sub(1),
                Kind::Comma if depth == 0 && angle == 0 => at_field = true,
                kind if kind.opens() => depth += 1,
                kind if kind.closes() && depth == 0 => return true,
                kind if kind.closes() => depth -= 1,
                _ => {}
            }
            tokens.bump();
        }
    }

    pub(crate) fn union(&mut self, head: Head, visibility: Visibility) -> Walk<IndexRange<usize>> {
        let index = self.begin_item(head, visibility, ItemKind::Union)?;
        self.head()?;
        if self.tokens.kind() != Kind::OpenBrace {
            return Err(Broken);
        }
        self.delimited(FrameKind::Group)?;
        Ok(index..index + 1)
    }

    pub(crate) fn enumeration(&mut self, head: Head, visibility: Visibility) -> Walk<IndexRange<usize>> {
        let index = self.begin_item(head, visibility, ItemKind::Enum(Range::default()))?;
        self.head()?;
        if self.tokens.kind() != Kind::OpenBrace {
            return Err(Broken);
        }
        let base = self.variants.len();
        self.open(FrameKind::Container, Kind::CloseBrace, self.tokens.current.end);
        self.tokens.bump();
        loop {
            self.top().start_element();
            let condition = self.cfgs()?;
            self.top().own = condition;
            if self.tokens.kind() == Kind::CloseBrace {
                break;
            }
            self.visibility()?;
            let token = self.tokens.current;
            if !token.kind.is_name() {
                return Err(Broken);
            }
            let name = self.names.intern(self.tokens.name(token));
            self.variants.push((Variant { name, condition }, token.span()));
            self.tokens.bump();
            self.variant_content()?;
            if !self.tokens.eat(Kind::Comma) && self.tokens.kind() != Kind::CloseBrace {
                return Err(Broken);
            }
        }
        self.close(self.tokens.current.start);
        self.tokens.bump();
        let start = self.facts.outline.variants.len() as u32;
        for (variant, span) in self.variants.drain(base..) {
            self.facts.outline.variants.push(variant);
            self.facts.spans.variants.push(span);
        }
        self.set_kind(index, ItemKind::Enum(Range { start, end: self.facts.outline.variants.len() as u32 }));
        Ok(index..index + 1)
    }

    /// Reads the fields and the discriminant of a variant.
    fn variant_content(&mut self) -> Walk {
        if matches!(self.tokens.kind(), Kind::OpenParen | Kind::OpenBrace) {
            self.delimited(FrameKind::Group)?;
        }
        if self.tokens.eat(Kind::Eq) {
            // A comma within `<…>` does not end the discriminant, but only `::<…>` can be told from a comparison.
            let mut angle = 0_u32;
            loop {
                match self.tokens.kind() {
                    Kind::Comma if angle == 0 => break,
                    Kind::CloseBrace => break,
                    Kind::Lt if angle > 0 || self.tokens.previous.kind == Kind::Colon => angle += 1,
                    Kind::Gt if !joins_arrow(&self.tokens) => angle = angle.saturating_sub(1),
                    _ => {}
                }
                self.expression_token()?;
            }
        }
        Ok(())
    }

    pub(crate) fn type_alias(&mut self, head: Head, visibility: Visibility) -> Walk<IndexRange<usize>> {
        let foreign = self.top().kind == FrameKind::Container;
        let kind = if foreign { ItemKind::ForeignType } else { ItemKind::TypeAlias(Range::default()) };
        let index = self.begin_item(head, visibility, kind)?;
        self.head()?;
        if self.tokens.eat(Kind::Eq) {
            let path = self.aliased_path();
            if !foreign {
                self.set_kind(index, ItemKind::TypeAlias(path));
            }
        }
        self.until_semicolon()?;
        Ok(index..index + 1)
    }

    /// Records the path that a type begins with, if it does, and steps over it.
    fn aliased_path(&mut self) -> Range {
        let token = self.tokens.current;
        let begins = token.kind.is_name() || self.tokens.at_path_separator();
        let word = self.tokens.name(token);
        if !begins || token.kind == Kind::Ident && matches!(word, "dyn" | "impl" | "fn" | "unsafe" | "extern" | "for") {
            return Range::default();
        }
        let start = self.segment_count();
        self.tokens.eat_path_separator();
        while self.tokens.kind().is_name() {
            let token = self.tokens.current;
            let symbol = self.names.intern(self.tokens.name(token));
            self.push_segment(symbol, token.span());
            self.tokens.bump();
            if !self.tokens.eat_path_separator() {
                break;
            }
        }
        if self.tokens.kind() == Kind::Bang {
            self.facts.outline.segments.truncate(start as usize);
            self.facts.spans.segments.truncate(start as usize);
        }
        Range { start, end: self.segment_count() }
    }
}

/// Whether the `pub` that is current stands before a type in parentheses which begins with `crate::`, `self::` or
/// `super::`, and not before a restriction.
fn is_path_type(tokens: &Tokens<'_>) -> bool {
    let mut ahead = Tokens::from(tokens.text, tokens.current.end, tokens.limit());
    ahead.bump();
    let word: Token = ahead.current;
    ahead.bump();
    ahead.name(word) != "in" && ahead.kind() != Kind::CloseParen
}
