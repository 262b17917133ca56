//! A small picture of one or two distributions that stands alone, as an image in a hover: an SVG document with its own background, for
//! an image does not know whether it lies on a dark page or a light one.

use greenlight_text::{Markup, markup};

use super::distribution::classed;
use super::markup::{number, path, shortened};
use super::scene::{Scene, Series};
use crate::display::Unit;

/// A limit in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// Where it is.
    pub value: f64,
    /// How it is written.
    pub label: String,
    /// Whether it is the most, else the least.
    pub is_most: bool,
}

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 92.0;
/// From where to where the axis goes.
const LEFT: f64 = 12.0;
const RIGHT: f64 = 308.0;
const TOP: f64 = 24.0;
const GROUND: f64 = 66.0;

const BACKGROUND: &str = "#23272e";
const TEXT: &str = "#c8cdd5";
const FAINT: &str = "#454c57";
const NOW: &str = "#6cb6ff";
const THEN: &str = "#9aa3af";
const LIMIT: &str = "#f0a35e";

/// The picture, about 320 by 90 pixels: the older of two first, the last is what is shown.
#[must_use]
pub fn card(series: &[Series<'_>], bound: Option<&Bound>, unit: &Unit) -> Markup {
    let scene = Scene::new(series, bound.map(|bound| bound.value));
    let axis = scene.axis;
    let x = |share: f64| number(LEFT + share.clamp(0.0, 1.0) * (RIGHT - LEFT));
    let mut svg = markup!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" role=\"img\" \
         font-family=\"system-ui, sans-serif\" font-size=\"11\"><title>{}</title><rect width=\"{}\" height=\"{}\" rx=\"4\" \
         fill=\"{}\"/>",
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT,
        said(series, &scene),
        WIDTH,
        HEIGHT,
        BACKGROUND
    );
    for (tick, label) in axis.ticks(4, unit) {
        let share = axis.share(tick);
        let at = x(share);
        let side = if share < 0.07 {
            "start"
        } else if share > 0.93 {
            "end"
        } else {
            "middle"
        };
        svg.push(&markup!(
            "<path d=\"M{} {}V{}\" stroke=\"{}\"/><text x=\"{}\" y=\"{}\" fill=\"{}\" text-anchor=\"{}\">{}</text>",
            at,
            TOP,
            GROUND,
            FAINT,
            at,
            HEIGHT - 7.0,
            TEXT,
            side,
            label
        ));
    }
    svg.push(&markup!(
        "<svg x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\">",
        LEFT,
        TOP,
        RIGHT - LEFT,
        GROUND - TOP
    ));
    for (curve, class) in classed(&scene).filter(|(curve, _)| !curve.heights.is_empty()) {
        let colour = colour(class);
        svg.push(&markup!(
            "<path d=\"{}\" fill=\"{}\" fill-opacity=\"0.25\" stroke=\"{}\" stroke-width=\"1.5\" vector-effect=\"non-scaling-stroke\"/>",
            path(&curve.stretches()),
            colour,
            colour,
        ));
    }
    svg.push_literal("</svg>");
    for (row, (curve, class)) in classed(&scene).rev().enumerate() {
        let (colour, y) = (colour(class), number(GROUND + 2.0 + 4.0 * row as f64));
        if curve.heights.is_empty() {
            for mark in &curve.marks {
                svg.push(&markup!(
                    "<circle cx=\"{}\" cy=\"{}\" r=\"2.5\" fill=\"{}\"/>",
                    x(*mark),
                    number(GROUND - 6.0),
                    colour
                ));
            }
        }
        let (lower, point, upper) = curve.interval;
        svg.push(&markup!(
            "<path d=\"M{} {}H{}\" stroke=\"{}\" stroke-width=\"2\"/><circle cx=\"{}\" cy=\"{}\" r=\"2.5\" fill=\"{}\"/>",
            x(lower),
            y,
            x(upper),
            colour,
            x(point),
            y,
            colour,
        ));
    }
    if let Some(bound) = bound {
        limit(&mut svg, &scene, bound);
    }
    legend(&mut svg, series, &scene);
    svg.push_literal("</svg>");
    svg
}

fn colour(class: &str) -> &'static str {
    if class == "now" { NOW } else { THEN }
}

