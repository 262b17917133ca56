//! The settings file: `key = value`, one on a line.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;

/// Reads the settings at `path`.
pub fn read(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the settings {}", path.display()))?;
    let pair = |line: &str| {
        let (key, value) = line
            .split_once('=')
            .with_context(|| format!("no `=` in the setting `{line}`"))?;
        Ok((key.trim().to_owned(), value.trim().to_owned()))
    };
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(pair)
        .collect()
}
