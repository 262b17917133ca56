//! Everything that a container is seen to have: where the nearest name to a missing one is looked for. Unlike a
//! lookup this is asked only once something is known to be missing.

use greenlight_syntax::{ItemKind, Symbol, Visibility};
use rustc_hash::FxHashSet;

use crate::index::Entry;
use crate::lookup::{DefinitionKind, Place, PlaceEntry, Resolver};
use crate::program::ModuleId;

/// A name that a container has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: Symbol,
    /// Where it is defined or imported; `None` for a `#[macro_export]` macro, which stands anywhere in the crate, and for what a macro
    /// call expands to.
    pub place: Option<Place>,
    /// What it is; of an import, what that leads to is a question of its own.
    pub kind: MemberKind,
}

/// What a [`Member`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// An item of this kind.
    Item(ItemKind),
    /// A single import.
    Import,
    /// A variant of an enum.
    Variant,
    /// A `#[macro_export]` macro, which the root of its crate has.
    Macro,
}

impl Resolver<'_> {
    /// What an import in `from` could take from `container`, sorted by where it stands; what another crate hides
    /// from its documentation is left out.
    pub fn members(&mut self, container: DefinitionKind, from: ModuleId) -> Vec<Member> {
        let mut members = Vec::new();
        let mut seen = FxHashSet::default();
        let mut take = |member: Member| {
            if seen.insert(member.name) {
                members.push(member);
            }
        };
        let mut visited = FxHashSet::default();
        // Those that are left, the next one last.
        let mut left = vec![container];
        while let Some(container) = left.pop() {
            let mut globbed = self.collect(container, from, &mut visited, &mut take);
            globbed.reverse();
            left.append(&mut globbed);
        }
        self.forget_provisional();
        members
    }

    /// Takes what `container` itself has; the containers that its globs lead to.
    fn collect(
        &mut self,
        container: DefinitionKind,
        from: ModuleId,
        visited: &mut FxHashSet<ModuleId>,
        take: &mut impl FnMut(Member),
    ) -> Vec<DefinitionKind> {
        let program = self.program;
        let mut globbed = Vec::new();
        match container {
            DefinitionKind::Enum(module, item) => {
                let outline = program.outline(module);
                let ItemKind::Enum(variants) = outline.items[item as usize].kind else { return globbed };
                for number in variants.start..variants.end {
                    let place = Some(Place { module, entry: PlaceEntry::Variant(number) });
                    take(Member { name: outline.variants[number as usize].name, place, kind: MemberKind::Variant });
                }
            }
            DefinitionKind::Module(module) => {
                if !visited.insert(module) {
                    return globbed;
                }
                let file = program.file(module);
                let outline = &file.facts.outline;
                let entries =
                    |part: ModuleId| file.index.entries_of(part.scope).map(move |(name, entry)| (part, name, entry));
                for (module, name, entry) in program.parts(module).flat_map(entries) {
                    let (place, kind, visibility, hidden) = match entry {
                        Entry::Item(number) => {
                            let item = &outline.items[number as usize];
                            (PlaceEntry::Item(number), MemberKind::Item(item.kind), item.visibility, item.doc_hidden)
                        }
                        Entry::Import(number) => {
                            let import = &outline.imports[number as usize];
                            (PlaceEntry::Import(number), MemberKind::Import, import.visibility, import.doc_hidden)
                        }
                    };
                    if (!hidden || program.is_same_crate(module, from)) && program.is_visible(module, visibility, from)
                    {
                        take(Member { name, place: Some(Place { module, entry: place }), kind });
                    }
                }
                for item in program.expanded_items(module) {
                    // In an expansion, what is written `pub(in path)` is no path of this module's.
                    let is_open = match item.visibility {
                        Visibility::Public => true,
                        Visibility::Crate => program.is_same_crate(module, from),
                        _ => program.is_within(from, module),
                    };
                    let is_macro = matches!(item.kind, ItemKind::MacroRules(_) | ItemKind::Macro(_));
                    if is_open && !is_macro && (!item.doc_hidden || program.is_same_crate(module, from)) {
                        take(Member { name: item.name, place: None, kind: MemberKind::Item(item.kind) });
                    }
                }
                if self.is_root(module) {
                    for name in program.exported_macros(module.krate) {
                        take(Member { name, place: None, kind: MemberKind::Macro });
                    }
                }
                let globs = |part: ModuleId| file.index.globs(part.scope).map(move |glob| (part, glob));
                for (module, glob) in program.parts(module).flat_map(globs) {
                    let import = &outline.imports[glob as usize];
                    let is_hidden = import.doc_hidden && !program.is_same_crate(module, from);
                    if !is_hidden && program.is_visible(module, import.visibility, from) {
                        globbed.extend(self.glob_containers(module, glob));
                    }
                }
            }
            DefinitionKind::ProcMacros(krate) => {
                let root = program.root(krate);
                for (name, entry) in program.file(root).index.entries_of(root.scope) {
                    let Entry::Item(number) = entry else { continue };
                    let kind = program.outline(root).items[number as usize].kind;
                    if kind == ItemKind::ProcMacro {
                        let place = Some(Place { module: root, entry: PlaceEntry::Item(number) });
                        take(Member { name, place, kind: MemberKind::Item(kind) });
                    }
                }
            }
            _ => {}
        }
        globbed
    }

    pub(crate) fn glob_containers(&mut self, module: ModuleId, glob: u32) -> Vec<DefinitionKind> {
        let import = &self.program.outline(module).imports[glob as usize];
        let path = self.program.outline(module).path(import.path);
        match self.walk(module, import.global, path) {
            Ok(found) => found.definitions.iter().map(|definition| definition.kind).collect(),
            Err(_) => Vec::new(),
        }
    }

    /// Whether the import at `place` is known to lead somewhere: a broken one is no better than what is missing.
    pub fn leads_somewhere(&mut self, place: Place) -> bool {
        let PlaceEntry::Import(import) = place.entry else { return true };
        let instance = self.program.instance_of(place.module);
        !matches!(self.import_exists(instance, import), crate::Answer::Absent(_))
    }
}
