//! How far a change reaches: a row of a column in which all changes share an axis, with nothing in its middle and the limits beside.

use greenlight_text::{Markup, markup};

use super::Axis;
use super::distribution::{anchor, opened};
use super::markup::{number, percent};
use crate::statistics::{Change, Limits};

const HEIGHT: f64 = 22.0;
/// A change beyond these is drawn at the edge.
const LEAST: f64 = -0.6;
const MOST: f64 = 1.0;

/// An axis that holds these intervals, as far as there is a use in it, and the limit that fails.
#[must_use]
pub fn change_scale(intervals: impl Iterator<Item = (f64, f64)>, limits: Limits) -> Axis {
    let reach =
        intervals.fold((-limits.fail, limits.fail), |(from, to), (lower, upper)| (from.min(lower), to.max(upper)));
    Axis { from: reach.0.max(LEAST) * 1.15, to: reach.1.min(MOST) * 1.15, logarithmic: false }
}

/// The numbers of the axis, for the head of the column.
#[must_use]
pub fn change_axis(axis: Axis) -> Markup {
    let mut svg = Markup::literal("<svg class=\"scale\" width=\"100%\" height=\"18\" aria-hidden=\"true\">");
    for tick in ticks(axis) {
        let share = axis.share(tick);
        let label = if tick == 0.0 { "0".to_owned() } else { format!("{:+.0} %", tick * 100.0).replace('-', "−") };
        let side = anchor(share);
        svg.push(&markup!("<text class=\"tick {}\" x=\"{}\" y=\"12\">{}</text>", side, percent(share), label));
    }
    svg.push_literal("</svg>");
    svg
}

/// Few enough for a narrow column, with nothing among them.
fn ticks(axis: Axis) -> Vec<f64> {
    let span = axis.to - axis.from;
    let step = [0.05, 0.1, 0.2, 0.5].into_iter().find(|step| span / step <= 5.0).unwrap_or(1.0);
    let from = (axis.from / step).ceil() as i32;
    let ticks = (from..).map(|number| f64::from(number) * step).take_while(|tick| *tick <= axis.to);
    // A number at the edge is written inwards, where it takes the room of the next one.
    let has_room = |tick: &f64| anchor(axis.share(*tick)) == anchor(0.5) || step / span >= ROOM;
    ticks.filter(has_room).collect()
}

/// How much of the axis two numbers need if one of them is written inwards.
const ROOM: f64 = 0.34;

/// The row, of the class that its verdict has on the page; `title` is what it says without eyes.
#[must_use]
pub fn change(title: &str, axis: Axis, change: &Change, limits: Limits, class: &str) -> Markup {
    let mut svg = opened("change", title, HEIGHT);
    let middle = HEIGHT / 2.0;
    let mut line = |class: &str, value: f64| {
        let share = axis.share(value);
        if (0.0..=1.0).contains(&share) {
            let x = percent(share);
            svg.push(&markup!(
                "<line class=\"{}\" x1=\"{}\" x2=\"{}\" y1=\"0\" y2=\"{}\"/>",
                class,
                x,
                x,
                number(HEIGHT)
            ));
        }
    };
    line("nothing", 0.0);
    line("bound", limits.flag);
    line("bound", limits.fail);
    let share = |value: f64| axis.share(value).clamp(0.0, 1.0);
    let (lower, upper) = change.with_noise;
    // Thin what the noise between runs adds, and thick what the samples tell.
    for (kind, from, to) in [("reach", lower, upper), ("interval", change.mean.lower, change.mean.upper)] {
        let (from, to) = (percent(share(from)), percent(share(to)));
        svg.push(&markup!(
            "<line class=\"{} {}\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/>",
            kind,
            class,
            from,
            to,
            number(middle),
            number(middle)
        ));
    }
    point(&mut svg, axis.share(change.mean.point), class, middle);
    svg.push_literal("</svg>");
    svg
}

/// A value, or at the edge the side where it lies.
pub(super) fn point(svg: &mut Markup, share: f64, class: &str, middle: f64) {
    match share {
        share if share < 0.0 => {
            svg.push(&markup!("<text class=\"away start {}\" x=\"0\" y=\"{}\">◀</text>", class, number(middle + 4.0)));
        }
        share if share > 1.0 => {
            svg.push(&markup!("<text class=\"away end {}\" x=\"100%\" y=\"{}\">▶</text>", class, number(middle + 4.0)));
        }
        share => svg.push(&markup!(
            "<circle class=\"point {}\" cx=\"{}\" cy=\"{}\" r=\"4\"/>",
            class,
            percent(share),
            number(middle)
        )),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Interval;

    const LIMITS: Limits = Limits { flag: 0.05, fail: 0.10 };

    fn of(point: f64, lower: f64, upper: f64) -> Change {
        let interval = Interval { point, lower, upper };
        Change { mean: interval, median: interval, with_noise: (lower - 0.05, upper + 0.05) }
    }

    #[test]
    fn the_axis_holds_the_limit_and_no_giant() {
        let axis = change_scale([(-0.05, 0.04)].into_iter(), LIMITS);
        assert!(axis.share(0.10) < 1.0 && axis.share(-0.05) > 0.0);
        let axis = change_scale([(-0.05, 80.0)].into_iter(), LIMITS);
        assert!((axis.to - 1.15).abs() < 1e-9);
        assert_eq!(ticks(axis), [0.0, 0.5, 1.0]);
        assert!(change_axis(axis).contains(">+50 %<"));
        // Of whatever reach: `+80 %` at the edge would be written into `+60 %`.
        for reach in (10..=100)
            .flat_map(|upper| (0..=60).map(move |lower| (-f64::from(lower) / 100.0, f64::from(upper) / 100.0)))
        {
            let axis = change_scale([reach].into_iter(), LIMITS);
            let ticks = ticks(axis);
            assert!(ticks.len() >= 2, "{reach:?}");
            for pair in ticks.windows(2) {
                let shares = [axis.share(pair[0]), axis.share(pair[1])];
                let inwards = shares.iter().any(|share| anchor(*share) != "middle");
                let least = if inwards { ROOM } else { 0.2 };
                assert!(shares[1] - shares[0] >= least, "{reach:?} {ticks:?}");
            }
        }
    }

    #[test]
    fn what_lies_beyond_is_drawn_at_the_edge_with_an_arrow() {
        let axis = change_scale([(0.0, 80.0)].into_iter(), LIMITS);
        let svg = change("t", axis, &of(40.0, 39.0, 80.0), LIMITS, "exceeded");
        assert!(svg.contains('▶') && !svg.contains('◀') && !svg.contains("<circle"));
        assert_eq!(svg.matches("class=\"bound\"").count(), 2);
    }
}
