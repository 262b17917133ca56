//! The rule `unresolved-import`: a leaf of a use tree that names nothing.

use greenlight_files::Span;
use greenlight_resolve::{
    Absence, Answer, Builds, CrateId, DefinitionKind, FoundBy, Hidden, InstanceId, Missing, Place, PlaceEntry, Program,
    Resolver, Why,
};
use greenlight_syntax::{FileFacts, Leaf, NameTable, known};

use super::{Description, Level, Rule, private_import};
use crate::check::{Draft, FileAnswer, FileCheck};
use crate::finding::UnknownImport;
use crate::fixes;

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "unresolved-import",
    group: "imports",
    level: Level::Deny,
    codes: &["E0432", "E0433"],
    summary: "an import of a name that does not exist",
    explanation: include_str!("unresolved_import.md"),
};

/// Every leaf of the file's use trees: counted, and drafted if what it names is absent.
pub(crate) fn check<'s>(check: &FileCheck<'s>, resolver: &mut Resolver<'s>, answer: &mut FileAnswer) -> Vec<Draft> {
    let outline = &check.file.facts.outline;
    let mut drafts = Vec::new();
    for number in 0..outline.imports.len() as u32 {
        let scope = outline.imports[number as usize].scope;
        let instances: Vec<InstanceId> = check.instances_with(scope).collect();
        if instances.is_empty() {
            continue;
        }
        let local = starts_locally(&check.file.facts, number);
        answer.imports.local += usize::from(local);
        let mut unknown = None;
        let mut absent: Vec<(InstanceId, Absence)> = Vec::new();
        let mut hidden: Vec<(InstanceId, Hidden)> = Vec::new();
        for &instance in &instances {
            let answer = match resolver.import_exists(instance, number) {
                Answer::Unknown(why) => by_default(check, resolver, instance, number, why),
                answer => answer,
            };
            match answer {
                Answer::Found(FoundBy::Itself) => {}
                Answer::Found(FoundBy::Import) => absent.extend(repeated(check, resolver, instance, number, true)),
                Answer::Private(found) => hidden.push((instance, found)),
                Answer::Unknown(Why::ThroughImport) => match repeated(check, resolver, instance, number, false) {
                    Some(repeated) => absent.push(repeated),
                    None => unknown = Some(Why::ThroughImport),
                },
                Answer::Unknown(why) => unknown = Some(why),
                Answer::Absent(absence) => absent.push((instance, absence)),
            }
        }
        if absent.is_empty() {
            absent.extend(only_for_development(check, resolver, number));
        }
        drafts.extend(private_import::draft(check, number, &hidden));
        // What no build compiles lacks nothing: the modules that it leads to are often under the same cfg.
        absent.retain(|(instance, _)| {
            let import = &outline.imports[number as usize];
            check.program.builds(check.program.module_of(*instance, import.scope), import.condition) != Builds::Never
        });
        match (absent.first(), unknown) {
            (Some(_), _) => {
                answer.imports.absent += 1;
                answer.imports.local_decided += usize::from(local);
                drafts.extend(draft(check, resolver, number, &absent));
            }
            (None, Some(why)) => {
                *answer.imports.unknown.entry(why.key()).or_default() += 1;
                answer.unknown.push(UnknownImport {
                    file: check.file.path.clone(),
                    span: check.file.facts.spans.imports[number as usize].leaf,
                    path: path_text(&check.file.facts, number, usize::MAX, &check.program.sources.names()),
                    why: why.key(),
                    explanation: why.explanation().to_owned(),
                });
            }
            (None, None) => {
                answer.imports.found += 1;
                answer.imports.local_decided += usize::from(local);
            }
        }
    }
    drafts
}

