//! Finding results below a root.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use greenlight_files::{EntryKind, Files, Walk};
use rustc_hash::FxHashMap;

use super::directory::{below_root, folder_name, may_be_named, without_number};
use super::document::{self, BenchmarkFile, note};
use super::{Baseline, Note, Saved, SavedBenchmark, further_run};
use crate::identity::{BenchmarkId, IdPattern, Part};
use crate::limits::{RESULT_ENTRIES, RESULT_SAMPLES};
use crate::link::{Link, Sites};

/// A folder deeper below a root is none of Criterion's: group, function, value, baseline.
const DEEPEST: usize = 4;

/// Criterion's copy of the last run.
const LAST_RUN: &str = "new";

/// Everything that was saved below `root` (absolute).
#[must_use]
pub fn read_all(files: &Files, root: &Path) -> Saved {
    let mut reading = Reading::default();
    let mut walk = Walk::new(files, root, &RESULT_ENTRIES);
    let mut folders = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let entries = walk.list(&folder).into_iter();
        let below: Vec<PathBuf> =
            entries.filter(|entry| entry.kind == EntryKind::Folder).map(|entry| entry.path).collect();
        for below in below {
            if is_baseline(files, &below) {
                reading.add(files, root, &below, |_| true);
            } else if is_hollow(files, &below) {
                reading.saved.notes.push(note(&below, "a folder of results without files".to_owned()));
            }
            if depth + 1 < DEEPEST {
                folders.push((below, depth + 1));
            }
        }
    }
    reading.finish()
}

/// The folders below `root` (absolute) in which results appear or change, and itself; at most so many. Reports and comparisons
/// are not among them.
#[must_use]
pub fn folders(files: &Files, root: &Path, at_most: usize) -> Vec<PathBuf> {
    let mut found = vec![root.to_owned()];
    let mut next = 0;
    while let Some(folder) = found.get(next).cloned() {
        next += 1;
        let depth = folder.strip_prefix(root).map_or(0, |below| below.components().count());
        if depth >= DEEPEST || is_baseline(files, &folder) {
            continue;
        }
        let below = folders_in(files, &folder).into_iter().filter(|below| {
            // An id may be called like one of Criterion's own folders, but then its own lie below.
            !matches!(name_of(below), Some("report" | "change")) || !folders_in(files, below).is_empty()
        });
        found.extend(below);
        if found.len() >= at_most {
            found.truncate(at_most);
            break;
        }
    }
    found
}

/// What was saved below `root` (absolute) of benchmarks that fit one of the patterns. Of others, nothing is read.
#[must_use]
pub fn read_matching(files: &Files, root: &Path, patterns: &[&IdPattern]) -> Saved {
    let mut listings = FxHashMap::default();
    let mut folders: Vec<PathBuf> = Vec::new();
    for pattern in patterns {
        folders.extend(candidates(files, root, pattern, &mut listings));
    }
    folders.sort();
    folders.dedup();
    let wanted = Sites::new(std::iter::once(patterns.iter().copied()));
    let mut reading = Reading::default();
    for folder in folders {
        for baseline in folders_in(files, &folder) {
            if is_baseline(files, &baseline) {
                reading.add(files, root, &baseline, |id| wanted.link(id) != Link::Orphan);
            }
        }
    }
    reading.finish()
}

/// The folders in a folder. A root has as many as there are benchmarks, each of which asks for its own.
struct Listing {
    folders: Vec<PathBuf>,
    /// Indices into `folders`, by name and by what is before a number that Criterion may have added to it.
    named: FxHashMap<String, Vec<usize>>,
}

impl Listing {
    fn of(files: &Files, folder: &Path) -> Listing {
        let folders = folders_in(files, folder);
        let mut named: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (index, name) in folders.iter().enumerate().filter_map(|(index, folder)| Some((index, name_of(folder)?))) {
            for name in [Some(name), without_number(name)].into_iter().flatten() {
                named.entry(name.to_owned()).or_default().push(index);
            }
        }
        Listing { folders, named }
    }
}

