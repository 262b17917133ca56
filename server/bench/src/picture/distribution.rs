//! The distribution of a benchmark on a page: its curve, each sample below it, and its value with the interval. With two baselines, the
//! older one lies behind. A limit is drawn in where it is near, and is told beside where it is not.

use greenlight_text::{Markup, markup};

use super::Axis;
use super::card::Bound;
use super::markup::{number, path, percent};
use super::scene::{Curve, Scene};
use crate::display::Unit;

/// From where to where curves are drawn, in pixels.
const TOP: f64 = 20.0;
const GROUND: f64 = 116.0;
/// How high a line of samples is, with the room to the next.
const STRIP: f64 = 11.0;

/// The picture; `title` is what it says without eyes. The last curve is the baseline that is shown, those before it are older.
#[must_use]
pub fn distribution(title: &str, scene: &Scene, bounds: &[Bound], unit: &Unit) -> Markup {
    let below = GROUND + 5.0 + STRIP * scene.curves.len() as f64;
    let mut svg = opened("distribution", title, below + 17.0);
    grid(&mut svg, scene.axis, unit, (TOP - 6.0, GROUND));
    for bound in bounds {
        shade(&mut svg, scene.axis, bound, (TOP - 6.0, GROUND));
    }
    curves(&mut svg, scene, (TOP, GROUND));
    for (row, (curve, class)) in classed(scene).rev().enumerate() {
        strip(&mut svg, curve, class, GROUND + 5.0 + STRIP * row as f64);
    }
    for (row, bound) in bounds.iter().enumerate() {
        limit(&mut svg, scene.axis, bound, (10.0 + 12.0 * row as f64, GROUND));
    }
    tick_labels(&mut svg, scene.axis, unit, below + 13.0);
    svg.push_literal("</svg>");
    svg
}

/// The ticks of an axis with their numbers, for the head of a column of pictures.
#[must_use]
pub fn scale(axis: Axis, unit: &Unit) -> Markup {
    let mut svg = Markup::literal("<svg class=\"scale\" width=\"100%\" height=\"18\" aria-hidden=\"true\">");
    tick_labels(&mut svg, axis, unit, 12.0);
    svg.push_literal("</svg>");
    svg
}

/// How a page opens a picture of this height that is as wide as its place.
pub(super) fn opened(class: &str, title: &str, height: f64) -> Markup {
    markup!(
        "<svg class=\"{}\" role=\"img\" width=\"100%\" height=\"{}\"><title>{}</title>",
        class,
        number(height),
        title
    )
}

/// Curves with their classes: the last is what is shown.
pub(super) fn classed(scene: &Scene) -> impl DoubleEndedIterator<Item = (&Curve, &'static str)> {
    let last = scene.curves.len().saturating_sub(1);
    scene.curves.iter().enumerate().map(move |(index, curve)| (curve, if index == last { "now" } else { "then" }))
}

pub(super) fn grid(svg: &mut Markup, axis: Axis, unit: &Unit, (top, bottom): (f64, f64)) {
    for (tick, _) in axis.ticks(MOST_TICKS, unit) {
        let x = percent(axis.share(tick));
        svg.push(&markup!(
            "<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/>",
            x,
            x,
            number(top),
            number(bottom)
        ));
    }
}

/// So many fit beside each other on a telephone.
const MOST_TICKS: usize = 5;

fn tick_labels(svg: &mut Markup, axis: Axis, unit: &Unit, y: f64) {
    for (tick, label) in axis.ticks(MOST_TICKS, unit) {
        let share = axis.share(tick);
        let anchor = anchor(share);
        svg.push(&markup!(
            "<text class=\"tick {}\" x=\"{}\" y=\"{}\">{}</text>",
            anchor,
            percent(share),
            number(y),
            label
        ));
    }
}

/// On which side of its place a text stands, so that it stays in the picture.
pub(super) fn anchor(share: f64) -> &'static str {
    match share {
        share if share < 0.07 => "start",
        share if share > 0.93 => "end",
        _ => "middle",
    }
}

/// The curves, the older ones behind, and the ground they stand on.
pub(super) fn curves(svg: &mut Markup, scene: &Scene, (top, ground): (f64, f64)) {
    svg.push(&markup!(
        "<svg y=\"{}\" width=\"100%\" height=\"{}\" viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\">",
        number(top),
        number(ground - top)
    ));
    for (curve, class) in classed(scene).filter(|(curve, _)| !curve.heights.is_empty()) {
        svg.push(&markup!("<path class=\"curve {}\" d=\"{}\"/>", class, path(&curve.stretches())));
    }
    let ground = number(ground);
    svg.push(&markup!("</svg><line class=\"ground\" x1=\"0\" x2=\"100%\" y1=\"{}\" y2=\"{}\"/>", ground, ground));
}

