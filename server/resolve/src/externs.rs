//! The extern prelude: which crates a target sees by name, without `extern crate`.

use greenlight_project::{DependencyKind, DependencySource, Edition, SOURCES_OF, TargetKind};
use greenlight_syntax::{FILE_SCOPE, Health, ItemKind, Symbol, known};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::dependencies::DependencyId;
use crate::lookup::DefinitionKind;
use crate::program::{CrateId, Program};
use crate::walk::Absence;

/// A crate as another one sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extern {
    /// One whose modules are read.
    Crate(CrateId),
    /// A library of procedural macros that is read: what it exports are the macros alone.
    ProcMacro(CrateId),
    /// One that Cargo downloaded or that comes with the toolchain, read when it is asked for.
    Downloaded(DependencyId),
    /// One whose sources are not read.
    Unread,
}

/// The crates that lie in the sysroot of 1.95 and its neighbours, to be had without a manifest; most of them are unstable,
/// which is another error.
const SYSROOT: &[&str] = &[
    "addr2line",
    "adler2",
    "alloc",
    "cfg_if",
    "compiler_builtins",
    "core",
    "getopts",
    "gimli",
    "hashbrown",
    "libc",
    "memchr",
    "miniz_oxide",
    "object",
    "panic_abort",
    "panic_unwind",
    "proc_macro",
    "profiler_builtins",
    "rustc_demangle",
    "rustc_literal_escaper",
    "rustc_std_workspace_alloc",
    "rustc_std_workspace_core",
    "rustc_std_workspace_std",
    "std",
    "std_detect",
    "sysroot",
    "test",
    "unicode_width",
    "unwind",
];

/// What the names of packages begin with that stand for a crate of the standard library.
const OF_STANDARD_LIBRARY: &str = "rustc-std-workspace-";

/// The crates a target sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExternPrelude {
    /// By the name in source. Several if tables for different platforms name different crates alike.
    pub crates: FxHashMap<Symbol, Vec<Extern>>,
    /// Names that are in `crates` because an `extern crate` of the root says so, and nothing else.
    claimed: FxHashSet<Symbol>,
    /// Names that only tests see: those of development dependencies, where the crate is compiled without tests too.
    development: FxHashSet<Symbol>,
    /// Whether a dependency's name in source is not known, so that any name may be its own.
    pub incomplete: bool,
    /// Whether the standard library is all that there is: then all attribute macros and derives are its own.
    pub(crate) is_alone: bool,
}

impl ExternPrelude {
    pub(crate) fn new(program: &Program, id: CrateId) -> ExternPrelude {
        let package = program.package_of(id);
        let kind = program.target_of(id).kind;
        let mut prelude = ExternPrelude { incomplete: !package.complete, ..ExternPrelude::default() };
        let mut others = FxHashSet::default();
        for dependency in &package.dependencies {
            // Development dependencies count for the library as well: its `cfg(test)` code sees them.
            let visible = match dependency.kind {
                DependencyKind::Normal | DependencyKind::Dev => kind != TargetKind::BuildScript,
                DependencyKind::Build => kind == TargetKind::BuildScript,
            };
            if !visible {
                continue;
            }
            let found = match &dependency.source {
                // The standard library's own, by another name, for those of its dependencies that are built with it.
                _ if dependency.package.starts_with(OF_STANDARD_LIBRARY) => {
                    let name = &dependency.package[OF_STANDARD_LIBRARY.len()..];
                    vec![program.standard(program.sources.intern(name))]
                }
                DependencySource::Package(package) => match program.libraries.get(package) {
                    Some(&library) => vec![as_seen(program, library)],
                    None => vec![Extern::Unread],
                },
                DependencySource::Downloaded(downloaded) if !downloaded.is_empty() => {
                    let places = downloaded.iter().map(|downloaded| program.dependencies.place(downloaded));
                    places.map(Extern::Downloaded).collect()
                }
                DependencySource::TurnedOff => vec![Extern::Unread],
                DependencySource::Downloaded(_) | DependencySource::MissingPath(_) | DependencySource::Elsewhere => {
                    prelude.incomplete |= dependency.key == dependency.package;
                    vec![Extern::Unread]
                }
            };
            let name = program.sources.intern(&dependency.crate_name);
            match dependency.kind {
                DependencyKind::Dev => prelude.development.insert(name),
                DependencyKind::Normal | DependencyKind::Build => others.insert(name),
            };
            for found in found {
                prelude.add(name, found);
            }
        }
        if !matches!(kind, TargetKind::Library | TargetKind::ProcMacro | TargetKind::BuildScript)
            && let Some(&library) = program.libraries.get(&program.crate_of(id).package)
        {
            let name = program.target(program.crate_of(library)).crate_name.clone();
            let name = program.sources.intern(&name);
            others.insert(name);
            prelude.add(name, as_seen(program, library));
        }
        let is_tested_apart = matches!(kind, TargetKind::Library | TargetKind::ProcMacro | TargetKind::Binary);
        prelude.development.retain(|name| is_tested_apart && !prelude.incomplete && !others.contains(name));
        prelude.add_standard_library(program, id, kind);
        prelude.add_extern_crates(program, id);
        let is_standard = |found: &Extern| match *found {
            Extern::Downloaded(place) => program.dependencies.is_standard(place),
            Extern::Crate(_) | Extern::ProcMacro(_) | Extern::Unread => false,
        };
        prelude.is_alone = !prelude.incomplete && prelude.crates.values().flatten().all(is_standard);
        prelude
    }

