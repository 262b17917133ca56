//! What could have been meant: the names that a container has.

use std::rc::Rc;

use greenlight_resolve::{DefinitionKind, Member, MemberKind, ModuleId, Resolver};
use greenlight_syntax::ItemKind;
use rustc_hash::FxHashSet;

use crate::check::FileCheck;
use crate::nearest::is_error_name;

/// A name that could have been meant.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub(super) name: String,
    pub(super) member: Member,
    /// In words: "struct", "type alias", "re-export".
    pub(super) what: &'static str,
}

/// All that an import in `from` could take from any of `containers`, among which cfgs choose.
pub(super) fn candidates(
    check: &FileCheck<'_>,
    resolver: &mut Resolver<'_>,
    containers: &[DefinitionKind],
    from: ModuleId,
) -> Rc<[Candidate]> {
    let asked = (containers.to_vec(), from);
    if let Some(known) = check.candidates.borrow().get(&asked) {
        return Rc::clone(known);
    }
    let found: Rc<[Candidate]> = found(resolver, containers, from).into();
    check.candidates.borrow_mut().insert(asked, Rc::clone(&found));
    found
}

fn found(resolver: &mut Resolver<'_>, containers: &[DefinitionKind], from: ModuleId) -> Vec<Candidate> {
    let mut members: Vec<Member> = Vec::new();
    let mut seen = FxHashSet::default();
    for &container in containers {
        members.extend(resolver.members(container, from).into_iter().filter(|new| seen.insert(new.name)));
    }
    // What a published crate exports exists in some build.
    members.retain(|member| {
        member.place.is_none_or(|place| !place.module.krate.is_own() || resolver.leads_somewhere(place))
    });
    let names = resolver.program().sources.names();
    let candidate =
        |member: Member| Candidate { name: names.text(member.name).to_owned(), member, what: what(member.kind) };
    let candidates = members.into_iter().map(candidate);
    candidates.filter(|candidate| candidate.name != "_" && !candidate.name.starts_with("__")).collect()
}

const fn what(kind: MemberKind) -> &'static str {
    match kind {
        MemberKind::Import => "re-export",
        MemberKind::Variant => "variant",
        MemberKind::Macro => "macro",
        MemberKind::Item(kind) => match kind {
            ItemKind::Module(_) => "module",
            ItemKind::RecordStruct | ItemKind::TupleStruct { .. } | ItemKind::UnitStruct => "struct",
            ItemKind::Union => "union",
            ItemKind::Enum(_) => "enum",
            ItemKind::Trait(_) | ItemKind::TraitAlias => "trait",
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
    pub(super) fn is_error_type(&self) -> bool {
        is_error_name(&self.name) && matches!(self.what, "struct" | "enum" | "type alias" | "re-export")
    }

    /// Whether paths lead through it.
    pub(super) fn is_container(&self) -> bool {
        matches!(self.what, "module" | "enum" | "re-export" | "extern crate")
    }
}
