//! Names for cfg expressions that a build script gives by the macro `cfg_aliases!` of the crate of that name: what each holds for can be
//! told as for the expression itself.

use ra_ap_rustc_lexer::{Cursor, FrontmatterAllowed, LiteralKind, TokenKind};

use crate::model::{CfgAlias, CfgPredicate};

/// Expressions are nested so deep.
const MAX_DEPTH: u32 = 32;

/// The tokens of a text, without spaces and comments.
struct Tokens<'t> {
    text: &'t str,
    cursor: Cursor<'t>,
    offset: usize,
    current: Option<(TokenKind, &'t str)>,
}

/// The aliases of all calls in a build script. What is not written as that macro wants it is left out, with what stands behind it in the
/// call.
pub(crate) fn read_aliases(text: &str) -> Vec<CfgAlias> {
    let start = ra_ap_rustc_lexer::strip_shebang(text).unwrap_or(0);
    let cursor = Cursor::new(&text[start..], FrontmatterAllowed::No);
    let mut tokens = Tokens { text, cursor, offset: start, current: None };
    tokens.bump();
    let mut aliases = Vec::new();
    while let Some((_, word)) = tokens.current {
        tokens.bump();
        if word == "cfg_aliases" && tokens.eat("!") {
            let closer = match tokens.current {
                Some((TokenKind::OpenBrace, _)) => "}",
                Some((TokenKind::OpenParen, _)) => ")",
                Some((TokenKind::OpenBracket, _)) => "]",
                _ => continue,
            };
            tokens.bump();
            while let Some(alias) = tokens.alias() {
                aliases.push(alias);
                if !tokens.eat(",") || tokens.current.is_some_and(|(_, token)| token == closer) {
                    break;
                }
            }
        }
    }
    aliases
}

impl<'t> Tokens<'t> {
    fn bump(&mut self) {
        self.current = loop {
            let token = self.cursor.advance_token();
            let start = self.offset;
            self.offset += token.len as usize;
            match token.kind {
                TokenKind::Eof => break None,
                TokenKind::Whitespace | TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => {}
                kind => break Some((kind, &self.text[start..self.offset])),
            }
        };
    }

    fn eat(&mut self, token: &str) -> bool {
        let is_it = self.current.is_some_and(|(_, current)| current == token);
        if is_it {
            self.bump();
        }
        is_it
    }

    fn expect(&mut self, token: &str) -> Option<()> {
        self.eat(token).then_some(())
    }

    fn name(&mut self) -> Option<&'t str> {
        let (TokenKind::Ident, name) = self.current? else { return None };
        self.bump();
        Some(name)
    }

    /// `name: { predicate }`
    fn alias(&mut self) -> Option<CfgAlias> {
        let name = self.name()?.to_owned();
        self.expect(":")?;
        self.expect("{")?;
        let predicate = self.predicate(MAX_DEPTH)?;
        self.expect("}")?;
        Some(CfgAlias { name, predicate })
    }

    fn predicate(&mut self, depth: u32) -> Option<CfgPredicate> {
        let depth = depth.checked_sub(1)?;
        let name = self.name()?;
        if self.eat("=") {
            let (TokenKind::Literal { kind: LiteralKind::Str { terminated: true }, .. }, literal) = self.current?
            else {
                return None;
            };
            self.bump();
            let value = literal.strip_prefix('"')?.strip_suffix('"')?;
            return Some(CfgPredicate::Leaf { name: name.to_owned(), value: Some(value.to_owned()) });
        }
        if !matches!(name, "all" | "any" | "not") || !self.eat("(") {
            return Some(CfgPredicate::Leaf { name: name.to_owned(), value: None });
        }
        let mut elements = Vec::new();
        while !self.eat(")") {
            elements.push(self.predicate(depth)?);
            if !self.eat(",") {
                self.expect(")")?;
                break;
            }
        }
        match (name, elements.len()) {
            ("all", _) => Some(CfgPredicate::All(elements)),
            ("any", _) => Some(CfgPredicate::Any(elements)),
            (_, 1) => elements.pop().map(|element| CfgPredicate::Not(Box::new(element))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(name: &str, value: Option<&str>) -> CfgPredicate {
        CfgPredicate::Leaf { name: name.to_owned(), value: value.map(str::to_owned) }
    }

    #[test]
    fn names_of_expressions_are_read() {
        let aliases = read_aliases(
            r#"use cfg_aliases::cfg_aliases;
fn main() {
    cfg_aliases! {
        // Systems
        linux: { target_os = "linux" },
        wasm: { all(target_arch = "wasm32", not(linux)) },
        either: { any(linux, unix,) },
    }
    cfg_aliases!(test_only: { not(test) });
}"#,
        );
        let expected = [
            ("linux", leaf("target_os", Some("linux"))),
            (
                "wasm",
                CfgPredicate::All(vec![
                    leaf("target_arch", Some("wasm32")),
                    CfgPredicate::Not(Box::new(leaf("linux", None))),
                ]),
            ),
            ("either", CfgPredicate::Any(vec![leaf("linux", None), leaf("unix", None)])),
            ("test_only", CfgPredicate::Not(Box::new(leaf("test", None)))),
        ];
        let expected: Vec<CfgAlias> =
            expected.into_iter().map(|(name, predicate)| CfgAlias { name: name.to_owned(), predicate }).collect();
        assert_eq!(aliases, expected);
    }

    #[test]
    fn what_is_written_otherwise_is_left_out() {
        assert_eq!(read_aliases("cfg_aliases! { a: { not(b, c) }, d: { e } }"), []);
        assert_eq!(read_aliases("cfg_aliases! { a: { target_os = OS } }"), []);
        assert_eq!(read_aliases("cfg_aliases::cfg_aliases; cfg_aliases!"), []);
        assert_eq!(read_aliases("cfg_aliases! { a: { b } , $rest }").len(), 1);
    }
}
