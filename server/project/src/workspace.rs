//! From manifests to a [`Workspace`]: where its parts are put together. What is the same as at the last reading is
//! not made again.

use std::path::Path;

use greenlight_files::{Files, absolute};

use crate::environment::{Environment, configuration};
use crate::manifest::{Manifests, WorkspaceTable};
use crate::members::{self, Members};
use crate::memory::Memory;
use crate::model::{Downloads, Output, StandardLibrary, Workspace};
use crate::on_disk::OnDisk;
use crate::packages::Maker;
use crate::toolchain::{rustc_version, toolchain_in};
use crate::view::View;
use crate::{cycles, lock, root};

/// The workspace that `path`, a file or a folder, belongs to: that of the nearest manifest, found by Cargo's rules.
/// `None` if there is no manifest at or above it. Nothing else makes it fail: what is wrong is in
/// [`Workspace::problems`], and all that can be read is there.
#[must_use]
pub fn load(files: &Files, path: &Path) -> Option<Workspace> {
    reload(files, path, &mut Memory::default())
}

/// As [`load`], where only documents that `memory` was told to forget may have changed since it was last used.
#[must_use]
pub fn reload(files: &Files, path: &Path, memory: &mut Memory) -> Option<Workspace> {
    reload_in(files, path, &Environment::of_process(), memory)
}

