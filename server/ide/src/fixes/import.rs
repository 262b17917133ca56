//! Repairs of an import that names nothing, the right one first: import what the module does have, import it under
//! the old name, take an error type from `anyhow`, define the name where it was expected.

use std::path::Path;

use greenlight_files::Span;
use greenlight_project::{DependencyKind, Package, TargetKind};
use greenlight_resolve::{Absence, DefinitionKind, InstanceId, Member, MemberKind, Missing, PlaceEntry, Resolver};
use greenlight_syntax::{Import, ItemKind, Leaf};

use crate::check::FileCheck;
use crate::finding::{Applicability, Edit, Fix, Fixes};
use crate::fixes::{manifest_entry, use_tree, uses};
use crate::nearest::{Nearest, Nearness, is_camel_case, is_error_name, nearest};
use crate::rules::unresolved_import::{container_text, is_leaf};

/// A missing leaf and what is known about it.
struct MissingName<'a> {
    check: &'a FileCheck<'a>,
    text: &'a str,
    instance: InstanceId,
    number: u32,
    import: &'a Import,
    /// The missing name, without `r#`.
    name: String,
    /// The name as written, in the file's text.
    segment: Span,
    /// Whether the file knows it by another name, after `as`.
    renamed: bool,
}

/// All repairs of the import; what the module exports instead goes into `notes`.
pub(crate) fn all<'s>(
    check: &FileCheck<'s>,
    resolver: &mut Resolver<'s>,
    instance: InstanceId,
    number: u32,
    absence: &Absence,
    notes: &mut Vec<String>,
) -> Vec<Fix> {
    let program = check.program;
    let facts = &check.file.facts;
    let import = &facts.outline.imports[number as usize];
    if absence.missing != Missing::Name {
        return Vec::new();
    }
    // Only an error type can be defined elsewhere or taken from a crate that is not there yet.
    let segment_index = import.path.start as usize + absence.segment;
    let is_error = is_error_name(program.sources.names().text(facts.outline.segments[segment_index]));
    if check.fixes == Fixes::Elsewhere && !(is_error && is_leaf(facts, number, absence)) {
        return Vec::new();
    }
    let Some(text) = check.text() else { return Vec::new() };
    let missing = MissingName {
        check,
        text,
        instance,
        number,
        import,
        name: program.sources.names().text(facts.outline.segments[segment_index]).to_owned(),
        segment: facts.spans.segments[segment_index],
        renamed: !matches!(import.leaf, Leaf::Name { rename: None }),
    };
    let from = program.module_of(instance, import.scope);
    if !is_leaf(facts, number, absence) {
        return missing.nearest_segment(resolver, absence, from);
    }
    let [container] = absence.containers[..] else { return Vec::new() };
    let members = candidates(resolver, container, from);
    let error_types: Vec<&Candidate> = members.iter().filter(|member| member.is_error_type()).collect();
    if is_error_name(&missing.name) {
        let container = missing.container_path(absence.segment);
        for error in &error_types {
            notes.push(format!("`{container}` exports the error type `{}` ({})", error.name, error.what));
        }
    }
    let names = members.iter().filter(|member| missing.fits(member)).map(|member| member.name.as_str());
    let found = nearest(&missing.name, names).or_else(|| only_error_type(&missing.name, &error_types));
    let mut fixes = Vec::new();
    let target =
        found.and_then(|found| members.iter().find(|member| member.name == found.name).map(|member| (found, member)));
    if let Some((found, target)) = target.as_ref().filter(|_| check.fixes == Fixes::All) {
        fixes.extend(missing.instead(found, target));
    }
    let from_anyhow = missing.taken_from_anyhow();
    match error_types.is_empty() {
        true => fixes.splice(0..0, from_anyhow).for_each(drop),
        false => fixes.extend(from_anyhow),
    }
    if let Some((_, target)) = &target {
        fixes.extend(missing.define(target, container));
    }
    let same_case = |found: &Nearest<'_>| is_camel_case(found.name) == is_camel_case(&missing.name);
    let certain = found.is_none_or(|found| found.alone && same_case(&found));
    if let Some(first) = fixes.first_mut() {
        first.preferred = certain;
    }
    fixes
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

/// What could have been meant.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) name: String,
    pub(super) member: Member,
    /// In words: "struct", "type alias", "re-export".
    what: &'static str,
}

