//! Which phrases of a sentence or a cell are promises, and what belongs to each: the condition behind it, and what is expected
//! besides. What was (`down from >500ms`) is no promise.

use std::ops;

use super::super::{Limit, Range, parse_limit, parse_range};
use super::limits::{Phrase, Sense};
use super::tokens::{Kind, Token};
use super::words::{self, is_one_of};
use super::{Condition, condition};

/// A sentence or a cell, read.
pub(super) struct Sentence<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) phrases: &'a [Phrase],
}

/// One promise, by the tokens of its sentence.
#[derive(Debug)]
pub(super) struct Promise {
    /// What stands before it, from the promise before on.
    pub(super) lead: ops::Range<usize>,
    pub(super) limit: ops::Range<usize>,
    pub(super) must: Option<Limit>,
    pub(super) expect: Option<Range>,
    pub(super) condition: Option<Condition>,
    /// Whether it compares by a sign or by words that mean nothing else.
    pub(super) explicit: bool,
    /// What the limit is for each of: `per file`.
    pub(super) per: Option<ops::Range<usize>>,
    /// The token after all that belongs to it.
    pub(super) tail: usize,
}

/// More than one limit, and nothing that tells which is about what.
#[derive(Debug)]
pub(super) struct Ambiguous;

/// The promises of a sentence among the phrases that are accepted.
pub(super) fn promises(
    sentence: &Sentence<'_>,
    within: ops::Range<usize>,
    accepts: impl Fn(&Phrase) -> bool,
) -> Result<Vec<Promise>, Ambiguous> {
    let inside = |it: &&Phrase| within.start <= it.tokens.start && it.tokens.end <= within.end;
    let candidates = sentence.phrases.iter().filter(inside);
    let candidates: Vec<&Phrase> = candidates.filter(|it| accepts(it) && !is_history(sentence, it)).collect();
    let mut found: Vec<Promise> = Vec::new();
    for &phrase in &candidates {
        let start = found.last().map_or(within.start, |before| before.tail);
        let mut promise = Promise::new(sentence, phrase, start.min(phrase.tokens.start), &candidates, within.end);
        let Some(before) = found.last_mut() else {
            found.push(promise);
            continue;
        };
        let lead = &sentence.tokens[promise.lead.clone()];
        let separators = lead.iter().take_while(|it| separates(it)).count();
        let lead = &lead[separators..];
        let silent = lead.iter().all(|it| it.word().is_empty() || is_softening(it.word()));
        let is_softened = lead.iter().any(|it| is_softening(it.word()));
        promise.lead.start += separators;
        if silent && !phrase.is_comparison() && before.must.is_some() && before.expect.is_none() {
            before.expect = parse_range(&phrase.canonical()).ok();
            before.tail = promise.tail;
        } else if silent && is_softened && separators > 0 {
            // What would be nice is no promise.
            before.tail = promise.tail;
        } else if silent && before.condition.is_some() && promise.condition.is_some() || !silent && separators > 0 {
            found.push(promise);
        } else {
            return Err(Ambiguous);
        }
    }
    Ok(found)
}

impl Promise {
    fn new(sentence: &Sentence<'_>, phrase: &Phrase, start: usize, candidates: &[&Phrase], end: usize) -> Promise {
        let canonical = phrase.canonical();
        let (must, expect) = match phrase.sense {
            Sense::About => (None, parse_range(&canonical).ok()),
            _ => (parse_limit(&canonical).ok(), None),
        };
        let mut promise = Promise {
            lead: start..phrase.tokens.start,
            limit: phrase.tokens.clone(),
            must,
            expect,
            condition: None,
            explicit: phrase.explicit && phrase.is_comparison(),
            per: None,
            tail: phrase.tokens.end,
        };
        let starts_with_candidate =
            |from: usize, to: usize| candidates.iter().any(|it| (from..to).contains(&it.tokens.start));
        while let Some(next) = promise.behind(sentence, end) {
            if starts_with_candidate(promise.tail, next) {
                break;
            }
            promise.tail = next;
        }
        promise
    }

    /// The token after the next thing that belongs to it.
    fn behind(&mut self, sentence: &Sentence<'_>, end: usize) -> Option<usize> {
        let tokens = &sentence.tokens[..end];
        let token = tokens.get(self.tail)?;
        let word = |offset: usize| tokens.get(self.tail + offset).map_or("", Token::word);
        if let Some(found) = condition::starting_at(sentence.text, tokens, self.tail) {
            // `<100ms (p95), <1s for 1000` has one condition only, that of the second.
            let before_it = self.condition.is_none();
            if before_it {
                self.condition = Some(found.condition);
            }
            return before_it.then_some(found.tokens.end);
        }
        if let Kind::Mark(mark @ ('(' | '[')) = token.kind {
            let close = if mark == '(' { ')' } else { ']' };
            let length = tokens[self.tail..].iter().position(|it| it.is_mark(close))?;
            return Some(self.tail + length + 1);
        }
        let is_closed = token.is_mark(')') || token.is_mark(']') || token.is_mark('"') || token.is_mark('\'');
        match token.word() {
            "end" if word(2) == "to" && word(4) == "end" => Some(self.tail + 5),
            "per" | "each" if !word(1).is_empty() => {
                self.per = Some(self.tail..self.tail + 2);
                Some(self.tail + 2)
            }
            "vs" | "versus" => {
                let dot = usize::from(tokens.get(self.tail + 1).is_some_and(|it| it.is_mark('.')));
                Some((self.tail + 2 + dot).min(end))
            }
            "met" | "passed" | "ok" | "target" | "goal" | "budget" | "slo" | "average" | "mean" | "median" => {
                Some(self.tail + 1)
            }
            _ => is_closed.then_some(self.tail + 1),
        }
    }
}

fn separates(token: &Token) -> bool {
    [',', '/', '|', '&', '(', '+'].into_iter().any(|mark| token.is_mark(mark)) || matches!(token.word(), "and" | "or")
}

fn is_softening(word: &str) -> bool {
    const WORDS: &str = "acceptable aim average avg best expect expected hopefully ideal ideally mean median \
        normally often preferably stretch typical typically usually";
    is_one_of(WORDS, word)
}

/// Whether a phrase tells what was: `was >2s`, `from 500ms to <100ms`, `500ms → 80ms`.
pub(super) fn is_history(sentence: &Sentence<'_>, phrase: &Phrase) -> bool {
    let tokens = sentence.tokens;
    let ends_phrase = |at: usize| sentence.phrases.iter().any(|it| it.tokens.end == at);
    let opens = |it: &Token| ['(', ':', '=', '['].into_iter().any(|mark| it.is_mark(mark));
    let mut start = phrase.tokens.start;
    while start > 0 && opens(&tokens[start - 1]) {
        start -= 1;
    }
    let behind = tokens.get(phrase.tokens.end);
    let reported = behind.is_some_and(|it| {
        it.kind == Kind::Arrow || matches!(it.word(), "achieved" | "measured" | "actual" | "previously" | "before")
    });
    let Some(last) = start.checked_sub(1) else { return reported };
    let before_last = last.checked_sub(1).map_or("", |at| tokens[at].word());
    reported
        || words::is_past(tokens[last].word())
        || tokens[last].kind == Kind::Arrow && ends_phrase(last)
        || tokens[last].word() == "to" && (words::is_change(before_last) || ends_phrase(last))
        || tokens[last].word() == "of" && before_last == "instead"
}
