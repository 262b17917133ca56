//! Baselines for tests.

use std::time::SystemTime;

use crate::saved::{Baseline, Estimate, Sample, SamplingMode};

pub(super) fn baseline(times: impl Iterator<Item = f64>) -> Baseline {
    let estimate = Estimate { point: 1.0, lower: 1.0, upper: 1.0, confidence: 0.95 };
    let samples = times.enumerate().map(|(index, time)| {
        let iterations = (index + 1) as f64;
        Sample { iterations, total: time * iterations }
    });
    Baseline {
        name: "base".to_owned(),
        saved: SystemTime::UNIX_EPOCH,
        typical: estimate,
        mean: estimate,
        median: estimate,
        deviation: estimate,
        mode: SamplingMode::Linear,
        samples: samples.collect(),
        throughput: Vec::new(),
        unit: None,
        repeats: Vec::new(),
        circumstances: None,
    }
}

/// Fifty samples around `time` that differ by some per cent.
pub(super) fn around(time: f64) -> Baseline {
    baseline((0..50).map(move |number| time * (1.0 + f64::from(number % 5) / 100.0)))
}

/// As many runs, each around its time.
pub(super) fn with_repeats(times: &[f64]) -> Baseline {
    let mut runs = times.iter().map(|&time| around(time));
    let first = runs.next().unwrap();
    Baseline { repeats: runs.collect(), ..first }
}
