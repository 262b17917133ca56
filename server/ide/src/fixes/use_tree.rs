//! Taking a leaf out of a use tree, so that what is left reads as a person would have written it, with every comment.

use greenlight_files::Span;

/// A part of a use tree between commas.
struct Element {
    /// Without white space and comments around it.
    span: Span,
    group: Option<Group>,
}

/// A `{…}` of a use tree.
struct Group {
    /// With its braces.
    whole: Span,
    elements: Vec<Element>,
}

/// What has to be replaced, by what, so that the tree has `leaf` no more: a group of which nothing is left goes, one of
/// which one element is left loses its braces. `None` if the leaf is all of the tree, or a comment would go with it.
pub(super) fn without_leaf(text: &str, tree: Span, leaf: Span) -> Option<(Span, String)> {
    let whole = Reader { text, at: tree.start, end: tree.end }.element();
    let (group, position) = place_of(&whole, leaf)?;
    let gone = &group.elements[position];
    if has_comment(text, gone.span) {
        return None;
    }
    let others: Vec<&Element> =
        group.elements.iter().enumerate().filter(|&(number, _)| number != position).map(|(_, other)| other).collect();
    if let [one] = others[..]
        && !has_comment(text, group.whole)
    {
        let left = &text[one.span.range()];
        let is_self = left.strip_prefix("self").is_some_and(|rest| rest.trim_start() != rest || rest.is_empty());
        if !is_self {
            return Some((group.whole, left.to_owned()));
        }
    }
    let no_comment =
        |start: u32, end: u32| text[start as usize..end as usize].chars().all(|c| c == ',' || c.is_whitespace());
    let span = match (group.elements.get(position + 1), position.checked_sub(1).map(|before| &group.elements[before])) {
        (Some(next), _) if no_comment(gone.span.end, next.span.start) => Span::new(gone.span.start, next.span.start),
        (None, Some(before)) if no_comment(before.span.end, gone.span.start) => {
            Span::new(before.span.end, gone.span.end)
        }
        _ => {
            let mut reader = Reader { text, at: gone.span.end, end: group.whole.end };
            let has_comma = reader.next_character() == Some(',');
            if has_comma && !no_comment(gone.span.end, reader.at) {
                return None;
            }
            let end = if has_comma { after_spaces(text, reader.at + 1) } else { gone.span.end };
            with_blank_line(text, gone.span.start, end)
        }
    };
    Some((span, String::new()))
}

/// The innermost group in which something is left without `leaf`, and what goes from it.
fn place_of(element: &Element, leaf: Span) -> Option<(&Group, usize)> {
    let group = element.group.as_ref()?;
    let position = group.elements.iter().position(|inner| inner.span.contains(leaf))?;
    let deeper = place_of(&group.elements[position], leaf);
    deeper.or_else(|| (group.elements.len() > 1).then_some((group, position)))
}

fn has_comment(text: &str, span: Span) -> bool {
    let text = &text[span.range()];
    text.contains("//") || text.contains("/*")
}

/// Behind the spaces at `at`.
fn after_spaces(text: &str, at: u32) -> u32 {
    let rest = &text[at as usize..];
    at + (rest.len() - rest.trim_start_matches([' ', '\t']).len()) as u32
}

/// The stretch, with its whole line if nothing else stands there.
fn with_blank_line(text: &str, start: u32, end: u32) -> Span {
    let line = text[..start as usize].rfind('\n').map(|newline| newline + 1);
    let rest = &text[end as usize..];
    let next = rest.find('\n').map(|newline| newline + 1);
    match (line, next) {
        (Some(line), Some(next)) if text[line..start as usize].trim().is_empty() && rest[..next].trim().is_empty() => {
            Span::new(line as u32, end + next as u32)
        }
        _ => Span::new(start, end),
    }
}

/// Reads a use tree that the scanner has read before.
struct Reader<'t> {
    text: &'t str,
    at: u32,
    end: u32,
}

impl Reader<'_> {
    /// Up to a `,` or `}` of a group around it, or the end.
    fn element(&mut self) -> Element {
        let mut element = Element { span: Span::new(self.at, self.at), group: None };
        let mut begun = false;
        while let Some(character) = self.next_character() {
            if matches!(character, ',' | '}') {
                break;
            }
            if !begun {
                element.span.start = self.at;
                begun = true;
            }
            if character == '{' {
                element.group = Some(self.group());
            } else {
                self.at += character.len_utf8() as u32;
            }
            element.span.end = self.at;
        }
        if !begun {
            element.span = Span::new(self.at, self.at);
        }
        element
    }

    /// From the `{` to behind its `}`.
    fn group(&mut self) -> Group {
        let start = self.at;
        self.at += 1;
        let mut elements = Vec::new();
        loop {
            let element = self.element();
            if !element.span.is_empty() {
                elements.push(element);
            }
            let ends = self.next_character() != Some(',');
            self.at = (self.at + 1).min(self.end);
            if ends {
                return Group { whole: Span::new(start, self.at), elements };
            }
        }
    }

    /// The next one that is neither white space nor part of a comment.
    fn next_character(&mut self) -> Option<char> {
        loop {
            let rest = &self.text[self.at as usize..self.end as usize];
            let first = rest.chars().next()?;
            let skipped = if rest.starts_with("//") {
                rest.find('\n').unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                block_comment(rest)
            } else if first.is_whitespace() {
                first.len_utf8()
            } else {
                return Some(first);
            };
            self.at += skipped as u32;
        }
    }
}

