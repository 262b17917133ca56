//! How far runs of the same code are apart. Samples of one run do not tell; several runs saved under one name do.

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

/// The noise of the benchmark that has these baselines. Baselines may be of different code, so only the spread within each counts; of
/// logarithms, since it is a share of the time. All are taken to have the same.
#[must_use]
pub fn noise(baselines: &[Baseline]) -> Noise {
    let (mut squares, mut degrees) = (0.0, 0);
    for baseline in baselines {
        let logarithms: Vec<f64> = baseline.runs().map(|run| mean_of_run(run).ln()).collect();
        let mean = logarithms.iter().sum::<f64>() / logarithms.len() as f64;
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
    use super::super::fixture::{around, with_repeats};
    use super::*;

    #[test]
    fn without_a_second_run_it_is_assumed() {
        assert_eq!(noise(&[around(100.0), around(90.0)]), Noise::Assumed(NOISE_OF_A_SINGLE_RUN));
    }

    #[test]
    fn only_the_spread_within_a_baseline_counts() {
        let found = noise(&[with_repeats(&[100.0, 110.0]), with_repeats(&[50.0, 50.0, 50.0]), around(1.0)]);
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
