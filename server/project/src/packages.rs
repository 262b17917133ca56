//! From the manifest of a package to the [`Package`]: edition and version inherited, targets found, dependencies led
//! to their sources. A package that would be made of the same as at the last reading is not made again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::check_cfg::{self, LintsTable};
use crate::environment::CfgFlags;
use crate::inheritance::{Inherited, check_entries, lints, package_key};
use crate::manifest::{Manifest, PackageTable, parse_edition};
use crate::members::Node;
use crate::model::{
    BuildScript, Dependency, DependencyKind, DependencySource, Edition, Lock, Package, Problem, Target, TargetKind,
};
use crate::on_disk::OnDisk;
use crate::sources::{Sources, library};
use crate::view::View;
use crate::{features, targets};

/// The packages of the last reading.
#[derive(Debug, Default)]
pub(crate) struct KnownPackages {
    by_manifest: FxHashMap<PathBuf, Known>,
    /// Their dependencies lead to these packages, and to what this lock says.
    led_to: Vec<Arc<Package>>,
    lock: Option<Arc<Lock>>,
}

#[derive(Debug)]
struct Known {
    package: Arc<Package>,
    of: Box<MadeOf>,
}

/// All that a package is made of, but for its edition, its version and whether it is a member, which it says itself.
#[derive(Debug)]
struct MadeOf {
    manifest: Arc<Manifest>,
    inherited: Arc<Inherited>,
    lints: Option<LintsTable>,
    cfg_flags: CfgFlags,
    /// With its path.
    build_script: Option<(PathBuf, Arc<BuildScript>)>,
    /// The files that were asked about and the folders that were listed.
    asked: Vec<PathBuf>,
}

/// A package on the way.
enum Made {
    Known(Arc<Package>),
    /// Its dependencies not yet led to their sources. Where there were problems it does not say what it is made of:
    /// it is made again at the next reading, and they are told again.
    New(Arc<Package>, Option<Box<MadeOf>>),
}

impl KnownPackages {
    /// Drops the packages that may be others since the file at `path` came or went.
    pub(crate) fn forget_those_that_asked_about(&mut self, path: &Path) {
        // A folder around it may have come or gone with it.
        let concerned = |asked: &PathBuf| path.starts_with(asked);
        self.by_manifest.retain(|_, known| !known.of.asked.iter().any(concerned));
    }

    /// Drops what is known about where dependencies lead.
    pub(crate) fn forget_dependencies(&mut self) {
        self.led_to.clear();
    }
}

/// Makes packages of manifests.
pub(crate) struct Maker<'m> {
    pub(crate) view: View<'m>,
    /// What rustflags, of the environment or of a configuration file, say of cfgs.
    pub(crate) cfg_flags: &'m CfgFlags,
    pub(crate) build_scripts: &'m mut FxHashMap<PathBuf, Arc<BuildScript>>,
    pub(crate) known: &'m mut KnownPackages,
}

