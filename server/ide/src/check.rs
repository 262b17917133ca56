//! One file under all rules: what each rule drafts becomes a [`Finding`] with its level, the builds it is in, and the
//! targets it blocks.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use greenlight_files::{LineIndex, Span};
use greenlight_project::{Package, PackageId};
use greenlight_resolve::{
    Builds, CrateId, DefinitionKind, InstanceId, Located, ModuleId, Program, Resolver, SourceFile,
};
use greenlight_syntax::ScopeId;
use greenlight_text::Label;
use rustc_hash::FxHashMap;

use crate::blocks::{Blocked, blocked};
use crate::finding::{Finding, Fix, Fixes, ImportCounts, UnknownImport};
use crate::fixes::Candidate;
use crate::host::Snapshot;
use crate::levels::allowed_by_comment;
use crate::limits::INCLUDED_ENTRIES;
use crate::rules::{
    Level, Rule, bench_harness, duplicate_bench_id, undeclared_feature, ungated_optional_dependency, unknown_cfg,
    unresolved_crate, unresolved_import, unresolved_module,
};

/// A finding as its rule sees it.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) rule: Rule,
    pub(crate) code: Option<&'static str>,
    pub(crate) message: String,
    pub(crate) label: Option<String>,
    pub(crate) notes: Vec<String>,
    pub(crate) file: PathBuf,
    pub(crate) span: Span,
    pub(crate) package: Option<PackageId>,
    /// The crates that meet it, each with the builds that do.
    pub(crate) met: Vec<(CrateId, Builds)>,
    /// Whether Cargo only warns of it, though the rule is about what it refuses.
    pub(crate) is_warning: bool,
    pub(crate) fixes: Vec<Fix>,
}

/// What a file's check yields.
#[derive(Debug, Default)]
pub(crate) struct FileAnswer {
    pub(crate) findings: Vec<Finding>,
    pub(crate) imports: ImportCounts,
    pub(crate) unknown: Vec<UnknownImport>,
    /// Undeclared features that the file uses, by package.
    pub(crate) undeclared: BTreeSet<(PackageId, String)>,
}

/// A file while it is checked.
pub(crate) struct FileCheck<'s> {
    pub(crate) snapshot: &'s Snapshot,
    pub(crate) program: &'s Program,
    pub(crate) file: Arc<SourceFile>,
    /// The file as part of each crate that includes it.
    pub(crate) instances: Vec<InstanceId>,
    /// Which fixes are asked for.
    pub(crate) fixes: Fixes,
    text: OnceCell<Option<Arc<str>>>,
    /// For how many broken imports fixes were asked.
    pub(crate) fixed: Cell<u64>,
    /// What imports in a module could take from containers: many that are missing from one are often missing together.
    pub(crate) candidates: RefCell<CandidatesByModule>,
}

/// In how many of the places that include a file it is checked: in all, unless its imports and cfgs are too many for that.
pub(crate) fn checked_instances(located: &Located) -> usize {
    let outline = &located.file.facts.outline;
    let entries = (outline.imports.len() + outline.predicates.len()).max(1);
    match INCLUDED_ENTRIES.allows((entries * located.instances.len()) as u64) {
        true => located.instances.len(),
        false => (INCLUDED_ENTRIES.max as usize / entries).max(1),
    }
}

/// By the kinds of containers that are looked into, and the module of the import.
pub(crate) type CandidatesByModule = FxHashMap<(Vec<DefinitionKind>, ModuleId), Rc<[Candidate]>>;

