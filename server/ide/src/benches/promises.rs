//! Promises in words: the one that is kept least at the end of a line, and all of them in a hover.

use greenlight_text::{Markdown, markdown};

use crate::host::Snapshot;
use crate::perf_targets::Standing;
use crate::promises::{HeldPromise, Promise, Source};

/// ` · target <100ms ✓`: the promise that is kept least. Those that count go before comments, and these before documents,
/// whose names stand behind.
pub(super) fn kept_least(promises: &[HeldPromise]) -> String {
    let of = |source: Source| {
        let held = promises.iter().filter(move |it| it.promise.source == source && !it.is_guess);
        let ranked = held.filter_map(|it| Some((rank(&it.standing)?, it)));
        ranked.max_by_key(|(rank, _)| *rank)
    };
    let sources = [Source::Configuration, Source::Comment, Source::Document];
    let Some((rank, held)) = sources.into_iter().find_map(of) else { return String::new() };
    let limit = held.promise.must.as_ref().map_or("", |limit| &limit.written);
    let mark = ["✓", "?", "✗"][rank];
    let document = held.promise.file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    match held.promise.source {
        Source::Document => format!(" · target {limit} {mark} ({document})"),
        Source::Configuration | Source::Comment => format!(" · target {limit} {mark}"),
    }
}

/// How badly it is kept; nothing that was not held against a time says anything of one.
fn rank(standing: &Standing) -> Option<usize> {
    match standing {
        Standing::Met => Some(0),
        Standing::Borderline => Some(1),
        Standing::Missed => Some(2),
        Standing::Unmeasured | Standing::NotCovered(_) | Standing::OtherKind | Standing::Open => None,
    }
}

impl Snapshot {
    /// A list of the promises; empty for none.
    pub(super) fn list_of_promises(
        &self,
        promises: &[HeldPromise],
        link: &dyn Fn(&Promise) -> Option<String>,
    ) -> Markdown {
        let mut list = Markdown::default();
        for held in promises {
            list.push_literal(if list.is_empty() { "\n\nTargets:\n\n" } else { "\n" });
            let promise = &held.promise;
            let place = self.place_of(promise);
            let place = match link(promise) {
                Some(url) => Markdown::link(&Markdown::text(&place), &url),
                None => Markdown::code(&place),
            };
            list.push(&markdown!("- {}", Markdown::code(&promise.written)));
            if !promise.name.is_empty() {
                list.push(&markdown!(" {}", promise.name));
            }
            list.push_literal(if held.is_guess { ": perhaps about this: " } else { ": " });
            list.push_literal(says(held));
            let counts = match promise.source {
                Source::Configuration if promise.must.is_some() => "in the gate",
                Source::Configuration | Source::Comment | Source::Document => "not in the gate",
            };
            list.push(&markdown!(", {} ({})", counts, place));
            if let Some(note) = &held.note {
                list.push(&markdown!("; {}", note));
            }
        }
        list
    }
}

fn says(held: &HeldPromise) -> &'static str {
    match &held.standing {
        Standing::Met => "**met**",
        Standing::Borderline => "**borderline**, the limit lies within the interval",
        Standing::Missed => "**missed**",
        Standing::Unmeasured => "not measured",
        Standing::NotCovered(_) => "not covered, no benchmark is of this amount",
        Standing::OtherKind => "without a measurement source, as this measures another kind of number",
        Standing::Open if held.promise.must.is_none() && held.promise.expect.is_none() => "cannot be read",
        Standing::Open => "only expected",
    }
}
