//! How deep `syn` would have to go for some tokens. Every level of a syntax tree that is in no brackets of its own takes a
//! token of its own, so the tokens of a stretch without separators bound how deep the tree of that stretch is, whatever it
//! turns out to be. The text is lexed by what `syn` lexes with: there is no second opinion on where a bracket is.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree, token_stream};

/// Where a token starts and ends, in bytes of the text that was lexed.
pub(super) type Place = (u32, u32);

/// What the tokens of a text ask of a parser, and where they are.
#[derive(Debug, Default)]
pub(super) struct Extent {
    /// The most levels of nesting around one place: what a parser goes into.
    pub(super) levels: u64,
    /// The most operators and calls that follow each other: what a parser goes over, and its tree is walked along.
    pub(super) operators: u64,
    /// The tokens' places in the order of the text; of a group its two delimiters.
    pub(super) places: Vec<Place>,
}

/// A stretch of tokens between separators, and what was found in its groups.
#[derive(Clone, Copy, Debug, Default)]
struct Stretch {
    levels: u64,
    operators: u64,
    deepest_group: (u64, u64),
    /// Generic arguments that are open: a comma among them separates no expressions.
    angles: u32,
    /// What came before.
    previous: Previous,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Previous {
    #[default]
    Start,
    /// What ends an operand and may be followed by generic arguments.
    Name,
    /// What ends an operand.
    Operand,
    /// A group in braces.
    Block,
    /// A keyword before an operand, such as `return` or `mut`.
    Prefix,
    /// `else`.
    Else,
    /// `#`, or `#!`.
    Attribute,
    /// Punctuation, and whether it is joined to what follows.
    Mark(char, bool),
    /// The first half of `&&`, `<<` or `..` behind an operand, joined to what follows.
    Half(char),
}

/// A group that is being gone through.
struct Open {
    tokens: token_stream::IntoIter,
    stretch: Stretch,
    /// The deepest of the stretches before.
    deepest: (u64, u64),
    delimiter: Delimiter,
    close: Place,
}

impl Open {
    fn new(tokens: TokenStream, delimiter: Delimiter, close: Place) -> Open {
        Open { tokens: tokens.into_iter(), stretch: Stretch::default(), deepest: (0, 0), delimiter, close }
    }

    /// A separator: what follows stands beside what came before, not in it.
    fn separate(&mut self) {
        let Stretch { levels, operators, deepest_group, .. } = self.stretch;
        self.deepest.0 = self.deepest.0.max(levels + deepest_group.0);
        self.deepest.1 = self.deepest.1.max(operators + deepest_group.1);
        self.stretch = Stretch::default();
    }
}

/// Measures tokens without recursion.
pub(super) fn extent(stream: TokenStream) -> Extent {
    let mut extent = Extent::default();
    let mut around: Vec<Open> = Vec::new();
    let mut open = Open::new(stream, Delimiter::None, (0, 0));
    loop {
        match open.tokens.next() {
            Some(TokenTree::Group(group)) => {
                extent.places.push(place(group.span_open()));
                let inner = Open::new(group.stream(), group.delimiter(), place(group.span_close()));
                around.push(std::mem::replace(&mut open, inner));
            }
            Some(token) => {
                extent.places.push(place(token.span()));
                open.token(&token);
            }
            None => {
                open.separate();
                let Some(outer) = around.pop() else {
                    (extent.levels, extent.operators) = open.deepest;
                    return extent;
                };
                let inner = std::mem::replace(&mut open, outer);
                extent.places.push(inner.close);
                open.group(inner.delimiter, inner.deepest);
            }
        }
    }
}

fn place(span: proc_macro2::Span) -> Place {
    let range = span.byte_range();
    (range.start as u32, range.end as u32)
}

impl Open {
    fn group(&mut self, delimiter: Delimiter, deepest: (u64, u64)) {
        let is_attribute = self.stretch.previous == Previous::Attribute;
        let stretch = &mut self.stretch;
        stretch.deepest_group.0 = stretch.deepest_group.0.max(deepest.0 + 1);
        stretch.deepest_group.1 = stretch.deepest_group.1.max(deepest.1);
        if is_attribute {
            // However many there are, they stand beside each other.
            self.separate();
            return;
        }
        // It may be what is called with, or an index.
        stretch.operators += 1;
        stretch.previous = if delimiter == Delimiter::Brace { Previous::Block } else { Previous::Operand };
    }

