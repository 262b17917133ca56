//! What the reading of a workspace leaves to the next one, so that an edit of one open document costs the reading of
//! that document and not of all. Nothing in it is newer than the disk was when it was read: whoever learns that the
//! disk has changed drops it as a whole.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_files::Files;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::environment::{Configuration, Environment};
use crate::inheritance::KnownInherited;
use crate::lock::ReadLock;
use crate::manifest::ReadManifests;
use crate::model::BuildScript;
use crate::on_disk::Unpacked;
use crate::packages::KnownPackages;
use crate::view::Answers;

/// What was read before, for [`reload`](crate::reload).
///
/// A text is read again if its path was [forgotten](Memory::forget). For a change on disk start anew, with
/// `Memory::default()`: what else it may have changed is not known.
#[derive(Debug, Default)]
pub struct Memory {
    environment: Environment,
    /// The documents that were opened, edited or closed since the last reading.
    forgotten: FxHashSet<PathBuf>,
    pub(crate) answers: Answers,
    pub(crate) manifests: ReadManifests,
    /// By the configuration file.
    pub(crate) configurations: FxHashMap<PathBuf, Configuration>,
    pub(crate) locks: FxHashMap<PathBuf, ReadLock>,
    pub(crate) build_scripts: FxHashMap<PathBuf, Arc<BuildScript>>,
    pub(crate) unpacked: Unpacked,
    /// By the manifest that inherits.
    pub(crate) inherited: FxHashMap<PathBuf, KnownInherited>,
    pub(crate) packages: KnownPackages,
    /// By the toolchain's folder.
    pub(crate) rustc_versions: FxHashMap<PathBuf, Option<(u32, u32)>>,
}

impl Memory {
    /// Says that the open document at `path` (absolute) was opened, edited or closed: its text is read again, and
    /// whether the file is there is asked again.
    pub fn forget(&mut self, path: &Path) {
        if !self.forgotten.contains(path) {
            self.forgotten.insert(path.to_owned());
        }
    }

