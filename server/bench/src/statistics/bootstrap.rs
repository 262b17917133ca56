//! The interval of a ratio of two samples' means, or medians, by resampling both. Criterion pairs some three hundred resamples of the one
//! with as many of the other and draws without a seed; here each pair is drawn by itself, and the seed is fixed, so that the same
//! files give the same answer.

use fastrand::Rng;

/// How many pairs of resamples are drawn. Between ten and twenty thousand the ends move by less than a digit that is shown.
pub const RESAMPLES: usize = 10_000;

/// Where a value is taken to lie, and how surely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The value itself.
    pub point: f64,
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// The intervals of `mean(new) / mean(old) - 1` and of the same of medians, each of which holds it with `confidence`, such as 0.95.
/// Neither sample may be empty.
pub(super) fn relative_changes(old: &[f64], new: &[f64], confidence: f64) -> (Interval, Interval) {
    by_resampling(old, new, confidence, RESAMPLES)
}

fn by_resampling(old: &[f64], new: &[f64], confidence: f64, resamples: usize) -> (Interval, Interval) {
    let mut rng = Rng::with_seed(0x6772_6565_6e6c_6974);
    let mut means = Vec::with_capacity(resamples);
    let mut medians = Vec::with_capacity(resamples);
    let (mut old_drawn, mut new_drawn) = (vec![0.0; old.len()], vec![0.0; new.len()]);
    for _ in 0..resamples {
        draw(&mut rng, old, &mut old_drawn);
        draw(&mut rng, new, &mut new_drawn);
        means.push(mean(&new_drawn) / mean(&old_drawn) - 1.0);
        medians.push(middle(&mut new_drawn) / middle(&mut old_drawn) - 1.0);
    }
    let of = |point: f64, mut drawn: Vec<f64>| {
        drawn.retain(|change| change.is_finite());
        drawn.sort_by(f64::total_cmp);
        let tail = (1.0 - confidence) / 2.0;
        let end = |share| if drawn.is_empty() { point } else { percentile(&drawn, share) };
        Interval { point, lower: end(tail), upper: end(1.0 - tail) }
    };
    let median = |sample: &[f64]| middle(&mut sample.to_vec());
    (of(mean(new) / mean(old) - 1.0, means), of(median(new) / median(old) - 1.0, medians))
}

fn draw(rng: &mut Rng, from: &[f64], into: &mut [f64]) {
    into.iter_mut().for_each(|value| *value = from[rng.usize(..from.len())]);
}

fn mean(sample: &[f64]) -> f64 {
    sample.iter().sum::<f64>() / sample.len() as f64
}

/// The median, which mixes up the order of its sample.
fn middle(sample: &mut [f64]) -> f64 {
    let half = sample.len() / 2;
    let is_odd = sample.len() % 2 == 1;
    let (below, &mut upper, _) = sample.select_nth_unstable_by(half, f64::total_cmp);
    if is_odd {
        return upper;
    }
    let lower = below.iter().copied().max_by(f64::total_cmp).unwrap_or(upper);
    f64::midpoint(lower, upper)
}

/// Of a sorted sample that is not empty, with the rank `share * (n - 1)` and a straight line between ranks, as Criterion has it.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let rank = share * (sorted.len() - 1) as f64;
    let below = rank.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (rank - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_samples_give_the_same_interval() {
        let old: Vec<f64> = (0..50).map(|number| 100.0 + f64::from(number % 7)).collect();
        let new: Vec<f64> = old.iter().map(|time| time * 1.1).collect();
        let once = relative_changes(&old, &new, 0.95);
        assert_eq!(once, relative_changes(&old, &new, 0.95));
        let (mean, median) = once;
        assert!((mean.point - 0.1).abs() < 1e-12 && (median.point - 0.1).abs() < 1e-12);
        assert!(mean.lower < 0.1 && 0.1 < mean.upper && mean.upper - mean.lower < 0.02);
    }

    #[test]
    fn medians_and_percentiles_are_those_of_the_field() {
        assert_eq!(middle(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(middle(&mut [4.0, 1.0, 3.0, 2.0]), 2.5);
        assert_eq!(percentile(&[0.0, 10.0, 20.0], 0.25), 5.0);
        assert_eq!(percentile(&[7.0], 0.975), 7.0);
    }

    /// Of samples drawn from one distribution, about one interval in twenty does not hold the truth, which is no change.
    #[test]
    fn an_interval_holds_the_truth_as_often_as_it_says() {
        let mut rng = Rng::with_seed(7);
        let mut sample = |_| (0..40).map(|_| 100.0 + 10.0 * (rng.f64() + rng.f64() + rng.f64())).collect::<Vec<f64>>();
        let missed = (0..200)
            .filter(|_| {
                let (mean, _) = by_resampling(&sample(()), &sample(()), 0.95, 500);
                mean.lower > 0.0 || mean.upper < 0.0
            })
            .count();
        assert!((2..=24).contains(&missed), "{missed} of 200");
    }
}
