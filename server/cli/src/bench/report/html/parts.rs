//! Small pieces of which the page is made.

use greenlight_ide::benches::statistics::Verdict;
use greenlight_ide::benches::{ComparedBench, picture::Bound};
use greenlight_ide::perf_targets::{HeldTarget, Standing};
use greenlight_text::{Markup, markup};

use crate::bench::compare::says;

/// A baseline's name.
pub(super) fn name(name: &str) -> Markup {
    markup!("<b class=\"name\">{}</b>", name)
}

/// A number that never breaks across lines.
pub(super) fn figure(number: &str) -> Markup {
    let mut written = String::with_capacity(number.len());
    let mut rest = number.chars().peekable();
    while let Some(character) = rest.next() {
        // A true minus is as wide as a plus.
        let is_minus = character == '-' && rest.peek().is_some_and(char::is_ascii_digit);
        written.push(if is_minus { '−' } else { character });
    }
    markup!("<span class=\"figure\">{}</span>", written)
}

/// What `bench compare` says of a change, with a sign that tells it without colour.
pub(super) fn verdict(change: &ComparedBench) -> Markup {
    let said = says(change);
    let said = if said.is_empty() { "within the limits".to_owned() } else { said };
    markup!(
        "<span class=\"verdict {}\"><i aria-hidden=\"true\">{}</i> {}</span>",
        class(change.verdict),
        sign(change.verdict),
        said
    )
}

/// The class that a verdict has on the page.
pub(super) fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Exceeded => "exceeded",
        Verdict::Flagged => "flagged",
        Verdict::Inconclusive => "inconclusive",
        Verdict::Within => "within",
        Verdict::Improved => "improved",
        Verdict::NotComparable => "incomparable",
    }
}

pub(super) fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Exceeded => "▲",
        Verdict::Flagged => "△",
        Verdict::Inconclusive => "?",
        Verdict::Within => "·",
        Verdict::Improved => "▼",
        Verdict::NotComparable => "–",
    }
}

/// How a target stands: class and sign.
pub(super) fn standing(held: &HeldTarget) -> (&'static str, &'static str) {
    match held.standing {
        Standing::Met => ("improved", "✓"),
        Standing::Missed => ("exceeded", "✗"),
        Standing::Borderline => ("inconclusive", "?"),
        Standing::Unmeasured | Standing::NotCovered(_) | Standing::OtherKind | Standing::Open => ("incomparable", "–"),
    }
}

/// The limit of a target as pictures have it.
pub(super) fn bound(held: &HeldTarget) -> Option<Bound> {
    let must = held.target.must.as_ref()?;
    Some(Bound { value: must.bound, label: format!("target {}", must.written), is_most: must.is_most })
}
