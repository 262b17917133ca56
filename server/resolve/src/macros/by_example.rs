//! Calls whose tokens leave open what they define, expanded: names that only an expansion shows are few, where the tokens of the macros
//! that it may come to hold derives, attributes and imports of many others. What an expansion defines is only that: names that may be
//! there. What stands behind them is not looked into.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use greenlight_syntax::by_example::{Rules, between_delimiters, expanded};
use greenlight_syntax::{Attribute, FILE_SCOPE, FileFacts, Health, ItemKind, Leaf, MacroUse, Range, Symbol, known};
use rustc_hash::FxHashMap;

use super::expanded::expanded_module;
use super::generated::Generated;
use super::textual::InScope;
use super::{DefinitionId, ExpandedItem, Hidden, Origin, Reach};
use crate::annexes::called;
use crate::limits::EXPANDED;
use crate::program::{CrateId, ModuleId, Program};
use crate::sources::text_hash;

/// So many macros are expanded for one call, each in the expansion of another.
const MOST_EXPANSIONS: u32 = 512;

/// So long a text is looked at, in bytes.
const LONGEST: usize = 1 << 20;

/// Macros that expand to calls of each other.
const LONGEST_CHAIN: u32 = 64;

/// What an expansion has for `$crate`, before the crate's number.
pub(super) const CRATE: &str = "__greenlight_crate_";

/// Texts of files, for as long as rules in them are of use.
pub(super) type Texts = boxcar::Vec<Arc<str>>;

/// What was read of macros for the calls of one module.
pub(super) struct Expander<'t> {
    pub(super) texts: &'t Texts,
    /// How many expansions one call may take.
    pub(super) most: u32,
    /// The bytes of all expansions so far.
    expanded: u64,
    by_path: FxHashMap<PathBuf, Option<&'t str>>,
    rules: FxHashMap<DefinitionId, Option<Rc<Rules<'t>>>>,
    /// Of macros that others define, by their names; `None`, if these are not all known.
    pub(super) generated: FxHashMap<(CrateId, Symbol), Option<Rc<[Generated<'t>]>>>,
}

/// The expansions of one call.
struct Expanding<'p, 'h, 't> {
    program: &'p Program,
    module: ModuleId,
    items_before: u32,
    reach: Reach,
    hidden: &'h mut Hidden,
    expander: &'h mut Expander<'t>,
    /// What calls were found to mean; none, if that is not plain.
    meant: FxHashMap<(CrateId, MacroUse), Option<Rc<[DefinitionId]>>>,
    left: u32,
}

/// That it is not known what comes of a call.
struct Lost;

impl<'t> Expander<'t> {
    /// Nothing read yet.
    pub(super) fn new(texts: &'t Texts) -> Expander<'t> {
        Expander {
            texts,
            most: MOST_EXPANSIONS,
            expanded: 0,
            by_path: FxHashMap::default(),
            rules: FxHashMap::default(),
            generated: FxHashMap::default(),
        }
    }

    /// Adds what the call certainly may define in `module` by what it expands to; whether that is known.
    pub(super) fn expand_call(
        &mut self,
        program: &Program,
        module: ModuleId,
        call: u32,
        reach: Reach,
        hidden: &mut Hidden,
    ) -> bool {
        let file = program.file(module);
        let outline = &file.facts.outline;
        let call = &outline.macro_calls[call as usize];
        let Some(found) = called(outline, call) else { return false };
        let Some(text) = self.text(program, &file.path, file.text_hash) else { return false };
        let Some(input) = input_of(&file.facts, call.path, text) else { return false };
        let mut expanding = self.expanding(program, (module, call.items_before), reach, hidden);
        expanding.call(module.krate, found, input, LONGEST_CHAIN).is_ok()
    }

    /// The same of a text that stands for the call.
    pub(super) fn expand_text(
        &mut self,
        program: &Program,
        (module, call): (ModuleId, u32),
        text: &str,
        reach: Reach,
        hidden: &mut Hidden,
    ) -> bool {
        let items_before = program.outline(module).macro_calls[call as usize].items_before;
        let mut expanding = self.expanding(program, (module, items_before), reach, hidden);
        text.len() < LONGEST && expanding.add(module.krate, text, LONGEST_CHAIN).is_ok()
    }

    /// Of a call in the module that stands behind so many items of its file.
    fn expanding<'p, 'h>(
        &'h mut self,
        program: &'p Program,
        (module, items_before): (ModuleId, u32),
        reach: Reach,
        hidden: &'h mut Hidden,
    ) -> Expanding<'p, 'h, 't> {
        let (meant, left) = (FxHashMap::default(), self.most);
        Expanding { program, module, items_before, reach, hidden, expander: self, meant, left }
    }

