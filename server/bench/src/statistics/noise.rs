//! How far runs of the same code are apart. Samples of one run do not tell; several runs saved under one name do.

use super::comparison::differing;
use super::student::two_sided_quantile;
use crate::saved::Baseline;

/// How far two single runs of the same code are apart, where nobody measured it.
pub const NOISE_OF_A_SINGLE_RUN: f64 = 0.05;

/// The noise between runs of a benchmark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Noise {
    /// Nobody measured it: an interval is widened by this share on either side.
    Assumed(f64),
    /// What the benchmark's own repeated runs show.
    Measured {
        /// The standard deviation of the runs' means, as a share of them.
        spread: f64,
        /// Degrees of freedom: runs beyond the first, over all baselines.
        degrees: u32,
    },
}

impl Noise {
    /// By how much to divide and to multiply `1 + change` at the ends of its interval, given how many runs there are on either side.
    pub(super) fn factor(self, confidence: f64, old_runs: usize, new_runs: usize) -> f64 {
        match self {
            Noise::Assumed(share) => 1.0 + share,
            Noise::Measured { spread, degrees } => {
                let error = spread * (1.0 / old_runs as f64 + 1.0 / new_runs as f64).sqrt();
                (two_sided_quantile(confidence, degrees) * error).exp()
            }
        }
    }
}

/// The noise, between runs like these two's, of the benchmark that has these baselines. Baselines may be of different code, so only the
/// spread within each counts; of logarithms, since it is a share of the time. All are taken to have the same. Runs that could not
/// be compared with these two do not tell how far such are apart.
#[must_use]
pub fn noise<'b>(baselines: impl IntoIterator<Item = &'b Baseline>, old: &Baseline, new: &Baseline) -> Noise {
    let like: Vec<&Baseline> = old.runs().chain(new.runs()).collect();
    let (mut squares, mut degrees) = (0.0, 0);
    for baseline in baselines {
        let runs = baseline.runs().filter(|run| like.iter().all(|like| differing(run, like).is_none()));
        let mut runs: Vec<&Baseline> = runs.collect();
        // Nor do runs of which nobody knows whether they are like these two, and which differ from each other.
        let first = runs.first().copied();
        runs.retain(|run| first.is_some_and(|first| differing(run, first).is_none()));
        let logarithms: Vec<f64> = runs.iter().map(|run| mean_of_run(run).ln()).collect();
        let mean = logarithms.iter().sum::<f64>() / logarithms.len() as f64;
        // Also of no run at all.
        if !mean.is_finite() {
            continue;
        }
        squares += logarithms.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
        degrees += logarithms.len() as u32 - 1;
    }
    match degrees {
        0 => Noise::Assumed(NOISE_OF_A_SINGLE_RUN),
        _ => Noise::Measured { spread: (squares / f64::from(degrees)).sqrt(), degrees },
    }
}

/// The mean of the samples' averages, whatever their numbers of iterations.
fn mean_of_run(run: &Baseline) -> f64 {
    run.averages().sum::<f64>() / run.samples.len() as f64
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{around, baseline, with_repeats};
    use super::*;
    use crate::saved::SamplingMode;

    #[test]
    fn without_a_second_run_it_is_assumed() {
        let (old, new) = (around(100.0), around(90.0));
        assert_eq!(noise([&old, &new], &old, &new), Noise::Assumed(NOISE_OF_A_SINGLE_RUN));
    }

    #[test]
    fn runs_that_could_not_be_compared_tell_nothing() {
        let (old, new) = (with_repeats(&[100.0, 101.0]), around(90.0));
        let of_two = noise([&old], &old, &new);
        let flat = |baseline: Baseline| Baseline { mode: SamplingMode::Flat, ..baseline };
        let far_apart = with_repeats(&[100.0, 200.0, 300.0]);
        let otherwise =
            Baseline { repeats: far_apart.repeats.clone().into_iter().map(flat).collect(), ..around(100.0) };
        let few = Baseline { repeats: vec![baseline([500.0, 501.0].into_iter())], ..around(100.0) };
        assert_eq!(noise([&old, &new, &otherwise, &few], &old, &new), of_two);
        assert_ne!(noise([&old, &new, &far_apart], &old, &new), of_two);
        // Of two hosts, though nobody knows where the two sides ran.
        let on = |host: &str, baseline: &Baseline| Baseline {
            circumstances: Some(crate::saved::Circumstances {
                host: host.to_owned(),
                profile: "bench".to_owned(),
                rustc: "1".to_owned(),
                criterion: "0.8".to_owned(),
            }),
            ..baseline.clone()
        };
        let hosts = Baseline { repeats: vec![on("b", &far_apart.repeats[0])], ..on("a", &around(100.0)) };
        assert_eq!(noise([&old, &new, &hosts], &old, &new), of_two);
    }

    #[test]
    fn only_the_spread_within_a_baseline_counts() {
        let baselines = [with_repeats(&[100.0, 110.0]), with_repeats(&[50.0, 50.0, 50.0]), around(1.0)];
        let found = noise(&baselines, &baselines[0], &baselines[1]);
        let Noise::Measured { spread, degrees } = found else { panic!("{found:?}") };
        // Of two the squares are half the square of their distance.
        let expected = (1.1_f64.ln().powi(2) / 2.0 / 3.0).sqrt();
        assert!((spread - expected).abs() < 1e-12 && degrees == 3, "{spread} {degrees}");
    }

    #[test]
    fn more_runs_narrow_the_interval() {
        let noise = Noise::Measured { spread: 0.02, degrees: 4 };
        let one = noise.factor(0.95, 1, 1);
        assert!((one.ln() - 2.776 * 0.02 * 2.0_f64.sqrt()).abs() < 1e-4, "{one}");
        assert!(noise.factor(0.95, 5, 5) < one);
        assert_eq!(Noise::Assumed(0.05).factor(0.95, 5, 5), 1.05);
    }
}
