//! Which packages a workspace has: members by name and by glob, path dependencies that become members, and those
//! outside that are only reached. What Cargo refuses on the way is noted, in its words, and costs nothing else.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_files::Span;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::dependencies::DependencyEntry;
use crate::environment::Environment;
use crate::inheritance::{self, Inherited, KnownInherited, PathDependency};
use crate::manifest::{Manifest, Manifests};
use crate::model::{DependencyKind, PackageId, Problem};
use crate::root::{is_excluded, root_of};
use crate::view::View;

/// The packages of a workspace and how they reach each other.
pub(crate) struct Members {
    /// The root manifest, or the only one.
    pub(crate) root: Arc<Manifest>,
    /// Members first, in the order of their manifests' paths, then the others in that order.
    pub(crate) nodes: Vec<Node>,
    /// The members taken by default: indices into `nodes`.
    pub(crate) default_members: Vec<PackageId>,
    pub(crate) problems: Vec<Problem>,
}

/// A package's manifest with what it inherits.
pub(crate) struct Node {
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) member: bool,
    /// The root it inherits from, which for a path dependency outside may be that of another workspace.
    pub(crate) root: Option<Arc<Manifest>>,
    pub(crate) inherited: Arc<Inherited>,
}

/// A manifest to visit.
struct Asked {
    manifest: Arc<Path>,
    by: Arc<Manifest>,
    /// Where `by` asks for it.
    at: Span,
    why: Why,
}

enum Why {
    /// It is the root, or the manifest that was asked about.
    Itself,
    /// It is listed; the pattern, if one stands there.
    Member(Option<Arc<str>>),
    /// A dependency on the package of this name.
    Dependency(Arc<str>),
}

struct Collector<'c, 'm> {
    manifests: &'c mut Manifests<'m>,
    inherited: &'c mut FxHashMap<PathBuf, KnownInherited>,
    environment: &'c Environment,
    root: Arc<Manifest>,
    nodes: Vec<Node>,
    visited: FxHashSet<Arc<Path>>,
    /// Every manifest that was asked for and exists, packages or not.
    read: Vec<Arc<Manifest>>,
    /// Path dependencies that are no members.
    outside: Vec<Asked>,
    problems: Vec<Problem>,
}

/// The workspace of the manifest at `current`, with the packages that `patches` bring in. `inherited` is what was
/// inherited before.
pub(crate) fn collect(
    manifests: &mut Manifests<'_>,
    inherited: &mut FxHashMap<PathBuf, KnownInherited>,
    current: &Arc<Manifest>,
    environment: &Environment,
    patches: &[DependencyEntry],
) -> Members {
    let mut problems = Vec::new();
    let root = find_root(manifests, current, environment, &mut problems);
    let mut collector = Collector {
        manifests,
        inherited,
        environment,
        root: Arc::clone(&root),
        nodes: Vec::new(),
        visited: FxHashSet::default(),
        read: Vec::new(),
        outside: Vec::new(),
        problems,
    };
    collector.collect_members();
    if !collector.visited.contains(current.path.as_path()) {
        collector.report_stranger(current);
        collector.visit_members(vec![Asked {
            manifest: current.path.as_path().into(),
            by: Arc::clone(current),
            at: Span::default(),
            why: Why::Itself,
        }]);
    }
    collector.collect_outside(patches);
    collector.report_manifests();
    collector.nodes.sort_by(|a, b| (!a.member, &a.manifest.path).cmp(&(!b.member, &b.manifest.path)));
    collector.report_same_names();
    let Collector { nodes, mut problems, .. } = collector;
    let default_members = default_members(manifests.view, &root, &nodes, &mut problems);
    Members { root, nodes, default_members, problems }
}

/// The root that `current` belongs to, or `current` itself if there is none, or none that is one.
fn find_root(
    manifests: &mut Manifests<'_>,
    current: &Arc<Manifest>,
    environment: &Environment,
    problems: &mut Vec<Problem>,
) -> Arc<Manifest> {
    let Some(path) = root_of(manifests, &current.path, environment) else { return Arc::clone(current) };
    let pointer = current.package.as_ref().and_then(|package| package.workspace.as_ref());
    let span = pointer.map_or_else(Span::default, |pointer| pointer.span);
    match manifests.get(&path) {
        Some(root) if root.workspace.is_some() || !root.is_complete() => root,
        Some(_) => {
            let message = format!("root of a workspace inferred but wasn't a root: {}", path.display());
            problems.push(current.problem(span, message, Vec::new()));
            Arc::clone(current)
        }
        None => {
            let message = format!("failed to read `{}`", path.display());
            problems.push(current.problem(span, message, vec!["no such file".to_owned()]));
            Arc::clone(current)
        }
    }
}

