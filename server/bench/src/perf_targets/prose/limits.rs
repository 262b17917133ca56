//! Phrases that say how much: `< 100 ms`, `under 5 seconds`, `~200-500ms`, `1–3 s`. Which of them is a promise is decided elsewhere.

use std::ops;

use super::tokens::{Kind, Token};
use super::units::{Quantity, Unit, quantity};

/// What a phrase says of its quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sense {
    Most {
        inclusive: bool,
    },
    Least {
        inclusive: bool,
    },
    /// `~50MB`
    About,
    /// `1-3s`
    Between,
    /// A mere number.
    Bare,
}

/// A quantity, or two, with what is said of them.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub(super) tokens: ops::Range<usize>,
    pub(super) sense: Sense,
    pub(super) lower: Quantity,
    pub(super) upper: Quantity,
    /// Whether it says so by a sign, or by words that mean nothing else.
    pub(super) explicit: bool,
}

impl Phrase {
    pub(super) fn is_known(&self) -> bool {
        matches!(self.upper.unit, Unit::Known(_))
    }

    pub(super) fn is_comparison(&self) -> bool {
        matches!(self.sense, Sense::Most { .. } | Sense::Least { .. })
    }

    /// As limits and ranges are written; a lone `~X` is a range too.
    pub(super) fn canonical(&self) -> String {
        let sign = match self.sense {
            Sense::Most { inclusive: false } => "<",
            Sense::Most { inclusive: true } => "<=",
            Sense::Least { inclusive: false } => ">",
            Sense::Least { inclusive: true } => ">=",
            Sense::About | Sense::Between | Sense::Bare => {
                return format!("{}..{}", self.lower.canonical(), self.upper.canonical());
            }
        };
        let is_least = matches!(self.sense, Sense::Least { .. });
        format!("{sign}{}", if is_least { &self.lower } else { &self.upper }.canonical())
    }
}

/// All phrases of a text, in order.
pub(super) fn phrases(text: &str, tokens: &[Token]) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match phrase(text, tokens, at) {
            Some(phrase) => {
                at = phrase.tokens.end;
                phrases.push(phrase);
            }
            None => at += 1,
        }
    }
    phrases
}

fn phrase(text: &str, tokens: &[Token], at: usize) -> Option<Phrase> {
    if let Some((sense, explicit, after)) = comparison(tokens, at) {
        let amount = skip(tokens, skip(tokens, after, &Kind::About), &Kind::Mark('['));
        let amount = skip(tokens, amount, &Kind::Mark('$'));
        let (lower, upper) = range(text, tokens, amount).or_else(|| single(text, tokens, amount))?;
        return Some(Phrase { tokens: at..upper.end, sense, lower, upper, explicit });
    }
    if let Some(after) = about(tokens, at) {
        // `~<100ms` is a limit nevertheless.
        if comparison(tokens, after).is_some() {
            return phrase(text, tokens, after).map(|it| Phrase { tokens: at..it.tokens.end, ..it });
        }
        let (lower, upper) = range(text, tokens, after).or_else(|| single(text, tokens, after))?;
        return Some(Phrase { tokens: at..upper.end, sense: Sense::About, lower, upper, explicit: true });
    }
    let between = usize::from(tokens[at].word() == "between");
    if let Some((lower, upper)) = range(text, tokens, at + between) {
        return Some(Phrase { tokens: at..upper.end, sense: Sense::Between, lower, upper, explicit: true });
    }
    let bare = quantity(text, tokens, at)?;
    let (sense, end) = behind(tokens, &bare).unwrap_or((Sense::Bare, bare.end));
    Some(Phrase { tokens: at..end, sense, lower: bare.clone(), upper: bare, explicit: false })
}

fn single(text: &str, tokens: &[Token], at: usize) -> Option<(Quantity, Quantity)> {
    let quantity = quantity(text, tokens, at)?;
    Some((quantity.clone(), quantity))
}

fn skip(tokens: &[Token], at: usize, kind: &Kind) -> usize {
    at + usize::from(tokens.get(at).is_some_and(|it| it.kind == *kind))
}

