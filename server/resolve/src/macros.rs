//! What macros may define in a module: names that its text does not show. Nothing is expanded. A `macro_rules!` defines
//! no name that does not stand in its tokens ([`expansion`]), some macros of other crates are listed
//! ([`crate::provides`]), and whatever is neither may define anything: such a module is *open*, and nothing is ever
//! called absent from it.

mod crate_macros;
mod expansion;
mod origin;
mod textual;
pub(crate) mod vocabulary;

use std::sync::Arc;

use greenlight_syntax::{Outline, Range, ScopeId, Symbol};
use rustc_hash::FxHashSet;

pub(crate) use self::crate_macros::CrateMacros;
pub(crate) use self::origin::Origin;
use crate::exported::Exported;
use crate::openness::{self, Why};
use crate::program::{CrateId, ModuleId, Program};

/// What macros may define in one module or block.
#[derive(Debug, Default)]
pub(crate) struct Hidden {
    /// Anything.
    open: Option<Why>,
    /// Any of these.
    names: FxHashSet<Symbol>,
    /// The name of one of these items with such a suffix.
    suffixed: Vec<(Symbol, &'static str)>,
}

impl Program {
    pub(crate) fn crate_macros(&self, krate: CrateId) -> Arc<CrateMacros> {
        let memory = self.memory_of(krate);
        if let Some(known) = memory.macros.get() {
            return Arc::clone(known);
        }
        // Not within `get_or_init`: it may read files, and a thread that waits for that may come back here.
        let found = Arc::new(CrateMacros::new(self, krate));
        Arc::clone(memory.macros.get_or_init(|| found))
    }

    /// Whether something in the module that the text does not show may define `name`.
    pub(crate) fn may_define(&self, module: ModuleId, name: Symbol) -> Option<Why> {
        let file = self.file(module);
        let openness = openness::of(&file.index.openness, module.scope);
        if openness.open.is_some() {
            return openness.open;
        }
        // Blocks do not record calls of macros that are known as statements.
        if module.krate.is_own() && self.is_block(module) && self.tree(module.krate).redefines_listed_macros() {
            return Some(Why::Macro);
        }
        if openness.calls.is_empty() && openness.attributes.is_empty() {
            return None;
        }
        let hidden = self.hidden(module);
        if hidden.open.is_some() || hidden.names.contains(&name) {
            return hidden.open.or(Some(Why::Macro));
        }
        let names = self.sources.names();
        let is_suffixed = |(item, suffix): &(Symbol, &str)| {
            names.text(name).strip_suffix(suffix).is_some_and(|stem| stem == names.text(*item))
        };
        hidden.suffixed.iter().any(is_suffixed).then_some(Why::Derive)
    }

    /// Whether the tokens of a macro call in the module declare an item `name`: as sure as can be without expanding the
    /// call that it defines it.
    pub(crate) fn declares(&self, module: ModuleId, name: Symbol) -> bool {
        let file = self.file(module);
        let outline = &file.facts.outline;
        openness::of(&file.index.openness, module.scope).calls.iter().any(|&call| {
            let Range { start, end } = outline.macro_calls[call as usize].tokens.declared;
            outline.declared[start as usize..end as usize].contains(&name)
        })
    }

    fn hidden(&self, module: ModuleId) -> Arc<Hidden> {
        let memory = self.memory(module);
        if let Some(known) = memory.hidden.get(&module) {
            return Arc::clone(&known);
        }
        let hidden = Arc::new(self.find_hidden(module));
        memory.hidden.insert(module, Arc::clone(&hidden));
        hidden
    }

    fn find_hidden(&self, module: ModuleId) -> Hidden {
        let file = self.file(module);
        let openness = openness::of(&file.index.openness, module.scope);
        let mut hidden = Hidden::default();
        for &(range, item) in &openness.attributes {
            hidden.open = self.add_by_attributes(module, range, item, &mut hidden.suffixed);
            if hidden.open.is_some() {
                return hidden;
            }
        }
        for &call in &openness.calls {
            hidden.open = self.bound_call(module, call, &mut hidden.names);
            if hidden.open.is_some() {
                return hidden;
            }
        }
        hidden
    }

