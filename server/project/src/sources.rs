//! From an entry of a dependency table to the folder its sources lie in: by path, by the lock to what Cargo downloaded, by
//! a patch to a path; and the name by which its crate is known in source.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::dependencies::DependencyEntry;
use crate::document::Text;
use crate::members::Node;
use crate::model::{
    Dependency, DependencyKind, DependencySource, Downloaded, Lock, LockedPackage, Package, PackageId, Target,
    TargetKind,
};
use crate::on_disk::OnDisk;

/// The places a dependency may lead to.
pub(crate) struct Sources<'w> {
    packages: &'w [Arc<Package>],
    by_manifest: FxHashMap<&'w Path, PackageId>,
    by_name: FxHashMap<&'w str, Vec<PackageId>>,
    lock: Option<&'w Lock>,
    /// The lock's packages that come from no registry, by name and version.
    own: FxHashMap<(&'w str, &'w str), &'w LockedPackage>,
    on_disk: OnDisk<'w>,
}

impl<'w> Sources<'w> {
    pub(crate) fn new(packages: &'w [Arc<Package>], lock: Option<&'w Lock>, on_disk: OnDisk<'w>) -> Sources<'w> {
        let mut by_manifest = FxHashMap::default();
        let mut by_name: FxHashMap<&str, Vec<PackageId>> = FxHashMap::default();
        for (index, package) in packages.iter().enumerate() {
            let id = PackageId(index as u32);
            by_manifest.insert(package.manifest.as_path(), id);
            by_name.entry(&package.name).or_default().push(id);
        }
        let mut own = FxHashMap::default();
        for locked in lock.iter().flat_map(|lock| &lock.packages).filter(|locked| locked.source.is_none()) {
            own.entry((locked.name.as_str(), locked.version.as_str())).or_insert(locked);
        }
        Sources { packages, by_manifest, by_name, lock, own, on_disk }
    }

    /// The dependencies of `node`, whose package is `package`.
    pub(crate) fn of_all(&mut self, node: &Node, package: &Package) -> Vec<Dependency> {
        // Nothing is pinned of a package that the lock does not know.
        let locked = self.own.get(&(package.name.as_str(), package.version.as_str()));
        let locked = locked.map_or(&[][..], |locked| locked.dependencies.as_slice());
        node.inherited.dependencies.iter().map(|entry| self.dependency(entry, locked)).collect()
    }

    /// The dependencies of a downloaded package that come with it: what its own development needs is not in the lock. Its
    /// paths, which lead about in a repository, say no more than the lock.
    pub(crate) fn of_downloaded(&mut self, node: &Node, locked: u32) -> Vec<Dependency> {
        let (lock, package) = (self.lock, self.lock.and_then(|lock| lock.packages.get(locked as usize)));
        let locked = package.map_or(&[][..], |package| package.dependencies.as_slice());
        let is_locked = |name: &str| {
            let mut locked = locked.iter().filter_map(|&id| lock?.packages.get(id as usize));
            locked.any(|package| package.name == name)
        };
        let entries = node.inherited.dependencies.iter().filter(|entry| entry.kind != DependencyKind::Dev);
        let entries = entries.map(|entry| DependencyEntry { path: None, ..entry.clone() });
        entries
            .map(|entry| {
                let dependency = self.dependency(&entry, locked);
                match package.is_some() && entry.is_optional() && !is_locked(entry.package_name()) {
                    true => Dependency { source: DependencySource::TurnedOff, ..dependency },
                    false => dependency,
                }
            })
            .collect()
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
            inherits: entry.inherits || entry.shared_features.is_some(),
            features: entry.all_features(),
            own_features: entry.features.iter().map(Text::as_feature).collect(),
            default_features: entry.default_features != Some(false),
            span: entry.key.span,
        }
    }

