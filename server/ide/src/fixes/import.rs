//! Repairs of an import that names nothing, the right one first: what has nearly the name where it was looked for, what has
//! exactly the name elsewhere, what shares a word with it. An error type may also come from `anyhow`, or be defined where
//! it was expected.

use greenlight_files::Span;
use greenlight_resolve::{Absence, Answer, DefinitionKind, InstanceId, Missing, Resolver, SourceFile};
use greenlight_syntax::{Leaf, Visibility, known, mentioned, mentions};

use super::candidates::{Candidate, candidates};
use super::make_public::make_public;
use super::missing_name::{MissingName, path_text, raw};
use super::{elsewhere, error_type, first_segment, uses};
use crate::check::FileCheck;
use crate::finding::{Applicability, Fix, Fixes};
use crate::limits::FIXES;
use crate::nearest::{Nearest, Nearness, first, is_error_name, is_other_kind, ranked};
use crate::rules::unresolved_import::is_leaf;

/// The repairs of the import that are asked for; what the module exports instead goes into `notes`.
pub(crate) fn all<'s>(
    check: &FileCheck<'s>,
    resolver: &mut Resolver<'s>,
    instance: InstanceId,
    number: u32,
    absence: &Absence,
    behind_broken_glob: bool,
    notes: &mut Vec<String>,
) -> Vec<Fix> {
    let program = check.program;
    let facts = &check.file.facts;
    let import = &facts.outline.imports[number as usize];
    if !matches!(absence.missing, Missing::Name | Missing::NotModule(_)) {
        return Vec::new();
    }
    check.fixed.set(check.fixed.get() + 1);
    if !FIXES.allows(check.fixed.get()) {
        notes.push(format!("no fixes are worked out: more than {} imports of this file are broken", FIXES.max));
        return Vec::new();
    }
    let Some(text) = check.text() else { return Vec::new() };
    let segment_index = import.path.start as usize + absence.segment;
    let missing = MissingName {
        check,
        text,
        instance,
        from: program.module_of(instance, import.scope),
        number,
        import,
        name: program.sources.names().text(facts.outline.segments[segment_index]).to_owned(),
        position: absence.segment,
        segment: facts.spans.segments[segment_index],
        renamed: !matches!(import.leaf, Leaf::Name { rename: None }),
        behind_broken_glob,
    };
    if absence.segment == 0 {
        return first_segment::fixes(&missing, resolver);
    }
    let before = &missing.symbols()[..absence.segment];
    let containers = match absence.missing {
        Missing::Name => absence.containers.clone(),
        // It is there, and what leads on may have nearly its name.
        _ => resolver.containers(missing.from, import.global, before),
    };
    match is_leaf(facts, number, absence) {
        true => leaf(&missing, resolver, &containers, notes),
        // Its repairs are all in the file itself.
        false if check.fixes == Fixes::Elsewhere => Vec::new(),
        false => segment(&missing, resolver, &containers),
    }
}

/// The leaf is not there.
fn leaf(
    missing: &MissingName<'_>,
    resolver: &mut Resolver<'_>,
    containers: &[DefinitionKind],
    notes: &mut Vec<String>,
) -> Vec<Fix> {
    let all = missing.check.fixes == Fixes::All;
    let made_public = containers.first().and_then(|&container| made_public(missing, resolver, container));
    // Only an error type can be defined elsewhere or taken from a crate that is not there yet.
    if !all && !is_error_name(&missing.name) {
        return made_public.into_iter().collect();
    }
    let members = candidates(missing.check, resolver, containers, missing.from);
    let error_types: Vec<&Candidate> = members.iter().filter(|member| member.is_error_type()).collect();
    if is_error_name(&missing.name) {
        let container = missing.container_path();
        for error in &error_types {
            notes.push(format!("`{container}` exports the error type `{}` ({})", error.name, error.what));
        }
    }
    let found = chosen(missing, &members).or_else(|| only_error_type(&missing.name, &error_types));
    let target =
        found.and_then(|found| members.iter().find(|member| member.name == found.name).map(|member| (found, member)));
    let mut exact: Vec<Fix> = made_public.into_iter().collect();
    let mut near = Vec::new();
    if all {
        exact.splice(0..0, without_prefix(missing, resolver)).for_each(drop);
        if exact.is_empty() && !missing.behind_broken_glob {
            exact = elsewhere::fixes(missing, resolver);
        }
        near = target.map_or_else(Vec::new, |(found, target)| instead(missing, &found, Some(target)));
    }
    // The error type of the very module that was asked is nearer than one of that name anywhere else.
    let is_error_type = is_error_name(&missing.name) && target.is_some_and(|(_, target)| target.is_error_type());
    let (exact, last) = if is_error_type { (Vec::new(), exact) } else { (exact, Vec::new()) };
    let mut fixes = in_order(found, near, exact);
    let only_anyhow = error_types.is_empty() && fixes.is_empty();
    fixes.extend(error_type::taken_from_anyhow(missing));
    if let [container] = *containers {
        fixes.extend(target.and_then(|(_, target)| error_type::define(missing, target, container)));
    }
    if let (true, Some(first)) = (only_anyhow, fixes.first_mut()) {
        first.preferred = true;
    }
    fixes.extend(last);
    fixes
}

