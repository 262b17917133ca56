//! How densely samples lie, as a curve: each sample is a bell, and the curve is their sum. Its bells are as wide as Silverman's rule of
//! thumb has it, as in Criterion's own pictures.

use super::window::quantile;

/// Of how many points a curve is made.
pub(super) const POINTS: usize = 161;

/// A bell narrower than this could fall between two points.
const NARROWEST: f64 = 0.6 / (POINTS - 1) as f64;

/// The heights of the curve at points that divide the stretch from 0 to 1 evenly; `positions` are those of the samples on it. Empty without
/// any.
#[must_use]
pub(super) fn density(positions: &[f64]) -> Vec<f64> {
    if positions.is_empty() {
        return Vec::new();
    }
    let width = bandwidth(positions);
    let scale = 1.0 / (positions.len() as f64 * width * (2.0 * std::f64::consts::PI).sqrt());
    let height = |at: f64| {
        let bells = positions.iter().map(|position| (-0.5 * ((at - position) / width).powi(2)).exp());
        bells.sum::<f64>() * scale
    };
    (0..POINTS).map(|point| height(point as f64 / (POINTS - 1) as f64)).collect()
}

fn bandwidth(positions: &[f64]) -> f64 {
    let count = positions.len() as f64;
    let mean = positions.iter().sum::<f64>() / count;
    let deviation = (positions.iter().map(|position| (position - mean).powi(2)).sum::<f64>() / count).sqrt();
    let mut sorted = positions.to_vec();
    sorted.sort_by(f64::total_cmp);
    let quartiles = (quantile(&sorted, 0.75) - quantile(&sorted, 0.25)) / 1.34;
    let spread = if quartiles > 0.0 { deviation.min(quartiles) } else { deviation };
    (0.9 * spread * count.powf(-0.2)).max(NARROWEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_is_one_wherever_samples_lie() {
        let even: Vec<f64> = (0..40).map(|number| 0.3 + f64::from(number) / 100.0).collect();
        for positions in [&even[..], &[0.5; 12], &[0.5]] {
            let curve = density(positions);
            let area = curve.iter().sum::<f64>() / (POINTS - 1) as f64;
            assert!((area - 1.0).abs() < 0.03, "{area}");
            assert!(curve.iter().all(|height| height.is_finite()));
        }
        assert!(density(&[]).is_empty());
    }

    #[test]
    fn it_is_highest_where_samples_are_densest() {
        let curve = density(&[0.2, 0.7, 0.71, 0.72, 0.73, 0.74]);
        let highest = (0..curve.len()).max_by(|&one, &other| curve[one].total_cmp(&curve[other]));
        assert_eq!(highest, Some(115), "at 0.72");
    }
}
