//! What a macro call that is not expanded may define: the identifiers of its tokens, of the bodies that it may mean,
//! and of all macros that those call in turn. As soon as one of these is not known, that is anything.

use greenlight_syntax::{Hazards, MacroTokens, MacroUse, MacroUseKind, Outline, Symbol, known};
use rustc_hash::FxHashSet;

use super::crate_macros::DefinitionId;
use super::origin::Origin;
use super::textual::InScope;
use crate::annexes::called;
use crate::openness::Why;
use crate::prelude;
use crate::program::{CrateId, ModuleId, Program};
use crate::provides::Provides;

/// What escapes the identifiers of the text altogether.
const UNBOUNDED: Hazards =
    Hazards::GLOB.or(Hazards::CALLS_FRAGMENT).or(Hazards::ATTRIBUTE_FRAGMENT).or(Hazards::CONCAT);

/// What a macro's path may mean at a place; several, if that cannot be told apart.
#[derive(Debug, Default)]
pub(super) struct Meanings {
    pub(super) definitions: Vec<DefinitionId>,
    pub(super) listed: Vec<Provides>,
    /// Attributes that those which are listed take for themselves.
    helpers: Vec<Symbol>,
    pub(super) unclear: bool,
}

/// An expansion that is being bounded.
struct Expansion<'p> {
    program: &'p Program,
    module: ModuleId,
    items_before: u32,
    names: &'p mut FxHashSet<Symbol>,
    definitions: FxHashSet<DefinitionId>,
    uses: Vec<(CrateId, MacroUse)>,
    /// Helper attributes of the derives among the tokens.
    helpers: FxHashSet<Symbol>,
    loose_bang: bool,
    /// Whether any identifier may be the name of a macro that is called.
    calls_named: bool,
    /// The identifiers that were taken for such names.
    called: FxHashSet<Symbol>,
    unbounded: Option<Why>,
}

impl Program {
    /// Adds to `names` what the macro call may define in `module`; or why that may be anything.
    pub(crate) fn bound_call(&self, module: ModuleId, call: u32, names: &mut FxHashSet<Symbol>) -> Option<Why> {
        let outline = self.outline(module);
        let call = &outline.macro_calls[call as usize];
        let Some(found) = called(outline, call) else { return Some(Why::Macro) };
        self.bound_use(module, call.items_before, found, outline, call.tokens, names)
    }

    /// Whether no macro is there that the call may mean, as where its import is broken. rustc refuses it, and it defines nothing.
    pub(crate) fn calls_nothing(&self, module: ModuleId, call: u32) -> bool {
        let outline = self.outline(module);
        let call = &outline.macro_calls[call as usize];
        called(outline, call).is_some_and(|found| {
            let Meanings { definitions, listed, unclear, helpers: _ } =
                self.meanings_of(module, call.items_before, module.krate, found);
            let is_empty = !unclear && definitions.is_empty() && listed.is_empty();
            is_empty && self.crate_macros(module.krate).definitions(found.name).is_empty()
        })
    }

    /// The definitions that a call in the tokens of `krate` may mean, if it certainly means one of them; the place is in
    /// `module`, behind `items_before` items of its file.
    pub(crate) fn only_definitions(
        &self,
        module: ModuleId,
        items_before: u32,
        krate: CrateId,
        call: MacroUse,
    ) -> Option<Vec<DefinitionId>> {
        let mut names = FxHashSet::default();
        let expansion = Expansion::new(self, module, items_before, &mut names);
        let Meanings { mut definitions, listed, unclear, helpers: _ } = expansion.meanings(krate, call);
        definitions.sort();
        definitions.dedup();
        (!unclear && listed.is_empty() && !definitions.is_empty()).then_some(definitions)
    }

    /// The names that the crate's macros may define whose calls blocks do not record; `None` if that may be any. What such a call is
    /// given declares nothing.
    pub(super) fn names_of_redefined(&self, krate: CrateId) -> Option<FxHashSet<Symbol>> {
        let mut names = FxHashSet::default();
        let mut expansion = Expansion::new(self, self.root(krate), u32::MAX, &mut names);
        for &id in &self.crate_macros(krate).redefined {
            expansion.define(id);
        }
        let declares_named = |id: &DefinitionId| {
            let tokens = self.definition_outline(*id).macro_definitions[id.number as usize].tokens;
            tokens.hazards.has(Hazards::DECLARES_NAMED)
        };
        let is_open = expansion.follow().is_some() || expansion.definitions.iter().any(declares_named);
        (!is_open).then_some(names)
    }