    /// Drops what may not hold any more, now that `files` are as they are and another reading begins.
    pub(crate) fn begin(&mut self, files: &Files, environment: &Environment) {
        if self.environment != *environment {
            *self = Memory { environment: environment.clone(), ..Memory::default() };
        }
        self.manifests.begin();
        for path in std::mem::take(&mut self.forgotten) {
            self.manifests.forget(&path);
            self.configurations.remove(&path);
            self.build_scripts.remove(&path);
            if let Some(lock) = self.locks.get_mut(&path) {
                lock.forget();
            }
            let came_or_went = self.answers.look_again(files, &path);
            if came_or_went {
                self.packages.forget_those_that_asked_about(&path);
            }
            if self.unpacked.forget(&path, came_or_went) {
                self.packages.forget_dependencies();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::environment::CfgFlags;
    use crate::fixture::Fixture;
    use crate::model::{DependencySource, Workspace};
    use crate::workspace::{reload, reload_in};

    /// A workspace with a member by name and others by pattern, a dependency outside that inherits from another
    /// root, a patch, a lock and a registry.
    const DISK: &str = "\
//- /w/Cargo.toml
[workspace]
members = ['a', 'more/*']
exclude = ['more/out']
[workspace.package]
version = '1.0.0'
edition = '2021'
[workspace.dependencies]
r = '1'
b = { path = 'more/b' }
[workspace.lints.rust]
unexpected_cfgs = { level = 'warn', check-cfg = ['cfg(loom)'] }
//- /w/a/Cargo.toml
[package]
name = 'a'
version.workspace = true
edition.workspace = true
[dependencies]
r.workspace = true
b.workspace = true
out = { path = '../../o/out' }
[lints]
workspace = true
//- /w/a/src/lib.rs
//- /w/a/build.rs
fn main() { println!(\"cargo:rustc-check-cfg=cfg(built)\"); }
//- /w/more/b/Cargo.toml
[package]
name = 'b'
version = '0.1.0'
[features]
x = []
//- /w/more/b/src/lib.rs
//- /w/more/b/tests/t.rs
//- /w/more/file
//- /w/Cargo.lock
[[package]]
name = \"a\"
version = \"1.0.0\"
dependencies = [
 \"b\",
 \"out\",
 \"r\",
]

[[package]]
name = \"b\"
version = \"0.1.0\"

[[package]]
name = \"out\"
version = \"0.0.0\"

[[package]]
name = \"r\"
version = \"1.2.0\"
source = \"registry+https://github.com/rust-lang/crates.io-index\"
//- /o/Cargo.toml
[workspace]
members = ['out']
[workspace.package]
edition = '2018'
//- /o/out/Cargo.toml
[package]
name = 'out'
edition.workspace = true
//- /o/out/src/lib.rs
//- /home/registry/src/host/r-1.2.0/.cargo-ok
//- /home/registry/src/host/r-1.2.0/Cargo.toml
[lib]
name = 'r_lib'
";

    /// The documents that are edited, each with texts it may have.
    const DOCUMENTS: &[(&str, &[&str])] = &[
        (
            "/w/Cargo.toml",
            &[
                "[workspace]\nmembers = ['a', 'more/*']\n[workspace.package]\nversion = '1.0.0'\nedition = '2019'\n\
                 [workspace.dependencies]\nr = '2'\nb = { path = 'more/b', default-features = false }\n",
                "[workspace]\nmembers = ['a']\ndefault-members = ['a', 'more/b']\n[workspace.package]\n\
                 version = '1.0.1'\nedition = '2021'\n[workspace.dependencies]\n\
                 r = '1'\nb = { path = 'more/b' }\n[patch.crates-io]\nr = { path = '../o/r' }\n",
                "# Moved.\n[workspace]\nmembers = ['a', 'more/*']\nexclude = ['more/out']\n[workspace.package]\n\
                 version = '1.0.0'\nedition = '2021'\n[workspace.dependencies]\nr = '1'\nb = { path = 'more/b' }\n\
                 [workspace.lints.rust]\nunexpected_cfgs = 'allow'\n",
                "[workspace]\n[package]\nname = 'w'\n[dependencies]\na = { path = 'a' }\n",
                "[workspace]\nmembers = ['a', 'more/none*']\n[workspace.package]\nversion = '1.0.0'\n",
            ],
        ),
        (
            "/w/a/Cargo.toml",
            &[
                "[package]\nname = 'a'\nversion = '1.0.0'\nedition.workspace = true\n[dependencies]\nr = '1'\n",
                "[package]\nname = 'renamed'\nbuild = 'make.rs'\n[lib]\nname = 'other'\n[dependencies]\nb.workspace = true\n",
                "[package]\nname = 'b'\nedition = '2015'\n[[bin]]\nname = 'tool'\n[dependencies]\nb = { path = '../more/b' }\n",
                "[package]\nname = 'a'\nworkspace = '../../o'\n[build-dependencies]\nb.workspace = true\n",
            ],
        ),
        (
            "/w/more/b/Cargo.toml",
            &[
                "[package]\nname = 'b'\nversion = '0.2.0'\n[lib]\nname = 'b_lib'\n[dependencies]\na = { path = '../../a' }\n",
                "[package]\nname = 'b'\nversion = '0.1.0'\n[[test]]\nname = 'gone'\n[dependencies]\nnew = { path = '../new' }\n",
            ],
        ),
        ("/w/more/new/Cargo.toml", &["[package]\nname = 'new'\n", "[workspace]\n", ""]),
        ("/w/more/out/Cargo.toml", &["[package]\nname = 'out'\n[dependencies]\na = { path = '../../a' }\n"]),
        (
            "/o/Cargo.toml",
            &["[workspace]\n[workspace.package]\nedition = '2024'\n", "[workspace]\nexclude = ['out']\n"],
        ),
        ("/o/r/Cargo.toml", &["[package]\nname = 'r'\nversion = '1.2.0'\n[lib]\nname = 'patched'\n"]),
        (
            "/w/Cargo.lock",
            &[
                "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\n \"r\",\n]\n\n[[package]]\nname = \"r\"\nversion = \"1.2.0\"\n",
                "<<<<<<< ours\n",
            ],
        ),
        ("/w/a/build.rs", &["fn main() { println!(\"cargo:rustc-check-cfg=cfg(edited)\"); }", "include!(\"x\");"]),
        ("/w/a/make.rs", &["fn main() { println!(\"cargo:rustc-check-cfg=cfg(made)\"); }"]),
        ("/w/more/b/build.rs", &["fn main() {}"]),
        (
            "/w/.cargo/config.toml",
            &["[build]\nrustflags = '--cfg x'\n", "[patch.crates-io]\nr = { path = '../o/r' }\n"],
        ),
        ("/w/.cargo/config", &[""]),
        ("/w/more/none.rs", &[""]),
        ("/w/greenlight.toml", &[""]),
        ("/w/a/src/main.rs", &[""]),
        ("/w/a/src/bin/y.rs", &[""]),
        ("/w/a/src/bin/y/main.rs", &[""]),
        ("/w/a/src/bin/tool.rs", &[""]),
        ("/w/a/src/lib.rs", &["pub fn f() {}"]),
        ("/w/a/tests/x.rs", &[""]),
        ("/w/more/b/tests/t/main.rs", &[""]),
        ("/w/more/new/src/lib.rs", &[""]),
        ("/home/registry/src/host/r-1.2.0/Cargo.toml", &["[lib]\nname = 'edited'\n"]),
        ("/home/registry/src/host/r-2.0.0/.cargo-ok", &[""]),
    ];

    fn environment(fixture: &Fixture) -> Environment {
        Environment { cargo_home: Some(fixture.path("/home")), ..Environment::default() }
    }

    fn afresh(files: &Files, path: &Path, environment: &Environment) -> Option<Workspace> {
        reload_in(files, path, environment, &mut Memory::default())
    }

    /// What is done to a document: another text, cut off somewhere or whole, or none.
    fn edit() -> impl Strategy<Value = (usize, Option<(usize, usize)>)> {
        let cut = prop_oneof![3 => Just(usize::MAX), 1 => 0..200_usize];
        let text = prop_oneof![2 => Just(None), 3 => (0..5_usize, cut).prop_map(Some)];
        (0..DOCUMENTS.len(), text)
    }

    thread_local! {
        static FIXTURE: Fixture = Fixture::new(DISK);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]
        #[test]
        fn after_any_edits_it_is_as_if_all_were_read_anew(
            between_looks in vec(vec(edit(), 0..3), 1..12),
            from in prop_oneof![4 => Just("/w"), 1 => Just("/w/more/b/src"), 1 => Just("/o/out")],
        ) {
            FIXTURE.with(|fixture| {
                let (environment, from) = (environment(fixture), fixture.path(from));
                let (mut files, mut memory) = (Files::new(), Memory::default());
                let _ = reload_in(&files, &from, &environment, &mut memory);
                for edits in between_looks {
                    for (document, text) in edits {
                        let (path, texts) = DOCUMENTS[document];
                        let path = fixture.path(path);
                        memory.forget(&path);
                        match text.map(|(text, cut)| (texts[text % texts.len()], cut)) {
                            Some((text, cut)) => files.open(path, text.get(..cut).unwrap_or(text).into()),
                            None => files.close(&path),
                        }
                    }
                    let reloaded = reload_in(&files, &from, &environment, &mut memory);
                    prop_assert_eq!(reloaded, afresh(&files, &from, &environment));
                }
                Ok(())
            })?;
        }
    }

    #[test]
    fn packages_that_an_edit_does_not_concern_are_the_very_same() {
        let fixture = Fixture::new(DISK);
        let (environment, root) = (environment(&fixture), fixture.path("/w"));
        let (mut files, mut memory) = (Files::new(), Memory::default());
        let mut edit = |path: &str, text: &str| {
            files.open(fixture.path(path), text.into());
            memory.forget(&fixture.path(path));
            let workspace = reload_in(&files, &root, &environment, &mut memory).unwrap();
            assert_eq!(Some(&workspace), afresh(&files, &root, &environment).as_ref());
            workspace
        };
        let of_disk = |path: &str| Files::new().read(&fixture.path(path)).unwrap();
        let manifest = of_disk("/w/Cargo.toml");
        let before = edit("/w/Cargo.toml", &manifest);
        assert_eq!(before.problems, []);
        let changed = |after: &Workspace| {
            let pairs = before.packages.iter().zip(&after.packages);
            let changed: Vec<String> = pairs
                .filter(|(before, after)| !Arc::ptr_eq(before, after))
                .map(|(_, after)| after.name.clone())
                .collect();
            changed
        };
        assert_eq!(changed(&edit("/w/Cargo.toml", &format!("# Moved.\n{manifest}"))), [""; 0]);
        assert_eq!(changed(&edit("/w/more/b/src/lib.rs", "fn b() {}")), [""; 0]);
        assert_eq!(changed(&edit("/w/more/b/src/main.rs", "fn main() {}")), ["b"]);
        let lock = edit("/w/Cargo.lock", &of_disk("/w/Cargo.lock")).lock;
        assert!(Arc::ptr_eq(&before.lock.clone().unwrap(), &lock.unwrap()));
        assert_eq!(changed(&edit("/w/a/build.rs", "fn main() {}")), ["a", "b"]);
    }

    /// What the dependencies of `a` are called in source, and the packages they lead to, after each of `edits`.
    fn after_each(disk: &str, edits: &[(&str, &str)]) -> Vec<String> {
        let fixture = Fixture::new(disk);
        let (environment, root) = (environment(&fixture), fixture.path("/w"));
        let (mut files, mut memory) = (Files::new(), Memory::default());
        let _ = reload_in(&files, &root, &environment, &mut memory);
        let after = |(path, text): &(&str, &str)| {
            files.open(fixture.path(path), (*text).into());
            memory.forget(&fixture.path(path));
            let workspace = reload_in(&files, &root, &environment, &mut memory).unwrap();
            assert_eq!(Some(&workspace), afresh(&files, &root, &environment).as_ref());
            let dependencies = crate::fixture::package(&workspace, "a").dependencies.iter();
            let said = dependencies.map(|dependency| match &dependency.source {
                DependencySource::Package(id) => {
                    format!("{} of {}", dependency.crate_name, workspace.packages[id.0 as usize].name)
                }
                _ => dependency.crate_name.clone(),
            });
            said.collect::<Vec<_>>().join(", ")
        };
        edits.iter().map(after).collect()
    }

    #[test]
    fn who_depends_on_a_package_learns_of_its_other_name() {
        let disk = "//- /w/Cargo.toml\n[workspace]\nmembers = ['*']\n//- /w/a/Cargo.toml\n[package]\nname = 'a'\n\
                    [dependencies]\nb = { path = '../b' }\nr = '1'\n//- /w/a/src/lib.rs\n//- /w/b/Cargo.toml\n[package]\n\
                    name = 'other'\n//- /w/b/src/lib.rs\n//- /w/c/Cargo.toml\n[package]\nname = 'c'\n//- /w/c/src/lib.rs\n\
                    //- /w/d/Cargo.toml\n[package]\nname = 'd'\n//- /w/d/src/lib.rs\n";
        let edits = [
            ("/w/b/Cargo.toml", "[package]\nname = 'other'\n[lib]\nname = 'lib_of_b'\n"),
            ("/w/c/Cargo.toml", "[package]\nname = 'r'\n"),
            ("/w/d/Cargo.toml", "[package]\nname = 'r'\n"),
            ("/w/c/Cargo.toml", "[package]\nname = 'c'\n"),
        ];
        assert_eq!(
            after_each(disk, &edits),
            ["lib_of_b of other, r", "lib_of_b of other, r of r", "lib_of_b of other, r", "lib_of_b of other, r of r"]
        );
    }

    #[test]
    fn a_pattern_is_looked_at_again_when_it_may_find_something_else() {
        let fixture = Fixture::new("//- /w/Cargo.toml\n[workspace]\nmembers = ['none*']\n");
        let (mut files, mut memory) = (Files::new(), Memory::default());
        let found_file = fixture.path("/w/none.rs");
        let mut problems = |files: &Files| reload(files, &fixture.path("/w"), &mut memory).unwrap().problems.len();
        assert_eq!(problems(&files), 1);
        files.open(found_file.clone(), "".into());
        assert_eq!(problems(&files), 1, "nobody said that it changed");
        memory.forget(&found_file);
        let mut problems = |files: &Files| reload(files, &fixture.path("/w"), &mut memory).unwrap().problems.len();
        assert_eq!(problems(&files), 0);
    }

    #[test]
    fn another_environment_is_another_workspace() {
        let fixture = Fixture::new(DISK);
        let mut memory = Memory::default();
        for unknown in [false, true, false] {
            let cfg_flags = CfgFlags { unknown, ..CfgFlags::default() };
            let environment = Environment { cfg_flags, ..environment(&fixture) };
            let workspace = reload_in(&Files::new(), &fixture.path("/w"), &environment, &mut memory).unwrap();
            assert!(workspace.packages.iter().all(|package| package.expected_cfgs.unknown == unknown));
        }
    }
}
