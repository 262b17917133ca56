//! Recovery, when a text does not hold together.
//!
//! The rule: an item ends at the latest where, at the start of a line, another one begins at or left of its own
//! indentation, or a `}` stands left of it. If it has not come to its own end by then, it is damage as a whole, and
//! reading goes on there. Text that cannot begin an item belongs to the item before it, so that it is damage with it;
//! so does an item that is indented deeper than those before it, and a `}` at the indentation of the items it would end. A
//! `use` that does not parse is damage alone, up to its `;`.
//!
//! So nothing that one delimiter too few or too many does reaches past the item that it happened in, as long as items
//! are indented the usual way.

use greenlight_files::Span;

use crate::lexer::{Kind, Tokens};
use crate::scanner::{Broken, Scanner, Walk};

/// What a line begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BoundaryKind {
    /// An item, from its visibility or first keyword on; a macro call; an inner attribute.
    Item,
    /// An outer attribute of an item that begins on another line.
    Attribute,
    /// `}`.
    CloseBrace,
}

#[derive(Clone, Copy, Debug)]
struct Boundary {
    kind: BoundaryKind,
    start: u32,
    /// How far it is indented, in bytes.
    column: u32,
}

/// The lines of a text that may begin an item or end what is around it.
#[derive(Debug)]
pub(crate) struct Boundaries {
    boundaries: Vec<Boundary>,
    /// Where the text ends.
    end: u32,
    /// The last answer of [`Boundaries::limit`]: from, column, limit. Items of one line ask the same.
    last: (u32, u32, u32),
    /// The line that was asked for last, which may be long.
    line: Line,
    /// Whether a literal or comment without its end was met.
    pub(crate) unlexable: bool,
}

/// Where a stretch of items stands.
#[derive(Debug)]
pub(crate) struct Chunk {
    /// The indentation of the line on which the braces around the items open; `None` for a file.
    outer: Option<u32>,
    /// The least indentation of an item so far.
    column: Option<u32>,
    /// Where the last item of that indentation begins.
    start: Option<u32>,
}

/// A line of the text.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    start: u32,
    /// Where it ends, its newline excluded.
    end: u32,
    /// Its indentation in bytes.
    column: u32,
}

impl Line {
    /// The line that an offset lies on.
    fn of(text: &str, offset: u32) -> Line {
        let (before, after) = text.as_bytes().split_at(offset as usize);
        let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
        let end = offset as usize + after.iter().position(|&byte| byte == b'\n').unwrap_or(after.len());
        let line = &text.as_bytes()[start..end];
        let column = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        Line { start: start as u32, end: end as u32, column: column as u32 }
    }

    /// Whether nothing but indentation stands before `offset`, which lies on this line.
    fn begins_at(self, offset: u32) -> bool {
        self.start + self.column == offset
    }
}

/// Whether only indentation stands before `offset` on its line. Cheaper than [`Line::of`], as most lines are not.
fn begins_line(text: &str, offset: u32) -> bool {
    let before = text.as_bytes()[..offset as usize].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
    before.is_none_or(|&byte| byte == b'\n')
}

/// How many spaces and tabs stand before `offset`.
fn indentation(text: &str, offset: u32) -> u32 {
    let before = text.as_bytes()[..offset as usize].iter().rev();
    before.take_while(|byte| matches!(byte, b' ' | b'\t')).count() as u32
}

impl Boundaries {
    /// The boundaries of a text of fewer than 2³² bytes.
    pub(crate) fn of(text: &str) -> Boundaries {
        let mut tokens = Tokens::of_file(text);
        let mut boundaries = Vec::new();
        // The attribute that is being passed: its place in the list, and how many delimiters are open in it.
        let mut attribute: Option<(usize, u32)> = None;
        while tokens.kind() != Kind::Eof {
            let token = tokens.current;
            let candidate = match token.kind {
                Kind::Pound => Some(match tokens.peek().kind {
                    Kind::Bang => BoundaryKind::Item,
                    _ => BoundaryKind::Attribute,
                }),
                Kind::Ident => begins_item(&tokens).then_some(BoundaryKind::Item),
                Kind::CloseBrace => Some(BoundaryKind::CloseBrace),
                _ => None,
            };
            let found = candidate.filter(|_| begins_line(text, token.start));
            match (found, &mut attribute) {
                (Some(kind), _) => {
                    attribute = (kind == BoundaryKind::Attribute).then_some((boundaries.len(), 0));
                    let column = indentation(text, token.start);
                    boundaries.push(Boundary { kind, start: token.start, column });
                }
                (None, Some((_, depth))) if token.kind.opens() => *depth += 1,
                (None, Some((_, depth))) if token.kind.closes() => *depth = depth.saturating_sub(1),
                (None, Some((index, 0))) if token.kind == Kind::Ident => {
                    // The item begins on the line of its attribute.
                    if tokens.previous.kind == Kind::CloseBracket && !begins_line(text, token.start) {
                        boundaries[*index].kind = BoundaryKind::Item;
                    }
                    attribute = None;
                }
                _ => {}
            }
            tokens.bump();
        }
        Boundaries {
            boundaries,
            end: text.len() as u32,
            last: (1, 0, 0),
            line: Line::of(text, 0),
            unlexable: tokens.unlexable,
        }
    }