fn name_of(folder: &Path) -> Option<&str> {
    folder.file_name().and_then(|name| name.to_str())
}

/// The folders that benchmarks which fit `pattern` may have.
fn candidates(
    files: &Files,
    root: &Path,
    pattern: &IdPattern,
    listings: &mut FxHashMap<PathBuf, Listing>,
) -> Vec<PathBuf> {
    let parts = [&pattern.group, &pattern.function, &pattern.value];
    let parts: Vec<&Part> = parts.into_iter().filter(|part| **part != Part::Absent).collect();
    let mut folders = vec![root.to_owned()];
    for (index, part) in parts.iter().enumerate() {
        let is_last = index + 1 == parts.len();
        let mut next = Vec::new();
        for folder in &folders {
            if let (Part::Literal(text), false) = (part, is_last) {
                next.extend(joined(folder, &folder_name(text)).filter(|folder| files.is_folder_itself(folder)));
                continue;
            }
            if !listings.contains_key(folder) {
                listings.insert(folder.clone(), Listing::of(files, folder));
            }
            let listing = &listings[folder];
            match part {
                Part::Literal(text) => {
                    let name = folder_name(text);
                    // `.` is in no listing.
                    next.extend(joined(folder, &name).filter(|below| below == folder));
                    let named = listing.named.get(&name).into_iter().flatten();
                    next.extend(named.map(|&index| listing.folders[index].clone()));
                }
                Part::Absent | Part::Pattern(_) | Part::Any => {
                    let fits = |below: &&PathBuf| name_of(below).is_some_and(|name| may_be_named(part, name, is_last));
                    next.extend(listing.folders.iter().filter(fits).cloned());
                }
            }
        }
        folders = next;
    }
    folders
}

/// The folder `name` in `folder`; `.` is the folder itself. None that would lead out of it.
fn joined(folder: &Path, name: &str) -> Option<PathBuf> {
    below_root(name).map(|name| if name.as_os_str().is_empty() { folder.to_owned() } else { folder.join(name) })
}

fn folders_in(files: &Files, folder: &Path) -> Vec<PathBuf> {
    let entries = files.list(folder).into_iter();
    // A link may lead in a circle.
    entries.filter(|entry| entry.kind == EntryKind::Folder && !entry.link).map(|entry| entry.path).collect()
}

fn is_baseline(files: &Files, folder: &Path) -> bool {
    files.is_file(&folder.join("benchmark.json")) || files.is_file(&folder.join("sample.json"))
}

/// Caches keep folders and delete what is in them; only the names that Criterion itself gives tell such a folder.
fn is_hollow(files: &Files, folder: &Path) -> bool {
    matches!(name_of(folder), Some("base" | LAST_RUN)) && files.list(folder).is_empty()
}

#[derive(Default)]
struct Reading {
    saved: Saved,
    samples: u64,
    benchmarks: BTreeMap<(PathBuf, BenchmarkId), (PathBuf, Vec<Baseline>)>,
}

impl Reading {
    /// Reads the baseline in `folder`, if it is of a benchmark that is `wanted`.
    fn add(&mut self, files: &Files, root: &Path, folder: &Path, wanted: impl Fn(&BenchmarkId) -> bool) {
        match read_baseline(files, root, folder, wanted) {
            Ok(None) => {}
            Ok(Some((_, _, baseline))) if !self.has_room_for(&baseline) => {
                let why = format!("not read: the results before it have {} samples", RESULT_SAMPLES.max);
                self.saved.notes.push(note(folder, why));
            }
            Ok(Some((id, folder, baseline))) => {
                let entry = self.benchmarks.entry((root.to_owned(), id)).or_insert_with(|| (folder, Vec::new()));
                entry.1.push(baseline);
            }
            Err(note) => self.saved.notes.push(note),
        }
    }

