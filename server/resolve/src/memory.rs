//! What was found out about a crate's macros and glob imports, for all threads: where hundreds of modules import each other,
//! walking them is most of the work, and it need not be done again for each file, each slice or each edit that concerns
//! neither the crate nor any that it depends on.

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, LazyLock, OnceLock};

use dashmap::DashMap;
use greenlight_project::PackageId;
use greenlight_syntax::{ConditionId, Symbol};
use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::annexes::Passed;
use crate::globs::{Closure, Edge};
use crate::lookup::Lookup;
use crate::macros::included::Words;
use crate::macros::{Bound, CrateMacros, ExpandedModule, Hidden, Origin, Reach};
use crate::program::{InstanceId, ModuleId};
use crate::repeated::Link;
use crate::visibility::Sight;

/// A module, and of the default build, where that alone is asked about, whether its features are known there.
type Asked = (ModuleId, Option<bool>);

/// The modules of expansions, if all of them are known.
type ExpandedModules = Option<Arc<[ExpandedModule]>>;

/// A module, and which builds were asked about.
pub(crate) type ModuleInReach = (ModuleId, Reach);

/// What the globs of a module lead to, of those that are seen so far, or of all.
type EdgesBySight = DashMap<(ModuleInReach, Option<Sight>), Arc<[Edge]>, FxBuildHasher>;

/// Answers that do not depend on who asked. Valid while no name of the crate changes, nor of those it depends on.
///
/// The maps are made when first asked: an edit gives new memories to all crates that it concerns, and an empty map of
/// this kind already is a dozen allocations.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// What the globs of a module reach, in all builds or the default one of a package.
    pub(crate) closures: LazyLock<DashMap<ModuleInReach, Closure, FxBuildHasher>>,
    /// How many containers these hold.
    pub(crate) reached: AtomicUsize,
    /// What the globs of a module themselves lead to.
    pub(crate) edges: LazyLock<EdgesBySight>,
    /// What macros may define in a module: in some build, or in a default one, in which its features are known or not.
    pub(crate) hidden: LazyLock<DashMap<(Asked, Bound), Arc<Hidden>, FxBuildHasher>>,
    /// The modules that the calls in a module expand to; `None` if that is not known of all.
    pub(crate) expanded_modules: LazyLock<DashMap<Asked, ExpandedModules, FxBuildHasher>>,
    /// Whether a derive in the file that looks like one of std's may be another.
    pub(crate) replaced_derives: LazyLock<DashMap<InstanceId, bool, FxBuildHasher>>,
    /// What macros put before the tokens of their calls, by the scope of these.
    pub(crate) passed: LazyLock<DashMap<ModuleId, Passed, FxBuildHasher>>,
    /// The crate's macros.
    pub(crate) macros: OnceLock<CrateMacros>,
    /// What those of its macros may define whose calls blocks do not record; `None` if that may be anything.
    pub(crate) redefined: OnceLock<Option<FxHashSet<Symbol>>>,
    /// What its build script may write is made of.
    pub(crate) written: OnceLock<Option<Words>>,
    /// Whether a derive or attribute macro that is not listed stands anywhere in it.
    pub(crate) generates_macros: OnceLock<bool>,
    /// Whether no build makes a condition of a file true.
    pub(crate) never: LazyLock<DashMap<(u32, ConditionId), bool, FxBuildHasher>>,
    /// What a glob import of the module brings of the macros with the name.
    pub(crate) globbed_macros: LazyLock<DashMap<(ModuleId, Symbol), Vec<Origin>, FxBuildHasher>>,
    /// The package of the crate, if its default features are all that it is built with.
    pub(crate) package_by_default: OnceLock<Option<PackageId>>,
    /// Why imports are broken that others name; `None` of those that are not.
    pub(crate) links: LazyLock<DashMap<(InstanceId, u32), Option<Link>, FxBuildHasher>>,
    /// What a glob import names.
    pub(crate) globs: LazyLock<DashMap<(ModuleInReach, u32), Lookup, FxBuildHasher>>,
}