fn candidates(
    resolver: &mut Resolver<'_>,
    container: DefinitionKind,
    from: greenlight_resolve::ModuleId,
) -> Vec<Candidate> {
    let members = resolver.members(container, from);
    let members: Vec<Member> = members.into_iter().filter(|member| resolver.leads_somewhere(member.place)).collect();
    let names = resolver.program().sources.names();
    let candidate =
        |member: Member| Candidate { name: names.text(member.name).to_owned(), member, what: what(member.kind) };
    members.into_iter().map(candidate).filter(|candidate| candidate.name != "_").collect()
}

const fn what(kind: MemberKind) -> &'static str {
    match kind {
        MemberKind::Import => "re-export",
        MemberKind::Variant => "variant",
        MemberKind::Item(kind) => match kind {
            ItemKind::Module(_) => "module",
            ItemKind::RecordStruct | ItemKind::TupleStruct { .. } | ItemKind::UnitStruct => "struct",
            ItemKind::Union => "union",
            ItemKind::Enum(_) => "enum",
            ItemKind::Trait | ItemKind::TraitAlias => "trait",
            ItemKind::TypeAlias(_) => "type alias",
            ItemKind::ForeignType => "foreign type",
            ItemKind::Function => "function",
            ItemKind::Const => "constant",
            ItemKind::Static => "static",
            ItemKind::ExternCrate(_) => "extern crate",
            ItemKind::MacroRules(_) | ItemKind::Macro(_) | ItemKind::ProcMacro => "macro",
        },
    }
}

impl Candidate {
    /// A struct or enum, an alias such as `type Error = Box<dyn …>`, or a re-export, by a name that says so.
    fn is_error_type(&self) -> bool {
        is_error_name(&self.name) && matches!(self.what, "struct" | "enum" | "type alias" | "re-export")
    }

    /// Whether paths lead through it.
    fn is_container(&self) -> bool {
        matches!(self.what, "module" | "enum" | "re-export" | "extern crate")
    }
}

