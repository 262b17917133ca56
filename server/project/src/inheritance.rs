//! What a manifest takes from its workspace's root: `key.workspace = true` in `[package]`, `[lints]` and the
//! dependency tables.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_files::Span;
use rustc_hash::FxHashMap;

use crate::check_cfg::LintsTable;
use crate::dependencies::{DependencyEntry, inherit};
use crate::document::Text;
use crate::manifest::{Inheritable, Manifest};
use crate::members::Node;
use crate::model::{DependencyKind, Edition, Problem};

/// Notes what a manifest says to inherit and its root does not have.
struct Missing<'m> {
    manifest: &'m Manifest,
    root: Option<&'m Manifest>,
    problems: &'m mut Vec<Problem>,
    any: bool,
}

impl Missing<'_> {
    /// `what` was to come from `[workspace.PATH]`, and was not there because of `why`.
    fn report(&mut self, span: Span, what: &str, path: &str, why: String) {
        self.any = true;
        // Nothing is reported of a root whose text is broken: what is missing may stand behind the break.
        if self.root.is_some_and(|root| !root.is_complete()) || !self.manifest.intact(span) {
            return;
        }
        let why = if self.root.is_some() { why } else { "failed to find a workspace root".to_owned() };
        let message = format!("error inheriting `{what}` from workspace root manifest's `workspace.{path}`");
        self.problems.push(self.manifest.problem(span, message, vec![why]));
    }
}

/// The dependencies of a manifest, with what they take from the root.
#[derive(Debug)]
pub(crate) struct Inherited {
    /// As written, with what is inherited filled in; an entry that could not be inherited still says so.
    pub(crate) dependencies: Vec<DependencyEntry>,
    /// Those that have a path.
    pub(crate) by_path: Vec<PathDependency>,
    /// Whether all was found that the manifest says to inherit, in any table.
    pub(crate) all: bool,
}

/// What a manifest inherited at an earlier reading.
#[derive(Debug)]
pub(crate) struct KnownInherited {
    inherited: Arc<Inherited>,
    manifest: Arc<Manifest>,
    /// The root's manifest, and since when it shares what it shares.
    root: Option<(PathBuf, u64)>,
}

/// A package that is asked for by path.
#[derive(Clone, Debug)]
pub(crate) struct PathDependency {
    /// The manifest that should be there.
    pub(crate) manifest: Arc<Path>,
    /// The package's name.
    pub(crate) name: Arc<str>,
    pub(crate) kind: DependencyKind,
    /// Where it is asked for.
    pub(crate) at: Span,
}

impl PathDependency {
    /// What `entry` asks for; `None` if it has no path.
    pub(crate) fn of(entry: &DependencyEntry) -> Option<PathDependency> {
        let folder = entry.path.as_ref().filter(|_| !entry.inherits)?;
        // `[replace]` writes `name:version`.
        let name = entry.package_name().split(':').next().unwrap_or_default().into();
        Some(PathDependency { manifest: folder.join("Cargo.toml").into(), name, kind: entry.kind, at: entry.place })
    }
}

/// The dependencies of `manifest` with what they take from `root`. What is not there is a problem; such a dependency
/// is left as it is written. While all is the same as what is `known`, it is the very same.
pub(crate) fn inherited(
    manifest: &Arc<Manifest>,
    root: Option<&Manifest>,
    known: &mut FxHashMap<PathBuf, KnownInherited>,
    problems: &mut Vec<Problem>,
) -> Arc<Inherited> {
    // What was not found is told at each reading.
    let before = known.get_mut(&manifest.path).filter(|known| known.inherited.all);
    let before = before.filter(|known| Arc::ptr_eq(&known.manifest, manifest));
    if let Some(before) = &before {
        let same_root = match (&before.root, root) {
            (Some((path, since)), Some(root)) => *since == root.shared_since && *path == root.path,
            (before, now) => before.is_none() && now.is_none(),
        };
        if same_root {
            return Arc::clone(&before.inherited);
        }
    }
    let (dependencies, all) = inherited_dependencies(manifest, root, problems);
    let root = root.map(|root| (root.path.clone(), root.shared_since));
    if let Some(before) = before.filter(|before| all && before.inherited.dependencies == dependencies) {
        before.root = root;
        return Arc::clone(&before.inherited);
    }
    let by_path = dependencies.iter().filter_map(PathDependency::of).collect();
    let inherited = Arc::new(Inherited { dependencies, by_path, all });
    let made = KnownInherited { inherited: Arc::clone(&inherited), manifest: Arc::clone(manifest), root };
    known.insert(manifest.path.clone(), made);
    inherited
}

