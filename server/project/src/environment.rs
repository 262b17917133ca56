//! What Cargo takes from outside the workspace: `$CARGO_HOME`, rustflags, and the configuration files of the folders
//! above.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use greenlight_files::{Files, absolute};
use rustc_hash::FxHashMap;
use toml::de::DeValue;

use crate::dependencies::{DependencyEntry, read_table};
use crate::document::{Reader, Table, parse};
use crate::model::DependencyKind;
use crate::toolchain::Surroundings;
use crate::view::View;

/// The part of the environment that decides what a workspace means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Environment {
    /// `$CARGO_HOME`, or where it is by default.
    pub(crate) cargo_home: Option<PathBuf>,
    /// What rustflags of the environment say of cfgs.
    pub(crate) cfg_flags: CfgFlags,
    /// What decides which toolchain it is.
    pub(crate) surroundings: Surroundings,
    /// `$CARGO_TARGET_DIR`, else `$CARGO_BUILD_TARGET_DIR`, as given.
    pub(crate) target_folder: Option<PathBuf>,
    /// `$CRITERION_HOME`, as given.
    pub(crate) criterion_home: Option<PathBuf>,
}

impl Environment {
    /// That of this process.
    pub(crate) fn of_process() -> Environment {
        let home = || std::env::home_dir().map(|home| home.join(".cargo"));
        let mut cfg_flags = CfgFlags::default();
        for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"] {
            let flags = std::env::var(name).unwrap_or_default();
            cfg_flags.add(flags.split([' ', '\u{1f}']));
        }
        let path = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        Environment {
            cargo_home: std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home),
            cfg_flags,
            surroundings: Surroundings::of_process(),
            target_folder: path("CARGO_TARGET_DIR").or_else(|| path("CARGO_BUILD_TARGET_DIR")),
            criterion_home: path("CRITERION_HOME"),
        }
    }
}

/// What rustflags say of cfgs. Those of several places count together, though Cargo takes one place: what is expected in one build
/// is no mistake.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CfgFlags {
    /// The names behind `--cfg`. rustc does not expect a cfg because it is set.
    pub(crate) set: Vec<String>,
    /// The arguments of `--check-cfg`.
    pub(crate) declared: Vec<String>,
    /// Whether something else declares cfgs, or sets a feature.
    pub(crate) unknown: bool,
    /// `[target.TRIPLE.LINKS]`: what stands for the output of the build script of the package with this `links`, on some targets.
    pub(crate) for_links: BTreeMap<String, CfgFlags>,
}

impl CfgFlags {
    /// Adds what `flags`, one word after the other, say.
    fn add<'f>(&mut self, flags: impl IntoIterator<Item = &'f str>) {
        let mut flags = flags.into_iter().filter(|flag| !flag.is_empty());
        while let Some(flag) = flags.next() {
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (flag, None),
            };
            if !matches!(name, "--cfg" | "--check-cfg") {
                continue;
            }
            let Some(argument) = value.or_else(|| flags.next()) else { return self.unknown = true };
            match name {
                "--check-cfg" => self.declared.push(argument.to_owned()),
                _ => match argument.split('=').next().unwrap_or_default().trim() {
                    "feature" => self.unknown = true,
                    set => self.set.push(set.to_owned()),
                },
            }
        }
    }

    /// Adds what stands for the output of a build script: arrays, as Cargo wants them.
    fn add_output(&mut self, output: &Table<'_>) {
        let strings = |key: &str| {
            let list = output.get(key).and_then(|list| list.get_ref().as_array());
            list.into_iter().flatten().filter_map(|string| string.get_ref().as_str())
        };
        self.add(strings("rustc-cfg").flat_map(|set| ["--cfg", set]));
        self.add(strings("rustc-check-cfg").flat_map(|declared| ["--check-cfg", declared]));
    }

    /// Adds what others say.
    pub(crate) fn extend(&mut self, other: &CfgFlags) {
        self.set.extend(other.set.iter().cloned());
        self.declared.extend(other.declared.iter().cloned());
        self.unknown |= other.unknown;
        for (links, output) in &other.for_links {
            self.for_links.entry(links.clone()).or_default().extend(output);
        }
    }

    /// What holds for a package with this `links`. Its build script still counts, since it runs on other targets.
    pub(crate) fn of_package(&self, links: Option<&str>) -> CfgFlags {
        let mut flags = CfgFlags { for_links: BTreeMap::new(), ..self.clone() };
        if let Some(output) = links.and_then(|links| self.for_links.get(links)) {
            flags.extend(output);
        }
        flags
    }
}

