//! What a rule gives.

use std::rc::Rc;

use super::matching::{Binding, names_of};
use super::rules::Part;
use super::trees::{Leaf, Tree};
use crate::lexer::Kind;

/// Adds what the parts give; `None` if a fragment does not stand where its repetition has it.
pub(super) fn transcribe<'t>(
    parts: &[Part<'t>],
    bindings: &[(&'t str, &Binding<'t>)],
    out: &mut Vec<Tree<'t>>,
) -> Option<()> {
    for part in parts {
        match part {
            Part::Leaf(leaf) => out.push(Tree::Leaf(*leaf)),
            Part::Crate => out.push(Tree::Crate),
            Part::Group(kind, inner) => {
                let mut trees = Vec::new();
                transcribe(inner, bindings, &mut trees)?;
                out.push(Tree::Group(*kind, Rc::from(trees)));
            }
            Part::Fragment(name, _) => match bindings.iter().rev().find(|(other, _)| other == name) {
                Some((_, Binding::Trees(trees))) => out.extend(trees.iter().cloned()),
                Some((_, Binding::Turns(_))) => return None,
                // Of a macro that is defined here.
                None => {
                    out.push(DOLLAR);
                    out.push(Tree::Leaf(Leaf { kind: Kind::Ident, text: name, is_joined: false }));
                }
            },
            Part::Repetition { inner, separator, .. } => {
                let mut names = Vec::new();
                names_of(inner, &mut names);
                let turns_of = |name: &&'t str| {
                    let (_, binding) = bindings.iter().rev().find(|(other, _)| other == name)?;
                    match binding {
                        Binding::Turns(turns) => Some((*name, turns)),
                        Binding::Trees(_) => None,
                    }
                };
                let repeated: Vec<(&'t str, &Vec<Binding<'t>>)> = names.iter().filter_map(turns_of).collect();
                let count = repeated.first()?.1.len();
                if repeated.iter().any(|(_, turns)| turns.len() != count) {
                    return None;
                }
                let mut bound = bindings.to_vec();
                for turn in 0..count {
                    if turn > 0 {
                        out.extend(separator.iter().map(|leaf| Tree::Leaf(*leaf)));
                    }
                    bound.truncate(bindings.len());
                    bound.extend(repeated.iter().map(|(name, turns)| (*name, &turns[turn])));
                    transcribe(inner, &bound, out)?;
                }
            }
        }
    }
    Some(())
}

const DOLLAR: Tree<'static> = Tree::Leaf(Leaf { kind: Kind::Dollar, text: "$", is_joined: false });