impl Collector<'_, '_> {
    fn collect_members(&mut self) {
        let root = Arc::clone(&self.root);
        let mut asked = vec![Asked {
            manifest: root.path.as_path().into(),
            by: Arc::clone(&root),
            at: Span::default(),
            why: Why::Itself,
        }];
        let listed = root.workspace.iter().flat_map(|workspace| workspace.members.iter().flatten());
        for text in listed {
            for listed in self.manifests.view.expand(&root.folder, &text.value).iter() {
                let (manifest, why) = (Arc::clone(&listed.manifest), Why::Member(listed.pattern.clone()));
                asked.push(Asked { manifest, by: Arc::clone(&root), at: text.span, why });
            }
        }
        asked.reverse();
        self.visit_members(asked);
    }

    /// Visits all that is `asked` for, the last first, and what that leads to.
    fn visit_members(&mut self, mut asked: Vec<Asked>) {
        while let Some(next) = asked.pop() {
            if matches!(next.why, Why::Dependency(_)) && !self.becomes_member(&next.manifest) {
                self.outside.push(next);
                continue;
            }
            if !matches!(next.why, Why::Itself) && is_excluded(&self.root, &next.manifest) {
                continue;
            }
            let Some(manifest) = self.existing(&next) else { continue };
            if !self.visited.insert(Arc::clone(&next.manifest)) {
                continue;
            }
            if !matches!(next.why, Why::Itself) {
                self.check_root(&manifest, &next);
            }
            self.read.push(Arc::clone(&manifest));
            if !self.is_package(&manifest) {
                continue;
            }
            let root = self.root.workspace.is_some().then(|| Arc::clone(&self.root));
            let node = self.node(manifest, true, root);
            asked.extend(path_dependencies(&node, true).rev());
            self.nodes.push(node);
        }
    }

    /// Whether Cargo makes a path dependency a member: it lies below the root, or names it as its own.
    fn becomes_member(&mut self, manifest: &Path) -> bool {
        if self.root.workspace.is_none() || is_excluded(&self.root, manifest) {
            return false;
        }
        manifest.starts_with(&self.root.folder)
            || root_of(self.manifests, manifest, self.environment).as_deref() == Some(&self.root.path)
    }

    /// The manifest that is asked for, if it exists; if not, that is a problem of the one that asks.
    fn existing(&mut self, asked: &Asked) -> Option<Arc<Manifest>> {
        let manifest = self.manifests.get(&asked.manifest);
        match &manifest {
            Some(manifest) => {
                if let Why::Dependency(name) = &asked.why {
                    self.check_dependency(asked, manifest, name);
                }
            }
            None => self.report_missing(asked),
        }
        manifest
    }

    fn report_missing(&mut self, asked: &Asked) {
        if !asked.by.intact(asked.at) {
            return;
        }
        let manifest = asked.manifest.display();
        let folder = asked.manifest.parent().unwrap_or(&asked.manifest).display();
        let mut notes = vec![format!("failed to read `{manifest}`: no such file")];
        let message = match &asked.why {
            Why::Itself => return,
            Why::Member(pattern) => {
                if let Some(pattern) = pattern {
                    notes.push(format!("it is one of those that `{pattern}` finds; `exclude` leaves it out"));
                }
                format!("failed to load manifest for workspace member `{folder}`")
            }
            Why::Dependency(name) => format!("failed to load manifest for dependency `{name}`"),
        };
        self.problems.push(asked.by.problem(asked.at, message, notes));
    }

