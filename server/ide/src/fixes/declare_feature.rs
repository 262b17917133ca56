//! `p2p = []` in the `[features]` table of a manifest, or with what it enables.

use std::path::Path;

use crate::finding::Edit;
use crate::fixes::manifest_entry;

/// The edit that declares `feature`, which turns on what `enables` says; `None` if the manifest's text does not read as one, or
/// has it already.
pub(crate) fn edit(manifest: &Path, text: &str, feature: &str, enables: &[String]) -> Option<Edit> {
    if !is_name(feature) {
        return None;
    }
    let enables: Vec<String> = enables.iter().map(|enabled| toml_edit::Value::from(enabled).to_string()).collect();
    manifest_entry::edit(manifest, text, "features", feature, &format!("[{}]", enables.join(", ")), &["default"])
}

/// Whether Cargo takes it for a feature's name (`validate_feature_name` of its `restricted_names`): a letter, a digit or
/// `_`, then these, `-`, `+` and `.`. Letters and digits are Unicode's.
pub(crate) fn is_name(feature: &str) -> bool {
    let mut characters = feature.chars();
    characters.next().is_some_and(|first| first.is_alphanumeric() || first == '_')
        && characters.all(|character| character.is_alphanumeric() || "_-+.".contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_would_refuse_is_not_declared() {
        for feature in ["x/y", "a b", "dep:utils", "", "-x"] {
            assert_eq!(edit(Path::new("Cargo.toml"), "[features]\n", feature, &[]), None, "{feature}");
        }
        for feature in ["p2p", "2d", "serde-std", "c++", "v1.2", "_x"] {
            assert!(edit(Path::new("Cargo.toml"), "[features]\n", feature, &[]).is_some(), "{feature}");
        }
    }
}
