//! Which of the names that are there was meant by one that is not. Beyond a slip of the finger, as rustc sees it,
//! this counts whole words: `GgenError` means `Error`, whose words it ends with.

use crate::limits::{NAME_LENGTH, NAME_STEPS};

/// How near a name is to the one that is missing; smaller is nearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    /// A slip of the finger, or another way to write the same words; what it costs, in tenths of a letter left out.
    Slip(u32),
    /// The same but for its digits, of which one is left out, doubled or in another place.
    Digits,
    /// One ends with all the words of the other: this many words differ.
    Suffix(usize),
    /// One begins with all the words of the other.
    Prefix(usize),
}

/// What kinds of slips cost.
mod cost {
    /// A letter too few or too many.
    pub(super) const LETTER: u32 = 10;
    /// Another letter in its place.
    pub(super) const OTHER_LETTER: u32 = 12;
    /// Two letters that changed places, or one that was doubled, or should have been.
    pub(super) const SWAP: u32 = 8;
    /// The first letter is right far more often than others.
    pub(super) const FIRST_LETTER: u32 = 2;
    /// A letter in another case, a `_` more or less; at most three of them count.
    pub(super) const CASE: u32 = 2;
    /// Words that are separated in the one alone.
    pub(super) const SEPARATOR: u32 = 4;
    /// `runner` for `Runner`: another case is another kind of thing.
    pub(super) const KIND: u32 = 9;
    /// The same words in another order, or in the plural.
    pub(super) const WORDS: u32 = 8;
    /// By how much the second must be worse for the first to be obvious.
    pub(super) const MARGIN: u32 = 2;
}

impl Nearness {
    /// Whether it is a slip of the finger, not another choice of words.
    pub(crate) const fn is_slip(self) -> bool {
        matches!(self, Nearness::Slip(_))
    }

    /// Whether it is one slip at most, and not in the first letter: `Header` may be meant by `Reader`, and may not.
    pub(crate) const fn is_one_slip(self) -> bool {
        matches!(self, Nearness::Slip(slip) if slip < cost::OTHER_LETTER + cost::FIRST_LETTER)
    }

    /// Whether `self`, the nearer of the two, leaves no doubt that `other` is not meant.
    pub(crate) fn is_clearly_before(self, other: Nearness) -> bool {
        match (self, other) {
            (Nearness::Slip(one), Nearness::Slip(other)) => one + cost::MARGIN < other,
            (one, other) => one < other,
        }
    }
}