    fn check_dependency(&mut self, asked: &Asked, manifest: &Manifest, name: &str) {
        if !manifest.is_complete() || !asked.by.intact(asked.at) {
            return;
        }
        let Some(package) = &manifest.package else {
            let message =
                format!("found a virtual manifest at `{}` instead of a package manifest", asked.manifest.display());
            self.problems.push(asked.by.problem(asked.at, message, Vec::new()));
            return;
        };
        if let Some(own) = package.name.as_ref().filter(|own| own.value != *name) {
            let notes = vec![
                format!("searched package name: `{name}`"),
                format!("perhaps you meant: `{}`", own.value),
                format!("location searched: {}", manifest.folder.display()),
            ];
            self.problems.push(asked.by.problem(asked.at, "no matching package found".to_owned(), notes));
        }
    }

    /// Checks that a member takes the same manifest for its root as this workspace does. If not Cargo stops; its
    /// sources are read all the same.
    fn check_root(&mut self, manifest: &Manifest, asked: &Asked) {
        let member = manifest.path.display();
        let expected = self.root.path.display();
        let (message, notes) = match root_of(self.manifests, &manifest.path, self.environment) {
            Some(root) if root == self.root.path => return,
            Some(root) if root == manifest.path => {
                let roots = [&manifest.folder, &self.root.folder].map(|folder| folder.display().to_string());
                ("multiple workspace roots found in the same workspace".to_owned(), Vec::from(roots))
            }
            Some(root) => (
                format!("package `{member}` is a member of the wrong workspace"),
                vec![format!("expected: {expected}"), format!("actual: {}", root.display())],
            ),
            None => (
                format!("workspace member `{member}` is not hierarchically below the workspace root `{expected}`"),
                vec![format!("`package.workspace` in `{member}` can name the root")],
            ),
        };
        if asked.by.intact(asked.at) {
            self.problems.push(asked.by.problem(asked.at, message, notes));
        }
    }

    /// Whether there is a package to make of `manifest`. One whose text is broken may have its `[package]` behind
    /// the break, and is taken for one if there is something to compile.
    fn is_package(&self, manifest: &Manifest) -> bool {
        let exists = |file: &str| self.manifests.view.is_file(&manifest.folder.join(file));
        manifest.package.is_some() || !manifest.is_complete() && (exists("src/lib.rs") || exists("src/main.rs"))
    }

    fn node(&mut self, manifest: Arc<Manifest>, member: bool, root: Option<Arc<Manifest>>) -> Node {
        let inherited = inheritance::inherited(&manifest, root.as_deref(), self.inherited, &mut self.problems);
        Node { manifest, member, root, inherited }
    }

    /// Visits the path dependencies that are no members, and theirs.
    fn collect_outside(&mut self, patches: &[DependencyEntry]) {
        let root = Arc::clone(&self.root);
        let mut asked: Vec<Asked> = std::mem::take(&mut self.outside);
        asked.extend(root.patches.iter().filter_map(PathDependency::of).map(|patch| asked_by(&root, &patch)));
        for patch in patches.iter().filter_map(PathDependency::of).map(|patch| asked_by(&root, &patch)) {
            // Its place is in a configuration file; Cargo says itself what is wrong with that.
            if self.manifests.get(&patch.manifest).is_some() {
                asked.push(patch);
            }
        }
        asked.reverse();
        while let Some(next) = asked.pop() {
            let Some(manifest) = self.existing(&next) else { continue };
            if !self.visited.insert(Arc::clone(&next.manifest)) {
                continue;
            }
            self.read.push(Arc::clone(&manifest));
            if !self.is_package(&manifest) {
                continue;
            }
            let root = root_of(self.manifests, &manifest.path, self.environment);
            let root = root.and_then(|root| self.manifests.get(&root)).filter(|root| root.workspace.is_some());
            let node = self.node(manifest, false, root);
            asked.extend(path_dependencies(&node, false).rev());
            self.nodes.push(node);
        }
    }

