//! A file's entries by scope and name, so that one lookup is a binary search.

use greenlight_syntax::{ALWAYS, Item, ItemKind, Leaf, Outline, Range, Scope, ScopeId, ScopeKind, Symbol, Visibility};

use crate::macros::vocabulary::Vocabulary;
use crate::openness::{self, Openness};
use crate::sources::Sources;

/// What defines a name in a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Index into [`Outline::items`].
    Item(u32),
    /// Index into [`Outline::imports`]: a leaf that binds the name.
    Import(u32),
}

/// The tables of one file.
#[derive(Debug, Default)]
pub(crate) struct FileIndex {
    /// Sorted by scope, then name.
    entries: Vec<(ScopeId, Symbol, Entry)>,
    /// Glob imports, sorted by scope.
    globs: Vec<(ScopeId, u32)>,
    /// Tokens of macro calls that read as items, by the scope that the call stands in, with the call; sorted.
    tokens: Vec<(ScopeId, u32, ScopeId)>,
    /// Which names may stand in any of its scopes, those in the tokens of macro calls included.
    names: NameFilter,
    /// What may define further names, by scope.
    pub(crate) openness: Vec<Openness>,
    /// Imports that may bind the name of one of std's derives to another.
    pub(crate) replaced_derives: Vec<u32>,
    /// Whether something is `pub(in path)`.
    pub(crate) has_restricted: bool,
    /// `#[macro_export]` macros.
    pub(crate) exported_macros: Vec<Symbol>,
    /// Those that stand in the tokens of macro calls, which may make something else of them.
    pub(crate) exported_in_calls: Vec<Symbol>,
    /// Whether a `#[macro_use] extern crate` brings macros of another crate.
    pub(crate) foreign_macros: bool,
    /// Whether a `macro_rules!` has the name of a macro that blocks do not record.
    pub(crate) redefines_listed_macros: bool,
    /// The items that may bring macros into the textual scope behind them: `macro_rules!`, `#[macro_use]` modules, and those of other
    /// files; ascending.
    macros: Vec<u32>,
}

impl FileIndex {
    pub(crate) fn new(outline: &Outline, sources: &Sources) -> FileIndex {
        let vocabulary: &Vocabulary = sources.vocabulary();
        let mut entries = Vec::with_capacity(outline.items.len() + outline.imports.len());
        let mut globs = Vec::new();
        let (mut exported_macros, mut exported_in_calls) = (Vec::new(), Vec::new());
        let mut redefines_listed_macros = false;
        for (number, item) in outline.items.iter().enumerate() {
            // Textual scope is not a module's: `macro_rules` become importable by `use` or `#[macro_export]` alone.
            let ItemKind::MacroRules(definition) = item.kind else {
                entries.push((item.scope, item.name, Entry::Item(number as u32)));
                continue;
            };
            let in_tokens = outline.host(item.scope) != item.scope && !is_handed_on(outline, item);
            if outline.macro_definitions[definition as usize].exported {
                if in_tokens { &mut exported_in_calls } else { &mut exported_macros }.push(item.name);
            }
            redefines_listed_macros |= greenlight_syntax::is_statement_macro(sources.names().text(item.name));
        }
        let brings_macros = |item: &Item| match item.kind {
            ItemKind::MacroRules(_) => true,
            ItemKind::Module(module) => {
                let module = &outline.modules[module as usize];
                // Of another file the attribute may be an inner one.
                module.macro_use || module.inline.is_none()
            }
            _ => false,
        };
        let items = (0..).zip(&outline.items);
        let macros = items.filter(|(_, item)| brings_macros(item)).map(|(number, _)| number).collect();
        for (number, import) in outline.imports.iter().enumerate() {
            if import.leaf == Leaf::Glob {
                globs.push((import.scope, number as u32));
            } else if let Some(name) = import.binding(outline) {
                entries.push((import.scope, name, Entry::Import(number as u32)));
            }
        }
        entries.sort_by_key(|&(scope, name, _)| (scope, name));
        globs.sort();
        let scopes = outline.scopes.iter().zip((0..).map(ScopeId));
        let of_call = |(scope, id): (&Scope, ScopeId)| match scope.kind {
            ScopeKind::Tokens { call, .. } => Some((scope.parent?, call, id)),
            _ => None,
        };
        let mut tokens: Vec<_> = scopes.filter_map(of_call).collect();
        tokens.sort();
        let of_calls = outline.macro_calls.iter().flat_map(|call| {
            let Range { start, end } = call.tokens.declared;
            outline.idents(call.tokens.idents).iter().chain(&outline.declared[start as usize..end as usize])
        });
        let names = NameFilter::new(entries.iter().map(|&(_, name, _)| name).chain(of_calls.copied()));
        FileIndex {
            names,
            entries,
            globs,
            tokens,
            openness: Openness::of_scopes(outline),
            replaced_derives: openness::replaced_derives(outline, vocabulary),
            has_restricted: outline.items.iter().map(|item| item.visibility).any(is_restricted)
                || outline.imports.iter().map(|import| import.visibility).any(is_restricted),
            exported_macros,
            exported_in_calls,
            foreign_macros: outline.extern_crates.iter().any(|item| item.macro_use),
            redefines_listed_macros,
            macros,
        }
    }

