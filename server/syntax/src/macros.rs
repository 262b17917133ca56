//! Macros: what a definition or a call that is not expanded may define is judged by the identifiers in its tokens.
//! Nothing else in those tokens is read, but for `cfg!`, `cfg_if!` and `cfg_select!`, whose meaning is known.

use std::ops::Range as IndexRange;

use crate::builtin;
use crate::cfg::ArmContent;
use crate::frames::PendingCall;
use crate::items::Head;
use crate::lexer::{Kind, Token, Tokens};
use crate::literal;
use crate::outline::{ConditionId, Hazards, ItemKind, MacroCall, MacroDefinition, ScopeId, ScopeKind, Visibility};
use crate::scanner::{Broken, Scanner, Walk};

impl Scanner<'_, '_> {
    /// Reads `macro_rules! name { … }` from its name on.
    pub(crate) fn macro_rules(&mut self, head: Head, exported: bool) -> Walk<IndexRange<usize>> {
        let (index, number) = self.begin_definition(head, Visibility::Private, exported, ItemKind::MacroRules)?;
        let start = self.begin_macro_tokens();
        let in_braces = self.tokens.kind() == Kind::OpenBrace;
        if !self.tokens.kind().opens() {
            return Err(Broken);
        }
        let opener = self.tokens.current;
        let hazards = self.macro_tokens(start)?;
        let tokens = self.end_macro_tokens(start, hazards);
        let passes = self.passes(opener);
        let takes_nothing = self.note_body(opener, number as u32);
        let attributes = self.given_attributes(self.facts.outline.items[index].name, opener);
        self.facts.outline.macro_definitions[number] =
            MacroDefinition { exported, tokens, passes, takes_nothing, attributes };
        if !in_braces {
            self.semicolon();
        }
        Ok(index..index + 1)
    }

    /// Reads `macro name { … }` or `macro name(…) { … }` from its name on.
    pub(crate) fn macro_item(&mut self, head: Head, visibility: Visibility, exported: bool) -> Walk<IndexRange<usize>> {
        let (index, number) = self.begin_definition(head, visibility, exported, ItemKind::Macro)?;
        let start = self.begin_macro_tokens();
        let mut hazards = Hazards::default();
        if self.tokens.kind() == Kind::OpenParen {
            hazards = self.macro_tokens(start)?;
        }
        if self.tokens.kind() != Kind::OpenBrace {
            return Err(Broken);
        }
        hazards = hazards.or(self.macro_tokens(start)?);
        let tokens = self.end_macro_tokens(start, hazards);
        self.facts.outline.macro_definitions[number] =
            MacroDefinition { exported, tokens, ..MacroDefinition::default() };
        Ok(index..index + 1)
    }

    /// The item and its definition, so far without a body: one whose body turns out broken keeps it so.
    fn begin_definition(
        &mut self,
        head: Head,
        visibility: Visibility,
        exported: bool,
        kind: fn(u32) -> ItemKind,
    ) -> Walk<(usize, usize)> {
        let number = self.facts.outline.macro_definitions.len();
        let index = self.begin_item(head, visibility, kind(number as u32))?;
        let empty = MacroDefinition { exported, ..MacroDefinition::default() };
        self.facts.outline.macro_definitions.push(empty);
        Ok((index, number))
    }

    /// Reads a macro call where an item is expected, from its path on.
    pub(crate) fn item_call(&mut self) -> Walk {
        let path_start = self.tokens.current.start;
        let name = self.call_head()?;
        let content = ArmContent::Items;
        let opener = self.tokens.current;
        let in_braces = opener.kind == Kind::OpenBrace;
        match self.tokens.name(name) {
            "cfg_if" if self.at_cfg_if_arms() => self.cfg_if(content)?,
            "cfg_select" => self.cfg_select(content)?,
            name => {
                let limit = self.tokens.limit();
                self.tokens.jump(path_start, limit);
                let condition = self.own_condition();
                let scope = self.scope();
                let items_before = self.facts.outline.items.len() as u32;
                self.record_call(scope, condition, items_before)?;
                let body = self.take_body(opener);
                match name {
                    _ if let Some(body) = body => self.items_of_body(body),
                    "bitflags" => self.cfgs_of_flags(opener),
                    name if builtin::keeps_no_items(name) => {}
                    _ if self.items_of_call(opener) => {}
                    _ => self.attributes_of_call(opener),
                }
            }
        }
        if !in_braces {
            self.semicolon();
        }
        Ok(())
    }

