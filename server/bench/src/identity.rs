//! How a benchmark is told from others. Criterion keeps three parts apart, and only together do they name it: `g/a/b` may be
//! the function `a/b` of the group `g`, or the value `b` of the function `a`. Source often knows a part only as a pattern.

/// The id of a benchmark that ran, as Criterion's `benchmark.json` has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BenchmarkId {
    /// `group_id`; of `bench_function("x", …)` outside any group, `x`.
    pub group: String,
    /// `function_id`.
    pub function: Option<String>,
    /// `value_str`: the parameter, as it was printed.
    pub value: Option<String>,
}

/// What source tells of an id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdPattern {
    /// Of [`BenchmarkId::group`]; never [`Part::Absent`].
    pub group: Part,
    /// Of [`BenchmarkId::function`].
    pub function: Part,
    /// Of [`BenchmarkId::value`].
    pub value: Part,
}

/// What source tells of one part of an id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The id has no such part.
    Absent,
    /// This very text.
    Literal(String),
    /// Text with holes, as of `format!`: at least one of each.
    Pattern(Vec<Piece>),
    /// Some text, of which nothing is known.
    Any,
}

/// A stretch of a [`Part::Pattern`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Piece {
    /// This very text, not empty.
    Text(String),
    /// Any text, perhaps none.
    Hole,
}

impl BenchmarkId {
    /// The id that Criterion takes after `--exact`: its parts, joined by `/`.
    #[must_use]
    pub fn full(&self) -> String {
        let parts = [Some(&self.group), self.function.as_ref(), self.value.as_ref()];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("/")
    }
}

impl IdPattern {
    /// Whether the benchmark may be one of those that source means.
    #[must_use]
    pub fn matches(&self, id: &BenchmarkId) -> bool {
        self.group.matches(Some(&id.group))
            && self.function.matches(id.function.as_deref())
            && self.value.matches(id.value.as_deref())
    }

    /// The full id, with `*` for what source does not tell, and for stars.
    #[must_use]
    pub fn written(&self) -> String {
        let text = |part: &Part| match part {
            Part::Absent => None,
            Part::Literal(text) => Some(text.clone()),
            Part::Any => Some("*".to_owned()),
            Part::Pattern(pieces) => Some(
                pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::Text(text) => text.as_str(),
                        Piece::Hole => "*",
                    })
                    .collect(),
            ),
        };
        [&self.group, &self.function, &self.value].into_iter().filter_map(text).collect::<Vec<_>>().join("/")
    }

    /// How many bytes its texts have.
    pub(crate) fn bytes(&self) -> usize {
        let bytes = |part: &Part| match part {
            Part::Absent | Part::Any => 0,
            Part::Literal(text) => text.len(),
            Part::Pattern(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => text.len() + size_of::<Piece>(),
                    Piece::Hole => size_of::<Piece>(),
                })
                .sum(),
        };
        bytes(&self.group) + bytes(&self.function) + bytes(&self.value)
    }

    /// The one id that it can mean, if its parts are all literal.
    #[must_use]
    pub fn exact(&self) -> Option<BenchmarkId> {
        let literal = |part: &Part| match part {
            Part::Absent => Some(None),
            Part::Literal(text) => Some(Some(text.clone())),
            Part::Pattern(_) | Part::Any => None,
        };
        Some(BenchmarkId {
            group: literal(&self.group)??,
            function: literal(&self.function)?,
            value: literal(&self.value)?,
        })
    }
}

impl Part {
    /// Whether a part of an id may be what source means; `None` where the id has none.
    #[must_use]
    pub fn matches(&self, part: Option<&str>) -> bool {
        match (self, part) {
            (Part::Absent, part) => part.is_none(),
            (_, None) => false,
            (Part::Any, Some(_)) => true,
            (Part::Literal(text), Some(part)) => text == part,
            (Part::Pattern(pieces), Some(part)) => fits(pieces, part),
        }
    }
}

/// Whether `text` is made of these pieces. Each stretch of text is taken where it first occurs, which leaves the most to what
/// comes after it; the last one has to end the text.
fn fits(pieces: &[Piece], text: &str) -> bool {
    let mut rest = text;
    let mut after_hole = false;
    for (number, piece) in pieces.iter().enumerate() {
        let Piece::Text(text) = piece else {
            after_hole = true;
            continue;
        };
        let is_last = number + 1 == pieces.len();
        let found = match (after_hole, is_last) {
            (false, _) => rest.strip_prefix(text.as_str()),
            (true, true) => rest.strip_suffix(text.as_str()).map(|_| ""),
            (true, false) => rest.split_once(text.as_str()).map(|(_, rest)| rest),
        };
        let Some(found) = found else { return false };
        rest = found;
        after_hole = false;
    }
    after_hole || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(group: &str, function: Option<&str>, value: Option<&str>) -> BenchmarkId {
        let owned = |part: Option<&str>| part.map(str::to_owned);
        BenchmarkId { group: group.to_owned(), function: owned(function), value: owned(value) }
    }

    /// `{}` is a hole.
    fn pattern(text: &str) -> Part {
        let mut pieces = Vec::new();
        for (number, text) in text.split("{}").enumerate() {
            if number > 0 {
                pieces.push(Piece::Hole);
            }
            if !text.is_empty() {
                pieces.push(Piece::Text(text.to_owned()));
            }
        }
        Part::Pattern(pieces)
    }

    #[test]
    fn the_same_text_may_be_other_parts() {
        let one = id("g", Some("a/b"), None);
        let other = id("g", Some("a"), Some("b"));
        assert_eq!(one.full(), other.full());
        let pattern = IdPattern {
            group: Part::Literal("g".to_owned()),
            function: Part::Literal("a".to_owned()),
            value: Part::Literal("b".to_owned()),
        };
        assert!(pattern.matches(&other) && !pattern.matches(&one));
        assert_eq!(pattern.exact(), Some(other));
    }

    #[test]
    fn holes_take_any_text_and_pieces_their_own() {
        for (pieces, text, fits) in [
            ("{}", "", true),
            ("size {}", "size 10", true),
            ("size {}", "Size 10", false),
            ("{} kB", "10 kB", true),
            ("{} kB", "10 kBs", false),
            ("{}/{}", "a/b/c", true),
            ("{}ab{}", "xaab", true),
            ("a{}a", "a", false),
            ("a{}b{}b", "ab", false),
            ("a{}b{}b", "abcb", true),
            ("{}b", "abb", true),
            ("ünï{}", "ünïcode", true),
        ] {
            assert_eq!(pattern(pieces).matches(Some(text)), fits, "{pieces} {text}");
        }
    }

    #[test]
    fn a_part_that_is_there_is_not_absent() {
        assert!(Part::Absent.matches(None) && !Part::Absent.matches(Some("")));
        assert!(Part::Any.matches(Some("")) && !Part::Any.matches(None));
        assert!(!pattern("{}").matches(None));
    }
}
