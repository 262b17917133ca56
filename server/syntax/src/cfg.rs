//! cfg predicates, wherever rustc checks them: in attributes, in `cfg!`, and in the arms of `cfg_if!` and `cfg_select!`.

use greenlight_files::Span;

use crate::frames::FrameKind;
use crate::lexer::{Kind, Token};
use crate::literal;
use crate::names::Symbol;
use crate::outline::{ALWAYS, Condition, ConditionId, Predicate, ScopeId};
use crate::scanner::{Broken, MAX_ITEM_DEPTH, Scanner, Walk};
use crate::spans::PredicateSpans;

/// `all`, `any` and `not` are read into each other down to this depth.
const MAX_DEPTH: u32 = 64;

/// After so many arms of one `cfg_if!` the conditions of further ones are unknown: each needs that all before it do not
/// hold.
const MAX_ARMS: u32 = 64;

/// What stands in the arms of a `cfg_if!` or `cfg_select!`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ArmContent {
    Items,
    /// Items of an `impl` or `trait`.
    Associated,
    Statements,
    /// An arm is an expression, so a block in it is a scope.
    Expression,
}

impl Scanner<'_, '_> {
    /// Reads `(predicate)`, both delimiters included, under the predicate of the `cfg_attr` around it.
    pub(crate) fn predicates(&mut self, guard: ConditionId) -> Walk<ConditionId> {
        self.tokens.bump();
        if self.tokens.eat(Kind::CloseParen) {
            return Ok(self.leaf(Condition::Unknown));
        }
        let place = self.place();
        let mut condition = self.predicate(place, guard, 0)?;
        while self.tokens.eat(Kind::Comma) && self.tokens.kind() != Kind::CloseParen {
            // rustc wants exactly one predicate (E0805), so what several of them mean is for nobody to say.
            condition = self.leaf(Condition::Unknown);
            self.skip_predicate()?;
        }
        if self.tokens.eat(Kind::CloseParen) { Ok(condition) } else { Err(Broken) }
    }

    /// Reads one predicate and records its leaves. `place` is where it stands.
    pub(crate) fn predicate(
        &mut self,
        place: (ScopeId, ConditionId),
        guard: ConditionId,
        depth: u32,
    ) -> Walk<ConditionId> {
        let key = self.tokens.current;
        if !key.kind.is_name() {
            self.skip_predicate()?;
            return Ok(self.leaf(Condition::Unknown));
        }
        self.tokens.bump();
        match self.tokens.kind() {
            Kind::OpenParen if depth < MAX_DEPTH => self.combination(key, place, guard, depth),
            Kind::Eq if !self.at_predicate_end() => {
                self.tokens.bump();
                let string = self.tokens.current;
                let value = literal::value(self.tokens.text, string);
                let Some(value) = value else {
                    self.skip_predicate()?;
                    return Ok(self.leaf(Condition::Unknown));
                };
                let key_symbol = self.names.intern(self.tokens.name(key));
                let value = self.names.intern(&value);
                self.tokens.bump();
                if !self.at_predicate_end() {
                    self.skip_predicate()?;
                    return Ok(self.leaf(Condition::Unknown));
                }
                let spans = PredicateSpans {
                    leaf: Span::new(key.start, string.end),
                    value: literal::content(self.tokens.text, string),
                };
                self.push_predicate(place, guard, key_symbol, Some(value), spans);
                Ok(self.leaf(Condition::Value(key_symbol, value)))
            }
            _ if self.at_predicate_end() => {
                let name = self.tokens.name(key);
                let symbol = self.names.intern(name);
                if key.kind == Kind::RawIdent || !matches!(name, "true" | "false") {
                    self.push_predicate(place, guard, symbol, None, PredicateSpans { leaf: key.span(), value: None });
                }
                Ok(self.leaf(Condition::Flag(symbol)))
            }
            _ => {
                self.skip_predicate()?;
                Ok(self.leaf(Condition::Unknown))
            }
        }
    }

    /// `all(…)`, `any(…)`, `not(…)`; of anything else only rustc knows what it means.
    fn combination(
        &mut self,
        key: Token,
        place: (ScopeId, ConditionId),
        guard: ConditionId,
        depth: u32,
    ) -> Walk<ConditionId> {
        let name = self.tokens.name(key);
        if !matches!(name, "all" | "any" | "not") {
            self.skip_tree()?;
            return Ok(self.leaf(Condition::Unknown));
        }
        self.tokens.bump();
        let mut members = Vec::new();
        while self.tokens.kind() != Kind::CloseParen {
            members.push(self.predicate(place, guard, depth + 1)?);
            if !self.tokens.eat(Kind::Comma) && self.tokens.kind() != Kind::CloseParen {
                return Err(Broken);
            }
        }
        self.tokens.bump();
        let outline = &mut self.facts.outline;
        Ok(match (name, members.as_slice()) {
            ("all", members) => self.conditions.all(outline, members),
            ("any", members) => self.conditions.any(outline, members),
            (_, &[only]) => self.conditions.not(outline, only),
            _ => self.conditions.leaf(outline, Condition::Unknown),
        })
    }

