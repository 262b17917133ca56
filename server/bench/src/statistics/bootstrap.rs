//! The interval of a ratio of two samples' means, or medians, by resampling both. Criterion pairs some three hundred resamples of the one
//! with as many of the other and draws without a seed; here each pair is drawn by itself, and the seed is fixed, so that the same
//! files give the same answer.

use fastrand::Rng;

/// How many pairs of resamples are drawn. Between ten and twenty thousand the ends move by less than a digit that is shown.
const RESAMPLES: usize = 10_000;

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

/// The averages of each run's samples.
pub(super) type Runs = Vec<Vec<f64>>;

/// The intervals of `mean(new) / mean(old) - 1` and of the same of medians, each of which holds it with `confidence`, such as 0.95.
/// Of several runs, the mean of their means, or medians, counts; each is drawn anew by itself. No side, and no run, may be empty.
pub(super) fn relative_changes(old: &Runs, new: &Runs, confidence: f64) -> (Interval, Interval) {
    by_resampling(old, new, confidence, RESAMPLES)
}

/// The points of [`relative_changes`] alone, which take no drawing.
pub(super) fn relative_change_of_means(old: &Runs, new: &Runs) -> f64 {
    over_runs(new, mean) / over_runs(old, mean) - 1.0
}

fn by_resampling(old: &Runs, new: &Runs, confidence: f64, resamples: usize) -> (Interval, Interval) {
    let mut rng = Rng::with_seed(0x6772_6565_6e6c_6974);
    let mut means = Vec::with_capacity(resamples);
    let mut medians = Vec::with_capacity(resamples);
    let (mut old_drawn, mut new_drawn) = (old.clone(), new.clone());
    for _ in 0..resamples {
        draw(&mut rng, old, &mut old_drawn);
        draw(&mut rng, new, &mut new_drawn);
        means.push(relative_change_of_means(&old_drawn, &new_drawn));
        let median = |drawn: &mut Runs| drawn.iter_mut().map(|run| middle(run)).sum::<f64>() / drawn.len() as f64;
        medians.push(median(&mut new_drawn) / median(&mut old_drawn) - 1.0);
    }
    let of = |point: f64, mut drawn: Vec<f64>| {
        drawn.retain(|change| change.is_finite());
        drawn.sort_by(f64::total_cmp);
        let tail = (1.0 - confidence) / 2.0;
        let end = |share| if drawn.is_empty() { point } else { percentile(&drawn, share) };
        Interval { point, lower: end(tail), upper: end(1.0 - tail) }
    };
    let median = |runs: &Runs| over_runs(runs, |run| middle(&mut run.to_vec()));
    (of(relative_change_of_means(old, new), means), of(median(new) / median(old) - 1.0, medians))
}

fn over_runs(runs: &Runs, statistic: impl Fn(&[f64]) -> f64) -> f64 {
    runs.iter().map(|run| statistic(run)).sum::<f64>() / runs.len() as f64
}

fn draw(rng: &mut Rng, from: &Runs, into: &mut Runs) {
    for (from, into) in from.iter().zip(into) {
        into.iter_mut().for_each(|value| *value = from[rng.usize(..from.len())]);
    }
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
    // How sure an interval is to be stands in a file, and may be anything.
    let rank = share.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
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
        let (old, new) = (vec![old], vec![new]);
        let once = relative_changes(&old, &new, 0.95);
        assert_eq!(once, relative_changes(&old, &new, 0.95));
        let (mean, median) = once;
        assert!((mean.point - 0.1).abs() < 1e-12 && (median.point - 0.1).abs() < 1e-12);
        assert!(mean.lower < 0.1 && 0.1 < mean.upper && mean.upper - mean.lower < 0.02);
    }

    #[test]
    fn of_several_runs_the_mean_counts() {
        let run = |time: f64| (0..20).map(|number| time + f64::from(number % 3)).collect::<Vec<f64>>();
        let (mean, _) = relative_changes(&vec![run(100.0), run(120.0)], &vec![run(110.0)], 0.95);
        assert!(mean.point.abs() < 1e-12, "{mean:?}");
        assert!(mean.lower < 0.0 && mean.upper > 0.0 && mean.upper < 0.01, "{mean:?}");
    }

    #[test]
    fn medians_and_percentiles_are_those_of_the_field() {
        assert_eq!(middle(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(middle(&mut [4.0, 1.0, 3.0, 2.0]), 2.5);
        assert_eq!(percentile(&[0.0, 10.0, 20.0], 0.25), 5.0);
        assert_eq!(percentile(&[7.0], 0.975), 7.0);
        assert_eq!((percentile(&[0.0, 1.0], 1.5), percentile(&[0.0, 1.0], -0.5)), (1.0, 0.0));
    }

    /// Of samples drawn from one distribution, about one interval in twenty does not hold the truth, which is no change.
    #[test]
    fn an_interval_holds_the_truth_as_often_as_it_says() {
        let mut rng = Rng::with_seed(7);
        let mut sample =
            |_| vec![(0..40).map(|_| 100.0 + 10.0 * (rng.f64() + rng.f64() + rng.f64())).collect::<Vec<f64>>()];
        let missed = (0..200)
            .filter(|_| {
                let (mean, _) = by_resampling(&sample(()), &sample(()), 0.95, 500);
                mean.lower > 0.0 || mean.upper < 0.0
            })
            .count();
        assert!((2..=24).contains(&missed), "{missed} of 200");
    }
}
