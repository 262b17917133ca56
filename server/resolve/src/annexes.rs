//! Annexes: the tokens of macro calls that stand in a module as if they stood there by themselves, since all that the macro
//! does is to hand them on, perhaps under a cfg. The scanner reads whatever tokens look like items into a scope of their own;
//! only those are an annex whose macro is certainly one of that kind, wherever it is defined. A module has what its annexes
//! have; of all other tokens nothing is said, nor of the files that they lead to. What a call without tokens expands to, the body of
//! a macro above it, is an annex likewise.

use std::sync::Arc;

use greenlight_syntax::{
    ALWAYS, ConditionId, GivenAttributes, Item, ItemKind, MacroUse, MacroUseKind, Outline, ScopeKind, Symbol,
};

use crate::macros::DefinitionId;
use crate::program::{CrateId, ModuleId, Program};

/// What has to hold beside the cfgs of a call for what stands in it to be compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    /// A cfg in a macro's definition.
    Macro(DefinitionId, ConditionId),
    /// Several macros may be meant, each with cfgs of its own.
    Unclear,
}

/// What the macros put before all that stands in a call, of one that is known to hand it on.
pub(crate) type Passed = Option<Arc<[Gate]>>;

/// Macros that hand on to each other; a longer chain goes in a circle.
const LONGEST_CHAIN: usize = 8;

impl Program {
    /// The module itself, and its annexes, those that stand in others included.
    pub(crate) fn parts(&self, module: ModuleId) -> impl Iterator<Item = ModuleId> + use<> {
        let mut annexes = Vec::new();
        self.add_annexes(module, &mut annexes);
        std::iter::once(module).chain(annexes)
    }

    /// Whether the text of the module, its annexes included, defines `name`.
    pub(crate) fn is_written(&self, module: ModuleId, name: Symbol) -> bool {
        let index = &self.file(module).index;
        self.parts(module).any(|part| index.entries(part.scope, name).next().is_some())
    }

    fn add_annexes(&self, module: ModuleId, annexes: &mut Vec<ModuleId>) {
        for (_, scope) in self.file(module).index.tokens(module.scope) {
            let tokens = ModuleId { scope, ..module };
            if self.passed(tokens).is_some() {
                annexes.push(tokens);
                self.add_annexes(tokens, annexes);
            }
        }
    }

    /// Whether a macro call in `module` hands its tokens on, so that they are an annex.
    pub(crate) fn hands_on(&self, module: ModuleId, call: u32) -> bool {
        let mut tokens = self.file(module).index.tokens(module.scope);
        let scope = tokens.find_map(|(of, scope)| (of == call).then_some(scope));
        scope.is_some_and(|scope| self.passed(ModuleId { scope, ..module }).is_some())
    }

    /// Whether what stands in `module` is certainly what it seems: neither it nor anything around it is the tokens of a
    /// macro that may make something else of them.
    #[must_use]
    pub fn is_certain(&self, module: ModuleId) -> bool {
        let mut at = Some(module);
        while let Some(module) = at {
            if self.scope(module).is_some_and(|scope| scope.kind.is_of_call()) && self.passed(module).is_none() {
                return false;
            }
            at = self.parent(module);
        }
        true
    }

    /// What the macros of a call put before what it holds, or its attributes; `tokens` is the scope of that.
    pub(crate) fn passed(&self, tokens: ModuleId) -> Passed {
        let memory = self.memory(tokens);
        if let Some(known) = memory.passed.get(&tokens) {
            return known.clone();
        }
        let passed = self.find_passed(tokens);
        memory.passed.insert(tokens, passed.clone());
        passed
    }

    fn find_passed(&self, tokens: ModuleId) -> Passed {
        let scope = self.scope(tokens)?;
        if matches!(scope.kind, ScopeKind::Attributes { .. }) {
            return self.keeps_attributes(tokens).then(|| [].into());
        }
        let ScopeKind::Tokens { call, parameter, single, body } = scope.kind else { return None };
        let outline = self.outline(tokens);
        let call = &outline.macro_calls[call as usize];
        let place = Passing { program: self, module: self.parent(tokens)?, items_before: call.items_before, single };
        let mut gates = Vec::new();
        let called = called(outline, call)?;
        if let Some(definition) = body {
            return place.gate_of_body(called, definition).map(|gate| gate.into_iter().collect());
        }
        place.add_gates(tokens.krate, called, parameter.is_some(), LONGEST_CHAIN, &mut gates).then(|| gates.into())
    }

