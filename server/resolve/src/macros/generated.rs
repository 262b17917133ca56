//! Macros that other macros define, as in `trait_template! { pub trait Data { … } }`, read from what the calls of these *generators* expand
//! to. Only those at whose calls the name stands, or that have it themselves, are expanded; whether that is all that may define it is
//! asked of every other call that has the name.

use std::rc::Rc;

use greenlight_syntax::by_example::{Rules, between_delimiters, expanded};
use greenlight_syntax::{ItemKind, MacroCall, MacroTokens, MacroUseKind, Outline, Symbol, known};

use super::by_example::{CRATE, Expander, input_of};
use super::{CrateMacros, DefinitionId};
use crate::annexes::called;
use crate::program::{CrateId, Program};

/// A macro that another one defines.
pub(super) struct Generated<'t> {
    pub(super) rules: Rules<'t>,
    /// Whether it may itself define macros.
    is_generator: bool,
}

impl<'t> Expander<'t> {
    /// All macros `name` of a crate of the workspace that others define; `None` if there may be more of them.
    pub(super) fn generated(&mut self, program: &Program, krate: CrateId, name: Symbol) -> Option<Rc<[Generated<'t>]>> {
        if let Some(known) = self.generated.get(&(krate, name)) {
            return known.clone();
        }
        let is_all = self.are_all_known(program, krate, name);
        let found = if is_all { self.read_generated(program, krate, name).map(Rc::from) } else { None };
        self.generated.insert((krate, name), found.clone());
        found
    }

    /// Whether nothing but the calls of generators may define a macro of this name.
    fn are_all_known(&mut self, program: &Program, krate: CrateId, name: Symbol) -> bool {
        let macros = program.crate_macros(krate);
        // A macro that calls a generator may give it the name.
        let hands_on = |file: &Outline| {
            let tokens = file.macro_definitions.iter().map(|definition| definition.tokens);
            tokens.filter(|tokens| has(file, *tokens, name)).any(|tokens| calls_generator(macros, file, tokens))
        };
        if macros.files.iter().any(|file| hands_on(&file.facts.outline)) {
            return false;
        }
        let mut asked = Vec::new();
        for outline in macros.files.iter().map(|file| &file.facts.outline) {
            for call in outline.macro_calls.iter().filter(|call| has(outline, call.tokens, name)) {
                let Some(meant) = called(outline, call) else { return false };
                if defines_macros(macros, outline, call.tokens) {
                    return false;
                }
                if !is_generator(macros, meant.name) && !asked.contains(&meant.name) {
                    asked.push(meant.name);
                }
            }
        }
        asked.into_iter().all(|called| self.defines_no_macro(program, krate, called))
    }

    /// Whether a macro that is no generator defines no macro, whatever it is given, by what it calls.
    fn defines_no_macro(&mut self, program: &Program, krate: CrateId, name: Symbol) -> bool {
        let macros = program.crate_macros(krate);
        let definitions = macros.definitions(name);
        if definitions.is_empty() {
            let generated = self.read_generated(program, krate, name).unwrap_or_default();
            // What another crate's macro makes of its tokens is not known.
            let is_known = !generated.is_empty() || program.sources.vocabulary().is_call(name);
            return is_known && !generated.iter().any(|generated| generated.is_generator);
        }
        let mut reached: Vec<DefinitionId> = definitions.to_vec();
        let mut done = 0;
        while let Some(&id) = reached.get(done) {
            done += 1;
            let outline = program.definition_outline(id);
            let tokens = outline.macro_definitions[id.number as usize].tokens;
            if defines_macros(macros, outline, tokens) {
                return false;
            }
            for called in calls(outline, tokens) {
                let further = macros.definitions(called).iter().filter(|id| !reached.contains(id));
                let further: Vec<DefinitionId> = further.copied().collect();
                reached.extend(further);
            }
        }
        true
    }

    /// The macros `name` that calls of generators define; `None` if one of these calls is not understood.
    fn read_generated(&mut self, program: &Program, krate: CrateId, name: Symbol) -> Option<Vec<Generated<'t>>> {
        let macros = program.crate_macros(krate);
        let mut found = Vec::new();
        for file in &macros.files {
            let outline = &file.facts.outline;
            let may_define = |call: &MacroCall, id: &DefinitionId| {
                let definition = program.definition_outline(*id);
                has(outline, call.tokens, name)
                    || has(definition, definition.macro_definitions[id.number as usize].tokens, name)
            };
            for call in &outline.macro_calls {
                let Some(meant) = called(outline, call).filter(|meant| is_generator(macros, meant.name)) else {
                    continue;
                };
                for &id in macros.definitions(meant.name).iter().filter(|id| may_define(call, id)) {
                    let text = self.text(program, &file.path, file.text_hash)?;
                    let input = input_of(&file.facts, call.path, text)?;
                    let rules = self.rules(program, id)?;
                    let expansion = expanded(&rules, input, &format!("{CRATE}{}", id.krate.0))?;
                    let expansion: &'t str = &self.texts[self.texts.push(expansion.into())];
                    read_definitions(program, macros, expansion, name, &mut found)?;
                }
            }
        }
        Some(found)
    }
}

/// Adds the macros `name` that the text of an expansion defines.
fn read_definitions<'t>(
    program: &Program,
    macros: &CrateMacros,
    expansion: &'t str,
    name: Symbol,
    found: &mut Vec<Generated<'t>>,
) -> Option<()> {
    let facts = program.sources.scan_text(expansion);
    let outline = &facts.outline;
    for (item, spans) in outline.items.iter().zip(&facts.spans.items).filter(|(item, _)| item.name == name) {
        let ItemKind::MacroRules(number) = item.kind else { continue };
        let rules = Rules::read(between_delimiters(expansion, spans.name.end)?)?;
        let tokens = outline.macro_definitions[number as usize].tokens;
        found.push(Generated { rules, is_generator: defines_macros(macros, outline, tokens) });
    }
    Some(())
}

fn has(outline: &Outline, tokens: MacroTokens, name: Symbol) -> bool {
    outline.idents(tokens.idents).contains(&name)
}

fn is_generator(macros: &CrateMacros, name: Symbol) -> bool {
    macros.generators.iter().any(|id| macros.definitions(name).contains(id))
}

/// Whether a generator is called among the tokens.
fn calls_generator(macros: &CrateMacros, outline: &Outline, tokens: MacroTokens) -> bool {
    calls(outline, tokens).any(|called| is_generator(macros, called))
}

fn defines_macros(macros: &CrateMacros, outline: &Outline, tokens: MacroTokens) -> bool {
    calls(outline, tokens).any(|called| called == known::MACRO_RULES || is_generator(macros, called))
}

/// The names of the macros that are called among the tokens.
fn calls(outline: &Outline, tokens: MacroTokens) -> impl Iterator<Item = Symbol> {
    let calls = outline.macro_uses(tokens.uses).iter().filter(|used| used.kind == MacroUseKind::Call);
    calls.map(|used| used.name)
}
