//! What is read.

use super::{check, check_rows, check_targets};

#[test]
fn limits_in_cells() {
    check_rows(&[
        ("Search | <100ms", "Search must <100ms"),
        ("Search | < 100 ms", "Search must <100ms"),
        ("Search | ≤2s", "Search must <=2s"),
        ("Search | <= 2 s", "Search must <=2s"),
        ("Search | **<100ms**", "Search must <100ms"),
        ("Search | < **100** ms", "Search must <100ms"),
        ("**Search** | *<100ms*", "Search must <100ms"),
        ("`search` | `<100ms`", "search must <100ms"),
        ("Search | &lt;100ms", "Search must <100ms"),
        ("Search | \\<100ms", "Search must <100ms"),
        ("Search | (<100ms)", "Search must <100ms"),
        ("Search | [<100ms]", "Search must <100ms"),
        ("Search | <[100] ms", "Search must <100ms"),
        ("Search | ✅ <100ms", "Search must <100ms"),
        ("Search | <100ms ✓ met", "Search must <100ms"),
        ("Search ✔ | <100ms ⚠️", "Search must <100ms"),
        ("Search ❌ | ~~<200ms~~ <100ms", "Search must <100ms"),
        ("Hash | <3µs", "Hash must <3µs"),
        ("Hash | <3μs", "Hash must <3µs"),
        ("Hash | <3 us", "Hash must <3µs"),
        ("Load | under 5 seconds", "Load must <5s"),
        ("Load | less than 1,500 milliseconds", "Load must <1500ms"),
        ("Load | at most 2 minutes", "Load must <=2min"),
        ("Load | no more than 1.5 hours", "Load must <=1.5h"),
        ("Load | within 5 s", "Load must <=5s"),
        ("Load | sub-100ms", "Load must <100ms"),
        ("Load | 100ms or less", "Load must <=100ms"),
        ("Load | 100 ms max", "Load must <=100ms"),
        ("Load | <~100ms", "Load must <100ms"),
        ("Build | <5 min", "Build must <5min"),
        ("Success | >95%", "Success must >95%"),
        ("Success | ≥ 95 %", "Success must >=95%"),
        ("Success | 95%+", "Success must >=95%"),
        ("Success | at least 95 percent", "Success must >=95%"),
        ("Memory | <200MB", "Memory must <200MB"),
        ("Memory | <200 mb", "Memory must <200MB"),
        ("Index | ≤ 2 GiB", "Index must <=2GiB"),
        ("Index | <1TB", "Index must <1TB"),
        ("Users | >=1,000", "Users must >=1000"),
        ("Encode | <5 ns/op", "Encode must <5ns"),
        ("Search | <100ms vs v1.2", "Search must <100ms"),
        ("Search | <100ms vs. v1.2 ✅", "Search must <100ms"),
        ("Search | <100ms (down from >500ms)", "Search must <100ms"),
        ("Search | <100ms, was >2s", "Search must <100ms"),
        ("Search | <100ms end-to-end", "Search must <100ms"),
        ("Search | <100ms per query", "Search per query must <100ms"),
        ("Search | Must return in <100ms", "Search must <100ms"),
    ]);
}

#[test]
fn ranges_and_expectations() {
    check_rows(&[
        ("Gossip | 1-3s", "Gossip must 1s..3s"),
        ("Gossip | 1–3 s", "Gossip must 1s..3s"),
        ("Gossip | 1 to 3 seconds", "Gossip must 1s..3s"),
        ("Gossip | between 1 and 3 seconds", "Gossip must 1s..3s"),
        ("Gossip | 200ms - 1s", "Gossip must 200ms..1s"),
        ("Gossip | 1..3s", "Gossip must 1s..3s"),
        ("Lookup | ~200-500ms", "Lookup expect 200ms..500ms"),
        ("Peer | ~50MB", "Peer expect 50MB..50MB"),
        ("Peer | ≈ 50 MB", "Peer expect 50MB..50MB"),
        ("Lookup | about 5 ms", "Lookup expect 5ms..5ms"),
        ("Lookup | <100ms (typically ~50ms)", "Lookup must <100ms expect 50ms..50ms"),
        ("Lookup | <100ms, expected 50-80ms", "Lookup must <100ms expect 50ms..80ms"),
    ]);
}

