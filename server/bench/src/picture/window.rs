//! From where to where a picture of samples reaches. One sample that took a thousand times as long, because the machine did something
//! else, must not press all others into a line; it is left out, and counted.

/// A stretch of numbers that holds what is worth seeing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// The lower end.
    pub from: f64,
    /// The upper end, above the lower one.
    pub to: f64,
}

/// An axis that reaches so many times its lower end is logarithmic.
pub const LOGARITHMIC_FROM: f64 = 20.0;

/// What holds each of several samples but for their outliers: what is further from the middle half than three times its width,
/// which Criterion calls severe. `also` are numbers that are to be seen in any case. There is always some width.
#[must_use]
pub(super) fn window<'s>(samples: impl Iterator<Item = &'s [f64]>, also: impl Iterator<Item = f64>) -> Window {
    let (mut from, mut to) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut include = |value: f64| {
        if value.is_finite() {
            from = from.min(value);
            to = to.max(value);
        }
    };
    for sample in samples {
        if let Some((lower, upper)) = usual(sample) {
            include(lower);
            include(upper);
        }
    }
    also.for_each(include);
    if from > to {
        return Window { from: 0.0, to: 1.0 };
    }
    // Of samples that are all the same, a little on either side; of nothing but zeros, from -1 to 1.
    let least = if to.abs().max(from.abs()) > 0.0 { to.abs().max(from.abs()) * 0.02 } else { 2.0 };
    let missing = (least - (to - from)).max(0.0) / 2.0;
    Window { from: from - missing, to: to + missing }
}

impl Window {
    /// That holds these as well.
    #[must_use]
    pub fn reaching(self, also: impl Iterator<Item = f64>) -> Window {
        also.filter(|value| value.is_finite())
            .fold(self, |window, value| Window { from: window.from.min(value), to: window.to.max(value) })
    }

    /// Whether a value lies within, or at most so many times its width away.
    #[must_use]
    pub fn is_near(self, value: f64, times: f64) -> bool {
        let reach = (self.to - self.from) * times;
        (self.from - reach..=self.to + reach).contains(&value)
    }

    /// With room on either side; never below zero where nothing is.
    #[must_use]
    pub fn with_margin(self, share: f64) -> Window {
        let margin = (self.to - self.from) * share;
        let from = self.from - margin;
        Window { from: if self.from >= 0.0 { from.max(0.0) } else { from }, to: self.to + margin }
    }

    /// Whether it spans so much that only a logarithmic axis shows all of it. What spans more than a number can hold, no axis does.
    #[must_use]
    pub fn is_wide(self) -> bool {
        let times = self.to / self.from;
        self.from > 0.0 && times > LOGARITHMIC_FROM && times.is_finite()
    }
}

/// The least and the greatest of a sample that are no severe outliers.
fn usual(sample: &[f64]) -> Option<(f64, f64)> {
    let mut sorted: Vec<f64> = sample.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let (least, most) = (*sorted.first()?, *sorted.last()?);
    let (lower, upper) = (quantile(&sorted, 0.25), quantile(&sorted, 0.75));
    let reach = 3.0 * (upper - lower);
    if reach <= 0.0 {
        // More than half are the same; so that others are seen at all, what is near them counts.
        let near = upper.abs() * 0.1;
        return Some((least.max(lower - near), most.min(upper + near)));
    }
    let within = |value: &&f64| (lower - reach..=upper + reach).contains(*value);
    Some((*sorted.iter().find(within)?, *sorted.iter().rfind(within)?))
}

/// Of a sorted sample that is not empty.
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let rank = share * (sorted.len() - 1) as f64;
    let below = rank.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (rank - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sample: &[f64], also: &[f64]) -> Window {
        window(std::iter::once(sample), also.iter().copied())
    }

    #[test]
    fn severe_outliers_are_left_out() {
        let mut sample: Vec<f64> = (0..50).map(|number| 100.0 + f64::from(number % 10)).collect();
        assert_eq!(of(&sample, &[]), Window { from: 100.0, to: 109.0 });
        sample.push(1e9);
        assert_eq!(of(&sample, &[]), Window { from: 100.0, to: 109.0 });
        assert_eq!(of(&sample, &[120.0]), Window { from: 100.0, to: 120.0 });
    }

    #[test]
    fn there_is_always_some_width() {
        assert_eq!(of(&[100.0; 30], &[]), Window { from: 99.0, to: 101.0 });
        assert_eq!(of(&[0.0], &[]), Window { from: -1.0, to: 1.0 });
        assert_eq!(of(&[], &[f64::NAN]), Window { from: 0.0, to: 1.0 });
    }

    #[test]
    fn a_margin_does_not_go_below_zero() {
        assert_eq!(Window { from: 1.0, to: 101.0 }.with_margin(0.1), Window { from: 0.0, to: 111.0 });
        assert!(Window { from: 1.0, to: 21.0 }.is_wide() && !Window { from: 0.0, to: 21.0 }.is_wide());
    }
}
