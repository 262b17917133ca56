//! Quantiles of Student's t distribution: how far the mean of few runs may be from the truth.

/// The `t` within which a value of `degrees` of freedom (at least 1) lies with this probability, both sides together: 12.71 for 0.95 and 1.
pub(super) fn two_sided_quantile(confidence: f64, degrees: u32) -> f64 {
    // The distribution function is monotonous and cheap; halving finds its inverse to the last digit that is shown.
    let outside = (1.0 - confidence).clamp(1e-12, 1.0);
    let (mut below, mut above) = (0.0, 1.0);
    while beyond(above, degrees) > outside {
        above *= 2.0;
    }
    for _ in 0..80 {
        let middle = f64::midpoint(below, above);
        if beyond(middle, degrees) > outside {
            below = middle;
        } else {
            above = middle;
        }
    }
    f64::midpoint(below, above)
}

/// How probable a value further from zero than `t` is. For whole degrees of freedom the integral is a finite sum
/// (Abramowitz and Stegun, 26.7.3 and 26.7.4).
fn beyond(t: f64, degrees: u32) -> f64 {
    let freedom = f64::from(degrees);
    let angle = (t / freedom.sqrt()).atan();
    let (sine, cosine) = angle.sin_cos();
    let square = cosine * cosine;
    let is_odd = degrees % 2 == 1;
    let mut term = if is_odd { cosine } else { 1.0 };
    let mut sum = 0.0;
    let (mut numerator, mut denominator) = if is_odd { (2.0, 3.0) } else { (1.0, 2.0) };
    let terms = if is_odd { (degrees - 1) / 2 } else { degrees / 2 };
    for _ in 0..terms {
        sum += term;
        term *= square * numerator / denominator;
        numerator += 2.0;
        denominator += 2.0;
    }
    let within = if is_odd { (angle + sine * sum) * std::f64::consts::FRAC_2_PI } else { sine * sum };
    1.0 - within
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the tables in every textbook.
    #[test]
    fn the_quantiles_are_those_of_the_tables() {
        for (confidence, degrees, expected) in [
            (0.95, 1, 12.706),
            (0.95, 2, 4.303),
            (0.95, 3, 3.182),
            (0.95, 4, 2.776),
            (0.95, 5, 2.571),
            (0.95, 10, 2.228),
            (0.95, 30, 2.042),
            (0.95, 120, 1.980),
            (0.99, 1, 63.657),
            (0.99, 8, 3.355),
            (0.90, 7, 1.895),
        ] {
            let found = two_sided_quantile(confidence, degrees);
            assert!((found - expected).abs() < 0.0006, "{confidence} {degrees}: {found}");
        }
    }
}
