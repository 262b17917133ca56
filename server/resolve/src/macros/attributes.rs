//! What derives and attribute macros may do: define names beside what they stand on, change it or delete it.

use greenlight_syntax::{Attribute, ConditionId, Outline, Range, ScopeId, Symbol};

use super::{Origin, Reach};
use crate::openness::{self, Why};
use crate::program::{CrateId, ModuleId, Program};

impl Program {
    /// Adds what derives and attribute macros on one thing define beside it; or why that may be anything.
    pub(super) fn add_by_attributes(
        &self,
        module: ModuleId,
        range: Range,
        item: Option<Symbol>,
        suffixed: &mut Vec<(Symbol, &'static str)>,
        reach: Reach,
    ) -> Option<Why> {
        let there = |attribute: &&Attribute| self.is_in_reach(module, attribute.condition, reach);
        self.add_by_attributes_of(module, self.outline(module), range, item, suffixed, &there)
    }

    /// The same of an outline's attributes that are `there`; the outline may be that of an expansion in the module.
    pub(super) fn add_by_attributes_of(
        &self,
        module: ModuleId,
        outline: &Outline,
        range: Range,
        item: Option<Symbol>,
        suffixed: &mut Vec<(Symbol, &'static str)>,
        there: &dyn Fn(&&Attribute) -> bool,
    ) -> Option<Why> {
        let attributes = &outline.attributes[range.start as usize..range.end as usize];
        let vocabulary = self.sources.vocabulary();
        for attribute in attributes.iter().filter(|attribute| attribute.derive).filter(there) {
            // rustc refuses one that nothing binds.
            let Some(origins) = self.origins_of(module, outline, attribute.path) else { continue };
            let Some(rows) = vocabulary.derive(&origins) else { return Some(Why::Derive) };
            for suffix in rows.iter().flat_map(|row| row.suffixes) {
                let Some(item) = item else { return Some(Why::Derive) };
                suffixed.push((item, suffix));
            }
        }
        self.has_unlisted_attribute_of(module, outline, range, there).then_some(Why::AttributeMacro)
    }

    /// Whether an attribute macro is among these, as they stand in `module`, that may change or delete what it stands
    /// on, in whichever build.
    pub(crate) fn has_unlisted_attribute(&self, module: ModuleId, range: Range) -> bool {
        self.has_unlisted_attribute_within(module, range, Reach::SomeBuild)
    }

    fn has_unlisted_attribute_within(&self, module: ModuleId, range: Range, reach: Reach) -> bool {
        let there = |attribute: &&Attribute| self.is_in_reach(module, attribute.condition, reach);
        self.has_unlisted_attribute_of(module, self.outline(module), range, &there)
    }

    fn has_unlisted_attribute_of(
        &self,
        module: ModuleId,
        outline: &Outline,
        range: Range,
        there: &dyn Fn(&&Attribute) -> bool,
    ) -> bool {
        // The standard library is built without procedural macros: what is not listed there is an attribute of the compiler's own.
        if range.start == range.end || self.is_standard(module.krate) {
            return false;
        }
        let attributes = &outline.attributes[range.start as usize..range.end as usize];
        let vocabulary = self.sources.vocabulary();
        let is_helper = |name: &Symbol| {
            let mut derives = attributes.iter().filter(|attribute| attribute.derive);
            derives.any(|derive| {
                let origins = self.origins_of(module, outline, derive.path);
                let rows = origins.and_then(|origins| vocabulary.derive(&origins));
                rows.is_some_and(|rows| rows.iter().any(|row| row.helpers.contains(name)))
            })
        };
        // No build has what stands under one `cfg_attr` with a macro of a dependency that none has.
        let macros = self.crate_macros(module.krate);
        let is_turned_off = |attribute: &Attribute| match outline.path(attribute.path) {
            [first, _, ..] => macros.is_turned_off(*first),
            _ => false,
        };
        let guards: Vec<ConditionId> = attributes
            .iter()
            .filter(|attribute| is_turned_off(attribute))
            .map(|attribute| attribute.condition)
            .collect();
        let is_there = |attribute: &&Attribute| !guards.contains(&attribute.condition) && there(attribute);
        attributes.iter().filter(|attribute| !attribute.derive).filter(is_there).any(|attribute| {
            let helps = match outline.path(attribute.path) {
                [name] => is_helper(name),
                _ => false,
            };
            let origins = || self.origins_of(module, outline, attribute.path);
            !helps && !origins().is_none_or(|origins| vocabulary.keeps(&origins))
        })
    }

    fn origins_of(&self, module: ModuleId, outline: &Outline, path: Range) -> Option<Vec<Origin>> {
        match outline.path(path) {
            [] => Some(Vec::new()),
            &[name] => self.origins_of_attribute(module, None, name, false),
            &[first, .., name] => self.origins_of_attribute(module, Some(first), name, path.end - path.start > 2),
        }
    }

    /// Whether an attribute macro on the module or block, or on what stands between it and its parent, may delete it.
    pub(crate) fn may_vanish(&self, module: ModuleId) -> bool {
        let Some(scope) = self.scope(module) else { return false };
        let around = scope.parent.map(|parent| self.module_of(self.instance_of(module), parent));
        self.has_unlisted_attribute(around.unwrap_or(module), scope.attributes)
    }

    /// Whether an attribute macro or derive that is not listed stands anywhere in the crate.
    pub(super) fn may_generate_macros(&self, krate: CrateId) -> bool {
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
            if !self.is_certain(module) {
                return false;
            }
            let file = self.file(module);
            let openness = openness::of(&file.index.openness, module.scope);
            let mut suffixed = Vec::new();
            openness.attributes.iter().any(|&(range, item)| {
                self.add_by_attributes(module, range, item, &mut suffixed, Reach::SomeBuild).is_some()
            })
        };
        let found = all.any(opened);
        *memory.generates_macros.get_or_init(|| found)
    }
}
