//! How a measurement stands to a limit, as a row of a column in which all limits stand above each other.

use greenlight_text::{Markup, markup};

use super::Axis;
use super::card::Bound;
use super::change::point;
use super::distribution::{anchor, opened, shade};
use super::markup::{number, percent};

const HEIGHT: f64 = 22.0;
/// In shares of the limit.
const AXIS: Axis = Axis { from: 0.0, to: 2.0, logarithmic: false };

/// The numbers of the axis, for the head of the column.
#[must_use]
pub fn promise_axis() -> Markup {
    let mut svg = Markup::literal("<svg class=\"scale\" width=\"100%\" height=\"18\" aria-hidden=\"true\">");
    for (value, label) in [(0.0, "0"), (1.0, "limit"), (2.0, "twice")] {
        let share = AXIS.share(value);
        svg.push(&markup!("<text class=\"tick {}\" x=\"{}\" y=\"12\">{}</text>", anchor(share), percent(share), label));
    }
    svg.push_literal("</svg>");
    svg
}

/// The row: measurements as (lower, point, upper), each with the class that its state has on the page. Nothing for a limit of zero, of
/// which there is no share. `title` is what it says without eyes.
#[must_use]
pub fn promise(title: &str, bound: &Bound, measured: &[((f64, f64, f64), &str)]) -> Markup {
    if bound.value <= 0.0 || !bound.value.is_finite() {
        return Markup::default();
    }
    let mut svg = opened("promise", title, HEIGHT);
    let of_limit = Bound { value: 1.0, label: String::new(), is_most: bound.is_most };
    shade(&mut svg, AXIS, &of_limit, (3.0, HEIGHT - 3.0));
    svg.push(&markup!("<line class=\"limit\" x1=\"50%\" x2=\"50%\" y1=\"0\" y2=\"{}\"/>", number(HEIGHT)));
    for ((lower, value, upper), class) in measured {
        let at = |value: f64| percent(AXIS.share(value / bound.value).clamp(0.0, 1.0));
        let y = number(HEIGHT / 2.0);
        svg.push(&markup!(
            "<line class=\"interval {}\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/>",
            class,
            at(*lower),
            at(*upper),
            y,
            y
        ));
        if value / bound.value <= AXIS.to {
            point(&mut svg, AXIS.share(value / bound.value), class, HEIGHT / 2.0);
        }
    }
    // However many lie there.
    if let Some((_, class)) = measured.iter().find(|((_, value, _), _)| value / bound.value > AXIS.to) {
        point(&mut svg, f64::INFINITY, class, HEIGHT / 2.0);
    }
    svg.push_literal("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_stands_in_the_middle() {
        let bound = Bound { value: 100.0, label: "<100ms".to_owned(), is_most: true };
        let svg = promise(
            "t",
            &bound,
            &[((45.0, 50.0, 55.0), "met"), ((500.0, 500.0, 500.0), "missed"), ((900.0, 900.0, 900.0), "missed")],
        );
        assert!(svg.contains("cx=\"25%\"") && svg.matches('▶').count() == 1);
        assert!(svg.contains("class=\"beyond\" x=\"50%\" width=\"50%\""));
        assert!(promise("t", &Bound { value: 0.0, ..bound }, &[]).is_empty());
    }
}
