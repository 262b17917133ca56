//! The words that tell a promise from what else is written with a number and a unit.

use super::tokens::{Kind, Token, tokens};

/// Whether a word is one of a list that has blanks between them.
pub(super) fn is_one_of(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split(' ').any(|it| it == word)
}

/// What is promised is called so.
pub(super) fn is_target_word(word: &str) -> bool {
    const WORDS: &str =
        "budget budgets goal goals kpi objective objectives sla slas slo slos target targeted targeting targets";
    is_one_of(WORDS, word)
}

/// What a heading or a sentence says that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Announced {
    /// Targets.
    Targets,
    /// What is expected: a range without a sign is no limit there.
    Expectations,
}

/// What a heading or a sentence announces; `None` if it is about something else.
pub(super) fn announced(text: &str) -> Option<Announced> {
    // What Cargo, compilers and marketing call a target; and what is no goal.
    const OTHER_TARGETS: &str = "arch architecture architectures audience branch configuration crate date dir \
        directory file files folder language languages os path platform platforms release triple triples user users \
        version";
    const ABOUT: &str = "baseline baselines latency memory non perf performance speed startup throughput timing";
    const ASKED: &str = "acceptance criteria expect expectation expectations expected guarantees limits nfrs \
        requirement requirements threshold thresholds";
    let tokens = tokens(text);
    let says = |words: &str| tokens.iter().any(|it| is_one_of(words, it.word()));
    let is_target = |(at, token): (usize, &Token)| {
        let of_something_else =
            tokens.get(at + 1).is_some_and(|it| is_one_of(OTHER_TARGETS, it.word()) || it.is_mark('/'));
        let none = at > 0 && tokens[at - 1].word() == "non" || at > 1 && tokens[at - 2].word() == "non";
        is_target_word(token.word()) && !of_something_else && !none
    };
    let performance_expected = says(ABOUT) && says(ASKED);
    // "Expected:" alone introduces what is to be measured as well.
    let words = tokens.iter().filter(|it| !it.word().is_empty()).count();
    let lone = words == 1 && says("expected expectations");
    if tokens.iter().enumerate().any(is_target) {
        Some(Announced::Targets)
    } else if performance_expected || lone {
        Some(if says("expect expectation expectations expected") {
            Announced::Expectations
        } else {
            Announced::Targets
        })
    } else {
        None
    }
}

/// A heading that tells what is or was, or what is needed to begin with.
pub(super) fn speaks_of_reports(text: &str) -> bool {
    const WORDS: &str = "achieved actual after baseline baselines before changed changelog current fixed fixes \
        history installation limitation limitations measured measurements observed prerequisite prerequisites \
        removed result results status system troubleshooting";
    let tokens = tokens(text);
    let word = |at: usize| tokens.get(at).map_or("", Token::word);
    let says = |at: usize| {
        // `to be measured before the release` tells what will be.
        let will_be = at > 0 && word(at - 1) == "be";
        let until_then = matches!(word(at), "before" | "after") && !word(at + 1).is_empty();
        is_one_of(WORDS, word(at)) && !will_be && !until_then
    };
    (0..tokens.len()).any(says)
}

/// The first word of an entry that is no promise: of a changelog, of a report, of a scale from good to bad, or of a setting.
pub(super) fn tells_no_promise(word: &str) -> bool {
    const WORDS: &str = "acceptable achieved actual added after bad baseline before bump bumped bumps changed \
        critical current currently decreased deprecated dropped exceeds excellent fail fair fast fix fixed fixes \
        good green high if improved increased low measured medium moved msrv no now observed optimised optimized \
        poor previous previously red reduced refactored removed renamed replaced result results slow status \
        supported switched updated upgraded warn warning was when yellow";
    is_one_of(WORDS, word)
}

/// The last word of what is set rather than promised.
pub(super) fn is_setting(word: &str) -> bool {
    matches!(word, "timeout" | "timeouts" | "ttl" | "interval" | "retention" | "debounce" | "backoff" | "cooldown")
}

/// What is about a version rather than a number.
pub(super) fn is_version_word(word: &str) -> bool {
    matches!(word, "msrv" | "rust" | "rustc" | "cargo" | "version" | "edition" | "node" | "python" | "semver")
}

/// Before a limit: that it is not what is wanted, but what was found.
pub(super) fn is_past(word: &str) -> bool {
    const WORDS: &str = "achieved achieving actual actually baseline before breaches by current currently earlier \
        exceeding formerly from got if measured now observed previous previously versus violates violating vs was were when";
    is_one_of(WORDS, word)
}

/// Before "to": that something went there.
pub(super) fn is_change(word: &str) -> bool {
    const WORDS: &str =
        "brought compared cut decreased down dropped fell grew improved increased lowered reduced relative up went";
    is_one_of(WORDS, word)
}

/// Behind a share or an amount: that it is one of change.
pub(super) fn is_relative(word: &str) -> bool {
    const WORDS: &str = "better decrease degradation deviation faster fewer higher improvement increase larger less \
        lower more reduction regression slower smaller speedup worse";
    is_one_of(WORDS, word)
}

/// Behind a limit: that the sentence is about whatever passes it.
pub(super) fn is_verb(word: &str) -> bool {
    const WORDS: &str = "are can cause causes could fail fails gets indicates is may means must should trigger \
        triggers was were will would";
    is_one_of(WORDS, word)
}

/// Where the words for a percentile stand, if there are any: `P95`, `p99.9`, `99th percentile`.
pub(super) fn percentile(tokens: &[Token]) -> Option<std::ops::Range<usize>> {
    tokens.iter().enumerate().find_map(|(at, token)| {
        let word = token.word();
        let digits = word.strip_prefix('p').unwrap_or_default();
        if digits.len() > 1 && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return Some(at..at + 1);
        }
        if !matches!(word, "percentile" | "percentiles" | "ile") {
            return None;
        }
        let back = tokens[..at].iter().rev().take(3).position(|it| matches!(it.kind, Kind::Number { .. }));
        Some(back.map_or(at, |back| at - 1 - back)..at + 1)
    })
}

/// What is left of a heading or an introduction without the words for targets; empty if nothing is.
pub(super) fn subject(text: &str) -> String {
    const EMPTY: &str =
        "a and expectations expected for level of our perf performance requirement requirements service the these";
    let tokens = tokens(text);
    let says_nothing = |token: &Token| {
        let word = token.word();
        let names = !word.is_empty() && !is_one_of(EMPTY, word) && !is_target_word(word);
        !names
    };
    let Some(start) = tokens.iter().position(|it| !says_nothing(it)) else { return String::new() };
    let end = tokens.iter().rposition(|it| !says_nothing(it)).unwrap_or(start);
    text[tokens[start].start..tokens[end].end].to_owned()
}
