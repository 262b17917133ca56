//! Cfg predicates of published crates, broken by chance: what Greenlight says of them against what rustc's
//! `unexpected_cfgs` said.
//!
//! A leaf `L` becomes `any(L, M)` with `M` misspelt, which no build sets: the crate is compiled as it was, and rustc speaks of
//! each `M` that it looks at. Of code that the present build leaves out rustc says nothing; Greenlight says there that it
//! is about another build.

mod leaves;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use rayon::prelude::*;
use serde_json::Value;

use crate::corpus::{self, Subject, cargo};
use crate::greenlight;
use crate::mutant;
use crate::rustc::work_folder;
use leaves::{Leaf, leaves};

/// Of rustc's warnings, how many per cent Greenlight has with the same span and message. It only ever rises. What is missed is
/// counted by [`why`].
const RECALL_PER_CENT: f64 = 99.2;

/// The same, of those that neither a build script leaves open nor a value of a target that Greenlight's table does not have.
const RECALL_OF_THE_CERTAIN_PER_CENT: f64 = 99.7;

/// What Greenlight says of the default build and rustc does not, looked at: hashbrown has a `cfg_if!` of its own, of whose later arms
/// rustc says nothing, and the scanner knows such calls by their name. In serde all is right: what rustc says of the body of a macro is
/// not among the verdicts, and `crate_root!` has one.
const STRAY: &[(&str, &str)] = &[("hashbrown", "src/control/group/mod.rs"), ("serde", "src/lib.rs")];

/// So that a corpus that shrinks unseen does not count as a success.
const CRATES_AT_LEAST: usize = 100;
const WARNINGS_AT_LEAST: usize = 1_000;

/// At most so many in one crate, so that none outweighs the others.
const MUTATIONS_AT_MOST: usize = 30;

/// What rustc says: bytes of the broken file, and the first line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Warning {
    file: String,
    start: usize,
    end: usize,
    message: String,
}

/// A leaf that is broken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mutation {
    file: String,
    /// In bytes of the published file.
    start: usize,
    end: usize,
    /// What comes in place of the leaf.
    text: String,
    kind: &'static str,
}

#[derive(Debug, Default)]
struct Verdicts {
    version: String,
    mutations: Vec<Mutation>,
    warnings: BTreeSet<Warning>,
}

