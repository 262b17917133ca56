//! What a target is called: what stands before its limit, without the words that only lead to it, and without the condition.

use std::ops;

use super::promises::Sentence;
use super::tokens::{Kind, Token, is_ornament, tokens};
use super::words::{self, is_one_of};
use super::{Condition, condition};

/// A name, and the condition that stood in it.
#[derive(Debug, Default)]
pub(super) struct Name {
    pub(super) name: String,
    pub(super) condition: Option<Condition>,
}

/// Words that lead from a name to its limit: `search *should be* <100ms`.
const LINKS: &str = "achieve achieves achieving always an and are at be being budget by complete completed completes \
    currently ensure expected finish finishes for goal has have in is it keep keeps maintain maintains meet meets \
    must needs not now objective of on only our previously reach reaches remain remains respond responds return \
    returned returns runs shall should slo stay stays sub take takes target targeted targeting targets that the to \
    typically use uses using usually was were will with within";

/// Words before the name of what is to be reached.
const GOAL_VERBS: &str =
    "achieve and bring for of cut ensure get goal keep maintain make or our reach reduce target the with";

/// The name that the tokens before a limit say.
pub(super) fn before_limit(sentence: &Sentence<'_>, tokens: ops::Range<usize>) -> Name {
    let mut found = without_condition(sentence, tokens, trimmed);
    // `Search (cold <1s)`
    if found.name.matches('(').count() > found.name.matches(')').count() {
        found.name = found.name.replacen('(', "", 1);
    }
    found
}

/// The name that a cell of its own says.
pub(super) fn of_cell(sentence: &Sentence<'_>) -> Name {
    without_condition(sentence, 0..sentence.tokens.len(), plain)
}

fn without_condition(
    sentence: &Sentence<'_>,
    tokens: ops::Range<usize>,
    trimmed: fn(&Sentence<'_>, ops::Range<usize>) -> String,
) -> Name {
    let found = condition::find(sentence.text, sentence.tokens, tokens.clone());
    let Some(found) = found else { return Name { name: trimmed(sentence, tokens), condition: None } };
    let before = trimmed(sentence, tokens.start..found.tokens.start);
    let after = trimmed(sentence, found.tokens.end..tokens.end);
    // `1000 packages` may be all that it says.
    let name = match (before.is_empty(), after.is_empty()) {
        (true, true) => trimmed(sentence, tokens),
        (false, false) => format!("{before} {after}"),
        _ => before + &after,
    };
    Name { name, condition: Some(found.condition) }
}

/// All that these tokens say, without ornaments.
pub(super) fn plain(sentence: &Sentence<'_>, tokens: ops::Range<usize>) -> String {
    if tokens.is_empty() {
        return String::new();
    }
    let (Some(first), Some(last)) = (sentence.tokens.get(tokens.start), tokens.end.checked_sub(1)) else {
        return String::new();
    };
    let end = sentence.tokens[last].end;
    let text = sentence.text.get(first.start..end).unwrap_or_default();
    let text: String = text.chars().filter(|&it| !is_ornament(it)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn trimmed(sentence: &Sentence<'_>, tokens: ops::Range<usize>) -> String {
    let all = sentence.tokens;
    let (mut start, mut end) = (tokens.start, tokens.end);
    loop {
        // `Search: 45ms (target: <100ms)`
        let measured = sentence.phrases.iter().find(|it| it.tokens.end == end && it.is_known());
        match measured {
            Some(phrase) if phrase.tokens.start > start => end = phrase.tokens.start,
            _ if start < end && leads(&all[end - 1]) => end -= 1,
            _ => break,
        }
    }
    // `GET` is no verb there.
    let is_capital = |token: &Token| {
        let written = sentence.text.get(token.start..token.end).unwrap_or_default();
        written.len() > 1 && written.chars().all(char::is_uppercase)
    };
    while start < end && follows(&all[start]) && !is_capital(&all[start]) {
        start += 1;
    }
    plain(sentence, start..end.max(start))
}

fn leads(token: &Token) -> bool {
    match token.kind {
        Kind::Mark(mark) => !matches!(mark, ')' | ']' | '#' | '"' | '!' | '?'),
        Kind::Word(ref word) => is_one_of(LINKS, word),
        Kind::Number { .. } => false,
        _ => true,
    }
}

fn follows(token: &Token) -> bool {
    match token.kind {
        Kind::Mark(mark) => !matches!(mark, '(' | '[' | '#' | '"' | '@' | '/'),
        Kind::Word(ref word) => is_one_of(GOAL_VERBS, word),
        Kind::Number { .. } => false,
        _ => true,
    }
}

/// With the percentile that it is about, if it does not say one already.
pub(super) fn with_percentile(mut name: String, sentence: &Sentence<'_>) -> String {
    if words::percentile(&tokens(&name)).is_some() {
        return name;
    }
    if let Some(found) = words::percentile(sentence.tokens) {
        let percentile = plain(sentence, found);
        if !name.contains(&percentile) {
            name = if name.is_empty() { percentile } else { format!("{name} {percentile}") };
        }
    }
    name
}
