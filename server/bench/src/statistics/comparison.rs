//! Two baselines of a benchmark against each other, and against a limit.

use super::bootstrap::{Interval, Runs, relative_change_of_means, relative_changes};
use super::noise::Noise;
use crate::display::Unit;
use crate::saved::{Baseline, Circumstances, SAMPLES_AT_LEAST, SamplingMode};

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
    /// How many runs there are on the older side, and on the newer.
    pub runs: (u32, u32),
    /// How far runs of the same code are apart.
    pub noise: Noise,
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
    /// They ran on different machines.
    #[error("the host differs")]
    Host,
    /// They were built otherwise.
    #[error("the profile differs")]
    Profile,
    /// They were built by different compilers.
    #[error("the version of rustc differs")]
    Rustc,
    /// They were measured by different releases.
    #[error("the version of Criterion differs")]
    Criterion,
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

/// Compares two baselines of one benchmark, whose noise between runs this is.
#[must_use]
pub fn compare(old: (&Baseline, &Unit), new: (&Baseline, &Unit), noise: Noise) -> Comparison {
    let runs = |baseline: &Baseline| baseline.runs().count() as u32;
    let change = comparable(old, new).map(|(old, new_runs)| {
        let confidence = new.0.mean.confidence;
        let (mean, median) = relative_changes(&old, &new_runs, confidence);
        let factor = noise.factor(confidence, old.len(), new_runs.len());
        let with_noise = match noise {
            // Nothing of the noise is in the interval of the samples, and it is widened by it.
            Noise::Assumed(_) => ((1.0 + mean.lower) / factor - 1.0, (1.0 + mean.upper) * factor - 1.0),
            // The spread of runs has that of their samples in it; that it looks smaller by chance is no reason to believe it.
            Noise::Measured { .. } => (
                ((1.0 + mean.point) / factor - 1.0).min(mean.lower),
                ((1.0 + mean.point) * factor - 1.0).max(mean.upper),
            ),
        };
        Change { mean, median, with_noise }
    });
    Comparison { change, runs: (runs(old.0), runs(new.0)), noise }
}

/// The relative change of the means alone, without its interval.
///
/// # Errors
/// Why they cannot be compared.
pub fn relative_change(old: (&Baseline, &Unit), new: (&Baseline, &Unit)) -> Result<f64, Incomparable> {
    comparable(old, new).map(|(old, new)| relative_change_of_means(&old, &new))
}

/// The averages of both sides' runs, if they are of one kind.
fn comparable(
    (old, old_unit): (&Baseline, &Unit),
    (new, new_unit): (&Baseline, &Unit),
) -> Result<(Runs, Runs), Incomparable> {
    let is_flat = |baseline: &Baseline| baseline.mode == SamplingMode::Flat;
    if old_unit != new_unit {
        return Err(Incomparable::Unit);
    }
    if let Some(differing) = differing(old, new) {
        return Err(differing);
    }
    if old.runs().chain(new.runs()).any(Baseline::is_indicative) {
        return Err(Incomparable::FewSamples);
    }
    if old.runs().chain(new.runs()).any(|run| is_flat(run) != is_flat(old)) {
        return Err(Incomparable::SamplingMode);
    }
    let averages = |baseline: &Baseline| baseline.runs().map(|run| run.averages().collect()).collect();
    let (old, new): (Runs, Runs) = (averages(old), averages(new));
    if old.iter().flatten().sum::<f64>() <= 0.0 {
        return Err(Incomparable::Zero);
    }
    Ok((old, new))
}