/// The length of the block comment that `text` begins with; they nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        match &text.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use greenlight_syntax::{Leaf, NameTable, scan};
    use proptest::prelude::*;

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
        assert_eq!(without("a::{*, GgenError}", "GgenError").unwrap(), "a::*");
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
    fn a_group_goes_with_all_that_is_in_it() {
        assert_eq!(without("a::{b::{X}, Y, Z}", "X").unwrap(), "a::{Y, Z}");
        assert_eq!(without("a::{b::{X}, Y}", "X").unwrap(), "a::Y");
        assert_eq!(without("a::{X}", "X"), None);
        assert_eq!(without("a::{b::{X}}", "X"), None);
        assert_eq!(without("a::X", "X"), None);
    }

    #[test]
    fn comments_stay() {
        assert_eq!(without("a::{X, /* why */ Y}", "Y").unwrap(), "a::{X, /* why */ }");
        assert_eq!(without("a::{X, /* {a, /* b */} */ Y, Z}", "Y").unwrap(), "a::{X, /* {a, /* b */} */ Z}");
        assert_eq!(
            without("a::{\n    X, // {the first\n    Y,\n    // the last,\n    Z,\n}", "Y").unwrap(),
            "a::{\n    X, // {the first\n    // the last,\n    Z,\n}"
        );
    }

    /// Every leaf as an import of its own, with its place; `None` if the tree does not read as one.
    fn leaves(tree: &str) -> Option<Vec<(String, Span)>> {
        let mut names = NameTable::new();
        let facts = scan(&format!("{tree};"), &mut names);
        let text = |import: &greenlight_syntax::Import| {
            let path: Vec<&str> = facts.outline.path(import.path).iter().map(|&segment| names.text(segment)).collect();
            let (kind, rename) = match import.leaf {
                Leaf::Name { rename } => ("name", rename),
                Leaf::SelfName { rename } => ("self", rename),
                Leaf::Glob => ("glob", None),
                Leaf::Nothing => ("nothing", None),
            };
            format!("{} {kind} {:?}", path.join("::"), rename.map(|rename| names.text(rename)))
        };
        let imports = facts.outline.imports.iter().zip(&facts.spans.imports);
        let leaves = imports.map(|(import, spans)| (text(import), spans.leaf)).collect();
        (facts.spans.statements.len() == 1).then_some(leaves)
    }

    /// What may stand between two tokens.
    fn gap() -> impl Strategy<Value = &'static str> {
        prop_oneof![
            4 => Just(""),
            2 => Just(" "),
            2 => Just("\n    "),
            1 => Just(" /* , { /* } */ */ "),
            1 => Just(" // }, x\n    "),
        ]
    }

    fn tree() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            4 => "[a-c]{2}",
            1 => Just("self".to_owned()),
            1 => Just("self\nas f".to_owned()),
            1 => Just("*".to_owned()),
            1 => Just("e::{}".to_owned()),
            1 => "[a-c]{2} as [d-f]{2}",
            1 => "[a-c]{2}::[a-c]{2}",
        ];
        let group = leaf.prop_recursive(4, 24, 4, |inner| {
            let element = (gap(), inner, gap()).prop_map(|(before, tree, after)| format!("{before}{tree}{after}"));
            let elements = proptest::collection::vec(element, 1..4);
            ("[a-c]{2}", gap(), elements, prop_oneof![Just(""), Just(",")], gap()).prop_map(
                |(path, gap, elements, comma, end)| format!("{path}::{gap}{{{}{comma}{end}}}", elements.join(",")),
            )
        });
        group.prop_map(|tree| format!("use {tree}"))
    }

    proptest! {
        #[test]
        fn the_other_leaves_stay_what_they_are(text in tree(), number in any::<prop::sample::Index>()) {
            let Some(mut before) = leaves(&text) else { return Ok(()) };
            let (_, gone) = before.remove(number.index(before.len()));
            let whole = Span::new(4, text.len() as u32);
            let Some((span, left)) = without_leaf(&text, whole, gone) else {
                prop_assert!(before.is_empty() || has_comment(&text, whole), "{text}");
                return Ok(());
            };
            let mut after = text.clone();
            after.replace_range(span.range(), &left);
            let found = leaves(&after);
            prop_assert!(found.is_some(), "{text}\n{after}");
            let paths = |leaves: Vec<(String, Span)>| leaves.into_iter().map(|(path, _)| path).collect::<Vec<_>>();
            prop_assert_eq!(paths(found.unwrap_or_default()), paths(before), "{}\n{}", text, after);
            let comments = |text: &str| text.matches("/*").count() + text.matches("//").count();
            prop_assert_eq!(comments(&after), comments(&text), "{}\n{}", text, after);
        }
    }
}
