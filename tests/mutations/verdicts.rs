//! What was broken and what rustc said to it, as it is stored: one file of tab-separated lines a crate.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// A crate's file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Verdicts {
    /// The crate's version.
    pub(crate) version: String,
    /// What `rustc --version` prints.
    pub(crate) rustc: String,
    pub(crate) rounds: Vec<Round>,
}

/// Mutations that are made together, and all that rustc says to them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Round {
    /// By file and place.
    pub(crate) mutations: Vec<Mutation>,
    pub(crate) errors: BTreeSet<Place>,
}

/// A segment of a use tree that is replaced. Offsets are bytes of the published file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mutation {
    pub(crate) file: String,
    pub(crate) start: usize,
    pub(crate) original: String,
    pub(crate) replacement: String,
    pub(crate) kind: Kind,
    pub(crate) position: Position,
    /// The path with its original segments: up to the leaf, or to `{…}` where the segment stands before a group.
    pub(crate) path: String,
    /// The `use` item around it, from `use` to `;`.
    pub(crate) statement: (usize, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A slip of the fingers.
    Typo,
    /// A name that nothing has.
    Unknown,
}

/// Where in its path a segment stands; that of a path of one segment is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Position {
    First,
    Middle,
    Last,
}

/// A primary span of an error: bytes of the broken file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) code: String,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Typo => "typo",
            Kind::Unknown => "unknown",
        }
    }
}

impl Position {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Position::First => "first",
            Position::Middle => "middle",
            Position::Last => "last",
        }
    }
}

fn file_of(key: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mutations/verdicts").join(format!("{key}.tsv"))
}

pub(crate) fn read(key: &str) -> Verdicts {
    let path = file_of(key);
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{error}: {}; see tests/mutations/README.md on recording", path.display()));
    let verdicts = parse(&text).unwrap_or_else(|| panic!("{} cannot be read", path.display()));
    assert_eq!(print(&verdicts), text, "{} is written otherwise", path.display());
    verdicts
}

pub(crate) fn write(key: &str, verdicts: &Verdicts) {
    let path = file_of(key);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, print(verdicts)).unwrap();
}

fn print(verdicts: &Verdicts) -> String {
    let mut text = format!("version\t{}\t{}\n", verdicts.version, verdicts.rustc);
    for round in &verdicts.rounds {
        text += "round\n";
        for mutation in &round.mutations {
            let Mutation { file, start, original, replacement, kind, position, path, statement: (from, to) } = mutation;
            let (kind, position) = (kind.name(), position.name());
            let place = format!("{file}\t{start}\t{from}\t{to}");
            writeln!(text, "mutation\t{place}\t{kind}\t{position}\t{path}\t{original}\t{replacement}").unwrap();
        }
        for Place { file, start, end, code } in &round.errors {
            writeln!(text, "error\t{file}\t{start}\t{end}\t{code}").unwrap();
        }
    }
    text
}

fn parse(text: &str) -> Option<Verdicts> {
    let mut lines = text.lines();
    let ["version", version, rustc] = lines.next()?.split('\t').collect::<Vec<_>>()[..] else { return None };
    let mut rounds: Vec<Round> = Vec::new();
    for line in lines {
        match line.split('\t').collect::<Vec<_>>()[..] {
            ["round"] => rounds.push(Round::default()),
            ["mutation", file, start, from, to, kind, position, path, original, replacement] => {
                rounds.last_mut()?.mutations.push(Mutation {
                    file: file.to_owned(),
                    start: start.parse().ok()?,
                    original: original.to_owned(),
                    replacement: replacement.to_owned(),
                    kind: [Kind::Typo, Kind::Unknown].into_iter().find(|known| known.name() == kind)?,
                    position: [Position::First, Position::Middle, Position::Last]
                        .into_iter()
                        .find(|known| known.name() == position)?,
                    path: path.to_owned(),
                    statement: (from.parse().ok()?, to.parse().ok()?),
                });
            }
            ["error", file, start, end, code] => {
                let (start, end) = (start.parse().ok()?, end.parse().ok()?);
                let place = Place { file: file.to_owned(), start, end, code: code.to_owned() };
                rounds.last_mut()?.errors.insert(place);
            }
            _ => return None,
        }
    }
    Some(Verdicts { version: version.to_owned(), rustc: rustc.to_owned(), rounds })
}
