//! Moving an outline's symbols from the table of its scan into another.

use crate::names::Symbol;
use crate::outline::{Condition, Leaf, Outline, ScopeKind};

impl Outline {
    /// Replaces each symbol by its entry in `map`, which [`crate::NameTable::merge`] made of the table that this
    /// outline was scanned with. A symbol without an entry stays.
    pub fn rename(&mut self, map: &[Symbol]) {
        let rename = |symbol: &mut Symbol| {
            if let Some(&renamed) = map.get(symbol.0 as usize) {
                *symbol = renamed;
            }
        };
        for scope in &mut self.scopes {
            if let ScopeKind::Module { name } = &mut scope.kind {
                rename(name);
            }
        }
        self.items.iter_mut().for_each(|item| rename(&mut item.name));
        self.variants.iter_mut().for_each(|variant| rename(&mut variant.name));
        self.modules.iter_mut().flat_map(|module| &mut module.paths).for_each(|(path, _)| rename(path));
        self.extern_crates.iter_mut().for_each(|item| rename(&mut item.krate));
        self.macro_calls.iter_mut().filter_map(|call| call.include.as_mut()).for_each(rename);
        let definitions = self.macro_definitions.iter_mut().filter_map(|definition| definition.passes.as_mut());
        let handed = definitions.filter_map(|passes| passes.to.as_mut()).map(|to| &mut to.called);
        for found in self.macro_uses.iter_mut().chain(handed) {
            found.first.as_mut().into_iter().for_each(rename);
            rename(&mut found.name);
        }
        for import in &mut self.imports {
            if let Leaf::Name { rename: Some(name) } | Leaf::SelfName { rename: Some(name) } = &mut import.leaf {
                rename(name);
            }
        }
        for block in &mut self.impls {
            rename(&mut block.self_type);
            block.trait_name.as_mut().into_iter().for_each(rename);
        }
        for predicate in &mut self.predicates {
            rename(&mut predicate.key);
            predicate.value.as_mut().into_iter().for_each(rename);
        }
        self.segments.iter_mut().for_each(rename);
        self.idents.iter_mut().for_each(rename);
        self.declared.iter_mut().for_each(rename);
        for condition in &mut self.conditions {
            match condition {
                Condition::Flag(name) => rename(name),
                Condition::Value(key, value) => {
                    rename(key);
                    rename(value);
                }
                Condition::All(_) | Condition::Any(_) | Condition::Not(_) | Condition::Unknown => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::render::render;
    use crate::{NameTable, scan};

    #[test]
    fn an_outline_says_the_same_in_another_table() {
        let text = r#"
            #![cfg(all(a, feature = "b"))]
            #[path = "c.rs"] mod d;
            mod e { pub(in f::g) use h::{i as j, k::{self as l}}; include!("m.rs"); }
            enum N { O }
            extern crate p as q;
            impl r::S for T { fn u() {} }
            #[derive(V)] struct W;
            macro_rules! x { ($y:tt) => { z::w! { $y } } }
            macro_rules! pass { ($($y:item)*) => { #[cfg(a)] other! { #![b] $($y)* } } }
        "#;
        let mut own = NameTable::new();
        let mut facts = scan(text, &mut own);
        let before = render(text, &facts, &own);
        let mut shared = NameTable::new();
        let _other = scan("mod z { use y::x as w; fn v() {} enum U { T, S } }", &mut shared);
        facts.outline.rename(&shared.merge(&own));
        assert_eq!(render(text, &facts, &shared), before);
    }
}
