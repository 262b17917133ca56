//! Cargo's view of a workspace as plain data: packages, targets, features, dependencies, each with the place in its
//! manifest. What Cargo would refuse is a [`Problem`] beside the rest, not the end of it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use greenlight_files::Span;

/// Index into [`Workspace::packages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackageId(pub u32);

/// A workspace and the path dependencies it reaches outside of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workspace {
    /// The folder of the root manifest, absolute.
    pub root: PathBuf,
    /// The root manifest, absolute.
    pub root_manifest: PathBuf,
    /// Members first, in the order of their manifests' paths, then path dependencies that are not members.
    pub packages: Vec<Arc<Package>>,
    /// The members that Cargo takes when nothing is named.
    pub default_members: Vec<PackageId>,
    /// What Cargo would refuse, or could not be read: the rule `broken-workspace`.
    pub problems: Vec<Problem>,
    /// `[workspace.dependencies]` of the root manifest, by place.
    pub shared_dependencies: Vec<SharedDependency>,
    /// What `Cargo.lock` pins; `None` without a readable one.
    pub lock: Option<Arc<Lock>>,
    /// Where the sources of dependencies are looked for.
    pub downloads: Downloads,
    /// Where the names of the standard library are looked for.
    pub standard_library: StandardLibrary,
    /// Major and minor version of the toolchain's rustc, where rustup wrote it down; a nightly has that of the release that it leads
    /// to.
    pub rustc_version: Option<(u32, u32)>,
    /// Where it is built, and so where benches may have saved their results.
    pub output: Output,
    /// Every manifest that was read, members and others, absolute; whoever caches a workspace watches these.
    pub manifests: Vec<PathBuf>,
}

/// Something that is wrong with a manifest, at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The manifest (or lock file), absolute.
    pub file: PathBuf,
    /// The string that is wrong, quotes not included where it is a string; an empty span at 0 if it has no place.
    pub span: Span,
    /// Cargo's words where it has some, without a trailing dot.
    pub message: String,
    /// Further lines: what follows from it, and the way out.
    pub notes: Vec<String>,
    /// Whether Cargo only warns of it.
    pub is_warning: bool,
}

/// A package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// `package.name`.
    pub name: String,
    /// Its place in the manifest, inside the quotes; that of the header where there is no name.
    pub name_span: Span,
    /// `package.version`, `0.0.0` if absent, inherited if it says so.
    pub version: String,
    /// The edition, 2015 if absent.
    pub edition: Edition,
    /// The manifest, absolute.
    pub manifest: PathBuf,
    /// Its folder.
    pub root: PathBuf,
    /// Whether it is a member of the workspace (the root package is).
    pub member: bool,
    /// Library first, then binaries, examples, tests, benches, the build script; each kind by name.
    pub targets: Vec<Target>,
    /// All tables, in the order of the manifest.
    pub dependencies: Vec<Dependency>,
    /// `[features]` and what follows from it.
    pub features: Features,
    /// What rustc's `unexpected_cfgs` is told for this package.
    pub expected_cfgs: ExpectedCfgs,
    /// Whether the manifest was read without an error: if not, what is missing here proves nothing.
    pub complete: bool,
    /// Whether the package has a build script whose content could not be read, or that prints what cannot be known.
    pub build_script: Option<BuildScript>,
}

/// An edition of the language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edition {
    /// Cargo's default.
    #[default]
    E2015,
    /// 2018.
    E2018,
    /// 2021.
    E2021,
    /// 2024, and any later one.
    E2024,
}

/// What Cargo compiles: a crate with its root file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its kind.
    pub kind: TargetKind,
    /// Cargo's name of it, as after `--bench`.
    pub name: String,
    /// The crate's name in source: `-` become `_`.
    pub crate_name: String,
    /// The root file, absolute; it need not exist.
    pub path: PathBuf,
    /// The package's, or its own.
    pub edition: Edition,
    /// `harness`, true by default.
    pub harness: bool,
    /// `bench`: whether `cargo bench` runs it where nothing is named. True by default of libraries, binaries and benches.
    pub bench: bool,
    /// `required-features`.
    pub required_features: Vec<FeatureReference>,
    /// The target's name in the manifest, where it is written there.
    pub span: Option<Span>,
}

