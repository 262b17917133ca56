//! What macros may define in a module: names that its text does not show. Nothing is expanded. A `macro_rules!` defines
//! no name that does not stand in its tokens ([`expansion`]), some macros of other crates are listed
//! ([`crate::provides`]), and whatever is neither may define anything: such a module is *open*, and nothing is ever
//! called absent from it.

mod by_example;
mod crate_macros;
mod expansion;
mod generated;
pub(crate) mod included;
mod origin;
mod textual;
pub(crate) mod vocabulary;

use std::sync::Arc;

use greenlight_project::{PackageId, TargetKind};
use greenlight_syntax::{
    Attribute, ConditionId, Hazards, ItemKind, MacroCall, MacroUseKind, Outline, Range, ScopeId, ScopeKind, Symbol,
    Visibility, known,
};
use rustc_hash::FxHashSet;

use self::by_example::{Expander, Texts};
pub(crate) use self::crate_macros::{CrateMacros, DefinitionId, ForeignMacros};
use self::included::Words;
pub(crate) use self::origin::Origin;
use crate::exported::Exported;
use crate::externs::Extern;
use crate::openness::{self, Why};
use crate::program::{CrateId, InstanceId, ModuleId, Program};

/// Of which builds something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Reach {
    /// Of what texts show, whatever macros define.
    Text,
    /// Of all: what any may have counts.
    SomeBuild,
    /// Of the default build on this host: what it certainly does not have does not count. Whose features are the default ones, if that is
    /// known of any package.
    DefaultBuild(Option<PackageId>),
}

/// What macros may define in one module or block.
#[derive(Debug, Default)]
pub(crate) struct Hidden {
    /// Anything.
    open: Option<Why>,
    /// Any of these.
    names: FxHashSet<Symbol>,
    /// The name of one of these items with such a suffix.
    suffixed: Vec<(Symbol, &'static str)>,
    /// What a build script may have written, where that is included.
    written: Option<Words>,
    /// Items of expansions, whose names are among the others.
    expanded: Vec<ExpandedItem>,
    /// The modules among them.
    modules: Vec<ExpandedModule>,
}

/// A module that a call expands to.
#[derive(Clone, Debug)]
pub(crate) struct ExpandedModule {
    name: Symbol,
    /// What it may have.
    names: FxHashSet<Symbol>,
    /// Whether that is all.
    is_closed: bool,
}

/// An item that a call expands to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExpandedItem {
    pub(crate) name: Symbol,
    pub(crate) kind: ItemKind,
    pub(crate) visibility: Visibility,
    /// `#[doc(hidden)]`
    pub(crate) doc_hidden: bool,
}

impl Program {
    pub(crate) fn crate_macros(&self, krate: CrateId) -> &CrateMacros {
        let memory = self.memory_of(krate);
        if let Some(known) = memory.macros.get() {
            return known;
        }
        // Not within `get_or_init`: it may read files, and a thread that waits for that may come back here.
        let found = CrateMacros::new(self, krate);
        memory.macros.get_or_init(|| found)
    }

    /// The outline of the file in which a macro is defined.
    pub(crate) fn definition_outline(&self, id: DefinitionId) -> &Outline {
        &self.crate_macros(id.krate).files[id.file as usize].facts.outline
    }

    /// Whether something in the module that the text does not show may define `name`: in some build, or in the default one.
    pub(crate) fn may_define(&self, module: ModuleId, name: Symbol, reach: Reach) -> Option<Why> {
        if reach == Reach::Text {
            return None;
        }
        let file = self.file(module);
        let openness = openness::of(&file.index.openness, module.scope);
        if openness.open.is_some() {
            return openness.open;
        }
        if !file.index.replaced_derives.is_empty() && self.has_replaced_derives(self.instance_of(module)) {
            return Some(Why::Derive);
        }
        if let Reach::DefaultBuild(of) = reach
            && self.is_not_in_default_build(module, of)
        {
            return None;
        }
        // Blocks do not record calls of macros that are known as statements.
        let is_block = self.scope(module).is_some_and(|scope| scope.kind == ScopeKind::Block);
        if module.krate.is_own() && is_block && self.tree(module.krate).redefines_listed_macros() {
            let redefined = &self.memory(module).redefined;
            // Not within `get_or_init`, as for `crate_macros`.
            let names = redefined.get().is_none().then(|| self.names_of_redefined(module.krate));
            let names = redefined.get_or_init(|| names.flatten());
            if names.as_ref().is_none_or(|names| names.contains(&name)) {
                return Some(Why::Macro);
            }
        }
        if openness.calls.is_empty() && openness.attributes.is_empty() {
            return None;
        }
        let hidden = self.hidden(module, reach);
        if hidden.open.is_some() || hidden.names.contains(&name) {
            return hidden.open.or(Some(Why::Macro));
        }
        let names = self.sources.names();
        if hidden.written.as_ref().is_some_and(|words| included::is_made_of(names.text(name), words)) {
            return Some(Why::Macro);
        }
        let is_suffixed = |(item, suffix): &(Symbol, &str)| {
            names.text(name).strip_suffix(suffix).is_some_and(|stem| stem == names.text(*item))
        };
        hidden.suffixed.iter().any(is_suffixed).then_some(Why::Derive)
    }