    /// Those of these items that may bring macros into the textual scope behind them.
    pub(crate) fn macros_among(&self, items: std::ops::Range<u32>) -> impl DoubleEndedIterator<Item = u32> + '_ {
        let place = |item: u32| self.macros.partition_point(|&number| number < item);
        self.macros.get(place(items.start)..place(items.end)).unwrap_or_default().iter().copied()
    }

    /// Whether `name` may stand in any scope: as an item or import, or in the tokens of a macro call. Most files do not have a name that
    /// globs look for, and this is all that they are asked.
    pub(crate) fn may_have(&self, name: Symbol) -> bool {
        self.names.may_have(name)
    }

    /// What defines `name` in `scope`, in textual order, items first.
    pub(crate) fn entries(&self, scope: ScopeId, name: Symbol) -> impl Iterator<Item = Entry> + '_ {
        let start = self.entries.partition_point(|&(s, n, _)| (s, n) < (scope, name));
        self.entries[start..].iter().take_while(move |&&(s, n, _)| (s, n) == (scope, name)).map(|&(_, _, entry)| entry)
    }

    /// Everything that `scope` defines by name, sorted by name.
    pub(crate) fn entries_of(&self, scope: ScopeId) -> impl Iterator<Item = (Symbol, Entry)> + '_ {
        let start = self.entries.partition_point(|&(s, _, _)| s < scope);
        self.entries[start..].iter().take_while(move |&&(s, _, _)| s == scope).map(|&(_, name, entry)| (name, entry))
    }

    /// The macro calls in `scope` whose tokens read as items, and the scopes of these.
    pub(crate) fn tokens(&self, scope: ScopeId) -> impl Iterator<Item = (u32, ScopeId)> + '_ {
        let start = self.tokens.partition_point(|&(s, ..)| s < scope);
        self.tokens[start..].iter().take_while(move |&&(s, ..)| s == scope).map(|&(_, call, tokens)| (call, tokens))
    }

    /// Whether `name` is defined among the tokens of a macro call in `scope`, if they are what they read as.
    pub(crate) fn is_in_tokens(&self, scope: ScopeId, name: Symbol) -> bool {
        let mut tokens = self.tokens(scope);
        tokens.any(|(_, tokens)| self.entries(tokens, name).next().is_some() || self.is_in_tokens(tokens, name))
    }

    /// The glob imports of `scope`.
    pub(crate) fn globs(&self, scope: ScopeId) -> impl Iterator<Item = u32> + '_ {
        let start = self.globs.partition_point(|&(s, _)| s < scope);
        self.globs[start..].iter().take_while(move |&&(s, _)| s == scope).map(|&(_, import)| import)
    }
}

/// A Bloom filter with one hash: eight bits a name, so that about one in eight that are not there seems to be.
#[derive(Debug, Default)]
struct NameFilter(Box<[u64]>);

impl NameFilter {
    fn new(names: impl Iterator<Item = Symbol> + Clone) -> NameFilter {
        let words = (names.clone().count() / 8 + 1).next_power_of_two();
        let mut filter = NameFilter(vec![0; words].into());
        for name in names {
            let (word, bit) = filter.place(name);
            filter.0[word] |= bit;
        }
        filter
    }

    fn may_have(&self, name: Symbol) -> bool {
        let (word, bit) = self.place(name);
        self.0[word] & bit != 0
    }

    fn place(&self, name: Symbol) -> (usize, u64) {
        // Symbols are numbered as they come, so that neighbours would lie side by side.
        let hash = name.0.wrapping_mul(0x9E37_79B9) as usize;
        ((hash >> 12) & (self.0.len() - 1), 1 << (hash & 63 ^ hash >> 26 & 63))
    }
}

/// Whether an item among the tokens of a macro call stands there as if beside it, since the one macro of that name in the file, which
/// stands above the call, hands it on.
fn is_handed_on(outline: &Outline, item: &Item) -> bool {
    let ScopeKind::Tokens { call, parameter: None, single, body: None } = outline.scope(item.scope).kind else {
        return false;
    };
    let call = &outline.macro_calls[call as usize];
    let &[called] = outline.path(call.path) else { return false };
    let named = |(_, item): &(u32, &Item)| item.name == called && matches!(item.kind, ItemKind::MacroRules(_));
    let mut macros = (0..).zip(&outline.items).filter(named);
    let (Some((number, definition)), None) = (macros.next(), macros.next()) else { return false };
    let ItemKind::MacroRules(index) = definition.kind else { return false };
    let is_above = definition.scope == call.scope && number < call.items_before && definition.condition == ALWAYS;
    let passes = outline.macro_definitions[index as usize].passes;
    is_above && passes.is_some_and(|passes| !passes.parameter && passes.to.is_none() && (single || !passes.first_only))
}

const fn is_restricted(visibility: Visibility) -> bool {
    matches!(visibility, Visibility::In(_))
}
