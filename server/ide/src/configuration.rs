//! `greenlight.toml` in the workspace's root, or `[workspace.metadata.greenlight]` of its manifest. What cannot be read sets
//! nothing.

use std::path::{Path, PathBuf};

use greenlight_bench::statistics::Limits;
use greenlight_files::Files;
use toml_edit::Item;

use crate::levels::Levels;
use crate::perf_targets::PerfTarget;

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
    pub(crate) perf_targets: Vec<PerfTarget>,
    /// `[metrics] files`: paths from the workspace's root.
    pub(crate) metrics: Vec<String>,
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
    fn of(table: Option<&Item>) -> ConfiguredLimits {
        let mut limits = ConfiguredLimits::default();
        for (name, limits) in [("time", &mut limits.time), ("memory", &mut limits.memory)] {
            let share = |key: &str| percent(table?.get(name)?.get(key)?.as_str()?);
            limits.flag = share("flag").unwrap_or(limits.flag);
            limits.fail = share("fail").unwrap_or(limits.fail);
        }
        limits
    }
}

/// `5%`, as a share that is no less than nothing.
fn percent(text: &str) -> Option<f64> {
    let share = text.trim().strip_suffix('%')?.trim_end().parse::<f64>().ok()? / 100.0;
    (share.is_finite() && share >= 0.0).then_some(share)
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
    /// Reads the configuration of the workspace at `root`.
    pub(crate) fn read(files: &Files, root: &Path) -> Configuration {
        let document = |path: &Path| {
            let text = files.read(path).ok()?;
            toml_edit::Document::parse(text.to_string()).ok()
        };
        let path = root.join(CONFIGURATION);
        if let Some(document) = document(&path) {
            return Configuration { file: Some(path), ..Configuration::of(document.as_item()) };
        }
        let path = root.join("Cargo.toml");
        let manifest = document(&path);
        let metadata = manifest.as_ref().and_then(|it| it.get("workspace")).and_then(|it| it.get("metadata"));
        let own = metadata.and_then(|metadata| metadata.get("greenlight"));
        own.map(|own| Configuration { file: Some(path), ..Configuration::of(own) }).unwrap_or_default()
    }

    fn of(table: &Item) -> Configuration {
        let baseline = |key: &str| {
            let name = table.get("baselines").and_then(|baselines| baselines.get(key)).and_then(Item::as_str);
            name.map(str::to_owned)
        };
        let metrics = table.get("metrics").and_then(|metrics| metrics.get("files")).and_then(Item::as_array);
        Configuration {
            file: None,
            levels: Levels::of(table.get("rules")),
            perf_targets: PerfTarget::all(table.get("perf-target")),
            limits: ConfiguredLimits::of(table.get("limits")),
            baselines: Baselines { current: baseline("current"), against: baseline("against") },
            metrics: metrics.into_iter().flatten().filter_map(|file| file.as_str().map(str::to_owned)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_shares_and_what_cannot_be_read_is_as_usual() {
        let document: toml_edit::DocumentMut =
            "[limits]\ntime = { flag = \"2.5 %\", fail = \"ten\" }\nmemory = { fail = \"-1%\" }\n".parse().unwrap();
        let limits = ConfiguredLimits::of(document.get("limits"));
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
        write(CONFIGURATION, "[baselines\n");
        assert_eq!(current().as_deref(), Some("v1"));
    }
}
