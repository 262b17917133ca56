//! Errors that rustc gives more than once. An import of what a broken import was to bring is broken as well, and rustc says so only if
//! it comes to the one before the other: when it reports an import, it puts a dummy in its place, which satisfies all that come after
//! (`finalize_imports` and `import_dummy_binding` in `rustc_resolve`). The order is that in which it knew what becomes of them: those
//! of which it knew in one pass over all imports stand as they are written.
//!
//! What is missing from a module in which something is yet to be expanded is known only once that is done; all such imports are known
//! in one pass, and there an import that names a broken one may well come before it. Where nothing is expanded, it is known in the
//! pass after.

use greenlight_syntax::{Import, Leaf, Symbol, known};
use rustc_hash::FxHashMap;

use crate::conditions::Truth;
use crate::lookup::{Definition, DefinitionKind, Lookup, Place, PlaceEntry, Resolver, Want};
use crate::openness::Why;
use crate::program::{InstanceId, ModuleId, Program};
use crate::walk::{Absence, Answer, FoundBy, Missing, package_by_default};

/// Imports of broken imports are followed so far: nobody writes more, and the stack is not endless.
const LONGEST_CHAIN: usize = 64;

/// An import of the crate: where it stands, and its index in the file.
pub(crate) type ImportId = (ModuleId, u32);

/// What is known of them for the answers of one resolver.
#[derive(Debug, Default)]
pub(crate) struct Repetitions {
    /// Those that are being asked about, outermost first.
    asking: Vec<(InstanceId, u32)>,
    settles: FxHashMap<ModuleId, u32>,
}

/// Why an import is broken.
#[derive(Clone, Debug)]
pub(crate) enum Link {
    /// What it names is missing.
    Missing(Absence),
    /// It names an import that is broken, or its path leads through that.
    Names(Absence, ImportId),
    /// It names what the call of a macro was to define that a broken import was to bring.
    Undefined(Absence),
}

/// What an import names, as far as it may be broken with that.
enum Named {
    Import(ImportId),
    /// What the tokens of a macro call in the module declare, and its name.
    Declared(ModuleId, Symbol),
}

/// The pass over all imports in which rustc knows that one is broken, and where that one stands among them.
type KnownAt = (u32, Vec<u32>);

/// The first pass.
const FIRST: u32 = 1;

/// The pass in which nothing is left to be expanded; how many there are before it does not matter.
const EXPANDED: u32 = 1000;

/// After all passes, with what never was determined.
const NEVER: u32 = u32::MAX;

