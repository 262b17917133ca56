//! What did the user mean? In published crates, and in this workspace with all that it depends on, one segment of a `use` is
//! misspelled at a time, as fingers do it; the first fix has to be what the author had.

#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // asks Cargo where the crates lie, and reads them

mod typo;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use greenlight_files::{Files, Span, absolute};
use greenlight_ide::{Change, Finding, Fix, Fixes, Host};
use greenlight_syntax::{ALWAYS, FileFacts, Leaf, NameTable, scan};
use typo::{Chance, KINDS};

/// How many packages, files of each (and of this workspace), and segments of each file are tried.
const PACKAGES: usize = 60;
const FILES: usize = 8;
const OWN_FILES: usize = 60;
const SEGMENTS: usize = 12;

/// Of the typos that are reported, so many per cent are put right by the first fix.
const RIGHT_PER_CENT: f64 = 95.0;

/// Of them, so many at most have a preferred fix that is another.
const WRONGLY_PREFERRED_PER_CENT: f64 = 1.0;

/// How many are reported at least: most of the others lead into the standard library or to what is not downloaded.
const REPORTED_AT_LEAST: usize = 700;

/// How one kind of typo fared.
#[derive(Default)]
struct Tally {
    reported: usize,
    right: usize,
    /// Preferred, and not what the author had.
    wrongly_preferred: usize,
}

#[derive(Default)]
struct Tallies {
    by_kind: BTreeMap<&'static str, Tally>,
    by_place: BTreeMap<String, Tally>,
    wrong: Vec<String>,
    tried: usize,
}

#[test]
fn the_first_fix_is_what_the_author_had() {
    let mut tallies = Tallies::default();
    let mut chance = Chance::new(20_250_101);
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (folder, files) in packages().into_iter().map(|folder| (folder, FILES)).chain([(absolute(&own), OWN_FILES)]) {
        let mut host = Host::open(Files::new(), &folder).unwrap();
        let checked: Vec<PathBuf> = host.snapshot().checked_files();
        for file in spread(&checked, files) {
            let Ok(text) = std::fs::read_to_string(file) else { continue };
            try_file(&mut host, file, &text, &mut chance, &mut tallies);
            host.apply(&[Change::Closed(file.clone())]);
        }
    }
    let sum = |field: fn(&Tally) -> usize| tallies.by_kind.values().map(field).sum::<usize>();
    let (reported, right) = (sum(|tally| tally.reported), sum(|tally| tally.right));
    println!("{} tried, {reported} reported, {right} put right first", tallies.tried);
    for (name, tally) in tallies
        .by_kind
        .iter()
        .map(|(name, tally)| (*name, tally))
        .chain(tallies.by_place.iter().map(|(name, tally)| (name.as_str(), tally)))
    {
        let share = 100.0 * tally.right as f64 / tally.reported as f64;
        println!(
            "{name}: {} of {} ({share:.1} %), {} wrongly preferred",
            tally.right, tally.reported, tally.wrongly_preferred
        );
    }
    println!("{}", tallies.wrong.join("\n"));
    assert!(reported >= REPORTED_AT_LEAST, "only {reported} typos were reported");
    let share = 100.0 * right as f64 / reported as f64;
    assert!(share >= RIGHT_PER_CENT, "{share:.1} % of {reported}");
    let wrongly = 100.0 * sum(|tally| tally.wrongly_preferred) as f64 / reported as f64;
    assert!(wrongly <= WRONGLY_PREFERRED_PER_CENT, "{wrongly:.1} % of {reported} are preferred and wrong");
}