#[test]
fn conditions() {
    check_rows(&[
        ("Search (<1000 pkg) | <100ms", "Search [AtMost 1000 pkg] must <100ms"),
        ("Search (1000 packages) | <100ms", "Search [Exactly 1000 packages] must <100ms"),
        ("Search for 1000+ peers | <100ms", "Search [AtLeast 1000 peers] must <100ms"),
        ("Search @ 1000 peers | <100ms", "Search [Exactly 1000 peers] must <100ms"),
        ("Search with 1000 concurrent peers | <100ms", "Search [Exactly 1000 peers] must <100ms"),
        ("Walk ≥ 10k nodes | <1s", "Walk [AtLeast 10000 nodes] must <1s"),
        ("Walk | <1s for ≥ 10k nodes", "Walk [AtLeast 10000 nodes] must <1s"),
        ("Search | <100ms @ 1000 peers", "Search [Exactly 1000 peers] must <100ms"),
        ("Search | <100ms (1,000 packages)", "Search [Exactly 1000 packages] must <100ms"),
        ("Search | <100ms with up to 1000 packages", "Search [AtMost 1000 packages] must <100ms"),
        ("Search (n=1000) latency | <100ms", "Search latency [Exactly 1000] must <100ms"),
        (
            "Search | <100ms (100 pkg), <1s (10k pkg)",
            "Search [Exactly 100 pkg] must <100ms; Search [Exactly 10000 pkg] must <1s",
        ),
        ("1000 packages | <100ms", "1000 packages must <100ms"),
        ("Parse (10MB) | <100ms", "Parse (10MB) must <100ms"),
    ]);
}

#[test]
fn tables() {
    check(&[
        ("Op | goal\n-|-\nA | <1s", "A must <1s"),
        ("Op | Latency budget\n-|-\nA | 1s", "A must <=1s"),
        ("Op | SLO | Actual | Status\n-|-|-|-\nA | <1s | <2s | ✅", "A must <1s"),
        ("Op | Limit\n-|-\nA | 20 ms\nB | <1s", "A must <=20ms; B must <1s"),
        ("Op | Expected\n-|-\nA | ~20 ms\nB | 4", "A expect 20ms..20ms"),
        ("Op | Target (ms)\n-|-\nA | <20\nB | 1-3", "A must <20ms; B must 1ms..3ms"),
        ("Op | Target (1000 pkg)\n-|-\nA | <20ms", "A [Exactly 1000 pkg] must <20ms"),
        ("Op | Target (p99)\n-|-\nA | <20ms", "A (Target (p99)); unread <20ms"),
        ("Op | v1 target | v2 target\n-|-|-\nA | <2s | <1s", "A (v1 target) must <2s; A (v2 target) must <1s"),
        ("Target | Metric\n-|-\n<1s | A", "A must <1s"),
        ("Target | Metric | Goal\n-|-|-\nx86 | A | <1s", "A must <1s"),
        ("| # | Operation | Target |\n|-|-|-|\n| 1 | A | <1s |", "A must <1s"),
        ("Op | Peers | Target\n-|-|-\nA | 10 | <1s", "A must <1s"),
        ("Op | Scale | Target\n-|-|-\nA | 1000+ peers | <1s", "A [AtLeast 1000 peers] must <1s"),
        ("Metric | TARGET\n-|-\nA | cold: <2s, warm: <1s", "A (cold) must <2s; A (warm) must <1s"),
    ]);
}