    fn has_room_for(&mut self, baseline: &Baseline) -> bool {
        let samples = self.samples + baseline.samples.len() as u64;
        let has_room = RESULT_SAMPLES.allows(samples);
        if has_room {
            self.samples = samples;
        }
        has_room
    }

    fn finish(mut self) -> Saved {
        for ((root, id), (folder, mut baselines)) in self.benchmarks {
            let last_run = baselines.iter().position(|baseline| baseline.name == LAST_RUN);
            if let Some(index) = last_run
                && baselines
                    .iter()
                    .enumerate()
                    .any(|(other, baseline)| other != index && baseline.samples == baselines[index].samples)
            {
                baselines.remove(index);
            }
            let mut baselines: Vec<Arc<Baseline>> = with_repeats(baselines).into_iter().map(Arc::new).collect();
            baselines.sort_by(|one, other| other.saved.cmp(&one.saved).then_with(|| one.name.cmp(&other.name)));
            self.saved.benchmarks.push(SavedBenchmark { id, root, folder, baselines });
        }
        self.saved.benchmarks.sort_by(|one, other| (&one.id, &one.root).cmp(&(&other.id, &other.root)));
        self.saved.notes.sort();
        self.saved.notes.dedup();
        self.saved
    }
}

/// Puts runs that were saved as `NAME@2` and so on with the one that was saved as `NAME`. A run that counts something else is none of it: no
/// number stands for both.
fn with_repeats(baselines: Vec<Baseline>) -> Vec<Baseline> {
    let number = |baseline: &Baseline| {
        let (name, number) = further_run(&baseline.name)?;
        let first = baselines.iter().find(|other| other.name == name)?;
        first.counts_as(baseline).then(|| (name.to_owned(), number))
    };
    let numbers: Vec<Option<(String, u32)>> = baselines.iter().map(number).collect();
    let (mut firsts, mut repeats) = (Vec::new(), Vec::new());
    for (baseline, number) in baselines.into_iter().zip(numbers) {
        match number {
            None => firsts.push(baseline),
            Some(number) => repeats.push((number, baseline)),
        }
    }
    repeats.sort_by(|(one, _), (other, _)| one.cmp(other));
    for ((name, _), repeat) in repeats {
        match firsts.iter_mut().find(|first| first.name == name) {
            Some(first) => first.repeats.push(repeat),
            // `a@2@3`, and `a@2` is a repeat itself.
            None => firsts.push(repeat),
        }
    }
    firsts
}

fn read_baseline(
    files: &Files,
    root: &Path,
    folder: &Path,
    wanted: impl Fn(&BenchmarkId) -> bool,
) -> Result<Option<(BenchmarkId, PathBuf, Baseline)>, Note> {
    let benchmark = document::benchmark(files, folder)?;
    let id = benchmark.id();
    if !wanted(&id) {
        return Ok(None);
    }
    let (of, name) = place(root, folder, &benchmark)?;
    // A run may end while its files are read; then they are read once more.
    let before = files.modified(&folder.join("sample.json"));
    let mut baseline = document::baseline(files, folder, &name, &benchmark);
    if files.modified(&folder.join("sample.json")) != before {
        baseline = document::baseline(files, folder, &name, &benchmark);
    }
    Ok(Some((id, of, baseline?)))
}

/// The benchmark's folder, and the baseline's name: what remains of the way from the root.
fn place(root: &Path, folder: &Path, benchmark: &BenchmarkFile) -> Result<(PathBuf, String), Note> {
    let misplaced =
        || note(folder, format!("its `directory_name` is `{}`, which is elsewhere", benchmark.directory_name));
    let below = below_root(&benchmark.directory_name).ok_or_else(misplaced)?;
    let of = if below.as_os_str().is_empty() { root.to_owned() } else { root.join(below) };
    let name = folder.strip_prefix(&of).ok().and_then(Path::to_str).filter(|name| !name.is_empty());
    let name = name.filter(|name| !name.contains(['/', '\\'])).ok_or_else(misplaced)?;
    Ok((of, name.to_owned()))
}

#[cfg(test)]
mod tests;
