//! The rules of a definition: what each takes, and what it gives.

use super::fragments::FragmentKind;
use super::trees::{Leaf, Tree};
use crate::lexer::Kind;

/// `(matcher) => { transcriber }`
pub(super) struct Rule<'t> {
    pub(super) matcher: Vec<Part<'t>>,
    pub(super) transcriber: Vec<Part<'t>>,
}

/// A part of a matcher or transcriber.
pub(super) enum Part<'t> {
    Leaf(Leaf<'t>),
    Group(Kind, Vec<Part<'t>>),
    /// `$name:kind`; in a transcriber, `$name`.
    Fragment(&'t str, Option<FragmentKind>),
    /// `$(…) separator operator`
    Repetition {
        inner: Vec<Part<'t>>,
        separator: Vec<Leaf<'t>>,
        operator: char,
    },
    /// `$crate`
    Crate,
}

/// Reads rules; `None` where something escapes this.
pub(super) fn read<'t>(trees: &[Tree<'t>]) -> Option<Vec<Rule<'t>>> {
    let mut rules = Vec::new();
    let mut rest = trees;
    while !rest.is_empty() {
        let [Tree::Group(_, matcher), arrow, tip, Tree::Group(_, transcriber), after @ ..] = rest else { return None };
        if !arrow.is("=") || !tip.is(">") {
            return None;
        }
        rules.push(Rule { matcher: parts(matcher, true)?, transcriber: parts(transcriber, false)? });
        rest = match after {
            [semicolon, after @ ..] if semicolon.is(";") => after,
            after => after,
        };
    }
    Some(rules)
}

fn parts<'t>(trees: &[Tree<'t>], takes: bool) -> Option<Vec<Part<'t>>> {
    let mut found = Vec::new();
    let mut rest = trees;
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            Tree::Group(kind, inner) => found.push(Part::Group(*kind, parts(inner, takes)?)),
            Tree::Leaf(leaf) if leaf.kind != Kind::Dollar => found.push(Part::Leaf(*leaf)),
            Tree::Leaf(dollar) => match rest {
                [Tree::Leaf(name), after @ ..] if name.kind.is_name() && name.text == "crate" => {
                    found.push(Part::Crate);
                    rest = after;
                }
                [Tree::Leaf(name), after @ ..] if name.kind.is_name() => {
                    rest = after;
                    let kind = match rest {
                        [colon, Tree::Leaf(kind), after @ ..] if takes && colon.is(":") => {
                            rest = after;
                            Some(FragmentKind::by_name(kind.text)?)
                        }
                        _ if takes => return None,
                        _ => None,
                    };
                    found.push(Part::Fragment(name.text, kind));
                }
                [Tree::Group(Kind::OpenParen, inner), after @ ..] => {
                    let (separator, operator, after) = after_repetition(after)?;
                    let operator = operator.text.chars().next()?;
                    found.push(Part::Repetition { inner: parts(inner, takes)?, separator, operator });
                    rest = after;
                }
                // `${concat(…)}`, `$$`.
                [Tree::Group(..), ..] => return None,
                [next, ..] if next.is("$") => return None,
                _ => found.push(Part::Leaf(*dollar)),
            },
            Tree::Whole(..) | Tree::Crate => return None,
        }
    }
    Some(found)
}

/// The separator and the operator behind `$(…)`, and what comes then.
fn after_repetition<'r, 't>(trees: &'r [Tree<'t>]) -> Option<(Vec<Leaf<'t>>, Leaf<'t>, &'r [Tree<'t>])> {
    let is_operator = |tree: &Tree<'_>| tree.is("*") || tree.is("+") || tree.is("?");
    let mut separator: Vec<Leaf<'t>> = Vec::new();
    for (number, tree) in trees.iter().take(4).enumerate() {
        let leaf = tree.leaf()?;
        // `$(…)+*` is separated by `+`.
        let separates = leaf.is_joined && trees.get(number + 1).is_some_and(is_operator) && separator.is_empty();
        if is_operator(tree) && !separates {
            return Some((separator, *leaf, &trees[number + 1..]));
        }
        separator.push(*leaf);
    }
    None
}
