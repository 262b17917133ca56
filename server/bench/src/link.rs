//! Which call in source a result belongs to. A result belongs to the call that says most about its id, part by part; where two say
//! as much, or one more of one part and the other of another, it is ambiguous, and nothing is guessed. A result that no call
//! can have is an orphan: of a bench that was renamed or removed, since nothing ever deletes old results.

use crate::identity::{BenchmarkId, IdPattern, Part};

/// Where a result belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// To this one, of the sites that were given.
    Site(usize),
    /// To one of these; at least two.
    Ambiguous(Vec<usize>),
    /// To none of them.
    Orphan,
}

/// Which of the sites, each with all that it may be called, `id` belongs to.
#[must_use]
pub fn link<'p, P: Iterator<Item = &'p IdPattern>>(id: &BenchmarkId, sites: impl Iterator<Item = P>) -> Link {
    let mut best: Vec<(usize, Certainty)> = Vec::new();
    for (index, patterns) in sites.enumerate() {
        let of_site = patterns.filter(|pattern| pattern.matches(id)).map(certainty);
        // Of a site's own patterns, any that says more than another stands for it.
        let Some(certainty) = of_site.reduce(|one, other| if is_more(other, one) { other } else { one }) else {
            continue;
        };
        if best.iter().any(|&(_, other)| is_more(other, certainty)) {
            continue;
        }
        best.retain(|&(_, other)| !is_more(certainty, other));
        best.push((index, certainty));
    }
    match &best[..] {
        [] => Link::Orphan,
        [(index, _)] => Link::Site(*index),
        _ => Link::Ambiguous(best.into_iter().map(|(index, _)| index).collect()),
    }
}

/// How much is known of each part: of group, function, value.
type Certainty = [u8; 3];

fn certainty(pattern: &IdPattern) -> Certainty {
    [&pattern.group, &pattern.function, &pattern.value].map(|part| match part {
        Part::Literal(_) | Part::Absent => 2,
        Part::Pattern(_) => 1,
        Part::Any => 0,
    })
}

fn is_more(one: Certainty, other: Certainty) -> bool {
    one != other && one.iter().zip(other).all(|(one, other)| *one >= other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Piece;

    fn part(text: &str) -> Part {
        match text {
            "-" => Part::Absent,
            "*" => Part::Any,
            text => match text.split_once("{}") {
                Some((before, "")) => Part::Pattern(vec![Piece::Text(before.to_owned()), Piece::Hole]),
                _ => Part::Literal(text.to_owned()),
            },
        }
    }

    fn pattern(text: &str) -> IdPattern {
        let mut parts = text.split(" / ").map(part);
        let mut next = || parts.next().unwrap_or(Part::Absent);
        IdPattern { group: next(), function: next(), value: next() }
    }

    fn linked(sites: &[&str], id: &str) -> Link {
        let sites: Vec<Vec<IdPattern>> = sites.iter().map(|site| site.split(" | ").map(pattern).collect()).collect();
        let id = pattern(id).exact().unwrap();
        link(&id, sites.iter().map(|site| site.iter()))
    }

    #[test]
    fn what_says_most_has_it() {
        assert_eq!(linked(&["g / f / *", "g / f / 10"], "g / f / 10"), Link::Site(1));
        assert_eq!(linked(&["g / f / *", "g / f / 10"], "g / f / 11"), Link::Site(0));
        assert_eq!(linked(&["g / size {} / -", "g / * / -"], "g / size 1"), Link::Site(0));
        assert_eq!(linked(&["* / f", "g / f | x"], "g / f"), Link::Site(1));
    }

    #[test]
    fn ties_are_not_broken() {
        assert_eq!(linked(&["g / f", "g / f"], "g / f"), Link::Ambiguous(vec![0, 1]));
        assert_eq!(linked(&["g / *", "* / f"], "g / f"), Link::Ambiguous(vec![0, 1]));
        assert_eq!(linked(&["g / a{}", "g / ab{}", "other"], "g / abc"), Link::Ambiguous(vec![0, 1]));
    }

    #[test]
    fn a_result_of_no_site_is_an_orphan() {
        assert_eq!(linked(&["g / f", "x"], "g"), Link::Orphan);
        assert_eq!(linked(&["g / a / b"], "g / a/b"), Link::Orphan, "the same full id, but other parts");
    }
}
