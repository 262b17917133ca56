//! The rule `bench-regression`: a bench that certainly got slower than the configuration allows.

use greenlight_bench::display::change;
use greenlight_bench::statistics::{Noise, Verdict};
use greenlight_project::PackageId;

use super::{Description, Level, Rule};
use crate::benches::{BenchCall, ComparedBench};
use crate::check::Draft;

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "bench-regression",
    group: "benches",
    level: Level::Warn,
    codes: &[],
    summary: "a bench whose saved results got worse by more than `[limits]` allows; in the editor and the gate only",
    explanation: include_str!("bench_regression.md"),
};

/// One finding for a call, about those of its benchmarks that exceed their limit, the worst first.
pub(crate) fn check(call: &BenchCall, package: Option<PackageId>, compared: &[ComparedBench]) -> Option<Draft> {
    let mut exceeded: Vec<(f64, &ComparedBench, String)> = compared
        .iter()
        .filter(|bench| bench.verdict == Verdict::Exceeded)
        .filter_map(|bench| {
            let found = bench.comparison.change.as_ref().ok()?;
            Some((found.mean.point, bench, change(found)))
        })
        .collect();
    exceeded.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    let (_, worst, shown) = exceeded.first()?;
    let (old, new) = (&worst.from.0.name, &worst.to.0.name);
    let limit = (worst.limits.fail * 1000.0).round() / 10.0;
    // That it is the code, and no other run of the same, only repeated runs tell.
    let (says, note) = match worst.comparison.noise {
        Noise::Measured { spread, .. } => (
            format!("`{}` regressed: {shown} from {old} to {new}", worst.id.full()),
            format!("runs of the same code are {:.1} % apart, as repeated ones show", spread * 100.0),
        ),
        Noise::Assumed(share) => (
            format!("`{}` takes longer: {shown} from {old} to {new}", worst.id.full()),
            format!(
                "the noise between runs is taken to be {:.0} %: nobody measured it, as `--save-baseline {new}@2` would",
                share * 100.0
            ),
        ),
    };
    let more = exceeded.len() - 1;
    let others = exceeded[1..].iter().take(OTHERS).map(|(_, bench, shown)| format!("`{}`: {shown}", bench.id.full()));
    let mut notes = vec![format!("`[limits]` allows {limit} %"), note];
    notes.extend(others);
    if more > OTHERS {
        notes.push(format!("and {} more of its benchmarks", more - OTHERS));
    }
    Some(Draft {
        rule: Rule::BenchRegression,
        code: None,
        message: says,
        label: None,
        notes,
        file: call.file.clone(),
        span: call.id_span,
        package,
        met: Vec::new(),
        is_warning: true,
        fixes: Vec::new(),
    })
}

/// Of more benchmarks of one call, the rest are counted.
const OTHERS: usize = 3;