/// Whether the default build has what the import names, if that compiles it, where for other builds it cannot be told.
fn by_default<'s>(
    check: &FileCheck<'s>,
    resolver: &mut Resolver<'s>,
    instance: InstanceId,
    number: u32,
    why: Why,
) -> Answer {
    let import = &check.file.facts.outline.imports[number as usize];
    let builds = || check.program.builds(check.program.module_of(instance, import.scope), import.condition);
    // What is not read is so in every build.
    let is_unread = matches!(why, Why::NoSource | Why::BrokenFile | Why::MissingFile | Why::Spelling);
    if is_unread || builds() != Builds::Default {
        return Answer::Unknown(why);
    }
    match resolver.import_exists_by_default(instance, number) {
        answer @ (Answer::Absent(_) | Answer::Found(_)) => answer,
        Answer::Private(_) | Answer::Unknown(_) => Answer::Unknown(why),
    }
}

/// How the import fails in the default build because what it names is a broken import.
fn repeated<'s>(
    check: &FileCheck<'s>,
    resolver: &mut Resolver<'s>,
    instance: InstanceId,
    number: u32,
    is_found: bool,
) -> Option<(InstanceId, Absence)> {
    let import = &check.file.facts.outline.imports[number as usize];
    let module = check.program.module_of(instance, import.scope);
    let absence = resolver.repeated(instance, number, is_found)?;
    (check.program.builds(module, import.condition) == Builds::Default).then_some((instance, absence))
}

/// The crates in which the import names a dependency that only tests, examples and benches see, and that are compiled without
/// tests.
fn only_for_development<'s>(
    check: &FileCheck<'s>,
    resolver: &mut Resolver<'s>,
    number: u32,
) -> Vec<(InstanceId, Absence)> {
    let program = check.program;
    let import = &check.file.facts.outline.imports[number as usize];
    let mut absent = Vec::new();
    for &instance in &check.instances {
        if !program.externs(instance.krate).has_development(check.file.facts.outline.path(import.path)) {
            continue;
        }
        let module = program.module_of(instance, import.scope);
        if program.builds(module, import.condition) == Builds::Default
            && resolver.crate_of_import(instance, number).is_some()
        {
            absent
                .push((instance, Absence { segment: 0, missing: Missing::OnlyForDevelopment, containers: Vec::new() }));
        }
    }
    absent
}

/// Whether the path begins with `crate`, `self` or `super`.
fn starts_locally(facts: &FileFacts, import: u32) -> bool {
    let import = &facts.outline.imports[import as usize];
    let first = facts.outline.path(import.path).first();
    first.is_some_and(|first| matches!(*first, known::CRATE | known::SELF | known::SUPER))
}

fn draft<'s>(
    check: &FileCheck<'s>,
    resolver: &mut Resolver<'s>,
    number: u32,
    absent: &[(InstanceId, Absence)],
) -> Option<Draft> {
    let program = check.program;
    let facts = &check.file.facts;
    let import = &facts.outline.imports[number as usize];
    let builds_of = |(instance, absence): &(InstanceId, Absence)| -> (CrateId, Builds) {
        let builds = program.builds(program.module_of(*instance, import.scope), import.condition);
        match builds {
            // What other builds take from the standard library may be another toolchain's, often a nightly one's.
            Builds::When(_) if program.lies_in_standard_library(absence) => (instance.krate, Builds::Unclear),
            builds => (instance.krate, builds),
        }
    };
    let met: Vec<(CrateId, Builds)> = absent
        .iter()
        .map(builds_of)
        .filter(|(_, builds)| matches!(builds, Builds::Default | Builds::When(_)))
        .collect();
    let (instance, absence) =
        absent.iter().find(|absent| matches!(builds_of(absent).1, Builds::Default | Builds::When(_)))?;
    let wording = Wording::new(check, *instance, number, absence);
    let mut notes = wording.notes;
    let from = [DefinitionKind::Module(program.module_of(*instance, import.scope))];
    let containers = if absence.segment == 0 { &from[..] } else { &absence.containers };
    let cause = containers.iter().find_map(|&container| resolver.broken_glob(container));
    notes.extend(cause.map(|glob| consequence(program, glob)));
    if let Missing::Broken(place) = absence.missing {
        notes.push(format!("the import `{}` does not resolve, and this one hangs on it", import_text(program, place)));
    }
    let mut fixes = fixes::import::all(check, resolver, *instance, number, absence, cause.is_some(), &mut notes);
    if cause.is_some() {
        fixes.iter_mut().for_each(|fix| fix.preferred = false);
    }
    Some(Draft {
        rule: Rule::UnresolvedImport,
        code: Some(wording.code),
        message: wording.message,
        label: Some(wording.label),
        notes,
        file: check.file.path.clone(),
        span: span(facts, number, absence),
        package: Some(program.crate_of(instance.krate).package),
        met,
        is_warning: false,
        fixes,
    })
}