/// How near `candidate` is to `missing`, whose [`letters`] are given since many are compared with it; `None` if nobody would mistake
/// one for the other.
fn nearness(missing: &str, missing_letters: &[char], candidate: &str, steps: &mut u64) -> Option<Nearness> {
    // Which of two names that long was meant, nobody would see.
    let is_long = |name: &str| !NAME_LENGTH.allows(name.len() as u64);
    if missing == candidate || is_long(missing) || is_long(candidate) || is_seen_to_be_far(missing, candidate) {
        return None;
    }
    let candidate_letters = &*letters(candidate);
    if is_far(missing_letters, candidate_letters) {
        return None;
    }
    let (missing_differs, candidate_differs) = where_they_differ(missing_letters, candidate_letters);
    *steps += (missing_differs.len() * candidate_differs.len()) as u64;
    if !NAME_STEPS.allows(*steps) {
        return None;
    }
    let distance = strsim::generic_damerau_levenshtein(missing_differs, candidate_differs);
    // `hashmap` has lost the words of `HashMap`: that is no other kind, but no way to write a type.
    let well_written = distance > 0 || words(missing) == words(candidate);
    let kind = if well_written && is_other_kind(missing, candidate) { cost::KIND } else { 0 };
    if distance > 0 && same_but_for_digits(missing_letters, candidate_letters) {
        let kept = sorted(missing_letters) == sorted(candidate_letters);
        let moved = distance == 1 && (kept || missing_letters.len() != candidate_letters.len());
        return (moved && missing_letters.len() > 3 && kind == 0).then_some(Nearness::Digits);
    }
    if distance <= allowed(missing_letters, candidate_letters) {
        let (missing_characters, candidate_characters): (Vec<char>, Vec<char>) =
            (missing.chars().collect(), candidate.chars().collect());
        let (one, other) = where_they_differ(&missing_characters, &candidate_characters);
        *steps += (missing_characters.len() * candidate_characters.len()) as u64;
        let exact = strsim::generic_damerau_levenshtein(one, other);
        let separators = |name: &str| name.matches(['_', '-']).count();
        let case = cost::CASE * exact.saturating_sub(distance).min(3) as u32
            + if separators(missing) == separators(candidate) { 0 } else { cost::SEPARATOR };
        return Some(Nearness::Slip(slips(missing_letters, candidate_letters) + case + kind));
    }
    let (missing_words, candidate_words) = (words(missing), words(candidate));
    if sorted(&missing_words) == sorted(&candidate_words) || singular(&missing_words) == singular(&candidate_words) {
        return Some(Nearness::Slip(cost::WORDS + kind));
    }
    let (longer, shorter) = match missing_words.len() > candidate_words.len() {
        true => (&missing_words, &candidate_words),
        false => (&candidate_words, &missing_words),
    };
    let differ = longer.len() - shorter.len();
    if shorter.is_empty() || differ == 0 || is_camel_case(missing) != is_camel_case(candidate) {
        None
    } else if longer.ends_with(shorter) {
        Some(Nearness::Suffix(differ))
    } else if longer.starts_with(shorter) {
        Some(Nearness::Prefix(differ))
    } else {
        None
    }
}

/// The same as [`is_far`] says, of ASCII names: most of those in a large module are far, and nothing is written down for them.
fn is_seen_to_be_far(one: &str, other: &str) -> bool {
    if !one.is_ascii() || !other.is_ascii() {
        return false;
    }
    fn letters(name: &str) -> impl Iterator<Item = u8> {
        name.bytes().filter(|byte| !matches!(byte, b'_' | b'-')).map(|byte| byte.to_ascii_lowercase())
    }
    let mut counts = [0i32; 64];
    let (mut of_one, mut of_other) = (0, 0);
    for byte in letters(one) {
        counts[byte as usize % 64] += 1;
        of_one += 1usize;
    }
    for byte in letters(other) {
        counts[byte as usize % 64] -= 1;
        of_other += 1usize;
    }
    let (longer, shorter, sign) = if of_one > of_other { (one, other, 1) } else { (other, one, -1) };
    let more: i32 = counts.iter().map(|count| (count * sign).max(0)).sum();
    let (length, short) = (of_one.max(of_other), of_one.min(of_other));
    more > (length / 3).max(3) as i32
        && !letters(longer).take(short).eq(letters(shorter))
        && !letters(longer).skip(length - short).eq(letters(shorter))
}

/// Whether neither a slip nor a word more can make one of the other: seen by counting letters, where to compare takes a hundred
/// times as long, and some crates have thousands of names.
fn is_far(one: &[char], other: &[char]) -> bool {
    let (longer, shorter) = if one.len() > other.len() { (one, other) } else { (other, one) };
    let mut counts = [0i32; 64];
    let place = |letter: &char| *letter as usize % counts.len();
    let (of_longer, of_shorter): (Vec<usize>, Vec<usize>) =
        (longer.iter().map(place).collect(), shorter.iter().map(place).collect());
    of_longer.iter().for_each(|&place| counts[place] += 1);
    of_shorter.iter().for_each(|&place| counts[place] -= 1);
    // Of the letters that one has and the other has not, each costs an edit; a plural's ending is three at most.
    let more: i32 = counts.iter().filter(|count| **count > 0).sum();
    let at_most = (longer.len() / 3).max(3) as i32;
    more > at_most && !longer.starts_with(shorter) && !longer.ends_with(shorter)
}