/// What is known to differ in how they came to be. Of what nobody wrote down nothing is said.
fn differing(old: &Baseline, new: &Baseline) -> Option<Incomparable> {
    let old: Vec<&Circumstances> = old.runs().filter_map(|run| run.circumstances.as_ref()).collect();
    let new: Vec<&Circumstances> = new.runs().filter_map(|run| run.circumstances.as_ref()).collect();
    let differs = |of: fn(&Circumstances) -> &String| old.iter().any(|old| new.iter().any(|new| of(old) != of(new)));
    if differs(|it| &it.host) {
        Some(Incomparable::Host)
    } else if differs(|it| &it.profile) {
        Some(Incomparable::Profile)
    } else if differs(|it| &it.rustc) {
        Some(Incomparable::Rustc)
    } else if differs(|it| &it.criterion) {
        Some(Incomparable::Criterion)
    } else {
        None
    }
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
    use super::super::fixture::{around, baseline, with_repeats};
    use super::super::noise::{NOISE_OF_A_SINGLE_RUN, noise};
    use super::*;

    fn verdict_of(old: f64, new: f64, noise: f64) -> Verdict {
        let comparison = compare((&around(old), &Unit::Time), (&around(new), &Unit::Time), Noise::Assumed(noise));
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
        let of = |old: &Baseline, new: &Baseline| {
            compare((old, &Unit::Time), (new, &Unit::Time), Noise::Assumed(0.05)).change
        };
        let few = baseline([1.0, 2.0].into_iter());
        assert_eq!(of(&one, &few), Err(Incomparable::FewSamples));
        let flat = Baseline { mode: SamplingMode::Flat, ..other.clone() };
        assert_eq!(of(&one, &flat), Err(Incomparable::SamplingMode));
        let cycles = Unit::Other(Some("cycles".to_owned()));
        assert_eq!(
            compare((&one, &Unit::Time), (&other, &cycles), Noise::Assumed(0.05)).change,
            Err(Incomparable::Unit)
        );
        assert_eq!(of(&around(0.0), &other), Err(Incomparable::Zero));
    }

    #[test]
    fn what_came_to_be_otherwise_is_not_compared() {
        let ran = |host: &str, profile: &str, rustc: &str, criterion: &str| Baseline {
            circumstances: Some(Circumstances {
                host: host.to_owned(),
                profile: profile.to_owned(),
                rustc: rustc.to_owned(),
                criterion: criterion.to_owned(),
            }),
            ..around(1.0)
        };
        let old = ran("a", "bench", "1.95.0", "0.8.1");
        for (new, expected) in [
            (ran("b", "bench", "1.95.0", "0.8.1"), Some(Incomparable::Host)),
            (ran("a", "fast", "1.95.0", "0.8.1"), Some(Incomparable::Profile)),
            (ran("a", "bench", "1.96.0", "0.8.1"), Some(Incomparable::Rustc)),
            (ran("a", "bench", "1.95.0", "0.5.1"), Some(Incomparable::Criterion)),
            (old.clone(), None),
            (around(1.0), None),
        ] {
            let change = compare((&old, &Unit::Time), (&new, &Unit::Time), Noise::Assumed(0.05)).change;
            assert_eq!(change.err(), expected);
        }
    }

    #[test]
    fn what_repeated_runs_show_decides_how_far_a_change_is_certain() {
        let of = |old: &Baseline, new: &Baseline| {
            let noise = noise(&[old.clone(), new.clone()]);
            let comparison = compare((old, &Unit::Time), (new, &Unit::Time), noise);
            (verdict(&comparison, Limits { flag: 0.05, fail: 0.10 }), comparison)
        };
        let old = with_repeats(&[100.0, 101.0, 99.5, 100.5, 100.0]);
        let (slower, comparison) = of(&old, &with_repeats(&[115.0, 116.0, 114.0, 115.5, 115.0]));
        assert_eq!((slower, comparison.runs), (Verdict::Exceeded, (5, 5)));
        let point = comparison.change.unwrap().mean.point;
        assert_eq!(relative_change((&old, &Unit::Time), (&old, &Unit::Time)), Ok(0.0));
        assert!((point - 0.15).abs() < 0.01, "{point}");
        // The same change, of a bench whose runs are far apart.
        let restless = with_repeats(&[100.0, 130.0, 85.0]);
        assert_eq!(of(&restless, &with_repeats(&[115.0, 140.0, 100.0])).0, Verdict::Inconclusive);
        // Two runs a side have few degrees of freedom.
        let (two, comparison) = of(&with_repeats(&[100.0, 100.1]), &with_repeats(&[100.0, 100.1]));
        assert_eq!((two, comparison.runs), (Verdict::Within, (2, 2)));
    }
}