/// The samples as a line of marks, with the value and its interval on it.
fn strip(svg: &mut Markup, curve: &Curve, class: &str, top: f64) {
    let marks = curve.marks.iter().fold(Markup::default(), |mut marks, mark| {
        marks.push(&markup!("M{} 0v10", number((mark * 1000.0).round())));
        marks
    });
    svg.push(&markup!(
        "<svg y=\"{}\" width=\"100%\" height=\"8\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\"><path class=\"rug {}\" d=\"{}\"/></svg>",
        number(top),
        class,
        marks,
    ));
    interval(svg, curve.interval, class, top + 4.0);
}

pub(super) fn interval(svg: &mut Markup, (lower, point, upper): (f64, f64, f64), class: &str, y: f64) {
    let y = number(y);
    svg.push(&markup!(
        "<line class=\"interval {}\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/><circle class=\"point {}\" cx=\"{}\" cy=\"{}\" r=\"3.5\"/>",
        class,
        percent(lower.clamp(0.0, 1.0)),
        percent(upper.clamp(0.0, 1.0)),
        y,
        y,
        class,
        percent(point.clamp(0.0, 1.0)),
        y,
    ));
}

/// What does not keep a limit.
pub(super) fn shade(svg: &mut Markup, axis: Axis, bound: &Bound, (top, bottom): (f64, f64)) {
    let share = axis.share(bound.value).clamp(0.0, 1.0);
    let (from, width) = if bound.is_most { (share, 1.0 - share) } else { (0.0, share) };
    if width > 0.0 {
        svg.push(&markup!(
            "<rect class=\"beyond\" x=\"{}\" width=\"{}\" y=\"{}\" height=\"{}\"/>",
            percent(from),
            percent(width),
            number(top),
            number(bottom - top)
        ));
    }
}

/// The limit with what it says, or at which side it lies outside.
fn limit(svg: &mut Markup, axis: Axis, bound: &Bound, (text_at, ground): (f64, f64)) {
    let share = axis.share(bound.value);
    let label = &bound.label;
    let y = number(text_at);
    if share < 0.0 {
        svg.push(&markup!("<text class=\"limit start\" x=\"0\" y=\"{}\">← {}</text>", y, label));
    } else if share > 1.0 {
        svg.push(&markup!("<text class=\"limit end\" x=\"100%\" y=\"{}\">{} →</text>", y, label));
    } else {
        let x = percent(share);
        let (side, away) = if share > 0.5 { ("end", "-5") } else { ("start", "5") };
        svg.push(&markup!(
            "<line class=\"limit\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/><text class=\"limit {}\" x=\"{}\" dx=\"{}\" y=\"{}\">{}</text>",
            x,
            x,
            number(text_at - 9.0),
            number(ground),
            side,
            x,
            away,
            y,
            label,
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::Series;
    use super::*;
    use crate::saved::Estimate;

    fn scene(averages: Vec<f64>) -> Scene {
        let typical = Estimate { point: 10.0, lower: 9.5, upper: 10.5, confidence: 0.95 };
        let older = Series { label: "v1", averages: vec![9.0, 10.0, 11.0], typical };
        Scene::new(&[older, Series { label: "v2", averages, typical }], None)
    }

    #[test]
    fn each_distribution_has_its_samples_and_its_interval() {
        let averages: Vec<f64> = (0..40).map(|number| 10.0 + f64::from(number % 5) / 10.0).collect();
        let bound = Bound { value: 10.8, label: "<10.8ns & so".to_owned(), is_most: true };
        let svg = distribution("a <b>", &scene(averages), &[bound], &Unit::Time);
        assert!(svg.contains("<title>a &lt;b&gt;</title>") && svg.contains("&lt;10.8ns &amp; so"));
        assert_eq!(svg.matches("class=\"curve").count(), 1, "three samples have no curve");
        assert_eq!((svg.matches("class=\"rug").count(), svg.matches("class=\"interval").count()), (2, 2));
        assert_eq!((svg.matches("class=\"limit\"").count(), svg.matches("class=\"beyond\"").count()), (1, 1));
        assert_eq!(svg.matches("<svg").count(), svg.matches("</svg>").count());
    }

    #[test]
    fn a_limit_outside_is_told_at_its_side() {
        let scene = scene(vec![10.0; 20]);
        let svg = |value| {
            let bound = Bound { value, label: "limit".to_owned(), is_most: true };
            distribution("", &scene, &[bound], &Unit::Time)
        };
        assert!(svg(1e9).contains(">limit →<") && svg(0.001).contains(">← limit<"));
    }
}