/// What kind of crate a [`Target`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TargetKind {
    /// `[lib]`.
    Library,
    /// `[lib] proc-macro = true`.
    ProcMacro,
    /// `[[bin]]`.
    Binary,
    /// `[[example]]`.
    Example,
    /// `[[test]]`.
    Test,
    /// `[[bench]]`.
    Bench,
    /// `build.rs`.
    BuildScript,
}

/// An entry of a dependency table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The table's key.
    pub key: String,
    /// The name in source: the key with `_` for `-`. Where the key is not renamed and the package's manifest is at
    /// hand (a path dependency, or a registry's package on disk), its own `[lib] name` counts instead.
    pub crate_name: String,
    /// The package's own name: `package = "…"`, else the key.
    pub package: String,
    /// Which table.
    pub kind: DependencyKind,
    /// `cfg(…)` or triple of `[target.'…'.dependencies]`, as written.
    pub target: Option<String>,
    /// `optional = true`.
    pub optional: bool,
    /// Where it comes from.
    pub source: DependencySource,
    /// The version requirement, as written, inherited if it says so.
    pub requirement: Option<String>,
    /// `workspace = true`: it is an entry of [`Workspace::shared_dependencies`] to which the package adds.
    pub inherits: bool,
    /// `features = […]`, inherited ones included.
    pub features: Vec<String>,
    /// Those that the package's own manifest has.
    pub own_features: Vec<FeatureReference>,
    /// `default-features`, true by default.
    pub default_features: bool,
    /// The key in the manifest.
    pub span: Span,
}

/// Which of a package's dependency tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DependencyKind {
    /// `[dependencies]`.
    Normal,
    /// `[dev-dependencies]`.
    Dev,
    /// `[build-dependencies]`.
    Build,
}

/// Where a dependency's sources lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DependencySource {
    /// A package of [`Workspace::packages`].
    Package(PackageId),
    /// A `path` at which no manifest could be read.
    MissingPath(PathBuf),
    /// A package of a registry, a git repository or a vendored folder, found through the lock: all that could be meant,
    /// those on disk only (empty: not downloaded, or no lock says which).
    Downloaded(Vec<Downloaded>),
    /// Optional, of a package that Cargo downloaded, and not in the lock: no member turns it on, with whatever features, as Cargo resolves
    /// with all of them.
    TurnedOff,
    /// A replaced source, or an entry that could not be inherited: not known without Cargo.
    Elsewhere,
}

/// A package that Cargo downloaded, as the lock pins it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Downloaded {
    /// The folder of its manifest, absolute.
    pub folder: PathBuf,
    /// Index into [`Lock::packages`].
    pub locked: u32,
}

/// Where the toolchain of a workspace has its standard library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandardLibrary {
    /// The folder of the sources: rustup's component `rust-src`.
    pub sources: Option<PathBuf>,
    /// The folder of the documentation: rustup's component `rust-docs`.
    pub docs: Option<PathBuf>,
    /// The platform that its toolchain runs on, and builds for unless it is told otherwise: `x86_64-unknown-linux-gnu`.
    pub host: Option<String>,
}

/// Where Cargo builds a workspace, and what its benches take from the environment beside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Cargo's target directory, absolute.
    pub target: PathBuf,
    /// `$CARGO_TARGET_DIR` where it is relative. Cargo takes it from the current folder, and a bench, which runs in its
    /// package's folder, from there.
    pub relative_target: Option<PathBuf>,
    /// `$CRITERION_HOME`, as given.
    pub criterion_home: Option<PathBuf>,
}

/// Where Cargo puts what it downloads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Downloads {
    /// `$CARGO_HOME`, absolute.
    pub cargo_home: Option<PathBuf>,
    /// The folder of the directory source that takes the place of crates.io: `cargo vendor`.
    pub vendored: Option<PathBuf>,
}

