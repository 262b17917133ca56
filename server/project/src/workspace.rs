//! From manifests to a [`Workspace`]: editions and versions inherited, targets found, dependencies led to their
//! sources.

use std::path::Path;
use std::rc::Rc;

use greenlight_files::Files;
use rustc_hash::FxHashMap;

use crate::check_cfg::{self, LintsTable};
use crate::dependencies::DependencyEntry;
use crate::document::Text;
use crate::environment::{Configuration, Environment, configuration};
use crate::manifest::{Inheritable, Manifest, Manifests, PackageTable, parse_edition};
use crate::members::{self, Members, Node};
use crate::model::{
    BuildScript, Dependency, DependencyKind, DependencySource, Edition, Lock, Package, PackageId, Problem, Target,
    TargetKind, Workspace,
};
use crate::registry::Registry;
use crate::{cycles, features, lock, root, targets};

/// The workspace that `path`, a file or a folder, belongs to: that of the nearest manifest, found by Cargo's rules.
/// `None` if there is no manifest at or above it. Nothing else makes it fail: what is wrong is in
/// [`Workspace::problems`], and all that can be read is there.
#[must_use]
pub fn load(files: &Files, path: &Path) -> Option<Workspace> {
    load_in(files, path, &Environment::of_process())
}

pub(crate) fn load_in(files: &Files, path: &Path, environment: &Environment) -> Option<Workspace> {
    let mut manifests = Manifests::new(files);
    let current = manifests.get(&root::find_manifest(files, path)?)?;
    let folder = root::root_of(&mut manifests, &current.path, environment);
    let folder = folder.as_deref().and_then(Path::parent).unwrap_or(&current.folder);
    let configuration = configuration(files, folder, environment);
    let members = members::collect(&mut manifests, &current, environment, &configuration.patches);
    let Members { root, nodes, default_members, mut problems } = members;

    let mut packages: Vec<Package> =
        nodes.iter().map(|node| package(files, node, environment, &configuration, &mut problems)).collect();
    let lock = lock::load(files, &root.folder.join("Cargo.lock"), &mut problems);
    let mut sources = Sources::new(&packages, lock.as_ref(), Registry::new(files, environment.cargo_home.as_deref()));
    let dependencies: Vec<Vec<Dependency>> =
        nodes.iter().zip(&packages).map(|(node, package)| sources.of_all(node, package)).collect();
    for (package, dependencies) in packages.iter_mut().zip(dependencies) {
        package.dependencies = dependencies;
    }
    problems.extend(cycles::find(&packages));
    problems.sort_by(|a, b| (&a.file, a.span, &a.message, &a.notes).cmp(&(&b.file, b.span, &b.message, &b.notes)));
    problems.dedup();

    let id = |manifest: &Path| packages.iter().position(|package| package.manifest == manifest);
    let default_members = default_members.iter().filter_map(|manifest| id(manifest));
    Some(Workspace {
        root: root.folder.clone(),
        root_manifest: root.path.clone(),
        default_members: default_members.map(|index| PackageId(index as u32)).collect(),
        packages,
        problems,
        lock,
        manifests: manifests.paths(),
    })
}

/// The package of `node`, its dependencies not yet led to their sources.
fn package(
    files: &Files,
    node: &Node,
    environment: &Environment,
    configuration: &Configuration,
    problems: &mut Vec<Problem>,
) -> Package {
    let manifest = &*node.manifest;
    let unwritten = PackageTable::default();
    let table = manifest.package.as_ref().unwrap_or(&unwritten);
    let folder_name = manifest.folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = table.name.as_ref().map(|name| name.value.clone()).filter(|name| !name.is_empty());
    let name = name.or(folder_name).unwrap_or_default();
    let version = shared(table.version.as_ref(), "version", node).map(|(_, version)| version.value.clone());
    let complete = manifest.is_complete() && node.inherited_all;
    let edition = edition(table, node, complete, problems);
    let targets = targets::find(files, manifest, table, &name, edition, problems);
    let build_script = build_script(files, &targets);
    let mut features = manifest.features.clone();
    features::complete(&mut features, &node.dependencies);
    let has_build_dependencies = node.dependencies.iter().any(|entry| entry.kind == DependencyKind::Build);
    let unknown = environment.flags_set_cfgs || configuration.flags_set_cfgs;
    Package {
        expected_cfgs: check_cfg::expected(lints(node), build_script.as_ref(), has_build_dependencies, unknown),
        name,
        version: version.unwrap_or_else(|| "0.0.0".to_owned()),
        edition,
        manifest: manifest.path.clone(),
        root: manifest.folder.clone(),
        member: node.member,
        targets,
        dependencies: Vec::new(),
        features,
        complete,
        build_script,
    }
}