/// What the configuration files that hold for a folder say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Configuration {
    /// What rustflags say of cfgs, and whether the output that takes a build script's place declares some.
    pub(crate) cfg_flags: CfgFlags,
    /// `[patch]` entries with a path.
    pub(crate) patches: Vec<DependencyEntry>,
    /// `build.target-dir` of the nearest file that has one, absolute.
    pub(crate) target_folder: Option<PathBuf>,
    /// What takes the place of a source, by its name: `[source.crates-io] replace-with`.
    replaced: Vec<(String, String)>,
    /// The folders of directory sources, by name, absolute.
    directories: Vec<(String, PathBuf)>,
}

impl Configuration {
    /// The folder that `cargo vendor` filled, if packages of crates.io are taken from one.
    pub(crate) fn vendored(&self) -> Option<&Path> {
        let mut name = "crates-io";
        // A source may be replaced by one that is replaced itself.
        for _ in 0..self.replaced.len() {
            name = self.replaced.iter().find(|(replaced, _)| replaced == name).map(|(_, by)| by)?;
            if let Some((_, folder)) = self.directories.iter().find(|(directory, _)| directory == name) {
                return Some(folder);
            }
        }
        None
    }
}

/// The configuration files that Cargo reads when it is run in `folder` (absolute): `.cargo/config.toml` of the folder
/// and of all above it, and Cargo's own.
#[must_use]
pub fn configuration_files(files: &Files, folder: &Path) -> Vec<PathBuf> {
    files_that_count(folder, &Environment::of_process(), |file| files.is_file(file))
}

fn files_that_count(folder: &Path, environment: &Environment, is_file: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let above = folder.ancestors().map(|folder| folder.join(".cargo"));
    let mut folders: Vec<PathBuf> = above.chain(environment.cargo_home.clone()).collect();
    // `$CARGO_HOME` usually is one of the folders above.
    folders.sort();
    folders.dedup();
    // The name without an ending is the older one, and the one Cargo takes where both are there.
    let of_folder = |folder: &PathBuf| {
        ["config", "config.toml"].map(|name| folder.join(name)).into_iter().find(|file| is_file(file))
    };
    folders.iter().filter_map(of_folder).collect()
}

/// Reads the configuration files that hold for `folder`. One that is broken is read as far as it goes: Cargo itself
/// says what is wrong with it on every command. `known` are those that were read before.
pub(crate) fn configuration(
    view: View<'_>,
    folder: &Path,
    environment: &Environment,
    known: &mut FxHashMap<PathBuf, Configuration>,
) -> Configuration {
    let mut configuration = Configuration::default();
    for file in files_that_count(folder, environment, |file| view.is_file(file)) {
        let own_folder = file.parent().map(Path::to_owned);
        let own = known.entry(file).or_insert_with_key(|file| {
            let mut own = Configuration::default();
            // Paths in it start at the folder that holds `.cargo`.
            let base = file.parent().and_then(Path::parent).unwrap_or(file);
            let _ = view.files.with_text(file, |text| {
                let (table, mut reader) = parse(file, text);
                read(&mut reader, &table, base, &mut own);
            });
            own
        });
        configuration.cfg_flags.extend(&own.cfg_flags);
        configuration.patches.extend(own.patches.iter().cloned());
        // Sorted by path, a folder comes before those below it; but Cargo's own file counts least, wherever it lies.
        let is_cargos_own = environment.cargo_home.as_deref() == own_folder.as_deref();
        if own.target_folder.is_some() && !(is_cargos_own && configuration.target_folder.is_some()) {
            configuration.target_folder.clone_from(&own.target_folder);
        }
        configuration.replaced.extend(own.replaced.iter().cloned());
        configuration.directories.extend(own.directories.iter().cloned());
    }
    configuration
}