    /// Whether an import in the file may bind the name of one of std's derives to one that defines further names.
    fn has_replaced_derives(&self, instance: InstanceId) -> bool {
        let memory = self.memory_of(instance.krate);
        if let Some(known) = memory.replaced_derives.get(&instance) {
            return *known;
        }
        let file = self.file_of(instance);
        let replaces = |&number: &u32| {
            let import = &file.facts.outline.imports[number as usize];
            let module = self.module_of(instance, import.scope);
            let mut origins = self.origins_of_import(module, number);
            origins.retain(|origin| !matches!(origin, Origin::Package(known::STD, _)));
            let is_closed = || {
                let rows = self.sources.vocabulary().derive(&origins);
                rows.is_some_and(|rows| rows.iter().all(|row| row.suffixes.is_empty()))
            };
            // What is broken, or no macro, binds none.
            !origins.is_empty() && !self.is_never(module, import.condition) && !is_closed()
        };
        let found = file.index.replaced_derives.iter().any(replaces);
        memory.replaced_derives.insert(instance, found);
        found
    }

    /// Whether the tokens of a macro call in the module declare an item `name`: as sure as can be without expanding the
    /// call that it defines it.
    pub(crate) fn declares(&self, module: ModuleId, name: Symbol) -> bool {
        self.declaring_call(module, name).is_some()
    }

    /// The call that does, and the part of the module in which it stands.
    pub(crate) fn declaring_call(&self, module: ModuleId, name: Symbol) -> Option<(ModuleId, u32)> {
        self.parts(module).find_map(|part| {
            let file = self.file(part);
            let outline = &file.facts.outline;
            let calls = &openness::of(&file.index.openness, part.scope).calls;
            let declares = |&&number: &&u32| {
                let call = &outline.macro_calls[number as usize];
                let Range { start, end } = call.tokens.declared;
                let is_declared = outline.declared[start as usize..end as usize].contains(&name)
                    || (outline.idents(call.tokens.idents).contains(&name) && self.declares_named(part, number));
                is_declared
                    && !self.hands_on(part, number)
                    && !self.is_never(part, call.condition)
                    && !self.calls_nothing(part, number)
            };
            calls.iter().find(declares).map(|&call| (part, call))
        })
    }

    /// Whether a call is of macros that declare what other tokens name, or that call such macros of their own crate.
    fn declares_named(&self, module: ModuleId, call: u32) -> bool {
        let outline = self.outline(module);
        let call = &outline.macro_calls[call as usize];
        let Some(found) = crate::annexes::called(outline, call) else { return false };
        let meant = self.only_definitions(module, call.items_before, module.krate, found);
        let mut definitions = meant.unwrap_or_default();
        let mut done = 0;
        while let Some(&id) = definitions.get(done) {
            done += 1;
            let macros = self.crate_macros(id.krate);
            let outline = &macros.files[id.file as usize].facts.outline;
            let tokens = outline.macro_definitions[id.number as usize].tokens;
            if tokens.hazards.has(Hazards::DECLARES_NAMED) {
                return true;
            }
            for called in outline.macro_uses(tokens.uses).iter().filter(|used| used.kind == MacroUseKind::Call) {
                let further = macros.definitions(called.name).iter().filter(|id| !definitions.contains(id));
                let further: Vec<DefinitionId> = further.copied().collect();
                definitions.extend(further);
            }
        }
        false
    }

    fn hidden(&self, module: ModuleId, reach: Reach) -> Arc<Hidden> {
        let memory = self.memory(module);
        let key = self.key_of_hidden(module, reach);
        if let Some(known) = memory.hidden.get(&key) {
            return Arc::clone(&known);
        }
        let hidden = Arc::new(self.find_hidden(module, reach));
        memory.hidden.insert(key, Arc::clone(&hidden));
        hidden
    }

    /// Of which package the default build is asked about only decides whether the features are known.
    fn key_of_hidden(&self, module: ModuleId, reach: Reach) -> (ModuleId, Option<bool>) {
        match reach {
            Reach::Text | Reach::SomeBuild => (module, None),
            Reach::DefaultBuild(of) => (module, Some(self.knows_features(module.krate, of))),
        }
    }

