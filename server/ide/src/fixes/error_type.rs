//! Repairs of a missing name that reads as an error type: take it from `anyhow`, define it where it was expected.

use greenlight_files::Span;
use greenlight_project::DependencyKind;
use greenlight_resolve::{DefinitionKind, PlaceEntry};
use greenlight_syntax::Leaf;

use super::candidates::Candidate;
use super::dependency;
use super::make_public::is_in_member;
use super::missing_name::{MissingName, raw};
use crate::finding::{Applicability, Edit, Fix};
use crate::fixes::manifest_entry;
use crate::nearest::is_error_name;
use crate::rules::unresolved_import::container_text;

/// `use anyhow::Error as GgenError;`
pub(super) fn taken_from_anyhow(missing: &MissingName<'_>) -> Option<Fix> {
    let bound = match missing.import.leaf {
        Leaf::Name { rename: None } => missing.name.clone(),
        Leaf::Name { rename: Some(rename) } => missing.check.program.sources.names().text(rename).to_owned(),
        _ => return None,
    };
    if !is_error_name(&missing.name) || bound == "_" {
        return None;
    }
    let tree = match bound == "Error" {
        true => "anyhow::Error".to_owned(),
        false => format!("anyhow::Error as {}", raw(&bound)),
    };
    let mut edits = missing.instead_of_leaf(&tree)?;
    let package = missing.package();
    let kind = dependency::table_of(missing);
    let known = package.dependencies.iter().any(|dependency| {
        dependency.crate_name == "anyhow"
            && !dependency.optional
            && (dependency.kind == kind || (dependency.kind == DependencyKind::Normal && kind == DependencyKind::Dev))
    });
    let mut title = format!("Take it from `anyhow`: `use {tree};`");
    if !known {
        let snapshot = missing.check.snapshot;
        let manifest = snapshot.text(&package.manifest)?;
        let table = dependency::table_name(kind);
        let shared = dependency::shared_keys(snapshot);
        edits.push(match shared.iter().any(|key| key == "anyhow") {
            true => manifest_entry::inherit(&package.manifest, &manifest, table, "anyhow")?,
            false => manifest_entry::edit(&package.manifest, &manifest, table, "anyhow", "\"1\"", &[])?,
        });
        title.push_str(", and add the dependency");
    }
    Some(Fix { title: title.into(), preferred: false, applicability: Applicability::Guess, edits })
}

/// `pub type GgenError = Error;` beside what it means, in a module of the workspace.
pub(super) fn define(missing: &MissingName<'_>, target: &Candidate, container: DefinitionKind) -> Option<Fix> {
    if !is_error_name(&missing.name) || !target.is_error_type() {
        return None;
    }
    let program = missing.check.program;
    let place = target.member.place?;
    let DefinitionKind::Module(module) = container else { return None };
    if place.module != module || !is_in_member(program, module) {
        return None;
    }
    let file = program.file(module);
    let text = missing.check.snapshot.text_as_read(file)?;
    let facts = &file.facts;
    let (whole, visibility) = match place.entry {
        PlaceEntry::Item(item) => {
            let spans = facts.spans.items[item as usize];
            // A generic type has no alias without its parameters.
            if text[spans.name.end as usize..].trim_start().starts_with('<') {
                return None;
            }
            (spans.whole, &text[spans.item.start as usize..spans.name.start as usize])
        }
        PlaceEntry::Import(import) => {
            let statement = facts.outline.imports[import as usize].statement;
            let spans = facts.spans.statements[statement as usize];
            (spans.whole, &text[spans.item.start as usize..spans.tree.start as usize])
        }
        PlaceEntry::Variant(_) => return None,
    };
    let visibility = visibility_text(visibility);
    let line = text[..whole.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
    let indent = &text[line..whole.start as usize];
    let indent = if indent.trim().is_empty() { indent } else { "" };
    let definition = format!("{visibility}type {} = {};", raw(&missing.name), raw(&target.name));
    let path = container_text(program, &container);
    let at = Span::new(whole.end, whole.end);
    Some(Fix {
        title: format!("Define it in {path}: `{definition}`").into(),
        preferred: false,
        applicability: Applicability::Guess,
        edits: vec![Edit { file: file.path.clone(), span: at, text: format!("\n{indent}{definition}") }],
    })
}

/// `pub `, `pub(crate) `, … at the head of an item, or nothing.
fn visibility_text(head: &str) -> String {
    let head = head.trim_start();
    match head.strip_prefix("pub").map(str::trim_start) {
        Some(rest) if rest.starts_with('(') => match rest.find(')') {
            Some(end) => format!("pub{} ", &rest[..=end]),
            None => "pub ".to_owned(),
        },
        Some(_) => "pub ".to_owned(),
        None => String::new(),
    }
}
