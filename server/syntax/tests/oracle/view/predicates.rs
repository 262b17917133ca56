//! cfg predicates, read from `syn`'s attributes.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::{Attribute, Meta};

use super::View;
use super::tokens::{split, unraw};

/// A condition: `all`s are flat.
pub(super) type Conjuncts = Vec<String>;

impl View {
    /// Records the predicates of attributes, and tells their `cfg`s.
    pub(super) fn attributes<'a>(&mut self, attributes: impl IntoIterator<Item = &'a Attribute>) -> Conjuncts {
        let mut conditions = Vec::new();
        for attribute in attributes {
            self.read.insert(attribute);
            self.meta(&attribute.meta, &Vec::new(), &mut conditions);
        }
        conditions
    }

    /// Records the predicates of an attribute under `conditions`, and adds its own.
    pub(super) fn flag_attribute(&mut self, meta: &Meta, conditions: &mut Conjuncts) {
        self.needed.push(conditions.clone());
        let mut own = Vec::new();
        self.meta(meta, &Vec::new(), &mut own);
        self.needed.pop();
        conditions.extend(own);
    }

    fn meta(&mut self, meta: &Meta, guard: &Conjuncts, conditions: &mut Conjuncts) {
        let Meta::List(list) = meta else { return };
        let Some(name) = list.path.get_ident().map(ToString::to_string) else { return };
        // rustc looks at one after the other, and at none behind one that does not hold.
        let mut seen = [guard.clone(), conditions.clone()].concat();
        dedup(&mut seen);
        match name.as_str() {
            "cfg" => {
                let condition = self.predicate_list(&list.tokens, &seen);
                match guard.as_slice() {
                    [] => flatten(condition, conditions),
                    _ => conditions.push(format!("any(not({}), {})", join(guard), condition.text())),
                }
            }
            "cfg_attr" => {
                let elements = split(&list.tokens);
                let Some((first, rest)) = elements.split_first() else { return };
                let mut inner = guard.clone();
                flatten(self.predicate(first, &seen), &mut inner);
                dedup(&mut inner);
                for element in rest.iter().filter(|element| !element.is_empty()) {
                    let stream: TokenStream = element.iter().cloned().collect();
                    if let Ok(meta) = syn::parse2::<Meta>(stream) {
                        self.meta(&meta, &inner, conditions);
                    }
                }
            }
            "doc" | "link" => {
                for element in split(&list.tokens) {
                    if let [TokenTree::Ident(word), TokenTree::Group(group)] = element.as_slice()
                        && word == "cfg"
                    {
                        self.predicate_list(&group.stream(), &seen);
                    }
                }
            }
            _ => {}
        }
    }

    pub(super) fn predicate_list(&mut self, tokens: &TokenStream, guard: &Conjuncts) -> Predicate {
        let elements = split(tokens);
        match elements.as_slice() {
            [one] => self.predicate(one, guard),
            [one, rest] if rest.is_empty() => self.predicate(one, guard),
            [] => Predicate::Unknown,
            several => {
                self.predicate(&several[0], guard);
                Predicate::Unknown
            }
        }
    }

    pub(super) fn predicate(&mut self, tokens: &[TokenTree], guard: &Conjuncts) -> Predicate {
        match tokens {
            [TokenTree::Ident(name)] => {
                if name != "true" && name != "false" {
                    self.leaf(name, None, guard);
                }
                Predicate::Leaf(unraw(name))
            }
            [TokenTree::Ident(name), TokenTree::Punct(equals), TokenTree::Literal(value)]
                if equals.as_char() == '=' =>
            {
                let stream = TokenStream::from(TokenTree::Literal(value.clone()));
                let Ok(value) = syn::parse2::<syn::LitStr>(stream) else { return Predicate::Unknown };
                self.leaf(name, Some(&value.value()), guard);
                Predicate::Leaf(format!("{} = {:?}", unraw(name), value.value()))
            }
            [TokenTree::Ident(name), TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
                let name = name.to_string();
                if !matches!(name.as_str(), "all" | "any" | "not") {
                    return Predicate::Unknown;
                }
                let mut elements = split(&group.stream());
                elements.retain(|element| !element.is_empty());
                let members: Vec<Predicate> = elements.iter().map(|element| self.predicate(element, guard)).collect();
                match name.as_str() {
                    "all" => Predicate::All(members),
                    "not" if members.len() != 1 => Predicate::Unknown,
                    _ => Predicate::Leaf(format!("{name}({})", texts(&members))),
                }
            }
            _ => Predicate::Unknown,
        }
    }

    fn leaf(&mut self, name: &Ident, value: Option<&str>, guard: &Conjuncts) {
        let key = unraw(name);
        let needed = self.needed(guard);
        let start = self.start(name.span());
        self.records.push(format!("cfg {key} {value:?}@{start} {needed:?}"));
    }
}

pub(super) enum Predicate {
    Leaf(String),
    All(Vec<Predicate>),
    Unknown,
}

impl Predicate {
    pub(super) fn text(&self) -> String {
        match self {
            Predicate::Leaf(text) => text.clone(),
            Predicate::All(members) => format!("all({})", texts(members)),
            Predicate::Unknown => "?".to_owned(),
        }
    }
}

fn texts(members: &[Predicate]) -> String {
    members.iter().map(Predicate::text).collect::<Vec<_>>().join(", ")
}

pub(super) fn flatten(predicate: Predicate, into: &mut Conjuncts) {
    match predicate {
        Predicate::All(members) => members.into_iter().for_each(|member| flatten(member, into)),
        other => into.push(other.text()),
    }
}

fn dedup(conjuncts: &mut Conjuncts) {
    let mut seen = HashSet::new();
    conjuncts.retain(|conjunct| seen.insert(conjunct.clone()));
}

/// A guard as the one condition that the scanner makes of it.
pub(super) fn join(guard: &Conjuncts) -> String {
    match guard.as_slice() {
        [one] => one.clone(),
        several => format!("all({})", several.join(", ")),
    }
}
