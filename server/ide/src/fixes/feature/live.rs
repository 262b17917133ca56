//! What comes to life when a feature is declared. Code under an undeclared feature has never been compiled: its imports
//! may lead nowhere, and it may need dependencies that the feature would have to turn on. Both are asked of a program
//! in which the feature is declared, and which shares all else with the one that is there.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use greenlight_files::Span;
use greenlight_project::{DependencyKind, Feature, Package, PackageId, Workspace};
use greenlight_resolve::{Answer, Builds, CrateId, InstanceId, Program, Resolver};
use greenlight_syntax::{ALWAYS, ConditionId, FILE_SCOPE, FileFacts, ScopeId, words};

use crate::check::FileCheck;
use crate::finding::Fixes;
use crate::host::Snapshot;
use crate::rules::ungated_optional_dependency::ungated;

/// What a feature would bring to life.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Live {
    /// Imports under it that do not resolve, by file and place.
    pub(crate) broken: Vec<BrokenImport>,
    /// Optional dependencies that code under it imports and that it would have to turn on: their keys, sorted.
    pub(crate) missing: Vec<String>,
    /// Dependencies that are not optional, and that no code names but what is under it: their keys, sorted.
    pub(crate) alone: Vec<String>,
}

/// An import that does not resolve.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct BrokenImport {
    /// Absolute.
    pub(crate) file: PathBuf,
    /// The leaf, in bytes.
    pub(crate) span: Span,
}

/// What was found out for a snapshot: many places ask it of the same feature.
#[derive(Debug, Default)]
pub(crate) struct LiveMemory(Mutex<HashMap<(PackageId, String), Arc<Live>>>);

/// What declaring `feature` in `package` would bring to life.
pub(crate) fn live(snapshot: &Snapshot, package: PackageId, feature: &str) -> Arc<Live> {
    let key = (package, feature.to_owned());
    let memory = &snapshot.live_memory().0;
    let known = memory.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    // Not found out under the lock: reading sources runs on the pool, where another who asks may be waiting.
    known.unwrap_or_else(|| {
        let found = Arc::new(find(snapshot, package, feature));
        memory.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&found));
        found
    })
}

fn find(snapshot: &Snapshot, id: PackageId, feature: &str) -> Live {
    let program = snapshot.program();
    let crates: BTreeSet<CrateId> =
        program.crate_ids().filter(|&krate| program.crate_of(krate).package == id).collect();
    let files = program.files_of(&crates);
    let declared = Arc::new(with_feature(&program.workspace, id, feature));
    // All trees of the package are read by now, so both programs number modules alike.
    let (then, _) = program.with_workspace(snapshot.files(), &declared, &[]);
    let then = snapshot.with_program(then);
    let mut resolver = Resolver::new(then.program());
    let package = &declared.packages[id.0 as usize];
    let mut live = Live::default();
    let mut missing: BTreeSet<String> = BTreeSet::new();
    let mut required: BTreeSet<String> = BTreeSet::new();
    for file in &files {
        let Some(located) = then.program().locate(file, crates.iter().copied()) else { continue };
        let check = FileCheck::new(&then, located, Fixes::Elsewhere);
        for (number, import) in check.file.facts.outline.imports.iter().enumerate() {
            let instances: Vec<InstanceId> = check.instances_with(import.scope).collect();
            for instance in instances {
                if !comes_to_life(program, then.program(), instance, (import.scope, import.condition)) {
                    continue;
                }
                let number = number as u32;
                if let Answer::Absent(_) = resolver.import_exists(instance, number) {
                    let span = check.file.facts.spans.imports[number as usize].leaf;
                    live.broken.push(BrokenImport { file: file.clone(), span });
                    continue;
                }
                if let Some(ungated) = ungated(&check, &mut resolver, instance, number) {
                    missing.extend(keys(package, &ungated.name, true));
                } else if let Some(name) = resolver.crate_of_import(instance, number) {
                    let name = then.program().sources.names().text(name).to_owned();
                    required.extend(keys(package, &name, false));
                }
            }
        }
    }
    live.broken.sort();
    live.broken.dedup();
    live.missing = missing.into_iter().collect();
    required.retain(|key| is_alone(snapshot, package, &crates, &files, key));
    live.alone = required.into_iter().collect();
    live
}

/// The workspace as it would be if the package had the feature.
fn with_feature(workspace: &Workspace, package: PackageId, feature: &str) -> Workspace {
    let mut workspace = workspace.clone();
    let features = &mut Arc::make_mut(&mut workspace.packages[package.0 as usize]).features;
    features.declared.insert(feature.to_owned(), Feature { span: Span::default(), enables: Vec::new() });
    features.expected.push(feature.to_owned());
    features.expected.sort();
    workspace
}

/// Whether no build of `now` compiles the place, and some build of `then` does.
fn comes_to_life(now: &Program, then: &Program, instance: InstanceId, place: (ScopeId, ConditionId)) -> bool {
    let (scope, condition) = place;
    let module = now.module_of(instance, scope);
    now.builds(module, condition) == Builds::Never && matches!(then.builds(module, condition), Builds::When(_))
}

/// The keys of the dependencies that code calls `name`, those that are `optional` or those that are not; none of which
/// only tests see.
fn keys(package: &Package, name: &str, optional: bool) -> impl Iterator<Item = String> {
    let seen = package.dependencies.iter().filter(move |dependency| {
        dependency.crate_name == name && dependency.kind == DependencyKind::Normal && dependency.optional == optional
    });
    seen.map(|dependency| dependency.key.clone())
}

/// Whether the dependency `key` could be optional: it has one entry, and wherever code names it, no build compiles that today.
fn is_alone(snapshot: &Snapshot, package: &Package, crates: &BTreeSet<CrateId>, files: &[PathBuf], key: &str) -> bool {
    let mut entries = package.dependencies.iter().filter(|dependency| dependency.key == key);
    let (Some(entry), None) = (entries.next(), entries.next()) else { return false };
    let program = snapshot.program();
    files.iter().all(|file| {
        let (Some(text), Some(located)) = (snapshot.text(file), program.locate(file, crates.iter().copied())) else {
            return false;
        };
        words(&text, &entry.crate_name).into_iter().all(|word| {
            let (scope, condition) = place_of(&located.file.facts, word);
            located
                .instances
                .iter()
                .all(|&instance| program.builds(program.module_of(instance, scope), condition) == Builds::Never)
        })
    })
}

/// The innermost scope around `word`, and the condition of the item or `use` in it that the word stands in.
fn place_of(facts: &FileFacts, word: Span) -> (ScopeId, ConditionId) {
    let (outline, spans) = (&facts.outline, &facts.spans);
    let around = |span: &Span| span.contains(word);
    let scopes = spans.scopes.iter().enumerate().filter(|(_, span)| around(span));
    let innermost = scopes.min_by_key(|(_, span)| span.end - span.start);
    let scope = innermost.map_or(FILE_SCOPE, |(number, _)| ScopeId(number as u32));
    let items = outline.items.iter().zip(&spans.items);
    let item =
        items.filter(|(item, spans)| item.scope == scope && around(&spans.whole)).map(|(item, _)| item.condition);
    let imports = outline.imports.iter().filter(|import| import.scope == scope);
    let import = imports
        .filter(|import| around(&spans.statements[import.statement as usize].whole))
        .map(|import| import.condition);
    (scope, item.chain(import).next().unwrap_or(ALWAYS))
}
