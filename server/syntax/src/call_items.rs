//! The tokens of a macro call that read as items. Many a crate keeps its modules in the calls of a macro that does nothing
//! but put a cfg on each: `cfg_rt! { pub mod runtime; }`. Whether a macro is of that kind its definition says, which may
//! stand in any file ([`crate::passing`]); here what stands among the tokens is read in case it is, into a scope of its own.
//! Tokens that are no items to their end leave no trace. A call that holds nothing may expand to the body of a macro above it,
//! `macro_rules! modules { () => { mod a; } }`, which is then read as what the call holds.

use crate::frames::FrameKind;
use crate::lexer::{Kind, Token, Tokens};
use crate::outline::{ALWAYS, ConditionId, ItemKind, ScopeId, ScopeKind};
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
    bodies: usize,
}

/// The body of a macro that takes nothing, between its delimiters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body {
    definition: u32,
    start: u32,
    end: u32,
    is_taken: bool,
}

impl Mark {
    /// How many predicates were recorded.
    pub(crate) fn predicates(&self) -> usize {
        self.sizes.predicates
    }
}

impl Scanner<'_, '_> {
    /// Reads again, as items, what stands between `opener` and the closing delimiter before the current token: the tokens of
    /// the call that was recorded last. Whether they are items.
    pub(crate) fn items_of_call(&mut self, opener: Token) -> bool {
        let closer = self.tokens.previous;
        // What stands in an extern block is declared in another language.
        let among_items = matches!(self.top().kind, FrameKind::Module | FrameKind::Arm);
        if !among_items || self.depth >= MAX_ITEM_DEPTH {
            return false;
        }
        self.items_between(opener.end, closer.start, None)
    }

    /// Reads again, as items, the body of the macro that the call means that was recorded last, and which holds nothing.
    pub(crate) fn items_of_body(&mut self, body: Body) {
        if self.depth < MAX_ITEM_DEPTH {
            self.items_between(body.start, body.end, Some(body.definition));
        }
    }

    /// Reads again what stands from `start` to `end`. Whether it is items.
    fn items_between(&mut self, start: u32, end: u32, body: Option<u32>) -> bool {
        let inside = Tokens::from(self.tokens.text, start, end);
        let after = std::mem::replace(&mut self.tokens, inside);
        let are_items = self.begins_like_items() && {
            let mark = self.mark();
            // What is no item is no damage here.
            let boundaries = self.boundaries.take();
            let read = self.read_items_of_call(start, end, body);
            self.boundaries = boundaries;
            if read.is_err() {
                self.go_back(&mark);
            }
            read.is_ok()
        };
        self.tokens = after;
        are_items
    }

    /// Takes note of a macro with the rules between `opener` and the closing delimiter before the
    /// current token, whose only rule takes nothing and gives what reads as items. Whether it is one.
    pub(crate) fn note_body(&mut self, opener: Token, definition: u32) -> bool {
        let closer = self.tokens.previous;
        let inside = Tokens::from(self.tokens.text, opener.end, closer.start);
        // Most macros take something.
        if !inside.kind().opens() || inside.peek().kind != inside.kind().partner() {
            return false;
        }
        let after = std::mem::replace(&mut self.tokens, inside);
        let body = self.only_body();
        if let Ok((start, end)) = body {
            self.tokens = Tokens::from(self.tokens.text, start, end);
        }
        let is_of_items = self.begins_like_items() && matches!(self.top().kind, FrameKind::Module | FrameKind::Arm);
        self.tokens = after;
        let (Ok((start, end)), true) = (body, is_of_items) else { return false };
        self.bodies.push(Body { definition, start, end, is_taken: false });
        true
    }

    /// Reads `() => { … }`; where its body begins and ends.
    fn only_body(&mut self) -> Walk<(u32, u32)> {
        self.skip_tree()?;
        if !self.tokens.eat(Kind::Eq) || !self.tokens.eat(Kind::Gt) || !self.tokens.kind().opens() {
            return Err(Broken);
        }
        let start = self.tokens.current.end;
        self.skip_tree()?;
        let end = self.tokens.previous.start;
        self.tokens.eat(Kind::Semi);
        if self.tokens.kind() == Kind::Eof { Ok((start, end)) } else { Err(Broken) }
    }

