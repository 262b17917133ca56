//! The rule `unknown-cfg`: a cfg that neither rustc sets, nor Cargo, nor anything that the package declares.

use greenlight_project::{
    ExpectedCfgs, Package, PackageId, WELL_KNOWN_CFGS, WELL_KNOWN_OF, WELL_KNOWN_SINCE, WellKnownCfg, well_known_cfg,
};
use greenlight_resolve::Builds;
use greenlight_syntax::Health;
use rustc_hash::FxHashMap;

use super::undeclared_feature::{expected_values, listed};
use super::{Description, Level, Rule};
use crate::check::{Draft, FileCheck};
use crate::finding::{Applicability, Edit, Fix};
use crate::fixes::check_cfg;
use crate::limits::FIXED_CFGS;
use crate::nearest::nearest;

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "unknown-cfg",
    group: "features",
    level: Level::Warn,
    codes: &["unexpected_cfgs"],
    summary: "a cfg that nothing sets: a name or value misspelt, or a feature without `feature = `",
    explanation: include_str!("unknown_cfg.md"),
};

/// Predicates that rustc calls unexpected, those on features aside, wherever some build compiles what is around them.
pub(crate) fn check(check: &FileCheck<'_>) -> Vec<Draft> {
    let program = check.program;
    let facts = &check.file.facts;
    let mut drafts: Vec<Draft> = Vec::new();
    if facts.outline.health == Health::Unlexable {
        return drafts;
    }
    let mut by_place: FxHashMap<(u32, u32), usize> = FxHashMap::default();
    for (predicate, spans) in facts.outline.predicates.iter().zip(&facts.spans.predicates) {
        if predicate.allowed || facts.spans.damage.iter().any(|damage| damage.contains(spans.leaf)) {
            continue;
        }
        let (name, value) = {
            let names = program.sources.names();
            (names.text(predicate.key).to_owned(), predicate.value.map(|value| names.text(value).to_owned()))
        };
        if (name == "feature" && value.is_some()) || is_well_known(&name, value.as_deref()) {
            continue;
        }
        for &instance in &check.instances {
            let id = program.crate_of(instance.krate).package;
            let package = program.package_of(instance.krate);
            if program.allows_unexpected_cfgs(instance) {
                continue;
            }
            let Some(unknown) = unknown(package, program.workspace.rustc_version, &name, value.as_deref()) else {
                continue;
            };
            let module = program.module_of(instance, predicate.scope);
            let builds = match predicate.inner {
                true => program.possible_builds_around(module, predicate.condition),
                false => program.possible_builds(module, predicate.condition),
            };
            if matches!(builds, Builds::Never | Builds::Unclear) {
                continue;
            }
            let place = (spans.leaf.start, spans.leaf.end);
            if let Some(&draft) = by_place.get(&place) {
                drafts[draft].met.push((instance.krate, builds));
                continue;
            }
            let written = check.text().and_then(|text| text.get(spans.leaf.range())).unwrap_or_default();
            let message = match &unknown {
                // rustc names a raw identifier as it is written.
                Unknown::Name { .. } if written.starts_with("r#") && value.is_none() => {
                    format!("unexpected `cfg` condition name: `r#{name}`")
                }
                Unknown::Name { .. } => format!("unexpected `cfg` condition name: `{name}`"),
                Unknown::Value { .. } | Unknown::FeatureWithoutValue => match &value {
                    Some(value) => format!("unexpected `cfg` condition value: `{value}`"),
                    None => "unexpected `cfg` condition value: (none)".to_owned(),
                },
            };
            by_place.insert(place, drafts.len());
            let has_fixes = FIXED_CFGS.allows(drafts.len() as u64 + 1);
            let unknown = match unknown {
                Unknown::Name { .. } if has_fixes => {
                    Unknown::Name { meant: meant_name(package, &name, value.as_deref()) }
                }
                unknown => unknown,
            };
            let mut notes = unknown.notes(package);
            let fixes = match has_fixes {
                true => fixes(check, id, (&name, value.as_deref()), spans.leaf, &unknown),
                false => {
                    notes
                        .push(format!("no fixes are worked out: this file has more than {} such cfgs", FIXED_CFGS.max));
                    Vec::new()
                }
            };
            drafts.push(Draft {
                rule: Rule::UnknownCfg,
                code: Some("unexpected_cfgs"),
                message,
                label: None,
                notes,
                file: check.file.path.clone(),
                span: spans.leaf,
                package: Some(id),
                met: vec![(instance.krate, builds)],
                is_warning: false,
                fixes,
            });
        }
    }
    drafts
}

