//! What macros may define in a module: names that its text does not show. A `macro_rules!` defines no name that does not stand in its
//! tokens ([`expansion`]), and some macros of other crates are listed ([`crate::provides`]). Where that leaves everything open, calls are
//! expanded ([`by_example`]). Whatever escapes all of this may define anything: such a module is *open*, and nothing is ever called absent
//! from it.

mod attributes;
mod brought;
mod by_example;
mod crate_macros;
mod expanded;
mod expansion;
mod generated;
pub(crate) mod included;
mod origin;
mod textual;
mod unbound;
pub(crate) mod vocabulary;

use std::sync::Arc;

use greenlight_project::PackageId;
use greenlight_syntax::{ConditionId, Hazards, MacroUseKind, Outline, Range, ScopeKind, Symbol, known};
use rustc_hash::FxHashSet;

pub(crate) use self::brought::MacroPlaces;
use self::by_example::{Expander, Texts};
pub(crate) use self::crate_macros::{CrateMacros, DefinitionId, ForeignMacros};
pub(crate) use self::expanded::{ExpandedItem, ExpandedModule};
use self::included::Words;
pub(crate) use self::origin::Origin;
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

/// By what it is told which names a call may define.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Bound {
    /// By all identifiers that it and its macros hold; by what it expands to only where these leave everything open.
    ByIdentifiers,
    /// By what it expands to, where that takes few steps.
    ByExpansion,
}

/// How many expansions a call is worth that leaves only some names open: macros that take their tokens one by one need far more.
const FEW_EXPANSIONS: u32 = 16;

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
        let mut hidden = self.hidden(module, reach, Bound::ByIdentifiers);
        // Most identifiers among the tokens of a call define nothing.
        let is_worth_it = matches!(reach, Reach::DefaultBuild(_)) && !is_block;
        if is_worth_it && hidden.open.is_none() && hidden.names.contains(&name) {
            hidden = self.hidden(module, reach, Bound::ByExpansion);
        }
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

    fn hidden(&self, module: ModuleId, reach: Reach, by: Bound) -> Arc<Hidden> {
        let memory = self.memory(module);
        let key = (self.key_of_hidden(module, reach), by);
        if let Some(known) = memory.hidden.get(&key) {
            return Arc::clone(&known);
        }
        let hidden = Arc::new(self.find_hidden(module, reach, by));
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

    fn find_hidden(&self, module: ModuleId, reach: Reach, by: Bound) -> Hidden {
        let mut hidden = Hidden::default();
        let texts = Texts::new();
        let mut expander = Expander::new(&texts);
        if by == Bound::ByExpansion {
            expander.most = FEW_EXPANSIONS;
        }
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
                if by == Bound::ByExpansion && expander.expand_call(self, part, call, reach, &mut hidden) {
                    continue;
                }
                hidden.open = self.bound_call(part, call, &mut hidden.names);
                // That takes its time: it is worth it where the tokens leave everything open, and somebody's import hangs on it.
                let is_worth_it = hidden.open.is_some()
                    && by == Bound::ByIdentifiers
                    && matches!(reach, Reach::DefaultBuild(_))
                    && !self.is_block(module);
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
}