/// A crate's comparison.
#[derive(Debug, Default)]
struct Outcome {
    key: String,
    warnings: usize,
    both: usize,
    /// What rustc says and Greenlight does not, with the reason.
    missed: Vec<(Warning, &'static str)>,
    /// What Greenlight says of the default build and rustc does not.
    stray: Vec<Warning>,
    /// What it says of other builds.
    elsewhere: usize,
    /// Warnings and how many are found, by kind of mutation.
    by_kind: BTreeMap<&'static str, (usize, usize)>,
}

#[test]
fn greenlight_warns_of_the_cfgs_that_rustc_warns_of() {
    if std::env::var("GREENLIGHT_MUTATIONS").is_ok_and(|what| what == "record-cfgs") {
        corpus::subjects().iter().for_each(record);
    }
    let outcomes: Vec<Outcome> = corpus::subjects().par_iter().map(compare).collect();
    let sum = |count: fn(&Outcome) -> usize| outcomes.iter().map(count).sum::<usize>();
    let mut by_kind: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for outcome in &outcomes {
        for (kind, (warnings, found)) in &outcome.by_kind {
            let all = by_kind.entry(kind).or_default();
            *all = (all.0 + warnings, all.1 + found);
        }
        for (it, why) in &outcome.missed {
            println!("missed ({why}): {} {}:{} {}", outcome.key, it.file, it.start, it.message);
            *reasons.entry(*why).or_default() += 1;
        }
        for it in &outcome.stray {
            println!("stray: {} {}:{} {}", outcome.key, it.file, it.start, it.message);
        }
    }
    let (warnings, both) = (sum(|outcome| outcome.warnings), sum(|outcome| outcome.both));
    let stray = sum(|outcome| outcome.stray.len());
    let recall = 100.0 * both as f64 / warnings.max(1) as f64;
    println!("by kind of mutation, all and found: {by_kind:?}");
    println!("missed by reason: {reasons:?}");
    let open: usize = [BUILD_SCRIPT, OTHER_TARGET].iter().filter_map(|why| reasons.get(why)).sum();
    let certain = 100.0 * both as f64 / (warnings - open).max(1) as f64;
    println!(
        "{} crates, {warnings} warnings of rustc, {both} found ({recall:.2} %, {certain:.2} % of the certain), {stray} stray, {} about other builds",
        outcomes.len(),
        sum(|outcome| outcome.elsewhere)
    );
    let unexplained = |outcome: &Outcome| {
        let known = |it: &&Warning| STRAY.contains(&(outcome.key.as_str(), it.file.as_str()));
        outcome.stray.iter().filter(|it| !known(it)).count()
    };
    assert_eq!(outcomes.iter().map(unexplained).sum::<usize>(), 0);
    if corpus::only().is_none() {
        assert!(outcomes.len() >= CRATES_AT_LEAST, "only {} crates", outcomes.len());
        assert!(warnings >= WARNINGS_AT_LEAST, "only {warnings} warnings");
        assert!(recall >= RECALL_PER_CENT, "{recall:.2} % found");
        assert!(certain >= RECALL_OF_THE_CERTAIN_PER_CENT, "{certain:.2} % of the certain found");
    }
}

/// One crate a day, so that in time all are asked about.
#[test]
fn rustc_warns_of_what_is_stored() {
    let subjects = corpus::subjects();
    let days = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() / (24 * 60 * 60);
    let subject = &subjects[days as usize % subjects.len()];
    let stored = read(subject);
    let folder = work_folder().join("cfgs").join(&subject.key);
    mutant::lay(subject, &folder);
    apply(&stored.mutations, &folder);
    let fresh = ask(&folder);
    let gone: Vec<_> = stored.warnings.difference(&fresh).collect();
    let new: Vec<_> = fresh.difference(&stored.warnings).collect();
    assert!(gone.is_empty() && new.is_empty(), "{}: no longer {gone:#?}, but {new:#?}", subject.key);
}

fn compare(subject: &Subject) -> Outcome {
    let verdicts = read(subject);
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join(&subject.name);
    mutant::lay(subject, &root);
    apply(&verdicts.mutations, &root);
    let report = greenlight::check(&root, &["--rule", "undeclared-feature", "--rule", "unknown-cfg"]);
    let mut found: BTreeMap<Warning, bool> = BTreeMap::new();
    for finding in &report.findings {
        let warning = Warning {
            file: finding.file.clone(),
            start: finding.bytes.start,
            end: finding.bytes.end,
            message: finding.message.clone(),
        };
        found.insert(warning, finding.when.is_none());
    }
    let mut outcome = Outcome { key: subject.key.clone(), warnings: verdicts.warnings.len(), ..Outcome::default() };
    let kinds = kinds(&verdicts.mutations);
    for warning in &verdicts.warnings {
        let is_found = found.remove(warning).is_some();
        outcome.both += usize::from(is_found);
        if !is_found {
            outcome.missed.push((warning.clone(), why(&root, warning)));
        }
        let kind = kinds.get(&(warning.file.clone(), warning.end)).copied().unwrap_or("as published");
        let counted = outcome.by_kind.entry(kind).or_default();
        *counted = (counted.0 + 1, counted.1 + usize::from(is_found));
    }
    for (warning, is_default) in found {
        match is_default {
            true => outcome.stray.push(warning),
            false => outcome.elsewhere += 1,
        }
    }
    outcome
}

const BUILD_SCRIPT: &str = "a build script may expect it";
const OTHER_TARGET: &str = "a target that is not in the table";
const MACROS: &str = "in the tokens of a macro, or in a file that only they lead to";

/// Why Greenlight is silent.
fn why(root: &Path, warning: &Warning) -> &'static str {
    let read = |name: &str| fs::read_to_string(root.join(name)).unwrap_or_default();
    let script = read("build.rs");
    let computes = script.contains("rustc-check-cfg=cfg({");
    let calls = read("Cargo.toml").contains("build-dependencies") && !script.is_empty();
    let text = read(&warning.file);
    let place = text.get(warning.start..warning.end).unwrap_or_default();
    match () {
        () if place.starts_with("target_") && warning.message.contains("value") => OTHER_TARGET,
        () if computes || calls => BUILD_SCRIPT,
        () => MACROS,
    }
}

