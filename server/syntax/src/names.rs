//! Names as numbers. Every file is scanned with a table of its own, which is merged into the workspace's table
//! afterwards: one table shared by all threads costs more than lexing does.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// A name: an index into the [`NameTable`] it was interned in. Raw identifiers lose their `r#`. The names of
/// [`known`] have the same number in every table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(pub u32);

macro_rules! known_names {
    ($($constant:ident $text:literal,)*) => {
        /// Names that have the same [`Symbol`] in every table, so that code can ask for them without one.
        #[allow(missing_docs)]
        pub mod known {
            use super::Symbol;
            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            enum Number { $($constant,)* }
            $(pub const $constant: Symbol = Symbol(Number::$constant as u32);)*
            pub(super) const ALL: &[&str] = &[$($text,)*];
        }
    };
}

known_names! {
    EMPTY "", CRATE "crate", SELF "self", SUPER "super", SELF_TYPE "Self", UNDERSCORE "_",
    STD "std", CORE "core", ALLOC "alloc", PROC_MACRO "proc_macro", TEST "test",
    FEATURE "feature", DOC "doc", DOCTEST "doctest", ERROR "Error", MACRO_RULES "macro_rules", DOLLAR_CRATE "$crate",
}

/// Names and their numbers; append-only, so a [`Symbol`] once given stays true.
#[derive(Clone, Debug)]
pub struct NameTable {
    text: String,
    /// Where each name ends in `text`, in bytes; it begins where the one before ends.
    ends: Vec<u32>,
    index: HashTable<u32>,
}

impl Default for NameTable {
    fn default() -> NameTable {
        NameTable::new()
    }
}

impl NameTable {
    /// A table with the [`known`] names.
    #[must_use]
    pub fn new() -> NameTable {
        let mut table = NameTable { text: String::new(), ends: Vec::new(), index: HashTable::new() };
        for name in known::ALL {
            table.intern(name);
        }
        table
    }

    /// The number of `name`, which is taken as it is: a caller strips `r#` first.
    pub fn intern(&mut self, name: &str) -> Symbol {
        let hash = FxBuildHasher.hash_one(name);
        let NameTable { text, ends, index } = self;
        if let Some(&found) = index.find(hash, |&number| text_of(text, ends, number) == name) {
            return Symbol(found);
        }
        let number = ends.len() as u32;
        text.push_str(name);
        ends.push(text.len() as u32);
        index.insert_unique(hash, number, |&number| FxBuildHasher.hash_one(text_of(text, ends, number)));
        Symbol(number)
    }

    /// The number of `name` if it has one here.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Symbol> {
        let hash = FxBuildHasher.hash_one(name);
        self.index.find(hash, |&number| text_of(&self.text, &self.ends, number) == name).map(|&number| Symbol(number))
    }

    /// The text of a symbol of this table; the empty text for one of another table that is not known here.
    #[must_use]
    pub fn text(&self, symbol: Symbol) -> &str {
        if (symbol.0 as usize) < self.ends.len() { text_of(&self.text, &self.ends, symbol.0) } else { "" }
    }

    /// How many names there are, the known ones included.
    #[must_use]
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// Takes over every name of `other`: the answer's entry at a symbol of `other` is that name's symbol here.
    pub fn merge(&mut self, other: &NameTable) -> Vec<Symbol> {
        (0..other.ends.len() as u32).map(|number| self.intern(text_of(&other.text, &other.ends, number))).collect()
    }
}

fn text_of<'a>(text: &'a str, ends: &[u32], number: u32) -> &'a str {
    let start = if number == 0 { 0 } else { ends[number as usize - 1] };
    &text[start as usize..ends[number as usize] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_have_their_number_in_every_table() {
        let table = NameTable::new();
        assert_eq!(table.get("crate"), Some(known::CRATE));
        assert_eq!(table.get("macro_rules"), Some(known::MACRO_RULES));
        assert_eq!(table.text(known::SELF_TYPE), "Self");
    }

    #[test]
    fn merging_maps_every_name_of_the_other_table() {
        let mut workspace = NameTable::new();
        workspace.intern("a");
        let mut file = NameTable::new();
        let (b, a) = (file.intern("b"), file.intern("a"));
        let map = workspace.merge(&file);
        assert_eq!(workspace.text(map[b.0 as usize]), "b");
        assert_eq!(map[a.0 as usize], workspace.get("a").unwrap());
        assert_eq!(map[known::SUPER.0 as usize], known::SUPER);
    }
}
