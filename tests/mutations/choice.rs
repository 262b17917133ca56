//! Which segments are broken, and into what: by chance, but the same with every run.

use std::collections::BTreeSet;

use fastrand::Rng;

use crate::use_trees::{self, Segment};
use crate::verdicts::{Kind, Mutation, Round};

/// At most this part of a crate's import leaves is broken in one round, so that not all hide behind each other.
const PART_OF_LEAVES: usize = 3;

/// At most so many in one round, so that no crate outweighs the others.
const MUTATIONS_AT_MOST: usize = 40;

const ROUNDS: usize = 4;

/// Names that nothing has.
const UNKNOWN: [&str; 6] = ["Nowhere", "absent_module", "NoSuchThing", "unheard_of", "MISSING", "vanished"];

/// The mutations of each round, over the texts of a crate's files. Files that `syn` does not read stay whole.
pub(crate) fn rounds(key: &str, files: &[(String, String)]) -> Vec<Round> {
    let segments: Vec<(&str, Vec<Segment>)> =
        files.iter().filter_map(|(file, text)| Some((file.as_str(), use_trees::segments(text)?))).collect();
    let leaves: usize = segments.iter().flat_map(|(_, segments)| segments).filter(|segment| segment.leaf).count();
    let count = leaves.div_ceil(PART_OF_LEAVES).min(MUTATIONS_AT_MOST);
    (0..ROUNDS).map(|round| choose(&mut rng(key, round), &segments, count)).collect()
}

/// Told apart by crate and round alone, so that a crate more or less changes no other's mutations.
fn rng(key: &str, round: usize) -> Rng {
    let seed = key
        .bytes()
        .chain([round as u8])
        .fold(0, |seed: u64, byte| seed.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
    Rng::with_seed(seed)
}

fn choose(rng: &mut Rng, segments: &[(&str, Vec<Segment>)], count: usize) -> Round {
    let mut order: Vec<(usize, usize)> = Vec::new();
    for (file, (_, segments)) in segments.iter().enumerate() {
        order.extend((0..segments.len()).map(|segment| (file, segment)));
    }
    rng.shuffle(&mut order);
    let mut chosen: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut mutations = Vec::new();
    for (file, number) in order {
        if mutations.len() == count {
            break;
        }
        let (name, segments) = &segments[file];
        let segment = &segments[number];
        let on_one_path = |&(other, chosen): &(usize, usize)| {
            other == file && (segment.before.contains(&chosen) || segments[chosen].before.contains(&number))
        };
        if chosen.iter().any(on_one_path) {
            continue;
        }
        let Some((kind, replacement)) = replacement(rng, &segment.name) else { continue };
        chosen.insert((file, number));
        mutations.push(Mutation {
            file: (*name).to_owned(),
            start: segment.range.start,
            original: segment.name.clone(),
            replacement,
            kind,
            position: segment.position,
            path: segment.path.clone(),
            statement: (segment.statement.start, segment.statement.end),
        });
    }
    mutations.sort();
    Round { mutations, ..Round::default() }
}

/// Three typos to one unknown name. Keywords do not become each other.
fn replacement(rng: &mut Rng, original: &str) -> Option<(Kind, String)> {
    let plain = original.is_ascii() && !original.starts_with("r#") && original != "_";
    if !plain {
        return None;
    }
    if matches!(original, "crate" | "self" | "super") || rng.u8(0..4) == 0 {
        return Some((Kind::Unknown, rng.choice(UNKNOWN)?.to_owned()));
    }
    let mut ways: [fn(&mut Rng, &str) -> String; 5] = [swap, drop_one, double, change_case, plural];
    rng.shuffle(&mut ways);
    let typos = ways.iter().map(|way| way(rng, original));
    let usable = |typo: &String| typo != original && typo != "_" && syn::parse_str::<syn::Ident>(typo).is_ok();
    typos.into_iter().find(usable).map(|typo| (Kind::Typo, typo))
}

fn swap(rng: &mut Rng, name: &str) -> String {
    let mut bytes = name.as_bytes().to_vec();
    if bytes.len() > 1 {
        let at = rng.usize(0..bytes.len() - 1);
        bytes.swap(at, at + 1);
    }
    String::from_utf8(bytes).unwrap()
}

fn drop_one(rng: &mut Rng, name: &str) -> String {
    let at = rng.usize(0..name.len());
    [&name[..at], &name[at + 1..]].concat()
}

fn double(rng: &mut Rng, name: &str) -> String {
    let at = rng.usize(0..name.len());
    [&name[..=at], &name[at..]].concat()
}

/// `Read` ↔ `read`; `READ` becomes `Read`.
fn change_case(_: &mut Rng, name: &str) -> String {
    let (first, rest) = name.split_at(1);
    if name.len() > 1 && rest.bytes().any(|byte| byte.is_ascii_uppercase()) && name == name.to_ascii_uppercase() {
        return [first, &rest.to_ascii_lowercase()].concat();
    }
    let upper = first.to_ascii_uppercase();
    let changed = if first == upper { first.to_ascii_lowercase() } else { upper };
    [&changed, rest].concat()
}

fn plural(_: &mut Rng, name: &str) -> String {
    name.strip_suffix('s').map_or_else(|| format!("{name}s"), str::to_owned)
}
