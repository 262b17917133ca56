//! What a picture of one or two distributions is drawn from: everything but its size and its colours.

use super::axis::Axis;
use super::density::{POINTS, density};
use super::window::{Window, window};
use crate::saved::{Baseline, Estimate, SAMPLES_AT_LEAST};

/// What was measured in one baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Series<'a> {
    /// The baseline's name.
    pub label: &'a str,
    /// What each sample says of an iteration.
    pub averages: Vec<f64>,
    /// What the number is that stands for them.
    pub typical: Estimate,
}

/// One or two distributions on one axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The axis.
    pub axis: Axis,
    /// One for each series, in their order.
    pub curves: Vec<Curve>,
}

/// A distribution on an axis, in shares of its length.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The heights of its curve, as shares of the highest of the scene; empty for fewer samples than a curve can be drawn through.
    pub heights: Vec<f64>,
    /// Each sample that is on the axis.
    pub marks: Vec<f64>,
    /// How many samples lie below and above the axis.
    pub outside: (usize, usize),
    /// Where the value's interval begins, the value itself, and where it ends.
    pub interval: (f64, f64, f64),
}

impl<'a> Series<'a> {
    /// Of all runs of a baseline.
    #[must_use]
    pub fn of(baseline: &'a Baseline) -> Series<'a> {
        let averages = baseline.runs().flat_map(Baseline::averages);
        Series {
            label: &baseline.name,
            averages: averages.filter(|average| average.is_finite()).collect(),
            typical: baseline.of_all_runs(),
        }
    }
}

impl Window {
    /// That holds the samples of all series but for their severe outliers, and their intervals where these do not reach far beyond: one
    /// sample that took an age may have moved an interval's end to where nothing else is.
    #[must_use]
    pub fn of<'s>(series: impl Iterator<Item = &'s Series<'s>> + Clone) -> Window {
        let samples = window(series.clone().map(|series| &series.averages[..]), std::iter::empty());
        let is_known = series.clone().any(|series| !series.averages.is_empty());
        let points = series.clone().map(|series| series.typical.point);
        let ends = series.flat_map(|series| [series.typical.lower, series.typical.upper]);
        if !is_known {
            return window(std::iter::empty(), points.chain(ends));
        }
        let width = samples.to - samples.from;
        // Half as long is far enough where nothing takes less than no time.
        let least = if samples.from >= 0.0 { samples.from / 2.0 } else { f64::NEG_INFINITY };
        let (from, to) = ((samples.from - width / 2.0).max(least), samples.to + width / 2.0);
        let ends = ends.filter(|end| end.is_finite()).map(|end| end.clamp(from, to));
        // The value itself is worth more room.
        samples.reaching(ends).reaching(points.filter(|point| samples.is_near(*point, 2.0)))
    }
}

