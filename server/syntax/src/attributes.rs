//! Attributes: what they say of the item they stand on. The contents of a `cfg_attr` count as if they were there, a
//! `cfg` in it under the condition of the `cfg_attr`.

use greenlight_files::Span;

use crate::builtin;
use crate::lexer::{Kind, Token};
use crate::literal;
use crate::names::{Symbol, known};
use crate::outline::{ALWAYS, Attribute, Condition, ConditionId, FILE_SCOPE, Range, RootAttributes};
use crate::scanner::{Broken, Scanner, Walk};

/// `cfg_attr`s are read into each other down to this depth.
const MAX_DEPTH: u32 = 32;

/// What the attributes of one item say.
#[derive(Debug, Default)]
pub(crate) struct Attributes {
    /// Where the first begins.
    pub(crate) start: Option<u32>,
    /// All `cfg`s.
    pub(crate) condition: ConditionId,
    /// When the item is compiled as a test: what its body needs beyond `condition`.
    pub(crate) test: ConditionId,
    /// Attribute macros and derives, in [`crate::Outline::attributes`].
    pub(crate) recorded: Range,
    /// When a derive of std's stands there: always, or the first guard of a `cfg_attr` with one.
    pub(crate) std_derive: Option<ConditionId>,
    pub(crate) doc_hidden: bool,
    pub(crate) macro_use: bool,
    pub(crate) macro_export: bool,
    pub(crate) no_implicit_prelude: bool,
    /// `allow(unexpected_cfgs)` or `expect(unexpected_cfgs)`.
    pub(crate) allows_unexpected_cfgs: bool,
    /// `path = "…"`, each with the predicate of the `cfg_attr` around it.
    pub(crate) paths: Vec<(Symbol, ConditionId)>,
    /// `proc_macro` or `proc_macro_attribute`.
    pub(crate) proc_macro: bool,
    /// Names that `proc_macro_derive` exports.
    pub(crate) derives: Vec<(Symbol, Span)>,
    pub(crate) root: RootAttributes,
}

/// How much of the pools stood before some attributes were read.
#[derive(Clone, Copy)]
pub(crate) struct PoolMark {
    attributes: usize,
    segments: usize,
}

impl Scanner<'_, '_> {
    /// How much stands in the pools that attributes fill.
    pub(crate) fn pool_mark(&self) -> PoolMark {
        PoolMark { attributes: self.facts.outline.attributes.len(), segments: self.facts.outline.segments.len() }
    }

    /// Forgets attribute macros that turned out to stand on no item.
    pub(crate) fn forget_attributes(&mut self, mark: PoolMark) {
        self.facts.outline.attributes.truncate(mark.attributes);
        self.facts.outline.segments.truncate(mark.segments);
        self.facts.spans.segments.truncate(mark.segments);
    }

    /// Reads the inner attributes that a file begins with.
    pub(crate) fn file_attributes(&mut self) -> Walk {
        let read = loop {
            let start = self.tokens.current.start;
            match self.inner_attributes() {
                Err(Broken) if self.recovers() => self.skip_damaged_head(start),
                read => break read?,
            }
        };
        let condition = self.top().condition;
        let file = &mut self.facts.outline.scopes[FILE_SCOPE.0 as usize];
        file.condition = condition;
        file.attributes = read.recorded;
        file.no_implicit_prelude = read.no_implicit_prelude;
        file.macro_use = read.macro_use;
        self.facts.outline.root = read.root;
        if read.allows_unexpected_cfgs {
            for predicate in &mut self.facts.outline.predicates {
                predicate.allowed = true;
            }
        }
        Ok(())
    }

    /// Reads `#![…]`s, as many as there are, and applies them to the frame that they are inner to.
    pub(crate) fn inner_attributes(&mut self) -> Walk<Attributes> {
        let mut read = Attributes::default();
        let start = self.facts.outline.attributes.len() as u32;
        while self.tokens.kind() == Kind::Pound && self.tokens.peek().kind == Kind::Bang {
            let outer_limit = self.bound_inner_attribute();
            self.tokens.bump();
            self.in_inner_attribute = true;
            let whole = self.attribute(&mut read);
            self.in_inner_attribute = false;
            self.tokens.widen(outer_limit);
            whole?;
        }
        read.recorded = Range { start, end: self.facts.outline.attributes.len() as u32 };
        let joined = self.and_top_condition(read.condition);
        let top = self.top();
        top.condition = joined;
        top.inner_attributes = read.recorded;
        top.allowed |= read.allows_unexpected_cfgs;
        top.no_implicit_prelude |= read.no_implicit_prelude;
        Ok(read)
    }

    fn and_top_condition(&mut self, condition: ConditionId) -> ConditionId {
        let outer = self.top().condition;
        self.and(outer, condition)
    }

