//! The marketplace: packages of templates, looked for in the registry and among peers.

pub mod p2p;
pub mod search;

#[cfg(feature = "p2p")]
pub use p2p::RoutingTable;
pub use search::{Package, SearchIndex};