    fn token(&mut self, token: &TokenTree) {
        match token {
            TokenTree::Group(_) => {}
            TokenTree::Ident(word) => self.word(&word.to_string()),
            TokenTree::Literal(_) => {
                self.end_of_block();
                // `a.0.1` is two fields and has one dot.
                self.stretch.operators += u64::from(matches!(self.stretch.previous, Previous::Mark('.', _)));
                self.stretch.previous = Previous::Operand;
            }
            TokenTree::Punct(mark) => self.mark(mark.as_char(), mark.spacing() == Spacing::Joint),
        }
    }

    /// A statement may end with a block, without a semicolon. What follows a block and goes on with it is an operator, or one
    /// of few words.
    fn end_of_block(&mut self) {
        if self.stretch.previous == Previous::Block {
            self.separate();
        }
    }

    fn word(&mut self, word: &str) {
        match word {
            "else" | "as" => self.stretch.operators += 1,
            _ => self.end_of_block(),
        }
        let stretch = &mut self.stretch;
        let goes_before = match word {
            // A further branch of the same `if`.
            "if" if stretch.previous == Previous::Else => {
                stretch.previous = Previous::Prefix;
                return;
            }
            // `.await` ends an operand.
            "return" | "break" | "yield" | "become" | "box" | "match" | "if" | "while" | "let" | "move" | "static"
            | "dyn" | "impl" | "do" | "try" | "async" | "unsafe" => true,
            _ => false,
        };
        stretch.levels += u64::from(goes_before);
        stretch.previous = match word {
            _ if goes_before => Previous::Prefix,
            "else" => Previous::Else,
            "as" | "in" | "mut" | "ref" | "const" | "raw" | "where" | "for" => Previous::Prefix,
            _ => Previous::Name,
        };
    }

    fn mark(&mut self, mark: char, joint: bool) {
        let previous = self.stretch.previous;
        let after_operand = matches!(previous, Previous::Name | Previous::Operand | Previous::Block);
        let joined_to = |other: char| previous == Previous::Mark(other, true);
        self.stretch.previous = Previous::Mark(mark, joint);
        let stretch = &mut self.stretch;
        match mark {
            ';' => self.separate(),
            ',' if stretch.angles == 0 => self.separate(),
            '>' if joined_to('=') => self.separate(),
            // Not of `||`: behind a closure's parameters it may begin the next closure.
            '&' | '<' | '.' if previous == Previous::Half(mark) => {
                stretch.operators += 1;
                stretch.previous = Previous::Mark(mark, false);
            }
            '#' => {
                if previous == Previous::Block {
                    self.separate();
                }
                self.stretch.previous = Previous::Attribute;
            }
            '!' if previous == Previous::Attribute => stretch.previous = Previous::Attribute,
            '\'' => self.end_of_label(previous),
            '<' if !matches!(previous, Previous::Operand | Previous::Block) => {
                stretch.levels += 1;
                stretch.angles += 1;
            }
            // `fn() -> fn() -> …`
            '>' if joined_to('-') => stretch.levels += 1,
            '>' if stretch.angles > 0 => {
                stretch.angles -= 1;
                stretch.previous = Previous::Name;
            }
            // Of a comparison. Marked as not joined, so that no third one takes back what was never counted.
            '=' if matches!(previous, Previous::Mark('=' | '<' | '>' | '!', true) | Previous::Half('<')) => {
                if joined_to('=') {
                    stretch.levels -= 1;
                }
                stretch.operators += 1;
                stretch.previous = Previous::Mark('=', false);
            }
            // An assignment.
            '=' => stretch.levels += 1,
            '@' => stretch.levels += 1,
            '?' => {
                stretch.operators += 1;
                stretch.previous = if after_operand { Previous::Operand } else { stretch.previous };
            }
            '&' | '*' | '-' | '!' | '|' | '.' if !after_operand => stretch.levels += 1,
            '&' | '<' | '.' if joint && after_operand => {
                stretch.operators += 1;
                stretch.previous = Previous::Half(mark);
            }
            _ => stretch.operators += 1,
        }
    }

