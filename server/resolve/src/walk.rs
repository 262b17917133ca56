//! From an import's path to an answer: the first segment by rustc's rules for `use` paths, each further one as a
//! question to what the one before leads to.

use greenlight_project::PackageId;
use greenlight_syntax::{Health, Leaf, Symbol, known};

use crate::lookup::{Definition, DefinitionKind, Lookup, Place, Resolver, Want};
use crate::macros::Reach;
use crate::openness::Why;
use crate::prelude;
use crate::privacy::Hidden;
use crate::program::asked::asks;
use crate::program::{CrateId, InstanceId, ModuleId, Program};

/// Whether what an import names exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It does, in some build at least.
    Found(FoundBy),
    /// It does, and the import cannot see it in any build.
    Private(Hidden),
    /// It does not, in any build.
    Absent(Absence),
    /// That cannot be told.
    Unknown(Why),
}

/// What was found to have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// Something that is there.
    Itself,
    /// An import, which defines the name even where it is broken; or the tokens of a macro call, which define nothing where that macro's
    /// import is broken.
    Import,
}

/// Where a path fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// 0-based index into the import's path. For a glob that fails for itself, the last segment.
    pub segment: usize,
    /// How.
    pub missing: Missing,
    /// The containers that were asked for the segment; empty for the first segment of a path.
    pub containers: Vec<DefinitionKind>,
}

/// How a segment fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Nothing of that name is there.
    Name,
    /// It is there, but nothing can be imported from it; what it is, in rustc's words.
    NotModule(&'static str),
    /// It is a dependency that the crate sees only while it is tested.
    OnlyForDevelopment,
    /// `super` beyond the crate's root.
    TooManySupers,
    /// `crate`, `self` or `super` after the start of a path.
    KeywordInside,
    /// A glob of the module that it stands in.
    SelfGlob,
    /// What has the name is this import, which is itself broken.
    Broken(Place),
}

impl Absence {
    fn new(segment: usize, missing: Missing) -> Absence {
        Absence { segment, missing, containers: Vec::new() }
    }
}

