//! Taking a leaf out of a use tree, so that what is left reads as a person would have written it.

use greenlight_files::Span;

/// An element of a group, white space around it left out.
type Element = Span;

/// A `{…}` of a use tree.
struct Group {
    /// With its braces.
    whole: Span,
    elements: Vec<Element>,
}

/// What has to be replaced, by what, so that the group around `leaf` has it no more: a group of which one element is
/// left loses its braces. `None` if the leaf stands in no group, is all of it, or comments make it unclear what is
/// whose.
pub(super) fn without_leaf(text: &str, tree: Span, leaf: Span) -> Option<(Span, String)> {
    let group = group_around(text, tree, leaf)?;
    let position = group.elements.iter().position(|&element| element == leaf)?;
    let mut left: Vec<&str> = group.elements.iter().map(|element| &text[element.range()]).collect();
    left.remove(position);
    match left.as_slice() {
        [] => None,
        [one] if *one != "self" && !one.starts_with("self ") => Some((group.whole, (*one).to_owned())),
        _ => {
            let (start, end) = match group.elements.get(position + 1) {
                Some(next) => (leaf.start, next.start),
                None => (group.elements[position - 1].end, leaf.end),
            };
            Some((Span::new(start, end), String::new()))
        }
    }
}

/// The innermost group around `leaf`.
fn group_around(text: &str, tree: Span, leaf: Span) -> Option<Group> {
    let inside = &text[tree.range()];
    if inside.contains("//") || inside.contains("/*") {
        return None;
    }
    let mut open: Vec<Group> = Vec::new();
    let mut start = tree.start;
    for (offset, character) in inside.char_indices() {
        let at = tree.start + offset as u32;
        match character {
            '{' => {
                open.push(Group { whole: Span::new(at, at), elements: Vec::new() });
                start = at + 1;
            }
            ',' | '}' => {
                let Some(group) = open.last_mut() else { continue };
                group.elements.extend(trimmed(text, Span::new(start, at)));
                start = at + 1;
                if character == '}' {
                    let mut group = open.pop()?;
                    group.whole.end = at + 1;
                    if group.whole.contains(leaf) {
                        return Some(group);
                    }
                    // The element of the outer group that this one is the end of begins before it.
                    start = open.last().map_or(tree.start, |outer| {
                        outer.elements.last().map_or(outer.whole.start, |last| last.end) + 1
                    });
                }
            }
            _ => {}
        }
    }
    None
}

fn trimmed(text: &str, span: Span) -> Option<Element> {
    let inside = &text[span.range()];
    let start = span.start + (inside.len() - inside.trim_start().len()) as u32;
    let end = span.start + inside.trim_end().len() as u32;
    (start < end).then(|| Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(tree: &str, leaf: &str) -> Option<String> {
        let start = tree.rfind(leaf).unwrap() as u32;
        let leaf = Span::new(start, start + leaf.len() as u32);
        let (span, text) = without_leaf(tree, Span::new(0, tree.len() as u32), leaf)?;
        let mut after = tree.to_owned();
        after.replace_range(span.range(), &text);
        Some(after)
    }

    #[test]
    fn the_last_of_two_loses_the_braces() {
        assert_eq!(without("a::{Result, GgenError}", "GgenError").unwrap(), "a::Result");
        assert_eq!(without("a::{GgenError, Result as R}", "GgenError").unwrap(), "a::Result as R");
        assert_eq!(without("a::{self, GgenError}", "GgenError").unwrap(), "a::{self}");
    }

    #[test]
    fn one_of_many_goes_with_its_comma() {
        assert_eq!(without("a::{X, Y, Z}", "X").unwrap(), "a::{Y, Z}");
        assert_eq!(without("a::{X, Y, Z}", "Y").unwrap(), "a::{X, Z}");
        assert_eq!(without("a::{X, Y, Z}", "Z").unwrap(), "a::{X, Y}");
        assert_eq!(without("a::{\n    X,\n    Y,\n    Z,\n}", "Z").unwrap(), "a::{\n    X,\n    Y,\n}");
    }

    #[test]
    fn groups_within_groups_are_whole_elements() {
        assert_eq!(without("a::{b::{X, Y}, Z}", "Z").unwrap(), "a::b::{X, Y}");
        assert_eq!(without("a::{b::{X, Y}, Z}", "Y").unwrap(), "a::{b::X, Z}");
        assert_eq!(without("a::{Z, b::{X, Y}, W}", "W").unwrap(), "a::{Z, b::{X, Y}}");
    }

    #[test]
    fn what_is_all_of_its_group_or_between_comments_is_left() {
        assert_eq!(without("a::{X}", "X"), None);
        assert_eq!(without("a::{X, /* why */ Y}", "Y"), None);
        assert_eq!(without("a::X", "X"), None);
    }
}
