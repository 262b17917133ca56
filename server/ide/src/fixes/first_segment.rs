//! Repairs of a path whose first segment names nothing: the module is there but not where the edition looks for it, the
//! crate is there but not linked, no manifest names it, or it was a slip.

use greenlight_files::Span;
use greenlight_project::Edition;
use greenlight_resolve::{Answer, DefinitionKind, Resolver};
use greenlight_syntax::{FILE_SCOPE, ItemKind, known};

use super::candidates::candidates;
use super::make_public::is_in_member;
use super::missing_name::{MissingName, raw};
use super::{dependency, import};
use crate::finding::{Applicability, Edit, Fix, Fixes};
use crate::nearest::{first, ranked};

/// What has exactly the name, then what is near it.
pub(super) fn fixes(missing: &MissingName<'_>, resolver: &mut Resolver<'_>) -> Vec<Fix> {
    let all = missing.check.fixes == Fixes::All;
    let mut fixes = if all { from_another_module(missing, resolver) } else { Vec::new() };
    fixes.extend(extern_crate(missing, resolver));
    fixes.extend(dependency::added(missing));
    if let [only] = &mut fixes[..] {
        only.preferred = true;
    }
    if !all {
        return fixes;
    }
    let exact = !fixes.is_empty();
    for mut fix in near(missing, resolver) {
        fix.preferred &= !exact;
        fixes.push(fix);
    }
    fixes
}

/// `crate::utils` for `utils`, as rustc's "a similar path exists".
fn from_another_module(missing: &MissingName<'_>, resolver: &mut Resolver<'_>) -> Vec<Fix> {
    if missing.import.global {
        return Vec::new();
    }
    let path = missing.symbols();
    let mut fixes = Vec::new();
    for (keyword, _) in resolver.modules_that_have(path[0], missing.from, missing.number) {
        let whole = [&[keyword], path].concat();
        let answer = resolver.path_exists(missing.from, false, &whole, missing.import.leaf);
        if matches!(answer, Answer::Absent(_) | Answer::Private(_)) {
            continue;
        }
        let keyword = resolver.program().sources.names().text(keyword).to_owned();
        let name = raw(&missing.name);
        let found = matches!(answer, Answer::Found(_));
        fixes.push(Fix {
            title: format!("Change `{name}` to `{keyword}::{name}`").into(),
            preferred: false,
            applicability: if found { Applicability::Safe } else { Applicability::Guess },
            edits: vec![missing.edit(missing.segment, format!("{keyword}::{name}"))],
        });
    }
    fixes
}

/// `extern crate utils;` in the root, without which the 2015 edition sees no crate.
fn extern_crate(missing: &MissingName<'_>, resolver: &Resolver<'_>) -> Option<Fix> {
    let program = missing.check.program;
    let krate = missing.instance.krate;
    let name = missing.symbols()[0];
    if program.target_of(krate).edition != Edition::E2015 || !resolver.sees_crate(krate, name) {
        return None;
    }
    let root = program.root(krate);
    if !is_in_member(program, root) {
        return None;
    }
    let file = program.file(root);
    let text = missing.check.snapshot.text_as_read(file)?;
    let (outline, spans) = (&file.facts.outline, &file.facts.spans);
    let line = format!("extern crate {};", raw(&missing.name));
    let in_root = || outline.items.iter().zip(&spans.items).filter(|(item, _)| item.scope == FILE_SCOPE);
    let mut others = in_root().filter(|(item, _)| matches!(item.kind, ItemKind::ExternCrate(_)));
    let (at, inserted) = if let Some((_, last)) = others.next_back() {
        (last.whole.end, format!("\n{line}"))
    } else {
        let modules = in_root().filter(|(item, _)| matches!(item.kind, ItemKind::Module(_)));
        let imports = outline.imports.iter().filter(|import| import.scope == FILE_SCOPE);
        let uses = imports.map(|import| spans.statements[import.statement as usize].whole.start);
        let starts = modules.map(|(_, spans)| spans.whole.start).chain(uses);
        // Not between something and what is said about it.
        let is_bare = |&start: &u32| {
            let before = text[..start as usize].trim_end_matches([' ', '\t']);
            let above = before.strip_suffix('\n').map(|before| before.lines().next_back().unwrap_or_default().trim());
            before.is_empty() || above.is_some_and(|above| !above.starts_with("//") && !above.ends_with("*/"))
        };
        (starts.filter(is_bare).min()?, format!("{line}\n"))
    };
    Some(Fix {
        title: format!("Link the crate: `{line}` in the crate's root").into(),
        preferred: false,
        applicability: Applicability::Safe,
        edits: vec![Edit { file: file.path.clone(), span: Span::new(at, at), text: inserted }],
    })
}

/// The crates, modules and keywords that are written almost alike.
fn near(missing: &MissingName<'_>, resolver: &mut Resolver<'_>) -> Vec<Fix> {
    let names = names_seen(missing, resolver);
    let near = ranked(&missing.name, names.iter().map(String::as_str));
    let (near, leads) = import::that_lead_on(missing, resolver, near);
    let Some(found) = first(&near) else { return Vec::new() };
    match missing.is_leaf() {
        true => import::instead(missing, &found, None),
        false => vec![import::changed(missing, &found, leads)],
    }
}

/// All that a path may begin with here.
fn names_seen(missing: &MissingName<'_>, resolver: &mut Resolver<'_>) -> Vec<String> {
    let program = missing.check.program;
    let krate = missing.instance.krate;
    let rooted = program.target_of(krate).edition == Edition::E2015;
    let mut names: Vec<String> = Vec::new();
    if rooted {
        names.extend(["std", "core"].map(str::to_owned));
    } else {
        let externs: Vec<_> = program.externs(krate).crates.keys().copied().collect();
        let table = program.sources.names();
        names.extend(externs.into_iter().map(|name| table.text(name).to_owned()));
    }
    if !missing.import.global || rooted {
        let leaf = missing.is_leaf();
        if !leaf {
            names.extend(
                [known::CRATE, known::SELF, known::SUPER]
                    .map(|keyword| program.sources.names().text(keyword).to_owned()),
            );
        }
        let mut at = if rooted { program.root(krate) } else { missing.from };
        loop {
            let here = candidates(missing.check, resolver, &[DefinitionKind::Module(at)], missing.from);
            let here = here.iter().filter(|found| leaf || found.is_container());
            names.extend(here.map(|found| found.name.clone()));
            match program.parent(at) {
                Some(parent) if program.is_block(at) => at = parent,
                _ => break,
            }
        }
    }
    names
}