/// That the name may be missing for a broken glob import alone. rustc reports both without a word of that.
fn consequence(program: &Program, glob: Place) -> String {
    let path = import_text(program, glob);
    let container = container_text(program, &DefinitionKind::Module(program.enclosing_module(glob.module)));
    format!("the glob import `{path}` in {container} does not resolve, and may be what the name was to come from")
}

/// The path of the import at a place.
fn import_text(program: &Program, place: Place) -> String {
    match place.entry {
        PlaceEntry::Import(import) => {
            path_text(&program.file(place.module).facts, import, usize::MAX, &program.sources.names())
        }
        PlaceEntry::Item(_) | PlaceEntry::Variant(_) => String::new(),
    }
}

/// Whether the leaf itself is missing, not a segment before it.
pub(crate) fn is_leaf(facts: &FileFacts, number: u32, absence: &Absence) -> bool {
    let import = &facts.outline.imports[number as usize];
    let last = import.path.end - import.path.start - 1;
    matches!(absence.missing, Missing::Name | Missing::Broken(_))
        && absence.segment as u32 == last
        && import.leaf != Leaf::Glob
}

/// Where rustc points: at the whole tree, or the group's element, if the leaf is missing; else at the segment.
fn span(facts: &FileFacts, number: u32, absence: &Absence) -> Span {
    let import = &facts.outline.imports[number as usize];
    if is_leaf(facts, number, absence) || absence.missing == Missing::SelfGlob {
        facts.spans.imports[number as usize].leaf
    } else {
        facts.spans.segments[import.path.start as usize + absence.segment]
    }
}

/// The first `count` segments of the import's path.
fn path_text(facts: &FileFacts, number: u32, count: usize, names: &NameTable) -> String {
    let import = &facts.outline.imports[number as usize];
    let path = facts.outline.path(import.path);
    let segments: Vec<&str> = path.iter().take(count).map(|&segment| names.text(segment)).collect();
    let glob = if import.leaf == Leaf::Glob && count > path.len() { "::*" } else { "" };
    segments.join("::") + glob
}

/// What rustc 1.95 says (`rustc_resolve`'s `imports.rs` and `diagnostics.rs`).
struct Wording {
    code: &'static str,
    message: String,
    label: String,
    notes: Vec<String>,
}

