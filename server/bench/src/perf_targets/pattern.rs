//! Which benchmarks a performance target is about: Criterion's full id, in which `*` stands for text without `/`, `**` for any text, and
//! `\` makes what follows it mean itself.

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
        let id: Vec<char> = id.chars().collect();
        // Which lengths of the id the parts so far can have taken up.
        let mut reached = vec![false; id.len() + 1];
        reached[0] = true;
        for part in &self.parts {
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
}

#[cfg(test)]
mod tests {
    use super::*;

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
