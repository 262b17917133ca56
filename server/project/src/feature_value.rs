//! What a string in a list of `[features]` means, as Cargo takes it apart (`FeatureValue` in its `core/summary.rs`).

use crate::model::FeatureReference;

/// A string in a list of `[features]` or `required-features`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeatureValue<'t> {
    /// `feature`: of the same package, or an optional dependency that is one by itself.
    Feature(&'t str),
    /// `dep:key`.
    Dependency(&'t str),
    /// `key/feature`, `key?/feature`.
    OfDependency {
        /// The dependency's key.
        key: &'t str,
        /// The dependency's feature.
        feature: &'t str,
        /// `?`: only if something else turns the dependency on.
        weak: bool,
        /// `dep:` before it, which Cargo refuses.
        prefixed: bool,
    },
}

impl<'t> FeatureValue<'t> {
    /// What `written` means.
    #[must_use]
    pub fn of(written: &'t str) -> FeatureValue<'t> {
        let Some((dependency, feature)) = written.split_once('/') else {
            return match written.strip_prefix("dep:") {
                Some(key) => FeatureValue::Dependency(key),
                None => FeatureValue::Feature(written),
            };
        };
        let (dependency, prefixed) = match dependency.strip_prefix("dep:") {
            Some(key) => (key, true),
            None => (dependency, false),
        };
        let (key, weak) = match dependency.strip_suffix('?') {
            Some(key) => (key, true),
            None => (dependency, false),
        };
        FeatureValue::OfDependency { key, feature, weak, prefixed }
    }
}

impl FeatureReference {
    /// What it means.
    #[must_use]
    pub fn value(&self) -> FeatureValue<'_> {
        FeatureValue::of(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_taken_apart_as_cargo_does() {
        let of = |key, feature, weak, prefixed| FeatureValue::OfDependency { key, feature, weak, prefixed };
        for (written, value) in [
            ("a", FeatureValue::Feature("a")),
            ("dep:a", FeatureValue::Dependency("a")),
            ("a/b", of("a", "b", false, false)),
            ("a?/b", of("a", "b", true, false)),
            ("dep:a/b", of("a", "b", false, true)),
            ("a/b/c", of("a", "b/c", false, false)),
            ("", FeatureValue::Feature("")),
        ] {
            assert_eq!(FeatureValue::of(written), value, "{written}");
        }
    }
}
