//! The rule `perf-target-missed`: a bench that certainly does not keep what was promised of it.

use greenlight_project::PackageId;

use super::{Description, Level, Rule};
use crate::benches::BenchCall;
use crate::check::Draft;
use crate::perf_targets::Standing;
use crate::promises::{HeldPromise, Source};

/// What the rule is about.
pub(super) const DESCRIPTION: Description = Description {
    name: "perf-target-missed",
    group: "benches",
    level: Level::Warn,
    codes: &[],
    summary: "a bench whose saved results miss a performance target; in the editor and the gate only",
    explanation: include_str!("perf_target_missed.md"),
};

/// A finding for each promise about the call that is missed, of the configuration and of comments; `place` tells where one stands. What
/// documents say is shown, and is nobody's word.
pub(crate) fn check(
    call: &BenchCall,
    package: Option<PackageId>,
    promises: &[HeldPromise],
    place: impl Fn(&HeldPromise) -> String,
) -> Vec<Draft> {
    let missed = promises.iter().filter(|held| {
        held.standing == Standing::Missed && matches!(held.promise.source, Source::Configuration | Source::Comment)
    });
    let draft = |held: &HeldPromise| {
        let promise = &held.promise;
        let name = if promise.name.is_empty() { String::new() } else { format!(" ({})", promise.name) };
        let subject = match held.missed.as_slice() {
            [(id, measured)] => format!("`{id}` misses its target `{}`: {measured}", promise.written),
            several => format!("{} benchmarks miss their target `{}`", several.len(), promise.written),
        };
        let mut notes = vec![format!("promised at {}{name}", place(held))];
        if held.missed.len() > 1 {
            notes.extend(held.missed.iter().take(SHOWN).map(|(id, measured)| format!("`{id}`: {measured}")));
        }
        if held.missed.len() > SHOWN {
            notes.push(format!("and {} more", held.missed.len() - SHOWN));
        }
        Draft {
            rule: Rule::PerfTargetMissed,
            code: None,
            message: subject,
            label: None,
            notes,
            file: call.file.clone(),
            span: call.id_span,
            package,
            met: Vec::new(),
            is_warning: true,
            fixes: Vec::new(),
        }
    };
    missed.map(draft).collect()
}

/// Of more benchmarks, the rest are counted.
const SHOWN: usize = 5;
