//! Performance targets: what was promised of a benchmark, held against what was measured. A limit is held only against a number of
//! its own kind, never megabytes against a time.

mod about;
mod pattern;
mod prose;
mod quantity;

use crate::display::Unit;
use crate::saved::{Baseline, Estimate};

pub use about::{Fit, NamedBench, Reading, fit, is_called_alike, reading, references};
pub use pattern::{IdGlob, IdGlobs};
pub use prose::{Amount, Condition, Prose, ProseTarget, Unread, read_prose};
pub use quantity::{Dimension, Limit, LimitError, Range, metric, parse_limit, parse_range};

/// How a measurement stands to a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The whole interval keeps the limit.
    Met,
    /// The limit lies within the interval.
    Borderline,
    /// The limit is of another kind than what was measured.
    OtherKind,
    /// None of the interval keeps the limit.
    Missed,
}

/// Holds a baseline, whose numbers are of `unit`, against a limit. All of its runs count: the limit is met if each keeps it.
#[must_use]
pub fn state(limit: &Limit, baseline: &Baseline, unit: &Unit) -> State {
    if dimension_of(unit) == Some(limit.dimension) {
        of_interval(limit, &baseline.of_all_runs())
    } else {
        State::OtherKind
    }
}

/// What a baseline's numbers count, if they are in the unit of that dimension. A unit of the bench's own may be one that numbers are
/// scaled to only where they are printed, so that of times and amounts of memory only the smallest is believed.
#[must_use]
pub fn dimension_of(unit: &Unit) -> Option<Dimension> {
    match unit {
        Unit::Time => Some(Dimension::Time),
        Unit::Other(unit) => {
            let (length, dimension) = metric(1.0, unit.as_deref());
            (length == 1.0).then_some(dimension)
        }
    }
}

fn of_interval(limit: &Limit, measured: &Estimate) -> State {
    match (limit.keeps(measured.lower), limit.keeps(measured.upper)) {
        (true, true) => State::Met,
        (false, false) => State::Missed,
        _ => State::Borderline,
    }
}

/// Holds a number without an interval, of this kind, against a limit.
#[must_use]
pub fn state_of_number(limit: &Limit, dimension: Dimension, value: f64) -> State {
    match (limit.dimension == dimension, limit.keeps(value)) {
        (false, _) => State::OtherKind,
        (true, true) => State::Met,
        (true, false) => State::Missed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state_of(limit: &str, lower: f64, upper: f64) -> State {
        let limit = parse_limit(limit).unwrap();
        of_interval(&limit, &Estimate { point: f64::midpoint(lower, upper), lower, upper, confidence: 0.95 })
    }

    #[test]
    fn the_whole_interval_decides() {
        assert_eq!(state_of("<100ms", 80e6, 90e6), State::Met);
        assert_eq!(state_of("<100ms", 90e6, 110e6), State::Borderline);
        assert_eq!(state_of("<100ms", 101e6, 110e6), State::Missed);
        assert_eq!(state_of("1s..3s", 0.5e9, 2.9e9), State::Met, "faster than expected is no miss");
        assert_eq!(state_of(">=1s", 1e9, 2e9), State::Met);
    }

    #[test]
    fn a_limit_is_held_against_numbers_of_its_own_kind() {
        let bytes = |unit: &str| dimension_of(&Unit::Other(Some(unit.to_owned())));
        assert_eq!(dimension_of(&Unit::Time), Some(Dimension::Time));
        assert_eq!(dimension_of(&Unit::Other(None)), Some(Dimension::Number));
        assert_eq!(
            [bytes("B"), bytes("bytes"), bytes("cycles"), bytes("MB")],
            [Some(Dimension::Bytes), Some(Dimension::Bytes), Some(Dimension::Number), None]
        );
    }

    #[test]
    fn nineteen_of_twenty_are_not_more_than_ninety_five_per_cent() {
        let limit = parse_limit(">95%").unwrap();
        assert_eq!(state_of_number(&limit, Dimension::Share, 0.95), State::Missed);
        assert_eq!(state_of_number(&limit, Dimension::Share, 1.0), State::Met);
        assert_eq!(state_of_number(&limit, Dimension::Time, 1.0), State::OtherKind);
    }
}