/// Both without what they begin and end with alike, which no shortest way from one to the other changes; most names that are near have
/// most in common.
pub(crate) fn where_they_differ<'n>(one: &'n [char], other: &'n [char]) -> (&'n [char], &'n [char]) {
    let start = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    let (one, other) = (&one[start..], &other[start..]);
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
    (&one[..one.len() - end], &other[..other.len() - end])
}

/// In lower case, without what separates words.
fn letters(name: &str) -> Vec<char> {
    name.chars().filter(|character| !matches!(character, '_' | '-')).flat_map(char::to_lowercase).collect()
}

fn sorted<T: Ord + Clone>(values: &[T]) -> Vec<T> {
    let mut values = values.to_vec();
    values.sort();
    values
}

/// How many edits may be a slip: one for three letters, as in rustc's `find_best_match_for_name`. Of names of two letters
/// another letter makes another name.
fn allowed(missing: &[char], candidate: &[char]) -> usize {
    let length = missing.len().max(candidate.len());
    let other_letter = missing.len() == candidate.len() && sorted(missing) != sorted(candidate);
    match length {
        0..=1 => 0,
        2 => usize::from(!other_letter),
        _ => (length / 3).max(1),
    }
}

/// `v1` is not meant by `v2`, nor `Vec3` by `Vec4`.
fn same_but_for_digits(one: &[char], other: &[char]) -> bool {
    let without_digits = |name: &[char]| name.iter().copied().filter(|letter| !letter.is_numeric()).collect::<Vec<_>>();
    without_digits(one) == without_digits(other)
}

/// What it takes to come from one name to the other: the distance of optimal string alignment, weighted.
fn slips(one: &[char], other: &[char]) -> u32 {
    let mut before: Vec<u32> = Vec::with_capacity(other.len() + 1);
    let mut next: Vec<u32> = Vec::with_capacity(other.len() + 1);
    let mut row: Vec<u32> = (0..=other.len() as u32).map(|count| count * cost::LETTER).collect();
    for i in 1..=one.len() {
        next.clear();
        next.push(i as u32 * cost::LETTER);
        for j in 1..=other.len() {
            let mut least = match one[i - 1] == other[j - 1] {
                true => row[j - 1],
                false => row[j - 1] + cost::OTHER_LETTER,
            };
            least = least.min(row[j] + letter(one, i)).min(next[j - 1] + letter(other, j));
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                least = least.min(before[j - 2] + cost::SWAP);
            }
            next.push(least);
        }
        std::mem::swap(&mut before, &mut row);
        std::mem::swap(&mut row, &mut next);
    }
    let first = if one.first() == other.first() { 0 } else { cost::FIRST_LETTER };
    row[other.len()] + first
}

/// The cost of the letter before `end` where the other name has none.
fn letter(name: &[char], end: usize) -> u32 {
    let doubled = end > 1 && name[end - 1] == name[end - 2];
    if doubled { cost::SWAP } else { cost::LETTER }
}

/// Whether one is written as types are and the other as functions, or constants, are.
pub(crate) fn is_other_kind(one: &str, other: &str) -> bool {
    let is_snake_case = |name: &str| !name.contains(char::is_uppercase);
    let is_constant = |name: &str| name.chars().count() > 1 && !name.contains(char::is_lowercase);
    [(one, other), (other, one)].into_iter().any(|(one, other)| {
        is_camel_case(one) && (is_snake_case(other) || is_constant(other)) || is_constant(one) && is_snake_case(other)
    })
}

/// The words with the last one in the singular.
fn singular(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    if let Some(last) = words.last_mut() {
        let stem = match &**last {
            word if word.ends_with("ies") => Some(format!("{}y", &word[..word.len() - 3])),
            word if word.ends_with("xes") || word.ends_with("ses") => Some(word[..word.len() - 2].to_owned()),
            word if word.ends_with("ices") => Some(format!("{}ex", &word[..word.len() - 4])),
            word => word.strip_suffix('s').map(str::to_owned),
        };
        *last = stem.filter(|stem| !stem.is_empty()).unwrap_or_else(|| last.clone());
    }
    words
}

