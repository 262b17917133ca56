//! Numbers: what benchmarks saved, and the calls in source that they belong to. A call and a result are joined by the
//! three parts of a benchmark's id, of which source may know only a pattern ([`identity`]).

pub mod command;
pub mod display;
pub mod identity;
mod limits;
pub mod link;
pub mod perf_targets;
pub mod picture;
pub mod saved;
pub mod sites;
pub mod statistics;

pub use limits::LIMITS;
