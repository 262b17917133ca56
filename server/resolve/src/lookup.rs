//! The one question: what does `name` mean in this module? It is answered on demand: by the module's own entries, then
//! along what its glob imports reach ([`crate::globs`]), so that circles of globs end and what one of them has is found.
//!
//! Every cfg counts: what exists is the union over all builds. Private items exist too; only a glob import leaves
//! behind what its module cannot see.

use greenlight_project::TargetKind;
use greenlight_syntax::{ALWAYS, ConditionId, ItemKind, Namespaces, Symbol};
use rustc_hash::FxHashMap;

use crate::conditions::Truth;
use crate::deep::Deep;
use crate::externs::Extern;
use crate::globs::Rounds;
use crate::index::Entry;
use crate::limits::RENAMED_VALUE;
use crate::limits::SAME_NAME;
use crate::macros::Reach;
use crate::openness::Why;
use crate::program::{CrateId, InstanceId, ModuleId, Program};
use crate::repeated::Repetitions;
use crate::tree::ModuleStatus;
use crate::visibility::Sight;
use crate::walk::{Absence, Missing};

/// Something that a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Definition {
    /// What it is.
    pub kind: DefinitionKind,
    /// The module whose item or import it is, and the item's or import's index; `None` for what no file of the
    /// program says.
    pub place: Option<Place>,
}

/// Where a [`Definition`] stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// In which module.
    pub module: ModuleId,
    /// Which entry of the outline of the module's file.
    pub entry: PlaceEntry,
}

/// The entry of an outline that defines a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceEntry {
    /// Index into the outline's items.
    Item(u32),
    /// Index into the outline's imports.
    Import(u32),
    /// Index into the outline's variants.
    Variant(u32),
}

/// What a [`Definition`] is, as far as paths are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefinitionKind {
    /// A module, or the root of a crate that is read.
    Module(ModuleId),
    /// An enum: the module it stands in and the item's index.
    Enum(ModuleId, u32),
    /// A trait of the workspace whose items are all written in it: the module it stands in and the item's index.
    Trait(ModuleId, u32),
    /// A library of procedural macros.
    ProcMacros(CrateId),
    /// A module of this name that a macro call in the module expands to.
    Expanded(ModuleId, Symbol),
    /// Something that exists and leads to what is not known.
    Opaque(Why),
    /// An import; asked for only as a name, it was not followed.
    Import,
    /// Something that nothing can be imported from, in rustc's words: "struct", "type alias", "builtin type".
    Leaf(&'static str),
}

/// What a name means in a module: all of it, over all builds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lookup {
    /// What it means; several if cfgs choose, or namespaces differ.
    pub definitions: Vec<Definition>,
    /// Why it may mean something else as well.
    pub unknown: Option<Why>,
    /// Whether a definition is there in every build, so that nothing behind it counts.
    pub certain: bool,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Want {
    /// Whether the name exists in any namespace; imports are not followed, since even a broken one defines its name.
    Name,
    /// The same, in the type namespace alone.
    TypeName,
    /// What paths lead through; imports are followed.
    Container,
}

/// What is asked of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    pub(crate) module: ModuleId,
    pub(crate) name: Symbol,
    pub(crate) want: Want,
    /// How much of the module is seen by the one that asks, if that takes only what it can see.
    sight: Option<Sight>,
    pub(crate) reach: Reach,
}

/// What a [`Resolver`] has found out for good. It holds for the program that was asked, and for no other.
#[derive(Debug, Default)]
pub struct Answers(FxHashMap<Question, Lookup>);