/// The candidates that could be meant, the nearest first, those equally near by name.
pub(crate) fn ranked<'a>(missing: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<(Nearness, &'a str)> {
    let letters = letters(missing);
    let mut steps = 0;
    let near = |candidate: &'a str| Some((nearness(missing, &letters, candidate, &mut steps)?, candidate));
    let mut near: Vec<(Nearness, &str)> = candidates.into_iter().filter_map(near).collect();
    near.sort_unstable();
    near.dedup();
    near
}

/// The nearest of `candidates`; of equally near ones the first by name, with `false` since it is not the only one.
pub(crate) fn nearest<'a>(missing: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<Nearest<'a>> {
    first(&ranked(missing, candidates))
}

/// The first of what [`ranked`] gives.
pub(crate) fn first<'a>(ranked: &[(Nearness, &'a str)]) -> Option<Nearest<'a>> {
    let &(nearness, name) = ranked.first()?;
    let alone = ranked.get(1).is_none_or(|&(second, _)| nearness.is_clearly_before(second));
    Some(Nearest { name, nearness, alone })
}

/// What [`nearest`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Nearest<'a> {
    /// The name.
    pub(crate) name: &'a str,
    /// How near it is.
    pub(crate) nearness: Nearness,
    /// Whether no other is nearly as near.
    pub(crate) alone: bool,
}

/// Whether the name reads as that of an error type: its last word is `Error`.
pub(crate) fn is_error_name(name: &str) -> bool {
    is_camel_case(name) && words(name).last().is_some_and(|word| word == "error")
}

/// Whether it is written as types are.
pub(crate) fn is_camel_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_uppercase()) && name.chars().any(char::is_lowercase)
}

