//! Cargo's view of a folder, from files alone: which workspace it belongs to, its packages, targets, features and
//! dependencies, and where the dependencies' sources lie. No process is started, and nothing is refused: what Cargo
//! would not accept is a [`Problem`] beside all that could be read.

mod model;

pub use model::*;