    fn find_hidden(&self, module: ModuleId, reach: Reach) -> Hidden {
        let mut hidden = Hidden::default();
        let texts = Texts::new();
        let mut expander = Expander::new(&texts);
        for part in self.parts(module) {
            let file = self.file(part);
            let openness = openness::of(&file.index.openness, part.scope);
            for &(range, item) in &openness.attributes {
                hidden.open = self.add_by_attributes(part, range, item, &mut hidden.suffixed, reach);
                if hidden.open.is_some() {
                    return hidden;
                }
            }
            let outline = self.outline(part);
            let is_there = |call: u32| self.is_in_reach(part, outline.macro_calls[call as usize].condition, reach);
            for &call in openness.calls.iter().filter(|&&call| is_there(call) && !self.hands_on(part, call)) {
                if outline.path(outline.macro_calls[call as usize].path).last()
                    == Some(&self.sources.vocabulary().include)
                    && self.add_included(part, call, reach, &mut expander, &mut hidden)
                {
                    continue;
                }
                hidden.open = self.bound_call(part, call, &mut hidden.names);
                // That takes its time: it is worth it where the tokens leave everything open, and somebody's import hangs on it.
                let is_worth_it =
                    hidden.open.is_some() && matches!(reach, Reach::DefaultBuild(_)) && !self.is_block(module);
                if is_worth_it && expander.expand_call(self, part, call, reach, &mut hidden) {
                    hidden.open = None;
                }
                if hidden.open.is_some() {
                    return hidden;
                }
            }
        }
        hidden
    }

    /// The items that the calls in the module expand to, as far as that is known.
    pub(crate) fn expanded_items(&self, module: ModuleId) -> Vec<ExpandedItem> {
        let mut hidden = Hidden::default();
        let texts = Texts::new();
        let mut expander = Expander::new(&texts);
        for part in self.parts(module) {
            let calls = &openness::of(&self.file(part).index.openness, part.scope).calls;
            for &call in calls.iter().filter(|&&call| !self.hands_on(part, call)) {
                expander.expand_call(self, part, call, Reach::SomeBuild, &mut hidden);
            }
        }
        hidden.expanded
    }

    /// What a module `name` may have that a call in `module` expands to; `None` if there may be another one, or not all is known.
    pub(crate) fn names_of_expanded(&self, module: ModuleId, name: Symbol, reach: Reach) -> Option<FxHashSet<Symbol>> {
        let modules = self.expanded_modules(module, reach);
        let mut named = modules.iter().flat_map(|modules| modules.iter()).filter(|module| module.name == name);
        match (named.next(), named.next()) {
            (Some(module), None) if module.is_closed => Some(module.names.clone()),
            _ => None,
        }
    }

    fn expanded_modules(&self, module: ModuleId, reach: Reach) -> Option<Arc<[ExpandedModule]>> {
        let memory = self.memory(module);
        let key = self.key_of_hidden(module, reach);
        if let Some(known) = memory.expanded_modules.get(&key) {
            return known.clone();
        }
        let found = self.find_expanded_modules(module, reach);
        memory.expanded_modules.insert(key, found.clone());
        found
    }

    fn find_expanded_modules(&self, module: ModuleId, reach: Reach) -> Option<Arc<[ExpandedModule]>> {
        let mut hidden = Hidden::default();
        let texts = Texts::new();
        let mut expander = Expander::new(&texts);
        for part in self.parts(module) {
            let outline = self.outline(part);
            for &call in &openness::of(&self.file(part).index.openness, part.scope).calls {
                let is_there = self.is_in_reach(part, outline.macro_calls[call as usize].condition, reach);
                if is_there && !self.hands_on(part, call) && !expander.expand_call(self, part, call, reach, &mut hidden)
                {
                    return None;
                }
            }
        }
        Some(hidden.modules.into())
    }

