//! Whole documents: the targets of the release in `reference/release.md`, and texts cut anywhere.

use super::{Amount, read, shown};

const RELEASE: &str = "\
# Release v2.4.0

## The measurements

Expected:

- registry loading <100 ms and search <100 ms for 1000 packages
- install >95 % success; memory <200 MB in typical use
- DHT lookup ~200–500 ms with 1000 peers
- gossipsub propagation ~1–3 s
- local cache <1 ms; memory per peer ~50 MB

Regression:

- no operation more than 10 % slower than v2.3.0
- no memory increase above 15 %
- anything above 5 % is flagged for a look

## The targets, as the changelog had promised them

| Metric | Target | Validation Method |
| --- | --- | --- |
| Search (<1000 pkg) | **<100ms** | `grep \"search_1000\" results_search.txt` |
| Install success rate | >95% | Manual test with 20 packages |
| Memory usage | <200MB | `grep \"memory\" results_*.txt` |
| DHT lookup | <500ms ✅ | |
| Gossipsub propagation | 1-3s | `grep \"gossipsub\" results_p2p.txt` |

| phase | suites | takes |
| --- | --- | --- |
| 1 core | `marketplace_performance` | 30–45 min |
";

#[test]
fn the_release_is_read() {
    let prose = read(RELEASE);
    expect_test::expect![[r#"
        registry loading must <100ms
        search [Exactly 1000 packages] must <100ms
        install success must >95%
        memory must <200MB
        DHT lookup [Exactly 1000 peers] expect 200ms..500ms
        gossipsub propagation expect 1s..3s
        local cache must <1ms
        memory per peer expect 50MB..50MB
        Search [AtMost 1000 pkg] must <100ms
        Install success rate must >95%
        Memory usage must <200MB
        DHT lookup must <500ms
        Gossipsub propagation must 1s..3s"#]]
    .assert_eq(&shown(&prose).replace("; ", "\n"));
    let text = |span: greenlight_files::Span| &RELEASE[span.start as usize..span.end as usize];
    let search = &prose.targets[8];
    assert_eq!((search.written.as_str(), text(search.limit_span)), ("<100ms", "<100ms"));
    assert!(text(search.span).starts_with("| Search (<1000 pkg)") && text(search.span).ends_with("txt` |"));
    assert_eq!(search.validation.as_deref(), Some("grep \"search_1000\" results_search.txt"));
    assert_eq!(search.condition.as_ref().map(|it| it.written.as_str()), Some("<1000 pkg"));
    assert_eq!(prose.targets[11].validation, None);
    let lookup = &prose.targets[4];
    assert_eq!((lookup.written.as_str(), text(lookup.limit_span)), ("~200–500 ms", "~200–500 ms"));
    assert_eq!(text(lookup.span), "- DHT lookup ~200–500 ms with 1000 peers");
}

#[test]
fn an_item_ends_where_its_own_text_does() {
    let document = "# Goals\n\n- **Search** takes\n  **<100 ms**\n\n  More.\n\n  - cold: < `200` ms\n";
    let prose = read(document);
    let spans = prose.targets.iter().map(|it| &document[it.span.start as usize..it.span.end as usize]);
    assert_eq!(spans.collect::<Vec<_>>(), ["- **Search** takes\n  **<100 ms**", "- cold: < `200` ms"]);
    let limits = prose.targets.iter().map(|it| &document[it.limit_span.start as usize..it.limit_span.end as usize]);
    assert_eq!(limits.collect::<Vec<_>>(), ["<100 ms", "< `200` ms"]);
}

#[test]
fn why_a_cell_cannot_be_read() {
    let why = |cell: &str| {
        let prose = read(&format!("A | Target\n-|-\nx | {cell}\n"));
        prose.unread.into_iter().map(|it| it.why).collect::<String>()
    };
    assert!(why("<100 parsecs").starts_with("`parsecs` is no unit"));
    assert_eq!(why(">2x"), "`>2x` is a factor, which is held against something else");
    assert_eq!(why(">2 MB/s"), "`MB/s` is a rate, and Criterion's numbers are times");
    assert_eq!(why("p95 <2s"), "a percentile of requests is not what Criterion measures");
    assert_eq!(why("was <2s"), "it tells what was, not what is wanted");
    assert!(why("2s").starts_with("`2s` says neither"));
}

#[test]
fn a_bench_at_the_boundary_meets_a_condition() {
    assert!(Amount::AtMost(1000.0).is_met_by(1000.0) && !Amount::AtMost(1000.0).is_met_by(1001.0));
    assert!(Amount::AtLeast(1000.0).is_met_by(1000.0) && !Amount::AtLeast(1000.0).is_met_by(999.0));
    assert!(Amount::Exactly(1000.0).is_met_by(1000.0) && !Amount::Exactly(1000.0).is_met_by(100.0));
}

/// Much of what Markdown has, and what is hard to cut.
const MIXED: &str = "---\na: b\n---\n# Ziele & goals µ\r\n\r\n> - ≤ 2 µs\n\n- >95% a\n  > ~5\n- [x] **b:** `<1 ms` (≥10k nodes) ✅️\n  - ~~c~~ [d](e \"f\") <2–3 s>\n\n\
    1. ![g](h) &lt;5&nbsp;ms; 1,000.5 μs…\n   ```rust\n   Vec<u8>\n   ```\n\n|Op|Target (p99)|\n|-|-|\n|a\\|b|`<1\\|s`|\n|ü|~1..2 ms → 3|\n\n<b>x</b>\n\nSet\n===\n- -\n- - <1s\n\
    - $<5k@#99th percentile 2025-01-31 1.2.3.\n";

#[test]
fn no_text_panics() {
    for document in [RELEASE, MIXED] {
        for at in 0..=document.len() {
            let (head, tail) = document.as_bytes().split_at(at);
            for part in [head, tail] {
                read(&String::from_utf8_lossy(part));
            }
            // Without one byte.
            let without = [head, tail.get(1..).unwrap_or_default()].concat();
            read(&String::from_utf8_lossy(&without));
        }
    }
    let mut random = fastrand::Rng::with_seed(7);
    let parts = [
        "<",
        "≤",
        "~",
        "-",
        "1",
        "00",
        "k",
        "ms",
        " ",
        " ",
        "\n",
        "- ",
        "|",
        "(",
        ")",
        "%",
        "for ",
        "p95",
        "to ",
        ":",
        ";",
        "# goals\n",
    ];
    for _ in 0..3000 {
        let length = random.usize(1..40);
        let text: String = (0..length).map(|_| parts[random.usize(..parts.len())]).collect();
        read(&format!("# Targets\n\n- {text}"));
        read(&format!("a | Target\n-|-\nb | {text}"));
    }
}