    pub(super) fn rules(&mut self, program: &Program, id: DefinitionId) -> Option<Rc<Rules<'t>>> {
        if let Some(known) = self.rules.get(&id) {
            return known.clone();
        }
        let rules = self.read_rules(program, id).map(Rc::new);
        self.rules.insert(id, rules.clone());
        rules
    }

    fn read_rules(&mut self, program: &Program, id: DefinitionId) -> Option<Rules<'t>> {
        let file = &program.crate_macros(id.krate).files[id.file as usize];
        let is_it = |kind: ItemKind| kind == ItemKind::MacroRules(id.number);
        let item = file.facts.outline.items.iter().position(|item| is_it(item.kind))?;
        let text = self.text(program, &file.path, file.text_hash)?;
        Rules::read(between_delimiters(text, file.facts.spans.items[item].name.end)?)
    }

    /// The text of a file, if it is still the one that was read.
    pub(super) fn text(&mut self, program: &Program, path: &Path, hash: u64) -> Option<&'t str> {
        if let Some(known) = self.by_path.get(path) {
            return *known;
        }
        let text = program.files.read(path).ok().filter(|text| text_hash(text) == hash);
        let text = text.map(|text| &*self.texts[self.texts.push(text)]);
        self.by_path.insert(path.to_owned(), text);
        text
    }
}

/// What stands between the delimiters of a call with this path.
pub(super) fn input_of<'t>(facts: &FileFacts, path: Range, text: &'t str) -> Option<&'t str> {
    let last = path.end.checked_sub(1).filter(|&last| last >= path.start)?;
    between_delimiters(text, facts.spans.segments.get(last as usize)?.end)
}