    /// `'a: loop {}` behind a block is a statement of its own.
    fn end_of_label(&mut self, previous: Previous) {
        if previous == Previous::Block {
            self.separate();
            self.stretch.previous = Previous::Mark('\'', true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (u64, u64) {
        let Extent { levels, operators, .. } = extent(text.parse().unwrap());
        (levels, operators)
    }

    #[test]
    fn what_stands_beside_each_other_does_not_add_up() {
        let once = of("fn f() { a(1); }");
        for text in [
            "fn f() { a(1); a(1); a(1); }",
            "fn f() { a(1); }\nfn g() { a(1); }\nfn h() { a(1); }",
            "fn f() { a(1) }\n#[a] #[a] #[a] fn g() { a(1) }",
        ] {
            assert_eq!(of(text).0, once.0, "{text}");
        }
        let blocks = |count: usize| of(&format!("{{ {} }}", "if a { b() } ".repeat(count)));
        assert_eq!(blocks(1), blocks(100));
        let arms = |count: usize| of(&format!("match a {{ {} }}", "(a, b) => { c() } ".repeat(count)));
        assert_eq!(arms(2), arms(100));
        let lists = |count: usize| of(&format!("[{}]", "f(1) < 2, 1 << 3, -1, &a, ".repeat(count)));
        assert_eq!(lists(2), lists(100));
        assert!(of(&"a == b && ".repeat(100)).0 < 10);
    }

    #[test]
    fn nothing_is_taken_back_that_was_not_counted() {
        let text = "a = ".repeat(100) + "1 " + &"!== <== === ".repeat(100);
        assert!(of(&text).0 >= 100, "{:?}", of(&text));
    }

    #[test]
    fn what_stands_in_each_other_adds_up() {
        for (open, inner, close) in [
            ("(", "1", ")"),
            ("A<u8, ", "u8", ">"),
            ("A<", "u8", ">"),
            ("&", "a", ""),
            ("a = ", "1", ""),
            ("return ", "1", ""),
            ("|a| ", "1", ""),
            ("|a|", "1", ""),
            ("&&", "a", ""),
            ("fn() -> ", "u8", ""),
            ("a @ ", "1", ""),
            ("1.f(", "a", ").g()"),
        ] {
            let nested = |count: usize| of(&(open.repeat(count) + inner + &close.repeat(count)));
            assert!(nested(100).0 >= 100, "{open} {:?}", nested(100));
        }
        for follows in [" + 1", ".a()", ".0.1", "?", " as u8", "[0]", "()", ".await", " && b", " else if a {}"] {
            let flat = of(&("a".to_owned() + &follows.repeat(100)));
            assert!(flat.1 >= 100 && flat.0 < 50, "{follows} {flat:?}");
        }
    }

    #[test]
    fn what_follows_a_group_is_around_it() {
        let text = "(".repeat(10) + "1" + &").f()".repeat(10);
        assert_eq!(of(&text).0, 10);
        assert!(of(&text).1 >= 20, "{:?}", of(&text));
    }

    #[test]
    fn places_are_in_the_order_of_the_text() {
        let text = "f(a, [b], \"c\")";
        let places = extent(text.parse().unwrap()).places;
        let tokens: Vec<&str> = places.iter().map(|&(start, end)| &text[start as usize..end as usize]).collect();
        assert_eq!(tokens, ["f", "(", "a", ",", "[", "b", "]", ",", "\"c\"", ")"]);
    }
}
