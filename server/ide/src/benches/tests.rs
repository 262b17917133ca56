//! A package with a bench and what it saved.

#![allow(clippy::disallowed_methods)] // results are written to a temporary folder

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use expect_test::{Expect, expect};
use greenlight_bench::command::arguments;

use super::*;
use crate::fixture::Fixture;
use crate::saved_fixture::{SHOWS, save, set_age};

const MANIFEST: &str = "//- /Cargo.toml\n[package]\nname = \"sample\"\nedition = \"2021\"\n[features]\nslow = []\n[dev-dependencies]\n\
                        criterion = \"0.5\"\n[[bench]]\nname = \"search\"\nharness = false\nrequired-features = [\"slow\"]\n//- /src/lib.rs\n";

const SEARCH: &str = "\
//- /benches/search.rs
fn search(c: &mut Criterion) {
    c.bench_function(\"alone\", |b| b.iter(run));
    let mut group = c.benchmark_group(\"sizes\");
    for size in [10, 100] {
        group.bench_with_input(BenchmarkId::from_parameter(size), &size, |b, n| b.iter(run));
    }
    group.bench_function(name(), |b| b.iter(run));
    c.bench_function(\"never\", |b| b.iter(run));
}
criterion_group!(benches, search);
criterion_main!(benches);
";

struct Sample {
    fixture: Fixture,
}

impl Sample {
    fn new(more: &str) -> Sample {
        let sample = Sample { fixture: Fixture::new(&format!("{MANIFEST}{SEARCH}{more}")) };
        // Sources are older than all that is saved.
        for file in ["/src/lib.rs", "/benches/search.rs"] {
            set_age(&sample.fixture.path(file), 1_000_000);
        }
        sample
    }

    fn save(&self, baseline: &str, parts: &[&str], id: [Option<&str>; 3], time: f64, ago: u64) {
        save(&self.fixture.path("/target/criterion"), baseline, parts, id, time, ago);
    }

    fn file(&self) -> PathBuf {
        self.fixture.path("/benches/search.rs")
    }

    fn line(&self, span: Span) -> usize {
        let text = fs::read_to_string(self.file()).unwrap();
        text[..span.start as usize].matches('\n').count() + 1
    }

    fn hints(&self, expected: &Expect) {
        let hints = self.fixture.snapshot.bench_hints(&self.file(), &HintSettings::default());
        let text = fs::read_to_string(self.file()).unwrap();
        let line = |hint: &BenchHint| {
            let at_end = text[hint.end as usize..].starts_with('\n');
            assert!(at_end, "{hint:?}");
            format!("{}: {}\n", self.line(hint.span), hint.label)
        };
        expected.assert_eq(&hints.iter().map(line).collect::<String>());
    }

    fn hover(&self, marked: &str) -> Option<String> {
        let text = fs::read_to_string(self.file()).unwrap();
        let offset = text.find(marked).unwrap() as u32 + 1;
        let hover = self.fixture.snapshot.bench_hover(&self.file(), offset, SystemTime::now(), &SHOWS);
        hover.map(|hover| hover.markdown.into_string())
    }
}

#[test]
fn a_hint_tells_what_its_call_measured() {
    let sample = Sample::new("");
    sample.hints(&expect![""]);
    sample.save("v1", &["alone"], [Some("alone"), None, None], 12_345_678.0, 500);
    sample.save("base", &["alone"], [Some("alone"), None, None], 13_000_000.0, 100);
    sample.save("base", &["sizes", "10"], [Some("sizes"), None, Some("10")], 1_000.0, 100);
    sample.save("base", &["sizes", "100"], [Some("sizes"), None, Some("100")], 20_000.0, 100);
    sample.save("base", &["sizes", "x"], [Some("sizes"), Some("x"), None], 5.0, 100);
    sample.hints(&expect![[r#"
        2: base 13.0 ms ±0.1
        5: base 1.00 µs … 20.0 µs, 2 benchmarks
        7: base 5.00 ns ±0.05
    "#]]);
}

#[test]
fn the_configured_baseline_is_shown_where_there_is_one() {
    let sample = Sample::new("//- /greenlight.toml\n[baselines]\ncurrent = \"v1\"\n");
    sample.save("v1", &["alone"], [Some("alone"), None, None], 12.0, 500);
    sample.save("base", &["alone"], [Some("alone"), None, None], 13.0, 100);
    sample.save("base", &["sizes", "10"], [Some("sizes"), None, Some("10")], 1.0, 100);
    sample.hints(&expect![[r#"
        2: v1 12.0 ns ±0.1
        5: base 1.00 ns ±0.01
    "#]]);
}

#[test]
fn a_hint_tells_the_change_against_the_configured_baseline() {
    let sample = Sample::new("//- /greenlight.toml\n[baselines]\nagainst = \"v1\"\n");
    sample.save("v1", &["alone"], [Some("alone"), None, None], 12.0, 500);
    sample.save("v2", &["alone"], [Some("alone"), None, None], 12.6, 100);
    sample.save("v1", &["sizes", "10"], [Some("sizes"), None, Some("10")], 10.0, 500);
    sample.save("v2", &["sizes", "10"], [Some("sizes"), None, Some("10")], 9.0, 100);
    sample.save("v1", &["sizes", "100"], [Some("sizes"), None, Some("100")], 10.0, 500);
    sample.save("v2", &["sizes", "100"], [Some("sizes"), None, Some("100")], 15.0, 100);
    sample.save("v1", &["sizes", "x"], [Some("sizes"), Some("x"), None], 10.0, 500);
    sample.hints(&expect![[r#"
        2: v2 12.6 ns ±0.1 · +5.0 % vs v1
        5: v2 9.00 ns … 15.0 ns, 2 benchmarks · -10.0 … +50.0 % vs v1
        7: v1 10.0 ns ±0.1
    "#]]);
    let settings = HintSettings { current: None, against: Some("v2".to_owned()), long: false };
    let text = fs::read_to_string(sample.file()).unwrap();
    let offset = text.find("\"alone").unwrap() as u32;
    let names = |settings: &HintSettings| sample.fixture.snapshot.bench_baselines(&sample.file(), offset, settings);
    // The configuration goes before the settings, and what is shown is not compared with itself.
    assert_eq!(names(&settings), Some(vec!["v1".to_owned()]));
}

#[test]
fn repeated_runs_are_shown_as_one_baseline_and_tell_the_noise() {
    let sample = Sample::new("");
    for (name, time) in [("v1", 100.0), ("v1@2", 101.0), ("v2", 130.0), ("v2@2", 131.0), ("v2@3", 130.0)] {
        sample.save(name, &["alone"], [Some("alone"), None, None], time, 100);
    }
    sample.hints(&expect![[r#"
        2: v2 130 ns ±2
    "#]]);
    let text = fs::read_to_string(sample.file()).unwrap();
    let offset = text.find("\"alone").unwrap() as u32;
    let snapshot = &sample.fixture.snapshot;
    let settings = HintSettings::default();
    let compared = snapshot.bench_comparison(&sample.file(), offset, Some("v1"), &settings, SystemTime::now()).unwrap();
    expect![[r#"
        **`alone`** ▇█

        | baseline | time | interval | against v1 | samples | saved |
        | --- | --- | --- | --- | --- | --- |
        | v2 | 130 ns | 129 ns … 132 ns (95 %) | +29.7 % (+27.7 … +31.7) | 10, 3 runs | 1 minute ago |
        | v1 | 100 ns | 99.0 ns … 102 ns (95 %) |  | 10, 2 runs | 1 minute ago |

        Intervals of changes include the noise between runs: 0.5 % by repeated runs."#]]
    .assert_eq(&compared);
}

#[test]
fn what_is_older_than_the_code_is_stale() {
    let sample = Sample::new("");
    sample.save("base", &["alone"], [Some("alone"), None, None], 13.0, 100);
    set_age(&sample.fixture.path("/src/lib.rs"), 50);
    sample.hints(&expect![[r#"
        2: base 13.0 ns ±0.1 · stale
    "#]]);
}

#[test]
fn a_result_that_two_calls_may_have_is_said_of_neither() {
    let other = "//- /benches/other.rs\nfn f(c: &mut Criterion) { c.bench_function(\"alone\", f); }\ncriterion_group!(benches, f);\n\
                 criterion_main!(benches);\n";
    let sample = Sample::new(other);
    sample.save("base", &["alone"], [Some("alone"), None, None], 13.0, 100);
    sample.hints(&expect![[r#"
        2: ambiguous: another bench may have saved these results
    "#]]);
    assert_eq!(sample.hover("\"alone").unwrap(), "Another bench may have saved the results of `alone`.");
}

#[test]
fn the_hover_has_every_parameter_and_baseline() {
    let sample = Sample::new("");
    sample.save("v1", &["sizes", "10"], [Some("sizes"), None, Some("10")], 1_000.0, 7_300);
    sample.save("v2|<b>", &["sizes", "10"], [Some("sizes"), None, Some("10")], 2_000.0, 130);
    sample.save("base", &["sizes", "100"], [Some("sizes"), None, Some("100")], 20_000.0, 100);
    expect![[r#"
        **`sizes/10`** ▄█

        | baseline | time | interval | samples | saved |
        | --- | --- | --- | --- | --- |
        | `v2\|<b>` | 2.00 µs | 1.98 µs … 2.02 µs (95 %) | 10 | 2 minutes ago |
        | v1 | 1.00 µs | 990 ns … 1.01 µs (95 %) | 10 | 2 hours ago |

        **`sizes/100`**

        | baseline | time | interval | samples | saved |
        | --- | --- | --- | --- | --- |
        | base | 20.0 µs | 19.8 µs … 20.2 µs (95 %) | 10 | 1 minute ago |"#]]
    .assert_eq(&sample.hover("bench_with_input").unwrap());
    let at = |marked: &str| fs::read_to_string(sample.file()).unwrap().find(marked).unwrap() as u32;
    let compare = |against| {
        let offset = at("bench_with_input");
        sample
            .fixture
            .snapshot
            .bench_comparison(&sample.file(), offset, against, &HintSettings::default(), SystemTime::now())
            .unwrap()
    };
    expect![[r#"
        **`sizes/10`** ▄█

        | baseline | time | interval | against v1 | samples | saved |
        | --- | --- | --- | --- | --- | --- |
        | `v2\|<b>` | 2.00 µs | 1.98 µs … 2.02 µs (95 %) | +100.0 % (+90.5 … +110.0) | 10 | 2 minutes ago |
        | v1 | 1.00 µs | 990 ns … 1.01 µs (95 %) |  | 10 | 2 hours ago |

        Intervals of changes include the noise between runs: 5 %, assumed since nobody measured it here."#]]
    .assert_eq(compare(None).split("\n\n**`sizes/100`").next().unwrap());
    assert!(compare(Some("v2|<b>")).contains("| -50.0 % (-52.4 … -47.5) |"));
    assert_eq!(sample.hover("\"never").unwrap(), "No results are saved of this bench.");
    assert_eq!(sample.hover("criterion_group"), None);
}

#[test]
fn lenses_run_what_they_stand_at() {
    let sample = Sample::new(
        "//- /greenlight.toml\n[baselines]\ncurrent = \"v1\"\n//- /benches/deep/alone.rs\nfn f(c: &mut Criterion) { c.bench_function(\"x\", f); }\n",
    );
    let lenses = sample.fixture.snapshot.bench_lenses(&sample.file());
    let line = |lens: &BenchLens| {
        let action = match &lens.action {
            LensAction::Run(run) => arguments(run).join(" "),
            LensAction::Compare(_) => String::new(),
        };
        format!("{}: {} {action}", sample.line(lens.span), lens.title).trim_end().to_owned() + "\n"
    };
    expect![[r"
        2: ▶ Run bench bench --package sample --bench search --features slow -- --exact alone --save-baseline v1
        2: Compare
        5: ▶ Run bench bench --package sample --bench search --features slow -- ^(sizes/10|sizes/100)$ --save-baseline v1
        5: Compare
        7: ▶ Run bench bench --package sample --bench search --features slow -- ^(sizes/.*|sizes/.*/.*)$ --save-baseline v1
        7: Compare
        8: ▶ Run bench bench --package sample --bench search --features slow -- --exact never --save-baseline v1
        8: Compare
        11: ▶ Run all bench --package sample --bench search --features slow -- --save-baseline v1
    "]]
    .assert_eq(&lenses.iter().map(line).collect::<String>());
    let alone = sample.fixture.snapshot.bench_lenses(&sample.fixture.path("/benches/deep/alone.rs"));
    assert_eq!(alone.iter().map(|lens| lens.title.as_str()).collect::<Vec<_>>(), ["Compare"], "Cargo cannot run it");
}

#[test]
fn frameworks_that_save_nothing_have_a_lens_alone() {
    let more = "//- /benches/tables.rs\nmod inner { #[divan::bench(name = \"named\")] fn f() {} }\nfn main() { divan::main() }\n";
    let sample = Sample::new(more);
    let lenses = sample.fixture.snapshot.bench_lenses(&sample.fixture.path("/benches/tables.rs"));
    let [lens] = &lenses[..] else { panic!("{lenses:?}") };
    let LensAction::Run(run) = &lens.action else { panic!("{lens:?}") };
    assert_eq!(arguments(run).join(" "), "bench --package sample --bench tables -- inner::named$");
}

#[test]
fn the_list_has_all_benches_and_what_belongs_to_none() {
    let sample = Sample::new("");
    sample.save("base", &["alone"], [Some("alone"), None, None], 13.0, 100);
    sample.save("base", &["gone"], [Some("gone"), None, None], 13.0, 100);
    sample.save("base", &["sizes", "x"], [Some("sizes"), Some("x"), None], 5.0, 100);
    let list = sample.fixture.snapshot.bench_list();
    let benches = list.targets.iter().flat_map(|target| &target.benches);
    let shown: Vec<String> = benches
        .map(|bench| {
            let id = bench.id.as_ref().map_or("?".to_owned(), identity::BenchmarkId::full);
            format!("{id} {}", if bench.saved.is_some() { "saved" } else { "-" })
        })
        .collect();
    assert_eq!(shown, ["alone saved", "never -", "sizes/10 -", "sizes/100 -", "sizes/x saved"]);
    assert_eq!(list.orphans.iter().map(|orphan| orphan.id.full()).collect::<Vec<_>>(), ["gone"]);
}

#[test]
fn an_edit_is_followed() {
    let fixture = Fixture::new(&format!("{MANIFEST}{SEARCH}"));
    let file = fixture.path("/benches/search.rs");
    let mut host = crate::Host::open(greenlight_files::Files::new(), &fixture.path("/")).unwrap();
    let ids = |host: &crate::Host| host.snapshot().bench_calls().calls.len();
    assert_eq!(ids(&host), 4);
    let text = "criterion_group!(b, f);\nfn f(c: &mut Criterion) { c.bench_function(\"new\", f); }\n";
    host.apply(&[crate::Change::Text(file, text.into())]);
    assert_eq!(ids(&host), 1);
}

#[test]
fn promises_are_held_against_what_was_measured() {
    let sample = Sample::new(
        "//- /greenlight.toml\n[[perf-target]]\nname = \"Alone\"\nbench = \"alone\"\nmust = \"<15ns\"\nexpect = \"10..14ns\"\n\
         [[perf-target]]\nname = \"All\"\nbench = \"sizes/*\"\nmust = \"<=10us\"\n[[perf-target]]\nname = \"Memory\"\nbench = \"alone\"\nmust = \"<2MB\"\n\
         [[perf-target]]\nname = \"Gone\"\nbench = \"alon\"\nmust = \"<1s\"\n[[perf-target]]\nname = \"Later\"\nbench = \"never\"\nmust = \"<1s\"\n",
    );
    sample.save("base", &["alone"], [Some("alone"), None, None], 13.0, 100);
    sample.save("base", &["sizes", "10"], [Some("sizes"), None, Some("10")], 1_000.0, 100);
    sample.save("base", &["sizes", "100"], [Some("sizes"), None, Some("100")], 20_000.0, 100);
    sample.hints(&expect![[r#"
        2: base 13.0 ns ±0.1 · target <15ns ✓
        5: base 1.00 µs … 20.0 µs, 2 benchmarks · target <=10us ✗
    "#]]);
    let hover = sample.hover("\"alone").unwrap();
    expect![[r#"


        - `<15ns` Alone: **met**, in the gate (`greenlight.toml:3`); as expected, 10..14ns
        - `<2MB` Memory: without a measurement source, as this measures another kind of number, in the gate (`greenlight.toml:12`)"#]]
    .assert_eq(hover.split_once("\n\n").unwrap().1.split_once("Targets:").unwrap().1);
    let held = sample.fixture.snapshot.perf_targets();
    let standing: Vec<_> = held.iter().map(|held| held.standing.clone()).collect();
    use crate::perf_targets::Standing;
    assert_eq!(
        standing,
        [
            Standing::Met,
            Standing::Missed,
            Standing::OtherKind,
            Standing::NotCovered(Some("alone".to_owned())),
            Standing::Unmeasured
        ]
    );
}

#[test]
fn a_target_is_held_against_every_run_and_against_its_own_kind_of_number_alone() {
    let sample = Sample::new(
        "//- /greenlight.toml\n[[perf-target]]\nname = \"Alone\"\nbench = \"alone\"\nmust = \"<100ns\"\n[[perf-target]]\nname = \"Sizes\"\n\
         bench = \"sizes/*\"\nmust = \"<15ns\"\nexpect = \"1..10ns\"\n[[perf-target]]\nname = \"Cycles\"\nbench = \"sizes/10\"\nmust = \"<5000\"\n\
         expect = \"100..200\"\n[[perf-target]]\nname = \"Only cycles\"\nbench = \"sizes/10\"\nmust = \"<1s\"\n",
    );
    for (name, time) in [("v1", 98.0), ("v1@2", 97.0), ("v1@3", 110.0)] {
        sample.save(name, &["alone"], [Some("alone"), None, None], time, 100);
    }
    sample.save("v1", &["sizes", "10"], [Some("sizes"), None, Some("10")], 3_000.0, 100);
    sample.save("v1", &["sizes", "100"], [Some("sizes"), None, Some("100")], 3.0, 100);
    let raw = "group,function,value,throughput_num,throughput_type,sample_measured_value,unit,iteration_count\n\
               sizes,,10,,,5.0,cycles,1\n";
    fs::write(sample.fixture.path("/target/criterion/sizes/10/v1/raw.csv"), raw).unwrap();
    let held = sample.fixture.snapshot.perf_targets();
    use greenlight_bench::perf_targets::State;
    let states: Vec<Vec<State>> =
        held.iter().map(|held| held.benches.iter().filter_map(|bench| bench.state).collect()).collect();
    assert_eq!(
        states,
        [vec![State::Borderline], vec![State::OtherKind, State::Met], vec![State::Met], vec![State::OtherKind]]
    );
    use crate::perf_targets::Standing;
    let standing: Vec<_> = held.iter().map(|held| held.standing.clone()).collect();
    assert_eq!(standing, [Standing::Borderline, Standing::OtherKind, Standing::Met, Standing::OtherKind]);
    sample.hints(&expect![[r#"
        2: v1 102 ns ±8 · target <100ns ?
        5: v1 3.00 … 3000, 2 benchmarks · target <5000 ✓
    "#]]);
    let promises = |marked: &str| {
        let hover = sample.hover(marked).unwrap();
        hover.lines().filter(|line| line.starts_with("- ")).map(|line| format!("{line}\n")).collect::<String>()
    };
    expect![[r#"
        - `<100ns` Alone: **borderline**, the limit lies within the interval, in the gate (`greenlight.toml:3`)
    "#]]
    .assert_eq(&promises("\"alone"));
    expect![[r#"
        - `<15ns` Sizes: without a measurement source, as this measures another kind of number, in the gate (`greenlight.toml:7`); as expected, 1..10ns
        - `<5000` Cycles: **met**, in the gate (`greenlight.toml:12`); more than expected, 100..200
        - `<1s` Only cycles: without a measurement source, as this measures another kind of number, in the gate (`greenlight.toml:17`); `greenlight.toml:7 says <15ns`
    "#]].assert_eq(&promises("BenchmarkId"));
    // What certainly misses is missed, whatever else is of another kind.
    sample.save("v1", &["sizes", "100"], [Some("sizes"), None, Some("100")], 300.0, 100);
    assert_eq!(sample.fixture.snapshot.perf_targets()[1].standing, Standing::Missed);
}

#[test]
fn what_exceeds_its_limit_or_misses_its_target_is_found_where_results_are() {
    let sample = Sample::new(
        "//- /greenlight.toml\n[baselines]\nagainst = \"v1\"\n[[perf-target]]\nname = \"Sizes\"\nbench = \"sizes/*\"\nmust = \"<12us\"\n",
    );
    let text = fs::read_to_string(sample.file()).unwrap();
    let commented = text.replace("(\"never\", |b| b.iter(run));", "(\"never\", |b| b.iter(run)); // perf-target: <1us");
    fs::write(sample.file(), commented).unwrap();
    set_age(&sample.file(), 1_000_000);
    let found = |effort: Effort| {
        let findings = sample.fixture.snapshot.measured_findings(&sample.file(), &HintSettings::default(), effort);
        let line = |finding: &crate::Finding| {
            let notes: String = finding.notes.iter().map(|note| format!("    {note}\n")).collect();
            format!("{}: {} {}\n{notes}", sample.line(finding.span), finding.rule.name(), finding.message)
        };
        findings.iter().map(line).collect::<String>()
    };
    sample.save("v1", &["alone"], [Some("alone"), None, None], 100.0, 500);
    sample.save("v2", &["alone"], [Some("alone"), None, None], 130.0, 100);
    for (size, old, new) in [("10", 1_000.0, 1_010.0), ("100", 10_000.0, 20_000.0)] {
        sample.save("v1", &["sizes", size], [Some("sizes"), None, Some(size)], old, 500);
        sample.save("v2", &["sizes", size], [Some("sizes"), None, Some(size)], new, 100);
    }
    sample.save("v2", &["never"], [Some("never"), None, None], 2_000.0, 100);
    assert_eq!(found(Effort::Known), "", "nothing is known yet");
    let whole = found(Effort::Whole);
    expect![[r#"
        2: bench-regression `alone` takes longer: +30.0 % (+23.8 … +36.5) from v1 to v2
            `[limits]` allows 10 %
            the noise between runs is taken to be 5 %: nobody measured it, as `--save-baseline v2@2` would
        5: bench-regression `sizes/100` takes longer: +100.0 % (+90.5 … +110.0) from v1 to v2
            `[limits]` allows 10 %
            the noise between runs is taken to be 5 %: nobody measured it, as `--save-baseline v2@2` would
        5: perf-target-missed `sizes/100` misses its target `<12us`: 20.0 µs ±0.2
            promised at greenlight.toml:5 (Sizes)
        8: perf-target-missed `never` misses its target `<1us`: 2.00 µs ±0.02
            promised at benches/search.rs:8
    "#]]
    .assert_eq(&whole);
    assert_eq!(found(Effort::Known), whole);
    // What was measured before the code changed says nothing of it.
    let later = Sample::new("//- /greenlight.toml\n[baselines]\nagainst = \"v1\"\n");
    later.save("v1", &["alone"], [Some("alone"), None, None], 100.0, 500);
    later.save("v2", &["alone"], [Some("alone"), None, None], 130.0, 100);
    let of = |later: &Sample| {
        later.fixture.snapshot.measured_findings(&later.file(), &HintSettings::default(), Effort::Whole).len()
    };
    assert_eq!(of(&later), 1);
    let later = Sample::new("//- /greenlight.toml\n[baselines]\nagainst = \"v1\"\n");
    later.save("v1", &["alone"], [Some("alone"), None, None], 100.0, 500);
    later.save("v2", &["alone"], [Some("alone"), None, None], 130.0, 100);
    set_age(&later.fixture.path("/src/lib.rs"), 50);
    assert_eq!(of(&later), 0);
}

#[test]
fn repeated_runs_prove_a_regression() {
    let sample = Sample::new("//- /greenlight.toml\n[baselines]\nagainst = \"v1\"\n");
    let rules = |sample: &Sample| {
        let findings =
            sample.fixture.snapshot.measured_findings(&sample.file(), &HintSettings::default(), Effort::Whole);
        findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>()
    };
    for (name, time) in
        [("v1", 100.0), ("v1@2", 101.0), ("v1@3", 100.0), ("v2", 130.0), ("v2@2", 131.0), ("v2@3", 130.0)]
    {
        sample.save(name, &["alone"], [Some("alone"), None, None], time, 100);
    }
    assert_eq!(rules(&sample), ["`alone` regressed: +29.9 % (+28.4 … +31.4) from v1 to v2"]);
}

#[test]
fn a_report_shows_what_is_asked_for_and_compares_with_what_there_is() {
    let sample = Sample::new("");
    for (baseline, time, ago) in [("v1", 1_000.0, 300), ("v2", 1_500.0, 200), ("v3", 1_510.0, 100)] {
        sample.save(baseline, &["alone"], [Some("alone"), None, None], time, ago);
    }
    sample.save("v3", &["sizes", "10"], [Some("sizes"), None, Some("10")], 5.0, 100);
    sample.save("v1", &["gone"], [Some("gone"), None, None], 5.0, 2_000_000);
    let pair = |current: Option<&str>, against: Option<&str>| {
        let report = sample.fixture.snapshot.bench_report(current, against);
        let named = |id: &str| {
            let of = |bench: &&ReportedBench| bench.id.as_ref().is_some_and(|found| found.full() == id);
            let bench = report.benches().find(of).unwrap();
            let name = |baseline: Option<&saved::Baseline>| baseline.map_or("-".to_owned(), |it| it.name.clone());
            format!("{} {}", name(bench.baseline()), name(bench.older()))
        };
        format!("{}, {}, {}", named("alone"), named("sizes/10"), named("gone"))
    };
    assert_eq!(pair(None, None), "v3 v2, v3 -, v1 -", "the next older one, where there is one");
    assert_eq!(pair(None, Some("v1")), "v3 v1, v3 -, v1 -");
    assert_eq!(pair(Some("v2"), None), "v2 v1, - -, - -", "nothing of another name");
    assert_eq!(pair(Some("v1"), Some("v1")), "v1 -, - -, v1 -", "nothing is compared with itself");

    let report = sample.fixture.snapshot.bench_report(None, None);
    let [target] = &report.targets[..] else { panic!("{:?}", report.targets) };
    let never: Vec<&ReportedBench> = target.benches.iter().filter(|bench| bench.shown.is_none()).collect();
    assert_eq!(never.len(), 3, "one is known as a pattern only");
    assert!(report.benches().all(|bench| !bench.stale), "sources are older, or nobody knows which they are");
    assert_eq!(report.names().baselines.into_iter().collect::<Vec<_>>(), ["v1", "v2", "v3"]);
    set_age(&sample.file(), 150);
    let report = sample.fixture.snapshot.bench_report(Some("v2"), None);
    assert!(report.benches().any(|bench| bench.stale));
}

const THREE: &str = "//- /Cargo.toml\n[package]\nname = \"sample\"\nedition = \"2021\"\n[dev-dependencies]\ncriterion = \"0.5\"\n[[bench]]\n\
                     name = \"b\"\nharness = false\n[[bench]]\nname = \"c\"\nharness = false\n//- /src/lib.rs\n//- /greenlight.toml\n[baselines]\n\
                     against = \"v1\"\n//- /benches/c.rs\nfn g(c: &mut Criterion) {}\ncriterion_group!(benches, g);\ncriterion_main!(benches);\n\
                     //- /benches/b.rs\n";

fn calls(first: &str, second: &str) -> String {
    format!(
        "fn f(c: &mut Criterion) {{\n    c.bench_function(\"{first}\", x);\n    c.bench_function(\"{second}\", x);\n}}\n\
         criterion_group!(benches, f);\ncriterion_main!(benches);\n"
    )
}

/// An editor's view of [`THREE`], in whose `b.rs` `slower` got slower.
struct Edited {
    fixture: Fixture,
    host: crate::Host,
}

impl Edited {
    fn new() -> Edited {
        let fixture = Fixture::new(&format!("{THREE}{}", calls("slower", "same")));
        for file in ["/src/lib.rs", "/benches/b.rs", "/benches/c.rs"] {
            set_age(&fixture.path(file), 1_000_000);
        }
        let root = fixture.path("/target/criterion");
        for (id, old, new) in [("slower", 100.0, 150.0), ("same", 100.0, 100.0)] {
            save(&root, "v1", &[id], [Some(id), None, None], old, 500);
            save(&root, "v2", &[id], [Some(id), None, None], new, 100);
        }
        let host = crate::Host::open(greenlight_files::Files::new(), &fixture.path("/")).unwrap();
        Edited { fixture, host }
    }

    fn write(&mut self, file: &str, text: &str) {
        self.host.apply(&[crate::Change::Text(self.fixture.path(file), text.into())]);
    }

    /// The lines of the findings, from 1, with what they are about.
    fn found(&self, effort: Effort) -> Vec<String> {
        let (snapshot, file) = (self.host.snapshot(), self.fixture.path("/benches/b.rs"));
        let findings = snapshot.measured_findings(&file, &HintSettings::default(), effort);
        let text = snapshot.text(&file).unwrap();
        let line = |finding: &crate::Finding| text[..finding.span.start as usize].matches('\n').count() + 1;
        findings.iter().map(|finding| format!("{} {}", line(finding), &text[finding.span.range()])).collect()
    }
}

#[test]
fn what_is_known_of_a_call_goes_with_it() {
    let mut edited = Edited::new();
    assert_eq!(edited.found(Effort::Whole), ["2 \"slower\""]);
    edited.write("/benches/b.rs", &calls("same", "slower"));
    for effort in [Effort::Known, Effort::Whole] {
        assert_eq!(edited.found(effort), ["3 \"slower\""], "{effort:?}");
    }
}

#[test]
fn a_result_that_another_file_may_have_is_known_of_neither() {
    let mut edited = Edited::new();
    assert_eq!(edited.found(Effort::Whole).len(), 1);
    edited.write("/benches/c.rs", &calls("slower", "other"));
    for effort in [Effort::Known, Effort::Whole] {
        assert_eq!(edited.found(effort), [""; 0], "{effort:?}");
    }
}

#[test]
fn what_is_saved_makes_results_stale() {
    let mut edited = Edited::new();
    assert!(edited.host.sources_saved().is_empty(), "nothing was made of results");
    assert_eq!(edited.found(Effort::Whole).len(), 1);
    set_age(&edited.fixture.path("/src/lib.rs"), 50);
    assert!(!edited.host.sources_saved().is_empty());
    let found = [Effort::Known, Effort::Whole, Effort::Known].map(|effort| edited.found(effort).len());
    assert_eq!(found, [1, 0, 0], "until it was looked at, what was known before");
}

#[test]
fn what_is_known_of_others_stays_while_an_id_is_written() {
    let mut edited = Edited::new();
    assert_eq!(edited.found(Effort::Whole), ["2 \"slower\""]);
    edited.write("/benches/b.rs", &calls("slower", "sam"));
    assert_eq!(edited.found(Effort::Known), ["2 \"slower\""]);
    edited.write("/benches/b.rs", &calls("slowe", "same"));
    assert_eq!(edited.found(Effort::Known), [""; 0]);
    edited.host.results_changed();
    edited.write("/benches/b.rs", &calls("slower", "same"));
    assert_eq!(edited.found(Effort::Known), ["2 \"slower\""], "of what was saved since, nobody knows yet");
}

#[test]
fn a_manifest_that_builds_benches_of_more_or_elsewhere_has_results_looked_at_again() {
    let mut edited = Edited::new();
    let write = |name: &str, text: &str| {
        let path = edited.fixture.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        greenlight_files::write(&path, text).unwrap();
        path
    };
    let dependency = [write("/dep/Cargo.toml", "[package]\nname = \"dep\"\n"), write("/dep/src/lib.rs", "")];
    set_age(&dependency[1], 50);
    let config = write("/.cargo/config.toml", "[build]\ntarget-dir = \"elsewhere\"\n");
    fs::remove_file(&config).unwrap();
    assert_eq!(edited.found(Effort::Whole).len(), 1);
    // Built with what was changed after the results were saved.
    let manifest = fs::read_to_string(edited.fixture.path("/Cargo.toml")).unwrap();
    let depending =
        manifest.replace("[dev-dependencies]", "[dependencies]\ndep = { path = \"dep\" }\n[dev-dependencies]");
    assert_ne!(manifest, depending);
    let stale = edited.host.apply(&[crate::Change::Text(edited.fixture.path("/Cargo.toml"), depending.into())]);
    assert!(stale >= crate::Stale::Crates(edited.host.results_changed()), "{stale:?}");
    assert_eq!(edited.found(Effort::Whole).len(), 0);
    edited.write("/Cargo.toml", &manifest);
    assert_eq!(edited.found(Effort::Whole).len(), 1);
    // Results are looked for where benches save them from now on.
    let faster = edited.fixture.path("/elsewhere/criterion");
    save(&faster, "v1", &["slower"], [Some("slower"), None, None], 100.0, 50);
    save(&faster, "v2", &["slower"], [Some("slower"), None, None], 100.0, 10);
    greenlight_files::write(&config, "[build]\ntarget-dir = \"elsewhere\"\n").unwrap();
    edited.host.apply(&[crate::Change::OnDisk(config)]);
    assert_eq!(edited.found(Effort::Whole).len(), 0);
}

#[test]
fn a_run_that_is_measured_again_is_compared_again() {
    let mut edited = Edited::new();
    let root = edited.fixture.path("/target/criterion");
    let save_slower =
        |name: &str, time: f64, ago: u64| save(&root, name, &["slower"], [Some("slower"), None, None], time, ago);
    save_slower("v2@2", 150.0, 90);
    assert_eq!(edited.found(Effort::Whole), ["2 \"slower\""]);
    for (time, ago, findings) in [(100.0, 60, 0), (300.0, 40, 1), (100.0, 20, 0)] {
        save_slower("v2", time, ago);
        save_slower("v2@2", time, 90);
        edited.host.results_changed();
        assert_eq!(edited.found(Effort::Whole).len(), findings, "{time}");
    }
    // How it came to be counts too, without being measured again.
    save_slower("v2", 300.0, 10);
    save_slower("v2@2", 300.0, 10);
    edited.host.results_changed();
    assert_eq!(edited.found(Effort::Whole).len(), 1);
    let write = |baseline: &str, host: &str| {
        let circumstances = greenlight_bench::saved::Circumstances {
            host: host.to_owned(),
            profile: "bench".to_owned(),
            rustc: "1".to_owned(),
            criterion: "0.5.0".to_owned(),
        };
        let file = root.join("slower").join(baseline).join("greenlight.json");
        fs::write(file, greenlight_bench::saved::circumstances::written(&circumstances)).unwrap();
    };
    write("v1", "here");
    write("v2", "elsewhere");
    edited.host.results_changed();
    assert_eq!(edited.found(Effort::Whole).len(), 0, "not comparable");
}