impl Resolver<'_> {
    /// The error that rustc gives for an import of a broken import beside that one's own; none, if the import names no such, or rustc
    /// passes it over. `is_found` says that something has the name, so that nothing before it is broken.
    pub fn repeated(&mut self, instance: InstanceId, number: u32, is_found: bool) -> Option<Absence> {
        let scope = self.program.file_of(instance).facts.outline.imports[number as usize].scope;
        let import = (self.program.module_of(instance, scope), number);
        let (absence, cause) = match self.named_broken(import, is_found)? {
            Link::Missing(_) => return None,
            Link::Undefined(absence) => return Some(absence),
            Link::Names(absence, cause) => (absence, cause),
        };
        let is_first = self.known_at(import)? < self.known_at(cause)?;
        is_first.then_some(absence)
    }

    /// Why an import is broken; none if it is not, or that is not known.
    fn link(&mut self, import: ImportId) -> Option<Link> {
        let (module, number) = import;
        let key = (self.program.instance_of(module), number);
        // A circle of imports is another error.
        if self.repetitions.asking.contains(&key) || self.repetitions.asking.len() >= LONGEST_CHAIN {
            return None;
        }
        let memory = self.program.memory(module);
        if let Some(known) = memory.links.get(&key) {
            return known.clone();
        }
        self.repetitions.asking.push(key);
        let found = self.find_link(import);
        self.repetitions.asking.pop();
        memory.links.insert(key, found.clone());
        found
    }

    fn find_link(&mut self, import: ImportId) -> Option<Link> {
        let (module, number) = import;
        let instance = self.program.instance_of(module);
        let answer = match self.import_exists(instance, number) {
            Answer::Unknown(_) => self.import_exists_by_default(instance, number),
            answer => answer,
        };
        match answer {
            Answer::Absent(absence) => Some(Link::Missing(absence)),
            Answer::Private(_) | Answer::Found(FoundBy::Itself) => None,
            Answer::Found(FoundBy::Import) => self.named_broken(import, true),
            Answer::Unknown(_) => self.named_broken(import, false),
        }
    }

    /// The broken import that one names, or that its path leads through.
    fn named_broken(&mut self, import: ImportId, is_found: bool) -> Option<Link> {
        let (module, number) = import;
        let path = self.program.outline(module).imports[number as usize].path;
        let segments = (path.end - path.start) as usize;
        let first = if is_found { segments.saturating_sub(1) } else { 0 };
        (first..segments).find_map(|segment| {
            let (containers, named) = self.named_by(import, segment)?;
            let (cause, is_macro) = match named {
                Named::Import(cause) => (cause, false),
                Named::Declared(of, name) => (self.import_of_macro(of, name)?, true),
            };
            self.link(cause)?;
            let place = Place { module: cause.0, entry: PlaceEntry::Import(cause.1) };
            let absence = Absence { segment, missing: Missing::Broken(place), containers };
            Some(if is_macro { Link::Undefined(absence) } else { Link::Names(absence, cause) })
        })
    }

    /// The broken import that was to bring the macro whose call declares `name` in the module.
    fn import_of_macro(&mut self, module: ModuleId, name: Symbol) -> Option<ImportId> {
        let program = self.program;
        let (part, call) = program.declaring_call(module, name)?;
        let outline = program.outline(part);
        let &[called] = outline.path(outline.macro_calls[call as usize].path) else { return None };
        if !program.crate_macros(part.krate).definitions(called).is_empty() {
            return None;
        }
        let here: Vec<u32> = (0..outline.imports.len() as u32)
            .filter(|&number| outline.imports[number as usize].scope == part.scope)
            .collect();
        let binds = |number: &u32| outline.imports[*number as usize].binding(outline) == Some(called);
        // One that names something else of the macro's crate was to name the macro.
        let is_of_crate = |number: &u32| {
            let path = outline.path(outline.imports[*number as usize].path);
            program.lists_macro(module.krate, path, called)
        };
        let mut candidates: Vec<u32> = here.iter().copied().filter(binds).collect();
        if candidates.is_empty() {
            candidates = here.into_iter().filter(is_of_crate).collect();
        }
        candidates.into_iter().find(|&number| self.link((part, number)).is_some()).map(|number| (part, number))
    }

    /// What a segment of an import's path names, if that is one thing in the default build, and in which containers it is looked for.
    fn named_by(&mut self, (module, number): ImportId, segment: usize) -> Option<(Vec<DefinitionKind>, Named)> {
        let program = self.program;
        let outline = program.outline(module);
        let import = &outline.imports[number as usize];
        let path = outline.path(import.path);
        let (name, is_last) = (path[segment], segment + 1 == path.len());
        if matches!(name, known::CRATE | known::SELF | known::SUPER) {
            return None;
        }
        let want = if is_last && matches!(import.leaf, Leaf::Name { .. }) { Want::Name } else { Want::TypeName };
        self.walking.push((program.instance_of(module), number));
        let containers = match segment {
            0 => Some(Lookup::default()),
            _ => self.walk(module, import.global, &path[..segment]).ok(),
        };
        let found = containers.as_ref().and_then(|containers| match segment {
            0 => Some(self.first_segment(module, import.global, name, want)),
            _ => self.step(containers, name, segment, want, None).ok(),
        });
        self.walking.pop();
        self.forget_provisional();
        let found = found?;
        let is_compiled = |definition: &&Definition| {
            let Some(Place { module, entry }) = definition.place else { return true };
            if !module.krate.is_own() {
                return true;
            }
            let outline = program.outline(module);
            let condition = match entry {
                PlaceEntry::Item(item) => outline.items[item as usize].condition,
                PlaceEntry::Import(import) => outline.imports[import as usize].condition,
                PlaceEntry::Variant(variant) => outline.variants[variant as usize].condition,
            };
            program.by_default(module, condition, package_by_default(program, module.krate)) != Truth::False
        };
        let mut definitions = found.definitions.iter().filter(is_compiled);
        let (definition, None) = (definitions.next()?, definitions.next()) else { return None };
        let mut containers: Vec<DefinitionKind> =
            containers.unwrap_or_default().definitions.iter().map(|definition| definition.kind).collect();
        let named = match (definition.kind, definition.place) {
            (DefinitionKind::Import, Some(Place { module: of, entry: PlaceEntry::Import(cause) })) => {
                if segment == 0 {
                    containers.push(DefinitionKind::Module(of));
                }
                Named::Import((of, cause))
            }
            (DefinitionKind::Opaque(Why::Macro), None) => match containers[..] {
                [DefinitionKind::Module(of)] => Named::Declared(of, name),
                _ => return None,
            },
            _ => return None,
        };
        let (Named::Import((of, _)) | Named::Declared(of, _)) = named;
        of.krate.is_own().then_some((containers, named))
    }

    /// When rustc knows that a broken import is.
    fn known_at(&mut self, import: ImportId) -> Option<KnownAt> {
        let program = self.program;
        let position = position(program, import)?;
        let mut pass = FIRST;
        let mut is_in_order = true;
        let mut at = import;
        loop {
            let (module, number) = at;
            let outline = program.outline(module);
            let Import { path, leaf, .. } = outline.imports[number as usize];
            let link = self.link(at)?;
            let (Link::Missing(absence) | Link::Undefined(absence) | Link::Names(absence, _)) = &link;
            if at != import {
                let behind = self::position(program, at)?;
                is_in_order &= position > behind;
                if absence.segment + 1 != outline.path(path).len() {
                    // Those that wait for what a broken path leads to wait for ever.
                    pass = NEVER;
                } else if !matches!(leaf, Leaf::Name { rename: None } | Leaf::SelfName { rename: None }) {
                    // Nobody looks through one of another name before it is known.
                    let (known, place) = self.known_at(at)?;
                    pass = pass.max(known.saturating_add(u32::from(position < place)));
                }
            }
            for container in absence.containers.iter().copied().filter_map(as_module) {
                pass = pass.max(self.settles(container));
            }
            if absence.segment == 0 {
                let root = program.root(module.krate);
                let begins = if program.paths_begin_at_root(module.krate) { root } else { module };
                pass = pass.max(self.settles(begins));
                // A macro in the root may add to the extern prelude.
                if has_expansions(program, root) {
                    pass = pass.max(EXPANDED);
                }
            }
            match link {
                Link::Missing(_) | Link::Undefined(_) => break,
                Link::Names(_, cause) => at = cause,
            }
        }
        if !is_in_order {
            pass = pass.max(FIRST + 1);
        }
        Some((pass, position))
    }

    /// The pass in which it is known what a module lacks.
    fn settles(&mut self, module: ModuleId) -> u32 {
        if let Some(&known) = self.repetitions.settles.get(&module) {
            return known;
        }
        // What a broken glob brings is never known.
        let is_never = self.broken_glob(DefinitionKind::Module(module)).is_some();
        let reached = self.closure(module);
        let mut modules = reached.iter().filter_map(|reached| as_module(reached.kind));
        let is_expanding =
            has_expansions(self.program, module) || modules.any(|module| has_expansions(self.program, module));
        let pass = match (is_never, is_expanding) {
            (true, _) => NEVER,
            (false, true) => EXPANDED,
            (false, false) => FIRST,
        };
        self.repetitions.settles.insert(module, pass);
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
