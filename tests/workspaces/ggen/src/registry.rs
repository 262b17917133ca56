//! The registry's index: one package on a line, `name version dependency…`.

use std::collections::BTreeMap;
use std::path::Path;

use ggen_utils::error::Result;

/// A version of a package, and the names of the packages it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub version: u64,
    pub dependencies: Vec<String>,
}

/// The packages by name.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    pub packages: BTreeMap<String, Entry>,
}

impl Registry {
    pub fn load(path: &Path) -> Result<Registry> {
        Registry::parse(&std::fs::read_to_string(path)?)
    }

    pub fn parse(text: &str) -> Result<Registry> {
        let mut packages = BTreeMap::new();
        for line in text.lines() {
            let mut words = line.split_whitespace();
            let (Some(name), Some(version)) = (words.next(), words.next()) else {
                continue;
            };
            let version = version.parse()?;
            let dependencies = words.map(str::to_owned).collect();
            packages.insert(
                name.to_owned(),
                Entry {
                    version,
                    dependencies,
                },
            );
        }
        Ok(Registry { packages })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_that_is_no_number_is_an_error() {
        assert!(Registry::parse("http two").is_err());
        let registry = Registry::parse("http 2\nweb 1 http\n").unwrap();
        assert_eq!(registry.packages["web"].dependencies, ["http"]);
    }
}
