//! List items. Most lists with numbers are no promises (changelogs, results, descriptions), so an item is read only if what is
//! around it speaks of targets, or if it is nothing but a name and a limit, or if it says itself that it is a target.

use std::ops;

use greenlight_files::Span;

use super::blocks::{Block, Item, Text};
use super::limits::{Phrase, Sense, phrases};
use super::promises::{Promise, Sentence, promises};
use super::tokens::{Kind, Token, tokens};
use super::words::{self, Announced, is_one_of};
use super::{AMBIGUOUS, Condition, PERCENTILE, Prose, ProseTarget, Unread, names};
use crate::perf_targets::{Dimension, Limit, parse_range};

/// What is longer is a sentence, and no name.
const MOST_WORDS: usize = 10;

/// What stands around an item.
pub(super) struct Surroundings {
    /// Whether targets are announced.
    promising: bool,
    /// Whether what is announced is only expected.
    expecting: bool,
    /// Whether what is found, or what is needed, is announced.
    reporting: bool,
    /// What an item without a name is about.
    subject: String,
}

impl Surroundings {
    pub(super) fn new(blocks: &[Block], headings: &[usize], item: &Item) -> Surroundings {
        let text = |at: usize| match &blocks[at] {
            Block::Heading(_, text) | Block::Paragraph(text) | Block::Item(Item { text, .. }) => text.plain.as_str(),
            Block::Table(_) => "",
        };
        let parents = std::iter::successors(item.parent, |&at| match &blocks[at] {
            Block::Item(outer) => outer.parent,
            _ => None,
        });
        // Innermost first; a long paragraph tells a story and announces nothing.
        let introduced = item.introduced_by.filter(|&at| text(at).len() < 200);
        let around: Vec<usize> = introduced.into_iter().chain(parents).chain(headings.iter().rev().copied()).collect();
        let decides = around.iter().find_map(|&at| {
            // An item around the list that holds a limit of its own announces nothing.
            let has_limit = matches!(blocks[at], Block::Item(_)) && has_limit(text(at));
            match (words::announced(text(at)), words::speaks_of_reports(text(at))) {
                (Some(announced), _) if !has_limit => Some(Some(announced)),
                (None, true) => Some(None),
                _ => None,
            }
        });
        let subject = around.iter().filter(|&&at| !matches!(blocks[at], Block::Paragraph(_)));
        let subject = subject.map(|&at| words::subject(text(at))).find(|subject| !subject.is_empty());
        Surroundings {
            promising: matches!(decides, Some(Some(_))),
            expecting: decides == Some(Some(Announced::Expectations)),
            reporting: decides == Some(None),
            subject: subject.unwrap_or_default(),
        }
    }
}

fn has_limit(text: &str) -> bool {
    phrases(text, &tokens(text)).iter().any(|it| it.is_known() && it.is_comparison())
}

/// Reads an item.
pub(super) fn read(item: &Item, around: &Surroundings, prose: &mut Prose) {
    let text = item.text.plain.as_str();
    let tokens = tokens(text);
    let first = tokens.iter().map(Token::word).find(|word| !word.is_empty()).unwrap_or_default();
    if words::tells_no_promise(first) || text.len() > 600 {
        return;
    }
    let phrases = phrases(text, &tokens);
    let sentence = Sentence { text, tokens: &tokens, phrases: &phrases };
    for clause in clauses(&tokens) {
        let is_limit = |it: &Phrase| it.is_known() && it.sense != Sense::Bare;
        // `Search: 45ms (target: <100ms)` promises nothing else.
        let called = |it: &Phrase| is_limit(it) && is_called_target(&tokens, &it.tokens);
        let says_so = inside(&phrases, &clause).any(called);
        let found = match promises(&sentence, clause.clone(), |it| if says_so { called(it) } else { is_limit(it) }) {
            Ok(found) => found,
            Err(_) => {
                if around.promising {
                    prose.unread.push(unread(&item.text, item.span, text.trim(), AMBIGUOUS));
                }
                continue;
            }
        };
        let alone = found.len() == 1;
        for promise in found {
            let is_promise = around.promising && is_of_something(&tokens, &clause, &promise)
                || says_so && !around.reporting
                || alone && !around.reporting && is_name_and_limit(&tokens, &clause, &promise);
            let words = tokens[promise.lead.clone()].iter().filter(|it| !it.word().is_empty()).count();
            if is_promise && is_wanted(&promise) && words <= MOST_WORDS {
                push(item, &sentence, &clause, promise, around, prose);
            }
        }
    }
}

fn inside<'a>(phrases: &'a [Phrase], clause: &ops::Range<usize>) -> impl Iterator<Item = &'a Phrase> {
    let (start, end) = (clause.start, clause.end);
    phrases.iter().filter(move |it| start <= it.tokens.start && it.tokens.end <= end)
}

/// `search meets <100 ms; install success >95 %`
fn clauses(tokens: &[Token]) -> Vec<ops::Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for at in (0..tokens.len()).filter(|&at| tokens[at].is_mark(';')).chain([tokens.len()]) {
        clauses.push(start..at);
        start = at + 1;
    }
    clauses
}

/// Under a heading that announces targets: whether the limit is about something, not something about the limit ("requests larger
/// than 5 MB are rejected").
fn is_of_something(tokens: &[Token], clause: &ops::Range<usize>, promise: &Promise) -> bool {
    let lead = &tokens[promise.lead.clone()];
    let is_sum = lead.iter().any(|it| it.is_mark('=') || it.is_mark('$'));
    let negated = lead.iter().find(|it| !it.word().is_empty()).is_some_and(|it| words::tells_no_promise(it.word()));
    let behind = tokens[promise.tail.min(clause.end)..clause.end].first().map_or("", Token::word);
    !is_sum && !negated && !words::is_verb(behind) && !words::is_relative(behind)
}