    /// What a call may mean that stands in the tokens of `krate` and is expanded in `module`, behind `items_before` items.
    pub(super) fn meanings_of(&self, module: ModuleId, items_before: u32, krate: CrateId, call: MacroUse) -> Meanings {
        Expansion::new(self, module, items_before, &mut FxHashSet::default()).meanings(krate, call)
    }

    pub(super) fn bound_use(
        &self,
        module: ModuleId,
        items_before: u32,
        call: MacroUse,
        outline: &Outline,
        tokens: MacroTokens,
        names: &mut FxHashSet<Symbol>,
    ) -> Option<Why> {
        let mut expansion = Expansion::new(self, module, items_before, names);
        let meanings = expansion.meanings(module.krate, call);
        if meanings.unclear {
            return Some(Why::Macro);
        }
        let only_listed = meanings.definitions.is_empty();
        if only_listed && meanings.listed.iter().all(|provides| *provides == Provides::Nothing) {
            return None;
        }
        if only_listed && meanings.listed.iter().all(|provides| *provides != Provides::ItsItems) {
            // Its tokens are declarations, and what they call is part of expressions.
            expansion.add_declarations(module.krate, outline, tokens);
        } else {
            expansion.add(module.krate, outline, tokens);
        }
        expansion.take(meanings);
        expansion.follow()
    }
}