/// What is wrong with a predicate.
enum Unknown {
    /// Nobody expects the name.
    Name {
        /// What was meant, if that can be told.
        meant: Option<Meant>,
    },
    /// The name does not take the value, or takes one.
    Value {
        /// The whole predicate as it should be.
        meant: Option<String>,
        /// What rustc says of the values.
        expected: String,
    },
    /// `cfg(feature)`.
    FeatureWithoutValue,
}

/// What stands in the place of an unexpected name, as rustc has it.
struct Meant {
    /// The whole predicate.
    predicate: String,
    /// What rustc says of it.
    note: String,
    /// Whether it is the one obvious thing.
    is_obvious: bool,
}

impl Unknown {
    fn notes(&self, package: &Package) -> Vec<String> {
        match self {
            Unknown::Name { meant: Some(meant) } => vec![meant.note.clone()],
            Unknown::Name { meant: None } => vec!["consider using a Cargo feature instead".to_owned()],
            Unknown::FeatureWithoutValue => vec![expected_values(package)],
            Unknown::Value { expected, .. } => vec![expected.clone()],
        }
    }
}

/// Whether rustc or Cargo expects it of every package.
fn is_well_known(name: &str, value: Option<&str>) -> bool {
    well_known_cfg(name).is_some_and(|known| match value {
        None => known.alone,
        Some(value) => known.values.is_none_or(|values| values.contains(&value)),
    })
}

/// What is wrong with a predicate that is not well known; `None` if it is as it should be, or nobody can tell. What was
/// meant by a name is left to [`meant_name`].
fn unknown(package: &Package, rustc: Option<(u32, u32)>, name: &str, value: Option<&str>) -> Option<Unknown> {
    let cfgs = &package.expected_cfgs;
    if !package.complete || cfgs.allowed || cfgs.unknown || cfgs.names_unknown || is_told(cfgs, name, value) {
        return None;
    }
    if name == "feature" {
        return Some(Unknown::FeatureWithoutValue);
    }
    let is_made = cfgs.made_prefixes.iter().any(|prefix| name.starts_with(prefix));
    if is_made || cfgs.passed_names.iter().any(|passed| passed == name) {
        return None;
    }
    if let Some(known) = well_known_cfg(name) {
        return of_well_known(known, rustc, value);
    }
    // A declared name with another value: which values a build script means to set is often told elsewhere.
    if cfgs.names.iter().any(|told| told == name) || cfgs.values.iter().any(|(told, _)| told == name) {
        return None;
    }
    // A later rustc may know more about targets than this table, though nothing that is nearly called like what it has.
    let is_slip = || {
        let near = nearest(name, WELL_KNOWN_CFGS.iter().map(|known| known.name));
        near.is_some_and(|near| near.nearness.is_slip())
    };
    if name.starts_with("target_has_") && !is_in_table(rustc) && !is_slip() {
        return None;
    }
    Some(Unknown::Name { meant: None })
}

/// Whether the package declares it.
fn is_told(cfgs: &ExpectedCfgs, name: &str, value: Option<&str>) -> bool {
    cfgs.any_value.iter().any(|any| any == name)
        || match value {
            None => cfgs.names.iter().any(|told| told == name),
            Some(value) => cfgs.values.iter().any(|(told, expected)| told == name && expected == value),
        }
}

/// Whether the table is of this version of rustc.
fn is_in_table(rustc: Option<(u32, u32)>) -> bool {
    rustc.is_some_and(|rustc| (WELL_KNOWN_SINCE..=WELL_KNOWN_OF).contains(&rustc))
}

fn of_well_known(known: &WellKnownCfg, rustc: Option<(u32, u32)>, value: Option<&str>) -> Option<Unknown> {
    let values = known.values?;
    let list = || match values.split_last() {
        None => format!("no expected value for `{}`", known.name),
        Some(_) => format!("expected values for `{}` are: {}", known.name, listed(values)),
    };
    match (value, values) {
        (None, _) => Some(Unknown::Value { meant: None, expected: list() }),
        (Some(_), []) => Some(Unknown::Value { meant: Some(known.name.to_owned()), expected: list() }),
        (Some(value), values) => {
            let near = nearest(value, values.iter().copied()).filter(|near| near.nearness.is_slip());
            // A value that is like none may be one that a later rustc knows than the table is of.
            if near.is_none() && !is_in_table(rustc) {
                return None;
            }
            let meant = near.map(|near| format!("{} = \"{}\"", known.name, near.name));
            Some(Unknown::Value { meant, expected: list() })
        }
    }
}

