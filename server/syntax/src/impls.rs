//! `impl` and `trait`: their heads and what stands in their braces. The names in an `impl` are recorded for those who
//! ask what `Type::name` may be; the bodies are read as all bodies are.

use crate::cfg::ArmContent;
use crate::frames::FrameKind;
use crate::heads::joins_arrow;
use crate::items::Keyword;
use crate::lexer::{Kind, Token};
use crate::outline::{Impl, Range};
use crate::scanner::{Broken, Scanner, Walk};

impl Scanner<'_, '_> {
    /// Reads an `impl` after its keyword.
    pub(crate) fn implementation(&mut self) -> Walk {
        if self.tokens.kind() == Kind::Lt {
            self.generics()?;
        }
        if self.tokens.at_word("const") {
            self.tokens.bump();
        }
        self.tokens.eat(Kind::Bang);
        let first = self.implemented_path()?;
        let (trait_name, self_type) = if self.tokens.at_word("for") {
            self.tokens.bump();
            (first, self.implemented_path()?)
        } else {
            (None, first)
        };
        self.head()?;
        if self.tokens.kind() != Kind::OpenBrace {
            return Err(Broken);
        }
        let recorded = self_type.map(|token| {
            let self_type = self.names.intern(self.tokens.name(token));
            let trait_name = trait_name.map(|token| self.names.intern(self.tokens.name(token)));
            let scope = self.scope();
            self.facts.outline.impls.push(Impl { scope, self_type, trait_name, names: Range::default() });
            self.facts.outline.impls.len() - 1
        });
        let base = self.associated.len();
        self.associated_items()?;
        if let Some(index) = recorded {
            let start = self.facts.outline.idents.len() as u32;
            self.facts.outline.idents.extend_from_slice(&self.associated[base..]);
            self.facts.outline.impls[index].names = Range { start, end: self.facts.outline.idents.len() as u32 };
        }
        self.associated.truncate(base);
        Ok(())
    }

    /// Walks the type or trait in an `impl`'s head, up to `for`, `where` or `{`. The answer is the last name of its
    /// path, if it is one.
    fn implemented_path(&mut self) -> Walk<Option<Token>> {
        let mut last = None;
        let mut is_path = true;
        let mut angle = 0_u32;
        loop {
            let token = self.tokens.current;
            match token.kind {
                Kind::OpenBrace | Kind::Semi | Kind::Eq if angle == 0 => break,
                Kind::Lt => {
                    is_path &= angle > 0 || last.is_some();
                    angle += 1;
                    self.tokens.bump();
                }
                Kind::Gt => {
                    if !joins_arrow(&self.tokens) {
                        angle = angle.saturating_sub(1);
                    }
                    self.tokens.bump();
                }
                _ if angle > 0 => self.expression_token()?,
                Kind::Ident if self.tokens.at_word("where") => break,
                Kind::Ident if self.tokens.at_word("for") => {
                    if self.tokens.peek().kind != Kind::Lt {
                        break;
                    }
                    is_path = false;
                    self.tokens.bump();
                }
                Kind::Ident | Kind::RawIdent => {
                    let word = self.tokens.name(token);
                    is_path &= !matches!(word, "dyn" | "impl" | "fn" | "unsafe" | "extern" | "mut" | "const");
                    last = Some(token);
                    self.tokens.bump();
                }
                Kind::Colon => self.tokens.bump(),
                _ => {
                    is_path = false;
                    self.expression_token()?;
                }
            }
        }
        Ok(last.filter(|_| is_path))
    }

    /// Reads the braces of an `impl` or `trait`, from `{` on, and adds the names in it to the innermost list.
    pub(crate) fn associated_items(&mut self) -> Walk {
        self.open(FrameKind::Container, Kind::CloseBrace, self.tokens.current.end);
        self.tokens.bump();
        self.inner_attributes()?;
        self.associated_list()?;
        self.close(self.tokens.current.start);
        self.tokens.bump();
        Ok(())
    }

    /// Reads associated items up to `}`, which is left current.
    pub(crate) fn associated_list(&mut self) -> Walk {
        loop {
            self.top().start_element();
            match self.tokens.kind() {
                Kind::CloseBrace => return Ok(()),
                Kind::Semi => self.tokens.bump(),
                _ => self.associated_item()?,
            }
        }
    }

    fn associated_item(&mut self) -> Walk {
        let attributes = self.outer_attributes()?;
        self.apply(&attributes);
        self.unclear_associated += u32::from(attributes.recorded.start != attributes.recorded.end);
        if !self.at_item() {
            return self.associated_call();
        }
        self.visibility()?;
        if !self.at_item() {
            return self.associated_call();
        }
        let keyword = self.keyword()?;
        let name = self.tokens.current;
        if !name.kind.is_name() {
            return Err(Broken);
        }
        let symbol = self.names.intern(self.tokens.name(name));
        self.associated.push(symbol);
        self.tokens.bump();
        match keyword {
            Keyword::Function => self.signature(&attributes).map(|_| ()),
            Keyword::Const | Keyword::TypeAlias => self.until_semicolon(),
            _ => Err(Broken),
        }
    }

    /// Reads a macro call among associated items. What it defines is no name of a scope.
    fn associated_call(&mut self) -> Walk {
        let name = self.call_head()?;
        self.unclear_associated += 1;
        match self.tokens.name(name) {
            "cfg_if" if self.at_cfg_if_arms() => self.cfg_if(ArmContent::Associated),
            "cfg_select" => self.cfg_select(ArmContent::Associated),
            _ => self.skip_tree(),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::render::check;

    #[test]
    fn names_of_plain_self_types() {
        check(
            r##"impl A { fn a() {} const B: u8 = 1; type C = u8; m!(); }
impl<T: Fn(u8) -> u8> b::Tr<T> for c::D<T> where T: Copy { fn e() {} }
impl !Send for F {}
impl Tr for &G {}
impl Tr for dyn H {}
impl<'a> Tr for <I as J>::K {}
impl Tr for for<'a> fn(&'a u8) {}
impl L { cfg_if! { if #[cfg(x)] { fn m() {} } } }
impl N { fn o() { trait P { fn q(); } impl P for R { fn s() {} } } fn t() {} }
"##,
            &expect![[r#"
                scope 1 in 0: block
                1 Trait(Some(Range { start: 5, end: 6 })) P
                0 impl A {a B C}
                0 impl Tr for D {e}
                0 impl Send for F {}
                0 impl L {m}
                0 impl N {o t}
                1 impl P for R {s}
                0 cfg `x`
            "#]],
        );
    }
}
