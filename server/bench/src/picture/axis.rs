//! Where a number stands between the ends of a picture, and which numbers are written beside it.

use super::window::Window;
use crate::display::{TIMES, Unit, unit_of};

/// An axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The number at its lower end.
    pub from: f64,
    /// The number at its upper end, above the lower one.
    pub to: f64,
    /// Whether equal lengths are equal factors; then `from` is above zero.
    pub logarithmic: bool,
}

impl Axis {
    /// That shows all of a window, with some room: logarithmic where it would show little otherwise.
    #[must_use]
    pub fn over(window: Window) -> Axis {
        if window.is_wide() {
            let margin = (window.to / window.from).powf(0.06);
            // The room must not be what lies beyond all numbers.
            let (from, to) = ((window.from / margin).max(f64::MIN_POSITIVE), (window.to * margin).min(f64::MAX));
            return Axis { from, to, logarithmic: true };
        }
        let Window { from, to } = window.with_margin(0.06);
        Axis { from, to, logarithmic: false }
    }

    /// Where a number stands, from 0 to 1 if it is on the axis at all.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
        let at = |value: f64| if self.logarithmic { value.max(f64::MIN_POSITIVE).ln() } else { value };
        (at(value) - at(self.from)) / (at(self.to) - at(self.from))
    }

    /// Round numbers on the axis, about `most` at the most, each as it is written; the unit is theirs.
    #[must_use]
    pub fn ticks(&self, most: usize, unit: &Unit) -> Vec<(f64, String)> {
        let most = most.max(1);
        if !self.logarithmic {
            let step = round_step((self.to - self.from) / most as f64);
            let finer = round_step(step / 2.6);
            // One number alone does not tell how far apart things are.
            let is_sparse = self.multiples(step).len() < 3 && self.multiples(finer).len() <= most;
            let step = if is_sparse { finer } else { step };
            return self.multiples(step).into_iter().map(|tick| (tick, self.label(tick, step, unit))).collect();
        }
        let mut ticks = self.powers(&[1.0, 2.0, 5.0]);
        if ticks.len() > most {
            ticks = self.powers(&[1.0]);
        }
        let every = ticks.len().div_ceil(most).max(1);
        ticks.into_iter().step_by(every).map(|tick| (tick, self.label(tick, tick, unit))).collect()
    }

    fn multiples(&self, step: f64) -> Vec<f64> {
        // So many would be far too many; an axis that is no stretch of numbers must not keep anybody busy.
        const MOST: i64 = 100;
        let from = (self.from / step).ceil() as i64;
        let ticks = (from..from.saturating_add(MOST)).map(|number| number as f64 * step);
        ticks.take_while(|tick| *tick <= self.to).collect()
    }

    fn powers(&self, factors: &[f64]) -> Vec<f64> {
        // There are no others.
        let power = |power: f64| (power as i32).clamp(f64::MIN_10_EXP, f64::MAX_10_EXP);
        let (first, last) = (power(self.from.log10().floor()), power(self.to.log10().ceil()));
        let all = (first..=last).flat_map(|power| factors.iter().map(move |factor| factor * 10_f64.powi(power)));
        all.filter(|tick| (self.from..=self.to).contains(tick)).collect()
    }

    /// With as many digits as tell neighbours apart, in a unit that all of a linear axis have in common.
    fn label(&self, tick: f64, step: f64, unit: &Unit) -> String {
        let written = |value: f64, step: f64| {
            // A step such as 0.5 is not quite what it is taken for.
            let behind = (-(step * 1.000_001).log10().floor()).max(0.0) as usize;
            // No clock tells such; whoever saved it must not fill the picture with digits.
            if behind > 12 || value.abs() >= 1e15 { format!("{value:.1e}") } else { format!("{value:.behind$}") }
        };
        match unit {
            Unit::Time => {
                let greatest = if self.logarithmic { tick } else { self.from.abs().max(self.to.abs()) };
                // A hundredth above, so that a power of ten is not taken for less than it is.
                let (name, length) = if greatest > 0.0 { unit_of(greatest * 1.000_001) } else { TIMES[1] };
                format!("{} {name}", written(tick / length, step / length))
            }
            Unit::Other(Some(name)) => format!("{} {name}", written(tick, step)),
            Unit::Other(None) => written(tick, step),
        }
    }
}

/// The least of 1, 2 and 5 times a power of ten that is not below `step`.
fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.max(f64::MIN_POSITIVE).log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= step * 0.999_999);
    factor.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(from: f64, to: f64, logarithmic: bool) -> String {
        let ticks = Axis { from, to, logarithmic }.ticks(5, &Unit::Time);
        ticks.into_iter().map(|(_, label)| label).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn ticks_are_round_and_have_one_unit() {
        assert_eq!(ticks(11_800.0, 13_100.0, false), "12.0 µs, 12.5 µs, 13.0 µs");
        assert_eq!(ticks(0.0, 1_000.0, false), "0.0 µs, 0.2 µs, 0.4 µs, 0.6 µs, 0.8 µs, 1.0 µs");
        assert_eq!(ticks(10.121, 10.129, false), "10.122 ns, 10.124 ns, 10.126 ns, 10.128 ns");
        assert_eq!(ticks(25_600.0, 33_900.0, false), "26 µs, 28 µs, 30 µs, 32 µs");
        assert_eq!(ticks(99.0, 101.0, false), "99.0 ns, 99.5 ns, 100.0 ns, 100.5 ns, 101.0 ns");
    }

    #[test]
    fn a_logarithmic_axis_has_powers_of_ten_or_three_a_decade() {
        assert_eq!(ticks(800.0, 2e6, true), "1 µs, 10 µs, 100 µs, 1 ms");
        assert_eq!(ticks(30.0, 900.0, true), "50 ns, 100 ns, 200 ns, 500 ns");
        assert_eq!(ticks(1.0, 1e9, true), "1 ns, 100 ns, 10 µs, 1 ms, 100 ms");
    }

    #[test]
    fn a_share_is_of_the_length() {
        assert_eq!(Axis { from: 10.0, to: 20.0, logarithmic: false }.share(15.0), 0.5);
        assert!((Axis { from: 1.0, to: 100.0, logarithmic: true }.share(10.0) - 0.5).abs() < 1e-12);
        assert_eq!(Axis::over(Window { from: 0.0, to: 100.0 }), Axis { from: 0.0, to: 106.0, logarithmic: false });
        assert!(Axis::over(Window { from: 1.0, to: 100.0 }).logarithmic);
    }

    #[test]
    fn an_axis_over_all_numbers_has_an_end() {
        for (from, to) in [(1e-300, 1e300), (5e-324, 1.0), (1e290, 1e308), (1e-308, 1e-290), (-1e308, 1e308)] {
            let axis = Axis::over(Window { from, to });
            assert!(axis.from.is_finite() && axis.to.is_finite() || from < 0.0, "{axis:?}");
            let ticks = axis.ticks(5, &Unit::Time);
            assert!(ticks.len() <= 6 && ticks.iter().all(|(_, label)| label.len() < 30), "{ticks:?}");
        }
    }

    #[test]
    fn other_units_are_written_as_they_are() {
        let axis = Axis { from: 0.0, to: 100.0, logarithmic: false };
        let label = |unit: Unit| axis.ticks(2, &unit).pop().map(|(_, label)| label);
        assert_eq!(label(Unit::Other(Some("cycles".to_owned()))).as_deref(), Some("100 cycles"));
        assert_eq!(label(Unit::Other(None)).as_deref(), Some("100"));
    }
}
