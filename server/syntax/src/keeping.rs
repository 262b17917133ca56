//! `macro_rules!` that put every attribute that they are given before something that they make:
//! `($( $(#[$attribute:meta])* fn $name:ident(); )*) => { $( $(#[$attribute])* fn $name() {} )* }`. rustc then sees the cfgs among
//! the attributes in a call, though what else stands there is no Rust. A definition that may do anything else with one, such as
//! to take it as a token tree or to hand it on to another macro, is none of these.

use crate::frames::FrameKind;
use crate::lexer::{Kind, Token, Tokens};
use crate::names::Symbol;
use crate::outline::{ALWAYS, GivenAttributes, ScopeKind};
use crate::scanner::{Broken, MAX_ITEM_DEPTH, Scanner, Walk};

/// Fragments that may hold an attribute.
const MAY_HOLD_ATTRIBUTES: &[&str] = &["item", "meta", "stmt", "tt"];

impl<'t> Scanner<'t, '_> {
    /// What the macro `name` does with attributes, whose rules stand between `opener` and the closing delimiter before the current token.
    pub(crate) fn given_attributes(&mut self, name: Symbol, opener: Token) -> GivenAttributes {
        let closer = self.tokens.previous;
        let inside = Tokens::from(self.tokens.text, opener.end, closer.start);
        let after = std::mem::replace(&mut self.tokens, inside);
        let read = self.read_rules(name);
        self.tokens = after;
        read.unwrap_or_default()
    }

    fn read_rules(&mut self, name: Symbol) -> Walk<GivenAttributes> {
        let (mut takes, mut keeps) = (false, false);
        while self.tokens.kind() != Kind::Eof {
            let mut bound = Vec::new();
            self.bound_attributes(&mut bound)?;
            if !self.tokens.eat(Kind::Eq) || !self.tokens.eat(Kind::Gt) {
                return Err(Broken);
            }
            // Most macros take none, and what they make is nobody's business.
            if bound.is_empty() {
                self.skip_tree()?;
            } else {
                let mut kept = Kept { by: name, direct: Vec::new(), handed_on: Vec::new() };
                self.kept_attributes(&mut kept, false)?;
                let is_kept = |bound: &Symbol| kept.direct.contains(bound) || kept.handed_on.contains(bound);
                if !bound.iter().all(is_kept) {
                    return Ok(GivenAttributes::Unclear);
                }
                takes = true;
                keeps |= bound.iter().any(|bound| kept.direct.contains(bound));
            }
            self.tokens.eat(Kind::Semi);
        }
        Ok(match (takes, keeps) {
            (false, _) => GivenAttributes::Refuses,
            (true, false) => GivenAttributes::Unclear,
            (true, true) => GivenAttributes::Keeps,
        })
    }

    /// Steps over a matcher, or a part of one; adds what it binds as attributes.
    fn bound_attributes(&mut self, bound: &mut Vec<Symbol>) -> Walk {
        self.inside(|scanner| {
            let kind = scanner.tokens.kind();
            if kind == Kind::Pound && scanner.tokens.peek().kind == Kind::OpenBracket {
                scanner.tokens.bump();
                return scanner.attribute_fragments(bound, true);
            }
            if let Some((_, fragment)) = scanner.binding()? {
                let may_hold_one = match fragment {
                    "tt" => scanner.may_hold_brackets()?,
                    fragment => MAY_HOLD_ATTRIBUTES.contains(&fragment),
                };
                return if may_hold_one { Err(Broken) } else { Ok(()) };
            }
            if kind.opens() {
                return scanner.bound_attributes(bound);
            }
            scanner.tokens.bump();
            Ok(())
        })
    }

    /// Whether the brackets behind a `#`, which a token tree may hold by itself, may be held by what is next.
    fn may_hold_brackets(&mut self) -> Walk<bool> {
        let (start, limit) = (self.tokens.current.start, self.tokens.limit());
        let next = self.tokens.kind();
        let binding = self.binding()?;
        self.tokens.jump(start, limit);
        Ok(match binding {
            Some((_, fragment)) => MAY_HOLD_ATTRIBUTES.contains(&fragment),
            None => matches!(next, Kind::Dollar | Kind::OpenBracket) || next.closes(),
        })
    }

    /// Steps over what a rule makes, or a part of it; notes which fragments stand there as attributes. Under a cfg, `gated`, rustc
    /// may not get to see them.
    fn kept_attributes(&mut self, kept: &mut Kept, gated: bool) -> Walk {
        let mut gated_here = gated;
        self.inside(|scanner| {
            let kind = scanner.tokens.kind();
            if kind == Kind::Pound && scanner.tokens.peek().kind == Kind::OpenBracket {
                scanner.tokens.bump();
                let is_cfg = matches!(scanner.tokens.name(scanner.tokens.peek()), "cfg" | "cfg_attr");
                gated_here |= is_cfg;
                let start = scanner.tokens.current.start;
                let mut found = Vec::new();
                if scanner.attribute_fragments(&mut found, false).is_err() {
                    // An attribute of its own.
                    let limit = scanner.tokens.limit();
                    scanner.tokens.jump(start, limit);
                    scanner.skip_tree()?;
                } else if !gated_here {
                    kept.direct.append(&mut found);
                }
                return Ok(());
            }
            if kind.opens() {
                scanner.kept_attributes(kept, gated_here)?;
                if kind == Kind::OpenBrace {
                    gated_here = gated;
                }
                return Ok(());
            }
            let name = scanner.tokens.current;
            scanner.tokens.bump();
            if name.kind.is_name() && scanner.tokens.kind() == Kind::Bang && scanner.tokens.peek().kind.opens() {
                let is_itself = scanner.names.intern(scanner.tokens.name(name)) == kept.by;
                scanner.tokens.bump();
                let mut further = Kept { by: kept.by, direct: Vec::new(), handed_on: Vec::new() };
                scanner.kept_attributes(&mut further, gated_here)?;
                if is_itself {
                    kept.handed_on.append(&mut further.direct);
                }
            } else if kind == Kind::Semi {
                gated_here = gated;
            }
            Ok(())
        })
    }

    /// Steps over the brackets of an attribute that holds nothing but fragments, perhaps repeated: `[$attribute]`, `[$($attribute:meta)+]`
    /// where they are bound.
    fn attribute_fragments(&mut self, found: &mut Vec<Symbol>, are_bound: bool) -> Walk {
        self.inside(|scanner| match scanner.tokens.kind() {
            Kind::Dollar if scanner.tokens.peek().kind == Kind::OpenParen => {
                scanner.tokens.bump();
                scanner.attribute_fragments(found, are_bound)
            }
            Kind::Dollar if are_bound => match scanner.binding()? {
                Some((name, "meta")) => {
                    found.push(name);
                    Ok(())
                }
                _ => Err(Broken),
            },
            Kind::Dollar => {
                scanner.tokens.bump();
                let name = scanner.tokens.current;
                scanner.tokens.bump();
                found.push(scanner.names.intern(scanner.tokens.name(name)));
                if name.kind.is_name() { Ok(()) } else { Err(Broken) }
            }
            Kind::Ident | Kind::RawIdent | Kind::Str | Kind::Literal => Err(Broken),
            kind if kind.opens() => Err(Broken),
            _ => {
                scanner.tokens.bump();
                Ok(())
            }
        })
    }

    /// Reads `$name:fragment`, if that is next.
    fn binding(&mut self) -> Walk<Option<(Symbol, &'t str)>> {
        let [name, colon] = self.tokens.peek_two();
        if self.tokens.kind() != Kind::Dollar || !name.kind.is_name() || colon.kind != Kind::Colon {
            return Ok(None);
        }
        let (name, fragment) = self.fragment()?;
        Ok(Some((self.names.intern(name), fragment)))
    }

    /// Steps over a token tree; `step` takes one or more tokens of what its delimiters hold at a time.
    fn inside(&mut self, mut step: impl FnMut(&mut Self) -> Walk) -> Walk {
        let opener = self.tokens.kind();
        if !opener.opens() || self.depth >= MAX_ITEM_DEPTH {
            return Err(Broken);
        }
        self.tokens.bump();
        self.depth += 1;
        let walked = loop {
            match self.tokens.kind() {
                kind if kind == opener.partner() => break Ok(()),
                Kind::Eof => break Err(Broken),
                kind if kind.closes() => break Err(Broken),
                _ => {
                    if step(self).is_err() {
                        break Err(Broken);
                    }
                }
            }
        };
        self.depth -= 1;
        self.tokens.bump();
        walked
    }

    /// Reads again, for the cfgs among them, the attributes between `opener` and the closing delimiter before the current token, into a
    /// scope of their own: those of the call that was recorded last. Within further delimiters none is read.
    pub(crate) fn attributes_of_call(&mut self, opener: Token) {
        let closer = self.tokens.previous;
        let text = &self.tokens.text[opener.end as usize..closer.start as usize];
        if self.depth >= MAX_ITEM_DEPTH || !text.contains("cfg") {
            return;
        }
        let inside = Tokens::from(self.tokens.text, opener.end, closer.start);
        let after = std::mem::replace(&mut self.tokens, inside);
        let mark = self.mark();
        let before = self.facts.outline.predicates.len();
        let read = self.read_attributes_of_call(opener.end, closer.start);
        if read.is_err() || self.tokens.unlexable || self.facts.outline.predicates.len() == before {
            self.go_back(&mark);
        }
        self.tokens = after;
    }

    fn read_attributes_of_call(&mut self, start: u32, end: u32) -> Walk {
        let call = self.facts.outline.macro_calls.len() as u32 - 1;
        let around = self.scope();
        self.depth += 1;
        self.open(FrameKind::Module, Kind::Eof, start);
        self.add_scope(self.frames.len() - 1, around, ScopeKind::Attributes { call });
        let own = self.top().own;
        let mut condition = ALWAYS;
        loop {
            match self.tokens.kind() {
                Kind::Eof => break,
                Kind::Pound if self.tokens.peek().kind == Kind::OpenBracket => {
                    let cfgs = self.cfgs()?;
                    condition = self.and(condition, cfgs);
                    self.top().own = self.and(own, condition);
                }
                kind => {
                    // What one attribute gates is no matter of the next thing.
                    condition = ALWAYS;
                    self.top().own = own;
                    if kind.opens() { self.skip_tree()? } else { self.tokens.bump() }
                }
            }
        }
        self.top().own = own;
        self.close(end);
        self.depth -= 1;
        Ok(())
    }
}