impl Resolver<'_> {
    /// The name of the crate that an import's path begins with, if that is known to be no name of the importing crate's own.
    pub fn crate_of_import(&mut self, instance: InstanceId, number: u32) -> Option<Symbol> {
        let program = self.program;
        let outline = &program.file_of(instance).facts.outline;
        let import = &outline.imports[number as usize];
        let &first = outline.path(import.path).first()?;
        if program.paths_begin_at_root(instance.krate) || matches!(first, known::CRATE | known::SELF | known::SUPER) {
            return None;
        }
        if !import.global {
            let mut at = program.module_of(instance, import.scope);
            self.walking.push((instance, number));
            let own = loop {
                let found = self.lookup(at, first, Want::Container);
                let is_written = program.is_written(at, first);
                let is_lost = found.unknown == Some(Why::BrokenFile);
                match program.parent(at) {
                    _ if !found.definitions.is_empty() || is_written || is_lost => break true,
                    Some(parent) if program.is_block(at) => at = parent,
                    _ => break false,
                }
            };
            self.walking.pop();
            self.forget_provisional();
            if own {
                return None;
            }
        }
        program.externs(instance.krate).crates.contains_key(&first).then_some(first)
    }

    fn import_answer(&mut self, instance: InstanceId, number: u32) -> Answer {
        let program = self.program;
        let outline = &program.file_of(instance).facts.outline;
        let import = &outline.imports[number as usize];
        let module = program.module_of(instance, import.scope);
        if let Some(why) = self.not_judged(module, number) {
            return Answer::Unknown(why);
        }
        self.forget_provisional();
        self.walking.push((instance, number));
        let path = outline.path(import.path);
        let mut hidden = None;
        let answer = self.answer(module, import.global, path, import.leaf, &mut hidden);
        self.walking.pop();
        self.forget_provisional();
        match (answer, hidden) {
            (Answer::Found(_), Some(hidden)) => Answer::Private(hidden),
            (answer, _) => answer,
        }
    }

    /// Whether what an import of an instance names exists. Which builds compile the import is the caller's question.
    pub fn import_exists(&mut self, instance: InstanceId, number: u32) -> Answer {
        // Most names are there to be read, and what macros may define beside them is of no interest then.
        match self.import_exists_as(Reach::Text, instance, number) {
            // What is not read stays so, whatever macros define.
            answer @ (Answer::Found(_) | Answer::Unknown(Why::NoSource)) => answer,
            _ => self.import_exists_as(Reach::SomeBuild, instance, number),
        }
    }

    /// As [`Resolver::import_exists`], of the default build of its package on this host alone: for an import that this compiles, and of which cannot be
    /// told whether some other build has what it names.
    pub fn import_exists_by_default(&mut self, instance: InstanceId, number: u32) -> Answer {
        let package = package_by_default(self.program, instance.krate);
        self.import_exists_as(Reach::DefaultBuild(package), instance, number)
    }

    fn import_exists_as(&mut self, reach: Reach, instance: InstanceId, number: u32) -> Answer {
        self.reach = reach;
        let answer = self.import_answer(instance, number);
        self.reach = Reach::SomeBuild;
        let outline = &self.program.file_of(instance).facts.outline;
        let path = outline.path(outline.imports[number as usize].path);
        match answer {
            Answer::Absent(_) if !self.is_ascii(path) => Answer::Unknown(Why::Spelling),
            answer => answer,
        }
    }

    /// Whether a leaf with this path names something in `module`, and what on the way is private.
    pub(crate) fn answer(
        &mut self,
        module: ModuleId,
        global: bool,
        path: &[Symbol],
        leaf: Leaf,
        hidden: &mut Option<Hidden>,
    ) -> Answer {
        match leaf {
            Leaf::Glob => self.glob_exists(module, global, path, hidden),
            Leaf::Name { .. } | Leaf::Nothing => self.name_exists(module, global, path, Want::Name, hidden),
            Leaf::SelfName { .. } => self.name_exists(module, global, path, Want::TypeName, hidden),
        }
    }

    /// rustc compares names in the normal form NFC, and these are compared as they are written.
    pub(crate) fn is_ascii(&self, path: &[Symbol]) -> bool {
        let names = self.program.sources.names();
        path.iter().all(|&segment| names.text(segment).is_ascii())
    }

    /// A `use` under an attribute macro may not be there at all once that has run; one in a damaged stretch may not
    /// be what it seems.
    pub(crate) fn not_judged(&self, module: ModuleId, number: u32) -> Option<Why> {
        let program = self.program;
        let file = program.file(module);
        let outline = &file.facts.outline;
        let leaf = file.facts.spans.imports[number as usize].leaf;
        let damaged = file.facts.spans.damage.iter().any(|damage| damage.contains(leaf));
        if outline.health == Health::Unlexable || damaged {
            return Some(Why::BrokenFile);
        }
        if program.has_unlisted_attribute(module, outline.imports[number as usize].attributes) {
            return Some(Why::AttributeMacro);
        }
        let mut at = Some(module);
        while let Some(module) = at {
            if program.may_vanish(module) {
                return Some(Why::AttributeMacro);
            }
            let instance = program.instance_of(module);
            if let (Some((parent, item)), true) = (program.declared(instance), program.base(instance) == module)
                && program.has_unlisted_attribute(parent, program.outline(parent).items[item as usize].attributes)
            {
                return Some(Why::AttributeMacro);
            }
            at = program.parent(module);
        }
        None
    }

    fn name_exists(
        &mut self,
        module: ModuleId,
        global: bool,
        path: &[Symbol],
        want: Want,
        hidden: &mut Option<Hidden>,
    ) -> Answer {
        let Some((&last, prefix)) = path.split_last() else { return Answer::Found(FoundBy::Itself) };
        if let Some(absence) = misplaced_keyword(path) {
            return Answer::Absent(absence);
        }
        if matches!(last, known::CRATE | known::SELF | known::SUPER | known::UNDERSCORE) {
            // `use crate as c;` exists, and `use std::self;` is another error.
            return match self.walk_as(module, global, prefix, None, Some(hidden)) {
                Err(absence) => Answer::Absent(absence),
                Ok(_) => Answer::Found(FoundBy::Itself),
            };
        }
        if prefix.is_empty() {
            let found = self.first_segment(module, global, last, want);
            return self.leaf_answer(module, &found, last, Absence::new(0, Missing::Name), true);
        }
        let containers = match self.walk_as(module, global, prefix, None, Some(hidden)) {
            Ok(containers) => containers,
            Err(absence) => return Answer::Absent(absence),
        };
        let found = match self.step(&containers, last, prefix.len(), want, None) {
            Ok(found) => found,
            Err(absence) => return Answer::Absent(absence),
        };
        if hidden.is_none() {
            *hidden = self.hidden(&containers, &found, last, module, prefix.len());
        }
        let mut absence = Absence::new(prefix.len(), Missing::Name);
        absence.containers = containers.definitions.iter().map(|definition| definition.kind).collect();
        self.leaf_answer(module, &found, last, absence, false)
    }

    fn leaf_answer(
        &self,
        module: ModuleId,
        found: &Lookup,
        name: Symbol,
        absence: Absence,
        single_segment: bool,
    ) -> Answer {
        if !found.definitions.is_empty() {
            let may_be_broken = |definition: &Definition| match (definition.kind, definition.place) {
                (DefinitionKind::Import, Some(place)) => place.module.krate.is_own(),
                (DefinitionKind::Opaque(Why::Macro), None) => true,
                _ => false,
            };
            let by_import = found.definitions.iter().any(may_be_broken);
            return Answer::Found(if by_import { FoundBy::Import } else { FoundBy::Itself });
        }
        if let Some(why) = found.unknown {
            return Answer::Unknown(why);
        }
        let program = self.program;
        if single_segment {
            if !module.krate.is_own() {
                return Answer::Unknown(Why::Macro);
            }
            if program.has_textual_macro(module.krate, name) {
                return Answer::Found(FoundBy::Itself);
            }
            let is_foreign = || {
                program.tree(module.krate).foreign_macros()
                    && program.may_have_foreign_macro(module.krate, name, self.reach)
            };
            if program.may_export_macro(module.krate, name)
                || program.may_generate_macro(module.krate, name)
                || is_foreign()
            {
                return Answer::Unknown(Why::Macro);
            }
        }
        let exported_into = |container: &DefinitionKind| match *container {
            DefinitionKind::Module(root) if self.is_root(root) => program.may_export_macro(root.krate, name),
            _ => false,
        };
        if absence.containers.iter().any(exported_into) {
            return Answer::Unknown(Why::Macro);
        }
        Answer::Absent(absence)
    }

    fn glob_exists(&mut self, module: ModuleId, global: bool, path: &[Symbol], hidden: &mut Option<Hidden>) -> Answer {
        let Some(last) = path.len().checked_sub(1) else { return Answer::Found(FoundBy::Itself) };
        if let Some(absence) = misplaced_keyword(path) {
            return Answer::Absent(absence);
        }
        let target = match self.walk_as(module, global, path, None, Some(hidden)) {
            Ok(target) => target,
            Err(absence) => return Answer::Absent(absence),
        };
        let unknown = target.unknown;
        if let [Definition { kind: DefinitionKind::Module(target), .. }] = target.definitions[..]
            && target == module
            && unknown.is_none()
        {
            return Answer::Absent(Absence::new(last, Missing::SelfGlob));
        }
        match (not_module(&target), target.unknown) {
            (Some(what), None) => Answer::Absent(Absence::new(last, Missing::NotModule(what))),
            (_, Some(why)) if target.definitions.is_empty() => Answer::Unknown(why),
            _ => Answer::Found(FoundBy::Itself),
        }
    }

    /// What the whole of `path` leads to, as something that further segments can be asked of. What is unknown on
    /// the way makes the answer unknown.
    pub(crate) fn walk(&mut self, module: ModuleId, global: bool, path: &[Symbol]) -> Result<Lookup, Absence> {
        self.walk_as(module, global, path, None, None)
    }

    /// As [`Resolver::walk`]; a `viewpoint` takes of the last segment only what it can see, as an import does: of a
    /// private module and a public macro of one name it binds the macro. The first segment that exists and cannot be seen
    /// is put into `hidden`.
    pub(crate) fn walk_as(
        &mut self,
        module: ModuleId,
        global: bool,
        path: &[Symbol],
        viewpoint: Option<ModuleId>,
        mut hidden: Option<&mut Option<Hidden>>,
    ) -> Result<Lookup, Absence> {
        let program = self.program;
        if let Some(absence) = misplaced_keyword(path) {
            return Err(absence);
        }
        let mut at = None;
        let mut segments = path.iter().copied().enumerate().peekable();
        while let Some(&(number, segment)) = segments.peek() {
            let here = at.unwrap_or_else(|| program.enclosing_module(module));
            let next = match segment {
                known::CRATE => program.root(module.krate),
                known::SELF => here,
                known::SUPER => match program.parent(here) {
                    Some(parent) => program.enclosing_module(parent),
                    None => return Err(Absence::new(number, Missing::TooManySupers)),
                },
                _ => break,
            };
            at = Some(next);
            segments.next();
        }
        let mut found = match at {
            Some(module) => Lookup::of(DefinitionKind::Module(module)),
            None => match segments.next() {
                Some((number, name)) => {
                    let found = self.first_segment(module, global, name, Want::Container);
                    if found.definitions.is_empty() && found.unknown.is_none() {
                        return Err(Absence::new(number, Missing::Name));
                    }
                    found
                }
                None => Lookup::of(DefinitionKind::Module(program.root(module.krate))),
            },
        };
        for (number, name) in segments {
            let viewpoint = viewpoint.filter(|_| number + 1 == path.len());
            let next = self.step(&found, name, number, Want::Container, viewpoint)?;
            if next.definitions.is_empty() && next.unknown.is_none() {
                let mut absence = Absence::new(number, Missing::Name);
                absence.containers = found.definitions.iter().map(|definition| definition.kind).collect();
                return Err(absence);
            }
            if let Some(hidden) = hidden.as_deref_mut()
                && hidden.is_none()
            {
                *hidden = self.hidden(&found, &next, name, module, number);
            }
            found = next;
        }
        Ok(found)
    }

    /// What `name`, segment `number` of a path, means in each of the containers that the segments before lead to.
    pub(crate) fn step(
        &mut self,
        containers: &Lookup,
        name: Symbol,
        number: usize,
        want: Want,
        viewpoint: Option<ModuleId>,
    ) -> Result<Lookup, Absence> {
        if let (Some(what), None) = (not_module(containers), containers.unknown) {
            return Err(Absence::new(number - 1, Missing::NotModule(what)));
        }
        let mut found = Lookup { unknown: containers.unknown, ..Lookup::default() };
        for definition in &containers.definitions {
            found.merge(match definition.kind {
                DefinitionKind::Module(module) => self.lookup_as(module, name, want, viewpoint),
                DefinitionKind::Enum(module, item) => self.variant(module, item, name),
                DefinitionKind::Trait(module, item) => self.trait_item(module, item, name),
                DefinitionKind::ProcMacros(krate) => self.proc_macro(krate, name, want),
                DefinitionKind::Expanded(module, expanded) => self.in_expanded(module, expanded, name),
                DefinitionKind::Opaque(why) => Lookup::unknown(why),
                DefinitionKind::Import | DefinitionKind::Leaf(_) => Lookup::default(),
            });
        }
        Ok(found)
    }

    /// The first segment of a path that begins with a name.
    pub(crate) fn first_segment(&mut self, module: ModuleId, global: bool, name: Symbol, want: Want) -> Lookup {
        let program = self.program;
        let krate = module.krate;
        if program.paths_begin_at_root(krate) {
            let root = program.root(krate);
            // The root has one of the two without saying so; an item that is injected is before all that globs bring.
            let no_std = program.outline(root).root.no_std;
            let is_injected = name == if no_std { known::CORE } else { known::STD };
            if is_injected && !program.is_written(root, name) {
                return Lookup::of(self.external(program.standard(name)));
            }
            let mut found = self.lookup(root, name, want);
            if found.definitions.is_empty() && (name == known::STD || is_injected) {
                found.merge(Lookup::of(self.external(program.standard(name))));
            }
            return found;
        }
        let mut found = Lookup::default();
        if global {
            self.externs(krate, name, &mut found);
            return found;
        }
        let mut at = module;
        let mut is_written = false;
        loop {
            let here = self.lookup(at, name, want);
            let ends = here.certain;
            found.merge(here);
            is_written |= program.is_written(at, name);
            match program.parent(at) {
                Some(parent) if !ends && program.is_block(at) => at = parent,
                _ => break,
            }
        }
        if found.certain {
            return found;
        }
        // What a glob or a macro brings under the name of a crate is ambiguous with it (E0659).
        if !is_written && found.definitions.is_empty() && program.externs(krate).crates.contains_key(&name) {
            // In a file that is not whole it may just have been lost.
            found.unknown = found.unknown.filter(|why| *why == Why::BrokenFile);
        }
        self.externs(krate, name, &mut found);
        if found.definitions.is_empty() {
            let names = program.sources.names();
            let text = names.text(name);
            if prelude::has(text) {
                let kind = match prelude::is_builtin_type(text) {
                    true => DefinitionKind::Leaf("builtin type"),
                    false => DefinitionKind::Opaque(Why::NoSource),
                };
                found.add(Definition { kind, place: None });
            }
        }
        found
    }
}