    /// The body that the call expands to that was recorded last and begins at `opener`, if it holds nothing: of the last macro of its
    /// name above it in the same scope, if no call has taken it, so that nothing is read twice.
    pub(crate) fn take_body(&mut self, opener: Token) -> Option<Body> {
        let closer = self.tokens.previous;
        if self.bodies.is_empty() || Tokens::from(self.tokens.text, opener.end, closer.start).kind() != Kind::Eof {
            return None;
        }
        let call = self.facts.outline.macro_calls.last()?;
        let (scope, &[name]) = (call.scope, self.facts.outline.path(call.path)) else { return None };
        let definition = self.facts.outline.items.iter().rev().find_map(|item| match item.kind {
            ItemKind::MacroRules(definition) if item.name == name && item.scope == scope => Some(definition),
            _ => None,
        })?;
        let body = self.bodies.iter_mut().find(|body| body.definition == definition && !body.is_taken)?;
        body.is_taken = true;
        Some(*body)
    }

    fn begins_like_items(&self) -> bool {
        self.tokens.kind() == Kind::Pound || self.at_item() || {
            let [bang, opener] = self.tokens.peek_two();
            self.tokens.kind() == Kind::Ident && bang.kind == Kind::Bang && opener.kind.opens()
        }
    }

    fn read_items_of_call(&mut self, start: u32, end: u32, body: Option<u32>) -> Walk {
        let call = self.facts.outline.macro_calls.len() as u32 - 1;
        let around = self.scope();
        self.depth += 1;
        self.open(FrameKind::Module, Kind::Eof, start);
        let kind = |parameter, single| ScopeKind::Tokens { call, parameter, single, body };
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
            bodies: self.bodies.len(),
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
        self.bodies.truncate(mark.bodies);
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
                0 cfg_rt! mod; {b c d cfg e f g h i j k l m n} use d use f use g use h i! use l m! if a
                1 i! mod; {j}
                4 m! {n}
                0 feature! ! {all feature unix macro_rules p} #[all] macro_rules!
                0 q! {R}
                7 t! {u} use u
                0 cfg `a`
                1 cfg `e`
                5 cfg `feature = "o"` value `o` inner
                5 cfg `unix` inner
            "#]],
        );
    }

    #[test]
    fn a_call_without_tokens_holds_the_body_of_the_macro_above_it() {
        check(
            r##"#[cfg(a)] macro_rules! root { () => { #[cfg(b)] mod c; pub use d::e; macro_rules! f { ($g:expr) => { $g } } } }
#[cfg(h)] root!();
root!();
macro_rules! one { () => { 1 } }
one!();
macro_rules! two { () => { mod i; } ; (j) => { } }
two!();
macro_rules! three { () => { mod k; } }
mod l { three!(); }
three! { m }
o::three!();
macro_rules! three { () => { mod n } }
three![];
"##,
            &expect![[r#"
                scope 1 in 0: body of root! if h
                scope 2 in 0: mod l
                0 macro takes nothing mod; {cfg b c d e macro_rules f g expr} use d use e macro_rules! root if a
                1 mod c if b
                1 macro {g expr} f
                0 macro {} one
                0 macro mod; {i j} two
                0 macro takes nothing mod; {k} three
                0 mod l
                0 macro takes nothing {n} three
                1 pub use#0 d::e `d::e`
                0 root! {} if h
                0 root! {}
                0 one! {}
                0 two! {}
                2 three! {}
                0 three! {m}
                0 o::three! {}
                0 three! {}
                0 cfg `a`
                0 cfg `h`
                1 cfg `b`
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
                scope 1 in 0: attributes of a!
                0 Function z if y
                0 a! {cfg b C D}
                0 e! mod; {f g}
                0 h! {i j k} use i use j use k
                0 k! {l m}
                0 n! ! {cfg_attr o p q} #[p] #[q]
                0 r! {s t u v} use t u!
                0 w! {x}
                1 cfg `b`
                0 cfg `y`
            "#]],
        );
    }
}