    /// Whether a call certainly puts the attributes that it is given before what it makes, so that rustc sees their cfgs. `tokens` is
    /// the scope of what it holds.
    pub(crate) fn keeps_attributes(&self, tokens: ModuleId) -> bool {
        let outline = self.outline(tokens);
        let of_call = self.scope(tokens).zip(self.parent(tokens)).and_then(|(scope, module)| match scope.kind {
            ScopeKind::Tokens { call, body: None, .. } | ScopeKind::Attributes { call } => {
                Some((module, &outline.macro_calls[call as usize]))
            }
            _ => None,
        });
        let definitions = of_call.and_then(|(module, call)| {
            self.only_definitions(module, call.items_before, module.krate, called(outline, call)?)
        });
        definitions.is_some_and(|definitions| {
            let given =
                |id: &DefinitionId| self.definition_outline(*id).macro_definitions[id.number as usize].attributes;
            // One that takes none is not the one that is called.
            definitions.iter().any(|id| given(id) == GivenAttributes::Keeps)
                && definitions.iter().all(|id| given(id) != GivenAttributes::Unclear)
        })
    }
}

/// The macro that a call names.
pub(crate) fn called(outline: &Outline, call: &greenlight_syntax::MacroCall) -> Option<MacroUse> {
    let (first, name, deep) = match outline.path(call.path) {
        [] => return None,
        &[name] => (None, name, false),
        &[first, .., name] => (Some(first), name, call.path.end - call.path.start > 2),
    };
    Some(MacroUse { kind: MacroUseKind::Call, first, name, deep })
}

/// A call whose macros are looked into.
struct Passing<'p> {
    program: &'p Program,
    module: ModuleId,
    items_before: u32,
    /// Whether it holds one item.
    single: bool,
}

impl Passing<'_> {
    /// The cfg of the macro above the call whose body this is, if the call certainly means that one where it is compiled.
    fn gate_of_body(&self, called: MacroUse, definition: u32) -> Option<Option<Gate>> {
        let program = self.program;
        let outline = program.outline(self.module);
        let definitions = program.only_definitions(self.module, self.items_before, self.module.krate, called)?;
        let macros = program.crate_macros(self.module.krate);
        let path = &program.file(self.module).path;
        let is_own = |id: &&DefinitionId| {
            let stands_here = || macros.files[id.file as usize].path == *path;
            id.number == definition && id.krate == self.module.krate && stands_here()
        };
        let &id = definitions.iter().find(is_own)?;
        let is_it = |item: &Item| item.kind == ItemKind::MacroRules(definition);
        let at = outline.items.iter().position(is_it)? as u32;
        // Textual scope has the last one; that nothing else brings another in between is enough.
        if program.is_brought_between(self.module, called.name, at + 1..self.items_before) {
            return None;
        }
        let condition = outline.items[at as usize].condition;
        Some((condition != ALWAYS).then_some(Gate::Macro(id, condition)))
    }

    /// Adds what `called`, which stands in the tokens of `krate`, puts before the items; whether it hands them on.
    fn add_gates(
        &self,
        krate: CrateId,
        called: MacroUse,
        has_parameter: bool,
        depth: usize,
        gates: &mut Vec<Gate>,
    ) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let Some(definitions) = self.program.only_definitions(self.module, self.items_before, krate, called) else {
            return false;
        };
        if definitions.len() > 1 {
            gates.push(Gate::Unclear);
        }
        definitions.iter().all(|&id| {
            let outline = self.program.definition_outline(id);
            let Some(passes) = outline.macro_definitions[id.number as usize].passes else { return false };
            if passes.parameter != has_parameter || (passes.first_only && !self.single) {
                return false;
            }
            let argument = passes.to.and_then(|to| to.argument).unwrap_or(ALWAYS);
            let added = [passes.condition, argument].into_iter().filter(|&condition| condition != ALWAYS);
            gates.extend(added.map(|condition| Gate::Macro(id, condition)));
            match passes.to {
                Some(to) => self.add_gates(id.krate, to.called, to.argument.is_some(), depth, gates),
                None => true,
            }
        })
    }
}
