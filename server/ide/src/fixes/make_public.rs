//! A name made visible to where it is imported: `pub(crate)` or `pub` before an item or `use` of the workspace.

use greenlight_files::Span;
use greenlight_resolve::{ModuleId, Place, PlaceEntry, Program};
use greenlight_syntax::{ItemKind, Visibility};

use crate::finding::{Applicability, Edit, Fix};
use crate::host::Snapshot;

/// The fix that lets `from` see what stands at `place`, as far as its own visibility is in the way. `None` if it stands in a
/// file that is not edited here, is seen already, or shares its `use` with other names.
pub(crate) fn make_public(snapshot: &Snapshot, place: Place, from: ModuleId) -> Option<Fix> {
    let program = snapshot.program();
    if !is_in_member(program, place.module) {
        return None;
    }
    let file = program.file(place.module);
    let (outline, spans) = (&file.facts.outline, &file.facts.spans);
    let text = snapshot.text_as_read(file)?;
    let (name, visibility, item, head_end) = match place.entry {
        PlaceEntry::Item(number) => {
            let item = &outline.items[number as usize];
            // The one has `#[macro_export]`, the other has to be `pub` anyway.
            if matches!(item.kind, ItemKind::MacroRules(_) | ItemKind::ProcMacro) {
                return None;
            }
            let place = spans.items[number as usize];
            (item.name, item.visibility, place.item, place.name.start)
        }
        PlaceEntry::Import(number) => {
            let import = &outline.imports[number as usize];
            if outline.imports.iter().filter(|other| other.statement == import.statement).count() > 1 {
                return None;
            }
            let statement = spans.statements[import.statement as usize];
            (import.binding(outline)?, import.visibility, statement.item, statement.tree.start)
        }
        PlaceEntry::Variant(_) => return None,
    };
    let same_crate = from.krate == place.module.krate;
    let wanted = match (same_crate, visibility) {
        (_, Visibility::Public) | (true, Visibility::Crate) => return None,
        (true, _) => "pub(crate) ",
        (false, _) => "pub ",
    };
    let written = written_visibility(&text[item.start as usize..head_end as usize]);
    let name = program.sources.names().text(name).to_owned();
    let is_item = matches!(place.entry, PlaceEntry::Item(_));
    Some(Fix {
        title: format!("Make `{name}` `{}`", wanted.trim_end()).into(),
        preferred: false,
        // What other crates see is its author's decision, and a `use` may lead to what is private itself.
        applicability: if same_crate && is_item { Applicability::Safe } else { Applicability::Guess },
        edits: vec![Edit {
            file: file.path.clone(),
            span: Span::new(item.start, item.start + written as u32),
            text: wanted.to_owned(),
        }],
    })
}

/// Whether the module stands in a file of a member of the workspace.
pub(super) fn is_in_member(program: &Program, module: ModuleId) -> bool {
    module.krate.is_own() && program.package_of(module.krate).member
}

/// How long the visibility at the beginning of `head` is, with the white space after it.
fn written_visibility(head: &str) -> usize {
    let Some(rest) = head.strip_prefix("pub") else { return 0 };
    let restricted = rest.trim_start();
    let after = match restricted.strip_prefix('(') {
        Some(inside) => inside.find(')').map_or(rest, |end| &inside[end + 1..]),
        None => rest,
    };
    head.len() - after.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_visibility_ends_where_the_item_begins() {
        for (head, rest) in [
            ("struct ", "struct "),
            ("pub struct ", "struct "),
            ("pub(super) fn ", "fn "),
            ("pub (in crate::a) use ", "use "),
        ] {
            assert_eq!(&head[written_visibility(head)..], rest);
        }
    }
}