impl Scene {
    /// On an axis of their own. `limit` is drawn in if it is near.
    #[must_use]
    pub fn new(series: &[Series<'_>], limit: Option<f64>) -> Scene {
        let alone = Window::of(series.iter());
        // A limit that is far away is no reason to press the samples into a line; the picture says where it is.
        let shown = alone.reaching(limit.into_iter().filter(|limit| alone.is_near(*limit, 1.5)));
        // So far, curves reach beyond the samples they are made of.
        Scene::on(Axis::over(shown.with_margin(0.05)), series)
    }

    /// On a given axis.
    #[must_use]
    pub fn on(axis: Axis, series: &[Series<'_>]) -> Scene {
        let mut curves: Vec<Curve> = series.iter().map(|series| Curve::on(axis, series)).collect();
        let heights = curves.iter().flat_map(|curve| &curve.heights);
        let highest = heights.copied().fold(0.0, f64::max);
        if highest > 0.0 {
            curves.iter_mut().flat_map(|curve| &mut curve.heights).for_each(|height| *height /= highest);
        }
        Scene { axis, curves }
    }
}

impl Curve {
    fn on(axis: Axis, series: &Series<'_>) -> Curve {
        let marks = series.averages.iter().copied().filter(|average| (axis.from..=axis.to).contains(average));
        let marks: Vec<f64> = marks.map(|average| axis.share(average)).collect();
        let is_few = series.averages.len() < SAMPLES_AT_LEAST;
        let Estimate { point, lower, upper, .. } = series.typical;
        let count = |is_outside: &dyn Fn(f64) -> bool| series.averages.iter().filter(|it| is_outside(**it)).count();
        Curve {
            heights: if is_few { Vec::new() } else { density(&marks) },
            outside: (count(&|average| average < axis.from), count(&|average| average > axis.to)),
            marks,
            interval: (axis.share(lower), axis.share(point), axis.share(upper)),
        }
    }

    /// The stretches in which its curve is off the ground, each from the ground to the ground, and without the points that a straight line
    /// goes through anyway.
    pub(super) fn stretches(&self) -> Vec<Vec<(f64, f64)>> {
        let rounded = |index: usize| self.heights.get(index).map_or(0.0, |height| (height * 1000.0).round());
        let at = |index: usize| index as f64 / (POINTS - 1) as f64;
        let mut stretches: Vec<Vec<(f64, f64)>> = Vec::new();
        for index in 0..self.heights.len() {
            if rounded(index) < 1.0 {
                continue;
            }
            let begins = index == 0 || rounded(index - 1) < 1.0;
            let ends = rounded(index + 1) < 1.0;
            if begins {
                stretches.push(vec![(at(index.saturating_sub(1)), 0.0)]);
            }
            let Some(stretch) = stretches.last_mut() else { continue };
            if begins || ends || rounded(index - 1) != rounded(index) || rounded(index + 1) != rounded(index) {
                stretch.push((at(index), self.heights[index]));
            }
            if ends {
                stretch.push((at((index + 1).min(POINTS - 1)), 0.0));
            }
        }
        stretches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn series(label: &str, averages: Vec<f64>) -> Series<'_> {
        let point = averages.iter().sum::<f64>() / averages.len().max(1) as f64;
        Series {
            label,
            averages,
            typical: Estimate { point, lower: point * 0.99, upper: point * 1.01, confidence: 0.95 },
        }
    }

    fn around(time: f64) -> Vec<f64> {
        (0..50).map(|number| time * (1.0 + f64::from(number % 7) / 100.0)).collect()
    }

    #[test]
    fn both_distributions_share_an_axis_and_a_height() {
        let scene = Scene::new(&[series("v1", around(100.0)), series("v2", around(110.0))], None);
        assert!(!scene.axis.logarithmic && scene.axis.from < 100.0 && scene.axis.to > 116.0);
        let highest = scene.curves.iter().flat_map(|curve| &curve.heights).copied().fold(0.0, f64::max);
        assert_eq!(highest, 1.0);
        assert!(scene.curves.iter().all(|curve| curve.marks.len() == 50 && curve.outside == (0, 0)));
    }

    #[test]
    fn what_lies_far_outside_is_counted() {
        let mut averages = around(100.0);
        averages.extend([1e6, 2e6, 0.001]);
        let typical = Estimate { point: 103.0, lower: 102.0, upper: 104.0, confidence: 0.95 };
        let scene = Scene::new(&[Series { label: "v1", averages, typical }], None);
        assert_eq!((scene.curves[0].outside, scene.curves[0].marks.len()), ((1, 2), 50));
        assert!(scene.axis.to < 120.0);
    }

    #[test]
    fn a_curve_leaves_the_ground_where_samples_are() {
        let mut averages = around(100.0);
        averages.extend(around(140.0));
        let scene = Scene::new(&[series("v1", averages)], None);
        let stretches = scene.curves[0].stretches();
        assert!(stretches.iter().all(|stretch| stretch.len() > 2));
        assert!(stretches.iter().all(|stretch| stretch[0].1 == 0.0 && stretch[stretch.len() - 1].1 == 0.0));
    }

    #[test]
    fn an_interval_that_reaches_far_beyond_the_samples_does_not_move_the_axis() {
        let typical = Estimate { point: 103.0, lower: -5e6, upper: 5e6, confidence: 0.95 };
        let scene = Scene::new(&[Series { label: "v1", averages: around(100.0), typical }], None);
        assert!(scene.axis.from > 80.0 && scene.axis.to < 120.0 && !scene.axis.logarithmic);
    }

    #[test]
    fn the_value_is_in_the_picture_even_where_few_samples_are() {
        let typical = Estimate { point: 115.0, lower: 104.0, upper: 160.0, confidence: 0.95 };
        let scene = Scene::new(&[Series { label: "v1", averages: around(100.0), typical }], None);
        assert!(scene.curves[0].interval.1 < 1.0 && scene.axis.to < 120.0);
    }

    #[test]
    fn few_samples_are_marks_without_a_curve() {
        let scene = Scene::new(&[series("quick", vec![5.0, 6.0])], None);
        assert_eq!((scene.curves[0].heights.len(), scene.curves[0].marks.len()), (0, 2));
    }

    #[test]
    fn a_limit_is_on_the_axis_if_it_is_near() {
        let axis = |limit| Scene::new(&[series("v1", around(100.0))], Some(limit)).axis;
        assert!(axis(112.0).to > 112.0 && axis(1e6).to < 120.0);
    }

    #[test]
    fn constant_samples_are_one_peak() {
        let scene = Scene::new(&[series("v1", vec![7.0; 30])], None);
        let stretches = scene.curves[0].stretches();
        let [stretch] = &stretches[..] else { panic!("{stretches:?}") };
        assert!(stretch.len() < 15 && stretch.iter().all(|(x, y)| x.is_finite() && y.is_finite()));
    }
}
