//! Token trees.

use std::rc::Rc;

use super::DEPTH;
use super::fragments::FragmentKind;
use crate::lexer::{Kind, Tokens};

/// Comments of an expansion, between which a fragment stands; of the first, a character for its kind follows.
const FRAGMENT_OPENS: &str = "/*~<";
const FRAGMENT_CLOSES: &str = "/*>~*/";

/// A token, or what stands between two delimiters.
#[derive(Clone, Debug)]
pub(super) enum Tree<'t> {
    Leaf(Leaf<'t>),
    Group(Kind, Rc<[Tree<'t>]>),
    /// A fragment that is handed on as a whole: only a rule that takes such a one, or any token, may match it.
    Whole(FragmentKind, Rc<[Tree<'t>]>),
    /// `$crate`
    Crate,
}

/// A token as the lexer has it: of `=>`, two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leaf<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    /// Whether the next one begins where this ends.
    pub(super) is_joined: bool,
}

impl<'t> Tree<'t> {
    pub(super) fn leaf(&self) -> Option<&Leaf<'t>> {
        match self {
            Tree::Leaf(leaf) => Some(leaf),
            _ => None,
        }
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.leaf().is_some_and(|leaf| leaf.text == text)
    }

    pub(super) fn is_group(&self, kind: Kind) -> bool {
        matches!(self, Tree::Group(own, _) if *own == kind)
    }

    pub(super) fn is_name(&self) -> bool {
        matches!(self, Tree::Crate) || self.leaf().is_some_and(|leaf| leaf.kind.is_name())
    }
}

/// What is being read: between delimiters, within a fragment that is handed on, or the whole text.
struct Open<'t> {
    of: Of,
    trees: Vec<Tree<'t>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Text,
    Group(Kind),
    Fragment(FragmentKind),
}

/// The trees of a text; `None` if it does not balance.
pub(super) fn trees_of(text: &str) -> Option<Vec<Tree<'_>>> {
    let length = u32::try_from(text.len()).ok()?;
    let mut tokens = Tokens::from(text, 0, length);
    let mut open = vec![Open { of: Of::Text, trees: Vec::new() }];
    let mut end = 0;
    loop {
        let token = tokens.current;
        let start = if token.kind == Kind::Eof { text.len() } else { token.start as usize };
        between(&text[end..start], &mut open)?;
        end = token.end as usize;
        tokens.bump();
        let kind = token.kind;
        if kind.opens() {
            if open.len() > DEPTH {
                return None;
            }
            open.push(Open { of: Of::Group(kind), trees: Vec::new() });
        } else if kind.closes() {
            let Open { of: Of::Group(opener), trees } = open.pop()? else { return None };
            if opener.partner() != kind {
                return None;
            }
            open.last_mut()?.trees.push(Tree::Group(opener, trees.into()));
        } else if kind == Kind::Eof {
            let whole = open.len() == 1 && !tokens.unlexable;
            return open.pop().filter(|_| whole).map(|all| all.trees);
        } else {
            let text = &text[token.start as usize..end];
            let leaf = Leaf { kind, text, is_joined: tokens.current.start == token.end };
            open.last_mut()?.trees.push(Tree::Leaf(leaf));
        }
    }
}

/// Takes in what stands between two tokens: doc comments, which are attributes to a macro, and where fragments begin and end.
fn between(text: &str, open: &mut Vec<Open<'_>>) -> Option<()> {
    if text.len() < 3 {
        return Some(());
    }
    let mut starts_line = true;
    for (at, character) in text.char_indices() {
        let rest = &text[at..];
        if character == '/' && rest.starts_with(FRAGMENT_OPENS) {
            let kind = FragmentKind::by_mark(rest[FRAGMENT_OPENS.len()..].chars().next()?)?;
            open.push(Open { of: Of::Fragment(kind), trees: Vec::new() });
        } else if character == '/' && rest.starts_with(FRAGMENT_CLOSES) {
            let Open { of: Of::Fragment(kind), trees } = open.pop()? else { return None };
            open.last_mut()?.trees.push(Tree::Whole(kind, trees.into()));
        } else if character == '/' && starts_line && is_doc_comment(rest) {
            open.last_mut()?.trees.extend(documented());
        }
        starts_line = character == '\n' || starts_line && character.is_whitespace();
    }
    Some(())
}

/// Whether an outer doc comment begins here.
fn is_doc_comment(text: &str) -> bool {
    text.starts_with("///") && !text.starts_with("////")
        || text.starts_with("/**") && !text.starts_with("/***") && !text.starts_with("/**/")
}

/// `#[doc = ""]`
fn documented() -> [Tree<'static>; 2] {
    let leaf = |kind, text| Tree::Leaf(Leaf { kind, text, is_joined: false });
    let inner = [leaf(Kind::Ident, "doc"), leaf(Kind::Eq, "="), leaf(Kind::Str, "\"\"")];
    [leaf(Kind::Pound, "#"), Tree::Group(Kind::OpenBracket, inner.into())]
}

/// The text that reads as these trees.
pub(super) fn text_of(trees: &[Tree<'_>], krate: &str) -> String {
    let mut text = String::new();
    write(trees, krate, &mut text);
    text
}

fn write(trees: &[Tree<'_>], krate: &str, text: &mut String) {
    for tree in trees {
        match tree {
            Tree::Leaf(leaf) => {
                text.push_str(leaf.text);
                if !leaf.is_joined || leaf.kind.is_name() {
                    text.push(' ');
                }
            }
            Tree::Group(kind, inner) => {
                let (open, close) = match kind {
                    Kind::OpenParen => ("( ", ") "),
                    Kind::OpenBracket => ("[ ", "] "),
                    _ => ("{ ", "} "),
                };
                text.push_str(open);
                write(inner, krate, text);
                text.push_str(close);
            }
            Tree::Whole(kind, inner) => {
                text.push_str(FRAGMENT_OPENS);
                text.push(kind.mark());
                text.push_str("*/");
                write(inner, krate, text);
                text.push_str(FRAGMENT_CLOSES);
            }
            Tree::Crate => {
                text.push_str(krate);
                text.push(' ');
            }
        }
    }
}
