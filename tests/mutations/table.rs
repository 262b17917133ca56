//! What is printed of a comparison, and the lists that are written beside it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use crate::compare::{Outcome, Seen};
use crate::rustc::work_folder;

/// Counts over all crates.
#[derive(Debug, Default)]
pub(crate) struct Sum {
    pub(crate) errors: usize,
    pub(crate) both: usize,
    pub(crate) exact: usize,
    pub(crate) findings: usize,
    pub(crate) stray: usize,
    pub(crate) contested: usize,
    pub(crate) other_build: usize,
    pub(crate) typos: usize,
    pub(crate) first_fix_right: usize,
    pub(crate) restored: usize,
    /// Errors where something was broken, and how many of them both see.
    pub(crate) broken: usize,
    pub(crate) broken_both: usize,
}

impl Sum {
    pub(crate) fn of(outcomes: &[Outcome]) -> Sum {
        outcomes.iter().fold(Sum::default(), |mut sum, outcome| {
            let both = outcome.count(|error| !error.is_missed());
            sum.errors += outcome.errors.len();
            sum.both += both;
            sum.exact += outcome.count(|error| matches!(error.seen, Seen::Exactly));
            sum.findings += both + outcome.stray.len() + outcome.contested.len() + outcome.other_build;
            sum.stray += outcome.stray.len();
            sum.contested += outcome.contested.len();
            sum.other_build += outcome.other_build;
            sum.typos += outcome.typos;
            sum.first_fix_right += outcome.first_fix_right;
            sum.restored += outcome.restored;
            sum.broken += outcome.count(|error| !error.position.is_empty());
            sum.broken_both += outcome.count(|error| !error.position.is_empty() && !error.is_missed());
            sum
        })
    }

    fn row(&self, name: &str) -> String {
        let Sum { errors, both, exact, stray, contested, other_build, typos, first_fix_right, restored, .. } = self;
        let missed = errors - both;
        let recall = per_cent(*both, *errors);
        format!(
            "{name:20} {errors:6} {both:6} {missed:6} {recall:6.1} {exact:6} {stray:6} {contested:9} {other_build:6} {typos:6} \
             {first_fix_right:6} {restored:8}\n"
        )
    }
}

pub(crate) fn per_cent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 }
}

/// A row for each crate, then the classes and the reasons.
pub(crate) fn print(outcomes: &[Outcome]) -> String {
    let mut text = format!(
        "{:20} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>9} {:>6} {:>6} {:>6} {:>8}\n",
        "", "errors", "both", "missed", "%", "exact", "stray", "contested", "other", "typos", "fixed", "restored"
    );
    for outcome in outcomes {
        text += &Sum::of(std::slice::from_ref(outcome)).row(&outcome.key);
    }
    text += &Sum::of(outcomes).row("in sum");

    let mut classes: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for error in outcomes.iter().flat_map(|outcome| &outcome.errors) {
        let (errors, both) = classes.entry((error.leads_to, error.position)).or_default();
        *errors += 1;
        match &error.seen {
            Seen::Missed(missed) => *reasons.entry(&missed.reason).or_default() += 1,
            Seen::Exactly | Seen::Overlapping => *both += 1,
        }
    }
    text += "\nby where the path leads and which segment is broken\n";
    for ((leads_to, position), (errors, both)) in classes {
        let recall = per_cent(both, errors);
        writeln!(text, "{leads_to:12} {position:10} {both:6} of {errors:6} {recall:6.1} %").unwrap();
    }
    text += "\nmissed, by what Greenlight says instead\n";
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    for (reason, count) in reasons {
        writeln!(text, "{reason:20} {count:6}").unwrap();
    }
    text
}

/// Writes every missed error, every finding that rustc does not share, and every first fix that is not the typo's own;
/// says where.
pub(crate) fn write_lists(outcomes: &[Outcome]) -> Vec<PathBuf> {
    let mut missed = "crate\tfile\tline\tbroken\toriginal\tclass\treason\texplanation\tcode\n".to_owned();
    let mut alone = "crate\tkind\tfinding\n".to_owned();
    let mut fixes = "crate\tfile\tline\toriginal\treplacement\tfirst fix\n".to_owned();
    for outcome in outcomes {
        let key = &outcome.key;
        for error in &outcome.errors {
            if let Seen::Missed(it) = &error.seen {
                let class = format!("{} {}", error.leads_to, error.position);
                let place = format!("{}\t{}\t{}\t{}", it.file, it.line, it.broken, it.original);
                writeln!(missed, "{key}\t{place}\t{class}\t{}\t{}\t{}", it.reason, it.explanation, it.code).unwrap();
            }
        }
        outcome.stray.iter().for_each(|line| writeln!(alone, "{key}\tstray\t{line}").unwrap());
        outcome.contested.iter().for_each(|line| writeln!(alone, "{key}\tcontested\t{line}").unwrap());
        outcome.other_fix.iter().for_each(|line| writeln!(fixes, "{key}\t{line}").unwrap());
    }
    fs::create_dir_all(work_folder()).unwrap();
    let lists = [("missed.tsv", missed), ("alone.tsv", alone), ("other_fix.tsv", fixes)];
    let write = |(name, text): (&str, String)| {
        let path = work_folder().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    lists.map(write).into()
}