    /// A `;` after a macro call with parentheses or brackets. It may be missing: rustc does not read on otherwise, but
    /// code that a macro has put together does without.
    fn semicolon(&mut self) {
        self.tokens.eat(Kind::Semi);
    }

    /// Steps over `path!` or `path! name` to the opening delimiter. The answer is the path's last name.
    pub(crate) fn call_head(&mut self) -> Walk<Token> {
        self.tokens.eat_path_separator();
        let name = loop {
            let segment = self.tokens.current;
            if !segment.kind.is_name() {
                return Err(Broken);
            }
            self.tokens.bump();
            if !self.tokens.eat_path_separator() {
                break segment;
            }
        };
        if !self.tokens.eat(Kind::Bang) {
            return Err(Broken);
        }
        if self.tokens.kind().is_name() {
            self.tokens.bump();
        }
        if self.tokens.kind().opens() { Ok(name) } else { Err(Broken) }
    }

    /// Records the macro call whose path begins at the current token, and steps over it.
    fn record_call(&mut self, scope: ScopeId, condition: ConditionId, items_before: u32) -> Walk {
        let start = self.tokens.current.start;
        let path = self.path()?;
        let included = self.facts.outline.path(path).last().is_some_and(|&name| self.names.text(name) == "include");
        if !self.tokens.eat(Kind::Bang) {
            return Err(Broken);
        }
        let tokens_start = self.begin_macro_tokens();
        if self.tokens.kind().is_name() {
            let name = self.tokens.name(self.tokens.current);
            self.record_ident(name);
            self.tokens.bump();
        }
        if !self.tokens.kind().opens() {
            return Err(Broken);
        }
        let mut include = None;
        if included {
            let [string, after] = self.tokens.peek_two();
            if after.kind.closes() || after.kind == Kind::Comma {
                include = literal::value(self.tokens.text, string).map(|path| self.names.intern(&path));
            }
        }
        let hazards = self.macro_tokens(tokens_start)?;
        let mut tokens = self.end_macro_tokens(tokens_start, hazards);
        if self.facts.outline.scope(scope).kind == ScopeKind::Block {
            tokens.text = 0;
        }
        self.call_starts.push(start);
        self.facts.outline.macro_calls.push(MacroCall { scope, path, tokens, items_before, include, condition });
        Ok(())
    }

    /// Records a macro call of a block that came to be a scope.
    pub(crate) fn record_pending_call(&mut self, scope: ScopeId, call: PendingCall) {
        let text = self.tokens.text;
        let here = std::mem::replace(&mut self.tokens, Tokens::from(text, call.start, text.len() as u32));
        // It held together when it was stepped over, so it does now.
        let _ = self.record_call(scope, call.condition, call.items_before);
        self.tokens = here;
    }

    /// Reads on at a `!` in an expression, a pattern or a type: a macro call, if a name stands before it and a delimiter
    /// after it.
    pub(crate) fn bang(&mut self) -> Walk {
        let name = self.tokens.previous;
        self.tokens.bump();
        if !self.tokens.kind().opens() || !name.kind.is_name() {
            return Ok(());
        }
        match self.tokens.name(name) {
            "cfg" => self.cfg_call(),
            "cfg_select" => self.cfg_select(ArmContent::Expression),
            word if name.kind == Kind::Ident && builtin::is_keyword(word) => Ok(()),
            _ => self.skip_tree(),
        }
    }