    /// Reads `#[…]`s, as many as there are. Inner ones among them, where none may stand, are read as outer.
    pub(crate) fn outer_attributes(&mut self) -> Walk<Attributes> {
        let mut read = Attributes::default();
        if self.tokens.kind() != Kind::Pound {
            return Ok(read);
        }
        read.start = Some(self.tokens.current.start);
        let start = self.facts.outline.attributes.len() as u32;
        while self.tokens.kind() == Kind::Pound {
            self.attribute(&mut read)?;
        }
        read.recorded = Range { start, end: self.facts.outline.attributes.len() as u32 };
        Ok(read)
    }

    /// Reads attributes of something that is no item: their cfgs alone count.
    pub(crate) fn cfgs(&mut self) -> Walk<ConditionId> {
        let mark = self.pool_mark();
        let read = self.outer_attributes()?;
        self.forget_attributes(mark);
        Ok(read.condition)
    }

    /// Reads one attribute from its `#` or `!` on.
    fn attribute(&mut self, read: &mut Attributes) -> Walk {
        self.tokens.bump();
        self.tokens.eat(Kind::Bang);
        if !self.tokens.eat(Kind::OpenBracket) {
            return Err(Broken);
        }
        self.meta(ALWAYS, 0, read)?;
        if self.tokens.eat(Kind::CloseBracket) { Ok(()) } else { Err(Broken) }
    }

    /// Reads what stands in the brackets of an attribute, or an element of `cfg_attr(guard, …)`.
    fn meta(&mut self, guard: ConditionId, depth: u32, read: &mut Attributes) -> Walk {
        if self.tokens.at_word("unsafe") && self.tokens.peek().kind == Kind::OpenParen {
            self.tokens.bump();
            self.tokens.bump();
            self.single_meta(guard, depth, read)?;
            return if self.tokens.eat(Kind::CloseParen) { Ok(()) } else { Err(Broken) };
        }
        self.single_meta(guard, depth, read)
    }

    fn single_meta(&mut self, guard: ConditionId, depth: u32, read: &mut Attributes) -> Walk {
        let first = self.tokens.current;
        if !first.kind.is_name() && !self.tokens.at_path_separator() {
            // A macro's fragment, or nothing at all: rustc has its say.
            return self.skip_element();
        }
        let follows_path = self.tokens.at_path_separator() || {
            let [colon, second] = self.tokens.peek_two();
            colon.kind == Kind::Colon && second.kind == Kind::Colon
        };
        if follows_path {
            return self.path_meta(guard, read);
        }
        self.tokens.bump();
        let name = self.tokens.name(first);
        self.named_meta(name, first, guard, depth, read)?;
        self.skip_element()
    }

    fn named_meta(&mut self, name: &str, token: Token, guard: ConditionId, depth: u32, read: &mut Attributes) -> Walk {
        let list = self.tokens.kind() == Kind::OpenParen;
        match name {
            "cfg" if list => {
                // rustc looks at one after the other, and at none behind one that does not hold.
                let seen = self.and(guard, read.condition);
                let predicate = self.predicates(seen)?;
                let needed = self.conditions.implies(&mut self.facts.outline, guard, predicate);
                read.condition = self.and(read.condition, needed);
            }
            "cfg_attr" if list && depth < MAX_DEPTH => self.cfg_attr(guard, depth, read)?,
            "derive" if list => self.derives(guard, read)?,
            "doc" if list => self.doc(guard, read)?,
            "link" if list => {
                let seen = self.and(guard, read.condition);
                self.link(seen)?;
            }
            "allow" | "expect" if list => {
                let scanner_text = self.tokens.text;
                let mut found = false;
                self.skip_tree_with(|scanner, kind| {
                    let word = &scanner_text[scanner.tokens.current.span().range()];
                    // The group `warnings` holds every lint that warns by default.
                    found |= kind == Kind::Ident && matches!(word, "unexpected_cfgs" | "warnings");
                })?;
                read.allows_unexpected_cfgs |= found;
            }
            "feature" if list => {
                let scanner_text = self.tokens.text;
                let mut private = false;
                self.skip_tree_with(|scanner, _| {
                    private |= &scanner_text[scanner.tokens.current.span().range()] == "rustc_private";
                })?;
                // `cfg_attr(docsrs, feature(…))` stands in many a stable crate.
                read.root.unstable_features |= guard == ALWAYS;
                // Its crates are named by `extern crate`, which has to stand under the same cfg.
                read.root.rustc_private |= private && guard == ALWAYS;
            }
            "path" if self.tokens.kind() == Kind::Eq => {
                self.tokens.bump();
                if let Some(path) = literal::value(self.tokens.text, self.tokens.current) {
                    read.paths.push((self.names.intern(&path), guard));
                }
            }
            "proc_macro_derive" if list => {
                let exported = self.tokens.peek();
                if exported.kind.is_name() {
                    read.derives.push((self.names.intern(self.tokens.name(exported)), exported.span()));
                }
            }
            "test" | "bench" => {
                let test = self.leaf(Condition::Flag(known::TEST));
                let needed = self.conditions.implies(&mut self.facts.outline, guard, test);
                read.test = self.and(read.test, needed);
            }
            "proc_macro" | "proc_macro_attribute" => read.proc_macro = true,
            "macro_use" => read.macro_use = true,
            "macro_export" => read.macro_export = true,
            "no_implicit_prelude" => read.no_implicit_prelude = true,
            "no_std" => read.root.no_std = true,
            "no_core" => read.root.no_core |= guard == ALWAYS,
            _ if builtin::is_attribute(name) => {}
            _ => {
                let start = self.segment_count();
                let symbol = self.names.intern(name);
                self.push_segment(symbol, token.span());
                self.push_attribute(Range { start, end: start + 1 }, false, guard);
            }
        }
        Ok(())
    }

