//! Limits on what input may ask for. Whatever comes from outside is bounded in size, depth and time: where a walk, a
//! recursion or a loop depends on input, it asks a [`Limit`] before each further step, and what lies beyond is unknown,
//! never guessed. Each crate lists its limits as `LIMITS`, and each limit remembers the largest use that anything made of
//! it, so that `check --show limits` can tell how far real code stays below.

use std::sync::atomic::{AtomicU64, Ordering};

/// A limit, and the largest use of it by this process. A `static`, so that every thread sees one.
#[derive(Debug)]
pub struct Limit {
    /// What is counted, in the plural, as it completes "at most 128 …": `levels of nesting in a bench file`.
    pub what: &'static str,
    /// The largest use that is allowed.
    pub max: u64,
    largest: AtomicU64,
}

impl Limit {
    /// A limit that nothing has used yet.
    #[must_use]
    pub const fn new(what: &'static str, max: u64) -> Limit {
        Limit { what, max, largest: AtomicU64::new(0) }
    }

    /// Whether `used` is allowed, that is, at most [`Limit::max`]. Remembers it if it is the largest use so far.
    pub fn allows(&self, used: u64) -> bool {
        // A load that finds nothing new costs nothing between threads; a store does, and is rare.
        if used > self.largest.load(Ordering::Relaxed) {
            self.largest.fetch_max(used, Ordering::Relaxed);
        }
        used <= self.max
    }

    /// The largest use so far. Over [`Limit::max`] if something was cut.
    #[must_use]
    pub fn largest(&self) -> u64 {
        self.largest.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_allows_its_maximum_and_remembers_the_largest_use() {
        let limit = Limit::new("steps", 3);
        assert_eq!(limit.largest(), 0);
        assert!(limit.allows(3));
        assert!(!limit.allows(4));
        assert!(limit.allows(1));
        assert_eq!(limit.largest(), 4);
    }
}