/// The kind of each mutation, by its file and where in the broken file the misspelt leaf ends.
fn kinds(mutations: &[Mutation]) -> BTreeMap<(String, usize), &'static str> {
    let mut kinds = BTreeMap::new();
    let mut grown: BTreeMap<&str, usize> = BTreeMap::new();
    for mutation in mutations {
        let before = grown.entry(&mutation.file).or_default();
        kinds.insert((mutation.file.clone(), mutation.start + *before + mutation.text.len() - 1), mutation.kind);
        *before += mutation.text.len() - (mutation.end - mutation.start);
    }
    kinds
}

fn record(subject: &Subject) {
    let folder = work_folder().join("cfgs").join(&subject.key);
    mutant::lay(subject, &folder);
    let mut mutations = choose(subject, &folder);
    mutations.sort();
    apply(&mutations, &folder);
    let warnings = ask(&folder);
    eprintln!("{}: {} mutations, {} warnings", subject.key, mutations.len(), warnings.len());
    let mut text = format!("version\t{}\n", subject.version);
    for Mutation { file, start, end, text: new, kind } in &mutations {
        writeln!(text, "mutation\t{file}\t{start}\t{end}\t{kind}\t{new}").unwrap();
    }
    for Warning { file, start, end, message } in &warnings {
        writeln!(text, "warning\t{file}\t{start}\t{end}\t{message}").unwrap();
    }
    fs::write(file_of(&subject.key), text).unwrap();
}

fn file_of(key: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mutations/cfg_verdicts").join(format!("{key}.tsv"))
}

fn read(subject: &Subject) -> Verdicts {
    let path = file_of(&subject.key);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}: {}", path.display()));
    let mut verdicts = Verdicts::default();
    for line in text.lines() {
        let number = |text: &str| text.parse::<usize>().unwrap();
        match line.split('\t').collect::<Vec<_>>()[..] {
            ["version", version] => verdicts.version = version.to_owned(),
            ["mutation", file, start, end, kind, text] => verdicts.mutations.push(Mutation {
                file: file.to_owned(),
                start: number(start),
                end: number(end),
                text: text.to_owned(),
                kind: KINDS.into_iter().find(|known| *known == kind).expect("a kind of mutation"),
            }),
            ["warning", file, start, end, message] => {
                let (file, message) = (file.to_owned(), message.to_owned());
                verdicts.warnings.insert(Warning { file, start: number(start), end: number(end), message });
            }
            _ => panic!("{}: {line}", path.display()),
        }
    }
    assert_eq!(verdicts.version, subject.version, "the verdicts on {} are of another version", subject.key);
    verdicts
}

const KINDS: [&str; 7] = ["value-typo", "value-unknown", "key-typo", "features", "bare", "name-typo", "name-unknown"];

/// The mutations of a crate, told apart by its key alone.
fn choose(subject: &Subject, folder: &Path) -> Vec<Mutation> {
    let seed = subject.key.bytes().fold(7, |seed: u64, byte| seed.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
    let mut rng = Rng::with_seed(seed);
    let mut files = Vec::new();
    collect(folder, folder, &mut files);
    files.sort();
    let mut all: Vec<(String, Leaf)> = Vec::new();
    for file in files {
        let Ok(text) = fs::read_to_string(folder.join(&file)) else { continue };
        all.extend(leaves(&text).into_iter().flatten().map(|leaf| (file.clone(), leaf)));
    }
    rng.shuffle(&mut all);
    let mutated = all.into_iter().filter_map(|(file, leaf)| {
        let (kind, misspelt) = misspell(&mut rng, &leaf)?;
        let text = fs::read_to_string(folder.join(&file)).ok()?;
        let original = text.get(leaf.range.clone())?;
        let text = format!("any({original}, {misspelt})");
        Some(Mutation { file, start: leaf.range.start, end: leaf.range.end, text, kind })
    });
    mutated.take(MUTATIONS_AT_MOST).collect()
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_source = path.extension().is_some_and(|extension| extension == "rs");
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            collect(root, &path, files);
        } else if is_source && path.starts_with(root.join("src")) {
            files.push(path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"));
        }
    }
}