pub(crate) fn reload_in(
    files: &Files,
    path: &Path,
    environment: &Environment,
    memory: &mut Memory,
) -> Option<Workspace> {
    memory.begin(files, environment);
    let view = View { files, answers: &memory.answers };
    let mut manifests = Manifests { view, known: &mut memory.manifests };
    let current = manifests.get(&root::nearest_manifest(view, path)?)?;
    let folder = root::root_of(&mut manifests, &current.path, environment);
    let folder = folder.as_deref().and_then(Path::parent).unwrap_or(&current.folder);
    let configuration = configuration(view, folder, environment, &mut memory.configurations);
    let members =
        members::collect(&mut manifests, &mut memory.inherited, &current, environment, &configuration.patches);
    let Members { root, nodes, default_members, mut problems } = members;
    let lock = lock::load(files, &root.folder.join("Cargo.lock"), &mut memory.locks, &mut problems);

    let mut cfg_flags = environment.cfg_flags.clone();
    cfg_flags.extend(&configuration.cfg_flags);
    let maker =
        Maker { view, cfg_flags: &cfg_flags, build_scripts: &mut memory.build_scripts, known: &mut memory.packages };
    let downloads = Downloads {
        cargo_home: environment.cargo_home.clone(),
        vendored: configuration.vendored().map(Path::to_owned),
    };
    let target = environment.target_folder.as_deref().map(absolute);
    let output = Output {
        target: target.or_else(|| configuration.target_folder.clone()).unwrap_or_else(|| root.folder.join("target")),
        relative_target: environment.target_folder.clone().filter(|folder| folder.is_relative()),
        criterion_home: environment.criterion_home.clone(),
    };
    let toolchain = toolchain_in(files, &root.folder, &environment.surroundings);
    let rustc_version = toolchain.folder.as_ref().and_then(|folder| {
        *memory.rustc_versions.entry(folder.clone()).or_insert_with(|| rustc_version(files, folder))
    });
    let host = toolchain.host();
    let standard_library = StandardLibrary { sources: toolchain.library, docs: toolchain.docs, host };
    let on_disk = OnDisk::new(view, &downloads, &mut memory.unpacked);
    let packages = maker.packages(&nodes, lock.as_ref(), on_disk, &mut problems);

    problems.extend(cycles::find(&packages));
    problems.sort_by(|a, b| (&a.file, a.span, &a.message, &a.notes).cmp(&(&b.file, b.span, &b.message, &b.notes)));
    problems.dedup();
    Some(Workspace {
        root: root.folder.clone(),
        root_manifest: root.path.clone(),
        default_members,
        packages,
        problems,
        shared_dependencies: root.workspace.as_ref().map(WorkspaceTable::shared_dependencies).unwrap_or_default(),
        lock,
        downloads,
        standard_library,
        rustc_version,
        output,
        manifests: memory.manifests.paths(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::fixture::{Fixture, package};
    use crate::model::Edition;

    #[test]
    fn a_missing_member_costs_nothing_else() {
        let fixture = Fixture::new(
            "//- /Cargo.toml\n[workspace]\nmembers = ['a', 'gone', 'b']\n//- /a/Cargo.toml\n[package]\nname = 'a'\n\
             [dependencies]\nb = { path = '../b' }\n//- /a/src/lib.rs\n//- /b/Cargo.toml\n[package]\nname = 'b'\n\
             [lib]\nname = 'own'\n//- /b/src/lib.rs\n",
        );
        let workspace = fixture.load("/a/src");
        assert_eq!(workspace.root, fixture.path("/"));
        let names: Vec<_> =
            workspace.packages.iter().map(|package| (package.name.as_str(), package.complete)).collect();
        assert_eq!(names, [("a", true), ("b", true)]);
        assert_eq!(workspace.packages[0].dependencies[0].crate_name, "own");
        assert_eq!(workspace.problems.len(), 1);
        let manifests: Vec<_> = workspace.manifests.iter().map(|manifest| fixture.relative(manifest)).collect();
        assert_eq!(manifests, ["/Cargo.toml", "/a/Cargo.toml", "/b/Cargo.toml"]);
    }

    #[test]
    fn an_open_document_takes_the_place_of_the_manifest_on_disk() {
        let fixture = Fixture::new("//- /Cargo.toml\n[package]\nname = 'disk'\n//- /src/lib.rs\n");
        let mut files = Files::new();
        files.open(fixture.path("/Cargo.toml"), Arc::from("[package]\nname = 'editor'\nedition = '2024'\n"));
        files.open(fixture.path("/src/main.rs"), Arc::from(""));
        let workspace = load(&files, &fixture.path("/")).unwrap();
        assert_eq!((workspace.packages[0].name.as_str(), workspace.packages[0].edition), ("editor", Edition::E2024));
        assert_eq!(workspace.packages[0].targets.len(), 2);
    }

    #[test]
    fn a_path_dependency_outside_inherits_from_its_own_root_and_is_no_member() {
        let fixture = Fixture::new(
            "//- /w/Cargo.toml\n[workspace]\nmembers = ['a']\n[workspace.package]\nedition = '2021'\n//- /w/a/Cargo.toml\n\
             [package]\nname = 'a'\nedition.workspace = true\n[dependencies]\nout = { path = '../../o/out' }\n\
             //- /w/a/src/lib.rs\n//- /o/Cargo.toml\n[workspace]\nmembers = ['out']\n[workspace.package]\nedition = '2018'\n\
             //- /o/out/Cargo.toml\n[package]\nname = 'out'\nedition.workspace = true\n[dev-dependencies]\n\
             gone = { path = '../gone' }\n//- /o/out/src/lib.rs\n",
        );
        let workspace = fixture.load("/w");
        assert_eq!(fixture.problems(&workspace), [""; 0]);
        assert!(package(&workspace, "a").member && !package(&workspace, "out").member);
        assert_eq!(package(&workspace, "a").edition, Edition::E2021);
        assert_eq!(package(&workspace, "out").edition, Edition::E2018);
    }

    #[test]
    fn a_package_under_a_broken_root_is_still_a_package() {
        let fixture = Fixture::new(
            "//- /Cargo.toml\n[workspace]\nresolver = '2'\nmembers = [\n//- /a/Cargo.toml\n[package]\nname = 'a'\n\
             version.workspace = true\nedition.workspace = true\n//- /a/src/lib.rs\n",
        );
        let workspace = fixture.load("/a");
        assert_eq!(fixture.problems(&workspace), ["/Cargo.toml: : unclosed array, expected `]`"]);
        assert!(package(&workspace, "a").member);
        // Not 2015, in which paths mean something else: the root's edition may stand behind the break.
        assert_eq!(package(&workspace, "a").edition, Edition::E2021);
    }

    #[cfg(unix)]
    #[test]
    fn manifests_that_are_no_text_are_told_and_their_sources_found() {
        let fixture = Fixture::new("//- /Cargo.toml\n[workspace]\nmembers = ['a']\n//- /a/src/lib.rs\n");
        std::os::unix::fs::symlink("/dev/null", fixture.path("/a/Cargo.toml")).unwrap();
        let workspace = fixture.load("/");
        assert_eq!(
            fixture.problems(&workspace),
            ["/a/Cargo.toml: : failed to read `/a/Cargo.toml` | not a regular file"]
        );
        assert!(!package(&workspace, "a").complete);
        assert_eq!(package(&workspace, "a").targets.len(), 1);
    }

    #[test]
    fn an_edition_no_cargo_knows_is_told_once_where_it_is_written() {
        let fixture = Fixture::new(
            "//- /Cargo.toml\n[workspace]\nmembers = ['a', 'b']\n[workspace.package]\nedition = '2019'\n\
             //- /a/Cargo.toml\n[package]\nname = 'a'\nedition.workspace = true\n//- /a/src/lib.rs\n\
             //- /b/Cargo.toml\n[package]\nname = 'b'\nedition.workspace = true\n//- /b/src/lib.rs\n",
        );
        assert_eq!(
            fixture.problems(&fixture.load("/")),
            [
                "/Cargo.toml: 2019: failed to parse the `edition` key | supported edition values are `2015`, `2018`, `2021`, \
              or `2024`, but `2019` is unknown"
            ]
        );
    }

    #[test]
    fn the_lints_and_the_build_script_say_which_cfgs_are_expected() {
        let fixture = Fixture::new(
            "//- /Cargo.toml\n[workspace]\nmembers = ['a', 'b']\n[workspace.lints.rust]\n\
             unexpected_cfgs = { level = 'warn', check-cfg = ['cfg(loom)'] }\n//- /a/Cargo.toml\n[package]\nname = 'a'\n\
             [lints]\nworkspace = true\n//- /a/src/lib.rs\n//- /a/build.rs\n\
             fn main() { println!(\"cargo:rustc-check-cfg=cfg(built)\"); }\n//- /b/Cargo.toml\n[package]\nname = 'b'\n\
             build = 'gone.rs'\n[build-dependencies]\nautocfg = '1'\n//- /b/src/lib.rs\n",
        );
        let workspace = fixture.load("/");
        assert_eq!(package(&workspace, "a").expected_cfgs.names, ["loom", "built"]);
        let b = &package(&workspace, "b").expected_cfgs;
        assert!(b.names.is_empty() && b.unknown && !b.made_prefixes.is_empty());
    }

    #[test]
    fn flags_declare_cfgs_and_set_some() {
        let fixture = Fixture::new(
            "//- /.cargo/config.toml\n[build]\nrustflags = ['--cfg', 'loom', '--check-cfg', 'cfg(slow)']\n\
             //- /w/Cargo.toml\n[package]\nname = 'a'\n//- /w/src/lib.rs\n",
        );
        let expected = &fixture.load("/w").packages[0].expected_cfgs;
        assert_eq!((&*expected.names, &*expected.set), (&["slow".to_owned()][..], &["loom".to_owned()][..]));
        assert!(!expected.unknown);
    }

    #[test]
    fn a_configuration_may_stand_for_the_build_script_of_what_links_a_library() {
        let fixture = Fixture::new(
            "//- /.cargo/config.toml\n[target.x86_64-unknown-linux-gnu.z]\nrustc-check-cfg = ['cfg(has_z)']\nrustc-cfg = ['has_z']\n\
             //- /Cargo.toml\n[workspace]\nmembers = ['a', 'b']\n//- /a/Cargo.toml\n[package]\nname = 'a'\nlinks = 'z'\n//- /a/src/lib.rs\n\
             //- /a/build.rs\nfn main() {}\n//- /b/Cargo.toml\n[package]\nname = 'b'\n//- /b/src/lib.rs\n",
        );
        let workspace = fixture.load("/");
        let expected = |name: &str| package(&workspace, name).expected_cfgs.clone();
        assert_eq!(
            (&*expected("a").names, &*expected("a").set),
            (&["has_z".to_owned()][..], &["has_z".to_owned()][..])
        );
        assert_eq!((expected("b").names.len(), expected("b").unknown), (0, false));
    }

    #[test]
    fn without_a_manifest_there_is_no_workspace() {
        let fixture = Fixture::new("//- /a/src/lib.rs\n");
        assert_eq!(load(&Files::new(), &fixture.path("/a")), None);
    }
}
