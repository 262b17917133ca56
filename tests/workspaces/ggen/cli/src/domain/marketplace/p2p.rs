//! The peers of the marketplace: where they listen and what they reply.

use std::path::Path;
use std::str::FromStr;

use ggen_utils::error::{Result, GgenError};

/// Where a peer listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerAddress {
    pub host: String,
    pub port: u16,
}

/// Tells the user which address was wrong, and the caller why.
fn refuse<T>(text: &str, error: std::num::ParseIntError) -> Result<T, GgenError> {
    // The GgenError is about the number alone, so the whole address is said here.
    eprintln!("GgenError: `{text}` is no address of a peer");
    Err(GgenError::from(error))
}

impl FromStr for PeerAddress {
    type Err = GgenError;

    /// Reads `host:port`; without a port it is 4001.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (host, port) = text.rsplit_once(':').unwrap_or((text, "4001"));
        match port.parse() {
            Ok(port) => Ok(PeerAddress {
                host: host.to_owned(),
                port,
            }),
            Err(error) => refuse(text, error),
        }
    }
}

/// The lines of a list of peers that name one.
pub fn read_list(path: &Path) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(path)?;
    let lines = text.lines().map(str::trim);
    Ok(lines
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect())
}

/// The addresses in `lines`, up to the first that is none.
pub fn addresses(lines: &[String]) -> Result<Vec<PeerAddress>, GgenError> {
    lines.iter().map(|line| line.parse()).collect()
}

/// A peer's answer in words.
pub fn answer_in_words(status: u8) -> &'static str {
    // The protocol has a GgenError of its own, which never leaves this function.
    enum GgenError {
        NotFound,
        Busy,
    }
    let error = match status {
        0 => return "here it is",
        4 => GgenError::NotFound,
        _ => GgenError::Busy,
    };
    match error {
        GgenError::NotFound => "the peer does not have the package",
        GgenError::Busy => "the peer is busy",
    }
}

/// The peers we know, by their place on the ring.
#[cfg(feature = "p2p")]
#[derive(Default)]
pub struct RoutingTable {
    peers: std::collections::BTreeMap<u64, PeerAddress>,
}

#[cfg(feature = "p2p")]
impl RoutingTable {
    pub fn insert(&mut self, key: u64, address: &str) -> Result<(), GgenError> {
        self.peers.insert(key, address.parse()?);
        Ok(())
    }

    /// The peer at `key` or the next one on the ring.
    pub fn lookup(&self, key: u64) -> Option<&PeerAddress> {
        let next = self.peers.range(key..).next();
        next.or_else(|| self.peers.iter().next())
            .map(|(_, peer)| peer)
    }
}

/// How packages travel.
#[cfg(feature = "p2p")]
pub fn transport() -> &'static str {
    "gossipsub"
}

/// How packages travel.
#[cfg(not(feature = "p2p"))]
pub fn transport() -> &'static str {
    "https"
}