    /// The line that an offset lies on.
    fn line(&mut self, text: &str, offset: u32) -> Line {
        if !(self.line.start..=self.line.end).contains(&offset) {
            self.line = Line::of(text, offset);
        }
        self.line
    }

    /// Where an item has to end that begins at `start` on a line of this indentation.
    fn limit(&mut self, start: u32, column: u32) -> u32 {
        let (from, same_column, limit) = self.last;
        let mut index = self.boundaries.partition_point(|boundary| boundary.start < start);
        let here = self.boundaries.get(index).filter(|boundary| boundary.start == start);
        // What is indented deeper begins no item of this indentation, so its attributes lead to none.
        let leads = |boundary: &Boundary| boundary.kind == BoundaryKind::Attribute && boundary.column <= column;
        let mut in_attributes = here.is_some_and(leads);
        if !in_attributes && column == same_column && (from..limit).contains(&start) {
            return limit;
        }
        index += usize::from(here.is_some());
        let mut limit = self.end;
        for boundary in &self.boundaries[index..] {
            let ends = match boundary.kind {
                BoundaryKind::CloseBrace => boundary.column < column,
                _ if boundary.column > column => false,
                BoundaryKind::Attribute => !in_attributes,
                // The first one after attributes is the item itself.
                BoundaryKind::Item => !std::mem::take(&mut in_attributes),
            };
            if ends {
                limit = boundary.start;
                break;
            }
        }
        self.last = (start, column, limit);
        limit
    }
}

/// Whether the current word may begin an item.
fn begins_item(tokens: &Tokens<'_>) -> bool {
    match tokens.name(tokens.current) {
        "use" | "mod" | "fn" | "struct" | "enum" | "trait" | "type" | "impl" | "pub" | "extern" | "static"
        | "const" | "unsafe" | "async" | "auto" | "default" | "safe" | "union" | "macro_rules" | "macro" => true,
        _ => begins_line(tokens.text, tokens.current.start) && tokens.peek().kind == Kind::Bang,
    }
}

impl Scanner<'_, '_> {
    /// A stretch of items, which the frame on top holds.
    pub(crate) fn begin_chunk(&mut self) -> Chunk {
        let start = self.top().start;
        let text = self.tokens.text;
        let outer = self.boundaries.as_mut().filter(|_| start > 0).map(|found| found.line(text, start).column);
        Chunk { outer, column: None, start: None }
    }

    /// Whether the current closing brace is none of the braces around the items of `chunk`.
    pub(crate) fn is_stray(&mut self, chunk: &Chunk) -> bool {
        let (text, closer) = (self.tokens.text, self.tokens.current);
        let Some(found) = self.boundaries.as_mut().filter(|_| closer.kind == Kind::CloseBrace) else { return false };
        let line = found.line(text, closer.start);
        let deeper = |outer| line.column > outer && chunk.column.is_none_or(|column| line.column >= column);
        line.begins_at(closer.start) && chunk.outer.is_some_and(deeper)
    }

    /// Reads an item, or passes over what is not one, within the bounds that the boundaries give it.
    pub(crate) fn item_or_damage(&mut self, chunk: &mut Chunk) -> Walk {
        if self.tokens.kind() == Kind::Eof {
            return Err(Broken);
        }
        let start = self.tokens.current.start;
        let text = self.tokens.text;
        let outer_limit = self.tokens.limit();
        // Only the second pass recovers, and it has boundaries.
        let Some(found) = self.boundaries.as_mut() else { return Err(Broken) };
        let line = found.line(text, start);
        let begins_line = line.begins_at(start);
        let too_deep = begins_line && chunk.column.is_some_and(|column| line.column > column);
        let column = chunk.column.map_or(line.column, |column| column.min(line.column));
        let limit = found.limit(start, column).min(outer_limit);
        let is_stray = self.tokens.kind().closes();
        let begins_item = self.at_item() || self.tokens.kind() == Kind::Pound;
        if !too_deep && !is_stray {
            chunk.column = Some(column);
            if begins_line || begins_item || chunk.start.is_none() {
                chunk.start = Some(start);
            }
        }
        let frames = self.frames.len();
        let (depth, variants, associated) = (self.depth, self.variants.len(), self.associated.len());
        self.tokens.set_limit(limit);
        let read = if too_deep || is_stray { Err(Broken) } else { self.module_item() };
        if let Err(Broken) = read {
            while self.frames.len() > frames {
                self.close(limit);
            }
            self.depth = depth;
            self.variants.truncate(variants);
            self.associated.truncate(associated);
            self.tokens.jump(limit, outer_limit);
            self.push_damage(chunk.start.unwrap_or(start), limit);
        } else {
            self.tokens.widen(outer_limit);
        }
        Ok(())
    }