fn misspell(rng: &mut Rng, leaf: &Leaf) -> Option<(&'static str, String)> {
    let typo = |rng: &mut Rng, text: &str| {
        let letters: Vec<char> = text.chars().collect();
        let at = rng.usize(1..letters.len().max(2));
        let mut typo = letters.clone();
        match letters.len() {
            0 => return None,
            1 | 2 => typo.push('q'),
            _ if at + 1 < letters.len() && letters[at] != letters[at + 1] => typo.swap(at, at + 1),
            _ => typo.push(letters[letters.len() - 1]),
        }
        Some(typo.into_iter().collect::<String>())
    };
    Some(match (&leaf.value, leaf.name.as_str()) {
        (Some(value), "feature") => match rng.u8(0..6) {
            0 | 1 => ("value-typo", format!("feature = \"{}\"", typo(rng, value)?)),
            2 => ("value-unknown", "feature = \"no_such_feature\"".to_owned()),
            3 => ("key-typo", format!("featrue = \"{value}\"")),
            4 => ("features", format!("features = \"{value}\"")),
            _ if value.chars().all(|letter| letter.is_alphanumeric() || letter == '_') && !value.is_empty() => (
                "bare",
                format!("r#{value}").replace("r#", if syn::parse_str::<syn::Ident>(value).is_ok() { "" } else { "r#" }),
            ),
            _ => ("value-unknown", "feature = \"no-such-feature\"".to_owned()),
        },
        (Some(value), name) => match rng.u8(0..3) {
            0 => ("key-typo", format!("{} = \"{value}\"", typo(rng, name)?)),
            1 => ("name-unknown", format!("no_such_cfg = \"{value}\"")),
            _ => ("value-typo", format!("{name} = \"{}\"", typo(rng, value)?)),
        },
        (None, "true" | "false") => return None,
        (None, name) => match rng.u8(0..2) {
            0 => ("name-typo", typo(rng, name)?),
            _ => ("name-unknown", "no_such_cfg".to_owned()),
        },
    })
}

fn apply(mutations: &[Mutation], folder: &Path) {
    let mut by_file: BTreeMap<&str, Vec<&Mutation>> = BTreeMap::new();
    for mutation in mutations {
        by_file.entry(&mutation.file).or_default().push(mutation);
    }
    for (file, mut mutations) in by_file {
        let mut text = fs::read_to_string(folder.join(file)).unwrap();
        mutations.sort();
        for mutation in mutations.into_iter().rev() {
            text.replace_range(mutation.start..mutation.end, &mutation.text);
        }
        fs::write(folder.join(file), text).unwrap();
    }
}

/// What `unexpected_cfgs` says of the library. One at a time: all share one build folder.
fn ask(folder: &Path) -> BTreeSet<Warning> {
    let build = work_folder().join("build-cfgs");
    fs::create_dir_all(&build).unwrap();
    let turn = fs::File::create(build.join("turn")).unwrap();
    turn.lock().unwrap();
    let output = cargo()
        .args(["check", "--lib", "--offline", "--message-format=json"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", &build)
        // Crates deny warnings; and what they allow themselves, they allow.
        .env("RUSTFLAGS", "--cap-lints=warn")
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let messages = stdout.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut warnings = BTreeSet::new();
    let own = folder.join("Cargo.toml");
    for message in messages.filter(|message| message["manifest_path"].as_str() == own.to_str()) {
        let diagnostic = &message["message"];
        if diagnostic["code"]["code"] != "unexpected_cfgs" {
            continue;
        }
        for span in diagnostic["spans"].as_array().unwrap().iter().filter(|span| span["is_primary"] == true) {
            // What a macro made is told at its call.
            let file = span["file_name"].as_str().unwrap();
            if Path::new(file).is_relative() && span["expansion"].is_null() {
                warnings.insert(Warning {
                    file: file.replace('\\', "/"),
                    start: span["byte_start"].as_u64().unwrap() as usize,
                    end: span["byte_end"].as_u64().unwrap() as usize,
                    message: diagnostic["message"].as_str().unwrap().to_owned(),
                });
            }
        }
    }
    warnings
}
