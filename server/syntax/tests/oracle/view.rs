//! What `syn` says of a file, in the lines of [`crate::scanned`].

mod predicates;
mod tokens;
mod visitor;

use std::collections::{BTreeSet, HashSet};

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Attribute, Item, Meta, UseTree, Visibility};

use crate::scanned::context;
use predicates::{Conjuncts, flatten};
use tokens::{is_doc_hidden, tokens_of, unraw};

/// The facts of a text, sorted; `None` if `syn` does not parse it, or leaves a part of it unread.
pub(crate) fn records(text: &str) -> Option<Vec<String>> {
    let result = syn::parse_file(text).ok().and_then(|file| {
        let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let base = mark + file.shebang.as_ref().map_or(0, String::len);
        let mut view = View { base, ..View::default() };
        view.visit_file(&file);
        view.records.sort();
        (!view.unread).then_some(view.records)
    });
    proc_macro2::extra::invalidate_current_thread_spans();
    result
}

#[derive(Default)]
struct View {
    base: usize,
    records: Vec<String>,
    unread: bool,
    modules: Vec<String>,
    /// For each open module or block, where the content of the innermost block of that module begins.
    blocks: Vec<Option<u32>>,
    needed: Vec<Conjuncts>,
    /// Attributes that were read already, by address.
    read: HashSet<*const Attribute>,
}

impl View {
    fn start(&self, span: Span) -> usize {
        self.base + span.byte_range().start
    }

    fn end(&self, span: Span) -> usize {
        self.base + span.byte_range().end
    }

    fn at(&self, ident: &Ident) -> String {
        format!("{}@{}", unraw(ident), self.start(ident.span()))
    }

    fn needed(&self, own: &Conjuncts) -> BTreeSet<String> {
        self.needed.iter().flatten().chain(own).cloned().collect()
    }

    fn context(&self, own: &Conjuncts) -> String {
        context(&self.modules.join("::"), self.blocks.last().copied().flatten(), &self.needed(own))
    }

    fn visibility(&self, visibility: &Visibility) -> String {
        match visibility {
            Visibility::Public(_) => "Public".to_owned(),
            Visibility::Inherited => "Private".to_owned(),
            Visibility::Restricted(restricted) if restricted.in_token.is_some() => {
                let segments: Vec<String> =
                    restricted.path.segments.iter().map(|segment| self.at(&segment.ident)).collect();
                format!("In({})", segments.join("::"))
            }
            Visibility::Restricted(restricted) => match restricted.path.segments[0].ident.to_string().as_str() {
                "crate" => "Crate".to_owned(),
                "self" => "SelfModule".to_owned(),
                _ => "Super".to_owned(),
            },
        }
    }

    fn item(
        &mut self,
        kind: &str,
        name: &str,
        visibility: &str,
        own: &Conjuncts,
        item: &Item,
        attributes: &[Attribute],
    ) {
        let context = self.context(own);
        let end = self.end(item.span());
        let hidden = is_doc_hidden(attributes);
        self.records.push(format!("item {context} {kind} {name} {visibility} hidden={hidden} ..{end}"));
    }

    fn use_tree(&mut self, tree: &UseTree, path: &mut Vec<Ident>, nested: bool, head: &str, tail: &str) {
        let written =
            |view: &View, path: &[Ident]| path.iter().map(|ident| view.at(ident)).collect::<Vec<_>>().join("::");
        let push = |view: &mut View, path: &[Ident], leaf: &str| {
            let path = written(view, path);
            view.records.push(format!("{head}{path}{leaf} nested={nested} {tail}"));
        };
        match tree {
            UseTree::Path(step) => {
                path.push(step.ident.clone());
                self.use_tree(&step.tree, path, nested, head, tail);
                path.pop();
            }
            UseTree::Name(leaf) if leaf.ident == "self" && (nested || !path.is_empty()) => push(self, path, "::self"),
            UseTree::Rename(leaf) if leaf.ident == "self" && (nested || !path.is_empty()) => {
                let rename = format!("::self as {}", self.at(&leaf.rename));
                push(self, path, &rename);
            }
            UseTree::Name(leaf) => {
                path.push(leaf.ident.clone());
                push(self, path, "");
                path.pop();
            }
            UseTree::Rename(leaf) => {
                let rename = format!(" as {}", self.at(&leaf.rename));
                path.push(leaf.ident.clone());
                push(self, path, &rename);
                path.pop();
            }
            UseTree::Glob(_) => push(self, path, "::*"),
            UseTree::Group(group) if group.items.is_empty() => {
                if !path.is_empty() {
                    push(self, path, "::{}");
                }
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.use_tree(tree, path, true, head, tail);
                }
            }
        }
    }

    /// `cfg_if!` and `cfg_select!` with the arms read as `read` does.
    fn arms(&mut self, mac: &syn::Macro, read: &mut dyn FnMut(&mut View, TokenStream)) -> bool {
        let Some(name) = mac.path.segments.last().map(|segment| segment.ident.to_string()) else { return false };
        let tokens = tokens_of(&mac.tokens);
        match name.as_str() {
            "cfg_if" if matches!(tokens.first(), Some(TokenTree::Ident(word)) if word == "if") => {
                let mut rest = tokens.as_slice();
                let mut earlier: Conjuncts = Vec::new();
                loop {
                    match rest {
                        [
                            TokenTree::Ident(word),
                            TokenTree::Punct(_),
                            TokenTree::Group(cfg),
                            TokenTree::Group(body),
                            more @ ..,
                        ] if word == "if" => {
                            let Ok(Meta::List(list)) = syn::parse2::<Meta>(cfg.stream()) else { return false };
                            let predicate = self.predicate_list(&list.tokens, &Vec::new());
                            let not = format!("not({})", predicate.text());
                            let mut condition = earlier.clone();
                            flatten(predicate, &mut condition);
                            self.needed.push(condition);
                            read(self, body.stream());
                            self.needed.pop();
                            earlier.push(not);
                            rest = more;
                        }
                        [TokenTree::Group(body)] => {
                            self.needed.push(earlier.clone());
                            read(self, body.stream());
                            self.needed.pop();
                            return true;
                        }
                        [] => return true,
                        _ => return false,
                    }
                    if let [TokenTree::Ident(word), more @ ..] = rest
                        && word == "else"
                    {
                        rest = more;
                    }
                }
            }
            _ => false,
        }
    }
}
