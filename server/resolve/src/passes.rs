//! In which pass over all imports rustc knows that one is broken. Where an import names a broken one, that depends on all behind
//! it: what these come to for the ones before them is kept, so that a chain is gone through once.

use greenlight_syntax::{Import, Leaf};
use rustc_hash::FxHashMap;

use crate::lookup::{DefinitionKind, Resolver};
use crate::program::{ModuleId, Program};
use crate::repeated::{ImportId, Link};
use crate::walk::{Absence, package_by_default};

/// The pass over all imports in which rustc knows that one is broken, and where that one stands among them.
pub(crate) type KnownAt = (u32, Vec<u32>);

/// The first pass.
const FIRST: u32 = 1;

/// The pass in which nothing is left to be expanded; how many there are before it does not matter.
const EXPANDED: u32 = 1000;

/// After all passes, with what never was determined.
const NEVER: u32 = u32::MAX;

/// What is known of passes for the answers of one resolver.
#[derive(Debug, Default)]
pub(crate) struct Passes {
    settles: FxHashMap<ModuleId, u32>,
    expands: FxHashMap<ModuleId, bool>,
    chains: FxHashMap<ImportId, Option<Chain>>,
}

/// What a broken import and all that it hangs on come to for those that hang on it.
#[derive(Clone, Debug)]
struct Chain {
    known: KnownAt,
    /// The earliest pass in which they are known, for any import that hangs on them.
    pass: u32,
    /// The last of them, as they stand.
    last: Vec<u32>,
    /// The one of another name that is known last.
    renamed: Option<KnownAt>,
}

impl Resolver<'_> {
    /// When rustc knows that a broken import is.
    pub(crate) fn known_at(&mut self, import: ImportId) -> Option<KnownAt> {
        let mut links: Vec<(ImportId, Link)> = Vec::new();
        let mut at = Some(import);
        let mut behind = None;
        while let Some(import) = at.take() {
            match self.repetitions.passes.chains.get(&import) {
                Some(Some(known)) => behind = Some(known.clone()),
                Some(None) => return None,
                None => {
                    let link = self.link(import)?;
                    if let Link::Names(_, cause) = &link {
                        at = Some(*cause);
                    }
                    links.push((import, link));
                }
            }
        }
        for (import, link) in links.into_iter().rev() {
            let hangs_on_other = matches!(link, Link::Names(..));
            let chain = match hangs_on_other && behind.is_none() {
                // What is behind has no place among the others.
                true => None,
                false => self.chain(import, &link, behind.take()),
            };
            self.repetitions.passes.chains.insert(import, chain.clone());
            behind = chain;
        }
        behind.map(|chain| chain.known)
    }

    fn chain(&mut self, import: ImportId, link: &Link, behind: Option<Chain>) -> Option<Chain> {
        let program = self.program;
        let (module, number) = import;
        let outline = program.outline(module);
        let Import { path, leaf, .. } = outline.imports[number as usize];
        let position = position(program, import)?;
        let (Link::Missing(absence) | Link::Undefined(absence) | Link::Names(absence, _)) = link;
        let mut pass = self.pass_of(module, absence).max(behind.as_ref().map_or(FIRST, |behind| behind.pass));
        let (mut last, mut renamed) = (position.clone(), None);
        let mut known = pass;
        if let Some(behind) = behind {
            if let Some((pass, place)) = &behind.renamed {
                known = known.max(pass.saturating_add(u32::from(position < *place)));
            }
            if position <= behind.last {
                known = known.max(FIRST + 1);
            }
            last = last.max(behind.last);
            renamed = behind.renamed;
        }
        let known = (known, position);
        if absence.segment + 1 != outline.path(path).len() {
            // Those that wait for what a broken path leads to wait for ever.
            pass = NEVER;
        } else if !matches!(leaf, Leaf::Name { rename: None } | Leaf::SelfName { rename: None }) {
            // Nobody looks through one of another name before it is known.
            renamed = renamed.max(Some(known.clone()));
        }
        Some(Chain { known, pass, last, renamed })
    }

    /// The pass in which it is known what the containers lack in which an import of `module` looks for what is missing.
    fn pass_of(&mut self, module: ModuleId, absence: &Absence) -> u32 {
        let program = self.program;
        let mut pass = FIRST;
        for container in absence.containers.iter().copied().filter_map(as_module) {
            pass = pass.max(self.settles(container));
        }
        if absence.segment == 0 {
            let root = program.root(module.krate);
            let begins = if program.paths_begin_at_root(module.krate) { root } else { module };
            pass = pass.max(self.settles(begins));
            // A macro in the root may add to the extern prelude.
            if self.expands(root) {
                pass = pass.max(EXPANDED);
            }
        }
        pass
    }

    fn expands(&mut self, module: ModuleId) -> bool {
        *self.repetitions.passes.expands.entry(module).or_insert_with(|| has_expansions(self.program, module))
    }

    /// The pass in which it is known what a module lacks.
    fn settles(&mut self, module: ModuleId) -> u32 {
        if let Some(&known) = self.repetitions.passes.settles.get(&module) {
            return known;
        }
        // What a broken glob brings is never known.
        let is_never = self.broken_glob(DefinitionKind::Module(module)).is_some();
        let reached = self.closure(module);
        let mut modules = reached.iter().filter_map(|reached| as_module(reached.kind));
        let is_expanding = self.expands(module) || modules.any(|module| self.expands(module));
        let pass = match (is_never, is_expanding) {
            (true, _) => NEVER,
            (false, true) => EXPANDED,
            (false, false) => FIRST,
        };
        self.repetitions.passes.settles.insert(module, pass);
        pass
    }
}

fn as_module(kind: DefinitionKind) -> Option<ModuleId> {
    match kind {
        DefinitionKind::Module(module) => Some(module),
        _ => None,
    }
}

/// Whether a macro call, a derive or an attribute macro stands directly in a module of the workspace. That of a function's block is the
/// block's.
fn has_expansions(program: &Program, module: ModuleId) -> bool {
    if !module.krate.is_own() {
        return false;
    }
    let outline = program.outline(module);
    let package = package_by_default(program, module.krate);
    let is_there = |condition| !program.is_off_by_default(module, outline, condition, package);
    let calls = outline.macro_calls.iter().filter(|call| call.scope == module.scope);
    let mut items = outline.items.iter().filter(|item| item.scope == module.scope);
    calls.into_iter().any(|call| is_there(call.condition))
        || items.any(|item| {
            let attributes = &outline.attributes[item.attributes.start as usize..item.attributes.end as usize];
            let is_expanded = attributes.iter().any(|attribute| is_there(attribute.condition))
                || item.std_derive.is_some_and(is_there);
            is_expanded && is_there(item.condition)
        })
}

/// Where an import stands among all of its crate: the places of the modules around its file, each in the file of the one before, and its
/// own. `None` for one among the tokens of a macro call: rustc comes to it later.
fn position(program: &Program, (module, number): ImportId) -> Option<Vec<u32>> {
    let mut places = vec![program.file(module).facts.spans.imports[number as usize].leaf.start];
    let mut at = module;
    loop {
        let outline = program.outline(at);
        let mut scope = Some(at.scope);
        while let Some(inner) = scope {
            if outline.scope(inner).kind.is_of_call() {
                return None;
            }
            scope = outline.scope(inner).parent;
        }
        let Some((parent, item)) = program.declared(program.instance_of(at)) else { break };
        places.push(program.file(parent).facts.spans.items[item as usize].item.start);
        at = parent;
    }
    places.reverse();
    Some(places)
}