/// A segment before the leaf is not there.
fn segment(missing: &MissingName<'_>, resolver: &mut Resolver<'_>, containers: &[DefinitionKind]) -> Vec<Fix> {
    let members = candidates(missing.check, resolver, containers, missing.from);
    let names = members.iter().filter(|member| member.is_container()).map(|member| member.name.as_str());
    let (near, leads) = that_lead_on(missing, resolver, ranked(&missing.name, names));
    let found = first(&near);
    let near = found.map(|found| changed(missing, &found, leads)).into_iter().collect();
    let mut exact: Vec<Fix> = without_prefix(missing, resolver).into_iter().collect();
    // A slip that leads on leads to the name, which is then no other module's.
    if exact.is_empty()
        && !missing.behind_broken_glob
        && !(leads && found.is_some_and(|found| found.nearness.is_slip()))
    {
        exact.extend(elsewhere::fixes(missing, resolver));
    }
    in_order(found, near, exact)
}

/// A slip before the exact name elsewhere, and that before another choice of words; the first is preferred if nothing else
/// is as likely.
fn in_order(found: Option<Nearest<'_>>, near: Vec<Fix>, exact: Vec<Fix>) -> Vec<Fix> {
    let slip = found.is_some_and(|found| found.nearness.is_slip());
    let first_is_obvious = match (slip, near.len(), exact.len()) {
        (true, 1.., 0) | (false, _, 1) => true,
        (false, 1.., 0) => found.is_some_and(|found| found.alone && found.nearness != Nearness::Digits),
        _ => false,
    };
    let (before, after) = if slip { (near, exact) } else { (exact, near) };
    let from_near = slip || before.is_empty();
    let mut fixes: Vec<Fix> = before.into_iter().chain(after).collect();
    let likely = fixes.first().is_some_and(|fix| fix.preferred);
    fixes.iter_mut().for_each(|fix| fix.preferred = false);
    if let Some(fix) = fixes.first_mut() {
        fix.preferred = first_is_obvious && (likely || !from_near);
    }
    fixes
}

/// What the missing leaf most likely was to be.
fn chosen<'m>(missing: &MissingName<'_>, members: &'m [Candidate]) -> Option<Nearest<'m>> {
    let fitting = || members.iter().filter(|member| fits(missing, member)).map(|member| member.name.as_str());
    let imported = imported_beside(missing);
    let mut near = ranked(&missing.name, fitting());
    // Nobody imports the same twice, if something else is as near.
    let is_new = |name: &str| !imported.iter().any(|known| known == name);
    let new: Vec<_> = near.iter().copied().filter(|(_, name)| is_new(name)).collect();
    if new.first().is_some_and(|new| !near[0].0.is_clearly_before(new.0)) {
        near = new;
    }
    let found = first(&near)?;
    // Where the slip is in the import alone, the file knows what was meant.
    let own = missing.facts().spans.statements[missing.import.statement as usize].whole;
    if found.nearness.is_slip() && near.len() > 1 && !missing.renamed && !mentions(missing.text, &missing.name, own) {
        let slips = || near.iter().filter(|(nearness, _)| nearness.is_slip());
        let names: Vec<&str> = slips().map(|&(_, name)| name).collect();
        if let [only] = mentioned(missing.text, &names, own)[..]
            && let Some(&(nearness, name)) = slips().find(|(_, name)| *name == only)
        {
            return Some(Nearest { name, nearness, alone: true });
        }
    }
    Some(found)
}