impl<'s> FileCheck<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot, located: Located, fixes: Fixes) -> FileCheck<'s> {
        let checked = checked_instances(&located);
        let Located { file, mut instances } = located;
        instances.truncate(checked);
        FileCheck {
            snapshot,
            program: snapshot.program(),
            file,
            instances,
            fixes,
            text: OnceCell::new(),
            fixed: Cell::new(0),
            candidates: RefCell::default(),
        }
    }

    /// All rules over the file.
    pub(crate) fn run(&self, resolver: &mut Resolver<'s>) -> FileAnswer {
        let mut answer = FileAnswer::default();
        let mut drafts = unresolved_import::check(self, resolver, &mut answer);
        drafts.extend(unresolved_crate::check(self));
        drafts.extend(unresolved_module::check(self));
        drafts.extend(ungated_optional_dependency::check(self, resolver));
        drafts.extend(undeclared_feature::check(self, &mut answer));
        drafts.extend(unknown_cfg::check(self));
        drafts.extend(bench_harness::check_file(self));
        drafts.extend(duplicate_bench_id::check(self));
        answer.findings = self.snapshot.finish(&drafts);
        answer
    }

    /// The file's text, read again if it is not open; `None` if it has vanished since it was scanned, or is another by now.
    pub(crate) fn text(&self) -> Option<&str> {
        self.text.get_or_init(|| self.snapshot.text_as_read(&self.file)).as_deref()
    }

    /// The file as part of each crate in which what stands in `scope` is what it seems: what a macro may make of its tokens
    /// nobody knows.
    pub(crate) fn instances_with(&self, scope: ScopeId) -> impl Iterator<Item = InstanceId> + '_ {
        let instances = self.instances.iter().copied();
        instances.filter(move |&instance| self.program.is_certain(self.program.module_of(instance, scope)))
    }

    /// The package of the first crate that includes the file.
    pub(crate) fn package(&self) -> Option<(PackageId, &'s Package)> {
        let instance = self.instances.first()?;
        let id = self.program.crate_of(instance.krate).package;
        Some((id, &self.program.workspace.packages[id.0 as usize]))
    }
}

impl Snapshot {
    /// Findings from drafts: those that no build meets, that are allowed, or that stand in no member are left out.
    pub(crate) fn finish(&self, drafts: &[Draft]) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        let mut known = FxHashMap::default();
        for of_one_file in drafts.chunk_by(|one, other| one.file == other.file) {
            let text = self.text(&of_one_file[0].file).map(|text| (LineIndex::new(&text), text));
            for draft in of_one_file {
                let allowed =
                    |(lines, text): &(LineIndex, Arc<str>)| allowed_by_comment(text, lines, draft.span, draft.rule);
                if !text.as_ref().is_some_and(allowed) {
                    findings.extend(self.finding(draft, &mut known));
                }
            }
        }
        findings.sort_by(|one, other| (&one.file, one.span, one.rule).cmp(&(&other.file, other.span, other.rule)));
        findings
    }

    /// `known` is which targets cannot build because of which crates: the same of most findings in a file.
    fn finding(&self, draft: &Draft, known: &mut FxHashMap<Vec<CrateId>, Blocked>) -> Option<Finding> {
        let program = self.program();
        let when = match widest(&draft.met) {
            // What no target meets is a matter of the manifest, which every build reads.
            None if draft.met.is_empty() => None,
            None => return None,
            Some(Builds::When(condition)) => Some(condition.clone()),
            Some(_) => None,
        };
        let level = self.levels().of_finding(draft.rule, when.is_none() && !draft.is_warning);
        if level == Level::Allow {
            return None;
        }
        let failing: Vec<CrateId> = draft.met.iter().map(|&(krate, _)| krate).collect();
        let stops_builds = !matches!(
            draft.rule,
            Rule::UndeclaredFeature
                | Rule::UnknownCfg
                | Rule::UngatedOptionalDependency
                | Rule::UnusedOptionalDependency
                | Rule::BenchHarness
                | Rule::BenchNotATarget
                | Rule::LibBenchHarness
        );
        let blocks = match stops_builds {
            true => known.entry(failing).or_insert_with_key(|failing| blocked(program, failing)).clone(),
            false => Blocked::default(),
        };
        let mut notes: Vec<Label> = draft.notes.iter().map(|note| Label::new(note)).collect();
        if blocks.count > blocks.listed.len() {
            let (count, listed) = (blocks.count, blocks.listed.len());
            notes.push(format!("blocks {count} targets, of which {listed} are listed").into());
        }
        Some(Finding {
            rule: draft.rule,
            code: draft.code,
            level,
            message: draft.message.as_str().into(),
            label: draft.label.as_deref().map(Label::new),
            notes,
            when,
            blocks: blocks.listed,
            file: draft.file.clone(),
            span: draft.span,
            package: draft.package.map(|id| program.workspace.packages[id.0 as usize].name.clone()),
            fixes: draft.fixes.clone(),
        })
    }
}

/// The builds that meet a finding in whichever crate most builds do; `None` if none is certain to.
fn widest(met: &[(CrateId, Builds)]) -> Option<&Builds> {
    let builds = || met.iter().map(|(_, builds)| builds);
    builds()
        .find(|builds| **builds == Builds::Default)
        .or_else(|| builds().find(|builds| matches!(builds, Builds::When(_))))
}

/// `path` as people write it: relative to `root`, with `/`.
pub(crate) fn relative(path: &Path, root: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.components().map(|component| component.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
