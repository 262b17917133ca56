//! The leaves of cfg predicates in a text, found by its tokens alone: in `#[cfg]`, `#[cfg_attr]` and `cfg!`.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A leaf.
#[derive(Debug)]
pub(crate) struct Leaf {
    /// In bytes of the text.
    pub(crate) range: Range<usize>,
    pub(crate) name: String,
    /// The string's content, where there is one.
    pub(crate) value: Option<String>,
}

/// All leaves, in the order of the text; `None` if it cannot be lexed.
pub(crate) fn leaves(text: &str) -> Option<Vec<Leaf>> {
    let tokens: TokenStream = text.parse().ok()?;
    let mut found = Vec::new();
    visit(tokens, &mut found);
    proc_macro2::extra::invalidate_current_thread_spans();
    // A text that says something about cfgs as data is not one that has them.
    found.retain(|leaf| text.is_char_boundary(leaf.range.start) && text.is_char_boundary(leaf.range.end));
    Some(found)
}

fn visit(tokens: TokenStream, found: &mut Vec<Leaf>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (number, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let before = |back: usize| number.checked_sub(back).map(|at| &tokens[at]);
        let is_punct = |token: Option<&TokenTree>, punct: char| matches!(token, Some(TokenTree::Punct(found)) if found.as_char() == punct);
        let is_ident =
            |token: Option<&TokenTree>, name: &str| matches!(token, Some(TokenTree::Ident(found)) if found == name);
        let is_attribute = group.delimiter() == Delimiter::Bracket
            && (is_punct(before(1), '#') || is_punct(before(1), '!') && is_punct(before(2), '#'));
        if is_attribute {
            attribute(group, found);
        } else if is_punct(before(1), '!') && is_ident(before(2), "cfg") && group.delimiter() == Delimiter::Parenthesis
        {
            predicates(group, 1, found);
        } else {
            visit(group.stream(), found);
        }
    }
}

fn attribute(group: &Group, found: &mut Vec<Leaf>) {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    if let [TokenTree::Ident(name), TokenTree::Group(arguments)] = &tokens[..] {
        match name.to_string().as_str() {
            "cfg" => predicates(arguments, usize::MAX, found),
            "cfg_attr" => predicates(arguments, 1, found),
            _ => {}
        }
    }
}

/// The leaves of the first `count` predicates between commas.
fn predicates(group: &Group, count: usize, found: &mut Vec<Leaf>) {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    for predicate in tokens.split(is_comma).take(count) {
        match predicate {
            [TokenTree::Ident(name), TokenTree::Group(inner)]
                if ["all", "any", "not"].iter().any(|known| name == known) =>
            {
                predicates(inner, usize::MAX, found);
            }
            [TokenTree::Ident(name)] => {
                found.push(Leaf { range: name.span().byte_range(), name: name.to_string(), value: None });
            }
            [TokenTree::Ident(name), TokenTree::Punct(equals), TokenTree::Literal(literal)]
                if equals.as_char() == '=' =>
            {
                let written = literal.to_string();
                let Some(value) = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { continue };
                let range = name.span().byte_range().start..literal.span().byte_range().end;
                found.push(Leaf { range, name: name.to_string(), value: Some(value.to_owned()) });
            }
            _ => {}
        }
    }
}
