//! Errors that rustc gives more than once. An import of what a broken import was to bring is broken as well, and rustc says so only if
//! it comes to the one before the other: when it reports an import, it puts a dummy in its place, which satisfies all that come after
//! (`finalize_imports` and `import_dummy_binding` in `rustc_resolve`). The order is that in which it knew what becomes of them: those
//! of which it knew in one pass over all imports stand as they are written.
//!
//! What is missing from a module in which something is yet to be expanded is known only once that is done; all such imports are known
//! in one pass, and there an import that names a broken one may well come before it. Where nothing is expanded, it is known in the
//! pass after.

use greenlight_syntax::{Leaf, Symbol, known};
use rustc_hash::FxHashMap;

use crate::conditions::Truth;
use crate::lookup::{Definition, DefinitionKind, Lookup, Place, PlaceEntry, Resolver, Want};
use crate::openness::Why;
use crate::passes::Passes;
use crate::program::{InstanceId, ModuleId};
use crate::walk::{Absence, Answer, FoundBy, Missing, package_by_default};

/// An import of the crate: where it stands, and its index in the file.
pub(crate) type ImportId = (ModuleId, u32);

/// What is known of them for the answers of one resolver.
#[derive(Debug, Default)]
pub(crate) struct Repetitions {
    /// Those that are being asked about, each for the sake of the one before.
    asking: Vec<Asking>,
    /// Where each of them is in that list.
    places: FxHashMap<ImportId, usize>,
    /// One that has to be asked about first: until it is taken, whatever is answered is void.
    wanted: Option<ImportId>,
    /// What is known of others as long as those further up in `asking` that they name are taken for whole, and how far up that is.
    assumed: Vec<(ImportId, Option<Link>, usize)>,
    pub(crate) passes: Passes,
}

/// An import that is being asked about.
#[derive(Debug)]
struct Asking {
    import: ImportId,
    /// The lowest of those being asked about that was taken for whole on the way.
    lowest: usize,
    /// Whether it was itself taken for whole.
    is_assumed: bool,
    /// How much was assumed before.
    before: usize,
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

    /// Why an import is broken; none if it is not, or that is not known. What broken imports name is asked about one after
    /// the other, since chains of them may be of any length.
    pub(crate) fn link(&mut self, import: ImportId) -> Option<Link> {
        if let Some(known) = self.known_link(import) {
            return known;
        }
        if !self.repetitions.asking.is_empty() {
            // The outermost call finds it out, in its loop.
            self.repetitions.wanted.get_or_insert(import);
            return None;
        }
        self.ask_for_link(import);
        while let Some(asking) = self.repetitions.asking.last() {
            let found = self.find_link(asking.import);
            match self.repetitions.wanted.take() {
                Some(wanted) => self.ask_for_link(wanted),
                None => self.keep_link(found),
            }
        }
        self.repetitions.assumed.clear();
        self.known_link(import).flatten()
    }

    fn ask_for_link(&mut self, import: ImportId) {
        let before = self.repetitions.assumed.len();
        self.repetitions.places.insert(import, self.repetitions.asking.len());
        self.repetitions.asking.push(Asking { import, lowest: usize::MAX, is_assumed: false, before });
    }

    #[allow(clippy::option_option)] // known, and to be none
    fn known_link(&mut self, import: ImportId) -> Option<Option<Link>> {
        let (module, number) = import;
        let key = (self.program.instance_of(module), number);
        if let Some(known) = self.program.memory(module).links.get(&key) {
            return Some(known.clone());
        }
        let Repetitions { asking, places, assumed, .. } = &mut self.repetitions;
        if let Some(&at) = places.get(&import) {
            // A circle of imports is another error.
            asking[at].is_assumed = true;
            let last = asking.last_mut()?;
            last.lowest = last.lowest.min(at);
            return Some(None);
        }
        let (_, link, lowest) = assumed.iter().find(|(known, ..)| *known == import)?;
        let last = asking.last_mut()?;
        last.lowest = last.lowest.min(*lowest);
        Some(link.clone())
    }

    /// Takes down what was found of the last that is being asked about.
    fn keep_link(&mut self, found: Option<Link>) {
        let Repetitions { asking, places, assumed, .. } = &mut self.repetitions;
        let Some(Asking { import, lowest, is_assumed, before }) = asking.pop() else { return };
        if found.is_some() && is_assumed {
            // It was taken for whole, and is not.
            assumed.truncate(before);
        }
        places.remove(&import);
        if lowest < asking.len() {
            if let Some(last) = asking.last_mut() {
                last.lowest = last.lowest.min(lowest);
            }
            assumed.push((import, found, lowest));
            return;
        }
        let settled = assumed.drain(before..).map(|(import, link, _)| (import, link)).chain([(import, found)]);
        for ((module, number), link) in settled {
            self.program.memory(module).links.insert((self.program.instance_of(module), number), link);
        }
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
}
