//! What is not read, and what says so.

use super::{check, check_rows, check_targets};

#[test]
fn cells_that_cannot_be_read_say_so() {
    check_rows(&[
        ("Search | <100 parsecs", "unread <100 parsecs"),
        ("Search | >1000x", "unread >1000x"),
        ("Search | >10× faster", "unread >10× faster"),
        ("Search | <10% slower than v1.2", "unread <10% slower than v1.2"),
        ("Search | 100ms", "unread 100ms"),
        ("Search | >100 MB/s", "unread >100 MB/s"),
        ("Search | >100 requests per second", "unread >100 requests per second"),
        ("Search | from 500ms to <100ms", "unread from 500ms to <100ms"),
        ("Search | 500ms → <100ms", "unread 500ms → <100ms"),
        ("Search | P95 < 100ms", "Search P95; unread P95 < 100ms"),
        ("P95 search | < 100ms", "P95 search; unread < 100ms"),
        ("Search | <100ms (99th percentile)", "Search 99th percentile; unread <100ms (99th percentile)"),
        ("Search | <1s cold, <100ms warm", "unread <1s cold, <100ms warm"),
        ("Memory | <200M", "unread <200M"),
        ("Cost | <$100", "unread <$100"),
    ]);
}

#[test]
fn cells_without_a_promise_are_passed_over() {
    check_rows(&[
        ("Search | fast", ""),
        ("Search | -", ""),
        ("Search | TBD ✅", ""),
        ("Release | 2025-01-31", ""),
        ("Release | v2.4.0", ""),
        ("Linux | x86_64-unknown-linux-gnu", ""),
        ("Rust | >=1.70", ""),
        (" | <100ms", ""),
    ]);
    check(&[
        ("Crate | Requirement\n-|-\nserde | >=1.70", ""),
        ("Metric | Actual | Before\n-|-|-\nA | <1s | >2s", ""),
        ("Metric | Target met?\n-|-\nA | <1s", ""),
        ("Metric | vs Target\n-|-\nA | <1%", ""),
        ("Input | Expected output\n-|-\nA | <1s", ""),
        ("Metric | Alert threshold\n-|-\nA | >5s", ""),
        ("Metric | Threshold\n-|-\nErrors | >5%", ""),
        ("Document | Required update\n-|-\nlayout.md | Updated 2026-06-16: a log entry has 12 B; liveness is told", ""),
        ("Bench | Expectation\n-|-\nexpand | One hub with a predicate; the replay was −26% against the baseline", ""),
        ("Bench | Expectation\n-|-\nscan | Heavier construction; neutral to ~2-4% faster at 50k rows than before", ""),
    ]);
}

#[test]
fn lists_that_promise_nothing() {
    check(&[
        ("## Performance targets\n- Startup: help takes 330ms (6.6x slower than 50ms SLO)", ""),
        ("## Performance targets\n- Requests: slower than >50ms are logged", ""),
        ("- Fixed a timeout >30s", ""),
        ("- Fixed: timeout <30s", ""),
        ("- Requests larger than >5MB are rejected", ""),
        ("- Upgraded from <1.0", ""),
        ("- Upgraded serde from <1.0 to >=1.70", ""),
        ("- MSRV: >=1.70", ""),
        ("- Rust: >= 1.70", ""),
        ("- Search now takes <100ms", ""),
        ("- Search: now <100ms", ""),
        ("- Search: improved from 500ms to <100ms", ""),
        ("- Search: 500ms -> <100ms", ""),
        ("- Search: <100ms and more text behind it", ""),
        ("- Search: ~100ms", ""),
        ("- Search: 1-3s", ""),
        ("- Search: 100ms", ""),
        ("- One two three four five six seven: <100ms", ""),
        ("- Startup <100ms", ""),
        ("- Actual: <100ms", ""),
        ("- Poor: <100ms", ""),
        ("- Timeout: <30s", ""),
        ("- RAM: >= 8 GB", ""),
        ("- Uptime: >10 s", ""),
        ("- Vec: Vec<8> and Vec<u8>", ""),
        ("- Returns: `Vec<u8>` -> <b>1s</b>", ""),
        ("- Speed: >1000x", ""),
        ("- Node: <18", ""),
        ("## Results\n- Search: <100ms", ""),
        ("## Prerequisites\n- Disk: <5GB", ""),
        ("The target is <100ms.\n\nSearch: <100ms", ""),
        ("```\n- Search: <100ms\n```", ""),
        ("    - Search: <100ms", ""),
        ("<ul>\n<li>Search: <100ms</li>\n</ul>", ""),
        ("---\ntargets:\n- Search: <100ms\n---\n", ""),
        ("- ![Search: <100ms](a.svg)", ""),
        ("- ~~Search: <100ms~~", ""),
        ("## Supported target platforms\n- Linux ~5 min", ""),
        ("## Non-goals\n- Linux ~5 min", ""),
    ]);
    check_targets(&[
        ("Requests larger than >5MB are rejected", ""),
        ("Fixed a timeout >30s", ""),
        ("no regression >10 % against v2.3.0", ""),
        ("Search improved from 500ms to <100ms", ""),
        ("Search is measured with 100ms pauses", ""),
        ("Rust >=1.70", ""),
        ("Excellent: <50ms", ""),
        ("Speedup >1000x", ""),
        ("Done on 2025-01-31", ""),
        ("Takes a `Vec<u8>`", ""),
        ("Search: <1s cold, <100ms warm", "unread Search: <1s cold, <100ms warm"),
    ]);
}
