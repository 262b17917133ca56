//! Items' heads: what stands between a name and the body. `<` and `>` delimit here, as no expression stands bare.

use crate::lexer::{Kind, Tokens};
use crate::scanner::{Broken, Scanner, Walk};

impl Scanner<'_, '_> {
    /// Walks an item's head up to the `{`, `;` or `=` that ends it, which is left current.
    pub(crate) fn head(&mut self) -> Walk {
        let mut angle = 0_u32;
        loop {
            match self.tokens.kind() {
                Kind::Lt => {
                    angle += 1;
                    self.tokens.bump();
                }
                Kind::Gt => {
                    if !joins_arrow(&self.tokens) {
                        angle = angle.saturating_sub(1);
                    }
                    self.tokens.bump();
                }
                Kind::OpenBrace | Kind::Eq if angle == 0 => return Ok(()),
                Kind::Semi => return Ok(()),
                _ => self.expression_token()?,
            }
        }
    }

    /// Walks `<…>`, from the `<` on.
    pub(crate) fn generics(&mut self) -> Walk {
        let mut angle = 0_u32;
        loop {
            match self.tokens.kind() {
                Kind::Lt => angle += 1,
                Kind::Gt if !joins_arrow(&self.tokens) => angle -= 1,
                Kind::Semi => return Err(Broken),
                _ => {
                    self.expression_token()?;
                    continue;
                }
            }
            self.tokens.bump();
            if angle == 0 {
                return Ok(());
            }
        }
    }

    /// Walks up to `;`, which is stepped over.
    pub(crate) fn until_semicolon(&mut self) -> Walk {
        while !self.tokens.eat(Kind::Semi) {
            self.expression_token()?;
        }
        Ok(())
    }
}

/// Whether the current `>` is the end of `->` or `=>`.
pub(crate) fn joins_arrow(tokens: &Tokens<'_>) -> bool {
    let before = tokens.previous;
    matches!(before.kind, Kind::Minus | Kind::Eq) && before.end == tokens.current.start
}