impl Answers {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Answers from one program. Not shared between threads: each has its own, with its own memory of past answers, beside
/// what the program itself remembers.
#[derive(Debug)]
pub struct Resolver<'p> {
    pub(crate) program: &'p Program,
    /// Which builds are asked about. What exists is that of all; in the default build alone, what it certainly has leaves no room for
    /// anything else of the name, and macros that it does not have define nothing.
    pub(crate) reach: Reach,
    answers: Answers,
    pub(crate) rounds: Rounds,
    /// Imports whose paths are being walked, outermost first.
    pub(crate) walking: Vec<(InstanceId, u32)>,
    /// Questions that are being answered, outermost first.
    pub(crate) asking: Vec<Question>,
    /// How often a circle was cut: an answer found meanwhile may lack what a fresh question would find.
    pub(crate) circles: u64,
    /// How often the import that is being walked was left out of what its own path leads through: an answer found meanwhile holds for
    /// that import alone.
    pub(crate) left_out: u64,
    /// How often a closure was taken as far as it was known: an answer found meanwhile may have more in the next round.
    pub(crate) pending: u64,
    /// Answers that were found inside a circle, or within a round. They hold for the question that is being answered at
    /// large, lest a module with many globs be walked once for every order of them, and are forgotten after it.
    pub(crate) provisional: FxHashMap<Question, Provisional>,
    /// What is asked too deep below others.
    pub(crate) deep: Deep,
    /// What is known of errors that rustc repeats.
    pub(crate) repetitions: Repetitions,
}

/// An answer that may lack something.
#[derive(Debug)]
pub(crate) struct Provisional {
    answer: Lookup,
    /// Whether a circle was cut for it.
    in_circle: bool,
    /// The import that was left out of it.
    without: Option<(InstanceId, u32)>,
}

impl Lookup {
    pub(crate) fn unknown(why: Why) -> Lookup {
        Lookup { unknown: Some(why), ..Lookup::default() }
    }

    pub(crate) fn of(kind: DefinitionKind) -> Lookup {
        Lookup { definitions: vec![Definition { kind, place: None }], unknown: None, certain: true }
    }

    pub(crate) fn add(&mut self, definition: Definition) {
        if self.definitions.contains(&definition) {
            return;
        }
        if SAME_NAME.allows(self.definitions.len() as u64 + 1) {
            self.definitions.push(definition);
        } else {
            self.unknown.get_or_insert(Why::Limit);
        }
    }

    /// Whether more was found than is kept, so that nothing else can change the answer.
    fn is_full(&self) -> bool {
        self.definitions.len() as u64 >= SAME_NAME.max && self.unknown.is_some()
    }

    pub(crate) fn merge(&mut self, other: Lookup) {
        for definition in other.definitions {
            self.add(definition);
        }
        self.unknown = self.unknown.or(other.unknown);
        self.certain |= other.certain;
    }
}

impl Want {
    const fn namespaces(self) -> Namespaces {
        match self {
            Want::Name => Namespaces::ALL,
            Want::TypeName | Want::Container => Namespaces::TYPE,
        }
    }
}