    fn source(&mut self, entry: &DependencyEntry, locked: &[u32]) -> DependencySource {
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
                _ => DependencySource::Downloaded(Vec::new()),
            };
        };
        let candidates = locked.iter().map(|&index| (index, &lock.packages[index as usize]));
        let candidates: Vec<(u32, &LockedPackage)> = candidates
            .filter(|(_, locked)| {
                locked.name == entry.package_name() && satisfies(&locked.version, entry.version.as_deref())
            })
            .collect();
        match candidates.as_slice() {
            // A patch or a replacement by a path: one of the packages that were reached by path.
            [(_, only)] if only.source.is_none() => self.by_path(&only.name, &only.version),
            candidates if candidates.iter().all(|(_, candidate)| candidate.source.is_some()) => {
                let mut downloaded = Vec::new();
                for &(locked, candidate) in candidates {
                    let folders = self.on_disk.folders(candidate).into_iter();
                    downloaded.extend(folders.map(|folder| Downloaded { folder, locked }));
                }
                DependencySource::Downloaded(downloaded)
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
            DependencySource::Downloaded(downloaded) => {
                downloaded.first().and_then(|first| self.on_disk.library_name(&first.folder))
            }
            DependencySource::TurnedOff | DependencySource::MissingPath(_) | DependencySource::Elsewhere => None,
        };
        own.unwrap_or_else(|| entry.key.value.clone()).replace('-', "_")
    }
}

/// The library of `package`.
pub(crate) fn library(package: &Package) -> Option<&Target> {
    package.targets.iter().find(|target| matches!(target.kind, TargetKind::Library | TargetKind::ProcMacro))
}

