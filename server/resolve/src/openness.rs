//! Which scopes may hold names that the text does not show: what a file tells of that, and the reasons that are given.

use greenlight_syntax::{Health, Import, Outline, Range, ScopeId, Symbol, known};

use crate::macros::vocabulary::Vocabulary;

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
    /// One of [`crate::LIMITS`] was reached on the way.
    Limit,
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
            Why::Limit => "limit",
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
            Why::Limit => "a limit was reached on the way: there is more to follow than any real code has",
        }
    }
}

/// What may define further names in one scope, as far as its file tells; what that comes to is found out in
/// [`crate::macros`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Openness {
    /// Anything may.
    pub(crate) open: Option<Why>,
    /// Indices of its macro calls.
    pub(crate) calls: Vec<u32>,
    /// The attribute macros and derives on each thing in it, with the name if that is an item.
    pub(crate) attributes: Vec<(Range, Option<Symbol>)>,
}

impl Openness {
    pub(crate) fn of_scopes(outline: &Outline) -> Vec<Openness> {
        let mut scopes: Vec<Openness> = vec![Openness::default(); outline.scopes.len()];
        if outline.health != Health::Whole {
            for scope in &mut scopes {
                scope.open = Some(Why::BrokenFile);
            }
        }
        for (number, scope) in outline.scopes.iter().enumerate() {
            // What the attribute stands on may get siblings, and inner names.
            scopes[number].add_attributes(scope.attributes, None);
            if let Some(parent) = scope.parent {
                scopes[parent.0 as usize].add_attributes(scope.attributes, None);
            }
        }
        for item in &outline.items {
            scopes[item.scope.0 as usize].add_attributes(item.attributes, Some(item.name));
        }
        for import in &outline.imports {
            scopes[import.scope.0 as usize].add_attributes(import.attributes, None);
        }
        for (number, call) in outline.macro_calls.iter().enumerate() {
            scopes[call.scope.0 as usize].calls.push(number as u32);
        }
        scopes
    }

    fn add_attributes(&mut self, range: Range, item: Option<Symbol>) {
        if range.start != range.end {
            self.attributes.push((range, item));
        }
    }
}

/// The imports that bind the name of one of std's derives to what may be another crate's: the scanner does not record what it takes
/// for a derive of std's.
pub(crate) fn replaced_derives(outline: &Outline, vocabulary: &Vocabulary) -> Vec<u32> {
    const OWN: &[Symbol] = &[known::STD, known::CORE, known::ALLOC, known::CRATE, known::SELF, known::SUPER];
    let replaces = |import: &Import| {
        let derive = import.binding(outline).is_some_and(|name| vocabulary.std_derives.contains(&name));
        derive && outline.path(import.path).first().is_some_and(|first| !OWN.contains(first))
    };
    let imports = outline.imports.iter().zip(0..);
    imports.filter(|(import, _)| replaces(import)).map(|(_, number)| number).collect()
}

/// The openness of one scope.
pub(crate) fn of(openness: &[Openness], scope: ScopeId) -> &Openness {
    static CLOSED: Openness = Openness { open: None, calls: Vec::new(), attributes: Vec::new() };
    openness.get(scope.0 as usize).unwrap_or(&CLOSED)
}