    /// An attribute whose path has several segments: a tool's, one of std's, or an attribute macro.
    fn path_meta(&mut self, guard: ConditionId, read: &mut Attributes) -> Walk {
        let path = self.path()?;
        let segments = self.facts.outline.path(path);
        let [first, .., last] = *segments else { return self.skip_element() };
        let last_name = self.names.text(last);
        if builtin::is_tool(self.names.text(first)) {
            self.drop_segments(path.start);
        } else if matches!(first, known::STD | known::CORE) && last_name == "derive" {
            self.drop_segments(path.start);
            if self.tokens.kind() == Kind::OpenParen {
                self.derives(guard, read)?;
            }
        } else if matches!(first, known::STD | known::CORE) && builtin::is_attribute(last_name) {
            if matches!(last_name, "test" | "bench") {
                let test = self.leaf(Condition::Flag(known::TEST));
                read.test = self.and(read.test, test);
            }
            self.drop_segments(path.start);
        } else {
            self.push_attribute(path, false, guard);
        }
        self.skip_element()
    }

    fn push_attribute(&mut self, path: Range, derive: bool, condition: ConditionId) {
        self.facts.outline.attributes.push(Attribute { path, derive, condition });
    }

    fn drop_segments(&mut self, start: u32) {
        self.facts.outline.segments.truncate(start as usize);
        self.facts.spans.segments.truncate(start as usize);
    }

    /// Steps to the end of an attribute, or to the `,` after an element of a list.
    fn skip_element(&mut self) -> Walk {
        loop {
            match self.tokens.kind() {
                Kind::Comma | Kind::CloseParen | Kind::CloseBracket => return Ok(()),
                Kind::CloseBrace | Kind::Eof => return Err(Broken),
                kind if kind.opens() => self.skip_tree()?,
                _ => self.tokens.bump(),
            }
        }
    }

    fn cfg_attr(&mut self, guard: ConditionId, depth: u32, read: &mut Attributes) -> Walk {
        self.tokens.bump();
        let place = self.place();
        let seen = self.and(guard, read.condition);
        let predicate = self.predicate(place, seen, 0)?;
        let guard = self.and(guard, predicate);
        loop {
            self.skip_element()?;
            if !self.tokens.eat(Kind::Comma) {
                break;
            }
            if self.tokens.kind() != Kind::CloseParen {
                self.meta(guard, depth + 1, read)?;
            }
        }
        if self.tokens.eat(Kind::CloseParen) { Ok(()) } else { Err(Broken) }
    }

    fn derives(&mut self, guard: ConditionId, read: &mut Attributes) -> Walk {
        self.tokens.bump();
        while self.tokens.kind() != Kind::CloseParen {
            if self.tokens.kind().is_name() || self.tokens.at_path_separator() {
                let path = self.path()?;
                let segments = self.facts.outline.path(path);
                let of_std = match *segments {
                    [only] => builtin::is_std_derive(self.names.text(only)),
                    [known::STD | known::CORE, .., last] => builtin::is_std_derive(self.names.text(last)),
                    _ => false,
                };
                if of_std {
                    self.drop_segments(path.start);
                    if guard == ALWAYS {
                        read.std_derive = Some(ALWAYS);
                    }
                    read.std_derive.get_or_insert(guard);
                } else {
                    self.push_attribute(path, true, guard);
                }
            }
            self.skip_element()?;
            if !self.tokens.eat(Kind::Comma) {
                break;
            }
        }
        if self.tokens.eat(Kind::CloseParen) { Ok(()) } else { Err(Broken) }
    }

