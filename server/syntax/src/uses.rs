//! The places in a file that mean what one of its imports binds, for whoever wants to bind another name instead.
//!
//! This is not name resolution: scopes, globs from `super` and shadowing are followed exactly as far as one file tells,
//! and where a token could be a field, a binding or a variant of the same name, it is taken for one.

mod calls;
mod features;
mod meaning;
mod mentions;
mod walk;

use greenlight_files::Span;

use crate::names::{NameTable, known};
use crate::outline::{FileFacts, Leaf};
pub use calls::calls_of;
pub use features::{FeatureString, feature_strings};
use meaning::Meaning;
pub use mentions::{mentioned, mentions, words};

/// A place that means an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The name as written, in bytes, `r#` included.
    pub span: Span,
    /// What is asked of the name.
    pub follow: Follow,
    /// What the name is part of.
    pub place: UsePlace,
}

/// What follows a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Follow {
    /// `NAME::item`: the item, without `r#`.
    AssociatedItem(String),
    /// `NAME(…)`.
    Call,
    /// `NAME { … }` in an expression or a pattern, as far as tokens tell.
    StructLiteral,
    /// `NAME<…>` or `NAME::<…>`.
    Generic,
    /// `NAME!`.
    MacroBang,
    /// None of these.
    Nothing,
}

/// What a name is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsePlace {
    /// Code that the compiler reads as it stands.
    Code,
    /// The tokens of a macro call.
    MacroCall,
    /// The body of a macro definition.
    MacroDefinition,
    /// The path of an attribute or derive.
    Attribute,
    /// A segment of another import.
    Import,
}

/// The places, in textual order, that mean what `import` (an index into [`crate::Outline::imports`]) binds; none if it
/// binds nothing. `text` is what `facts` were scanned from, `names` the table that their symbols belong to.
#[must_use]
pub fn uses_of_import(text: &str, facts: &FileFacts, names: &NameTable, import: u32) -> Vec<Use> {
    let outline = &facts.outline;
    let Some(sought) = outline.imports.get(import as usize) else { return Vec::new() };
    let Some(name) = sought.binding(outline) else { return Vec::new() };
    let meaning = Meaning::of(outline, name, import);
    // The name stands in the import itself; where it stands nowhere else, which is seen at a tenth of what lexing takes,
    // nothing uses it.
    let is_used = text.match_indices(names.text(name)).nth(1).is_some();
    let mut uses = match is_used {
        true => walk::uses_in_code(text, facts, names.text(name), &meaning),
        false => Vec::new(),
    };
    // Of `use name::name;` what begins with the name is still what the import itself begins with.
    let is_named_like_its_crate = matches!(outline.path(sought.path), [first, .., _] if *first == name);
    if is_named_like_its_crate {
        uses.retain(|found| !matches!(found.follow, Follow::AssociatedItem(_)));
    }
    for (index, other) in outline.imports.iter().enumerate() {
        let path = outline.path(other.path);
        let Some(place) = meaning.segment_of(outline, other).filter(|_| index as u32 != import) else { continue };
        if is_named_like_its_crate && place == 0 {
            continue;
        }
        let follow = match (path.get(place + 1), other.leaf) {
            (Some(&next), _) => Follow::AssociatedItem(names.text(next).to_owned()),
            (None, Leaf::Glob | Leaf::Nothing) => Follow::AssociatedItem(String::new()),
            (None, _) => Follow::Nothing,
        };
        let span = facts.spans.segments[other.path.start as usize + place];
        debug_assert!(path[place] == name && path[place] != known::SELF);
        uses.push(Use { span, follow, place: UsePlace::Import });
    }
    // A group's prefix is a segment of each of its leaves.
    uses.sort_by_key(|found| found.span.start);
    uses.dedup_by_key(|found| found.span);
    uses
}

#[cfg(test)]
mod tests;