impl MissingName<'_> {
    /// A name that reads as an error type is not meant by a trait, a function or a module.
    fn fits(&self, candidate: &Candidate) -> bool {
        !is_error_name(&self.name) || candidate.is_error_type()
    }

    fn path(&self) -> &Path {
        &self.check.file.path
    }

    fn package(&self) -> &Package {
        let program = self.check.program;
        let krate = program.crate_of(self.instance.krate);
        &program.workspace.packages[krate.package.0 as usize]
    }

    /// The path as written, up to the segment.
    fn container_path(&self, segment: usize) -> String {
        let names = self.check.program.sources.names();
        let path = self.check.file.facts.outline.path(self.import.path);
        let written: Vec<&str> = path[..segment].iter().map(|&segment| names.text(segment)).collect();
        written.join("::")
    }

    fn edit(&self, span: Span, text: impl Into<String>) -> Edit {
        Edit { file: self.path().to_owned(), span, text: text.into() }
    }

    /// A segment before the leaf that is not there: the nearest one that leads somewhere.
    fn nearest_segment(
        &self,
        resolver: &mut Resolver<'_>,
        absence: &Absence,
        from: greenlight_resolve::ModuleId,
    ) -> Vec<Fix> {
        let program = self.check.program;
        let names: Vec<String> = match absence.containers[..] {
            [container] => candidates(resolver, container, from)
                .into_iter()
                .filter(Candidate::is_container)
                .map(|candidate| candidate.name)
                .collect(),
            _ if absence.segment == 0 => {
                let externs = program.externs(from.krate).crates.keys().copied();
                let names = program.sources.names();
                let mut found: Vec<String> = externs.map(|name| names.text(name).to_owned()).collect();
                drop(names);
                if !self.import.global {
                    let here = DefinitionKind::Module(program.enclosing_module(from));
                    let local = candidates(resolver, here, from).into_iter().filter(Candidate::is_container);
                    found.extend(local.map(|candidate| candidate.name));
                }
                found
            }
            _ => Vec::new(),
        };
        let Some(found) = nearest(&self.name, names.iter().map(String::as_str)) else { return Vec::new() };
        // A word more or less is no slip: `foo_bar` is seldom meant by `foo`.
        let slip = matches!(found.nearness, Nearness::SameWords | Nearness::Typo(_));
        vec![Fix {
            title: format!("Change `{}` to `{}`", self.name, found.name),
            preferred: found.alone && slip,
            applicability: if found.alone && slip { Applicability::Safe } else { Applicability::Guess },
            edits: vec![self.edit(self.segment, raw(found.name))],
        }]
    }

    /// Import what the module has; and the same under the old name, which comes first if the renaming would not do.
    fn instead(&self, found: &Nearest<'_>, target: &Candidate) -> Vec<Fix> {
        let slip = matches!(found.nearness, Nearness::SameWords | Nearness::Typo(_));
        // `runner` is not `Runner`: another case is another kind of thing.
        let same_case = is_camel_case(&self.name) == is_camel_case(found.name);
        let safe = found.alone && same_case && (slip || target.is_error_type());
        let applicability = if safe { Applicability::Safe } else { Applicability::Guess };
        let name = raw(found.name);
        if self.renamed || self.import.binding(&self.check.file.facts.outline).is_none() {
            return vec![Fix {
                title: format!("Import `{}` instead", found.name),
                preferred: false,
                applicability,
                edits: vec![self.edit(self.segment, name)],
            }];
        }
        let uses = uses::of_import(self.check, self.text, self.number);
        let alias = Fix {
            title: format!("Import it under the old name: `{} as {}`", found.name, self.name),
            preferred: false,
            applicability,
            edits: vec![self.edit(self.segment, format!("{name} as {}", raw(&self.name)))],
        };
        if uses::is_taken(self.check, self.import.scope, found.name, &uses) {
            return vec![alias];
        }
        let mut edits = vec![self.edit(self.segment, name.clone())];
        edits.extend(uses.iter().map(|place| self.edit(place.span, name.clone())));
        edits.sort_by_key(|edit| edit.span);
        let rename = Fix {
            title: match uses.len() {
                0 => format!("Import `{}` instead", found.name),
                _ => format!("Import `{}` instead, and rename its uses in this file", found.name),
            },
            preferred: false,
            applicability,
            edits,
        };
        let own = self.check.file.facts.spans.statements[self.import.statement as usize].whole;
        let alias_first = self.is_seen_elsewhere()
            || uses::lacks_associated_item(self.check.program, target, &uses)
            || uses::are_ambiguous(&self.name, &uses)
            || uses::has_twin(self.check, self.number)
            || greenlight_syntax::mentions(self.text, found.name, own);
        match (alias_first, uses.is_empty()) {
            // Nothing would notice the other name.
            (_, true) if !self.is_seen_elsewhere() => vec![rename],
            (true, _) => vec![alias, rename],
            (false, _) => vec![rename, alias],
        }
    }

    /// Whether other files may know the import by its name: it is not private, or a module in a file of its own, below
    /// the import's, has the name in its text.
    fn is_seen_elsewhere(&self) -> bool {
        if self.import.visibility != greenlight_syntax::Visibility::Private {
            return true;
        }
        let program = self.check.program;
        let mut below = vec![self.instance];
        while let Some(instance) = below.pop() {
            for (_, status) in &program.instance(instance).children {
                let greenlight_resolve::ModuleStatus::Present(children) = status else { continue };
                for &index in children {
                    let child = InstanceId { index, ..instance };
                    let text = self.check.snapshot.text(&program.file_of(child).path);
                    if text.is_some_and(|text| greenlight_syntax::mentions(&text, &self.name, Span::new(0, 0))) {
                        return true;
                    }
                    below.push(child);
                }
            }
        }
        false
    }

    /// `use anyhow::Error as GgenError;`, for a name that reads as an error type.
    fn taken_from_anyhow(&self) -> Option<Fix> {
        let bound = match self.import.leaf {
            Leaf::Name { rename: None } => self.name.clone(),
            Leaf::Name { rename: Some(rename) } => self.check.program.sources.names().text(rename).to_owned(),
            _ => return None,
        };
        if !is_error_name(&self.name) || bound == "_" {
            return None;
        }
        let facts = &self.check.file.facts;
        let statement = facts.spans.statements[self.import.statement as usize];
        let leaf = facts.spans.imports[self.number as usize].leaf;
        let tree = match bound == "Error" {
            true => "anyhow::Error".to_owned(),
            false => format!("anyhow::Error as {}", raw(&bound)),
        };
        let mut edits = if self.import.nested {
            let (span, left) = use_tree::without_leaf(self.text, statement.tree, leaf)?;
            let line = self.text[..statement.whole.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
            let indent = &self.text[line..statement.whole.start as usize];
            let indent = if indent.trim().is_empty() { indent } else { "" };
            // The attributes and the visibility of the one count for the other.
            let head = &self.text[statement.whole.start as usize..statement.tree.start as usize];
            let after = Span::new(statement.whole.end, statement.whole.end);
            vec![self.edit(span, left), self.edit(after, format!("\n{indent}{head}{tree};"))]
        } else {
            vec![self.edit(statement.tree, tree.clone())]
        };
        let package = self.package();
        let program = self.check.program;
        let krate = program.crate_of(self.instance.krate);
        let kind = match program.target(krate).kind {
            TargetKind::BuildScript => DependencyKind::Build,
            TargetKind::Test | TargetKind::Bench | TargetKind::Example => DependencyKind::Dev,
            _ => DependencyKind::Normal,
        };
        let known = package.dependencies.iter().any(|dependency| {
            dependency.crate_name == "anyhow"
                && !dependency.optional
                && (dependency.kind == kind
                    || (dependency.kind == DependencyKind::Normal && kind == DependencyKind::Dev))
        });
        let mut title = format!("Take it from `anyhow`: `use {tree};`");
        if !known {
            let table = match kind {
                DependencyKind::Normal => "dependencies",
                DependencyKind::Dev => "dev-dependencies",
                DependencyKind::Build => "build-dependencies",
            };
            let manifest = self.check.snapshot.text(&package.manifest)?;
            let value = match workspace_has_anyhow(self.check) {
                true => "{ workspace = true }",
                false => "\"1\"",
            };
            edits.push(manifest_entry::edit(&package.manifest, &manifest, table, "anyhow", value, &[])?);
            title.push_str(", and add the dependency");
        }
        Some(Fix { title, preferred: false, applicability: Applicability::Guess, edits })
    }

    /// `pub type GgenError = Error;` beside what it means, in a module of the workspace.
    fn define(&self, target: &Candidate, container: DefinitionKind) -> Option<Fix> {
        if !is_error_name(&self.name) || !target.is_error_type() {
            return None;
        }
        let program = self.check.program;
        let place = target.member.place;
        let DefinitionKind::Module(module) = container else { return None };
        if place.module != module || !module.krate.is_own() {
            return None;
        }
        let package = program.krate(module).package;
        if !program.workspace.packages[package.0 as usize].member {
            return None;
        }
        let file = program.file(module);
        let text = self.check.snapshot.text(&file.path)?;
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
        let definition = format!("{visibility}type {} = {};", raw(&self.name), raw(&target.name));
        let path = container_text(program, &container);
        let at = Span::new(whole.end, whole.end);
        Some(Fix {
            title: format!("Define it in {path}: `{definition}`"),
            preferred: false,
            applicability: Applicability::Guess,
            edits: vec![Edit { file: file.path.clone(), span: at, text: format!("\n{indent}{definition}") }],
        })
    }
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

/// Whether the workspace's own table of dependencies has `anyhow`, for members to inherit.
fn workspace_has_anyhow(check: &FileCheck<'_>) -> bool {
    let root = &check.program.workspace.root_manifest;
    let Some(text) = check.snapshot.text(root) else { return false };
    let Ok(document) = text.parse::<toml_edit::DocumentMut>() else { return false };
    let table = document.get("workspace").and_then(|workspace| workspace.get("dependencies"));
    table.is_some_and(|table| table.get("anyhow").is_some())
}

/// The name as it has to be written: with `r#` if it is a keyword.
fn raw(name: &str) -> String {
    // Those of later editions may be written so in any.
    let keyword = greenlight_syntax::is_keyword(name) || matches!(name, "async" | "await" | "dyn" | "gen" | "try");
    if keyword { format!("r#{name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests;
