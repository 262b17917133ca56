//! Imports of published crates, broken by chance: what Greenlight says of them against what rustc said. `README.md` has
//! how it works and how verdicts are recorded.
//!
//! [`corpus`] knows the crates, [`mutant`] lays one into a folder, [`choice`] chooses what to break, [`broken`] breaks
//! it, [`rustc`] asks the compiler, [`verdicts`] keeps what it said, [`compare`] holds Greenlight against that.

// These are tests: they write what the binary is to read, start it, and may panic anywhere.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod broken;
mod cfgs;
mod choice;
mod compare;
mod corpus;
#[allow(dead_code, reason = "shared with the tests of the command line, which ask for more")]
#[path = "../cli/greenlight.rs"]
mod greenlight;
#[allow(dead_code, reason = "shared with other tests, which ask for more")]
#[path = "../machine/mod.rs"]
mod machine;
mod mutant;
mod record;
mod rustc;
mod table;
mod use_trees;
mod verdicts;

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use rayon::prelude::*;

use crate::compare::Outcome;
use crate::table::{Sum, per_cent};

/// Of the places where rustc reports an error, how many per cent Greenlight reports too. It only ever rises.
const RECALL_PER_CENT: f64 = 97.8;

/// Of those typos that both see, for how many per cent the first fix writes what was there. It only ever rises.
const FIRST_FIX_PER_CENT: f64 = 96.6;

/// Of Greenlight's findings, how many per cent stand where nothing was broken and rustc has nothing to say.
const STRAY_PER_CENT: f64 = 1.0;

/// So that a corpus that shrinks unseen does not count as a success.
const CRATES_AT_LEAST: usize = 100;
const ERRORS_AT_LEAST: usize = 13_000;

/// Leaves each round's mutant in a folder of its own, to be looked at: `GREENLIGHT_MUTATIONS_KEEP=FOLDER`.
fn keep_if_asked_for(subject: &corpus::Subject, verdicts: &verdicts::Verdicts) {
    let Some(kept) = std::env::var_os("GREENLIGHT_MUTATIONS_KEEP") else { return };
    for (number, round) in verdicts.rounds.iter().enumerate() {
        let root = std::path::Path::new(&kept).join(&subject.key).join(number.to_string());
        mutant::lay(subject, &root);
        broken::write(&broken::files(round, subject), &root);
    }
}

#[test]
fn greenlight_reports_what_rustc_reports() {
    record::if_asked_for();
    let outcomes: Vec<Outcome> = corpus::subjects()
        .par_iter()
        .map(|subject| {
            let verdicts = verdicts::read(&subject.key);
            assert_eq!(verdicts.version, subject.version, "the verdicts on {} are of another version", subject.key);
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().join(&subject.name);
            mutant::lay(subject, &root);
            keep_if_asked_for(subject, &verdicts);
            compare::compare(subject, &verdicts, &root)
        })
        .collect();
    println!("{}", table::print(&outcomes));
    for list in table::write_lists(&outcomes) {
        println!("{}", list.display());
    }
    let sum = Sum::of(&outcomes);
    let (recall, stray) = (per_cent(sum.both, sum.errors), 100.0 - per_cent(sum.findings - sum.stray, sum.findings));
    let first_fix = per_cent(sum.first_fix_right, sum.typos);
    let of_broken = per_cent(sum.broken_both, sum.broken);
    println!(
        "recall {recall:.1} % ({of_broken:.1} % where something was broken), stray {stray:.2} %, \
         first fix right {first_fix:.1} %"
    );
    let wrong: Vec<String> = outcomes
        .iter()
        .flat_map(|outcome| outcome.in_whole.iter().map(|finding| format!("{}: {finding}", outcome.key)))
        .collect();
    assert!(wrong.is_empty(), "reported in crates that compile:\n{}", wrong.join("\n"));
    if corpus::only().is_none() {
        assert!(outcomes.len() >= CRATES_AT_LEAST, "only {} crates", outcomes.len());
        assert!(sum.errors >= ERRORS_AT_LEAST, "only {} errors", sum.errors);
        assert!(recall >= RECALL_PER_CENT, "recall is {recall:.1} %");
        assert!(stray <= STRAY_PER_CENT, "{stray:.2} % of the findings are stray");
        assert!(first_fix >= FIRST_FIX_PER_CENT, "the first fix is right for {first_fix:.1} %");
    }
}

/// Two crates a day, so that in time all are asked about.
#[test]
fn rustc_says_what_is_stored() {
    record::if_asked_for();
    let subjects = corpus::subjects();
    let days = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / (24 * 60 * 60);
    let first = 2 * days as usize;
    let drawn: BTreeSet<usize> = [first, first + 1].into_iter().map(|number| number % subjects.len()).collect();
    let now = rustc::version();
    for subject in drawn.into_iter().map(|number| &subjects[number]) {
        let stored = verdicts::read(&subject.key);
        let folder =
            record::lay_whole(subject).unwrap_or_else(|why| panic!("{} does not compile: {why}", subject.key)).0;
        for (number, round) in stored.rounds.iter().enumerate() {
            let fresh = record::ask(subject, round, &folder).errors;
            let gone: Vec<_> = round.errors.difference(&fresh).collect();
            let new: Vec<_> = fresh.difference(&round.errors).collect();
            let difference = format!("{}, round {number}: no longer {gone:#?}, but {new:#?}", subject.key);
            if stored.rustc == now {
                assert!(gone.is_empty() && new.is_empty(), "{difference}");
            } else if !gone.is_empty() || !new.is_empty() {
                println!("{} said otherwise: {difference}", stored.rustc);
            }
        }
        println!("{}: asked {now} anew", subject.key);
    }
}
