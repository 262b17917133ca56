//! Bodies: what stands between delimiters where expressions, types, patterns and fields may stand. Of all that, only
//! items at the start of a statement, attributes, macro calls and further delimiters are looked at, in one loop that
//! keeps its place in `Scanner::frames`, so that nesting costs no stack.

use crate::attributes::{Attributes, PoolMark};
use crate::builtin;
use crate::frames::FrameKind;
use crate::lexer::Kind;
use crate::outline::ConditionId;
use crate::scanner::{Broken, Scanner, Walk};

impl Scanner<'_, '_> {
    /// Reads a delimiter and all up to its partner.
    pub(crate) fn delimited(&mut self, kind: FrameKind) -> Walk {
        self.open(kind, self.tokens.kind().partner(), self.tokens.current.end);
        self.tokens.bump();
        self.content()
    }

    /// Reads one token where an expression or type may stand, outside of all frames that this module opens; a delimiter,
    /// an attribute or a macro call as a whole.
    pub(crate) fn expression_token(&mut self) -> Walk {
        match self.tokens.kind() {
            Kind::OpenBrace => self.delimited(FrameKind::Block),
            Kind::OpenParen | Kind::OpenBracket => self.delimited(FrameKind::Group),
            Kind::Pound => self.loose_attributes(),
            Kind::Bang => self.bang(),
            Kind::CloseBrace | Kind::CloseParen | Kind::CloseBracket | Kind::Eof => Err(Broken),
            _ => {
                self.tokens.bump();
                Ok(())
            }
        }
    }

    /// Reads attributes that stand on a type parameter or in the middle of an expression, if `#` begins any: their
    /// predicates count, and nothing is gated by them.
    fn loose_attributes(&mut self) -> Walk {
        let next = self.tokens.peek().kind;
        if matches!(next, Kind::OpenBracket | Kind::Bang) {
            self.cfgs()?;
        } else {
            self.tokens.bump();
        }
        Ok(())
    }

    /// Reads to the end of the frame on top, closes it and steps over its closing delimiter.
    pub(crate) fn content(&mut self) -> Walk {
        let base = self.frames.len();
        loop {
            let kind = self.tokens.kind();
            match kind {
                Kind::Ident => {
                    if self.top().statement.at_start && self.in_statements() {
                        let mark = self.pool_mark();
                        self.statement_word(&Attributes::default(), mark)?;
                    } else {
                        self.tokens.bump();
                    }
                }
                Kind::OpenBrace => {
                    let in_head = self.is_in_head();
                    let statement = &mut self.top().statement;
                    statement.ends_with_block |= statement.at_start;
                    statement.at_start = false;
                    statement.is_block_in_head = in_head;
                    self.open(FrameKind::Block, Kind::CloseBrace, self.tokens.current.end);
                    self.tokens.bump();
                }
                Kind::OpenParen | Kind::OpenBracket => {
                    self.top().statement.at_start = false;
                    self.open(FrameKind::Group, kind.partner(), self.tokens.current.end);
                    self.tokens.bump();
                }
                Kind::CloseBrace | Kind::CloseParen | Kind::CloseBracket => {
                    if self.top().closer != kind {
                        return Err(Broken);
                    }
                    self.close(self.tokens.current.start);
                    self.tokens.bump();
                    if self.frames.len() < base {
                        return Ok(());
                    }
                    let was_in_head = std::mem::take(&mut self.top().statement.is_block_in_head);
                    let ends = kind == Kind::CloseBrace && self.top().statement.ends_with_block && !was_in_head;
                    if ends && !self.continues() {
                        self.top().start_statement();
                    }
                }
                Kind::Semi => {
                    if self.in_statements() {
                        self.top().start_statement();
                    }
                    self.tokens.bump();
                }
                Kind::Comma => {
                    if !self.top().statement.is_let {
                        self.top().start_element();
                    }
                    self.tokens.bump();
                }
                Kind::Pound => self.body_attributes()?,
                Kind::Bang => self.body_bang()?,
                Kind::Eq if self.tokens.joined_to(b'>') && self.in_statements() => self.arm_arrow(),
                // A label leaves a statement at its start: `'a: loop { … }`.
                Kind::Lifetime => self.tokens.bump(),
                Kind::Colon if self.tokens.previous.kind == Kind::Lifetime => self.tokens.bump(),
                Kind::Colon => {
                    let start = self.tokens.current.start;
                    let statement = &mut self.top().statement;
                    if statement.at_start {
                        statement.at_start = false;
                        statement.path = Some(start);
                    }
                    self.tokens.bump();
                }
                Kind::Eof => return Err(Broken),
                _ => {
                    self.top().statement.at_start = false;
                    self.tokens.bump();
                }
            }
        }
    }

    /// Whether the innermost frame may hold statements.
    fn in_statements(&mut self) -> bool {
        matches!(self.top().kind, FrameKind::Block | FrameKind::Arm)
    }