/// What other leaves import from the same module in the same scope.
fn imported_beside(missing: &MissingName<'_>) -> Vec<String> {
    let outline = &missing.facts().outline;
    let prefix = &missing.symbols()[..missing.position];
    let others = outline.imports.iter().enumerate().filter(|&(number, other)| {
        number as u32 != missing.number
            && outline.host(other.scope) == outline.host(missing.import.scope)
            && matches!(other.leaf, Leaf::Name { .. })
    });
    let last = others.filter_map(|(_, other)| outline.path(other.path).strip_prefix(prefix));
    let names = missing.check.program.sources.names();
    last.filter_map(|rest| if let [only] = rest { Some(names.text(*only).to_owned()) } else { None }).collect()
}

/// A name that reads as an error type is not meant by a function or a module, nor by a trait that is more than one slip away.
fn fits(missing: &MissingName<'_>, candidate: &Candidate) -> bool {
    let is_near_trait = || {
        let near = ranked(&missing.name, std::iter::once(candidate.name.as_str()));
        candidate.what == "trait" && first(&near).is_some_and(|found| found.nearness.is_one_slip())
    };
    !is_error_name(&missing.name) || candidate.is_error_type() || is_near_trait()
}

/// Of the names that could stand for the missing segment, those from which the rest of the path leads on; whether it surely
/// does. Where it does so from none, the rest is wrong as well.
pub(super) fn that_lead_on<'n>(
    missing: &MissingName<'_>,
    resolver: &mut Resolver<'_>,
    near: Vec<(Nearness, &'n str)>,
) -> (Vec<(Nearness, &'n str)>, bool) {
    let mut answers: Vec<Answer> = Vec::new();
    for &(_, name) in &near {
        let mut path = missing.symbols().to_vec();
        path[missing.position] = resolver.program().sources.intern(name);
        answers.push(resolver.path_exists(missing.from, missing.import.global, &path, missing.import.leaf));
    }
    let leads = |number: usize| !matches!(answers.get(number), Some(Answer::Absent(_) | Answer::Private(_)));
    let kept: Vec<_> = (0..near.len()).filter(|&number| leads(number)).map(|number| near[number]).collect();
    match kept.first() {
        Some(first) => {
            let number = near.iter().position(|other| other == first);
            let surely = number.is_some_and(|number| matches!(answers.get(number), Some(Answer::Found(_))));
            (kept, surely)
        }
        None => (near, false),
    }
}

/// Another name for a segment before the leaf.
pub(super) fn changed(missing: &MissingName<'_>, found: &Nearest<'_>, leads: bool) -> Fix {
    let obvious = found.alone && found.nearness.is_slip();
    Fix {
        title: format!("Change `{}` to `{}`", missing.name, found.name).into(),
        // A word more or less is no slip: `foo_bar` is seldom meant by `foo`.
        preferred: obvious,
        applicability: if obvious && leads { Applicability::Safe } else { Applicability::Guess },
        edits: vec![missing.edit(missing.segment, raw(found.name))],
    }
}

/// `serde::Serialize` for `crate::serde::Serialize`.
fn without_prefix(missing: &MissingName<'_>, resolver: &mut Resolver<'_>) -> Option<Fix> {
    let path = missing.symbols();
    if missing.position != 1 || path[0] != known::CRATE || !resolver.sees_crate(missing.instance.krate, path[1]) {
        return None;
    }
    if !matches!(resolver.path_exists(missing.from, false, &path[1..], missing.import.leaf), Answer::Found(_)) {
        return None;
    }
    let edits = match missing.import.nested {
        true => missing.at_path(&path_text(&missing.check.program.sources, &path[1..]))?,
        false => {
            let start = missing.facts().spans.segments[missing.import.path.start as usize].start;
            vec![missing.edit(Span::new(start, missing.segment.start), "")]
        }
    };
    Some(Fix {
        title: format!("Import from the crate `{}`, which is no module of this one", missing.name).into(),
        preferred: false,
        applicability: Applicability::Safe,
        edits,
    })
}

/// The name is private where a glob of the container leads.
fn made_public(missing: &MissingName<'_>, resolver: &mut Resolver<'_>, container: DefinitionKind) -> Option<Fix> {
    let place = resolver.hidden_from_globs(container, missing.symbols()[missing.position])?;
    let DefinitionKind::Module(module) = container else { return None };
    // The glob has to see it, and so has whoever imports from the module.
    let viewpoint = if module.krate == place.module.krate { missing.from } else { module };
    make_public(missing.check.snapshot, place, viewpoint)
}

/// The one error type of a module is meant by whatever reads as an error type.
fn only_error_type<'a>(missing: &str, error_types: &[&'a Candidate]) -> Option<Nearest<'a>> {
    match error_types {
        [one] if is_error_name(missing) => {
            Some(Nearest { name: &one.name, nearness: Nearness::Suffix(usize::MAX), alone: true })
        }
        _ => None,
    }
}

