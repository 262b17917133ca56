//! The report as Markdown for a pull request: what changed and what was promised in sight, all else folded away. GitHub takes no more than
//! 65,536 characters, so rows that have no room are counted.

use std::collections::BTreeSet;

use greenlight_ide::benches::display::{change, with_doubt};
use greenlight_ide::benches::{BenchReport, ComparedBench, ReportedBench};
use greenlight_ide::perf_targets::{HeldTarget, Standing};
use greenlight_text::{Markdown, markdown};

use super::Reported;
use super::summary::{Summary, against, notable, shown, without};
use crate::bench::compare::{noise_said, says};
use crate::format::counted;
use crate::perf_targets;

/// What GitHub takes, with some room for what a workflow puts around it.
const MOST: usize = 64_000;

/// A summary of each workspace, with as much room for each.
pub(super) fn summary(reported: &[Reported]) -> Markdown {
    let room = MOST / reported.len().max(1);
    let one = |it: &Reported| {
        let is_alone = reported.len() == 1;
        let of = if is_alone { Markdown::default() } else { markdown!(" of {}", Markdown::code(&it.name())) };
        of_workspace(&it.report, &of, room)
    };
    Markdown::join(&reported.iter().map(one).collect::<Vec<_>>(), "\n")
}

fn of_workspace(report: &BenchReport, of: &Markdown, room: usize) -> Markdown {
    let summary = Summary::of(report);
    let mut text = markdown!("## Benchmarks{}: {}\n\n", of, summary.verdicts(report));
    let (shown, against) = (shown(report, Markdown::code), against(report, Markdown::code));
    text.push(&markdown!("{}: {} against {}.", counted(summary.measured, "benchmark"), shown, against));
    if summary.not_comparable > 0 {
        text.push(&markdown!(" Not comparable: {}.", summary.why_not_comparable()));
    }
    if let Some((without, name)) = without(report, &summary, Markdown::code) {
        text.push(&markdown!(" {} {}.", without, name));
    }
    for (count, says) in [
        (summary.stale, "measured before the code changed"),
        (summary.never_ran, "never ran"),
        (summary.orphans, "of no bench that is there"),
    ] {
        if count > 0 {
            text.push(&markdown!(" {} {}.", count, says));
        }
    }
    text.push_literal("\n");
    let notable = notable(report);
    if !notable.is_empty() {
        // So much is left for what is folded away.
        let rows = notable.iter().map(|(_, change)| change_row(change));
        section(&mut text, "Changed", &["benchmark", "before", "after", "change", ""], rows, room / 2);
        text.push(&markdown!("\n{}\n", noise(report)));
    }
    if report.held.iter().any(is_open) {
        let rows = report.held.iter().filter(|held| is_open(held)).map(target_row);
        section(&mut text, "Targets not met", &["target", "must", "measured", ""], rows, room * 3 / 4);
    }
    folded(&mut text, report, &notable, room);
    text
}

fn noise(report: &BenchReport) -> Markdown {
    let said = noise_said(report.changes());
    match said.split_once(" `NAME@2` ") {
        Some((before, behind)) => markdown!("{} {} {}", before, Markdown::code("NAME@2"), behind),
        None => Markdown::text(&said),
    }
}

/// Whether somebody has to do something about a target: it is not met, or cannot be read.
fn is_open(held: &HeldTarget) -> bool {
    match held.standing {
        Standing::Met => false,
        Standing::Open => held.target.problem.is_some(),
        _ => true,
    }
}

/// All benchmarks but those that stand above, and the targets that nobody has to look at.
fn folded(text: &mut Markdown, report: &BenchReport, notable: &[(&ReportedBench, &ComparedBench)], room: usize) {
    let mut said: BTreeSet<_> = notable.iter().map(|(_, change)| &change.id).collect();
    let mut rows = Vec::new();
    for bench in report.benches() {
        let (Some(id), Some(baseline)) = (&bench.id, bench.baseline()) else { continue };
        if !said.insert(id) {
            continue;
        }
        rows.push(match &bench.change {
            Some(change) => change_row(change),
            None => {
                let value = with_doubt(&baseline.of_all_runs(), &bench.unit);
                let (id, none) = (Markdown::code(&id.full()), Markdown::default);
                Markdown::row(&[id, none(), Markdown::text(&value), none(), none()])
            }
        });
    }
    let kept: Vec<Markdown> = report.held.iter().filter(|held| !is_open(held)).map(target_row).collect();
    if rows.is_empty() && kept.is_empty() {
        return;
    }
    let all = [(rows.len(), "other benchmark"), (kept.len(), "other target")];
    let there = all.iter().filter(|(count, _)| *count > 0).map(|(count, what)| counted(*count, what));
    let there: Vec<String> = there.collect();
    text.push(&markdown!("\n<details><summary>{}</summary>\n", there.join(", ")));
    if !kept.is_empty() {
        table(text, &["target", "must", "measured", ""], kept.into_iter(), room * 7 / 8);
    }
    if !rows.is_empty() {
        table(text, &["benchmark", "before", "after", "change", ""], rows.into_iter(), room);
    }
    text.push_literal("\n</details>\n");
}

