//! The rule `undeclared-feature`: a cfg on a feature that the package does not have.

use greenlight_project::{Package, PackageId};
use greenlight_resolve::Builds;
use greenlight_syntax::{Health, known};
use rustc_hash::FxHashMap;

use super::{Description, Level, Rule};
use crate::check::{Draft, FileAnswer, FileCheck};
use crate::fixes::feature;
use crate::limits::FIXED_CFGS;

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "undeclared-feature",
    group: "features",
    level: Level::Warn,
    codes: &["unexpected_cfgs"],
    summary: "a cfg on a feature that the package does not have",
    explanation: include_str!("undeclared_feature.md"),
};

/// Of so many features in a file it is found out what code would need that they bring to life, as each is a build of its
/// own; the others are offered to be declared without that.
const MOST_LIVE: usize = 32;

/// Predicates `feature = "x"` whose package does not declare `x`, wherever some build compiles what is around them:
/// rustc says nothing of what it has already left out.
pub(crate) fn check(check: &FileCheck<'_>, answer: &mut FileAnswer) -> Vec<Draft> {
    let program = check.program;
    let facts = &check.file.facts;
    let mut drafts: Vec<Draft> = Vec::new();
    if facts.outline.health == Health::Unlexable {
        return drafts;
    }
    let mut by_place: FxHashMap<(u32, u32), usize> = FxHashMap::default();
    let mut expected: FxHashMap<PackageId, String> = FxHashMap::default();
    for (number, predicate) in facts.outline.predicates.iter().enumerate() {
        let (known::FEATURE, Some(value), false) = (predicate.key, predicate.value, predicate.allowed) else {
            continue;
        };
        let spans = facts.spans.predicates[number];
        if facts.spans.damage.iter().any(|damage| damage.contains(spans.leaf)) {
            continue;
        }
        for &instance in &check.instances {
            if program.allows_unexpected_cfgs(instance) {
                continue;
            }
            let krate = instance.krate;
            let id = program.crate_of(krate).package;
            let package = &program.workspace.packages[id.0 as usize];
            let name = program.sources.names().text(value).to_owned();
            let name = name.as_str();
            if is_expected(package, name) {
                continue;
            }
            let module = program.module_of(instance, predicate.scope);
            let builds = match predicate.inner {
                true => program.possible_builds_around(module, predicate.condition),
                false => program.possible_builds(module, predicate.condition),
            };
            if matches!(builds, Builds::Never | Builds::Unclear) {
                continue;
            }
            answer.undeclared.insert((id, name.to_owned()));
            let place = (spans.leaf.start, spans.leaf.end);
            if let Some(&draft) = by_place.get(&place) {
                drafts[draft].met.push((krate, builds));
                continue;
            }
            by_place.insert(place, drafts.len());
            let expected = expected.entry(id).or_insert_with(|| expected_values(package)).clone();
            let mut notes = vec![expected, format!("consider adding `{name}` as a feature in `Cargo.toml`")];
            let fixes = match FIXED_CFGS.allows(answer.undeclared.len() as u64) {
                true => feature::undeclared(check, id, name, spans.value, answer.undeclared.len() <= MOST_LIVE),
                false => {
                    let max = FIXED_CFGS.max;
                    notes.push(format!("no fixes are worked out: this file has more than {max} such features"));
                    Vec::new()
                }
            };
            drafts.push(Draft {
                rule: Rule::UndeclaredFeature,
                code: Some("unexpected_cfgs"),
                message: format!("unexpected `cfg` condition value: `{name}`"),
                label: None,
                notes,
                file: check.file.path.clone(),
                span: spans.leaf,
                package: Some(id),
                met: vec![(krate, builds)],
                is_warning: false,
                fixes,
            });
        }
    }
    drafts
}

/// The features that code of the file uses and that the package does not have, whatever builds compile it.
pub(crate) fn names(check: &FileCheck<'_>, package: PackageId) -> std::collections::BTreeSet<String> {
    let mut answer = FileAnswer::default();
    let _ = self::check(check, &mut answer);
    answer.undeclared.into_iter().filter(|(id, _)| *id == package).map(|(_, name)| name).collect()
}

/// Whether Cargo, the lints table or the build script tells rustc to expect the feature.
fn is_expected(package: &Package, feature: &str) -> bool {
    let cfgs = &package.expected_cfgs;
    !package.complete
        || cfgs.allowed
        || cfgs.unknown
        || package.features.expected.binary_search_by(|expected| expected.as_str().cmp(feature)).is_ok()
        || cfgs.values.iter().any(|(name, value)| name == "feature" && value == feature)
        || cfgs.any_value.iter().any(|name| name == "feature")
}

/// rustc's note about the features of the package.
pub(super) fn expected_values(package: &Package) -> String {
    let mut expected: Vec<&str> = package.features.expected.iter().map(String::as_str).collect();
    expected.sort_unstable();
    match expected.is_empty() {
        true => "no expected values for `feature`".to_owned(),
        false => format!("expected values for `feature` are: {}", listed(&expected)),
    }
}

