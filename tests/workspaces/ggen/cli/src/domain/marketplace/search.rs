//! Search in the registry's index.

use anyhow::{ensure, Result};

/// A package as the index has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    pub name: String,
    pub description: String,
    pub downloads: u64,
}

/// All packages, the most downloaded first.
#[derive(Clone, Debug, Default)]
pub struct SearchIndex {
    packages: Vec<Package>,
}

impl SearchIndex {
    pub fn new(mut packages: Vec<Package>) -> SearchIndex {
        packages.sort_by_key(|package| std::cmp::Reverse(package.downloads));
        SearchIndex { packages }
    }

    /// At most `limit` packages whose name or description has all words of `query`.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<&Package>> {
        ensure!(!query.trim().is_empty(), "nothing to search for");
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let matches = |package: &&Package| {
            let text = format!("{} {}", package.name, package.description).to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        Ok(self.packages.iter().filter(matches).take(limit).collect())
    }
}

/// Where a search looks, for `--verbose`.
pub fn sources() -> Vec<&'static str> {
    let mut sources = vec!["the registry"];
    if cfg!(feature = "p2p") {
        sources.push("known peers");
    }
    sources
}