    fn doc(&mut self, guard: ConditionId, read: &mut Attributes) -> Walk {
        let guard = self.and(guard, read.condition);
        self.tokens.bump();
        loop {
            if self.tokens.at_word("hidden") {
                read.doc_hidden = true;
            }
            self.cfg_element(guard)?;
            self.skip_element()?;
            if !self.tokens.eat(Kind::Comma) {
                break;
            }
        }
        if self.tokens.eat(Kind::CloseParen) { Ok(()) } else { Err(Broken) }
    }

    fn link(&mut self, guard: ConditionId) -> Walk {
        self.tokens.bump();
        loop {
            self.cfg_element(guard)?;
            self.skip_element()?;
            if !self.tokens.eat(Kind::Comma) {
                break;
            }
        }
        if self.tokens.eat(Kind::CloseParen) { Ok(()) } else { Err(Broken) }
    }

    /// `cfg(…)` as an element of `doc(…)` or `link(…)`: rustc checks its predicates, but it removes nothing.
    fn cfg_element(&mut self, guard: ConditionId) -> Walk {
        if self.tokens.at_word("cfg") && self.tokens.peek().kind == Kind::OpenParen {
            self.tokens.bump();
            self.predicates(guard)?;
        }
        Ok(())
    }

    /// Makes the outer attributes of an item count for what is read of it.
    pub(crate) fn apply(&mut self, read: &Attributes) {
        let top = self.top();
        top.own = read.condition;
        top.own_attributes = read.recorded;
        top.own_allowed = read.allows_unexpected_cfgs;
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::render::check;

    #[test]
    fn what_is_recorded() {
        check(
            r##"#[inline]
#[rustfmt::skip]
#[derive(Clone, serde::Serialize, std::fmt::Debug, Foo)]
#[serde(rename = "x")]
#[a::b]
#[cfg_attr(x, c, derive(D))]
#[unsafe(no_mangle)]
#[core::prelude::v1::derive(Eq)]
struct S { #[serde(skip)] f: u8 }
"##,
            &expect![[r#"
                0 RecordStruct S derived #[derive serde::Serialize] #[derive Foo] #[serde] #[a::b] #[c] #[derive D]
                0 cfg `x`
            "#]],
        );
    }

    #[test]
    fn cfg_attr_counts_as_what_it_holds() {
        check(
            r##"#[cfg_attr(a, cfg(b), cfg_attr(c, cfg(d)), doc(hidden), path = "p")]
mod m;
#[cfg(a)]
#[cfg(b)]
fn f() {}
"##,
            &expect![[r#"
                0 mod at "p" if a m hidden if all(any(not(a), b), any(not(all(a, c)), d))
                0 Function f if all(a, b)
                0 cfg `a`
                0 cfg `b` if a
                0 cfg `c` if all(a, any(not(a), b))
                0 cfg `d` if all(a, c, any(not(a), b))
                0 cfg `a`
                0 cfg `b` if a
            "#]],
        );
    }

    #[test]
    fn allowing_unexpected_cfgs_counts_inside() {
        check(
            r##"#[allow(unexpected_cfgs)]
#[cfg(a)]
mod m { #[cfg(b)] fn f() {} }
#[expect(dead_code, unexpected_cfgs)]
fn f() { #[cfg(c)] g(); #[cfg(d)] fn h() {} }
#[cfg(e)] fn i() {}
"##,
            &expect![[r#"
                scope 1 in 0: mod m if a
                scope 2 in 0: block
                0 mod m if a
                1 Function f if b
                0 Function f
                2 Function h if d
                0 Function i if e
                0 cfg `a`
                1 cfg `b` allowed
                0 cfg `c` allowed
                0 cfg `d` allowed
                0 cfg `e`
            "#]],
        );
    }

    #[test]
    fn inner_attributes_of_a_file() {
        check(
            r##"#![cfg_attr(docsrs, feature(doc_cfg))]
#![allow(unexpected_cfgs)]
#![no_std]
#![feature(rustc_private)]
#![cfg(unix)]
#![foreign]
use a;
"##,
            &expect![[r#"
                scope 0: file if unix #[foreign]
                0 use#0 a `a`
                0 cfg `docsrs` inner allowed
                0 cfg `unix` inner allowed
                RootAttributes { no_std: true, no_core: false, rustc_private: true, unstable_features: true }
            "#]],
        );
    }

    #[test]
    fn tests_need_test_in_their_bodies() {
        check(
            r##"#[test]
fn a() { use b; }
#[cfg_attr(x, bench)]
fn c() { use d; }
#[tokio::test]
fn e() { use f; }
"##,
            &expect![[r#"
                scope 1 in 0: block if test
                scope 2 in 0: block if any(not(x), test)
                scope 3 in 0: block #[tokio::test]
                0 Function a
                0 Function c
                0 Function e #[tokio::test]
                1 use#0 b `b`
                2 use#1 d `d`
                3 use#2 f `f`
                0 cfg `x`
            "#]],
        );
    }
}