/// `Search latency (target: <100ms)`, `<100ms target`
fn is_called_target(tokens: &[Token], limit: &ops::Range<usize>) -> bool {
    let before = tokens[..limit.start].iter().rev().find(|it| {
        let between = it.is_mark(':') || it.is_mark('=') || it.is_mark('(') || it.is_mark('[');
        !between && !matches!(it.word(), "is" | "of" | "be") && it.kind != Kind::Dash
    });
    let behind = tokens.get(limit.end);
    before.is_some_and(|it| words::is_target_word(it.word()))
        || behind.is_some_and(|it| words::is_target_word(it.word()))
}

/// Nobody aims at more time or more memory: this is a prerequisite, or the bad end of a scale.
fn is_wanted(promise: &Promise) -> bool {
    let is_unwanted = |it: &Limit| !it.is_most && matches!(it.dimension, Dimension::Time | Dimension::Bytes);
    !promise.must.as_ref().is_some_and(is_unwanted)
}

/// `Name: LIMIT condition`, and nothing else.
fn is_name_and_limit(tokens: &[Token], clause: &ops::Range<usize>, promise: &Promise) -> bool {
    let lead = &tokens[promise.lead.clone()];
    let opened = lead.iter().rev().take_while(|it| it.is_mark('(') || it.is_mark('[')).count();
    let Some((colon, name)) = lead[..lead.len() - opened].split_last() else { return false };
    let name: Vec<&str> = name.iter().map(Token::word).filter(|word| !word.is_empty()).collect();
    let is_whole = *clause == (0..tokens.len());
    let ends = |it: &Token| ['.', ',', '!'].into_iter().any(|mark| it.is_mark(mark));
    let nothing_else = tokens[promise.tail..].iter().all(ends);
    let is_most = promise.must.as_ref().is_some_and(|it| it.is_most || it.dimension == Dimension::Share);
    let is_setting = name.last().is_some_and(|word| words::is_setting(word));
    let is_version = name.iter().any(|word| words::is_version_word(word));
    colon.is_mark(':')
        && (1..=6).contains(&name.len())
        && promise.explicit
        && is_whole
        && nothing_else
        && is_most
        && !is_setting
        && !is_version
}

fn push(
    item: &Item,
    sentence: &Sentence<'_>,
    clause: &ops::Range<usize>,
    promise: Promise,
    around: &Surroundings,
    prose: &mut Prose,
) {
    let (mut name, of_name) = name_of(sentence, clause, &promise, around);
    if name.is_empty() {
        return;
    }
    let limit = sentence.tokens[promise.limit.start].start..sentence.tokens[promise.limit.end - 1].end;
    let written = names::plain(sentence, promise.limit);
    let limit_span = item.text.span(limit);
    let (mut must, mut expect) = (promise.must, promise.expect);
    if around.expecting && expect.is_none() {
        // `Expected: 10-50ms`; with a sign it is a limit even there.
        expect = must.as_ref().and_then(|must| parse_range(&must.written).ok());
        must = must.filter(|_| expect.is_none());
    }
    if words::percentile(&sentence.tokens[clause.clone()]).is_some() {
        name = names::with_percentile(name, sentence);
        (must, expect) = (None, None);
        prose.unread.push(Unread { span: limit_span, written: written.clone(), why: PERCENTILE.to_owned() });
    }
    let condition = promise.condition.or(of_name);
    prose.targets.push(ProseTarget {
        name,
        must,
        expect,
        written,
        condition,
        validation: None,
        code: item.text.code.clone(),
        span: item.span,
        limit_span,
    });
}

/// What the promise is about: what stands before the limit, else behind it, else what the item stands below.
fn name_of(
    sentence: &Sentence<'_>,
    clause: &ops::Range<usize>,
    promise: &Promise,
    around: &Surroundings,
) -> (String, Option<Condition>) {
    let found = names::before_limit(sentence, promise.lead.clone());
    let mut name = found.name;
    let behind = promise.tail.min(clause.end)..clause.end;
    let words = &sentence.tokens[behind.clone()];
    let first = words.first().map_or("", Token::word);
    let is_share = promise.must.as_ref().is_some_and(|it| it.dimension == Dimension::Share);
    if !name.is_empty() {
        // `install >95 % success`
        let few_words = (1..=3).contains(&words.len()) && words.iter().all(|it| !it.word().is_empty());
        if is_share && few_words && !is_one_of(WHERE, first) {
            name = format!("{} {}", name.trim_end_matches(':'), names::plain(sentence, behind));
        }
    } else if behind.len() <= 6 && !is_one_of(WHERE, first) && around.promising && promise.per.is_none() {
        // `>95% install success`
        name = names::before_limit(sentence, behind).name;
    }
    if name.is_empty() {
        name.clone_from(&around.subject);
    }
    if let (Some(per), false) = (promise.per.clone(), name.is_empty()) {
        name = format!("{name} {}", names::plain(sentence, per));
    }
    (name, found.condition)
}

/// Words behind a limit that tell where it holds, not of what.
const WHERE: &str = "across after at before by during in of on over under when while with within";

fn unread(text: &Text, whole: Span, written: &str, why: &str) -> Unread {
    let span = if text.plain.is_empty() { whole } else { text.span(0..text.plain.len()) };
    Unread { span, written: written.to_owned(), why: why.to_owned() }
}
