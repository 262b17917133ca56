//! Cfgs in the tokens of `bitflags!`. It puts every attribute that it is given on what it makes, so rustc sees their predicates; what
//! else stands there is no Rust.

use crate::lexer::{Kind, Token, Tokens};
use crate::outline::ALWAYS;
use crate::scanner::{Broken, Scanner, Walk};

impl Scanner<'_, '_> {
    /// Reads again, for their cfgs, the attributes between `opener` and the closing delimiter before the current token.
    pub(crate) fn cfgs_of_flags(&mut self, opener: Token) {
        let closer = self.tokens.previous;
        let inside = Tokens::from(self.tokens.text, opener.end, closer.start);
        let after = std::mem::replace(&mut self.tokens, inside);
        let mark = self.mark();
        let own = self.top().own;
        if self.flags(Kind::Eof).is_err() || self.tokens.unlexable {
            self.go_back(&mark);
        }
        self.top().own = own;
        self.tokens = after;
    }

    /// Up to `closer`. An attribute's cfg holds for what follows it, up to a `;` or `,` or the end of a block.
    fn flags(&mut self, closer: Kind) -> Walk {
        let around = self.top().own;
        let mut condition = ALWAYS;
        loop {
            match self.tokens.kind() {
                kind if kind == closer => return Ok(()),
                Kind::Eof => return Err(Broken),
                Kind::Pound if self.tokens.peek().kind == Kind::OpenBracket => {
                    let cfgs = self.cfgs()?;
                    condition = self.and(condition, cfgs);
                    self.top().own = self.and(around, condition);
                }
                Kind::OpenBrace => {
                    self.tokens.bump();
                    self.flags(Kind::CloseBrace)?;
                    self.tokens.bump();
                    condition = ALWAYS;
                    self.top().own = around;
                }
                kind if kind.opens() => self.skip_tree()?,
                kind => {
                    self.tokens.bump();
                    if matches!(kind, Kind::Semi | Kind::Comma) {
                        condition = ALWAYS;
                        self.top().own = around;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::render::check;

    #[test]
    fn attributes_hold_for_what_follows_them() {
        check(
            r##"bitflags::bitflags! {
    #[cfg(a)]
    pub struct S: u32 {
        #[cfg(b)] const B = 1;
        /// Documented.
        #[cfg_attr(c, doc(hidden))] const C = f(#[cfg(not_read)] 1);
        const D = 2;
    }
    #[cfg(e)] impl T: u8 { #[cfg(feature = "g")] const G = 1; }
}
other! { struct S { #[cfg(of_tokens)] b: u8 } }
"##,
            &expect![[r#"
                scope 1 in 0: item of other!
                1 RecordStruct S
                0 bitflags::bitflags! {cfg a S u32 b B cfg_attr c doc hidden C f not_read D e T u8 feature G}
                0 other! {S cfg of_tokens b u8}
                0 cfg `a`
                0 cfg `b` if a
                0 cfg `c` if a
                0 cfg `e`
                0 cfg `feature = "g"` value `g` if e
                1 cfg `of_tokens`
            "#]],
        );
    }
}