    /// Keeps the inner attribute that begins here from reaching past the next line that begins something. The answer is
    /// the limit that holds after it.
    pub(crate) fn bound_inner_attribute(&mut self) -> u32 {
        let (text, start, outer_limit) = (self.tokens.text, self.tokens.current.start, self.tokens.limit());
        if let Some(found) = self.boundaries.as_mut() {
            let column = found.line(text, start).column;
            self.tokens.set_limit(found.limit(start, column).min(outer_limit));
        }
        outer_limit
    }

    /// Passes over an inner attribute that does not parse, up to the next line that begins something.
    pub(crate) fn skip_damaged_head(&mut self, start: u32) {
        let outer_limit = self.tokens.limit();
        let limit = self.boundaries.as_mut().map_or(outer_limit, |found| found.limit(start, 0)).min(outer_limit);
        self.tokens.jump(limit, outer_limit);
        self.push_damage(start, limit);
    }

    /// Passes over the rest of a `use` that does not parse, whose first attribute is at `start`.
    pub(crate) fn skip_damaged_use(&mut self, start: u32) {
        loop {
            match self.tokens.kind() {
                Kind::Eof => break,
                Kind::Semi => {
                    self.tokens.bump();
                    break;
                }
                Kind::CloseBrace if self.tokens.peek().kind != Kind::Semi => break,
                Kind::Ident if self.at_item() && begins_line(self.tokens.text, self.tokens.current.start) => break,
                _ => self.tokens.bump(),
            }
        }
        self.push_damage(start, self.tokens.previous.end);
    }

    /// Records damage, without the whitespace at its end.
    fn push_damage(&mut self, start: u32, end: u32) {
        let stretch = self.tokens.text.get(start as usize..end as usize).unwrap_or_default();
        let end = start + stretch.trim_end().len() as u32;
        self.facts.spans.damage.push(Span::new(start, end.max(start)));
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::render::check;

    #[test]
    fn an_open_body_ends_where_the_next_item_begins() {
        check(
            r##"use a;
fn f() {
    if b {
        use c;
}

use d;
mod m {
    fn g() {
        h(;
    }
    use e;
}
use i;
"##,
            &expect![[r#"
                scope 1 in 0: block
                scope 2 in 1: block
                scope 3 in 0: mod m
                0 Function f
                0 mod m
                3 Function g
                0 use#0 a `a`
                2 use#1 c `c`
                0 use#2 d `d`
                3 use#3 e `e`
                0 use#4 i `i`
                Unbalanced ["fn f() {\n    if b {\n        use c;\n}", "fn g() {\n        h(;\n    }"]
            "#]],
        );
    }

    #[test]
    fn a_closing_brace_too_many_is_its_items_damage() {
        check(
            r##"fn f() {
    }
    use a;
}
use b;
mod m {
    fn g() {} }
    use c;
}
use d;
"##,
            &expect![[r#"
                scope 1 in 0: mod m
                0 Function f
                0 mod m
                1 Function g
                0 use#0 b `b`
                0 use#1 d `d`
                Unbalanced ["fn f() {\n    }\n    use a;\n}", "mod m {\n    fn g() {} }\n    use c;\n}"]
            "#]],
        );
    }

    #[test]
    fn a_head_without_its_brace() {
        check(
            r##"fn f()
    use a;
}
#[cfg(x]
fn g() {}
#cfg(x)]
use b;
struct S
    x: u8,
}
use c;
"##,
            &expect![[r##"
                0 Function f
                0 RecordStruct S
                0 use#0 c `c`
                0 cfg `x`
                Unbalanced ["fn f()\n    use a;\n}", "#[cfg(x]\nfn g() {}", "#cfg(x)]\nuse b;", "struct S\n    x: u8,\n}"]
            "##]],
        );
    }

    #[test]
    fn an_unterminated_string_leaves_the_file_in_doubt() {
        check(
            r##"use a;
fn f() { " }
use b;
"##,
            &expect![[r#"
                0 Function f
                0 use#0 a `a`
                Unlexable ["use a;\nfn f() { \" }\nuse b;\n"]
            "#]],
        );
    }

    #[test]
    fn text_that_is_laid_out_unusually_is_not_damaged() {
        check(
            r##"mod a {
use b;
fn c() {
use d;
}
}
    use e;
  mod f { use g; }
"##,
            &expect![[r#"
                scope 1 in 0: mod a
                scope 2 in 1: block
                scope 3 in 0: mod f
                0 mod a
                1 Function c
                0 mod f
                1 use#0 b `b`
                2 use#1 d `d`
                0 use#2 e `e`
                3 use#3 g `g`
            "#]],
        );
    }
}
