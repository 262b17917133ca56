//! Text and numbers on their way into markup, of HTML and SVG alike. Ids and names come from files that anybody may have written.

use greenlight_text::{Markup, markup};

/// At most so many characters, the last of which says that there were more.
#[must_use]
pub fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest.saturating_sub(1)).chain(['…']).collect()
}

/// A coordinate.
pub(super) fn number(value: f64) -> Markup {
    Markup::coordinate(value)
}

/// A share of the width, as `12.5%`.
pub(super) fn percent(share: f64) -> Markup {
    markup!("{}%", number(share * 100.0))
}

/// Lines through points between nothing and one, the lower end of a picture being nothing, in a box of a thousand by a thousand.
pub(super) fn path(lines: &[Vec<(f64, f64)>]) -> Markup {
    let of_line = |line: &Vec<(f64, f64)>| {
        let rounded = |(across, up): (f64, f64)| ((across * 1000.0).round(), ((1.0 - up) * 1000.0).round());
        let Some(&first) = line.first() else { return Markup::default() };
        let (x, y) = rounded(first);
        let mut path = markup!("M{} {}", number(x), number(y));
        // What is told from the point before has few digits.
        let steps = line.windows(2).map(|pair| {
            let ((old_x, old_y), (x, y)) = (rounded(pair[0]), rounded(pair[1]));
            markup!("{} {}", number(x - old_x), number(y - old_y))
        });
        let steps = Markup::join(steps, " ");
        if !steps.is_empty() {
            path.push_literal("l");
            path.push(&steps);
        }
        path
    };
    Markup::join(lines.iter().map(of_line), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_few_digits() {
        assert_eq!(&*percent(0.125), "12.5%");
        assert_eq!(&*path(&[vec![(0.0, 0.0), (0.5, 1.0)], vec![(1.0, 0.5)]]), "M0 1000l500 -1000M1000 500");
    }
}