fn meant_name(package: &Package, name: &str, value: Option<&str>) -> Option<Meant> {
    let features = || package.features.expected.iter().map(String::as_str);
    let meant = |predicate: String, note: &str, is_obvious: bool| {
        let note = format!("{note}: `{predicate}`");
        Some(Meant { predicate, note, is_obvious })
    };
    match value {
        Some(value) => {
            let near_feature = name.eq_ignore_ascii_case("feature")
                || nearest(name, ["feature"]).is_some_and(|near| near.nearness.is_slip())
                || name == "features";
            if near_feature {
                let is_declared = features().any(|feature| feature == value);
                return meant(
                    format!("feature = \"{value}\""),
                    "there is a config with a similar name and value",
                    is_declared,
                );
            }
            let with_values =
                WELL_KNOWN_CFGS.iter().filter(|known| known.values.is_none_or(|values| values.contains(&value)));
            let near = nearest(name, with_values.map(|known| known.name)).filter(|near| near.nearness.is_slip())?;
            meant(format!("{} = \"{value}\"", near.name), "there is a config with a similar name and value", near.alone)
        }
        None => {
            if features().any(|feature| feature == name) {
                return meant(format!("feature = \"{name}\""), "found config with similar value", true);
            }
            let mut with_value =
                WELL_KNOWN_CFGS.iter().filter(|known| known.values.is_some_and(|values| values.contains(&name)));
            if let Some(known) = with_value.next() {
                let is_only = with_value.next().is_none();
                return meant(format!("{} = \"{name}\"", known.name), "found config with similar value", is_only);
            }
            let alone = WELL_KNOWN_CFGS.iter().filter(|known| known.alone).map(|known| known.name);
            let told = package.expected_cfgs.names.iter().map(String::as_str);
            let near = nearest(name, alone.chain(told)).filter(|near| near.nearness.is_slip())?;
            meant(near.name.to_owned(), "there is a config with a similar name", near.alone)
        }
    }
}

fn fixes(
    check: &FileCheck<'_>,
    id: PackageId,
    (name, value): (&str, Option<&str>),
    span: greenlight_files::Span,
    unknown: &Unknown,
) -> Vec<Fix> {
    let package = &check.program.workspace.packages[id.0 as usize];
    let write = |predicate: &str, preferred: bool| Fix {
        title: format!("Write `{predicate}` instead").into(),
        preferred,
        applicability: Applicability::Guess,
        edits: vec![Edit { file: check.file.path.clone(), span, text: predicate.to_owned() }],
    };
    let mut fixes = Vec::new();
    match unknown {
        Unknown::FeatureWithoutValue => {}
        Unknown::Value { meant, .. } => fixes.extend(meant.iter().map(|meant| write(meant, true))),
        Unknown::Name { meant } => {
            fixes.extend(meant.iter().map(|meant| write(&meant.predicate, meant.is_obvious)));
            let as_feature = format!("feature = \"{name}\"");
            let is_offered = meant.as_ref().is_some_and(|meant| meant.predicate == as_feature);
            if value.is_none() && !is_offered {
                fixes.push(write(&as_feature, false));
            }
            let expected = match value {
                None => format!("cfg({name})"),
                Some(value) => format!("cfg({name}, values({}))", rust_string(value)),
            };
            if let Some(edit) = check_cfg::edit(check.snapshot, package, &expected) {
                fixes.push(Fix {
                    title: format!("Expect `{expected}` in the manifest of `{}`", package.name).into(),
                    preferred: false,
                    applicability: Applicability::Guess,
                    edits: vec![edit],
                });
            }
        }
    }
    fixes
}