/// Misspells some segments of the file, one at a time.
fn try_file(host: &mut Host, file: &Path, text: &str, chance: &mut Chance, tallies: &mut Tallies) {
    let mut names = NameTable::new();
    let facts = scan(text, &mut names);
    let mut segments: BTreeSet<(Span, bool, bool)> = BTreeSet::new();
    for import in &facts.outline.imports {
        for number in import.path.start..import.path.end {
            let is_leaf = number + 1 == import.path.end && import.leaf != Leaf::Glob;
            segments.insert((facts.spans.segments[number as usize], number == import.path.start, is_leaf));
        }
    }
    // What rustc cannot find either, or for which something is missing here, is no slip's.
    let before = host.snapshot().findings(file, Fixes::All);
    let overlaps = |finding: &Finding, span: Span| finding.span.start < span.end && span.start < finding.span.end;
    let is_found = |&(span, ..): &(Span, bool, bool)| !before.iter().any(|finding| overlaps(finding, span));
    let segments: Vec<_> = segments.into_iter().filter(is_found).collect();
    for &(span, first, leaf) in spread(&segments, SEGMENTS) {
        let name = &text[span.range()];
        let kind = KINDS[chance.below(KINDS.len())];
        let Some(misspelled) = (kind.misspell)(name, chance) else { continue };
        let mut changed = text.to_owned();
        changed.replace_range(span.range(), &misspelled);
        host.apply(&[Change::Text(file.to_owned(), Arc::from(&*changed))]);
        tallies.tried += 1;
        let misspelled_at = Span::new(span.start, span.start + misspelled.len() as u32);
        let findings = host.snapshot().findings(file, Fixes::All);
        let found = findings.iter().find(|finding| {
            finding.span.start <= span.start && span.start < finding.span.end && finding.message.contains(&*misspelled)
        });
        let Some(finding) = found else { continue };
        let root = host.snapshot().root().to_owned();
        let edits = finding.fixes.iter().flat_map(|fix| &fix.edits);
        assert!(edits.map(|edit| &edit.file).all(|file| file.starts_with(&root)), "{finding:#?}");
        for fix in &finding.fixes {
            let (before, after) = (leaves(&changed, Some(misspelled_at)), leaves(&after(&changed, file, fix), None));
            let lost: Vec<&String> = before.iter().filter(|leaf| !after.contains(leaf)).collect();
            assert!(lost.is_empty(), "{}: {} loses {lost:?}\n{:?}", file.display(), fix.title, fix.edits);
        }
        let place = match (first, leaf) {
            (true, _) => "first segment",
            (_, true) => "leaf",
            _ => "segment between",
        };
        let fix = finding.fixes.first();
        let right =
            fix.is_some_and(|fix| fix.edits.iter().any(|edit| edit.span.start == span.start && edit.text == name));
        for tally in
            [tallies.by_kind.entry(kind.name).or_default(), tallies.by_place.entry(place.to_owned()).or_default()]
        {
            tally.reported += 1;
            tally.right += usize::from(right);
            tally.wrongly_preferred += usize::from(!right && fix.is_some_and(|fix| fix.preferred));
        }
        if !right {
            let title = fix.map_or("nothing", |fix| &fix.title);
            tallies.wrong.push(format!("{}: {} `{name}` as `{misspelled}`: {title}", file.display(), kind.name));
        }
    }
}

/// The file as it is after the fix.
fn after(text: &str, file: &Path, fix: &Fix) -> String {
    let edits: Vec<_> = fix.edits.iter().filter(|edit| edit.file == *file).collect();
    greenlight_ide::edits::apply(text, &edits).unwrap()
}

/// Every import of the text with what visibility it has, whether it stands under a cfg, but for those that go through the segment at
/// `except`.
fn leaves(text: &str, except: Option<Span>) -> Vec<String> {
    let mut names = NameTable::new();
    let FileFacts { outline, spans } = scan(text, &mut names);
    let mut leaves = Vec::new();
    for import in &outline.imports {
        let mut segments = import.path.start..import.path.end;
        if segments.any(|segment| Some(spans.segments[segment as usize]) == except) {
            continue;
        }
        let path: Vec<&str> = outline.path(import.path).iter().map(|&segment| names.text(segment)).collect();
        let rename = match import.leaf {
            Leaf::Name { rename } | Leaf::SelfName { rename } => rename.map(|rename| names.text(rename)),
            Leaf::Glob | Leaf::Nothing => Some("*"),
        };
        let head = (std::mem::discriminant(&import.visibility), import.condition == ALWAYS, import.global);
        leaves.push(format!("{head:?} {} {rename:?}", path.join("::")));
    }
    leaves
}

/// Folders of published packages that this workspace depends on.
fn packages() -> Vec<PathBuf> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--manifest-path"])
        .stdin(std::process::Stdio::null())
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let published = packages.filter(|package| package["source"].is_string());
    let mut folders: Vec<PathBuf> = published
        .filter_map(|package| Some(absolute(Path::new(package["manifest_path"].as_str()?).parent()?)))
        .collect();
    folders.sort();
    spread(&folders, PACKAGES).cloned().collect()
}

/// `count` of the values, evenly spread.
fn spread<T>(values: &[T], count: usize) -> impl Iterator<Item = &T> {
    values.iter().step_by((values.len() / count).max(1)).take(count)
}
