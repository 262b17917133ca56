//! Names: the module trees of every target, and the one question asked of them: does what this import names exist?
//! The answer is [`Answer::Found`], [`Answer::Absent`] or [`Answer::Unknown`] with its reason, and only *absent* is
//! ever reported.
//!
//! [`Sources`] holds the facts of every file that was read, [`Program`] the trees over them, and a [`Resolver`]
//! answers, from an immutable program, on any thread.

mod cfgs;
mod conditions;
mod directory;
mod externs;
mod globs;
mod index;
mod lookup;
mod members;
mod openness;
mod prelude;
mod program;
mod provides;
mod sources;
mod visibility;
mod walk;

pub use conditions::{Builds, Truth};
pub use externs::{Extern, ExternPrelude};
pub use lookup::{Definition, DefinitionKind, Lookup, Place, PlaceEntry, Resolver};
pub use members::{Member, MemberKind};
pub use openness::Why;
pub use program::{Crate, CrateId, Instance, InstanceId, Module, ModuleId, ModuleStatus, Program};
pub use sources::{FileId, Selection, SourceFile, Sources};
pub use walk::{Absence, Answer, Missing};