/// Whether `version` is one that `requirement` admits; what neither Cargo nor we can read admits all.
fn satisfies(version: &str, requirement: Option<&str>) -> bool {
    let requirement = requirement.and_then(|requirement| semver::VersionReq::parse(requirement).ok());
    match (requirement, semver::Version::parse(version)) {
        (Some(requirement), Ok(version)) => requirement.matches(&version),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use greenlight_files::Files;

    use super::*;
    use crate::environment::Environment;
    use crate::fixture::{Fixture, package};
    use crate::memory::Memory;
    use crate::model::Workspace;
    use crate::workspace::reload_in;

    fn load(fixture: &Fixture) -> Workspace {
        let environment = Environment { cargo_home: Some(fixture.path("/home")), ..Environment::default() };
        reload_in(&Files::new(), &fixture.path("/w"), &environment, &mut Memory::default()).unwrap()
    }

    /// Each dependency of `a` as `CRATE: SOURCE`.
    fn sources(fixture: &Fixture) -> Vec<String> {
        let workspace = load(fixture);
        let dependencies = package(&workspace, "a").dependencies.iter().map(|dependency| {
            let source = match &dependency.source {
                DependencySource::Package(id) => format!("package {}", workspace.packages[id.0 as usize].name),
                DependencySource::MissingPath(path) => format!("missing {}", fixture.relative(path)),
                DependencySource::Downloaded(downloaded) => {
                    let folders = downloaded.iter().map(|downloaded| fixture.relative(&downloaded.folder));
                    format!("downloaded {}", folders.collect::<Vec<_>>().join(" "))
                }
                DependencySource::TurnedOff => "turned off".to_owned(),
                DependencySource::Elsewhere => "elsewhere".to_owned(),
            };
            format!("{}: {source}", dependency.crate_name)
        });
        dependencies.collect()
    }

    fn unpacked(name: &str, manifest: &str) -> String {
        format!(
            "//- /home/registry/src/host/{name}/.cargo-ok\n//- /home/registry/src/host/{name}/Cargo.toml\n{manifest}\n"
        )
    }

    fn locked(name: &str, version: &str, rest: &str) -> String {
        format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n{rest}\n")
    }

    const REGISTRY: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

    #[test]
    fn the_lock_says_which_of_several_versions_a_package_means() {
        let fixture = Fixture::new(
            &[
                "//- /w/Cargo.toml\n[package]\nname = 'a'\nversion = '0.1.0'\n[dependencies]\nold = { package = 'x', version = '1' }\n\
                 x = '2'\nlib-named = '1'\nkept = { package = 'lib-named', version = '1' }\nabsent = '1'\nstale = '9'\n\
                 git = { git = 'https://git' }\ngone = { path = '../gone' }\n//- /w/src/lib.rs\n//- /w/Cargo.lock\n",
                &locked("a", "0.1.0", "dependencies = [\n \"x 1.2.0\",\n \"x 2.0.0+meta\",\n \"lib-named\",\n \"absent\",\n \"stale\",\n \"git\",\n]"),
                &locked("x", "1.2.0", REGISTRY),
                &locked("x", "2.0.0+meta", REGISTRY),
                &locked("lib-named", "1.0.0", REGISTRY),
                &locked("absent", "1.0.0", REGISTRY),
                &locked("stale", "1.0.0", REGISTRY),
                &locked("git", "1.0.0", "source = \"git+https://git#0\""),
                &unpacked("x-1.2.0", ""),
                &unpacked("x-2.0.0+meta", ""),
                &unpacked("lib-named-1.0.0", "[lib]\nname = \"other\""),
                &unpacked("stale-1.0.0", ""),
            ]
            .concat(),
        );
        assert_eq!(
            sources(&fixture),
            [
                "old: downloaded /home/registry/src/host/x-1.2.0",
                "x: downloaded /home/registry/src/host/x-2.0.0+meta",
                "other: downloaded /home/registry/src/host/lib-named-1.0.0",
                "kept: downloaded /home/registry/src/host/lib-named-1.0.0",
                "absent: downloaded ",
                "stale: downloaded ",
                "git: downloaded ",
                "gone: missing /gone",
            ]
        );
    }

    #[test]
    fn a_patch_by_a_path_is_a_package_of_the_workspace() {
        let patched =
            "//- /p/Cargo.toml\n[package]\nname = 'p'\nversion = '1.0.9'\n[lib]\nname = 'q'\n//- /p/src/lib.rs\n";
        let own = "[package]\nname = 'a'\n[dependencies]\np = '1'\n";
        let lock =
            ["//- /w/Cargo.lock\n", &locked("a", "0.0.0", "dependencies = [\n \"p\",\n]"), &locked("p", "1.0.9", "")]
                .concat();
        let in_manifest =
            format!("//- /w/Cargo.toml\n{own}[patch.crates-io]\np = {{ path = '../p' }}\n//- /w/src/lib.rs\n");
        let in_configuration = format!(
            "//- /w/Cargo.toml\n{own}//- /w/src/lib.rs\n//- /.cargo/config.toml\n[patch.crates-io]\np = {{ path = 'p' }}\n"
        );
        for workspace in [&in_manifest, &in_configuration] {
            for lock in [lock.as_str(), ""] {
                let fixture = Fixture::new(&format!("{workspace}{patched}{lock}"));
                assert_eq!(sources(&fixture), ["q: package p"], "{workspace}{lock}");
                assert!(!package(&load(&fixture), "p").member);
            }
        }
    }

    #[test]
    fn an_entry_that_could_not_be_inherited_leads_nowhere() {
        let fixture = Fixture::new(
            "//- /w/Cargo.toml\n[package]\nname = 'a'\n[dependencies]\np.workspace = true\n[workspace]\n//- /w/src/lib.rs\n",
        );
        assert_eq!(sources(&fixture), ["p: elsewhere"]);
    }

    #[test]
    fn requirements_are_cargos() {
        assert!(satisfies("1.2.3", Some("1")) && satisfies("1.2.3", None) && satisfies("1.2.3", Some("not one")));
        assert!(!satisfies("2.0.0", Some("1")) && !satisfies("1.0.0-rc.1", Some("1")));
    }
}
