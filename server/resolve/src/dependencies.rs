//! Libraries outside of the workspace: what Cargo downloaded. Each gets a place when a crate is found to see it, and is
//! read when a question reaches it, a file at a time. Nothing of them changes while the lock pins the same, so that one store
//! serves the programs of many moments.

use std::path::PathBuf;
use std::sync::OnceLock;

use dashmap::DashMap;
use greenlight_files::Files;
use greenlight_project::{Downloaded, Package, Target, TargetKind, Workspace, downloaded_package};
use greenlight_syntax::Symbol;
use rustc_hash::FxBuildHasher;

use crate::exported::{Exported, ExportedMacros};
use crate::externs::ExternPrelude;
use crate::growing::Growing;
use crate::memory::Memory;
use crate::program::CrateId;
use crate::sources::Sources;

/// The libraries that some crate sees, and those of them that were read.
#[derive(Debug, Default)]
pub(crate) struct Dependencies {
    places: boxcar::Vec<Place>,
    /// By the package's folder.
    by_folder: DashMap<PathBuf, DependencyId, FxBuildHasher>,
    read: boxcar::Vec<Library>,
}

/// A package that some crate sees, read or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DependencyId(u32);

#[derive(Debug)]
struct Place {
    downloaded: Downloaded,
    /// `None` where there is no library to read.
    krate: OnceLock<Option<CrateId>>,
}

/// A library that was read as far as somebody asked.
#[derive(Debug)]
pub(crate) struct Library {
    /// Its package.
    pub(crate) package: Package,
    /// Index of the library among the package's targets.
    target: usize,
    /// Its modules.
    pub(crate) tree: Growing,
    /// The crates it sees, once it was asked.
    pub(crate) externs: OnceLock<ExternPrelude>,
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
        let new =
            || DependencyId(self.places.push(Place { downloaded: downloaded.clone(), krate: OnceLock::new() }) as u32);
        *self.by_folder.entry(downloaded.folder.clone()).or_insert_with(new)
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
            let package = downloaded_package(files, workspace, &place.downloaded)?;
            let is_library = |target: &Target| matches!(target.kind, TargetKind::Library | TargetKind::ProcMacro);
            let target = package.targets.iter().position(is_library)?;
            let root = &package.targets[target].path;
            if !files.is_file(root) {
                return None;
            }
            let tree = Growing::new(files, sources, root);
            let library = Library {
                package,
                target,
                tree,
                externs: OnceLock::new(),
                memory: Memory::default(),
                macros: ExportedMacros::default(),
            };
            Some(CrateId::of_dependency(self.read.push(library)))
        })
    }

    /// The library with this number, as [`CrateId::dependency`] has it.
    pub(crate) fn read(&self, number: usize) -> &Library {
        &self.read[number]
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

    /// Whether a `#[macro_export]` of this name stands somewhere in it.
    pub(crate) fn exports_macro(&self, files: &Files, sources: &Sources, name: Symbol) -> Exported {
        self.macros.of(files, sources, &self.package, name)
    }
}
