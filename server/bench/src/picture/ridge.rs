//! A benchmark among the others of its group: its curves on the axis that all of them share, one row of many.

use greenlight_text::Markup;

use super::distribution::{classed, curves, grid, interval, opened};
use super::scene::Scene;
use crate::display::Unit;

/// The height of a row.
const HEIGHT: f64 = 46.0;
const GROUND: f64 = 33.0;

/// The row; `title` is what it says without eyes.
#[must_use]
pub fn ridge(title: &str, scene: &Scene, unit: &Unit) -> Markup {
    let mut svg = opened("ridge", title, HEIGHT);
    grid(&mut svg, scene.axis, unit, (0.0, HEIGHT));
    curves(&mut svg, scene, (3.0, GROUND));
    for (row, (curve, class)) in classed(scene).rev().enumerate() {
        interval(&mut svg, curve.interval, class, GROUND + 2.0 + 5.0 * row as f64);
    }
    svg.push_literal("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::super::scene::Series;
    use super::super::{Axis, Scene};
    use super::*;
    use crate::saved::Estimate;

    #[test]
    fn it_stands_on_the_axis_of_its_group() {
        let typical = Estimate { point: 100.0, lower: 90.0, upper: 110.0, confidence: 0.95 };
        let averages: Vec<f64> = (0..30).map(|number| 95.0 + f64::from(number % 10)).collect();
        let axis = Axis { from: 1.0, to: 10_000.0, logarithmic: true };
        let svg = ridge("row", &Scene::on(axis, &[Series { label: "v1", averages, typical }]), &Unit::Time);
        assert!(svg.contains("cx=\"50%\""), "{svg}");
        assert_eq!(svg.matches("class=\"curve now\"").count(), 1);
    }
}
