//! Which benchmarks a performance target is about: Criterion's full id, in which `*` stands for text without `/`, `**` for any text, and
//! `\` makes what follows it mean itself.

use rustc_hash::FxHashMap;

use crate::identity::{self, IdPattern, Piece};

/// A pattern of full ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdGlob {
    /// As written.
    pub written: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Character(char),
    /// `*`
    WithoutSlash,
    /// `**`
    Any,
}

impl IdGlob {
    /// Reads a pattern; every text is one.
    #[must_use]
    pub fn new(written: &str) -> IdGlob {
        let mut parts = Vec::new();
        let mut rest = written.chars().peekable();
        while let Some(character) = rest.next() {
            parts.push(match character {
                '\\' => Part::Character(rest.next().unwrap_or('\\')),
                '*' if rest.next_if_eq(&'*').is_some() => Part::Any,
                '*' => Part::WithoutSlash,
                character => Part::Character(character),
            });
        }
        IdGlob { written: written.to_owned(), parts }
    }

    /// Whether it means the benchmark with this full id.
    #[must_use]
    pub fn matches(&self, id: &str) -> bool {
        let mut rest = id.chars();
        let mut parts = self.parts.as_slice();
        while let [Part::Character(character), others @ ..] = parts {
            if rest.next() != Some(*character) {
                return false;
            }
            parts = others;
        }
        if parts.is_empty() {
            return rest.next().is_none();
        }
        let id: Vec<char> = rest.collect();
        // Which lengths of the id the parts so far can have taken up.
        let mut reached = vec![false; id.len() + 1];
        reached[0] = true;
        for part in parts {
            let mut next = vec![false; id.len() + 1];
            for at in (0..=id.len()).filter(|&at| reached[at]) {
                match part {
                    Part::Character(character) => {
                        if id.get(at) == Some(character) {
                            next[at + 1] = true;
                        }
                    }
                    Part::WithoutSlash | Part::Any => {
                        let stops = |character: &char| *part == Part::WithoutSlash && *character == '/';
                        let length = id[at..].iter().take_while(|character| !stops(character)).count();
                        next[at..=at + length].fill(true);
                    }
                }
            }
            reached = next;
        }
        reached[id.len()]
    }

    /// What every id begins with that it means: all before the first star.
    fn beginning(&self) -> String {
        let characters = self.parts.iter().map_while(|part| match part {
            Part::Character(character) => Some(*character),
            Part::WithoutSlash | Part::Any => None,
        });
        characters.collect()
    }

    /// Whether some id may fit both it and what source tells of a call's ids.
    #[must_use]
    pub fn may_mean(&self, pattern: &IdPattern) -> bool {
        let parts = [&pattern.group, &pattern.function, &pattern.value];
        let known = parts.into_iter().filter(|part| **part != identity::Part::Absent).map(|part| match part {
            identity::Part::Absent | identity::Part::Any => vec![Part::Any],
            identity::Part::Literal(text) => text.chars().map(Part::Character).collect(),
            identity::Part::Pattern(pieces) => pieces
                .iter()
                .flat_map(|piece| match piece {
                    Piece::Text(text) => text.chars().map(Part::Character).collect(),
                    Piece::Hole => vec![Part::Any],
                })
                .collect(),
        });
        let known: Vec<Vec<Part>> = known.collect();
        meet(&self.parts, &known.join(&Part::Character('/')))
    }
}

/// Patterns by what the ids begin with that they mean, so that an id is held against those few that may mean it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdGlobs {
    /// Each with its number.
    by_beginning: FxHashMap<String, Vec<(usize, IdGlob)>>,
    /// The lengths of the beginnings, in bytes, each once, ascending.
    lengths: Vec<usize>,
}

impl FromIterator<(usize, IdGlob)> for IdGlobs {
    /// Each pattern has a number, by which it is told from others.
    fn from_iter<I: IntoIterator<Item = (usize, IdGlob)>>(globs: I) -> IdGlobs {
        let mut all = IdGlobs::default();
        for (number, glob) in globs {
            all.by_beginning.entry(glob.beginning()).or_default().push((number, glob));
        }
        all.lengths = all.by_beginning.keys().map(String::len).collect();
        all.lengths.sort_unstable();
        all.lengths.dedup();
        all
    }
}