/// What compares, whether it is explicit, and the token after it.
pub(super) fn comparison(tokens: &[Token], at: usize) -> Option<(Sense, bool, usize)> {
    const MOST: Sense = Sense::Most { inclusive: true };
    const LESS: Sense = Sense::Most { inclusive: false };
    const LEAST: Sense = Sense::Least { inclusive: true };
    const MORE: Sense = Sense::Least { inclusive: false };
    const WORDS: [(&[&str], Sense, bool); 36] = [
        (&["no", "more", "than"], MOST, true),
        (&["not", "more", "than"], MOST, true),
        (&["no", "longer", "than"], MOST, true),
        (&["no", "less", "than"], LEAST, true),
        (&["not", "less", "than"], LEAST, true),
        (&["not", "exceed"], MOST, false),
        (&["not", "exceeding"], MOST, false),
        (&["less", "than"], LESS, true),
        (&["fewer", "than"], LESS, true),
        (&["lower", "than"], LESS, true),
        (&["faster", "than"], LESS, true),
        (&["shorter", "than"], LESS, true),
        (&["smaller", "than"], LESS, true),
        (&["more", "than"], MORE, true),
        (&["greater", "than"], MORE, false),
        (&["higher", "than"], MORE, false),
        (&["better", "than"], MORE, false),
        (&["larger", "than"], MORE, false),
        (&["bigger", "than"], MORE, false),
        (&["longer", "than"], MORE, false),
        (&["slower", "than"], MORE, false),
        (&["at", "most"], MOST, true),
        (&["at", "least"], LEAST, true),
        (&["up", "to"], MOST, false),
        (&["max", "."], MOST, false),
        (&["maximum", "of"], MOST, false),
        (&["minimum", "of"], LEAST, false),
        (&["max"], MOST, false),
        (&["maximum"], MOST, false),
        (&["minimum"], LEAST, false),
        (&["within"], MOST, false),
        (&["under"], LESS, true),
        (&["below"], LESS, true),
        (&["over"], MORE, false),
        (&["above"], MORE, false),
        (&["exceeds"], MORE, false),
    ];
    if let Kind::Sign { is_most, inclusive } = tokens.get(at)?.kind {
        let sense = if is_most { Sense::Most { inclusive } } else { Sense::Least { inclusive } };
        return Some((sense, true, at + 1));
    }
    // `sub-100ms`
    if tokens[at].word() == "sub" && tokens.get(at + 1).is_some_and(|it| it.kind == Kind::Dash) {
        return Some((LESS, true, at + 2));
    }
    let says =
        |at: usize, word: &str| tokens.get(at).is_some_and(|it| it.word() == word || word == "." && it.is_mark('.'));
    let found =
        WORDS.iter().find(|(words, ..)| words.iter().enumerate().all(|(offset, word)| says(at + offset, word)))?;
    let (words, sense, explicit) = *found;
    // `under the 100ms of …`
    Some((sense, explicit, at + words.len() + usize::from(says(at + words.len(), "the"))))
}

/// The token after a word or sign for "about".
fn about(tokens: &[Token], at: usize) -> Option<usize> {
    let token = tokens.get(at)?;
    let says = token.kind == Kind::About
        || matches!(token.word(), "about" | "around" | "approx" | "approximately" | "roughly" | "circa" | "ca");
    says.then(|| skip(tokens, at + 1, &Kind::Mark('.')))
}

/// `1-3s`, `200ms–1s`, `1..3s`, `1 to 3 seconds`, `1 and 3 s` behind "between"; the lower end first.
fn range(text: &str, tokens: &[Token], at: usize) -> Option<(Quantity, Quantity)> {
    let mut lower = quantity(text, tokens, at)?;
    let between = tokens.get(lower.end)?;
    let after_between = at > 0 && tokens[at - 1].word() == "between";
    let joins = matches!(between.kind, Kind::Dash | Kind::Dots)
        || between.word() == "to"
        || after_between && between.word() == "and";
    if !joins {
        return None;
    }
    let upper = quantity(text, tokens, skip(tokens, lower.end + 1, &Kind::About))?;
    // `$80-120k` has money below; of `80-120k` nobody knows what the 80 are.
    let thousands = |it: &Quantity| it.unit == Unit::None && text[..tokens[it.end - 1].end].ends_with(['k', 'K']);
    if thousands(&lower) != thousands(&upper) {
        return None;
    }
    if lower.unit == Unit::None {
        lower.unit = upper.unit.clone();
    }
    let read = super::super::parse_range(&format!("{}..{}", lower.canonical(), upper.canonical()));
    (read.is_ok() && matches!(lower.unit, Unit::Known(_)) == matches!(upper.unit, Unit::Known(_)))
        .then_some((lower, upper))
}

/// `100ms or less`, `100ms max`, `95%+`.
fn behind(tokens: &[Token], quantity: &Quantity) -> Option<(Sense, usize)> {
    let at = quantity.end;
    let next = tokens.get(at)?;
    match (next.word(), tokens.get(at + 1).map_or("", Token::word)) {
        ("or", "less" | "fewer" | "faster" | "lower" | "better") if quantity.unit != Unit::Known("%") => {
            Some((Sense::Most { inclusive: true }, at + 2))
        }
        ("or", "less" | "fewer" | "lower") => Some((Sense::Most { inclusive: true }, at + 2)),
        ("or", "more" | "higher" | "greater" | "better") => Some((Sense::Least { inclusive: true }, at + 2)),
        ("max" | "maximum", _) => Some((Sense::Most { inclusive: true }, at + 1)),
        ("minimum", _) => Some((Sense::Least { inclusive: true }, at + 1)),
        _ if next.is_mark('+') && next.glued && quantity.unit == Unit::Known("%") => {
            Some((Sense::Least { inclusive: true }, at + 1))
        }
        _ => None,
    }
}
