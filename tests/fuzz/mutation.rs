//! Small changes of bytes, as damage and attackers make them: bits turn, pieces vanish, repeat, swap, come from another
//! input or from a dictionary.

use fastrand::Rng;

/// The longest that an input grows to, in bytes: more takes time and finds nothing that the hostile shapes do not.
const MAX_BYTES: usize = 64 * 1024;

/// `input` after some changes; `others` lend pieces, `words` are put in.
pub(crate) fn mutated(input: &[u8], others: &[Vec<u8>], words: &[&str], random: &mut Rng) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..random.usize(1..=6) {
        mutate(&mut bytes, others, words, random);
        bytes.truncate(MAX_BYTES);
    }
    bytes
}

fn mutate(bytes: &mut Vec<u8>, others: &[Vec<u8>], words: &[&str], random: &mut Rng) {
    let start = random.usize(0..=bytes.len());
    let end = (start + random.usize(0..=16.max(bytes.len() / 8))).min(bytes.len());
    match random.u32(0..8) {
        0 if start < bytes.len() => bytes[start] ^= 1 << random.u32(0..8),
        1 if start < bytes.len() => bytes[start] = random.u8(..),
        2 => drop(bytes.drain(start..end)),
        3 => {
            let piece = bytes[start..end].repeat(random.usize(1..=64));
            bytes.splice(start..start, piece);
        }
        4 => {
            let piece = bytes[start..end].to_vec();
            let to = random.usize(0..=bytes.len());
            bytes.splice(to..to, piece);
        }
        5 if !others.is_empty() => {
            let other = &others[random.usize(0..others.len())];
            let from = random.usize(0..=other.len());
            let piece = other[from..(from + random.usize(0..=64)).min(other.len())].to_vec();
            bytes.splice(start..end, piece);
        }
        6 => bytes.truncate(start),
        _ => {
            let word = words[random.usize(0..words.len())].repeat(1 << random.u32(0..8));
            bytes.splice(start..start, word.into_bytes());
        }
    }
}