/// Where it is, or at which side it lies outside.
fn limit(svg: &mut Markup, scene: &Scene, bound: &Bound) {
    let share = scene.axis.share(bound.value);
    let label = shortened(&bound.label, 14);
    let (x, label) = match share {
        share if share < 0.0 => (LEFT, format!("← {label}")),
        share if share > 1.0 => (RIGHT, format!("{label} →")),
        share => (LEFT + share * (RIGHT - LEFT), label),
    };
    if (0.0..=1.0).contains(&share) {
        svg.push(&markup!(
            "<path d=\"M{} {}V{}\" stroke=\"{}\" stroke-width=\"1.5\" stroke-dasharray=\"4 2\"/>",
            number(x),
            TOP,
            GROUND,
            LIMIT
        ));
    }
    let (side, x) = if share > 0.5 { ("end", x - 4.0) } else { ("start", x + 4.0) };
    svg.push(&markup!(
        "<text x=\"{}\" y=\"{}\" fill=\"{}\" text-anchor=\"{}\">{}</text>",
        number(x),
        TOP + 10.0,
        LIMIT,
        side,
        label
    ));
}

/// The names, with what does not show: samples outside.
fn legend(svg: &mut Markup, series: &[Series<'_>], scene: &Scene) {
    let mut line = Markup::default();
    for ((curve, class), series) in classed(scene).zip(series) {
        line.push(&markup!(
            "<tspan fill=\"{}\">{}</tspan>",
            colour(class),
            if line.is_empty() { "● " } else { "  ● " }
        ));
        line.push(&markup!("<tspan>{}</tspan>", shortened(series.label, 14)));
        let outside = curve.outside.0 + curve.outside.1;
        if outside > 0 {
            line.push(&markup!("<tspan fill-opacity=\"0.75\"> +{} outside</tspan>", outside));
        }
    }
    svg.push(&markup!("<text xml:space=\"preserve\" x=\"{}\" y=\"16\" fill=\"{}\">{}</text>", LEFT, TEXT, line));
}

/// What it says without eyes.
fn said(series: &[Series<'_>], scene: &Scene) -> String {
    let one = |(series, curve): (&Series<'_>, &super::Curve)| {
        let (below, above) = curve.outside;
        let outside = match below + above {
            0 => String::new(),
            _ => format!(", {below} faster and {above} slower than shown"),
        };
        format!("{}: {} samples{outside}", series.label, series.averages.len())
    };
    series.iter().zip(&scene.curves).map(one).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::saved::Estimate;

    fn series(label: &str, averages: Vec<f64>) -> Series<'_> {
        let point = averages.iter().sum::<f64>() / averages.len().max(1) as f64;
        Series { label, averages, typical: Estimate { point, lower: point, upper: point, confidence: 0.95 } }
    }

    #[track_caller]
    fn is_well_formed(svg: &str) {
        roxmltree::Document::parse(svg).unwrap();
        for nonsense in ["NaN", "inf"] {
            assert!(!svg.contains(nonsense), "{svg}");
        }
    }

    #[test]
    fn two_distributions_lie_over_each_other() {
        let around = |time: f64| (0..60).map(|number| time + f64::from(number % 9)).collect::<Vec<f64>>();
        let bound = Bound { value: 130.0, label: "<130ns".to_owned(), is_most: true };
        let svg =
            card(&[series("v1", around(100.0)), series("<v2> & \"x\"", around(115.0))], Some(&bound), &Unit::Time);
        is_well_formed(&svg);
        assert_eq!(svg.matches("fill-opacity=\"0.25\"").count(), 2);
        assert!(svg.contains("&lt;v2&gt; &amp; &quot;x&quot;") && svg.contains(">&lt;130ns<"));
    }

    #[test]
    fn odd_samples_are_drawn_with_finite_numbers() {
        let mut wild: Vec<f64> = (0..50).map(|number| 100.0 + f64::from(number % 9)).collect();
        wild.extend([1e12, 0.0]);
        let bound = Bound { value: 1e15, label: "<1s".to_owned(), is_most: true };
        for sample in [vec![7.0; 30], vec![0.0; 30], vec![5.0], Vec::new(), vec![f64::NAN, 1.0], wild] {
            is_well_formed(&card(&[series("v1", sample)], Some(&bound), &Unit::Time));
        }
        for (least, most) in [(1e-300, 1e300), (5e-324, f64::MAX), (-f64::MAX, f64::MAX)] {
            is_well_formed(&card(&[series("v1", vec![least; 30]), series("v2", vec![most; 30])], None, &Unit::Time));
        }
    }

    #[test]
    fn what_lies_outside_is_said() {
        let mut sample: Vec<f64> = (0..50).map(|number| 100.0 + f64::from(number % 9)).collect();
        sample.extend([1e6, 1e7]);
        let typical = Estimate { point: 104.0, lower: 103.0, upper: 105.0, confidence: 0.95 };
        let svg = card(&[Series { label: "v1", averages: sample, typical }], None, &Unit::Time);
        assert!(svg.contains("+2 outside") && svg.contains("52 samples, 0 faster and 2 slower than shown"));
    }
}
