//! Random sessions. Whatever was opened, edited, saved, written to disk, asked and cancelled, in whatever order: once the
//! server has nothing left to find out, what it shows is what a server shows that is started on the same texts.
//!
//! Each sequence has a seed, which a failure prints. `GREENLIGHT_SEED=17` runs that one alone, `GREENLIGHT_SEQUENCES=9`
//! so many.

mod random;
mod session;
mod texts;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use session::Session;

/// How many are run where nobody says otherwise.
const SEQUENCES: u64 = 2000;

/// Servers that run at once: a session waits for its server most of the time.
const AT_ONCE: usize = 4;

/// What is shown of each file, by name; files of which nothing is shown are left out.
type Shown = BTreeMap<String, Vec<Value>>;

#[test]
fn after_any_session_what_is_shown_is_what_a_fresh_server_shows() {
    let number = |name: &str| std::env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
    let seeds = match number("GREENLIGHT_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("GREENLIGHT_SEQUENCES").unwrap_or(SEQUENCES),
    };
    let next = AtomicU64::new(seeds.start);
    let with_findings = AtomicU64::new(0);
    let failed: Mutex<Vec<u64>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end || !failed.lock().unwrap().is_empty() {
                        return;
                    }
                    match catch_unwind(AssertUnwindSafe(|| sequence(seed))) {
                        Ok(shown) => with_findings.fetch_add(u64::from(!shown.is_empty()), Ordering::Relaxed),
                        Err(_) => {
                            failed.lock().unwrap().push(seed);
                            return;
                        }
                    };
                }
            });
        }
    });
    assert_eq!(failed.into_inner().unwrap(), [0; 0], "run one of these seeds alone with GREENLIGHT_SEED");
    let count = seeds.end - seeds.start;
    let with_findings = with_findings.into_inner();
    println!("{count} sequences, of which {with_findings} end with findings");
    assert!(count == 1 || with_findings * 2 > count, "{with_findings} of {count} final states have findings");
}

/// One session; what its last state shows.
fn sequence(seed: u64) -> Shown {
    let mut session = Session::start(seed);
    for _ in 0..session.length() {
        session.step();
    }
    let shown = session.shown();
    let (fresh, log) = session.fresh();
    assert!(shown == fresh, "seed {seed}\n{}\n{}", log.join("\n"), differences(&shown, &fresh));
    shown
}

/// A line for each diagnostic that one shows and the other does not.
fn differences(shown: &Shown, fresh: &Shown) -> String {
    let lines = |only: &Shown, other: &Shown, who: &str| {
        let mut lines = Vec::new();
        for (name, diagnostics) in only {
            let of_other = other.get(name).cloned().unwrap_or_default();
            let missing = diagnostics.iter().filter(|diagnostic| !of_other.contains(diagnostic));
            lines.extend(missing.map(|diagnostic| format!("only {who}: {name}: {diagnostic}")));
        }
        lines
    };
    let lines = [lines(shown, fresh, "shown"), lines(fresh, shown, "by a fresh server")].concat();
    match lines.is_empty() {
        true => format!("the same in another order, or more than once: {shown:#?}, by a fresh server {fresh:#?}"),
        false => lines.join("\n"),
    }
}