    /// Adds what derives and attribute macros on one thing define beside it; or why that may be anything.
    fn add_by_attributes(
        &self,
        module: ModuleId,
        range: Range,
        item: Option<Symbol>,
        suffixed: &mut Vec<(Symbol, &'static str)>,
    ) -> Option<Why> {
        let outline = self.outline(module);
        let attributes = &outline.attributes[range.start as usize..range.end as usize];
        let vocabulary = self.sources.vocabulary();
        for attribute in attributes.iter().filter(|attribute| attribute.derive) {
            let origins = self.origins_of(module, outline, attribute.path);
            let Some(rows) = vocabulary.derive(&origins) else { return Some(Why::Derive) };
            for suffix in rows.iter().flat_map(|row| row.suffixes) {
                let Some(item) = item else { return Some(Why::Derive) };
                suffixed.push((item, suffix));
            }
        }
        self.has_unlisted_attribute(module, range).then_some(Why::AttributeMacro)
    }

    /// Whether an attribute macro is among these, as they stand in `module`, that may change or delete what it stands
    /// on.
    pub(crate) fn has_unlisted_attribute(&self, module: ModuleId, range: Range) -> bool {
        if range.start == range.end {
            return false;
        }
        let outline = self.outline(module);
        let attributes = &outline.attributes[range.start as usize..range.end as usize];
        let vocabulary = self.sources.vocabulary();
        let is_helper = |name: &Symbol| {
            let mut derives = attributes.iter().filter(|attribute| attribute.derive);
            derives.any(|derive| {
                let rows = vocabulary.derive(&self.origins_of(module, outline, derive.path));
                rows.is_some_and(|rows| rows.iter().any(|row| row.helpers.contains(name)))
            })
        };
        attributes.iter().filter(|attribute| !attribute.derive).any(|attribute| {
            let helps = match outline.path(attribute.path) {
                [name] => is_helper(name),
                _ => false,
            };
            !helps && !vocabulary.keeps(&self.origins_of(module, outline, attribute.path))
        })
    }

    fn origins_of(&self, module: ModuleId, outline: &Outline, path: Range) -> Vec<Origin> {
        match outline.path(path) {
            [] => Vec::new(),
            &[name] => self.origins(module, None, name, false),
            &[first, .., name] => self.origins(module, Some(first), name, path.end - path.start > 2),
        }
    }

    /// Whether an attribute macro on the module or block, or on what stands between it and its parent, may delete it.
    pub(crate) fn may_vanish(&self, module: ModuleId) -> bool {
        let Some(scope) = self.scope(module) else { return false };
        let around = scope.parent.map(|parent| self.module_of(self.instance_of(module), parent));
        self.has_unlisted_attribute(around.unwrap_or(module), scope.attributes)
    }

    /// Whether an attribute macro or derive that is not listed stands anywhere in the crate.
    fn may_generate_macros(&self, krate: CrateId) -> bool {
        let memory = self.crate_of(krate).memory();
        if let Some(&known) = memory.generates_macros.get() {
            return known;
        }
        let tree = self.tree(krate);
        let mut all = tree.instances().iter().enumerate().flat_map(|(number, instance)| {
            let scopes = tree.files[instance.file as usize].facts.outline.scopes.len() as u32;
            let instance = number as u32;
            (0..scopes).map(move |scope| ModuleId { krate, instance, scope: ScopeId(scope) })
        });
        let opened = |module: ModuleId| {
            let file = self.file(module);
            let openness = openness::of(&file.index.openness, module.scope);
            let mut suffixed = Vec::new();
            openness
                .attributes
                .iter()
                .any(|&(range, item)| self.add_by_attributes(module, range, item, &mut suffixed).is_some())
        };
        let found = all.any(opened);
        *memory.generates_macros.get_or_init(|| found)
    }

    /// Whether a `macro_rules!` of this name stands anywhere in the crate, or a macro of it may define one: what a
    /// single-segment import may mean by textual scope, which no module holds.
    pub(crate) fn has_textual_macro(&self, krate: CrateId, name: Symbol) -> bool {
        !self.crate_macros(krate).definitions(name).is_empty() || self.may_export_macro(krate, name)
    }

    /// Whether calling some macro may put a `#[macro_export]` macro of this name into the crate's root, wherever the
    /// call stands: the name is among the tokens of a call, or of a macro whose body has `macro_export`. A file that
    /// does not balance may have lost a `#[macro_export]`, and one that no module leads to, for all that can be read,
    /// may hold it. What attribute macros and derives define is taken for a macro only if it is written like one.
    pub(crate) fn may_export_macro(&self, krate: CrateId, name: Symbol) -> bool {
        use crate::tree::{Instance, ModuleStatus};
        if let Some(number) = krate.dependency() {
            let exported = self.dependencies.read(number).exports_macro(&self.files, &self.sources, name);
            return exported != Exported::No;
        }
        let vocabulary = self.sources.vocabulary();
        let macro_export = vocabulary.macro_export;
        let looks_like_macro = self.sources.names().text(name).starts_with(|first: char| !first.is_uppercase());
        let tree = self.tree(krate);
        let is_whole = |instance: &Instance| {
            let found = |(_, status): &(u32, ModuleStatus)| matches!(status, ModuleStatus::Present(_));
            instance.children.iter().all(found)
        };
        !tree.instances().iter().all(is_whole)
            || tree.files.iter().any(|file| file.error.is_some())
            || (looks_like_macro && self.may_generate_macros(krate))
            || self.outlines(krate).any(|outline| {
                let mut calls = outline.macro_calls.iter().map(|call| outline.idents(call.tokens.idents));
                let mut definitions =
                    outline.macro_definitions.iter().map(|definition| outline.idents(definition.tokens.idents));
                outline.health != greenlight_syntax::Health::Whole
                    || vocabulary.may_hide_modules(outline)
                    || calls.any(|idents| idents.contains(&name))
                    || definitions.any(|idents| idents.contains(&macro_export) && idents.contains(&name))
            })
    }
}