/// The features of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// `[features]` as written, by name.
    pub declared: BTreeMap<String, Feature>,
    /// Every name that Cargo passes to rustc as an expected value of `feature`: the declared ones and the implicit
    /// ones of optional dependencies. Sorted.
    pub expected: Vec<String>,
    /// Those that the default build has on: `default` and all it enables, transitively, within the package. Sorted.
    pub default: Vec<String>,
    /// Where an entry could be inserted: the `[features]` header's line through its last entry, if there is such a table.
    pub table: Option<Span>,
}

/// An entry of `[features]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// The key.
    pub span: Span,
    /// The strings of its list: `feature`, `dep:key`, `key/feature`, `key?/feature`.
    pub enables: Vec<FeatureReference>,
}

/// A string of a manifest that names a feature, or what a feature enables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureReference {
    /// As it is meant: escapes are resolved.
    pub written: String,
    /// Its place inside the quotes.
    pub span: Span,
}

/// An entry of `[workspace.dependencies]`, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedDependency {
    /// The table's key.
    pub key: String,
    /// The key in the root manifest.
    pub span: Span,
    /// The package's own name: `package = "…"`, else the key.
    pub package: String,
    /// `features = […]`.
    pub features: Vec<FeatureReference>,
    /// `default-features`, if it says so.
    pub default_features: Option<bool>,
}

/// What `unexpected_cfgs` is told beside features.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedCfgs {
    /// `[lints.rust] unexpected_cfgs = "allow"`, or of its workspace where `[lints] workspace = true`.
    pub allowed: bool,
    /// Names that may stand alone.
    pub names: Vec<String>,
    /// `cfg(name, values("a", "b"))`: pairs of name and value.
    pub values: Vec<(String, String)>,
    /// Names of which any value is expected: `values(any())`, and everything if a check-cfg or a build script says
    /// what cannot be read.
    pub any_value: Vec<String>,
    /// Names that rustflags set, which does not make them expected.
    pub set: Vec<String>,
    /// A build script prints a check-cfg that is not a literal, or rustflags set a feature: any name and value may be
    /// expected, of `feature` too.
    pub unknown: bool,
    /// `cfg(any())`, or a build script calls crates of which nobody here knows whether they print check-cfgs of their own: a
    /// name that is not listed proves nothing. Values of `feature` stay known.
    pub names_unknown: bool,
    /// Names that a build script may pass to a crate which declares and sets them.
    pub passed_names: Vec<String>,
    /// How names begin that such a crate makes up of what it is passed.
    pub made_prefixes: Vec<&'static str>,
    /// A build script may set a feature by `rustc-cfg`, whether it is declared or not, or a cfg that no string of it
    /// names.
    pub sets_features: bool,
}

/// A package's build script, read as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildScript {
    /// Every string literal in it, unescaped: what it may write, and which cfgs it may set.
    pub strings: Vec<String>,
    /// Every identifier in it, sorted, each once: what it may name in a macro call.
    pub identifiers: Vec<String>,
    /// What it names by `cfg_aliases!`.
    pub aliases: Vec<CfgAlias>,
    /// Whether it could not be read, or includes what was not.
    pub unknown: bool,
}

/// A cfg that is set where an expression of others holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CfgAlias {
    /// The cfg's name.
    pub name: String,
    /// When it is set; other aliases may be among its leaves.
    pub predicate: CfgPredicate,
}

/// An expression as in `#[cfg(…)]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CfgPredicate {
    /// `all(…)`
    All(Vec<CfgPredicate>),
    /// `any(…)`
    Any(Vec<CfgPredicate>),
    /// `not(…)`
    Not(Box<CfgPredicate>),
    /// `name` or `name = "value"`
    Leaf {
        /// The name.
        name: String,
        /// The value, as written between the quotes.
        value: Option<String>,
    },
}

/// What `Cargo.lock` pins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// In the file's order.
    pub packages: Vec<LockedPackage>,
}

/// A package of the lock file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedPackage {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// `None` for members and path dependencies, else `registry+…`, `git+…`, `sparse+…`.
    pub source: Option<String>,
    /// Indices into [`Lock::packages`].
    pub dependencies: Vec<u32>,
}