/// Import what is there; and the same under the old name, which comes first if the renaming would not do.
pub(super) fn instead(missing: &MissingName<'_>, found: &Nearest<'_>, target: Option<&Candidate>) -> Vec<Fix> {
    let slip = found.nearness.is_slip();
    let obvious = found.alone && !is_other_kind(&missing.name, found.name);
    let safe = obvious && (found.nearness.is_one_slip() || target.is_some_and(Candidate::is_error_type));
    let applicability = if safe { Applicability::Safe } else { Applicability::Guess };
    let name = raw(found.name);
    let import = missing.import;
    let fix = |title: String, edits| Fix { title: title.into(), preferred: obvious, applicability, edits };
    if missing.renamed || import.binding(&missing.facts().outline).is_none() {
        return vec![fix(format!("Import `{}` instead", found.name), vec![missing.edit(missing.segment, name)])];
    }
    let uses = uses::of_import(missing.check, missing.text, missing.number);
    let alias = fix(
        format!("Import it under the old name: `{} as {}`", found.name, missing.name),
        vec![missing.edit(missing.segment, format!("{name} as {}", raw(&missing.name)))],
    );
    if uses::is_taken(missing.check, import, found.name, &uses) {
        return vec![alias];
    }
    let own = missing.facts().spans.statements[import.statement as usize].whole;
    let mentioned = mentions(missing.text, found.name, own);
    let plain = format!("Import `{}` instead", found.name);
    // Locals and fields of the missing name have little to do with what is mentioned by the right one.
    if slip && mentioned && uses::all_may_be_locals(&missing.name, &uses) {
        return vec![fix(plain, vec![missing.edit(missing.segment, name.clone())]), alias];
    }
    let seen_elsewhere = is_seen_elsewhere(missing, slip);
    let mut edits = vec![missing.edit(missing.segment, name.clone())];
    edits.extend(uses.iter().map(|place| missing.edit(place.span, name.clone())));
    edits.sort_by_key(|edit| edit.span);
    let title = match uses.len() {
        0 => plain,
        _ => format!("Import `{}` instead, and rename its uses in this file", found.name),
    };
    let rename = fix(title, edits);
    let alias_first = seen_elsewhere
        || target.is_some_and(|target| uses::lacks_associated_item(missing.check.program, target, &uses))
        || uses::are_ambiguous(&missing.name, &uses)
        || uses::has_twin(missing.check, missing.number)
        || mentioned;
    match (alias_first, uses.is_empty()) {
        // Nothing would notice the other name.
        (_, true) if !seen_elsewhere => vec![rename],
        (true, _) => vec![alias, rename],
        (false, _) => vec![rename, alias],
    }
}

/// Whether other files may know the import by its name: it is not private (and, if the name is a slip, others import it),
/// or a module in a file of its own, below
/// the import's, has the name in its text.
fn is_seen_elsewhere(missing: &MissingName<'_>, slip: bool) -> bool {
    let program = missing.check.program;
    if missing.import.visibility != Visibility::Private {
        // Nobody outside has been told of a slip.
        let name = missing.symbols()[missing.position];
        let elsewhere = |file: &SourceFile| file.path != *missing.path() && file.facts.outline.segments.contains(&name);
        if !slip || program.files_read().any(elsewhere) {
            return true;
        }
    }
    let mut below = vec![missing.instance];
    while let Some(instance) = below.pop() {
        for (_, status) in &program.instance(instance).children {
            let greenlight_resolve::ModuleStatus::Present(children) = status else { continue };
            for &index in children {
                let child = InstanceId { index, ..instance };
                let text = missing.check.snapshot.text(&program.file_of(child).path);
                if text.is_some_and(|text| mentions(&text, &missing.name, Span::new(0, 0))) {
                    return true;
                }
                below.push(child);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests;
