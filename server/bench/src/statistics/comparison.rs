//! Two baselines of a benchmark against each other, and against a limit.

use super::bootstrap::{Interval, Runs, relative_change_of_means, relative_changes};
use super::noise::Noise;
use crate::display::Unit;
use crate::saved::{Baseline, Circumstances, SAMPLES_AT_LEAST};

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

/// Why two baselines cannot be compared; that which matters most comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Incomparable {
    /// Numbers of different things.
    #[error("the unit differs")]
    Unit,
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
    /// One has too few samples for an interval.
    #[error("fewer than {SAMPLES_AT_LEAST} samples")]
    FewSamples,
    /// Iterations were spread over samples otherwise, which changes what their times mean.
    #[error("the sampling mode differs")]
    SamplingMode,
    /// The older value is zero.
    #[error("the older value is zero")]
    Zero,
    /// The newer value is so much more than the older one that no number says how much.
    #[error("the change is more than a number can say")]
    Endless,
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
    let change = comparable(old, new).and_then(|(old, new_runs)| {
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
        // `max` passes over what is no number, such as nothing by a factor without end.
        let widened = (1.0 + mean.point) * factor;
        let numbers = [mean.point, mean.lower, mean.upper, median.point, with_noise.0, with_noise.1, widened];
        if numbers.iter().all(|number| number.is_finite()) {
            Ok(Change { mean, median, with_noise })
        } else {
            Err(Incomparable::Endless)
        }
    });
    Comparison { change, runs: (runs(old.0), runs(new.0)), noise }
}

/// The relative change of the means alone, without its interval.
///
/// # Errors
/// Why they cannot be compared.
pub fn relative_change(old: (&Baseline, &Unit), new: (&Baseline, &Unit)) -> Result<f64, Incomparable> {
    let change = comparable(old, new).map(|(old, new)| relative_change_of_means(&old, &new))?;
    if change.is_finite() { Ok(change) } else { Err(Incomparable::Endless) }
}

/// The averages of both sides' runs, if they are of one kind.
fn comparable(
    (old, old_unit): (&Baseline, &Unit),
    (new, new_unit): (&Baseline, &Unit),
) -> Result<(Runs, Runs), Incomparable> {
    if old_unit != new_unit {
        return Err(Incomparable::Unit);
    }
    let runs: Vec<&Baseline> = old.runs().chain(new.runs()).collect();
    let pairs = runs.iter().enumerate().flat_map(|(index, one)| runs[index..].iter().map(move |other| (one, other)));
    // By what differs, not by which pair comes first.
    if let Some(differing) = pairs.filter_map(|(one, other)| differing(one, other)).min() {
        return Err(differing);
    }
    let averages = |baseline: &Baseline| baseline.runs().map(|run| run.averages().collect()).collect();
    let (old, new): (Runs, Runs) = (averages(old), averages(new));
    if old.iter().flatten().sum::<f64>() <= 0.0 {
        return Err(Incomparable::Zero);
    }
    Ok((old, new))
}

/// Why two runs are not of one kind, which may be the same run. Of what nobody wrote down nothing is said.
pub(super) fn differing(one: &Baseline, other: &Baseline) -> Option<Incomparable> {
    let both =
        |of: fn(&Circumstances) -> &String| Some((of(one.circumstances.as_ref()?), of(other.circumstances.as_ref()?)));
    let differs = |of: fn(&Circumstances) -> &String| both(of).is_some_and(|(one, other)| one != other);
    if !one.counts_as(other) {
        Some(Incomparable::Unit)
    } else if differs(|it| &it.host) {
        Some(Incomparable::Host)
    } else if differs(|it| &it.profile) {
        Some(Incomparable::Profile)
    } else if differs(|it| &it.rustc) {
        Some(Incomparable::Rustc)
    } else if differs(|it| &it.criterion) {
        Some(Incomparable::Criterion)
    } else if one.has_few_samples() || other.has_few_samples() {
        Some(Incomparable::FewSamples)
    } else if one.mode != other.mode {
        Some(Incomparable::SamplingMode)
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
    use crate::saved::SamplingMode;

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
        let counted = Baseline { unit: Some("cycles".to_owned()), ..other.clone() };
        let unwritten = compare((&one, &cycles), (&counted, &cycles), Noise::Assumed(0.05)).change;
        assert_eq!(unwritten, Err(Incomparable::Unit), "nobody wrote down what the one is of");
        assert_eq!(of(&around(0.0), &other), Err(Incomparable::Zero));
        assert_eq!(of(&around(1e-300), &around(1e300)), Err(Incomparable::Endless));
        let (apart, one_again) = (with_repeats(&[1.0, 1e60]), around(1.0));
        let noise = noise([&apart, &one_again], &apart, &one_again);
        let change = compare((&apart, &Unit::Time), (&one_again, &Unit::Time), noise).change;
        assert_eq!(change, Err(Incomparable::Endless), "no improvement");
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
            (Baseline { repeats: vec![ran("b", "bench", "1.95.0", "0.8.1")], ..around(1.0) }, Some(Incomparable::Host)),
        ] {
            let change = compare((&old, &Unit::Time), (&new, &Unit::Time), Noise::Assumed(0.05)).change;
            assert_eq!(change.err(), expected);
        }
        let two_hosts =
            Baseline { repeats: vec![ran("a", "bench", "1", "0.8"), ran("b", "bench", "1", "0.8")], ..around(1.0) };
        let change = compare((&around(1.0), &Unit::Time), (&two_hosts, &Unit::Time), Noise::Assumed(0.05)).change;
        assert_eq!(change.err(), Some(Incomparable::Host), "runs of one name that differ among themselves");
    }

    #[test]
    fn what_repeated_runs_show_decides_how_far_a_change_is_certain() {
        let of = |old: &Baseline, new: &Baseline| {
            let noise = noise([old, new], old, new);
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