fn inherited_dependencies(
    manifest: &Manifest,
    root: Option<&Manifest>,
    problems: &mut Vec<Problem>,
) -> (Vec<DependencyEntry>, bool) {
    let workspace = root.and_then(|root| root.workspace.as_ref());
    let mut missing = Missing { manifest, root, problems, any: false };
    for key in manifest.package.iter().flat_map(|package| &package.inherited) {
        let shared = workspace.and_then(|workspace| workspace.package.as_ref());
        if shared.is_none_or(|shared| !shared.contains_key(&key.value)) {
            let path = format!("package.{}", key.value);
            missing.report(key.span, &key.value, &path, format!("`workspace.{path}` was not defined"));
        }
    }
    if let Some(Inheritable::FromWorkspace(span)) = manifest.lints
        && workspace.is_none_or(|workspace| workspace.lints.is_none())
    {
        missing.report(span, "lints", "lints", "`workspace.lints` was not defined".to_owned());
    }
    let shared = workspace.and_then(|workspace| workspace.dependencies.as_ref());
    let inherited = manifest.dependencies.iter().map(|entry| {
        let key = &entry.key.value;
        match shared.and_then(|shared| shared.get(key)) {
            _ if !entry.inherits => entry.clone(),
            Some(found) => inherit(entry, found),
            None => {
                let why = match shared {
                    None => "`workspace.dependencies` was not defined".to_owned(),
                    Some(_) => format!("`dependency.{key}` was not found in `workspace.dependencies`"),
                };
                missing.report(entry.key.span, key, &format!("dependencies.{key}"), why);
                entry.clone()
            }
        }
    });
    let inherited = inherited.collect();
    (inherited, !missing.any)
}

/// Notes what an entry of a dependency table may not say, though it can be read: what only tests see cannot be optional, and
/// what the workspace turns on by default, a member cannot turn off (Cargo's `inner_dependency_inherit_with`).
pub(crate) fn check_entries(node: &Node, edition: Edition, problems: &mut Vec<Problem>) {
    let manifest = &*node.manifest;
    let workspace = node.root.as_ref().and_then(|root| root.workspace.as_ref());
    let shared = workspace.and_then(|workspace| workspace.dependencies.as_ref());
    for entry in manifest.dependencies.iter().filter(|entry| manifest.intact(entry.key.span)) {
        let key = &entry.key.value;
        if entry.kind == DependencyKind::Dev && entry.is_optional() {
            let message = format!("dev-dependencies are not allowed to be optional: `{key}`");
            problems.push(manifest.problem(entry.key.span, message, Vec::new()));
        }
        let Some(found) = shared.and_then(|shared| shared.get(key)).filter(|_| entry.inherits) else { continue };
        let said = match (entry.default_features, found.default_features) {
            (Some(false), None) => "`default-features` was not specified",
            (Some(false), Some(true)) => "`default-features` was true",
            _ => continue,
        };
        problems.push(match edition >= Edition::E2024 {
            true => {
                let message =
                    format!("error inheriting `{key}` from workspace root manifest's `workspace.dependencies.{key}`");
                let why = "`default-features = false` cannot override workspace's `default-features`".to_owned();
                manifest.problem(entry.key.span, message, vec![why])
            }
            false => {
                let message = format!(
                    "`default-features` is ignored for {key}, since {said} for `workspace.dependencies.{key}`, this could \
                     become a hard error in the future"
                );
                Problem { is_warning: true, ..manifest.problem(entry.key.span, message, Vec::new()) }
            }
        });
    }
}

/// A key of `[package]` with the manifest it stands in, which is the root where it is inherited.
pub(crate) fn package_key<'n>(
    value: Option<&'n Inheritable<Text>>,
    key: &str,
    node: &'n Node,
) -> Option<(&'n Arc<Manifest>, &'n Text)> {
    match value? {
        Inheritable::Own(text) => Some((&node.manifest, text)),
        Inheritable::FromWorkspace(_) => {
            let root = node.root.as_ref()?;
            let text = root.workspace.as_ref()?.package.as_ref()?.get(key)?.as_ref()?;
            Some((root, text))
        }
    }
}

/// The lints that hold for `node`: those of the workspace only where it says so.
pub(crate) fn lints(node: &Node) -> Option<&LintsTable> {
    match node.manifest.lints.as_ref()? {
        Inheritable::Own(lints) => Some(lints),
        Inheritable::FromWorkspace(_) => node.root.as_ref()?.workspace.as_ref()?.lints.as_ref(),
    }
}
