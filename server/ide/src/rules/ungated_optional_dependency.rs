//! The rule `ungated-optional-dependency`: a `use` of an optional dependency that builds without it compile too.

use std::collections::BTreeSet;

use greenlight_files::Span;
use greenlight_project::{Dependency, DependencyKind, Package, TargetKind};
use greenlight_resolve::{Builds, CrateId, InstanceId, Resolver, Truth};

use super::{Description, Level, Rule};
use crate::check::{Draft, FileCheck};
use crate::finding::{Applicability, Edit, Fix};

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "ungated-optional-dependency",
    group: "imports",
    level: Level::Hint,
    codes: &[],
    summary: "a `use` of an optional dependency outside any feature that enables it",
    explanation: include_str!("ungated_optional_dependency.md"),
};

/// The file's imports of optional dependencies that are compiled without them.
pub(crate) fn check<'s>(check: &FileCheck<'s>, resolver: &mut Resolver<'s>) -> Vec<Draft> {
    let program = check.program;
    let facts = &check.file.facts;
    let has_optional = |package: &Package| package.dependencies.iter().any(|dependency| dependency.optional);
    let packages = check.instances.iter().map(|instance| program.package_of(instance.krate));
    if !packages.into_iter().any(has_optional) {
        return Vec::new();
    }
    let mut drafts = Vec::new();
    for (number, import) in facts.outline.imports.iter().enumerate() {
        let mut met: Vec<(CrateId, Builds)> = Vec::new();
        let mut missing = None;
        for &instance in &check.instances {
            let Some(ungated) = ungated(check, resolver, instance, number as u32) else { continue };
            met.push((instance.krate, Builds::Default));
            missing.get_or_insert((instance, ungated));
        }
        let Some((instance, Ungated { name, features })) = missing else { continue };
        let statement = facts.spans.statements[import.statement as usize];
        let enabling: Vec<String> = features.iter().map(|feature| format!("`{feature}`")).collect();
        let notes = match enabling.len() {
            0 => vec![format!("no feature enables `{name}`")],
            _ => vec![format!("features that enable `{name}`: {}", enabling.join(", "))],
        };
        let fix = features.first().filter(|_| import.attributes.start == import.attributes.end).map(|feature| {
            let text = format!("#[cfg(feature = \"{feature}\")] ");
            let at = Span::new(statement.whole.start, statement.whole.start);
            Fix {
                title: format!("Compile it only with `{feature}`").into(),
                preferred: false,
                applicability: Applicability::Guess,
                edits: vec![Edit { file: check.file.path.clone(), span: at, text }],
            }
        });
        let first = facts.spans.segments[import.path.start as usize];
        let draft = Draft {
            rule: Rule::UngatedOptionalDependency,
            code: None,
            message: format!("`{name}` is an optional dependency, and builds without it compile this `use` too"),
            label: Some(format!("not under a feature that enables `{name}`")),
            notes,
            file: check.file.path.clone(),
            span: first,
            package: Some(program.crate_of(instance.krate).package),
            met,
            is_warning: false,
            fixes: fix.into_iter().collect(),
        };
        // All leaves of a tree begin with the same segment.
        if drafts.last().is_none_or(|last: &Draft| last.span != first) {
            drafts.push(draft);
        }
    }
    drafts
}

/// An optional dependency that is imported where it may be off.
pub(crate) struct Ungated {
    /// As in source.
    pub(crate) name: String,
    /// All that enable it, sorted; the most direct first.
    pub(crate) features: Vec<String>,
}

pub(crate) fn ungated<'s>(
    check: &FileCheck<'s>,
    resolver: &mut Resolver<'s>,
    instance: InstanceId,
    number: u32,
) -> Option<Ungated> {
    let program = check.program;
    let package = program.package_of(instance.krate);
    let outline = &check.file.facts.outline;
    let import = &outline.imports[number as usize];
    let &first = outline.path(import.path).first()?;
    let name = program.sources.names().text(first).to_owned();
    let kind = program.target_of(instance.krate).kind;
    let is_seen = |dependency: &&Dependency| {
        dependency.crate_name == name && (dependency.kind == DependencyKind::Build) == (kind == TargetKind::BuildScript)
    };
    let (for_tests, others): (Vec<&Dependency>, Vec<&Dependency>) =
        package.dependencies.iter().filter(is_seen).partition(|dependency| dependency.kind == DependencyKind::Dev);
    let is_test = matches!(kind, TargetKind::Test | TargetKind::Bench | TargetKind::Example);
    if others.is_empty()
        // The standard library's crates built as dependencies of itself.
        || ["core", "alloc", "std"].contains(&&*name)
        || !others.iter().all(|dependency| dependency.optional)
        || resolver.crate_of_import(instance, number) != Some(first)
    {
        return None;
    }
    let keys: BTreeSet<&str> = others.iter().map(|dependency| dependency.key.as_str()).collect();
    let features = enabling(package, &keys);
    let tests_have_it = !for_tests.is_empty() || turned_on_for_tests(package, &features);
    if is_test && tests_have_it {
        return None;
    }
    let without = |key: &str, value: Option<&str>| match value {
        Some(feature) => key == "feature" && features.iter().any(|enabling| enabling == feature),
        None => key == "test" && tests_have_it,
    };
    let module = program.module_of(instance, import.scope);
    (program.compiled_without(module, import.condition, without) == Truth::True).then_some(Ungated { name, features })
}