impl Expanding<'_, '_, '_> {
    fn call(&mut self, krate: CrateId, found: MacroUse, input: &str, depth: u32) -> Result<(), Lost> {
        let depth = depth.checked_sub(1).ok_or(Lost)?;
        match self.definitions(krate, found) {
            Some(definitions) => self.expand_all(&definitions, input, depth),
            None => self.call_generated(krate, found, input, depth),
        }
    }

    /// A call by a plain name in a crate in which macros define further macros, some of which may have the name.
    fn call_generated(&mut self, krate: CrateId, found: MacroUse, input: &str, depth: u32) -> Result<(), Lost> {
        let program = self.program;
        if found.first.is_some() || krate != self.module.krate || !krate.is_own() {
            return Err(Lost);
        }
        let generated = self.expander.generated(program, krate, found.name).ok_or(Lost)?;
        let written = program.crate_macros(krate).definitions(found.name);
        match (written.is_empty(), generated.is_empty()) {
            (true, false) if !self.may_come_from_elsewhere(found.name) => {
                generated.iter().try_for_each(|generated| self.expand(krate, &generated.rules, input, depth))
            }
            (false, true) if program.macro_in_scope(self.module, found.name, self.items_before) == InScope::Yes => {
                self.expand_all(written, input, depth)
            }
            _ => Err(Lost),
        }
    }

    fn expand_all(&mut self, definitions: &[DefinitionId], input: &str, depth: u32) -> Result<(), Lost> {
        definitions.iter().try_for_each(|&id| {
            let rules = self.expander.rules(self.program, id).ok_or(Lost)?;
            self.expand(id.krate, &rules, input, depth)
        })
    }

    fn expand(&mut self, krate: CrateId, rules: &Rules<'_>, input: &str, depth: u32) -> Result<(), Lost> {
        self.left = self.left.checked_sub(1).ok_or(Lost)?;
        if !EXPANDED.allows(self.expander.expanded) {
            return Err(Lost);
        }
        let crate_name = format!("{CRATE}{}", krate.0);
        let expansion = expanded(rules, input, &crate_name).filter(|text| text.len() < LONGEST).ok_or(Lost)?;
        self.expander.expanded += expansion.len() as u64;
        self.add(krate, &expansion, depth)
    }

    /// Whether another crate's macro of this name may be meant. That an import brings one beside one of textual scope is ambiguous (E0659);
    /// what it brings, as a trait, need be none.
    fn may_come_from_elsewhere(&self, name: Symbol) -> bool {
        self.program.origins(self.module, None, name, false).iter().any(|origin| match *origin {
            Origin::Package(..) => true,
            Origin::Read(from, _) => from != self.module.krate,
            Origin::Unclear => false,
        })
    }

    fn definitions(&mut self, krate: CrateId, found: MacroUse) -> Option<Rc<[DefinitionId]>> {
        let (program, module, items_before) = (self.program, self.module, self.items_before);
        let find = || {
            let meanings = program.meanings_of(module, items_before, krate, found);
            let is_plain = !meanings.unclear && !meanings.definitions.is_empty() && meanings.listed.is_empty();
            is_plain.then(|| meanings.definitions.into())
        };
        self.meant.entry((krate, found)).or_insert_with(find).clone()
    }

    /// Adds what an expansion defines, whose tokens are those of `krate` or were given to it.
    fn add(&mut self, krate: CrateId, text: &str, depth: u32) -> Result<(), Lost> {
        let program = self.program;
        let facts = program.sources.scan_text(text);
        let outline = &facts.outline;
        if outline.health != Health::Whole {
            return Err(Lost);
        }
        let (module, reach) = (self.module, self.reach);
        let is_there = |condition| program.is_in_reach_in(module, outline, condition, reach);
        let here = |scope, condition| scope == FILE_SCOPE && is_there(condition);
        for item in outline.items.iter().filter(|item| here(item.scope, item.condition)) {
            self.hidden.names.insert(item.name);
            self.hidden.expanded.push(ExpandedItem {
                name: item.name,
                kind: item.kind,
                visibility: item.visibility,
                doc_hidden: item.doc_hidden,
            });
            if let ItemKind::Module(number) = item.kind {
                let scope = outline.modules[number as usize].inline;
                self.hidden.modules.push(expanded_module(outline, item.name, scope));
            }
            self.add_attributes(&facts, item.attributes, Some(item.name))?;
        }
        for import in outline.imports.iter().filter(|import| here(import.scope, import.condition)) {
            if import.leaf == Leaf::Glob {
                return Err(Lost);
            }
            self.hidden.names.extend(import.binding(outline));
            self.add_attributes(&facts, import.attributes, None)?;
        }
        for scope in &outline.scopes {
            self.add_attributes(&facts, scope.attributes, None)?;
        }
        for call in outline.macro_calls.iter().filter(|call| here(call.scope, call.condition)) {
            let found = called(outline, call).ok_or(Lost)?;
            let (from, found) = self.of_crate(krate, found);
            let input = input_of(&facts, call.path, text).ok_or(Lost)?;
            if self.call(from, found, input, depth).is_err() {
                // What the macro's tokens are, others than those of this crate may say.
                let is_own = from == self.module.krate && found.first != Some(known::DOLLAR_CRATE);
                let mut bound = || {
                    let names = &mut self.hidden.names;
                    program.bound_use(self.module, self.items_before, found, outline, call.tokens, names)
                };
                if !is_own || bound().is_some() {
                    return Err(Lost);
                }
            }
        }
        Ok(())
    }

    fn add_attributes(&mut self, facts: &FileFacts, range: Range, item: Option<Symbol>) -> Result<(), Lost> {
        let (program, module, reach) = (self.program, self.module, self.reach);
        let there = |attribute: &&Attribute| program.is_in_reach_in(module, &facts.outline, attribute.condition, reach);
        let suffixed = &mut self.hidden.suffixed;
        let why = program.add_by_attributes_of(module, &facts.outline, range, item, suffixed, &there);
        if why.is_some() { Err(Lost) } else { Ok(()) }
    }

    /// A call that an expansion has, and in the tokens of which crate it stands.
    fn of_crate(&self, krate: CrateId, found: MacroUse) -> (CrateId, MacroUse) {
        let named = found.first.and_then(|first| {
            let names = self.program.sources.names();
            names.text(first).strip_prefix(CRATE)?.parse().ok().map(CrateId)
        });
        match named {
            Some(named) => (named, MacroUse { first: Some(known::DOLLAR_CRATE), ..found }),
            None => (krate, found),
        }
    }
}