impl Resolver<'_> {
    /// What the extern prelude has under `name`. A macro in the crate's root may add to it by an `extern crate`.
    fn externs(&self, krate: CrateId, name: Symbol, found: &mut Lookup) {
        let externs = self.program.externs(krate);
        match externs.crates.get(&name) {
            Some(crates) => {
                for &external in crates {
                    found.add(Definition { kind: self.external(external), place: None });
                }
                // A name that a glob brings beside it would be ambiguous (E0659).
                found.certain = true;
            }
            None if externs.incomplete => {
                found.unknown.get_or_insert(Why::NoSource);
            }
            None => {
                let root = self.program.root(krate);
                found.unknown = found.unknown.or_else(|| self.program.may_define(root, name, self.reach));
            }
        }
    }
}

/// The package of a crate of the workspace, if its default features are all that it is built with.
pub(crate) fn package_by_default(program: &Program, krate: CrateId) -> Option<PackageId> {
    *program.memory_of(krate).package_by_default.get_or_init(|| {
        let package = program.crate_of(krate).package;
        // Where a whole workspace is built, others may turn some on.
        let is_alone = !program.workspace.packages.iter().any(|other| asks(other, package).next().is_some());
        is_alone.then_some(package)
    })
}

/// What nothing can be imported from, if all definitions are of that kind.
fn not_module(found: &Lookup) -> Option<&'static str> {
    let mut what = None;
    for definition in &found.definitions {
        match definition.kind {
            DefinitionKind::Leaf(kind) => what = Some(kind),
            _ => return None,
        }
    }
    what
}

/// `crate`, `self` or `super` where they cannot stand. `self` may be followed by `super`; a last `self` is another
/// error (E0429), which is not about names.
fn misplaced_keyword(path: &[Symbol]) -> Option<Absence> {
    let mut started = false;
    for (number, &segment) in path.iter().enumerate() {
        let fits = match segment {
            known::CRATE => number == 0,
            known::SELF => number == 0 || number + 1 == path.len(),
            known::SUPER => !started && path.first() != Some(&known::CRATE),
            _ => {
                started = true;
                true
            }
        };
        if !fits {
            return Some(Absence::new(number, Missing::KeywordInside));
        }
    }
    None
}
