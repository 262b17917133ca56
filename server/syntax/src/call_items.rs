//! The tokens of a macro call that read as items. Many a crate keeps its modules in the calls of a macro that does nothing
//! but put a cfg on each: `cfg_rt! { pub mod runtime; }`. Whether a macro is of that kind its definition says, which may
//! stand in any file ([`crate::passing`]); here what stands among the tokens is read in case it is, into a scope of its own.
//! Tokens that are no items to their end leave no trace.

use crate::frames::FrameKind;
use crate::lexer::{Kind, Token, Tokens};
use crate::outline::{ALWAYS, ConditionId, ScopeId, ScopeKind};
use crate::rescan::Sizes;
use crate::scanner::{Broken, MAX_ITEM_DEPTH, Scanner, Walk};

/// How far a walk has come.
pub(crate) struct Mark {
    sizes: Sizes,
    frames: usize,
    pending_calls: usize,
    call_starts: usize,
    depth: u32,
    variants: usize,
    associated: usize,
    closers: usize,
    prefix: usize,
}

impl Mark {
    /// How many predicates were recorded.
    pub(crate) fn predicates(&self) -> usize {
        self.sizes.predicates
    }
}

impl Scanner<'_, '_> {
    /// Reads again, as items, what stands between `opener` and the closing delimiter before the current token: the tokens of
    /// the call that was recorded last.
    pub(crate) fn items_of_call(&mut self, opener: Token) {
        let closer = self.tokens.previous;
        // What stands in an extern block is declared in another language.
        let among_items = matches!(self.top().kind, FrameKind::Module | FrameKind::Arm);
        if !among_items || self.depth >= MAX_ITEM_DEPTH {
            return;
        }
        let inside = Tokens::from(self.tokens.text, opener.end, closer.start);
        let after = std::mem::replace(&mut self.tokens, inside);
        if self.begins_like_items() {
            let mark = self.mark();
            // What is no item is no damage here.
            let boundaries = self.boundaries.take();
            let read = self.read_items_of_call(opener.end, closer.start);
            self.boundaries = boundaries;
            if read.is_err() {
                self.go_back(&mark);
            }
        }
        self.tokens = after;
    }

    fn begins_like_items(&self) -> bool {
        self.tokens.kind() == Kind::Pound || self.at_item() || {
            let [bang, opener] = self.tokens.peek_two();
            self.tokens.kind() == Kind::Ident && bang.kind == Kind::Bang && opener.kind.opens()
        }
    }

    fn read_items_of_call(&mut self, start: u32, end: u32) -> Walk {
        let call = self.facts.outline.macro_calls.len() as u32 - 1;
        let around = self.scope();
        self.depth += 1;
        self.open(FrameKind::Module, Kind::Eof, start);
        let kind = |parameter, single| ScopeKind::Tokens { call, parameter, single };
        let scope = self.add_scope(self.frames.len() - 1, around, kind(None, false));
        let parameter = match self.tokens.kind() == Kind::Pound && self.tokens.peek().kind == Kind::Bang {
            true => Some(self.parameter(scope)?),
            false => None,
        };
        let mut items = 0;
        loop {
            self.top().start_statement();
            match self.tokens.kind() {
                Kind::Eof => break,
                Kind::Semi => self.tokens.bump(),
                _ => {
                    self.module_item()?;
                    items += 1;
                }
            }
        }
        if self.tokens.unlexable {
            return Err(Broken);
        }
        self.facts.outline.scopes[scope.0 as usize].kind = kind(parameter, items == 1);
        self.close(end);
        self.depth -= 1;
        Ok(())
    }

    /// Reads `#![meta]`, which is a cfg predicate if the macro makes one of it.
    fn parameter(&mut self, scope: ScopeId) -> Walk<ConditionId> {
        self.tokens.bump();
        self.tokens.bump();
        if !self.tokens.eat(Kind::OpenBracket) {
            return Err(Broken);
        }
        self.in_inner_attribute = true;
        let read = self.predicate((scope, ALWAYS), ALWAYS, 0);
        self.in_inner_attribute = false;
        let condition = read?;
        if self.tokens.eat(Kind::CloseBracket) { Ok(condition) } else { Err(Broken) }
    }

    /// Where the walk is, so that it can be taken up from here again.
    pub(crate) fn mark(&self) -> Mark {
        Mark {
            sizes: Sizes::of(&self.facts),
            frames: self.frames.len(),
            pending_calls: self.pending_calls.len(),
            call_starts: self.call_starts.len(),
            depth: self.depth,
            variants: self.variants.len(),
            associated: self.associated.len(),
            closers: self.closers.len(),
            prefix: self.prefix.len(),
        }
    }

    /// Forgets all that was read since.
    pub(crate) fn go_back(&mut self, mark: &Mark) {
        mark.sizes.cut(&mut self.facts, &mut self.conditions);
        self.frames.truncate(mark.frames);
        self.pending_calls.truncate(mark.pending_calls);
        self.call_starts.truncate(mark.call_starts);
        self.depth = mark.depth;
        self.variants.truncate(mark.variants);
        self.associated.truncate(mark.associated);
        self.closers.truncate(mark.closers);
        self.prefix.truncate(mark.prefix);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::render::check;

    #[test]
    fn items_among_tokens() {
        check(
            r##"#[cfg(a)]
cfg_rt! {
    /// Documented.
    pub mod b;
    mod c { use super::d; }
    #[cfg(e)]
    pub use f::{g, h};
    i! { mod j; }
    fn k() { use l; m!(n); }
}
feature! {
    #![all(feature = "o", unix)]
    macro_rules! p { () => {} }
}
q![struct R;];
mod s { t! { use u; } }
"##,
            &expect![[r#"
                scope 1 in 0: items of cfg_rt! if a
                scope 2 in 1: mod c
                scope 3 in 1: item of i!
                scope 4 in 1: block
                scope 5 in 0: item of feature! #![all(feature = "o", unix)]
                scope 6 in 0: item of q!
                scope 7 in 0: mod s
                scope 8 in 7: item of t!
                1 pub mod b
                1 mod c
                3 mod j
                1 Function k
                5 macro {} p
                6 UnitStruct R
                0 mod s
                2 use#0 super::d `super::d`
                1 pub use#1 f::g `g` if e
                1 pub use#1 f::h `h` if e
                4 use#2 l `l`
                8 use#3 u `u`
                0 cfg_rt! use mod; {b c d cfg e f g h i j k l m n} i! m! if a
                1 i! mod; {j}
                4 m! {n}
                0 feature! ! {all feature unix macro_rules p} #[all] macro_rules!
                0 q! {R}
                7 t! use {u}
                0 cfg `a`
                1 cfg `e`
                5 cfg `feature = "o"` value `o` inner
                5 cfg `unix` inner
            "#]],
        );
    }

    #[test]
    fn tokens_that_are_no_items_leave_no_trace() {
        check(
            r##"a! { #[cfg(b)] pub struct C; const D = 1 }
e! { mod f; g }
h! { use i::{j k}; }
k! { l, m }
n! { #![cfg_attr(o, p)] #[q] }
r! { fn s() { use t; u!(); } = v }
extern "C" { w! { fn x(); } }
#[cfg(y)] fn z() {}
"##,
            &expect![[r#"
                0 Function z if y
                0 a! {cfg b C D}
                0 e! mod; {f g}
                0 h! use {i j k}
                0 k! {l m}
                0 n! ! {cfg_attr o p q} #[p] #[q]
                0 r! use {s t u v} u!
                0 w! {x}
                0 cfg `y`
            "#]],
        );
    }
}
