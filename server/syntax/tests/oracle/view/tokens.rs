//! Token streams as lists.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{Attribute, Meta};

pub(super) fn tokens_of(stream: &TokenStream) -> Vec<TokenTree> {
    stream.clone().into_iter().collect()
}

pub(super) fn unraw(ident: &Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").unwrap_or(&name).to_owned()
}

/// The elements of a list, without their commas.
pub(super) fn split(tokens: &TokenStream) -> Vec<Vec<TokenTree>> {
    let mut elements = vec![Vec::new()];
    for token in tokens_of(tokens) {
        match token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => elements.push(Vec::new()),
            other => elements.last_mut().unwrap().push(other),
        }
    }
    if elements.len() == 1 && elements[0].is_empty() {
        elements.clear();
    }
    elements
}

pub(super) fn is_doc_hidden(attributes: &[Attribute]) -> bool {
    fn hides(meta: &Meta) -> bool {
        let Meta::List(list) = meta else { return false };
        if list.path.is_ident("doc") {
            return split(&list.tokens)
                .iter()
                .any(|element| matches!(element.as_slice(), [TokenTree::Ident(word)] if word == "hidden"));
        }
        list.path.is_ident("cfg_attr")
            && split(&list.tokens)
                .iter()
                .skip(1)
                .any(|element| syn::parse2::<Meta>(element.iter().cloned().collect()).is_ok_and(|meta| hides(&meta)))
    }
    attributes.iter().any(|attribute| hides(&attribute.meta))
}

/// Words that are no identifiers.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "become", "box", "break", "const", "continue", "crate", "do", "else", "enum", "extern",
    "false", "final", "fn", "for", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut",
    "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "doc",
];

/// The identifiers of a stream, sorted. `doc` is left out: comments become attributes of that name here.
pub(super) fn idents(stream: &TokenStream) -> String {
    let mut found = std::collections::BTreeSet::new();
    collect(stream, &mut found);
    found.into_iter().collect::<Vec<_>>().join(" ")
}

fn collect(stream: &TokenStream, found: &mut std::collections::BTreeSet<String>) {
    let mut after_quote = false;
    for token in stream.clone() {
        let quote = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == '\'');
        match token {
            TokenTree::Group(group) => collect(&group.stream(), found),
            // A lifetime is a quote and an identifier here.
            TokenTree::Ident(ident) if !after_quote => {
                let written = ident.to_string();
                if !KEYWORDS.contains(&written.as_str()) {
                    found.insert(unraw(&ident));
                }
            }
            _ => {}
        }
        after_quote = quote;
    }
}