impl<'p> Expansion<'p> {
    fn new(
        program: &'p Program,
        module: ModuleId,
        items_before: u32,
        names: &'p mut FxHashSet<Symbol>,
    ) -> Expansion<'p> {
        Expansion {
            program,
            module,
            items_before,
            names,
            definitions: FxHashSet::default(),
            uses: Vec::new(),
            helpers: FxHashSet::default(),
            loose_bang: false,
            calls_named: false,
            called: FxHashSet::default(),
            unbounded: None,
        }
    }

    fn add(&mut self, krate: CrateId, outline: &Outline, tokens: MacroTokens) {
        if tokens.hazards.has(UNBOUNDED) {
            self.unbounded = Some(Why::Macro);
        }
        self.loose_bang |= tokens.hazards.has(Hazards::LOOSE_BANG);
        if tokens.hazards.has(Hazards::CALLS_NAMED) {
            self.calls_named = true;
            // `$name:path` may be bound to the path of a macro that no plain name leads to.
            let path = self.program.sources.vocabulary().path_fragment;
            if outline.idents(tokens.idents).contains(&path) {
                self.unbounded = Some(Why::Macro);
            }
        }
        self.names.extend(outline.idents(tokens.idents));
        self.add_uses(krate, outline, tokens, |_| true);
    }

    fn add_declarations(&mut self, krate: CrateId, outline: &Outline, tokens: MacroTokens) {
        if tokens.hazards.has(Hazards::GLOB.or(Hazards::ATTRIBUTE_FRAGMENT)) {
            self.unbounded = Some(Why::Macro);
        }
        self.names.extend(outline.idents(tokens.idents));
        self.add_uses(krate, outline, tokens, |found| found.kind != MacroUseKind::Call);
    }

    fn add_uses(&mut self, krate: CrateId, outline: &Outline, tokens: MacroTokens, takes: impl Fn(&MacroUse) -> bool) {
        for found in outline.macro_uses(tokens.uses).iter().filter(|found| takes(found)) {
            if !self.uses.contains(&(krate, *found)) {
                self.uses.push((krate, *found));
            }
        }
    }

    fn define(&mut self, id: DefinitionId) {
        if self.definitions.insert(id) {
            let macros = self.program.crate_macros(id.krate);
            let outline = &macros.files[id.file as usize].facts.outline;
            self.add(id.krate, outline, outline.macro_definitions[id.number as usize].tokens);
        }
    }

    fn take(&mut self, meanings: Meanings) {
        self.helpers.extend(meanings.helpers);
        for id in meanings.definitions {
            self.define(id);
        }
        for provides in meanings.listed {
            if let Provides::ItsTokensAnd(names) = provides {
                let further = names.iter().map(|name| self.program.sources.intern(name));
                self.names.extend(further);
            }
        }
    }

    fn follow(&mut self) -> Option<Why> {
        let mut attributes: Vec<MacroUse> = Vec::new();
        let mut done = 0;
        loop {
            if self.unbounded.is_some() {
                return self.unbounded;
            }
            if let Some(&(krate, found)) = self.uses.get(done) {
                done += 1;
                match found.kind {
                    MacroUseKind::Attribute => attributes.push(found),
                    MacroUseKind::Derive => self.derive(found),
                    MacroUseKind::Import => {}
                    MacroUseKind::Call if found.name == known::MACRO_RULES => {}
                    MacroUseKind::Call => {
                        let meanings = self.meanings(krate, found);
                        if meanings.unclear {
                            return Some(Why::Macro);
                        }
                        self.take(meanings);
                    }
                }
                continue;
            }
            let added = self.loose_bang && self.add_named_macros();
            let called = self.calls_named && self.call_named_macros();
            if !added && !called {
                break;
            }
        }
        let unlisted = |found: &MacroUse| {
            let (module, vocabulary) = (self.module, self.program.sources.vocabulary());
            let bound = !self.program.origins(module, found.first, found.name, found.deep).is_empty();
            let is_helper = found.first.is_none() && !bound && self.helpers.contains(&found.name);
            let origins = || self.program.origins_of_attribute(module, found.first, found.name, found.deep);
            !is_helper && !origins().is_none_or(|origins| vocabulary.keeps(&origins))
        };
        attributes.iter().any(unlisted).then_some(Why::AttributeMacro)
    }

    fn derive(&mut self, found: MacroUse) {
        let origins = self.program.origins_of_attribute(self.module, found.first, found.name, found.deep);
        // rustc refuses one that nothing binds.
        let Some(origins) = origins else { return };
        match self.program.sources.vocabulary().derive(&origins) {
            Some(rows) if rows.iter().all(|row| row.suffixes.is_empty()) => {
                self.helpers.extend(rows.iter().flat_map(|row| row.helpers.iter().copied()));
            }
            // What it is put on, and so what it names, is not known.
            _ => self.unbounded = Some(Why::Derive),
        }
    }

    /// A macro may put a `!` behind any of its identifiers. Whether one was added.
    fn add_named_macros(&mut self) -> bool {
        let before = self.definitions.len();
        let macros = self.program.crate_macros(self.module.krate);
        let names: Vec<Symbol> = self.names.iter().copied().collect();
        let named: Vec<DefinitionId> = names.iter().flat_map(|&name| macros.definitions(name)).copied().collect();
        for id in named {
            self.define(id);
        }
        self.definitions.len() > before
    }

    /// A macro may be called by any of the identifiers that were found. Whether there were more of them than before.
    fn call_named_macros(&mut self) -> bool {
        let names: Vec<Symbol> = self.names.iter().copied().filter(|name| !self.called.contains(name)).collect();
        for &name in &names {
            self.called.insert(name);
            let meanings = self.plain_meanings(name);
            // What nothing binds is no macro, nor is a type or trait of std's.
            let is_type = |origin: &Origin| matches!(*origin, Origin::Package(known::STD, name) if self.is_type(name));
            let binds = || !self.program.origins(self.module, None, name, false).iter().all(is_type);
            if meanings.unclear && (!meanings.definitions.is_empty() || !meanings.listed.is_empty() || binds()) {
                self.unbounded = Some(Why::Macro);
                return true;
            }
            self.take(Meanings { unclear: false, ..meanings });
        }
        !names.is_empty()
    }

    fn is_type(&self, name: Symbol) -> bool {
        self.program.sources.names().text(name).starts_with(char::is_uppercase)
    }

    /// What a call may mean that stands in the tokens of `krate` and is expanded here: the macros that are read, of this
    /// crate and of others, and those that are listed.
    fn meanings(&self, krate: CrateId, call: MacroUse) -> Meanings {
        let program = self.program;
        let mut meanings = Meanings::default();
        let here = match call.first {
            None if krate == self.module.krate => return self.plain_meanings(call.name),
            None => {
                let mut meanings = self.plain_meanings(call.name);
                // `#[macro_export(local_inner_macros)]` calls those of its own crate by their plain names.
                let macros = program.crate_macros(krate);
                meanings.unclear &= macros.definitions(call.name).is_empty();
                meanings.definitions.extend(macros.definitions(call.name));
                return meanings;
            }
            Some(known::CRATE | known::SELF | known::SUPER) => self.module.krate,
            Some(known::DOLLAR_CRATE) => krate,
            Some(known::STD | known::CORE | known::ALLOC) => {
                match program.sources.vocabulary().macro_call(known::STD, call.name) {
                    Some(provides) => meanings.listed.push(provides),
                    None => meanings.unclear = true,
                }
                return meanings;
            }
            Some(_) => {
                let origins = program.origins(self.module, call.first, call.name, call.deep);
                self.take_origins(&origins, &mut meanings);
                return meanings;
            }
        };
        let macros = program.crate_macros(here);
        meanings.definitions.extend(macros.definitions(call.name));
        meanings.unclear = meanings.definitions.is_empty() || !macros.is_own(call.name, call.deep);
        meanings
    }

    fn plain_meanings(&self, name: Symbol) -> Meanings {
        let program = self.program;
        let macros = program.crate_macros(self.module.krate);
        let mut meanings = Meanings::default();
        // One that a macro has defined is part of that macro's tokens, if it is among those that are looked at.
        let defines = |id: &DefinitionId| {
            let outline = &macros.files[id.file as usize].facts.outline;
            outline.idents(outline.macro_definitions[id.number as usize].tokens.idents).contains(&name)
        };
        let mut generators = macros.generators.iter().filter(|id| defines(id)).peekable();
        let is_generated = generators.peek().is_some();
        if generators.any(|id| !self.definitions.contains(id)) || macros.generates_any && self.stands_in_a_call(name) {
            meanings.unclear = true;
            return meanings;
        }
        if let Some(nearest) = program.nearest_macro(self.module, name, self.items_before) {
            meanings.definitions.push(nearest);
            return meanings;
        }
        let in_scope = program.macro_in_scope(self.module, name, self.items_before);
        if in_scope != InScope::No {
            meanings.definitions.extend(macros.definitions(name));
        }
        if in_scope == InScope::Yes {
            return meanings;
        }
        let origins = program.origins(self.module, None, name, false);
        self.take_origins(&origins, &mut meanings);
        if origins.is_empty() {
            match program.sources.vocabulary().macro_call(known::STD, name) {
                Some(provides) => meanings.listed.push(provides),
                // rustc refuses what nothing binds; a library compiles, so there it is bound by what is not read.
                None => {
                    let is_bound = || {
                        let is_of_prelude = prelude::has(program.sources.names().text(name));
                        let is_of_library = !self.module.krate.is_own();
                        is_of_library || is_of_prelude || program.may_be_brought(self.module, name)
                    };
                    meanings.unclear = in_scope == InScope::No && !is_generated && is_bound();
                }
            }
        }
        meanings
    }

    /// Whether the name is among the tokens of any call of the crate.
    fn stands_in_a_call(&self, name: Symbol) -> bool {
        // Of another crate not all calls are read.
        if !self.module.krate.is_own() {
            return true;
        }
        let mut calls = self
            .program
            .outlines(self.module.krate)
            .flat_map(|outline| outline.macro_calls.iter().map(|call| outline.idents(call.tokens.idents)));
        calls.any(|idents| idents.contains(&name))
    }

    fn take_origins(&self, origins: &[Origin], meanings: &mut Meanings) {
        for origin in origins {
            match *origin {
                Origin::Read(krate, name) => {
                    let macros = self.program.crate_macros(krate);
                    meanings.unclear |= macros.definitions(name).is_empty();
                    meanings.definitions.extend(macros.definitions(name));
                }
                Origin::Package(package, name) => {
                    let vocabulary = self.program.sources.vocabulary();
                    meanings.helpers.extend(vocabulary.helpers_of_call(package, name));
                    match vocabulary.macro_call(package, name) {
                        Some(provides) => meanings.listed.push(provides),
                        None => meanings.unclear = true,
                    }
                }
                Origin::Unclear => meanings.unclear = true,
            }
        }
    }
}
