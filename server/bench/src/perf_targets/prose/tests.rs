//! Forms in which targets are written, and what only looks like one. Each is a document, and what is read out of it: targets
//! separated by `; `, then what is unread.

use super::super::{parse_limit, parse_range};
use super::*;

mod documents;
mod forms;
mod traps;

fn shown(prose: &Prose) -> String {
    let targets = prose.targets.iter().map(|target| {
        let mut shown = target.name.clone();
        if let Some(Condition { amount, of, .. }) = &target.condition {
            let amount = match amount {
                Amount::Exactly(amount) => format!("Exactly {amount}"),
                Amount::AtLeast(amount) => format!("AtLeast {amount}"),
                Amount::AtMost(amount) => format!("AtMost {amount}"),
            };
            shown += format!(" [{amount} {of}]").replace(" ]", "]").as_str();
        }
        let must = target.must.iter().map(|it| format!(" must {}", it.written));
        let expect = target.expect.iter().map(|it| format!(" expect {}", it.written));
        shown + &must.chain(expect).collect::<String>()
    });
    let unread = prose.unread.iter().map(|it| format!("unread {}", it.written));
    targets.chain(unread).collect::<Vec<_>>().join("; ")
}

/// Reads a document, and checks what holds of all: limits are written so that they can be read again, and spans lie in the text.
fn read(text: &str) -> Prose {
    let prose = read_prose(text);
    for target in &prose.targets {
        if let Some(limit) = &target.must {
            assert_eq!(parse_limit(&limit.written).as_ref(), Ok(limit), "{text}");
        }
        if let Some(range) = &target.expect {
            assert_eq!(parse_range(&range.written).as_ref(), Ok(range), "{text}");
        }
        assert!(target.span.contains(target.limit_span), "{text}: {target:?}");
        assert!(!target.name.trim().is_empty(), "{text}");
    }
    let spans = prose.targets.iter().flat_map(|it| [it.span, it.limit_span]);
    for span in spans.chain(prose.unread.iter().map(|it| it.span)) {
        let range = span.start as usize..span.end as usize;
        assert!(text.get(range.clone()).is_some_and(|it| !it.is_empty()), "{text}: {range:?}");
    }
    prose
}

fn check(cases: &[(&str, &str)]) {
    let wrong = cases.iter().filter_map(|(text, expected)| {
        let found = shown(&read(text));
        (found != *expected).then(|| format!("{text}\n  expected: {expected}\n  found:    {found}\n"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A row of a table `Metric | Target`.
fn check_rows(cases: &[(&str, &str)]) {
    let documents: Vec<String> =
        cases.iter().map(|(row, _)| format!("| Metric | Target |\n| --- | --- |\n| {row} |\n")).collect();
    let cases: Vec<(&str, &str)> =
        documents.iter().zip(cases).map(|(text, (_, expected))| (text.as_str(), *expected)).collect();
    check(&cases);
}

/// An item under a heading "Performance targets".
fn check_targets(cases: &[(&str, &str)]) {
    let documents: Vec<String> =
        cases.iter().map(|(item, _)| format!("## Performance targets\n\n- {item}\n")).collect();
    let cases: Vec<(&str, &str)> =
        documents.iter().zip(cases).map(|(text, (_, expected))| (text.as_str(), *expected)).collect();
    check(&cases);
}