/// Whether the package depends on itself for its tests, with one of these features.
fn turned_on_for_tests(package: &Package, features: &[String]) -> bool {
    let own = package.dependencies.iter();
    own.filter(|own| own.kind == DependencyKind::Dev && own.package == package.name).any(|own| {
        let by_default = own.default_features && features.iter().any(|feature| feature == "default");
        by_default || own.features.iter().any(|feature| features.contains(feature))
    })
}

/// The features that turn on a dependency with one of these keys, directly or through others.
fn enabling(package: &Package, keys: &BTreeSet<&str>) -> Vec<String> {
    let declared = &package.features.declared;
    let implicit = package.features.expected.iter().filter(|feature| !declared.contains_key(*feature));
    let mut enabling: Vec<String> = implicit.filter(|feature| keys.contains(feature.as_str())).cloned().collect();
    let turns_on = |entry: &str, enabling: &[String]| {
        let dependency = entry.strip_prefix("dep:").unwrap_or(entry);
        match dependency.split_once('/') {
            Some((dependency, _)) => keys.contains(dependency),
            None => {
                (entry.starts_with("dep:") && keys.contains(dependency)) || enabling.iter().any(|known| known == entry)
            }
        }
    };
    loop {
        let new: Vec<String> = declared
            .iter()
            .filter(|(name, _)| !enabling.contains(name))
            .filter(|(_, feature)| feature.enables.iter().any(|entry| turns_on(&entry.written, &enabling)))
            .map(|(name, _)| name.clone())
            .collect();
        if new.is_empty() {
            return enabling;
        }
        enabling.extend(new);
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{check, check_fix};

    const MANIFEST: &str = r#"
//- /Cargo.toml
[package]
name = "sample"
edition = "2021"
[dependencies]
optional = { path = "dep", package = "dep", optional = true }
named = { path = "dep", package = "dep", optional = true }
[features]
default = ["all"]
net = ["dep:named"]
all = ["net"]
unrelated = []
//- /dep/Cargo.toml
[package]
name = "dep"
edition = "2021"
//- /dep/src/lib.rs
pub struct X;
pub struct Y;
//- /src/lib.rs
"#;

    #[test]
    fn a_use_outside_of_all_features_that_enable_it_is_a_hint() {
        check(&format!(
            r#"{MANIFEST}
  use optional::{{X, Y}};
//    ^^^^^^^^ hint: `optional` is an optional dependency, and builds without it compile this `use` too
  #[cfg(feature = "unrelated")] use named::X as N;
//                                  ^^^^^ hint: `named` is an optional dependency, and builds without it compile this `use` too
#[cfg(feature = "optional")] use optional::X as A;
#[cfg(feature = "net")] use named::X as B;
#[cfg(feature = "all")] mod gated {{ use named::X; }}
#[cfg(any(feature = "all", feature = "optional"))] mod half {{
      use optional::X;
//        ^^^^^^^^ hint: `optional` is an optional dependency, and builds without it compile this `use` too
}}
mod local {{ mod optional {{ pub struct X; }} use optional::X; }}
"#
        ));
    }

    #[test]
    fn tests_see_it_by_another_table() {
        check(
            &format!("{MANIFEST}#[cfg(test)] mod tests {{ use optional::X; }}\n").replace(
                "[features]",
                "[dev-dependencies]\noptional = { path = \"dep\", package = \"dep\" }\n[features]",
            ),
        );
    }

    #[test]
    fn a_package_may_turn_it_on_for_its_own_tests() {
        check(
            &format!(
                "{MANIFEST}#[cfg(test)] mod tests {{ use named::X; }} #[cfg(any())] use optional as _;\n  use named::X;\n\
                 //    ^^^^^ hint: `named` is an optional dependency, and builds without it compile this `use` too\n"
            )
            .replace("[features]", "[dev-dependencies]\nsample = { path = \".\", features = [\"all\"] }\n[features]"),
        );
    }

    #[test]
    fn it_can_be_put_under_the_feature() {
        check_fix(
            &format!("{MANIFEST}use named::X;\n"),
            "Compile it only with `net`",
            "#[cfg(feature = \"net\")] use named::X;\n",
        );
    }
}
