//! Which targets of the workspace cannot build because a crate does not.

use std::sync::Arc;

use greenlight_project::{DependencyKind, DependencySource, PackageId, TargetKind, Workspace};
use greenlight_resolve::{CrateId, Program};
use greenlight_text::Label;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::limits::BLOCKED;

/// The targets that cannot build.
#[derive(Clone, Debug, Default)]
pub(crate) struct Blocked {
    /// `ggen-cli-lib (lib)`, `bench search`, sorted as the packages and their targets are; so many as [`BLOCKED`] allows.
    /// Shared, since a file with many findings has the same targets in each.
    pub(crate) listed: Arc<[Label]>,
    /// How many there are.
    pub(crate) count: usize,
}

/// The targets that need one of `failing`, these included.
pub(crate) fn blocked(program: &Program, failing: &[CrateId]) -> Blocked {
    let workspace = &*program.workspace;
    let failing: FxHashSet<(PackageId, u32)> =
        failing.iter().map(|&krate| program.crate_of(krate)).map(|krate| (krate.package, krate.target)).collect();
    let libraries = broken_libraries(workspace, &failing);
    let binaries: FxHashSet<PackageId> = failing
        .iter()
        .filter(|&&(package, target)| kind_of(workspace, package, target) == TargetKind::Binary)
        .map(|&(package, _)| package)
        .collect();
    let mut listed: Vec<Label> = Vec::new();
    let mut count = 0;
    for (number, package) in workspace.packages.iter().enumerate().filter(|(_, package)| package.member) {
        let id = PackageId(number as u32);
        for (number, target) in package.targets.iter().enumerate() {
            // Cargo builds a package's binaries for its integration tests and benches.
            let own_binary = matches!(target.kind, TargetKind::Test | TargetKind::Bench) && binaries.contains(&id);
            let own_library = libraries.contains(&id) && target.kind != TargetKind::BuildScript;
            if own_library
                || own_binary
                || failing.contains(&(id, number as u32))
                || !libraries.is_empty() && depends(workspace, id, target.kind, &libraries)
            {
                count += 1;
                if !BLOCKED.allows(count as u64) {
                    continue;
                }
                let name = match target.kind {
                    TargetKind::Library | TargetKind::ProcMacro => format!("{} (lib)", package.name),
                    TargetKind::BuildScript => format!("{} (build script)", package.name),
                    TargetKind::Binary => format!("bin {}", target.name),
                    TargetKind::Example => format!("example {}", target.name),
                    TargetKind::Test => format!("test {}", target.name),
                    TargetKind::Bench => format!("bench {}", target.name),
                };
                listed.push(name.into());
            }
        }
    }
    Blocked { listed: listed.into(), count }
}

/// The packages whose library cannot build, those included that only depend on a broken one.
fn broken_libraries(workspace: &Workspace, failing: &FxHashSet<(PackageId, u32)>) -> FxHashSet<PackageId> {
    // Cargo compiles nothing of a package whose build script does not compile.
    let stops_library = |kind| matches!(kind, TargetKind::Library | TargetKind::ProcMacro | TargetKind::BuildScript);
    let mut broken: FxHashSet<PackageId> = failing
        .iter()
        .filter(|&&(package, target)| {
            stops_library(workspace.packages[package.0 as usize].targets[target as usize].kind)
        })
        .map(|&(package, _)| package)
        .collect();
    // Those whose dependents are yet to be found.
    let mut left: Vec<PackageId> = broken.iter().copied().collect();
    if left.is_empty() {
        return broken;
    }
    let mut dependents: FxHashMap<PackageId, Vec<PackageId>> = FxHashMap::default();
    for (number, package) in workspace.packages.iter().enumerate() {
        for dependency in package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal) {
            if let DependencySource::Package(id) = dependency.source {
                dependents.entry(id).or_default().push(PackageId(number as u32));
            }
        }
    }
    while let Some(package) = left.pop() {
        let new = dependents.get(&package).into_iter().flatten().filter(|&&dependent| broken.insert(dependent));
        left.extend(new.copied().collect::<Vec<_>>());
    }
    broken
}

/// Whether a target of this kind needs one of these libraries; optional dependencies count, since some build has them.
fn depends(workspace: &Workspace, package: PackageId, kind: TargetKind, libraries: &FxHashSet<PackageId>) -> bool {
    workspace.packages[package.0 as usize].dependencies.iter().any(|dependency| {
        let used = match dependency.kind {
            DependencyKind::Normal => kind != TargetKind::BuildScript,
            DependencyKind::Dev => matches!(kind, TargetKind::Example | TargetKind::Test | TargetKind::Bench),
            DependencyKind::Build => kind == TargetKind::BuildScript,
        };
        used && matches!(dependency.source, DependencySource::Package(id) if libraries.contains(&id))
    })
}

fn kind_of(workspace: &Workspace, package: PackageId, target: u32) -> TargetKind {
    workspace.packages[package.0 as usize].targets[target as usize].kind
}

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;

    /// What the only finding blocks, with `use crate::Gone;` in this file of the workspace.
    fn blocked_by(file: &str) -> Vec<String> {
        let text = format!(
            r#"
//- /Cargo.toml
[workspace]
members = ["app", "lib"]
//- /lib/Cargo.toml
[package]
name = "lib"
edition = "2021"
//- /lib/build.rs
fn main() {{}}
//- /lib/src/lib.rs
pub struct Thing;
//- /app/Cargo.toml
[package]
name = "app"
edition = "2021"
[dev-dependencies]
lib = {{ path = "../lib" }}
//- /app/src/lib.rs
pub struct App;
//- /app/src/main.rs
fn main() {{}}
//- /app/tests/it.rs
use lib::Thing;
//- {file}
use crate::Gone;
fn main() {{}}
"#
        );
        let findings = Fixture::new(&text).findings();
        let [finding] = &findings[..] else { panic!("not one finding: {findings:#?}") };
        finding.blocks.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_library_blocks_its_package_and_what_depends_on_it() {
        assert_eq!(blocked_by("/lib/src/lib.rs"), ["test it", "lib (lib)"]);
        assert_eq!(blocked_by("/app/src/lib.rs"), ["app (lib)", "bin app", "test it"]);
    }

    #[test]
    fn a_build_script_blocks_the_whole_package() {
        assert_eq!(blocked_by("/lib/build.rs"), ["test it", "lib (lib)", "lib (build script)"]);
    }

    #[test]
    fn a_binary_blocks_the_integration_tests_and_a_test_itself_alone() {
        assert_eq!(blocked_by("/app/src/main.rs"), ["bin app", "test it"]);
        assert_eq!(blocked_by("/app/tests/it.rs"), ["test it"]);
    }
}
