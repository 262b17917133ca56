//! Promises in comments at a bench: `// perf-target: <100ms` at the end of the call's line or above it, or on the function around;
//! in a doc comment of that function `/// Target: <100ms for 1000 packages` too.

use greenlight_bench::perf_targets::{ProseTarget, parse_limit, read_prose};
use greenlight_files::{LineIndex, Span};
use greenlight_syntax::benches::{BenchFile, Function};
use greenlight_syntax::line_comments;
use rustc_hash::FxHashMap;

use crate::limits;

/// What a comment promises.
#[derive(Clone, Debug, PartialEq)]
pub struct CommentPromise {
    /// Its line, 1-based.
    pub line: u32,
    /// What is said behind the mark.
    pub written: String,
    /// What it says, or why it cannot be read.
    pub target: Result<ProseTarget, String>,
    /// Calls in here are meant: those of its line, of the statement below, or of the function.
    pub covers: Span,
}

/// What must stand at the beginning of a comment; in a doc comment also the second and third.
const MARKS: [(&str, bool); 3] = [("perf-target:", false), ("target:", true), ("performance target:", true)];

/// The promises in the comments of a file with benches, in its order; whether these are all.
pub(crate) fn read_comments(text: &str, file: &BenchFile) -> (Vec<CommentPromise>, bool) {
    let index = LineIndex::new(text);
    let lines: Vec<Span> = (0..index.lines()).filter_map(|line| index.line_span(line)).collect();
    let trimmed = |line: usize| lines.get(line).and_then(|span| text.get(span.range())).unwrap_or_default().trim();
    let mut found = Vec::new();
    // From the end, so that each line is looked at once: where code begins at or after it, and where a chain of calls ends
    // that it begins with.
    let (mut code, mut ends) = (vec![None; lines.len()], vec![0; lines.len()]);
    let mut next = None;
    for line in (0..lines.len()).rev() {
        // Other comments and attributes may stand in between.
        if !trimmed(line).starts_with("//") && !trimmed(line).starts_with("#[") {
            next = Some(line);
        }
        code[line] = next;
        ends[line] = if trimmed(line + 1).starts_with('.') { ends[line + 1] } else { line };
    }
    let functions: FxHashMap<u32, &Function> =
        file.functions.iter().map(|function| (index.line_of(function.name_span.start), function)).rev().collect();
    for comment in line_comments(text) {
        let Some((written, target)) = text.get(comment.range()).and_then(promise) else { continue };
        if !limits::COMMENT_TARGETS.allows(found.len() as u64 + 1) {
            return (found, false);
        }
        let at = index.line_of(comment.start) as usize;
        let mut covers = lines[at];
        if trimmed(at).starts_with("//") {
            let Some(first) = code[at] else { continue };
            // `group` on a line, `.bench_function` on a later one.
            covers = lines[first].to(lines[ends[first]]);
            covers = functions.get(&(first as u32)).map_or(covers, |function| function.span);
        }
        found.push(CommentPromise { line: at as u32 + 1, written, target, covers });
    }
    (found, true)
}

/// What a comment promises.
fn promise(comment: &str) -> Option<(String, Result<ProseTarget, String>)> {
    let is_doc = comment.starts_with("///");
    let said = comment.trim_start_matches('/').trim_start();
    let (mark, of_doc_only) = MARKS.into_iter().find(|(mark, of_doc_only)| {
        let begins = said.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
        begins && (is_doc || !of_doc_only)
    })?;
    let written = said[mark.len()..].trim();
    let target = read(written);
    // A doc comment may speak of another kind of target.
    (!of_doc_only || target.is_ok()).then(|| (written.to_owned(), target))
}

/// As an item of a list of targets.
fn read(written: &str) -> Result<ProseTarget, String> {
    let prose = read_prose(&format!("## Performance targets\n\n- Here: {written}\n"));
    let mut targets = prose.targets.into_iter();
    match (targets.next(), targets.next()) {
        (Some(target), None) if target.must.is_some() || target.expect.is_some() => Ok(target),
        (Some(_), Some(_)) => Err("it says more than one limit".to_owned()),
        _ => Err(match prose.unread.into_iter().next() {
            Some(unread) => unread.why,
            None => match parse_limit(written) {
                Err(error) => error.to_string(),
                Ok(_) => "it says no limit".to_owned(),
            },
        }),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use greenlight_syntax::benches::read_benches;

    use super::*;

    /// The promises at `$0`.
    fn found(text: &str) -> String {
        let at = text.find("$0").unwrap() as u32;
        let text = text.replace("$0", "");
        let (found, is_whole) = read_comments(&text, &read_benches(&text));
        assert!(is_whole);
        let line = |promise: &CommentPromise| match &promise.target {
            Ok(target) => {
                let limit = target.must.as_ref().map(|it| &it.written).or(target.expect.as_ref().map(|it| &it.written));
                let condition = target.condition.as_ref().map_or(String::new(), |it| format!(" {}", it.written));
                format!("{}: {}{condition}\n", promise.line, limit.unwrap())
            }
            Err(why) => format!("{}: {}: {why}\n", promise.line, promise.written),
        };
        found.iter().filter(|promise| promise.covers.contains(Span::new(at, at))).map(line).collect()
    }

    #[test]
    fn comments_promise_at_the_call_above_it_and_on_its_function() {
        expect![[r#"
            1: <100ms 1000 packages
            2: 200ms..500ms
            7: <=2s
            10: <1ms
        "#]]
        .assert_eq(&found(
            "/// Target: <100ms for 1000 packages\n// perf-target: ~200-500ms\n#[inline]\nfn f(c: &mut Criterion) {\n    // perf-target: <1s\n    let x = 1;\n    // perf-target: \
             \u{2264}2s\n    group\n        .throughput(x)\n        .$0bench_function(\"a\", |b| b.iter(x)); // perf-target: <1ms\n}\n",
        ));
    }

    #[test]
    fn a_comment_that_says_no_limit_is_told_and_another_kind_of_target_is_not() {
        expect![[r#"
            2: soon: `soon` says neither `<`, `<=`, `>` or `>=` nor from where to where
            3: <5parsecs: `parsecs` is no unit: there are ns, µs, ms, s, min, h, B, kB, KiB, MB, MiB, GB, GiB, TB, TiB and %
        "#]]
        .assert_eq(&found(
            "/// Target: x86_64\n// perf-target: soon\n// PERF-TARGET: <5parsecs\n// Target: <1s\nfn f(c: &mut Criterion) {\n    c.$0bench_function(\"a\", g);\n}\n",
        ));
        // What a string or a block comment says is no comment of the line.
        expect![[r#"
            2: <1ms
        "#]]
        .assert_eq(&found(
            "fn f(c: &mut Criterion) {\n    c.$0bench_function(\"http://x/\", g); // perf-target: <1ms\n    c.bench_function(\"// perf-target: <1s\", g); /* \n    \
             // perf-target: <1s */ c.bench_function(\"a\", g)\n}\n",
        ));
        assert_eq!(
            found(
                "fn f(c: &mut Criterion) { c.$0bench_function(\"// perf-target: <1s\", g); } /* // perf-target: <1s */\n"
            ),
            ""
        );
        assert_eq!(
            found(
                "// perf-target: <1s\n\nfn f(c: &mut Criterion) { let url = \"http://x\"; c.$0bench_function(url, g); }\n"
            ),
            ""
        );
    }
}