impl Wording {
    fn new(check: &FileCheck<'_>, instance: InstanceId, number: u32, absence: &Absence) -> Wording {
        let program = check.program;
        let facts = &check.file.facts;
        let import = &facts.outline.imports[number as usize];
        let path = facts.outline.path(import.path);
        let names = program.sources.names();
        let name = names.text(path[absence.segment]);
        let container = absence.containers.first().map(|container| container_text(program, container));
        let leaf = is_leaf(facts, number, absence);
        let mut notes = Vec::new();
        let krate = program.crate_of(instance.krate);
        let rooted = krate.edition == greenlight_project::Edition::E2015;
        let label = match (absence.missing, &container) {
            (Missing::SelfGlob, _) => "cannot glob-import a module into itself".to_owned(),
            (Missing::TooManySupers, _) => "there are too many leading `super` keywords".to_owned(),
            (Missing::KeywordInside, _) => "can only be used in path start position".to_owned(),
            (Missing::NotModule(kind), _) => format!("`{name}` is {} {kind}, not a module", article(kind)),
            (Missing::OnlyForDevelopment, _) => {
                notes.push(format!("`{name}` is a dev-dependency, which only tests, examples and benches see"));
                format!("use of unresolved module or unlinked crate `{name}`")
            }
            (Missing::Name | Missing::Broken(_), Some(container)) if leaf => format!("no `{name}` in {container}"),
            (Missing::Name | Missing::Broken(_), Some(container)) => {
                let around = absence.segment.checked_sub(1).map(|before| path[before]);
                let container =
                    match around.filter(|around| !matches!(*around, known::CRATE | known::SELF | known::SUPER)) {
                        Some(around) if container == "the root" => format!("`{}`", names.text(around)),
                        _ => container.replace("the root", "the crate root"),
                    };
                format!("could not find `{name}` in {container}")
            }
            (Missing::Name | Missing::Broken(_), None) if import.global && !rooted => {
                format!("could not find `{name}` in the list of imported crates")
            }
            (Missing::Name | Missing::Broken(_), None) if leaf && rooted => format!("no `{name}` in the root"),
            (Missing::Name | Missing::Broken(_), None) if leaf => format!("no external crate `{name}`"),
            (Missing::Name | Missing::Broken(_), None) => {
                notes.push(format!("you might be missing a crate named `{name}`"));
                format!("use of unresolved module or unlinked crate `{name}`")
            }
        };
        // The leaf and the segment just before it are the import's own error, what fails earlier is the path's.
        let own = match import.leaf {
            Leaf::Glob => absence.segment + 1 == path.len(),
            _ => absence.segment + 2 >= path.len(),
        };
        let (code, message) = match absence.missing {
            Missing::TooManySupers => ("E0433", "too many leading `super` keywords".to_owned()),
            Missing::KeywordInside => ("E0433", format!("`{name}` in paths can only be used in start position")),
            Missing::SelfGlob => {
                ("E0432", format!("unresolved import `{}`", path_text(facts, number, usize::MAX, &names)))
            }
            _ if own => {
                ("E0432", format!("unresolved import `{}`", path_text(facts, number, absence.segment + 1, &names)))
            }
            missing => {
                let kind = match missing {
                    Missing::Name | Missing::Broken(_) | Missing::OnlyForDevelopment => "",
                    _ => "module ",
                };
                let around = match absence.segment.checked_sub(1).map(|before| names.text(path[before])) {
                    Some(before) => format!("in `{before}`"),
                    None if rooted || import.global => "in the crate root".to_owned(),
                    None => "in this scope".to_owned(),
                };
                let kind = if absence.segment == 0 && !import.global { "module or crate " } else { kind };
                ("E0433", format!("cannot find {kind}`{name}` {around}"))
            }
        };
        Wording { code, message, label, notes }
    }
}

fn article(kind: &str) -> &'static str {
    if kind.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

/// A container as rustc names it: by its path in its crate.
pub(crate) fn container_text(program: &Program, container: &DefinitionKind) -> String {
    let path = match *container {
        DefinitionKind::Module(module) => program.module_path(module),
        DefinitionKind::Enum(module, item) | DefinitionKind::Trait(module, item) => {
            let names = program.sources.names();
            let name = names.text(program.outline(module).items[item as usize].name).to_owned();
            drop(names);
            match program.module_path(module) {
                path if path.is_empty() => name,
                path => format!("{path}::{name}"),
            }
        }
        DefinitionKind::Expanded(module, name) => {
            let name = program.sources.names().text(name).to_owned();
            match program.module_path(module) {
                path if path.is_empty() => name,
                path => format!("{path}::{name}"),
            }
        }
        _ => String::new(),
    };
    if path.is_empty() { "the root".to_owned() } else { format!("`{path}`") }
}

#[cfg(test)]
mod annex_tests;
#[cfg(test)]
mod cfg_tests;
#[cfg(test)]
mod crate_tests;
#[cfg(test)]
mod dependency_tests;
#[cfg(test)]
mod expansion_tests;
#[cfg(test)]
mod glob_tests;
#[cfg(test)]
mod length_tests;
#[cfg(test)]
mod listed_macro_tests;
#[cfg(test)]
mod macro_name_tests;
#[cfg(test)]
mod macro_tests;
#[cfg(test)]
mod repeated_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod unclear_macro_tests;