impl IdGlobs {
    /// The numbers of those that mean the benchmark with this full id.
    pub fn meaning<'g>(&'g self, id: &'g str) -> impl Iterator<Item = usize> {
        let beginnings = self.lengths.iter().map_while(move |&length| (length <= id.len()).then(|| id.get(..length)));
        let near = beginnings.flatten().filter_map(|beginning| self.by_beginning.get(beginning)).flatten();
        near.filter(move |(_, glob)| glob.matches(id)).map(|(number, _)| *number)
    }
}

/// Whether a text fits both.
fn meet(one: &[Part], other: &[Part]) -> bool {
    let takes = |part: &Part, character: char| match part {
        Part::Character(own) => *own == character,
        Part::WithoutSlash => character != '/',
        Part::Any => true,
    };
    let is_star = |part: Option<&Part>| matches!(part, Some(Part::WithoutSlash | Part::Any));
    let mut seen = vec![false; (one.len() + 1) * (other.len() + 1)];
    let mut open = vec![(0, 0)];
    while let Some((at, beside)) = open.pop() {
        if (at, beside) == (one.len(), other.len()) {
            return true;
        }
        if std::mem::replace(&mut seen[at * (other.len() + 1) + beside], true) {
            continue;
        }
        // A star may take nothing more.
        if is_star(one.get(at)) {
            open.push((at + 1, beside));
        }
        if is_star(other.get(beside)) {
            open.push((at, beside + 1));
        }
        match (one.get(at), other.get(beside)) {
            (Some(Part::Character(own)), Some(star)) if takes(star, *own) => {
                open.push((at + 1, if is_star(Some(star)) { beside } else { beside + 1 }));
            }
            (Some(star), Some(Part::Character(own))) if takes(star, *own) => open.push((at, beside + 1)),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_source_knows_in_part_may_be_meant() {
        let part = |text: &str| match text {
            "*" => identity::Part::Any,
            text => match text.split_once('*') {
                Some((before, _)) => identity::Part::Pattern(vec![Piece::Text(before.to_owned()), Piece::Hole]),
                None => identity::Part::Literal(text.to_owned()),
            },
        };
        for (glob, group, function, may) in [
            ("search/1000", "search", "*", true),
            ("search/1000", "search", "size *", false),
            ("search/size 5", "search", "size *", true),
            ("other/*", "search", "*", false),
            ("**/x", "*", "x", true),
            ("a*", "ab", "c", false),
            ("a**", "ab", "c", true),
            ("*/y", "*", "x", false),
        ] {
            let value = identity::Part::Absent;
            let pattern = IdPattern { group: part(group), function: part(function), value };
            assert_eq!(IdGlob::new(glob).may_mean(&pattern), may, "{glob} {group} {function}");
        }
    }

    #[test]
    fn of_many_patterns_those_that_mean_an_id_are_found_as_if_each_was_asked() {
        let globs = ["search/*", "search/1000", "**", "*", "se*/1*", "ü*", "a\\*b", "", "search/1000/x"];
        let all: IdGlobs = globs.iter().map(|glob| IdGlob::new(glob)).enumerate().collect();
        for id in ["search/1000", "search/10", "ü", "üx/y", "a*b", "", "s", "search/1000/x"] {
            let mut found: Vec<&str> = all.meaning(id).map(|number| globs[number]).collect();
            found.sort_unstable();
            let mut each: Vec<&str> = globs.into_iter().filter(|glob| IdGlob::new(glob).matches(id)).collect();
            each.sort_unstable();
            assert_eq!(found, each, "{id}");
        }
    }

    #[test]
    fn a_star_stops_at_a_slash_and_two_do_not() {
        for (pattern, id, matches) in [
            ("search_scaling/1000", "search_scaling/1000", true),
            ("search_scaling/1000", "search_scaling/10000", false),
            ("search_scaling/*", "search_scaling/1000", true),
            ("search_scaling/*", "search_scaling/a/b", false),
            ("registry/**", "registry/a/b", true),
            ("registry/**", "registry", false),
            ("*", "", true),
            ("a\\*b", "a*b", true),
            ("a\\*b", "axb", false),
            ("ünï*", "ünïcode", true),
            ("a*b*c", "aXbYbZc", true),
            ("**x", "a/b/x", true),
        ] {
            assert_eq!(IdGlob::new(pattern).matches(id), matches, "{pattern} {id}");
        }
    }
}
