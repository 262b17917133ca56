//! How a benchmark went from baseline to baseline: a mean with its interval for each, by the time they were saved at, at equal
//! distances, for some are minutes apart and others months.

use greenlight_text::{Markup, markup};

use super::Axis;
use super::card::Bound;
use super::distribution::opened;
use super::markup::{number, percent, shortened};
use super::window::window;
use crate::display::Unit;
use crate::saved::Estimate;

/// A baseline in a history.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment<'a> {
    /// The baseline's name.
    pub label: &'a str,
    /// Its mean.
    pub mean: Estimate,
    /// Whether it is the one that is shown.
    pub is_shown: bool,
    /// Whether there are too few samples for more than a first impression.
    pub is_indicative: bool,
}

const TOP: f64 = 20.0;
const BOTTOM: f64 = 138.0;
const HEIGHT: f64 = 160.0;
/// From where to where moments stand; the numbers of the axis have the rest.
const LEFT: f64 = 0.26;
const RIGHT: f64 = 0.94;

/// The picture, the oldest first; `title` is what it says without eyes. Nothing for fewer than two.
#[must_use]
pub fn history(title: &str, moments: &[Moment<'_>], bound: Option<&Bound>, unit: &Unit) -> Markup {
    if moments.len() < 2 {
        return Markup::default();
    }
    let axis = axis(moments, bound);
    let y = |value: f64| BOTTOM - axis.share(value).clamp(0.0, 1.0) * (BOTTOM - TOP);
    let x = |index: usize| place(index, moments.len());
    let mut svg = opened("history", title, HEIGHT);
    for (tick, label) in axis.ticks(4, unit) {
        let at = y(tick);
        svg.push(&markup!(
            "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"{}\" y2=\"{}\"/><text class=\"tick start\" x=\"0\" y=\"{}\">{}</text>",
            number(at),
            number(at),
            number(at - 4.0),
            label,
        ));
    }
    if let Some(bound) = bound.filter(|bound| (axis.from..=axis.to).contains(&bound.value)) {
        let at = number(y(bound.value));
        svg.push(&markup!(
            "<line class=\"limit\" x1=\"{}\" x2=\"100%\" y1=\"{}\" y2=\"{}\"/>",
            percent(LEFT - 0.04),
            at,
            at
        ));
    }
    for (index, pair) in moments.windows(2).enumerate() {
        svg.push(&markup!(
            "<line class=\"course\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/>",
            percent(x(index)),
            percent(x(index + 1)),
            number(y(pair[0].mean.point)),
            number(y(pair[1].mean.point))
        ));
    }
    for (index, moment) in moments.iter().enumerate() {
        let class = if moment.is_shown { "now" } else { "then" };
        let few = if moment.is_indicative { " few" } else { "" };
        let at = percent(x(index));
        svg.push(&markup!(
            "<line class=\"interval {}\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/><circle class=\"point {}{}\" cx=\"{}\" cy=\"{}\" r=\"3.5\"/>",
            class,
            at,
            at,
            number(y(moment.mean.lower)),
            number(y(moment.mean.upper)),
            class,
            few,
            at,
            number(y(moment.mean.point)),
        ));
    }
    for (label, side, at) in names(moments) {
        let y = number(HEIGHT - 4.0);
        svg.push(&markup!("<text class=\"tick {}\" x=\"{}\" y=\"{}\">{}</text>", side, percent(at), y, label));
    }
    svg.push_literal("</svg>");
    svg
}

/// It reaches at least some per cent to either side of the mean, so that noise looks like noise.
fn axis(moments: &[Moment<'_>], bound: Option<&Bound>) -> Axis {
    let points: Vec<f64> = moments.iter().map(|moment| moment.mean.point).collect();
    let mean = points.iter().sum::<f64>() / points.len() as f64;
    let ends = moments.iter().flat_map(|moment| [moment.mean.lower, moment.mean.upper]);
    // What an interval claims beyond this says nothing more.
    let (least, most) = points.iter().fold((mean, mean), |(least, most), it| (least.min(*it), most.max(*it)));
    let ends = ends.map(|end| end.clamp(least * 0.5, most * 1.5));
    let alone = window(std::iter::empty(), ends.chain([mean * 0.93, mean * 1.07]));
    Axis::over(alone.reaching(bound.map(|bound| bound.value).into_iter().filter(|it| alone.is_near(*it, 1.0))))
}

/// Where a moment stands, as a share of the width.
fn place(index: usize, count: usize) -> f64 {
    LEFT + (RIGHT - LEFT) * index as f64 / (count - 1) as f64
}

/// The names that have room, with the side they stand at and where: the last, the first and the one that is shown before others.
fn names(moments: &[Moment<'_>]) -> Vec<(String, &'static str, f64)> {
    let last = moments.len() - 1;
    let shown = moments.iter().position(|moment| moment.is_shown);
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let mut names = Vec::new();
    for index in [last, 0].into_iter().chain(shown).chain(0..=last) {
        let label = shortened(moments[index].label, 14);
        let width = label.chars().count() as f64 * CHARACTER;
        let middle = place(index, moments.len());
        let (side, at, from) = match index {
            index if index == last => ("end", 1.0, 1.0 - width),
            _ => ("middle", middle.max(width / 2.0), middle.max(width / 2.0) - width / 2.0),
        };
        if taken.iter().all(|(begin, end)| from > end + CHARACTER || from + width < begin - CHARACTER) {
            taken.push((from, from + width));
            names.push((label, side, at));
        }
    }
    names
}

/// How wide a character is in the narrowest place, as a share of the width.
const CHARACTER: f64 = 0.024;

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(label: &str, point: f64) -> Moment<'_> {
        let mean = Estimate { point, lower: point * 0.99, upper: point * 1.01, confidence: 0.95 };
        Moment { label, mean, is_shown: label == "v3", is_indicative: label == "v1" }
    }

    #[test]
    fn each_baseline_has_a_point_with_its_interval() {
        let svg = history("t", &[moment("v1", 100.0), moment("v2", 101.0), moment("v3", 130.0)], None, &Unit::Time);
        assert_eq!(svg.matches("<circle").count(), 3);
        assert_eq!(svg.matches("class=\"course\"").count(), 2);
        assert!(svg.contains(">v1<") && svg.contains(">v2<") && svg.contains("class=\"point now\""));
        assert!(history("t", &[moment("v1", 100.0)], None, &Unit::Time).is_empty());
    }

    #[test]
    fn what_differs_by_noise_is_drawn_as_little() {
        let axis = axis(&[moment("v1", 100.0), moment("v2", 101.0)], None);
        assert!(axis.share(101.0) - axis.share(100.0) < 0.1);
    }

    #[test]
    fn names_stand_where_there_is_room_for_them() {
        let named = |labels: &[&str]| -> String {
            let moments: Vec<Moment<'_>> = labels.iter().map(|label| moment(label, 5.0)).collect();
            names(&moments).into_iter().map(|(label, ..)| label).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(named(&["v1", "v2", "v3"]), "v3 v1 v2");
        assert_eq!(named(&["a-very-long-name", "v2", "v3", "v4", "v5"]), "v5 a-very-long-n… v3 v4");
        assert_eq!(named(&["the same long name", "v2", "v3", "another long name"]), "another long … the same long… v2");
    }
}
