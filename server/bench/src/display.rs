//! Numbers for people: times, throughputs, ages, and a line of bars over several measurements.

use std::fmt::Write;
use std::time::{Duration, SystemTime};

use crate::saved::{Baseline, Estimate, ThroughputUnit};
use crate::statistics::Change;

/// Units of time with their length in nanoseconds, as Criterion has them.
pub(crate) const TIMES: [(&str, f64); 5] = [("ps", 1e-3), ("ns", 1.0), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)];

/// The unit that a number of nanoseconds is shown in, and its length.
pub(crate) fn unit_of(nanoseconds: f64) -> (&'static str, f64) {
    let fits = TIMES.iter().rev().find(|(_, length)| nanoseconds.abs() >= *length);
    fits.copied().unwrap_or(TIMES[0])
}

/// Three digits that tell something, more only before the point: `1.23`, `12.3`, `123`, `1234`; `1.23e45` of what nothing takes.
fn three_digits(number: f64) -> String {
    if number.abs() >= 1e15 {
        return format!("{number:.2e}");
    }
    let before = if number.abs() >= 1.0 { number.abs().log10().floor() as usize + 1 } else { 1 };
    format!("{number:.*}", 3_usize.saturating_sub(before))
}

/// `12.3 ms`.
#[must_use]
pub fn time(nanoseconds: f64) -> String {
    let (unit, length) = unit_of(nanoseconds);
    format!("{} {unit}", three_digits(nanoseconds / length))
}

/// How many samples each of its runs has: `100`, or `5 … 100`.
#[must_use]
pub fn samples(baseline: &Baseline) -> String {
    match baseline.fewest_and_most_samples() {
        (fewest, most) if fewest == most => fewest.to_string(),
        (fewest, most) => format!("{fewest} … {most}"),
    }
}

/// A number of the baseline: a time, or in the unit of its own measurement; without one where that is unknown.
#[must_use]
pub fn quantity(value: f64, unit: &Unit) -> String {
    match unit {
        Unit::Time => time(value),
        Unit::Other(Some(unit)) => format!("{} {unit}", three_digits(value)),
        Unit::Other(None) => three_digits(value),
    }
}

/// What a baseline's numbers are of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Nanoseconds.
    Time,
    /// A measurement of the bench's own, in this unit if it is known.
    Other(Option<String>),
}

impl Unit {
    /// As Criterion's own files name it; `None` where nobody says.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Unit::Time => Some("ns"),
            Unit::Other(name) => name.as_deref(),
        }
    }
}

/// The unit of a baseline: as it says itself, else time, unless the source that it belongs to measures something else.
#[must_use]
pub fn unit(baseline: &Baseline, other_measurement: bool) -> Unit {
    match &baseline.unit {
        Some(unit) if unit == "ns" => Unit::Time,
        Some(unit) => Unit::Other(Some(unit.clone())),
        None if other_measurement => Unit::Other(None),
        None => Unit::Time,
    }
}

/// `12.3 ms ±0.2`: what is half the interval's width, in the same unit.
#[must_use]
pub fn with_doubt(estimate: &Estimate, unit: &Unit) -> String {
    let half = (estimate.upper - estimate.lower).abs() / 2.0;
    let shown = quantity(estimate.point, unit);
    let length = match unit {
        Unit::Time => unit_of(estimate.point).1,
        Unit::Other(_) => 1.0,
    };
    let doubt = half / length;
    if doubt >= 1e15 {
        return format!("{shown} ±{}", three_digits(doubt));
    }
    // As many digits as the number itself has behind its point.
    let behind =
        shown.split(' ').next().and_then(|number| number.split_once('.')).map_or(0, |(_, behind)| behind.len());
    format!("{shown} ±{doubt:.behind$}")
}

/// `+3.1 % (-2.0 … +8.4)`: the point is of the runs, the interval with the noise between such.
#[must_use]
pub fn change(change: &Change) -> String {
    let (lower, upper) = change.with_noise;
    format!("{} % ({} … {})", signed_percent(change.mean.point), signed_percent(lower), signed_percent(upper))
}

/// `+3.1` of 0.031; `+1.23e45` of what no bench does.
#[must_use]
pub fn signed_percent(share: f64) -> String {
    // What rounds to nothing is no less than nothing.
    let percent = share * 100.0;
    if percent.abs() >= 1e15 {
        return format!("{percent:+.2e}");
    }
    let shown = format!("{percent:+.1}");
    if shown == "-0.0" { "+0.0".to_owned() } else { shown }
}

/// `12.1 ms … 12.5 ms`.
#[must_use]
pub fn interval(estimate: &Estimate, unit: &Unit) -> String {
    format!("{} … {}", quantity(estimate.lower, unit), quantity(estimate.upper, unit))
}