fn read(reader: &mut Reader<'_>, table: &Table<'_>, base: &Path, configuration: &mut Configuration) {
    let mut cfg_flags = CfgFlags::default();
    let mut read_flags = |value: &DeValue<'_>| match value.get("rustflags").map(toml::Spanned::get_ref) {
        Some(DeValue::String(flags)) => cfg_flags.add(flags.split_whitespace()),
        Some(DeValue::Array(flags)) => cfg_flags.add(flags.iter().filter_map(|flag| flag.get_ref().as_str())),
        _ => {}
    };
    if let Some(build) = table.get("build") {
        read_flags(build.get_ref());
        let folder = build.get_ref().get("target-dir").and_then(|folder| folder.get_ref().as_str());
        configuration.target_folder = folder.map(|folder| absolute(&base.join(folder)));
    }
    let targets = table.get("target").and_then(|targets| targets.get_ref().as_table());
    let targets: Vec<&DeValue<'_>> = targets.into_iter().flatten().map(|(_, target)| target.get_ref()).collect();
    targets.iter().for_each(|target| read_flags(target));
    for (links, output) in targets.iter().filter_map(|target| target.as_table()).flatten() {
        if let Some(output) = output.get_ref().as_table() {
            cfg_flags.for_links.entry(links.get_ref().to_string()).or_default().add_output(output);
        }
    }
    cfg_flags.for_links.retain(|_, output| *output != CfgFlags::default());
    configuration.cfg_flags = cfg_flags;

    let sources = table.get("source").and_then(|sources| sources.get_ref().as_table());
    for (name, source) in sources.into_iter().flatten() {
        let string = |key| source.get_ref().get(key).and_then(|value| value.get_ref().as_str());
        if let Some(by) = string("replace-with") {
            configuration.replaced.push((name.get_ref().to_string(), by.to_owned()));
        }
        if let Some(folder) = string("directory") {
            configuration.directories.push((name.get_ref().to_string(), absolute(&base.join(folder))));
        }
    }

    let patches = table.get("patch").and_then(|patches| patches.get_ref().as_table());
    for (_, entries) in patches.into_iter().flatten() {
        if let Some(entries) = reader.table(entries) {
            let entries = read_table(reader, entries, base, DependencyKind::Normal, None);
            configuration.patches.extend(entries.into_iter().filter(|entry| entry.path.is_some()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;
    use crate::view::Answers;

    fn configuration_of(fixture: &Fixture) -> Configuration {
        let view = View { files: &Files::new(), answers: &Answers::default() };
        configuration(view, &fixture.path("/w"), &Environment::default(), &mut FxHashMap::default())
    }

    fn cfg_flags(config: &str) -> CfgFlags {
        let fixture = Fixture::new(&format!("//- /.cargo/config.toml\n{config}\n//- /w/Cargo.toml\n"));
        configuration_of(&fixture).cfg_flags
    }

    #[test]
    fn flags_of_every_folder_above_count() {
        let flags = |set: &[&str], declared: &[&str], unknown: bool| {
            let owned = |list: &[&str]| list.iter().map(|&word| word.to_owned()).collect();
            CfgFlags { set: owned(set), declared: owned(declared), unknown, ..CfgFlags::default() }
        };
        assert_eq!(
            cfg_flags("[build]\nrustflags = ['--cfg', 'tokio_unstable']"),
            flags(&["tokio_unstable"], &[], false)
        );
        assert_eq!(
            cfg_flags("[build]\nrustflags = '-g --cfg=mode=\"fast\" --check-cfg cfg(a)'"),
            flags(&["mode"], &["cfg(a)"], false)
        );
        assert_eq!(
            cfg_flags("[target.'cfg(all())']\nrustflags = '--check-cfg=cfg(a)'"),
            flags(&[], &["cfg(a)"], false)
        );
        assert_eq!(cfg_flags("[build]\nrustflags = ['--cfg', 'feature=\"x\"']"), flags(&[], &[], true));
        let of_foo = cfg_flags(
            "[target.x86_64-unknown-linux-gnu.foo]\nrustc-check-cfg = ['cfg(a)']\nrustc-cfg = ['b', 'c=\"d\"']\n\
             [target.aarch64-apple-darwin.foo]\nrustc-link-lib = ['foo']\nrustc-check-cfg = ['cfg(e)']\n\
             [target.aarch64-apple-darwin.bar]\nrustc-link-lib = ['bar']",
        );
        assert_eq!(of_foo.of_package(Some("foo")), flags(&["b", "c"], &["cfg(e)", "cfg(a)"], false));
        assert_eq!(of_foo.of_package(Some("bar")), CfgFlags::default());
        assert_eq!(of_foo.of_package(None), CfgFlags::default());
        let feature = cfg_flags("[target.x86_64-unknown-linux-gnu.foo]\nrustc-cfg = ['feature=\"x\"']");
        assert!(feature.of_package(Some("foo")).unknown && !feature.of_package(Some("bar")).unknown);
        let others = "[build]\nrustflags = ['-C', 'target-cpu=native']\nrustdocflags = ['--cfg', 'docsrs']";
        assert_eq!(cfg_flags(others), CfgFlags::default());
        assert_eq!(cfg_flags("this is not toml"), CfgFlags::default());
    }

    #[test]
    fn the_nearest_file_says_where_cargo_builds() {
        let folder = |config: &str| {
            let fixture = Fixture::new(config);
            configuration_of(&fixture).target_folder.map(|folder| fixture.relative(&folder))
        };
        let above = "//- /.cargo/config.toml\n[build]\ntarget-dir = 'built'\n";
        assert_eq!(folder(above).as_deref(), Some("/built"));
        let nearer = "//- /w/.cargo/config.toml\n[build]\ntarget-dir = '../other/./x'\n";
        assert_eq!(folder(&format!("{above}{nearer}")).as_deref(), Some("/other/x"));
    }

    #[test]
    fn a_vendored_folder_may_take_the_place_of_the_registry_by_a_chain_of_names() {
        let config = "//- /.cargo/config.toml\n[source.crates-io]\nreplace-with = 'mirror'\n[source.mirror]\nreplace-with = 'vendored-sources'\n\
                      [source.vendored-sources]\ndirectory = 'third/vendor'\n";
        let fixture = Fixture::new(config);
        assert_eq!(configuration_of(&fixture).vendored(), Some(&*fixture.path("/third/vendor")));
        let config = "//- /.cargo/config.toml\n[source.other]\ndirectory = 'vendor'\n";
        assert_eq!(configuration_of(&Fixture::new(config)).vendored(), None);
    }

    #[test]
    fn patches_are_relative_to_the_folder_that_holds_dot_cargo() {
        let config = "//- /.cargo/config.toml\n[patch.crates-io]\na = { path = 'a' }\nb = { git = 'https://b' }\n";
        let fixture = Fixture::new(config);
        let patches = configuration_of(&fixture).patches;
        let paths: Vec<_> = patches.iter().filter_map(|patch| patch.path.clone()).collect();
        assert_eq!(paths, [fixture.path("/a")]);
    }
}
