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

impl Chunk {
    /// The items whose frame begins at `start`.
    pub(crate) fn of(text: &str, start: u32) -> Chunk {
        let outer = (start > 0).then(|| Line::of(text, start).column);
        Chunk { outer, column: None, start: None }
    }
}

/// The line that an offset lies on.
struct Line {
    /// Its indentation in bytes.
    column: u32,
    /// Whether nothing but indentation stands before the offset.
    at_start: bool,
}

impl Line {
    fn of(text: &str, offset: u32) -> Line {
        let before = &text.as_bytes()[..offset as usize];
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
        let indentation = before[line_start..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        Line { column: indentation as u32, at_start: line_start + indentation == before.len() }
    }
}

/// Whether only indentation stands before `offset` on its line. Cheaper than [`Line::of`], as most lines are not.
fn begins_line(text: &str, offset: u32) -> bool {
    let before = text.as_bytes()[..offset as usize].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
    before.is_none_or(|&byte| byte == b'\n')
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
                    let column = Line::of(text, token.start).column;
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
        Boundaries { boundaries, end: text.len() as u32, last: (1, 0, 0), unlexable: tokens.unlexable }
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
    /// Whether the current closing brace is none of the braces around the items of `chunk`.
    pub(crate) fn is_stray(&self, chunk: &Chunk) -> bool {
        if !self.recovers() || self.tokens.kind() != Kind::CloseBrace {
            return false;
        }
        let line = Line::of(self.tokens.text, self.tokens.current.start);
        let deeper = |outer| line.column > outer && chunk.column.is_none_or(|column| line.column >= column);
        line.at_start && chunk.outer.is_some_and(deeper)
    }

    /// Reads an item, or passes over what is not one, within the bounds that the boundaries give it.
    pub(crate) fn item_or_damage(&mut self, chunk: &mut Chunk) -> Walk {
        if self.tokens.kind() == Kind::Eof {
            return Err(Broken);
        }
        let start = self.tokens.current.start;
        let line = Line::of(self.tokens.text, start);
        let too_deep = line.at_start && chunk.column.is_some_and(|column| line.column > column);
        let column = chunk.column.map_or(line.column, |column| column.min(line.column));
        let outer_limit = self.tokens.limit();
        let end = self.tokens.text.len() as u32;
        let limit = self.boundaries.as_mut().map_or(end, |found| found.limit(start, column)).min(outer_limit);
        let is_stray = self.tokens.kind().closes();
        let begins_item = self.at_item() || self.tokens.kind() == Kind::Pound;
        if !too_deep && !is_stray {
            chunk.column = Some(column);
            if line.at_start || begins_item || chunk.start.is_none() {
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
        } else if self.tokens.kind() == Kind::Eof {
            self.tokens.jump(self.tokens.current.start, outer_limit);
        } else {
            self.tokens.set_limit(outer_limit);
        }
        Ok(())
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
