//! Whether a rule takes what a call holds.

use std::rc::Rc;

use super::fragments::{self, FragmentKind};
use super::rules::Part;
use super::trees::{Leaf, Tree};

/// What a fragment stands for: trees, or one for each turn of a repetition.
#[derive(Clone, Debug)]
pub(super) enum Binding<'t> {
    Trees(Rc<[Tree<'t>]>),
    Turns(Vec<Binding<'t>>),
}

/// Whether all of `input` is taken; what is bound then.
pub(super) fn matches<'t>(parts: &[Part<'t>], input: &[Tree<'t>], bindings: &mut Vec<(&'t str, Binding<'t>)>) -> bool {
    take(parts, input, bindings).is_some_and(<[Tree<'_>]>::is_empty)
}

/// What is left of `input` behind what these parts take.
fn take<'r, 't>(
    parts: &[Part<'t>],
    input: &'r [Tree<'t>],
    bindings: &mut Vec<(&'t str, Binding<'t>)>,
) -> Option<&'r [Tree<'t>]> {
    let mut rest = input;
    for part in parts {
        rest = match part {
            Part::Leaf(leaf) => take_leaf(leaf, rest)?,
            Part::Group(kind, inner) => match rest {
                [Tree::Group(own, trees), after @ ..] if own == kind && matches(inner, trees, bindings) => after,
                _ => return None,
            },
            Part::Fragment(name, kind) => {
                let kind = (*kind)?;
                let length = fragments::length(kind, rest)?;
                let (taken, after) = rest.split_at(length);
                bindings.push((name, Binding::Trees(as_handed_on(kind, taken))));
                after
            }
            Part::Repetition { inner, separator, operator } => take_turns(inner, separator, *operator, rest, bindings)?,
            Part::Crate => match rest {
                [Tree::Crate, after @ ..] => after,
                _ => return None,
            },
        };
    }
    Some(rest)
}

fn take_leaf<'r, 't>(leaf: &Leaf<'t>, input: &'r [Tree<'t>]) -> Option<&'r [Tree<'t>]> {
    match input {
        [first, after @ ..] if first.is(leaf.text) => Some(after),
        _ => None,
    }
}

fn take_turns<'r, 't>(
    inner: &[Part<'t>],
    separator: &[Leaf<'t>],
    operator: char,
    input: &'r [Tree<'t>],
    bindings: &mut Vec<(&'t str, Binding<'t>)>,
) -> Option<&'r [Tree<'t>]> {
    let mut turns: Vec<Vec<(&'t str, Binding<'t>)>> = Vec::new();
    let mut rest = input;
    while !(operator == '?' && turns.len() == 1) {
        let mut after = Some(rest);
        if !turns.is_empty() {
            after = separator.iter().try_fold(rest, |rest, leaf| take_leaf(leaf, rest));
        }
        let mut bound = Vec::new();
        match after.and_then(|after| take(inner, after, &mut bound)) {
            // One that takes nothing would go on for ever.
            Some(left) if left.len() < rest.len() => {
                turns.push(bound);
                rest = left;
            }
            _ => break,
        }
    }
    if operator == '+' && turns.is_empty() {
        return None;
    }
    let mut names = Vec::new();
    names_of(inner, &mut names);
    for name in names {
        let of_turn = |turn: &Vec<(&'t str, Binding<'t>)>| {
            turn.iter().find(|(other, _)| *other == name).map(|(_, binding)| binding.clone())
        };
        bindings.push((name, Binding::Turns(turns.iter().map(of_turn).collect::<Option<_>>()?)));
    }
    Some(rest)
}

/// The fragments that the parts have, those in repetitions included.
pub(super) fn names_of<'t>(parts: &[Part<'t>], names: &mut Vec<&'t str>) {
    for part in parts {
        match part {
            Part::Fragment(name, _) => names.push(name),
            Part::Group(_, inner) | Part::Repetition { inner, .. } => names_of(inner, names),
            Part::Leaf(_) | Part::Crate => {}
        }
    }
}

/// Names, lifetimes and token trees are handed on as the tokens they are (the Rust reference, "Forwarding a matched fragment").
fn as_handed_on<'t>(kind: FragmentKind, taken: &[Tree<'t>]) -> Rc<[Tree<'t>]> {
    match kind {
        FragmentKind::Identifier | FragmentKind::Lifetime | FragmentKind::Tokens => taken.into(),
        // Already, from a macro before.
        _ if matches!(taken, [Tree::Whole(..)]) => taken.into(),
        // Nothing is nothing.
        FragmentKind::Visibility if taken.is_empty() => taken.into(),
        _ => [Tree::Whole(kind, taken.into())].into(),
    }
}