/// Which of a macro's fragments stand as attributes before what it makes.
struct Kept {
    /// The macro.
    by: Symbol,
    direct: Vec<Symbol>,
    /// Those that it hands on to itself.
    handed_on: Vec<Symbol>,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::render::check;

    #[test]
    fn macros_that_keep_attributes() {
        check(
            r##"macro_rules! commands {
    ($life:lifetime $( $(#[$attr:meta])+ fn $name:ident() -> $ret:tt $body:block )*) =>
    { impl T { $( $(#[$attr])* fn $name() -> $ret $body )* } }
}
macro_rules! functions {
    ($life:lifetime $( $(#[$attr:meta])+ fn $name:ident() -> $ret:ty )*) => (
        pub trait T { $( $(#[$attr])* #[inline] fn $name<$life>() -> $ret; )* other! { a } }
    )
}
macro_rules! kinds { ($( $(#[$($attr:meta)+])? $t:ident )+) => { $( $(#[$($attr)+])? impl F for $t {} )+ } }
macro_rules! itself {
    ($(#[$a:meta])* $n:ident) => { itself!($(#[$a])* $n, b); };
    ($(#[$a:meta])* $n:ident, $m:ident) => { $(#[$a])* struct $n; }
}
"##,
            &expect![[r#"
                0 macro keeps attributes fn $name {life lifetime attr meta name ident ret tt body block T} commands
                0 macro keeps attributes fn $name {life lifetime attr meta name ident ret ty T inline other a} other! functions
                0 macro keeps attributes {attr meta t ident F} kinds
                0 macro keeps attributes fn $name {a meta n ident itself b m} itself! itself
            "#]],
        );
    }

    #[test]
    fn macros_that_may_do_something_else_with_them() {
        check(
            r##"macro_rules! drops { ($(#[$a:meta])* $n:ident) => { struct $n; } }
macro_rules! one_of_two { ($(#[$a:meta])* $(#[$b:meta])* $n:ident) => { $(#[$a])* struct $n; } }
macro_rules! gated { ($(#[$a:meta])* $n:ident) => { #[cfg(x)] mod m { $(#[$a])* struct $n; } } }
macro_rules! hands { ($(#[$a:meta])* $n:ident) => { other! { $(#[$a])* struct $n; } } }
macro_rules! only_itself { ($(#[$a:meta])* $n:ident) => { only_itself! { $(#[$a])* $n } } }
macro_rules! trees { ($(#[$a:meta])* $n:ident $($t:tt)*) => { $(#[$a])* struct $n; } }
macro_rules! two_trees { ($(#[$a:meta])* $n:ident $t:tt $u:tt) => { $(#[$a])* struct $n; } }
macro_rules! parts { ($(#[$a:ident $($b:tt)*])* $n:ident) => { $(#[$a $($b)*])* struct $n; } }
macro_rules! within { (#[cfg($a:meta)] $n:ident) => { #[cfg($a)] struct $n; } }
macro_rules! none { ($n:ident) => { struct $n; } }
"##,
            &expect![[r#"
                0 macro fn $name {a meta n ident} drops
                0 macro fn $name {a meta b n ident} one_of_two
                0 macro fn $name {a meta n ident cfg x m} gated
                0 macro fn $name {a meta n ident other} other! hands
                0 macro {a meta n ident only_itself} only_itself! only_itself
                0 macro fn $name {a meta n ident t tt} trees
                0 macro fn $name {a meta n ident t tt u} two_trees
                0 macro fn $name {a ident b tt n} parts
                0 macro fn $name {cfg a meta n ident} within
                0 macro fn $name {n ident} none
            "#]],
        );
    }

    #[test]
    fn the_attributes_of_a_call_that_holds_no_items() {
        check(
            r##"kinds! { u8 #[cfg(a)] #[cfg(all(b, feature = "c"))] u16 #[doc = "d"] u32 #[cfg(e)] { #[cfg(not_read)] } }
kinds! { u8 #[inline] u16 }
mod m { kinds! { u8 #[cfg(a = b)] u16 } }
"##,
            &expect![[r#"
                scope 1 in 0: attributes of kinds!
                scope 2 in 0: mod m
                0 mod m
                0 kinds! {u8 cfg a all b feature u16 doc u32 e not_read}
                0 kinds! {u8 inline u16}
                2 kinds! {u8 cfg a b u16}
                1 cfg `a`
                1 cfg `b` if a
                1 cfg `feature = "c"` value `c` if a
                1 cfg `e`
            "#]],
        );
    }
}