/// A key of `[package]` with the manifest it stands in, which is the workspace's where it is inherited.
fn shared<'n>(value: Option<&'n Inheritable<Text>>, key: &str, node: &'n Node) -> Option<(&'n Rc<Manifest>, &'n Text)> {
    match value? {
        Inheritable::Own(text) => Some((&node.manifest, text)),
        Inheritable::FromWorkspace(_) => {
            let root = node.root.as_ref()?;
            let text = root.workspace.as_ref()?.package.as_ref()?.get(key)?.as_ref()?;
            Some((root, text))
        }
    }
}

fn edition(table: &PackageTable, node: &Node, complete: bool, problems: &mut Vec<Problem>) -> Edition {
    let Some((manifest, text)) = shared(table.edition.as_ref(), "edition", node) else {
        // Where the key may stand behind a break, 2015 is the one edition that it surely is not.
        return if complete { Edition::E2015 } else { Edition::E2021 };
    };
    parse_edition(&text.value).unwrap_or_else(|| {
        if manifest.intact(text.span) {
            let note = format!(
                "supported edition values are `2015`, `2018`, `2021`, or `2024`, but `{}` is unknown",
                text.value
            );
            problems.push(manifest.problem(text.span, "failed to parse the `edition` key".to_owned(), vec![note]));
        }
        Edition::E2021
    })
}

fn lints(node: &Node) -> Option<&LintsTable> {
    match node.manifest.lints.as_ref()? {
        Inheritable::Own(lints) => Some(lints),
        Inheritable::FromWorkspace(_) => node.root.as_ref()?.workspace.as_ref()?.lints.as_ref(),
    }
}

fn build_script(files: &Files, targets: &[Target]) -> Option<BuildScript> {
    let target = targets.iter().find(|target| target.kind == TargetKind::BuildScript)?;
    let script = files.with_text(&target.path, check_cfg::read_build_script);
    Some(script.unwrap_or(BuildScript { strings: Vec::new(), unknown: true }))
}

/// Where sources lie.
struct Sources<'w, 'f> {
    packages: &'w [Package],
    by_manifest: FxHashMap<&'w Path, PackageId>,
    by_name: FxHashMap<&'w str, Vec<PackageId>>,
    lock: Option<&'w Lock>,
    registry: Registry<'f>,
}

impl<'w, 'f> Sources<'w, 'f> {
    fn new(packages: &'w [Package], lock: Option<&'w Lock>, registry: Registry<'f>) -> Sources<'w, 'f> {
        let mut by_manifest = FxHashMap::default();
        let mut by_name: FxHashMap<&str, Vec<PackageId>> = FxHashMap::default();
        for (index, package) in packages.iter().enumerate() {
            let id = PackageId(index as u32);
            by_manifest.insert(package.manifest.as_path(), id);
            by_name.entry(&package.name).or_default().push(id);
        }
        Sources { packages, by_manifest, by_name, lock, registry }
    }

    fn of_all(&mut self, node: &Node, package: &Package) -> Vec<Dependency> {
        let locked = self.lock.map(|lock| pinned(lock, package)).unwrap_or_default();
        node.dependencies.iter().map(|entry| self.dependency(entry, &locked)).collect()
    }

