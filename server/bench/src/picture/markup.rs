//! Text and numbers on their way into markup, of HTML and SVG alike. Ids and names come from files that anybody may have written.

use std::fmt::Write;

pub use greenlight_text::markup::text;

/// At most so many characters, the last of which says that there were more.
#[must_use]
pub fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest.saturating_sub(1)).chain(['…']).collect()
}

/// A coordinate: two digits behind the point at most, and never one that is no number.
#[must_use]
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let mut written = format!("{value:.2}");
    written.truncate(written.trim_end_matches('0').trim_end_matches('.').len());
    if written == "-0" { "0".to_owned() } else { written }
}

/// A share of the width, as `12.5%`.
#[must_use]
pub fn percent(share: f64) -> String {
    number(share * 100.0) + "%"
}

/// Lines through points between nothing and one, the lower end of a picture being nothing, in a box of a thousand by a thousand.
#[must_use]
pub(super) fn path(lines: &[Vec<(f64, f64)>]) -> String {
    let mut path = String::new();
    for line in lines {
        let mut before = None;
        for (across, up) in line {
            let (x, y) = ((across * 1000.0).round(), ((1.0 - up) * 1000.0).round());
            // What is told from the point before has few digits.
            let _ = match before {
                None => write!(path, "M{} {}l", number(x), number(y)),
                Some((old_x, old_y)) => write!(path, "{} {} ", number(x - old_x), number(y - old_y)),
            };
            before = Some((x, y));
        }
        path.truncate(path.trim_end_matches(['l', ' ']).len());
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_finite() {
        let written = [1.0, 0.126, -0.001, 1e3, f64::NAN, f64::INFINITY].map(number);
        assert_eq!(written, ["1", "0.13", "0", "1000", "0", "0"]);
        assert_eq!(percent(0.125), "12.5%");
        assert_eq!(path(&[vec![(0.0, 0.0), (0.5, 1.0)], vec![(1.0, 0.5)]]), "M0 1000l500 -1000M1000 500");
    }
}