    /// Reads on at a `!` after a path that a statement began with at `start`. The answer is whether it was a macro call
    /// in braces, which ends its statement.
    pub(crate) fn statement_call(&mut self, start: u32) -> Walk<bool> {
        let name = self.tokens.previous;
        self.tokens.bump();
        let opener = self.tokens.kind();
        if !opener.opens() {
            return Ok(false);
        }
        match self.tokens.name(name) {
            "cfg" => self.cfg_call()?,
            "cfg_if" if self.at_cfg_if_arms() => self.cfg_if(ArmContent::Statements)?,
            "cfg_select" => self.cfg_select(ArmContent::Statements)?,
            word => {
                // What a macro of such a name defines if it is redefined, its tokens do not say unless they declare something.
                let is_listed = builtin::is_statement_macro(word);
                let declares = if is_listed { self.skip_declaring_tree()? } else { self.skip_tree().map(|()| true)? };
                // `m!(…) => …` is a pattern, `m!(…).f()` and `m!(…)?` are expressions.
                if declares && !matches!(self.tokens.kind(), Kind::Eq | Kind::Dot | Kind::Question) {
                    let condition = self.own_condition();
                    let items_before = self.facts.outline.items.len() as u32;
                    self.pending_calls.push(PendingCall { start, condition, items_before });
                }
            }
        }
        let continues = matches!(self.tokens.kind(), Kind::Dot | Kind::Question);
        Ok(opener == Kind::OpenBrace && !continues)
    }

    /// Skips a delimited tree; whether items may be declared in it, by a keyword of theirs or by a macro that is not listed.
    fn skip_declaring_tree(&mut self) -> Walk<bool> {
        let mut declares = false;
        self.skip_tree_with(|scanner, kind| {
            let (tokens, previous) = (&scanner.tokens, scanner.tokens.previous);
            declares |= match kind {
                Kind::Ident => builtin::declares(tokens.name(tokens.current)),
                Kind::Bang => {
                    previous.kind == Kind::Ident
                        && tokens.peek().kind.opens()
                        && !builtin::is_statement_macro(tokens.name(previous))
                }
                _ => false,
            };
        })?;
        Ok(declares)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::render::check;

    #[test]
    fn definitions_anywhere() {
        check(
            r##"#[macro_export]
macro_rules! a { ($x:expr) => { $crate::b!($x); use c::*; c } }
#[cfg_attr(x, macro_export)]
macro_rules! d ( () => { fn r#fn() {} 'e } );
fn f() { #[macro_export] macro_rules! g { () => { h } } }
"##,
            &expect![[r#"
                scope 1 in 0: block
                0 macro exported glob {x expr b c} $crate::b! use c a
                0 macro exported takes nothing {fn} d
                0 Function f
                1 macro exported {h} g
                0 cfg `x`
            "#]],
        );
    }

    #[test]
    fn calls_where_items_stand() {
        check(
            r##"thread_local! { static A: u8 = 1; }
b::c!(d, e e);
::f::g![a::*];
include!("h.rs");
include!(concat!("i", "j"));
#[cfg(k)]
l! { M }
macro_rules_! n { o }
"##,
            &expect![[r#"
                0 thread_local! {A u8}
                0 b::c! {d e}
                0 f::g! glob {a}
                0 include! "h.rs" {}
                0 include! {concat} concat!
                0 l! {M} if k
                0 macro_rules_! {n o}
                0 cfg `k`
            "#]],
        );
    }

    #[test]
    fn calls_in_blocks_that_hold_imports() {
        check(
            r##"fn f() {
    a!(b);
    println!("{}", c);
    let x = d!(e);
    g!(h).i();
    #[cfg(j)]
    k! { l }
    use m;
    { n!(o); }
    match x { p!() => {} _ => {} }
    q::r! { s }
}
fn t() { u!(v); }
"##,
            &expect![[r#"
                scope 1 in 0: block
                0 Function f
                0 Function t
                1 use#0 m `m`
                1 a! {b}
                1 k! {l} if j
                1 q::r! {s}
                0 cfg `j`
            "#]],
        );
    }
}
