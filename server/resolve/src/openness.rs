//! Which scopes may hold names that the text does not show. A macro, a derive or an attribute macro that is not
//! listed in [`crate::provides`] may define anything; such a scope is *open*, and nothing is ever called absent from it.

use greenlight_syntax::{Attribute, Health, ItemKind, Leaf, Outline, Range, ScopeId, Symbol, known};
use rustc_hash::FxHashMap;

use crate::provides::{ATTRIBUTES, DERIVES, MACRO_CALLS, Provides};

/// Why an import could not be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// A macro call may define the name.
    Macro,
    /// A derive may define the name.
    Derive,
    /// An attribute macro may define, delete or change what it stands on.
    AttributeMacro,
    /// The sources of the crate are not read: a registry dependency, the standard library.
    NoSource,
    /// A file does not balance, or cannot be read.
    BrokenFile,
    /// A module's file is missing.
    MissingFile,
    /// It is reached through an import that is itself broken or undecided.
    ThroughImport,
    /// It is an item of a trait, which a later compiler may let through.
    TraitItem,
    /// The path has a name that is not ASCII, which may be spelled in another Unicode normal form where it is defined.
    Spelling,
}

impl Why {
    /// The reason's name in output.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Why::Macro => "macros",
            Why::Derive => "derives",
            Why::AttributeMacro => "attribute-macros",
            Why::NoSource => "no-source",
            Why::BrokenFile => "broken-file",
            Why::MissingFile => "missing-file",
            Why::ThroughImport => "through-import",
            Why::TraitItem => "trait-item",
            Why::Spelling => "spelling",
        }
    }

    /// The reason in words.
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        match self {
            Why::Macro => "a macro call in the module may define it",
            Why::Derive => "a derive in the module may define it",
            Why::AttributeMacro => "an attribute macro may define, change or remove it",
            Why::NoSource => "the sources of the crate are not read",
            Why::BrokenFile => "a file on the way is not whole or cannot be read",
            Why::MissingFile => "the file of a module on the way is missing",
            Why::ThroughImport => "it is reached through an import that is broken or undecided",
            Why::TraitItem => "items of traits are not checked",
            Why::Spelling => "a name that is not ASCII may be spelled in another Unicode normal form",
        }
    }
}

/// What may define further names in one scope.
#[derive(Clone, Debug, Default)]
pub(crate) struct Openness {
    /// Anything may.
    pub(crate) open: Option<Why>,
    /// Macro calls that define no name but such as stand among their tokens: ranges of [`Outline::idents`].
    pub(crate) calls: Vec<Range>,
    /// Whether a listed macro is called, which a macro of that name in the crate would make another.
    pub(crate) has_listed_call: bool,
    /// Whether an attribute macro on the scope, or on what stands between it and its parent, may delete it.
    pub(crate) may_vanish: bool,
}

impl Openness {
    pub(crate) fn of_scopes(outline: &Outline, vocabulary: &Vocabulary) -> Vec<Openness> {
        let mut scopes: Vec<Openness> = vec![Openness::default(); outline.scopes.len()];
        if outline.health != Health::Whole {
            for scope in &mut scopes {
                scope.open = Some(Why::BrokenFile);
            }
        }
        // A derive of std's is not recorded, and this one may be another's.
        if outline.imports.iter().any(|import| vocabulary.replaces_derive(outline, import)) {
            for scope in &mut scopes {
                scope.open.get_or_insert(Why::Derive);
            }
        }
        let attributes = |range: Range| vocabulary.attributes(outline, range);
        for (number, scope) in outline.scopes.iter().enumerate() {
            if let Some(why) = attributes(scope.attributes) {
                scopes[number].open.get_or_insert(why);
                scopes[number].may_vanish = vocabulary.attribute_macro(outline, scope.attributes);
                // What the attribute stands on may get siblings.
                if let Some(parent) = scope.parent {
                    scopes[parent.0 as usize].open.get_or_insert(why);
                }
            }
        }
        for item in &outline.items {
            if let Some(why) = attributes(item.attributes) {
                scopes[item.scope.0 as usize].open.get_or_insert(why);
            }
        }
        for import in &outline.imports {
            if let Some(why) = attributes(import.attributes) {
                scopes[import.scope.0 as usize].open.get_or_insert(why);
            }
        }
        for call in &outline.macro_calls {
            let scope = &mut scopes[call.scope.0 as usize];
            scope.has_listed_call = true;
            match vocabulary.macro_call(outline, outline.path(call.path)) {
                Some(Provides::Nothing) => {}
                Some(Provides::ItsTokens) if !call.has_glob => scope.calls.push(call.idents),
                _ => {
                    scope.open.get_or_insert(Why::Macro);
                }
            }
        }
        scopes
    }

    /// Whether something that the text does not show may define `name`.
    pub(crate) fn may_define(&self, outline: &Outline, name: Symbol) -> Option<Why> {
        self.open.or_else(|| self.calls.iter().any(|&call| outline.idents(call).contains(&name)).then_some(Why::Macro))
    }
}

/// The tables of [`crate::provides`] in symbols.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    macro_calls: FxHashMap<Symbol, Vec<(Symbol, Provides)>>,
    derives: FxHashMap<Symbol, Vec<Symbol>>,
    attributes: FxHashMap<Symbol, Vec<Symbol>>,
    /// Derives that the scanner leaves out.
    std_derives: Vec<Symbol>,
    /// What tells of a further file among the tokens of a macro call.
    modules: [Symbol; 2],
    /// `macro_export`, which in a macro's body means that calling it may export another.
    pub(crate) macro_export: Symbol,
}