fn change_row(change_of: &ComparedBench) -> Markdown {
    let ComparedBench { id, from: (old, old_unit), to: (new, new_unit), comparison, .. } = change_of;
    Markdown::row(&[
        Markdown::code(&id.full()),
        Markdown::text(&with_doubt(&old.of_all_runs(), old_unit)),
        Markdown::text(&with_doubt(&new.of_all_runs(), new_unit)),
        Markdown::text_or_nothing(&comparison.change.as_ref().map(change).unwrap_or_default()),
        Markdown::text_or_nothing(&says(change_of)),
    ])
}

fn target_row(held: &HeldTarget) -> Markdown {
    let must = held.target.must.as_ref().map_or_else(Markdown::default, |must| Markdown::code(&must.written));
    let measured = perf_targets::measurements(held);
    // Of a pattern that means many, the first few.
    let mut few = Markdown::codes(measured.iter().take(3).map(String::as_str));
    if measured.len() > 3 {
        few.push(&markdown!(" and {} more", measured.len() - 3));
    }
    // What it says may quote what was written.
    let says = Markdown::text_or_nothing(&perf_targets::says(held));
    Markdown::row(&[Markdown::code(&held.target.name), must, few, says])
}

fn section(
    text: &mut Markdown,
    title: &'static str,
    columns: &[&'static str],
    rows: impl Iterator<Item = Markdown>,
    room: usize,
) {
    text.push(&markdown!("\n### {}\n", title));
    table(text, columns, rows, room);
}

/// As many rows as leave the text below `room`, and how many there are besides.
fn table(text: &mut Markdown, columns: &[&'static str], rows: impl Iterator<Item = Markdown>, room: usize) {
    // What stands behind the table still has to find its place.
    const REMAINDER: usize = 400;
    let columns: Vec<Markdown> = columns.iter().map(|column| Markdown::literal(column)).collect();
    text.push_literal("\n");
    text.push(&Markdown::head(&columns));
    let mut left_out = 0_usize;
    for row in rows {
        if left_out > 0 || text.len() + row.len() + REMAINDER > room {
            left_out += 1;
        } else {
            text.push(&row);
        }
    }
    if left_out > 0 {
        text.push(&markdown!("\n… and {} more, for which there is no room here.\n", left_out));
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::sample::reported;
    use super::*;

    #[test]
    fn what_changed_stands_in_sight_and_the_rest_is_folded_away() {
        let (_folder, reported) = reported();
        expect![[r###"
            ## Benchmarks: 1 above 10 %, 1 inconclusive, 1 improved, 2 within the limits, 1 not comparable

            6 benchmarks: `v2` against `v1`. Not comparable: 1 fewer than 10 samples. 1 has no baseline `v2`. 1 never ran. 1 of no bench that is there.

            ### Changed

            | benchmark | before | after | change |  |
            | --- | --- | --- | --- | --- |
            | `alone` | 999 ns ±10 | 1.50 µs ±0.01 | +50.0 % (+41.6 … +58.8) | above 10 % |
            | `search/1000` | 999 µs ±10 | 1.07 ms ±0.01 | +7.0 % (+1.0 … +13.3) | inconclusive: may be above 10 % |
            | `search/9` | 999 ns ±10 | 799 ns ±8 | -20.0 % (-24.5 … -15.3) | improved |

            One run a side: each interval is widened by 5 % for the noise between runs, which nobody has measured here.

            ### Targets not met

            | target | must | measured |  |
            | --- | --- | --- | --- |
            | `Alone <b>` | `<1µs` | `1.50 µs ±0.01` | missed |
            | `Memory` | `<200MB` | `250 MB` | missed |
            | `Slip` | `<1s` |  | ``not covered: no bench has this id; did you mean `alone`?`` |

            <details><summary>3 other benchmarks, 1 other target</summary>

            | target | must | measured |  |
            | --- | --- | --- | --- |
            | `Search` | `<2ms` | `9.99 µs ±0.10 search/100`, `1.07 ms ±0.01 search/1000`, `799 ns ±8 search/9` | met |

            | benchmark | before | after | change |  |
            | --- | --- | --- | --- | --- |
            | ``<script>alert(1)</script> & "x" 'y' `z` \| @you ]]>`` | 4.99 ns ±0.05 | 4.99 ns ±0.05 | +0.0 % (-5.6 … +5.9) |  |
            | `quick` | 4.99 ns ±0.05 | 4.88 ns ±0.05 |  | not comparable: fewer than 10 samples |
            | `search/100` | 9.99 µs ±0.10 | 9.99 µs ±0.10 | +0.0 % (-5.6 … +5.9) |  |

            </details>
        "###]].assert_eq(summary(&[reported]).as_str());
    }

    #[test]
    fn rows_without_room_are_counted() {
        let mut text = Markdown::text(&"x".repeat(100));
        let row = |number: usize| Markdown::row(&[markdown!("{}", number), Markdown::text(&"y".repeat(50))]);
        table(&mut text, &["a", "b"], (0..1000).map(row), 2_000);
        assert!(text.len() < 2_000, "{}", text.len());
        let rows = text.matches("yyy |").count();
        assert!(
            rows > 20 && text.ends_with(&format!("… and {} more, for which there is no room here.\n", 1000 - rows))
        );
    }
}