    /// Whether the tokens of a predicate end here: before `,` or the closing delimiter of the list; in the arms of
    /// `cfg_select!`, before `=>`.
    fn at_predicate_end(&self) -> bool {
        match self.tokens.kind() {
            Kind::Comma | Kind::CloseParen | Kind::CloseBracket => true,
            Kind::Eq => self.tokens.joined_to(b'>'),
            _ => false,
        }
    }

    fn skip_predicate(&mut self) -> Walk {
        while !self.at_predicate_end() {
            match self.tokens.kind() {
                Kind::CloseBrace | Kind::Eof => return Err(Broken),
                kind if kind.opens() => self.skip_tree()?,
                _ => self.tokens.bump(),
            }
        }
        Ok(())
    }

    fn push_predicate(
        &mut self,
        place: (ScopeId, ConditionId),
        guard: ConditionId,
        key: Symbol,
        value: Option<Symbol>,
        spans: PredicateSpans,
    ) {
        let (scope, outer) = place;
        let condition = self.and(outer, guard);
        let allowed = self.top().allowed || self.top().own_allowed;
        let inner = self.in_inner_attribute && self.top().scope == Some(scope);
        self.facts.outline.predicates.push(Predicate { scope, condition, key, value, inner, allowed });
        self.facts.spans.predicates.push(spans);
    }

    /// Reads the tokens of `cfg!(…)`, from its `(` on.
    pub(crate) fn cfg_call(&mut self) -> Walk {
        if self.tokens.kind() == Kind::OpenParen { self.predicates(ALWAYS).map(|_| ()) } else { self.skip_tree() }
    }

    /// Whether the current delimiter opens what `cfg_if!` takes: `{ if #[cfg(`.
    pub(crate) fn at_cfg_if_arms(&self) -> bool {
        let [first, second] = self.tokens.peek_two();
        self.tokens.is_word(first, "if") && second.kind == Kind::Pound
    }

    /// Reads the tokens of `cfg_if!`, from the opening delimiter on.
    pub(crate) fn cfg_if(&mut self, content: ArmContent) -> Walk {
        let closer = self.tokens.kind().partner();
        self.tokens.bump();
        let mut earlier = ALWAYS;
        let mut arms = 0;
        loop {
            let condition = if self.tokens.at_word("if") {
                self.tokens.bump();
                if !self.tokens.eat(Kind::Pound) || !self.tokens.eat(Kind::OpenBracket) || !self.tokens.at_word("cfg") {
                    return Err(Broken);
                }
                self.tokens.bump();
                if self.tokens.kind() != Kind::OpenParen {
                    return Err(Broken);
                }
                let predicate = self.predicates(ALWAYS)?;
                if !self.tokens.eat(Kind::CloseBracket) {
                    return Err(Broken);
                }
                arms += 1;
                self.arm_condition(&mut earlier, predicate, arms)
            } else {
                earlier
            };
            self.arm(condition, content)?;
            if !self.tokens.at_word("else") {
                break;
            }
            self.tokens.bump();
        }
        if self.tokens.kind() != closer {
            return Err(Broken);
        }
        self.tokens.bump();
        Ok(())
    }

    /// Reads the tokens of `cfg_select!`, from the opening delimiter on: `predicate => { … }`, `_ => { … }`, or
    /// expressions with commas instead of blocks.
    pub(crate) fn cfg_select(&mut self, content: ArmContent) -> Walk {
        let closer = self.tokens.kind().partner();
        self.tokens.bump();
        let mut earlier = ALWAYS;
        let mut arms = 0;
        while self.tokens.kind() != closer {
            let condition = if self.tokens.at_word("_") {
                self.tokens.bump();
                earlier
            } else {
                let place = self.place();
                let predicate = self.predicate(place, ALWAYS, 0)?;
                arms += 1;
                self.arm_condition(&mut earlier, predicate, arms)
            };
            if self.tokens.kind() != Kind::Eq || !self.tokens.joined_to(b'>') {
                return Err(Broken);
            }
            self.tokens.bump();
            self.tokens.bump();
            if self.tokens.kind() == Kind::OpenBrace {
                self.arm(condition, content)?;
                self.tokens.eat(Kind::Comma);
            } else {
                self.expression_arm(condition, closer)?;
            }
        }
        self.tokens.bump();
        Ok(())
    }

    /// The condition of an arm with this predicate, after all arms `earlier` says do not hold.
    fn arm_condition(&mut self, earlier: &mut ConditionId, predicate: ConditionId, arms: u32) -> ConditionId {
        let condition = self.and(*earlier, predicate);
        let not = if arms < MAX_ARMS {
            self.conditions.not(&mut self.facts.outline, predicate)
        } else {
            self.leaf(Condition::Unknown)
        };
        *earlier = self.and(*earlier, not);
        condition
    }

