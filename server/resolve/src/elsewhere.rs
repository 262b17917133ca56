//! Where else a name is exported, for whoever asked a module for it that does not have it. This is a search for
//! suggestions, asked for only once something is known to be missing: it may overlook a way, but every way that it gives
//! leads to the name.

use std::collections::VecDeque;

use greenlight_syntax::{ItemKind, Leaf, Symbol, Visibility, known};
use rustc_hash::FxHashSet;

use crate::globs::Edge;
use crate::index::Entry;
use crate::limits::SEARCH_STEPS;
use crate::lookup::{DefinitionKind, Place, PlaceEntry, Resolver};
use crate::program::{CrateId, ModuleId};
use crate::visibility::Sight;
use crate::walk::Answer;

/// A module that exports a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The shortest path to the module from where it was asked, `crate` or a crate's name first.
    pub module_path: Vec<Symbol>,
    /// The module.
    pub module: ModuleId,
    /// The item or import there that is the name; `None` for a `#[macro_export]` macro, which stands anywhere.
    pub place: Option<Place>,
}

/// Nobody remembers a longer path.
const MAX_SEGMENTS: usize = 6;

/// Imports that import each other in a circle, or nearly.
const MAX_IMPORTS: usize = 16;

impl Resolver<'_> {
    /// The modules, of the crate of `from` and of the crates that it sees, that export exactly `name` to `from`: those of
    /// its own crate first, then by the length of their paths. What is `#[doc(hidden)]` is no way, and of several ways to
    /// one definition the shortest is given. At most `files` modules outside of the workspace are looked into.
    pub fn elsewhere(&mut self, name: Symbol, from: ModuleId, files: usize) -> Vec<Export> {
        let here = self.program.enclosing_module(from);
        let mut exports: Vec<Export> = Vec::new();
        let own_root = self.program.root(from.krate);
        let mut steps = 0;
        self.search_below(vec![(vec![known::CRATE], own_root)], name, from, usize::MAX, &mut steps, &mut exports);
        let roots = self.roots_seen(from);
        self.search_below(roots, name, from, files, &mut steps, &mut exports);
        exports.retain(|export| export.module != here && self.is_way(from, export, name));
        let mut origins: Vec<Option<Place>> = Vec::new();
        exports.retain(|export| {
            let origin = export.place.map(|place| self.origin(place, &mut steps));
            let new = origin.is_none() || !origins.contains(&origin);
            origins.push(origin);
            new
        });
        self.forget_provisional();
        exports
    }

    /// The roots of the crates that can be named in a `use` path, by name; `core` and `alloc` after all others, since
    /// `std` has what they have.
    fn roots_seen(&mut self, from: ModuleId) -> Vec<(Vec<Symbol>, ModuleId)> {
        let program = self.program;
        // Without an `extern crate` no other crate is seen in the 2015 edition, and with one it is in the root.
        if program.paths_begin_at_root(from.krate) {
            return Vec::new();
        }
        let externs = &program.externs(from.krate).crates;
        let mut named: Vec<(bool, String, Symbol)> = {
            let names = program.sources.names();
            let late = |name: Symbol| matches!(names.text(name), "core" | "alloc");
            externs.keys().map(|&name| (late(name), names.text(name).to_owned(), name)).collect()
        };
        named.sort_unstable();
        let mut roots = Vec::new();
        for (_, _, name) in named {
            let Some(&[only]) = externs.get(&name).map(Vec::as_slice) else { continue };
            if let DefinitionKind::Module(root) = self.external(only) {
                roots.push((vec![name], root));
            }
        }
        roots
    }

    /// Breadth first, so that of several ways to a module the shortest comes first.
    fn search_below(
        &mut self,
        roots: Vec<(Vec<Symbol>, ModuleId)>,
        name: Symbol,
        from: ModuleId,
        mut left: usize,
        steps: &mut u64,
        exports: &mut Vec<Export>,
    ) {
        let mut seen: FxHashSet<ModuleId> = roots.iter().map(|&(_, root)| root).collect();
        let mut queue: VecDeque<(Vec<Symbol>, ModuleId)> = roots.into();
        while let Some((path, module)) = queue.pop_front() {
            let Some(rest) = left.checked_sub(1) else { return };
            left = rest;
            if let Some(place) = self.exported(module, name, from, steps) {
                exports.push(Export { module_path: path.clone(), module, place });
            }
            if path.len() < MAX_SEGMENTS {
                for (child, target) in self.modules_in(module, from) {
                    if seen.insert(target) {
                        queue.push_back(([path.as_slice(), &[child]].concat(), target));
                    }
                }
            }
        }
    }

    /// What `module` itself or by its globs exports under `name`, as far as `from` sees it. Searching the files of a library
    /// for macros is left out.
    #[allow(clippy::option_option)] // a macro has no place in the module that exports it
    fn exported(&mut self, module: ModuleId, name: Symbol, from: ModuleId, steps: &mut u64) -> Option<Option<Place>> {
        let mut visited = FxHashSet::default();
        // Those that are left, the next one last.
        let mut left = vec![DefinitionKind::Module(module)];
        while let Some(container) = left.pop() {
            *steps += 1;
            if !SEARCH_STEPS.allows(*steps) {
                return None;
            }
            match container {
                DefinitionKind::Module(module) if visited.insert(module) => {
                    if let Some(place) = self.exported_itself(module, name, from) {
                        return Some(place);
                    }
                    let globbed = self.edges(module, Some((Sight::new(self.program, module, from), from)));
                    let exported = globbed.iter().rev().filter(|edge| self.is_exported(edge));
                    left.extend(exported.map(|edge| edge.kind));
                }
                DefinitionKind::Enum(module, item) => {
                    let variant = self.variant(module, item, name).definitions.first().copied();
                    if let Some(variant) = variant {
                        return Some(variant.place);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The same, globs aside.
    #[allow(clippy::option_option)] // as above
    fn exported_itself(&mut self, module: ModuleId, name: Symbol, from: ModuleId) -> Option<Option<Place>> {
        let program = self.program;
        let file = program.file(module);
        let outline = &file.facts.outline;
        let entries = |part: ModuleId| file.index.entries(part.scope, name).map(move |entry| (part, entry));
        for (module, entry) in program.parts(module).flat_map(entries) {
            let (entry, visibility, hidden) = match entry {
                Entry::Item(number) => {
                    let item = &outline.items[number as usize];
                    (PlaceEntry::Item(number), item.visibility, item.doc_hidden)
                }
                Entry::Import(number) => {
                    let import = &outline.imports[number as usize];
                    // What a module imports for itself is no export, though modules below it see it.
                    if import.visibility == Visibility::Private {
                        continue;
                    }
                    (PlaceEntry::Import(number), import.visibility, import.doc_hidden)
                }
            };
            let place = Place { module, entry };
            let leads = !module.krate.is_own() || self.leads_somewhere(place);
            if !hidden && leads && program.is_visible(module, visibility, from) {
                return Some(Some(place));
            }
        }
        if module.krate.is_own() && self.is_root(module) && program.exports_macro(module.krate, name) {
            return Some(None);
        }
        None
    }

    /// Whether this glob import re-exports: it is not private, and not `#[doc(hidden)]`.
    fn is_exported(&self, glob: &Edge) -> bool {
        let import = &self.program.outline(glob.importer).imports[glob.import as usize];
        import.visibility != Visibility::Private && !import.doc_hidden
    }

    /// The modules that paths lead to through `module`.
    fn modules_in(&mut self, module: ModuleId, from: ModuleId) -> Vec<(Symbol, ModuleId)> {
        let program = self.program;
        let file = program.file(module);
        let outline = &file.facts.outline;
        let mut modules = Vec::new();
        let entries = |part: ModuleId| file.index.entries_of(part.scope).map(move |(name, entry)| (part, name, entry));
        for (module, name, entry) in program.parts(module).flat_map(entries) {
            match entry {
                Entry::Item(number) => {
                    let item = &outline.items[number as usize];
                    let is_module = matches!(item.kind, ItemKind::Module(_));
                    if is_module && !item.doc_hidden && program.is_visible(module, item.visibility, from) {
                        let children = program.children(module, number).unwrap_or_default();
                        modules.extend(children.into_iter().map(|child| (name, child)));
                    }
                }
                Entry::Import(number) => {
                    let import = &outline.imports[number as usize];
                    let is_export = import.visibility != Visibility::Private && !import.doc_hidden;
                    if is_export
                        && self.is_written_like_a_module(name)
                        && program.is_visible(module, import.visibility, from)
                    {
                        let target = self.import_target(module, number);
                        modules.extend(target.definitions.iter().filter_map(|definition| match definition.kind {
                            DefinitionKind::Module(target) => Some((name, target)),
                            _ => None,
                        }));
                    }
                }
            }
        }
        modules
    }

    fn is_written_like_a_module(&self, name: Symbol) -> bool {
        self.program.sources.names().text(name).starts_with(|first: char| first.is_lowercase())
    }

    /// Whether the path leads where it was found to lead, also from `from`, where a module may have the name of a crate.
    fn is_way(&mut self, from: ModuleId, export: &Export, name: Symbol) -> bool {
        let leads = |definitions: &[crate::Definition]| {
            definitions.iter().any(|definition| definition.kind == DefinitionKind::Module(export.module))
        };
        let named_like_keyword = matches!(name, known::CRATE | known::SELF | known::SUPER);
        !named_like_keyword && self.walk(from, false, &export.module_path).is_ok_and(|found| leads(&found.definitions))
    }

    /// The definition that an import leads to in the end, as far as imports can be followed.
    fn origin(&mut self, mut place: Place, steps: &mut u64) -> Place {
        for _ in 0..MAX_IMPORTS {
            let PlaceEntry::Import(number) = place.entry else { break };
            let outline = self.program.outline(place.module);
            let import = &outline.imports[number as usize];
            let Some((&last, prefix)) = outline.path(import.path).split_last() else { break };
            let Ok(containers) = self.walk(place.module, import.global, prefix) else { break };
            let next = containers.definitions.iter().find_map(|definition| match definition.kind {
                DefinitionKind::Module(target) if !prefix.is_empty() => {
                    self.exported(target, last, place.module, steps).flatten()
                }
                _ => None,
            });
            match next {
                Some(next) if next != place => place = next,
                _ => break,
            }
        }
        place
    }

    /// Whether an import of this path would name something, if it stood in `from`.
    pub fn path_exists(&mut self, from: ModuleId, global: bool, path: &[Symbol], leaf: Leaf) -> Answer {
        let mut hidden = None;
        let answer = self.answer(from, global, path, leaf, &mut hidden);
        self.forget_provisional();
        match (answer, hidden) {
            (Answer::Found(_), Some(hidden)) => Answer::Private(hidden),
            (answer, _) => answer,
        }
    }

    /// What further segments of the path can be asked of; nothing if it leads nowhere.
    pub fn containers(&mut self, from: ModuleId, global: bool, path: &[Symbol]) -> Vec<DefinitionKind> {
        let found = self.walk(from, global, path).unwrap_or_default();
        self.forget_provisional();
        found.definitions.iter().map(|definition| definition.kind).collect()
    }

    /// What `name` would be in `container` if its globs saw what is private where they lead.
    pub fn hidden_from_globs(&mut self, container: DefinitionKind, name: Symbol) -> Option<Place> {
        let DefinitionKind::Module(module) = container else { return None };
        let program = self.program;
        let mut found = None;
        for glob in program.file(module).index.globs(module.scope) {
            for target in self.glob_containers(module, glob) {
                let DefinitionKind::Module(target) = target else { continue };
                let entry = program.file(target).index.entries(target.scope, name).next();
                found = found.or(entry.map(|entry| {
                    let entry = match entry {
                        Entry::Item(number) => PlaceEntry::Item(number),
                        Entry::Import(number) => PlaceEntry::Import(number),
                    };
                    Place { module: target, entry }
                }));
            }
        }
        found
    }

    /// The module of the crate's root, or the one around `from`, that has a container `name`: in which other edition, or
    /// from which other module, the path would have been right. What the import with the number `own` in `from` binds does
    /// not count.
    pub fn modules_that_have(&mut self, name: Symbol, from: ModuleId, own: u32) -> Vec<(Symbol, ModuleId)> {
        let program = self.program;
        let here = program.enclosing_module(from);
        let parent = program.parent(here).map(|parent| (known::SUPER, program.enclosing_module(parent)));
        let places = [(known::SELF, here), (known::CRATE, program.root(from.krate))].into_iter().chain(parent);
        let mut found: Vec<(Symbol, ModuleId)> = Vec::new();
        for (keyword, module) in places {
            let is_own = |entry: Entry| module == from && entry == Entry::Import(own);
            let mut entries = program.file(module).index.entries(module.scope, name).peekable();
            if entries.peek().is_some() && entries.all(is_own) {
                continue;
            }
            let has = !self.lookup_as(module, name, crate::lookup::Want::Name, Some(here)).definitions.is_empty();
            if has && found.iter().all(|&(_, known)| known != module) {
                found.push((keyword, module));
            }
        }
        self.forget_provisional();
        found
    }

    /// Whether the library is seen by the crate, whatever its edition asks for beside.
    #[must_use]
    pub fn sees_crate(&self, krate: CrateId, name: Symbol) -> bool {
        self.program.externs(krate).crates.contains_key(&name)
    }
}