    /// Whether what follows a statement's block still belongs to the statement.
    fn continues(&self) -> bool {
        match self.tokens.kind() {
            Kind::Dot | Kind::Question => true,
            Kind::Ident => self.tokens.at_word("else"),
            _ => false,
        }
    }

    /// Begins a statement (or arm, or field) at a word: an item is read as a whole, of anything else the word.
    fn statement_word(&mut self, attributes: &Attributes, mark: PoolMark) -> Walk {
        if self.at_item() {
            self.item(attributes)?;
            self.top().start_statement();
            return Ok(());
        }
        self.forget_attributes(mark);
        self.gate(attributes.condition);
        let ends_with_block = self.begins_block_expression();
        let start = self.tokens.current.start;
        let word = self.tokens.name(self.tokens.current);
        let may_be_call = !builtin::is_keyword(word) || builtin::is_path_keyword(word);
        let statement = &mut self.top().statement;
        statement.at_start = false;
        statement.ends_with_block = ends_with_block;
        statement.has_head = has_head(word);
        statement.is_let = word == "let";
        statement.path = may_be_call.then_some(start);
        self.tokens.bump();
        Ok(())
    }

    /// Whether an expression that ends with its block begins here.
    fn begins_block_expression(&self) -> bool {
        match self.tokens.kind() {
            Kind::OpenBrace | Kind::Lifetime => true,
            Kind::Ident => match self.tokens.name(self.tokens.current) {
                "if" | "match" | "loop" | "while" | "for" => true,
                "unsafe" | "const" | "try" => self.tokens.peek().kind == Kind::OpenBrace,
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether the block that begins here belongs to what stands before the statement's own: `unsafe { a() } != b` in
    /// `if unsafe { a() } != b { … }`. The statement's own block follows an expression that is complete.
    fn is_in_head(&mut self) -> bool {
        let previous = self.tokens.previous;
        let is_awaited = match previous.kind {
            Kind::Eq => true,
            Kind::Ident => matches!(
                self.tokens.name(previous),
                "unsafe" | "async" | "move" | "const" | "try" | "loop" | "if" | "while" | "match" | "in"
            ),
            _ => false,
        };
        is_awaited && self.top().statement.has_head
    }

    /// What is read from here on to the end of the statement or element needs `condition` too.
    fn gate(&mut self, condition: ConditionId) {
        let own = self.top().own;
        self.top().own = self.and(own, condition);
    }

    fn body_attributes(&mut self) -> Walk {
        let next = self.tokens.peek().kind;
        if !matches!(next, Kind::OpenBracket | Kind::Bang) {
            self.tokens.bump();
            return Ok(());
        }
        if !self.top().statement.at_start || !self.in_statements() {
            let condition = self.cfgs()?;
            self.gate(condition);
            return Ok(());
        }
        if next == Kind::Bang {
            self.inner_attributes()?;
            return Ok(());
        }
        let mark = self.pool_mark();
        let attributes = self.outer_attributes()?;
        if self.tokens.kind() == Kind::Ident {
            return self.statement_word(&attributes, mark);
        }
        self.forget_attributes(mark);
        self.gate(attributes.condition);
        Ok(())
    }

    fn body_bang(&mut self) -> Walk {
        let end = self.tokens.previous.end as usize;
        let path = self.top().statement.path.take().filter(|&start| {
            let written = self.tokens.text.as_bytes().get(start as usize..end).unwrap_or_default();
            written.iter().all(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'#') || byte > 127)
        });
        self.top().statement.at_start = false;
        let Some(start) = path.filter(|_| self.in_statements()) else { return self.bang() };
        if self.statement_call(start)? {
            self.top().start_statement();
        }
        Ok(())
    }

    /// Steps over `=>`, after which an arm's expression begins.
    fn arm_arrow(&mut self) {
        self.tokens.bump();
        self.tokens.bump();
        let ends_with_block = self.begins_block_expression();
        let has_head = self.tokens.kind() == Kind::Ident && has_head(self.tokens.name(self.tokens.current));
        let statement = &mut self.top().statement;
        statement.at_start = false;
        statement.ends_with_block = ends_with_block;
        statement.has_head = has_head;
        statement.path = None;
    }
}

/// Whether an expression stands between the word and the block of a statement that it begins.
fn has_head(word: &str) -> bool {
    matches!(word, "if" | "match" | "while" | "for")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::render::check;

    #[test]
    fn only_blocks_that_hold_something_are_scopes() {
        check(
            r##"fn f() {
    if a { b(|| { use c; }) }
    let d = { 1 };
    loop { { struct E; } }
}
fn g() { if a { b() } }
"##,
            &expect![[r#"
                scope 1 in 0: block
                scope 2 in 1: block
                scope 3 in 2: block
                scope 4 in 1: block
                scope 5 in 4: block
                0 Function f
                5 UnitStruct E
                0 Function g
                3 use#0 c `c`
            "#]],
        );
    }

    #[test]
    fn a_block_before_the_block_of_a_statement_does_not_end_it() {
        check(
            r##"fn f() {
    #[cfg(a)]
    if unsafe { one() } != two { use a; }
    #[cfg(b)]
    while let Some(x) = { next() } { use b; }
    #[cfg(c)]
    match async move { x } { _ => { use c; } }
    #[cfg(d)]
    for x in loop { break y } { use d; } 
    #[cfg(e)]
    unsafe { use e; }
    #[cfg(f)]
    if unsafe { one() } { use f; } else if { two } { use g; } else { use h; }
    use i;
}
"##,
            &expect![[r#"
                scope 1 in 0: block
                scope 2 in 1: block if a
                scope 3 in 1: block if b
                scope 4 in 1: block if c
                scope 5 in 4: block
                scope 6 in 1: block if d
                scope 7 in 1: block if e
                scope 8 in 1: block if f
                scope 9 in 1: block if f
                scope 10 in 1: block if f
                0 Function f
                2 use#0 a `a`
                3 use#1 b `b`
                5 use#2 c `c`
                6 use#3 d `d`
                7 use#4 e `e`
                8 use#5 f `f`
                9 use#6 g `g`
                10 use#7 h `h`
                1 use#8 i `i`
                0 cfg `a`
                1 cfg `b`
                1 cfg `c`
                1 cfg `d`
                1 cfg `e`
                1 cfg `f`
            "#]],
        );
    }

    #[test]
    fn an_item_found_later_is_found_from_an_inner_block() {
        check(
            r##"fn f() { { use S; } struct S; }
"##,
            &expect![[r#"
                scope 1 in 0: block
                scope 2 in 1: block
                0 Function f
                1 UnitStruct S
                2 use#0 S `S`
            "#]],
        );
    }

    #[test]
    fn what_lies_between_gates_a_block() {
        check(
            r##"#[cfg(a)]
#[foreign]
impl S {
    #[cfg(b)]
    #[other]
    fn f() {
        #[cfg(c)]
        if d { g(#[cfg(e)] || { use h; }); }
        use i;
        #[cfg(j)]
        let k = l;
        { use m; }
        #[cfg(n)]
        match o { #[cfg(p)] Q { .. } => { use r; } s => t, u => { use v; } }
        { use w; }
        #[cfg(x)]
        if a {} else { use y; }
    }
}
"##,
            &expect![[r#"
                scope 1 in 0: block if all(a, b) #[foreign] #[other]
                scope 2 in 1: block if c
                scope 3 in 2: block if e
                scope 4 in 1: block
                scope 5 in 1: block if n
                scope 6 in 5: block if p
                scope 7 in 5: block
                scope 8 in 1: block
                scope 9 in 1: block if x
                0 impl S {f}
                3 use#0 h `h`
                1 use#1 i `i`
                4 use#2 m `m`
                6 use#3 r `r`
                7 use#4 v `v`
                8 use#5 w `w`
                9 use#6 y `y`
                0 cfg `a`
                0 cfg `b` if a
                0 cfg `c` if all(a, b)
                0 cfg `e` if all(a, b, c)
                1 cfg `j`
                1 cfg `n`
                1 cfg `p` if n
                1 cfg `x`
            "#]],
        );
    }

    #[test]
    fn blocks_in_types_and_initialisers() {
        check(
            r##"const A: [u8; { use a; 1 }] = { use b; [1] };
fn f(x: [u8; { use c; 1 }]) -> G<{ use d; 1 }> where [(); { use e; 1 }]: {}
struct S([u8; { use f; 1 }]);
enum E { A = { use g; 1 } }
type T = [u8; { use h; 1 }];
trait U { const V: u8 = { use i; 1 }; fn w() { use j; } }
static X: fn() = || { use k; };
"##,
            &expect![[r#"
                scope 1 in 0: block
                scope 2 in 0: block
                scope 3 in 0: block
                scope 4 in 0: block
                scope 5 in 0: block
                scope 6 in 0: block
                scope 7 in 0: block
                scope 8 in 0: block
                scope 9 in 0: block
                scope 10 in 0: block
                scope 11 in 0: block
                0 Const A
                0 Function f
                0 TupleStruct { all_fields_public: false } S
                0 enum {A} E
                0 type =  T
                0 Trait(Some(Range { start: 0, end: 2 })) U
                0 Static X
                1 use#0 a `a`
                2 use#1 b `b`
                3 use#2 c `c`
                4 use#3 d `d`
                5 use#4 e `e`
                6 use#5 f `f`
                7 use#6 g `g`
                8 use#7 h `h`
                9 use#8 i `i`
                10 use#9 j `j`
                11 use#10 k `k`
            "#]],
        );
    }
}