    fn arm(&mut self, condition: ConditionId, content: ArmContent) -> Walk {
        if self.tokens.kind() != Kind::OpenBrace || self.depth >= MAX_ITEM_DEPTH {
            return Err(Broken);
        }
        self.depth += 1;
        let kind = match content {
            ArmContent::Items | ArmContent::Statements => FrameKind::Arm,
            ArmContent::Associated => FrameKind::Container,
            ArmContent::Expression => FrameKind::Block,
        };
        self.open(kind, Kind::CloseBrace, self.tokens.current.end);
        let outer = self.top().condition;
        self.top().condition = self.and(outer, condition);
        self.tokens.bump();
        match content {
            ArmContent::Items => self.items(Kind::CloseBrace)?,
            ArmContent::Associated => self.associated_list()?,
            // These close their frame themselves.
            ArmContent::Statements | ArmContent::Expression => self.content()?,
        }
        if matches!(content, ArmContent::Items | ArmContent::Associated) {
            self.close(self.tokens.current.start);
            self.tokens.bump();
        }
        self.depth -= 1;
        Ok(())
    }

    fn expression_arm(&mut self, condition: ConditionId, closer: Kind) -> Walk {
        let before = self.top().own;
        self.top().own = self.and(before, condition);
        while self.tokens.kind() != closer && !self.tokens.eat(Kind::Comma) {
            self.expression_token()?;
        }
        self.top().own = before;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::render::check;

    #[test]
    fn predicates_wherever_they_stand() {
        check(
            r##"#![cfg(a)]
#[doc(cfg(b))]
#[link(name = "x", cfg(c))]
extern "C" {}
struct S { #[cfg(d)] f: [u8; { use u; 1 }] }
fn f(#[cfg(e)] x: u8) {
    let _ = cfg!(g);
    let y = [#[cfg(h)] { use v; 1 }];
    match x { #[cfg(i)] 1 => { use w; } _ => {} }
    g(#[cfg(j)] 1);
    println!("{}", cfg!(not_read));
}
impl<#[cfg(k)] T> S { #[cfg(l)] fn m(&self) { use x; } }
"##,
            &expect![[r#"
                scope 0: file if a
                scope 1 in 0: block if d
                scope 2 in 0: block
                scope 3 in 2: block if h
                scope 4 in 2: block
                scope 5 in 4: block if i
                scope 6 in 0: block if l
                0 RecordStruct S
                0 Function f
                0 impl S {m}
                1 use#0 u `u`
                3 use#1 v `v`
                5 use#2 w `w`
                6 use#3 x `x`
                0 cfg `a` inner
                0 cfg `b`
                0 cfg `c`
                0 cfg `d`
                0 cfg `e`
                0 cfg `g`
                0 cfg `h`
                2 cfg `i`
                2 cfg `j`
                0 cfg `k`
                0 cfg `l`
            "#]],
        );
    }

    #[test]
    fn forms_of_predicates() {
        check(
            r##"#[cfg(all(feature = "a", any(not(r#b), feature = r#"c\"#), true))]
#[cfg(version("1.2"))]
#[cfg(feature = concat!("x"))]
#[cfg(r#feature = "d\x65",)]
#[cfg(e, f)]
#[cfg()]
fn f() {}
"##,
            &expect![[r##"
                0 Function f if all(feature = "a", any(not(b), feature = "c\\"), true, ?, feature = "de")
                0 cfg `feature = "a"` value `a`
                0 cfg `r#b`
                0 cfg `feature = r#"c\"#` value `c\`
                0 cfg `r#feature = "d\x65"` value `d\x65` if all(feature = "a", any(not(b), feature = "c\\"), true, ?)
                0 cfg `e` if all(feature = "a", any(not(b), feature = "c\\"), true, ?, feature = "de")
            "##]],
        );
    }

    #[test]
    fn arms_are_items_of_the_scope() {
        check(
            r##"cfg_if::cfg_if! {
    if #[cfg(a)] { mod b; use c; } else if #[cfg(d)] { fn e() {} } else { fn e() { use f; } }
}
cfg_select! { unix => { use g; } all(h, i) => { use j; } _ => { use k; } }
fn f() {
    cfg_if! { if #[cfg(l)] { use m; n(); } }
    #[cfg(o)]
    cfg_if! { if #[cfg(p)] { use q; } }
    let x = cfg_select! { r => { use s; 1 } _ => 2, };
}
cfg_if! { something else }
"##,
            &expect![[r#"
                scope 1 in 0: block if all(not(a), not(d))
                scope 2 in 0: block
                scope 3 in 2: block if r
                0 mod b if a
                0 Function e if all(not(a), d)
                0 Function e if all(not(a), not(d))
                0 Function f
                0 use#0 c `c` if a
                1 use#1 f `f`
                0 use#2 g `g` if unix
                0 use#3 j `j` if all(not(unix), h, i)
                0 use#4 k `k` if all(not(unix), not(all(h, i)))
                2 use#5 m `m` if l
                2 use#6 q `q` if all(o, p)
                3 use#7 s `s`
                0 cfg_if! {something}
                0 cfg `a`
                0 cfg `d`
                0 cfg `unix`
                0 cfg `h`
                0 cfg `i`
                0 cfg `l`
                2 cfg `o`
                2 cfg `p` if o
                2 cfg `r`
            "#]],
        );
    }
}
