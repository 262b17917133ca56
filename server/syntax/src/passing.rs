//! `macro_rules!` that do nothing but hand on the items they are given, with cfgs before each or none:
//! `($($x:item)*) => { $( #[cfg(feature = "rt")] $x )* }`. What stands in a call of one is then known as if it stood beside
//! the call. A definition that does anything else, in whatever arm, is none of them.

use crate::lexer::{Kind, Token, Tokens};
use crate::names::known;
use crate::outline::{ALWAYS, ConditionId, HandedTo, MacroUse, MacroUseKind, Passes};
use crate::scanner::{Broken, Scanner, Walk};

/// Attributes that neither change what they stand on nor define anything, nor can take it away.
const WITHOUT_EFFECT: &[&str] =
    &["allow", "deny", "deprecated", "doc", "expect", "forbid", "inline", "must_use", "warn"];

/// What the matcher of such a macro binds.
struct Matched<'t> {
    /// Of `#![$meta:meta]`, the fragment's name.
    meta: Option<&'t str>,
    /// Of `$($x:item)*`, likewise.
    items: &'t str,
    /// Whether each fragment is an item, not a token of one.
    whole: bool,
    /// Whether there may be several; the one item else of `($x:item)`.
    repeated: bool,
}

impl<'t> Scanner<'t, '_> {
    /// What the definition hands on whose rules stand between `opener` and the closing delimiter before the current token.
    pub(crate) fn passes(&mut self, opener: Token) -> Option<Passes> {
        let closer = self.tokens.previous;
        let inside = Tokens::from(self.tokens.text, opener.end, closer.start);
        if !inside.kind().opens() || !matches!(inside.peek().kind, Kind::Dollar | Kind::Pound) {
            return None;
        }
        let after = std::mem::replace(&mut self.tokens, inside);
        let mark = self.mark();
        let read = self.only_rule();
        self.tokens = after;
        // rustc checks cfgs where a macro puts them, with what it was given.
        self.facts.outline.predicates.truncate(mark.predicates());
        self.facts.spans.predicates.truncate(mark.predicates());
        if read.is_err() {
            self.go_back(&mark);
        }
        read.ok()
    }

    fn only_rule(&mut self) -> Walk<Passes> {
        let matched = self.matcher()?;
        self.expect(Kind::Eq)?;
        self.expect(Kind::Gt)?;
        let passes = self.transcriber(&matched)?;
        self.tokens.eat(Kind::Semi);
        self.expect_end()?;
        Ok(passes)
    }

    /// Reads `($x:item)` or `($($x:item)*)`, perhaps with `#![$m:meta]` before it.
    fn matcher(&mut self) -> Walk<Matched<'t>> {
        let closer = self.opening()?;
        let mut meta = None;
        if self.tokens.eat(Kind::Pound) {
            self.expect(Kind::Bang)?;
            self.expect(Kind::OpenBracket)?;
            let (name, "meta") = self.fragment()? else { return Err(Broken) };
            meta = Some(name);
            self.expect(Kind::CloseBracket)?;
        }
        if self.tokens.peek().kind != Kind::OpenParen {
            let (items, "item") = self.fragment()? else { return Err(Broken) };
            self.expect(closer)?;
            return Ok(Matched { meta, items, whole: true, repeated: false });
        }
        self.expect(Kind::Dollar)?;
        self.expect(Kind::OpenParen)?;
        let (items, kind @ ("item" | "tt")) = self.fragment()? else { return Err(Broken) };
        self.repeated()?;
        self.expect(closer)?;
        Ok(Matched { meta, items, whole: kind == "item", repeated: true })
    }

    fn transcriber(&mut self, matched: &Matched<'t>) -> Walk<Passes> {
        let closer = self.opening()?;
        let mut passes = Passes { condition: ALWAYS, parameter: false, first_only: false, to: None };
        self.attributes_added(matched, &mut passes)?;
        let gated = passes.condition != ALWAYS || passes.parameter;
        let [dollar, next] = [self.tokens.current, self.tokens.peek()];
        if !matched.repeated {
            passes.first_only = gated;
            if !self.eat_fragment(Some(matched.items)) {
                return Err(Broken);
            }
        } else if dollar.kind == Kind::Dollar && next.kind == Kind::OpenParen {
            passes.first_only = gated;
            self.repetition(matched, Some(&mut passes))?;
        } else {
            passes.to = Some(self.handed_on(matched, &mut passes)?);
        }
        if matched.meta.is_some() != passes.parameter {
            return Err(Broken);
        }
        self.expect(closer)?;
        Ok(passes)
    }

    /// Reads `$( $x )*`, with attributes before the fragment if they may stand there.
    fn repetition(&mut self, matched: &Matched<'t>, attributes: Option<&mut Passes>) -> Walk {
        self.expect(Kind::Dollar)?;
        self.expect(Kind::OpenParen)?;
        if let Some(passes) = attributes.filter(|_| matched.whole) {
            self.attributes_added(matched, passes)?;
        }
        self.expect(Kind::Dollar)?;
        self.expect_word(matched.items)?;
        self.repeated()
    }

    /// Reads `name! { $($x)* }`, perhaps with `#![…]` before the repetition.
    fn handed_on(&mut self, matched: &Matched<'t>, passes: &mut Passes) -> Walk<HandedTo> {
        let first = match self.tokens.eat(Kind::Dollar) {
            true => {
                self.expect_word("crate")?;
                if !self.tokens.eat_path_separator() {
                    return Err(Broken);
                }
                Some(known::DOLLAR_CRATE)
            }
            false => None,
        };
        let name = self.tokens.current;
        if !name.kind.is_name() {
            return Err(Broken);
        }
        let name = self.names.intern(self.tokens.name(name));
        self.tokens.bump();
        self.expect(Kind::Bang)?;
        let in_braces = self.tokens.kind() == Kind::OpenBrace;
        let closer = self.opening()?;
        let mut argument = None;
        if self.tokens.eat(Kind::Pound) {
            self.expect(Kind::Bang)?;
            self.expect(Kind::OpenBracket)?;
            argument = Some(match self.eat_fragment(matched.meta) {
                true => {
                    passes.parameter = true;
                    ALWAYS
                }
                false => {
                    let place = self.place();
                    self.predicate(place, ALWAYS, 0)?
                }
            });
            self.expect(Kind::CloseBracket)?;
        }
        self.repetition(matched, None)?;
        self.expect(closer)?;
        if !in_braces {
            self.tokens.eat(Kind::Semi);
        }
        let called = MacroUse { kind: MacroUseKind::Call, first, name, deep: false };
        Ok(HandedTo { called, argument })
    }

    /// Reads `#[…]`s that are put before items. Their cfgs are joined to those of `passes`.
    fn attributes_added(&mut self, matched: &Matched<'t>, passes: &mut Passes) -> Walk {
        while self.tokens.eat(Kind::Pound) {
            self.expect(Kind::OpenBracket)?;
            let name = self.tokens.current;
            self.tokens.bump();
            match self.tokens.name(name) {
                _ if name.kind != Kind::Ident => return Err(Broken),
                "cfg" => {
                    let added = self.cfg_added(matched, passes)?;
                    passes.condition = self.and(passes.condition, added);
                }
                "cfg_attr" => {
                    let closer = self.opening()?;
                    self.skip_to_comma()?;
                    while self.tokens.eat(Kind::Comma) && self.tokens.kind() != closer {
                        if !WITHOUT_EFFECT.contains(&self.tokens.name(self.tokens.current)) {
                            return Err(Broken);
                        }
                        self.skip_to_comma()?;
                    }
                    self.expect(closer)?;
                }
                other if WITHOUT_EFFECT.contains(&other) => self.skip_to_comma()?,
                _ => return Err(Broken),
            }
            self.expect(Kind::CloseBracket)?;
        }
        Ok(())
    }

    /// Reads the parentheses of `cfg(…)`; of `cfg($meta)`, the parameter counts instead.
    fn cfg_added(&mut self, matched: &Matched<'t>, passes: &mut Passes) -> Walk<ConditionId> {
        if self.tokens.kind() != Kind::OpenParen {
            return Err(Broken);
        }
        if self.tokens.peek().kind != Kind::Dollar {
            return self.predicates(ALWAYS);
        }
        self.tokens.bump();
        if !self.eat_fragment(matched.meta) {
            return Err(Broken);
        }
        passes.parameter = true;
        self.expect(Kind::CloseParen)?;
        Ok(ALWAYS)
    }

    /// Steps over `$name`, if it is that.
    fn eat_fragment(&mut self, name: Option<&str>) -> bool {
        let is_it = self.tokens.kind() == Kind::Dollar
            && name.is_some_and(|name| self.tokens.is_word(self.tokens.peek(), name));
        if is_it {
            self.tokens.bump();
            self.tokens.bump();
        }
        is_it
    }

    /// Reads `$name:kind`.
    pub(crate) fn fragment(&mut self) -> Walk<(&'t str, &'t str)> {
        self.expect(Kind::Dollar)?;
        let name = self.word()?;
        self.expect(Kind::Colon)?;
        let kind = self.word()?;
        Ok((name, kind))
    }

    fn word(&mut self) -> Walk<&'t str> {
        let word = self.tokens.current;
        self.tokens.bump();
        if word.kind == Kind::Ident { Ok(self.tokens.name(word)) } else { Err(Broken) }
    }

    /// Reads the end of a repetition, without a separator: `)*` or `)+`.
    fn repeated(&mut self) -> Walk {
        self.expect(Kind::CloseParen)?;
        let sign = self.tokens.current;
        self.tokens.bump();
        if matches!(self.tokens.text.as_bytes().get(sign.start as usize), Some(b'*' | b'+')) {
            Ok(())
        } else {
            Err(Broken)
        }
    }

    /// Steps over an opening delimiter; the answer is its partner.
    fn opening(&mut self) -> Walk<Kind> {
        let kind = self.tokens.kind();
        self.tokens.bump();
        if kind.opens() { Ok(kind.partner()) } else { Err(Broken) }
    }

    fn skip_to_comma(&mut self) -> Walk {
        loop {
            match self.tokens.kind() {
                Kind::Comma => return Ok(()),
                kind if kind.closes() => return Ok(()),
                Kind::Eof => return Err(Broken),
                kind if kind.opens() => self.skip_tree()?,
                _ => self.tokens.bump(),
            }
        }
    }

    fn expect(&mut self, kind: Kind) -> Walk {
        if self.tokens.eat(kind) { Ok(()) } else { Err(Broken) }
    }

    fn expect_word(&mut self, word: &str) -> Walk {
        if self.word()? == word { Ok(()) } else { Err(Broken) }
    }

    fn expect_end(&mut self) -> Walk {
        if self.tokens.kind() == Kind::Eof { Ok(()) } else { Err(Broken) }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::render::check;

    #[test]
    fn macros_that_hand_on() {
        check(
            r##"macro_rules! rt { ($($item:item)*) => { $( #[cfg(feature = "rt")] #[cfg_attr(docsrs, doc(cfg(feature = "rt")))] $item )* } }
macro_rules! bare { ($($t:tt)*) => { $($t)* }; }
macro_rules! feature { ( #![$meta:meta] $($item:item)* ) => { $( #[cfg($meta)] #[cfg_attr(docsrs, doc(cfg($meta)))] $item )* } }
macro_rules! proto { ($($item:item)*) => { feature! { #![any(feature = "a", b)] $($item)* } } }
macro_rules! again { (#![$m:meta] $($i:item)*) => ( $crate::feature!(#![$m] $($i)*); ) }
macro_rules! wide { ($($any:tt)+) => { #[cfg(c)] $($any)+ } }
macro_rules! documented { ($($i:item)+) => ($( #[doc(hidden)] #[allow(unused)] $i )+) }
"##,
            &expect![[r#"
                0 macro passes if feature = "rt" {item cfg feature cfg_attr docsrs doc} rt
                0 macro passes {t tt} bare
                0 macro passes #![..] ! {meta item cfg cfg_attr docsrs doc} feature
                0 macro passes to feature! #![any(feature = "a", b)] ! {item feature any b} feature! #[any] proto
                0 macro passes #![..] to $crate::feature! #![all()] ! {m meta i item feature} $crate::feature! again
                0 macro passes first if c {any tt cfg c} wide
                0 macro passes {i item doc hidden allow unused} documented
            "#]],
        );
    }

    #[test]
    fn macros_that_do_something_else() {
        check(
            r##"macro_rules! drops { ($($i:item)*) => {} }
macro_rules! wraps { ($($i:item)*) => { mod w { $($i)* } } }
macro_rules! adds { ($($i:item)*) => { $($i)* struct A; } }
macro_rules! two { ($($i:item)*) => { $($i)* }; (a) => {} }
macro_rules! other { ($($i:item)*) => { $( #[other] $i )* } }
macro_rules! attr { ($($i:item)*) => { $( #[cfg_attr(a, other)] $i )* } }
macro_rules! lost { (#![$m:meta] $($i:item)*) => { $($i)* } }
macro_rules! more { ($a:ident $($i:item)*) => { $($i)* } }
macro_rules! commas { ($($i:item),*) => { $($i)* } }
macro_rules! twice { ($($i:item)*) => { $($i)* $($i)* } }
macro_rules! tokens { ($($t:tt)*) => { $( #[cfg(a)] $t )* } }
macro_rules! path { ($($t:tt)*) => { a::b! { $($t)* } } }
macro_rules! pieces { ($($i:item)*) => { m! { $($i)* a } } }
"##,
            &expect![[r#"
                0 macro {i item} drops
                0 macro {i item w} wraps
                0 macro {i item A} adds
                0 macro {i item a} two
                0 macro {i item other} #[other] other
                0 macro {i item cfg_attr a other} #[other] attr
                0 macro ! {m meta i item} lost
                0 macro {a ident i item} more
                0 macro {i item} commas
                0 macro {i item} twice
                0 macro {t tt cfg a} tokens
                0 macro {t tt a b} a::b! path
                0 macro {i item m a} m! pieces
            "#]],
        );
    }
}
