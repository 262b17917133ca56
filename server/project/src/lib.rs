//! Cargo's view of a folder, from files alone: which workspace it belongs to, its packages, targets, features and
//! dependencies, and where the dependencies' sources lie. No process is started, and nothing is refused: what Cargo
//! would not accept is a [`Problem`] beside all that could be read.

mod cfg_aliases;
mod check_cfg;
#[cfg(test)]
mod comparison;
mod cycles;
mod dependencies;
mod document;
mod downloaded;
mod environment;
mod feature_value;
mod features;
#[cfg(test)]
mod fixture;
mod inheritance;
mod limits;
mod lock;
mod manifest;
mod member_patterns;
mod members;
mod memory;
mod model;
mod on_disk;
mod packages;
mod root;
mod sources;
mod sysroot;
mod targets;
mod toolchain;
mod view;
mod well_known_cfgs;
mod workspace;

pub use downloaded::downloaded_package;
pub use environment::configuration_files;
pub use feature_value::FeatureValue;
pub use limits::LIMITS;
pub use memory::Memory;
pub use model::*;
pub use root::{find_manifest, workspaces_below};
pub use sysroot::{SOURCES_OF, documented_crate, documented_text, module_text, source_crate};
pub use toolchain::{ChosenBy, Toolchain, toolchain};
pub use well_known_cfgs::{WELL_KNOWN_CFGS, WELL_KNOWN_OF, WELL_KNOWN_SINCE, WellKnownCfg, well_known_cfg};
pub use workspace::{load, reload};