/// Values as rustc lists them: at most 35 (`rustc_lint`'s `builtin/diagnostics/check_cfg.rs`).
pub(super) fn listed(values: &[&str]) -> String {
    const MOST: usize = 35;
    let quoted: Vec<String> = values.iter().take(MOST).map(|value| format!("`{value}`")).collect();
    let list = match quoted.as_slice() {
        [most @ .., last] if most.len() > 1 => format!("{}, and {last}", most.join(", ")),
        [one, last] => format!("{one} and {last}"),
        all => all.concat(),
    };
    match values.len().saturating_sub(MOST) {
        0 => list,
        more => format!("{list} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{check, check_fix, titles};

    const MANIFEST: &str =
        "//- /Cargo.toml\n[package]\nname = \"sample\"\nedition = \"2021\"\n\n[features]\ndefault = []\nserde = []\n";

    #[test]
    fn every_predicate_of_an_undeclared_feature_is_reported() {
        check(&format!(
            r#"{MANIFEST}//- /src/lib.rs
#[cfg(feature = "p2p")]
    //^^^^^^^^^^^^^^^ warning: unexpected `cfg` condition value: `p2p`
pub fn a() {{ let _ = cfg!(feature = "p2p"); }}
#[cfg(all(unix, any(feature = "serde", not(feature = "nope"))))]
                                         //^^^^^^^^^^^^^^^^ warning: unexpected `cfg` condition value: `nope`
pub fn b() -> bool {{
    cfg!(feature = "p2p")
       //^^^^^^^^^^^^^^^ warning: unexpected `cfg` condition value: `p2p`
}}
"#
        ));
    }

    #[test]
    fn code_that_is_never_compiled_is_not_looked_at() {
        check(&format!(
            r#"{MANIFEST}//- /src/lib.rs
#[cfg(any())] mod never {{ #[cfg(feature = "p2p")] fn f() {{}} }}
#[allow(unexpected_cfgs)] mod allowed {{ #[cfg(feature = "p2p")] fn f() {{}} }}
// greenlight: allow(undeclared-feature)
#[cfg(feature = "p2p")] fn f() {{}}
"#
        ));
    }

    #[test]
    fn an_attribute_in_a_call_is_one_if_its_macro_makes_it_one() {
        check(&format!(
            r##"{MANIFEST}//- /src/lib.rs
macro_rules! keeps {{ ($($(#[$a:meta])* fn $name:ident;)*) => {{ $($(#[$a])* fn $name() {{}})* }} }}
macro_rules! drops {{ ($($(#[$a:meta])* fn $name:ident;)*) => {{ $(fn $name() {{}})* }} }}
keeps! {{
    fn a;
    /// Documented.
    #[cfg(feature = "p2p")]
        //^^^^^^^^^^^^^^^ warning: unexpected `cfg` condition value: `p2p`
    fn b;
    #[cfg(all(feature = "serde", feature = "slow"))]
                               //^^^^^^^^^^^^^^^^ warning: unexpected `cfg` condition value: `slow`
    fn c;
}}
drops! {{ #[cfg(feature = "p2p")] fn d; }}
unknown! {{ #[cfg(feature = "p2p")] fn e; }}
"##
        ));
    }

    #[test]
    fn it_is_declared_in_the_package_that_owns_the_file() {
        check_fix(
            &format!("{MANIFEST}//- /src/lib.rs\n#[cfg(feature = \"p2p\")] pub fn f() {{}}\n"),
            "Declare the feature `p2p` in the manifest of `sample`",
            &MANIFEST.replace("serde = []\n", "serde = []\np2p = []\n"),
        );
    }

    #[test]
    fn a_near_feature_comes_first() {
        let text = format!("{MANIFEST}//- /src/lib.rs\n#[cfg(feature = \"serd\")] pub fn f() {{}}\n");
        assert_eq!(
            titles(&text),
            ["* Use the declared feature `serde` instead", "Declare the feature `serd` in the manifest of `sample`"]
        );
        check_fix(
            &text,
            "Use the declared feature `serde` instead",
            "//- /src/lib.rs\n#[cfg(feature = \"serde\")] pub fn f() {}\n",
        );
    }

    #[test]
    fn the_files_own_inner_cfg_is_looked_at() {
        check(&format!(
            r#"{MANIFEST}//- /src/lib.rs
mod inner;
//- /src/inner.rs
#![cfg(feature = "p2p")]
     //^^^^^^^^^^^^^^^ warning: unexpected `cfg` condition value: `p2p`
#[cfg(feature = "nested")] fn never() {{}}
"#
        ));
    }

    #[test]
    fn an_allow_around_a_module_holds_in_its_file() {
        check(&format!(
            r#"{MANIFEST}//- /src/lib.rs
#[allow(unexpected_cfgs)] mod file;
#[allow(warnings)] mod inline {{ #[cfg(feature = "p2p")] fn f() {{}} }}
mod deep {{ #![allow(unexpected_cfgs)] mod below; }}
//- /src/file.rs
#[cfg(feature = "p2p")] fn f() {{}}
//- /src/deep/below.rs
#[cfg(feature = "p2p")] fn f() {{}}
"#
        ));
    }
}
