//! Which call in source a result belongs to. A result belongs to the call that says most about its id, part by part; where two say
//! as much, or one more of one part and the other of another, it is ambiguous, and nothing is guessed. A result that no call
//! can have is an orphan: of a bench that was renamed or removed, since nothing ever deletes old results.

use rustc_hash::FxHashMap;

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

/// Sites by what is certain of their ids, so that a result is held against those few that may have it.
#[derive(Debug, Default)]
pub struct Sites<'p> {
    /// By group and function.
    of_function: FxHashMap<(&'p str, Option<&'p str>), Vec<Named<'p>>>,
    /// By group, where the function is not certain.
    of_group: FxHashMap<&'p str, Vec<Named<'p>>>,
    /// Where the group is not.
    others: Vec<Named<'p>>,
}

/// A site with something that it may be called.
type Named<'p> = (usize, &'p IdPattern);

impl<'p> Sites<'p> {
    /// Each site has all that it may be called.
    #[must_use]
    pub fn new<P: Iterator<Item = &'p IdPattern>>(sites: impl Iterator<Item = P>) -> Sites<'p> {
        let mut all = Sites::default();
        for (site, patterns) in sites.enumerate() {
            for pattern in patterns {
                let (group, function) = (literal(&pattern.group).flatten(), literal(&pattern.function));
                let among = match (group, function) {
                    (Some(group), Some(function)) => all.of_function.entry((group, function)).or_default(),
                    (Some(group), None) => all.of_group.entry(group).or_default(),
                    (None, _) => &mut all.others,
                };
                among.push((site, pattern));
            }
        }
        all
    }

    /// Which of the sites `id` belongs to.
    #[must_use]
    pub fn link(&self, id: &BenchmarkId) -> Link {
        let of_function = self.of_function.get(&(id.group.as_str(), id.function.as_deref()));
        let of_group = self.of_group.get(id.group.as_str());
        let near = [of_function, of_group, Some(&self.others)].into_iter().flatten().flatten();
        let mut fitting: Vec<(usize, Certainty)> = near
            .filter(|(_, pattern)| pattern.matches(id))
            .map(|(site, pattern)| (*site, certainty(pattern)))
            .collect();
        fitting.sort_unstable();
        let mut known: Vec<Certainty> = fitting.iter().map(|(_, certainty)| *certainty).collect();
        known.sort_unstable();
        known.dedup();
        let says_most = |(_, one): &&(usize, Certainty)| !known.iter().any(|other| is_more(*other, *one));
        let mut best: Vec<usize> = fitting.iter().filter(says_most).map(|(site, _)| *site).collect();
        best.dedup();
        match best[..] {
            [] => Link::Orphan,
            [site] => Link::Site(site),
            _ => Link::Ambiguous(best),
        }
    }
}

/// The one thing that a part can be, if that is certain; inside, `None` for a part that is not there.
fn literal(part: &Part) -> Option<Option<&str>> {
    match part {
        Part::Absent => Some(None),
        Part::Literal(text) => Some(Some(text)),
        Part::Pattern(_) | Part::Any => None,
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
        Sites::new(sites.iter().map(|site| site.iter())).link(&id)
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
        // Of a site that says more of one part by the one name, and of another by the other, both count.
        assert_eq!(linked(&["g / * | * / f", "g / f{}"], "g / f"), Link::Ambiguous(vec![0, 1]));
        assert_eq!(linked(&["g / * | * / f", "g / f"], "g / f"), Link::Site(1));
    }

    #[test]
    fn a_result_of_no_site_is_an_orphan() {
        assert_eq!(linked(&["g / f", "x"], "g"), Link::Orphan);
        assert_eq!(linked(&["g / a / b"], "g / a/b"), Link::Orphan, "the same full id, but other parts");
    }
}
