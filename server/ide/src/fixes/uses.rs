//! What would notice if an import bound another name: its uses in the file, the scopes that already have that name,
//! and the associated items that are asked of it.

use greenlight_files::Span;
use greenlight_resolve::{PlaceEntry, Program};
use greenlight_syntax::{ALWAYS, Follow, Import, ItemKind, NameTable, Outline, ScopeId, Symbol, Use};

use super::candidates::Candidate;
use crate::check::FileCheck;

/// The places in the file that mean what the import binds. None if an item beside it has that name too, as the module `source` has in
/// which somebody meant `Source`: it is the item that they mean, since it is there.
pub(super) fn of_import(check: &FileCheck<'_>, text: &str, import: u32) -> Vec<Use> {
    let outline = &check.file.facts.outline;
    let own = &outline.imports[import as usize];
    let binding = own.binding(outline);
    let scope = outline.host(own.scope);
    if outline.items.iter().any(|item| Some(item.name) == binding && outline.host(item.scope) == scope) {
        return Vec::new();
    }
    let names = check.program.sources.names();
    greenlight_syntax::uses_of_import(text, &check.file.facts, &names, import)
}

/// Whether `name` means something else already where the import or one of its uses stands. Another import of it under
/// another cfg is a twin of `import`, which binds it in other builds.
pub(super) fn is_taken(check: &FileCheck<'_>, import: &Import, name: &str, uses: &[Use]) -> bool {
    let facts = &check.file.facts;
    let Some(name) = check.program.sources.names().get(name) else { return false };
    let outline = &facts.outline;
    let scope = outline.host(import.scope);
    let items = outline.items.iter().filter(|item| item.name == name).map(|item| outline.host(item.scope));
    let is_twin = |other: &&Import| {
        outline.host(other.scope) == scope
            && other.condition != import.condition
            && other.condition != ALWAYS
            && import.condition != ALWAYS
    };
    let others = outline.imports.iter().filter(|other| other.binding(outline) == Some(name) && !is_twin(other));
    let imports = others.map(|other| outline.host(other.scope));
    let covers = |taken: ScopeId| {
        let span: Span = facts.spans.scopes[taken.0 as usize];
        taken == scope
            || uses.iter().any(|place| taken != scope && within(outline, taken, scope) && span.contains(place.span))
    };
    items.chain(imports).any(covers)
}

/// Whether a use may be a local or a field as well, which tokens do not tell: of a name that is written like those,
/// and is not called.
pub(super) fn are_ambiguous(name: &str, uses: &[Use]) -> bool {
    let like_a_local = name.starts_with(|first: char| !first.is_uppercase());
    like_a_local && uses.iter().any(|place| matches!(place.follow, Follow::Nothing))
}

/// Whether every use may be a local or a field as well.
pub(super) fn all_may_be_locals(name: &str, uses: &[Use]) -> bool {
    let like_a_local = name.starts_with(|first: char| !first.is_uppercase());
    like_a_local && uses.iter().all(|place| matches!(place.follow, Follow::Nothing))
}

/// Whether another import in the same scope binds the name, for other builds: the uses are those of both.
pub(super) fn has_twin(check: &FileCheck<'_>, import: u32) -> bool {
    let outline = &check.file.facts.outline;
    let own = &outline.imports[import as usize];
    let twin = |(number, other): (usize, &greenlight_syntax::Import)| {
        number as u32 != import
            && outline.host(other.scope) == outline.host(own.scope)
            && other.binding(outline) == own.binding(outline)
    };
    outline.imports.iter().enumerate().any(twin)
}

/// Whether `inner` stands in `outer`.
fn within(outline: &Outline, inner: ScopeId, outer: ScopeId) -> bool {
    let mut at = Some(inner);
    while let Some(scope) = at {
        if scope == outer {
            return true;
        }
        at = outline.scope(scope).parent;
    }
    false
}

/// What derives and blanket impls give to types of every kind, in no `impl` that could be read.
const PROVIDED: &[&str] = &[
    "borrow",
    "clone",
    "cmp",
    "default",
    "eq",
    "fmt",
    "from",
    "hash",
    "into",
    "ne",
    "partial_cmp",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
];

/// Whether a use asks for an associated item, `Name::item`, that the candidate is known to lack.
pub(super) fn lacks_associated_item(program: &Program, target: &Candidate, uses: &[Use]) -> bool {
    let names = program.sources.names();
    uses.iter().any(|place| match &place.follow {
        Follow::AssociatedItem(asked) => !PROVIDED.contains(&asked.as_str()) && lacks(program, &names, target, asked),
        _ => false,
    })
}

fn lacks(program: &Program, names: &NameTable, target: &Candidate, asked: &str) -> bool {
    let Some(place) = target.member.place else { return false };
    let outline = program.outline(place.module);
    let segments = |path: &[Symbol]| path.iter().map(|&segment| names.text(segment).to_owned()).collect::<Vec<_>>();
    match place.entry {
        PlaceEntry::Import(import) => {
            foreign_type_lacks(&segments(outline.path(outline.imports[import as usize].path)), asked)
        }
        PlaceEntry::Variant(_) => true,
        PlaceEntry::Item(item) => {
            let item = &outline.items[item as usize];
            match item.kind {
                ItemKind::TypeAlias(path) => foreign_type_lacks(&segments(outline.path(path)), asked),
                ItemKind::Enum(variants)
                    if (variants.start..variants.end)
                        .any(|variant| names.text(outline.variants[variant as usize].name) == asked) =>
                {
                    false
                }
                _ => {
                    // Of a dependency only some files are read.
                    if !place.module.krate.is_own() {
                        return false;
                    }
                    let mut impls = program.outlines(place.module.krate).flat_map(|outline| {
                        outline
                            .impls
                            .iter()
                            .filter(|found| found.self_type == item.name)
                            .map(move |found| (outline, found))
                    });
                    let has = |(outline, found): (&Outline, &greenlight_syntax::Impl)| {
                        outline.idents(found.names).iter().any(|&name| names.text(name) == asked)
                    };
                    !impls.any(has)
                }
            }
        }
    }
}

/// The two foreign types that error types are made of; of any other nothing is known.
fn foreign_type_lacks(path: &[String], asked: &str) -> bool {
    const BOX: &[&str] = &["from_raw", "into_raw", "leak", "new", "pin"];
    const ANYHOW: &[&str] = &["chain", "context", "downcast", "from_boxed", "msg", "new", "root_cause"];
    match path {
        [.., last] if last == "Box" => !BOX.contains(&asked),
        [first, ..] if first == "anyhow" => !ANYHOW.contains(&asked),
        _ => false,
    }
}
