//! What exists and cannot be seen from where it is imported (E0603). rustc says so only if nothing of that name can be seen in
//! any namespace.

use greenlight_syntax::{ItemKind, Symbol, Visibility};

use crate::index::Entry;
use crate::lookup::{DefinitionKind, Lookup, Place, PlaceEntry, Resolver, Want};
use crate::macros::Reach;
use crate::program::ModuleId;

/// A segment of a path that leads to what the importing module cannot see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// 0-based index into the import's path.
    pub segment: usize,
    /// What it is, in rustc's words: "struct", "function import"; "item" where only a compiler could tell.
    pub what: String,
    /// Where it is defined or imported.
    pub place: Place,
}

/// Imports that lead to imports; a chain that is longer goes in a circle.
const LONGEST_CHAIN: usize = 16;

impl Resolver<'_> {
    /// Whether all that `name` was `found` to mean in `containers` is hidden from `from`.
    pub(crate) fn hidden(
        &mut self,
        containers: &Lookup,
        found: &Lookup,
        name: Symbol,
        from: ModuleId,
        segment: usize,
    ) -> Option<Hidden> {
        let [container] = containers.definitions[..] else { return None };
        let DefinitionKind::Module(container) = container.kind else { return None };
        // In what stands around it, an import sees everything.
        if containers.unknown.is_some() || self.program.is_within(from, container) || found.definitions.is_empty() {
            return None;
        }
        let place = self.only_hidden(container, name, from)?;
        let what = self.what(place, 0).unwrap_or_else(|| "item".to_owned());
        Some(Hidden { segment, what, place })
    }

    /// The first of what `module` itself defines under `name`, if `from` can see none of that.
    fn only_hidden(&mut self, module: ModuleId, name: Symbol, from: ModuleId) -> Option<Place> {
        let program = self.program;
        let file = program.file(module);
        let outline = &file.facts.outline;
        let mut first = None;
        let parts = program.parts(module);
        let entries = parts.flat_map(|part| file.index.entries(part.scope, name).map(move |entry| (part, entry)));
        for (module, entry) in entries {
            let condition = match entry {
                Entry::Item(item) => outline.items[item as usize].condition,
                Entry::Import(import) => outline.imports[import as usize].condition,
            };
            // What no build has hides nothing, such as an `extern crate test` that only the unit tests of a library see.
            if program.is_never(module, condition) {
                continue;
            }
            let (visibility, entry, may_change) = match entry {
                Entry::Item(item) => {
                    let kind = outline.items[item as usize].kind;
                    // `pub(crate)` and the like may be what a macro makes of it.
                    let attributes = outline.items[item as usize].attributes;
                    let may_change = program.has_unlisted_attribute(module, attributes) || kind.namespaces().is_empty();
                    (outline.items[item as usize].visibility, PlaceEntry::Item(item), may_change)
                }
                Entry::Import(import) => {
                    let attributes = outline.imports[import as usize].attributes;
                    let may_change = program.has_unlisted_attribute(module, attributes);
                    (outline.imports[import as usize].visibility, PlaceEntry::Import(import), may_change)
                }
            };
            if may_change || visibility == Visibility::Public || program.is_visible(module, visibility, from) {
                return None;
            }
            first.get_or_insert(Place { module, entry });
        }
        let place = first?;
        // A glob, a macro or an exported macro may have another one that can be seen.
        if program.may_define(module, name, Reach::SomeBuild).is_some()
            || (self.is_root(module)
                && (program.exports_macro(module.krate, name) || program.may_export_macro(module.krate, name)))
        {
            return None;
        }
        let mut by_glob = Lookup::default();
        self.search_globs(module, name, Want::Name, Some(from), &mut by_glob);
        (by_glob.definitions.is_empty() && by_glob.unknown.is_none()).then_some(place)
    }

    /// What stands at `place`, in rustc's words; `None` if that cannot be told.
    fn what(&mut self, place: Place, depth: usize) -> Option<String> {
        let outline = self.program.outline(place.module);
        match place.entry {
            PlaceEntry::Item(item) => match outline.items[item as usize].kind {
                ItemKind::ExternCrate(_) if place.module.krate.is_own() => Some("crate import".to_owned()),
                kind => Some(description(kind).to_owned()),
            },
            PlaceEntry::Variant(_) => Some("variant".to_owned()),
            PlaceEntry::Import(number) => {
                if depth == LONGEST_CHAIN {
                    return None;
                }
                let import = &outline.imports[number as usize];
                let path = outline.path(import.path);
                let (&last, prefix) = path.split_last()?;
                let kind = match self.walk(place.module, import.global, prefix) {
                    Ok(containers) if !prefix.is_empty() => self.what_in(&containers, last, depth),
                    _ => None,
                };
                let kind = kind.or_else(|| self.what_it_leads_to(place.module, number))?;
                let kind = kind.strip_suffix(" import").unwrap_or(&kind).to_owned();
                // A compiled crate does not tell what it imports from what it defines.
                Some(if place.module.krate.is_own() { format!("{kind} import") } else { kind })
            }
        }
    }

    fn what_in(&mut self, containers: &Lookup, name: Symbol, depth: usize) -> Option<String> {
        let [container] = containers.definitions[..] else { return None };
        let DefinitionKind::Module(module) = container.kind else { return None };
        let found = self.lookup(module, name, Want::Name);
        let place = found.definitions.iter().find_map(|definition| definition.place)?;
        self.what(place, depth + 1)
    }

    fn what_it_leads_to(&mut self, module: ModuleId, import: u32) -> Option<String> {
        let target = self.import_target(module, import);
        target.definitions.iter().find_map(|definition| match definition.kind {
            DefinitionKind::Module(target) if self.is_root(target) => Some("crate".to_owned()),
            DefinitionKind::Module(_) => Some("module".to_owned()),
            DefinitionKind::Enum(..) => Some("enum".to_owned()),
            DefinitionKind::Trait(..) => Some("trait".to_owned()),
            DefinitionKind::Leaf(what) => Some(what.to_owned()),
            DefinitionKind::ProcMacros(_) => Some("crate".to_owned()),
            DefinitionKind::Expanded(..) | DefinitionKind::Opaque(_) | DefinitionKind::Import => None,
        })
    }
}

/// As rustc describes an item (`rustc_hir::def::DefKind::descr`).
const fn description(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Module(_) => "module",
        ItemKind::RecordStruct | ItemKind::TupleStruct { .. } | ItemKind::UnitStruct => "struct",
        ItemKind::Union => "union",
        ItemKind::Enum(_) => "enum",
        ItemKind::Trait(_) => "trait",
        ItemKind::TraitAlias => "trait alias",
        ItemKind::TypeAlias(_) => "type alias",
        ItemKind::ForeignType => "foreign type",
        ItemKind::Function => "function",
        ItemKind::Const => "constant",
        ItemKind::Static => "static",
        ItemKind::ExternCrate(_) => "crate",
        ItemKind::Macro(_) | ItemKind::MacroRules(_) | ItemKind::ProcMacro => "macro",
    }
}