impl<'p> Resolver<'p> {
    /// With an empty memory.
    #[must_use]
    pub fn new(program: &'p Program) -> Resolver<'p> {
        Resolver::with_answers(program, Answers::default())
    }

    /// With `answers` that another resolver found out about the same program.
    #[must_use]
    pub fn with_answers(program: &'p Program, answers: Answers) -> Resolver<'p> {
        Resolver {
            program,
            reach: Reach::SomeBuild,
            answers,
            rounds: Rounds::default(),
            walking: Vec::new(),
            asking: Vec::new(),
            circles: 0,
            left_out: 0,
            pending: 0,
            provisional: FxHashMap::default(),
            deep: Deep::default(),
            repetitions: Repetitions::default(),
        }
    }

    /// What was found out for good.
    #[must_use]
    pub fn into_answers(self) -> Answers {
        self.answers
    }

    /// What is asked about.
    #[must_use]
    pub fn program(&self) -> &'p Program {
        self.program
    }

    /// Forgets what was found inside circles: the question at large is answered.
    pub(crate) fn forget_provisional(&mut self) {
        self.provisional.clear();
    }

    /// What `name` means in `module`, asked for from anywhere: privacy hides nothing.
    pub(crate) fn lookup(&mut self, module: ModuleId, name: Symbol, want: Want) -> Lookup {
        self.lookup_as(module, name, want, None)
    }

    /// What `name` means in `module`, as far as `viewpoint` can see it.
    pub(crate) fn lookup_as(
        &mut self,
        module: ModuleId,
        name: Symbol,
        want: Want,
        viewpoint: Option<ModuleId>,
    ) -> Lookup {
        let sight = viewpoint.map(|viewpoint| Sight::new(self.program, module, viewpoint));
        let question = Question { module, name, want, sight, reach: self.reach };
        if let Some(answer) = self.answers.0.get(&question) {
            return answer.clone();
        }
        if self.asking.contains(&question) {
            self.circles += 1;
            return Lookup::default();
        }
        if let Some(known) = self.provisional.get(&question)
            && (known.in_circle || known.without.is_none() || known.without.as_ref() == self.walking.last())
        {
            let mut answer = known.answer.clone();
            if known.in_circle {
                self.circles += 1;
                answer.unknown.get_or_insert(Why::ThroughImport);
            } else {
                self.left_out += u64::from(known.without.is_some());
                self.pending += 1;
            }
            return answer;
        }
        match self.not_deeper(question, viewpoint) {
            Some(answer) => answer,
            None => self.found_out(question, viewpoint),
        }
    }

    /// Whether the final answer of a question is known.
    pub(crate) fn is_remembered(&self, question: &Question) -> bool {
        self.answers.0.contains_key(question)
    }

    /// Keeps an answer for good.
    pub(crate) fn remember(&mut self, question: Question, answer: Lookup) {
        self.answers.0.insert(question, answer);
    }

    pub(crate) fn find_out(&mut self, question: Question, viewpoint: Option<ModuleId>) -> Lookup {
        let before = (self.circles, self.left_out, self.pending);
        self.asking.push(question);
        let answer = self.search(question, viewpoint);
        self.asking.pop();
        if self.is_given_up() {
            return answer;
        }
        // Never keep a negative that was found inside a circle. What is there in every build is no negative.
        let is_final =
            (self.circles, self.left_out, self.pending) == before || (answer.certain && answer.unknown.is_none());
        if is_final {
            self.answers.0.insert(question, answer.clone());
        } else {
            let without = self.walking.last().copied().filter(|_| self.left_out != before.1);
            let in_circle = self.circles != before.0;
            self.provisional.insert(question, Provisional { answer: answer.clone(), in_circle, without });
        }
        answer
    }

    fn search(&mut self, question: Question, viewpoint: Option<ModuleId>) -> Lookup {
        let Question { module, name, want, reach, sight: _ } = question;
        let mut found = self.named(module, name, want, viewpoint);
        if found.certain || (want != Want::Container && !found.definitions.is_empty()) {
            return found;
        }
        self.search_globs(module, name, want, viewpoint, &mut found);
        if want != Want::Container && !found.definitions.is_empty() {
            return found;
        }
        if found.unknown.is_some() {
            return found;
        }
        found.unknown = self.program.may_define(module, name, reach);
        // That takes its time: it is worth it where somebody's import hangs on it.
        let is_worth_it = want == Want::Container && matches!(reach, Reach::DefaultBuild(_));
        if found.unknown == Some(Why::Macro)
            && is_worth_it
            && found.definitions.is_empty()
            && self.program.names_of_expanded(module, name, reach).is_some()
        {
            found.unknown = None;
            found.add(Definition { kind: DefinitionKind::Expanded(module, name), place: None });
        }
        found
    }

    /// What has the name in a module that a macro call expands to.
    pub(crate) fn in_expanded(&self, module: ModuleId, expanded: Symbol, name: Symbol) -> Lookup {
        match self.program.names_of_expanded(module, expanded, self.reach) {
            Some(names) if names.contains(&name) => Lookup::of(DefinitionKind::Opaque(Why::Macro)),
            Some(_) => Lookup::default(),
            None => Lookup::unknown(Why::Macro),
        }
    }

    /// What the module's own items and single imports define, globs aside.
    pub(crate) fn named(&mut self, module: ModuleId, name: Symbol, want: Want, viewpoint: Option<ModuleId>) -> Lookup {
        let program = self.program;
        let file = program.file(module);
        if file.error.is_some() {
            return Lookup::unknown(Why::BrokenFile);
        }
        let mut found = Lookup::default();
        let may_be_here = file.index.may_have(name);
        let parts = may_be_here.then(|| program.parts(module)).into_iter().flatten();
        for part in parts {
            let certain = found.certain;
            for entry in file.index.entries(part.scope, name) {
                if found.is_full() {
                    break;
                }
                match entry {
                    Entry::Item(item) => self.item(part, item, want, viewpoint, &mut found),
                    // Two types of one name are an error (E0255): what the import brings is a value or a macro.
                    Entry::Import(_) if want == Want::Container && found.certain => {}
                    Entry::Import(import) => self.import(part, import, want, viewpoint, &mut found),
                }
            }
            // The cfgs of a macro may keep out what is there in every build by its own.
            if part != module && !matches!(self.reach, Reach::DefaultBuild(_)) {
                found.certain = certain;
            }
        }
        if want == Want::Name
            && found.definitions.is_empty()
            && self.is_root(module)
            && program.exports_macro(module.krate, name)
        {
            found.add(Definition { kind: DefinitionKind::Leaf("macro"), place: None });
        }
        // What is behind such a name, a macro alone knows.
        if want != Want::Container && may_be_here && found.definitions.is_empty() && program.declares(module, name) {
            found.add(Definition { kind: DefinitionKind::Opaque(Why::Macro), place: None });
        }
        found
    }

    fn item(&self, module: ModuleId, number: u32, want: Want, viewpoint: Option<ModuleId>, found: &mut Lookup) {
        let program = self.program;
        let item = &program.outline(module).items[number as usize];
        if item.kind.namespaces().and(want.namespaces()).is_empty() {
            return;
        }
        if viewpoint.is_some_and(|viewpoint| !program.is_visible(module, item.visibility, viewpoint))
            || program.is_never(module, item.condition)
        {
            return;
        }
        let place = Some(Place { module, entry: PlaceEntry::Item(number) });
        for kind in self.kinds(module, number, item.kind) {
            found.add(Definition { kind, place });
        }
        found.certain |=
            self.is_there(module, item.condition) && !program.has_unlisted_attribute(module, item.attributes);
    }

    /// Whether something with this condition in `module` is there in every build that is asked about.
    pub(crate) fn is_there(&self, module: ModuleId, condition: ConditionId) -> bool {
        match self.reach {
            Reach::Text | Reach::SomeBuild => condition == ALWAYS,
            Reach::DefaultBuild(of) => self.program.by_default(module, condition, of) == Truth::True,
        }
    }

    fn kinds(&self, module: ModuleId, number: u32, kind: ItemKind) -> Vec<DefinitionKind> {
        let program = self.program;
        vec![match kind {
            ItemKind::Module(_) => match program.children(module, number) {
                Ok(children) => return children.into_iter().map(DefinitionKind::Module).collect(),
                Err(ModuleStatus::Missing(_)) => DefinitionKind::Opaque(Why::MissingFile),
                Err(ModuleStatus::TooMany) => DefinitionKind::Opaque(Why::Limit),
                Err(_) => DefinitionKind::Opaque(Why::BrokenFile),
            },
            ItemKind::ExternCrate(krate) => {
                let krate = program.outline(module).extern_crates[krate as usize].krate;
                let externs = program.externs(module.krate).extern_crate(program, module.krate, krate);
                return externs.into_iter().map(|found| self.external(found)).collect();
            }
            ItemKind::Enum(_) => DefinitionKind::Enum(module, number),
            ItemKind::Trait(Some(_)) if module.krate.is_own() => DefinitionKind::Trait(module, number),
            // Pages of documentation, of which the standard library may be read, do not say what traits have.
            ItemKind::Trait(_) | ItemKind::TraitAlias => DefinitionKind::Opaque(Why::TraitItem),
            ItemKind::RecordStruct | ItemKind::TupleStruct { .. } | ItemKind::UnitStruct => {
                DefinitionKind::Leaf("struct")
            }
            ItemKind::Union => DefinitionKind::Leaf("union"),
            ItemKind::TypeAlias(_) => DefinitionKind::Leaf("type alias"),
            ItemKind::ForeignType => DefinitionKind::Leaf("foreign type"),
            ItemKind::Function => DefinitionKind::Leaf("function"),
            ItemKind::Const => DefinitionKind::Leaf("constant"),
            ItemKind::Static => DefinitionKind::Leaf("static"),
            ItemKind::MacroRules(_) | ItemKind::Macro(_) | ItemKind::ProcMacro => DefinitionKind::Leaf("macro"),
        }]
    }

    pub(crate) fn external(&self, found: Extern) -> DefinitionKind {
        match found {
            Extern::Crate(krate) => DefinitionKind::Module(self.program.root(krate)),
            Extern::ProcMacro(krate) => DefinitionKind::ProcMacros(krate),
            Extern::Downloaded(dependency) => match self.program.dependency(dependency) {
                Some(krate) if self.program.target_of(krate).kind == TargetKind::ProcMacro => {
                    DefinitionKind::ProcMacros(krate)
                }
                Some(krate) => DefinitionKind::Module(self.program.root(krate)),
                None => DefinitionKind::Opaque(Why::NoSource),
            },
            Extern::Unread => DefinitionKind::Opaque(Why::NoSource),
        }
    }

    fn import(&mut self, module: ModuleId, number: u32, want: Want, viewpoint: Option<ModuleId>, found: &mut Lookup) {
        let program = self.program;
        let import = &program.outline(module).imports[number as usize];
        if viewpoint.is_some_and(|viewpoint| !program.is_visible(module, import.visibility, viewpoint))
            || program.is_never(module, import.condition)
        {
            return;
        }
        let walked = (program.instance_of(module), number);
        if self.walking.last() == Some(&walked) {
            // An import never resolves to itself: `use foo::foo;` means the crate `foo`.
            self.left_out += 1;
            return;
        }
        if self.walking.contains(&walked) {
            self.circles += 1;
            if !self.is_not_asked_about(module, import.condition) {
                found.unknown.get_or_insert(Why::ThroughImport);
            }
            return;
        }
        if want == Want::Container {
            let target = self.import_target(module, number);
            let certain = target.certain && self.is_there(module, import.condition);
            // What one that the default build does not have leads to exists; what it may lead to does not matter there.
            let unknown = target.unknown.filter(|_| !self.is_not_asked_about(module, import.condition));
            found.merge(Lookup { certain, unknown, ..target });
        } else {
            let place = Some(Place { module, entry: PlaceEntry::Import(number) });
            found.add(Definition { kind: DefinitionKind::Import, place });
            found.certain |= self.is_there(module, import.condition);
        }
    }

    /// What a single import leads to in the type namespace. A broken one leads anywhere, so that what is reached
    /// through it is not reported again.
    pub(crate) fn import_target(&mut self, module: ModuleId, number: u32) -> Lookup {
        match self.walk_import(module, number) {
            Ok(target) => target,
            Err(absence) => match self.names_value(module, number, absence) {
                Ok(true) => Lookup::default(),
                Ok(false) => Lookup::unknown(Why::ThroughImport),
                Err(why) => Lookup::unknown(why),
            },
        }
    }

    /// Whether an import that leads to no type certainly names a value or a macro instead: no path leads through these.
    fn names_value(&mut self, module: ModuleId, number: u32, absence: Absence) -> Result<bool, Why> {
        let mut asked = vec![(module, number, absence)];
        let mut done = 0;
        while let Some((module, number, absence)) = asked.get(done).cloned() {
            done += 1;
            if !RENAMED_VALUE.allows(done as u64) {
                return Err(Why::Limit);
            }
            for definition in self.named_values(module, number, &absence) {
                match (definition.kind, definition.place) {
                    (DefinitionKind::Leaf("function" | "constant" | "static" | "macro"), _) => return Ok(true),
                    (DefinitionKind::Import, Some(Place { module, entry: PlaceEntry::Import(number) }))
                        if !asked.iter().any(|&(known, import, _)| (known, import) == (module, number)) =>
                    {
                        asked.extend(self.walk_import(module, number).err().map(|absence| (module, number, absence)));
                    }
                    _ => {}
                }
            }
        }
        Ok(false)
    }

    /// What an import names in any namespace, if it is the last segment of its path that is no type.
    fn named_values(&mut self, module: ModuleId, number: u32, absence: &Absence) -> Vec<Definition> {
        let program = self.program;
        let outline = program.outline(module);
        let import = &outline.imports[number as usize];
        let path = outline.path(import.path);
        let Some((&last, prefix)) = path.split_last() else { return Vec::new() };
        let is_of_last = absence.missing == Missing::Name && absence.segment + 1 == path.len();
        if !is_of_last || prefix.is_empty() {
            return Vec::new();
        }
        self.walking.push((program.instance_of(module), number));
        let containers = self.walk_as(module, import.global, prefix, None, None);
        let found = containers.and_then(|found| self.step(&found, last, prefix.len(), Want::Name, Some(module)));
        self.walking.pop();
        found.unwrap_or_default().definitions
    }

    /// What the path of an import leads to in the type namespace.
    pub(crate) fn walk_import(&mut self, module: ModuleId, number: u32) -> Result<Lookup, Absence> {
        let program = self.program;
        let outline = program.outline(module);
        let import = &outline.imports[number as usize];
        let before = self.left_out;
        self.walking.push((program.instance_of(module), number));
        let target = self.walk_as(module, import.global, outline.path(import.path), Some(module), None);
        self.walking.pop();
        // That it was left out on its own way makes what it leads to no less certain.
        self.left_out = before;
        target
    }

    /// The variant `name` of an enum.
    pub(crate) fn variant(&self, module: ModuleId, item: u32, name: Symbol) -> Lookup {
        let file = self.program.file(module);
        let outline = &file.facts.outline;
        let item = &outline.items[item as usize];
        let ItemKind::Enum(variants) = item.kind else { return Lookup::default() };
        let mut found = Lookup::default();
        for number in variants.start..variants.end {
            let variant = &outline.variants[number as usize];
            if variant.name == name && !self.program.is_never(module, variant.condition) {
                let place = Some(Place { module, entry: PlaceEntry::Variant(number) });
                found.add(Definition { kind: DefinitionKind::Leaf("variant"), place });
            }
        }
        if found.definitions.is_empty() {
            // Derives cannot change what they stand on, attribute macros can.
            let attributes = &outline.attributes[item.attributes.start as usize..item.attributes.end as usize];
            if attributes.iter().any(|attribute| !attribute.derive) {
                found.unknown = Some(Why::AttributeMacro);
            } else if outline.health != greenlight_syntax::Health::Whole {
                found.unknown = Some(Why::BrokenFile);
            }
        }
        found
    }

    /// The item `name` of a trait. rustc resolves it, and then says that importing it is unstable (E0658).
    pub(crate) fn trait_item(&self, module: ModuleId, item: u32, name: Symbol) -> Lookup {
        let outline = self.program.outline(module);
        let item = &outline.items[item as usize];
        let ItemKind::Trait(Some(names)) = item.kind else { return Lookup::unknown(Why::TraitItem) };
        if outline.idents(names).contains(&name) {
            return Lookup::of(DefinitionKind::Opaque(Why::TraitItem));
        }
        if outline.health != greenlight_syntax::Health::Whole {
            return Lookup::unknown(Why::BrokenFile);
        }
        match self.program.has_unlisted_attribute(module, item.attributes) {
            true => Lookup::unknown(Why::AttributeMacro),
            false => Lookup::default(),
        }
    }

    /// The macro `name` that a library of procedural macros exports; its other items cannot be imported.
    pub(crate) fn proc_macro(&self, krate: CrateId, name: Symbol, want: Want) -> Lookup {
        let root = self.program.root(krate);
        let file = self.program.file(root);
        let mut found = Lookup::default();
        if want == Want::Name {
            let parts = self.program.parts(root);
            let entries = parts.flat_map(|part| file.index.entries(part.scope, name).map(move |entry| (part, entry)));
            for (module, entry) in entries {
                let Entry::Item(item) = entry else { continue };
                if file.facts.outline.items[item as usize].kind == ItemKind::ProcMacro {
                    let place = Some(Place { module, entry: PlaceEntry::Item(item) });
                    found.add(Definition { kind: DefinitionKind::Leaf("macro"), place });
                }
            }
        }
        if found.definitions.is_empty() {
            let broken = file.error.is_some().then_some(Why::BrokenFile);
            found.unknown = broken.or_else(|| self.program.may_define(root, name, self.reach));
        }
        found
    }

    pub(crate) fn is_root(&self, module: ModuleId) -> bool {
        module == self.program.root(module.krate)
    }
}