    /// `locked` are the packages that the lock lists as dependencies of the entry's package.
    fn dependency(&mut self, entry: &DependencyEntry, locked: &[u32]) -> Dependency {
        let source = self.source(entry, locked);
        Dependency {
            key: entry.key.value.clone(),
            crate_name: self.crate_name(entry, &source),
            package: entry.package_name().to_owned(),
            kind: entry.kind,
            target: entry.target.clone(),
            optional: entry.is_optional(),
            source,
            requirement: entry.version.clone(),
            features: entry.features.clone(),
            default_features: entry.default_features != Some(false),
            span: entry.key.span,
        }
    }

    fn source(&self, entry: &DependencyEntry, locked: &[u32]) -> DependencySource {
        if entry.inherits {
            return DependencySource::Elsewhere;
        }
        if let Some(folder) = &entry.path {
            let manifest = folder.join("Cargo.toml");
            return match self.by_manifest.get(manifest.as_path()) {
                Some(&id) => DependencySource::Package(id),
                None => DependencySource::MissingPath(folder.clone()),
            };
        }
        let Some(lock) = self.lock else {
            // Without a lock a patch is taken to be used, as a registry's package cannot be found anyway.
            return match self.by_name.get(entry.package_name()).map(Vec::as_slice) {
                Some(&[id]) => DependencySource::Package(id),
                _ if entry.git => DependencySource::Elsewhere,
                _ => DependencySource::Registry(Vec::new()),
            };
        };
        let candidates = locked.iter().map(|&index| &lock.packages[index as usize]);
        let candidates: Vec<_> = candidates
            .filter(|locked| {
                locked.name == entry.package_name() && satisfies(&locked.version, entry.version.as_deref())
            })
            .collect();
        let from_registry = |source: &Option<String>| {
            source.as_ref().is_some_and(|source| source.starts_with("registry+") || source.starts_with("sparse+"))
        };
        match candidates.as_slice() {
            // A patch or a replacement by a path: one of the packages that were reached by path.
            [only] if only.source.is_none() => self.by_path(&only.name, &only.version),
            candidates if !entry.git && candidates.iter().all(|candidate| from_registry(&candidate.source)) => {
                let folders = candidates.iter().flat_map(|locked| self.registry.folders(&locked.name, &locked.version));
                DependencySource::Registry(folders.collect())
            }
            _ => DependencySource::Elsewhere,
        }
    }

    fn by_path(&self, name: &str, version: &str) -> DependencySource {
        let named = self.by_name.get(name).into_iter().flatten();
        let mut exact = named.filter(|id| self.packages[id.0 as usize].version == version);
        match (exact.next(), exact.next()) {
            (Some(&id), None) => DependencySource::Package(id),
            _ => DependencySource::Elsewhere,
        }
    }

    fn crate_name(&mut self, entry: &DependencyEntry, source: &DependencySource) -> String {
        let own = match source {
            _ if entry.package.is_some() => None,
            DependencySource::Package(id) => library(&self.packages[id.0 as usize]).map(|target| target.name.clone()),
            DependencySource::Registry(folders) => {
                folders.first().and_then(|folder| self.registry.library_name(folder))
            }
            DependencySource::MissingPath(_) | DependencySource::Elsewhere => None,
        };
        own.unwrap_or_else(|| entry.key.value.clone()).replace('-', "_")
    }
}

fn library(package: &Package) -> Option<&Target> {
    package.targets.iter().find(|target| matches!(target.kind, TargetKind::Library | TargetKind::ProcMacro))
}

/// What the lock lists as dependencies of `package`; nothing if it does not know the package.
fn pinned(lock: &Lock, package: &Package) -> Vec<u32> {
    let own = lock
        .packages
        .iter()
        .find(|locked| locked.source.is_none() && locked.name == package.name && locked.version == package.version);
    own.map(|own| own.dependencies.clone()).unwrap_or_default()
}

/// Whether `version` is one that `requirement` admits; what neither Cargo nor we can read admits all.
fn satisfies(version: &str, requirement: Option<&str>) -> bool {
    let requirement = requirement.and_then(|requirement| semver::VersionReq::parse(requirement).ok());
    match (requirement, semver::Version::parse(version)) {
        (Some(requirement), Ok(version)) => requirement.matches(&version),
        _ => true,
    }
}