/// The words of `CamelCase`, `snake_case` and `UPPER_CASE` names, in lower case; `HTTPError` is `http`, `error`.
fn words(name: &str) -> Vec<String> {
    let characters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (number, &character) in characters.iter().enumerate() {
        let before = number.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(number + 1);
        let starts = character.is_uppercase()
            && (before.is_some_and(|before| before.is_lowercase() || before.is_numeric())
                || before.is_some_and(char::is_uppercase) && after.is_some_and(|after| after.is_lowercase()));
        if starts || matches!(character, '_' | '-') {
            words.push(String::new());
        }
        if let (Some(word), true) = (words.last_mut(), !matches!(character, '_' | '-')) {
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearness(missing: &str, candidate: &str) -> Option<Nearness> {
        super::nearness(missing, &letters(missing), candidate, &mut 0)
    }

    fn name<'a>(missing: &str, candidates: &[&'a str]) -> Option<&'a str> {
        nearest(missing, candidates.iter().copied()).map(|nearest| nearest.name)
    }

    #[test]
    fn words_are_split_where_a_reader_would() {
        assert_eq!(words("GgenError"), ["ggen", "error"]);
        assert_eq!(words("HTTPError"), ["http", "error"]);
        assert_eq!(words("parse_json_2"), ["parse", "json", "2"]);
        assert_eq!(words("MAX_LEN"), ["max", "len"]);
    }

    #[test]
    fn an_error_type_under_another_name_is_seen_by_its_last_word() {
        assert_eq!(name("GgenError", &["Error", "Result", "ErrorKind"]), Some("Error"));
        assert_eq!(name("Error", &["GgenError", "Result"]), Some("GgenError"));
    }

    #[test]
    fn a_slip_of_the_finger_is_nearer_than_a_shared_word() {
        assert_eq!(name("GgenEror", &["Error", "GgenError"]), Some("GgenError"));
        assert_eq!(name("HashMapp", &["HashSet", "HashMap"]), Some("HashMap"));
        assert_eq!(name("hashmap", &["HashMap", "hash_map"]), Some("HashMap"));
    }

    #[test]
    fn a_slip_in_a_short_name_is_seen_and_another_short_name_is_none() {
        assert_eq!(name("oi", &["io", "os"]), Some("io"));
        assert_eq!(name("arcc", &["rc", "arc"]), Some("arc"));
        assert_eq!(name("fs", &["fmt", "os"]), None);
    }

    #[test]
    fn plurals_and_another_order_of_words_are_slips() {
        assert_eq!(name("entry", &["entries", "ent"]), Some("entries"));
        assert_eq!(name("Errors", &["Error", "ErrorKind"]), Some("Error"));
        assert_eq!(name("ReaderBuffer", &["BufferReader", "Reader"]), Some("BufferReader"));
    }

    #[test]
    fn a_type_is_not_meant_by_the_module_of_its_name_if_a_type_is_near() {
        assert_eq!(name("Option", &["option", "Options"]), Some("Options"));
        assert_eq!(name("ERror", &["error", "Error"]), Some("Error"));
        assert_eq!(name("Option", &["option"]), Some("option"));
    }

    #[test]
    fn a_digit_is_left_out_but_none_is_another() {
        assert_eq!(name("Sha25", &["Sha256", "Sha1"]), Some("Sha256"));
        assert_eq!(name("Sha255", &["Sha256"]), None);
        assert_eq!(name("Sha265", &["Sha256"]), Some("Sha256"));
    }

    proptest::proptest! {
        #[test]
        fn what_both_begin_and_end_with_changes_no_distance(one in "[ab1-]{0,9}", other in "[ab1-]{0,9}") {
            let (left, right): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
            let (left, right) = where_they_differ(&left, &right);
            proptest::prop_assert_eq!(
                strsim::generic_damerau_levenshtein(left, right),
                strsim::damerau_levenshtein(&one, &other)
            );
            let (left, right) = (String::from_iter(left), String::from_iter(right));
            proptest::prop_assert_eq!(strsim::osa_distance(&left, &right), strsim::osa_distance(&one, &other));
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_seen_to_be_far_is_far(one in "[abAB_1]{1,12}", other in "[abcAB_1]{1,12}") {
            proptest::prop_assert_eq!(is_seen_to_be_far(&one, &other), is_far(&letters(&one), &letters(&other)));
        }
    }

    #[test]
    fn names_beyond_all_sense_are_not_compared() {
        assert_eq!(name(&"Ab".repeat(500), &[&"Ba".repeat(500)]), None);
        let many: Vec<String> = (0..20_000).map(|number| format!("{}{number}", "Abd".repeat(40))).collect();
        let missing = "Adb".repeat(40);
        assert_eq!(nearest(&missing, many.iter().map(String::as_str)), None);
    }

    #[test]
    fn what_has_nothing_in_common_is_not_near() {
        assert_eq!(name("Widget", &["Error", "Result", "parse"]), None);
        assert_eq!(name("x", &["y"]), None);
        assert_eq!(name("v2", &["v1"]), None);
        assert_eq!(name("Vec4", &["Vec3"]), None);
        assert_eq!(name("p2p", &["default", "live-llm-tests"]), None);
    }

    #[test]
    fn another_first_letter_or_two_slips_leave_a_doubt() {
        let is_one_slip = |missing, candidate| nearness(missing, candidate).unwrap().is_one_slip();
        assert!(is_one_slip("Raeder", "Reader") && is_one_slip("Reder", "Reader") && is_one_slip("hashmap", "HashMap"));
        assert!(!is_one_slip("Reader", "Header") && !is_one_slip("Rader", "Readers"));
    }

    #[test]
    fn two_equally_near_names_are_no_clear_choice() {
        assert!(!nearest("cart", ["card", "care"]).unwrap().alone);
        assert!(nearest("GgenError", ["Error", "Result"]).unwrap().alone);
    }

    #[test]
    fn error_names_end_in_error() {
        assert!(is_error_name("Error") && is_error_name("GgenError") && is_error_name("IOError"));
        assert!(!is_error_name("ErrorKind") && !is_error_name("error") && !is_error_name("Terror"));
    }
}
