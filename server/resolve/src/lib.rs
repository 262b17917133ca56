//! Names: the module trees of every target, and the one question asked of them: does what this import names exist?
//! The answer is [`Answer::Found`], [`Answer::Absent`] or [`Answer::Unknown`] with its reason, and only *absent* is
//! ever reported.
//!
//! [`Sources`] holds the facts of every file that was read, a [`Tree`] the modules of one target over them, and a
//! [`Program`] all targets at one moment; a [`Resolver`] answers from a program, on any thread.

mod annexes;
mod cfgs;
mod conditions;
mod deep;
mod dependencies;
mod directory;
mod elsewhere;
mod exported;
mod externs;
mod globs;
mod growing;
mod index;
mod limits;
mod lookup;
mod macros;
mod members;
mod memory;
mod openness;
mod passes;
mod prelude;
mod privacy;
mod program;
mod provides;
mod repeated;
mod sources;
mod tree;
mod visibility;
mod walk;

pub use conditions::{Builds, Truth};
pub use elsewhere::Export;
pub use externs::{Extern, ExternPrelude};
pub use limits::LIMITS;
pub use lookup::{Answers, Definition, DefinitionKind, Lookup, Place, PlaceEntry, Resolver};
pub use members::{Member, MemberKind};
pub use openness::Why;
pub use privacy::Hidden;
pub use program::{Crate, CrateId, Difference, InstanceId, Located, ModuleId, Program};
pub use sources::{Selection, SourceFile, Sources};
pub use tree::{Instance, ModuleStatus, Tree};
pub use walk::{Absence, Answer, FoundBy, Missing};
