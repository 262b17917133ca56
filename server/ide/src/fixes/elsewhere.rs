//! The name where another module exports it: of the same crate, or of one that it sees.
//!
//! The search is the one part of a repair that reads files of other crates, once each: whoever drafts repairs that nobody
//! asked for leaves it out.

use greenlight_resolve::Resolver;
use greenlight_syntax::Leaf;

use super::missing_name::{MissingName, path_text, raw};
use crate::finding::{Applicability, Fix};

/// How many modules outside of the workspace are looked into at most.
const FILES: usize = 200;

/// More than these are no help.
const MOST: usize = 3;

/// One fix for each module that exports exactly the leaf's name, the crate first that the path begins in, then the own one.
pub(super) fn fixes(missing: &MissingName<'_>, resolver: &mut Resolver<'_>) -> Vec<Fix> {
    let Leaf::Name { .. } = missing.import.leaf else { return Vec::new() };
    let (Some(&leaf), Some(&first)) = (missing.symbols().last(), missing.symbols().first()) else { return Vec::new() };
    if missing.symbols().len() < 2 {
        return Vec::new();
    }
    let mut exports = resolver.elsewhere(leaf, missing.from, FILES);
    exports.sort_by_key(|export| export.module_path.first() != Some(&first));
    let sources = &resolver.program().sources;
    let paths = exports.iter().take(MOST).map(|export| {
        let leaf = raw(sources.names().text(leaf));
        format!("{}::{leaf}", path_text(sources, &export.module_path))
    });
    let fix = |path: String| {
        Some(Fix {
            title: format!("Import `{path}` instead").into(),
            preferred: false,
            // It has the name; whether it is the thing, its uses tell.
            applicability: Applicability::Guess,
            edits: missing.at_path(&path)?,
        })
    };
    let paths: Vec<String> = paths.collect();
    paths.into_iter().filter_map(fix).collect()
}
