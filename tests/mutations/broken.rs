//! A round's mutations made in the files of a mutant.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use crate::corpus::Subject;
use crate::verdicts::{Mutation, Round};

/// A file with its mutations.
#[derive(Debug)]
pub(crate) struct BrokenFile<'r> {
    pub(crate) original: String,
    pub(crate) text: String,
    pub(crate) breaks: Vec<Break<'r>>,
}

/// Where a mutation stands in the broken text.
#[derive(Debug)]
pub(crate) struct Break<'r> {
    pub(crate) mutation: &'r Mutation,
    pub(crate) segment: Range<usize>,
    pub(crate) statement: Range<usize>,
}

/// The files that a round breaks, by their path relative to the crate's folder.
pub(crate) fn files<'r>(round: &'r Round, subject: &Subject) -> BTreeMap<String, BrokenFile<'r>> {
    let mut of_file: BTreeMap<&str, Vec<&Mutation>> = BTreeMap::new();
    for mutation in &round.mutations {
        of_file.entry(&mutation.file).or_default().push(mutation);
    }
    let read = |file: &str| fs::read_to_string(subject.folder.join(file)).unwrap();
    of_file.into_iter().map(|(file, mutations)| (file.to_owned(), break_text(read(file), &mutations))).collect()
}

fn break_text<'r>(original: String, mutations: &[&'r Mutation]) -> BrokenFile<'r> {
    let mut text = original.clone();
    for mutation in mutations.iter().rev() {
        let range = mutation.start..mutation.start + mutation.original.len();
        assert_eq!(original.get(range.clone()), Some(mutation.original.as_str()), "{mutation:?} is not of this file");
        text.replace_range(range, &mutation.replacement);
    }
    let moved = |offset: usize| {
        let before = mutations.iter().filter(|mutation| mutation.start < offset);
        before.fold(offset, |at, mutation| at + mutation.replacement.len() - mutation.original.len())
    };
    let breaks = mutations.iter().map(|&mutation| {
        let start = moved(mutation.start);
        let statement = moved(mutation.statement.0)..moved(mutation.statement.1);
        Break { mutation, segment: start..start + mutation.replacement.len(), statement }
    });
    BrokenFile { breaks: breaks.collect(), text, original }
}

pub(crate) fn write(files: &BTreeMap<String, BrokenFile<'_>>, folder: &Path) {
    for (name, file) in files {
        fs::write(folder.join(name), &file.text).unwrap();
    }
}

pub(crate) fn mend(files: &BTreeMap<String, BrokenFile<'_>>, folder: &Path) {
    for (name, file) in files {
        fs::write(folder.join(name), &file.original).unwrap();
    }
}
