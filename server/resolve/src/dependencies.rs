//! Libraries outside of the workspace: what Cargo downloaded, and the crates of the standard library. Each gets a place
//! when a crate is found to see it, and is read when a question reaches it, a file at a time. Nothing of them changes while
//! the lock pins the same, so that one store serves the programs of many moments; where it pins others, another store begins,
//! and nothing that speaks of places in the old one is kept.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use dashmap::DashMap;
use greenlight_files::Files;
use greenlight_project::{
    Downloaded, Edition, ExpectedCfgs, Features, Package, SOURCES_OF, StandardLibrary, Target, TargetKind, Workspace,
    documented_crate, downloaded_package, source_crate,
};
use greenlight_syntax::Symbol;
use rustc_hash::FxBuildHasher;

use crate::exported::{Exported, ExportedMacros};
use crate::externs::ExternPrelude;
use crate::growing::Growing;
use crate::memory::Memory;
use crate::program::CrateId;
use crate::sources::{SourceFile, Sources};

/// The libraries that some crate sees, and those of them that were read.
#[derive(Debug, Default)]
pub(crate) struct Dependencies {
    places: boxcar::Vec<Place>,
    /// By the package's folder.
    by_folder: DashMap<PathBuf, DependencyId, FxBuildHasher>,
    /// The crates of the standard library, by name; `None` where the toolchain has neither sources nor docs of it.
    standard: DashMap<Symbol, Option<DependencyId>, FxBuildHasher>,
    read: boxcar::Vec<Library>,
}

/// A package that some crate sees, read or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DependencyId(u32);

#[derive(Debug)]
struct Place {
    origin: Origin,
    /// `None` where there is no library to read.
    krate: OnceLock<Option<CrateId>>,
}

/// Where a library comes from.
#[derive(Debug)]
enum Origin {
    Downloaded(Downloaded),
    /// A crate of the standard library, by its name, and its root: a page of the docs, or a source file.
    Standard(String, PathBuf),
}

/// A library that was read as far as somebody asked.
#[derive(Debug)]
pub(crate) struct Library {
    /// Its package.
    pub(crate) package: Package,
    /// Index of the library among the package's targets.
    target: usize,
    /// Whether it is a crate of the standard library.
    pub(crate) is_standard: bool,
    /// Its modules.
    pub(crate) tree: Growing,
    /// The crates it sees, once it was asked.
    pub(crate) externs: OnceLock<Arc<ExternPrelude>>,
    /// What was found out about it.
    pub(crate) memory: Memory,
    macros: ExportedMacros,
}

impl Dependencies {
    /// The place of a package.
    pub(crate) fn place(&self, downloaded: &Downloaded) -> DependencyId {
        if let Some(known) = self.by_folder.get(&downloaded.folder) {
            return *known;
        }
        let new = || self.add(Origin::Downloaded(downloaded.clone()));
        *self.by_folder.entry(downloaded.folder.clone()).or_insert_with(new)
    }

    /// The place of a crate of the standard library.
    pub(crate) fn standard(
        &self,
        files: &Files,
        sources: &Sources,
        library: &StandardLibrary,
        name: Symbol,
    ) -> Option<DependencyId> {
        if let Some(known) = self.standard.get(&name) {
            return *known;
        }
        let text = sources.names().text(name).to_owned();
        // What the documentation leaves open it takes from the sources behind it.
        let (krate, docs) = match text.strip_prefix(SOURCES_OF) {
            Some(krate) => (krate, None),
            None => (text.as_str(), library.docs.as_ref()),
        };
        let root = docs
            .and_then(|docs| documented_crate(files, docs, krate))
            .or_else(|| source_crate(files, library.sources.as_ref()?, krate));
        let origin = root.map(|root| Origin::Standard(krate.to_owned(), root));
        *self.standard.entry(name).or_insert_with(|| origin.map(|origin| self.add(origin)))
    }

    /// Whether a crate of the standard library has this place.
    pub(crate) fn is_standard(&self, id: DependencyId) -> bool {
        matches!(self.places[id.0 as usize].origin, Origin::Standard(..))
    }