#[test]
fn items_under_an_announcement() {
    check_targets(&[
        ("Search: <100ms", "Search must <100ms"),
        ("**Search**: **<100 ms** for 1000 packages", "Search [Exactly 1000 packages] must <100ms"),
        ("[x] Search (<1000 pkg): <100ms ✅", "Search [AtMost 1000 pkg] must <100ms"),
        ("[ ] Search should be under 100 ms", "Search must <100ms"),
        ("Search completes in <100ms for 1000+ packages", "Search [AtLeast 1000 packages] must <100ms"),
        ("DHT lookup ~200-500ms with 1000 peers", "DHT lookup [Exactly 1000 peers] expect 200ms..500ms"),
        ("Gossip: 1-3s", "Gossip must 1s..3s"),
        (">95% install success", "install success must >95%"),
        ("<100ms for search", "search must <100ms"),
        ("Keep memory below 200MB in typical use", "memory must <200MB"),
        ("loading <100 ms and search <50 ms", "loading must <100ms; search must <50ms"),
        ("Gate: search meets <100 ms; install >95 %", "Gate: search must <100ms; install must >95%"),
        ("Search: <100ms, ideally <50ms", "Search must <100ms"),
        ("P95 < 100ms", "P95; unread < 100ms"),
        ("Search: P95 < 100ms", "Search: P95; unread < 100ms"),
        ("Search: <100ms (p99)", "Search p99; unread <100ms"),
        ("Search\n  - cold: <1s", "cold must <1s"),
    ]);
    check(&[
        ("Performance targets:\n\n- A <1s", "A must <1s"),
        ("Performance targets:\n- A <1s", "A must <1s"),
        ("## Performance targets\n\nTo be measured before the release:\n- A <1s", "A must <1s"),
        ("## Performance targets\n\nMeasured on a laptop:\n- A with B <1s", ""),
        ("## SLOs\n### Registry\n- A <1s", "A must <1s"),
        ("## Expected performance\n1. A ~1s", "A expect 1s..1s"),
        ("## Performance Requirements\n* A in 1-3 s", "A must 1s..3s"),
        (
            "### Search\nTargets:\n- <100ms for 1000 pkg\n- <1s for 10k pkg",
            "Search [Exactly 1000 pkg] must <100ms; Search [Exactly 10000 pkg] must <1s",
        ),
        ("- Search\n  - Target: <100ms\n  - Actual: <45ms", "Search must <100ms"),
        ("## Expected performance\n- Blur: 10-30ms (fast)\n- Load: <50ms", "Blur expect 10ms..30ms; Load must <50ms"),
        ("## Performance targets\n- Blur: 10-30ms", "Blur must 10ms..30ms"),
        ("### Expected results\n- Improvement: 15-25%", ""),
        ("### Expected timeline\n- Fix: 1-2 hours", ""),
        ("### Expected time commitment\n- Leads: 3-5h per week", ""),
        (
            "**Expected baselines** (on a laptop):\n- Lookup @ 1000 names: < 100μs",
            "Lookup [Exactly 1000 names] must <100µs",
        ),
        (
            "Targets\n- GET: p50 < 1ms, p99 < 10ms\n- Get a peer: <1s",
            "GET: p50; p99; a peer must <1s; unread < 1ms; unread < 10ms",
        ),
    ]);
}

#[test]
fn items_that_say_all_themselves() {
    check(&[
        ("- Search: <100ms", "Search must <100ms"),
        ("- Memory: ≤ 200 MB @ 1000 peers.", "Memory [Exactly 1000 peers] must <=200MB"),
        ("- [x] Success rate: >95% ✅", "Success rate must >95%"),
        ("- Search: under 100 ms (down from >500ms)", "Search must <100ms"),
        ("- **Search latency:** less than 100 ms vs v1.2", "Search latency must <100ms"),
        ("- Search latency (target: <100ms)", "Search latency must <100ms"),
        ("- Search: 45ms (target <100ms)", "Search must <100ms"),
        ("- Search takes 45ms, <100ms target", "Search must <100ms"),
        ("- Search was >2s, goal: <100ms", "Search must <100ms"),
        ("- Lookup, target ~5ms", "Lookup expect 5ms..5ms"),
    ]);
}
