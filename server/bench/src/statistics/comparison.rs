//! Two baselines of a benchmark against each other, and against a limit.

use super::bootstrap::{Interval, relative_changes};
use crate::display::Unit;
use crate::saved::{Baseline, SAMPLES_AT_LEAST, SamplingMode};

/// How far two single runs of the same code are apart, where nobody measured it: an interval of one run a side is widened by so
/// much on either side. Within-run intervals do not know of it.
pub const NOISE_OF_A_SINGLE_RUN: f64 = 0.05;

/// What of the change between two baselines is tolerated: shares of the older value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// More than this is worth a look.
    pub flag: f64,
    /// More than this is too much.
    pub fail: f64,
}

/// A change with all that it stands on.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What is known, or why nothing is.
    pub change: Result<Change, Incomparable>,
    /// How many runs there are on the side that has fewer.
    pub runs: u32,
}

/// A relative change: 0.05 is 5 % more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Of the means, with what the samples of the runs alone tell; the point is Criterion's own.
    pub mean: Interval,
    /// Of the medians.
    pub median: Interval,
    /// The interval of the mean with the noise between runs.
    pub with_noise: (f64, f64),
}

/// Why two baselines cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Incomparable {
    /// One has too few samples for an interval.
    #[error("fewer than {SAMPLES_AT_LEAST} samples")]
    FewSamples,
    /// Iterations were spread over samples otherwise, which changes what their times mean.
    #[error("the sampling mode differs")]
    SamplingMode,
    /// Numbers of different things.
    #[error("the unit differs")]
    Unit,
    /// The older value is zero.
    #[error("the older value is zero")]
    Zero,
}

/// What a change comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Certainly less than before.
    Improved,
    /// Certainly within the limits.
    Within,
    /// Certainly within the limit that fails, and perhaps or certainly above the one that flags.
    Flagged,
    /// It may be above the limit that fails, and may be below.
    Inconclusive,
    /// They cannot be compared.
    NotComparable,
    /// Certainly above the limit that fails.
    Exceeded,
}

/// Compares two baselines of one benchmark, of one run each; `noise` is how far two runs of the same code are apart, as a share.
#[must_use]
pub fn compare(old: (&Baseline, &Unit), new: (&Baseline, &Unit), noise: f64) -> Comparison {
    Comparison { change: change(old, new, noise), runs: 1 }
}

fn change(
    (old, old_unit): (&Baseline, &Unit),
    (new, new_unit): (&Baseline, &Unit),
    noise: f64,
) -> Result<Change, Incomparable> {
    let is_flat = |baseline: &Baseline| baseline.mode == SamplingMode::Flat;
    match () {
        () if old_unit != new_unit => return Err(Incomparable::Unit),
        () if old.is_indicative() || new.is_indicative() => return Err(Incomparable::FewSamples),
        () if is_flat(old) != is_flat(new) => return Err(Incomparable::SamplingMode),
        () => {}
    }
    // As Criterion does: each sample's own mean, whatever its number of iterations.
    let averages = |baseline: &Baseline| -> Vec<f64> {
        baseline.samples.iter().map(|sample| sample.total / sample.iterations).collect()
    };
    let (old_averages, new_averages) = (averages(old), averages(new));
    if old_averages.iter().sum::<f64>() <= 0.0 {
        return Err(Incomparable::Zero);
    }
    let (mean, median) = relative_changes(&old_averages, &new_averages, new.mean.confidence);
    let with_noise = ((1.0 + mean.lower) / (1.0 + noise) - 1.0, (1.0 + mean.upper) * (1.0 + noise) - 1.0);
    Ok(Change { mean, median, with_noise })
}

/// Holds a change against limits.
#[must_use]
pub fn verdict(comparison: &Comparison, limits: Limits) -> Verdict {
    let Ok(change) = &comparison.change else { return Verdict::NotComparable };
    let (lower, upper) = change.with_noise;
    if lower > limits.fail {
        Verdict::Exceeded
    } else if upper > limits.fail {
        Verdict::Inconclusive
    } else if change.mean.point > limits.flag {
        Verdict::Flagged
    } else if upper < 0.0 {
        Verdict::Improved
    } else {
        Verdict::Within
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::saved::{Estimate, Sample};

    fn baseline(times: impl Iterator<Item = f64>) -> Baseline {
        let estimate = Estimate { point: 1.0, lower: 1.0, upper: 1.0, confidence: 0.95 };
        Baseline {
            name: "base".to_owned(),
            saved: SystemTime::UNIX_EPOCH,
            typical: estimate,
            mean: estimate,
            median: estimate,
            deviation: estimate,
            mode: SamplingMode::Linear,
            samples: times
                .enumerate()
                .map(|(index, time)| {
                    let iterations = (index + 1) as f64;
                    Sample { iterations, total: time * iterations }
                })
                .collect(),
            throughput: Vec::new(),
            unit: None,
        }
    }

    /// Fifty samples around `time` that differ by some per cent.
    fn around(time: f64) -> Baseline {
        baseline((0..50).map(move |number| time * (1.0 + f64::from(number % 5) / 100.0)))
    }

    fn verdict_of(old: f64, new: f64, noise: f64) -> Verdict {
        let comparison = compare((&around(old), &Unit::Time), (&around(new), &Unit::Time), noise);
        verdict(&comparison, Limits { flag: 0.05, fail: 0.10 })
    }

    #[test]
    fn the_limit_decides_where_the_whole_interval_lies_beyond_it() {
        assert_eq!(verdict_of(100.0, 100.0, 0.05), Verdict::Within);
        assert_eq!(verdict_of(100.0, 130.0, 0.05), Verdict::Exceeded);
        assert_eq!(verdict_of(100.0, 70.0, 0.05), Verdict::Improved);
        assert_eq!(verdict_of(100.0, 107.0, 0.01), Verdict::Flagged);
    }

    #[test]
    fn a_single_run_whose_noise_is_unknown_proves_no_small_change() {
        assert_eq!(verdict_of(100.0, 112.0, NOISE_OF_A_SINGLE_RUN), Verdict::Inconclusive);
        assert_eq!(verdict_of(100.0, 112.0, 0.005), Verdict::Exceeded);
        assert_eq!(verdict_of(100.0, 107.0, NOISE_OF_A_SINGLE_RUN), Verdict::Inconclusive);
    }

    #[test]
    fn what_is_measured_otherwise_is_not_compared() {
        let (one, other) = (around(1.0), around(2.0));
        let of = |old: &Baseline, new: &Baseline| compare((old, &Unit::Time), (new, &Unit::Time), 0.05).change;
        let few = baseline([1.0, 2.0].into_iter());
        assert_eq!(of(&one, &few), Err(Incomparable::FewSamples));
        let flat = Baseline { mode: SamplingMode::Flat, ..other.clone() };
        assert_eq!(of(&one, &flat), Err(Incomparable::SamplingMode));
        let cycles = Unit::Other(Some("cycles".to_owned()));
        assert_eq!(compare((&one, &Unit::Time), (&other, &cycles), 0.05).change, Err(Incomparable::Unit));
        assert_eq!(of(&around(0.0), &other), Err(Incomparable::Zero));
    }
}