    fn add(&self, origin: Origin) -> DependencyId {
        DependencyId(self.places.push(Place { origin, krate: OnceLock::new() }) as u32)
    }

    /// The library of the package, whose manifest and root are read for it; `None` if it has none, or none that can be
    /// read.
    pub(crate) fn library(
        &self,
        id: DependencyId,
        files: &Files,
        sources: &Sources,
        workspace: &Workspace,
    ) -> Option<CrateId> {
        let place = &self.places[id.0 as usize];
        *place.krate.get_or_init(|| {
            let (package, is_standard) = match &place.origin {
                Origin::Downloaded(downloaded) => (downloaded_package(files, workspace, downloaded)?, false),
                Origin::Standard(name, root) => (standard_package(name, root), true),
            };
            let is_library = |target: &Target| matches!(target.kind, TargetKind::Library | TargetKind::ProcMacro);
            let target = package.targets.iter().position(is_library)?;
            let root = &package.targets[target].path;
            if !files.is_file(root) {
                return None;
            }
            if !is_standard {
                sources.add_library(files, root);
            }
            let tree = Growing::new(files, sources, root);
            // `library/core/src`: what it leads to beside that lies in `library`.
            let around = is_standard.then(|| package.root.ancestors().nth(2).map(Path::to_owned)).flatten();
            let library = Library {
                package,
                target,
                is_standard,
                tree,
                externs: OnceLock::new(),
                memory: Memory::default(),
                macros: ExportedMacros::within(around),
            };
            Some(CrateId::of_dependency(self.read.push(library)))
        })
    }

    /// The package, if it has a library that can be read.
    pub(crate) fn package(
        &self,
        downloaded: &Downloaded,
        files: &Files,
        sources: &Sources,
        workspace: &Workspace,
    ) -> Option<&Package> {
        let library = self.library(self.place(downloaded), files, sources, workspace)?;
        Some(&self.read(library.dependency()?).package)
    }

    /// The library with this number, as [`CrateId::dependency`] has it.
    pub(crate) fn read(&self, number: usize) -> &Library {
        &self.read[number]
    }
}

/// The crate `name` of the standard library, as a package that depends on nothing but the crates that all see.
fn standard_package(name: &str, root: &Path) -> Package {
    let target = Target {
        kind: TargetKind::Library,
        name: name.to_owned(),
        crate_name: name.to_owned(),
        path: root.to_owned(),
        edition: Edition::E2024,
        harness: true,
        bench: false,
        required_features: Vec::new(),
        span: None,
    };
    Package {
        name: name.to_owned(),
        name_span: Default::default(),
        version: String::new(),
        edition: Edition::E2024,
        manifest: root.to_owned(),
        root: root.parent().unwrap_or(root).to_owned(),
        member: false,
        targets: vec![target],
        dependencies: Vec::new(),
        features: Features::default(),
        // Its manifest is not read, so any feature may be one of its own.
        expected_cfgs: ExpectedCfgs { sets_features: true, ..ExpectedCfgs::default() },
        complete: true,
        build_script: None,
    }
}

impl Library {
    /// The library's target.
    pub(crate) fn target(&self) -> &Target {
        &self.package.targets[self.target]
    }

    /// The names of all `#[macro_export]` macros in it.
    pub(crate) fn exported_macros(&self, files: &Files, sources: &Sources) -> Vec<Symbol> {
        self.macros.names(files, sources, &self.package)
    }

    /// The files in which macros are defined, and the root.
    pub(crate) fn macro_files(&self, files: &Files, sources: &Sources) -> Vec<Arc<SourceFile>> {
        let mut found = self.macros.definitions(files, sources, &self.package).to_vec();
        let root = sources.file(files, &self.target().path);
        if !found.iter().any(|file| file.path == root.path) {
            found.push(root);
        }
        found
    }

    /// Whether a `#[macro_export]` of this name stands somewhere in it.
    pub(crate) fn exports_macro(&self, files: &Files, sources: &Sources, name: Symbol) -> Exported {
        self.macros.of(files, sources, &self.package, name)
    }
}
