//! Conditions: how much of something a target is about, as `for 1000+ peers`, `(<1000 pkg)` or `≥ 10k nodes`.

use std::ops;

use super::limits::{Sense, comparison};
use super::tokens::{Kind, Token};
use super::units::{Unit, quantity};
use super::words::is_one_of;
use super::{Amount, Condition};

/// A condition, and the tokens that it takes up, brackets and "for" included.
pub(super) struct Found {
    pub(super) condition: Condition,
    pub(super) tokens: ops::Range<usize>,
}

/// The first condition within these tokens.
pub(super) fn find(text: &str, tokens: &[Token], within: ops::Range<usize>) -> Option<Found> {
    within.clone().find_map(|at| starting_at(text, &tokens[..within.end], at))
}

/// The condition that begins with this token.
pub(super) fn starting_at(text: &str, tokens: &[Token], at: usize) -> Option<Found> {
    let first = tokens.get(at)?;
    let word = first.word();
    // `(<1000 pkg)`, `[1000 packages]`, `(for 1000 packages)`
    if let Kind::Mark(mark @ ('(' | '[')) = first.kind {
        let close = if mark == '(' { ')' } else { ']' };
        let lead = if is_count(tokens, at + 1) { 2 } else { usize::from(leads(tokens.get(at + 1)?)) };
        let (condition, end) = amount(text, tokens, at + 1 + lead, true)?;
        // More words may stand there, as long as the bracket has no other number.
        let rest = tokens[end..].iter().take_while(|it| !it.is_mark(close));
        let length = rest.clone().count();
        let other_number = rest.clone().any(|it| matches!(it.kind, Kind::Number { .. }));
        let after = (end + length + 1).min(tokens.len());
        return (!other_number).then_some(Found { condition, tokens: at..after });
    }
    if leads(first) {
        // `for up to 1000 packages`; a number without a noun is one only behind `@` and `for`.
        let (condition, end) = amount(text, tokens, at + 1, first.is_mark('@') || word == "for")?;
        return Some(Found { condition, tokens: at..end });
    }
    if is_count(tokens, at) {
        let (condition, end) = amount(text, tokens, at + 2, true)?;
        return Some(Found { condition, tokens: at..end });
    }
    // `≥ 10k nodes`
    comparison(tokens, at)?;
    let (condition, end) = amount(text, tokens, at, false)?;
    Some(Found { condition, tokens: at..end })
}

/// `n=1000`
fn is_count(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|it| it.word() == "n") && tokens.get(at + 1).is_some_and(|it| it.is_mark('='))
}

fn leads(token: &Token) -> bool {
    const LEADS: &str = "across at for given of on when with";
    token.is_mark('@') || is_one_of(LEADS, token.word())
}

/// An amount of something that is neither a time nor bytes nor a share, and the token after it.
pub(super) fn amount(text: &str, tokens: &[Token], at: usize, noun_optional: bool) -> Option<(Condition, usize)> {
    let (sense, number) = match comparison(tokens, at) {
        Some((sense, _, after)) => (sense, after),
        None => (Sense::Bare, at),
    };
    let number = number + usize::from(tokens.get(number)?.kind == Kind::About);
    let (mut count, mut last) = match &tokens.get(number)?.kind {
        Kind::Number { value, .. } => (*value, number),
        _ => return None,
    };
    let mut sense = sense;
    // `100-1000 peers`: the most is the strictest.
    if let (Some(Kind::Dash | Kind::Dots), Some(Kind::Number { value, .. })) =
        (tokens.get(last + 1).map(|it| &it.kind), tokens.get(last + 2).map(|it| &it.kind))
    {
        (count, last) = (*value, last + 2);
        sense = Sense::Most { inclusive: true };
    }
    let unit = quantity(text, tokens, last)?.unit;
    if matches!(unit, Unit::Known(_) | Unit::Factor | Unit::Rate(_)) {
        return None;
    }
    let mut end = last + 1;
    if tokens.get(end).is_some_and(|it| it.is_mark('+') && it.glued) {
        sense = Sense::Least { inclusive: true };
        end += 1;
    }
    if tokens.get(end).is_some_and(|it| is_one_of(NO_SIZES, it.word())) {
        return None;
    }
    let of = noun(text, tokens, &mut end);
    // A number alone may be a year or the number of a chapter.
    let is_year = (1900.0..2100.0).contains(&count) && sense == Sense::Bare;
    if of.is_empty() && (!noun_optional || is_year || (sense == Sense::Bare && count < 10.0)) {
        return None;
    }
    let amount = match sense {
        Sense::Most { .. } => Amount::AtMost(count),
        Sense::Least { .. } => Amount::AtLeast(count),
        Sense::About | Sense::Between | Sense::Bare => Amount::Exactly(count),
    };
    let written = text[tokens[at].start..tokens[end - 1].end].to_owned();
    Some((Condition { written, amount, of }, end))
}

/// What is counted without being the size of an input; `99th`.
const NO_SIZES: &str =
    "am day days iterations month months nd pm rd run runs samples st th time times week weeks x year years";

/// What is counted: of up to three words the first that is a plural, else the first.
fn noun(text: &str, tokens: &[Token], end: &mut usize) -> String {
    const STOPS: &str = "a above after and are as at before below but by each for from if in is met of on or over \
        per than the to using vs was when with";
    let words = tokens[*end..].iter().take(3).enumerate();
    let words = words.take_while(|(offset, it)| {
        let joined = it.glued && *offset > 0;
        !it.word().is_empty() && it.word() != "%" && !is_one_of(STOPS, it.word()) && !joined
    });
    let words: Vec<&Token> = words.map(|(_, it)| it).collect();
    let plural = words.iter().position(|it| it.word().ends_with('s')).unwrap_or(0);
    match words.get(plural) {
        Some(word) => {
            *end += plural + 1;
            text[word.start..word.end].to_owned()
        }
        None => String::new(),
    }
}