/// `3.15 GiB/s`, one for each kind that the bench tells; of time alone.
#[must_use]
pub fn throughput(baseline: &Baseline) -> Vec<String> {
    let scaled = |per_second: f64, step: f64, units: [&str; 5]| {
        let mut value = per_second;
        let mut unit = units[0];
        for next in &units[1..] {
            if value.abs() < step {
                break;
            }
            value /= step;
            unit = next;
        }
        format!("{} {unit}/s", three_digits(value))
    };
    let shown = baseline.throughput.iter().map(|throughput| {
        let per_second = throughput.amount as f64 * 1e9 / baseline.of_all_runs().point;
        match throughput.of {
            ThroughputUnit::Bytes => scaled(per_second, 1024.0, ["B", "KiB", "MiB", "GiB", "TiB"]),
            ThroughputUnit::BytesDecimal => scaled(per_second, 1000.0, ["B", "KB", "MB", "GB", "TB"]),
            ThroughputUnit::Bits => scaled(per_second, 1000.0, ["bit", "Kbit", "Mbit", "Gbit", "Tbit"]),
            ThroughputUnit::Elements => {
                scaled(per_second, 1000.0, ["elements", "K elements", "M elements", "G elements", "T elements"])
            }
        }
    });
    shown.collect()
}

/// `5 minutes ago`.
#[must_use]
pub fn age(saved: SystemTime, now: SystemTime) -> String {
    let seconds = now.duration_since(saved).unwrap_or(Duration::ZERO).as_secs();
    let (count, unit) = match seconds {
        0..60 => return "just now".to_owned(),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        86_400..5_184_000 => (seconds / 86_400, "day"),
        5_184_000..63_072_000 => (seconds / 2_592_000, "month"),
        _ => (seconds / 31_536_000, "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural} ago")
}

/// `2026-11-27 08:15 UTC`: for what must read the same whenever it is read.
#[must_use]
pub fn date(saved: SystemTime) -> String {
    let seconds = saved.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    // Years that begin in March end with the day that only some have; 400 of them have 146,097 days.
    let days = seconds / 86_400 + 719_468;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = days / 146_097 * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute) = (seconds % 86_400 / 3_600, seconds % 3_600 / 60);
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

/// A bar for each number, the highest for the largest: `▁▃█`. Empty for fewer than two.
#[must_use]
pub fn bars(numbers: &[f64]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let largest = numbers.iter().copied().fold(0.0, f64::max);
    if numbers.len() < 2 || largest <= 0.0 {
        return String::new();
    }
    // From zero, so that a small difference looks small.
    numbers.iter().fold(String::new(), |mut text, number| {
        let step = (number / largest * BARS.len() as f64).ceil() as usize;
        let _ = text.write_char(BARS[step.clamp(1, BARS.len()) - 1]);
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits_and_a_unit_that_suits() {
        for (nanoseconds, shown) in [
            (0.0, "0.00 ps"),
            (0.25, "250 ps"),
            (1.0, "1.00 ns"),
            (12.345, "12.3 ns"),
            (999.9, "1000 ns"),
            (123_456.0, "123 µs"),
            (12_345_678.0, "12.3 ms"),
            (5_000_000_000_000.0, "5000 s"),
        ] {
            assert_eq!(time(nanoseconds), shown);
        }
    }

    #[test]
    fn a_share_has_few_digits_however_much_it_is() {
        for (share, shown) in
            [(0.031, "+3.1"), (-0.0001, "+0.0"), (-0.5, "-50.0"), (1e120, "+1.00e122"), (12.5, "+1250.0")]
        {
            assert_eq!(signed_percent(share), shown);
        }
    }

    #[test]
    fn the_doubt_is_in_the_unit_of_the_number() {
        let estimate = Estimate { point: 12_345_678.0, lower: 12_100_000.0, upper: 12_500_000.0, confidence: 0.95 };
        assert_eq!(with_doubt(&estimate, &Unit::Time), "12.3 ms ±0.2");
        assert_eq!(interval(&estimate, &Unit::Time), "12.1 ms … 12.5 ms");
        assert_eq!(with_doubt(&estimate, &Unit::Other(Some("cycles".to_owned()))), "12345678 cycles ±200000");
        let endless = Estimate { point: 1.25e300, lower: 1e300, upper: 1.5e300, confidence: 0.95 };
        assert_eq!(with_doubt(&endless, &Unit::Time), "1.25e291 s ±2.50e290");
    }

    #[test]
    fn ages_are_rounded_down() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(100_000_000);
        let ago = |seconds| age(now - Duration::from_secs(seconds), now);
        assert_eq!(
            [ago(3), ago(60), ago(7_300), ago(90_000), ago(6_000_000), ago(70_000_000)],
            ["just now", "1 minute ago", "2 hours ago", "1 day ago", "2 months ago", "2 years ago"]
        );
        assert_eq!(age(now + Duration::from_secs(9), now), "just now");
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        let at = |seconds| date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), "1970-01-01 00:00 UTC");
        assert_eq!(at(951_782_400), "2000-02-29 00:00 UTC");
        assert_eq!(at(951_868_799), "2000-02-29 23:59 UTC");
        assert_eq!(at(1_798_761_600), "2027-01-01 00:00 UTC");
        assert_eq!(at(4_107_542_400), "2100-03-01 00:00 UTC");
    }

    #[test]
    fn bars_start_at_zero() {
        assert_eq!(bars(&[1.0, 2.0, 8.0]), "▁▂█");
        assert_eq!(bars(&[99.0, 100.0]), "██");
        assert_eq!(bars(&[1.0]), "");
    }
}
