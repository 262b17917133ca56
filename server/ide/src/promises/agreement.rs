//! Promises of one thing that say different numbers: a changelog and a plan that were not changed together.

use greenlight_bench::perf_targets::{Dimension, is_called_alike};

use super::{HeldPromise, Promise};

/// The pairs, as indices, that are about the same benchmarks and do not agree, each with the first that it does not agree with.
pub(super) fn disagreements(promises: &[HeldPromise]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (at, later) in promises.iter().enumerate() {
        let differs = |earlier: &HeldPromise| {
            let shared = earlier.ids.iter().any(|id| later.ids.contains(id));
            // Of two documents each may be about another thing that the bench does.
            let alike = match (&earlier.target, &later.target) {
                (Some(one), Some(other)) => is_called_alike(one, other),
                _ => true,
            };
            let (one, other) = (bound(&earlier.promise), bound(&later.promise));
            let certain = !earlier.is_guess && !later.is_guess;
            shared
                && alike
                && certain
                && matches!((one, other), (Some(one), Some(other)) if one.is_alike(&other) && one.value != other.value)
        };
        found.extend(promises[..at].iter().position(differs).map(|earlier| (earlier, at)));
    }
    found
}

/// The end that something is not to pass.
struct Bound {
    dimension: Dimension,
    is_most: bool,
    value: f64,
}

impl Bound {
    fn is_alike(&self, other: &Bound) -> bool {
        self.dimension == other.dimension && self.is_most == other.is_most
    }
}

fn bound(promise: &Promise) -> Option<Bound> {
    let must = promise.must.as_ref();
    let of_limit = must.map(|must| Bound { dimension: must.dimension, is_most: must.is_most, value: must.bound });
    let expect = promise.expect.as_ref();
    of_limit.or(expect.map(|range| Bound { dimension: range.dimension, is_most: true, value: range.upper }))
}