fn rust_string(text: &str) -> String {
    format!("\"{}\"", text.escape_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, check, check_fix, titles};

    #[test]
    fn a_value_that_is_like_none_is_wrong_where_the_table_is_of_the_toolchain() {
        let os = well_known_cfg("target_os").unwrap();
        let is_unknown = |rustc, value| of_well_known(os, rustc, Some(value)).is_some();
        assert!(is_unknown(Some(WELL_KNOWN_OF), "spirv") && is_unknown(Some((1, 80)), "spirv"));
        assert!(
            !is_unknown(Some((1, 200)), "spirv") && !is_unknown(Some((1, 60)), "spirv") && !is_unknown(None, "spirv")
        );
        assert!(is_unknown(None, "linuz"));
    }

    #[test]
    fn what_a_later_toolchain_may_have_is_left_alone_unless_it_is_nearly_a_known_name() {
        let fixture = Fixture::new(&format!("{MANIFEST}//- /src/lib.rs\n"));
        let package = &fixture.snapshot.workspace().packages[0];
        let is_unknown = |rustc, name| unknown(package, rustc, name, None).is_some();
        assert!(is_unknown(Some(WELL_KNOWN_OF), "target_has_wings") && !is_unknown(None, "target_has_wings"));
        assert!(is_unknown(None, "target_has_atomicc") && is_unknown(None, "has_wings"));
    }

    const MANIFEST: &str =
        "//- /Cargo.toml\n[package]\nname = \"sample\"\nedition = \"2021\"\n\n[features]\nalpha = []\n\n";

    #[test]
    fn names_and_values_that_nobody_expects() {
        check(&format!(
            r#"{MANIFEST}//- /src/lib.rs
    #[cfg(p2p)] fn a() {{}}
        //^^^ warning: unexpected `cfg` condition name: `p2p`
    #[cfg(alpha)] fn b() {{}}
        //^^^^^ warning: unexpected `cfg` condition name: `alpha`
    #[cfg(features = "alpha")] fn c() {{}}
        //^^^^^^^^^^^^^^^^^^ warning: unexpected `cfg` condition name: `features`
    #[cfg(target_so = "linux")] fn d() {{}}
        //^^^^^^^^^^^^^^^^^^^ warning: unexpected `cfg` condition name: `target_so`
    #[cfg(target_os = "linuz")] fn e() {{}}
        //^^^^^^^^^^^^^^^^^^^ warning: unexpected `cfg` condition value: `linuz`
    #[cfg(target_has_atomicc = "64")] fn has() {{}}
        //^^^^^^^^^^^^^^^^^^^^^^^^^ warning: unexpected `cfg` condition name: `target_has_atomicc`
    #[cfg(target_os)] fn f() {{}}
        //^^^^^^^^^ warning: unexpected `cfg` condition value: (none)
    #[cfg(unix = "x")] fn g() {{}}
        //^^^^^^^^^^ warning: unexpected `cfg` condition value: `x`
    #[cfg(feature)] fn h() {{}}
        //^^^^^^^ warning: unexpected `cfg` condition value: (none)
    #[cfg(r#true)] fn i() {{}}
        //^^^^^^ warning: unexpected `cfg` condition name: `r#true`
"#
        ));
    }

    #[test]
    fn what_rustc_cargo_or_the_package_expects() {
        check(
            r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"

[lints.rust]
unexpected_cfgs = { level = "warn", check-cfg = ['cfg(loom)', 'cfg(mode, values("fast"))'] }
//- /src/lib.rs
#[cfg(any(unix, windows, test, docsrs, debug_assertions, miri, clippy, true, false, loom))] fn a() {}
#[allow(unexpected_cfgs)] mod allowed { #[cfg(p2p)] fn c() {} }
#[cfg(any())] mod never { #[cfg(p2p)] fn d() {} }
"#,
        );
        check(
            r#"
//- /build.rs
fn main() { println!("cargo::rustc-check-cfg=cfg(has_atomics)"); }
//- /src/lib.rs
#[cfg(has_atomics)] fn a() {}
"#,
        );
        // What rustflags set, rustc does not expect.
        check(
            r#"
//- /.cargo/config.toml
[build]
rustflags = ["--cfg", "loom", "--check-cfg", "cfg(slow)"]
//- /src/lib.rs
#[cfg(slow)] fn a() {}
#[cfg(not(loom))] fn b() {}
        //^^^^ warning: unexpected `cfg` condition name: `loom`
"#,
        );
    }

    fn offered(predicate: &str) -> Vec<String> {
        titles(&format!("{MANIFEST}//- /src/lib.rs\n#[cfg({predicate})] fn f() {{}}\n"))
    }

    #[test]
    fn what_was_meant_comes_first() {
        assert_eq!(
            offered("alpha"),
            ["* Write `feature = \"alpha\"` instead", "Expect `cfg(alpha)` in the manifest of `sample`"]
        );
        assert_eq!(
            offered("p2p"),
            ["Write `feature = \"p2p\"` instead", "Expect `cfg(p2p)` in the manifest of `sample`"]
        );
        assert_eq!(offered("features = \"alpha\"")[0], "* Write `feature = \"alpha\"` instead");
        assert_eq!(offered("target_so = \"linux\"")[0], "* Write `target_os = \"linux\"` instead");
        assert_eq!(offered("target_os = \"linuz\""), ["* Write `target_os = \"linux\"` instead"]);
        assert_eq!(offered("linux")[0], "* Write `target_os = \"linux\"` instead");
        assert_eq!(offered("unxi")[0], "* Write `unix` instead");
        assert_eq!(offered("windows = \"x\""), ["* Write `windows` instead"]);
    }

    #[test]
    fn the_fixes_change_one_place() {
        let text = |predicate: &str| format!("//- /src/lib.rs\n#[cfg(all(unix, {predicate}))] fn f() {{}}\n");
        let before = format!("{MANIFEST}{}", text("p2p"));
        check_fix(&before, "Write `feature = \"p2p\"` instead", &text("feature = \"p2p\""));
        check_fix(
            &before,
            "Expect `cfg(p2p)` in the manifest of `sample`",
            &format!("{MANIFEST}[lints.rust]\nunexpected_cfgs = {{ level = \"warn\", check-cfg = ['cfg(p2p)'] }}\n"),
        );
    }
}