impl Maker<'_> {
    /// The packages of `nodes`.
    pub(crate) fn packages(
        mut self,
        nodes: &[Node],
        lock: Option<&Arc<Lock>>,
        on_disk: OnDisk<'_>,
        problems: &mut Vec<Problem>,
    ) -> Vec<Arc<Package>> {
        let mut packages = Vec::with_capacity(nodes.len());
        let mut new = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            match self.package(node, problems) {
                Made::Known(package) => packages.push(package),
                Made::New(package, of) => {
                    packages.push(package);
                    new.push((index, of));
                }
            }
        }
        self.lead_to_sources(nodes, &mut packages, &new, lock, on_disk);
        for (index, of) in new {
            let manifest = &nodes[index].manifest.path;
            match of {
                Some(of) => {
                    let package = Arc::clone(&packages[index]);
                    self.known.by_manifest.insert(manifest.clone(), Known { package, of });
                }
                None => {
                    self.known.by_manifest.remove(manifest);
                }
            }
        }
        self.known.led_to.clone_from(&packages);
        self.known.lock = lock.cloned();
        packages
    }

    /// The package of `node`, none of whose dependencies is led to its source.
    pub(crate) fn alone(mut self, node: &Node) -> Package {
        match self.package(node, &mut Vec::new()) {
            Made::Known(package) | Made::New(package, _) => Arc::unwrap_or_clone(package),
        }
    }

    fn package(&mut self, node: &Node, problems: &mut Vec<Problem>) -> Made {
        let manifest = &*node.manifest;
        let unwritten = PackageTable::default();
        let table = manifest.package.as_ref().unwrap_or(&unwritten);
        let version = package_key(table.version.as_ref(), "version", node);
        let version = version.map_or("0.0.0", |(_, version)| version.value.as_str());
        let complete = manifest.is_complete() && node.inherited.all;
        let edition = edition(table, node, complete, problems);
        let lints = lints(node);
        if let Some(Known { package, of }) = self.known.by_manifest.get(&manifest.path)
            && Arc::ptr_eq(&of.manifest, &node.manifest)
            && Arc::ptr_eq(&of.inherited, &node.inherited)
            && of.lints.as_ref() == lints
            && of.cfg_flags == *self.cfg_flags
            && (package.member, package.edition, package.version.as_str()) == (node.member, edition, version)
            && of.build_script.as_ref().is_none_or(|(path, script)| {
                self.build_scripts.get(path).is_some_and(|known| Arc::ptr_eq(known, script))
            })
        {
            return Made::Known(Arc::clone(package));
        }

        let problems_before = problems.len();
        check_entries(node, edition, problems);
        let folder_name = manifest.folder.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = table.name.as_ref().map(|name| name.value.clone()).filter(|name| !name.is_empty());
        let name = name.or(folder_name).unwrap_or_default();
        let (targets, asked) =
            self.view.with_asked(|| targets::find(self.view, manifest, table, &name, edition, problems));
        let build_script = self.build_script(&targets);
        let script = build_script.as_ref().map(|(_, script)| &**script);
        let mut features = manifest.features.clone();
        features::complete(&mut features, &node.inherited.dependencies);
        let of_script = node.inherited.dependencies.iter().filter(|entry| entry.kind == DependencyKind::Build);
        let called: Vec<&str> = of_script.map(|entry| entry.package.as_deref().unwrap_or(&entry.key.value)).collect();
        let flags = self.cfg_flags.of_package(table.links.as_ref().map(|links| links.value.as_str()));
        let package = Package {
            expected_cfgs: check_cfg::expected(lints, script, &called, &flags),
            name,
            name_span: table.name.as_ref().map_or(table.span, |name| name.span),
            version: version.to_owned(),
            edition,
            manifest: manifest.path.clone(),
            root: manifest.folder.clone(),
            member: node.member,
            targets,
            dependencies: Vec::new(),
            features,
            complete,
            build_script: script.cloned(),
        };
        let of = MadeOf {
            manifest: Arc::clone(&node.manifest),
            inherited: Arc::clone(&node.inherited),
            lints: lints.cloned(),
            cfg_flags: self.cfg_flags.clone(),
            build_script,
            asked,
        };
        Made::New(Arc::new(package), (problems.len() == problems_before).then(|| Box::new(of)))
    }

    /// The text of the build script among `targets`, with its path.
    fn build_script(&mut self, targets: &[Target]) -> Option<(PathBuf, Arc<BuildScript>)> {
        let target = targets.iter().find(|target| target.kind == TargetKind::BuildScript)?;
        let script = self.build_scripts.entry(target.path.clone()).or_insert_with(|| {
            let script = self.view.files.with_text(&target.path, check_cfg::read_build_script);
            Arc::new(script.unwrap_or(BuildScript { unknown: true, ..BuildScript::default() }))
        });
        Some((target.path.clone(), Arc::clone(script)))
    }

    /// Finds where the dependencies of the `new` packages lead; those of the others only if they may lead elsewhere
    /// than at the last reading.
    fn lead_to_sources(
        &mut self,
        nodes: &[Node],
        packages: &mut [Arc<Package>],
        new: &[(usize, Option<Box<MadeOf>>)],
        lock: Option<&Arc<Lock>>,
        on_disk: OnDisk<'_>,
    ) {
        let mut asked = self.may_lead_elsewhere(packages, lock);
        for &(index, _) in new {
            asked[index] = true;
        }
        let asked: Vec<usize> = (0..packages.len()).filter(|&index| asked[index]).collect();
        if asked.is_empty() {
            return;
        }
        let mut sources = Sources::new(packages, lock.map(|lock| &**lock), on_disk);
        let found: Vec<(usize, Vec<Dependency>)> =
            asked.into_iter().map(|index| (index, sources.of_all(&nodes[index], &packages[index]))).collect();
        for (index, dependencies) in found {
            if packages[index].dependencies == dependencies {
                continue;
            }
            Arc::make_mut(&mut packages[index]).dependencies = dependencies;
            if let Some(known) = self.known.by_manifest.get_mut(&packages[index].manifest) {
                known.package = Arc::clone(&packages[index]);
            }
        }
    }

    /// For each of `packages` whether its dependencies may lead elsewhere than at the last reading.
    fn may_lead_elsewhere(&self, packages: &[Arc<Package>], lock: Option<&Arc<Lock>>) -> Vec<bool> {
        let before = &self.known.led_to;
        let same_lock = match (&self.known.lock, lock) {
            (Some(before), Some(now)) => Arc::ptr_eq(before, now),
            (before, now) => before.is_none() && now.is_none(),
        };
        let same =
            |(before, now): (&Arc<Package>, &Arc<Package>)| Arc::ptr_eq(before, now) || before.manifest == now.manifest;
        if !same_lock || before.len() != packages.len() || !before.iter().zip(packages).all(same) {
            return vec![true; packages.len()];
        }
        let mut changed: Vec<bool> =
            before.iter().zip(packages).map(|(before, now)| !is_known_alike(before, now)).collect();
        let pairs = before.iter().zip(packages).zip(&changed).filter(|(_, changed)| **changed);
        let names: FxHashSet<&str> = pairs.flat_map(|((before, now), _)| [&*before.name, &*now.name]).collect();
        if !names.is_empty() {
            let concerned = |dependency: &Dependency| match dependency.source {
                DependencySource::Package(id) if changed[id.0 as usize] => true,
                _ => names.contains(dependency.package.as_str()),
            };
            changed = packages
                .iter()
                .zip(&changed)
                .map(|(package, changed)| *changed || package.dependencies.iter().any(concerned))
                .collect();
        }
        changed
    }
}

/// Whether what leads to the one package leads to the other, under the same name.
fn is_known_alike(one: &Arc<Package>, other: &Arc<Package>) -> bool {
    let [one_says, other_says] = [one, other].map(|package| {
        let library = library(package).map(|library| &library.name);
        (&package.name, &package.version, library)
    });
    Arc::ptr_eq(one, other) || one_says == other_says
}

fn edition(table: &PackageTable, node: &Node, complete: bool, problems: &mut Vec<Problem>) -> Edition {
    let Some((manifest, text)) = package_key(table.edition.as_ref(), "edition", node) else {
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
