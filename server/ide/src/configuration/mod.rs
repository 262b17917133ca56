//! `greenlight.toml` in the workspace's root, or `[workspace.metadata.greenlight]` of its manifest. What cannot be read sets
//! nothing, and costs nothing else; what is wrong with it, [`mistakes`] tells by the [`grammar`] of the file, which is also what the editor
//! completes and explains.

mod check;
mod completion;
pub(crate) mod document;
pub(crate) mod grammar;
mod hover;
mod keys;
mod outline;
#[cfg(test)]
mod page;
mod place;
pub(crate) mod said;

use std::path::{Path, PathBuf};

use greenlight_bench::statistics::Limits;
use greenlight_files::Files;

pub(crate) use check::{HeldLimit, Mistake, Mistakes, Named, Replacement};

use crate::levels::Levels;
use crate::perf_targets::ConfiguredTargets;
use document::{Tables, Written};
use grammar::share;

/// The configuration file's name, in the workspace's root.
pub(crate) const CONFIGURATION: &str = "greenlight.toml";

/// What is configured.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Configuration {
    /// The file that it stands in, absolute; `None` where nothing is configured.
    pub(crate) file: Option<PathBuf>,
    /// `[rules]`.
    pub(crate) levels: Levels,
    /// `[baselines]`.
    pub(crate) baselines: Baselines,
    /// `[limits]`.
    pub(crate) limits: ConfiguredLimits,
    /// `[[perf-target]]`.
    pub(crate) perf_targets: ConfiguredTargets,
    /// `[metrics] files`: paths from the workspace's root.
    pub(crate) metrics: Vec<String>,
    /// `[documents] files`: paths of files and folders from the workspace's root; `None` for the usual ones.
    pub(crate) documents: Option<Vec<String>>,
}

/// What of a change is tolerated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ConfiguredLimits {
    /// Of times, and of whatever else is no memory.
    pub(crate) time: Limits,
    /// Of what is counted in bytes.
    pub(crate) memory: Limits,
}

impl Default for ConfiguredLimits {
    fn default() -> ConfiguredLimits {
        ConfiguredLimits { time: Limits { flag: 0.05, fail: 0.10 }, memory: Limits { flag: 0.05, fail: 0.15 } }
    }
}

impl ConfiguredLimits {
    fn of(table: Option<&Written<'_>>) -> ConfiguredLimits {
        let mut limits = ConfiguredLimits::default();
        for (name, limits) in [("time", &mut limits.time), ("memory", &mut limits.memory)] {
            let share = |key: &str| share(string(table?.get_ref().get(name)?.get_ref().get(key))?).ok();
            limits.flag = share("flag").unwrap_or(limits.flag);
            limits.fail = share("fail").unwrap_or(limits.fail);
        }
        limits
    }
}

/// Which saved results are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baselines {
    /// What is shown; the newest where nothing is named.
    pub current: Option<String>,
    /// What it is compared with.
    pub against: Option<String>,
}

impl Configuration {
    /// Reads the configuration of the workspace at `root`. A file of its own goes before the manifest, broken or not.
    pub(crate) fn read(files: &Files, root: &Path) -> Configuration {
        let path = root.join(CONFIGURATION);
        if files.is_file(&path) {
            let text = files.read_within(root, &path).unwrap_or_default();
            return Configuration { file: Some(path), ..Configuration::of(&document::parse(&text).table, &text) };
        }
        let path = root.join("Cargo.toml");
        let Ok(text) = files.read(&path) else { return Configuration::default() };
        let document = document::parse(&text);
        let Some(own) = in_manifest(&document.table) else { return Configuration::default() };
        let own = own.get_ref().as_table().map(|table| Configuration::of(table, &text)).unwrap_or_default();
        Configuration { file: Some(path), ..own }
    }

    fn of(table: &Tables<'_>, text: &str) -> Configuration {
        let baseline = |key: &str| string(table.get("baselines")?.get_ref().get(key)).map(str::to_owned);
        let files = |key: &str| -> Option<Vec<String>> {
            let files = table.get(key)?.get_ref().get("files")?.get_ref().as_array()?;
            let files = files.iter().filter_map(|file| string(Some(file)));
            Some(files.filter(|file| grammar::leaves_root(file).is_none()).map(str::to_owned).collect())
        };
        Configuration {
            file: None,
            levels: Levels::of(table.get("rules")),
            perf_targets: ConfiguredTargets::read(table.get("perf-target"), text),
            limits: ConfiguredLimits::of(table.get("limits")),
            baselines: Baselines { current: baseline("current"), against: baseline("against") },
            metrics: files("metrics").unwrap_or_default(),
            documents: files("documents"),
        }
    }
}

/// `[workspace.metadata.greenlight]` of a manifest.
fn in_manifest<'d, 't>(manifest: &'d Tables<'t>) -> Option<&'d Written<'t>> {
    manifest.get("workspace")?.get_ref().get("metadata")?.get_ref().get("greenlight")
}

/// The string that a value is.
fn string<'d>(value: Option<&'d Written<'_>>) -> Option<&'d str> {
    value?.get_ref().as_str()
}

/// All that is wrong with the configuration in `text`, which is a file of its own or a manifest that has one.
pub(crate) fn mistakes(text: &str, is_manifest: bool) -> Mistakes {
    let document = document::parse(text);
    match is_manifest {
        false => check::check(text, &document.table, &document.errors),
        // What breaks a manifest is a matter of the workspace.
        true => in_manifest(&document.table).map(|own| check::check_value(text, own)).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_shares_and_what_cannot_be_read_is_as_usual() {
        let document =
            document::parse("[limits]\ntime = { flag = \"2.5 %\", fail = \"ten\" }\nmemory = { fail = \"-1%\" }\n");
        let limits = ConfiguredLimits::of(document.table.get("limits"));
        assert_eq!(limits.time, Limits { flag: 0.025, fail: 0.10 });
        assert_eq!(limits.memory, ConfiguredLimits::default().memory);
    }

    #[test]
    fn the_file_in_the_root_goes_before_the_manifest() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| greenlight_files::write(&folder.path().join(name), text).unwrap();
        let current = || Configuration::read(&Files::new(), folder.path()).baselines.current;
        assert_eq!(current(), None);
        write("Cargo.toml", "[workspace.metadata.greenlight.baselines]\ncurrent = 'v1'\n");
        assert_eq!(current().as_deref(), Some("v1"));
        write(CONFIGURATION, "[baselines]\ncurrent = 'v2'\nagainst = 3\n");
        assert_eq!(current().as_deref(), Some("v2"));
        // One that is broken is mended, not passed over in silence.
        write(CONFIGURATION, "[baselines\n");
        assert_eq!(current(), None);
        assert_eq!(Configuration::read(&Files::new(), folder.path()).file, Some(folder.path().join(CONFIGURATION)));
    }
}