    /// The manifest asked about lies below the root, and is none of its members.
    fn report_stranger(&mut self, current: &Manifest) {
        let root = &self.root;
        if !root.is_complete() || !current.is_complete() {
            return;
        }
        let members = match current.folder.strip_prefix(&root.folder) {
            Ok(relative) => format!(
                "this may be fixable by adding `{}` to the `workspace.members` array of the manifest located at: {}",
                relative.display(),
                root.path.display()
            ),
            Err(_) => format!(
                "this may be fixable by adding a member to the `workspace.members` array of the manifest located at: {}",
                root.path.display()
            ),
        };
        let has_list = root.workspace.as_ref().is_some_and(|workspace| workspace.members.is_some());
        let first = match root.package.is_some() && !has_list {
            true => format!(
                "this may be fixable by ensuring that this crate is depended on by the workspace root: {}",
                root.path.display()
            ),
            false => members,
        };
        let alternative = "Alternatively, to keep it out of the workspace, add the package to the `workspace.exclude` \
                           array, or add an empty `[workspace]` table to the package's manifest";
        let notes = vec![
            format!("current:   {}", current.path.display()),
            format!("workspace: {}", root.path.display()),
            first,
            alternative.to_owned(),
        ];
        let name = current.package.as_ref().and_then(|package| package.name.as_ref());
        let span = name.map_or_else(Span::default, |name| name.span);
        let message = "current package believes it's in a workspace when it's not".to_owned();
        self.problems.push(current.problem(span, message, notes));
    }

    /// Adds what is wrong within each manifest.
    fn report_manifests(&mut self) {
        let foreign_roots = self.nodes.iter().filter(|node| !node.member).filter_map(|node| node.root.as_ref());
        let manifests = self.read.iter().chain(foreign_roots);
        self.problems.extend(manifests.flat_map(|manifest| &manifest.problems).cloned());
    }

    fn report_same_names(&mut self) {
        let mut first: FxHashMap<&str, &Manifest> = FxHashMap::default();
        for node in self.nodes.iter().filter(|node| node.member) {
            let name = node.manifest.package.as_ref().and_then(|package| package.name.as_ref());
            let Some(name) = name else { continue };
            if let Some(other) = first.get(name.value.as_str()) {
                let message = format!("two packages named `{}` in this workspace", name.value);
                let notes = [&other.path, &node.manifest.path].map(|path| format!("- {}", path.display()));
                self.problems.push(node.manifest.problem(name.span, message, Vec::from(notes)));
            } else {
                first.insert(&name.value, &node.manifest);
            }
        }
    }
}

/// What `node` asks for by path. Cargo resolves the dev-dependencies of members only.
fn path_dependencies(node: &Node, member: bool) -> impl DoubleEndedIterator<Item = Asked> {
    let asked = node.inherited.by_path.iter().filter(move |asked| member || asked.kind != DependencyKind::Dev);
    asked.map(|asked| asked_by(&node.manifest, asked))
}

fn asked_by(by: &Arc<Manifest>, asked: &PathDependency) -> Asked {
    let why = Why::Dependency(Arc::clone(&asked.name));
    Asked { manifest: Arc::clone(&asked.manifest), by: Arc::clone(by), at: asked.at, why }
}

/// The members Cargo takes when nothing is named: those listed, else all of a virtual workspace, else the root.
fn default_members(view: View<'_>, root: &Manifest, nodes: &[Node], problems: &mut Vec<Problem>) -> Vec<PackageId> {
    let members = || {
        let members = nodes.iter().enumerate().filter(|(_, node)| node.member);
        members.map(|(index, node)| (node.manifest.path.as_path(), PackageId(index as u32)))
    };
    let listed = root.workspace.as_ref().and_then(|workspace| workspace.default_members.as_ref());
    let Some(listed) = listed else {
        let all = root.package.is_none();
        return members().filter(|(path, _)| all || *path == root.path).map(|(_, id)| id).collect();
    };
    let by_manifest: FxHashMap<&Path, PackageId> = members().collect();
    let mut default = Vec::new();
    for text in listed {
        for listed in view.expand(&root.folder, &text.value).iter() {
            let manifest = &*listed.manifest;
            if let Some(&id) = by_manifest.get(manifest) {
                default.push(id);
                continue;
            }
            // Cargo lets the list name what is excluded, and passes it over.
            let passed_over = view.is_file(manifest) && is_excluded(root, manifest);
            if !passed_over && root.intact(text.span) {
                let message = format!(
                    "package `{}` is listed in default-members but is not a member for workspace at `{}`",
                    manifest.parent().unwrap_or(manifest).display(),
                    root.path.display()
                );
                problems.push(root.problem(text.span, message, Vec::new()));
            }
        }
    }
    default.sort();
    default.dedup();
    default
}