    /// Adds what derives and attribute macros on one thing define beside it; or why that may be anything.
    fn add_by_attributes(
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
    fn add_by_attributes_of(
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

    /// Whether what has this condition of a module's file may be there.
    fn is_in_reach(&self, module: ModuleId, condition: ConditionId, reach: Reach) -> bool {
        !self.is_never(module, condition) && !self.is_off(module, self.outline(module), condition, reach)
    }

    /// The same of a condition of an outline, which may be that of an expansion in the module.
    fn is_in_reach_in(&self, module: ModuleId, outline: &Outline, condition: ConditionId, reach: Reach) -> bool {
        !self.is_never_in(module, outline, condition) && !self.is_off(module, outline, condition, reach)
    }

    fn is_off(&self, module: ModuleId, outline: &Outline, condition: ConditionId, reach: Reach) -> bool {
        match reach {
            Reach::Text | Reach::SomeBuild => false,
            Reach::DefaultBuild(of) => self.is_off_by_default(module, outline, condition, of),
        }
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
        if range.start == range.end {
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

    /// Whether a `macro_rules!` of this name stands anywhere in the crate: what a single-segment import may mean by textual scope, which
    /// no module holds.
    pub(crate) fn has_textual_macro(&self, krate: CrateId, name: Symbol) -> bool {
        !self.crate_macros(krate).definitions(name).is_empty()
    }

    /// Whether a call of a macro that defines further ones may define one of this name.
    pub(crate) fn may_generate_macro(&self, krate: CrateId, name: Symbol) -> bool {
        let given = |outline: &Outline| {
            outline.macro_calls.iter().any(|call| outline.idents(call.tokens.idents).contains(&name))
        };
        !self.crate_macros(krate).generators.is_empty() && self.outlines(krate).any(given)
    }

    /// Whether a `#[macro_use] extern crate` may bring a macro of this name. Those of the standard library are known, with or
    /// without one.
    pub(crate) fn may_have_foreign_macro(&self, krate: CrateId, name: Symbol, reach: Reach) -> bool {
        let exports = |id: CrateId| self.exports_macro(id, name) || self.may_export_macro(id, name);
        let brings = |found: &Extern| match *found {
            Extern::Crate(id) => exports(id),
            Extern::Downloaded(dependency) => self
                .dependency(dependency)
                .is_none_or(|id| self.target_of(id).kind == TargetKind::ProcMacro || exports(id)),
            Extern::ProcMacro(_) | Extern::Unread => true,
        };
        let root = self.root(krate);
        let macros = self.crate_macros(krate);
        let is_there = |from: &&ForeignMacros| {
            from.condition.is_none_or(|condition| self.is_in_reach(root, condition, reach))
                && !matches!(from.krate, known::STD | known::CORE | known::ALLOC)
        };
        let mut named = macros.macro_use.iter().filter(is_there);
        named.any(|from| self.externs(krate).extern_crate(self, krate, from.krate).iter().any(brings))
    }

    /// Whether a macro of this name is called once in the crate, and by no macro's tokens.
    fn is_called_once(&self, krate: CrateId, name: Symbol) -> bool {
        let mut calls = 0;
        for outline in self.outlines(krate) {
            calls += outline.macro_calls.iter().filter(|call| outline.path(call.path).last() == Some(&name)).count();
            if outline.macro_uses.iter().any(|used| used.name == name) {
                return false;
            }
        }
        calls == 1
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
        let macros = self.crate_macros(krate);
        let is_whole = |instance: &Instance| {
            let found = |(_, status): &(u32, ModuleStatus)| matches!(status, ModuleStatus::Present(_));
            instance.children.iter().all(found)
        };
        !tree.instances().iter().all(is_whole)
            || tree.files.iter().any(|file| file.error.is_some())
            || (looks_like_macro && self.may_generate_macros(krate))
            || (0..tree.instances().len() as u32).any(|index| {
                let instance = InstanceId { krate, index };
                let outline = &self.file_of(instance).facts.outline;
                let hands_on = |call: u32| {
                    let module = self.module_of(instance, outline.macro_calls[call as usize].scope);
                    self.hands_on(module, call)
                };
                let exports = |call: &MacroCall| outline.idents(call.tokens.idents).contains(&macro_export);
                // What a macro of the crate puts around its tokens exports nothing if no macro of the crate does.
                let is_harmless = |call: &MacroCall| {
                    let name = outline.path(call.path).last();
                    name.is_some_and(|&name| {
                        vocabulary.is_call(name) || (!macros.has_exporting_body && macros.is_defined_here(name))
                    })
                };
                let calls = outline.macro_calls.iter().zip(0..);
                let calls = calls.filter(|&(call, _)| exports(call) || !is_harmless(call));
                // The items of those that are handed on are seen, but for macros, which the root has wherever they stand.
                let calls = calls.filter(|&(call, number)| exports(call) || !hands_on(number));
                let mut calls = calls.map(|(call, _)| outline.idents(call.tokens.idents));
                let mut definitions =
                    outline.macro_definitions.iter().map(|definition| outline.idents(definition.tokens.idents));
                outline.health != greenlight_syntax::Health::Whole
                    || vocabulary.may_hide_modules(
                        outline,
                        |call| {
                            let module = self.module_of(instance, outline.macro_calls[call as usize].scope);
                            hands_on(call) || self.includes_no_macro(module, outline, call, name)
                        },
                        |name| self.is_called_once(krate, name),
                    )
                    || calls.any(|idents| idents.contains(&name))
                    || definitions.any(|idents| idents.contains(&macro_export) && idents.contains(&name))
            })
    }
}