    fn add(&mut self, name: Symbol, found: Extern) {
        let entry = self.crates.entry(name).or_default();
        if !entry.contains(&found) {
            entry.push(found);
        }
    }

    fn add_standard_library(&mut self, program: &Program, id: CrateId, kind: TargetKind) {
        let root = program.outline(program.root(id)).root;
        if !root.no_core {
            self.add(known::CORE, program.standard(known::CORE));
        }
        // `cfg_attr(…, no_std)` has `std` in some builds, and a `no_std` crate's tests usually bring it back.
        self.add(known::STD, program.standard(known::STD));
        if kind == TargetKind::ProcMacro {
            self.add(known::PROC_MACRO, program.standard(known::PROC_MACRO));
        }
        if program.is_standard(id) {
            // It is built with crates that no manifest at hand names.
            self.add(known::ALLOC, program.standard(known::ALLOC));
            let sources = program.sources.intern(&format!("{SOURCES_OF}{}", program.package_of(id).name));
            self.add(sources, program.standard(sources));
            self.incomplete = true;
        }
        self.incomplete |= root.rustc_private;
    }

    /// An `extern crate` in the root adds its name to the prelude of the whole crate.
    fn add_extern_crates(&mut self, program: &Program, id: CrateId) {
        let root = program.root(id);
        let outline = program.outline(root);
        // What stands in a damaged stretch may have been an `extern crate`.
        self.incomplete |= outline.health != Health::Whole || program.file(root).error.is_some();
        for item in outline.items.iter().filter(|item| outline.host(item.scope) == FILE_SCOPE) {
            let ItemKind::ExternCrate(number) = item.kind else { continue };
            let krate = outline.extern_crates[number as usize].krate;
            if item.name == krate && !self.crates.contains_key(&krate) {
                self.claimed.insert(krate);
            }
            for found in self.extern_crate(program, id, krate) {
                self.add(item.name, found);
            }
        }
    }

    /// Whether the path begins with the name of a crate that only tests see.
    #[must_use]
    pub fn has_development(&self, path: &[Symbol]) -> bool {
        path.first().is_some_and(|first| self.development.contains(first))
    }

    /// Whether no crate of this name can be had: no manifest names it, and none of the sysroot's is called so.
    #[must_use]
    pub fn lacks(&self, name: Symbol, text: &str) -> bool {
        let known = self.crates.contains_key(&name) && !self.claimed.contains(&name);
        !self.incomplete && !known && !SYSROOT.contains(&text)
    }

    /// What `extern crate krate` means in the crate `id`. A crate that no manifest names may come with the sysroot.
    pub(crate) fn extern_crate(&self, program: &Program, id: CrateId, krate: Symbol) -> Vec<Extern> {
        if krate == known::SELF {
            // From inside, a library of procedural macros is a crate like any other.
            return vec![Extern::Crate(id)];
        }
        let found = self.crates.get(&krate).cloned();
        found.unwrap_or_else(|| match krate {
            known::STD | known::CORE | known::ALLOC | known::PROC_MACRO | known::TEST => vec![program.standard(krate)],
            _ => vec![Extern::Unread],
        })
    }
}

fn as_seen(program: &Program, library: CrateId) -> Extern {
    match program.target(program.crate_of(library)).kind {
        TargetKind::ProcMacro => Extern::ProcMacro(library),
        _ => Extern::Crate(library),
    }
}

impl Program {
    /// A crate of the standard library.
    pub(crate) fn standard(&self, name: Symbol) -> Extern {
        let library = &self.workspace.standard_library;
        match self.dependencies.standard(&self.files, &self.sources, library, name) {
            Some(place) => Extern::Downloaded(place),
            None => Extern::Unread,
        }
    }

    /// Whether the segment is missing from a module of the standard library.
    #[must_use]
    pub fn lies_in_standard_library(&self, absence: &Absence) -> bool {
        absence.containers.iter().any(|container| match *container {
            DefinitionKind::Module(module) | DefinitionKind::Enum(module, _) => self.is_standard(module.krate),
            _ => false,
        })
    }

    /// Whether the crate is one of the standard library.
    pub(crate) fn is_standard(&self, id: CrateId) -> bool {
        id.dependency().is_some_and(|number| self.dependencies.read(number).is_standard)
    }

    /// Whether paths in `use` begin at the crate's root, as in the 2015 edition.
    pub(crate) fn paths_begin_at_root(&self, krate: CrateId) -> bool {
        self.target_of(krate).edition == Edition::E2015
    }
}
