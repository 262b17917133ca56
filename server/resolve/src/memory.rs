//! What was found out about a crate's macros and glob imports, for all threads: where hundreds of modules import each other,
//! walking them is most of the work, and it need not be done again for each file, each slice or each edit that concerns
//! neither the crate nor any that it depends on.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};

use dashmap::DashMap;
use greenlight_project::PackageId;
use greenlight_syntax::{ConditionId, Symbol};
use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::annexes::Passed;
use crate::globs::{Closure, Edge};
use crate::lookup::Lookup;
use crate::macros::included::Words;
use crate::macros::{Bound, CrateMacros, ExpandedModule, Hidden, MacroPlaces, Origin, Reach};
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

/// How much a memory holds of what all memories of a program may hold together.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    own: AtomicUsize,
    /// Of all memories, once this one holds anything.
    all: OnceLock<Arc<AtomicUsize>>,
}

impl Kept {
    /// Adds `more` to what this memory and `all` together hold, unless these then held more than `most`.
    pub(crate) fn add(&self, more: usize, all: &Arc<AtomicUsize>, most: usize) -> bool {
        let all = self.all.get_or_init(|| Arc::clone(all));
        if all.fetch_add(more, Ordering::Relaxed) + more > most {
            all.fetch_sub(more, Ordering::Relaxed);
            return false;
        }
        self.own.fetch_add(more, Ordering::Relaxed);
        true
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(all) = self.all.get() {
            all.fetch_sub(*self.own.get_mut(), Ordering::Relaxed);
        }
    }
}

/// Answers that do not depend on who asked. Valid while no name of the crate changes, nor of those it depends on.
///
/// The maps are made when first asked: an edit gives new memories to all crates that it concerns, and an empty map of
/// this kind already is a dozen allocations.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// What the globs of a module reach, in all builds or the default one of a package.
    pub(crate) closures: LazyLock<DashMap<ModuleInReach, Closure, FxBuildHasher>>,
    /// How many containers these hold.
    pub(crate) kept: Kept,
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
    /// Where in it a macro may come from that no item of a module is.
    pub(crate) macro_places: OnceLock<MacroPlaces>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_memory_held_may_be_held_by_others_when_it_is_gone() {
        let all = Arc::new(AtomicUsize::new(0));
        let (one, other) = (Kept::default(), Kept::default());
        assert!(one.add(6, &all, 10) && other.add(4, &all, 10));
        assert!(!other.add(1, &all, 10));
        drop(one);
        assert!(other.add(6, &all, 10) && !other.add(1, &all, 10));
        drop(other);
        assert_eq!(all.load(Ordering::Relaxed), 0);
    }
}
