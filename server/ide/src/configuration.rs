//! `greenlight.toml` in the workspace's root, or `[workspace.metadata.greenlight]` of its manifest. What cannot be read sets
//! nothing.

use std::path::Path;

use greenlight_files::Files;
use toml_edit::Item;

use crate::levels::Levels;

/// The configuration file's name, in the workspace's root.
pub(crate) const CONFIGURATION: &str = "greenlight.toml";

/// What is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Configuration {
    /// `[rules]`.
    pub(crate) levels: Levels,
    /// `[baselines]`.
    pub(crate) baselines: Baselines,
    /// `[metrics] files`: paths from the workspace's root.
    pub(crate) metrics: Vec<String>,
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
        let document = |path: &Path| files.read(path).ok().and_then(|text| text.parse::<toml_edit::DocumentMut>().ok());
        if let Some(document) = document(&root.join(CONFIGURATION)) {
            return Configuration::of(document.as_item());
        }
        let manifest = document(&root.join("Cargo.toml"));
        let metadata = manifest.as_ref().and_then(|it| it.get("workspace")).and_then(|it| it.get("metadata"));
        metadata.and_then(|metadata| metadata.get("greenlight")).map(Configuration::of).unwrap_or_default()
    }

    fn of(table: &Item) -> Configuration {
        let baseline = |key: &str| {
            let name = table.get("baselines").and_then(|baselines| baselines.get(key)).and_then(Item::as_str);
            name.map(str::to_owned)
        };
        let metrics = table.get("metrics").and_then(|metrics| metrics.get("files")).and_then(Item::as_array);
        Configuration {
            levels: Levels::of(table.get("rules")),
            baselines: Baselines { current: baseline("current"), against: baseline("against") },
            metrics: metrics.into_iter().flatten().filter_map(|file| file.as_str().map(str::to_owned)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