impl Vocabulary {
    pub(crate) fn new(names: &mut greenlight_syntax::NameTable) -> Vocabulary {
        let mut macro_calls: FxHashMap<Symbol, Vec<(Symbol, Provides)>> = FxHashMap::default();
        for &(krate, name, provides) in MACRO_CALLS {
            let krate = names.intern(krate);
            macro_calls.entry(names.intern(name)).or_default().push((krate, provides));
        }
        let mut table = |rows: &[(&str, &str)]| {
            let mut table: FxHashMap<Symbol, Vec<Symbol>> = FxHashMap::default();
            for &(krate, name) in rows {
                let krate = names.intern(krate);
                table.entry(names.intern(name)).or_default().push(krate);
            }
            table
        };
        let derives = table(DERIVES);
        let attributes = table(ATTRIBUTES);
        Vocabulary {
            macro_calls,
            derives,
            attributes,
            std_derives: greenlight_syntax::STD_DERIVES.iter().map(|name| names.intern(name)).collect(),
            modules: [names.intern("mod"), names.intern("include")],
            macro_export: names.intern("macro_export"),
        }
    }

    /// Whether a macro of this name is listed.
    pub(crate) fn is_listed_macro(&self, name: Symbol) -> bool {
        self.macro_calls.contains_key(&name)
    }

    /// Whether the file may have further modules or included text that no `mod` item leads to: `mod` within the tokens
    /// of a macro call, `include!`, or `mod name;` in a block.
    pub(crate) fn may_hide_modules(&self, outline: &Outline) -> bool {
        let calls = outline.macro_calls.iter().any(|call| {
            let named = outline.path(call.path).last().is_some_and(|name| self.modules.contains(name));
            named || outline.idents(call.idents).iter().any(|ident| self.modules.contains(ident))
        });
        let in_block = outline.items.iter().any(|item| {
            let ItemKind::Module(number) = item.kind else { return false };
            outline.modules[number as usize].inline.is_none()
                && outline.scope(item.scope).kind == greenlight_syntax::ScopeKind::Block
        });
        calls || in_block
    }

    /// Whether an import binds the name of one of std's derives to something of another crate.
    fn replaces_derive(&self, outline: &Outline, import: &greenlight_syntax::Import) -> bool {
        let derive = import.binding(outline).is_some_and(|name| self.std_derives.contains(&name));
        let first = outline.path(import.path).first();
        const OWN: &[Symbol] = &[known::STD, known::CORE, known::ALLOC, known::CRATE, known::SELF, known::SUPER];
        derive && first.is_some_and(|first| !OWN.contains(first))
    }

    /// Whether anything in the file carries a derive or attribute macro that is not listed.
    pub(crate) fn has_unlisted_attribute(&self, outline: &Outline) -> bool {
        outline.attributes.iter().any(|attribute| self.attribute(outline, attribute).is_some())
    }

    /// Whether an attribute macro that is not listed is among these, which may change or delete what it stands on.
    pub(crate) fn attribute_macro(&self, outline: &Outline, range: Range) -> bool {
        let attributes = &outline.attributes[range.start as usize..range.end as usize];
        attributes.iter().any(|attribute| !attribute.derive && self.attribute(outline, attribute).is_some())
    }

    fn attributes(&self, outline: &Outline, range: Range) -> Option<Why> {
        let attributes = &outline.attributes[range.start as usize..range.end as usize];
        attributes.iter().find_map(|attribute| self.attribute(outline, attribute))
    }

    fn attribute(&self, outline: &Outline, attribute: &Attribute) -> Option<Why> {
        let (table, why) = match attribute.derive {
            true => (&self.derives, Why::Derive),
            false => (&self.attributes, Why::AttributeMacro),
        };
        let path = outline.path(attribute.path);
        let crates = path.last().and_then(|name| table.get(name));
        let listed = crates.is_some_and(|crates| crates.iter().any(|&krate| comes_from(outline, path, krate)));
        (!listed).then_some(why)
    }

    fn macro_call(&self, outline: &Outline, path: &[Symbol]) -> Option<Provides> {
        let rows = self.macro_calls.get(path.last()?)?;
        let from = |krate| {
            let everywhere = krate == greenlight_syntax::known::STD && path.len() == 1;
            everywhere || comes_from(outline, path, krate)
        };
        // A `macro_rules!` of the same name in this file is another macro.
        let redefined = outline.items.iter().any(|item| Some(&item.name) == path.last() && item.kind.is_macro());
        if redefined {
            return None;
        }
        rows.iter().find(|&&(krate, _)| from(krate)).map(|&(_, provides)| provides)
    }
}

/// Whether `path`, as written in this file, names something of `krate`: it begins with the crate's name, or the file
/// imports it from there. A re-export through a third crate is not followed.
fn comes_from(outline: &Outline, path: &[Symbol], krate: Symbol) -> bool {
    match path {
        [name] => {
            outline.imports.iter().any(|import| {
                let imported = outline.path(import.path);
                imported.first() == Some(&krate)
                    && (import.leaf == Leaf::Glob || import.binding(outline) == Some(*name))
            }) || macro_use(outline, krate)
        }
        [first, ..] => *first == krate,
        [] => false,
    }
}

fn macro_use(outline: &Outline, krate: Symbol) -> bool {
    outline.extern_crates.iter().any(|item| item.macro_use && item.krate == krate)
}

/// The openness of one scope.
pub(crate) fn of(openness: &[Openness], scope: ScopeId) -> &Openness {
    static CLOSED: Openness = Openness { open: None, calls: Vec::new(), has_listed_call: false, may_vanish: false };
    openness.get(scope.0 as usize).unwrap_or(&CLOSED)
}
